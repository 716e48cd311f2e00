//! Failed sign-ins, counted by account and by address, so that passwords cannot be guessed.

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
                    let (failed, first): (i64, Option<DateTime<Utc>>) =
                        tx.query(sql!("SELECT COUNT(*), MIN(at) FROM failed_attempt WHERE whom = $1")).bind(whom.clone()).one().await?;
                    if failed >= ALLOWED {
                        let wait = first.map_or(WINDOW, |first| first + WINDOW - now).num_seconds();
                        return Err(Refusal::Throttled { retry_after: u32::try_from(wait).unwrap_or(0).max(1) }.into());
                    }
                }
                for (id, whom) in entries {
                    tx.query(sql!("INSERT INTO failed_attempt (id, whom, at) VALUES ($1, $2, $3)"))
                        .bind(id)
                        .bind(whom)
                        .bind(now)
                        .execute()
                        .await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(Attempt { ids, account })
}

/// Forgets a successful attempt, and the failures of its account.
pub(crate) async fn succeeded(tx: &mut Tx, attempt: &Attempt) -> Result<()> {
    for id in &attempt.ids {
        tx.query(sql!("DELETE FROM failed_attempt WHERE id = $1")).bind(*id).execute().await?;
    }
    tx.query(sql!("DELETE FROM failed_attempt WHERE whom = $1")).bind(attempt.account.clone()).execute().await?;
    Ok(())
}
