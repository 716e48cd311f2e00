//! Tells whoever watches that something happened to a person's file: from the order of the log, so that it does not matter which process did it.

use crate::{
    Service, candidates,
    db::{Db, Tx},
    error::Result,
    sql,
};
use domain::{id::CandidateId, policy::Actor};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::broadcast;
use uuid::Uuid;

/// Between two looks at the log, while anybody watches.
const LOOK: Duration = Duration::from_millis(250);
/// What a watcher may miss before it is told to look for itself.
const ROOM: usize = 256;
/// Changes read at once.
const BATCH: i64 = 500;

/// What happened: whose file, and up to which place in the log.
pub type Happened = (Uuid, i64);

/// Everybody who watches, in this process.
#[derive(Clone)]
pub struct Live(Arc<Mutex<Option<broadcast::Sender<Happened>>>>);

impl Default for Live {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Some(broadcast::channel(ROOM).0))))
    }
}

impl Live {
    fn sender(&self) -> Option<broadcast::Sender<Happened>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends every watch: the process stops.
    pub fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// One who watches a file.
pub struct Watch {
    service: Service,
    actor: Actor,
    file: CandidateId,
    since: i64,
    seen: broadcast::Receiver<Happened>,
}

impl Watch {
    /// Waits for the next change of the file; the place in the log up to which it is told. None: the watch is over, because the process stops or the
    /// asker may no longer know of the person.
    pub async fn next(&mut self) -> Option<i64> {
        loop {
            // What happened before this watch began, after the page was made.
            let ahead = head_of(&self.service.db, self.file.0, self.since).await.ok()?;
            if let Some(position) = ahead {
                candidates::get(&self.service, &self.actor, self.file).await.ok()?;
                self.since = position;
                return Some(position);
            }
            loop {
                match self.seen.recv().await {
                    Ok((owner, position)) if owner == self.file.0 && position > self.since => break,
                    Ok(_) => {}
                    Err(broadcast::error::RecvError::Lagged(_)) => break,
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        }
    }
}

/// Watches a file from this place in the log on.
///
/// # Errors
/// [`domain::error::Error::NotFound`] for whoever may not know of the person; [`domain::error::Error::Busy`] where the process stops.
pub async fn watch(service: &Service, actor: &Actor, file: CandidateId, since: i64) -> Result<Watch> {
    candidates::get(service, actor, file).await?;
    let sender = service.live.sender().ok_or(domain::error::Error::Busy)?;
    Ok(Watch { service: service.clone(), actor: actor.clone(), file, since, seen: sender.subscribe() })
}

/// The end of the log, for a page that is made now.
///
/// # Errors
/// The database's.
pub async fn position(service: &Service) -> Result<i64> {
    service.db.read(async |tx: &mut Tx| end(tx).await).await
}

async fn end(tx: &mut Tx) -> Result<i64> {
    tx.query(sql!("SELECT COALESCE(MAX(position), 0) FROM change_order")).number().await
}

/// The latest change of a file after this place.
async fn head_of(db: &Db, owner: Uuid, since: i64) -> Result<Option<i64>> {
    db.read(async |tx: &mut Tx| {
        let row: Option<(i64,)> = tx
            .query(sql!(
                "SELECT o.position FROM change_order o JOIN change c ON c.id = o.change_id WHERE o.position > $1 AND c.owner = $2
                 ORDER BY o.position DESC LIMIT 1"
            ))
            .bind(since)
            .bind(owner)
            .optional()
            .await?;
        Ok(row.map(|(position,)| position))
    })
    .await
}

/// Follows the log for as long as the process lives; while nobody watches, it only looks whether somebody does.
pub(crate) async fn follow_for_ever(db: Db, live: Live) {
    let mut pause = tokio::time::interval(LOOK);
    pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut at = None;
    loop {
        pause.tick().await;
        let Some(sender) = live.sender() else { return };
        if sender.receiver_count() == 0 {
            at = None;
            continue;
        }
        match news(&db, at).await {
            Ok((happened, position)) => {
                at = Some(position);
                // Nobody is left to hear it: fine.
                happened.into_iter().for_each(|one| drop(sender.send(one)));
            }
            Err(error) => tracing::warn!(%error, "who watches waits"),
        }
    }
}

async fn news(db: &Db, at: Option<i64>) -> Result<(Vec<Happened>, i64)> {
    db.read(async |tx: &mut Tx| {
        let Some(at) = at else { return Ok((Vec::new(), end(tx).await?)) };
        let rows: Vec<(Uuid, i64)> = tx
            .query(sql!(
                "SELECT c.owner, o.position FROM change_order o JOIN change c ON c.id = o.change_id WHERE o.position > $1
                 ORDER BY o.position LIMIT $2"
            ))
            .bind(at)
            .bind(BATCH)
            .all()
            .await?;
        let end = rows.last().map_or(at, |(_, position)| *position);
        Ok((rows, end))
    })
    .await
}
