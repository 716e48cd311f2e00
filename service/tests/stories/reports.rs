//! Reports of requests: how people move through them, told as of any moment, to each as far as they see.

use crate::support::{Stage, object, refused, the_day};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    error::Error,
    id::{CandidateId, RequestCandidateId, RequestId},
    policy::Actor,
    reports::{Begins, Ends},
    request_candidates::Stage as Standing,
    users::Role,
};
use serde_json::{Value, json};
use service::{
    candidates,
    reports::{self, Behind, Staffing, StaffingAsked},
    request_candidates, requests,
};

async fn person(stage: &Stage, by: &Actor, name: &str, more: Value) -> CandidateId {
    let mut given = object(json!({ "firstname": name, "lastname": "L", "email": format!("{name}@example.test") }));
    given.extend(object(more));
    candidates::create(&stage.service, by, &given).await.expect("a person").id
}

async fn stands(stage: &Stage, by: &Actor, request: RequestId, who: CandidateId) -> RequestCandidateId {
    let given = object(json!({ "resourceRequest": request.to_string(), "candidate": who.to_string() }));
    request_candidates::create(&stage.service, by, &given).await.expect("proposed").id
}

/// So many days after the first, and half a day: between what happens on one and on the next.
fn after(days: i64) -> DateTime<Utc> {
    the_day() + TimeDelta::days(days) + TimeDelta::hours(12)
}

/// From the day before the first on, as it looked after so many days.
fn asked(days: i64, begins: Begins, ends: Ends) -> StaffingAsked {
    StaffingAsked { from: the_day() - TimeDelta::days(1), until: after(60), as_of: after(days), begins, ends }
}

fn reached(report: &Staffing) -> Vec<i64> {
    report.funnel.reached.iter().map(|(_, count)| *count).collect()
}

fn beside(report: &Staffing, stage: Standing) -> i64 {
    report.funnel.beside.iter().find(|(of, _)| *of == stage).expect("a stage").1
}

/// How many times in a stage ended, the days of their median and of the longest, and how many are in it.
fn times(report: &Staffing, stage: Standing) -> (i64, i64, i64, i64) {
    let found = report.stages.iter().find(|of| of.stage == stage).expect("a stage");
    (found.times.n, found.times.median.num_days(), found.times.longest.num_days(), found.now)
}

story!(people_move_through_requests_as_was_counted_by_hand, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    let (_, other) = stage.user("Milan", Role::HiringManager).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let source = |name: &str| json!({ "source": name });
    let ada = person(stage, &recruiter, "ada", source("LinkedIn")).await;
    let bob = person(stage, &recruiter, "bob", source("LinkedIn")).await;
    let cor = person(stage, &recruiter, "cor", source("Indeed")).await;
    let dee = person(stage, &recruiter, "dee", json!({})).await;
    let eve = person(stage, &admin, "eve", json!({ "visibility": "confidential" })).await;
    let given = object(json!({ "position": "Engineer", "status": "open" }));
    let one = requests::create(service, &manager, &given).await.expect("open").id;
    let two = requests::create(service, &other, &object(json!({ "position": "Analyst" }))).await.expect("a draft").id;
    let cors = cor;
    let ada = stands(stage, &recruiter, one, ada).await;
    let bob = stands(stage, &recruiter, one, bob).await;
    let cor = stands(stage, &recruiter, two, cor).await;
    let dee = stands(stage, &recruiter, two, dee).await;
    stands(stage, &admin, two, eve).await;

    // What happens on which day.
    let goes = async |day: i64, who: RequestCandidateId, given: Value| {
        stage.clock.set(the_day() + TimeDelta::days(day));
        request_candidates::patch(service, &recruiter, who, &object(given), None).await.expect("moved");
    };
    stage.clock.set(the_day() + TimeDelta::days(1));
    requests::patch(service, &other, two, &object(json!({ "status": "open" })), None).await.expect("open");
    request_candidates::delete(service, &recruiter, dee, None).await.expect("a mistake");
    goes(2, ada, json!({ "status": "interviewing" })).await;
    goes(2, bob, json!({ "status": "shortlisted" })).await;
    goes(3, cor, json!({ "status": "on_hold" })).await;
    goes(4, ada, json!({ "status": "offered" })).await;
    goes(4, bob, json!({ "status": "rejected", "rejectedBy": "client", "reason": "Too far." })).await;
    goes(6, ada, json!({ "status": "placed" })).await;
    goes(7, cor, json!({ "status": "screening" })).await;
    goes(9, ada, json!({ "status": "offered", "reason": "Withdrew the signature." })).await;
    goes(10, ada, json!({ "status": "placed" })).await;

    let told = async |who: &Actor, asked: &StaffingAsked| reports::staffing(service, who, asked).await.expect("a report");
    let all = asked(30, Begins::Created, Ends::Filled);
    let report = told(&recruiter, &all).await;
    assert_eq!(reached(&report), [3, 3, 2, 1, 1, 1, 1, 1], "who skips a stage reached it, and who is gone reached nothing");
    let out = [Standing::Rejected, Standing::Withdrawn, Standing::OnHold].map(|stage| beside(&report, stage));
    assert_eq!(out, [1, 0, 0]);
    assert_eq!(times(&report, Standing::Proposed), (3, 2, 3, 0));
    assert_eq!(times(&report, Standing::Shortlisted), (1, 2, 2, 0));
    assert_eq!(times(&report, Standing::Screening), (0, 0, 0, 1));
    assert_eq!(times(&report, Standing::Interviewing), (1, 2, 2, 0));
    assert_eq!(times(&report, Standing::Offered), (2, 1, 2, 0), "twice the same person");
    assert_eq!(times(&report, Standing::Placed), (1, 3, 3, 1));
    assert_eq!(times(&report, Standing::OnHold), (1, 4, 4, 0));
    let sources: Vec<_> = report.sources.iter().map(|source| (source.name.as_deref(), source.counts)).collect();
    assert_eq!(sources, [(Some("LinkedIn"), [2, 1, 1, 1]), (Some("Indeed"), [1, 0, 0, 0])]);
    let later = StaffingAsked { from: after(0), ..all };
    assert_eq!(reached(&told(&recruiter, &later).await), [0; 8]);
    assert_eq!(times(&told(&recruiter, &later).await, Standing::Proposed), (3, 2, 3, 0), "a time belongs where it ends");

    let fill = async |days: i64, begins: Begins, ends: Ends| {
        let report = told(&recruiter, &asked(days, begins, ends)).await;
        assert_eq!(report.fill.n, report.filled.len() as i64);
        report.filled.iter().map(|filled| (filled.request.id, filled.took.num_days())).collect::<Vec<_>>()
    };
    assert_eq!(fill(30, Begins::Created, Ends::Filled).await, [(one, 10)], "the last time that it was");
    assert_eq!(fill(8, Begins::Created, Ends::Filled).await, [(one, 6)]);
    assert_eq!(fill(9, Begins::Created, Ends::Filled).await, [], "it was open again");
    assert_eq!(fill(30, Begins::Opened, Ends::Placed).await, [(one, 6)], "open from the first");
    assert_eq!(fill(30, Begins::Submitted, Ends::Offered).await, [(one, 4)]);
    assert_eq!(fill(30, Begins::Proposed, Ends::Filled).await, [(one, 10)]);
    assert_eq!(fill(3, Begins::Created, Ends::Offered).await, []);

    // As it looked.
    let report = told(&recruiter, &asked(3, Begins::Created, Ends::Filled)).await;
    assert_eq!((reached(&report), beside(&report, Standing::OnHold)), (vec![3, 2, 1, 1, 0, 0, 0, 0], 1));
    let first = asked(0, Begins::Created, Ends::Filled);
    let report = told(&recruiter, &first).await;
    assert_eq!(reached(&report), [4, 0, 0, 0, 0, 0, 0, 0], "who was a mistake was not known to be one");
    let sources: Vec<_> = report.sources.iter().map(|source| (source.name.as_deref(), source.counts[0])).collect();
    assert_eq!(sources, [(Some("LinkedIn"), 2), (Some("Indeed"), 1), (None, 1)]);
    assert!(told(&recruiter, &asked(-1, Begins::Created, Ends::Filled)).await.is_empty());
    // Where people were said to come from, too.
    let named = async |days: i64| {
        let report = told(&recruiter, &asked(days, Begins::Created, Ends::Filled)).await;
        report.sources.iter().map(|source| (source.name.clone().unwrap_or_default(), source.counts[0])).collect::<Vec<_>>()
    };
    let of = |names: &[(&str, i64)]| names.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect::<Vec<_>>();
    for (day, source) in [(20, json!("Referral")), (25, json!(null))] {
        stage.clock.set(the_day() + TimeDelta::days(day));
        candidates::patch(service, &recruiter, cors, &object(json!({ "source": source })), None).await.expect("said otherwise");
    }
    assert_eq!(named(19).await, of(&[("LinkedIn", 2), ("Indeed", 1)]));
    assert_eq!(named(22).await, of(&[("LinkedIn", 2), ("Referral", 1)]));
    assert_eq!(named(30).await, of(&[("LinkedIn", 2), ("", 1)]));
    candidates::patch(service, &recruiter, cors, &object(json!({ "source": "Indeed" })), None).await.expect("after all");

    // Who is behind a number.
    let people = async |who: &Actor, asked: &StaffingAsked, behind: Behind| {
        let people = reports::people(service, who, asked, &behind).await.expect("people");
        assert_eq!(people.total, people.standings.len() as i64);
        (people.standings.iter().map(|standing| standing.id).collect::<Vec<_>>(), people.gone)
    };
    assert_eq!(people(&recruiter, &all, Behind::Reached(Standing::Screening)).await, (vec![ada, cor], 0));
    assert_eq!(people(&recruiter, &all, Behind::Beside(Standing::Rejected)).await, (vec![bob], 0));
    assert_eq!(people(&recruiter, &all, Behind::Now(Standing::Placed)).await, (vec![ada], 0));
    assert_eq!(people(&recruiter, &all, Behind::Spent(Standing::OnHold)).await, (vec![cor], 0));
    assert_eq!(people(&recruiter, &all, Behind::Source(Some("LinkedIn".into()), Standing::Proposed)).await, (vec![ada, bob], 0));
    assert_eq!(people(&recruiter, &all, Behind::Filled).await, (vec![ada], 0));
    assert_eq!(people(&recruiter, &first, Behind::Reached(Standing::Proposed)).await, (vec![ada, bob, cor], 1), "one is gone since");

    // To each as far as they see.
    assert_eq!(reached(&told(&admin, &all).await)[0], 4, "with who is confidential");
    let own = told(&manager, &all).await;
    assert_eq!((reached(&own), own.filled.len(), own.sources.len()), (vec![2, 2, 1, 1, 1, 1, 1, 1], 1, 1));
    assert_eq!(people(&manager, &all, Behind::Reached(Standing::Proposed)).await, (vec![ada, bob], 0));
    let own = told(&other, &all).await;
    assert_eq!((reached(&own)[0], own.filled.len()), (2, 0), "Cor and Eve, who stand in their request");
    assert!(matches!(refused(reports::staffing(service, &interviewer, &all).await), Error::Forbidden(_)));
    assert!(matches!(refused(reports::people(service, &interviewer, &all, &Behind::Filled).await), Error::Forbidden(_)));
});
