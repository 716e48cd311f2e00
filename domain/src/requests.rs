//! Requests for somebody to be hired or staffed, and the ways they go.

use crate::{
    approvals::{ApprovalStatus, DECISION, Decision},
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{RequestId, UserId},
    policy::{Actor, Readers, RequestFacts, Rule},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
    users::Role,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A request.
pub type ResourceRequest = Record<RequestFields>;

/// Minor units in one of the currency: amounts travel and are kept as whole minor units, never as fractions.
pub const PRICE_MULTIPLIER: i64 = 100;
/// The largest amount, in minor units: a hundred thousand million.
pub(crate) const AMOUNT: Kind = Kind::Integer { min: 0, max: 100_000_000_000 * PRICE_MULTIPLIER };

crate::resource! {
    /// What a request says.
    pub struct RequestFields [RequestId]
        Resource::new("ResourceRequest", "resource-requests", "resource_request", "A request for somebody to be hired or staffed.");
    /// What people call it: `RR-2026-0042`.
    code "code": String = Field::line(20).access(Access::Read).filter(Filter::Partial).sort(),
    /// For whom the work is done.
    client "client": Option<String> = Field::line(text::SHORT).filter(Filter::Partial).sort(),
    /// Where the request stands. Sent by a client, it is the move that leads there.
    status "status": RequestStatus [Draft] = Field::choice(RequestStatus::WORDS).filter(Filter::Exact).sort(),
    /// Where the work is done.
    location "location": Option<String> = Field::line(text::SHORT).filter(Filter::Partial).sort(),
    /// What is looked for.
    position "position": Option<String> = Field::line(text::SHORT).filter(Filter::Partial).sort(),
    /// What there is to do.
    description "description": Option<String> = Field::lines(text::LONG).filter(Filter::Partial).sort(),
    /// The first day of work.
    starts_on "start": Option<NaiveDate> = Field::new(Kind::Day).filter(Filter::Range).sort(),
    /// The last day of work, where it ends.
    ends_on "end": Option<NaiveDate> = Field::new(Kind::Day).filter(Filter::Range).sort(),
    /// The day by which somebody is needed.
    needed_by "neededBy": Option<NaiveDate> = Field::new(Kind::Day).filter(Filter::Range).sort(),
    /// The lowest salary, in minor units.
    salary_range_min "salaryRangeMin": Option<i64> = Field::new(AMOUNT).filter(Filter::Range).sort().readers(Readers::Hiring),
    /// The highest salary, in minor units.
    salary_range_max "salaryRangeMax": Option<i64> = Field::new(AMOUNT).filter(Filter::Range).sort().readers(Readers::Hiring),
    /// How the client pays.
    billing_type "billingType": Option<BillingType> = Field::choice(BillingType::WORDS).optional().filter(Filter::Exact).sort(),
    /// ISO 4217, `EUR`.
    currency "currency": Option<String> = Field::line(3).filter(Filter::Partial).sort(),
    /// The lowest rate the client pays, in minor units.
    bill_rate_min "billRateMin": Option<i64> = Field::new(AMOUNT).filter(Filter::Range).sort().readers(Readers::Hiring),
    /// The highest rate the client pays, in minor units.
    bill_rate_max "billRateMax": Option<i64> = Field::new(AMOUNT).filter(Filter::Range).sort().readers(Readers::Hiring),
    /// The users who decide about it. An address that names no user of ours is kept as it was sent, and gives no rights.
    owners "owners": Vec<String> = Field::new(Kind::Addresses(Target::USER)).filter(Filter::Member),
    /// Who made it. Has an owner's rights for good.
    requester "requester": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read).filter(Filter::Exact),
    /// How many people are looked for.
    headcount "headcount": Option<i64> [Some(1)] = Field::new(Kind::Integer { min: 1, max: 1_000 }).always().filter(Filter::Range).sort(),
    /// How many of them are placed.
    filled_count "filledCount": i64 = Field::new(Kind::Integer { min: 0, max: 1_000 }).access(Access::Read).filter(Filter::Range).sort(),
    /// How much of a working week, in percent.
    allocation_percent "allocationPercent": Option<i64> = Field::new(Kind::Integer { min: 1, max: 100 }).filter(Filter::Range).sort(),
    /// What the person must be able to do.
    skills "skills": Vec<RequestSkill> = Field::new(Kind::List(SKILLS)).filter(Filter::Member),
    /// How much it matters.
    priority "priority": Option<Priority> = Field::choice(Priority::WORDS).optional().filter(Filter::Exact).sort(),
    /// Why somebody is needed.
    reason "reason": Option<RequestReason> = Field::choice(RequestReason::WORDS).optional().filter(Filter::Exact).sort(),
    /// The steps of its approval and what was decided; null where no approval flow applies.
    approval "approval": Option<ApprovalTold> = Field::new(Kind::Object(APPROVAL)).computed(),
    /// Why it is on hold.
    hold_reason "holdReason": Option<String> = Field::line(text::SHORT).sort(),
    /// Why it was cancelled.
    cancel_reason "cancelReason": Option<String> = Field::line(text::SHORT).sort(),
    /// Why it was rejected.
    rejection_reason "rejectionReason": Option<String> = Field::line(text::SHORT).access(Access::Read).sort(),
    /// How it ended.
    closing_reason "closingReason": Option<String> = Field::line(text::SHORT).sort(),
}

/// A skill that is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestSkill {
    pub skill: String,
    /// 1 to 4.
    #[serde(rename = "minLevel")]
    pub min_level: u8,
    /// Whether nobody without it will do.
    pub required: bool,
    /// How much it counts; nothing given counts once.
    pub weight: Option<u8>,
}

/// The members of a skill that is looked for.
const SKILLS: &[Field] = &[
    Field::line(text::TAG).required().named("skill", "skill").doc("What the person must be able to do."),
    Field::new(Kind::Integer { min: 1, max: 4 }).required().named("minLevel", "min_level").doc("From 1 (has seen it) to 4 (teaches it)."),
    Field::new(Kind::Flag).named("required", "required").doc("Whether nobody without it will do."),
    Field::new(Kind::Integer { min: 1, max: 100 }).named("weight", "weight").doc("How much it counts; nothing given counts once."),
];

/// How a request is being approved, or was the last time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalTold {
    pub status: ApprovalStatus,
    /// The version of the request that is decided about.
    pub version: i64,
    pub steps: Vec<StepTold>,
    pub decisions: Vec<Decision>,
}

/// A step of an approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTold {
    pub name: String,
    #[serde(rename = "approvalsRequired")]
    pub approvals_required: i64,
    pub approvals: i64,
    /// Whether it is the one that waits.
    pub waiting: bool,
}

/// The members of an approval.
const APPROVAL: &[Field] = &[
    Field::choice(ApprovalStatus::WORDS).named("status", "status").doc("Where it stands."),
    Field::new(VERSION).required().named("version", "version").doc("The version of the request that is decided about."),
    Field::new(Kind::List(APPROVAL_STEP)).access(Access::Read).named("steps", "steps").doc("Who decides, one after another."),
    Field::new(Kind::List(DECISION)).access(Access::Read).named("decisions", "decisions").doc("What was decided, in its order."),
];

/// A version, or a place.
const VERSION: Kind = Kind::Integer { min: 0, max: i64::MAX };

/// The members of a step.
const APPROVAL_STEP: &[Field] = &[
    Field::line(text::SHORT).required().named("name", "name").doc("What the step is called."),
    Field::new(VERSION).required().named("approvalsRequired", "approvals_required").doc("How many must approve."),
    Field::new(VERSION).required().named("approvals", "approvals").doc("How many have."),
    Field::new(Kind::Flag).named("waiting", "waiting").doc("Whether it is the one that waits."),
];

words! {
    /// How the client pays.
    BillingType { TimeAndMaterials = "time_and_materials", FixedPrice = "fixed_price", Retainer = "retainer", Internal = "internal" }
}

words! {
    /// How much a request matters.
    Priority { Low = "low", Normal = "normal", High = "high", Urgent = "urgent" }
}

words! {
    /// Why somebody is needed.
    RequestReason { New = "new", Backfill = "backfill" }
}

words! {
    /// Where a request stands.
    RequestStatus {
        Draft = "draft",
        PendingApproval = "pending_approval",
        Rejected = "rejected",
        Open = "open",
        OnHold = "on_hold",
        Filled = "filled",
        Cancelled = "cancelled",
        Closed = "closed",
    }
}

impl RequestStatus {
    /// Whether somebody is waited for, so that it can be too late.
    pub const fn awaits_people(self) -> bool {
        matches!(self, Open | OnHold | PendingApproval)
    }

    /// Whether people can still be proposed.
    pub const fn takes_people(self) -> bool {
        !matches!(self, Filled | Cancelled | Closed)
    }

    /// Whether nothing more comes of it.
    pub const fn over(self) -> bool {
        matches!(self, Cancelled | Closed)
    }
}

words! {
    /// What is done to a request that changes where it stands. Nobody asks for `fill` (the last seat was placed) and `vacate` (a placement was undone,
    /// or there are more seats).
    Step {
        Submit = "submit",
        Approve = "approve",
        Reject = "reject",
        Withdraw = "withdraw",
        Revise = "revise",
        Hold = "hold",
        Resume = "resume",
        Cancel = "cancel",
        Close = "close",
        Reopen = "reopen",
        Fill = "fill",
        Vacate = "vacate",
    }
}

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// An owner, the requester, an administrator.
    Owner,
    /// These, and recruiters.
    OwnerOrRecruiter,
    /// Whose turn it is in the approval flow.
    Approver,
    /// Instroom itself.
    System,
}

/// One row of the state machine.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub from: RequestStatus,
    pub step: Step,
    /// Where it can lead: without an approval flow to the last of them.
    pub to: &'static [RequestStatus],
    pub who: Who,
    /// The attribute that must say why.
    pub reason: Option<&'static str>,
}

const fn row(from: RequestStatus, step: Step, to: &'static [RequestStatus], who: Who, reason: Option<&'static str>) -> Move {
    Move { from, step, to, who, reason }
}

use RequestStatus::{Cancelled, Closed, Draft, Filled, OnHold, Open, PendingApproval, Rejected};

impl Move {
    /// The attribute in which the step may say why, whether it must or not.
    pub fn says_why(&self) -> Option<&'static str> {
        if self.step == Step::Close { Some("closingReason") } else { self.reason }
    }
}

/// Every way of a request.
#[rustfmt::skip]
pub const MOVES: &[Move] = &[
    row(Draft,           Step::Submit,   &[PendingApproval, Open], Who::Owner,            None),
    row(PendingApproval, Step::Approve,  &[Open],                  Who::Approver,         None),
    row(PendingApproval, Step::Reject,   &[Rejected],              Who::Approver,         Some("rejectionReason")),
    row(PendingApproval, Step::Withdraw, &[Draft],                 Who::Owner,            None),
    row(Rejected,        Step::Revise,   &[Draft],                 Who::Owner,            None),
    row(Open,            Step::Hold,     &[OnHold],                Who::OwnerOrRecruiter, Some("holdReason")),
    row(OnHold,          Step::Resume,   &[Open],                  Who::OwnerOrRecruiter, None),
    row(Open,            Step::Fill,     &[Filled],                Who::System,           None),
    row(Filled,          Step::Vacate,   &[Open],                  Who::System,           None),
    row(Open,            Step::Cancel,   &[Cancelled],             Who::Owner,            Some("cancelReason")),
    row(OnHold,          Step::Cancel,   &[Cancelled],             Who::Owner,            Some("cancelReason")),
    row(Filled,          Step::Close,    &[Closed],                Who::Owner,            None),
    row(Cancelled,       Step::Close,    &[Closed],                Who::Owner,            None),
    row(Cancelled,       Step::Reopen,   &[Draft, Open],           Who::Owner,            None),
    row(Closed,          Step::Reopen,   &[Draft, Open],           Who::Owner,            None),
];

/// Whether this asker takes steps of this kind. An approver's are decided in the approval itself.
pub fn takes(actor: &Actor, who: Who, request: &RequestFacts) -> bool {
    let Some(person) = actor.person() else { return *actor == Actor::System };
    let owner = person.role == Role::Admin || request.owners.contains(&person.id);
    match who {
        Who::Owner => owner,
        Who::OwnerOrRecruiter => owner || person.role == Role::Recruiter,
        Who::Approver | Who::System => false,
    }
}

/// Whether this asker can take a step with a request as it is, and as it would be: whose it is, what must be said first, and why.
///
/// # Errors
/// [`Error::Forbidden`] with the rule; a flaw of what is missing.
pub fn may(actor: &Actor, row: &Move, facts: &RequestFacts, fields: &RequestFields) -> Result<(), Error> {
    if !takes(actor, row.who, facts) {
        return Err(if row.who == Who::Approver { Rule::Approver } else { Rule::Owner }.into());
    }
    if row.step == Step::Submit {
        fields.complete()?;
    }
    match row.reason.filter(|reason| fields.reason_of(reason).is_none()) {
        Some(reason) => Err(FieldErrors::one(reason, Flaw::Blank)),
        None => Ok(()),
    }
}

/// The move that leads from one status to another, of those that can be asked for.
///
/// # Errors
/// [`Conflict::Transition`] with the ways that this asker has.
pub fn to(actor: &Actor, request: &RequestFacts, from: RequestStatus, wanted: RequestStatus) -> Result<&'static Move, Conflict> {
    let found = MOVES.iter().find(|row| row.from == from && row.who != Who::System && row.to.contains(&wanted));
    found.ok_or_else(|| Conflict::Transition { from: from.to_string(), allowed: ways(actor, request, from) })
}

/// Where this asker can send a request from here.
pub fn ways(actor: &Actor, request: &RequestFacts, from: RequestStatus) -> Vec<String> {
    let rows = MOVES.iter().filter(|row| row.from == from && takes(actor, row.who, request));
    rows.flat_map(|row| row.to).map(ToString::to_string).collect()
}

impl RequestFields {
    /// How many people are looked for.
    pub fn seats(&self) -> i64 {
        self.headcount.unwrap_or(1)
    }

    /// Whether somebody should have been there already.
    pub fn overdue(&self, today: NaiveDate) -> bool {
        self.status.awaits_people() && self.needed_by.is_some_and(|day| day < today)
    }

    /// The attributes that must be there for a request to be made at all, and those that must fit one another.
    ///
    /// # Errors
    /// Every flaw.
    pub fn consistent(&self) -> Result<(), Error> {
        let mut flaws = FieldErrors::default();
        if self.position.is_none() && self.description.is_none() {
            flaws.push("position", Flaw::Blank);
        }
        let amounts = [
            (self.salary_range_min, self.salary_range_max, "salaryRangeMin", "salaryRangeMax"),
            (self.bill_rate_min, self.bill_rate_max, "billRateMin", "billRateMax"),
        ];
        for (min, max, from, to) in amounts {
            if matches!((min, max), (Some(min), Some(max)) if max < min) {
                flaws.push(to, Flaw::Below { other: from.to_owned() });
            }
        }
        if matches!((self.starts_on, self.ends_on), (Some(start), Some(end)) if end < start) {
            flaws.push("end", Flaw::Below { other: "start".to_owned() });
        }
        if self.currency.as_deref().is_some_and(|code| code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase())) {
            flaws.push("currency", Flaw::Choice);
        }
        if self.seats() < self.filled_count {
            flaws.push("headcount", Flaw::Range { min: self.filled_count, max: 1_000 });
        }
        flaws.or(())
    }

    /// What must be said before others decide about it.
    ///
    /// # Errors
    /// Every flaw.
    pub fn complete(&self) -> Result<(), Error> {
        if self.position.is_none() { Err(FieldErrors::one("position", Flaw::Blank)) } else { Ok(()) }
    }

    /// The attribute that says why, by its name on the wire.
    pub fn reason_of(&self, attribute: &str) -> Option<&str> {
        match attribute {
            "holdReason" => self.hold_reason.as_deref(),
            "cancelReason" => self.cancel_reason.as_deref(),
            "rejectionReason" => self.rejection_reason.as_deref(),
            "closingReason" => self.closing_reason.as_deref(),
            _ => None,
        }
    }

    /// After a step, without the reasons that no longer hold; filled where every seat is taken, open again where one is free.
    pub fn settled(mut self) -> Self {
        match self.status {
            Open if self.filled_count >= self.seats() => self.status = Filled,
            Filled if self.filled_count < self.seats() => self.status = Open,
            _ => {}
        }
        if self.status != OnHold {
            self.hold_reason = None;
        }
        if self.status != Rejected {
            self.rejection_reason = None;
        }
        if !matches!(self.status, Cancelled | Closed) {
            self.cancel_reason = None;
            self.closing_reason = None;
        }
        self
    }
}
