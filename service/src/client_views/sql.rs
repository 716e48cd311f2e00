//! What client views ask of the database beyond what every resource asks.

use crate::{
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
};
use domain::{
    client_views::{ClientView, ClientViewFields},
    id::{RequestCandidateId, RequestId},
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate},
};

/// Views of one request, at most.
const VIEWS: i64 = 1_000;

impl Keyed for ClientViewFields {}

/// The views of a request, the latest first.
pub(super) async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<ClientView>> {
    let mut within = Where::default();
    within.and("request = ?", [Param::Id(Some(request.0))]);
    records::some::<ClientViewFields>(tx, &within, true, VIEWS).await
}

/// Those of these standings that were not taken back, in no order.
pub(super) async fn standings(tx: &mut Tx, ids: &[RequestCandidateId]) -> Result<Vec<ResourceRequestCandidate>> {
    let mut within = Where::default();
    within.and("deleted_at IS NULL", []);
    records::of_ids_within::<RequestCandidateFields>(tx, &within, ids.to_vec()).await
}
