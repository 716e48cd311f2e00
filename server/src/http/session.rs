//! Who is signed in, and how they like their pages: looked up once, before anything of a page or a call runs.
//!
//! The cookie is `__Host-instroom`, `Secure`, on https and on loopback (browsers take http://localhost for trustworthy, W3C Secure Contexts §3.1);
//! with `--insecure-cookies` it is `instroom`. Seen: Chromium 148 and curl 7.88 keep the former over plain http on 127.0.0.1 and localhost, and drop
//! it without a word on any other plain address.

mod preferences;

use crate::http::{
    proxy::Client,
    status::{self, About, Reader, plain},
};
use app::{
    caller::{Caller, Cookies},
    visit::{Demo, Visit},
};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use service::{Service, sessions, sessions::SignedIn};
use std::sync::Arc;

/// First segments of the pages that are there for whoever is not signed in.
const OPEN: &[&str] = &[
    "sign-in",
    "forgotten",
    "link",
    "invitation",
    "answer",
    "approval",
    "client",
    #[cfg(debug_assertions)]
    "ui",
];
/// What may stand in a query's value as it is.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What looking somebody up takes.
#[derive(Clone)]
pub struct Sessions {
    pub service: Service,
    pub cookies: Cookies,
    pub demo: Option<Demo>,
}

/// Puts a [`Visit`] and a [`Caller`] into the request.
pub async fn layer(State(sessions): State<Arc<Sessions>>, mut request: Request, next: Next) -> Response {
    let secret = cookie(request.headers(), sessions.cookies.session()).map(str::to_owned);
    let signed_in = match sessions.find(secret.as_deref()).await {
        Ok(signed_in) => signed_in,
        Err(error) => return failed(error, &request),
    };
    let stale = secret.is_some() && signed_in.is_none();
    let caller = sessions.caller(&request, signed_in.as_ref(), secret);
    let visit = sessions.visit(request.headers(), signed_in);
    request.extensions_mut().insert(caller);
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    if stale && !response.headers().contains_key(header::SET_COOKIE) {
        forget(&mut response, sessions.cookies);
    }
    response
}

/// The browser need not send again what no longer opens anything.
fn forget(response: &mut Response, cookies: Cookies) {
    if let Ok(value) = HeaderValue::from_str(&cookies.sign_out()) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}

/// Sends whoever is not signed in to the sign-in page, and back afterwards. Belongs around the routes of pages, with `route_layer`.
pub async fn gate(request: Request, next: Next) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().map(|pattern| pattern.as_str().to_owned()).unwrap_or_default();
    let first = pattern.split('/').nth(1).unwrap_or_default();
    let signed_in = request.extensions().get::<Visit>().is_some_and(|visit| visit.user.is_some());
    if signed_in || OPEN.contains(&first) { next.run(request).await } else { to_sign_in(request.uri()) }
}

fn to_sign_in(uri: &Uri) -> Response {
    let query: Vec<&str> = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("do=")).collect();
    let next = if query.is_empty() { uri.path().to_owned() } else { format!("{}?{}", uri.path(), query.join("&")) };
    let location = match next.as_str() {
        "/" => "/sign-in".to_owned(),
        next => format!("/sign-in?next={}", utf8_percent_encode(next, QUERY)),
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

impl Sessions {
    async fn find(&self, secret: Option<&str>) -> service::Result<Option<SignedIn>> {
        match secret {
            Some(secret) => sessions::find(&self.service, secret).await,
            None => Ok(None),
        }
    }

    fn caller(&self, request: &Request, signed_in: Option<&SignedIn>, secret: Option<String>) -> Caller {
        let client = request.extensions().get::<Client>();
        let user_agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Caller {
            session: signed_in.map(|signed_in| signed_in.session),
            secret: secret.filter(|_| signed_in.is_some()),
            address: client.map(|client| client.ip.to_string()).unwrap_or_default(),
            user_agent: user_agent.unwrap_or_default().to_owned(),
            origin: client.map(|client| format!("{}{}", client.origin(), client.prefix)).unwrap_or_default(),
            cookies: self.cookies,
        }
    }

    fn visit(&self, headers: &HeaderMap, signed_in: Option<SignedIn>) -> Visit {
        let (user, actor) = signed_in.map(|signed_in| (signed_in.user, signed_in.actor)).unzip();
        let now = self.service.clock.now();
        let clock = app::ui::Clock { now, zone: preferences::zone(user.as_ref(), now) };
        Visit {
            locale: preferences::locale(headers, user.as_ref()),
            theme: preferences::theme(headers),
            user,
            actor,
            clock,
            demo: self.demo,
        }
    }
}

/// The database did not say who it is: nobody is signed out for that.
fn failed(error: service::Error, request: &Request) -> Response {
    let refusal = error.answer();
    let mut response = plain(Reader::Person, status::of(&refusal), &About::of(request.extensions()));
    status::mark(&mut response, &refusal);
    response
}

/// The value of a cookie (RFC 6265 §5.4); of several with the same name the first.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests;
