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
    // Nothing changes in them: by age is by age.
    let query = records::askable(query, |on| on.name() != "updatedAt" && on.name() != "version");
    service.db.read(async |tx: &mut Tx| records::page::<WebhookLogFields>(tx, known(), &query).await).await
}

/// Those whose webhook is there: what is left of others is about to be removed. Asked of each attempt, so that they come by their age: from the webhooks,
/// SQLite gathered and sorted all of them for every page.
fn known() -> Where {
    let mut within = Where::default();
    within.and("EXISTS (SELECT 1 FROM webhook known WHERE known.id = webhook_log.webhook)", []);
    within
}

/// An attempt.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn get(service: &Service, actor: &Actor, id: WebhookLogId) -> Result<WebhookLog> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    let found = service.db.look(async |tx: &mut Tx| records::of_ids_within::<WebhookLogFields>(tx, &known(), [id]).await).await?;
    found.into_iter().next().ok_or(Error::Refused(Refusal::NotFound))
}
