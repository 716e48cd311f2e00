//! Approval: the flows that say who is asked, and what they decided about one version of a request.

use crate::{
    error::{Error, FieldErrors, Flaw},
    id::{ApprovalFlowId, ApprovalId, RequestId, UserId},
    requests::{AMOUNT, BillingType, RequestFields},
    resource::{Access, Attributes, Described, Field, Filter, Kind, Record, Resource, Target},
    text,
    users::Role,
};
use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who is asked, one after another, and for which requests.
pub type ApprovalFlow = Record<FlowFields>;
/// One round of asking about one version of a request.
pub type Approval = Record<ApprovalFields>;

/// Steps of a flow, at most.
pub const STEPS: usize = 10;

crate::resource! {
    /// What a flow says. Of several that apply, the first in their order is used; a condition that is left open holds for every request.
    pub struct FlowFields [ApprovalFlowId]
        Resource::new("ApprovalFlow", "approval-flows", "approval_flow", "Who approves which requests.");
    /// What people call it.
    name "name": String = Field::line(text::SHORT).required().sort(),
    /// Its place among the others; the lowest is looked at first.
    position "position": Option<i64> [Some(0)] = Field::new(Kind::Integer { min: 0, max: 1_000_000 }).always().sort(),
    /// Only requests of this client.
    client "client": Option<String> = Field::line(text::SHORT),
    /// Only requests at this location.
    location "location": Option<String> = Field::line(text::SHORT),
    /// Only requests that are billed like this.
    billing_type "billingType": Option<BillingType> = Field::choice(BillingType::WORDS).optional(),
    /// Only requests of this amount or more, in minor units.
    amount_from "amountFrom": Option<i64> = Field::new(AMOUNT),
    /// Who is asked, one after another.
    steps "steps": Vec<FlowStep> = Field::new(Kind::List(STEP)),
    /// After so many working days whoever has not decided is reminded.
    remind_after "remindAfter": Option<i64> = Field::new(Kind::Integer { min: 1, max: 60 }),
    /// After so many working days somebody else may decide too.
    escalate_after "escalateAfter": Option<i64> = Field::new(Kind::Integer { min: 1, max: 60 }),
    /// Who that is.
    escalate_to "escalateTo": Option<UserId> = Field::new(Kind::Relation(Target::USER)),
    /// Whether it is used no more.
    archived "archived": bool = Field::new(Kind::Flag).filter(Filter::Exact),
}

/// One step of a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowStep {
    pub name: String,
    /// These users.
    #[serde(default)]
    pub approvers: Vec<UserId>,
    /// And everybody with this role.
    #[serde(default)]
    pub role: Option<Role>,
    /// How many of them must approve.
    #[serde(rename = "approvalsRequired")]
    pub required: i64,
}

/// The members of a step.
const STEP: &[Field] = &[
    Field::line(text::SHORT).required().named("name", "name").doc("What the step is called."),
    Field::new(Kind::Relations(Target::USER)).named("approvers", "approvers").doc("Who may decide."),
    Field::choice(Role::WORDS).optional().named("role", "role").doc("Everybody with this role may decide too."),
    Field::new(Kind::Integer { min: 1, max: 50 }).required().named("approvalsRequired", "required").doc("How many of them must approve."),
];

crate::resource! {
    /// What a round says.
    pub struct ApprovalFields [ApprovalId]
        Resource::new("Approval", "approvals", "approval", "What was decided about one version of a request.");
    /// About which request.
    request "resourceRequest": Option<RequestId> = Field::new(Kind::Relation(Target::REQUEST)).required().access(Access::Create).filter(Filter::Exact),
    /// Where it stands.
    status "status": ApprovalStatus [ApprovalStatus::Pending] = Field::choice(ApprovalStatus::WORDS).access(Access::Read).filter(Filter::Exact),
    /// The version of the request that is decided about.
    request_version "requestVersion": i64 = Field::new(Kind::Integer { min: 0, max: i64::MAX }).access(Access::Read),
    /// The flow it follows.
    flow "approvalFlow": Option<ApprovalFlowId> = Field::new(Kind::Relation(Target::APPROVAL_FLOW)).access(Access::Read),
    /// Who would decide about their own: who owned the request, or submitted it, since it last was decided about.
    barred "barred": Vec<UserId> = Field::new(Kind::Relations(Target::USER)).access(Access::Read),
    /// Who submitted it.
    submitted_by "submittedBy": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read),
    /// The steps of the flow as it was then.
    steps "steps": Vec<FlowStep> = Field::new(Kind::List(STEP)).access(Access::Read),
    /// When the step that waits began.
    asked_at "askedAt": Option<DateTime<Utc>> = Field::new(Kind::Moment).access(Access::Read),
    /// After so many working days whoever has not decided is reminded.
    remind_after "remindAfter": Option<i64> = Field::new(Kind::Integer { min: 1, max: 60 }).access(Access::Read),
    /// After so many working days somebody else may decide too.
    escalate_after "escalateAfter": Option<i64> = Field::new(Kind::Integer { min: 1, max: 60 }).access(Access::Read),
    /// Who that is.
    escalate_to "escalateTo": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read),
    /// What was decided so far, in its order.
    decisions "decisions": Vec<Decision> = Field::new(Kind::List(DECISION)).access(Access::Read),
    /// What the request said of all that is watched.
    subject "subject": Value = Field::new(Kind::Any).access(Access::Read),
    /// When it was over.
    ended_at "endedAt": Option<DateTime<Utc>> = Field::new(Kind::Moment).access(Access::Read),
}

/// What one approver decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The step, from 0.
    pub step: i64,
    pub by: UserId,
    pub verdict: Verdict,
    pub reason: Option<String>,
    pub at: DateTime<Utc>,
    /// The version of the request that they saw.
    pub version: i64,
}

/// The members of a decision.
pub(crate) const DECISION: &[Field] = &[
    Field::new(Kind::Integer { min: 0, max: STEPS as i64 }).required().named("step", "step").doc("The step, from 0."),
    Field::new(Kind::Relation(Target::USER)).required().named("by", "by").doc("Who decided."),
    Field::choice(Verdict::WORDS).required().named("verdict", "verdict").doc("What they decided."),
    Field::line(text::SHORT).named("reason", "reason").doc("Why."),
    Field::new(Kind::Moment).required().named("at", "at").doc("When."),
    Field::new(Kind::Integer { min: 0, max: i64::MAX })
        .required()
        .named("version", "version")
        .doc("The version of the request that they saw."),
];

words! {
    /// What an approver decides.
    Verdict { Approve = "approve", Reject = "reject" }
}

words! {
    /// Where a round stands.
    ApprovalStatus {
        Pending = "pending",
        Approved = "approved",
        Rejected = "rejected",
        /// The request was taken back.
        Withdrawn = "withdrawn",
        /// The request has changed, and others are asked about what it says now.
        Superseded = "superseded",
    }
}

/// The attributes of a request that nobody changes without asking again.
pub const WATCHED: &[&str] =
    &["client", "start", "headcount", "billingType", "currency", "salaryRangeMin", "salaryRangeMax", "billRateMin", "billRateMax"];

/// What a request says of all that is watched.
pub fn watched(request: &RequestFields) -> Attributes {
    let mut attributes = request.attributes();
    attributes.retain(|name, _| WATCHED.contains(&name.as_str()));
    attributes
}

/// The largest amount that a request may cost, in minor units: what flows go by.
pub fn amount(request: &RequestFields) -> Option<i64> {
    [request.salary_range_min, request.salary_range_max, request.bill_rate_min, request.bill_rate_max].into_iter().flatten().max()
}

/// The moment so many working days later, Monday to Friday, at the same time of day.
pub fn working_days_after(from: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    let works = |moment: &DateTime<Utc>| !matches!(moment.weekday(), Weekday::Sat | Weekday::Sun);
    let later = (1..).map(|day| from + TimeDelta::days(day)).filter(works).nth((days - 1).max(0) as usize);
    later.filter(|_| days > 0).unwrap_or(from)
}

/// Who is there, and in which role: of those who can sign in.
pub type Staff = [(UserId, Role)];

impl FlowFields {
    /// Whether requests like this one go this way.
    pub fn applies(&self, request: &RequestFields) -> bool {
        let same = |wanted: &Option<String>, given: &Option<String>| match wanted {
            None => true,
            Some(wanted) => given.as_ref().is_some_and(|given| given.trim().to_lowercase() == wanted.trim().to_lowercase()),
        };
        !self.archived
            && !self.steps.is_empty()
            && same(&self.client, &request.client)
            && same(&self.location, &request.location)
            && self.billing_type.is_none_or(|billing| request.billing_type == Some(billing))
            && self.amount_from.is_none_or(|least| amount(request).is_some_and(|amount| amount >= least))
    }

    /// That every step can be taken by somebody.
    ///
    /// # Errors
    /// Flaws of `steps`.
    pub fn consistent(&self) -> Result<(), Error> {
        if self.steps.is_empty() {
            return Err(FieldErrors::one("steps", Flaw::TooFew { min: 1 }));
        }
        if self.steps.len() > STEPS {
            return Err(FieldErrors::one("steps", Flaw::TooMany { max: STEPS as u32 }));
        }
        for (line, step) in (1..).zip(&self.steps) {
            let at = |flaw| FieldErrors::one("steps", Flaw::AtLine { line, flaw: Box::new(flaw) });
            if step.approvers.is_empty() && step.role.is_none() {
                return Err(at(Flaw::Blank));
            }
            let most = step.approvers.len() as i64;
            if step.role.is_none() && step.required > most {
                return Err(at(Flaw::Range { min: 1, max: most }));
            }
        }
        match (self.escalate_after, self.escalate_to) {
            (Some(_), None) => Err(FieldErrors::one("escalateTo", Flaw::Blank)),
            (None, Some(_)) => Err(FieldErrors::one("escalateAfter", Flaw::Blank)),
            _ => Ok(()),
        }
    }
}

impl FlowStep {
    /// Who may decide in it: none of `barred`, who would decide about their own.
    pub fn able(&self, staff: &Staff, barred: &[UserId]) -> Vec<UserId> {
        let asked = |user: UserId, role: Role| self.approvers.contains(&user) || self.role == Some(role);
        staff.iter().filter(|(user, role)| asked(*user, *role) && !barred.contains(user)).map(|(user, _)| *user).collect()
    }
}

impl ApprovalFields {
    fn decided(&self, step: usize) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().filter(move |decision| decision.step == step as i64)
    }

    /// How many have approved in a step.
    pub fn approvals(&self, step: usize) -> i64 {
        self.decided(step).filter(|decision| decision.verdict == Verdict::Approve).count() as i64
    }

    /// The step that waits; none where nothing does.
    pub fn current(&self) -> Option<usize> {
        let open = |(place, step): &(usize, &FlowStep)| self.approvals(*place) < step.required;
        let waits = self.status == ApprovalStatus::Pending;
        self.steps.iter().enumerate().find(open).map(|(place, _)| place).filter(|_| waits)
    }

    /// When somebody else may decide in the step that waits, and who.
    pub fn escalates(&self) -> Option<(DateTime<Utc>, UserId)> {
        Some((working_days_after(self.asked_at?, self.escalate_after?), self.escalate_to?))
    }

    /// For whom the step that waits waits at this moment.
    pub fn waits_for(&self, staff: &Staff, barred: &[UserId], now: DateTime<Utc>) -> Vec<UserId> {
        let Some((place, step)) = self.current().and_then(|place| Some((place, self.steps.get(place)?))) else { return Vec::new() };
        let mut able = step.able(staff, barred);
        let there = |user: &UserId| staff.iter().any(|(id, _)| id == user) && !barred.contains(user) && !able.contains(user);
        let other = self.escalates().filter(|(from, user)| *from <= now && there(user)).map(|(_, user)| user);
        able.extend(other);
        able.retain(|user| self.decided(place).all(|decision| decision.by != *user));
        able
    }

    /// Whether the step that waits can no longer get its approvals from those for whom it waits.
    pub fn is_stuck(&self, waits_for: &[UserId]) -> bool {
        let step = self.current().and_then(|place| Some((place, self.steps.get(place)?)));
        step.is_some_and(|(place, step)| step.required - self.approvals(place) > waits_for.len() as i64)
    }

    /// Whether somebody has a part in any of it: asked, or to be asked, in whatever step.
    pub fn concerns(&self, user: UserId, staff: &Staff) -> bool {
        let decided = self.decisions.iter().any(|decision| decision.by == user);
        decided || self.escalate_to == Some(user) || self.steps.iter().any(|step| step.able(staff, &[]).contains(&user))
    }

    /// With one more decision in the step that waits. It is over once the last step has its approvals, and once one can no longer get them.
    #[must_use]
    pub fn with(mut self, decision: Decision, staff: &Staff, barred: &[UserId]) -> Self {
        let (at, rejects) = (decision.at, decision.verdict == Verdict::Reject);
        self.decisions.push(decision);
        let Some(place) = self.current() else {
            return Self { status: ApprovalStatus::Approved, ended_at: Some(at), ..self };
        };
        if self.decided(place).next().is_none() {
            // The next step begins.
            self.asked_at = Some(at);
        }
        let needed = self.steps.get(place).map_or(0, |step| step.required) - self.approvals(place);
        // Who has left is replaced; only who says no ends it.
        if rejects && needed > self.waits_for(staff, barred, at).len() as i64 {
            return Self { status: ApprovalStatus::Rejected, ended_at: Some(at), ..self };
        }
        self
    }

    /// With somebody in the place of somebody else, in the step that waits. Who is asked by their role stays beside them.
    #[must_use]
    pub fn handed_over(mut self, from: UserId, to: UserId) -> Self {
        if let Some(step) = self.current().and_then(|place| self.steps.get_mut(place)) {
            step.approvers.retain(|user| *user != from);
            if !step.approvers.contains(&to) {
                step.approvers.push(to);
            }
        }
        self
    }

    /// What a request says otherwise than what is decided about here: names, before, now.
    pub fn differences(&self, request: &RequestFields) -> Vec<(String, Value, Value)> {
        let now = watched(request);
        let then = |name: &str| self.subject.get(name).cloned().unwrap_or(Value::Null);
        let changed = now.into_iter().map(|(name, now)| (then(&name), name, now)).filter(|(then, _, now)| then != now);
        changed.map(|(then, name, now)| (name, then, now)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn user(n: u128) -> UserId {
        UserId(uuid::Uuid::from_u128(n))
    }

    fn step(approvers: &[u128], role: Option<Role>, required: i64) -> FlowStep {
        FlowStep { name: "Step".into(), approvers: approvers.iter().map(|n| user(*n)).collect(), role, required }
    }

    #[test]
    fn a_flow_applies_where_every_condition_holds() {
        let request = RequestFields {
            client: Some("Waterschap Amstel".into()),
            billing_type: Some(BillingType::Retainer),
            bill_rate_max: Some(9_000),
            salary_range_min: Some(4_000),
            ..RequestFields::default()
        };
        let flow = FlowFields { steps: vec![step(&[1], None, 1)], ..FlowFields::default() };
        assert!(flow.applies(&request));
        for (applies, flow) in [
            (true, FlowFields { client: Some(" waterschap amstel".into()), ..flow.clone() }),
            (false, FlowFields { client: Some("Waterschap".into()), ..flow.clone() }),
            (false, FlowFields { location: Some("Utrecht".into()), ..flow.clone() }),
            (true, FlowFields { billing_type: Some(BillingType::Retainer), amount_from: Some(9_000), ..flow.clone() }),
            (false, FlowFields { amount_from: Some(9_001), ..flow.clone() }),
            (false, FlowFields { archived: true, ..flow.clone() }),
            (false, FlowFields { steps: Vec::new(), ..flow }),
        ] {
            assert_eq!(flow.applies(&request), applies, "{flow:?}");
        }
        let unpriced = FlowFields { amount_from: Some(0), steps: vec![step(&[1], None, 1)], ..FlowFields::default() };
        assert!(!unpriced.applies(&RequestFields::default()), "nothing is no amount");
    }

    #[test]
    fn a_step_needs_somebody_to_take_it() {
        let flow = |steps| FlowFields { steps, ..FlowFields::default() }.consistent();
        assert_eq!(flow(vec![]), Err(FieldErrors::one("steps", Flaw::TooFew { min: 1 })));
        let at = |line, flaw| Err(FieldErrors::one("steps", Flaw::AtLine { line, flaw: Box::new(flaw) }));
        assert_eq!(flow(vec![step(&[1], None, 1), step(&[], None, 1)]), at(2, Flaw::Blank));
        assert_eq!(flow(vec![step(&[1, 2], None, 3)]), at(1, Flaw::Range { min: 1, max: 2 }));
        assert_eq!(flow(vec![step(&[1], Some(Role::Admin), 3)]), Ok(()));
    }

    #[test]
    fn what_is_watched_there_is() {
        for name in WATCHED {
            assert!(RequestFields::RESOURCE.field(name).is_some(), "{name}");
        }
        assert_eq!(watched(&RequestFields::default()).len(), WATCHED.len());
    }

    #[test]
    fn working_days_leave_out_the_weekend() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a moment");
        // 2026-03-05 is a Thursday.
        for (days, day) in [(0, 5), (1, 6), (2, 9), (5, 12), (7, 16)] {
            assert_eq!(working_days_after(at("2026-03-05T10:30:00Z"), days), at(&format!("2026-03-{day:02}T10:30:00Z")), "{days}");
        }
        assert_eq!(working_days_after(at("2026-03-07T10:00:00Z"), 1), at("2026-03-09T10:00:00Z"), "from a Saturday");
    }

    #[test]
    fn somebody_else_may_decide_after_a_while_and_in_the_place_of_another() {
        let staff: Vec<(UserId, Role)> = (1..5).map(|n| (user(n), Role::HiringManager)).collect();
        let thursday = "2026-03-05T10:00:00Z".parse::<DateTime<Utc>>().expect("a moment");
        let round = ApprovalFields {
            steps: vec![step(&[1], None, 1)],
            asked_at: Some(thursday),
            escalate_after: Some(2),
            escalate_to: Some(user(3)),
            ..ApprovalFields::default()
        };
        let monday = thursday + TimeDelta::days(4);
        assert_eq!(round.waits_for(&staff, &[], monday - TimeDelta::seconds(1)), [user(1)]);
        assert_eq!(round.waits_for(&staff, &[], monday), [user(1), user(3)]);
        assert_eq!(round.waits_for(&staff, &[user(3)], monday), [user(1)], "not about their own");
        let other = round.handed_over(user(1), user(2));
        assert_eq!(other.waits_for(&staff, &[], thursday), [user(2)]);
    }

    proptest! {
        /// However people decide: a round ends approved exactly where every step got its number, rejected exactly where one no longer could, nobody
        /// decides twice in a step, and never about their own.
        #[test]
        fn a_round_ends_as_its_numbers_say(
            steps in prop::collection::vec((prop::collection::btree_set(1_u128..7, 1..5), 1_i64..4), 1..4),
            verdicts in prop::collection::vec((1_u128..7, any::<bool>()), 0..30),
            own in 1_u128..7,
        ) {
            let staff: Vec<(UserId, Role)> = (1..7).map(|n| (user(n), Role::HiringManager)).collect();
            let barred = [user(own)];
            let steps: Vec<FlowStep> = steps
                .into_iter()
                .map(|(who, required)| step(&who.into_iter().collect::<Vec<_>>(), None, required))
                .collect();
            prop_assume!(steps.iter().all(|step| step.able(&staff, &barred).len() as i64 >= step.required));
            let mut round = ApprovalFields { steps, ..ApprovalFields::default() };
            for (who, approves) in verdicts {
                let Some(place) = round.current() else { break };
                let waits = round.waits_for(&staff, &barred, DateTime::UNIX_EPOCH);
                prop_assert!(!waits.is_empty() && !waits.contains(&user(own)));
                if !waits.contains(&user(who)) {
                    continue;
                }
                let verdict = if approves { Verdict::Approve } else { Verdict::Reject };
                round = round.with(Decision { step: place as i64, by: user(who), verdict, reason: None, at: DateTime::UNIX_EPOCH, version: 1 }, &staff, &barred);
                let full = round.steps.iter().enumerate().all(|(place, step)| round.approvals(place) >= step.required);
                prop_assert_eq!(round.status == ApprovalStatus::Approved, full);
                if let Some((place, step)) = round.current().map(|place| (place, &round.steps[place])) {
                    prop_assert!(round.approvals(place) + round.waits_for(&staff, &barred, DateTime::UNIX_EPOCH).len() as i64 >= step.required);
                }
                prop_assert_eq!(round.status == ApprovalStatus::Pending, round.ended_at.is_none());
            }
        }
    }
}
