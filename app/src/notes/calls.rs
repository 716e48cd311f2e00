//! What the pages do about notes.

use crate::{call::Refused, candidates::Saved};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::{
        candidates::{calls as files, gather},
        visit::{asker, visit},
    },
    domain::{
        error::Error,
        id::NoteId,
        notes::NoteFields,
        resource::{Attributes, Described},
    },
    service::notes,
};

/// Writes a note in a file.
#[server(prefix = "/_call", endpoint = "add_note")]
pub async fn add_note(
    id: String,
    content: String,
    #[server(default)]
    #[server(rename = "type")]
    kind: String,
    #[server(default)] visibility: String,
    #[server(default)] score: String,
    #[server(default)] pinned: String,
) -> Result<Saved, Refused> {
    let (service, actor) = asker()?;
    let id = files::file(&id)?;
    let mut given = attributes(&[("content", content), ("type", kind), ("visibility", visibility), ("score", score), ("pinned", pinned)]);
    given.insert("candidate".to_owned(), id.to_string().into());
    let note = notes::create(&service, &actor, &given).await?;
    let saved = gather::saved(&service, &actor, &visit(), id, note.id.0, note.version).await?;
    files::done(id, "note_added", saved.undo.as_deref(), &format!("note-{}", note.id));
    Ok(saved)
}

/// Changes a note whose version the writer saw.
#[server(prefix = "/_call", endpoint = "edit_note")]
pub async fn edit_note(
    id: String,
    note: String,
    version: i64,
    content: String,
    #[server(default)]
    #[server(rename = "type")]
    kind: String,
    #[server(default)] visibility: String,
    #[server(default)] score: String,
    #[server(default)] pinned: String,
) -> Result<Saved, Refused> {
    let (service, actor) = asker()?;
    let (id, note) = (files::file(&id)?, self::note(&note)?);
    let given = attributes(&[("content", content), ("type", kind), ("visibility", visibility), ("score", score), ("pinned", pinned)]);
    let patched = notes::patch(&service, &actor, note, &given, Some(version)).await?;
    let mut saved = gather::saved(&service, &actor, &visit(), id, note.0, patched.version).await?;
    if patched.version == version {
        saved.undo = None;
    }
    files::done(id, "note_saved", saved.undo.as_deref(), &format!("note-{note}"));
    Ok(saved)
}

/// Deletes a note; the change that did it can be undone.
#[server(prefix = "/_call", endpoint = "delete_note")]
pub async fn delete_note(id: String, note: String, version: i64) -> Result<Saved, Refused> {
    let (service, actor) = asker()?;
    let (id, note) = (files::file(&id)?, self::note(&note)?);
    let change = notes::delete(&service, &actor, note, Some(version)).await?.to_string();
    let sheet = gather::sheet(&service, &actor, &visit(), id, false).await?;
    files::done(id, "note_deleted", Some(&change), "");
    Ok(Saved { sheet, undo: Some(change) })
}

#[cfg(feature = "ssr")]
fn note(id: &str) -> Result<NoteId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// What a form says about a note. What it does not ask is as it was, or as usual.
#[cfg(feature = "ssr")]
fn attributes(typed: &[(&str, String)]) -> Attributes {
    let known = typed.iter().filter_map(|(name, text)| NoteFields::RESOURCE.field(name).map(|field| (field, text)));
    known.map(|(field, text)| (field.name.to_owned(), field.from_form(text))).collect()
}
