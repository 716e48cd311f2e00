//! A table: CSV, whatever separates its columns.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use domain::{error::Flaw, imports::ROW_BYTES};

/// What separates columns.
const SEPARATORS: &[u8] = b",;\t|";
/// How spreadsheets say it in a line before the header.
const SEPARATOR_IS: &[u8] = b"sep=";
/// Cells of a row, at most.
const CELLS: usize = 1_024;

/// What is read of a table.
pub struct Table {
    reader: Reader,
    /// The bytes of the row so far, without quotes and separators.
    row: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    cells: usize,
    /// The row is longer than anything that is kept.
    too_long: bool,
}

impl Table {
    /// Sees by the first line what separates the columns; what is left of the beginning.
    pub fn of(beginning: &[u8]) -> (Self, &[u8]) {
        let end = beginning.iter().position(|byte| *byte == b'\n').map_or(beginning.len(), |at| at + 1);
        let (first, rest) = beginning.split_at(end);
        match first.strip_prefix(SEPARATOR_IS).and_then(|named| named.first()) {
            Some(separator) if SEPARATORS.contains(separator) => (Self::with(*separator), rest),
            _ => (Self::with(separator(first)), beginning),
        }
    }

    fn with(separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        Self { reader, row: vec![0; 4_096], filled: 0, ends: vec![0; 64], cells: 0, too_long: false }
    }

    /// The rows that a piece ends, with how many bytes they are; an empty piece ends the last.
    pub fn feed(&mut self, piece: &[u8]) -> Vec<(Result<Vec<String>, Flaw>, usize)> {
        let (mut read, mut rest) = (Vec::new(), piece);
        loop {
            let (result, taken, written, ended) = self.reader.read_record(rest, &mut self.row[self.filled..], &mut self.ends[self.cells..]);
            rest = &rest[taken..];
            (self.filled, self.cells) = (self.filled + written, self.cells + ended);
            match result {
                ReadRecordResult::InputEmpty if piece.is_empty() => {}
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return read,
                ReadRecordResult::OutputFull if self.row.len() < ROW_BYTES => self.row.resize(self.row.len() * 2, 0),
                ReadRecordResult::OutputFull => (self.too_long, self.filled) = (true, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() < CELLS => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => (self.too_long, self.cells) = (true, 0),
                ReadRecordResult::Record => {
                    read.push((self.cells(), self.filled));
                    (self.filled, self.cells, self.too_long) = (0, 0, false);
                    // The next ones are as short as most.
                    self.row.truncate(64 * 1_024);
                }
            }
            if rest.is_empty() && !piece.is_empty() {
                return read;
            }
        }
    }

    fn cells(&self) -> Result<Vec<String>, Flaw> {
        if self.too_long {
            return Err(Flaw::TooLong { max: ROW_BYTES as u32 });
        }
        let mut begin = 0;
        let cell = |end: &usize| {
            let cell = std::str::from_utf8(&self.row[begin..*end]).map_err(|_| Flaw::NotUtf8)?;
            begin = *end;
            Ok(cell.to_owned())
        };
        self.ends[..self.cells].iter().map(cell).collect()
    }
}

/// What there is most of in a line, outside of quotes.
fn separator(line: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [0; SEPARATORS.len()];
    for byte in line {
        quoted ^= *byte == b'"';
        if let Some(at) = SEPARATORS.iter().position(|separator| separator == byte).filter(|_| !quoted) {
            counts[at] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    counts.iter().position(|count| *count == most).and_then(|at| SEPARATORS.get(at)).copied().unwrap_or(b',')
}

/// The names of the columns: each once, and each with one.
pub fn header(cells: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (at, cell) in cells.into_iter().enumerate() {
        let name: String = cell.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
        let name = if name.is_empty() { format!("#{}", at + 1) } else { name };
        let taken = |name: &str| names.iter().any(|known| known == name);
        let mut own = name.clone();
        let mut n = 2;
        while taken(&own) {
            own = format!("{name} ({n})");
            n += 1;
        }
        names.push(own);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pieces: &[&[u8]]) -> Vec<Result<Vec<String>, Flaw>> {
        let (mut table, rest) = Table::of(pieces[0]);
        let pieces = std::iter::once(rest).chain(pieces[1..].iter().copied());
        let mut read: Vec<_> = pieces.filter(|piece| !piece.is_empty()).flat_map(|piece| table.feed(piece)).collect();
        read.extend(table.feed(&[]));
        read.into_iter().map(|(cells, _)| cells).collect()
    }

    fn rows(file: &str) -> Vec<Vec<String>> {
        read(&[file.as_bytes()]).into_iter().map(|cells| cells.unwrap()).collect()
    }

    #[test]
    fn whatever_separates_them_columns_are_read() {
        for file in ["a,b\r\n1,2\r\n", "a;b\n1;2", "a\tb\n1\t2\n\n", "sep=;\r\na;b\r\n1;2", "a|b\n1|2", "\"a\",\"b\"\n\"1\",\"2\""] {
            assert_eq!(rows(file), [["a", "b"], ["1", "2"]], "{file:?}");
        }
        assert_eq!(rows("\"a;b;c\",d\n\"1\n2\",\"x\"\"y\"\n"), [["a;b;c", "d"], ["1\n2", "x\"y"]]);
        assert_eq!(rows("only\nAda"), [["only"], ["Ada"]]);
    }

    #[test]
    fn a_row_that_cannot_be_kept_is_told_and_the_others_are_read() {
        let long = "x".repeat(ROW_BYTES + 1);
        let many = ",".repeat(CELLS + 1);
        let file = format!("a,b\n1,2\n{long},2\n{many}\n3,4\n");
        let read = read(&[file.as_bytes()]);
        let told: Vec<_> = read.iter().map(|cells| cells.as_ref().map(|cells| cells.join("+"))).collect();
        let long = &Flaw::TooLong { max: ROW_BYTES as u32 };
        assert_eq!(told, [Ok("a+b".to_owned()), Ok("1+2".to_owned()), Err(long), Err(long), Ok("3+4".to_owned())]);
        assert_eq!(self::read(&[b"a\n\xff\nb"])[1], Err(Flaw::NotUtf8));
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let names = ["E-mail", " e  mail ", "", "E-mail", "E-mail"].map(str::to_owned).to_vec();
        assert_eq!(header(names), ["E-mail", "e mail", "#3", "E-mail (2)", "E-mail (3)"]);
    }

    proptest! {
        #[test]
        fn it_is_read_the_same_in_whatever_pieces_it_comes(file in "a,b\n([\",a\r]|\n){0,60}", at in 4usize..60) {
            let file = file.as_bytes();
            let at = at.min(file.len());
            prop_assert_eq!(read(&[&file[..at], &file[at..]]), read(&[file]));
        }
    }
}
