//! What a person's file shows, made by the server for one reader: what they may not see is not in it.

use super::when::When;
use serde::{Deserialize, Serialize};

/// The attributes of a file, in the chapters of the form and of the profile.
pub const CONTACT: &[&str] = &["firstname", "lastname", "email", "phoneNumber", "linkedinProfile"];
pub const WORK: &[&str] = &["position", "location", "source", "availableFrom", "skills", "tags", "expectations"];
pub const MORE: &[&str] = &["notes", "employee", "visibility", "recruiter", "birthDate", "consent"];

/// A person's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub id: String,
    pub version: i64,
    /// The user who looks at it: drafts are kept apart.
    pub reader: String,
    pub name: String,
    pub archived: bool,
    /// Every attribute the reader may see.
    pub cells: Vec<Cell>,
    /// The timeline, pinned notes first, then the newest.
    pub entries: Vec<Entry>,
    /// Where the older entries are; none where all are shown.
    pub older: Option<String>,
    /// Everybody whom a note may call, and who may look after the person.
    pub people: Vec<Colleague>,
    /// Why the reader may not edit it.
    pub locked: Option<String>,
    /// Why the reader may not archive or restore it.
    pub kept: Option<String>,
}

impl Sheet {
    pub fn cell(&self, name: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.name == name)
    }
}

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub name: String,
    pub shown: Shown,
    /// As its form has it.
    pub value: String,
}

/// A value, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    Nothing,
    Text(String),
    /// An address and what it is called.
    Link(String, String),
    Words(Vec<String>),
}

/// Somebody who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub id: String,
    pub name: String,
    /// Whether they may look after candidates.
    pub recruits: bool,
}

/// One thing in the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    Note(Note),
    Change(Change),
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub id: String,
    pub version: i64,
    pub author: String,
    pub at: When,
    /// Cleaned HTML.
    pub html: String,
    /// The Markdown, for its author.
    pub source: Option<String>,
    pub kind: String,
    pub visibility: String,
    pub score: Option<i64>,
    pub pinned: bool,
    pub edited: bool,
    pub deletable: bool,
}

/// Something that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub id: String,
    pub who: String,
    /// `edited the file`.
    pub did: String,
    pub at: When,
    /// Which attributes, from what to what.
    pub steps: Vec<Step>,
    /// Whether the values are gone for good.
    pub erased: bool,
    pub undoes: bool,
    /// Whether the reader may take it back.
    pub undoable: bool,
}

/// One attribute, from what to what. An empty text is nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub label: String,
    pub before: String,
    pub after: String,
}

/// What a saved form brings: the file as it is now, and the change that can take it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub sheet: Sheet,
    pub undo: Option<String>,
}
