//! HTTP, one layer per file, and what they make together.
//!
//! From the outside in: a name for the request, who asks, a line in the log, headers; then the front, which refuses where too much is under way, and
//! hands on to
//!
//! * pages and calls — the origin check, the panic net, the body's limit, the gate, the session;
//! * files and health — the panic net;
//! * the API — the panic net, the body's limit, the gate;
//! * live streams — as pages, without the gate.

pub mod accept;
pub mod assets;
pub mod calendar;
pub mod call;
pub mod csv;
pub mod deadline;
pub mod export;
pub mod front;
pub mod gate;
pub mod headers;
pub mod health;
pub mod limits;
pub mod live;
pub mod log;
pub mod origin;
pub mod pages;
pub mod panic;
pub mod post;
pub mod proxy;
pub mod reports;
pub mod request_id;
pub mod session;
pub mod stall;
pub mod status;
pub mod upload;

use crate::{config::Web, rest, site::Site};
use app::{
    caller::{Caller, Cookies},
    mail::Mailer,
    ui::Clock,
    visit::{Demo, Theme, Visit},
};
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};
use domain::users::Locale;
use front::{Addresses, Front};
use gate::{At, Gate};
use leptos::prelude::{provide_context, use_context};
use limits::Limit;
use pages::{Context, Pages};
use service::Service;
use session::Sessions;
use status::Reader;
use std::sync::Arc;
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, predicate::DefaultPredicate},
};

/// Everything we answer.
pub fn router(service: &Service, site: &Site, web: &Web, mailer: Option<Mailer>) -> Router {
    behind(&Gate::new(), service, site, web, mailer)
}

fn behind(gate: &Arc<Gate>, service: &Service, site: &Site, web: &Web, mailer: Option<Mailer>) -> Router {
    let context = context(service.clone(), site, mailer);
    let patterns = pages::patterns(&context, app::App);
    let document = site.options.clone();
    let pages = Arc::new(Pages::new(context, move || app::shell(document.clone()), app::post::allowed));
    let addresses = Addresses::new(site.files.keys().map(String::as_str), patterns.iter().map(String::as_str));
    let ready = {
        let service = service.clone();
        move || ready(service.clone())
    };
    let fixed = assets::routes(&site.files).merge(health::routes(ready)).merge(calendar::routes(service)).route_layer(from_fn(log::route));
    let own = Arc::new(origin::Own::of(web.public_url.as_ref()));
    let demo = web.demo.then_some(Demo { accounts: service::demo::ACCOUNTS, password: service::demo::PASSWORD });
    let sessions = Arc::new(Sessions { service: service.clone(), cookies: Cookies { secure: !web.insecure_cookies }, demo });
    // The layers of whatever carries a cookie: who it is, and what is around that.
    let known = |router: Router| router.layer(from_fn_with_state(Arc::clone(&sessions), session::layer));
    let ours = |router: Router, reader| {
        guarded(router, Limit::of(reader, upload::PATH))
            .layer(from_fn_with_state(Arc::clone(&own), origin::layer))
            .layer(from_fn(proxy::prefixed))
    };
    // In turn, before anything is asked of the database: also who it is.
    let queued = |router: Router, reader| {
        let at = At { gate: Arc::clone(gate), reader };
        ours(known(router).layer(from_fn_with_state(at, gate::layer)), reader)
    };
    let pages = queued(pages::routes(&pages, &patterns), Reader::Person)
        .merge(queued(pages::calls(&pages), Reader::Island))
        .merge(ours(known(live::routes(service).route_layer(from_fn(log::route))), Reader::Island))
        .merge(queued(reports::routes(service).route_layer(from_fn(log::route)), Reader::Person))
        .merge(queued(upload::routes(service, &pages).route_layer(from_fn(log::route)), Reader::Person))
        .merge(queued(export::routes(service).route_layer(from_fn(log::route)), Reader::Person))
        .merge(fixed)
        .layer(from_fn_with_state(Reader::Person, panic::layer));
    let at = At { gate: Arc::clone(gate), reader: Reader::Program };
    let api = rest::waiting(rest::router(service).layer(from_fn_with_state(at, gate::layer)), service, web.api_limit);
    let api = guarded(api, Limit::of(Reader::Program, rest::FILES)).layer(from_fn(rest::layer));
    around(Front { gate: Arc::clone(gate), addresses, pages, api }.into_router(), web)
}

/// Body limit and panic net. Answers are compressed, quickly rather than well: nothing in a page is both secret and the same twice.
fn guarded(router: Router, limit: Limit) -> Router {
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(DefaultPredicate::new());
    router.layer(from_fn_with_state(limit, limits::layer)).layer(from_fn_with_state(limit.reader, panic::layer)).layer(compression)
}

/// What is around everything, the last outermost.
fn around(router: Router, web: &Web) -> Router {
    let way = Arc::new(proxy::Way { trusted: web.trusted.clone(), public_url: web.public_url.clone() });
    router
        .layer(from_fn(headers::layer))
        .layer(from_fn(log::layer))
        .layer(from_fn_with_state(way, proxy::layer))
        .layer(from_fn(request_id::layer))
}

/// What pages and server functions find in their context: the service, Leptos's options, what islands need, and from the request the visit and the caller.
fn context(service: Service, site: &Site, mailer: Option<Mailer>) -> Context {
    let (options, parts) = (site.options.clone(), site.parts.clone());
    Arc::new(move || {
        if let Some(mailer) = &mailer {
            provide_context(mailer.clone());
        }
        provide_context(service.clone());
        provide_context(options.clone());
        provide_context(parts.clone());
        let request = use_context::<http::request::Parts>();
        if let Some(caller) = request.as_ref().and_then(|request| request.extensions.get::<Caller>()) {
            provide_context(caller.clone());
        }
        let visit = request.as_ref().and_then(|request| request.extensions.get::<Visit>()).cloned();
        provide_context(visit.unwrap_or_else(|| nobody(&service)));
    })
}

/// Visits when there is no request: while the pages' patterns are listed.
fn nobody(service: &Service) -> Visit {
    let clock = Clock { now: service.clock.now(), zone: chrono::Offset::fix(&chrono::Utc) };
    Visit { locale: Locale::English, theme: Theme::System, user: None, actor: None, clock, demo: None }
}

async fn ready(service: Service) -> bool {
    match service.ready().await {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, "not ready");
            false
        }
    }
}

#[cfg(test)]
mod permissions;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod tests;
