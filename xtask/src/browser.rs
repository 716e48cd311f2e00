//! Playwright, for the tests and for the pictures in the documentation.

use crate::{
    bundle,
    process::{root, run, step},
    tools,
};
use anyhow::{Context, Result, bail};
use std::{
    net::TcpListener,
    path::Path,
    process::{Command, ExitCode},
};

/// Runs Playwright against this binary, by one of the configurations in `end2end`. `database`: on this PostgreSQL instead of a file.
pub fn playwright(config: &str, chromium: &Path, binary: &Path, database: Option<&str>, arguments: &[String]) -> Result<()> {
    let mut playwright = Command::new(root().join("node_modules/.bin/playwright"));
    playwright.args(["test", "--config", &format!("end2end/{config}")]).args(arguments);
    playwright.env("CHROMIUM", chromium).env("INSTROOM_BIN", binary);
    for port in ["INSTROOM_PORT", "INSTROOM_MAILING_PORT"] {
        playwright.env(port, free_port()?.to_string());
    }
    match database {
        Some(url) => playwright.env("INSTROOM_DATABASE", url),
        None => playwright.env_remove("INSTROOM_DATABASE"),
    };
    run(playwright.env_remove("INSTROOM_SITE_ROOT"))
}

/// `cargo xtask picture`.
pub fn picture(arguments: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = arguments.first() {
        bail!("picture knows no `{unknown}`");
    }
    let chromium = tools::chromium()?;
    tools::npm_packages()?;
    let binary = bundle::build(bundle::Profile::Dev)?;
    step("pictures", || playwright("picture.config.ts", &chromium, &binary, None, &[]))?;
    Ok(ExitCode::SUCCESS)
}

/// A port nobody listens on, so that a server somebody left running is neither in the way nor used by mistake.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).context("no free port")?.port())
}
