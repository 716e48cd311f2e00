//! Whether a record that a reader does not find was there for them before: from what the log says that it was.

use super::{number, touched::Touched};
use crate::{
    Service, candidates, changes,
    db::{Param, Tx, Where},
    error::Result,
    merges, notes, records, sql, tasks,
};
use chrono::{DateTime, Utc};
use domain::{
    answers::{AnswerFields, RecruitmentTaskAnswer},
    candidates::{Candidate, Lifecycle},
    change::{Change, Entity, Kind},
    id::{AnswerId, CandidateId, Identifier, InterviewId, NoteId, TaskGroupId, UserId},
    interviews::{Interview, InterviewFields, InterviewStatus, Rsvp},
    policy::{self, Actor, AnswerFacts, CandidateFacts, NoteFacts, Own, Person},
    task_groups::Blind,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};
use uuid::Uuid;

/// Interviews with one person, at most.
const INTERVIEWS: i64 = 500;

/// Whether a change of an interview at a place in the log may be one for this user: they sat in it around the next change of its seats, sit in it now where
/// there is none, or said what they heard.
pub(super) async fn concerns(tx: &mut Tx, service: &Service, interview: Uuid, place: i64, user: UserId) -> Result<bool> {
    let change = changes::next_of(tx, &service.keys, (Entity::Interview, interview), place, "interviewers").await?;
    let sat = |seats: Option<&Value>| seats.is_some_and(|seats| has_seat(seats, user));
    if change
        .and_then(|change| change.values)
        .is_some_and(|values| sat(values.before.get("interviewers")) || sat(values.after.get("interviewers")))
    {
        return Ok(true);
    }
    let seats = tx
        .query(sql!("SELECT COUNT(*) FROM interview_seat WHERE interview = $1 AND user_id = $2"))
        .bind(interview)
        .bind(user.0)
        .number()
        .await?;
    Ok(seats > 0)
}

fn has_seat(seats: &Value, user: UserId) -> bool {
    seat_of(seats, user).is_some()
}

fn seat_of(seats: &Value, user: UserId) -> Option<&Value> {
    let id = user.to_string();
    seats.as_array().into_iter().flatten().find(|seat| seat.get("user").and_then(Value::as_str) == Some(&id))
}

/// What happened from a place in the log on.
fn since(changes: &[(i64, Change)], place: i64) -> impl Iterator<Item = &Change> {
    changes.iter().filter(move |(at, _)| *at >= place).map(|(_, change)| change)
}

/// What an attribute of a record was before these changes of it; `now` is what it is. None: one of them made the record.
fn before<'a>(changes: impl Iterator<Item = &'a Change>, attribute: &str, now: Value) -> Option<Value> {
    for change in changes {
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
                let answers = records.iter().filter(|touched| touched.entity == Entity::Answer).map(|touched| AnswerId(number(touched.id)));
                let past = Past::of(tx, service, person.id, id, first, answers.collect()).await?;
                let found =
                    records.into_iter().filter(|touched| touched.places.iter().any(|place| past.was_found(person, touched, *place)));
                gone.extend(found.map(|touched| (touched.entity.word(), touched.id)));
            }
            Ok(gone)
        })
        .await
}

/// What a file is, and what happened in it from some place in the log on. Together with it all files with which it was ever one: what is in one of them may
/// have been in another.
#[derive(Default)]
struct Past {
    files: BTreeMap<CandidateId, Candidate>,
    /// In which of them a note, a proposal or an answer is.
    places: BTreeMap<Uuid, CandidateId>,
    notes: BTreeMap<NoteId, NoteFacts>,
    /// Those of the answers that are asked for, with their question banks.
    answers: BTreeMap<AnswerId, (RecruitmentTaskAnswer, TaskGroupId)>,
    banks: BTreeMap<TaskGroupId, Bank>,
    interviews: Vec<Interview>,
    /// Those of which the reader has handed in what they heard.
    handed_in: BTreeSet<InterviewId>,
    /// Notes and proposals that are deleted, and files that ended in another.
    deleted: BTreeSet<Uuid>,
    /// With their places, the oldest first.
    changes: Vec<(i64, Change)>,
}

/// How blind a question bank is, and what happened to it from some place in the log on.
struct Bank {
    blind: Blind,
    changes: Vec<(i64, Change)>,
}

impl Past {
    async fn of(tx: &mut Tx, service: &Service, reader: UserId, id: CandidateId, position: i64, asked: Vec<AnswerId>) -> Result<Self> {
        let mut past = Self::default();
        for id in merges::ever_one_with(tx, id).await? {
            let Some(file) = candidates::known(tx, id).await? else { continue };
            past.add(tx, service, reader, file, position).await?;
        }
        past.changes.sort_by_key(|(place, _)| *place);
        for answer in records::of_ids::<AnswerFields>(tx, asked).await? {
            let Some(group) = tasks::group_of_task(tx, answer.task.unwrap_or_default()).await? else { continue };
            if let Entry::Vacant(bank) = past.banks.entry(group.id) {
                bank.insert(Bank {
                    blind: group.blind,
                    changes: changes::of_owner_since(tx, &service.keys, group.id.logged(), position).await?,
                });
            }
            past.places.insert(answer.id.logged(), answer.candidate.unwrap_or_default());
            past.answers.insert(answer.id, (answer, group.id));
        }
        Ok(past)
    }

    /// One file, and what is in it.
    async fn add(&mut self, tx: &mut Tx, service: &Service, reader: UserId, file: Candidate, position: i64) -> Result<()> {
        let id = file.id;
        let mut within = Where::default();
        within.and("candidate = ?", [Param::Id(Some(id.0))]);
        let there: Vec<(Uuid, Option<DateTime<Utc>>)> = tx
            .query(sql!(
                "SELECT id, deleted_at FROM candidate_note WHERE candidate = $1
                 UNION ALL SELECT id, deleted_at FROM resource_request_candidate WHERE candidate = $1"
            ))
            .bind(id.0)
            .all()
            .await?;
        let handed_in: Vec<(Uuid,)> = tx
            .query(sql!("SELECT interview FROM interview_seat WHERE candidate = $1 AND user_id = $2 AND handed_in_at IS NOT NULL"))
            .bind(id.0)
            .bind(reader.0)
            .all()
            .await?;
        self.deleted.extend(there.iter().filter(|(_, deleted)| deleted.is_some()).map(|(record, _)| *record));
        self.deleted.extend((file.lifecycle == Lifecycle::Merged).then_some(id.0));
        self.places.extend(there.into_iter().map(|(record, _)| (record, id)));
        self.handed_in.extend(handed_in.into_iter().map(|(id,)| InterviewId(id)));
        self.notes.extend(notes::facts_in(tx, id).await?);
        self.interviews.extend(records::some::<InterviewFields>(tx, &within, true, INTERVIEWS).await?);
        self.changes.extend(changes::of_owner_since(tx, &service.keys, id.0, position).await?);
        self.files.insert(id, file);
        Ok(())
    }

    /// What happened to a record from a place in the log on.
    fn since(&self, place: i64, (entity, id): (Entity, Uuid)) -> impl Iterator<Item = &Change> {
        since(&self.changes, place).filter(move |change| change.entity == entity && change.entity_id == id)
    }

    /// Whether a record was there just before a place in the log.
    fn was_there(&self, place: i64, record: (Entity, Uuid)) -> bool {
        let turn = self.since(place, record).find_map(|change| match (record.0, change.kind) {
            (_, Kind::Created) => Some(false),
            (Entity::Note | Entity::RequestCandidate, Kind::Deleted) => Some(true),
            (Entity::Note | Entity::RequestCandidate, Kind::Restored) => Some(false),
            (Entity::Candidate, Kind::Merged) if change.facts.to.as_deref() == Some(Lifecycle::Merged.word()) => Some(true),
            (Entity::Candidate, Kind::Unmerged) if change.facts.from.as_deref() == Some(Lifecycle::Merged.word()) => Some(false),
            _ => None,
        });
        turn.unwrap_or_else(|| !self.deleted.contains(&record.1))
    }

    /// What an attribute was just before a place in the log; `now` is what it is. None: there was no such record yet.
    fn before(&self, place: i64, record: (Entity, Uuid), attribute: &str, now: Value) -> Option<Value> {
        before(self.since(place, record), attribute, now)
    }

    fn was_found(&self, person: &Person, touched: &Touched, place: i64) -> bool {
        let Some(file) = self.file_of(place, touched).and_then(|file| self.file_before(person, file, place)) else { return false };
        if !policy::sees(person, &file) || !self.was_there(place, (touched.entity, touched.id)) {
            return false;
        }
        match touched.entity {
            Entity::Note => self.note_before(touched.id, place).is_some_and(|note| policy::hears(person, &note, &file)),
            Entity::Answer => {
                self.answer_before(person.id, touched.id, file.id, place).is_some_and(|answer| policy::learns(person, &answer))
            }
            _ => true,
        }
    }

    /// In which file a record was just before a place in the log. None: there was no such record yet.
    fn file_of(&self, place: i64, touched: &Touched) -> Option<CandidateId> {
        if touched.entity == Entity::Candidate {
            return Some(CandidateId(touched.id));
        }
        self.file_before_of(place, (touched.entity, touched.id), *self.places.get(&touched.id)?)
    }

    /// As [`file_of`](Self::file_of), of a record that is in this file now.
    fn file_before_of(&self, place: i64, record: (Entity, Uuid), now: CandidateId) -> Option<CandidateId> {
        let was = self.before(place, record, "candidate", Value::String(now.to_string()))?;
        was.as_str().and_then(|id| id.parse().ok())
    }

    /// What permissions look at in a file, as far as whoever follows changes is concerned: of those who interview, only whether the person does.
    fn file_before(&self, person: &Person, id: CandidateId, place: i64) -> Option<CandidateFacts> {
        let file = self.files.get(&id)?;
        let record = (Entity::Candidate, id.0);
        let word = |word: &str| Value::String(word.to_owned());
        let visibility = self.before(place, record, "visibility", word(file.visibility.word()))?;
        let recruiter = self.before(place, record, "recruiter", file.recruiter.map_or(Value::Null, |id| word(&id.to_string())))?;
        let sits = self.interviews.iter().any(|interview| self.was_with(id, interview, place) && self.sat(person.id, interview, place));
        Some(CandidateFacts {
            id,
            visibility: serde_json::from_value(visibility).unwrap_or(file.visibility),
            recruiter: serde_json::from_value(recruiter).unwrap_or(file.recruiter),
            managers: Vec::new(),
            interviewers: if sits { vec![person.id] } else { Vec::new() },
        })
    }

    /// Whether an interview was one with the person of this file.
    fn was_with(&self, file: CandidateId, interview: &Interview, place: i64) -> bool {
        let now = interview.candidate.unwrap_or_default();
        self.file_before_of(place, (Entity::Interview, interview.id.0), now) == Some(file)
    }

    fn sat(&self, user: UserId, interview: &Interview, place: i64) -> bool {
        // Who has said what they heard stays in it.
        let there = self.had_handed_in(user, interview, place) || self.seats(interview, place).is_some_and(|seats| has_seat(&seats, user));
        there && self.was_live(interview, place)
    }

    /// Whether a user still had to say what they heard in this interview.
    fn owed(&self, user: UserId, interview: &Interview, place: i64) -> bool {
        let declined = Value::String(Rsvp::Declined.word().to_owned());
        let comes = |seats: Value| seat_of(&seats, user).is_some_and(|seat| seat.get("rsvp") != Some(&declined));
        self.was_live(interview, place) && !self.had_handed_in(user, interview, place) && self.seats(interview, place).is_some_and(comes)
    }

    fn seats(&self, interview: &Interview, place: i64) -> Option<Value> {
        let now = serde_json::to_value(&interview.interviewers).unwrap_or_default();
        self.before(place, (Entity::Interview, interview.id.0), "interviewers", now)
    }

    fn was_live(&self, interview: &Interview, place: i64) -> bool {
        let now = Value::String(interview.status.word().to_owned());
        let status = self.before(place, (Entity::Interview, interview.id.0), "status", now);
        status.and_then(|status| serde_json::from_value(status).ok()).is_some_and(InterviewStatus::live)
    }

    fn had_handed_in(&self, user: UserId, interview: &Interview, place: i64) -> bool {
        let of = Some(Value::String(interview.id.to_string()));
        let hands_in = |change: &Change| {
            change.entity == Entity::Scorecard
                && change.kind == Kind::Created
                && change.actor == Some(user)
                && change.values.as_ref().is_some_and(|values| values.after.get("interview").cloned() == of)
        };
        self.handed_in.contains(&interview.id) && !since(&self.changes, place).any(hands_in)
    }

    fn answer_before(&self, user: UserId, id: Uuid, file: CandidateId, place: i64) -> Option<AnswerFacts> {
        let (answer, group) = self.answers.get(&AnswerId(number(id)))?;
        let bank = self.banks.get(group)?;
        // A question with the same number is named as the question bank is.
        let of_bank = since(&bank.changes, place).filter(|change| change.entity == Entity::TaskGroup);
        let blind = before(of_bank, "blind", Value::String(bank.blind.word().to_owned()))?;
        let about = |interview: &&Interview| interview.task_group == Some(*group) && self.was_with(file, interview, place);
        let owed = self.interviews.iter().filter(about).any(|interview| self.owed(user, interview, place));
        // Whether anything was handed in counts for interviewers alone, who do not follow.
        let own = if owed { Own::Owed } else { Own::Nothing };
        Some(AnswerFacts { interviewer: answer.interviewer, blind: serde_json::from_value(blind).unwrap_or(bank.blind), own })
    }

    fn note_before(&self, id: Uuid, place: i64) -> Option<NoteFacts> {
        let now = *self.notes.get(&NoteId(id))?;
        let visibility = self.before(place, (Entity::Note, id), "visibility", Value::String(now.visibility.word().to_owned()))?;
        Some(NoteFacts { visibility: serde_json::from_value(visibility).unwrap_or(now.visibility), ..now })
    }
}
