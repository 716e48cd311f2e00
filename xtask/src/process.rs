//! Starting other programs, and saying how long they took.

use crate::tools;
use anyhow::{Context, Result, bail, ensure};
use std::{
    env,
    ffi::OsStr,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    time::Instant,
};

/// Server and browser must be compiled with the same value of it, or islands do not hydrate.
const SHARED_CFG: &str = "--cfg erase_components";

/// The checkout. Read at run time where possible: an xtask kept in a shared target directory may have been compiled elsewhere.
pub fn root() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Runs one part of a command and tells its time.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    eprintln!("xtask: {name} …");
    let result = work().with_context(|| name.to_owned())?;
    eprintln!("xtask: {name} {:.1} s", start.elapsed().as_secs_f32());
    Ok(result)
}

/// Runs a program to its end with our own input and output.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    ensure!(status.success(), "`{}` ended with {status}", shown(command));
    Ok(())
}

/// As [`run`], for callers who want to judge the exit code themselves.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    match command.status() {
        Ok(status) => Ok(status),
        Err(error) => Err(cannot_start(command, &error)),
    }
}

/// What a program prints.
pub fn output(command: &mut Command) -> Result<String> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        Ok(output) => bail!("`{}` ended with {}\n{}", shown(command), output.status, String::from_utf8_lossy(&output.stderr).trim()),
        Err(error) => Err(cannot_start(command, &error)),
    }
}

/// A program that is not installed is named together with what to do about it.
pub fn cannot_start(command: &Command, error: &std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => anyhow::anyhow!("`{program}` is not installed: {}", tools::remedy(&program)),
        _ => anyhow::anyhow!("cannot start `{}`: {error}", shown(command)),
    }
}

fn shown(command: &Command) -> String {
    let words: Vec<_> = [command.get_program()].into_iter().chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

/// Cargo as a person would have called it: `cargo run` tells its child about the xtask package, which is no concern of the next build.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    // RUSTFLAGS replaces the flags of .cargo/config.toml instead of adding to them.
    if let Ok(flags) = env::var("RUSTFLAGS")
        && !flags.contains(SHARED_CFG)
    {
        command.env("RUSTFLAGS", format!("{flags} {SHARED_CFG}"));
    }
    command
}

/// Where cargo puts what it compiles: `target/`, unless CARGO_TARGET_DIR or somebody's configuration says otherwise.
pub fn target_dir() -> Result<PathBuf> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata).context("cargo metadata")?;
    let directory =
        metadata.get("target_directory").and_then(|value| value.as_str()).context("cargo metadata names no target_directory")?;
    Ok(PathBuf::from(directory))
}

/// Replaces this process by `command`, so that signals reach it and its exit code is ours.
#[cfg(unix)]
pub fn become_command(command: &mut Command) -> anyhow::Error {
    let error = std::os::unix::process::CommandExt::exec(command);
    cannot_start(command, &error)
}

/// Where processes cannot be replaced: Ctrl-C reaches both, the exit code is handed on.
#[cfg(not(unix))]
pub fn become_command(command: &mut Command) -> anyhow::Error {
    match status(command) {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
