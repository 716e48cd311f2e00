//! Brings together what a person's file shows.

use super::{
    sheet::{Cell, Change, Colleague, Entry, Note, Saved, Sheet, Step},
    told,
    when::When,
};
use crate::{
    i18n::{errors, fields, history as words},
    notes::markdown,
    visit::Visit,
};
use domain::{
    candidates::{Candidate, CandidateFields, Lifecycle},
    change::{self, Entity, Kind},
    id::{CandidateId, UserId},
    notes::{CandidateNote, NoteFields},
    policy::{self, Action, Actor, CandidateFacts, NoteFacts, On},
    resource::{Access, Described},
    users::{Role, User},
};
use serde_json::Value;
use service::{Service, candidates, notes, users};
use uuid::Uuid;

/// Entries shown before one asks for the older ones.
const RECENT: usize = 50;

/// Everything a sheet is made of.
struct Material<'a> {
    visit: &'a Visit,
    actor: &'a Actor,
    facts: CandidateFacts,
    candidate: Candidate,
    notes: Vec<CandidateNote>,
    history: Vec<change::Change>,
    users: Vec<User>,
}

async fn material<'a>(service: &Service, actor: &'a Actor, visit: &'a Visit, candidate: Candidate) -> service::Result<Material<'a>> {
    let id = candidate.id;
    let notes = notes::of_candidate(service, actor, id).await?;
    let facts = candidates::facts(service, &candidate).await?;
    let history = match policy::can(actor, Action::ReadHistory, On::Candidate(&facts)) {
        Ok(()) => candidates::history(service, actor, id).await?,
        Err(_) => Vec::new(),
    };
    let users = users::list(service, actor).await?;
    Ok(Material { visit, actor, facts, candidate, notes, history, users })
}

/// A person's file, as this reader may have it. `all`: with the older entries too.
///
/// # Errors
/// As [`candidates::get`].
pub async fn sheet(service: &Service, actor: &Actor, visit: &Visit, id: CandidateId, all: bool) -> service::Result<Sheet> {
    let candidate = candidates::get(service, actor, id).await?;
    Ok(material(service, actor, visit, candidate).await?.sheet(all))
}

/// The same, of a file that was read, with what permissions look at in it.
///
/// # Errors
/// As [`candidates::get`].
pub async fn sheet_of(
    service: &Service,
    actor: &Actor,
    visit: &Visit,
    candidate: Candidate,
    all: bool,
) -> service::Result<(Sheet, CandidateFacts)> {
    let material = material(service, actor, visit, candidate).await?;
    Ok((material.sheet(all), material.facts))
}

/// A person's file after a record in it was saved as this version, and the change that did it.
///
/// # Errors
/// As [`candidates::get`].
pub async fn saved(service: &Service, actor: &Actor, visit: &Visit, id: CandidateId, record: Uuid, version: i64) -> service::Result<Saved> {
    let candidate = candidates::get(service, actor, id).await?;
    let material = material(service, actor, visit, candidate).await?;
    let undo = material.history.iter().find(|change| change.entity_id == record && change.facts.version == version);
    Ok(Saved { undo: undo.map(|change| change.id.to_string()), sheet: material.sheet(false) })
}

impl Material<'_> {
    fn sheet(&self, all: bool) -> Sheet {
        let id = self.candidate.id.to_string();
        let mut entries = self.entries();
        let older = (!all && entries.len() > RECENT).then(|| format!("/candidates/{id}?all=true#timeline"));
        if !all {
            entries.truncate(RECENT);
        }
        let reason = |action| match policy::can(self.actor, action, On::Candidate(&self.facts)) {
            Ok(()) => None,
            Err(rule) => Some(errors::forbidden(self.visit.locale, &rule)),
        };
        let active = self.users.iter().filter(|user| user.is_person());
        Sheet {
            version: self.candidate.version,
            reader: self.actor.user().map(|user| user.to_string()).unwrap_or_default(),
            name: self.candidate.name(),
            archived: self.candidate.lifecycle == Lifecycle::Archived,
            cells: self.cells(),
            entries,
            older,
            people: active
                .map(|user| Colleague {
                    id: user.id.to_string(),
                    name: user.name.clone(),
                    recruits: matches!(user.role, Role::Admin | Role::Recruiter),
                })
                .collect(),
            locked: reason(Action::EditCandidate),
            kept: reason(Action::ArchiveCandidate),
            id,
        }
    }

    fn name_of(&self, id: &str) -> Option<String> {
        self.users.iter().find(|user| user.id.to_string() == id).map(|user| user.name.clone())
    }

    /// Who did it; the system has a name of its own.
    fn who(&self, user: Option<UserId>) -> String {
        match user {
            Some(user) => self.name_of(&user.to_string()).unwrap_or_else(|| words::FORMER.get(self.visit.locale).to_owned()),
            None => words::SYSTEM.get(self.visit.locale).to_owned(),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        let attributes = self.candidate.fields.attributes();
        let readable =
            CandidateFields::RESOURCE.fields.iter().filter(|field| field.access != Access::Read && self.actor.reads(field.readers));
        readable
            .map(|field| {
                let value = attributes.get(field.name).unwrap_or(&Value::Null);
                told::cell(self.visit.locale, field, value, &|id| self.name_of(id))
            })
            .collect()
    }

    fn entries(&self) -> Vec<Entry> {
        let pinned = self.notes.iter().filter(|note| note.pinned).map(|note| Entry::Note(self.note(note)));
        let loose = self.notes.iter().filter(|note| !note.pinned).map(|note| (note.created_at, Entry::Note(self.note(note))));
        let changes = self.history.iter().enumerate().filter(|(_, change)| !self.is_shown_as_note(change));
        let changes = changes.map(|(index, change)| (change.at, Entry::Change(self.change(index, change))));
        let mut dated: Vec<_> = loose.chain(changes).collect();
        dated.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        pinned.chain(dated.into_iter().map(|(_, entry)| entry)).collect()
    }

    /// A note that is there says itself who wrote it and when.
    fn is_shown_as_note(&self, change: &change::Change) -> bool {
        change.entity == Entity::Note && change.kind == Kind::Created && self.notes.iter().any(|note| note.id.0 == change.entity_id)
    }

    fn note(&self, note: &CandidateNote) -> Note {
        let facts = NoteFacts::from(&note.fields);
        let may = |action| policy::can(self.actor, action, On::Note(&facts, &self.facts)).is_ok();
        let rewritten = |change: &&change::Change| {
            change.entity_id == note.id.0 && change.kind == Kind::Updated && change.facts.fields.iter().any(|field| field == "content")
        };
        Note {
            id: note.id.to_string(),
            version: note.version,
            author: self.who(note.author),
            at: When::at(self.visit, note.created_at),
            html: markdown::html(&note.content),
            source: may(Action::EditNote).then(|| note.content.clone()),
            kind: note.kind.to_string(),
            visibility: note.visibility.to_string(),
            score: note.score,
            pinned: note.pinned,
            edited: self.history.iter().find(rewritten).is_some(),
            deletable: may(Action::DeleteNote),
        }
    }

    fn change(&self, index: usize, change: &change::Change) -> Change {
        Change {
            id: change.id.to_string(),
            who: self.who(change.actor),
            did: words::done(self.visit.locale, change.entity, change.kind).to_owned(),
            at: When::at(self.visit, change.at),
            // What a new file says, the file says.
            steps: if change.kind == Kind::Created { Vec::new() } else { self.steps(change) },
            erased: change.values.is_none(),
            undoes: change.facts.undoes.is_some(),
            undoable: self.is_undoable(index, change),
        }
    }

    fn steps(&self, change: &change::Change) -> Vec<Step> {
        let resource = match change.entity {
            Entity::Candidate => CandidateFields::RESOURCE,
            Entity::Note => NoteFields::RESOURCE,
            // What happens to these is told where they are.
            Entity::User
            | Entity::Token
            | Entity::TaskGroup
            | Entity::Task
            | Entity::Answer
            | Entity::Interview
            | Entity::Scorecard
            | Entity::Assignment
            | Entity::Request
            | Entity::RequestCandidate
            | Entity::ApprovalFlow
            | Entity::Approval
            | Entity::ClientView
            | Entity::Webhook => {
                return Vec::new();
            }
        };
        let Some(values) = &change.values else { return Vec::new() };
        let told =
            |field, value: Option<&Value>| told::text(self.visit.locale, field, value.unwrap_or(&Value::Null), &|id| self.name_of(id));
        let step = |(name, after): (&String, &Value)| {
            let told_elsewhere = matches!(name.as_str(), "mentions" | "lifecycle");
            let field = resource.field(name).filter(|field| !told_elsewhere && self.actor.reads(field.readers))?;
            Some(Step {
                label: fields::label(self.visit.locale, name).to_owned(),
                before: told(field, values.before.get(name)),
                after: told(field, Some(after)),
            })
        };
        values.after.iter().filter_map(step).collect()
    }

    /// Whether taking it back would be allowed, and would find what it left.
    fn is_undoable(&self, index: usize, change: &change::Change) -> bool {
        let later = || self.history.iter().take(index);
        match (change.entity, change.kind) {
            (Entity::Candidate, Kind::Updated) => {
                let allowed = policy::can(self.actor, Action::EditCandidate, On::Candidate(&self.facts)).is_ok();
                allowed && left(change, &self.candidate.fields)
            }
            (Entity::Candidate, Kind::Archived | Kind::Restored) => {
                let allowed = policy::can(self.actor, Action::ArchiveCandidate, On::Candidate(&self.facts)).is_ok();
                allowed && !later().any(|later| later.facts.to.is_some())
            }
            (Entity::Note, Kind::Updated) => self.notes.iter().any(|note| {
                let allowed = policy::can(self.actor, Action::EditNote, On::Note(&NoteFacts::from(&note.fields), &self.facts)).is_ok();
                note.id.0 == change.entity_id && allowed && left(change, &note.fields)
            }),
            (Entity::Note, Kind::Deleted) => {
                let gone = !self.notes.iter().any(|note| note.id.0 == change.entity_id);
                let newest = !later().any(|later| later.entity_id == change.entity_id);
                gone && newest && self.may_restore(change.entity_id)
            }
            _ => false,
        }
    }

    /// The author of a note that is gone is whoever created it; its visibility no longer matters to them or to an administrator.
    fn may_restore(&self, note: Uuid) -> bool {
        let created = self.history.iter().find(|change| change.entity_id == note && change.kind == Kind::Created);
        let facts = NoteFacts { visibility: domain::notes::NoteVisibility::Public, author: created.and_then(|change| change.actor) };
        policy::can(self.actor, Action::DeleteNote, On::Note(&facts, &self.facts)).is_ok()
    }
}

/// Whether a record still is what a change made of it.
fn left<F: Described>(change: &change::Change, fields: &F) -> bool {
    let now = fields.attributes();
    let values = change.values.as_ref().filter(|values| !values.after.is_empty());
    values.is_some_and(|values| values.after.iter().all(|(name, after)| now.get(name) == Some(after)))
}
