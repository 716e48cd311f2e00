//! What the columns of a file are, and what its rows say of people.

use super::{Column, EXTERNAL_ID, Format, ImportFields};
use crate::{
    candidates::CandidateFields,
    error::{Error, FieldErrors, Flaw},
    resource::{Access, Attributes, Described, Field, Kind},
    text::{self, fold},
};
use serde_json::Value;

const SOURCE: &str = "source";

/// What a column may be.
pub fn attributes() -> impl Iterator<Item = &'static str> {
    let fields = const { CandidateFields::RESOURCE }.fields.iter();
    fields
        .filter(|field| field.access == Access::Write && !matches!(field.kind, Kind::Object(_)))
        .map(|field| field.name)
        .chain([EXTERNAL_ID])
}

/// How columns are called elsewhere, in letters and digits alone, beside the names of the attributes themselves.
const KNOWN_AS: &[(&str, &[&str])] = &[
    ("firstname", &["voornaam", "givenname", "first", "roepnaam"]),
    ("lastname", &["achternaam", "surname", "familyname", "last"]),
    ("email", &["emailaddress", "emailadres", "mail", "email1"]),
    ("phoneNumber", &["phone", "telefoon", "telefoonnummer", "mobile", "mobiel", "mobilephone", "phonecell", "cellphone"]),
    ("source", &["bron", "herkomst"]),
    ("location", &["locatie", "city", "plaats", "woonplaats", "stad"]),
    ("birthDate", &["dateofbirth", "birthday", "dob", "geboortedatum"]),
    ("position", &["functie", "jobtitle", "currenttitle", "currentposition"]),
    ("linkedinProfile", &["linkedin", "linkedinurl", "linkedinprofiel"]),
    ("notes", &["notities", "opmerkingen", "comments"]),
    ("expectations", &["verwachtingen"]),
    ("tags", &["labels"]),
    ("skills", &["vaardigheden", "keyskills"]),
    ("employee", &["medewerker"]),
    ("availableFrom", &["available", "beschikbaar", "beschikbaarvanaf", "dateavailable"]),
    (EXTERNAL_ID, &["externid", "externkenmerk", "candidateid"]),
];

/// What a column is that is called like this, as far as its name tells.
fn guess(column: &str) -> Option<&'static str> {
    let plain = |name: &str| fold(name).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let column = plain(column);
    attributes().find(|name| plain(name) == column || KNOWN_AS.iter().any(|(of, known)| of == name && known.contains(&column.as_str())))
}

/// The columns of a header, with what they are as far as their names tell. What comes twice is taken once.
pub fn guessed(header: &[String]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for column in header {
        let attribute = guess(column).filter(|name| !columns.iter().any(|known| known.attribute.as_deref() == Some(name)));
        columns.push(Column { column: column.clone(), attribute: attribute.map(str::to_owned) });
    }
    columns
}

impl ImportFields {
    /// What a row says of somebody.
    ///
    /// # Errors
    /// [`Error::Invalid`]: a cell cannot be read as what its column is, or nobody knows whose id its id is.
    pub fn prepare(&self, given: &Attributes) -> Result<Prepared, Error> {
        let mut flaws = FieldErrors::default();
        let mut attributes = Attributes::new();
        for (name, value) in given {
            let column = self.columns.iter().find(|column| column.column == *name);
            let name = match column {
                Some(Column { attribute: Some(name), .. }) => name,
                Some(_) => continue,
                None if self.format == Format::Ndjson => name,
                None => continue,
            };
            match (self.format, value, CandidateFields::RESOURCE.field(name)) {
                (Format::Csv, Value::String(text), Some(field)) => match cell(field, text) {
                    Ok(Some(value)) => _ = attributes.insert(name.clone(), value),
                    Ok(None) => {}
                    Err(flaw) => flaws.push(name, flaw),
                },
                _ => _ = attributes.insert(name.clone(), value.clone()),
            }
        }
        let external_id = match attributes.remove(EXTERNAL_ID) {
            None | Some(Value::Null) => None,
            Some(Value::String(id)) => said(&mut flaws, EXTERNAL_ID, &id),
            Some(Value::Number(id)) => Some(id.to_string()),
            Some(_) => {
                flaws.push(EXTERNAL_ID, Flaw::Type { expected: "string".to_owned() });
                None
            }
        };
        let own = attributes.get(SOURCE).and_then(Value::as_str).map(str::to_owned);
        let source = own.and_then(|own| said(&mut flaws, SOURCE, &own)).or_else(|| self.source.clone());
        if external_id.is_some() && source.is_none() {
            flaws.push(SOURCE, Flaw::Blank);
        }
        flaws.or(Prepared { external: source.clone().zip(external_id), source, attributes })
    }
}

fn said(flaws: &mut FieldErrors, field: &str, text: &str) -> Option<String> {
    text::said(text).unwrap_or_else(|flaw| {
        flaws.push(field, flaw);
        None
    })
}

/// What a row says of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// Of the person's file, as the API takes them. What the row says nothing of is not among them.
    pub attributes: Attributes,
    /// Where the person comes from.
    pub source: Option<String>,
    /// What the person is called where they come from: source and id.
    pub external: Option<(String, String)>,
}

/// What a cell says; an empty one says nothing.
fn cell(field: &Field, text: &str) -> Result<Option<Value>, Flaw> {
    let text = unguarded(text);
    let given = text.trim();
    if given.is_empty() {
        return Ok(None);
    }
    let value = match field.kind {
        Kind::Flag => match fold(given).as_str() {
            "true" | "yes" | "y" | "1" | "x" | "ja" | "j" | "on" => Value::Bool(true),
            "false" | "no" | "n" | "0" | "-" | "nee" | "off" => Value::Bool(false),
            _ => return Err(Flaw::Choice),
        },
        Kind::Choice(_) => Value::String(given.to_lowercase()),
        // Where commas stand between columns, semicolons stand between words.
        Kind::Words | Kind::Skills => field.from_form(&given.replace(';', "\n")),
        _ => field.from_form(&text),
    };
    Ok(Some(value))
}

/// A text without the apostrophes that keep spreadsheets from taking it for a formula.
fn unguarded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut begins = true;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let guards = begins && c == '\'' && letters.peek().is_some_and(|next| matches!(next, '=' | '+' | '-' | '@' | '\t' | '\r'));
        begins = matches!(c, ';' | '\t' | '\r' | '\n');
        if !guards {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::{reasons, tests::table};
    use serde_json::json;

    fn given(value: Value) -> Attributes {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn columns_are_recognised_by_what_they_are_called() {
        for (column, attribute) in [
            ("firstname", Some("firstname")),
            ("First Name", Some("firstname")),
            ("Voornaam", Some("firstname")),
            ("E-mail", Some("email")),
            ("phone_number", Some("phoneNumber")),
            ("LinkedIn URL", Some("linkedinProfile")),
            ("External ID", Some("externalId")),
            ("Ville préférée", None),
            ("", None),
            ("id", None),
            ("lifecycle", None),
            ("consent", None),
        ] {
            assert_eq!(guess(column), attribute, "{column}");
        }
        let twice = guessed(&["email".to_owned(), "E-mail".to_owned()]);
        assert_eq!((twice[0].attribute.as_deref(), &twice[1].attribute), (Some("email"), &None));
        assert!(KNOWN_AS.iter().all(|(of, _)| attributes().any(|name| name == *of)), "every name is of an attribute");
    }

    #[test]
    fn cells_are_read_as_what_their_column_is() {
        let import = table(&[
            ("V", "firstname"),
            ("T", "tags"),
            ("S", "skills"),
            ("E", "employee"),
            ("Z", "visibility"),
            ("X", ""),
            ("L", "location"),
            ("P", "phoneNumber"),
        ]);
        let row = given(json!({
            "V": " Ada ", "T": "a; b\nc", "S": "Rust: 3; SQL", "E": "Ja", "Z": "Confidential", "X": "x", "L": "", "P": "'+31 6", "Q": "q"
        }));
        let prepared = import.prepare(&row).expect("prepared");
        assert_eq!(
            Value::Object(prepared.attributes),
            json!({
                "firstname": " Ada ", "tags": ["a", "b", "c"], "employee": true, "visibility": "confidential", "phoneNumber": "+31 6",
                "skills": [{ "skill": "Rust", "level": 3 }, { "skill": "SQL", "level": 2 }]
            })
        );
        let refused = import.prepare(&given(json!({ "E": "maybe" }))).unwrap_err();
        assert_eq!(reasons(&refused)[0].flaw, Some(Flaw::Choice));
    }

    #[test]
    fn an_id_is_one_of_a_source() {
        let import = table(&[("I", "externalId"), ("B", "source")]);
        let own = import.prepare(&given(json!({ "I": " 7 ", "B": "Indeed" }))).expect("prepared");
        assert_eq!(own.external, Some(("Indeed".to_owned(), "7".to_owned())));
        let refused = import.prepare(&given(json!({ "I": "7" }))).unwrap_err();
        assert_eq!(reasons(&refused)[0].property_path, "source");
        let with = ImportFields { source: Some("Board".to_owned()), ..import };
        assert_eq!(with.prepare(&given(json!({ "I": "7" }))).expect("prepared").external, Some(("Board".to_owned(), "7".to_owned())));
        let lines = ImportFields { format: Format::Ndjson, source: Some("Board".to_owned()), ..ImportFields::default() };
        let prepared = lines.prepare(&given(json!({ "externalId": 7, "location": null, "x": 1 }))).expect("prepared");
        assert_eq!(prepared.external, Some(("Board".to_owned(), "7".to_owned())));
        assert_eq!(Value::Object(prepared.attributes), json!({ "location": null, "x": 1 }));
        assert!(lines.prepare(&given(json!({ "externalId": ["7"] }))).is_err());
    }

    #[test]
    fn what_was_guarded_is_what_it_was() {
        for (cell, text) in
            [("'=1+1", "=1+1"), ("a;'=1", "a;=1"), ("'", "'"), ("'t Hart", "'t Hart"), ("a '=1", "a '=1"), ("a\n'- b", "a\n- b")]
        {
            assert_eq!(unguarded(cell), text);
        }
    }
}
