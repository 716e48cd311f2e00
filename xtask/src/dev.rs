//! `cargo xtask dev`: the server as it is written. Builds what a change concerns, and starts again with it; what does not compile leaves the running server
//! as it is.

use crate::{
    bundle::{self, Profile},
    process::root,
};
use anyhow::{Context, Result};
use std::{
    path::Path,
    process::{Child, Command, ExitCode},
    thread,
    time::{Duration, Instant, SystemTime},
};

/// How often somebody looks whether something has changed.
const LOOK: Duration = Duration::from_millis(300);
/// What only the server is made of.
const SERVER: &[&str] = &["service/src", "server/src", "migrations", "docs/integrators.md", "docs/matching.md"];
/// What pages are made of, in the browser too.
const PAGE: &[&str] = &["domain/src", "app/src", "frontend/src", "style", "Leptos.toml"];

/// A server that ends with this.
struct Running(Child);

impl Running {
    fn start(server: &Path, arguments: &[String]) -> Result<Self> {
        let child = Command::new(server).arg("serve").args(arguments).spawn();
        Ok(Self(child.with_context(|| server.display().to_string())?))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

pub fn command(arguments: &[String]) -> Result<ExitCode> {
    let (mut server_at, mut page_at) = (newest(SERVER)?, newest(PAGE)?);
    let binary = bundle::build(Profile::Dev)?;
    let mut running = Some(Running::start(&binary, arguments)?);
    loop {
        thread::sleep(LOOK);
        let (server_now, page_now) = (newest(SERVER)?, newest(PAGE)?);
        if (server_now, page_now) == (server_at, page_at) {
            continue;
        }
        let begun = Instant::now();
        let built = if page_now == page_at { bundle::server(Profile::Dev, None) } else { bundle::build(Profile::Dev) };
        (server_at, page_at) = (server_now, page_now);
        match built {
            Ok(binary) => {
                // The old one first: it has the port, and the lock of the database.
                drop(running.take());
                running = Some(Running::start(&binary, arguments)?);
                eprintln!("xtask: built and started in {:.1} s", begun.elapsed().as_secs_f32());
            }
            Err(error) => eprintln!("xtask: {error:#}"),
        }
    }
}

/// When the youngest file in these places was written.
fn newest(places: &[&str]) -> Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for place in places {
        let place = root().join(place);
        let files = if place.is_dir() { bundle::files_below(&place)? } else { vec![place] };
        for file in files {
            // A file that an editor has just put another in the place of is there at the next look.
            if let Ok(written) = file.metadata().and_then(|metadata| metadata.modified()) {
                newest = newest.max(written);
            }
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_there_and_a_written_file_is_seen() {
        for place in SERVER.iter().chain(PAGE) {
            assert!(root().join(place).exists(), "{place}");
        }
        assert!(newest(SERVER).unwrap() > SystemTime::UNIX_EPOCH);
        let folder = crate::process::target_dir().unwrap().join("tmp/dev");
        std::fs::create_dir_all(&folder).unwrap();
        let place = folder.display().to_string();
        std::fs::write(folder.join("one.rs"), "").unwrap();
        let before = newest(&[&place]).unwrap();
        thread::sleep(Duration::from_millis(20));
        std::fs::write(folder.join("two.rs"), "").unwrap();
        assert!(newest(&[&place]).unwrap() > before);
    }
}
