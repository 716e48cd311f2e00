//! The `Idempotency-Key` header: a POST that may be sent again without being done again.
//!
//! A client that heard nothing does not know whether its request was done. With the same key, the same token and the same body it asks again, within
//! a day, and is answered as it was, or would have been, the first time.

use super::{auth::Caller, problem::Problem};
use axum::{extract::FromRequestParts, http::request::Parts};
use domain::{
    error::{Error, Malformed},
    resource::Attributes,
};
use service::Service;

/// Characters of a key, at most.
const LONGEST: usize = 255;

/// The key of a request, where it has one.
pub struct Key(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut given = parts.headers.get_all("idempotency-key").iter();
        let key = match (given.next(), given.next()) {
            (None, _) => return Ok(Self(None)),
            (Some(one), None) => one.to_str().map(str::trim).unwrap_or_default(),
            (Some(_), Some(_)) => "",
        };
        if (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(Some(key.to_owned())))
        } else {
            Err(Malformed::Key.into())
        }
    }
}

impl Key {
    /// The service for this request.
    pub fn of(&self, service: &Service, caller: &Caller, path: &str, given: &Attributes) -> Service {
        match &self.0 {
            Some(key) => service.once(&caller.whom, path, key, serde_json::Value::Object(given.clone()).to_string().as_bytes()),
            None => service.clone(),
        }
    }
}

/// Whether a refusal is answered again. One that another attempt may not meet is not: a token that has run out, a server that is busy.
pub fn is_kept(refusal: &Error) -> bool {
    matches!(refusal.status(), 400..=499) && !matches!(refusal, Error::Unauthenticated | Error::Throttled { .. } | Error::KeyReused)
}
