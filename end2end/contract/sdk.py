"""What docs/integrators.md does in Python is run as it is printed, twice, with a client that openapi-generator made and nobody touched.

INSTROOM_URL=http://127.0.0.1:3000 PYTHONPATH=<directory of instroom_sdk> python end2end/contract/sdk.py
"""

import re
import subprocess
import sys
import unittest
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "integrators.md"
# A script, and behind it what it prints.
SCRIPT = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Guide(unittest.TestCase):
    maxDiff = None

    def test_it_does_what_it_says(self):
        guide = GUIDE.read_text(encoding="utf-8")
        scripts = SCRIPT.findall(guide)
        self.assertEqual(len(scripts), guide.count("```python"), "each of them says what it prints")
        self.assertGreaterEqual(len(scripts), 1)
        for script, printed in scripts:
            self.assertIn("import instroom_sdk", script)
            pattern = ".*".join(re.escape(part) for part in printed.split("…"))
            for _ in range(2):
                done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertRegex(done.stdout, f"^{pattern}$")


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed", flush=True)
    sys.exit(not result.wasSuccessful())
