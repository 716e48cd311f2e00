//! The process: command line, configuration, HTTP, and the pages and the API behind it.

mod cli;
mod commands;
mod config;
mod http;
mod imports;
mod mail;
mod rest;
mod site;
#[cfg(test)]
mod testing;
mod webhooks;

use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(commands::run(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("instroom: {error}");
            ExitCode::FAILURE
        }
    }
}
