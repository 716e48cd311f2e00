//! How an answer is wanted: in which media type, with which addresses, and what the client has already.

use super::{problem::Problem, wire::Iris};
use crate::http::front;
use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use twox_hash::XxHash3_64;

/// In which media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    JsonLd,
    Json,
}

impl Format {
    const ALL: [(Self, &'static str); 2] = [(Self::JsonLd, JSON_LD), (Self::Json, JSON)];

    const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Format::JsonLd => "application/ld+json; charset=utf-8",
            Format::Json => "application/json; charset=utf-8",
        })
    }
}

pub const JSON_LD: &str = "application/ld+json";
pub const JSON: &str = "application/json";

/// The media type that is wanted most; among equals JSON-LD, as API Platform decides: a client that sends `application/json, text/plain, */*` without
/// having been asked always was answered in JSON-LD.
fn negotiate(headers: &HeaderMap) -> Result<Format, Problem> {
    let Some(accept) = accepted(headers) else { return Ok(Format::JsonLd) };
    let wants = Format::ALL.map(|(format, media_type)| (front::want(&accept, media_type).0, format));
    let [(json_ld, _), (json, _)] = wants;
    match (json_ld, json) {
        (0, 0) => Err(Problem::NotAcceptable { asked: accept, supported: &[JSON_LD, JSON] }),
        (json_ld, json) if json > json_ld => Ok(Format::Json),
        _ => Ok(Format::JsonLd),
    }
}

/// What a client says that it takes, if anything.
pub fn accepted(headers: &HeaderMap) -> Option<String> {
    all_of(headers, header::ACCEPT).filter(|accept| !accept.trim().is_empty())
}

/// A header's values as one list (RFC 9110 §5.3).
fn all_of(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// How the answer is wanted.
#[derive(Debug)]
pub struct Asking {
    pub iris: Iris,
    pub format: Format,
    /// Below the base, without a suffix.
    pub path: String,
    /// The query string, decoded.
    pub pairs: Vec<(String, String)>,
    /// The version that a write is meant for: of `If-Match`.
    pub seen: Option<i64>,
    /// The representations a client has: of `If-None-Match`, where it counts.
    has: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let pairs = Query::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default();
        let has = parts.method.is_safe().then(|| all_of(&parts.headers, header::IF_NONE_MATCH)).flatten();
        Ok(Self {
            iris: Iris::of(&parts.extensions),
            format: negotiate(&parts.headers)?,
            path: parts.uri.path().to_owned(),
            pairs,
            seen: all_of(&parts.headers, header::IF_MATCH).and_then(|tags| version_of(&tags)),
            has,
        })
    }
}

/// The version in an `If-Match` header: of several the newest, which alone can be the current one. `*` fits every version; what is no tag of ours fits
/// none, for there is no version 0.
fn version_of(tags: &str) -> Option<i64> {
    if tags.trim() == "*" {
        return None;
    }
    let versions = tags.split(',').filter_map(|tag| opaque(tag)?.strip_prefix('v')?.split('-').next()?.parse().ok());
    Some(versions.max().unwrap_or(0))
}

/// What stands between the quotes of an entity tag. A weak tag counts as a strong one: proxies that compress weaken tags, and the version in it is
/// no less true for that.
fn opaque(tag: &str) -> Option<&str> {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')
}

impl Asking {
    /// A successful answer in the wanted media type, with its entity tag; 304 where the client has it. `version` is that of the record in it.
    pub fn answer(&self, status: StatusCode, document: &impl Serialize, version: Option<i64>) -> Response {
        // Most answers fit, and are never moved to where there is more room.
        let mut body = Vec::with_capacity(if version.is_some() { 4 * 1_024 } else { 48 * 1_024 });
        if serde_json::to_writer(&mut body, document).is_err() {
            return Problem::from(domain::error::Error::Internal(domain::error::RequestId(String::new()))).into_response();
        }
        let hash = format!("{:016x}", XxHash3_64::oneshot(&body));
        let tag = match version {
            Some(version) => format!("v{version}-{hash}"),
            None => hash,
        };
        let has = |tags: &str| tags.trim() == "*" || tags.split(',').any(|known| opaque(known) == Some(&tag));
        let mut response = if self.has.as_deref().is_some_and(has) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            (status, [(header::CONTENT_TYPE, self.format.content_type())], body).into_response()
        };
        put(&mut response, header::ETAG, &format!("\"{tag}\""));
        response
    }
}

/// Adds a header to those of an answer.
pub fn put(response: &mut Response, name: HeaderName, value: &str) {
    // All that is put here is made of addresses and hashes, which are ASCII.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(accept: &[&'static str]) -> Option<Format> {
        let headers = accept.iter().map(|accept| (header::ACCEPT, HeaderValue::from_static(accept))).collect();
        negotiate(&headers).ok()
    }

    #[test]
    fn formats_are_negotiated_as_api_platform_does() {
        use Format::{Json, JsonLd};
        for (accept, expected) in [
            (&[] as &[_], Some(JsonLd)),
            (&[""], Some(JsonLd)),
            (&["*/*"], Some(JsonLd)),
            (&["application/*"], Some(JsonLd)),
            (&["application/json"], Some(Json)),
            (&["application/json;charset=utf-8"], Some(Json)),
            (&["application/json, text/plain, */*"], Some(JsonLd)),
            (&["application/json, application/ld+json"], Some(JsonLd)),
            (&["application/json, application/ld+json;q=0.9"], Some(Json)),
            (&["application/ld+json;q=0", "application/*;q=0.1"], Some(Json)),
            (&["text/html, */*;q=0.8"], Some(JsonLd)),
            (&["text/csv"], None),
            (&["application/json;q=0"], None),
            (&["nonsense"], None),
        ] {
            assert_eq!(format(accept), expected, "{accept:?}");
        }
    }

    #[test]
    fn if_match_is_read_for_its_version() {
        for (tags, version) in [
            (r#""v7-0123""#, Some(7)),
            (r#"W/"v7-0123""#, Some(7)),
            (r#""v7-a", "v9-b""#, Some(9)),
            (r#""v12""#, Some(12)),
            ("*", None),
            ("v7-0123", Some(0)),
            (r#""0123""#, Some(0)),
            (r#""v99999999999999999999-a""#, Some(0)),
            ("", Some(0)),
        ] {
            assert_eq!(version_of(tags), version, "{tags}");
        }
    }
}
