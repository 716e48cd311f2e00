//! `cargo xtask dist`: a release as it is handed on.
//!
//! ```text
//! target/dist/instroom-0.1.0-x86_64-unknown-linux-gnu.tar.gz         the archive of…
//!     instroom                                                       the executable, with all it needs
//!     LICENSE-APACHE, LICENSE-MIT, operator.md
//!     third-party.txt                                                who else's work is in it, and under which terms
//!     instroom.cdx.json                                              the same for programs: CycloneDX 1.5
//!     SHA256SUMS                                                     of these files
//! target/dist/instroom-0.1.0-x86_64-unknown-linux-gnu.tar.gz.sha256  of the archive
//! ```
//!
//! Two archives of one commit are alike, byte by byte, where the executables are.

mod crates;
mod notices;
mod sbom;

use crate::{
    bench::{Place, Subject},
    bundle::{self, Profile},
    process::{output, root, step, target_dir},
};
use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, ExitCode},
};

/// A file of the archive: its name, what is in it, and whether it is a program.
type Content = (String, Vec<u8>, bool);

pub fn command(arguments: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = arguments.first() {
        bail!("dist knows no `{unknown}`");
    }
    let host = host()?;
    let crates = step("crates", || crates::shipped(&host))?;
    let version = &crates.iter().find(|it| it.name == "server").context("the server is not among its crates")?.version;
    let binary = bundle::build(Profile::Release)?;
    step("it runs by itself", || alone(&binary))?;
    let name = format!("instroom-{version}-{host}");
    let into = target_dir()?.join("dist");
    fs::create_dir_all(&into)?;
    let archive = into.join(format!("{name}.tar.gz"));
    step("archive", || {
        let packed = pack(&name, &contents(&binary, version, &crates)?, written_at())?;
        fs::write(&archive, &packed).with_context(|| archive.display().to_string())?;
        let sum = format!("{}  {name}.tar.gz\n", digest(&packed));
        fs::write(into.join(format!("{name}.tar.gz.sha256")), sum).context("the checksum")
    })?;
    eprintln!("xtask: {}", archive.display());
    Ok(ExitCode::SUCCESS)
}

/// Starts the executable where there is nothing else, and asks for a page and everything that the page asks for.
fn alone(binary: &Path) -> Result<()> {
    let empty = target_dir()?.join("dist").join("alone");
    if empty.exists() {
        fs::remove_dir_all(&empty)?;
    }
    fs::create_dir_all(&empty)?;
    let copy = empty.join("instroom");
    fs::copy(binary, &copy)?;
    let subject = Subject::start(&copy, &Place { home: empty.clone(), database: None })?;
    let get = |path: &str| -> Result<Vec<u8>> {
        let content = ureq::get(format!("{}{path}", subject.origin))
            .header("accept", "text/html")
            .call()
            .with_context(|| path.to_owned())?
            .body_mut()
            .read_to_vec()?;
        ensure!(!content.is_empty(), "{path} is empty");
        Ok(content)
    };
    let page = String::from_utf8(get("/sign-in")?)?;
    let files: BTreeSet<&str> = page.split('"').filter(|word| word.starts_with("/pkg/") && word.contains('.')).collect();
    ensure!(files.len() >= 3, "the page asks for less than its style, its script and its WebAssembly: {files:?}");
    for file in &files {
        get(file)?;
    }
    drop(subject);
    fs::remove_dir_all(&empty).context("the directory in which it ran")
}

/// What rustc compiles for where nobody says otherwise.
fn host() -> Result<String> {
    let told = output(Command::new("rustc").arg("-vV"))?;
    told.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned).context("rustc does not say where it is")
}

/// When what is released was written, in seconds since 1970: the time of the last commit, or none outside of a repository.
fn written_at() -> u64 {
    let told = output(Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root()));
    told.ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(0)
}

fn contents(binary: &Path, version: &str, crates: &[crates::Crate]) -> Result<Vec<Content>> {
    let read = |path: &Path| fs::read(path).with_context(|| path.display().to_string());
    let executable = read(binary)?;
    let bill = sbom::written(version, &digest(&executable), crates)?;
    let mut contents: Vec<Content> = vec![("instroom".to_owned(), executable, true)];
    for (name, path) in [("LICENSE-APACHE", "LICENSE-APACHE"), ("LICENSE-MIT", "LICENSE-MIT"), ("operator.md", "docs/operator.md")] {
        contents.push((name.to_owned(), read(&root().join(path))?, false));
    }
    contents.push(("third-party.txt".to_owned(), notices::written(crates)?.into_bytes(), false));
    contents.push(("instroom.cdx.json".to_owned(), bill, false));
    let sums: String = contents.iter().map(|(name, content, _)| format!("{}  {name}\n", digest(content))).collect();
    contents.push(("SHA256SUMS".to_owned(), sums.into_bytes(), false));
    Ok(contents)
}

/// Packs files into a directory of this name, all of them written at one time by nobody in particular.
fn pack(directory: &str, contents: &[Content], at: u64) -> Result<Vec<u8>> {
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best()));
    for (name, content, program) in contents {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(if *program { 0o755 } else { 0o644 });
        header.set_mtime(at);
        archive.append_data(&mut header, format!("{directory}/{name}"), content.as_slice())?;
    }
    Ok(archive.into_inner()?.finish()?)
}

fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_holds_what_was_put_in_and_is_the_same_each_time() {
        let contents: Vec<Content> =
            vec![("instroom".to_owned(), b"program".to_vec(), true), ("LICENSE-MIT".to_owned(), b"MIT".to_vec(), false)];
        let packed = pack("instroom-1", &contents, 7).unwrap();
        assert_eq!(packed, pack("instroom-1", &contents, 7).unwrap());
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
        let found: Vec<(String, u32, u64)> = archive
            .entries()
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let header = entry.header();
                (entry.path().unwrap().display().to_string(), header.mode().unwrap(), header.mtime().unwrap())
            })
            .collect();
        assert_eq!(found, [("instroom-1/instroom".to_owned(), 0o755, 7), ("instroom-1/LICENSE-MIT".to_owned(), 0o644, 7)]);
    }

    #[test]
    fn a_digest_is_that_of_sha256sum() {
        assert_eq!(digest(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
