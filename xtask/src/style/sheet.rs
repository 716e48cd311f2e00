//! Reading hand-written CSS, as far as the build needs to: which classes have a rule, which colours exist.

use std::collections::BTreeSet;

/// Comments become a space. Strings stay as they are.
pub fn without_comments(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = match rest.strip_prefix("/*") {
            Some(comment) => {
                plain.push(' ');
                comment.find("*/").map_or(rest.len(), |end| end + 4)
            }
            None => {
                let end = if rest.starts_with('/') { 1 } else { string_end(rest) };
                plain.push_str(&rest[..end]);
                end
            }
        };
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain
}

/// The length of the string literal that `text` begins with, quotes included.
fn string_end(text: &str) -> usize {
    let mut characters = text.char_indices();
    let quote = characters.next().map(|(_, quote)| quote);
    let mut escaped = false;
    for (at, character) in characters {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if Some(character) == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Every class that some selector names.
pub fn classes(css: &str) -> BTreeSet<String> {
    selectors(css).iter().flat_map(|selector| classes_in(selector)).collect()
}

/// The classes that have a rule by themselves: `.card { … }`.
pub fn sole_classes(css: &str) -> BTreeSet<String> {
    let selectors = selectors(css);
    let alone = selectors.iter().filter_map(|selector| {
        let classes = classes_in(selector);
        let only = classes.into_iter().next()?;
        (selector.strip_prefix('.') == Some(&escape(&only))).then_some(only)
    });
    alone.collect()
}

/// The names of the custom properties `--color-NAME`.
pub fn colours(css: &str) -> BTreeSet<String> {
    let css = without_comments(css);
    let names = css.split(['{', ';', '}']).filter_map(|declaration| declaration.split_once(':')?.0.trim().strip_prefix("--color-"));
    names.map(str::to_owned).collect()
}

/// What stands before each `{` that is not an at-rule, split at its commas; strings inside are left out.
fn selectors(css: &str) -> Vec<String> {
    let css = without_comments(css);
    let mut selectors = Vec::new();
    let mut prelude = String::new();
    let mut rest = css.as_str();
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        match character {
            '"' | '\'' => length = string_end(rest),
            '\\' => {
                length += rest[1..].chars().next().map_or(0, char::len_utf8);
                prelude.push_str(&rest[..length]);
            }
            '{' => {
                if !prelude.trim_start().starts_with('@') {
                    selectors.extend(prelude.split(',').map(|selector| selector.trim().to_owned()));
                }
                prelude.clear();
            }
            '}' | ';' => prelude.clear(),
            _ => prelude.push(character),
        }
        rest = &rest[length..];
    }
    selectors
}

fn classes_in(selector: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = selector.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' {
            characters.next();
        }
        if character != '.' {
            continue;
        }
        let mut name = String::new();
        while let Some(&next) = characters.peek() {
            match next {
                '\\' => {
                    characters.next();
                    name.extend(characters.next());
                }
                _ if next.is_alphanumeric() || next == '-' || next == '_' => name.extend(characters.next()),
                _ => break,
            }
        }
        if !name.is_empty() {
            found.push(name);
        }
    }
    found
}

fn escape(class: &str) -> String {
    class.chars().flat_map(|it| if it.is_alphanumeric() || it == '-' || it == '_' { vec![it] } else { vec!['\\', it] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = "/* .comment { } */\n@media (width < 4.5rem) { .card > .title:hover, .w-1\\.5 { color: red; content: \".no\" } }\n\
        a[href$=\".pdf\"] { margin: .5em }\n.nested { &.open { top: 0 } }\n:root { --color-ink: #000; --color-ink: #fff }";

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn classes_are_found_in_selectors_only() {
        assert_eq!(classes(CSS), set(&["card", "title", "w-1.5", "nested", "open"]));
    }

    #[test]
    fn a_class_alone_is_told_from_one_in_company() {
        assert_eq!(sole_classes(CSS), set(&["w-1.5", "nested"]));
    }

    #[test]
    fn colours_are_custom_properties() {
        assert_eq!(colours(CSS), set(&["ink"]));
    }

    #[test]
    fn comments_end_where_they_end() {
        assert_eq!(without_comments("a/* x */b '/*' \"\\\"/*\" c/d /* open"), "a b '/*' \"\\\"/*\" c/d  ");
    }
}
