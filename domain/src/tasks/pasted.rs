//! Questions as people have them already: in a document, a mail, a handbook.

/// A question that was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// Where it stands, from 1.
    pub line: u32,
    pub question: String,
    /// What there is to choose from, each with its line.
    pub options: Vec<(u32, String)>,
    pub required: bool,
}

/// Reads a question from each line that says something, without the number or the bullet before it. What stands deeper than the first line, or
/// behind a bullet where the first line has none, is a choice of the question above. A `*` at the end makes a question required.
pub fn pasted(text: &str) -> Vec<Pasted> {
    let mut found: Vec<Pasted> = Vec::new();
    let mut first: Option<Start> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let start = Start::of(line);
        let said = line[start.bytes..].trim();
        if said.is_empty() {
            continue;
        }
        let top = *first.get_or_insert(start);
        let below = start.indent > top.indent || (start.bullet && !top.bullet);
        match found.last_mut().filter(|_| below) {
            Some(above) => above.options.push((number, said.to_owned())),
            None => {
                let (question, required) = match said.strip_suffix('*').map(str::trim_end) {
                    Some(question) if !question.is_empty() => (question, true),
                    _ => (said, false),
                };
                found.push(Pasted { line: number, question: question.to_owned(), options: Vec::new(), required });
            }
        }
    }
    found
}

/// How a line begins.
#[derive(Clone, Copy)]
struct Start {
    /// Columns before anything stands; a tab is four.
    indent: usize,
    /// Whether a bullet stands there, rather than a number or nothing.
    bullet: bool,
    /// Bytes before what is said.
    bytes: usize,
}

impl Start {
    fn of(line: &str) -> Self {
        let said = line.trim_start();
        let space = &line[..line.len() - said.len()];
        let indent = space.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        let marker = bullet(said).map(|bytes| (true, bytes)).or_else(|| number(said).map(|bytes| (false, bytes)));
        let (bullet, marked) = marker.unwrap_or((false, 0));
        Self { indent, bullet, bytes: space.len() + marked }
    }
}

/// The bytes of a bullet and the space behind it: `- `, `* `, `• `, `☐ `.
fn bullet(said: &str) -> Option<usize> {
    let mark = said.chars().next().filter(|mark| "-*•‣◦–—☐□○".contains(*mark))?;
    let rest = &said[mark.len_utf8()..];
    rest.starts_with(char::is_whitespace).then(|| mark.len_utf8() + rest.len() - rest.trim_start().len())
}

/// The bytes of a number and the space behind it: `1. `, `12) `, `Q3: `.
fn number(said: &str) -> Option<usize> {
    let digits = said.strip_prefix(['Q', 'q', 'V', 'v']).unwrap_or(said);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 || count > 3 {
        return None;
    }
    let rest = digits[count..].strip_prefix(['.', ')', ':'])?;
    rest.starts_with(char::is_whitespace).then(|| said.len() - rest.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(u32, String, Vec<String>, bool)> {
        let found = pasted(text).into_iter();
        let options = |options: Vec<(u32, String)>| options.into_iter().map(|(_, option)| option).collect();
        found.map(|one| (one.line, one.question, options(one.options), one.required)).collect()
    }

    fn one(line: u32, question: &str, options: &[&str], required: bool) -> (u32, String, Vec<String>, bool) {
        (line, question.to_owned(), options.iter().map(|option| (*option).to_owned()).collect(), required)
    }

    #[test]
    fn questions_stand_on_lines_and_choices_below_them() {
        let text = "1. Why us? *\r\n\r\n2) How many days?\n  - 3\n  - 4\nQ3: From when?\n- at once\n- later\n4.5 days?";
        let expected = [
            one(1, "Why us?", &[], true),
            one(3, "How many days?", &["3", "4"], false),
            one(6, "From when?", &["at once", "later"], false),
            one(9, "4.5 days?", &[], false),
        ];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn a_list_of_bullets_is_a_list_of_questions() {
        let expected = [one(1, "Why?", &["so", "or so"], false), one(4, "How?", &[], false)];
        assert_eq!(read("• Why?\n    ◦ so\n\t• or so\n• How?"), expected);
    }

    #[test]
    fn nothing_said_is_no_question() {
        assert_eq!(read(" \n-  \n\n*\n1. \nq0) "), [one(4, "*", &[], false)]);
        assert_eq!(
            read("2026 was a good year\n-5 or less?"),
            [one(1, "2026 was a good year", &[], false), one(2, "-5 or less?", &[], false)]
        );
    }

    proptest! {
        // Not Q and V: before a number they are part of it, and a number is not said.
        #[test]
        fn no_word_is_lost(text in "[-*•0-9.) \\t\\na-zé]{0,80}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_ascii_lowercase() && !"qv".contains(*c)).collect::<String>();
            let found: String = pasted(&text).into_iter()
                .map(|one| one.question + &one.options.into_iter().map(|(_, option)| option).collect::<String>()).collect();
            prop_assert_eq!(letters(&found), letters(&text));
        }
    }
}
