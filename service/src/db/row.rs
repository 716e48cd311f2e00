//! Rows of described resources: decoded by the description, not by a second list of columns.

use super::query::Param;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::{
    id::{Identifier, Key},
    resource::{Attributes, Described, Field, Kind, Record},
};
use serde_json::Value;
use sqlx::{FromRow, Row, postgres::PgRow, sqlite::SqliteRow, types::Json};
use uuid::Uuid;

/// Columns that every record has, before those of its description.
pub(crate) const ENVELOPE: &str = "id, version, created_at, updated_at";

/// A record as it comes from the database: the [`ENVELOPE`], then the fields in the order of their description.
pub struct Stored<F: Described>(pub Record<F>);

macro_rules! decode {
    ($row:ident) => {
        impl<'r, F: Described> FromRow<'r, $row> for Stored<F> {
            fn from_row(row: &'r $row) -> sqlx::Result<Self> {
                let mut attributes = Attributes::new();
                for field in F::RESOURCE.stored() {
                    let at = field.column;
                    let value = match field.kind {
                        Kind::Line(_) | Kind::Lines(_) | Kind::Email | Kind::Url | Kind::Choice(_) => {
                            row.try_get::<Option<String>, _>(at)?.map(Value::from)
                        }
                        Kind::Day => row.try_get::<Option<NaiveDate>, _>(at)?.map(|day| Value::from(day.to_string())),
                        Kind::Moment => row
                            .try_get::<Option<DateTime<Utc>>, _>(at)?
                            .map(|moment| Value::from(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))),
                        Kind::Flag => Some(Value::from(row.try_get::<bool, _>(at)?)),
                        Kind::Integer { .. } => row.try_get::<Option<i64>, _>(at)?.map(Value::from),
                        Kind::Relation(target) if target.numbered => row.try_get::<Option<i64>, _>(at)?.map(Value::from),
                        Kind::Relation(_) => row.try_get::<Option<Uuid>, _>(at)?.map(|id| Value::from(id.to_string())),
                        Kind::Any => match row.try_get::<Option<String>, _>(at)? {
                            Some(text) => Some(serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(error.into()))?),
                            None => None,
                        },
                        Kind::Words
                        | Kind::Texts(_)
                        | Kind::Skills
                        | Kind::Object(_)
                        | Kind::List(_)
                        | Kind::Relations(_)
                        | Kind::Addresses(_) => row.try_get::<Option<Json<Value>>, _>(at)?.map(|Json(value)| value),
                    };
                    attributes.insert(field.name.to_owned(), value.unwrap_or_default());
                }
                let key = if F::RESOURCE.numbered { Key::Number(row.try_get("id")?) } else { Key::Uuid(row.try_get("id")?) };
                Ok(Stored(Record {
                    id: F::Id::of(key).ok_or_else(|| sqlx::Error::Decode("an id of another kind".into()))?,
                    version: row.try_get("version")?,
                    created_at: row.try_get("created_at")?,
                    updated_at: row.try_get("updated_at")?,
                    fields: F::from_attributes(attributes).map_err(|error| sqlx::Error::Decode(error.into()))?,
                }))
            }
        }
    };
}

decode!(SqliteRow);
decode!(PgRow);

/// An attribute as an argument of its column's type.
pub(crate) fn param(field: &Field, value: &Value) -> Param {
    let text = value.as_str();
    match field.kind {
        Kind::Line(_) | Kind::Lines(_) | Kind::Email | Kind::Url | Kind::Choice(_) => Param::Text(text.map(str::to_owned)),
        Kind::Day => Param::Day(text.and_then(|text| text.parse().ok())),
        Kind::Moment => Param::Moment(text.and_then(|text| text.parse().ok())),
        Kind::Flag => Param::Flag(value.as_bool().unwrap_or_default()),
        Kind::Integer { .. } => Param::Int(value.as_i64()),
        Kind::Relation(target) if target.numbered => Param::Int(value.as_i64()),
        Kind::Relation(_) => Param::Id(text.and_then(|text| text.parse().ok())),
        Kind::Any => Param::Text(if value.is_null() { None } else { Some(value.to_string()) }),
        Kind::Words | Kind::Texts(_) | Kind::Skills | Kind::Object(_) | Kind::List(_) | Kind::Relations(_) | Kind::Addresses(_) => {
            Param::Json(if value.is_null() { None } else { Some(value.clone()) })
        }
    }
}

impl Param {
    /// A record's id.
    pub(crate) fn key(id: impl Identifier) -> Self {
        match id.key() {
            Key::Uuid(id) => Param::Id(Some(id)),
            Key::Number(number) => Param::Int(Some(number)),
        }
    }
}
