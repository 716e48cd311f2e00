//! Changing records: the JSON merge patch (RFC 7396), checked against the description of the resource.

use crate::{
    error::{Error, FieldErrors, Flaw, Malformed},
    resource::{Access, Attributes, Described},
    value::Refusal,
};
use serde_json::Value;

/// Makes the attributes of a new record from what a client sent.
///
/// # Errors
/// [`Error::Malformed`] at the first value of a wrong type, [`Error::Invalid`] with every flaw otherwise.
pub fn create<F: Described>(given: &Attributes) -> Result<F, Error> {
    merge(&F::default(), given, Access::Create)
}

/// Changes a record's attributes by a merge patch (RFC 7396): absent keeps, `null` clears, anything else replaces. Unknown and read-only
/// attributes are ignored.
///
/// # Errors
/// As [`create`]; also a flaw where an attribute that was set for good would change.
pub fn patch<F: Described>(current: &F, given: &Attributes) -> Result<F, Error> {
    merge(current, given, Access::Write)
}

fn merge<F: Described>(current: &F, given: &Attributes, access: Access) -> Result<F, Error> {
    let defaults = F::default().attributes();
    let mut attributes = current.attributes();
    let mut flaws = FieldErrors::default();
    for field in F::RESOURCE.fields.iter().filter(|field| field.access != Access::Read) {
        let value = match given.get(field.name) {
            None => None,
            Some(Value::Null) => Some(Value::Null),
            Some(value) => match field.read(value) {
                Ok(value) => Some(value),
                Err(Refusal::Malformed(malformed)) => return Err(Error::Malformed(malformed)),
                Err(Refusal::Flaw(flaw)) => {
                    flaws.push(field.name, flaw);
                    continue;
                }
            },
        };
        if let Some(value) = value {
            if value.is_null() && access == Access::Write && !field.required && !field.clearable() {
                flaws.push(field.name, Flaw::Blank);
                continue;
            }
            // Where nothing is not a value (a flag, a list), nothing is the default.
            let value = if value.is_null() && !field.nullable() && !field.required { defaults[field.name].clone() } else { value };
            if access == Access::Write && field.access == Access::Create && attributes.get(field.name) != Some(&value) {
                flaws.push(field.name, Flaw::Immutable);
                continue;
            }
            attributes.insert(field.name.to_owned(), value);
        }
        if field.required && attributes.get(field.name).is_none_or(|value| value.is_null() || value == "") {
            flaws.push(field.name, Flaw::Blank);
            attributes.insert(field.name.to_owned(), defaults[field.name].clone());
        }
    }
    flaws.or(())?;
    F::from_attributes(attributes).map_err(|_| Error::Malformed(Malformed::Body))
}

/// The attributes in which two states of a record differ: their names, and their values before and after.
pub fn difference(before: &Attributes, after: &Attributes) -> (Vec<String>, Attributes, Attributes) {
    let names: Vec<String> = after.keys().filter(|name| before.get(*name) != after.get(*name)).cloned().collect();
    let of = |attributes: &Attributes| -> Attributes {
        names.iter().map(|name| (name.clone(), attributes.get(name).cloned().unwrap_or_default())).collect()
    };
    let (was, is) = (of(before), of(after));
    (names, was, is)
}
