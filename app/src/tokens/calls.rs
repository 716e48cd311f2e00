//! What people do about the tokens of their programs.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::{
        caller,
        visit::{asker, visit},
    },
    chrono::TimeDelta,
    domain::{
        error::{Error, FieldErrors, Flaw},
        id::TokenId,
        tokens::{Lifetime, resources},
    },
    service::{tokens, users},
};

/// Makes a token, and shows it on the page that follows. Given are its `name`, how far it opens each resource (by the resource's path), after how
/// many days it `ends` (empty: not by itself), and the program that is its `owner` (empty: the asker).
#[server(prefix = "/_call", endpoint = "create_token")]
pub async fn create_token(#[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let own = visit().user.ok_or(Error::Unauthenticated)?;
    let typed = |name: &str| given.get(name).map(String::as_str).unwrap_or_default();
    let opened = resources().into_iter().map(|(resource, _)| (resource, typed(resource)));
    let scopes: Vec<String> =
        opened.filter(|(_, access)| !access.is_empty()).map(|(resource, access)| format!("{resource}:{access}")).collect();
    let lasting = match typed("ends") {
        "" => None,
        word => {
            let lifetime: Lifetime = word.parse().map_err(|flaw| FieldErrors::one("ends", flaw))?;
            Some(TimeDelta::days(lifetime.days()))
        }
    };
    let user = match typed("owner") {
        "" => own,
        id => {
            let program = users::list(&service, &actor).await?.into_iter().find(|user| user.is_program() && user.id.to_string() == id);
            program.ok_or_else(|| FieldErrors::one("owner", Flaw::Choice))?
        }
    };
    let secret = tokens::add(&service, &actor, &user, typed("name"), &scopes, lasting).await?;
    caller::flash(super::TOKEN, &secret, typed("name"));
    leptos_axum::redirect("/settings/tokens");
    Ok(())
}

/// Ends a token.
#[server(prefix = "/_call", endpoint = "revoke_token")]
pub async fn revoke_token(token: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let token: TokenId = token.parse().map_err(|_| FieldErrors::one("token", Flaw::Choice))?;
    tokens::revoke(&service, &actor, token).await?;
    leptos_axum::redirect("/settings/tokens?did=revoked");
    Ok(())
}
