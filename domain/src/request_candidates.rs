//! People proposed for a request, and the stages they go through.

use crate::{
    candidates::CandidateFields,
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{CandidateId, RequestCandidateId, RequestId, UserId},
    matching::{self, Fit, Match, MatchTerm},
    policy::Readers,
    requests::{PRICE_MULTIPLIER, RequestFields, RequestStatus},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Somebody proposed for a request.
pub type ResourceRequestCandidate = Record<RequestCandidateFields>;

/// Without a move or an interview for so long, somebody who is in the running waits for a next step.
pub const STALE: TimeDelta = TimeDelta::days(14);

/// A rate, in minor units.
const RATE: Kind = Kind::Integer { min: 0, max: 1_000_000_000 * PRICE_MULTIPLIER };

crate::resource! {
    /// What is known of somebody's standing in a request.
    pub struct RequestCandidateFields [RequestCandidateId]
        Resource::new("ResourceRequestCandidate", "resource-request-candidates", "resource_request_candidate", "A person proposed for a request.").deletable();
    /// The request.
    request "resourceRequest": Option<RequestId> =
        Field::new(Kind::Relation(Target::REQUEST)).required().access(Access::Create).filter(Filter::Exact),
    /// The person; once in a request.
    candidate "candidate": Option<CandidateId> =
        Field::new(Kind::Relation(Target::CANDIDATE)).required().access(Access::Create).filter(Filter::Exact),
    /// The stage.
    status "status": Stage [Stage::Proposed] = Field::choice(Stage::WORDS).filter(Filter::Exact).sort(),
    /// The place among the others of its request; the lowest comes first.
    rank "rank": Option<i64> = Field::new(Kind::Integer { min: 0, max: 1_000_000 }).filter(Filter::Range).sort(),
    /// Who proposed the person.
    proposed_by "proposedBy": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read).filter(Filter::Exact),
    /// Why this person.
    note "note": Option<String> = Field::lines(text::LONG).filter(Filter::Partial).sort(),
    /// What the client would pay, in minor units.
    proposed_rate "proposedRate": Option<i64> = Field::new(RATE).filter(Filter::Range).sort().readers(Readers::Hiring),
    /// What the person costs, in minor units.
    cost_rate "costRate": Option<i64> = Field::new(RATE).filter(Filter::Range).sort().readers(Readers::Hiring),
    /// What is left of the proposed rate, in minor units.
    margin "margin": Option<i64> = Field::new(Kind::Integer { min: i64::MIN, max: i64::MAX }).computed().readers(Readers::Hiring),
    /// The first day the person can start.
    available_from "availableFrom": Option<NaiveDate> = Field::new(Kind::Day).filter(Filter::Range).sort(),
    /// How much of a working week, in percent.
    allocation_percent "allocationPercent": Option<i64> = Field::new(Kind::Integer { min: 1, max: 100 }).filter(Filter::Range).sort(),
    /// Who said no.
    rejected_by "rejectedBy": Option<RejectedBy> = Field::choice(RejectedBy::WORDS).optional().filter(Filter::Exact).sort(),
    /// Why the person was rejected, withdrawn, or sent back a stage.
    reason "reason": Option<String> = Field::line(text::SHORT).filter(Filter::Partial).sort(),
    /// Whether the client wants to go on with the person; null until they were asked and said it.
    client_verdict "clientVerdict": Option<ClientVerdict> =
        Field::choice(ClientVerdict::WORDS).optional().access(Access::Read).filter(Filter::Exact),
    /// What else the client said.
    client_comment "clientComment": Option<String> = Field::lines(text::LONG).access(Access::Read),
    /// When the client said it.
    client_answered_at "clientAnsweredAt": Option<DateTime<Utc>> = Field::new(Kind::Moment).access(Access::Read),
    /// How well the person fitted, from 0 to 100, when they were proposed or their standing was changed; null where the request asked for nothing.
    match_score "matchScore": Option<i64> =
        Field::new(Kind::Integer { min: 0, max: 100 }).access(Access::Read).filter(Filter::Range).sort(),
    /// The version of the formula by which it was scored.
    match_formula "matchFormula": Option<i64> = Field::new(Kind::Integer { min: 1, max: 1_000 }).access(Access::Read),
    /// What the score is made of.
    match_terms "matchTerms": Vec<MatchTerm> = Field::new(Kind::List(matching::TERM)).access(Access::Read),
    /// The same in a few words each.
    match_reasons "matchReasons": Vec<String> = Field::new(Kind::Words).computed(),
    /// The stages so far, the first one first.
    history "history": Vec<StageChange> = Field::new(Kind::List(HISTORY)).computed(),
}

/// A change of stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageChange {
    /// None: the person was proposed.
    pub from: Option<Stage>,
    pub to: Stage,
    pub at: DateTime<Utc>,
    /// None: Instroom itself.
    pub by: Option<UserId>,
}

/// The members of a change of stage.
const HISTORY: &[Field] = &[
    Field::choice(Stage::WORDS).optional().named("from", "from").doc("The stage before; null where the person was proposed."),
    Field::choice(Stage::WORDS).named("to", "to").doc("The stage since."),
    Field::new(Kind::Moment).required().named("at", "at").doc("When."),
    Field::new(Kind::Relation(Target::USER)).named("by", "by").doc("Who did it; null where nobody did."),
];

words! {
    /// Whether a client wants to go on with somebody.
    ClientVerdict { Yes = "yes", No = "no" }
}

words! {
    /// Who said no.
    RejectedBy { Us = "us", Client = "client", Candidate = "candidate" }
}

words! {
    /// Where somebody stands in a request.
    Stage {
        Proposed = "proposed",
        Shortlisted = "shortlisted",
        Screening = "screening",
        Interviewing = "interviewing",
        SubmittedToClient = "submitted_to_client",
        ClientInterview = "client_interview",
        Offered = "offered",
        Placed = "placed",
        OnHold = "on_hold",
        Rejected = "rejected",
        Withdrawn = "withdrawn",
    }
}

impl Stage {
    /// The stages, one after another.
    pub const LADDER: &'static [Self] = &[
        Stage::Proposed,
        Stage::Shortlisted,
        Stage::Screening,
        Stage::Interviewing,
        Stage::SubmittedToClient,
        Stage::ClientInterview,
        Stage::Offered,
        Stage::Placed,
    ];

    /// The rung of the ladder; none beside it.
    pub fn rung(self) -> Option<usize> {
        Self::LADDER.iter().position(|stage| *stage == self)
    }

    /// The next rung of the ladder; none at its end, and beside it.
    pub fn following(self) -> Option<Self> {
        Self::LADDER.get(self.rung()? + 1).copied()
    }

    /// Whether the person is out, by somebody's no or their own.
    pub const fn out(self) -> bool {
        matches!(self, Stage::Rejected | Stage::Withdrawn)
    }

    /// Whether the person is still in the running.
    pub const fn active(self) -> bool {
        !(self.out() || matches!(self, Stage::Placed))
    }

    /// Whether others have met the person by then: from here on a proposal was no mistake.
    pub fn met(self) -> bool {
        self.rung() >= Stage::Interviewing.rung() && self.rung().is_some()
    }

    /// Where somebody can go from here. `before` is the last stage on the ladder: what is on hold or over goes back there.
    pub fn next(self, before: Self) -> Vec<Self> {
        match self {
            Stage::OnHold => {
                let mut next: Vec<Self> = Self::LADDER[before.rung().unwrap_or_default()..].to_vec();
                next.extend([Stage::Rejected, Stage::Withdrawn]);
                next
            }
            Stage::Rejected | Stage::Withdrawn => vec![before],
            Stage::Placed => Self::LADDER.iter().copied().filter(|stage| *stage != Stage::Placed).chain([Stage::Withdrawn]).collect(),
            _ => {
                let others = Self::LADDER.iter().copied().filter(|stage| *stage != self);
                others.chain([Stage::OnHold, Stage::Rejected, Stage::Withdrawn]).collect()
            }
        }
    }
}

/// A stage that somebody can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    pub to: Stage,
    /// Whether it needs a reason.
    pub asks: bool,
    /// Whether there is a seat for it, where it needs one.
    pub free: bool,
}

impl RequestCandidateFields {
    /// The stages that the person can go to from here, in their order, in a request that stands there. Whoever is out comes back only where people
    /// are still taken, and a seat of what is over stays taken.
    pub fn ways(&self, request: RequestStatus) -> Vec<Way> {
        if self.status.out() && !request.takes_people() || self.status == Stage::Placed && request.over() {
            return Vec::new();
        }
        let way =
            |to: Stage| Way { to, asks: Self::needs_reason(self.status, to), free: to != Stage::Placed || request == RequestStatus::Open };
        self.status.next(self.last_rung()).into_iter().map(way).collect()
    }

    /// Since when the person is in their stage.
    pub fn since(&self) -> Option<DateTime<Utc>> {
        self.history.last().map(|change| change.at)
    }

    /// Checks a change of stage from `was`; `before` as in [`Stage::next`].
    ///
    /// # Errors
    /// [`Conflict::Transition`]; a flaw where the reason is missing.
    pub fn go(&self, was: Stage, before: Stage) -> Result<(), Error> {
        let to = self.status;
        if was == to {
            return Ok(());
        }
        let next = was.next(before);
        if !next.contains(&to) {
            let allowed = next.iter().map(ToString::to_string).collect();
            return Err(Conflict::Transition { from: was.to_string(), allowed }.into());
        }
        let mut flaws = FieldErrors::default();
        if to == Stage::Rejected && self.rejected_by.is_none() {
            flaws.push("rejectedBy", Flaw::Blank);
        }
        if Self::needs_reason(was, to) && self.reason.is_none() {
            flaws.push("reason", Flaw::Blank);
        }
        flaws.or(())
    }

    /// Whether going there needs a reason: back on the ladder, or out by somebody's no.
    pub fn needs_reason(was: Stage, to: Stage) -> bool {
        let back = matches!((was.rung(), to.rung()), (Some(was), Some(to)) if to < was);
        back || to == Stage::Rejected
    }

    /// Where somebody who is on hold or out goes back to: the last stage on the ladder.
    pub fn last_rung(&self) -> Stage {
        self.history.iter().rev().map(|change| change.to).find(|stage| stage.rung().is_some()).unwrap_or(Stage::Proposed)
    }

    /// With how well the person fits the request now. What is said of the standing counts before what is said in the file.
    pub fn scored(mut self, request: &RequestFields, person: &CandidateFields) -> Self {
        let available_from = self.available_from.or(person.available_from);
        let fit = Fit { skills: &person.skills, available_from, location: person.location.as_deref(), cost_rate: self.cost_rate };
        let found = matching::assess(request, &fit);
        self.match_formula = found.as_ref().map(|_| matching::FORMULA);
        (self.match_score, self.match_terms) = found.map(|Match { score, terms }| (Some(score), terms)).unwrap_or_default();
        self
    }

    /// What is left of the proposed rate.
    pub fn margin(&self) -> Option<i64> {
        Some(self.proposed_rate? - self.cost_rate?)
    }
}
