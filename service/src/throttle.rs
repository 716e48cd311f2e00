//! Failed sign-ins, counted by account and by address, so that passwords cannot be guessed; and whatever else may not be done without end by whoever has
//! a link.

use crate::{Service, db::Tx, error::Result, keys, sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::error::Error as Refusal;
use uuid::Uuid;

/// Failures within the [`WINDOW`] after which nobody is heard any more.
const ALLOWED: i64 = 10;
const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// An attempt under way, counted as failed until it has succeeded: many at once are no way around.
#[derive(Clone)]
pub(crate) struct Attempt {
    ids: Vec<Uuid>,
    account: Vec<u8>,
}

/// Begins an attempt on an account, from an address.
///
/// # Errors
/// [`Refusal::Throttled`].
pub(crate) async fn begin(service: &Service, account: &str, address: &str) -> Result<Attempt> {
    let account = keys::digest(&format!("account {account}"));
    let address = keys::digest(&format!("address {address}"));
    let now = service.clock.now();
    let entries = [(service.clock.id(), account.clone()), (service.clock.id(), address)];
    let ids = entries.iter().map(|(id, _)| *id).collect();
    service
        .db
        .housekeep(move |tx| {
            let entries = entries.clone();
            Box::pin(async move {
                tx.query(sql!("DELETE FROM failed_attempt WHERE at < $1")).bind(now - WINDOW).execute().await?;
                for (_, whom) in &entries {
                    heard(tx, whom, ALLOWED, now).await?;
                }
                for (id, whom) in entries {
                    note(tx, id, whom, now).await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(Attempt { ids, account })
}

/// Counts one more of something that may be done so many times within the [`WINDOW`].
///
/// # Errors
/// [`Refusal::Throttled`].
pub(crate) async fn within(service: &Service, what: &str, allowed: i64) -> Result<()> {
    let (id, whom, now) = (service.clock.id(), keys::digest(what), service.clock.now());
    service
        .db
        .housekeep(move |tx| {
            let whom = whom.clone();
            Box::pin(async move {
                tx.query(sql!("DELETE FROM failed_attempt WHERE at < $1")).bind(now - WINDOW).execute().await?;
                heard(tx, &whom, allowed, now).await?;
                note(tx, id, whom, now).await
            })
        })
        .await
}

/// Whether somebody is heard who did something so many times.
async fn heard(tx: &mut Tx, whom: &[u8], allowed: i64, now: DateTime<Utc>) -> Result<()> {
    let (done, first): (i64, Option<DateTime<Utc>>) =
        tx.query(sql!("SELECT COUNT(*), MIN(at) FROM failed_attempt WHERE whom = $1")).bind(whom.to_vec()).one().await?;
    if done < allowed {
        return Ok(());
    }
    let wait = first.map_or(WINDOW, |first| first + WINDOW - now).num_seconds();
    Err(Refusal::Throttled { retry_after: u32::try_from(wait).unwrap_or(0).max(1) }.into())
}

async fn note(tx: &mut Tx, id: Uuid, whom: Vec<u8>, at: DateTime<Utc>) -> Result<()> {
    tx.query(sql!("INSERT INTO failed_attempt (id, whom, at) VALUES ($1, $2, $3)")).bind(id).bind(whom).bind(at).execute().await?;
    Ok(())
}

/// Forgets a successful attempt, and the failures of its account.
pub(crate) async fn succeeded(tx: &mut Tx, attempt: &Attempt) -> Result<()> {
    for id in &attempt.ids {
        tx.query(sql!("DELETE FROM failed_attempt WHERE id = $1")).bind(*id).execute().await?;
    }
    tx.query(sql!("DELETE FROM failed_attempt WHERE whom = $1")).bind(attempt.account.clone()).execute().await?;
    Ok(())
}
