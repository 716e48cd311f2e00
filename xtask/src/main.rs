//! `cargo xtask`: the project's own commands, and its rules as programs.

mod bench;
mod browser;
mod bundle;
mod contract;
mod dev;
mod dist;
mod lint;
mod postgres;
mod process;
mod rust_tokens;
mod style;
mod test;
mod tools;

use anyhow::{Result, bail};
use std::{
    env,
    process::{Command, ExitCode, ExitStatus},
};

struct Task {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<ExitCode>,
}

const TASKS: &[Task] = &[
    Task {
        name: "serve",
        arguments: "[--demo] [--release] [ARGUMENTS]",
        about: "build, then start the server; every other argument is handed to `instroom serve`",
        run: serve,
    },
    Task {
        name: "dev",
        arguments: "[--demo] [ARGUMENTS]",
        about: "as serve, and built and started again whenever something is written",
        run: dev::command,
    },
    Task { name: "build", arguments: "[--release]", about: "the server and what it sends to browsers", run: build },
    Task {
        name: "test",
        arguments: "[--only fmt|clippy|lint|rust|contract|budget|browser] [-- ARGUMENTS]",
        about: "everything that must hold; ARGUMENTS are for the one runner named by --only",
        run: test::command,
    },
    Task { name: "dist", arguments: "", about: "the archive of a release: licences, what it is made of, checksums", run: dist::command },
    Task { name: "site", arguments: "[--release]", about: "what the server sends to browsers", run: site },
    Task {
        name: "bench",
        arguments: "[--people 1000,100000] [--postgres 1000]",
        about: "measure the released server, and write docs/benchmarks.md",
        run: bench::command,
    },
    Task { name: "lint", arguments: "", about: "the house rules", run: lint::command },
    Task { name: "picture", arguments: "", about: "the pictures in docs/images, of the demo as it is now", run: browser::picture },
    Task { name: "style", arguments: "", about: "print the style sheet", run: style::command },
    Task {
        name: "postgres",
        arguments: "-- COMMAND…",
        about: "run COMMAND with a private PostgreSQL in INSTROOM_TEST_POSTGRES",
        run: with_postgres,
    },
];

fn main() -> ExitCode {
    match command() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        println!("{}", usage());
        return Ok(ExitCode::SUCCESS);
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        println!("{}", usage());
        return Ok(ExitCode::SUCCESS);
    }
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        bail!("there is no command `{name}`\n{}", usage());
    };
    env::set_current_dir(process::root())?;
    (task.run)(rest)
}

fn usage() -> String {
    let mut text = String::from("usage:");
    for task in TASKS {
        text.push_str(&format!("\n  cargo xtask {} {}\n      {}", task.name, task.arguments, task.about));
    }
    text
}

fn build(arguments: &[String]) -> Result<ExitCode> {
    let (profile, rest) = bundle::Profile::from_arguments(arguments);
    if let Some(unknown) = rest.first() {
        bail!("build knows no `{unknown}`\n{}", usage());
    }
    let binary = bundle::build(profile)?;
    eprintln!("xtask: {}", binary.display());
    Ok(ExitCode::SUCCESS)
}

fn site(arguments: &[String]) -> Result<ExitCode> {
    let (profile, rest) = bundle::Profile::from_arguments(arguments);
    if let Some(unknown) = rest.first() {
        bail!("site knows no `{unknown}`\n{}", usage());
    }
    eprintln!("xtask: {}", bundle::site(profile)?.display());
    Ok(ExitCode::SUCCESS)
}

fn serve(arguments: &[String]) -> Result<ExitCode> {
    let (profile, rest) = bundle::Profile::from_arguments(arguments);
    let binary = bundle::build(profile)?;
    Err(process::become_command(Command::new(binary).arg("serve").args(rest)))
}

fn with_postgres(arguments: &[String]) -> Result<ExitCode> {
    let command = arguments.strip_prefix(&["--".to_owned()]).unwrap_or(arguments);
    Ok(exit_code(postgres::with_cluster(command)?))
}

/// The exit code of a program, as ours. One that was ended by a signal has none: 1.
fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
