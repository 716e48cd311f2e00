//! Rules about who may use what, read from the manifests.

use super::{
    Finding,
    project::{CRATES, Project},
};

/// The arrows between our crates, and there are no others.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("service", &["domain"]),
    ("app", &["domain", "service"]),
    ("frontend", &["app"]),
    ("server", &["domain", "service", "app"]),
    ("xtask", &[]),
];

/// All that describing things takes. Tests may use more.
const DOMAIN: &[&str] = &["serde", "serde_json", "uuid", "chrono", "chrono-tz", "unicode-normalization"];

/// Families of crates that a room does not let in: `http` is also `http-body`, `leptos` also `leptos_axum`.
const FOREIGN: &[(&str, &[&str], &str)] = &[
    ("service", &["axum", "http", "hyper", "tower"], "the service knows no HTTP: translate in server/ or app/"),
    ("service", &["leptos", "server_fn", "wasm-bindgen", "web-sys", "js-sys"], "the service knows no user interface: that is app/"),
    ("app", SQL, "pages cannot write SQL: add a use case to service/"),
    ("server", SQL, "handlers cannot write SQL: add a use case to service/"),
    ("frontend", SQL, "the browser has no database"),
];
const SQL: &[&str] = &["sqlx", "libsqlite3-sys", "rusqlite", "tokio-postgres", "postgres", "diesel", "sea-orm"];

struct Dependency {
    name: String,
    line: usize,
    value: toml::Value,
    /// `dependencies`, `dev-dependencies`, `build-dependencies`.
    kind: String,
    /// The `cfg(…)` it is under.
    target: Option<String>,
}

impl Dependency {
    fn flag(&self, name: &str) -> bool {
        self.value.get(name).and_then(toml::Value::as_bool).unwrap_or(false)
    }

    fn features(&self) -> Vec<&str> {
        self.value.get("features").and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_str).collect()
    }
}

fn path_of(member: &str) -> String {
    format!("{member}/Cargo.toml")
}

/// The dependencies of a manifest that can be read; cargo itself speaks about one that cannot.
fn dependencies(text: &str) -> Vec<Dependency> {
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let mut tables: Vec<(String, Option<String>, toml::Table)> = Vec::new();
    let mut collect = |parent: &toml::Table, target: Option<&String>| {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            if let Some(table) = parent.get(kind).and_then(toml::Value::as_table) {
                tables.push((kind.to_owned(), target.cloned(), table.clone()));
            }
        }
    };
    collect(&manifest, None);
    if let Some(workspace) = manifest.get("workspace").and_then(toml::Value::as_table) {
        collect(workspace, None);
    }
    for (target, inside) in manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten() {
        if let Some(inside) = inside.as_table() {
            collect(inside, Some(target));
        }
    }
    let entries = tables.into_iter().flat_map(|(kind, target, table)| {
        table.into_iter().map(move |(name, value)| Dependency {
            line: line_of(text, &name),
            name,
            value,
            kind: kind.clone(),
            target: target.clone(),
        })
    });
    entries.collect()
}

/// The first line that is about a key. Good enough to click on.
fn line_of(text: &str, key: &str) -> usize {
    let is_key = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', '.']));
    text.lines().position(is_key).map_or(1, |index| index + 1)
}

/// Every dependency of our crates, with its crate.
fn of_members(project: &Project) -> Vec<(&'static str, Dependency)> {
    let members = CRATES.iter().filter_map(|&member| Some((member, project.text(&path_of(member))?)));
    members.flat_map(|(member, text)| dependencies(text).into_iter().map(move |dependency| (member, dependency))).collect()
}

fn finding(member: &str, dependency: &Dependency, rule: &'static str, advice: String) -> Finding {
    Finding { path: path_of(member), line: dependency.line, rule, advice }
}

pub fn arrows(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (member, dependency) in of_members(project) {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == member) else {
            continue;
        };
        let name = dependency.name.as_str();
        if !CRATES.contains(&name) {
            continue;
        }
        if !allowed.contains(&name) {
            let list = if allowed.is_empty() { "none of ours".to_owned() } else { allowed.join(", ") };
            findings.push(finding(member, &dependency, "arrows", format!("{member} may depend on {list}, not on {name}")));
        }
        if (member, name) == ("app", "service") && !dependency.flag("optional") {
            let advice = "service comes with the feature ssr only: make it optional, or it is compiled for browsers".to_owned();
            findings.push(finding(member, &dependency, "arrows", advice));
        }
    }
    findings
}

pub fn frontend_is_for_the_browser(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (member, dependency) in of_members(project).into_iter().filter(|(member, _)| *member == "frontend") {
        if dependency.target.as_deref() != Some("cfg(target_arch = \"wasm32\")") {
            let advice =
                "put it under [target.'cfg(target_arch = \"wasm32\")'.dependencies], or `cargo test --workspace` mixes hydrate with ssr";
            findings.push(finding(member, &dependency, "frontend", advice.to_owned()));
        }
        if dependency.features().contains(&"ssr") {
            findings.push(finding(member, &dependency, "frontend", "ssr is the server's half: the browser takes hydrate".to_owned()));
        }
    }
    findings
}

pub fn domain_is_pure(project: &Project) -> Vec<Finding> {
    let domain = of_members(project).into_iter().filter(|(member, it)| *member == "domain" && it.kind != "dev-dependencies");
    let foreign =
        domain.filter(|(_, dependency)| !DOMAIN.contains(&dependency.name.as_str()) && !CRATES.contains(&dependency.name.as_str()));
    let advice = format!("domain says what things are, without I/O: it takes {} only", DOMAIN.join(", "));
    foreign.map(|(member, dependency)| finding(member, &dependency, "domain-is-pure", advice.clone())).collect()
}

pub fn foreign_crates(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (member, dependency) in of_members(project) {
        let family = |name: &str| dependency.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']));
        for (_, _, advice) in FOREIGN.iter().filter(|(room, names, _)| *room == member && names.iter().any(|name| family(name))) {
            findings.push(finding(member, &dependency, "foreign-crate", (*advice).to_owned()));
        }
    }
    findings
}

/// Where a dependency is declared, a comment says why it is here. Our own crates need none: ARCHITECTURE.md is about them.
pub fn dependencies_have_reasons(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    let paths = CRATES.iter().map(|member| path_of(member)).chain(["Cargo.toml".to_owned()]);
    for (path, text) in paths.filter_map(|path| project.text(&path).map(|text| (path.clone(), text))) {
        for dependency in dependencies(text) {
            if !dependency.flag("workspace") && dependency.value.get("path").is_none() && !has_comment(text, dependency.line) {
                let advice = format!("say in a `#` comment on its line what {} is for", dependency.name);
                findings.push(Finding { path: path.clone(), line: dependency.line, rule: "reasons", advice });
            }
        }
    }
    findings
}

/// Whether an entry has a comment, on any of its lines if its list of features takes several.
fn has_comment(text: &str, line: usize) -> bool {
    let mut lines = text.lines().skip(line - 1);
    let first = lines.next().unwrap_or_default();
    let more = lines.take_while(|line| line.starts_with([' ', '\t', ']', '}']));
    [first].into_iter().chain(more).any(|line| {
        let outside_strings: String = line.split('"').step_by(2).collect();
        outside_strings.split_once('#').is_some_and(|(_, comment)| !comment.trim().is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::found;

    #[test]
    fn an_arrow_against_the_drawing_is_found() {
        assert_eq!(found(arrows, &[("domain/Cargo.toml", "[dependencies]\nservice.workspace = true")]), ["domain/Cargo.toml:2"]);
        assert_eq!(
            found(arrows, &[("service/Cargo.toml", "[dev-dependencies]\n\nserver = { path = \"../server\" }")]),
            ["service/Cargo.toml:3"]
        );
        assert_eq!(found(arrows, &[("app/Cargo.toml", "[dependencies]\nservice.workspace = true")]), ["app/Cargo.toml:2"]);
        let target = "[target.'cfg(unix)'.dependencies]\napp.workspace = true";
        assert_eq!(found(arrows, &[("service/Cargo.toml", target)]), ["service/Cargo.toml:2"]);
        let good = "[dependencies]\ndomain.workspace = true\nservice = { workspace = true, optional = true }";
        assert!(found(arrows, &[("app/Cargo.toml", good)]).is_empty());
    }

    #[test]
    fn the_frontend_takes_nothing_outside_the_browser() {
        let rule = frontend_is_for_the_browser;
        assert_eq!(found(rule, &[("frontend/Cargo.toml", "[dependencies]\nleptos.workspace = true")]), ["frontend/Cargo.toml:2"]);
        let wasm = |features: &str| {
            format!("[target.'cfg(target_arch = \"wasm32\")'.dependencies]\napp = {{ workspace = true, features = [\"{features}\"] }}")
        };
        assert_eq!(found(rule, &[("frontend/Cargo.toml", &wasm("ssr"))]), ["frontend/Cargo.toml:2"]);
        assert!(found(rule, &[("frontend/Cargo.toml", &wasm("hydrate"))]).is_empty());
    }

    #[test]
    fn the_domain_takes_no_other_crate() {
        let manifest = "[dependencies]\nserde.workspace = true\ntokio.workspace = true\n[dev-dependencies]\nproptest.workspace = true";
        assert_eq!(found(domain_is_pure, &[("domain/Cargo.toml", manifest)]), ["domain/Cargo.toml:3"]);
    }

    #[test]
    fn a_foreign_crate_is_found_by_its_family() {
        let manifest = "[dependencies]\nserde.workspace = true\nhttp-body-util.workspace = true\nleptos_meta.workspace = true";
        assert_eq!(found(foreign_crates, &[("service/Cargo.toml", manifest)]), ["service/Cargo.toml:3", "service/Cargo.toml:4"]);
        assert_eq!(found(foreign_crates, &[("app/Cargo.toml", "[dependencies]\nsqlx = \"0.9\"")]), ["app/Cargo.toml:2"]);
        assert!(found(foreign_crates, &[("server/Cargo.toml", "[dependencies]\nhttp.workspace = true")]).is_empty());
    }

    #[test]
    fn a_dependency_without_a_reason_is_found() {
        let manifest = "[workspace.dependencies]\na = \"1\"\nb = \"1\" # why\nc = { version = \"1\", features = [\n    \"x\",\n] } # why\n\
            d = { path = \"d\" }\ne = { version = \"1#2\" }";
        assert_eq!(found(dependencies_have_reasons, &[("Cargo.toml", manifest)]), ["Cargo.toml:2", "Cargo.toml:8"]);
        let manifest = "[dependencies]\na.workspace = true\nb = \"1\"\n# c\nc = \"1\"";
        assert_eq!(found(dependencies_have_reasons, &[("xtask/Cargo.toml", manifest)]), ["xtask/Cargo.toml:3", "xtask/Cargo.toml:5"]);
    }
}
