//! Live updates: a stream of server-sent events (HTML standard, 9.2) that says when a person's file or a request changed, and nothing else. What
//! changed, the page asks for itself, with the rights it has.

use app::visit::Visit;
use axum::{
    Extension, Router,
    extract::{Query, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures_util::stream;
use http::StatusCode;
use serde::Deserialize;
use service::{
    Service,
    live::{self, Watched},
};
use std::{convert::Infallible, time::Duration};

/// Between two signs of life, so that proxies keep the connection.
const ALIVE: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
struct Asked {
    candidate: Option<String>,
    request: Option<String>,
    since: i64,
}

impl Asked {
    fn watched(&self) -> Option<Watched> {
        let file = self.candidate.as_ref().and_then(|id| id.parse().ok()).map(Watched::File);
        file.or_else(|| self.request.as_ref().and_then(|id| id.parse().ok()).map(Watched::Request))
    }
}

/// `/live?candidate=ID&since=POSITION`, `/live?request=ID&since=POSITION`.
pub fn routes(service: &Service) -> Router {
    Router::new().route("/live", get(events)).with_state(service.clone())
}

async fn events(State(service): State<Service>, Extension(visit): Extension<Visit>, Query(asked): Query<Asked>) -> Response {
    let Some(actor) = visit.actor else { return StatusCode::UNAUTHORIZED.into_response() };
    let Some(watched) = asked.watched() else { return StatusCode::NOT_FOUND.into_response() };
    match live::watch(&service, &actor, watched, asked.since).await {
        Ok(watch) => {
            let events = stream::unfold(watch, async |mut watch| {
                let position = watch.next().await?;
                Some((Ok::<_, Infallible>(Event::default().id(position.to_string()).data(position.to_string())), watch))
            });
            Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response()
        }
        Err(error) => StatusCode::from_u16(error.answer().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    }
}
