//! The order of the changes, and the hashes that link them: filled by SQLite's writer as it commits, and on PostgreSQL by the sequencer; and whether it still
//! holds.

use super::Row;
use crate::{
    Service,
    db::{Db, Tx},
    error::Result,
    sql,
};
use domain::id::ChangeId;
use sha2::{Digest, Sha256};
use sqlx::types::Json;
use std::time::Duration;
use uuid::Uuid;

/// Rows that the sequencer numbers in one transaction.
const BATCH: i64 = 500;
/// How often the sequencer looks.
const POLL: Duration = Duration::from_millis(100);
/// Names the sequencer's lock among PostgreSQL's advisory locks: "inst" in ASCII.
const SEQUENCER: i64 = 0x69_6e_73_74;

fn link(head: &[u8], stored: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(head).chain_update(stored).finalize().to_vec()
}

/// Gives changes their places in the order and links their hashes. The head is read here, inside the transaction, never remembered.
pub(crate) async fn chain(tx: &mut Tx, changes: Vec<(ChangeId, Vec<u8>)>) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let head: Option<(i64, Vec<u8>)> =
        tx.query(sql!("SELECT position, hash FROM change_order ORDER BY position DESC LIMIT 1")).optional().await?;
    let (mut position, mut hash) = head.unwrap_or_default();
    let mut places = Vec::new();
    for (id, stored) in changes {
        position += 1;
        hash = link(&hash, &stored);
        places.push((position, id.0.simple().to_string(), hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>()));
    }
    // As many as there are, in one statement.
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "INSERT INTO change_order (position, change_id, hash) SELECT value ->> 0, unhex(value ->> 1), unhex(value ->> 2) FROM json_each($1)"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO change_order (position, change_id, hash)
             SELECT CAST(value ->> 0 AS BIGINT), CAST(value ->> 1 AS UUID), decode(value ->> 2, 'hex') FROM jsonb_array_elements($1)"
        )
    };
    tx.query(statement).bind(Json(places)).execute().await?;
    Ok(())
}

/// Numbers what PostgreSQL has committed, for as long as the process lives. Whoever holds the lock does it; the others look on.
pub(crate) async fn sequence_for_ever(db: Db) {
    let mut pause = tokio::time::interval(POLL);
    pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        pause.tick().await;
        loop {
            match sequence(&db).await {
                Ok(numbered) if numbered == BATCH => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "the change log waits to be ordered");
                    break;
                }
            }
        }
    }
}

/// Numbers a batch; how many it was.
///
/// # Errors
/// The database's.
async fn sequence(db: &Db) -> Result<i64> {
    if db.is_sqlite() {
        return Ok(0);
    }
    db.housekeep(|tx| {
        Box::pin(async move {
            let (held,): (bool,) = tx.query(sql!(Postgres, "SELECT pg_try_advisory_xact_lock($1)")).bind(SEQUENCER).one().await?;
            if !held {
                return Ok(0);
            }
            let rows: Vec<Row> = tx
                .query(sql!(
                    Postgres,
                    "SELECT c.id, c.command, c.actor, c.at, c.entity, c.entity_id, c.owner, c.kind, c.facts, c.sealed
                     FROM change_pending p JOIN change c ON c.id = p.change_id ORDER BY p.number LIMIT $1"
                ))
                .bind(BATCH)
                .all()
                .await?;
            let numbered = rows.len() as i64;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            tx.query(sql!(
                Postgres,
                "DELETE FROM change_pending WHERE change_id IN (SELECT CAST(value AS UUID) FROM jsonb_array_elements_text($1))"
            ))
            .bind(Json(ids))
            .execute()
            .await?;
            chain(tx, rows.iter().map(|row| (row.id.into(), row.stored())).collect()).await?;
            Ok(numbered)
        })
    })
    .await
}

/// What a check of the log found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Changes whose place, hash and predecessor are right.
    pub good: u64,
    /// Places in the order where the chain does not hold.
    pub bad: Vec<i64>,
    /// Changes without a place in the order; on PostgreSQL some may still wait for one.
    pub unordered: i64,
}

/// Recomputes the whole chain.
///
/// # Errors
/// The database's.
pub async fn audit(service: &Service) -> Result<Audit> {
    let mut audit = Audit::default();
    let (mut position, mut hash) = (0_i64, Vec::new());
    loop {
        let rows = service.db.read(async |tx: &mut Tx| page_of_chain(tx, position).await).await?;
        if rows.is_empty() {
            break;
        }
        for (Place { position: at, hash: stored_hash }, row) in rows {
            hash = link(&hash, &row.stored());
            if at == position + 1 && hash == stored_hash {
                audit.good += 1
            } else {
                audit.bad.push(at)
            }
            (position, hash) = (at, stored_hash);
        }
    }
    audit.unordered = service
        .db
        .read(async |tx: &mut Tx| {
            tx.query(sql!("SELECT COUNT(*) FROM change WHERE id NOT IN (SELECT change_id FROM change_order)")).number().await
        })
        .await?;
    Ok(audit)
}

#[derive(sqlx::FromRow)]
struct Place {
    position: i64,
    hash: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Placed {
    #[sqlx(flatten)]
    place: Place,
    #[sqlx(flatten)]
    row: Row,
}

async fn page_of_chain(tx: &mut Tx, behind: i64) -> Result<Vec<(Place, Row)>> {
    let rows: Vec<Placed> = tx
        .query(sql!(
            "SELECT o.position, o.hash, c.id, c.command, c.actor, c.at, c.entity, c.entity_id, c.owner, c.kind, c.facts, c.sealed
             FROM change_order o JOIN change c ON c.id = o.change_id WHERE o.position > $1 ORDER BY o.position LIMIT 1000"
        ))
        .bind(behind)
        .all()
        .await?;
    Ok(rows.into_iter().map(|placed| (placed.place, placed.row)).collect())
}
