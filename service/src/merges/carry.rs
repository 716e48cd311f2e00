//! What is in a file, on its way to another.

use super::said;
use crate::{
    db::{Param, Tx, Where},
    error::{Error, Result},
    interviews,
    records::{self, Logged, Pen},
    request_candidates::Given,
};
use domain::{
    answers::{AnswerFields, AnswerStatus},
    assignments::AssignmentFields,
    change::{Change, Facts, Kind},
    id::{CandidateId, Identifier, RequestCandidateId},
    interviews::InterviewFields,
    notes::NoteFields,
    request_candidates::RequestCandidateFields,
    resource::{Described, Record},
    scorecards::ScorecardFields,
    users::UserFields,
};

/// Records that are read at once.
const AT_ONCE: i64 = 200;
/// Interviews, answers or letters that are part of one standing, at most.
const OF_STANDING: i64 = 10_000;

/// From which file to which.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub kind: Kind,
    pub from: CandidateId,
    pub to: CandidateId,
}

/// What belongs to a file.
pub(super) trait Carried: Logged {
    /// Whose file it is in.
    fn file(&mut self) -> &mut Option<CandidateId>;

    /// The standing that it is part of, of what can be part of one.
    fn standing(&mut self) -> Option<&mut Option<RequestCandidateId>> {
        None
    }

    /// What stands in the way of it in the other file gives way, or it does.
    async fn fit(_tx: &mut Tx, _pen: &Pen, record: Record<Self>, _way: Way) -> Result<Record<Self>> {
        Ok(record)
    }

    /// Whether it is deleted.
    async fn is_gone(_tx: &mut Tx, _id: Self::Id) -> Result<bool> {
        Ok(false)
    }

    /// What is beside it goes along.
    async fn went(_tx: &mut Tx, _record: &Record<Self>) -> Result<()> {
        Ok(())
    }
}

impl Carried for NoteFields {
    fn file(&mut self) -> &mut Option<CandidateId> {
        &mut self.candidate
    }

    async fn is_gone(tx: &mut Tx, id: Self::Id) -> Result<bool> {
        crate::notes::is_deleted(tx, id).await
    }
}

impl Carried for RequestCandidateFields {
    fn file(&mut self) -> &mut Option<CandidateId> {
        &mut self.candidate
    }

    async fn is_gone(tx: &mut Tx, id: Self::Id) -> Result<bool> {
        crate::request_candidates::is_deleted(tx, id).await
    }
}

impl Carried for InterviewFields {
    fn file(&mut self) -> &mut Option<CandidateId> {
        &mut self.candidate
    }

    fn standing(&mut self) -> Option<&mut Option<RequestCandidateId>> {
        Some(&mut self.request_candidate)
    }

    async fn went(tx: &mut Tx, record: &Record<Self>) -> Result<()> {
        interviews::seat_in(tx, record.id, record.candidate.unwrap_or_default()).await
    }
}

impl Carried for ScorecardFields {
    fn file(&mut self) -> &mut Option<CandidateId> {
        &mut self.candidate
    }
}

impl Carried for AssignmentFields {
    fn file(&mut self) -> &mut Option<CandidateId> {
        &mut self.candidate
    }

    fn standing(&mut self) -> Option<&mut Option<RequestCandidateId>> {
        Some(&mut self.request_candidate)
    }
}

impl Carried for AnswerFields {
    fn file(&mut self) -> &mut Option<CandidateId> {
        &mut self.candidate
    }

    fn standing(&mut self) -> Option<&mut Option<RequestCandidateId>> {
        Some(&mut self.request_candidate)
    }

    /// Of two answers to one question, said in the same way, one counts: a draft gives way to what was handed in, else the other file's to this one's.
    async fn fit(tx: &mut Tx, pen: &Pen, mut record: Record<Self>, way: Way) -> Result<Record<Self>> {
        if record.status == Some(AnswerStatus::Withdrawn) {
            return Ok(record);
        }
        let Some(other) = crate::answers::said_alike(tx, &record, way.to).await? else { return Ok(record) };
        let draft = other.status == Some(AnswerStatus::Draft) && record.status.is_some_and(AnswerStatus::counts);
        if draft {
            let fields = AnswerFields { status: Some(AnswerStatus::Withdrawn), ..other.fields.clone() };
            store(tx, pen, &other, fields, way).await?;
        } else {
            record.fields.status = Some(AnswerStatus::Withdrawn);
        }
        Ok(record)
    }
}

impl Carried for UserFields {
    fn file(&mut self) -> &mut Option<CandidateId> {
        &mut self.candidate
    }
}

/// Brings all of a kind from one file to the other.
pub(super) async fn carry<F: Carried>(tx: &mut Tx, pen: &Pen, way: Way) -> Result<()> {
    loop {
        let mut within = Where::default();
        within.and("candidate = ?", [Param::Id(Some(way.from.0))]);
        let some = records::some::<F>(tx, &within, false, AT_ONCE).await?;
        let last = (some.len() as i64) < AT_ONCE;
        for before in some {
            let mut fields = F::fit(tx, pen, before.clone(), way).await?.fields;
            *fields.file() = Some(way.to);
            store(tx, pen, &before, fields, way).await?;
        }
        if last {
            return Ok(());
        }
    }
}

/// What was part of a standing that made room is part of the one that it made room for.
pub(super) async fn refer<F: Carried>(tx: &mut Tx, pen: &Pen, way: Way, given: &[Given]) -> Result<()> {
    for (gone, there) in given {
        let mut within = Where::default();
        within.and("request_candidate = ?", [Param::key(*gone)]);
        within.and_in("candidate", vec![Param::key(way.from), Param::key(way.to)]);
        for before in records::some::<F>(tx, &within, false, OF_STANDING).await? {
            let mut fields = before.fields.clone();
            if let Some(standing) = fields.standing() {
                *standing = Some(*there);
            }
            store(tx, pen, &before, fields, way).await?;
        }
    }
    Ok(())
}

/// Brings back what a merge brought, as far as nobody has brought it elsewhere; what was done last is taken back first.
pub(super) async fn carry_back<F: Carried>(tx: &mut Tx, pen: &Pen, way: Way, log: &[Change]) -> Result<()> {
    for change in log.iter().rev().filter(|change| change.entity == F::ENTITY && change.kind == Kind::Merged) {
        let Some(id) = F::Id::of_logged(change.entity_id) else { return Err(Error::broken("a record without an id")) };
        let Some(before) = records::find::<F>(tx, id).await? else { continue };
        let fields = unchanged(&before.fields, change)?;
        if fields != before.fields {
            store(tx, pen, &before, fields, way).await?;
        }
    }
    Ok(())
}

/// Brings along what has become part of something that went.
pub(super) async fn follow<F: Carried>(tx: &mut Tx, pen: &Pen, way: Way, part: &'static str) -> Result<()> {
    let mut within = Where::default();
    within.and("candidate = ?", [Param::key(way.from)]);
    within.and(part, [Param::key(way.to)]);
    for before in records::some::<F>(tx, &within, false, OF_STANDING).await? {
        let mut fields = F::fit(tx, pen, before.clone(), way).await?.fields;
        *fields.file() = Some(way.to);
        store(tx, pen, &before, fields, way).await?;
    }
    Ok(())
}

async fn store<F: Carried>(tx: &mut Tx, pen: &Pen, before: &Record<F>, fields: F, way: Way) -> Result<()> {
    let facts = Facts { with: Some(way.from.0), gone: F::is_gone(tx, before.id).await?, ..Facts::default() };
    let after = records::save_always(tx, pen, way.kind, before, fields, facts).await?;
    F::went(tx, &after).await
}

/// A record as it was before a change, in what nobody has changed since.
pub(super) fn unchanged<F: Described>(current: &F, change: &Change) -> Result<F> {
    let Some(values) = &change.values else { return Ok(current.clone()) };
    let mut attributes = current.attributes();
    for (name, after) in &values.after {
        if said(&attributes, name) == after {
            attributes.insert(name.clone(), said(&values.before, name).clone());
        }
    }
    Ok(F::from_attributes(attributes)?)
}
