//! What a merge of two files does to where both stand in the same request, where one person stands once.

use super::{fill, joined, sql, store};
use crate::{
    client_views,
    db::Tx,
    error::{Error, Result},
    records::{self, Pen},
    requests,
};
use domain::{
    change::{Change, Entity, Facts, Kind},
    error::Conflict,
    id::{CandidateId, RequestCandidateId},
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate, Stage},
};

/// A standing that made room, and the one that it made room for.
pub(crate) type Given = (RequestCandidateId, RequestCandidateId);

/// Takes back one of each two standings in one request. Who has a seat keeps it; else whoever was shown to a client stands, else whoever is further; where both
/// are as far, the standing in the file that stays.
///
/// # Errors
/// [`Conflict::BothPlaced`].
pub(crate) async fn make_room(tx: &mut Tx, pen: &Pen, ends: CandidateId, stays: CandidateId) -> Result<Vec<Given>> {
    let mut going = sql::of_file(tx, ends).await?;
    let mut staying = sql::of_file(tx, stays).await?;
    fill(tx, &mut going).await?;
    fill(tx, &mut staying).await?;
    let mut given = Vec::new();
    for other in &going {
        let Some(one) = staying.iter().find(|one| one.request == other.request) else { continue };
        if one.status == Stage::Placed && other.status == Stage::Placed {
            let request = requests::known(tx, one.request.unwrap_or_default()).await?;
            return Err(Conflict::BothPlaced { request: request.map(|request| request.fields.code).unwrap_or_default() }.into());
        }
        let (keeps, goes) = if weight(tx, other).await? > weight(tx, one).await? { (other, one) } else { (one, other) };
        let at = tx.command()?.at;
        sql::mark_deleted(tx, goes.id, Some(at)).await?;
        records::mark(tx, pen, Kind::Deleted, goes, Facts::default()).await?;
        given.push((goes.id, keeps.id));
    }
    Ok(given)
}

async fn weight(tx: &mut Tx, standing: &ResourceRequestCandidate) -> Result<(bool, bool, bool, bool, Option<usize>)> {
    let shown = client_views::shown(tx, standing).await?;
    Ok((standing.status == Stage::Placed, standing.client_verdict.is_some(), shown, standing.status.active(), standing.last_rung().rung()))
}

/// Puts back what made room, unless the person stands there again.
pub(crate) async fn give_back(tx: &mut Tx, pen: &Pen, log: &[Change]) -> Result<()> {
    for change in log.iter().filter(|change| change.entity == Entity::RequestCandidate && change.kind == Kind::Deleted) {
        let id = RequestCandidateId(change.entity_id);
        let standing = records::find::<RequestCandidateFields>(tx, id).await?.ok_or_else(|| Error::broken("a standing that is gone"))?;
        if !sql::is_deleted(tx, id).await? || sql::stands(tx, &standing).await? {
            continue;
        }
        sql::mark_deleted(tx, id, None).await?;
        let facts = Facts { undoes: Some(change.id), ..Facts::default() };
        let (_, standing) = records::mark(tx, pen, Kind::Restored, &standing, facts).await?;
        // Whoever was in the running when the request ended was withdrawn.
        let request = requests::known(tx, standing.request.unwrap_or_default()).await?;
        let Some(request) = request else { continue };
        joined(tx, &request).await?;
        if request.status.over() && standing.status.active() {
            let reason = request.cancel_reason.clone();
            let fields = RequestCandidateFields { status: Stage::Withdrawn, reason, ..standing.fields.clone() };
            store(tx, pen, &standing, fields, None).await?;
        }
    }
    Ok(())
}
