//! What a client sees by a link: the people of a request who were shared with them. What they say to each stands with the person
//! ([`RequestCandidateFields`]).

use crate::{
    candidates::{CandidateFields, Lifecycle},
    error::Conflict,
    id::{ClientViewId, RequestCandidateId, RequestId, UserId},
    request_candidates::{RequestCandidateFields, Stage},
    requests::RequestStatus,
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};
use chrono::{DateTime, Utc};
use std::ops::RangeInclusive;

/// People of a request, shared with a client.
pub type ClientView = Record<ClientViewFields>;

/// Days for which a link can be made to work.
pub const DAYS: RangeInclusive<i64> = 1..=90;
/// People behind one link, at most.
pub const PEOPLE: usize = 50;

crate::resource! {
    /// What it says.
    pub struct ClientViewFields [ClientViewId]
        Resource::new("ClientView", "client-views", "client_view", "People of a request, shown to the client by a link.");
    /// Of which request.
    request "resourceRequest": Option<RequestId> = Field::new(Kind::Relation(Target::REQUEST)).required().access(Access::Create).filter(Filter::Exact),
    /// Who at the client gets it.
    contact "contact": String = Field::line(text::SHORT).required().access(Access::Create),
    /// Who is shown.
    standings "standings": Vec<RequestCandidateId> = Field::new(Kind::Relations(Target::REQUEST_CANDIDATE)).access(Access::Create),
    /// Until when it can be looked at and answered.
    expires_at "expiresAt": Option<DateTime<Utc>> = Field::new(Kind::Moment).required().access(Access::Create),
    /// Whether it was taken back.
    revoked "revoked": bool = Field::new(Kind::Flag).access(Access::Read),
    /// Who shared it.
    created_by "createdBy": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read),
}

words! {
    /// Where a link stands. That it has expired is a matter of time, and that the request is over one of the request: neither is kept.
    ViewStatus {
        Open = "open",
        Expired = "expired",
        Revoked = "revoked",
        /// The request is cancelled or closed.
        Over = "over",
    }
}

impl ClientViewFields {
    /// Where it stands at this moment, with its request there.
    pub fn stands(&self, request: RequestStatus, now: DateTime<Utc>) -> ViewStatus {
        if self.revoked {
            ViewStatus::Revoked
        } else if request.over() {
            ViewStatus::Over
        } else if self.expires_at.is_none_or(|end| end <= now) {
            ViewStatus::Expired
        } else {
            ViewStatus::Open
        }
    }

    /// Whether it can be answered at this moment.
    ///
    /// # Errors
    /// [`Conflict::Expired`]; [`Conflict::Transition`] where it was taken back, or the request is over.
    pub fn open(&self, request: RequestStatus, now: DateTime<Utc>) -> Result<(), Conflict> {
        match self.stands(request, now) {
            ViewStatus::Open => Ok(()),
            ViewStatus::Expired => Err(Conflict::Expired),
            status => Err(Conflict::Transition { from: status.to_string(), allowed: Vec::new() }),
        }
    }
}

/// Whether somebody can be shown to a client: who is in the running, or placed, with a file that is in use.
pub fn shows(standing: &RequestCandidateFields, file: &CandidateFields) -> bool {
    !standing.status.out() && file.lifecycle == Lifecycle::Active
}

/// The stage of somebody who is shown to the client: no lower than that. Who is on hold stays there.
pub fn stage_once_shared(stage: Stage) -> Stage {
    match (stage.rung(), Stage::SubmittedToClient.rung()) {
        (Some(rung), Some(submitted)) if rung < submitted => Stage::SubmittedToClient,
        _ => stage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn end() -> DateTime<Utc> {
        "2026-12-01T00:00:00Z".parse().expect("a moment")
    }

    #[test]
    fn a_link_works_until_it_expires_is_taken_back_or_the_request_is_over() {
        let shared = ClientViewFields { expires_at: Some(end()), ..ClientViewFields::default() };
        let revoked = ClientViewFields { revoked: true, ..shared.clone() };
        let before = end() - TimeDelta::seconds(1);
        for (view, request, at, status) in [
            (&shared, RequestStatus::Open, before, ViewStatus::Open),
            (&shared, RequestStatus::Filled, before, ViewStatus::Open),
            (&shared, RequestStatus::Open, end(), ViewStatus::Expired),
            (&shared, RequestStatus::Cancelled, before, ViewStatus::Over),
            (&shared, RequestStatus::Closed, end(), ViewStatus::Over),
            (&revoked, RequestStatus::Closed, end(), ViewStatus::Revoked),
        ] {
            assert_eq!(view.stands(request, at), status);
            assert_eq!(view.open(request, at).is_ok(), status == ViewStatus::Open);
        }
        assert_eq!(shared.open(RequestStatus::Open, end()), Err(Conflict::Expired));
        assert_eq!(ClientViewFields::default().stands(RequestStatus::Open, end()), ViewStatus::Expired, "without an end it has ended");
    }

    #[test]
    fn who_is_out_is_not_shown() {
        let file = CandidateFields::default();
        let archived = CandidateFields { lifecycle: Lifecycle::Archived, ..file.clone() };
        for stage in Stage::ALL {
            let standing = RequestCandidateFields { status: *stage, ..RequestCandidateFields::default() };
            assert_eq!(shows(&standing, &file), !matches!(stage, Stage::Rejected | Stage::Withdrawn), "{stage}");
            assert!(!shows(&standing, &archived), "{stage}");
        }
    }

    #[test]
    fn whoever_is_shared_was_submitted() {
        for stage in Stage::ALL {
            let moves = matches!(stage, Stage::Proposed | Stage::Shortlisted | Stage::Screening | Stage::Interviewing);
            assert_eq!(stage_once_shared(*stage), if moves { Stage::SubmittedToClient } else { *stage });
        }
    }
}
