//! What administrators do about accounts.

use crate::call::Refused;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::{
        caller::{self, Caller},
        visit::asker,
    },
    domain::{
        error::Error,
        id::UserId,
        resource::{Attributes, Described},
        users::UserFields,
    },
    service::users,
};

/// Adds an account, and shows the link by which its owner sets a password.
#[server(prefix = "/_call", endpoint = "invite")]
pub async fn invite(name: String, email: String, role: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let typed = [("name", name), ("email", email), ("role", role)];
    let given: Attributes = typed
        .iter()
        .filter_map(|(name, text)| UserFields::RESOURCE.field(name).map(|field| ((*name).to_owned(), field.from_form(text))))
        .collect();
    let (user, secret) = users::invite(&service, &actor, &given).await?;
    show_link(&user.name, &secret)
}

/// Makes a link by which a user sets a new password, and shows it.
#[server(prefix = "/_call", endpoint = "make_link")]
pub async fn make_link(user: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = id(&user)?;
    let secret = users::reset_link(&service, &actor, id).await?;
    let user = users::get(&service, &actor, id).await?;
    show_link(&user.name, &secret)
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

#[cfg(feature = "ssr")]
fn id(user: &str) -> Result<UserId, Refused> {
    user.parse().map_err(|_| Refused(Error::NotFound))
}

/// The link is shown once, on the page that follows; until then it waits in a cookie that scripts cannot read.
#[cfg(feature = "ssr")]
fn show_link(name: &str, secret: &str) -> Result<(), Refused> {
    let caller = expect_context::<Caller>();
    let link = format!("{}/link/{secret}", caller.origin);
    caller::flash(&format!("{link} {name}"));
    leptos_axum::redirect("/settings/people");
    Ok(())
}
