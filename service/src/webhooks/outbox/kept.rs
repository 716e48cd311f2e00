//! What is kept of events: where a webhook stands, what did not arrive and is sent again, and what is forgotten.

use super::WINDOW;
use crate::{
    Service,
    db::{Param, Tx, Where},
    error::{Error, Result},
    sql,
    webhooks::known,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    error::Error as Refusal,
    id::WebhookId,
    policy::{self, Action, Actor, On},
    webhooks::TEST,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How long is remembered what arrived, and each attempt.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// How long what did not arrive can be sent again.
const DEAD: TimeDelta = TimeDelta::days(90);
/// What did not arrive, shown at most.
const SHOWN: i64 = 100;

/// Where a webhook stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Events that are on their way, or wait for another attempt.
    pub waiting: i64,
    /// Events that did not arrive.
    pub dead: i64,
    /// When something arrived last, as far as that is remembered.
    pub delivered_at: Option<DateTime<Utc>>,
}

/// An event that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Dead {
    pub event: String,
    pub message: Uuid,
    pub attempts: i64,
    pub ended_at: Option<DateTime<Utc>>,
}

/// Sends a webhook an event that tells of nothing.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn test(service: &Service, actor: &Actor, id: WebhookId) -> Result<()> {
    policy::can(actor, Action::WriteWebhooks, On::Nothing)?;
    let (now, delivery) = (service.clock.now(), service.clock.id());
    service
        .db
        .housekeep(move |tx| {
            Box::pin(async move {
                known(tx, id).await?;
                tx.query(sql!(
                    "INSERT INTO webhook_delivery (id, webhook, position, message, event, record, status, attempts, due_at, since, hurries)
                     VALUES ($1, $2, 0, $1, $3, $1, 'waiting', 0, $4, $4, FALSE)"
                ))
                .bind(delivery)
                .bind(id.0)
                .bind(TEST)
                .bind(now)
                .execute()
                .await
                .map(drop)
            })
        })
        .await
}

/// Sends again what did not arrive: this event, or of all of them as many as may wait, the oldest first. An event that waits is sent at once; one that arrived is sent
/// again when it is asked for by its id.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn replay(service: &Service, actor: &Actor, id: WebhookId, message: Option<Uuid>) -> Result<()> {
    policy::can(actor, Action::WriteWebhooks, On::Nothing)?;
    let now = service.clock.now();
    service
        .db
        .housekeep(move |tx| {
            Box::pin(async move {
                known(tx, id).await?;
                let Some(message) = message else {
                    let waiting = sql!("SELECT COUNT(*) FROM webhook_delivery WHERE webhook = $1 AND status = 'waiting'");
                    let room = WINDOW - tx.query(waiting).bind(id.0).number().await?;
                    let all = sql!(
                        "UPDATE webhook_delivery SET status = 'waiting', due_at = $2, since = $2, attempts = 0, claimed_at = NULL, ended_at = NULL
                         WHERE id IN (SELECT id FROM webhook_delivery WHERE webhook = $1 AND status = 'dead' ORDER BY position, id LIMIT $3)"
                    );
                    return tx.query(all).bind(id.0).bind(now).bind(room.max(0)).execute().await.map(drop);
                };
                let one = sql!(
                    "UPDATE webhook_delivery SET status = 'waiting', due_at = $2, since = $2, attempts = 0, claimed_at = NULL, ended_at = NULL
                     WHERE webhook = $1 AND message = $3"
                );
                let found = tx.query(one).bind(id.0).bind(now).bind(message).execute().await?;
                if found == 0 { Err(Error::Refused(Refusal::NotFound)) } else { Ok(()) }
            })
        })
        .await
}

/// Where these webhooks stand; one that is not there is left out.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn standings(service: &Service, actor: &Actor, ids: &[WebhookId]) -> Result<BTreeMap<WebhookId, Standing>> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    let mut within = Where::default();
    within.and_in("w.id", ids.iter().map(|id| Param::key(*id)).collect());
    let sql = format!(
        "SELECT w.id, (SELECT COUNT(*) FROM webhook_delivery WHERE webhook = w.id AND status = 'waiting'),
                (SELECT COUNT(*) FROM webhook_delivery WHERE webhook = w.id AND status = 'dead'),
                (SELECT MAX(ended_at) FROM webhook_delivery WHERE webhook = w.id AND status = 'delivered') FROM webhook w{}",
        within.clause()
    );
    let rows: Vec<(Uuid, i64, i64, Option<DateTime<Utc>>)> =
        service.db.look(async |tx: &mut Tx| tx.query_built(sql).bind_all(within.params().to_vec()).all().await).await?;
    Ok(rows.into_iter().map(|(id, waiting, dead, delivered_at)| (WebhookId(id), Standing { waiting, dead, delivered_at })).collect())
}

/// Where a webhook stands.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn standing(service: &Service, actor: &Actor, id: WebhookId) -> Result<Standing> {
    standings(service, actor, &[id]).await?.remove(&id).ok_or(Error::Refused(Refusal::NotFound))
}

/// The events of a webhook that did not arrive, the last first.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn dead(service: &Service, actor: &Actor, id: WebhookId) -> Result<Vec<Dead>> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    service
        .db
        .look(async |tx: &mut Tx| {
            tx.query(sql!(
                "SELECT event, message, attempts, ended_at FROM webhook_delivery WHERE webhook = $1 AND status = 'dead'
                 ORDER BY ended_at DESC, id DESC LIMIT $2"
            ))
            .bind(id.0)
            .bind(SHOWN)
            .all()
            .await
        })
        .await
}

/// Forgets what need not be remembered any longer, a piece at a time: nobody waits behind all of it.
///
/// # Errors
/// The database's.
pub async fn forget(service: &Service) -> Result<()> {
    let now = service.clock.now();
    let (old, dead) = (now - REMEMBERED, now - DEAD);
    let logged = sql!("DELETE FROM webhook_log WHERE id IN (SELECT id FROM webhook_log WHERE created_at < $1 LIMIT $2)");
    service.db.sweep(logged, Param::Moment(Some(old))).await?;
    let arrived = sql!(
        "DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE status = 'delivered' AND ended_at < $1 LIMIT $2)"
    );
    service.db.sweep(arrived, Param::Moment(Some(old))).await?;
    let given_up =
        sql!("DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE status = 'dead' AND ended_at < $1 LIMIT $2)");
    service.db.sweep(given_up, Param::Moment(Some(dead))).await?;
    // What is left of webhooks that were deleted.
    let gone: Vec<(Uuid,)> = service
        .db
        .look(async |tx: &mut Tx| {
            tx.query(sql!(
                "SELECT webhook FROM webhook_log WHERE webhook NOT IN (SELECT id FROM webhook)
                 UNION SELECT webhook FROM webhook_delivery WHERE webhook NOT IN (SELECT id FROM webhook)"
            ))
            .all()
            .await
        })
        .await?;
    for (webhook,) in gone {
        let logged = sql!("DELETE FROM webhook_log WHERE id IN (SELECT id FROM webhook_log WHERE webhook = $1 LIMIT $2)");
        service.db.sweep(logged, Param::Id(Some(webhook))).await?;
        let events = sql!("DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE webhook = $1 LIMIT $2)");
        service.db.sweep(events, Param::Id(Some(webhook))).await?;
    }
    Ok(())
}
