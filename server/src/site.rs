//! The files for browsers: those of a release are within the executable, others in a folder beside it. Either way they are in memory from the start.
//!
//! `Leptos.toml` is compiled in, so that the program runs from any directory; `LEPTOS_*` variables override it. The bundle lies in a folder named
//! by its hash, which `pkg/current` tells: every reference in a page follows.

use app::islands::Parts;
use axum::body::Bytes;
use leptos::prelude::LeptosOptions;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fmt, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

const SETTINGS: &str = include_str!("../../Leptos.toml");

/// Each file of the site by its path below the root, as `xtask` lists them for the compiler.
#[cfg(feature = "embedded")]
const EMBEDDED: &[(&str, &[u8])] = include!(env!("INSTROOM_SITE_FILES"));
/// Any other build has its files beside it.
#[cfg(not(feature = "embedded"))]
const EMBEDDED: &[(&str, &[u8])] = &[];

/// Why there is nothing to serve to browsers.
#[derive(Debug)]
pub enum Missing {
    Settings(String),
    Executable(io::Error),
    Bundle { file: PathBuf, why: String },
    Unreadable { file: PathBuf, why: io::Error },
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
            Missing::Unreadable { file, why } => write!(f, "{}: {why}", file.display()),
        }
    }
}

impl std::error::Error for Missing {}

/// A file as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    pub plain: Bytes,
    /// By brotli (RFC 7932).
    pub brotli: Option<Bytes>,
    /// By gzip (RFC 1952).
    pub gzip: Option<Bytes>,
}

impl File {
    /// What the content is told from any other by (RFC 9110 §8.8.3): weak, for it is the same however it is compressed.
    pub fn tag(&self) -> String {
        let digest = Sha256::digest(&self.plain);
        let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("W/\"{digits}\"")
    }
}

/// Where the files are and what they are called.
pub struct Site {
    pub options: LeptosOptions,
    /// By their addresses: `/favicon.svg`, `/pkg/<hash>/instroom.js`.
    pub files: BTreeMap<String, File>,
    /// Which of them islands need.
    pub parts: Parts,
    /// Where they come from, in words.
    pub origin: String,
}

impl Site {
    /// The site at `root`; without one that in the executable, or beside it.
    ///
    /// # Errors
    /// There is no bundle, or it cannot be read.
    pub fn find(root: Option<&Path>, listen: SocketAddr) -> Result<Self, Missing> {
        let (files, origin) = match root {
            None if !EMBEDDED.is_empty() => {
                let files = EMBEDDED.iter().map(|(path, content)| ((*path).to_owned(), Bytes::from_static(content)));
                (files.collect(), "the executable".to_owned())
            }
            None => from_folder(&beside_executable()?)?,
            Some(root) => from_folder(root)?,
        };
        let mut options = leptos_config::get_config_from_str(SETTINGS).map_err(|error| Missing::Settings(error.to_string()))?;
        let hash = current(&files, &options.site_pkg_dir, &origin)?;
        options.site_pkg_dir = format!("{}/{hash}", options.site_pkg_dir).into();
        options.site_addr = listen;
        let (folder, files) = (format!("/{}", options.site_pkg_dir), served(&files));
        let parts = files.get(&format!("{folder}/parts.json")).map(|file| Parts::read(&file.plain, &folder)).transpose();
        let parts = parts.map_err(|error| Missing::Bundle { file: format!("{folder}/parts.json").into(), why: error.to_string() })?;
        Ok(Self { options, files, parts: parts.unwrap_or_default(), origin })
    }
}

/// Contents by their paths below the root.
type Contents = BTreeMap<String, Bytes>;

fn from_folder(root: &Path) -> Result<(Contents, String), Missing> {
    let mut contents = BTreeMap::new();
    // What is missing is told by who looks for it. Beside the bundles nothing below the root is the site's, whatever lies there.
    for (folder, prefix, deep) in [(root.to_owned(), "", false), (root.join("pkg"), "pkg/", true)] {
        if folder.is_dir() {
            gather(&folder, prefix, deep, &mut contents)?;
        }
    }
    Ok((contents, root.display().to_string()))
}

fn gather(folder: &Path, prefix: &str, deep: bool, contents: &mut Contents) -> Result<(), Missing> {
    let unreadable = |why| Missing::Unreadable { file: folder.to_owned(), why };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (file, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() && deep {
            gather(&file, &format!("{path}/"), deep, contents)?;
        } else if kind.is_file() && !name.starts_with('.') {
            let content = fs::read(&file).map_err(|why| Missing::Unreadable { file: file.clone(), why })?;
            contents.insert(path, content.into());
        }
    }
    Ok(())
}

/// `target/debug/instroom` has its site in `target/debug/site`.
fn beside_executable() -> Result<PathBuf, Missing> {
    let executable = std::env::current_exe().map_err(Missing::Executable)?;
    Ok(executable.with_file_name("site"))
}

/// The hash in `pkg/current`, whose folder must be there.
fn current(contents: &Contents, pkg: &str, origin: &str) -> Result<String, Missing> {
    let missing = |path: &str, why: &str| Missing::Bundle { file: Path::new(origin).join(path), why: why.to_owned() };
    let file = format!("{pkg}/current");
    let named = contents.get(&file).ok_or_else(|| missing(&file, "there is no such file"))?;
    let hash = String::from_utf8_lossy(named).trim().to_owned();
    if hash.is_empty() || !hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(missing(&file, "this names no folder"));
    }
    let folder = format!("{pkg}/{hash}/");
    if contents.keys().any(|path| path.starts_with(&folder)) { Ok(hash) } else { Err(missing(&folder, "there is nothing in this folder")) }
}

/// What may be asked for: the files in the root and those of the bundles, not what is hidden. Compressed copies belong to their originals.
fn served(contents: &Contents) -> BTreeMap<String, File> {
    let plain = |segment: &str| {
        !segment.is_empty()
            && !segment.starts_with('.')
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let compressed =
        |path: &str| [".br", ".gz"].iter().any(|ending| path.strip_suffix(ending).is_some_and(|original| contents.contains_key(original)));
    let depth = |path: &str| path.bytes().filter(|byte| *byte == b'/').count();
    contents
        .iter()
        .filter(|(path, _)| {
            path.split('/').all(plain) && !compressed(path) && (depth(path) == 0 || (path.starts_with("pkg/") && depth(path) > 1))
        })
        .map(|(path, content)| {
            let copy = |ending: &str| contents.get(&format!("{path}{ending}")).cloned();
            (format!("/{path}"), File { plain: content.clone(), brotli: copy(".br"), gzip: copy(".gz") })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(root: &Path) -> Result<Site, Missing> {
        Site::find(Some(root), "127.0.0.1:3000".parse().unwrap())
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        folder
    }

    #[test]
    fn the_hash_is_in_every_reference() {
        let folder = folder(&[("pkg/current", "abc123\n"), ("pkg/abc123/instroom.css", "body{}")]);
        let site = found(folder.path()).unwrap();
        assert_eq!((&*site.options.site_pkg_dir, &*site.options.output_name), ("pkg/abc123", "instroom"));
        assert_eq!(site.origin, folder.path().to_str().unwrap());
    }

    #[test]
    fn what_is_missing_is_named_with_its_remedy() {
        for content in [None, Some(""), Some("../.."), Some("gone")] {
            let folder = folder(&content.map(|content| ("pkg/current", content)).into_iter().collect::<Vec<_>>());
            let message = found(folder.path()).err().unwrap().to_string();
            assert!(message.contains("cargo xtask build") && message.contains("INSTROOM_SITE_ROOT"), "{message}");
        }
    }

    #[test]
    fn only_what_is_meant_to_be_seen_is_served() {
        let folder = folder(&[
            ("pkg/current", "abc"),
            ("pkg/abc/instroom.js", "js"),
            ("pkg/abc/instroom.js.br", "BR"),
            ("pkg/abc/instroom.js.gz", "GZ"),
            ("pkg/abc/.hidden", "no"),
            ("pkg/abc/a b", "no"),
            ("pkg/abc/snippets/a.js", "snippet"),
            ("pkg/old/instroom.js", "older"),
            ("favicon.svg", "svg"),
            (".env", "no"),
            ("secret/key", "no"),
        ]);
        let files = found(folder.path()).unwrap().files;
        let paths: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(paths, ["/favicon.svg", "/pkg/abc/instroom.js", "/pkg/abc/snippets/a.js", "/pkg/old/instroom.js"]);
        let script = &files["/pkg/abc/instroom.js"];
        assert_eq!(
            (script.plain.as_ref(), script.brotli.as_deref(), script.gzip.as_deref()),
            (&b"js"[..], Some(&b"BR"[..]), Some(&b"GZ"[..]))
        );
    }
}
