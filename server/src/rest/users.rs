//! `/users` and `/me`: names and roles, for whoever may see them.

use super::{
    asking::Asking,
    auth::Caller,
    exposed::{self, Exposed},
    problem::Answer,
};
use axum::{Router, extract::State, routing::get};
use domain::{
    error::Error,
    id::UserId,
    page::Page,
    policy::Actor,
    query::Query,
    users::{User, UserFields},
};
use http::StatusCode;
use service::{Result, Service, users};

pub fn routes() -> Router<Service> {
    exposed::read_only::<Users>().route("/me", get(me))
}

/// The use cases behind it.
pub struct Users;

impl Exposed for Users {
    type Fields = UserFields;

    fn shows(attribute: &str) -> bool {
        matches!(attribute, "id" | "name" | "role")
    }

    async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<User>> {
        users::page(service, actor, query).await
    }

    async fn get(service: &Service, actor: &Actor, id: UserId) -> Result<User> {
        users::get(service, actor, id).await
    }
}

/// The user behind the token.
async fn me(State(service): State<Service>, asking: Asking, Caller { actor, .. }: Caller) -> Answer {
    let id = actor.user().ok_or(Error::Unauthenticated)?;
    let user = users::get(&service, &actor, id).await?;
    Ok(exposed::record::<Users>(&asking, StatusCode::OK, &user))
}
