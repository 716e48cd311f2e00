//! A form posts to its own page: `POST /candidates/7?do=add_note` runs the server function of that name, if the page may.
//!
//! Done: 303 to where the function says, or back to the page. Refused: the same page with what was typed and what is wrong with it, at the
//! refusal's status. Islands make the same call without leaving the page; without JavaScript nothing is lost but the animation.

use crate::http::{
    call::{self, Outcome, PREFIX},
    front::essence,
    pages::Pages,
    status::{self, About, Reader, plain},
};
use app::call::Posted;
use axum::{
    body::{Body, to_bytes},
    extract::{MatchedPath, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts};
use std::{collections::BTreeMap, sync::Arc};

/// The layer around has let through less.
const FORM: usize = crate::http::limits::BODY;
/// Fields that never come back to the browser.
const SECRETS: &[&str] = &["password", "current", "new_password", "token"];

/// `POST` to a page.
pub async fn endpoint(State(pages): State<Arc<Pages>>, pattern: MatchedPath, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let refuse = |status| plain(Reader::Person, status, &About::of(&parts.extensions));
    let (here, Some(name)) = without_do(&parts.uri) else {
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        return response;
    };
    if !(pages.allowed)(pattern.as_str()).contains(&name.as_str()) {
        return refuse(StatusCode::NOT_FOUND);
    }
    if !is_form(&parts.headers) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let Ok(typed) = to_bytes(body, FORM).await else { return refuse(StatusCode::PAYLOAD_TOO_LARGE) };
    match call::run(&pages, &parts, &format!("{PREFIX}{name}"), Body::from(typed.clone())).await {
        Outcome::Done(response) => see_other(&response, &here),
        Outcome::Refused(error, headers) => {
            let mut response = again(&pages, parts, &here, Posted { action: name, values: values(&typed), error: Some(error) }).await;
            cookies(&headers, &mut response);
            response
        }
    }
}

/// The page's own address, and the name of the function to run.
fn without_do(uri: &Uri) -> (String, Option<String>) {
    let mut name = None;
    let mut kept = Vec::new();
    for pair in uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        match pair.strip_prefix("do=") {
            Some(value) => name = Some(value.to_owned()),
            None => kept.push(pair),
        }
    }
    let here = if kept.is_empty() { uri.path().to_owned() } else { format!("{}?{}", uri.path(), kept.join("&")) };
    (here, name)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    essence(kind) == "application/x-www-form-urlencoded"
}

/// Done. A reload of where this leads repeats nothing.
fn see_other(done: &Response, here: &str) -> Response {
    let location = done.headers().get(header::LOCATION).cloned().or_else(|| HeaderValue::from_str(here).ok());
    let mut response = (StatusCode::SEE_OTHER, [(header::CACHE_CONTROL, "no-store")]).into_response();
    response.headers_mut().insert(header::LOCATION, location.unwrap_or(HeaderValue::from_static("/")));
    cookies(done.headers(), &mut response);
    response
}

/// Refused: the page at this address, with the form as it was.
pub(super) async fn again(pages: &Pages, parts: Parts, here: &str, posted: Posted) -> Response {
    let error = posted.error.clone();
    let mut request = Request::from_parts(parts, Body::empty());
    if let Ok(uri) = here.parse() {
        *request.uri_mut() = uri;
    }
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
        request.headers_mut().remove(name);
    }
    let mut response = pages.render(request, Some(posted)).await;
    // A page that is itself "not found", or leads elsewhere, says so.
    if let Some(error) = error.filter(|_| response.status() == StatusCode::OK) {
        status::mark(&mut response, &error);
    }
    response
}

fn cookies(from: &HeaderMap, to: &mut Response) {
    for cookie in from.get_all(header::SET_COOKIE) {
        to.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
}

/// What was typed, by field; of a field with several values the last.
fn values(typed: &[u8]) -> BTreeMap<String, String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(typed).unwrap_or_default();
    pairs.into_iter().filter(|(name, _)| !SECRETS.contains(&name.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_the_address_without_do() {
        for (uri, here, name) in [
            ("/candidates/7?do=add_note", "/candidates/7", Some("add_note")),
            ("/candidates?q=a%20b&do=x&page=2", "/candidates?q=a%20b&page=2", Some("x")),
            ("/candidates?undo=x", "/candidates?undo=x", None),
            ("/candidates", "/candidates", None),
        ] {
            assert_eq!(without_do(&uri.parse().unwrap()), (here.to_owned(), name.map(str::to_owned)), "{uri}");
        }
    }

    #[test]
    fn what_was_typed_comes_back_and_secrets_do_not() {
        let values = values(b"email=kim%40x.nl&password=hunter2&current=a&new_password=b&token=c&text=a+b%0D%0A&tag=1&tag=2");
        let expected = [("email", "kim@x.nl"), ("tag", "2"), ("text", "a b\r\n")];
        assert_eq!(values, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }
}
