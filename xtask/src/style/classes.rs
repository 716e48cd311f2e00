//! Finding class names in the sources of the application.
//!
//! Two questions, two answers. What could be a class? Every word of every string: for generating, where a word too many costs a few
//! bytes and a word too few a broken page. What must be a class? What stands where only classes stand: for the rule that each of them
//! has CSS. The rule's places are `class="…"`, `class=(…)`, `class:name=`, `.class(…)`, and anything called `class`, `…_class` or
//! `class_…`: a variable, a constant, a function, a property.

use crate::rust_tokens::{Token, Tokens};
use std::collections::BTreeSet;

/// A class and the line it is used on.
#[derive(Debug, PartialEq, Eq)]
pub struct Use {
    pub class: String,
    pub line: usize,
}

/// Calls whose argument is looked up and not shown.
const QUESTIONS: &[&str] = &["get", "has", "contains", "starts_with", "ends_with", "eq", "strip_prefix", "strip_suffix"];

/// Whatever could be a class.
pub fn candidates(tokens: &Tokens) -> BTreeSet<String> {
    let words = tokens.list.iter().filter_map(Token::text).flat_map(str::split_whitespace).map(str::to_owned);
    words.chain(uses(tokens).into_iter().map(|used| used.class)).collect()
}

/// Whatever cannot be anything else.
pub fn uses(tokens: &Tokens) -> Vec<Use> {
    let mut found = Vec::new();
    for (index, token) in tokens.list.iter().enumerate() {
        if token.ident().is_some_and(names_classes) {
            Reader { tokens, found: &mut found }.read(index);
        }
    }
    found
}

fn names_classes(ident: &str) -> bool {
    let ident = ident.to_ascii_lowercase();
    ident == "class" || ident.ends_with("_class") || ident.starts_with("class_")
}

struct Reader<'a> {
    tokens: &'a Tokens,
    found: &'a mut Vec<Use>,
}

impl Reader<'_> {
    fn at(&self, index: usize) -> Option<&Token> {
        self.tokens.list.get(index)
    }

    fn is(&self, index: usize, mark: char) -> bool {
        matches!(self.at(index), Some(Token::Punct(it) | Token::Open(it)) if *it == mark)
    }

    /// What the name at `index` has to say about classes.
    fn read(&mut self, index: usize) {
        let before = index.checked_sub(1).and_then(|before| self.at(before));
        let is_class = self.at(index).is_some_and(|token| token.is_ident("class"));
        if before.is_some_and(|token| token.is_ident("fn")) {
            let body = (index..self.tokens.list.len()).find(|&at| self.is(at, '{') || self.is(at, ';'));
            if let Some(body) = body.filter(|&at| self.is(at, '{')) {
                self.words(body, self.tokens.closing(body));
            }
        } else if before.and_then(Token::ident).is_some_and(|word| ["let", "mut", "const", "static"].contains(&word)) {
            if let Some(start) = self.value_of_binding(index) {
                self.words(start, self.end(start, false));
            }
        } else if is_class && before == Some(&Token::Punct('.')) && self.is(index + 1, '(') {
            self.words(index + 1, self.tokens.closing(index + 1));
        } else if self.is(index + 1, '=') && !self.is(index + 2, '=') && !self.is(index + 2, '>') {
            if self.is(index + 2, '(') {
                // class=("name", condition): the names come first.
                let close = self.tokens.closing(index + 2);
                let comma = self.next_at_this_depth(index + 3, close, ',');
                self.words(index + 3, comma);
            } else {
                self.words(index + 2, self.end(index + 2, true));
            }
        } else if self.is(index + 1, ':') && !self.is(index + 2, ':') {
            match self.at(index + 2) {
                Some(Token::Text(_)) => self.words(index + 2, index + 3),
                _ if is_class => self.directive(index),
                _ => {}
            }
        }
    }

    /// `class:name=condition`; names may have hyphens.
    fn directive(&mut self, index: usize) {
        let mut name = String::new();
        let mut at = index + 2;
        loop {
            match self.at(at) {
                Some(Token::Ident(part) | Token::Literal(part)) => name.push_str(part),
                Some(Token::Punct(mark @ ('-' | ':'))) => name.push(*mark),
                Some(Token::Punct('=')) if !name.is_empty() => break,
                _ => return,
            }
            at += 1;
        }
        self.found.push(Use { class: name, line: self.tokens.line(index) });
    }

    /// Behind the `=` of a `let`, `const` or `static`.
    fn value_of_binding(&self, index: usize) -> Option<usize> {
        let end = self.next_at_this_depth(index, self.tokens.list.len(), ';');
        let equals = self.next_at_this_depth(index, end, '=');
        (equals < end).then_some(equals + 1)
    }

    fn next_at_this_depth(&self, start: usize, end: usize, mark: char) -> usize {
        let mut at = start;
        while at < end && !self.is(at, mark) {
            at = if matches!(self.at(at), Some(Token::Open(_))) { self.tokens.closing(at) + 1 } else { at + 1 };
        }
        at.min(end)
    }

    /// Where an expression ends: at a bracket, comma or semicolon of the surroundings and, as an attribute, at the tag's end or the next
    /// attribute.
    fn end(&self, start: usize, attribute: bool) -> usize {
        let mut at = start;
        while let Some(token) = self.at(at) {
            let after_arrow = at > start && (self.is(at - 1, '-') || self.is(at - 1, '='));
            match token {
                Token::Close(_) | Token::Punct(',' | ';') => return at,
                Token::Punct('>') if attribute && !after_arrow => return at,
                Token::Punct('/') if attribute && self.is(at + 1, '>') => return at,
                Token::Ident(_) if attribute && at > start && self.begins_attribute(at) => return at,
                Token::Open(_) => at = self.tokens.closing(at),
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// `name=`, `data-name=`, `on:name=`.
    fn begins_attribute(&self, index: usize) -> bool {
        let mut at = index + 1;
        while (self.is(at, '-') || self.is(at, ':')) && self.at(at + 1).is_some_and(|token| token.ident().is_some()) {
            at += 2;
        }
        self.is(at, '=') && !self.is(at + 1, '=') && !self.is(at + 1, '>')
    }

    /// The words of the strings between two tokens, without those that are only compared with.
    fn words(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let asks = self.at(at).and_then(Token::ident).is_some_and(|name| QUESTIONS.contains(&name)) && self.is(at + 1, '(');
            if asks {
                at = self.tokens.closing(at + 1);
            } else if let Some(text) = self.at(at).and_then(Token::text)
                && !self.is_compared(at)
            {
                let line = self.tokens.line(at);
                let words: Vec<Use> = text.split_whitespace().map(|word| Use { class: word.to_owned(), line }).collect();
                self.found.extend(words);
            }
            at += 1;
        }
    }

    /// `== "…"`, `!= "…"`, `"…" ==`, `"…" =>`, `"…" | …`.
    fn is_compared(&self, index: usize) -> bool {
        let before = index >= 2 && self.is(index - 1, '=') && (self.is(index - 2, '=') || self.is(index - 2, '!'));
        let after = self.is(index + 1, '|') || (self.is(index + 1, '=') && (self.is(index + 2, '>') || self.is(index + 2, '=')));
        before || after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(source: &str) -> Vec<String> {
        uses(&Tokens::read(source).unwrap()).into_iter().map(|used| used.class).collect()
    }

    #[test]
    fn attributes() {
        assert_eq!(used(r#"view! { <p class="a b" title="no">"no"</p> }"#), ["a", "b"]);
        assert_eq!(used(r#"view! { <Button row_class="a" kind="no" /> }"#), ["a"]);
        assert_eq!(used(r#"view! { <p id="no" class={if x == "no" { "a" } else { "b" }} data-x="no"></p> }"#), ["a", "b"]);
        assert_eq!(used(r#"view! { <p class=move || if x() { "a" } else { "b" } aria-label="no">"no"</p> }"#), ["a", "b"]);
        assert_eq!(used(r#"view! { <p class=move || match x { "no" | "nor" => "a", _ => "b" }>"no"</p> }"#), ["a", "b"]);
        assert_eq!(used(r#"view! { <p class=size.get("no").unwrap_or("a")>"no"</p> }"#), ["a"]);
    }

    #[test]
    fn conditions() {
        assert_eq!(used(r#"view! { <p class=("a", move || x.get() == "no") class:b-c=y class:md:d=z>"no"</p> }"#), ["a", "b-c", "md:d"]);
        assert_eq!(used(r#"view! { <p class=(["a", "b"], cond)>"no"</p> }"#), ["a", "b"]);
    }

    #[test]
    fn rust() {
        assert_eq!(
            used(r#"fn tone_class(x: &str) -> &'static str { match x { "no" => "a b", _ => "c" } } fn f() { "no" }"#),
            ["a", "b", "c"]
        );
        assert_eq!(used(r#"let class = if x == "no" { "a" } else { "b" }; f("no");"#), ["a", "b"]);
        assert_eq!(used(r#"const ROW_CLASS: &str = "a"; const OTHER: &str = "no";"#), ["a"]);
        assert_eq!(used(r#"button().class("a").id("no"); Row { class: "b", title: "no" }"#), ["a", "b"]);
        assert!(used(r#"fn f(class: String) { let classic = "no"; tone_class("no"); class::f("no"); if class == "no" {} }"#).is_empty());
    }

    #[test]
    fn every_string_may_hold_classes() {
        let tokens = Tokens::read(r#"f("flex gap-2"); view! { <p class:hidden=x></p> }"#).unwrap();
        assert_eq!(candidates(&tokens).into_iter().collect::<Vec<_>>(), ["flex", "gap-2", "hidden"]);
    }

    #[test]
    fn lines_are_those_of_the_strings() {
        let tokens = Tokens::read("view! { <p\n class={\n \"a\"\n }></p> }").unwrap();
        assert_eq!(uses(&tokens), [Use { class: "a".to_owned(), line: 3 }]);
    }
}
