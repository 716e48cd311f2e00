//! What is sent to webhooks. An event is made from a row of the log of changes: a webhook's cursor moves over the log in the transaction that stores its events, so none is
//! lost and none is made twice. It is kept until the receiver has it, or for a day did not take it; events of one record are sent in their order.
//!
//! The log is the queue: of a webhook no more than [`WINDOW`] events wait here, whatever happens.

use super::{known, secret_of, signature, switch_off};
use crate::{
    Service,
    db::{Param, Tx},
    error::{Error, Result},
    feed, sql,
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
/// Attempts before an event is given up, at least.
const LEAST: i64 = 3;
/// Events that wait for another attempt and follow one that arrived: a receiver that is there again gets them all, one that takes some and not others is not flooded.
const FOLLOW: i64 = 2;
/// The longest that a receiver may ask us to wait.
const LONGEST: TimeDelta = TimeDelta::hours(1);
/// How long is remembered what arrived, and each attempt.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// How long what did not arrive can be sent again.
const DEAD: TimeDelta = TimeDelta::days(90);
/// Rows removed at once.
const PIECE: i64 = 500;
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
                let cursor = sql!("SELECT position FROM webhook_cursor WHERE webhook = $1");
                let cursor = tx.query(cursor).bind(id.0).number().await?;
                // What was done before it was made may get its place later: it is not told of that.
                let rows: Vec<Row> = tx
                    .query(sql!(
                        "SELECT o.position, o.change_id, c.entity, c.entity_id, c.owner, c.kind, c.facts
                         FROM change_order o JOIN change c ON c.id = o.change_id
                         WHERE o.position > $3
                         AND o.position >= (SELECT b.position FROM change_order b JOIN change m ON m.id = b.change_id
                                            WHERE m.entity_id = $1 AND m.kind = 'created')
                         ORDER BY o.position LIMIT $2"
                    ))
                    .bind(id.0)
                    .bind(room)
                    .bind(cursor)
                    .all()
                    .await?;
                let Some(last) = rows.last().map(|row| row.position) else { return Ok(false) };
                let more = rows.len() as i64 == room;
                // Before anything else: where two servers do this at once, the slower one does it again from here.
                let moved = sql!("UPDATE webhook_cursor SET position = $2 WHERE webhook = $1 AND position = $3");
                if tx.query(moved).bind(id.0).bind(last).bind(cursor).execute().await? == 0 {
                    return Ok(true);
                }
                for row in rows {
                    let (entity, kind, facts) = read(&row.entity, &row.kind, &row.facts)?;
                    let Some(event) = webhooks::event(entity, kind, &facts).filter(|event| webhook.wants(event.name)) else { continue };
                    // A round of approval is sealed with its request's key.
                    let record = if event.entity == entity { row.entity_id } else { row.owner };
                    let statement = sql!(
                        "INSERT INTO webhook_delivery (id, webhook, position, message, event, entity, record, status, attempts, due_at, since, hurries)
                         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8, FALSE)"
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
    since: DateTime<Utc>,
}

/// What a taken event tells of: who did what, when.
type Told = (Option<UserId>, DateTime<Utc>, Entity, Facts);

/// Takes the next events that are due, no more than `most`: nobody else gets them meanwhile, and none of them waits for another of the same record.
///
/// # Errors
/// The database's; then nothing was taken.
pub async fn take(service: &Service, id: WebhookId, most: usize) -> Result<Vec<Message>> {
    let (now, most, keys) = (service.clock.now(), most as i64, service.keys.clone());
    let taken: Option<(Webhook, Vec<u8>, Vec<(Taken, Option<Told>)>)> = service
        .db
        .housekeep(move |tx| {
            let keys = keys.clone();
            Box::pin(async move {
                let taken: Vec<Taken> = tx
                    .query(sql!(
                        "UPDATE webhook_delivery SET claimed_at = $1, attempts = attempts + 1 WHERE id IN (
                            SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook
                            WHERE d.webhook = $2 AND w.active AND d.status = 'waiting' AND d.due_at <= $1 AND (d.claimed_at IS NULL OR d.claimed_at < $3)
                            AND NOT EXISTS (SELECT 1 FROM webhook_delivery e WHERE e.webhook = d.webhook AND e.record = d.record
                                            AND e.status = 'waiting' AND e.position < d.position)
                            ORDER BY d.position, d.id LIMIT $4
                         ) RETURNING id, message, event, entity, record, attempts, since"
                    ))
                    .bind(now)
                    .bind(id.0)
                    .bind(now - CLAIM)
                    .bind(most)
                    .all()
                    .await?;
                if taken.is_empty() {
                    return Ok(None);
                }
                let mut all = Vec::new();
                for taken in taken {
                    let told = match taken.entity {
                        Some(_) => Some(told(tx, taken.message).await?),
                        None => None,
                    };
                    all.push((taken, told));
                }
                Ok(Some((known(tx, id).await?, secret_of(tx, &keys, id).await?, all)))
            })
        })
        .await?;
    let Some((webhook, secret, taken)) = taken else { return Ok(Vec::new()) };
    let mut messages = Vec::new();
    for (taken, told) in taken {
        let mut message = Message {
            delivery: taken.id,
            id: taken.message,
            webhook: webhook.clone(),
            secret: secret.clone(),
            event: taken.event,
            change: None,
            at: told.as_ref().map_or(now, |(_, at, ..)| *at),
            attempts: taken.attempts,
            since: taken.since,
            claimed_at: now,
        };
        if let (Some(entity), Some((by, _, own, facts))) = (&taken.entity, told) {
            let entity: Entity = entity.parse().map_err(|_| Error::broken("an event of an unknown kind of record"))?;
            let now = if webhook.include_data { feed::told(service, &READER, entity, taken.record).await } else { Ok(None) };
            let now = match now {
                Ok(now) => now,
                // The others need not wait for this one.
                Err(error) => {
                    tracing::warn!(%error, webhook = %id, "what an event tells of cannot be read");
                    done(service, &message, Attempt { response: "the record could not be read here".to_owned(), ..Attempt::default() })
                        .await?;
                    continue;
                }
            };
            // What a round of approval went through are no states of the request.
            let facts = if own == entity { facts } else { Facts { fields: vec!["approval".to_owned()], ..Facts::default() } };
            message.change = Some(Happened { entity, record: taken.record, by, facts, now });
        }
        messages.push(message);
    }
    Ok(messages)
}

async fn told(tx: &mut Tx, change: Uuid) -> Result<Told> {
    let (actor, at, entity, kind, facts): (Option<Uuid>, DateTime<Utc>, String, String, String) =
        tx.query(sql!("SELECT actor, at, entity, kind, facts FROM change WHERE id = $1")).bind(change).one().await?;
    let (entity, _, facts) = read(&entity, &kind, &facts)?;
    Ok((actor.map(UserId), at, entity, facts))
}

/// What becomes of an event after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Arrived,
    Again(DateTime<Utc>),
    Dead,
}

/// `chance`: any number; who failed together is not tried again together.
fn next(attempt: &Attempt, attempts: i64, since: DateTime<Utc>, now: DateTime<Utc>, chance: u64) -> Next {
    if attempt.status.is_some_and(|status| (200..300).contains(&status)) {
        return Next::Arrived;
    }
    // What had to wait for another of its record all day has a few attempts all the same.
    let last = since + PATIENCE;
    if now >= last && attempts >= LEAST {
        return Next::Dead;
    }
    let place = usize::try_from(attempts - 1).unwrap_or_default().min(PAUSES.len() - 1);
    let pause = PAUSES.get(place).copied().unwrap_or_default() * 1_000;
    // From four fifths to six fifths of it.
    let jittered = TimeDelta::milliseconds(pause * 4 / 5 + chance.cast_signed().rem_euclid(pause * 2 / 5 + 1));
    let asked = attempt.retry_after.unwrap_or_default().clamp(TimeDelta::zero(), LONGEST);
    let due = now + jittered.max(asked);
    Next::Again(if now < last { due.min(last) } else { due })
}

/// Notes what came of an attempt. 410 switches the webhook off, and the event waits until it is switched on.
///
/// # Errors
/// The database's.
pub async fn done(service: &Service, message: &Message, attempt: Attempt) -> Result<()> {
    let (now, log) = (service.clock.now(), service.clock.id());
    let gone = attempt.status == Some(410);
    let next = next(&attempt, message.attempts, message.since, now, log.as_u64_pair().1);
    let hurries = attempt.retry_after.is_none() && attempt.status.is_none_or(|status| status >= 500);
    let (delivery, claimed_at, webhook) = (message.delivery, message.claimed_at, message.webhook.id);
    let (event, id, url) = (message.event.clone(), message.id, message.webhook.url.clone());
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
                // Whoever was too slow has lost it to another, who says what becomes of it.
                let statement = sql!(
                    "UPDATE webhook_delivery SET status = $2, due_at = $3, ended_at = $4, hurries = $5, claimed_at = NULL
                     WHERE id = $1 AND status = 'waiting' AND claimed_at = $6"
                );
                tx.query(statement).bind(delivery).bind(status).bind(due).bind(ended).bind(hurries).bind(claimed_at).execute().await?;
                if next == Next::Arrived {
                    tx.query(sql!(
                        "UPDATE webhook_delivery SET due_at = $2 WHERE id IN (
                            SELECT id FROM webhook_delivery WHERE webhook = $1 AND status = 'waiting' AND hurries AND due_at > $2
                            ORDER BY position, id LIMIT $3)"
                    ))
                    .bind(webhook.0)
                    .bind(now)
                    .bind(FOLLOW)
                    .execute()
                    .await?;
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
        switch_off(service, webhook, &message.webhook.url).await?;
    }
    Ok(())
}

/// Has everything that waits tried at once, and for another day, in the transaction of a command.
pub(super) async fn hurry(tx: &mut Tx, webhook: WebhookId) -> Result<()> {
    let now = tx.command()?.at;
    tx.query(sql!("UPDATE webhook_delivery SET due_at = $2, since = $2 WHERE webhook = $1 AND status = 'waiting'"))
        .bind(webhook.0)
        .bind(now)
        .execute()
        .await
        .map(drop)
}

/// Forgets what need not be remembered any longer, a piece at a time: nobody waits behind all of it.
///
/// # Errors
/// The database's.
pub async fn forget(service: &Service) -> Result<()> {
    let now = service.clock.now();
    let (old, dead) = (now - REMEMBERED, now - DEAD);
    let logged = sql!("DELETE FROM webhook_log WHERE id IN (SELECT id FROM webhook_log WHERE created_at < $1 LIMIT $2)");
    remove(service, logged, Param::Moment(Some(old))).await?;
    let arrived = sql!(
        "DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE status = 'delivered' AND ended_at < $1 LIMIT $2)"
    );
    remove(service, arrived, Param::Moment(Some(old))).await?;
    let given_up =
        sql!("DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE status = 'dead' AND ended_at < $1 LIMIT $2)");
    remove(service, given_up, Param::Moment(Some(dead))).await?;
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
        remove(service, logged, Param::Id(Some(webhook))).await?;
        let events = sql!("DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE webhook = $1 LIMIT $2)");
        remove(service, events, Param::Id(Some(webhook))).await?;
    }
    Ok(())
}

/// Runs a statement that removes so many rows until there are none left.
async fn remove(service: &Service, statement: &'static str, which: Param) -> Result<()> {
    loop {
        let which = which.clone();
        let removed = service
            .db
            .housekeep(move |tx| {
                let which = which.clone();
                Box::pin(async move { tx.query(statement).bind_param(which).bind(PIECE).execute().await })
            })
            .await?;
        if removed < PIECE.unsigned_abs() {
            return Ok(());
        }
    }
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
                    let all = sql!(
                        "UPDATE webhook_delivery SET status = 'waiting', due_at = $2, since = $2, ended_at = NULL WHERE id IN (
                            SELECT id FROM webhook_delivery WHERE webhook = $1 AND status = 'dead' ORDER BY position, id LIMIT $3)"
                    );
                    return tx.query(all).bind(id.0).bind(now).bind(WINDOW).execute().await.map(drop);
                };
                let there = sql!("SELECT COUNT(*) FROM webhook_delivery WHERE webhook = $1 AND message = $2");
                if tx.query(there).bind(id.0).bind(message).number().await? == 0 {
                    return Err(Error::Refused(Refusal::NotFound));
                }
                // One that is under way is being sent.
                let one = sql!(
                    "UPDATE webhook_delivery SET status = 'waiting', due_at = $2, since = $2, ended_at = NULL
                     WHERE webhook = $1 AND message = $3 AND claimed_at IS NULL"
                );
                tx.query(one).bind(id.0).bind(now).bind(message).execute().await.map(drop)
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
