//! The house rules, as programs: what a reviewer would otherwise repeat. Each rule is a function from the project to its findings.

mod classes;
mod manifests;
mod project;
mod sources;

use crate::process;
use anyhow::{Result, ensure};
use project::Project;
use std::{fmt, process::ExitCode};

/// A broken rule, and what to do instead.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    path: String,
    /// From 1.
    line: usize,
    rule: &'static str,
    advice: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

type Rule = fn(&Project) -> Vec<Finding>;

const RULES: &[Rule] = &[
    project::unreadable,
    manifests::arrows,
    manifests::frontend_is_for_the_browser,
    manifests::domain_is_pure,
    manifests::foreign_crates,
    manifests::dependencies_have_reasons,
    sources::foreign_names,
    sources::textarea,
    sources::local_signals,
    sources::ambient_clock,
    sources::ambient_ids,
    sources::allow_attributes,
    sources::module_names,
    sources::sql,
    classes::have_rules,
    classes::follow_the_theme,
];

/// Longer than one reads in a sitting. Only mentioned: a file is split when it has two reasons to change.
const LONG: usize = 400;

/// `cargo xtask lint`.
pub fn command(_: &[String]) -> Result<ExitCode> {
    process::step("lint", check)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what it finds; an error if that was anything.
pub fn check() -> Result<()> {
    let project = Project::read(&process::root())?;
    for (path, lines) in project.long_files(LONG) {
        eprintln!("xtask: note: {path} has {lines} lines; has it one reason to change?");
    }
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&project)).collect();
    findings.sort();
    findings.dedup();
    for finding in &findings {
        eprintln!("{finding}");
    }
    eprintln!("xtask: {} rules, {} Rust files, {} findings", RULES.len(), project.rust_files(), findings.len());
    ensure!(findings.is_empty(), "the house rules are broken in {} places", findings.len());
    Ok(())
}

/// For the tests of the rules: `path:line` of each finding of a rule in a project of these files.
#[cfg(test)]
fn found(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    rule(&Project::new(files.collect())).iter().map(|finding| format!("{}:{}", finding.path, finding.line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_can_be_clicked_on() {
        let finding = Finding { path: "app/src/lib.rs".to_owned(), line: 7, rule: "textarea", advice: "use the kit's".to_owned() };
        assert_eq!(finding.to_string(), "app/src/lib.rs:7: textarea: use the kit's");
    }
}
