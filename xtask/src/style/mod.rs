//! The style sheet: our own rules from `style/*.css`, and Tailwind's utilities for the classes that the application uses.
//!
//! encre-css writes the utilities; this module is the only one that knows it. Its preflight is not used: `style/base.css` is our reset,
//! and the little that the utilities rest on is written here, next to them.

pub mod classes;
pub mod sheet;

use crate::{
    bundle::{files_below, read_text},
    process::root,
    rust_tokens::Tokens,
};
use anyhow::{Context, Result};
use encre_css::{Config, Preflight, Scanner};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::ExitCode,
};

/// First what others build on; every other file of `style/` follows by name.
const FIRST: &[&str] = &["tokens.css", "base.css"];

/// `cargo xtask style`.
pub fn command(_: &[String]) -> Result<ExitCode> {
    println!("{}", build(&root())?);
    Ok(ExitCode::SUCCESS)
}

/// The whole style sheet of the workspace at `root`.
pub fn build(root: &Path) -> Result<String> {
    let own = own_rules(root)?;
    let mut candidates = BTreeSet::new();
    for file in files_below(&root.join("app/src"))?.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        let tokens = Tokens::read(&read_text(file)?).with_context(|| file.display().to_string())?;
        candidates.extend(classes::candidates(&tokens.without_tests()));
    }
    Ok(assemble(&own, &candidates))
}

/// The hand-written rules, in their order.
pub fn own_rules(root: &Path) -> Result<String> {
    let directory = root.join("style");
    let files = files_below(&directory)?.into_iter().filter(|file| file.parent() == Some(&directory));
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|extension| extension == "css")).collect();
    let place = |file: &Path| FIRST.iter().position(|first| file.ends_with(first)).unwrap_or(FIRST.len());
    files.sort_by_key(|file| (place(file), file.clone()));
    files.iter().map(|file| read_text(file)).collect()
}

/// What the utilities rest on, our own rules, then the utilities, so that among rules of equal weight the utility on the element wins.
fn assemble(own: &str, candidates: &BTreeSet<String>) -> String {
    // A rule of ours with the same name is meant instead of the utility: `.table` is ours if we say so.
    let ours = sheet::sole_classes(own);
    let wanted: BTreeSet<&str> = candidates.iter().map(String::as_str).filter(|candidate| !ours.contains(*candidate)).collect();
    let utilities = Utilities::new(own).rules(wanted);
    format!("{}\n{own}\n{utilities}\n", foundation(&utilities))
}

/// The generator, with our colours.
pub struct Utilities {
    config: Config,
}

impl Utilities {
    /// `own` is the hand-written CSS: each `--color-NAME` it defines is a colour NAME for utilities (`text-NAME`, `bg-NAME/20`).
    pub fn new(own: &str) -> Self {
        let mut config = Config::default();
        config.preflight = Preflight::new_none();
        config.scanner = Scanner::from_fn(|candidates| candidates.split('\n').collect());
        for name in sheet::colours(own) {
            config.theme.colors.add(name.clone(), format!("var(--color-{name})"));
        }
        Self { config }
    }

    /// The rules of those candidates that are utilities; nothing for the others.
    fn rules<'a>(&self, candidates: impl IntoIterator<Item = &'a str>) -> String {
        let candidates: Vec<&str> = candidates.into_iter().collect();
        encre_css::generate([candidates.join("\n").as_str()], &self.config).trim().to_owned()
    }

    pub fn knows(&self, class: &str) -> bool {
        !self.rules([class]).is_empty()
    }
}

/// Tailwind's utilities assume a few declarations on every element. The variables are those that the utilities in use read without a
/// fallback, with the values that encre-css's own preflight gives them.
fn foundation(utilities: &str) -> String {
    let mut config = Config::default();
    config.preflight = Preflight::new_full();
    let preflight = encre_css::generate([], &config);
    let defaults: BTreeMap<&str, &str> = preflight
        .lines()
        .filter_map(|line| line.trim().strip_suffix(';')?.split_once(": "))
        .filter(|(name, _)| name.starts_with("--en-"))
        .collect();
    let variables = defaults.iter().filter(|(name, _)| utilities.contains(&format!("var({name})")));
    let variables: String = variables.map(|(name, value)| format!("  {name}: {value};\n")).collect();
    format!("*, ::before, ::after, ::backdrop {{\n  box-sizing: border-box;\n  border: 0 solid;\n{variables}}}\n")
}

/// Without comments, indentation and empty lines. Brotli does better what more a minifier would do.
pub fn stripped(css: &str) -> String {
    let css = sheet::without_comments(css);
    css.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = ":root { --color-accent: #345; }\n.card { padding: 1rem; }\n.table { display: grid; }\n.row.hidden { opacity: 0; }\n";

    fn sheet_for(classes: &[&str]) -> String {
        assemble(OWN, &classes.iter().map(|&class| class.to_owned()).collect())
    }

    #[test]
    fn tokens_are_colours_of_utilities() {
        let css = sheet_for(&["text-accent", "bg-accent/20", "text-nonsense"]);
        assert!(css.contains(".text-accent {\n  color: var(--color-accent);\n}"), "{css}");
        assert!(css.contains("color-mix(in oklab, var(--color-accent) 20%, transparent)"), "{css}");
        assert!(!css.contains("nonsense"));
    }

    #[test]
    fn our_rule_takes_the_place_of_the_utility_of_its_name() {
        let css = sheet_for(&["table", "hidden", "p-4"]);
        assert!(!css.contains("display: table"), "{css}");
        assert!(css.contains(".hidden {\n  display: none;\n}"), "a mention beside another class is no rule for it alone: {css}");
        assert!(css.find(".card").unwrap() < css.find(".p-4").unwrap());
    }

    #[test]
    fn variables_without_a_fallback_have_a_value() {
        let css = sheet_for(&["tabular-nums"]);
        assert!(css.contains("var(--en-ordinal)") && css.contains("  --en-ordinal: ;"), "{css}");
        assert!(!sheet_for(&["p-4"]).contains("--en-ordinal"));
    }

    #[test]
    fn variants_and_arbitrary_values_are_escaped() {
        let css = sheet_for(&["md:grid-cols-[1fr_2fr]", "hover:underline", "content-['x']"]);
        assert!(css.contains(".md\\:grid-cols-\\[1fr_2fr\\] {"), "{css}");
        assert!(css.contains(".hover\\:underline:hover {"), "{css}");
        assert!(css.contains(".content-\\[\\'x\\'\\] {"), "{css}");
    }

    #[test]
    fn a_utility_is_told_from_a_word() {
        let utilities = Utilities::new(OWN);
        assert!(utilities.knows("flex") && utilities.knows("border-accent") && utilities.knows("sm:px-2.5"));
        assert!(!utilities.knows("candidate") && !utilities.knows("border-nonsense") && !utilities.knows("foo:flex"));
    }

    #[test]
    fn a_release_is_stripped() {
        assert_eq!(stripped("/* why */\n.a {\n  content: \"/* no */\"; /* b */\n}\n\n"), ".a {\ncontent: \"/* no */\";\n}");
    }
}
