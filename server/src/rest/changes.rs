//! `GET /changes`: what became of all records, for whoever keeps a copy of them.

use super::{
    answers::Answers,
    asking::Asking,
    auth::Caller,
    candidates::Candidates,
    exposed::{Exposed, Of},
    notes::Notes,
    problem::Answer,
    request_candidates::RequestCandidates,
    requests::Requests,
    task_groups::TaskGroups,
    tasks::Tasks,
    users::Users,
    wire::{Before, Iris, Sent, moment},
};
use crate::http::status::{About, Reader, plain};
use axum::{
    Router,
    body::Body,
    extract::{Query, Request, State},
    middleware::Next,
    response::Response,
    routing::get,
};
use domain::{error::Error, resource::Resource};
use http::{HeaderValue, Method, StatusCode, header};
use serde::{Serialize, Serializer, ser::SerializeMap};
use service::{
    Service,
    feed::{self, Feed, Item, Since, Told},
    live,
};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};
use uuid::Uuid;

/// The longest that anybody is kept waiting for something to happen, in seconds: shorter than proxies wait.
pub const PATIENCE: u64 = 30;
/// How many are kept waiting at one time; whoever comes beyond that is answered at once.
const WAITERS: usize = 256;
/// They look again so long after something happened: where much does, they are told of it together, and do not look all the time.
const PAUSE: Duration = Duration::from_millis(50);
/// So many of them look at the same time, also where all of them are woken by one change: a queue of theirs before the gate would send others away, and
/// themselves.
pub const LOOKING: usize = 8;
/// The longest that anybody waits for their turn to look.
const QUEUE: Duration = Duration::from_secs(3);
/// Its address.
const PATH: &str = "/changes";

pub fn routes() -> Router<Service> {
    Router::new().route(PATH, get(changes))
}

/// Nothing has happened behind this place in the log. Travels in the extensions of an answer, as far as [`layer`].
#[derive(Clone, Copy)]
struct Nothing {
    position: i64,
}

async fn changes(State(service): State<Service>, asking: Asking, Caller { actor, .. }: Caller) -> Answer {
    let since = asking.pairs.iter().find(|(name, _)| name == "since").map(|(_, value)| value.as_str());
    let since: Since = since.unwrap_or_default().parse().map_err(Error::Malformed)?;
    let feed = feed::since(&service, &actor, &since).await?;
    let mut response = asking.answer(StatusCode::OK, &Shown { feed: &feed, iris: &asking.iris }, None);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    // What is asked for from now on has begun, and is not waited for.
    if feed.items.is_empty() && !feed.more && since != Since::Now {
        response.extensions_mut().insert(Nothing { position: feed.next.position() });
    }
    Ok(response)
}

/// Those who wait for something to happen.
#[derive(Clone)]
pub struct Waiters {
    service: Service,
    waiting: Arc<Semaphore>,
    looks: Arc<Semaphore>,
}

impl Waiters {
    pub fn of(service: &Service) -> Self {
        let [waiting, looks] = [WAITERS, LOOKING].map(|places| Arc::new(Semaphore::new(places)));
        Self { service: service.clone(), waiting, looks }
    }
}

/// Lets whoever asked to wait do so, where there is nothing to tell: outside of the gate, so that nobody's place is taken by waiting, and after it
/// is known who asks.
pub async fn layer(State(Waiters { service, waiting, looks }): State<Waiters>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET || request.uri().path() != PATH {
        return next.run(request).await;
    }
    let patience = patience(&request);
    if patience == 0 {
        return next.run(request).await;
    }
    let Ok(_place) = waiting.try_acquire() else { return next.run(request).await };
    let mut enough = pin!(sleep(Duration::from_secs(patience)));
    let (parts, _) = request.into_parts();
    let mut nothing = None;
    loop {
        // What was answered last is still right: everything since is behind its cursor.
        let Ok(look) = timeout(QUEUE, looks.acquire()).await else {
            let busy = || plain(Reader::Program, StatusCode::SERVICE_UNAVAILABLE, &About::of(&parts.extensions));
            return nothing.unwrap_or_else(busy);
        };
        let response = next.clone().run(Request::from_parts(parts.clone(), Body::empty())).await;
        drop(look);
        let Some(Nothing { position }) = response.extensions().get().copied() else { return response };
        let ahead = tokio::select! {
            biased;
            () = &mut enough => return response,
            ahead = live::ahead(&service, position) => ahead,
        };
        match ahead {
            Ok(true) => {
                nothing = Some(response);
                sleep(PAUSE).await;
            }
            Ok(false) => return response,
            Err(error) => {
                tracing::warn!(%error, "nobody can wait for changes");
                return response;
            }
        }
    }
}

/// `wait`, in seconds; what is no number is none.
fn patience(request: &Request) -> u64 {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map(|Query(pairs)| pairs).unwrap_or_default();
    let wait = pairs.iter().find(|(name, _)| name == "wait").and_then(|(_, value)| value.parse().ok());
    wait.unwrap_or(0).min(PATIENCE)
}

struct Shown<'a> {
    feed: &'a Feed,
    iris: &'a Iris,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items: Vec<_> = self.feed.items.iter().map(|item| Change { item, iris: self.iris }).collect();
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("changes", &items)?;
        map.serialize_entry("next", &self.feed.next.to_string())?;
        map.serialize_entry("more", &self.feed.more)?;
        map.end()
    }
}

struct Change<'a> {
    item: &'a Item,
    iris: &'a Iris,
}

impl Serialize for Change<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { item: Item { entity, id, at, now, into }, iris } = self;
        let mut map = serializer.serialize_map(None)?;
        if let Some(resource) = feed::resource(*entity) {
            map.serialize_entry("type", resource.name)?;
            map.serialize_entry("record", &address(&resource, *id, iris))?;
        }
        map.serialize_entry("changedAt", &moment(*at))?;
        map.serialize_entry("deleted", &now.is_none())?;
        if let (Some(resource), Some(into)) = (feed::resource(*entity), into) {
            map.serialize_entry("mergedInto", &address(&resource, *into, iris))?;
        }
        if let Some(told) = now {
            map.serialize_entry("data", &Data { told, iris })?;
        }
        map.end()
    }
}

/// The address of a record that the change log names like this.
pub fn address(resource: &Resource, logged: Uuid, iris: &Iris) -> String {
    let id = if resource.numbered { feed::number(logged).to_string() } else { logged.to_string() };
    iris.record(resource.path, id)
}

/// A record as its address gives it, in plain JSON.
pub struct Data<'a> {
    pub told: &'a Told,
    pub iris: &'a Iris,
}

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { told, iris } = self;
        match told {
            Told::Candidate(record) => sent::<Candidates>(record, iris).serialize(serializer),
            Told::Note(record) => sent::<Notes>(record, iris).serialize(serializer),
            Told::Task(record) => sent::<Tasks>(record, iris).serialize(serializer),
            Told::TaskGroup(record) => sent::<TaskGroups>(record, iris).serialize(serializer),
            Told::Answer(record) => sent::<Answers>(record, iris).serialize(serializer),
            Told::Request(record) => sent::<Requests>(record, iris).serialize(serializer),
            Told::RequestCandidate(record) => sent::<RequestCandidates>(record, iris).serialize(serializer),
            Told::User(record) => sent::<Users>(record, iris).serialize(serializer),
        }
    }
}

fn sent<'a, E: Exposed>(record: &'a Of<E>, iris: &'a Iris) -> Sent<'a, E> {
    Sent { record, iris, before: Before::Nothing }
}
