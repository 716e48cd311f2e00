//! Whose work is in a release, with the terms in full.

use super::crates::Crate;
use crate::{bundle::read_text, process::root};
use anyhow::{Context, Result};
use std::{collections::BTreeMap, fs, path::Path};

const HEAD: &str = "Instroom is made of the work of many. What is linked into it, or sent to browsers by it, and under which terms:\n\n";
/// What files with terms are called.
const NAMED: &[&str] = &["license", "licence", "copying", "notice", "copyright", "unlicense"];

/// The notices: a list of all, then each text once, with those it is from.
pub fn written(crates: &[Crate]) -> Result<String> {
    let mut text = HEAD.to_owned();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for it in crates.iter().filter(|it| !it.own) {
        let name = format!("{} {}", it.name, it.version);
        text.push_str(&format!("* {name} ({})\n", it.licence));
        for terms in terms(it)? {
            texts.entry(terms).or_default().push(name.clone());
        }
    }
    text.push_str("* the standard library of Rust (MIT OR Apache-2.0), as https://www.rust-lang.org/policies/licenses says\n");
    text.push_str("* SQLite, which is in the public domain\n* icons of Lucide (ISC)\n");
    texts.entry(icons()?).or_default().push("icons of Lucide".to_owned());
    for (terms, names) in texts {
        text.push_str(&format!("\n{}\n{}:\n\n{terms}\n", "-".repeat(100), names.join(", ")));
    }
    Ok(text)
}

/// The terms that a crate brings; where it brings none, those that its expression names.
fn terms(it: &Crate) -> Result<Vec<String>> {
    let mut found = brought(&it.directory)?;
    if found.is_empty() {
        let expression = spdx::Expression::parse(&it.licence).with_context(|| format!("{}: {}", it.name, it.licence))?;
        found = expression.requirements().filter_map(|wanted| wanted.req.license.id()).map(|id| id.text().to_owned()).collect();
    }
    Ok(found)
}

fn brought(directory: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_file() && NAMED.iter().any(|known| name.starts_with(known)) {
            // Line ends and margins make no difference.
            let text = String::from_utf8_lossy(&fs::read(&path)?).lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
            found.push(text.trim().to_owned());
        }
    }
    found.sort();
    Ok(found)
}

/// The terms of the icons stand at the head of the file that holds them.
fn icons() -> Result<String> {
    let text = read_text(&root().join("app/src/ui/icon.rs"))?;
    let head = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect::<Vec<_>>().join("\n");
    anyhow::ensure!(head.contains("ISC License"), "app/src/ui/icon.rs does not begin with the terms of its icons");
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_named_and_every_text_is_there_once() {
        let folder = std::env::temp_dir().join(format!("xtask-notices-{}", std::process::id()));
        fs::create_dir_all(folder.join("with")).unwrap();
        fs::create_dir_all(folder.join("without")).unwrap();
        fs::write(folder.join("with/LICENSE"), "Terms of A.  \r\n").unwrap();
        let it = |name: &str, directory: &str, licence: &str, own: bool| Crate {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.to_owned(),
            directory: folder.join(directory),
            own,
            needs: Vec::new(),
        };
        let crates = [
            it("a", "with", "MIT", false),
            it("b", "with", "MIT", false),
            it("c", "without", "ISC OR Zlib", false),
            it("ours", "with", "MIT", true),
        ];
        let text = written(&crates).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert!(text.contains("* a 1.0.0 (MIT)\n* b 1.0.0 (MIT)\n* c 1.0.0 (ISC OR Zlib)\n"), "{text}");
        assert_eq!(text.matches("Terms of A.\n").count(), 1);
        assert!(text.contains("a 1.0.0, b 1.0.0:\n\nTerms of A.\n") && !text.contains("ours"));
        assert!(text.contains("Permission to use, copy, modify, and/or distribute this software") && text.contains("zlib"));
        assert!(text.contains("Lucide Contributors"));
    }
}
