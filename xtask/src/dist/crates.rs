//! Which crates a release is made of: what the server and the browser's code are linked from, not what builds or tests them.

use crate::{process::root, tools};
use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};
use std::collections::{BTreeMap, BTreeSet};

/// A crate that is in a release.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crate {
    pub name: String,
    pub version: String,
    /// Its terms, an SPDX expression.
    pub licence: String,
    /// Where its sources are.
    pub directory: std::path::PathBuf,
    /// Whether it is one of the project's own.
    pub own: bool,
    /// What it needs: names and versions.
    pub needs: Vec<(String, String)>,
}

impl Crate {
    /// What it is called in a bill of materials.
    pub fn reference(name: &str, version: &str) -> String {
        format!("{name}@{version}")
    }
}

/// The crates of a release for this machine (`x86_64-unknown-linux-gnu`), by name.
pub fn shipped(host: &str) -> Result<Vec<Crate>> {
    let mut found = BTreeMap::new();
    for (root, platform) in [("server", host), ("frontend", tools::WASM)] {
        let metadata = metadata(platform)?;
        for it in below(&metadata, root)? {
            found.entry((it.name.clone(), it.version.clone())).or_insert(it);
        }
    }
    Ok(found.into_values().collect())
}

fn metadata(platform: &str) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).other_options(["--filter-platform".to_owned(), platform.to_owned()]);
    command.exec().context("cargo metadata")
}

/// Everything that a crate of the workspace is linked from, itself included.
fn below(metadata: &Metadata, root: &str) -> Result<Vec<Crate>> {
    let resolved = metadata.resolve.as_ref().context("cargo metadata resolves nothing")?;
    let needs: BTreeMap<&PackageId, Vec<&PackageId>> = resolved
        .nodes
        .iter()
        .map(|node| {
            let linked = |dep: &&cargo_metadata::NodeDep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            (&node.id, node.deps.iter().filter(linked).map(|dep| &dep.pkg).collect())
        })
        .collect();
    let start = metadata.workspace_packages().into_iter().find(|package| package.name.as_str() == root);
    let mut waiting = vec![&start.with_context(|| format!("there is no crate {root}"))?.id];
    let mut reached = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        // A macro runs in the compiler: nothing of it is linked.
        let macros = metadata[id].targets.iter().any(|target| target.is_proc_macro());
        if !macros && reached.insert(id) {
            waiting.extend(needs.get(id).into_iter().flatten());
        }
    }
    let linked = |id: &&&PackageId| reached.contains(**id);
    reached
        .iter()
        .map(|id| read(metadata, id, &needs.get(id).into_iter().flatten().filter(|id| linked(id)).copied().collect::<Vec<_>>()))
        .collect()
}

fn read(metadata: &Metadata, id: &PackageId, needs: &[&PackageId]) -> Result<Crate> {
    let package = &metadata[id];
    let licence = package.license.clone().with_context(|| format!("{} does not say under which terms it is", package.name))?;
    let named = |id: &&PackageId| (metadata[*id].name.to_string(), metadata[*id].version.to_string());
    Ok(Crate {
        name: package.name.to_string(),
        version: package.version.to_string(),
        // Before SPDX had expressions, `/` stood for `OR`.
        licence: licence.replace('/', " OR "),
        directory: package.manifest_path.parent().context("a manifest without a directory")?.into(),
        own: package.source.is_none(),
        needs: needs.iter().map(named).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Terms under which somebody may run, change and hand on the product without giving away what is theirs.
    const TERMS: &[&str] = &[
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "CDLA-Permissive-2.0",
        "ISC",
        "MIT",
        "MPL-2.0",
        "Unicode-3.0",
        "Unlicense",
        "Zlib",
    ];

    #[test]
    fn a_release_is_made_of_what_is_linked_and_every_part_may_be_handed_on() {
        let crates = shipped("x86_64-unknown-linux-gnu").unwrap();
        let names: BTreeSet<&str> = crates.iter().map(|it| it.name.as_str()).collect();
        for linked in ["server", "frontend", "domain", "axum", "libsqlite3-sys", "tachys", "web-sys"] {
            assert!(names.contains(linked), "{linked}");
        }
        for other in ["xtask", "encre-css", "proptest", "insta", "cc", "wasm-bindgen-cli-support", "leptos_macro"] {
            assert!(!names.contains(other), "{other}");
        }
        for it in &crates {
            let terms = spdx::Expression::parse(&it.licence).unwrap_or_else(|error| panic!("{}: {error}", it.name));
            let may = terms.evaluate(|wanted| wanted.license.id().is_some_and(|id| TERMS.contains(&id.name)));
            assert!(may, "{} is under {}: may it be part of a release?", it.name, it.licence);
        }
    }
}
