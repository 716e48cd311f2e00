//! `cargo xtask test`: everything that must hold before a change is merged, in the order of its cost.

use crate::{
    browser::playwright,
    bundle, contract, lint,
    postgres::{self, Cluster},
    process::{cargo, run},
    tools,
};
use anyhow::{Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

/// What `--only` takes.
const GROUPS: &[&str] = &["fmt", "clippy", "lint", "rust", "contract", "budget", "browser"];

struct Plan {
    groups: Vec<String>,
    /// For the runner of the only group.
    arguments: Vec<String>,
}

impl Plan {
    fn from_arguments(arguments: &[String]) -> Result<Self> {
        let (ours, theirs) = match arguments.iter().position(|argument| argument == "--") {
            Some(at) => (&arguments[..at], &arguments[at + 1..]),
            None => (arguments, &arguments[arguments.len()..]),
        };
        let mut groups = Vec::new();
        let mut words = ours.iter();
        while let Some(word) = words.next() {
            let group = match word.strip_prefix("--only=") {
                Some(group) => group,
                None if word == "--only" => words.next().map(String::as_str).unwrap_or_default(),
                None => bail!("test knows no `{word}`"),
            };
            if !GROUPS.contains(&group) {
                bail!("--only takes one of {}", GROUPS.join(", "));
            }
            groups.push(group.to_owned());
        }
        match groups.as_slice() {
            _ if theirs.is_empty() => {}
            [only] if only == "rust" || only == "browser" => {}
            [only] if only == "contract" => {
                let proofs: Vec<&str> = contract::PROOFS.iter().map(|proof| proof.name).collect();
                if let Some(unknown) = theirs.iter().find(|name| !proofs.contains(&name.as_str())) {
                    bail!("there is no proof `{unknown}`; there are {}", proofs.join(", "));
                }
            }
            _ => bail!(
                "arguments after `--` need `--only rust` (for cargo test), `--only contract` (proofs) or `--only browser` (for Playwright)"
            ),
        }
        if groups.is_empty() {
            groups = GROUPS.iter().map(|&group| group.to_owned()).collect();
        }
        Ok(Self { groups, arguments: theirs.to_vec() })
    }

    fn has(&self, group: &str) -> bool {
        self.groups.iter().any(|chosen| chosen == group)
    }
}

/// What ran, how it ended and how long it took.
#[derive(Default)]
struct Report {
    lines: Vec<(&'static str, bool, Duration)>,
}

impl Report {
    /// Runs a step; a failure is shown and remembered. Whether it passed.
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        eprintln!("\nxtask: {name} …");
        let start = Instant::now();
        let result = work();
        if let Err(error) = &result {
            eprintln!("xtask: {name}: {error:#}");
        }
        self.lines.push((name, result.is_ok(), start.elapsed()));
        result.is_ok()
    }

    fn passed(&self) -> bool {
        self.lines.iter().all(|(_, passed, _)| *passed)
    }

    fn show(&self) {
        eprintln!();
        for (name, passed, time) in &self.lines {
            eprintln!("xtask: {name:<22} {:<6} {:>7.1} s", if *passed { "ok" } else { "FAILED" }, time.as_secs_f32());
        }
        eprintln!("xtask: {}", if self.passed() { "all passed" } else { "FAILED" });
    }
}

pub fn command(arguments: &[String]) -> Result<ExitCode> {
    let plan = Plan::from_arguments(arguments)?;
    let mut report = Report::default();
    run_all(&plan, &mut report);
    report.show();
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What only reads the sources runs to its end whatever fails, so that one round shows all of it. After that a failure ends the run.
fn run_all(plan: &Plan, report: &mut Report) {
    if plan.has("fmt") {
        report.step("fmt", || run(cargo().args(["fmt", "--all", "--check"])));
    }
    if plan.has("lint") {
        report.step("lint", lint::check);
    }
    if plan.has("clippy") {
        // Apart from xtask, whose dependencies would switch on features of the others' and compile them again.
        report.step("clippy", || clippy(&["--workspace", "--exclude", "xtask", "--all-targets"]));
        report.step("clippy xtask", || clippy(&["--package", "xtask", "--all-targets"]));
        report.step("clippy wasm32", || {
            tools::wasm_target()?;
            clippy(&["--package", "frontend", "--target", tools::WASM])
        });
    }
    if report.passed() && plan.has("rust") {
        rust(plan, report);
    }
    if report.passed() && ["contract", "budget", "browser"].iter().any(|group| plan.has(group)) {
        let mut binary = None;
        report.step("build", || {
            binary = Some(bundle::build(bundle::Profile::Dev)?);
            Ok(())
        });
        let Some(binary) = binary else { return };
        if plan.has("contract") {
            contract(plan, &binary, report);
        }
        if !report.passed() || !["budget", "browser"].iter().any(|group| plan.has(group)) {
            return;
        }
        let Some(chromium) = browser(report) else { return };
        if plan.has("budget") {
            budget(&chromium, report);
        }
        if report.passed() && plan.has("browser") {
            journeys(plan, &binary, &chromium, report);
        }
    }
}

fn clippy(selection: &[&str]) -> Result<()> {
    run(cargo().arg("clippy").args(selection).args(["--", "-D", "warnings"]))
}

fn rust(plan: &Plan, report: &mut Report) {
    let mut cluster = None;
    let mut url = env::var(postgres::VARIABLE).ok();
    if url.is_none() {
        report.step("PostgreSQL", || {
            let started = Cluster::start()?;
            url = Some(started.url());
            cluster = Some(started);
            Ok(())
        });
    }
    let Some(url) = url else { return };
    let test = |selection: &[&str]| {
        let mut cargo = cargo();
        cargo.arg("test").args(selection).args(&plan.arguments).env(postgres::VARIABLE, &url);
        run(&mut cargo)
    };
    // Both, so that the project's own tools are tested even when the product fails.
    report.step("cargo test", || test(&["--workspace", "--exclude", "xtask"]));
    if plan.arguments.is_empty() {
        report.step("cargo test xtask", || test(&["--package", "xtask"]));
    }
    drop(cluster);
}

/// Every proof, whatever the others say: they have nothing in common but the binary.
fn contract(plan: &Plan, binary: &Path, report: &mut Report) {
    let mut python = None;
    report.step("contract: packages", || {
        python = Some(contract::programs()?);
        Ok(())
    });
    let Some(python) = python else { return };
    for proof in contract::chosen(&plan.arguments) {
        report.step(proof.title, || contract::prove(proof, binary, &python));
    }
}

/// Chromium, and Playwright to drive it.
fn browser(report: &mut Report) -> Option<PathBuf> {
    let mut chromium = None;
    let installed = report.step("browser", || {
        chromium = Some(tools::chromium()?);
        tools::npm_packages()
    });
    chromium.filter(|_| installed)
}

/// What pages weigh as they are released.
fn budget(chromium: &Path, report: &mut Report) {
    let mut binary = None;
    report.step("self-contained server", || {
        binary = Some(bundle::alone()?);
        Ok(())
    });
    if let Some(binary) = binary {
        report.step("budget", || playwright("budget.config.ts", chromium, &binary, None, &[]));
    }
}

fn journeys(plan: &Plan, binary: &Path, chromium: &Path, report: &mut Report) {
    let run = |database: Option<&str>, arguments: &[String]| playwright("playwright.config.ts", chromium, binary, database, arguments);
    report.step("playwright", || run(None, &plan.arguments));
    if plan.arguments.is_empty() {
        // A cluster of its own: the demo fills the database it is given.
        report.step("playwright PostgreSQL", || {
            let cluster = Cluster::start()?;
            run(Some(&cluster.url()), &["--grep".to_owned(), "@databases".to_owned()])
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(arguments: &str) -> Result<Plan> {
        Plan::from_arguments(&arguments.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn without_arguments_everything_runs() {
        assert_eq!(plan("").unwrap().groups, GROUPS);
    }

    #[test]
    fn only_chooses() {
        let chosen = plan("--only rust --only=lint").unwrap();
        assert!(chosen.has("rust") && chosen.has("lint") && !chosen.has("browser"));
        assert!(plan("--only nonsense").is_err());
        assert!(plan("--only").is_err());
        assert!(plan("--fast").is_err());
    }

    #[test]
    fn arguments_for_a_runner_need_a_runner() {
        assert_eq!(plan("--only browser -- --grep login").unwrap().arguments, ["--grep", "login"]);
        assert_eq!(plan("--only contract -- lint fuzz").unwrap().arguments, ["lint", "fuzz"]);
        assert!(plan("--only contract -- nonsense").is_err());
        assert!(plan("--only fmt -- x").is_err());
        assert!(plan("-- x").is_err());
    }

    #[test]
    fn one_failure_fails_the_run_and_the_rest_is_still_told() {
        let mut report = Report::default();
        assert!(report.step("good", || Ok(())));
        assert!(report.passed());
        assert!(!report.step("bad", || bail!("no")));
        assert!(!report.passed());
        assert_eq!(report.lines.len(), 2);
    }
}
