//! The private calendars: whoever has the address reads the interviews of one user, without signing in. Calendars fetch it again and again.

use crate::http::proxy::Client;
use app::interviews::calendar::{self, Entry};
use axum::{
    Extension, Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::TimeDelta;
use domain::{policy::Actor, users::Locale};
use http::{StatusCode, header};
use service::{Error, Service, candidates, interviews, users};

/// How long ago an interview may be and still be told.
const PAST: TimeDelta = TimeDelta::days(60);

/// `/calendar/{secret}.ics`.
pub fn routes(service: &Service) -> Router {
    Router::new().route("/calendar/{name}", get(feed)).with_state(service.clone())
}

async fn feed(State(service): State<Service>, Extension(client): Extension<Client>, Path(name): Path<String>) -> Response {
    let Some(secret) = name.strip_suffix(".ics") else { return StatusCode::NOT_FOUND.into_response() };
    match written(&service, secret, &client.origin()).await {
        Ok(text) => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CACHE_CONTROL, "private, no-store"),
                (header::CONTENT_DISPOSITION, "inline; filename=\"instroom.ics\""),
            ];
            (headers, text).into_response()
        }
        Err(error) => {
            let answer = error.answer();
            StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
    }
}

async fn written(service: &Service, secret: &str, origin: &str) -> Result<String, Error> {
    let user = interviews::by_feed(service, secret).await?;
    let actor = Actor::User(users::person(&user));
    let found = interviews::calendar(service, user.id, service.clock.now() - PAST).await?;
    // Whom one may no longer see, one is no longer told of.
    let names = candidates::names(service, &actor, found.iter().filter_map(|interview| interview.candidate).collect()).await?;
    let told = found.iter().filter_map(|interview| Some((interview, names.get(&interview.candidate?)?)));
    let entries: Vec<Entry<'_>> = told.map(|(interview, candidate)| Entry { interview, candidate, users: &[], origin }).collect();
    Ok(calendar::feed(user.locale.unwrap_or(Locale::English), &entries))
}
