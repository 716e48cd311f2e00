//! What is sent to webhooks. An event is made from a row of the log of changes: a webhook's cursor moves over the log in the transaction that stores its events, so none is
//! lost and none is made twice. It is kept until the receiver has it, or for a day did not take it; events of one record are sent in their order.
//!
//! The log is the queue: no more are made while [`WINDOW`] events of a webhook wait here.

mod gather;
mod kept;
mod send;

pub use gather::gather;
pub use kept::{Dead, Standing, dead, forget, replay, standing, standings, test};
pub use send::{done, take};

use super::signature;
use crate::{
    Service,
    db::Tx,
    error::{Error, Result},
    feed, sql,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    change::{Entity, Facts, Kind},
    id::{UserId, WebhookId},
    webhooks::Webhook,
};
use uuid::Uuid;

/// Events of one webhook that wait at the same time; what comes after them waits in the log.
const WINDOW: i64 = 1_000;
/// A process that has taken an event and does not say what became of it is gone after this time: longer than an attempt takes.
const CLAIM: TimeDelta = TimeDelta::seconds(30);
/// How old an event becomes before it is given up.
pub const PATIENCE: TimeDelta = TimeDelta::hours(24);

/// An event to be sent.
#[derive(Clone, Debug)]
pub struct Message {
    /// Names it here.
    pub delivery: Uuid,
    /// Names it to the receiver, the same in every attempt: the change that it tells of.
    pub id: Uuid,
    pub webhook: Webhook,
    secret: Vec<u8>,
    pub event: String,
    /// What happened; none in a trial.
    pub change: Option<Happened>,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Attempts, this one among them.
    pub attempts: i64,
    /// From when its day counts.
    since: DateTime<Utc>,
    /// When it was taken: whoever takes it after that is another.
    claimed_at: DateTime<Utc>,
}

/// What happened to a record.
#[derive(Clone, Debug)]
pub struct Happened {
    pub entity: Entity,
    /// As the change log names it.
    pub record: Uuid,
    pub by: Option<UserId>,
    pub facts: Facts,
    /// As it is now, where the webhook wants that and it is still there.
    pub now: Option<feed::Told>,
}

/// What came of an attempt.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// None: there was no answer.
    pub status: Option<u16>,
    /// Milliseconds.
    pub took: i64,
    /// The beginning of the answer, or why there was none.
    pub response: String,
    /// How long the receiver asked us to wait.
    pub retry_after: Option<TimeDelta>,
}

impl Message {
    /// The `webhook-signature` of this body, sent now.
    ///
    /// # Errors
    /// The secret is of no use.
    pub fn sign(&self, timestamp: i64, body: &[u8]) -> Result<String> {
        signature::sign(&self.secret, &self.id.to_string(), timestamp, body)
    }
}

/// Forgets who had taken what: with the embedded database this process is the only one, and has just begun.
///
/// # Errors
/// The database's.
pub async fn begin(service: &Service) -> Result<()> {
    if !service.db.is_sqlite() {
        return Ok(());
    }
    service
        .db
        .housekeep(|tx| {
            Box::pin(async move {
                let statement = sql!("UPDATE webhook_delivery SET claimed_at = NULL WHERE status = 'waiting' AND claimed_at IS NOT NULL");
                tx.query(statement).execute().await.map(drop)
            })
        })
        .await
}

/// The webhooks for which there is something to do.
///
/// # Errors
/// The database's.
pub async fn due(service: &Service) -> Result<Vec<WebhookId>> {
    let now = service.clock.now();
    let rows: Vec<(Uuid,)> = service
        .db
        .look(async |tx: &mut Tx| {
            tx.query(sql!(
                "SELECT w.id FROM webhook w JOIN webhook_cursor c ON c.webhook = w.id WHERE w.active AND (
                    (c.position < (SELECT COALESCE(MAX(position), 0) FROM change_order)
                     AND (SELECT COUNT(*) FROM webhook_delivery d WHERE d.webhook = w.id AND d.status = 'waiting') < $3)
                    OR EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook = w.id AND d.status = 'waiting' AND d.due_at <= $1
                               AND (d.claimed_at IS NULL OR d.claimed_at < $2)
                               AND NOT EXISTS (SELECT 1 FROM webhook_delivery e WHERE e.webhook = d.webhook AND e.record = d.record
                                               AND e.status = 'waiting' AND e.position < d.position)))"
            ))
            .bind(now)
            .bind(now - CLAIM)
            .bind(WINDOW)
            .all()
            .await
        })
        .await?;
    Ok(rows.into_iter().map(|(id,)| WebhookId(id)).collect())
}

/// Has everything that waits tried at once, and for another day, in the transaction of a command. What is under way has no say any more.
pub(super) async fn hurry(tx: &mut Tx, webhook: WebhookId) -> Result<()> {
    let now = tx.command()?.at;
    tx.query(sql!(
        "UPDATE webhook_delivery SET due_at = $2, since = $2, attempts = 0, claimed_at = NULL WHERE webhook = $1 AND status = 'waiting'"
    ))
    .bind(webhook.0)
    .bind(now)
    .execute()
    .await
    .map(drop)
}

fn read(entity: &str, kind: &str, facts: &str) -> Result<(Entity, Kind, Facts)> {
    let entity = entity.parse().map_err(|_| Error::broken("a change of an unknown kind of record"))?;
    let kind = kind.parse().map_err(|_| Error::broken("a change of an unknown kind"))?;
    Ok((entity, kind, serde_json::from_str(facts)?))
}
