//! Values as clients send them, made normal by the description of their field.

use crate::{
    error::{Flaw, Malformed},
    id,
    resource::{Attributes, Field, Kind, Target},
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
            Kind::Words | Kind::Texts(_) | Kind::Relations(_) | Kind::Addresses(_) => {
                given.split([',', '\n']).map(str::trim).filter(|word| !word.is_empty()).collect()
            }
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
            (Kind::Texts(max), Value::Array(given)) => self.texts(given, max),
            (Kind::Object(members), Value::Object(given)) => self.object(given, members),
            (Kind::Skills | Kind::List(_), Value::Array(given)) => {
                let members = self.kind.members().unwrap_or_default();
                let object =
                    |one: &Value| one.as_object().ok_or_else(|| self.wrong_type(one)).and_then(|given| self.object(given, members));
                counted(given.iter().map(object).collect::<Result<_, _>>()?)
            }
            (Kind::Any, value) => Ok(value.clone()),
            (Kind::Relation(target), Value::String(given)) => relation(target, given),
            (Kind::Relation(target), Value::Number(given)) if target.numbered => relation(target, &given.to_string()),
            (Kind::Relations(target), Value::Array(given)) => {
                let one = |one: &Value| one.as_str().ok_or_else(|| self.wrong_type(one)).and_then(|given| relation(target, given));
                counted(given.iter().map(one).collect::<Result<_, _>>()?)
            }
            (Kind::Addresses(target), Value::Array(given)) => {
                let one = |one: &Value| one.as_str().ok_or_else(|| self.wrong_type(one)).and_then(|given| address(target, given));
                let mut addresses: Vec<Value> = Vec::new();
                for address in given.iter().map(one) {
                    let address = address?;
                    if !addresses.contains(&address) {
                        addresses.push(address);
                    }
                }
                counted(addresses)
            }
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

    fn texts(&self, given: &[Value], max: u32) -> Result<Value, Refusal> {
        let mut texts: Vec<Value> = Vec::new();
        for one in given {
            let Value::String(text) = one else { return Err(self.wrong_type(one)) };
            let text = checked(text, |text| text::line(text, max))?;
            if text.is_null() {
                return Err(Flaw::Blank.into());
            }
            if texts.contains(&text) {
                return Err(Flaw::Twice.into());
            }
            texts.push(text);
        }
        counted(texts)
    }

    /// An object with every one of its members: what is not given is empty.
    fn object(&self, given: &Attributes, members: &'static [Field]) -> Result<Value, Refusal> {
        let mut object = Attributes::new();
        for member in members {
            let value = match given.get(member.name) {
                None | Some(Value::Null) => Value::Null,
                // A wrong type is told by the attribute's name: clients know no other.
                Some(value) => Field { name: self.name, ..*member }.read(value)?,
            };
            let value = match (value, member.kind) {
                (Value::Null, _) if member.required => return Err(Flaw::Blank.into()),
                (Value::Null, Kind::Flag) => Value::Bool(false),
                (Value::Null, Kind::Words | Kind::Skills | Kind::List(_) | Kind::Relations(_) | Kind::Addresses(_)) => {
                    Value::Array(Vec::new())
                }
                (value, _) => value,
            };
            object.insert(member.name.to_owned(), value);
        }
        Ok(Value::Object(object))
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

/// The id at the end of an IRI of ours: `/candidates/{id}`, `/api/candidates/{id}`, or the bare id. What names a host is another system's: whoever
/// knows which host we are has taken ours off.
fn relation(target: Target, given: &str) -> Result<Value, Refusal> {
    let given = given.trim();
    let malformed = || Refusal::Malformed(Malformed::Iri { value: given.to_owned() });
    if given.contains("://") || given.starts_with("//") {
        return Err(malformed());
    }
    let mut segments = given.rsplit('/');
    let (id, parent) = (segments.next().unwrap_or_default(), segments.next());
    if parent.is_some_and(|parent| parent != target.path) {
        return Err(malformed());
    }
    let read = if target.numbered {
        id::number(id).map(Value::from)
    } else {
        uuid::Uuid::try_parse(id).ok().map(|id| Value::from(id.to_string()))
    };
    // An address of the right kind, with an id that no record can have, is the address of a record that is not there.
    read.ok_or_else(|| match parent {
        Some(path) if !id.is_empty() => Refusal::Malformed(Malformed::Dangling { value: format!("/{path}/{id}") }),
        _ => malformed(),
    })
}

/// An address as it is kept: of a record of ours its path below the root, whatever base and host stood before it.
fn address(target: Target, given: &str) -> Result<Value, Refusal> {
    let address = checked(given, |text| text::line(text, text::URL))?;
    let Value::String(text) = address else { return Err(Flaw::Blank.into()) };
    Ok(Value::String(canonical(target, &text)))
}

/// `/users/{id}` for whatever names a user of ours; anything else as it is. An address gives rights, so it must be ours from its first letter on.
pub fn canonical(target: Target, address: &str) -> String {
    let path = address.strip_prefix("/api").unwrap_or(address);
    let id = path.strip_prefix('/').and_then(|path| path.strip_prefix(target.path)).and_then(|path| path.strip_prefix('/'));
    match relation(target, id.unwrap_or(address)) {
        Ok(Value::String(id)) if !address.contains('/') || path == format!("/{}/{id}", target.path) => format!("/{}/{id}", target.path),
        _ => address.to_owned(),
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
