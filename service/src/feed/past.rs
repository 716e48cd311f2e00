//! Whether a record that a reader does not find was there for them before: from what the log says that it was.

use super::touched::Touched;
use crate::{
    Service, candidates, changes,
    db::{Param, Tx, Where},
    error::Result,
    notes, records, sql,
};
use domain::{
    candidates::Candidate,
    change::{Change, Entity, Kind},
    id::{CandidateId, NoteId, UserId},
    interviews::{Interview, InterviewFields, InterviewStatus},
    policy::{self, Actor, CandidateFacts, NoteFacts, Person},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Interviews with one person, at most.
const INTERVIEWS: i64 = 500;

/// What an attribute was before the change at this place in the log, where the change was one of it.
pub(super) async fn value_before(tx: &mut Tx, service: &Service, owner: Uuid, position: i64, attribute: &str) -> Result<Option<Value>> {
    let change = changes::at(tx, &service.keys, owner, position).await?;
    Ok(change.and_then(|change| change.values?.before.remove(attribute)))
}

/// Whether a change of an interview is one for this user: they sit in it, or did before.
pub(super) async fn concerns(tx: &mut Tx, service: &Service, owner: Uuid, position: i64, user: UserId) -> Result<bool> {
    let Some(change) = changes::at(tx, &service.keys, owner, position).await? else { return Ok(false) };
    let sat = |seats: Option<&Value>| seats.is_some_and(|seats| has_seat(seats, user));
    if change.values.is_some_and(|values| sat(values.before.get("interviewers")) || sat(values.after.get("interviewers"))) {
        return Ok(true);
    }
    let seats = tx
        .query(sql!("SELECT COUNT(*) FROM interview_seat WHERE interview = $1 AND user_id = $2"))
        .bind(change.entity_id)
        .bind(user.0)
        .number()
        .await?;
    Ok(seats > 0)
}

fn has_seat(seats: &Value, user: UserId) -> bool {
    let id = user.to_string();
    seats.as_array().into_iter().flatten().any(|seat| seat.get("user").and_then(Value::as_str) == Some(&id))
}

/// Those among the records that this actor found before one of the changes that touched them.
pub(super) async fn gone(service: &Service, actor: &Actor, missing: &[&Touched]) -> Result<BTreeSet<(&'static str, Uuid)>> {
    let mut gone = BTreeSet::new();
    let mut files: BTreeMap<CandidateId, Vec<&Touched>> = BTreeMap::new();
    for touched in missing.iter().filter(|touched| !touched.places.is_empty()) {
        match touched.file {
            Some(file) => files.entry(file).or_default().push(touched),
            None => drop(gone.insert((touched.entity.word(), touched.id))),
        }
    }
    if files.is_empty() {
        return Ok(gone);
    }
    let Some(person) = actor.person() else {
        gone.extend(files.into_values().flatten().map(|touched| (touched.entity.word(), touched.id)));
        return Ok(gone);
    };
    service
        .db
        .read(async |tx: &mut Tx| {
            for (id, records) in files {
                let first = records.iter().flat_map(|touched| &touched.places).min().copied().unwrap_or_default();
                let Some(past) = Past::of(tx, service, id, first).await? else { continue };
                let found =
                    records.into_iter().filter(|touched| touched.places.iter().any(|place| past.was_found(person, touched, *place)));
                gone.extend(found.map(|touched| (touched.entity.word(), touched.id)));
            }
            Ok(gone)
        })
        .await
}

/// What a file is, and what happened in it from some place in the log on.
struct Past {
    file: Candidate,
    notes: BTreeMap<NoteId, NoteFacts>,
    interviews: Vec<Interview>,
    /// Notes and proposals that are deleted.
    deleted: BTreeSet<Uuid>,
    /// With their places, the oldest first.
    changes: Vec<(i64, Change)>,
}

impl Past {
    async fn of(tx: &mut Tx, service: &Service, id: CandidateId, position: i64) -> Result<Option<Self>> {
        let Some(file) = candidates::known(tx, id).await? else { return Ok(None) };
        let mut within = Where::default();
        within.and("candidate = ?", [Param::Id(Some(id.0))]);
        let deleted: Vec<(Uuid,)> = tx
            .query(sql!(
                "SELECT id FROM candidate_note WHERE candidate = $1 AND deleted_at IS NOT NULL
                 UNION ALL SELECT id FROM resource_request_candidate WHERE candidate = $1 AND deleted_at IS NOT NULL"
            ))
            .bind(id.0)
            .all()
            .await?;
        Ok(Some(Self {
            file,
            deleted: deleted.into_iter().map(|(id,)| id).collect(),
            notes: notes::facts_in(tx, id).await?.into_iter().collect(),
            interviews: records::some::<InterviewFields>(tx, &within, true, INTERVIEWS).await?,
            changes: changes::of_owner_since(tx, &service.keys, id.0, position).await?,
        }))
    }

    /// What happened to a record from a place in the log on.
    fn since(&self, place: i64, (entity, id): (Entity, Uuid)) -> impl Iterator<Item = &Change> {
        let of = move |(at, change): &&(i64, Change)| *at >= place && change.entity == entity && change.entity_id == id;
        self.changes.iter().filter(of).map(|(_, change)| change)
    }

    /// Whether a record was there just before a place in the log.
    fn was_there(&self, place: i64, record: (Entity, Uuid)) -> bool {
        let turn = self.since(place, record).find_map(|change| match (record.0, change.kind) {
            (_, Kind::Created) => Some(false),
            (Entity::Note | Entity::RequestCandidate, Kind::Deleted) => Some(true),
            (Entity::Note | Entity::RequestCandidate, Kind::Restored) => Some(false),
            _ => None,
        });
        turn.unwrap_or_else(|| !self.deleted.contains(&record.1))
    }

    /// What an attribute was just before a place in the log; `now` is what it is. None: there was no such record yet.
    fn before(&self, place: i64, record: (Entity, Uuid), attribute: &str, now: Value) -> Option<Value> {
        for change in self.since(place, record) {
            if change.kind == Kind::Created {
                return None;
            }
            // Where the key is gone nobody can say what it was.
            if let (true, Some(values)) = (change.facts.fields.iter().any(|field| field == attribute), &change.values) {
                return Some(values.before.get(attribute).cloned().unwrap_or_default());
            }
        }
        Some(now)
    }

    fn was_found(&self, person: &Person, touched: &Touched, place: i64) -> bool {
        let Some(file) = self.file_before(person, place) else { return false };
        if !policy::sees(person, &file) || !self.was_there(place, (touched.entity, touched.id)) {
            return false;
        }
        match touched.entity {
            Entity::Note => self.note_before(touched.id, place).is_some_and(|note| policy::hears(person, &note, &file)),
            _ => true,
        }
    }

    /// What permissions look at in the file, as far as whoever follows changes is concerned: of those who interview, only whether the person does.
    fn file_before(&self, person: &Person, place: i64) -> Option<CandidateFacts> {
        let record = (Entity::Candidate, self.file.id.0);
        let word = |word: &str| Value::String(word.to_owned());
        let visibility = self.before(place, record, "visibility", word(self.file.visibility.word()))?;
        let recruiter = self.before(place, record, "recruiter", self.file.recruiter.map_or(Value::Null, |id| word(&id.to_string())))?;
        let sits = self.interviews.iter().any(|interview| self.sat(person.id, interview, place));
        Some(CandidateFacts {
            id: self.file.id,
            visibility: serde_json::from_value(visibility).unwrap_or(self.file.visibility),
            recruiter: serde_json::from_value(recruiter).unwrap_or(self.file.recruiter),
            managers: Vec::new(),
            interviewers: if sits { vec![person.id] } else { Vec::new() },
        })
    }

    fn sat(&self, user: UserId, interview: &Interview, place: i64) -> bool {
        let record = (Entity::Interview, interview.id.0);
        let now = serde_json::to_value(&interview.interviewers).unwrap_or_default();
        let status = Value::String(interview.status.word().to_owned());
        let seats = self.before(place, record, "interviewers", now);
        let status = self.before(place, record, "status", status).and_then(|status| serde_json::from_value::<InterviewStatus>(status).ok());
        seats.is_some_and(|seats| has_seat(&seats, user)) && status.is_some_and(InterviewStatus::live)
    }

    fn note_before(&self, id: Uuid, place: i64) -> Option<NoteFacts> {
        let now = *self.notes.get(&NoteId(id))?;
        let visibility = self.before(place, (Entity::Note, id), "visibility", Value::String(now.visibility.word().to_owned()))?;
        Some(NoteFacts { visibility: serde_json::from_value(visibility).unwrap_or(now.visibility), ..now })
    }
}
