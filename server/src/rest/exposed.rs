//! The handlers of every resource, made from its description. A noun says which use cases they call; [`read_only`], [`writable`] and [`removable`]
//! make its routes.

use super::{
    asking::{Asking, Format, put},
    auth::Caller,
    body::{Document, MERGE_PATCH},
    hydra,
    idempotency::{self, Key},
    problem::{Answer, Problem},
    wire::{Before, Sent},
};
use axum::{
    Router,
    extract::{Path, State, rejection::PathRejection},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use domain::{
    error::Error,
    page::Page,
    policy::Actor,
    query::Query,
    resource::{Attributes, Described, Record, Resource},
};
use http::{HeaderName, StatusCode, header};
use service::{Result, Service};

/// The id of a resource's records.
pub type Id<E> = <<E as Exposed>::Fields as Described>::Id;
/// A resource's record.
pub type Of<E> = Record<<E as Exposed>::Fields>;

/// A resource that clients can read.
pub trait Exposed: 'static {
    type Fields: Described;

    /// Whether clients are shown this attribute.
    fn shows(_attribute: &str) -> bool {
        true
    }

    fn list(service: &Service, actor: &Actor, query: &Query) -> impl Future<Output = Result<Page<Of<Self>>>> + Send
    where
        Self: Sized;

    fn get(service: &Service, actor: &Actor, id: Id<Self>) -> impl Future<Output = Result<Of<Self>>> + Send
    where
        Self: Sized;
}

/// A resource that clients can change.
pub trait Changeable: Exposed + Sized {
    fn patch(
        service: &Service,
        actor: &Actor,
        id: Id<Self>,
        given: &Attributes,
        seen: Option<i64>,
    ) -> impl Future<Output = Result<Of<Self>>> + Send;
}

/// A resource that clients can make by a document of its attributes.
pub trait Writable: Changeable {
    fn create(service: &Service, actor: &Actor, given: &Attributes) -> impl Future<Output = Result<Of<Self>>> + Send;

    /// Records that may be what was just made, made before.
    fn duplicates(_service: &Service, _actor: &Actor, _made: &Of<Self>) -> impl Future<Output = Result<Vec<Id<Self>>>> + Send {
        async { Ok(Vec::new()) }
    }
}

/// Names the use cases of a noun: the functions `list`, `get`, `create` and `patch` of its module in `service`.
macro_rules! noun {
    ($(#[$doc:meta])* $Noun:ident, $module:ident, $Fields:ty) => {
        $(#[$doc])*
        pub struct $Noun;

        impl $crate::rest::exposed::Exposed for $Noun {
            type Fields = $Fields;

            async fn list(
                service: &service::Service,
                actor: &domain::policy::Actor,
                query: &domain::query::Query,
            ) -> service::Result<domain::page::Page<$crate::rest::exposed::Of<Self>>> {
                service::$module::list(service, actor, query).await
            }

            async fn get(
                service: &service::Service,
                actor: &domain::policy::Actor,
                id: $crate::rest::exposed::Id<Self>,
            ) -> service::Result<$crate::rest::exposed::Of<Self>> {
                service::$module::get(service, actor, id).await
            }
        }

        impl $crate::rest::exposed::Writable for $Noun {
            async fn create(
                service: &service::Service,
                actor: &domain::policy::Actor,
                given: &domain::resource::Attributes,
            ) -> service::Result<$crate::rest::exposed::Of<Self>> {
                service::$module::create(service, actor, given).await
            }
        }

        impl $crate::rest::exposed::Changeable for $Noun {
            async fn patch(
                service: &service::Service,
                actor: &domain::policy::Actor,
                id: $crate::rest::exposed::Id<Self>,
                given: &domain::resource::Attributes,
                seen: Option<i64>,
            ) -> service::Result<$crate::rest::exposed::Of<Self>> {
                service::$module::patch(service, actor, id, given, seen).await
            }
        }
    };
    (deletable $(#[$doc:meta])* $Noun:ident, $module:ident, $Fields:ty) => {
        $crate::rest::exposed::noun!($(#[$doc])* $Noun, $module, $Fields);

        impl $crate::rest::exposed::Removable for $Noun {
            async fn delete(
                service: &service::Service,
                actor: &domain::policy::Actor,
                id: $crate::rest::exposed::Id<Self>,
                seen: Option<i64>,
            ) -> service::Result<()> {
                service::$module::delete(service, actor, id, seen).await.map(drop)
            }
        }
    };
}
pub(super) use noun;

/// A resource that clients can delete.
pub trait Removable: Changeable {
    fn delete(service: &Service, actor: &Actor, id: Id<Self>, seen: Option<i64>) -> impl Future<Output = Result<()>> + Send;
}

/// GET on collection and item.
pub fn read_only<E: Exposed>() -> Router<Service> {
    routes::<E>(get(list::<E>), get(item::<E>))
}

/// GET and POST on the collection, GET and PATCH on an item.
pub fn writable<E: Writable>() -> Router<Service> {
    routes::<E>(get(list::<E>).post(create::<E>), patchable(get(item::<E>).patch(patch::<E>)))
}

/// As [`writable`], and DELETE on an item.
pub fn removable<E: Writable + Removable>() -> Router<Service> {
    made_by::<E>(post(create::<E>))
}

/// The same, of what is made in a way of its own.
pub fn made_by<E: Removable>(create: MethodRouter<Service>) -> Router<Service> {
    routes::<E>(create.get(list::<E>), patchable(get(item::<E>).patch(patch::<E>).delete(delete::<E>)))
}

fn routes<E: Exposed>(collection: MethodRouter<Service>, item: MethodRouter<Service>) -> Router<Service> {
    let path = E::Fields::RESOURCE.path;
    Router::new().route(&format!("/{path}"), collection).route(&format!("/{path}/{{id}}"), item)
}

/// In which media type an item is changed (RFC 5789 §3.1).
const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

/// Says [`ACCEPT_PATCH`] in every answer about an item.
fn patchable(item: MethodRouter<Service>) -> MethodRouter<Service> {
    item.layer(axum::middleware::map_response(async |mut response: Response| {
        put(&mut response, ACCEPT_PATCH, MERGE_PATCH);
        response
    }))
}

/// GET on a collection: narrowed and ordered by its attributes.
pub async fn list<E: Exposed>(State(service): State<Service>, asking: Asking, Caller { actor, .. }: Caller) -> Answer {
    let query = Query { text: None, ..query::<E>(&asking)? };
    let page = E::list(&service, &actor, &query).await?;
    Ok(collection::<E>(&asking, &page, hydra::Text::Without))
}

/// GET on a collection, also by free text.
pub async fn search<E: Exposed>(State(service): State<Service>, asking: Asking, Caller { actor, .. }: Caller) -> Answer {
    let page = E::list(&service, &actor, &query::<E>(&asking)?).await?;
    Ok(collection::<E>(&asking, &page, hydra::Text::With))
}

fn query<E: Exposed>(asking: &Asking) -> Answer<Query> {
    let resource: &'static Resource = const { &E::Fields::RESOURCE };
    let pairs = asking.pairs.iter().map(|(name, value)| (name.as_str(), asking.iris.below(value)));
    Query::read(resource, pairs).map_err(|malformed| Problem::from(Error::Malformed(malformed)))
}

fn collection<E: Exposed>(asking: &Asking, page: &Page<Of<E>>, text: hydra::Text) -> Response {
    match asking.format {
        Format::JsonLd => asking.answer(StatusCode::OK, &hydra::Collection::<E> { asking, page, text }, None),
        Format::Json => {
            let members: Vec<_> = page.items.iter().map(|record| sent::<E>(asking, record, Before::Nothing)).collect();
            let mut response = asking.answer(StatusCode::OK, &members, None);
            put(&mut response, HeaderName::from_static("x-total-count"), &page.total.to_string());
            if page.has_next() {
                let next = hydra::page(asking, i64::from(page.paging.page) + 1);
                put(&mut response, header::LINK, &format!(r#"<{next}>; rel="next""#));
            }
            response
        }
    }
}

/// The answer to whoever made a record.
pub fn created<E: Exposed>(asking: &Asking, made: &Of<E>) -> Response {
    let mut response = record::<E>(asking, StatusCode::CREATED, made);
    let iri = asking.iris.record(E::Fields::RESOURCE.path, made.id);
    put(&mut response, header::LOCATION, &iri);
    put(&mut response, header::CONTENT_LOCATION, &iri);
    put(&mut response, ACCEPT_PATCH, MERGE_PATCH);
    response
}

/// An answer with a record in it.
pub fn record<E: Exposed>(asking: &Asking, status: StatusCode, record: &Of<E>) -> Response {
    let before = match asking.format {
        Format::JsonLd => Before::Context,
        Format::Json => Before::Nothing,
    };
    asking.answer(status, &sent::<E>(asking, record, before), Some(record.version))
}

fn sent<'a, E: Exposed>(asking: &'a Asking, record: &'a Of<E>, before: Before) -> Sent<'a, E> {
    Sent { record, iris: &asking.iris, before }
}

/// The id in an address. An id that cannot exist is that of no record.
fn id<E: Exposed>(path: Addressed) -> Answer<Id<E>> {
    let id = path.ok().and_then(|Path(id)| id.parse().ok());
    id.ok_or(Problem::from(Error::NotFound))
}

type Addressed = std::result::Result<Path<String>, PathRejection>;

async fn item<E: Exposed>(State(service): State<Service>, asking: Asking, Caller { actor, .. }: Caller, path: Addressed) -> Answer {
    let id = id::<E>(path)?;
    let found = E::get(&service, &actor, id).await?;
    Ok(of_id::<E>(&asking, id, &found))
}

/// A record, as the answer to whoever asked for this id: of a person whose file ended in another that is the other (RFC 9110 §8.7).
fn of_id<E: Exposed>(asking: &Asking, id: Id<E>, found: &Of<E>) -> Response {
    let mut response = record::<E>(asking, StatusCode::OK, found);
    if found.id != id {
        put(&mut response, header::CONTENT_LOCATION, &asking.iris.record(E::Fields::RESOURCE.path, found.id));
    }
    response
}

/// A document in which our own addresses have no host.
fn ours<E: Exposed>(asking: &Asking, mut given: Attributes) -> Attributes {
    asking.iris.all_below(&E::Fields::RESOURCE, &mut given);
    given
}

async fn create<E: Writable>(
    State(service): State<Service>,
    asking: Asking,
    caller: Caller,
    key: Key,
    Document(given): Document,
) -> Answer {
    let given = ours::<E>(&asking, given);
    let service = key.of(&service, &caller, &asking.path, &given);
    let made = match service.recall().await? {
        Some(Ok(stored)) => service::redact(&caller.actor, serde_json::from_value(stored).map_err(service::Error::from)?)?,
        Some(Err(refusal)) => return Err(refusal.into()),
        None => match E::create(&service, &caller.actor, &given).await.map_err(service::Error::answer) {
            Ok(made) => made,
            Err(refusal) => {
                if idempotency::is_kept(&refusal) {
                    service.remember_refusal(&refusal).await?;
                }
                return Err(refusal.into());
            }
        },
    };
    let duplicates = E::duplicates(&service, &caller.actor, &made).await?;
    let mut response = created::<E>(&asking, &made);
    let path = E::Fields::RESOURCE.path;
    for duplicate in duplicates {
        put(&mut response, header::LINK, &format!(r#"<{}>; rel="duplicate""#, asking.iris.record(path, duplicate)));
    }
    Ok(response)
}

async fn patch<E: Changeable>(
    State(service): State<Service>,
    asking: Asking,
    Caller { actor, .. }: Caller,
    path: Addressed,
    Document(given): Document,
) -> Answer {
    let given = ours::<E>(&asking, given);
    let id = id::<E>(path)?;
    let changed = E::patch(&service, &actor, id, &given, asking.seen).await?;
    Ok(of_id::<E>(&asking, id, &changed))
}

async fn delete<E: Removable>(State(service): State<Service>, asking: Asking, Caller { actor, .. }: Caller, path: Addressed) -> Answer {
    E::delete(&service, &actor, id::<E>(path)?, asking.seen).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
