//! Requests that may be sent again: what was answered to the first of a key is answered to all of them, and done once.
//!
//! The answer is kept in the transaction that did the work, so no crash separates the two. What was refused did nothing, and its refusal is kept
//! afterwards. Kept is the record as it was made, not its representation: the second answer is written by whatever writes the first.

use crate::{
    Service,
    db::Tx,
    error::{Error, Result},
    sql,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::error::Error as Refusal;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// What was answered: the record that was made, or why there is none.
pub type Answer = std::result::Result<Value, Refusal>;

/// A request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// Who, where, and with which key; digested.
    id: Vec<u8>,
    /// What was sent; digested.
    body: Vec<u8>,
    at: DateTime<Utc>,
}

impl Service {
    /// A service that does what this request asks once: `whom` it comes from and the `path` it goes to are the key's name space.
    #[must_use]
    pub fn once(&self, whom: &str, path: &str, key: &str, body: &[u8]) -> Self {
        let mut id = Sha256::new();
        for part in [whom, path, key] {
            id.update((part.len() as u64).to_be_bytes());
            id.update(part);
        }
        let once = Once { id: id.finalize().to_vec(), body: Sha256::digest(body).to_vec(), at: self.clock.now() };
        Self { once: Some(Arc::new(once)), ..self.clone() }
    }

    /// What was answered to this request before.
    ///
    /// # Errors
    /// [`Refusal::KeyReused`] where it was another request.
    pub async fn recall(&self) -> Result<Option<Answer>> {
        match &self.once {
            Some(once) => self.db.read(async |tx: &mut Tx| once.find(tx).await).await,
            None => Ok(None),
        }
    }

    /// Keeps a refusal.
    ///
    /// # Errors
    /// The database's.
    pub async fn remember_refusal(&self, refusal: &Refusal) -> Result<()> {
        let Some(once) = self.once.clone() else { return Ok(()) };
        let refusal = refusal.clone();
        let kept = self.db.housekeep(move |tx| {
            let (once, refusal) = (Arc::clone(&once), refusal.clone());
            Box::pin(async move {
                match once.find(tx).await? {
                    Some(_) => Ok(()),
                    None => once.store(tx, &Err(refusal)).await,
                }
            })
        });
        match kept.await {
            // Another of the same key was faster.
            Err(error) if error.is_taken() => Ok(()),
            kept => kept,
        }
    }
}

impl Once {
    pub(crate) async fn find(&self, tx: &mut Tx) -> Result<Option<Answer>> {
        let found: Option<(Vec<u8>, String)> = tx
            .query(sql!("SELECT body, answer FROM idempotency WHERE id = $1 AND created_at > $2"))
            .bind(self.id.clone())
            .bind(self.at - KEPT)
            .optional()
            .await?;
        match found {
            None => Ok(None),
            Some((body, _)) if body != self.body => Err(Error::Refused(Refusal::KeyReused)),
            Some((_, answer)) => Ok(Some(serde_json::from_str(&answer)?)),
        }
    }

    pub(crate) async fn store(&self, tx: &mut Tx, answer: &Answer) -> Result<()> {
        tx.query(sql!("DELETE FROM idempotency WHERE created_at <= $1")).bind(self.at - KEPT).execute().await?;
        tx.query(sql!("INSERT INTO idempotency (id, body, answer, created_at) VALUES ($1, $2, $3, $4)"))
            .bind(self.id.clone())
            .bind(self.body.clone())
            .bind(serde_json::to_string(answer)?)
            .bind(self.at)
            .execute()
            .await?;
        Ok(())
    }
}
