//! Whom the demo's company looks for, and who stands where.

use super::Scene;
use crate::{db::Tx, error::Result, records, requests};
use chrono::{Datelike, Days, TimeDelta};
use domain::{
    approvals::{ApprovalFields, FlowFields, FlowStep, watched},
    candidates::Candidate,
    change::Facts,
    id::{ApprovalFlowId, ApprovalId, RequestCandidateId, RequestId, UserId},
    request_candidates::{RejectedBy, RequestCandidateFields, Stage},
    requests::{BillingType, Priority, RequestFields, RequestReason, RequestSkill, RequestStatus, ResourceRequest},
    resource::Record,
    users::{Role, User},
};

/// A request: its client, position, place, status, and how many are looked for.
type Wanted = (Option<&'static str>, &'static str, &'static str, RequestStatus, i64);

const WANTED: &[Wanted] = &[
    (Some("Waterschap Rivierenland"), "Backend engineer", "Utrecht", RequestStatus::Open, 2),
    (Some("Brouwerij De Vlijt"), "Data engineer", "Remote", RequestStatus::Open, 1),
    (None, "Recruiter", "Amsterdam", RequestStatus::Open, 1),
    (Some("Gemeente Zutphen"), "Product designer", "Zutphen", RequestStatus::Draft, 1),
    (Some("Noordzee Logistiek"), "Site reliability engineer", "Rotterdam", RequestStatus::OnHold, 1),
    (Some("Waterschap Rivierenland"), "Scrum master", "Utrecht", RequestStatus::Filled, 1),
    (Some("Museum Boerhaave"), "Frontend engineer", "Leiden", RequestStatus::Cancelled, 1),
    (None, "Office manager", "Amsterdam", RequestStatus::Closed, 1),
    (Some(APPROVED_FOR), "Business analyst", "Arnhem", RequestStatus::PendingApproval, 1),
];

/// The client whose requests are approved first.
const APPROVED_FOR: &str = "Provincie Gelderland";

impl Scene {
    /// The requests, and the people in them.
    pub(super) async fn staffing(&mut self, tx: &mut Tx, staff: &[User], people: &[Candidate]) -> Result<()> {
        let managers = [&staff[2], &staff[3]];
        let mut made = Vec::new();
        for (n, wanted) in WANTED.iter().enumerate() {
            made.push(self.request(tx, managers[n % 2], n, wanted).await?);
        }
        if let Some(waiting) = made.iter().find(|request| request.status == RequestStatus::PendingApproval) {
            self.approval(tx, staff, waiting).await?;
        }
        let (ada, grace, lois) = (people.len() - 5, people.len() - 4, people.len() - 2);
        // The last number says how many days ago they went to their stage: of one nothing has been heard for long.
        for (request, person, stage, days) in [
            (0, ada, Stage::Interviewing, 2),
            (0, lois, Stage::Shortlisted, 2),
            (0, 3, Stage::Rejected, 2),
            (1, grace, Stage::SubmittedToClient, 2),
            (1, 7, Stage::Proposed, 2),
            (2, 11, Stage::Offered, 19),
            (5, 14, Stage::Placed, 5),
        ] {
            self.stand(tx, &staff[1], &made[request], &people[person], stage, days).await?;
        }
        Ok(())
    }

    /// The flow of one client, and a request that waits for its first step.
    async fn approval(&mut self, tx: &mut Tx, staff: &[User], waiting: &ResourceRequest) -> Result<()> {
        let at = self.at(tx, Some(&staff[0]), TimeDelta::days(60));
        let step = |name: &str, approvers: Vec<UserId>, role| FlowStep { name: name.to_owned(), approvers, role, required: 1 };
        let fields = FlowFields {
            name: format!("{APPROVED_FOR}: finance, then direction"),
            client: Some(APPROVED_FOR.to_owned()),
            steps: vec![step("Finance", vec![staff[1].id], None), step("Direction", vec![], Some(Role::Admin))],
            ..FlowFields::default()
        };
        let flow = Record { id: ApprovalFlowId(self.random.id(at)), version: 1, created_at: at, updated_at: at, fields };
        records::add(tx, &self.pen, &flow).await?;
        let by = waiting.requester;
        let at = self.at(tx, staff.iter().find(|user| Some(user.id) == by), TimeDelta::days(6));
        let fields = ApprovalFields {
            request: Some(waiting.id),
            request_version: waiting.version,
            flow: Some(flow.id),
            barred: by.into_iter().collect(),
            asked_at: Some(at),
            submitted_by: by,
            steps: flow.steps.clone(),
            subject: watched(waiting).into(),
            ..ApprovalFields::default()
        };
        let round = Record { id: ApprovalId(self.random.id(at)), version: 1, created_at: at, updated_at: at, fields };
        records::add(tx, &self.pen, &round).await.map(drop)
    }

    async fn request(&mut self, tx: &mut Tx, by: &User, n: usize, wanted: &Wanted) -> Result<ResourceRequest> {
        let (client, position, location, status, headcount) = *wanted;
        let at = self.at(tx, Some(by), TimeDelta::days(40 - 4 * n as i64));
        let today = self.now.date_naive();
        let in_days = |days: u64| today.checked_add_days(Days::new(days));
        let some = |text: &str| Some(text.to_owned());
        let why = |of: RequestStatus, text: &str| if status == of { some(text) } else { None };
        let fields = RequestFields {
            code: format!("RR-{}-{:04}", at.year(), records::number(tx, &format!("resource_request {}", at.year())).await?),
            client: client.map(str::to_owned),
            status,
            location: some(location),
            position: some(position),
            description: some("Joins a team of four that has the work and not the hands."),
            starts_on: in_days(30),
            // One is late, and one waits for its approval for too long.
            needed_by: if n == 1 || status == RequestStatus::PendingApproval {
                today.checked_sub_days(Days::new(3))
            } else {
                in_days(21 + n as u64)
            },
            salary_range_min: Some(420_000 + 20_000 * n as i64),
            salary_range_max: Some(560_000 + 20_000 * n as i64),
            billing_type: Some(if client.is_some() { BillingType::TimeAndMaterials } else { BillingType::Internal }),
            currency: some("EUR"),
            bill_rate_min: client.map(|_| 8_500),
            bill_rate_max: client.map(|_| 11_000),
            owners: vec![format!("/users/{}", by.id)],
            requester: Some(by.id),
            headcount: Some(headcount),
            filled_count: i64::from(status == RequestStatus::Filled),
            allocation_percent: Some(if n.is_multiple_of(3) { 100 } else { 80 }),
            skills: skills(position),
            priority: Some(Priority::ALL[n % Priority::ALL.len()]),
            reason: Some(if n.is_multiple_of(2) { RequestReason::New } else { RequestReason::Backfill }),
            hold_reason: why(RequestStatus::OnHold, "The client’s budget is decided next month."),
            cancel_reason: why(RequestStatus::Cancelled, "The project was given up."),
            closing_reason: why(RequestStatus::Closed, "Done by a colleague who returned."),
            ..RequestFields::default()
        };
        let request = Record { id: RequestId(self.random.id(at)), version: 1, created_at: at, updated_at: at, fields };
        if status != RequestStatus::Filled {
            let facts = Facts { to: Some(status.to_string()), ..Facts::default() };
            records::add_with(tx, &self.pen, &request, facts).await?;
            requests::set_owners(tx, &request).await?;
            return Ok(request);
        }
        // It was open until its last seat was taken.
        let open = RequestFields { status: RequestStatus::Open, filled_count: 0, ..request.fields.clone() };
        let open = Record { fields: open, ..request.clone() };
        records::add_with(tx, &self.pen, &open, Facts { to: Some(open.status.to_string()), ..Facts::default() }).await?;
        requests::set_owners(tx, &open).await?;
        self.at(tx, Some(by), TimeDelta::days(5));
        requests::store(tx, &self.pen, &open, request.fields).await
    }

    async fn stand(
        &mut self,
        tx: &mut Tx,
        by: &User,
        request: &ResourceRequest,
        person: &Candidate,
        stage: Stage,
        days: i64,
    ) -> Result<()> {
        let at = self.at(tx, Some(by), TimeDelta::days(days + 2));
        let rejected = stage == Stage::Rejected;
        let fields = RequestCandidateFields {
            request: Some(request.id),
            candidate: Some(person.id),
            status: Stage::Proposed,
            proposed_by: Some(by.id),
            proposed_rate: request.bill_rate_max,
            cost_rate: request.bill_rate_min,
            ..RequestCandidateFields::default()
        };
        let fields = fields.scored(request, person);
        let id = RequestCandidateId(self.random.id(at));
        let standing = Record { id, version: 1, created_at: at, updated_at: at, fields };
        let facts = Facts { to: Some(Stage::Proposed.to_string()), ..Facts::default() };
        records::add_with(tx, &self.pen, &standing, facts).await?;
        if stage != Stage::Proposed {
            self.at(tx, Some(by), TimeDelta::days(days));
            let fields = RequestCandidateFields {
                status: stage,
                rejected_by: rejected.then_some(RejectedBy::Us),
                reason: rejected.then(|| "Looks for another kind of work.".to_owned()),
                ..standing.fields.clone()
            };
            let facts = records::moved(Stage::Proposed, stage);
            records::save(tx, &self.pen, domain::change::Kind::Moved, &standing, fields, facts).await?;
        }
        Ok(())
    }
}

fn skills(position: &str) -> Vec<RequestSkill> {
    let of = |skill: &str, min_level, required| RequestSkill { skill: skill.to_owned(), min_level, required, weight: None };
    match position {
        "Backend engineer" => vec![of("Rust", 3, true), of("PostgreSQL", 2, false), of("Dutch", 2, false)],
        "Data engineer" => vec![of("SQL", 3, true), of("Kafka", 3, true), of("Python", 2, false)],
        "Site reliability engineer" => vec![of("Kubernetes", 3, true), of("Terraform", 2, false)],
        "Product designer" => vec![of("Figma", 3, true)],
        _ => vec![of("Dutch", 3, false)],
    }
}
