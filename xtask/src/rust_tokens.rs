//! Rust sources as a flat list of tokens with their lines: enough for a house rule, and never fooled by comments or strings.

use anyhow::Result;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Ident(String),
    Punct(char),
    /// The value of a string literal.
    Text(String),
    /// Any other literal, as written.
    Literal(String),
    Open(char),
    Close(char),
}

impl Token {
    pub fn is_ident(&self, name: &str) -> bool {
        matches!(self, Self::Ident(ident) if ident == name)
    }

    pub fn ident(&self) -> Option<&str> {
        if let Self::Ident(ident) = self { Some(ident) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// The tokens of one file and, beside each, its line.
pub struct Tokens {
    pub list: Vec<Token>,
    lines: Vec<usize>,
}

impl Tokens {
    /// Doc comments are left out: they are prose.
    pub fn read(source: &str) -> Result<Self> {
        let stream = TokenStream::from_str(source).map_err(|error| anyhow::anyhow!("{error}"))?;
        let mut tokens = Self { list: Vec::new(), lines: Vec::new() };
        tokens.flatten(stream);
        Ok(tokens)
    }

    /// Lines count from 1.
    pub fn line(&self, index: usize) -> usize {
        self.lines.get(index).copied().unwrap_or(1)
    }

    /// Where a sequence of identifiers and punctuation begins; written as in Rust with spaces between the tokens: `Utc : : now`.
    pub fn find<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = usize> + 'a {
        let pattern: Vec<&str> = pattern.split(' ').collect();
        let matches = |token: &Token, wanted: &str| match token {
            Token::Ident(ident) => ident == wanted,
            Token::Punct(mark) | Token::Open(mark) | Token::Close(mark) => wanted.len() == 1 && wanted.starts_with(*mark),
            Token::Text(_) | Token::Literal(_) => false,
        };
        let size = pattern.len();
        let places = self.list.windows(size).enumerate();
        places.filter(move |(_, window)| window.iter().zip(&pattern).all(|(token, wanted)| matches(token, wanted))).map(|(at, _)| at)
    }

    /// The index of the bracket that closes the one at `open`; the end of the file if there is none.
    pub fn closing(&self, open: usize) -> usize {
        let mut depth = 0usize;
        for (index, token) in self.list.iter().enumerate().skip(open) {
            match token {
                Token::Open(_) => depth += 1,
                Token::Close(_) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return index;
                    }
                }
                _ => {}
            }
        }
        self.list.len()
    }

    /// Without the items under `#[cfg(test)]`: for rules about what ships.
    pub fn without_tests(&self) -> Self {
        let tests: Vec<usize> = self.find("# [ cfg ( test ) ]").collect();
        let mut kept = Self { list: Vec::new(), lines: Vec::new() };
        let mut index = 0;
        while index < self.list.len() {
            if tests.contains(&index) {
                index = self.end_of_item(index + 7);
                continue;
            }
            kept.list.push(self.list[index].clone());
            kept.lines.push(self.lines[index]);
            index += 1;
        }
        kept
    }

    /// The index after an item: past its first block of braces or its semicolon.
    fn end_of_item(&self, start: usize) -> usize {
        let mut index = start;
        while index < self.list.len() {
            match &self.list[index] {
                Token::Punct(';') => return index + 1,
                Token::Open('{') => return self.closing(index) + 1,
                Token::Open(_) => index = self.closing(index) + 1,
                _ => index += 1,
            }
        }
        index
    }

    fn push(&mut self, token: Token, line: usize) {
        self.list.push(token);
        self.lines.push(line);
    }

    fn flatten(&mut self, stream: TokenStream) {
        let mut trees = stream.into_iter().peekable();
        while let Some(tree) = trees.next() {
            let line = tree.span().start().line;
            match tree {
                TokenTree::Ident(ident) => self.push(Token::Ident(ident.to_string()), line),
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    let inner = trees.next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'));
                    if trees.next_if(is_doc).is_none() {
                        self.push(Token::Punct('#'), line);
                        if inner.is_some() {
                            self.push(Token::Punct('!'), line);
                        }
                    }
                }
                TokenTree::Punct(mark) => self.push(Token::Punct(mark.as_char()), line),
                TokenTree::Literal(literal) => {
                    let written = literal.to_string();
                    let token = match syn::Lit::new(literal) {
                        syn::Lit::Str(text) => Token::Text(text.value()),
                        _ => Token::Literal(written),
                    };
                    self.push(token, line);
                }
                TokenTree::Group(group) => {
                    let brackets = match group.delimiter() {
                        Delimiter::Parenthesis => Some(('(', ')')),
                        Delimiter::Brace => Some(('{', '}')),
                        Delimiter::Bracket => Some(('[', ']')),
                        Delimiter::None => None,
                    };
                    if let Some((open, _)) = brackets {
                        self.push(Token::Open(open), line);
                    }
                    self.flatten(group.stream());
                    if let Some((_, close)) = brackets {
                        self.push(Token::Close(close), group.span_close().start().line);
                    }
                }
            }
        }
    }
}

/// `[doc = "…"]`, which is what `///` becomes.
fn is_doc(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else { return false };
    let mut inside = group.stream().into_iter();
    group.delimiter() == Delimiter::Bracket && matches!(inside.next(), Some(TokenTree::Ident(name)) if name == "doc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_documentation_are_not_code() {
        let tokens = Tokens::read("//! Utc::now\n/// Utc::now\n// Utc::now\nfn f() { \"Utc::now\"; }").unwrap();
        assert_eq!(tokens.find("Utc : : now").count(), 0);
        assert_eq!(tokens.line(tokens.find("fn f").next().unwrap()), 4);
    }

    #[test]
    fn strings_are_read_as_their_values() {
        let tokens = Tokens::read(
            r###"f("a\"b", r#"c"d"#, "e \
            f", b"g")"###,
        )
        .unwrap();
        assert_eq!(tokens.list.iter().filter_map(Token::text).collect::<Vec<_>>(), ["a\"b", "c\"d", "e f"]);
    }

    #[test]
    fn tests_can_be_left_out() {
        let source = "use a; #[cfg(test)] use b; fn c() {} #[cfg(test)] mod tests { fn d() {} } fn e() {}";
        let idents = |tokens: Tokens| tokens.list.iter().filter_map(|token| token.ident().map(str::to_owned)).collect::<Vec<_>>().join(" ");
        assert_eq!(idents(Tokens::read(source).unwrap().without_tests()), "use a fn c fn e");
    }
}
