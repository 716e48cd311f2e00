//! Requests are approved: step by step, by others than those whose they are, and again where what was approved is changed.

use crate::support::{Stage, object, refused};
use chrono::TimeDelta;
use domain::{
    approvals::{Approval, ApprovalStatus, Verdict},
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{ApprovalId, RequestId, UserId},
    policy::{Actor, Rule},
    requests::{RequestStatus, Step},
    users::{Role, User},
};
use serde_json::{Value, json};
use service::{
    approval_flows,
    approvals::{self, Decided, Standing},
    letters::{self, Topic},
    requests,
};

/// Who has a part in it.
struct Cast {
    admin: Actor,
    manager: Actor,
    finance: [(User, Actor); 2],
    director: (User, Actor),
}

/// A flow of two steps: both of finance, and then one director.
async fn cast(stage: &Stage, amount: i64) -> Cast {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    let finance = [stage.user("Fatima", Role::HiringManager).await, stage.user("Freek", Role::Interviewer).await];
    let director = stage.user("Dirk", Role::HiringManager).await;
    let given = json!({
        "name": "Dear ones", "amountFrom": amount,
        "steps": [
            { "name": "Finance", "approvers": finance.iter().map(|(user, _)| user.id).collect::<Vec<_>>(), "approvalsRequired": 2 },
            { "name": "Direction", "approvers": [director.0.id], "approvalsRequired": 1 },
        ],
    });
    approval_flows::create(&stage.service, &admin, &object(given)).await.expect("a flow");
    Cast { admin, manager, finance, director }
}

async fn submitted(stage: &Stage, by: &Actor, more: Value) -> RequestId {
    let mut given = object(json!({ "position": "Engineer", "billRateMax": 9_000, "status": "pending_approval" }));
    given.extend(object(more));
    requests::create(&stage.service, by, &given).await.expect("a request").id
}

async fn round(stage: &Stage, by: &Actor, request: RequestId) -> Approval {
    approvals::of_request(&stage.service, by, request).await.expect("rounds")[0].approval.clone()
}

async fn decide(stage: &Stage, by: &Actor, id: ApprovalId, verdict: Verdict) -> Result<Approval, service::Error> {
    let step = approvals::get(&stage.service, &Actor::System, id).await.expect("a round").approval.current().unwrap_or_default();
    let reason = if verdict == Verdict::Reject { "Too dear." } else { "" };
    approvals::decide(&stage.service, by, id, &Decided { verdict, reason: reason.into(), step, seen: None }).await
}

fn yes(step: usize) -> Decided {
    Decided { verdict: Verdict::Approve, reason: String::new(), step, seen: None }
}

fn no(reason: &str, step: usize) -> Decided {
    Decided { verdict: Verdict::Reject, reason: reason.into(), ..yes(step) }
}

/// Who is written to, of those whose letters are due.
async fn post(stage: &Stage) -> Vec<(UserId, ApprovalId)> {
    let mut taken = Vec::new();
    while let Some(due) = letters::take(&stage.service).await.expect("the post") {
        letters::done(&stage.service, due.id, None).await.expect("sent");
        if let Topic::Approval(approval, ..) = due.topic {
            taken.push((due.to.user.expect("a user"), approval.id));
        }
    }
    taken.sort();
    taken
}

story!(a_request_is_approved_step_by_step, |stage| {
    let service = &stage.service;
    let cast = cast(stage, 9_000).await;
    let [(fatima, one), (freek, two)] = &cast.finance;
    let (dirk, director) = &cast.director;
    let status = async |id| requests::get(service, &cast.manager, id).await.expect("a request").status;

    let cheap = submitted(stage, &cast.manager, json!({ "billRateMax": 8_999 })).await;
    assert_eq!(status(cheap).await, RequestStatus::Open, "no flow applies");
    let id = submitted(stage, &cast.manager, json!({})).await;
    assert_eq!(status(id).await, RequestStatus::PendingApproval);
    let asked = round(stage, &cast.manager, id).await;
    assert_eq!(post(stage).await, [(fatima.id, asked.id), (freek.id, asked.id)], "finance is asked, the director is not yet");

    for (who, rule) in [(&cast.manager, Rule::Approver), (director, Rule::Approver), (&cast.admin, Rule::Approver)] {
        assert_eq!(refused(decide(stage, who, asked.id, Verdict::Approve).await), Error::Forbidden(rule));
    }
    let open = requests::patch(service, &cast.manager, id, &object(json!({ "status": "open" })), None).await;
    assert_eq!(refused(open), Error::Forbidden(Rule::Approver), "not by the other door either");
    decide(stage, one, asked.id, Verdict::Approve).await.expect("approved");
    assert_eq!(refused(decide(stage, one, asked.id, Verdict::Approve).await), Conflict::Decided.into());
    assert_eq!((status(id).await, post(stage).await), (RequestStatus::PendingApproval, vec![]), "two of two");
    let waiting = approvals::waiting(service, two).await.expect("what waits");
    assert_eq!(waiting.iter().map(|round| round.request.id).collect::<Vec<_>>(), [id]);
    decide(stage, two, asked.id, Verdict::Approve).await.expect("approved");
    assert!(approvals::waiting(service, two).await.expect("what waits").is_empty());
    assert_eq!(post(stage).await, [(dirk.id, asked.id)]);
    assert_eq!(refused(approvals::decide(service, director, asked.id, &no(" ", 1)).await), FieldErrors::one("reason", Flaw::Blank));
    decide(stage, director, asked.id, Verdict::Approve).await.expect("approved");
    let open = requests::get(service, &cast.manager, id).await.expect("a request");
    let told = open.approval.clone().expect("told");
    assert_eq!((open.status, told.status, told.version), (RequestStatus::Open, ApprovalStatus::Approved, 1));
    assert_eq!(
        told.steps.iter().map(|step| (step.name.as_str(), step.approvals, step.waiting)).collect::<Vec<_>>(),
        [("Finance", 2, false), ("Direction", 1, false)]
    );
    assert_eq!(told.decisions.iter().map(|decision| decision.by).collect::<Vec<_>>(), [fatima.id, freek.id, dirk.id]);
    let late = refused(decide(stage, director, asked.id, Verdict::Approve).await);
    assert!(matches!(late, Error::Conflict(Conflict::Transition { .. })), "{late:?}");
});

story!(who_changes_what_was_approved_asks_again, |stage| {
    let service = &stage.service;
    let cast = cast(stage, 0).await;
    let [(_, one), (_, two)] = &cast.finance;
    let (_, director) = &cast.director;
    let id = submitted(stage, &cast.manager, json!({})).await;
    let all = [one, two, director];
    let patch = async |given: Value| requests::patch(service, &cast.manager, id, &object(given), None).await;
    let first = round(stage, &cast.manager, id).await;

    // While others decide: what is watched begins anew, the rest does not.
    decide(stage, one, first.id, Verdict::Approve).await.expect("approved");
    patch(json!({ "description": "More about it." })).await.expect("changed");
    assert_eq!(round(stage, &cast.manager, id).await.id, first.id);
    patch(json!({ "billRateMax": 9_500 })).await.expect("changed");
    let second = round(stage, &cast.manager, id).await;
    assert_ne!(second.id, first.id);
    assert!(matches!(refused(decide(stage, two, first.id, Verdict::Approve).await), Error::Conflict(Conflict::Transition { .. })));
    assert_eq!(second.approvals(0), 0, "who approved the other is asked again");

    // No, and why; revised, and the difference can be seen.
    assert_eq!(refused(approvals::decide(service, one, second.id, &no("", 0)).await), FieldErrors::one("reason", Flaw::Blank));
    decide(stage, one, second.id, Verdict::Reject).await.expect("rejected");
    let rejected = requests::get(service, &cast.manager, id).await.expect("a request");
    assert_eq!((rejected.status, rejected.rejection_reason.as_deref()), (RequestStatus::Rejected, Some("Too dear.")));
    requests::take(service, &cast.manager, id, Step::Revise, "", None).await.expect("revised");
    patch(json!({ "billRateMax": 8_000, "headcount": 2 })).await.expect("changed");
    requests::take(service, &cast.manager, id, Step::Submit, "", None).await.expect("submitted");
    let third = approvals::get(service, one, round(stage, &cast.manager, id).await.id).await.expect("a round");
    let before = third.before.clone().expect("the one before");
    let differences = before.differences(&third.request);
    assert_eq!(differences, [("billRateMax".to_owned(), json!(9_500), json!(8_000)), ("headcount".to_owned(), json!(1), json!(2))]);
    for who in all {
        decide(stage, who, third.approval.id, Verdict::Approve).await.expect("approved");
    }

    // Open: an edit of the rest stays open, one of what is watched asks again, and who stands in it stays.
    let after = patch(json!({ "location": "Utrecht" })).await.expect("changed");
    assert_eq!(after.status, RequestStatus::Open);
    let held = requests::take(service, &cast.manager, id, Step::Hold, "Budget.", None).await.expect("held");
    assert_eq!(held.status, RequestStatus::OnHold);
    let asks = patch(json!({ "headcount": 3 })).await.expect("changed");
    assert_eq!((asks.status, asks.approval.as_ref().expect("told").status), (RequestStatus::PendingApproval, ApprovalStatus::Pending));
    let back = requests::take(service, &cast.manager, id, Step::Withdraw, "", None).await.expect("withdrawn");
    assert_eq!((back.status, back.approval.as_ref().expect("told").status), (RequestStatus::Draft, ApprovalStatus::Withdrawn));

    // What is reopened is open only as it was approved.
    patch(json!({ "headcount": 2 })).await.expect("changed");
    requests::take(service, &cast.manager, id, Step::Submit, "", None).await.expect("submitted");
    let fourth = round(stage, &cast.manager, id).await.id;
    for who in all {
        decide(stage, who, fourth, Verdict::Approve).await.expect("approved");
    }
    requests::take(service, &cast.manager, id, Step::Cancel, "Not now.", None).await.expect("cancelled");
    assert_eq!(requests::take(service, &cast.manager, id, Step::Reopen, "", None).await.expect("reopened").status, RequestStatus::Open);
    requests::take(service, &cast.manager, id, Step::Cancel, "Not now.", None).await.expect("cancelled");
    patch(json!({ "client": "Another" })).await.expect("changed");
    assert_eq!(requests::take(service, &cast.manager, id, Step::Reopen, "", None).await.expect("reopened").status, RequestStatus::Draft);
});

story!(two_hundred_decisions_at_once_are_as_many_as_there_are_approvers, |stage| {
    let cast = cast(stage, 0).await;
    let id = submitted(stage, &cast.manager, json!({})).await;
    let asked = round(stage, &cast.manager, id).await.id;
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..200 {
        let (service, actor) = (stage.service.clone(), cast.finance[n % 2].1.clone());
        tries.spawn(async move { approvals::decide(&service, &actor, asked, &yes(0)).await.is_ok() });
    }
    let done = tries.join_all().await.into_iter().filter(|done| *done).count();
    let after = round(stage, &cast.manager, id).await;
    assert_eq!((done, after.decisions.len(), after.current()), (2, 2, Some(1)));
});

story!(a_link_decides_once_and_says_what_became_of_it, |stage| {
    let service = &stage.service;
    let cast = cast(stage, 0).await;
    let [(fatima, _), (freek, two)] = &cast.finance;
    let id = submitted(stage, &cast.manager, json!({})).await;
    let asking = round(stage, &cast.manager, id).await;
    let asked = asking.id;
    let now = service.clock.now();
    let link = approvals::link(service, &asking, fatima.id, now).expect("a link");
    let standing = async |link: &str| approvals::by_link(service, link).await.expect("found").standing;
    assert_eq!(refused(approvals::by_link(service, "nonsense").await), Error::NotFound);
    assert_eq!(standing(&link).await, Standing::Open);
    assert_eq!(standing(&link).await, Standing::Open, "looking decides nothing");
    approvals::decide_by_link(service, &link, Verdict::Approve, "", None).await.expect("approved");
    assert_eq!(standing(&link).await, Standing::Used(Verdict::Approve));
    assert_eq!(refused(approvals::decide_by_link(service, &link, Verdict::Reject, "No.", None).await), Conflict::Decided.into());

    let other = approvals::link(service, &asking, freek.id, now).expect("a link");
    stage.clock.advance(TimeDelta::days(15));
    assert_eq!(standing(&other).await, Standing::Expired);
    assert_eq!(refused(approvals::decide_by_link(service, &other, Verdict::Approve, "", None).await), Conflict::Expired.into());
    decide(stage, two, asked, Verdict::Approve).await.expect("signed in it still can be decided");
    assert_eq!(standing(&other).await, Standing::Used(Verdict::Approve));
    let early = approvals::link(service, &round(stage, &cast.manager, id).await, cast.director.0.id, now).expect("a link");
    requests::patch(service, &cast.manager, id, &object(json!({ "headcount": 4 })), None).await.expect("changed");
    assert_eq!(standing(&early).await, Standing::Stale);
    assert!(matches!(refused(approvals::decide_by_link(service, &early, Verdict::Approve, "", None).await), Error::Conflict(_)));
});

story!(a_flow_needs_people_who_may_decide, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (marijke, manager) = stage.user("Marijke", Role::HiringManager).await;
    let flow = async |by: &Actor, given: Value| approval_flows::create(service, by, &object(given)).await;
    let own = json!({ "name": "Own", "steps": [{ "name": "Herself", "approvers": [marijke.id], "approvalsRequired": 1 }] });
    assert!(matches!(refused(flow(&manager, own.clone()).await), Error::Forbidden(Rule::Role(_))));
    let made = flow(&admin, own).await.expect("a flow");
    for (given, flaw) in [
        (json!({ "name": "x" }), Flaw::TooFew { min: 1 }),
        (json!({ "name": "x", "steps": [{ "name": "x", "approvalsRequired": 1 }] }), Flaw::AtLine { line: 1, flaw: Box::new(Flaw::Blank) }),
    ] {
        assert_eq!(refused(flow(&admin, given).await), FieldErrors::one("steps", flaw));
    }
    let given = object(json!({ "position": "Engineer", "status": "open" }));
    let none = Conflict::NoApprovers { step: "Herself".into() };
    assert_eq!(refused(requests::create(service, &manager, &given).await), none.into(), "nobody decides about their own");
    let draft = requests::create(service, &manager, &object(json!({ "position": "Engineer" }))).await.expect("a draft");
    assert!(matches!(
        refused(requests::take(service, &manager, draft.id, Step::Submit, "", None).await),
        Error::Conflict(Conflict::NoApprovers { .. })
    ));
    assert_eq!(requests::get(service, &manager, draft.id).await.expect("kept").status, RequestStatus::Draft);
    approval_flows::patch(service, &admin, made.id, &object(json!({ "archived": true })), Some(1)).await.expect("archived");
    let open = requests::take(service, &manager, draft.id, Step::Submit, "", None).await.expect("submitted");
    assert_eq!(open.status, RequestStatus::Open);
});

story!(who_does_not_decide_is_reminded_replaced_and_passed_over, |stage| {
    let service = &stage.service;
    let cast = cast(stage, 0).await;
    let [(fatima, one), (freek, two)] = &cast.finance;
    let (_, deputy) = stage.user("Daan", Role::Interviewer).await;
    let deputy_id = deputy.user().expect("a user");
    let (chief, _) = stage.user("Carla", Role::HiringManager).await;
    let flow = approval_flows::list(service, &cast.admin).await.expect("flows").remove(0);
    let later = json!({ "remindAfter": 1, "escalateAfter": 3 });
    let half = approval_flows::patch(service, &cast.admin, flow.id, &object(later), None).await;
    assert_eq!(refused(half), FieldErrors::one("escalateTo", Flaw::Blank));
    let later = json!({ "remindAfter": 1, "escalateAfter": 3, "escalateTo": chief.id });
    approval_flows::patch(service, &cast.admin, flow.id, &object(later), None).await.expect("changed");

    // The day is a Monday.
    let id = submitted(stage, &cast.manager, json!({})).await;
    let asked = round(stage, &cast.manager, id).await.id;
    assert_eq!(post(stage).await, [(fatima.id, asked), (freek.id, asked)]);
    decide(stage, one, asked, Verdict::Approve).await.expect("approved");
    stage.clock.advance(TimeDelta::days(1));
    assert_eq!(post(stage).await, [(freek.id, asked)], "who has decided is not reminded");

    // Handed over by whoever is asked; not by others, and not to whom it is about.
    let manager_id = cast.manager.user().expect("a user");
    let over = async |by: &Actor, from: UserId, to: UserId| approvals::hand_over(service, by, asked, from, to).await;
    assert!(matches!(refused(over(one, freek.id, deputy_id).await), Error::Forbidden(_)));
    assert_eq!(refused(over(two, freek.id, manager_id).await), FieldErrors::one("to", Flaw::Choice));
    assert_eq!(refused(over(two, freek.id, fatima.id).await), FieldErrors::one("to", Flaw::Choice), "who has decided decides once");
    over(two, freek.id, deputy_id).await.expect("handed over");
    assert_eq!(post(stage).await, [(deputy_id, asked)]);
    assert_eq!(refused(approvals::decide(service, two, asked, &yes(0)).await), Error::NotFound, "it is no longer theirs");
    over(&cast.admin, deputy_id, freek.id).await.expect("replaced");
    over(&cast.admin, freek.id, deputy_id).await.expect("replaced");
    post(stage).await;

    // Reminded by whoever waits for it, and after three working days somebody else may decide too.
    assert_eq!(approvals::remind(service, &cast.manager, asked).await.expect("reminded"), 1);
    assert_eq!(post(stage).await, [(deputy_id, asked)]);
    assert_eq!(refused(approvals::remind(service, &deputy, asked).await), Error::NotFound);
    stage.clock.advance(TimeDelta::days(2));
    assert!(post(stage).await.contains(&(chief.id, asked)));
    let chief = Actor::User(service::users::person(&chief));
    decide(stage, &chief, asked, Verdict::Approve).await.expect("approved");
    assert_eq!(round(stage, &cast.manager, id).await.current(), Some(1));
    assert!(approvals::waiting(service, &chief).await.expect("what waits").is_empty(), "the next step has its own time");
});

story!(nobody_gets_round_it, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (marijke, manager) = stage.user("Marijke", Role::HiringManager).await;
    let (dirk, director) = stage.user("Dirk", Role::HiringManager).await;
    let (freek, other) = stage.user("Freek", Role::HiringManager).await;
    let step = |name: &str, who: &[UserId]| json!({ "name": name, "approvers": who, "approvalsRequired": 1 });
    let given = json!({ "name": "Utrecht", "location": "Utrecht", "steps": [step("One", &[dirk.id, freek.id]), step("Two", &[dirk.id])] });
    approval_flows::create(service, &admin, &object(given)).await.expect("a flow");
    let patch = async |by: &Actor, id: RequestId, given: Value| requests::patch(service, by, id, &object(given), None).await;

    // Not by naming the place afterwards.
    let elsewhere = submitted(stage, &manager, json!({ "location": "Delft" })).await;
    assert_eq!(requests::get(service, &manager, elsewhere).await.expect("a request").status, RequestStatus::Open);
    let moved = patch(&manager, elsewhere, json!({ "location": "Utrecht" })).await.expect("changed");
    assert_eq!(moved.status, RequestStatus::PendingApproval);

    // Not by pressing twice: who is in two steps decides each of them, by its own letter.
    let asked = round(stage, &manager, elsewhere).await;
    let first = approvals::link(service, &asked, dirk.id, service.clock.now()).expect("a link");
    approvals::decide(service, &director, asked.id, &yes(0)).await.expect("approved");
    assert_eq!(refused(approvals::decide(service, &director, asked.id, &yes(0)).await), Conflict::Decided.into());
    assert_eq!(approvals::by_link(service, &first).await.expect("found").standing, Standing::Used(Verdict::Approve));
    assert_eq!(refused(approvals::decide_by_link(service, &first, Verdict::Approve, "", None).await), Conflict::Decided.into());

    // Not about what one has not seen.
    let now = patch(&manager, elsewhere, json!({ "description": "Another job." })).await.expect("changed");
    let late = Decided { seen: Some(now.version - 1), ..yes(1) };
    assert!(matches!(refused(approvals::decide(service, &director, asked.id, &late).await), Error::Conflict(Conflict::Stale { .. })));
    let done = approvals::decide(service, &director, asked.id, &Decided { seen: Some(now.version), ..yes(1) }).await.expect("approved");
    assert_eq!(done.decisions[1].version, now.version);

    // Not by leaving the owners while it waits, and votes from before do not count.
    let owners = json!([format!("/users/{}", marijke.id), format!("/users/{}", freek.id)]);
    let own = submitted(stage, &manager, json!({ "location": "Utrecht", "owners": owners })).await;
    let before = round(stage, &manager, own).await;
    approvals::decide(service, &director, before.id, &yes(0)).await.expect("approved");
    patch(&other, own, json!({ "owners": [format!("/users/{}", marijke.id)] })).await.expect("left");
    let after = round(stage, &manager, own).await;
    assert!(after.id != before.id && after.decisions.is_empty());
    let refusal = refused(approvals::decide(service, &other, after.id, &yes(0)).await);
    assert_eq!(refusal, Error::Forbidden(Rule::Approver), "who has left still does not decide about their own");

    // Who may not know of it is not told that it is there.
    let (_, stranger) = stage.user("Sam", Role::Interviewer).await;
    assert_eq!(refused(approvals::decide(service, &stranger, after.id, &yes(0)).await), Error::NotFound);
    assert_eq!(refused(approvals::decide(service, &stranger, asked.id, &yes(0)).await), Error::NotFound);
    assert!(!approvals::get(service, &director, asked.id).await.expect("what they decided").readable, "not for ever");
});
