// No page outgrows what budgets.json allows it: bytes as they are sent, of everything that a first visit loads.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { awake } from './steps';
import { expect, test } from './support';

const budgets = JSON.parse(readFileSync(fileURLToPath(new URL('budgets.json', import.meta.url)), 'utf8')) as Record<string, number>;

for (const [path, budget] of Object.entries(budgets)) {
  test(`${path} is at most ${budget} bytes`, async ({ another }) => {
    const page = await another(path === '/sign-in' ? undefined : 'recruiter');
    const client = await page.context().newCDPSession(page);
    const kinds = new Map<string, string>();
    const sizes = new Map<string, number>();
    client.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
    client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId) ?? 'Other';
      sizes.set(kind, (sizes.get(kind) ?? 0) + encodedDataLength);
    });
    await client.send('Network.enable');
    await page.goto(path, { waitUntil: 'networkidle' });
    await awake(page);
    const whole = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const parts = [...sizes].map(([kind, size]) => `${kind} ${size}`).join(', ');
    console.log(`budget: ${path} ${whole} of ${budget}: ${parts}`);
    expect(whole, parts).toBeLessThanOrEqual(budget);
  });
}
