//! What administrators do about webhooks.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::{caller, visit::asker},
    domain::{
        error::Error,
        id::WebhookId,
        resource::{Attributes, Described},
        tasks::chosen,
        webhooks::WebhookFields,
    },
    serde_json::json,
    service::webhooks::{self, outbox},
};

/// Makes a webhook, and shows its secret on the page that follows.
#[server(prefix = "/_call", endpoint = "create_webhook")]
pub async fn create_webhook(#[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let made = webhooks::create(&service, &actor, &attributes(&given)).await?;
    caller::flash(super::SECRET, made.secret.as_deref().unwrap_or_default(), &made.url);
    leptos_axum::redirect(&address(made.id, "made"));
    Ok(())
}

/// Changes a webhook whose version the writer saw.
#[server(prefix = "/_call", endpoint = "edit_webhook")]
pub async fn edit_webhook(id: String, version: i64, #[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = webhook(&id)?;
    webhooks::patch(&service, &actor, id, &attributes(&given), Some(version)).await?;
    leptos_axum::redirect(&address(id, "saved"));
    Ok(())
}

/// Switches a webhook on or off.
#[server(prefix = "/_call", endpoint = "switch_webhook")]
pub async fn switch_webhook(id: String, version: i64, active: bool) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = webhook(&id)?;
    let given = json!({ "active": active }).as_object().cloned().unwrap_or_default();
    webhooks::patch(&service, &actor, id, &given, Some(version)).await?;
    leptos_axum::redirect(&address(id, if active { "on" } else { "off" }));
    Ok(())
}

/// Sends a webhook something that tells of nothing.
#[server(prefix = "/_call", endpoint = "test_webhook")]
pub async fn test_webhook(id: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = webhook(&id)?;
    outbox::test(&service, &actor, id).await?;
    leptos_axum::redirect(&address(id, "tested"));
    Ok(())
}

/// Sends a webhook again what did not arrive: the event with this id, or, where none is given, all of them.
#[server(prefix = "/_call", endpoint = "replay_webhook")]
pub async fn replay_webhook(id: String, #[server(default)] message: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = webhook(&id)?;
    let message = match message.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    outbox::replay(&service, &actor, id, message).await?;
    leptos_axum::redirect(&address(id, "replayed"));
    Ok(())
}

/// Deletes a webhook.
#[server(prefix = "/_call", endpoint = "delete_webhook")]
pub async fn delete_webhook(id: String, version: i64) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    webhooks::delete(&service, &actor, webhook(&id)?, Some(version)).await?;
    leptos_axum::redirect("/settings/webhooks?did=deleted");
    Ok(())
}

#[cfg(feature = "ssr")]
fn address(id: WebhookId, did: &str) -> String {
    format!("/settings/webhooks/{id}?did={did}")
}

#[cfg(feature = "ssr")]
fn webhook(id: &str) -> Result<WebhookId, Refused> {
    id.parse().map_err(|_| Refused(Error::NotFound))
}

/// What the form says: everything that people set in it.
#[cfg(feature = "ssr")]
fn attributes(given: &BTreeMap<String, String>) -> Attributes {
    let text = |name: &str| given.get(name).map(String::as_str).unwrap_or_default();
    let typed = ["url", "description", "includeData"].into_iter().filter_map(|name| {
        let field = WebhookFields::RESOURCE.field(name)?;
        Some((name.to_owned(), field.from_form(text(name))))
    });
    let events: Vec<String> = chosen(given, "events").lines().map(str::to_owned).collect();
    typed.chain([("events".to_owned(), json!(events))]).collect()
}
