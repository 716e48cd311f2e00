//! What administrators do about accounts.

use crate::call::Refused;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::{caller, mail, visit::asker},
    domain::{
        error::Error,
        id::UserId,
        policy::Purpose,
        resource::{Attributes, Described},
        users::{User, UserFields},
    },
    service::users,
};

/// Adds an account, and shows the link by which its owner sets a password.
#[server(prefix = "/_call", endpoint = "invite")]
pub async fn invite(name: String, email: String, role: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let (user, secret) = users::invite(&service, &actor, &typed([("name", name), ("email", email), ("role", role)])).await?;
    hand_over(&user, Purpose::Invite, &secret);
    Ok(())
}

/// Adds an account of a program, and goes where its token is made.
#[server(prefix = "/_call", endpoint = "add_program")]
pub async fn add_program(name: String, role: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let program = users::add_program(&service, &actor, &typed([("name", name), ("role", role)])).await?;
    leptos_axum::redirect(&format!("/settings/tokens?owner={}#new-token", program.id));
    Ok(())
}

/// Makes a link by which a user sets a new password, and shows it.
#[server(prefix = "/_call", endpoint = "make_link")]
pub async fn make_link(user: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = id(&user)?;
    let secret = users::reset_link(&service, &actor, id).await?;
    hand_over(&users::get(&service, &actor, id).await?, Purpose::Reset, &secret);
    Ok(())
}

/// Changes what a user may do.
#[server(prefix = "/_call", endpoint = "change_role")]
pub async fn change_role(user: String, role: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let change = [("role".to_owned(), role.into())].into_iter().collect();
    users::patch(&service, &actor, id(&user)?, &change, None).await?;
    Ok(())
}

/// Ends an account.
#[server(prefix = "/_call", endpoint = "deactivate")]
pub async fn deactivate(user: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    users::deactivate(&service, &actor, id(&user)?).await?;
    Ok(())
}

/// Brings an account back.
#[server(prefix = "/_call", endpoint = "activate")]
pub async fn activate(user: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    users::activate(&service, &actor, id(&user)?).await?;
    Ok(())
}

/// What was typed for these attributes.
#[cfg(feature = "ssr")]
fn typed<const N: usize>(texts: [(&str, String); N]) -> Attributes {
    let value = |(name, text): (&str, String)| UserFields::RESOURCE.field(name).map(|field| (name.to_owned(), field.from_form(&text)));
    texts.into_iter().filter_map(value).collect()
}

#[cfg(feature = "ssr")]
fn id(user: &str) -> Result<UserId, Refused> {
    user.parse().map_err(|_| Refused(Error::NotFound))
}

/// A link goes to its owner by mail, where there is a mail server, and is shown once, on the page that follows; until then it waits in a cookie
/// that scripts cannot read.
#[cfg(feature = "ssr")]
fn hand_over(user: &User, purpose: Purpose, secret: &str) {
    let link = mail::address(secret);
    mail::send_link(user, purpose, &link);
    caller::flash(super::LINK, &link, &user.name);
    leptos_axum::redirect("/settings/people");
}
