//! One description per resource. Hydra, OpenAPI, filters, validation, SQL columns, forms and the tests of all of them are made from it.
//!
//! A resource is a struct of the attributes that clients know, written with [`resource!`](crate::resource): a line for each field says its Rust
//! name (which is its column), its name on the wire, its type, and its rules.

use crate::{policy::Readers, text};
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::ops::{Deref, DerefMut};

/// Attributes by their name on the wire.
pub type Attributes = Map<String, Value>;

/// The attributes of a resource, described.
pub trait Described: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + Unpin + 'static {
    /// The type of the record's id.
    type Id: Copy + PartialEq + Send + Sync + Unpin + std::fmt::Display + std::str::FromStr + From<uuid::Uuid> + Into<uuid::Uuid> + 'static;
    /// Everything else there is to know.
    const RESOURCE: Resource;

    /// The attributes as they travel.
    fn attributes(&self) -> Attributes {
        match serde_json::to_value(self) {
            Ok(Value::Object(attributes)) => attributes,
            _ => Attributes::new(),
        }
    }

    /// The attributes as they were stored. An attribute that is not there has its default.
    ///
    /// # Errors
    /// The stored form is not of this resource.
    fn from_attributes(attributes: Attributes) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(attributes))
    }
}

/// A record: attributes with an identity and an age.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(bound = "F: Described, F::Id: Serialize + DeserializeOwned")]
pub struct Record<F: Described> {
    pub id: F::Id,
    /// Counts the writes; the number in the `ETag`.
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub fields: F,
}

impl<F: Described> Deref for Record<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.fields
    }
}

impl<F: Described> DerefMut for Record<F> {
    fn deref_mut(&mut self) -> &mut F {
        &mut self.fields
    }
}

/// What a resource is called, where it lives, and what it is made of.
#[derive(Clone, Copy, Debug)]
pub struct Resource {
    /// The contract's type name, `CandidateNote`.
    pub name: &'static str,
    /// The contract's path, `candidate-notes`; also the stem of its token scopes.
    pub path: &'static str,
    /// The table, `candidate_note`.
    pub table: &'static str,
    /// In one sentence, for both documents.
    pub doc: &'static str,
    /// Whether the contract has a DELETE.
    pub deletable: bool,
    pub fields: &'static [Field],
}

impl Resource {
    /// The field with this name on the wire.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// One attribute of a resource.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// On the wire: `phoneNumber`.
    pub name: &'static str,
    /// In Rust and in SQL: `phone_number`.
    pub column: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// A choice that may also be left open.
    pub optional: bool,
    pub access: Access,
    pub filter: Option<Filter>,
    pub sort: bool,
    pub readers: Readers,
    pub doc: &'static str,
}

/// The type of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most so many Unicode scalars.
    Line(u32),
    /// Several lines of at most so many Unicode scalars.
    Lines(u32),
    Email,
    Url,
    /// A calendar day: `YYYY-MM-DD` or RFC 3339 in, its midnight out: `1990-01-02T00:00:00+00:00`.
    Day,
    /// A moment, RFC 3339.
    Moment,
    Flag,
    Integer {
        min: i64,
        max: i64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A set of short words: tags.
    Words,
    /// `[{skill, level}]`, level 1 to 4.
    Skills,
    /// `{basis, givenAt, expiresAt}`, the dates as [`Kind::Day`].
    Consent,
    /// Another record of the resource with this path: an IRI or an id in, an IRI out.
    Relation(&'static str),
    /// Several of them.
    Relations(&'static str),
}

/// Who may set an attribute, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Clients, at any time.
    Write,
    /// Clients, when the record is made.
    Create,
    /// The system alone; what a client sends is ignored.
    Read,
}

/// How a list is narrowed by an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Equal to the value, or to one of several.
    Exact,
    /// Contains the value; case and accents do not count.
    Partial,
    /// `[gt|gte|lt|lte]` on numbers, `[after|before|strictly_after|strictly_before]` on dates; also exact.
    Range,
    /// Among the words or skills of the record.
    Member,
}

impl Field {
    /// A field of this kind: optional, writable, readable by whoever reads the record. [`resource!`](crate::resource) gives the names.
    pub const fn new(kind: Kind) -> Self {
        Self {
            name: "",
            column: "",
            kind,
            required: false,
            optional: false,
            access: Access::Write,
            filter: None,
            sort: false,
            readers: Readers::All,
            doc: "",
        }
    }

    pub const fn line(max: u32) -> Self {
        Self::new(Kind::Line(max))
    }

    pub const fn lines(max: u32) -> Self {
        Self::new(Kind::Lines(max))
    }

    pub const fn choice(words: &'static [&'static str]) -> Self {
        Self::new(Kind::Choice(words))
    }

    pub const fn named(self, name: &'static str, column: &'static str) -> Self {
        Self { name, column, ..self }
    }

    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    pub const fn access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    pub const fn filter(self, filter: Filter) -> Self {
        Self { filter: Some(filter), ..self }
    }

    pub const fn sort(self) -> Self {
        Self { sort: true, ..self }
    }

    pub const fn readers(self, readers: Readers) -> Self {
        Self { readers, ..self }
    }

    pub const fn doc(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }

    /// The longest value in Unicode scalars: OpenAPI's and the browser's `maxlength`.
    pub const fn max(&self) -> Option<u32> {
        match self.kind {
            Kind::Line(max) | Kind::Lines(max) => Some(max),
            Kind::Email => Some(text::EMAIL),
            Kind::Url => Some(text::URL),
            _ => None,
        }
    }

    /// Whether the attribute can be without a value.
    pub const fn nullable(&self) -> bool {
        let never_empty = matches!(self.kind, Kind::Flag | Kind::Choice(_) | Kind::Words | Kind::Skills | Kind::Relations(_));
        self.optional || !(self.required || never_empty)
    }

    /// What a JSON client should send, in JSON Schema's words.
    pub const fn json_type(&self) -> &'static str {
        match self.kind {
            Kind::Flag => "bool",
            Kind::Integer { .. } => "int",
            Kind::Words | Kind::Skills | Kind::Consent | Kind::Relations(_) => "array",
            _ => "string",
        }
    }
}

/// Writes a resource: the struct of its attributes and their description, one line for each.
#[macro_export]
macro_rules! resource {
    (
        $(#[$meta:meta])*
        $vis:vis struct $Fields:ident [$Id:ty] $resource:expr;
        $( $(#[doc = $doc:literal])* $column:ident $name:literal : $type:ty = $field:expr ),* $(,)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        $vis struct $Fields { $( $(#[doc = $doc])* #[serde(rename = $name)] pub $column: $type ),* }

        impl $crate::resource::Described for $Fields {
            type Id = $Id;
            const RESOURCE: $crate::resource::Resource = $crate::resource::Resource {
                fields: &[ $( $field.named($name, stringify!($column)).doc(concat!($($doc),*)) ),* ],
                ..$resource
            };
        }
    };
}
