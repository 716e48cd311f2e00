//! `POST /login`: a name and a password for a token that lives an hour, in the words of Symfony's `json_login` and Lexik's JWT bundle.

use super::{
    body::Document,
    problem::{Answer, Problem},
};
use crate::http::proxy::Client;
use axum::{Extension, Json, Router, extract::State, response::IntoResponse, routing::post};
use domain::{error::Error, resource::Attributes};
use http::header;
use serde_json::{Value, json};
use service::{Service, tokens};

pub fn routes() -> Router<Service> {
    Router::new().route("/login", post(login))
}

async fn login(State(service): State<Service>, client: Option<Extension<Client>>, Document(given): Document) -> Answer<impl IntoResponse> {
    let (username, password) = (text(&given, "username")?, text(&given, "password")?);
    let address = client.map(|Extension(client)| client.ip.to_string()).unwrap_or_default();
    match tokens::login(&service, username, password, &address).await.map_err(service::Error::answer) {
        Ok(token) => Ok(([(header::CACHE_CONTROL, "no-store")], Json(json!({ "token": token })))),
        Err(Error::Unauthenticated) => Err(Problem::Credentials),
        Err(error) => Err(error.into()),
    }
}

fn text<'a>(given: &'a Attributes, name: &'static str) -> Answer<&'a str> {
    given.get(name).and_then(Value::as_str).ok_or(Problem::NoCredential(name))
}
