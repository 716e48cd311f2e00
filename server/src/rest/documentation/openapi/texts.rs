//! Which texts are taken, as regular expressions (ECMA-262): what `domain::text` refuses, a generator of test data should not send, and a client
//! can tell beforehand.
//!
//! Texts are trimmed before they are checked, so every pattern allows white space around what it asks for, whatever white space it is.

/// White space, as Unicode has it and Rust trims it.
const SPACE: &str = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
/// What no line has in it.
const NOT_IN_LINE: &str = r"\u0000-\u001f\u007f-\u009f\u2028\u2029";
/// What no text has in it.
const NOT_IN_LINES: &str = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f";
/// What no web address has in it.
const NOT_IN_URL: &str = r#"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"<>\\^`{|}"#;

/// A text without these characters; with at least one that is visible, where it is required.
fn without(forbidden: &str, required: bool) -> String {
    around(&format!("[^{SPACE}{forbidden}][^{forbidden}]*"), required)
}

/// White space around it. Written so that there are not many ways to read the same text: to find that it does not fit must not take for ever.
fn around(text: &str, required: bool) -> String {
    if required { format!("^[{SPACE}]*{text}[{SPACE}]*$") } else { format!("^[{SPACE}]*({text}[{SPACE}]*)?$") }
}

pub fn line(required: bool) -> String {
    without(NOT_IN_LINE, required)
}

pub fn lines(required: bool) -> String {
    without(NOT_IN_LINES, required)
}

/// A scheme, a host, and what there may be behind it.
pub fn url(required: bool) -> String {
    let host = format!("[^{NOT_IN_URL}@/?#:.][^{NOT_IN_URL}@/?#]*");
    let url = format!("[Hh][Tt][Tt][Pp][Ss]?://{host}([/?#][^{NOT_IN_URL}]*)?");
    around(&url, required)
}
