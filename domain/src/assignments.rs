//! Questions that a candidate answers without an account, by a link.

use crate::{
    error::Conflict,
    id::{AssignmentId, CandidateId, RequestCandidateId, TaskGroupId, UserId},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
};
use chrono::{DateTime, Utc};

/// Questions sent to a candidate.
pub type Assignment = Record<AssignmentFields>;

/// Days for which a link can be made to work.
pub const DAYS: std::ops::RangeInclusive<i64> = 1..=90;

crate::resource! {
    /// What it says.
    pub struct AssignmentFields [AssignmentId]
        Resource::new("Assignment", "assignments", "assignment", "Questions sent to a candidate, to be answered by a link.");
    /// Who answers.
    candidate "candidate": Option<CandidateId> = Field::new(Kind::Relation(Target::CANDIDATE)).required().access(Access::Create).filter(Filter::Exact),
    /// For which request, where it is for one.
    request_candidate "resourceRequestCandidate": Option<RequestCandidateId> =
        Field::new(Kind::Relation(Target::REQUEST_CANDIDATE)).access(Access::Create).filter(Filter::Exact),
    /// What is asked.
    task_group "recruitmentTaskGroup": Option<TaskGroupId> =
        Field::new(Kind::Relation(Target::TASK_GROUP)).required().access(Access::Create).filter(Filter::Exact),
    /// Who sent it.
    sender "sender": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read).filter(Filter::Exact),
    /// Until when it can be answered.
    expires_at "expiresAt": Option<DateTime<Utc>> = Field::new(Kind::Moment).required().filter(Filter::Range).sort(),
    /// Where it stands.
    status "status": AssignmentStatus [AssignmentStatus::Sent] = Field::choice(AssignmentStatus::WORDS).access(Access::Read).filter(Filter::Exact).sort(),
    /// When it was handed in.
    submitted_at "submittedAt": Option<DateTime<Utc>> = Field::new(Kind::Moment).access(Access::Read).filter(Filter::Range).sort(),
}

words! {
    /// Where it stands. That it has expired is a matter of time, and not kept.
    AssignmentStatus { Sent = "sent", Expired = "expired", Submitted = "submitted", Withdrawn = "withdrawn" }
}

impl AssignmentFields {
    /// Where it stands at this moment.
    pub fn stands(&self, now: DateTime<Utc>) -> AssignmentStatus {
        match self.status {
            AssignmentStatus::Sent if self.expires_at.is_none_or(|end| end <= now) => AssignmentStatus::Expired,
            status => status,
        }
    }

    /// Whether it can be answered, or taken back, at this moment.
    ///
    /// # Errors
    /// [`Conflict::Transition`].
    pub fn open(&self, now: DateTime<Utc>) -> Result<(), Conflict> {
        match self.stands(now) {
            AssignmentStatus::Sent => Ok(()),
            status => Err(Conflict::Transition { from: status.to_string(), allowed: Vec::new() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_link_works_until_it_expires_or_was_used() {
        let end = "2026-12-01T00:00:00Z".parse::<DateTime<Utc>>().expect("a moment");
        let sent = AssignmentFields { expires_at: Some(end), ..AssignmentFields::default() };
        assert_eq!(sent.open(end - TimeDelta::seconds(1)), Ok(()));
        let refused = |fields: &AssignmentFields, at| match fields.open(at) {
            Err(Conflict::Transition { from, .. }) => from,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&sent, end), "expired");
        let submitted = AssignmentFields { status: AssignmentStatus::Submitted, ..sent };
        assert_eq!(refused(&submitted, end), "submitted");
    }
}
