//! Events are taken by whoever sends them, and what came of it is noted.

use super::{Attempt, CLAIM, Happened, Message, PATIENCE, read};
use crate::{
    Service,
    db::Tx,
    error::{Error, Result},
    feed, sql,
    webhooks::{known, secret_of, switch_off},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    change::{Entity, Facts},
    id::{UserId, WebhookId, WebhookLogId},
    policy::{Actor, Person},
    users::Role,
    webhooks::Webhook,
};
use std::time::Duration;
use uuid::Uuid;

/// Seconds between attempts; the last stays.
const PAUSES: [i64; 8] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400];
/// Attempts before an event is given up, at least.
const LEAST: i64 = 3;
/// Events that wait for another attempt and follow one that arrived: a receiver that is there again gets them all, one that takes some and not others is not flooded.
const FOLLOW: i64 = 2;
/// Pauses before what came of an event is noted again.
const AGAIN: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];
/// The longest that a receiver may ask us to wait.
const LONGEST: TimeDelta = TimeDelta::hours(1);

/// Somebody who reads what an administrator reads, and is nobody: the reader that a webhook is.
const READER: Actor = Actor::User(Person { id: UserId(Uuid::nil()), role: Role::Admin, candidate: None, service: true });

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

/// Events that were taken together, with what they tell of: whose they are, and what signs them.
type Batch = (Webhook, Vec<u8>, Vec<(Taken, Option<Told>)>);

/// Takes the next events that are due, no more than `most`: nobody else gets them meanwhile, and none of them waits for another of the same record.
///
/// # Errors
/// The database's; then nothing was taken.
pub async fn take(service: &Service, id: WebhookId, most: usize) -> Result<Vec<Message>> {
    let (now, most, keys) = (service.clock.now(), most as i64, service.keys.clone());
    let taken: Option<Batch> = service
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
    let gone = attempt.status == Some(410);
    if now >= last && attempts >= LEAST && !gone {
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
    let mut pauses = AGAIN.iter();
    // Nobody else knows it: where the database is away it is tried again.
    while let Err(error) = note(service, message, &attempt, now, log).await {
        let Some(pause) = pauses.next() else { return Err(error) };
        tokio::time::sleep(*pause).await;
    }
    if attempt.status == Some(410) {
        switch_off(service, message.webhook.id, &message.webhook.url).await?;
    }
    Ok(())
}

/// Notes it once; `log` names the attempt, and a second time changes nothing.
async fn note(service: &Service, message: &Message, attempt: &Attempt, now: DateTime<Utc>, log: Uuid) -> Result<()> {
    let next = next(attempt, message.attempts, message.since, now, log.as_u64_pair().1);
    let hurries = attempt.retry_after.is_none() && attempt.status.is_none_or(|status| status >= 500);
    let (delivery, claimed_at, webhook) = (message.delivery, message.claimed_at, message.webhook.id);
    let (event, id, url, attempt) = (message.event.clone(), message.id, message.webhook.url.clone(), attempt.clone());
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
                     SELECT $1, 1, $2, $2, id, $4, $5, $6, $7, $8, $9 FROM webhook WHERE id = $3 ON CONFLICT (id) DO NOTHING"
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
