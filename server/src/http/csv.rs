//! Tables for spreadsheets: CSV (RFC 4180).

use http::{HeaderName, header};

/// A line of cells.
pub type Row = Vec<String>;

/// What an answer says that is a file with this name, which is ASCII.
pub fn headers(name: &str) -> [(HeaderName, String); 3] {
    [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ]
}

/// The table as text: lines end in CR and LF, the last one too.
pub fn written(rows: &[Row]) -> String {
    rows.iter().map(|row| row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n").collect()
}

/// One cell. What would end it stands in quotes.
fn cell(text: &str) -> String {
    let text = guarded(text);
    if text.contains(['"', ',', ';', '\t', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// What a spreadsheet would take for a formula is made a text by the apostrophe before it: also where a cell would begin for one that is told to separate them by
/// semicolons or tabs, and does not know our quotes.
fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        let first = guarded.is_empty() && matches!(c, '\t' | '\r');
        if first || (begins && matches!(c, '=' | '+' | '-' | '@')) {
            guarded.push('\'');
        }
        guarded.push(c);
        begins = matches!(c, ';' | '\t' | '\r' | '\n');
    }
    guarded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_is_in_it() {
        for (text, expected) in [
            ("", ""),
            ("Zoë works", "Zoë works"),
            ("a, b", "\"a, b\""),
            ("a \"b\"", "\"a \"\"b\"\"\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("+31", "'+31"),
            ("-1", "'-1"),
            ("@x", "'@x"),
            ("\tx", "\"'\tx\""),
            ("\rx", "\"'\rx\""),
            ("1-1", "1-1"),
            ("a;=1+1", "\"a;'=1+1\""),
            ("a\n=1+1\n- b", "\"a\n'=1+1\n'- b\""),
            ("a, =1", "\"a, =1\""),
        ] {
            assert_eq!(cell(text), expected);
        }
        assert_eq!(written(&[vec!["a".into(), "b,".into()], vec![String::new(), "1".into()]]), "a,\"b,\"\r\n,1\r\n");
    }
}
