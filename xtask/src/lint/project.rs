//! The files that the rules read, read once.

use super::Finding;
use crate::{
    bundle::{files_below, read_text},
    rust_tokens::Tokens,
};
use anyhow::Result;
use std::{collections::BTreeMap, path::Path};

pub const CRATES: &[&str] = &["domain", "service", "app", "frontend", "server", "xtask"];

pub struct Project {
    /// By path from the root, with `/`.
    files: BTreeMap<String, String>,
    rust: BTreeMap<String, Tokens>,
    unreadable: Vec<(String, String)>,
}

impl Project {
    pub fn new(files: BTreeMap<String, String>) -> Self {
        let mut project = Self { files, rust: BTreeMap::new(), unreadable: Vec::new() };
        for (path, text) in project.files.iter().filter(|(path, _)| path.ends_with(".rs")) {
            match Tokens::read(text) {
                Ok(tokens) => drop(project.rust.insert(path.clone(), tokens)),
                Err(error) => project.unreadable.push((path.clone(), error.to_string())),
            }
        }
        project
    }

    pub fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut add = |path: &Path| -> Result<()> {
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.insert(name, read_text(path)?);
            Ok(())
        };
        add(&root.join("Cargo.toml"))?;
        for directory in CRATES.iter().chain(&["style"]) {
            for path in files_below(&root.join(directory))? {
                if path.extension().is_some_and(|extension| ["rs", "toml", "css"].iter().any(|wanted| extension == *wanted)) {
                    add(&path)?;
                }
            }
        }
        Ok(Self::new(files))
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Paths and contents below a directory.
    pub fn below(&self, directory: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter(move |(path, _)| path.starts_with(directory)).map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The Rust files of some crates (or of directories in them).
    pub fn rust<'a>(&'a self, places: &'a [&str]) -> impl Iterator<Item = (&'a str, &'a Tokens)> + 'a {
        let inside = |path: &str| places.iter().any(|place| path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/')));
        self.rust.iter().filter(move |(path, _)| inside(path)).map(|(path, tokens)| (path.as_str(), tokens))
    }

    pub fn rust_files(&self) -> usize {
        self.rust.len()
    }

    pub fn long_files(&self, limit: usize) -> impl Iterator<Item = (&str, usize)> {
        let lengths = self.files.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(path, text)| (path.as_str(), text.lines().count()));
        lengths.filter(move |(_, lines)| *lines > limit)
    }
}

/// A file that is no Rust hides from every other rule.
pub fn unreadable(project: &Project) -> Vec<Finding> {
    let unreadable = project.unreadable.iter();
    unreadable
        .map(|(path, error)| Finding { path: path.clone(), line: 1, rule: "unreadable", advice: format!("this is not Rust: {error}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::lint::found;

    #[test]
    fn what_cannot_be_read_is_found() {
        assert_eq!(found(super::unreadable, &[("app/src/lib.rs", "fn a( {}"), ("app/src/ok.rs", "fn a() {}")]), ["app/src/lib.rs:1"]);
    }
}
