//! Tells whoever watches that something happened to a person's file, or to a request and whoever stands in it: from the order of the log, so that it
//! does not matter which process did it.

use crate::{
    Service, candidates,
    db::{Db, Tx},
    error::Result,
    requests, sql,
};
use domain::{
    id::{CandidateId, RequestId},
    policy::Actor,
};
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

/// What is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watched {
    /// A person's file, with whatever is in it.
    File(CandidateId),
    /// A request, with whoever stands in it.
    Request(RequestId),
}

impl Watched {
    fn id(self) -> Uuid {
        match self {
            Self::File(file) => file.0,
            Self::Request(request) => request.0,
        }
    }

    /// Whether the asker may know of it.
    async fn known(self, service: &Service, actor: &Actor) -> Result<()> {
        match self {
            Self::File(file) => candidates::get(service, actor, file).await.map(drop),
            Self::Request(request) => requests::get(service, actor, request).await.map(drop),
        }
    }
}

/// What happened, up to which place in the log.
#[derive(Clone, Copy, Debug)]
struct Happened {
    /// Whose key sealed it: a person's, or a request's own.
    owner: Uuid,
    /// The request in which somebody's standing changed.
    request: Option<Uuid>,
    position: i64,
}

impl Happened {
    fn to(&self, watched: Watched) -> bool {
        let id = watched.id();
        self.owner == id || self.request == Some(id)
    }
}

/// Everybody who watches, in this process.
#[derive(Clone)]
pub struct Live(Arc<Mutex<Option<broadcast::Sender<News>>>>);

/// What is told to those who watch. None: nobody looked for a while, and whoever has begun to watch since looks for themselves.
type News = Option<Happened>;

impl Default for Live {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Some(broadcast::channel(ROOM).0))))
    }
}

impl Live {
    fn sender(&self) -> Option<broadcast::Sender<News>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends every watch: the process stops.
    pub fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// One who watches.
pub struct Watch {
    service: Service,
    actor: Actor,
    watched: Watched,
    since: i64,
    seen: broadcast::Receiver<News>,
}

impl Watch {
    /// Waits for the next change; the place in the log up to which it is told. None: the watch is over, because the process stops or the asker may no
    /// longer know of what is watched.
    pub async fn next(&mut self) -> Option<i64> {
        loop {
            // What happened before this watch began, after the page was made.
            let ahead = head_of(&self.service.db, self.watched.id(), self.since).await.ok()?;
            if let Some(position) = ahead {
                self.watched.known(&self.service, &self.actor).await.ok()?;
                self.since = position;
                return Some(position);
            }
            loop {
                match self.seen.recv().await {
                    Ok(Some(happened)) if !happened.to(self.watched) || happened.position <= self.since => {}
                    Ok(_) => break,
                    Err(broadcast::error::RecvError::Lagged(_)) => break,
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        }
    }
}

/// Watches from this place in the log on.
///
/// # Errors
/// [`domain::error::Error::NotFound`] for whoever may not know of it; [`domain::error::Error::Busy`] where the process stops.
pub async fn watch(service: &Service, actor: &Actor, watched: Watched, since: i64) -> Result<Watch> {
    watched.known(service, actor).await?;
    let sender = service.live.sender().ok_or(domain::error::Error::Busy)?;
    Ok(Watch { service: service.clone(), actor: actor.clone(), watched, since, seen: sender.subscribe() })
}

/// Waits until something has happened behind this place in the log; false where the process stops first.
///
/// # Errors
/// The database's.
pub async fn ahead(service: &Service, position: i64) -> Result<bool> {
    let Some(mut seen) = service.live.sender().map(|sender| sender.subscribe()) else { return Ok(false) };
    while self::position(service).await? <= position {
        loop {
            match seen.recv().await {
                Ok(Some(happened)) if happened.position > position => return Ok(true),
                Ok(Some(_)) => {}
                Ok(None) | Err(broadcast::error::RecvError::Lagged(_)) => break,
                Err(broadcast::error::RecvError::Closed) => return Ok(false),
            }
        }
    }
    Ok(true)
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

/// The latest change after this place, of a file or of a request: from what happened there, and not back through all that happened since.
async fn head_of(db: &Db, id: Uuid, since: i64) -> Result<Option<i64>> {
    db.read(async |tx: &mut Tx| {
        let (head,): (Option<i64>,) = tx
            .query(sql!(
                "SELECT MAX(position) FROM (
                    SELECT o.position FROM change c JOIN change_order o ON o.change_id = c.id WHERE c.owner = $2 AND o.position > $1
                    UNION ALL
                    SELECT o.position FROM resource_request_candidate s JOIN change c ON c.entity_id = s.id
                    JOIN change_order o ON o.change_id = c.id WHERE s.request = $2 AND o.position > $1) told"
            ))
            .bind(since)
            .bind(id)
            .one()
            .await?;
        Ok(head)
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
                // Nobody is left to hear it: fine.
                if at.replace(position).is_none() {
                    drop(sender.send(None));
                }
                happened.into_iter().for_each(|one| drop(sender.send(Some(one))));
            }
            Err(error) => tracing::warn!(%error, "who watches waits"),
        }
    }
}

async fn news(db: &Db, at: Option<i64>) -> Result<(Vec<Happened>, i64)> {
    db.read(async |tx: &mut Tx| {
        let Some(at) = at else { return Ok((Vec::new(), end(tx).await?)) };
        let rows: Vec<(Uuid, Option<Uuid>, i64)> = tx
            .query(sql!(
                "SELECT c.owner, s.request, o.position FROM change_order o JOIN change c ON c.id = o.change_id
                 LEFT JOIN resource_request_candidate s ON s.id = c.entity_id WHERE o.position > $1 ORDER BY o.position LIMIT $2"
            ))
            .bind(at)
            .bind(BATCH)
            .all()
            .await?;
        let happened: Vec<_> = rows.into_iter().map(|(owner, request, position)| Happened { owner, request, position }).collect();
        let end = happened.last().map_or(at, |last| last.position);
        Ok((happened, end))
    })
    .await
}
