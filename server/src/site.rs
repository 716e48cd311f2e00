//! Where the files for browsers are, and what they are called.
//!
//! `Leptos.toml` is compiled in, so that the program runs from any directory; `LEPTOS_*` variables override it. The bundle lies in a folder named
//! by its hash, which `pkg/current` tells: every reference in a page follows.

use leptos::prelude::LeptosOptions;
use std::{
    fmt, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

const SETTINGS: &str = include_str!("../../Leptos.toml");

/// Why there is nothing to serve to browsers.
#[derive(Debug)]
pub enum Missing {
    Settings(String),
    Executable(io::Error),
    Bundle { file: PathBuf, why: String },
    NotUnicode(PathBuf),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Missing::Settings(why) => write!(f, "Leptos.toml, as it was compiled in, or a LEPTOS_* variable: {why}"),
            Missing::Executable(why) => write!(f, "the executable does not know where it is ({why}): set INSTROOM_SITE_ROOT"),
            Missing::Bundle { file, why } => write!(
                f,
                "{}: {why}.\nThe files for browsers are missing: build them with `cargo xtask build`, or say with INSTROOM_SITE_ROOT where they are",
                file.display()
            ),
            Missing::NotUnicode(path) => write!(f, "{} is not a name that can be printed: put the site elsewhere", path.display()),
        }
    }
}

impl std::error::Error for Missing {}

/// Leptos's options for the site at `root`, or beside the executable.
///
/// # Errors
/// There is no bundle.
pub fn options(root: Option<&Path>, listen: SocketAddr) -> Result<LeptosOptions, Missing> {
    let root = match root {
        Some(root) => root.to_owned(),
        None => beside_executable()?,
    };
    let mut options = leptos_config::get_config_from_str(SETTINGS).map_err(|error| Missing::Settings(error.to_string()))?;
    let hash = current(&root.join(&*options.site_pkg_dir))?;
    options.site_pkg_dir = format!("{}/{hash}", options.site_pkg_dir).into();
    options.site_root = root.to_str().ok_or_else(|| Missing::NotUnicode(root.clone()))?.into();
    options.site_addr = listen;
    Ok(options)
}

/// `target/debug/instroom` has its site in `target/site`.
fn beside_executable() -> Result<PathBuf, Missing> {
    let executable = std::env::current_exe().map_err(Missing::Executable)?;
    let folder = executable.parent().and_then(Path::parent).unwrap_or(Path::new(".."));
    Ok(folder.join("site"))
}

/// The hash in `pkg/current`, whose folder must be there.
fn current(pkg: &Path) -> Result<String, Missing> {
    let file = pkg.join("current");
    let missing = |file: &Path, why: String| Missing::Bundle { file: file.to_owned(), why };
    let hash = fs::read_to_string(&file).map_err(|error| missing(&file, error.to_string()))?.trim().to_owned();
    if hash.is_empty() || !hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(missing(&file, "this names no folder".to_owned()));
    }
    let folder = pkg.join(&hash);
    if folder.is_dir() { Ok(hash) } else { Err(missing(&folder, "there is no such folder".to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(root: &Path) -> Result<LeptosOptions, Missing> {
        options(Some(root), "127.0.0.1:3000".parse().unwrap())
    }

    #[test]
    fn the_hash_is_in_every_reference() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("pkg/abc123")).unwrap();
        fs::write(folder.path().join("pkg/current"), "abc123\n").unwrap();
        let options = found(folder.path()).unwrap();
        assert_eq!((&*options.site_pkg_dir, &*options.output_name), ("pkg/abc123", "instroom"));
        assert_eq!(&*options.site_root, folder.path().to_str().unwrap());
    }

    #[test]
    fn what_is_missing_is_named_with_its_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let pkg = folder.path().join("pkg");
        fs::create_dir_all(&pkg).unwrap();
        for content in [None, Some(""), Some("../.."), Some("gone")] {
            if let Some(content) = content {
                fs::write(pkg.join("current"), content).unwrap();
            }
            let message = found(folder.path()).unwrap_err().to_string();
            assert!(message.contains("cargo xtask build") && message.contains("INSTROOM_SITE_ROOT"), "{message}");
        }
    }
}
