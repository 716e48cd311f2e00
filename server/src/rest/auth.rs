//! Who asks: the token of the `Authorization` header (RFC 6750), and nothing else. Cookies are never looked at.

use super::{limits::Counted, problem::Problem};
use axum::{extract::FromRequestParts, http::request::Parts};
use domain::policy::Actor;
use http::header;
use service::{Service, tokens};

/// Whoever is behind the token.
pub struct Caller {
    pub actor: Actor,
    /// Names them: the account of a login token, which is another every hour; a token that stays, by itself.
    pub whom: String,
}

impl FromRequestParts<Service> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Problem> {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = given.and_then(bearer).ok_or(Problem::NoToken)?;
        let caller = match tokens::find(service, token).await? {
            Ok(actor @ Actor::Token { .. }) => Self { actor, whom: token.to_owned() },
            Ok(actor) => Self { whom: actor.user().map(|user| user.to_string()).unwrap_or_default(), actor },
            Err(unaccepted) => return Err(Problem::Token(unaccepted)),
        };
        match parts.extensions.get::<Counted>() {
            Some(counted) => counted.by(&caller.whom).map(|()| caller).map_err(Problem::from),
            None => Ok(caller),
        }
    }
}

/// The scheme's case does not count (RFC 9110 §11.1).
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("Bearer") && !token.is_empty()).then_some(token)
}
