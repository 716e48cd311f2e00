//! Events are made from the log.

use super::{WINDOW, read};
use crate::{Service, db::Param, error::Result, records, sql};
use domain::{
    id::WebhookId,
    webhooks::{self, WebhookFields},
};
use std::sync::Arc;
use uuid::Uuid;

/// Rows of the log gone through at once.
const ROWS: i64 = 200;

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
    let (now, clock) = (service.clock.now(), Arc::clone(&service.clock));
    service
        .db
        .housekeep(move |tx| {
            let clock = Arc::clone(&clock);
            Box::pin(async move {
                let found = records::find::<WebhookFields>(tx, id).await?;
                let Some(webhook) = found.filter(|webhook| webhook.active) else { return Ok(false) };
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
