//! What the commands need from outside, and how to get it: installed where that is possible without questions, else named with its remedy.

use crate::process::{output, root, run, step};
use anyhow::{Context, Result, bail};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Debian keeps each major version in a directory of its own and none of them in PATH.
const POSTGRES_VERSIONS: &str = "/usr/lib/postgresql";
/// The lock file that `node_modules` was made from; npm itself keeps nothing that can be compared with it.
const INSTALLED_LOCK: &str = "node_modules/.installed-lock.json";

pub const WASM: &str = "wasm32-unknown-unknown";

/// What to do about a program that is not there.
pub fn remedy(program: &str) -> &'static str {
    match program {
        "node" | "npm" | "npx" => "install Node.js 20 or newer (https://nodejs.org, or `apt-get install nodejs npm`)",
        "python3" => "install Python 3.11 or newer with its module venv (`apt-get install python3 python3-venv`)",
        "rustup" => "install it from https://rustup.rs, or add the Rust target wasm32-unknown-unknown by other means",
        "rustc" | "cargo" => "install Rust by https://rustup.rs",
        "apt-get" => "this is not Debian or Ubuntu: install the program named above by your system's own means",
        "setpriv" => "install the package util-linux, or run as an ordinary user",
        _ => "install it and try again",
    }
}

/// The standard library for WASM.
pub fn wasm_target() -> Result<()> {
    let library = output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(&library).is_dir() {
        return Ok(());
    }
    step("rustup target add", || run(Command::new("rustup").args(["target", "add", WASM])))
}

/// Whether Node and npm are there at all.
pub fn has_npm() -> bool {
    ["node", "npm"].iter().all(|program| {
        let mut command = Command::new(program);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })
}

/// The packages of package-lock.json, installed again only when the lock file has changed.
pub fn npm_packages() -> Result<()> {
    let (wanted, installed) = (root().join("package-lock.json"), root().join(INSTALLED_LOCK));
    let wanted = fs::read(&wanted).with_context(|| wanted.display().to_string())?;
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step("npm ci", || {
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(root()))?;
        fs::write(&installed, &wanted).with_context(|| installed.display().to_string())
    })
}

/// An environment of Python packages.
pub struct Python(PathBuf);

impl Python {
    /// A program that one of the packages brought.
    pub fn program(&self, name: &str) -> PathBuf {
        self.0.join("bin").join(name)
    }
}

/// The packages that a file of requirements pins, in an environment of their own; made anew only when the file or Python itself has changed.
pub fn python_packages(requirements: &Path, into: &Path) -> Result<Python> {
    if output(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_err() {
        apt_install("some of the tests are written in Python", &["python3", "python3-venv"])?;
    }
    let version = output(Command::new("python3").arg("--version"))?;
    let wanted = fs::read_to_string(requirements).with_context(|| requirements.display().to_string())?;
    let (wanted, stamp) = (format!("{version}\n{wanted}"), into.join("installed.txt"));
    let python = Python(into.to_owned());
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    step("pip install", || {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(into))?;
        let mut pip = Command::new(python.program("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--requirement"]).arg(requirements);
        run(&mut pip)?;
        fs::write(&stamp, wanted).with_context(|| stamp.display().to_string())
    })?;
    Ok(python)
}

/// The browser of the Playwright tests: Debian's, or the one CHROMIUM names.
pub fn chromium() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        if named.exists() {
            return Ok(named);
        }
        bail!("CHROMIUM names {}, which does not exist", named.display());
    }
    let debian = PathBuf::from("/usr/bin/chromium");
    if !debian.exists() {
        apt_install("the browser tests need Chromium (CHROMIUM may name another one)", &["chromium", "fonts-liberation"])?;
    }
    Ok(debian)
}

/// The directory of `initdb` and `pg_ctl`, of the newest version installed.
pub fn postgres() -> Result<PathBuf> {
    if let Some(found) = newest_postgres(Path::new(POSTGRES_VERSIONS)) {
        return Ok(found);
    }
    apt_install("the tests run on PostgreSQL too", &["postgresql"])?;
    newest_postgres(Path::new(POSTGRES_VERSIONS)).with_context(|| format!("no initdb under {POSTGRES_VERSIONS}"))
}

/// One address for several servers, in a measurement.
pub fn haproxy() -> Result<PathBuf> {
    let debian = PathBuf::from("/usr/sbin/haproxy");
    if !debian.exists() {
        apt_install("several servers are measured behind haproxy", &["haproxy"])?;
    }
    Ok(debian)
}

fn newest_postgres(versions: &Path) -> Option<PathBuf> {
    let major = |bin: &PathBuf| bin.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let bins = fs::read_dir(versions).ok()?.flatten().map(|version| version.path().join("bin"));
    bins.filter(|bin| bin.join("initdb").exists()).max_by_key(major)
}

pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

fn apt_install(why: &str, packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let apt = || {
        let mut command = if is_root() { Command::new("apt-get") } else { Command::new("sudo") };
        if !is_root() {
            command.arg("apt-get");
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let manual = format!("{why}: `apt-get install --no-install-recommends {names}` as root, then try again");
    if !is_root() && output(Command::new("sudo").arg("--version")).is_err() {
        bail!("{manual}");
    }
    step(&format!("apt-get install {names}"), || {
        // A mirror that is briefly away need not matter: the installation says whether it does.
        if let Err(error) = run(apt().args(["update", "-q"])) {
            eprintln!("xtask: {error:#}");
        }
        run(apt().args(["install", "-y", "-q", "--no-install-recommends"]).args(packages))
    })
    .context(manual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_newest_by_number() {
        let dir = env::temp_dir().join(format!("xtask-versions-{}", std::process::id()));
        for version in ["9", "15", "17", "broken"] {
            fs::create_dir_all(dir.join(version).join("bin")).unwrap();
        }
        assert_eq!(newest_postgres(&dir), None);
        for version in ["9", "15"] {
            fs::write(dir.join(version).join("bin/initdb"), "").unwrap();
        }
        assert_eq!(newest_postgres(&dir), Some(dir.join("15/bin")));
        fs::remove_dir_all(dir).unwrap();
    }
}
