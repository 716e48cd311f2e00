//! `/candidate-notes/{id}`: a note has an address, and is read where it was written.

use crate::{
    load::{load, refusal},
    visit::asker,
};
use domain::error::Error;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use service::notes;

/// Leads to the note in its person's file, however old it is.
#[component]
pub fn NoteAddress() -> impl IntoView {
    let (service, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = id.parse() else { return refusal(Error::NotFound) };
    load(async move { notes::get(&service, &actor, id).await }, |note| match note.candidate {
        Some(candidate) => leptos_axum::redirect(&format!("/candidates/{candidate}?all=true#note-{}", note.id)),
        None => leptos_axum::redirect("/candidates"),
    })
}
