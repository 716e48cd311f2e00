//! Records as they travel: days as midnights, moments without fractions, relations as IRIs.

use super::exposed::Exposed;
use crate::http::{front::Base, proxy::Client};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    id::{Identifier, Key},
    query::On,
    resource::{Attributes, Described, Field, Kind, Record, Resource, Target, View},
};
use http::Extensions;
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap},
};
use serde_json::{Value, json};
use std::fmt::Display;

/// Writes addresses the way the request was addressed: IRIs as paths that begin with its base.
#[derive(Clone, Debug)]
pub struct Iris {
    /// `https://jobs.example.com`; empty where the request did not say.
    origin: String,
    /// `/api`, or what a proxy took off the path before it.
    root: String,
}

impl Iris {
    pub fn of(extensions: &Extensions) -> Self {
        Self { origin: extensions.get().map(Client::origin).unwrap_or_default(), root: Base::root(extensions) }
    }

    /// For what nobody asked for: addresses begin with `/api`, behind what a proxy takes off.
    pub fn of_events(prefix: &str) -> Self {
        Self { origin: String::new(), root: format!("{prefix}/api") }
    }

    /// An address as it stands below our host: what another host answers to stays as it is.
    pub fn below<'a>(&self, address: &'a str) -> &'a str {
        let given = address.trim();
        let host = given.get(..self.origin.len()).filter(|host| !host.is_empty() && host.eq_ignore_ascii_case(&self.origin));
        match host.map(|host| &given[host.len()..]).filter(|path| path.starts_with('/')) {
            Some(path) => path,
            None => address,
        }
    }

    /// The addresses in a document, of the attributes that hold some, as [`Iris::below`].
    pub fn all_below(&self, resource: &Resource, document: &mut Attributes) {
        let below = |value: &mut Value| {
            if let Value::String(address) = value {
                *address = self.below(address).to_owned();
            }
        };
        for field in resource.fields {
            match (field.kind, document.get_mut(field.name)) {
                (Kind::Relation(_), Some(value)) => below(value),
                (Kind::Relations(_) | Kind::Addresses(_), Some(Value::Array(values))) => values.iter_mut().for_each(below),
                _ => {}
            }
        }
    }

    /// What every IRI begins with.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// `/api/candidates` for `/candidates`.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// `/api/candidates/{id}`.
    pub fn record(&self, resource: &str, id: impl Display) -> String {
        format!("{}/{resource}/{id}", self.root)
    }

    pub fn context(&self, name: &str) -> String {
        format!("{}/contexts/{name}", self.root)
    }

    /// `https://jobs.example.com/api/docs.jsonld`.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.root)
    }
}

/// A record as it is sent: its attributes, in the order of their description.
pub struct Sent<'a, E: Exposed> {
    pub record: &'a Record<E::Fields>,
    pub iris: &'a Iris,
    /// What stands before them: nothing in plain JSON.
    pub before: Before,
}

/// What says of a document what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    Nothing,
    /// `@id` and `@type`.
    Type,
    /// `@context` too.
    Context,
}

impl<E: Exposed> Serialize for Sent<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { record, iris, before } = self;
        let resource: &'static Resource = const { &E::Fields::RESOURCE };
        let mut map = serializer.serialize_map(None)?;
        if *before == Before::Context {
            map.serialize_entry("@context", &iris.context(resource.name))?;
        }
        if *before != Before::Nothing {
            map.serialize_entry("@id", &iris.record(resource.path, record.id))?;
            map.serialize_entry("@type", resource.name)?;
        }
        match record.id.key() {
            Key::Number(number) => map.serialize_entry("id", &number)?,
            Key::Uuid(id) => map.serialize_entry("id", &id)?,
        }
        record.fields.each(&mut Sending { map: &mut map, iris, shows: E::shows })?;
        for on in [On::CreatedAt, On::UpdatedAt, On::Version] {
            match on {
                _ if !E::shows(on.name()) => {}
                On::CreatedAt => map.serialize_entry(on.name(), &moment(record.created_at))?,
                On::UpdatedAt => map.serialize_entry(on.name(), &moment(record.updated_at))?,
                _ => map.serialize_entry(on.name(), &record.version)?,
            }
        }
        map.end()
    }
}

/// Writes attributes as they are sent.
struct Sending<'a, M> {
    map: &'a mut M,
    iris: &'a Iris,
    shows: fn(&str) -> bool,
}

impl<M: SerializeMap> View for Sending<'_, M> {
    type Error = M::Error;

    fn attribute(&mut self, field: &'static Field, value: &impl Serialize) -> Result<(), M::Error> {
        if !(self.shows)(field.name) {
            return Ok(());
        }
        match field.kind {
            // Travels otherwise than it is stored.
            Kind::Day | Kind::Moment | Kind::Relation(_) | Kind::Relations(_) | Kind::Addresses(_) | Kind::Object(_) | Kind::List(_) => {
                let stored = serde_json::to_value(value).map_err(M::Error::custom)?;
                self.map.serialize_entry(field.name, &self::value(field.kind, stored, self.iris))
            }
            _ => self.map.serialize_entry(field.name, value),
        }
    }
}

fn value(kind: Kind, value: Value, iris: &Iris) -> Value {
    match (kind, value) {
        (Kind::Day, value) => day(value),
        (Kind::Moment, Value::String(text)) => text.parse().map_or(Value::String(text), moment),
        (Kind::Relation(target), Value::String(id)) => json!(iris.record(target.path, id)),
        (Kind::Relation(target), Value::Number(id)) => json!(iris.record(target.path, id)),
        (Kind::Relations(target), Value::Array(ids)) => ids.into_iter().map(|id| self::value(Kind::Relation(target), id, iris)).collect(),
        (Kind::Addresses(target), Value::Array(addresses)) => addresses.into_iter().map(|address| ours(target, address, iris)).collect(),
        (Kind::Object(members), value) => object(members, value, iris),
        (Kind::List(members), Value::Array(entries)) => entries.into_iter().map(|entry| object(members, entry, iris)).collect(),
        (_, value) => value,
    }
}

/// An address of a record of ours begins as every IRI does; another system's stays as it was sent.
fn ours(target: Target, address: Value, iris: &Iris) -> Value {
    let path = format!("/{}/", target.path);
    match address {
        Value::String(address) if address.starts_with(&path) => json!(iris.at(&address)),
        address => address,
    }
}

fn object(members: &[Field], value: Value, iris: &Iris) -> Value {
    let Value::Object(object) = value else { return value };
    let kind = |name: &str| members.iter().find(|member| member.name == name).map(|member| member.kind);
    object
        .into_iter()
        .map(|(name, value)| match kind(&name) {
            Some(kind) => (name, self::value(kind, value, iris)),
            None => (name, value),
        })
        .collect::<Attributes>()
        .into()
}

/// A day is its midnight: what PHP's `DateTime` makes of it, and API Platform sends.
fn day(value: Value) -> Value {
    match value {
        Value::String(day) => Value::String(day + "T00:00:00+00:00"),
        value => value,
    }
}

/// RFC 3339 with the offset written out, to the second.
pub fn moment(moment: DateTime<Utc>) -> Value {
    Value::String(moment.to_rfc3339_opts(SecondsFormat::Secs, false))
}
