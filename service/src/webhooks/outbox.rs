//! What is sent to webhooks. An event is made from a row of the log of changes: a webhook's cursor moves over the log in the transaction that stores its events, so none is
//! lost and none is made twice. It is kept until the receiver has it, or for a day did not take it; events of one record are sent in their order.
//!
//! The log is the queue: of a webhook no more than [`WINDOW`] events wait here, whatever happens.

use super::{known, secret_of, signature, switch_off};
use crate::{
    Service,
    db::{Param, Tx},
    error::{Error, Result},
    feed::{self, Told},
    sql,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    change::{Entity, Facts, Kind},
    error::Error as Refusal,
    id::{UserId, WebhookId, WebhookLogId},
    policy::{self, Action, Actor, On, Person},
    users::Role,
    webhooks::{self, TEST, Webhook},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Events of one webhook that wait at the same time; what comes after them waits in the log.
const WINDOW: i64 = 1_000;
/// Rows of the log gone through at once.
const ROWS: i64 = 200;
/// A process that has taken an event and does not say what became of it is gone after this time: longer than an attempt takes.
const CLAIM: TimeDelta = TimeDelta::seconds(30);
/// How long after the first attempt the last one is made.
pub const PATIENCE: TimeDelta = TimeDelta::hours(24);
/// Seconds between attempts; the last stays.
const PAUSES: [i64; 8] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400];
/// The longest that a receiver may ask us to wait.
const LONGEST: TimeDelta = TimeDelta::hours(1);
/// How long is remembered what arrived, and each attempt.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// How long what did not arrive can be sent again.
const DEAD: TimeDelta = TimeDelta::days(90);
/// What did not arrive, shown at most.
const SHOWN: i64 = 100;

/// Somebody who reads what an administrator reads, and is nobody: the reader that a webhook is.
const READER: Actor = Actor::User(Person { id: UserId(Uuid::nil()), role: Role::Admin, candidate: None, service: true });

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
    tried_at: DateTime<Utc>,
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
    pub now: Option<Told>,
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
    pub id: Uuid,
    pub event: String,
    pub message: Uuid,
    pub attempts: i64,
    pub ended_at: Option<DateTime<Utc>>,
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
                    c.position < (SELECT COALESCE(MAX(position), 0) FROM change_order)
                    OR EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook = w.id AND d.status = 'waiting' AND d.due_at <= $1
                               AND (d.claimed_at IS NULL OR d.claimed_at < $2)))"
            ))
            .bind(now)
            .bind(now - CLAIM)
            .all()
            .await
        })
        .await?;
    Ok(rows.into_iter().map(|(id,)| WebhookId(id)).collect())
}

/// A row of the log.
#[derive(sqlx::FromRow)]
struct Row {
    position: i64,
    change_id: Uuid,
    entity: String,
    entity_id: Uuid,
    owner: Uuid,
    kind: String,
    facts: String,
}

/// Makes the next events of a webhook from the log. Says whether there may be more.
///
/// # Errors
/// The database's.
pub async fn gather(service: &Service, id: WebhookId) -> Result<bool> {
    let (now, clock) = (service.clock.now(), std::sync::Arc::clone(&service.clock));
    service
        .db
        .housekeep(move |tx| {
            let clock = std::sync::Arc::clone(&clock);
            Box::pin(async move {
                let Some(webhook) = known(tx, id).await.ok().filter(|webhook| webhook.active) else { return Ok(false) };
                let waiting = sql!("SELECT COUNT(*) FROM webhook_delivery WHERE webhook = $1 AND status = 'waiting'");
                let room = (WINDOW - tx.query(waiting).bind(id.0).number().await?).min(ROWS);
                if room <= 0 {
                    return Ok(false);
                }
                // What was done before it was made may get its place later: it is not told of that.
                let rows: Vec<Row> = tx
                    .query(sql!(
                        "SELECT o.position, o.change_id, c.entity, c.entity_id, c.owner, c.kind, c.facts
                         FROM change_order o JOIN change c ON c.id = o.change_id
                         WHERE o.position > (SELECT position FROM webhook_cursor WHERE webhook = $1)
                         AND o.position >= (SELECT b.position FROM change_order b JOIN change m ON m.id = b.change_id
                                            WHERE m.entity_id = $1 AND m.kind = 'created')
                         ORDER BY o.position LIMIT $2"
                    ))
                    .bind(id.0)
                    .bind(room)
                    .all()
                    .await?;
                let Some(last) = rows.last().map(|row| row.position) else { return Ok(false) };
                let more = rows.len() as i64 == room;
                for row in rows {
                    let (entity, kind, facts) = read(&row.entity, &row.kind, &row.facts)?;
                    let Some(event) = webhooks::event(entity, kind, &facts).filter(|event| webhook.wants(event.name)) else { continue };
                    // A round of approval is sealed with its request's key.
                    let record = if event.entity == entity { row.entity_id } else { row.owner };
                    let statement = sql!(
                        "INSERT INTO webhook_delivery (id, webhook, position, message, event, entity, record, status, attempts, due_at)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8)"
                    );
                    let params = vec![
                        Param::Id(Some(clock.id())),
                        Param::Id(Some(id.0)),
                        Param::Int(Some(row.position)),
                        Param::Id(Some(row.change_id)),
                        Param::Text(Some(event.name.to_owned())),
                        Param::Text(Some(event.entity.word().to_owned())),
                        Param::Id(Some(record)),
                        Param::Moment(Some(now)),
                    ];
                    tx.later(statement, params).await?;
                }
                let moved = sql!("UPDATE webhook_cursor SET position = $2 WHERE webhook = $1");
                tx.query(moved).bind(id.0).bind(last).execute().await?;
                Ok(more)
            })
        })
        .await
}

fn read(entity: &str, kind: &str, facts: &str) -> Result<(Entity, Kind, Facts)> {
    let entity = entity.parse().map_err(|_| Error::broken("a change of an unknown kind of record"))?;
    let kind = kind.parse().map_err(|_| Error::broken("a change of an unknown kind"))?;
    Ok((entity, kind, serde_json::from_str(facts)?))
}

/// An event that was taken.
#[derive(sqlx::FromRow)]
struct Taken {
    id: Uuid,
    message: Uuid,
    event: String,
    entity: Option<String>,
    record: Uuid,
    attempts: i64,
    tried_at: DateTime<Utc>,
}

/// Takes the next events that are due, no more than `most`: nobody else gets them meanwhile, and none of them waits for another of the same record.
///
/// # Errors
/// The database's.
pub async fn take(service: &Service, id: WebhookId, most: usize) -> Result<Vec<Message>> {
    let (now, most) = (service.clock.now(), most as i64);
    let taken: Vec<Taken> = service
        .db
        .housekeep(move |tx| {
            Box::pin(async move {
                tx.query(sql!(
                    "UPDATE webhook_delivery SET claimed_at = $1, attempts = attempts + 1, tried_at = COALESCE(tried_at, $1) WHERE id IN (
                        SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook
                        WHERE d.webhook = $2 AND w.active AND d.status = 'waiting' AND d.due_at <= $1 AND (d.claimed_at IS NULL OR d.claimed_at < $3)
                        AND NOT EXISTS (SELECT 1 FROM webhook_delivery e WHERE e.webhook = d.webhook AND e.record = d.record
                                        AND e.status = 'waiting' AND e.position < d.position)
                        ORDER BY d.position, d.id LIMIT $4
                     ) RETURNING id, message, event, entity, record, attempts, tried_at"
                ))
                .bind(now)
                .bind(id.0)
                .bind(now - CLAIM)
                .bind(most)
                .all()
                .await
            })
        })
        .await?;
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    let (webhook, secret, mut changes) = service
        .db
        .read(async |tx: &mut Tx| {
            let (webhook, secret) = (known(tx, id).await?, secret_of(tx, service, id).await?);
            let mut changes: BTreeMap<Uuid, (Option<UserId>, DateTime<Utc>, Facts)> = BTreeMap::new();
            for message in taken.iter().filter(|taken| taken.entity.is_some()).map(|taken| taken.message) {
                let (actor, at, facts): (Option<Uuid>, DateTime<Utc>, String) =
                    tx.query(sql!("SELECT actor, at, facts FROM change WHERE id = $1")).bind(message).one().await?;
                changes.insert(message, (actor.map(UserId), at, serde_json::from_str(&facts)?));
            }
            Ok((webhook, secret, changes))
        })
        .await?;
    let mut messages = Vec::new();
    for taken in taken {
        let (mut at, mut change) = (taken.tried_at, None);
        if let (Some(entity), Some((by, when, facts))) = (&taken.entity, changes.remove(&taken.message)) {
            let entity: Entity = entity.parse().map_err(|_| Error::broken("an event of an unknown kind of record"))?;
            let now = if webhook.include_data { feed::told(service, &READER, entity, taken.record).await? } else { None };
            at = when;
            change = Some(Happened { entity, record: taken.record, by, facts, now });
        }
        messages.push(Message {
            delivery: taken.id,
            id: taken.message,
            webhook: webhook.clone(),
            secret: secret.clone(),
            event: taken.event,
            change,
            at,
            attempts: taken.attempts,
            tried_at: taken.tried_at,
        });
    }
    Ok(messages)
}

/// What becomes of an event after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Arrived,
    Again(DateTime<Utc>),
    Dead,
}

/// `chance`: any number; who failed together is not tried again together.
fn next(attempt: &Attempt, attempts: i64, tried_at: DateTime<Utc>, now: DateTime<Utc>, chance: u64) -> Next {
    if attempt.status.is_some_and(|status| (200..300).contains(&status)) {
        return Next::Arrived;
    }
    let last = tried_at + PATIENCE;
    if now >= last {
        return Next::Dead;
    }
    let place = usize::try_from(attempts - 1).unwrap_or_default().min(PAUSES.len() - 1);
    let pause = PAUSES.get(place).copied().unwrap_or_default() * 1_000;
    // From four fifths to six fifths of it.
    let jittered = TimeDelta::milliseconds(pause * 4 / 5 + chance.cast_signed().rem_euclid(pause * 2 / 5 + 1));
    let asked = attempt.retry_after.unwrap_or_default().clamp(TimeDelta::zero(), LONGEST);
    Next::Again((now + jittered.max(asked)).min(last))
}

/// Notes what came of an attempt. 410 switches the webhook off, and the event waits until it is switched on.
///
/// # Errors
/// The database's.
pub async fn done(service: &Service, message: &Message, attempt: Attempt) -> Result<()> {
    let (now, log) = (service.clock.now(), service.clock.id());
    let gone = attempt.status == Some(410);
    let next = next(&attempt, message.attempts, message.tried_at, now, log.as_u64_pair().1);
    let (delivery, webhook, event, id) = (message.delivery, message.webhook.id, message.event.clone(), message.id);
    let (url, failed_before) = (message.webhook.url.clone(), message.attempts > 1);
    service
        .db
        .housekeep(move |tx| {
            let (attempt, event, url) = (attempt.clone(), event.clone(), url.clone());
            Box::pin(async move {
                let (status, due, ended) = match next {
                    Next::Arrived => ("delivered", now, Some(now)),
                    Next::Again(due) => ("waiting", due, None),
                    Next::Dead => ("dead", now, Some(now)),
                };
                let statement =
                    sql!("UPDATE webhook_delivery SET status = $2, due_at = $3, ended_at = $4, claimed_at = NULL WHERE id = $1");
                tx.query(statement).bind(delivery).bind(status).bind(due).bind(ended).execute().await?;
                if next == Next::Arrived && failed_before {
                    // It is there again: nothing need wait any longer.
                    hurry_at(tx, webhook, now).await?;
                }
                tx.query(sql!(
                    "INSERT INTO webhook_log (id, version, created_at, updated_at, webhook, url, event, message, status_code, response_time, response)
                     SELECT $1, 1, $2, $2, id, $4, $5, $6, $7, $8, $9 FROM webhook WHERE id = $3"
                ))
                .bind(WebhookLogId(log).0)
                .bind(now)
                .bind(webhook.0)
                .bind(url)
                .bind(event)
                .bind(id.to_string())
                .bind(attempt.status.map(i64::from))
                .bind(attempt.took)
                .bind(attempt.response)
                .execute()
                .await
                .map(drop)
            })
        })
        .await?;
    if gone {
        switch_off(service, webhook).await?;
    }
    Ok(())
}

/// Has everything that waits for another attempt tried at once, in the transaction of a command.
pub(super) async fn hurry(tx: &mut Tx, webhook: WebhookId) -> Result<()> {
    let now = tx.command()?.at;
    tx.query(sql!("UPDATE webhook_delivery SET tried_at = NULL WHERE webhook = $1 AND status = 'waiting'"))
        .bind(webhook.0)
        .execute()
        .await?;
    hurry_at(tx, webhook, now).await
}

async fn hurry_at(tx: &mut Tx, webhook: WebhookId, now: DateTime<Utc>) -> Result<()> {
    tx.query(sql!("UPDATE webhook_delivery SET due_at = $2 WHERE webhook = $1 AND status = 'waiting' AND due_at > $2"))
        .bind(webhook.0)
        .bind(now)
        .execute()
        .await
        .map(drop)
}

/// Forgets what need not be remembered any longer.
///
/// # Errors
/// The database's.
pub async fn forget(service: &Service) -> Result<()> {
    let now = service.clock.now();
    service
        .db
        .housekeep(move |tx| {
            Box::pin(async move {
                let (old, dead) = (now - REMEMBERED, now - DEAD);
                tx.query(sql!("DELETE FROM webhook_log WHERE created_at < $1")).bind(old).execute().await?;
                let arrived = sql!("DELETE FROM webhook_delivery WHERE status = 'delivered' AND ended_at < $1");
                tx.query(arrived).bind(old).execute().await?;
                let given_up = sql!("DELETE FROM webhook_delivery WHERE status = 'dead' AND ended_at < $1");
                tx.query(given_up).bind(dead).execute().await.map(drop)
            })
        })
        .await
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
                    "INSERT INTO webhook_delivery (id, webhook, position, message, event, record, status, attempts, due_at)
                     VALUES ($1, $2, 0, $1, $3, $1, 'waiting', 0, $4)"
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

/// Sends again what did not arrive: this event, or all of them. An event that is waiting is sent at once; one that arrived is sent again when it is asked for by its id.
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
                let statement = sql!(
                    "UPDATE webhook_delivery SET status = 'waiting', due_at = $2, tried_at = NULL, ended_at = NULL
                     WHERE webhook = $1 AND claimed_at IS NULL AND (message = $3 OR ($3 IS NULL AND status = 'dead'))"
                );
                let found = tx.query(statement).bind(id.0).bind(now).bind(message).execute().await?;
                if found == 0 && message.is_some() { Err(Error::Refused(Refusal::NotFound)) } else { Ok(()) }
            })
        })
        .await
}

/// Where a webhook stands.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn standing(service: &Service, actor: &Actor, id: WebhookId) -> Result<Standing> {
    policy::can(actor, Action::ReadWebhooks, On::Nothing)?;
    let (waiting, dead, delivered_at): (i64, i64, Option<DateTime<Utc>>) = service
        .db
        .look(async |tx: &mut Tx| {
            tx.query(sql!(
                "SELECT (SELECT COUNT(*) FROM webhook_delivery WHERE webhook = $1 AND status = 'waiting'),
                        (SELECT COUNT(*) FROM webhook_delivery WHERE webhook = $1 AND status = 'dead'),
                        (SELECT MAX(ended_at) FROM webhook_delivery WHERE webhook = $1 AND status = 'delivered')"
            ))
            .bind(id.0)
            .one()
            .await
        })
        .await?;
    Ok(Standing { waiting, dead, delivered_at })
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
                "SELECT id, event, message, attempts, ended_at FROM webhook_delivery WHERE webhook = $1 AND status = 'dead'
                 ORDER BY ended_at DESC, id DESC LIMIT $2"
            ))
            .bind(id.0)
            .bind(SHOWN)
            .all()
            .await
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn pauses_grow_and_end_after_a_day() {
        let failed = Attempt { status: Some(500), ..Attempt::default() };
        let (mut now, mut attempts) = (at(0), 1);
        while let Next::Again(due) = next(&failed, attempts, at(0), now, 7_919 * attempts as u64) {
            let pause = PAUSES[usize::try_from(attempts - 1).expect("a place").min(PAUSES.len() - 1)];
            let (least, most) = (TimeDelta::seconds(pause * 4 / 5), TimeDelta::seconds(pause * 6 / 5));
            assert!((least..=most).contains(&(due - now)) || due == at(0) + PATIENCE, "{attempts}: {}", due - now);
            (now, attempts) = (due, attempts + 1);
        }
        assert_eq!(now, at(0) + PATIENCE, "tried once more when the day is over");
        assert!((10..16).contains(&attempts), "{attempts}");
    }

    #[test]
    fn what_arrived_has_arrived() {
        for (status, arrived) in
            [(Some(200), true), (Some(204), true), (Some(302), false), (Some(410), false), (Some(199), false), (None, false)]
        {
            let attempt = Attempt { status, ..Attempt::default() };
            assert_eq!(next(&attempt, 1, at(0), at(1), 0) == Next::Arrived, arrived, "{status:?}");
        }
    }

    #[test]
    fn a_receiver_may_ask_for_time_but_not_for_ever() {
        for (asked, expected) in [(100, 100), (1_000_000, 3_600), (-5, 4)] {
            let attempt = Attempt { status: Some(429), retry_after: Some(TimeDelta::seconds(asked)), ..Attempt::default() };
            assert_eq!(next(&attempt, 1, at(0), at(0), 0), Next::Again(at(expected)), "{asked}");
        }
    }
}
