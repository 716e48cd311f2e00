//! What the API says of itself: the contexts of its JSON-LD, the Hydra vocabulary, the OpenAPI document, a reference for people, and the guides.
//!
//! All but the guides is made from the descriptions of the resources, by functions that know nothing else: what is documented is what is filtered,
//! checked and stored.

mod contexts;
mod guide;
mod openapi;
mod reference;
mod vocabulary;

use super::{webhooks::SHOWN_OF_A_LOG, wire::Iris};
use domain::{
    imports::{ImportFields, ImportRowFields},
    query::On,
    resource::{Access, Described, Field, Kind, Resource, Target},
    users::UserFields,
    webhooks::{WebhookFields, WebhookLogFields},
};
use serde_json::Value;

/// What is shown of a user, to whoever may see users at all.
pub(super) const SHOWN_OF_A_USER: &[&str] = &["id", "name", "role"];

/// `/contexts/{name}`; none, where there is no type of this name.
pub(super) fn context(resources: &[Resource], name: &str, iris: &Iris) -> Option<Value> {
    contexts::context(resources, name, iris)
}

/// `/docs.jsonld`: Hydra.
pub(super) fn vocabulary(resources: &[Resource], iris: &Iris) -> Value {
    vocabulary::vocabulary(resources, iris)
}

/// `/docs.json`: OpenAPI 3.1.
pub(super) fn openapi(resources: &[Resource], iris: &Iris) -> Value {
    openapi::document(resources, iris)
}

/// `/docs` for people: HTML. `site` stands before the addresses of the site's files: what a proxy took off the path.
pub(super) fn reference(resources: &[Resource], iris: &Iris, site: &str) -> String {
    reference::page(&openapi(resources, iris), iris, site)
}

/// Whether there is a guide of this name.
pub fn is_guide(name: &str) -> bool {
    guide::is_there(name)
}

/// `/docs/{name}`: HTML; none, where there is no guide of this name. `site` as for the reference.
pub(super) fn guide(name: &str, iris: &Iris, site: &str) -> Option<String> {
    guide::page(name, iris, site)
}

const USERS: Resource = UserFields::RESOURCE;
const WEBHOOK_LOGS: Resource = WebhookLogFields::RESOURCE;
/// What is not in the entry point: clients that show whatever is there are made for recruiters.
const IMPORT_ROWS: Resource = ImportRowFields::RESOURCE;
const IMPORTS: Resource = ImportFields::RESOURCE;
const BESIDE: [Resource; 5] = [USERS, IMPORTS, IMPORT_ROWS, WebhookFields::RESOURCE, WEBHOOK_LOGS];

/// Whether its records are shown and no more: users, who are made and changed in the pages, rows of files, and what came of sending events.
fn read_only(resource: &Resource) -> bool {
    [USERS, IMPORT_ROWS, WEBHOOK_LOGS].iter().any(|read| read.name == resource.name)
}

/// Everything that is described.
fn described(resources: &[Resource]) -> impl Iterator<Item = &Resource> {
    resources.iter().chain(&BESIDE)
}

/// The word that distinguishes the schemas and the members of the entry point: `candidateNote`.
fn lower_camel(resource: &Resource) -> String {
    let (first, rest) = resource.name.split_at(1);
    format!("{}{rest}", first.to_lowercase())
}

/// An attribute of a record, as clients meet it.
#[derive(Clone, Copy, Debug)]
struct Attribute {
    name: &'static str,
    doc: &'static str,
    /// Whether a record cannot be made without it.
    required: bool,
    access: Access,
    what: What,
}

/// What an attribute is: one that is described, or one that every record has.
#[derive(Clone, Copy, Debug)]
enum What {
    Number,
    Uuid,
    Moment,
    Version,
    Field(&'static Field),
}

impl Attribute {
    /// Every attribute of a record, in the order in which they are sent.
    fn all(resource: &Resource) -> Vec<Self> {
        let given = |name, doc, what| Self { name, doc, required: false, access: Access::Read, what };
        shown(resource)
            .map(|on| match on {
                On::Id if resource.numbered => given("id", "Its number.", What::Number),
                On::Id => given("id", "Its id, which never changes.", What::Uuid),
                On::CreatedAt => given("createdAt", "When it was made.", What::Moment),
                On::UpdatedAt => given("updatedAt", "When it was last changed.", What::Moment),
                On::Version => given("version", "Counts its changes; the number in the ETag.", What::Version),
                On::Field(field) => {
                    let access = if read_only(resource) { Access::Read } else { field.access };
                    let required = field.required && access != Access::Read;
                    Self { name: field.name, doc: field.doc.trim(), required, access, what: What::Field(field) }
                }
            })
            .collect()
    }

    /// The name that all the world has for it: clients know an e-mail address and a link by these, and by nothing else.
    fn shared(&self) -> Option<&'static str> {
        match self.what {
            What::Field(Field { kind: Kind::Email, .. }) => Some("https://schema.org/email"),
            What::Field(Field { kind: Kind::Url, .. }) => Some("https://schema.org/url"),
            _ => None,
        }
    }

    /// What it points to.
    fn target(&self) -> Option<Target> {
        match self.what {
            What::Field(Field { kind: Kind::Relation(target) | Kind::Relations(target) | Kind::Addresses(target), .. }) => Some(*target),
            _ => None,
        }
    }
}

/// The attributes by which a collection is narrowed and ordered.
fn shown(resource: &Resource) -> impl Iterator<Item = On> {
    let some = match resource.name {
        name if name == USERS.name => Some(SHOWN_OF_A_USER),
        name if name == WEBHOOK_LOGS.name => Some(SHOWN_OF_A_LOG),
        _ => None,
    };
    On::all(resource).filter(move |on| some.is_none_or(|names| names.contains(&on.name())))
}

#[cfg(test)]
mod tests;
