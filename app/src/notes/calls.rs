//! What the pages do about notes.

use crate::{call::Refused, candidates::Saved};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// What the form of a note says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    pub content: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub visibility: String,
    pub score: String,
    pub pinned: String,
}

impl Written {
    /// By the names of the fields.
    pub fn values(&self) -> BTreeMap<String, String> {
        let Self { content, kind, visibility, score, pinned } = self;
        let values = [("content", content), ("type", kind), ("visibility", visibility), ("score", score), ("pinned", pinned)];
        values.map(|(name, value)| (name.to_owned(), value.clone())).into()
    }
}

/// Writes a note in a file.
#[server(prefix = "/_call", endpoint = "add_note")]
pub async fn add_note(id: String, #[server(flatten)] written: Written) -> Result<Saved, Refused> {
    let (service, actor) = asker()?;
    let id = files::file(&id)?;
    let mut given = written.attributes();
    given.insert("candidate".to_owned(), id.to_string().into());
    let note = notes::create(&service, &actor, &given).await?;
    let saved = gather::saved(&service, &actor, &visit(), id, note.id.0, note.version).await?;
    files::done(id, "note_added", saved.undo.as_deref(), &format!("note-{}", note.id));
    Ok(saved)
}

/// Changes a note whose version the writer saw.
#[server(prefix = "/_call", endpoint = "edit_note")]
pub async fn edit_note(id: String, note: String, version: i64, #[server(flatten)] written: Written) -> Result<Saved, Refused> {
    let (service, actor) = asker()?;
    let (id, note) = (files::file(&id)?, self::note(&note)?);
    let given = written.attributes();
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

#[cfg(feature = "ssr")]
impl Written {
    fn attributes(&self) -> Attributes {
        let typed = self.values();
        let known = typed.iter().filter_map(|(name, text)| NoteFields::RESOURCE.field(name).map(|field| (field, text)));
        known.map(|(field, text)| (field.name.to_owned(), field.from_form(text))).collect()
    }
}
