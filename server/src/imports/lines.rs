//! A JSON object on each line (NDJSON).

use crate::rest::object;
use domain::{error::Flaw, imports::ROW_BYTES, resource::Attributes};

/// What is read of lines.
#[derive(Default)]
pub struct Lines {
    line: Vec<u8>,
    /// Bytes of the line, those among them that are not kept.
    size: usize,
}

impl Lines {
    /// The lines that a piece ends, with how many bytes they are; an empty piece ends the last.
    pub fn feed(&mut self, piece: &[u8]) -> Vec<(Result<Attributes, Flaw>, usize)> {
        let mut read = Vec::new();
        if piece.is_empty() {
            read.extend(self.end());
            return read;
        }
        let mut pieces = piece.split(|byte| *byte == b'\n').peekable();
        while let Some(piece) = pieces.next() {
            self.size += piece.len();
            if self.size <= ROW_BYTES {
                self.line.extend_from_slice(piece);
            }
            if pieces.peek().is_some() {
                read.extend(self.end());
            }
        }
        read
    }

    fn end(&mut self) -> Option<(Result<Attributes, Flaw>, usize)> {
        let (line, size) = (std::mem::take(&mut self.line), std::mem::take(&mut self.size));
        if size > ROW_BYTES {
            return Some((Err(Flaw::TooLong { max: ROW_BYTES as u32 }), ROW_BYTES));
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            return None;
        }
        let given = match std::str::from_utf8(line) {
            Ok(text) => object(text.as_bytes()).map_err(|_| Flaw::NotRead),
            Err(_) => Err(Flaw::NotUtf8),
        };
        Some((given, size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pieces: &[&[u8]]) -> Vec<Result<Attributes, Flaw>> {
        let mut lines = Lines::default();
        let mut read: Vec<_> = pieces.iter().filter(|piece| !piece.is_empty()).flat_map(|piece| lines.feed(piece)).collect();
        read.extend(lines.feed(&[]));
        read.into_iter().map(|(given, _)| given).collect()
    }

    #[test]
    fn what_is_no_object_is_told_and_the_others_are_read() {
        let long = format!("{{\"a\":\"{}\"}}\n", "x".repeat(ROW_BYTES));
        let file = format!("{{\"a\":1}}\r\n\n  \n[1]\n{{\"a\":\n{long}{{\"a\":1,\"a\":2}}\n{{\"b\":2}}");
        let read = read(&[file.as_bytes()]);
        let told: Vec<_> = read.iter().map(|given| given.as_ref().map(|object| object.len())).collect();
        let (no, long) = (&Flaw::NotRead, &Flaw::TooLong { max: ROW_BYTES as u32 });
        assert_eq!(told, [Ok(1), Err(no), Err(no), Err(long), Err(no), Ok(1)]);
        assert_eq!(self::read(&[b"{\"a\":\"\xff\"}"]), [Err(Flaw::NotUtf8)]);
    }

    proptest! {
        #[test]
        fn it_is_read_the_same_in_whatever_pieces_it_comes(file in "([{}\"a:1,]|\n){0,60}", at in 0usize..60) {
            let file = file.as_bytes();
            let at = at.min(file.len());
            prop_assert_eq!(read(&[&file[..at], &file[at..]]), read(&[file]));
        }
    }
}
