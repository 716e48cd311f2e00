//! Values as clients send them, made normal by the description of their field.

use crate::{
    error::{Flaw, Malformed},
    resource::{Attributes, Field, Kind},
    text,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

impl Field {
    /// A value from an HTML form, as JSON: empty is no value, a ticked box is `true`, words stand between commas, skills on lines of `name: level`.
    pub fn from_form(&self, text: &str) -> Value {
        let given = text.trim();
        match self.kind {
            Kind::Flag => Value::Bool(matches!(given, "on" | "true" | "1")),
            Kind::Words | Kind::Relations(_) => given.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty()).collect(),
            Kind::Skills => given.split([',', '\n']).map(str::trim).filter(|line| !line.is_empty()).map(skill_from_form).collect(),
            _ if given.is_empty() => Value::Null,
            // What is no number is outside of every range, and is told so at its field.
            Kind::Integer { .. } => Value::from(given.parse::<i64>().unwrap_or(i64::MAX)),
            _ => Value::String(text.to_owned()),
        }
    }

    /// Makes a value normal: trimmed, NFC, dates as days, relations as ids. `null` has been dealt with.
    pub(crate) fn read(&self, value: &Value) -> Result<Value, Refusal> {
        match (self.kind, value) {
            (Kind::Line(max), Value::String(given)) => checked(given, |text| text::line(text, max)),
            (Kind::Lines(max), Value::String(given)) => checked(given, |text| text::lines(text, max)),
            (Kind::Email, Value::String(given)) => checked(given, text::email),
            (Kind::Url, Value::String(given)) => checked(given, text::url),
            (Kind::Day, Value::String(given)) => day(given).map(|day| Value::String(day.to_string())),
            (Kind::Moment, Value::String(given)) => moment(given),
            (Kind::Flag, Value::Bool(_)) => Ok(value.clone()),
            (Kind::Integer { min, max }, Value::Number(number)) => match number.as_i64() {
                Some(n) if (min..=max).contains(&n) => Ok(value.clone()),
                Some(_) => Err(Flaw::Range { min, max }.into()),
                None if number.is_u64() || number.as_f64().is_some_and(|n| n.fract() == 0.0) => Err(Flaw::Range { min, max }.into()),
                None => Err(self.wrong_type(value)),
            },
            (Kind::Choice(words), Value::String(given)) => {
                if words.contains(&given.as_str()) {
                    Ok(value.clone())
                } else {
                    Err(Flaw::Choice.into())
                }
            }
            (Kind::Words, Value::Array(given)) => self.words(given),
            (Kind::Skills, Value::Array(given)) => self.skills(given),
            (Kind::Consent, Value::Object(given)) => consent(given),
            (Kind::Relation(path), Value::String(given)) => Ok(Value::String(relation(path, given)?)),
            (Kind::Relations(path), Value::Array(given)) => given
                .iter()
                .map(|one| match one {
                    Value::String(given) => relation(path, given).map(Value::String),
                    _ => Err(self.wrong_type(one)),
                })
                .collect::<Result<Vec<_>, _>>()
                .map(Value::Array),
            _ => Err(self.wrong_type(value)),
        }
    }

    fn wrong_type(&self, given: &Value) -> Refusal {
        Refusal::Malformed(Malformed::Type {
            field: self.name.to_owned(),
            expected: self.json_type().to_owned(),
            given: type_name(given).to_owned(),
        })
    }

    fn words(&self, given: &[Value]) -> Result<Value, Refusal> {
        let mut words: Vec<Value> = Vec::new();
        for one in given {
            let Value::String(word) = one else { return Err(self.wrong_type(one)) };
            let word = text::normal(word);
            text::line(&word, text::TAG)?;
            let word = Value::String(word);
            if word != "" && !words.contains(&word) {
                words.push(word);
            }
        }
        counted(words)
    }

    fn skills(&self, given: &[Value]) -> Result<Value, Refusal> {
        let mut skills: Vec<Value> = Vec::new();
        for one in given {
            let (Some(Value::String(skill)), Some(level)) = (one.get("skill"), one.get("level")) else {
                return Err(self.wrong_type(one));
            };
            let skill = text::normal(skill);
            text::line(&skill, text::TAG)?;
            let level = level.as_i64().filter(|level| (1..=4).contains(level)).ok_or(Flaw::Range { min: 1, max: 4 })?;
            if skill.is_empty() {
                return Err(Flaw::Blank.into());
            }
            skills.push(serde_json::json!({ "skill": skill, "level": level }));
        }
        counted(skills)
    }
}

/// The JSON name of a value's type, as PHP's `get_debug_type` would have put it: what clients of the contract are used to read.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "double",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "array",
    }
}

fn skill_from_form(line: &str) -> Value {
    let (skill, level) = line.rsplit_once([':', ' ']).unwrap_or((line, "2"));
    match level.trim().parse::<i64>() {
        Ok(level) => serde_json::json!({ "skill": skill.trim_end_matches([':', ' ']).trim(), "level": level }),
        Err(_) => serde_json::json!({ "skill": line, "level": 2 }),
    }
}

fn counted(entries: Vec<Value>) -> Result<Value, Refusal> {
    if entries.len() > text::TAGS as usize { Err(Flaw::TooMany { max: text::TAGS }.into()) } else { Ok(Value::Array(entries)) }
}

fn checked(given: &str, check: impl Fn(&str) -> Result<(), Flaw>) -> Result<Value, Refusal> {
    let text = text::normal(given);
    if text.is_empty() {
        return Ok(Value::Null);
    }
    check(&text)?;
    Ok(Value::String(text))
}

fn day(given: &str) -> Result<NaiveDate, Refusal> {
    let given = given.trim();
    let day = NaiveDate::parse_from_str(given, "%Y-%m-%d")
        .or_else(|_| DateTime::parse_from_rfc3339(given).map(|moment| moment.date_naive()))
        .map_err(|_| Flaw::Date)?;
    // Four digits, on the wire and in both databases.
    if (1..=9999).contains(&chrono::Datelike::year(&day)) { Ok(day) } else { Err(Flaw::Date.into()) }
}

fn moment(given: &str) -> Result<Value, Refusal> {
    let day = day(given)?;
    let moment = DateTime::parse_from_rfc3339(given.trim())
        .map_or_else(|_| day.and_time(chrono::NaiveTime::MIN).and_utc(), |moment| moment.with_timezone(&Utc));
    Ok(serde_json::to_value(moment).unwrap_or_default())
}

fn consent(given: &Attributes) -> Result<Value, Refusal> {
    let mut consent = Attributes::new();
    for name in ["basis", "givenAt", "expiresAt"] {
        let value = match given.get(name) {
            None | Some(Value::Null) => Value::Null,
            Some(Value::String(text)) if name == "basis" => checked(text, |text| text::line(text, text::SHORT))?,
            Some(Value::String(text)) => Value::String(day(text)?.to_string()),
            Some(_) => return Err(Flaw::Date.into()),
        };
        consent.insert(name.to_owned(), value);
    }
    Ok(Value::Object(consent))
}

/// The id at the end of an IRI of ours: `/candidates/{id}`, `/api/candidates/{id}`, either behind a host, or the bare id.
fn relation(path: &str, given: &str) -> Result<String, Refusal> {
    let given = given.trim();
    let mut segments = given.rsplit('/');
    let id = segments.next().unwrap_or_default();
    let fits = match segments.next() {
        None => true,
        Some(parent) => parent == path,
    };
    match uuid::Uuid::try_parse(id) {
        Ok(id) if fits => Ok(id.to_string()),
        _ => Err(Refusal::Malformed(Malformed::Iri { value: given.to_owned() })),
    }
}

/// Why one value was refused.
pub(crate) enum Refusal {
    Malformed(Malformed),
    Flaw(Flaw),
}

impl From<Flaw> for Refusal {
    fn from(flaw: Flaw) -> Self {
        Refusal::Flaw(flaw)
    }
}
