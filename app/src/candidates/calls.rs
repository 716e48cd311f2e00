//! What the pages do about people.

use super::sheet::Saved;
use crate::call::Refused;
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use {
    super::gather,
    crate::visit::{asker, visit},
    domain::{
        candidates::CandidateFields,
        error::Error,
        id::{CandidateId, ChangeId},
        resource::{Attributes, Described, Kind},
    },
    serde_json::{Value, json},
    service::{candidates, merges},
};

/// Adds a file, and goes to it. The fields have the contract's names; a consent is given by its parts.
#[server(prefix = "/_call", endpoint = "create_candidate")]
pub async fn create_candidate(#[server(flatten)] given: BTreeMap<String, String>) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let fields = CandidateFields::RESOURCE.fields.iter().map(|field| field.name);
    let candidate = candidates::create(&service, &actor, &attributes(fields, &given)).await?;
    leptos_axum::redirect(&format!("/candidates/{}?did=created", candidate.id));
    Ok(())
}

/// Changes one attribute of a file whose version the writer saw.
#[server(prefix = "/_call", endpoint = "edit_candidate")]
pub async fn edit_candidate(
    id: String,
    version: i64,
    field: String,
    #[server(flatten)] given: BTreeMap<String, String>,
) -> Result<Saved, Refused> {
    let (service, actor) = asker()?;
    let id = file(&id)?;
    let given = attributes([field.as_str()], &given);
    let candidate = candidates::patch(&service, &actor, id, &given, Some(version)).await?;
    let mut saved = gather::saved(&service, &actor, &visit(), candidate.id, candidate.id.0, candidate.version).await?;
    if candidate.version == version {
        saved.undo = None;
    }
    done(candidate.id, "saved", saved.undo.as_deref(), &format!("edit-{field}"));
    Ok(saved)
}

/// A file as it is now. `all`: with the older entries too.
#[server(prefix = "/_call", endpoint = "read_candidate")]
pub async fn read_candidate(id: String, all: bool) -> Result<Saved, Refused> {
    let (service, actor) = asker()?;
    let sheet = gather::sheet(&service, &actor, &visit(), file(&id)?, all).await?;
    Ok(Saved { sheet, undo: None })
}

/// Takes a file out of the lists.
#[server(prefix = "/_call", endpoint = "archive_candidate")]
pub async fn archive_candidate(id: String, version: i64) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = file(&id)?;
    let candidate = candidates::archive(&service, &actor, id, Some(version)).await?;
    let saved = gather::saved(&service, &actor, &visit(), candidate.id, candidate.id.0, candidate.version).await?;
    done(candidate.id, "archived", saved.undo.as_deref(), "");
    Ok(())
}

/// Brings a file back into the lists.
#[server(prefix = "/_call", endpoint = "restore_candidate")]
pub async fn restore_candidate(id: String, version: i64) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let id = file(&id)?;
    let candidate = candidates::restore(&service, &actor, id, Some(version)).await?;
    let saved = gather::saved(&service, &actor, &visit(), candidate.id, candidate.id.0, candidate.version).await?;
    done(candidate.id, "restored", saved.undo.as_deref(), "");
    Ok(())
}

/// Makes one file of two, and goes to the one that stays. `given`: by the names of attributes, `ends` where the value of the file that ends is the right one.
#[server(prefix = "/_call", endpoint = "merge_candidates")]
pub async fn merge_candidates(
    id: String,
    version: i64,
    ends: String,
    ends_version: i64,
    #[server(flatten)] given: BTreeMap<String, String>,
) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let (id, ends) = (file(&id)?, file(&ends)?);
    let taken = given.into_iter().filter(|(_, whose)| whose == "ends").map(|(name, _)| name).collect();
    let one = merges::merge(&service, &actor, (id, Some(version)), (ends, Some(ends_version)), &taken).await?;
    done(one.id, "merged", None, "");
    Ok(())
}

/// Makes two files of one again, and goes to the one that had ended.
#[server(prefix = "/_call", endpoint = "unmerge")]
pub async fn unmerge(id: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let back = merges::unmerge(&service, &actor, file(&id)?).await?;
    done(back.id, "unmerged", None, "");
    Ok(())
}

/// Takes back a change of a file or of a note in it.
#[server(prefix = "/_call", endpoint = "undo_change")]
pub async fn undo_change(id: String, change: String) -> Result<Saved, Refused> {
    let (service, actor) = asker()?;
    let id = file(&id)?;
    let change: ChangeId = change.parse().map_err(|_| Error::NotFound)?;
    candidates::undo_change(&service, &actor, change).await?;
    let sheet = gather::sheet(&service, &actor, &visit(), id, false).await?;
    done(id, "undone", None, "");
    Ok(Saved { sheet, undo: None })
}

/// Where a form without JavaScript leads: the file, which says what was done and how to take it back.
#[cfg(feature = "ssr")]
pub(crate) fn done(id: CandidateId, did: &str, undo: Option<&str>, at: &str) {
    let anchor = if at.is_empty() { String::new() } else { format!("#{at}") };
    let undo = undo.map(|undo| format!("&undo={undo}")).unwrap_or_default();
    leptos_axum::redirect(&format!("/candidates/{id}?did={did}{undo}{anchor}"));
}

/// The file with this id; an id that cannot exist is a file that is not there.
#[cfg(feature = "ssr")]
pub(crate) fn file(id: &str) -> Result<CandidateId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// What a form says about these attributes.
#[cfg(feature = "ssr")]
fn attributes<'a>(fields: impl IntoIterator<Item = &'a str>, given: &BTreeMap<String, String>) -> Attributes {
    let typed = |name: &str| given.get(name).map(String::as_str).unwrap_or_default();
    let known = fields.into_iter().filter_map(|name| CandidateFields::RESOURCE.field(name));
    let value = |field: &domain::resource::Field| match field.kind {
        Kind::Object(_) => consent(typed("basis"), typed("givenAt"), typed("expiresAt")),
        // A person is referred to by the bare id; nothing is chosen by nothing.
        Kind::Choice(_) if typed(field.name).is_empty() => Value::Null,
        _ => field.from_form(typed(field.name)),
    };
    known.map(|field| (field.name.to_owned(), value(field))).collect()
}

#[cfg(feature = "ssr")]
fn consent(basis: &str, given: &str, expires: &str) -> Value {
    let part = |text: &str| if text.trim().is_empty() { Value::Null } else { Value::from(text) };
    if [basis, given, expires].iter().all(|text| text.trim().is_empty()) {
        return Value::Null;
    }
    json!({ "basis": part(basis), "givenAt": part(given), "expiresAt": part(expires) })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_it_holds() {
        let given: BTreeMap<String, String> =
            [("position", " Analyst "), ("basis", "mail"), ("givenAt", ""), ("unknown", "x"), ("tags", "a, b")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into();
        let read = attributes(["position", "consent", "tags", "employee", "recruiter", "nonsense"], &given);
        let expected = json!({
            "position": " Analyst ",
            "consent": { "basis": "mail", "givenAt": null, "expiresAt": null },
            "tags": ["a", "b"],
            "employee": false,
            "recruiter": null,
        });
        assert_eq!(Value::Object(read), expected);
    }

    #[test]
    fn a_consent_without_parts_is_none() {
        assert_eq!(consent(" ", "", ""), Value::Null);
    }
}
