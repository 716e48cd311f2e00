//! Rows of described resources: decoded by the description, not by a second list of columns.

use super::query::Param;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::{
    id::{Identifier, Key},
    resource::{Described, Field, Kind, Record},
};
use serde_json::Value;
use sqlx::{FromRow, Row, postgres::PgRow, sqlite::SqliteRow, types::Json};
use uuid::Uuid;

/// Columns that every record has, before those of its description.
pub(crate) const ENVELOPE: &str = "id, version, created_at, updated_at";
/// How many they are.
const ENVELOPED: usize = 4;

/// A record as it comes from the database: the [`ENVELOPE`], then the fields in the order of their description.
pub struct Stored<F: Described>(pub Record<F>);

/// A record, and what stands beside it in the same row, by the names of its columns.
pub struct Beside<F: Described, R>(pub Record<F>, pub R);

macro_rules! decode {
    ($row:ident) => {
        impl<'r, F: Described> FromRow<'r, $row> for Stored<F> {
            fn from_row(row: &'r $row) -> sqlx::Result<Self> {
                fn value(row: &$row, field: &Field, at: usize) -> sqlx::Result<Value> {
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
                    Ok(value.unwrap_or_default())
                }
                let mut failed = None;
                let values = F::RESOURCE.stored().zip(ENVELOPED..).map(|(field, at)| {
                    let value = value(row, field, at).unwrap_or_else(|error| {
                        failed.get_or_insert(error);
                        Value::Null
                    });
                    (field.name, value)
                });
                let fields = F::from_values(values);
                if let Some(error) = failed {
                    return Err(error);
                }
                let key = if F::RESOURCE.numbered { Key::Number(row.try_get(0)?) } else { Key::Uuid(row.try_get(0)?) };
                Ok(Stored(Record {
                    id: F::Id::of(key).ok_or_else(|| sqlx::Error::Decode("an id of another kind".into()))?,
                    version: row.try_get(1)?,
                    created_at: row.try_get(2)?,
                    updated_at: row.try_get(3)?,
                    fields: fields.map_err(|error| sqlx::Error::Decode(error.into()))?,
                }))
            }
        }

        impl<'r, F: Described, R: FromRow<'r, $row>> FromRow<'r, $row> for Beside<F, R> {
            fn from_row(row: &'r $row) -> sqlx::Result<Self> {
                Ok(Beside(Stored::from_row(row)?.0, R::from_row(row)?))
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
