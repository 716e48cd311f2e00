//! One description per resource. Hydra, OpenAPI, filters, validation, SQL columns, forms and the tests of all of them are made from it.
//!
//! A resource is a struct of the attributes that clients know, written with [`resource!`](crate::resource): a line for each field says its Rust
//! name (which is its column), its name on the wire, its type, and its rules.

use crate::{id::Identifier, policy::Readers, text};
use chrono::{DateTime, Utc};
use serde::{
    Serialize,
    de::{DeserializeOwned, value::MapDeserializer},
};
use serde_json::{Map, Value};
use std::ops::{Deref, DerefMut};

/// Attributes by their name on the wire.
pub type Attributes = Map<String, Value>;

/// The attributes of a resource, described.
pub trait Described: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + Unpin + 'static {
    /// The type of the record's id.
    type Id: Identifier;
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

    /// As [`Described::from_attributes`], from one value after the other.
    ///
    /// # Errors
    /// The stored form is not of this resource.
    fn from_values(values: impl Iterator<Item = (&'static str, Value)>) -> Result<Self, serde_json::Error> {
        Self::deserialize(MapDeserializer::new(values))
    }

    /// Shows each attribute, in the order of the description.
    ///
    /// # Errors
    /// The viewer's.
    fn each<V: View>(&self, view: &mut V) -> Result<(), V::Error>;
}

/// Looks at the attributes of a record, one after the other.
pub trait View {
    type Error;

    /// # Errors
    /// What stops the viewer.
    fn attribute(&mut self, field: &'static Field, value: &impl Serialize) -> Result<(), Self::Error>;
}

/// A record: attributes with an identity and an age.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(bound = "F: Described")]
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
    /// Whether its ids are numbers; else they are UUIDs.
    pub numbered: bool,
    /// Whether the contract has a DELETE.
    pub deletable: bool,
    /// Whether its collection is also found by free text, at `{path}/search`.
    pub searchable: bool,
    pub fields: &'static [Field],
}

impl Resource {
    /// A resource of this name; [`resource!`](crate::resource) gives its fields.
    pub const fn new(name: &'static str, path: &'static str, table: &'static str, doc: &'static str) -> Self {
        Self { name, path, table, doc, numbered: false, deletable: false, searchable: false, fields: &[] }
    }

    pub const fn deletable(self) -> Self {
        Self { deletable: true, ..self }
    }

    pub const fn searchable(self) -> Self {
        Self { searchable: true, ..self }
    }

    /// The fields that have a column.
    pub fn stored(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().filter(|field| !field.computed)
    }

    /// The field with this name on the wire.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// One attribute of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// On the wire: `phoneNumber`.
    pub name: &'static str,
    /// In Rust and in SQL: `phone_number`.
    pub column: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// A choice that may also be left open.
    pub optional: bool,
    /// A number that is never left open: nothing given is the default.
    pub always: bool,
    pub access: Access,
    /// Made from other records when it is read; there is no column of it.
    pub computed: bool,
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
    /// Several lines that differ, none of them longer than so many Unicode scalars: the options of a question.
    Texts(u32),
    /// `[{skill, level}]`, level 1 to 4.
    Skills,
    /// An object of these members, all of them always there.
    Object(&'static [Field]),
    /// Several such objects.
    List(&'static [Field]),
    /// Any JSON value; what it must be, another record says.
    Any,
    /// Another record: an IRI or an id in, an IRI out.
    Relation(Target),
    /// Several of them.
    Relations(Target),
    /// Several addresses, of records of ours or of another system's; those are kept as they were sent.
    Addresses(Target),
}

impl Kind {
    /// The members of the objects in it.
    pub const fn members(&self) -> Option<&'static [Field]> {
        match self {
            Kind::Skills => Some(SKILL),
            Kind::Object(members) | Kind::List(members) => Some(members),
            _ => None,
        }
    }
}

/// The members of a skill.
const SKILL: &[Field] = &[
    Field::line(text::TAG).required().named("skill", "skill").doc("What the person can do."),
    Field::new(Kind::Integer { min: 1, max: 4 }).required().named("level", "level").doc("From 1 (has seen it) to 4 (teaches it)."),
];

/// A kind of record that others point to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The contract's type name.
    pub name: &'static str,
    pub path: &'static str,
    pub numbered: bool,
}

impl Target {
    pub const CANDIDATE: Self = Self { name: "Candidate", path: "candidates", numbered: false };
    pub const USER: Self = Self { name: "User", path: "users", numbered: false };
    pub const TASK_GROUP: Self = Self { name: "RecruitmentTaskGroup", path: "recruitment-task-groups", numbered: true };
    pub const TASK: Self = Self { name: "RecruitmentTask", path: "recruitment-tasks", numbered: true };
    pub const REQUEST: Self = Self { name: "ResourceRequest", path: "resource-requests", numbered: false };
    pub const REQUEST_CANDIDATE: Self = Self { name: "ResourceRequestCandidate", path: "resource-request-candidates", numbered: false };
    pub const APPROVAL_FLOW: Self = Self { name: "ApprovalFlow", path: "approval-flows", numbered: false };
    pub const ATTACHMENT: Self = Self { name: "Attachment", path: "attachments", numbered: false };
    pub const WEBHOOK: Self = Self { name: "Webhook", path: "webhooks", numbered: false };
    pub const IMPORT: Self = Self { name: "Import", path: "imports", numbered: false };
    pub const INTERVIEW: Self = Self { name: "Interview", path: "interviews", numbered: false };
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
            always: false,
            access: Access::Write,
            computed: false,
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

    pub const fn always(self) -> Self {
        Self { always: true, ..self }
    }

    pub const fn access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// Read-only, and made when it is read.
    pub const fn computed(self) -> Self {
        Self { computed: true, access: Access::Read, ..self }
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
        let never_empty = matches!(
            self.kind,
            Kind::Flag | Kind::Choice(_) | Kind::Words | Kind::Skills | Kind::List(_) | Kind::Relations(_) | Kind::Addresses(_)
        );
        self.optional || !(self.required || self.always || never_empty)
    }

    /// Whether `null` may clear the attribute of a record that is there. A list is cleared to none and a flag to no; a choice or a number that must be
    /// something is not cleared by nothing: it might decide who reads the record.
    pub const fn clearable(&self) -> bool {
        self.nullable() || !(self.required || self.always || matches!(self.kind, Kind::Choice(_)))
    }

    /// What a JSON client should send, in PHP's words.
    pub const fn json_type(&self) -> &'static str {
        match self.kind {
            Kind::Flag => "bool",
            Kind::Integer { .. } => "int",
            Kind::Words | Kind::Texts(_) | Kind::Skills | Kind::Object(_) | Kind::List(_) | Kind::Relations(_) | Kind::Addresses(_) => {
                "array"
            }
            Kind::Any => "mixed",
            _ => "string",
        }
    }
}

/// Writes a resource: the struct of its attributes and their description, one line for each. What a new record has where nothing is given is the
/// default of the attribute's type, or what stands in brackets behind the type.
#[macro_export]
macro_rules! resource {
    (@default) => { Default::default() };
    (@default $default:expr) => { $default };
    (
        $(#[$meta:meta])*
        $vis:vis struct $Fields:ident [$Id:ty] $resource:expr;
        $( $(#[doc = $doc:literal])* $column:ident $name:literal : $type:ty $([$default:expr])? = $field:expr ),* $(,)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        $vis struct $Fields { $( $(#[doc = $doc])* #[serde(rename = $name)] pub $column: $type ),* }

        impl Default for $Fields {
            fn default() -> Self {
                Self { $( $column: $crate::resource!(@default $($default)?) ),* }
            }
        }

        impl $crate::resource::Described for $Fields {
            type Id = $Id;
            const RESOURCE: $crate::resource::Resource = $crate::resource::Resource {
                numbered: <$Id as $crate::id::Identifier>::NUMBERED,
                fields: &[ $( $field.named($name, stringify!($column)).doc(concat!($($doc),*)) ),* ],
                ..$resource
            };

            fn each<V: $crate::resource::View>(&self, view: &mut V) -> Result<(), V::Error> {
                let mut fields = <Self as $crate::resource::Described>::RESOURCE.fields.iter();
                $( if let Some(field) = fields.next() { view.attribute(field, &self.$column)?; } )*
                Ok(())
            }
        }
    };
}
