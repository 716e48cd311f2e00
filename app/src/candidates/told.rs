//! Attributes as people read them, and as forms hold them.

use super::sheet::{Cell, Shown};
use crate::i18n::{Locale, candidates, dates, kit, words};
use domain::resource::{Attributes, Field, Kind};
use serde_json::Value;

/// Names of users, by their ids.
pub type Names<'a> = &'a dyn Fn(&str) -> Option<String>;

/// One attribute of a file.
pub fn cell(locale: Locale, field: &Field, value: &Value, names: Names<'_>) -> Cell {
    Cell { name: field.name.to_owned(), shown: shown(locale, field, value, names), value: form_value(field, value) }
}

fn shown(locale: Locale, field: &Field, value: &Value, names: Names<'_>) -> Shown {
    match (field.name, field.kind, value) {
        (_, Kind::Email, Value::String(text)) => Shown::Link(format!("mailto:{}", addressed(text)), text.clone()),
        (_, Kind::Url, Value::String(text)) => Shown::Link(text.clone(), bare(text).to_owned()),
        ("phoneNumber", _, Value::String(text)) => Shown::Link(format!("tel:{}", dialled(text)), text.clone()),
        (_, Kind::Words | Kind::Skills, Value::Array(entries)) => {
            let entries: Vec<String> = entries.iter().map(|entry| entry_text(locale, entry)).collect();
            if entries.is_empty() { Shown::Nothing } else { Shown::Words(entries) }
        }
        _ => match text(locale, field, value, names) {
            text if text.is_empty() => Shown::Nothing,
            text => Shown::Text(text),
        },
    }
}

/// A value in words; empty for nothing.
pub fn text(locale: Locale, field: &Field, value: &Value, names: Names<'_>) -> String {
    match (field.kind, value) {
        (Kind::Flag, value) => if value == &Value::Bool(true) { kit::YES } else { kit::NO }.get(locale).to_owned(),
        (_, Value::Null) => String::new(),
        (Kind::Day, Value::String(day)) => on_day(locale, day),
        (Kind::Choice(choices), Value::String(word)) => words::word(locale, choices, word).to_owned(),
        (Kind::Relation(_), Value::String(id)) => names(id).unwrap_or_else(|| crate::i18n::history::FORMER.get(locale).to_owned()),
        (Kind::Words | Kind::Skills | Kind::Relations(_), Value::Array(entries)) => {
            let entry = |entry: &Value| match field.kind {
                Kind::Relations(_) => entry.as_str().and_then(names).unwrap_or_default(),
                _ => entry_text(locale, entry),
            };
            entries.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
        (Kind::Object(_), Value::Object(consent)) => consent_text(locale, consent),
        (Kind::Integer { .. }, Value::Number(number)) if field.name == "score" => {
            words::score(locale, number.as_i64().unwrap_or_default()).to_owned()
        }
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}

fn on_day(locale: Locale, day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), |day| dates::date(locale, day))
}

fn entry_text(locale: Locale, entry: &Value) -> String {
    match (entry.as_str(), entry.get("skill").and_then(Value::as_str), entry.get("level").and_then(Value::as_u64)) {
        (_, Some(skill), Some(level)) => {
            let meaning = candidates::level(locale, u8::try_from(level).unwrap_or_default());
            format!("{skill} {level} – {meaning}")
        }
        (Some(word), ..) => word.to_owned(),
        _ => String::new(),
    }
}

fn consent_text(locale: Locale, consent: &Attributes) -> String {
    let part = |name: &str| consent.get(name).and_then(Value::as_str).unwrap_or_default();
    let dated = |name: &str| match part(name) {
        "" => String::new(),
        day => format!("{}: {}", crate::i18n::fields::label(locale, name), on_day(locale, day)),
    };
    [part("basis").to_owned(), dated("givenAt"), dated("expiresAt")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A value as its form has it: what [`Field::from_form`] reads. The three parts of a consent stand on lines.
pub fn form_value(field: &Field, value: &Value) -> String {
    match (field.kind, value) {
        (Kind::Flag, value) => (value == &Value::Bool(true)).to_string(),
        (_, Value::Null) => String::new(),
        (Kind::Words, Value::Array(entries)) => entries.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        (Kind::Skills, Value::Array(entries)) => {
            let line = |entry: &Value| Some(format!("{}: {}", entry.get("skill")?.as_str()?, entry.get("level")?));
            entries.iter().filter_map(line).collect::<Vec<_>>().join("\n")
        }
        (Kind::Object(_), Value::Object(consent)) => {
            let part = |name| consent.get(name).and_then(Value::as_str).unwrap_or_default();
            [part("basis"), part("givenAt"), part("expiresAt")].join("\n")
        }
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}

/// What may stand in a `mailto:` (RFC 6068): nothing that begins a header or another address.
fn addressed(email: &str) -> String {
    email.replace('%', "%25").replace('?', "%3F").replace('&', "%26").replace('#', "%23")
}

/// What a telephone dials (RFC 3966): digits, and a plus in front.
fn dialled(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    if phone.trim_start().starts_with('+') { format!("+{digits}") } else { digits }
}

/// A web address without what everybody knows.
fn bare(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{candidates::CandidateFields, resource::Described};
    use serde_json::json;

    fn told(name: &str, value: Value) -> Cell {
        let field = CandidateFields::RESOURCE.field(name).unwrap();
        cell(Locale::English, field, &value, &|id| (id == "7").then(|| "Ruben".to_owned()))
    }

    #[test]
    fn values_are_words() {
        for (name, value, expected) in [
            ("position", json!("Analyst"), Shown::Text("Analyst".into())),
            ("position", Value::Null, Shown::Nothing),
            ("employee", json!(false), Shown::Text("No".into())),
            ("birthDate", json!("1990-03-02"), Shown::Text("2 March 1990".into())),
            ("visibility", json!("confidential"), Shown::Text("Confidential".into())),
            ("recruiter", json!("7"), Shown::Text("Ruben".into())),
            ("recruiter", json!("8"), Shown::Text("A former colleague".into())),
            ("tags", json!(["a", "b"]), Shown::Words(vec!["a".into(), "b".into()])),
            ("tags", json!([]), Shown::Nothing),
            ("skills", json!([{"skill": "Rust", "level": 4}]), Shown::Words(vec!["Rust 4 – teaches it".into()])),
            (
                "consent",
                json!({"basis": "mail", "givenAt": "2026-01-02", "expiresAt": null}),
                Shown::Text("mail · Given on: 2 January 2026".into()),
            ),
        ] {
            assert_eq!(told(name, value).shown, expected, "{name}");
        }
    }

    #[test]
    fn contacts_are_one_click() {
        let link = |name: &str, text: &str| match told(name, json!(text)).shown {
            Shown::Link(href, shown) => (href, shown),
            other => panic!("{other:?}"),
        };
        assert_eq!(link("email", "a?bcc=b@x.nl").0, "mailto:a%3Fbcc=b@x.nl");
        assert_eq!(link("phoneNumber", "+31 (0)6-1815 1852").0, "tel:+310618151852");
        let profile = "https://www.linkedin.com/in/ada/";
        assert_eq!(link("linkedinProfile", profile), (profile.to_owned(), "linkedin.com/in/ada".to_owned()));
    }

    #[test]
    fn a_form_gives_back_what_it_was_given() {
        for (name, value) in [
            ("skills", json!([{"skill": "Rust", "level": 4}, {"skill": "Team lead", "level": 2}])),
            ("tags", json!(["senior", "night shift"])),
            ("employee", json!(true)),
            ("availableFrom", json!("2026-02-03")),
            ("notes", json!("two\nlines")),
        ] {
            let field = CandidateFields::RESOURCE.field(name).unwrap();
            assert_eq!(field.from_form(&form_value(field, &value)), value, "{name}");
        }
    }
}
