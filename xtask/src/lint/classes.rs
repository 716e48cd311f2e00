//! Rules about the classes of the application.

use super::{Finding, project::Project};
use crate::style::{
    Utilities,
    classes::{Use, uses},
    sheet,
};

/// The classes that ship, each with its file.
fn shipped(project: &Project) -> Vec<(&str, Use)> {
    let files = project.rust(&["app/src"]);
    files.flat_map(|(path, tokens)| uses(&tokens.without_tests()).into_iter().map(move |used| (path, used))).collect()
}

/// Otherwise a misspelt class is simply a page that looks wrong.
pub fn have_rules(project: &Project) -> Vec<Finding> {
    let own: String = project.below("style/").filter(|(path, _)| path.ends_with(".css")).map(|(_, text)| text).collect();
    let (ours, utilities) = (sheet::classes(&own), Utilities::new(&own));
    let mut findings = Vec::new();
    for (path, Use { class, line }) in shipped(project) {
        let advice = if class.contains(['{', '}']) {
            "a class is a whole word in the source: choose between words with `match` or `if`".to_owned()
        } else if !ours.contains(&class) && !utilities.knows(&class) {
            format!("`{class}` has no CSS: it is no utility and style/*.css has no rule for it")
        } else {
            continue;
        };
        findings.push(Finding { path: path.to_owned(), line, rule: "class", advice });
    }
    findings
}

/// The tokens change with the theme; a `dark:` class would miss the switch or the system's wish.
pub fn follow_the_theme(project: &Project) -> Vec<Finding> {
    let dark = shipped(project).into_iter().filter(|(_, used)| used.class.split(':').any(|part| part == "dark"));
    let advice = |class: &str| format!("`{class}`: colours change with the theme through the tokens (style/tokens.css), not by dark:");
    dark.map(|(path, used)| Finding { path: path.to_owned(), line: used.line, rule: "theme", advice: advice(&used.class) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::found;

    const STYLE: (&str, &str) = ("style/tokens.css", ":root { --color-accent: blue } .card:hover { top: 0 }");

    #[test]
    fn a_class_without_a_rule_is_found() {
        let source = "view! { <p\n class=\"card flex text-accent md:p-4 crad text-acent\"></p> }";
        let findings = found(have_rules, &[STYLE, ("app/src/a.rs", source)]);
        assert_eq!(findings, ["app/src/a.rs:2", "app/src/a.rs:2"]);
    }

    #[test]
    fn a_class_is_not_put_together() {
        assert_eq!(found(have_rules, &[STYLE, ("app/src/a.rs", "let class = format!(\"p-{n}\");")]), ["app/src/a.rs:1"]);
    }

    #[test]
    fn tests_may_call_a_class_what_they_like() {
        let source = "#[cfg(test)] mod tests { fn a() { view! { <p class=\"nonsense\"></p> } } }";
        assert!(found(have_rules, &[STYLE, ("app/src/a.rs", source)]).is_empty());
    }

    #[test]
    fn the_theme_is_the_tokens() {
        let source = "view! { <p class=\"md:dark:flex dark\"></p> }";
        assert_eq!(found(follow_the_theme, &[STYLE, ("app/src/a.rs", source)]), ["app/src/a.rs:1", "app/src/a.rs:1"]);
    }
}
