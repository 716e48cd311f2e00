//! Text as people type it, made comparable: trimmed, NFC, within a documented length, without control characters.
//!
//! Lengths are Unicode scalars after trimming and normalisation. The same numbers are the OpenAPI `maxLength`, the browser's
//! `maxlength` and the database's CHECK.

use crate::error::Flaw;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// First names, last names, names of accounts and tokens.
pub const NAME: u32 = 100;
/// E-mail addresses (RFC 5321 §4.5.3.1.3: a path of 256 less its brackets).
pub const EMAIL: u32 = 254;
/// Position, location, source, client and other one-line texts.
pub const SHORT: u32 = 255;
/// Web addresses.
pub const URL: u32 = 2_048;
/// Notes, expectations, descriptions.
pub const LONG: u32 = 20_000;
/// What names a profile at LinkedIn, its letters encoded for an address.
const SLUG: usize = 300;
/// One tag or one skill.
pub const TAG: u32 = 50;
/// Tags or skills of one record.
pub const TAGS: u32 = 50;
/// Passwords: NIST SP 800-63B asks for at least 8 and for room; Argon2 work is bounded by the upper limit.
pub const PASSWORD: std::ops::RangeInclusive<u32> = 10..=200;

/// Trims and normalises to NFC (Unicode Standard Annex 15). Line ends become `\n`, so that a form and an API client that send the same text store the same text.
pub fn normal(text: &str) -> String {
    let text: String = text.nfc().collect();
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    text.trim().to_owned()
}

/// Lower case, without accents, with letters that no decomposition reaches written in ASCII.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            c => folded.push(c),
        }
    }
    folded
}

/// A short text that was given on its own, made normal; nothing said is none.
///
/// # Errors
/// It is too long, or cannot be printed.
pub fn said(text: &str) -> Result<Option<String>, Flaw> {
    let text = normal(text);
    line(&text, SHORT).map(|()| (!text.is_empty()).then_some(text))
}

/// Checks one line of text that was made [`normal`].
pub fn line(text: &str, max: u32) -> Result<(), Flaw> {
    fits(text, max, |c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Checks several lines of text that was made [`normal`].
pub fn lines(text: &str, max: u32) -> Result<(), Flaw> {
    fits(text, max, |c| c.is_control() && c != '\n' && c != '\t')
}

fn fits(text: &str, max: u32, forbidden: impl Fn(char) -> bool) -> Result<(), Flaw> {
    if text.chars().count() > max as usize {
        Err(Flaw::TooLong { max })
    } else if text.chars().any(forbidden) {
        Err(Flaw::Unprintable)
    } else {
        Ok(())
    }
}

/// Checks an e-mail address as the HTML standard does for `<input type=email>`, with a dot in the domain not required, and letters of any script allowed
/// (RFC 6531).
pub fn email(text: &str) -> Result<(), Flaw> {
    line(text, EMAIL)?;
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let atom = |c: char| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    match text.rsplit_once('@') {
        Some((local, domain)) if (1..=64).contains(&local.chars().count()) && local.chars().all(atom) && domain.split('.').all(label) => {
            Ok(())
        }
        _ => Err(Flaw::Email),
    }
}

/// Checks an address a person may click: http or https, a host, no spaces, no user name.
pub fn url(text: &str) -> Result<(), Flaw> {
    line(text, URL)?;
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).ok_or(Flaw::Url)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let named = !host.is_empty() && !host.starts_with([':', '.']) && !host.contains('@');
    let clean = |c: char| !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    if named && text.chars().all(clean) { Ok(()) } else { Err(Flaw::Url) }
}

/// The e-mail address under which two files are the same person: case does not count.
pub fn email_key(email: &str) -> String {
    email.to_lowercase()
}

/// The phone number under which two files are the same person: the last nine digits, which a country prefix or its absence does not change.
/// Fewer than seven digits identify nobody.
pub fn phone_key(phone: &str) -> Option<String> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 7).then(|| digits[digits.len().saturating_sub(9)..].iter().collect())
}

/// The LinkedIn profile under which two files are the same person: the slug behind `/in/`, of which LinkedIn makes none longer than 100 characters.
pub fn linkedin_key(url: &str) -> Option<String> {
    let (_, behind) = url.split_once("/in/")?;
    let slug = behind.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
    let fits = (1..=SLUG).contains(&slug.chars().count());
    (fits && url.to_lowercase().contains("linkedin.")).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_folded() {
        assert_eq!(fold("Łukasz Straße Ærø Đorđe ÉCLAIR ﬁ İ"), "lukasz strasse aero dorde eclair fi i");
    }
}
