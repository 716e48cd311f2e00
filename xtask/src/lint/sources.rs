//! Rules about what the sources say.

use super::{Finding, project::Project};
use crate::rust_tokens::{Token, Tokens};

/// xtask is a tool beside the product: it may look at the clock.
const PRODUCT: &[&str] = &["domain", "service", "app", "frontend", "server"];

/// Names of crates that a room does not say, re-exported or not.
const FOREIGN: &[(&str, &str, &str)] = &[
    ("app", "sqlx", "pages cannot write SQL: add a use case to service/"),
    ("server", "sqlx", "handlers cannot write SQL: add a use case to service/"),
    ("frontend", "sqlx", "the browser has no database"),
    ("service", "axum", "the service knows no HTTP: translate in server/ or app/"),
    ("service", "leptos", "the service knows no user interface: that is app/"),
    ("domain", "sqlx", "domain says what things are; how they are stored is service/"),
    ("domain", "tokio", "domain says what things are, without I/O"),
];

const CLOCKS: &[&str] = &["Utc", "Local", "SystemTime", "Instant", "Date"];

/// Who may look at a clock: where, which one and why.
const CLOCK_READERS: &[(&str, &str, &str)] = &[
    ("service/src/clock.rs", "Utc", "the clock that everybody else is handed"),
    ("service/src/clock.rs", "SystemTime", "the clock that everybody else is handed"),
    ("server/src/http/", "Instant", "how long a request took, for its log line and its limits; never stored"),
    ("service/examples/", "Instant", "a program that measures"),
    ("server/tests/", "Instant", "waiting for a real process, with a deadline"),
];

/// Where ids are made.
const ID_SOURCE: &str = "service/src/clock.rs";

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"];

fn finding(path: &str, tokens: &Tokens, index: usize, rule: &'static str, advice: impl Into<String>) -> Finding {
    Finding { path: path.to_owned(), line: tokens.line(index), rule, advice: advice.into() }
}

pub fn foreign_names(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for &(room, name, advice) in FOREIGN {
        for (path, tokens) in project.rust(&[room]) {
            findings.extend(tokens.find(name).map(|index| finding(path, tokens, index, "foreign-name", advice)));
        }
    }
    findings
}

/// Leptos does not escape the text of a `<textarea>` on the server.
pub fn textarea(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, tokens) in project.rust(PRODUCT).filter(|(path, _)| !path.starts_with("app/src/ui/")) {
        let elements = tokens.find("< textarea").chain(tokens.find("html : : textarea"));
        let advice = "its text is not escaped on the server: use the kit's TextArea (app/src/ui)";
        findings.extend(elements.map(|index| finding(path, tokens, index, "textarea", advice)));
    }
    findings
}

/// A signal that keeps to its thread panics when another one drops it, which on the server ends the connection of whoever asked for the page.
pub fn local_signals(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, tokens) in project.rust(&["app", "frontend"]) {
        for name in ["new_local", "LocalStorage"] {
            let advice = "islands run on the server too, where another thread drops the signal and panics: keep what belongs to a thread in a thread_local";
            findings.extend(tokens.find(name).map(|index| finding(path, tokens, index, "local-signal", advice)));
        }
    }
    findings
}

pub fn ambient_clock(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, tokens) in project.rust(PRODUCT) {
        for clock in CLOCKS.iter().filter(|clock| !CLOCK_READERS.iter().any(|(place, which, _)| path.starts_with(place) && which == *clock))
        {
            let advice = format!("time is passed in: take it from the service's clock, not from {clock}::now()");
            let pattern = format!("{clock} : : now");
            findings.extend(tokens.find(&pattern).map(|index| finding(path, tokens, index, "ambient-clock", advice.as_str())));
        }
    }
    findings
}

pub fn ambient_ids(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, tokens) in project.rust(PRODUCT).filter(|(path, _)| *path != ID_SOURCE) {
        for pattern in ["Uuid : : now_v7", "Uuid : : new_v4"] {
            let advice = "ids are passed in: take them from the service's id source";
            findings.extend(tokens.find(pattern).map(|index| finding(path, tokens, index, "ambient-id", advice)));
        }
    }
    findings
}

pub fn allow_attributes(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, tokens) in project.rust(super::project::CRATES) {
        for pattern in ["# [ allow (", "# ! [ allow ("] {
            let advice = "write #[expect(…, reason = \"…\")], which speaks up when it is no longer needed";
            findings.extend(tokens.find(pattern).map(|index| finding(path, tokens, index, "allow", advice)));
        }
    }
    findings
}

pub fn module_names(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, tokens) in project.rust(super::project::CRATES) {
        let advice = |name: &str| format!("`{name}` says nothing about what is inside: name it after that");
        for name in path.trim_end_matches(".rs").split('/').filter(|name| EMPTY_NAMES.contains(name)) {
            findings.push(finding(path, tokens, 0, "module-name", advice(name)));
        }
        for index in tokens.find("mod") {
            if let Some(name) = tokens.list.get(index + 1).and_then(Token::ident).filter(|name| EMPTY_NAMES.contains(name)) {
                findings.push(finding(path, tokens, index, "module-name", advice(name)));
            }
        }
    }
    findings
}

/// SQL has one home.
pub fn sql(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    let rooms = ["domain/src", "app/src", "frontend/src", "server/src"];
    for (path, tokens) in project.rust(&rooms) {
        let tokens = tokens.without_tests();
        for (index, token) in tokens.list.iter().enumerate() {
            if token.text().is_some_and(is_statement) {
                findings.push(finding(path, &tokens, index, "sql", "statements live in service/: add a use case there and call it"));
            }
        }
    }
    findings
}

/// Whether a text is an SQL statement, in the capitals we write keywords in.
fn is_statement(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["SELECT" | "PRAGMA", _, ..] | ["INSERT", "INTO" | "OR", ..] | ["DELETE", "FROM", ..] => true,
        ["CREATE" | "ALTER" | "DROP", "TABLE" | "INDEX" | "UNIQUE" | "VIEW" | "TRIGGER" | "VIRTUAL", ..] => true,
        ["UPDATE", rest @ ..] => rest.contains(&"SET"),
        ["WITH", rest @ ..] => rest.contains(&"AS") && rest.contains(&"SELECT"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::found;

    #[test]
    fn a_crate_is_not_named_in_the_wrong_room() {
        let source = "// sqlx\nuse service::sqlx::query;";
        assert_eq!(found(foreign_names, &[("server/src/a.rs", source)]), ["server/src/a.rs:2"]);
        assert_eq!(found(foreign_names, &[("service/tests/a.rs", "use leptos::prelude::*;")]), ["service/tests/a.rs:1"]);
        assert!(found(foreign_names, &[("service/src/a.rs", "use sqlx::query;")]).is_empty());
    }

    #[test]
    fn a_textarea_is_the_kits() {
        let source = "fn a() { view! {\n <textarea name=\"a\"></textarea> } }";
        assert_eq!(found(textarea, &[("app/src/notes/form.rs", source)]), ["app/src/notes/form.rs:2"]);
        assert!(found(textarea, &[("app/src/ui/text_area.rs", source)]).is_empty());
        assert!(found(textarea, &[("app/src/notes/form.rs", "const HOSTILE: &str = \"<textarea\";")]).is_empty());
    }

    #[test]
    fn a_signal_of_one_thread_is_found() {
        let source = "fn a() {\n let shown = RwSignal::new_local(1); }";
        assert_eq!(found(local_signals, &[("app/src/ui/toast.rs", source)]), ["app/src/ui/toast.rs:2"]);
        assert!(found(local_signals, &[("app/src/ui/toast.rs", "thread_local! { static A: Cell<u8> = Cell::default(); }")]).is_empty());
    }

    #[test]
    fn a_clock_is_not_looked_at() {
        let source = "fn a() {\n let b = chrono::Utc::now(); std::time::Instant::now(); }";
        assert_eq!(found(ambient_clock, &[("service/src/jobs.rs", source)]), ["service/src/jobs.rs:2", "service/src/jobs.rs:2"]);
        assert_eq!(found(ambient_clock, &[("server/src/http/log.rs", source)]), ["server/src/http/log.rs:2"]);
        assert!(found(ambient_clock, &[("xtask/src/a.rs", source), ("service/src/clock.rs", "fn a() { Utc::now(); }")]).is_empty());
    }

    #[test]
    fn an_id_comes_from_its_source() {
        assert_eq!(found(ambient_ids, &[("domain/src/id.rs", "fn a() { uuid::Uuid::now_v7(); }")]), ["domain/src/id.rs:1"]);
        assert!(found(ambient_ids, &[(ID_SOURCE, "fn a() { Uuid::now_v7(); }")]).is_empty());
    }

    #[test]
    fn expect_is_not_allow() {
        let source = "#![allow(dead_code)]\n#[allow(unused)]\nfn a() {}\n#[expect(unused, reason = \"b\")]\nfn c() {}";
        assert_eq!(found(allow_attributes, &[("xtask/src/a.rs", source)]), ["xtask/src/a.rs:2", "xtask/src/a.rs:1"]);
    }

    #[test]
    fn a_module_has_a_name() {
        assert_eq!(found(module_names, &[("server/tests/common/mod.rs", "")]), ["server/tests/common/mod.rs:1"]);
        assert_eq!(found(module_names, &[("app/src/lib.rs", "mod a;\nmod utils;")]), ["app/src/lib.rs:2"]);
        assert!(found(module_names, &[("app/src/lib.rs", "mod commons_law;")]).is_empty());
    }

    #[test]
    fn a_statement_is_at_home_in_the_service() {
        let source = "const A: &str = \"SELECT 1\";\nconst B: &str = \"Select a file\";\nconst C: &str = \"\n  UPDATE x SET a = $1\";";
        assert_eq!(found(sql, &[("server/src/a.rs", source), ("service/src/a.rs", source)]), ["server/src/a.rs:1", "server/src/a.rs:3"]);
        assert!(!is_statement("UPDATE NOW") && !is_statement("SELECT") && !is_statement("WITH CARE"));
        assert!(is_statement("WITH a AS (SELECT 1) SELECT * FROM a") && is_statement("CREATE TABLE a (b)"));
    }
}
