//! What came of sending events.

use crate::{
    Service,
    db::{Tx, Where},
    error::{Error, Result},
    records,
};
use domain::{
    error::Error as Refusal,
    id::WebhookLogId,
    page::Page,
    policy::{self, Action, Actor, On},
    query::Query,
    webhooks::{WebhookLog, WebhookLogFields},
};

/// Attempts, narrowed, ordered and paged.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<WebhookLog>> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| records::page::<WebhookLogFields>(tx, Where::default(), query).await).await
}

/// An attempt.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn get(service: &Service, actor: &Actor, id: WebhookLogId) -> Result<WebhookLog> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    let found = service.db.look(async |tx: &mut Tx| records::find::<WebhookLogFields>(tx, id).await).await?;
    found.ok_or(Error::Refused(Refusal::NotFound))
}
