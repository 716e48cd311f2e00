//! What the pages do about what is shared with clients.

use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    crate::visit::{asker, service},
    domain::{
        error::{Error, FieldErrors, Flaw},
        id::{ClientViewId, RequestCandidateId, RequestId},
        request_candidates::ClientVerdict,
        tasks::chosen,
    },
    service::client_views,
};

/// Shares people of a request with the client, and goes back to the request, where the link is.
#[server(prefix = "/_call", endpoint = "share_with_client")]
pub async fn share_with_client(
    id: String,
    #[server(default)] contact: String,
    #[server(default)] days: String,
    #[server(flatten)] given: BTreeMap<String, String>,
) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id: RequestId = id.parse().map_err(|_| Error::NotFound)?;
    // What is no number is outside of every range, and is told so.
    let days = days.trim().parse().unwrap_or(i64::MAX);
    client_views::share(&service, &actor, id, &standings(&given)?, &contact, days).await?;
    leptos_axum::redirect(&format!("/resource-requests/{id}?did=shared#client-view"));
    Ok(())
}

/// Takes back what was shared: its link shows nobody any more.
#[server(prefix = "/_call", endpoint = "revoke_client_view")]
pub async fn revoke_client_view(view: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id: ClientViewId = view.parse().map_err(|_| Error::NotFound)?;
    let view = client_views::revoke(&service, &actor, id).await?;
    let request = view.request.unwrap_or_default();
    leptos_axum::redirect(&format!("/resource-requests/{request}?did=unshared#client-view"));
    Ok(())
}

/// Says yes or no to somebody, by a link.
#[server(prefix = "/_call", endpoint = "answer_as_client")]
pub async fn answer_as_client(
    secret: String,
    #[server(default)] standing: String,
    #[server(default)] verdict: String,
    #[server(default)] comment: String,
) -> Result<(), Refused> {
    let id: RequestCandidateId = standing.parse().map_err(|_| Error::NotFound)?;
    let verdict: ClientVerdict = verdict.parse().map_err(|flaw| FieldErrors::one("verdict", flaw))?;
    client_views::answer(&service(), &secret, id, verdict, &comment).await?;
    leptos_axum::redirect(&format!("/client/{secret}?did=answered#person-{id}"));
    Ok(())
}

/// Whom a form names, in boxes `standings-0`, `standings-1`, …
///
/// # Errors
/// [`Flaw::Choice`] where one of them is nobody.
#[cfg(feature = "ssr")]
fn standings(given: &BTreeMap<String, String>) -> Result<Vec<RequestCandidateId>, Error> {
    let chosen = chosen(given, "standings");
    let ids = chosen.lines().filter(|id| !id.is_empty()).map(str::parse::<RequestCandidateId>);
    ids.collect::<Result<_, _>>().map_err(|_| FieldErrors::one("standings", Flaw::Choice))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_whom_its_boxes_hold() {
        let id = RequestCandidateId::default();
        let given = |value: &str| BTreeMap::from([("standings-2".to_owned(), value.to_owned()), ("other".to_owned(), "x".to_owned())]);
        assert_eq!(standings(&given(&id.to_string())), Ok(vec![id]));
        assert_eq!(standings(&given("")), Ok(vec![]));
        assert_eq!(standings(&given("nobody")), Err(FieldErrors::one("standings", Flaw::Choice)));
    }
}
