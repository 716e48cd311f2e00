//! What approvals ask of the database beyond what every resource asks.

use crate::{
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
    sql,
};
use domain::{
    approvals::{Approval, ApprovalFields},
    id::{RequestId, UserId},
    users::Role,
};
use uuid::Uuid;

/// Rounds of one request, and rounds under way, at most.
const MOST: i64 = 1_000;

impl Keyed for ApprovalFields {}

/// Who can sign in, and in which role.
pub(super) async fn staff(tx: &mut Tx) -> Result<Vec<(UserId, Role)>> {
    let rows: Vec<(Uuid, String)> =
        tx.query(sql!("SELECT id, role FROM user_account WHERE active AND NOT service ORDER BY created_at, id")).all().await?;
    Ok(rows.into_iter().filter_map(|(id, role)| Some((UserId(id), role.parse().ok()?))).collect())
}

/// The rounds of these requests, the latest first.
pub(super) async fn of_requests(tx: &mut Tx, requests: &[RequestId]) -> Result<Vec<Approval>> {
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let mut within = Where::default();
    within.and_in("request", requests.iter().map(|request| Param::key(*request)).collect());
    records::some::<ApprovalFields>(tx, &within, true, MOST).await
}

/// The rounds that are under way, the oldest first.
pub(super) async fn under_way(tx: &mut Tx) -> Result<Vec<Approval>> {
    let mut within = Where::default();
    within.and("status = 'pending'", []);
    records::some::<ApprovalFields>(tx, &within, false, MOST).await
}
