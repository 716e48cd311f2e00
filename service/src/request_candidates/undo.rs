//! What was done to somebody's standing, taken back.

use super::{comes_back, find_whatever, history, seats, sql, store, take_back, takes_people};
use crate::{
    Service, candidates, changes, client_views,
    db::Tx,
    error::{Error, Result},
    records,
};
use domain::{
    change::{Change, Entity, Facts, Kind},
    error::{Conflict, Error as Refusal},
    id::{ChangeId, RequestCandidateId, RequestId},
    policy::{Action, Actor},
    request_candidates::{ResourceRequestCandidate, Stage},
};

/// The change that gave somebody's standing the version it has: what a way back takes back.
///
/// # Errors
/// As [`get`].
pub async fn last_change(service: &Service, actor: &Actor, id: RequestCandidateId) -> Result<Option<ChangeId>> {
    let history = history(service, actor, id).await?;
    Ok(history.into_iter().max_by_key(|change| change.facts.version).map(|change| change.id))
}

/// Takes a change of somebody's standing back: the inverse change, by the same rules about seats, unless something came after it. The request of whoever it
/// was.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it; [`Conflict::ChangedSince`], [`Conflict::NotUndoable`], [`Conflict::Met`], [`Conflict::NoSeat`],
/// [`Conflict::NotOpen`].
pub async fn undo(service: &Service, actor: &Actor, change: ChangeId) -> Result<RequestId> {
    let found = service.db.read(async |tx: &mut Tx| changes::find(tx, &service.keys, change).await).await?;
    let (undone, _) = found.filter(|(change, _)| change.entity == Entity::RequestCandidate).ok_or(Error::Refused(Refusal::NotFound))?;
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    let taken_back = service.db.write(&command, move |tx| {
        let (pen, actor, undone) = (pen.clone(), actor.clone(), undone.clone());
        Box::pin(async move {
            let id = RequestCandidateId(undone.entity_id);
            let (before, request, _) = find_whatever(tx, &actor, Action::EditRequestCandidate, id).await?;
            let undoes = Some(undone.id);
            if sql::is_deleted(tx, id).await? != (undone.kind == Kind::Deleted) || is_past(tx, &undone).await? {
                return Err(Conflict::ChangedSince.into());
            }
            if left_the_house(tx, &undone, &before).await? {
                return Err(Conflict::NotUndoable.into());
            }
            match (undone.kind, &undone.values) {
                (Kind::Created, _) => {
                    if before.version != undone.facts.version {
                        return Err(Conflict::ChangedSince.into());
                    }
                    take_back(tx, &pen, &before, undoes).await?;
                }
                (Kind::Deleted, _) => {
                    takes_people(tx, &request).await?;
                    sql::mark_deleted(tx, id, None).await?;
                    records::mark(tx, &pen, Kind::Restored, &before, Facts { undoes, ..Facts::default() }).await?;
                }
                (Kind::Updated | Kind::Moved, Some(values)) => {
                    let fields = candidates::back(&actor, &before.fields, values)?;
                    comes_back(tx, before.status, fields.status, &request).await?;
                    let after = store(tx, &pen, &before, fields, undoes).await?;
                    seats(tx, &pen, &request, Some(before.status), after.status).await?;
                }
                _ => return Err(Conflict::NotUndoable.into()),
            }
            Ok(request.id)
        })
    });
    // Proposed anew meanwhile: there is no way back to the first proposal.
    taken_back.await.map_err(|error| if error.is_taken() { Conflict::ChangedSince.into() } else { error })
}

/// Whether a change was taken back already, or somebody went on from where it led.
async fn is_past(tx: &mut Tx, undone: &Change) -> Result<bool> {
    let log = changes::facts_of(tx, Entity::RequestCandidate, vec![undone.entity_id]).await?;
    let moves = matches!(undone.kind, Kind::Moved | Kind::Deleted);
    let went_on = |change: &Change| moves && matches!(change.kind, Kind::Moved | Kind::Deleted | Kind::Restored);
    let past = |change: &Change| change.facts.undoes == Some(undone.id) || went_on(change);
    Ok(log.iter().filter(|change| change.facts.version > undone.facts.version).any(past))
}

/// Whether it cannot be unsaid: a client was shown the person, or said something.
async fn left_the_house(tx: &mut Tx, undone: &Change, before: &ResourceRequestCandidate) -> Result<bool> {
    let said = undone.facts.fields.iter().any(|field| field == "clientVerdict");
    let submitted = undone.facts.to.as_deref() == Some(Stage::SubmittedToClient.word());
    Ok(said || submitted && client_views::shown(tx, before).await?)
}
