//! The API's contract, proved by programs that know nothing of us: clients, generators, linters and fuzzers from npm and PyPI, unmodified,
//! against the real binary with demo data.
//!
//! Each proof has a server of its own, so that none trips over what another left behind, and finds alone what it finds among the others. What
//! they need to know is in their environment: `INSTROOM_URL`, and an administrator's `INSTROOM_TOKEN`.

mod server;

use crate::{
    process::{root, run, target_dir},
    tools::{self, Python},
};
use anyhow::{Context, Result};
use server::Server;
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Something that must hold of the API, seen from outside.
pub struct Proof {
    /// As it is chosen: `--only contract -- NAME`.
    pub name: &'static str,
    /// As it is reported.
    pub title: &'static str,
    run: fn(&Bench) -> Result<()>,
}

/// In the order of their cost.
pub const PROOFS: &[Proof] = &[
    Proof { name: "lint", title: "contract: linter", run: lint },
    Proof { name: "clients", title: "contract: clients", run: clients },
    Proof { name: "guide", title: "contract: guide", run: guide },
    Proof { name: "generated", title: "contract: generated", run: generated },
    Proof { name: "sdk", title: "contract: SDK", run: sdk },
    Proof { name: "fuzz", title: "contract: fuzzer", run: fuzz },
];

/// The proofs of these names; without names all of them.
pub fn chosen<'a>(names: &'a [String]) -> impl Iterator<Item = &'static Proof> + 'a {
    PROOFS.iter().filter(move |proof| names.is_empty() || names.iter().any(|name| name == proof.name))
}

/// What the proofs are run with, installed.
pub fn programs() -> Result<Python> {
    tools::npm_packages()?;
    tools::python_packages(&root().join("end2end/contract/requirements.txt"), &work()?.join("python"))
}

/// Runs a proof against a server that is there for it alone.
pub fn prove(proof: &Proof, binary: &Path, python: &Python) -> Result<()> {
    let work = work()?;
    let log = work.join(format!("{}.log", proof.name));
    let proved = Server::start(binary, &log).and_then(|server| {
        let token = server.login()?;
        (proof.run)(&Bench { server, token, python, work })
    });
    proved.with_context(|| format!("the server's log is {}", log.display()))
}

/// Where everything is that the proofs make: `target/contract`.
fn work() -> Result<PathBuf> {
    let work = target_dir()?.join("contract");
    fs::create_dir_all(&work).with_context(|| work.display().to_string())?;
    Ok(work)
}

/// A file of ours.
fn ours(name: &str) -> PathBuf {
    root().join("end2end/contract").join(name)
}

/// A running server, and what there is to measure it with.
struct Bench<'a> {
    server: Server,
    token: String,
    python: &'a Python,
    work: PathBuf,
}

impl Bench<'_> {
    /// A program that is told where the server is, started where it may leave files behind.
    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("INSTROOM_URL", self.server.url()).env("INSTROOM_TOKEN", &self.token).current_dir(&self.work);
        command
    }

    /// The OpenAPI document as a file, for programs that read one, and to look at after a failure.
    fn openapi(&self) -> Result<PathBuf> {
        let file = self.work.join("openapi.json");
        fs::write(&file, self.server.get("/docs.json")?).with_context(|| file.display().to_string())?;
        Ok(file)
    }
}

/// The OpenAPI document, by the rules that are recommended to everybody.
fn lint(bench: &Bench) -> Result<()> {
    let mut redocly = bench.command(root().join("node_modules/.bin/redocly"));
    // It would tell its maker that it was run, and ask for newer versions of itself.
    redocly.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    run(redocly.arg("lint").arg(bench.openapi()?).arg("--config").arg(ours("redocly.yaml")))
}

/// API Platform's own discovery.
fn clients(bench: &Bench) -> Result<()> {
    node(bench, "clients.mjs")
}

/// What the integrator's guide says, step by step.
fn guide(bench: &Bench) -> Result<()> {
    node(bench, "guide.mjs")
}

fn node(bench: &Bench, tests: &str) -> Result<()> {
    run(bench.command("node").args(["--test", "--test-reporter=spec"]).arg(ours(tests)))
}

/// A client made from the OpenAPI document, used as it came out.
fn generated(bench: &Bench) -> Result<()> {
    let mut generator = bench.command(bench.python.program("openapi-python-client"));
    generator.args(["generate", "--meta", "none", "--overwrite"]);
    generator.arg("--path").arg(bench.openapi()?).arg("--output-path").arg(bench.work.join("instroom_client"));
    run(generator.arg("--config").arg(ours("generator.yaml")))?;
    run(bench.command(bench.python.program("python")).env("PYTHONPATH", &bench.work).arg(ours("generated.py")))
}

/// What the integrator's guide does with a client of another generator, as it is printed there.
fn sdk(bench: &Bench) -> Result<()> {
    let made = bench.work.join("sdk");
    let mut generator = bench.command(bench.python.program("openapi-generator-cli"));
    generator.args(["generate", "--generator-name", "python", "--package-name", "instroom_sdk"]);
    run(generator.arg("--input-spec").arg(bench.openapi()?).arg("--output").arg(&made))?;
    run(bench.command(bench.python.program("python")).env("PYTHONPATH", &made).arg(ours("sdk.py")))
}

/// Every operation, with whatever its description allows and some of what it does not.
fn fuzz(bench: &Bench) -> Result<()> {
    let mut schemathesis = bench.command(bench.python.program("schemathesis"));
    schemathesis.env("SCHEMATHESIS_HOOKS", ours("files.py"));
    run(schemathesis.arg("--config-file").arg(ours("schemathesis.toml")).args(["run", &format!("{}/docs.json", bench.server.url())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(wanted: &[&str]) -> Vec<&'static str> {
        let wanted: Vec<String> = wanted.iter().map(|&name| name.to_owned()).collect();
        chosen(&wanted).map(|proof| proof.name).collect()
    }

    #[test]
    fn without_names_everything_is_proved() {
        assert_eq!(names(&[]).len(), PROOFS.len());
    }

    #[test]
    fn the_order_is_ours_whatever_was_asked_for_first() {
        assert_eq!(names(&["fuzz", "lint"]), ["lint", "fuzz"]);
        assert!(names(&["nonsense"]).is_empty());
    }
}
