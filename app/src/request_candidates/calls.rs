//! What the pages do about people in requests.

use crate::call::Refused;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::{i18n::amounts, visit::asker},
    domain::{
        error::{Error, FieldErrors, Flaw},
        id::{ChangeId, RequestCandidateId, RequestId},
        request_candidates::{RequestCandidateFields, Stage},
        resource::{Attributes, Described},
    },
    serde_json::{Value, json},
    service::request_candidates,
};

/// Proposes somebody. `find`: what was looked for, which goes on.
#[server(prefix = "/_call", endpoint = "propose_candidate")]
pub async fn propose_candidate(request: String, candidate: String, #[server(default)] find: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let given = json!({ "resourceRequest": request, "candidate": candidate });
    let made = request_candidates::create(&service, &actor, given.as_object().unwrap_or(&Attributes::new())).await?;
    let change = request_candidates::last_change(&service, &actor, made.id).await?;
    let request = made.request.unwrap_or_default();
    // Whoever looks for somebody often looks for more of them.
    let find = serde_urlencoded::to_string([("find", find.trim())]).unwrap_or_default();
    let page = format!("/resource-requests/{request}?{find}");
    returned(&page, "proposed", change, "shortlist");
    Ok(())
}

/// What became of somebody who was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The version of their standing since.
    pub version: i64,
    /// The change by which it can be taken back; none where nothing changed.
    pub change: Option<String>,
}

/// Moves somebody to another stage. `back`: the page that a form returns to, where it is not the board: `/`.
#[server(prefix = "/_call", endpoint = "move_standing")]
pub async fn move_standing(
    id: String,
    version: i64,
    to: String,
    #[server(default)] reason: String,
    #[server(default)] rejected_by: String,
    #[server(default)] back: String,
) -> Result<Moved, Refused> {
    let (service, actor) = asker()?;
    let id = standing(&id)?;
    let to: Stage = to.parse().map_err(|flaw| FieldErrors::one("to", flaw))?;
    let mut given = Attributes::new();
    given.insert("status".to_owned(), to.to_string().into());
    if !reason.trim().is_empty() {
        given.insert("reason".to_owned(), reason.into());
    }
    if to == Stage::Rejected && !rejected_by.is_empty() {
        given.insert("rejectedBy".to_owned(), rejected_by.into());
    }
    let moved = request_candidates::patch(&service, &actor, id, &given, Some(version)).await?;
    let change = request_candidates::last_change(&service, &actor, id).await?.filter(|_| moved.version != version);
    let did = format!("stage-{}", moved.status);
    if back == "/" {
        returned("/", &did, change, "stale");
    } else {
        done(moved.request.unwrap_or_default(), &did, change);
    }
    Ok(Moved { version: moved.version, change: change.map(|change| change.to_string()) })
}

/// Says what was agreed about somebody: rates, the first day, the part of a week, and why they were proposed.
#[server(prefix = "/_call", endpoint = "edit_standing")]
pub async fn edit_standing(id: String, version: i64, #[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = standing(&id)?;
    let given = attributes(&given)?;
    request_candidates::patch(&service, &actor, id, &given, Some(version)).await?;
    leptos_axum::redirect(&format!("/resource-request-candidates/{id}?did=saved"));
    Ok(())
}

/// Moves somebody one place among those of their stage: `way` is `up` or `down`.
#[server(prefix = "/_call", endpoint = "rank_standing")]
pub async fn rank_standing(id: String, way: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = standing(&id)?;
    let one = request_candidates::get(&service, &actor, id).await?;
    let request = one.request.unwrap_or_default();
    let people = request_candidates::of_request(&service, &actor, request).await?;
    let mut column: Vec<RequestCandidateId> =
        people.iter().filter(|(other, _)| other.status == one.status).map(|(other, _)| other.id).collect();
    let from = column.iter().position(|other| *other == id).unwrap_or_default();
    let to = match way.as_str() {
        "up" => from.saturating_sub(1),
        "down" => (from + 1).min(column.len().saturating_sub(1)),
        _ => return Err(FieldErrors::one("way", Flaw::Choice).into()),
    };
    column.swap(from, to);
    request_candidates::arrange(&service, &actor, &column).await?;
    done(request, "arranged", None);
    Ok(())
}

/// Puts the people of one stage into this order: ids, with commas between them.
#[server(prefix = "/_call", endpoint = "arrange_standings")]
pub async fn arrange_standings(order: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let order = order.split(',').map(standing).collect::<Result<Vec<_>, _>>()?;
    Ok(request_candidates::arrange(&service, &actor, &order).await?)
}

/// Takes back a proposal that was a mistake; the change by which it comes back.
#[server(prefix = "/_call", endpoint = "remove_standing")]
pub async fn remove_standing(id: String, version: i64) -> Result<Option<String>, Refused> {
    let (service, actor) = asker()?;
    let id = standing(&id)?;
    let request = request_candidates::get(&service, &actor, id).await?.request.unwrap_or_default();
    let change = request_candidates::delete(&service, &actor, id, Some(version)).await?;
    done(request, "removed", Some(change));
    Ok(Some(change.to_string()))
}

/// Takes back what was done to somebody's standing.
#[server(prefix = "/_call", endpoint = "undo_standing")]
pub async fn undo_standing(change: String, #[server(default)] back: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let change: ChangeId = change.parse().map_err(|_| Error::NotFound)?;
    let request = request_candidates::undo(&service, &actor, change).await?;
    if back == "/" {
        returned("/", "undone", None, "stale");
    } else {
        done(request, "undone", None);
    }
    Ok(())
}

/// Where a form without JavaScript leads: the board, which says what was done and how to take it back.
#[cfg(feature = "ssr")]
fn done(request: RequestId, did: &str, undo: Option<ChangeId>) {
    returned(&format!("/resource-requests/{request}"), did, undo, "shortlist");
}

/// As [`done`], on whatever page it was.
#[cfg(feature = "ssr")]
fn returned(page: &str, did: &str, undo: Option<ChangeId>, place: &str) {
    let undo = undo.map(|undo| format!("&undo={undo}")).unwrap_or_default();
    let joint = if page.contains('?') { '&' } else { '?' };
    leptos_axum::redirect(&format!("{page}{joint}did={did}{undo}#{place}"));
}

/// The standing with this id; an id that cannot exist is one that is not there.
#[cfg(feature = "ssr")]
pub(super) fn standing(id: &str) -> Result<RequestCandidateId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// What can be agreed about somebody.
#[cfg(feature = "ssr")]
pub(super) const TERMS: &[&str] = &["proposedRate", "costRate", "availableFrom", "allocationPercent", "note"];

/// What a form says about these.
///
/// # Errors
/// [`Flaw::Amount`] of each amount that is none.
#[cfg(feature = "ssr")]
fn attributes(given: &BTreeMap<String, String>) -> Result<Attributes, Error> {
    let mut flaws = FieldErrors::default();
    let mut said = Attributes::new();
    for field in TERMS.iter().filter_map(|name| RequestCandidateFields::RESOURCE.field(name)) {
        // What the form did not have was not said: whoever reads no rates has no fields for them.
        let Some(text) = given.get(field.name) else { continue };
        let value = match amounts::read(text) {
            _ if !amounts::is_amount(field.name) || text.trim().is_empty() => field.from_form(text),
            Some(minor) => json!(minor),
            None => {
                flaws.push(field.name, Flaw::Amount);
                Value::Null
            }
        };
        said.insert(field.name.to_owned(), value);
    }
    flaws.or(said)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn terms_are_amounts_days_and_words() {
        let form =
            [("proposedRate", "€ 95,50"), ("costRate", ""), ("availableFrom", "2026-12-01"), ("note", " Knows the client. "), ("x", "y")];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let expected = json!({ "proposedRate": 9_550, "costRate": null, "availableFrom": "2026-12-01", "note": " Knows the client. " });
        assert_eq!(attributes(&form).map(Value::Object), Ok(expected));
        let wrong = [("proposedRate".to_owned(), "much".to_owned())].into();
        assert_eq!(attributes(&wrong), Err(FieldErrors::one("proposedRate", Flaw::Amount)));
    }
}
