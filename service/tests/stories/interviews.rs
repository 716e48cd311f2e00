//! Interviews: planned, moved, called off; what was heard, handed in, hidden until one's own is in, and amended.

use crate::support::{Stage, object, refused};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::{
    answers::AnswerStatus,
    change::Entity,
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{CandidateId, TaskGroupId, UserId},
    interviews::{Interview, InterviewStatus, Rsvp, When},
    policy::{Actor, Rule},
    query::Query,
    resource::Described,
    scorecards::Recommendation,
    task_groups::Blind,
    tasks::RecruitmentTask,
    users::Role,
};
use serde_json::{Value, json};
use service::{
    answers, candidates,
    interviews::{self, Plan},
    letters::{self, About},
    reports::{self, Asked},
    scorecards::{self, Typed},
    task_groups, tasks,
};
use std::collections::{BTreeMap, BTreeSet};

/// A published question bank of this blindness with one question to be scored.
pub async fn questions(stage: &Stage, by: &Actor, blind: Blind) -> RecruitmentTask {
    let service = &stage.service;
    let given = object(json!({ "name": "Technical", "blind": blind.word() }));
    let group = task_groups::create(service, by, &given).await.expect("a group").id;
    let given = object(json!({ "question": "Why?", "recruitmentTaskGroup": group.to_string(), "type": "score", "required": true }));
    let task = tasks::create(service, by, &given).await.expect("a question");
    task_groups::patch(service, by, group, &object(json!({ "status": "published" })), None).await.expect("published");
    task
}

pub fn plan(candidate: CandidateId, group: Option<TaskGroupId>, who: Vec<UserId>, day: &str, from: &str, until: &str) -> Plan {
    Plan {
        candidate,
        task_group: group.unwrap_or_default(),
        interviewers: who,
        when: When { day: day.into(), from: from.into(), until: until.into(), zone: "Europe/Amsterdam".into() },
        ..Plan::default()
    }
}

async fn person(stage: &Stage, by: &Actor, name: &str) -> CandidateId {
    let given = object(json!({ "firstname": name, "lastname": "L", "email": format!("{name}@example.test") }));
    candidates::create(&stage.service, by, &given).await.expect("a person").id
}

fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().expect("a moment")
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The letters that are due, by whom they go to.
async fn post(stage: &Stage) -> Vec<(UserId, About)> {
    let mut taken = Vec::new();
    while let Some(due) = letters::take(&stage.service).await.expect("the post") {
        letters::done(&stage.service, due.id, None).await.expect("sent");
        let letters::Topic::Interview(about, _) = due.topic else { continue };
        taken.push((due.to.user.expect("a user"), about));
    }
    taken.sort_by_key(|(user, _)| *user);
    taken
}

story!(an_interview_is_planned_moved_and_called_off, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (iris, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let (milan, other) = stage.user("Milan", Role::Interviewer).await;
    let (ada, bob) = (person(stage, &recruiter, "ada").await, person(stage, &recruiter, "bob").await);
    let group = questions(stage, &recruiter, Blind::AfterOwn).await.task_group;
    let noon = plan(ada, group, vec![iris.id], "2026-03-04", "12:00", "13:00");
    assert!(matches!(refused(interviews::schedule(service, &interviewer, &noon).await), Error::Forbidden(Rule::Role(_))));
    assert_eq!(
        refused(candidates::get(service, &interviewer, ada).await),
        Error::NotFound,
        "nobody is shown to whom they do not interview"
    );
    let nowhen = Plan { when: When::default(), interviewers: Vec::new(), ..noon.clone() };
    let Error::Invalid(FieldErrors(flaws)) = refused(interviews::schedule(service, &recruiter, &nowhen).await) else { panic!("flaws") };
    let fields: Vec<_> = flaws.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["day", "from", "until", "timeZone", "interviewers"], "every flaw at once");
    let draft = task_groups::create(service, &recruiter, &object(json!({ "name": "Not ready" }))).await.expect("a draft").id;
    let early = Plan { task_group: draft, ..noon.clone() };
    assert_eq!(refused(interviews::schedule(service, &recruiter, &early).await), FieldErrors::one("recruitmentTaskGroup", Flaw::Choice));
    let foreign = Plan { link: "javascript:alert(1)".into(), ..noon.clone() };
    assert_eq!(refused(interviews::schedule(service, &recruiter, &foreign).await), FieldErrors::one("link", Flaw::Url));

    let planned = interviews::schedule(service, &recruiter, &noon).await.expect("planned");
    assert_eq!((planned.starts_at, planned.ends_at), (Some(at("2026-03-04T11:00:00Z")), Some(at("2026-03-04T12:00:00Z"))), "in its zone");
    assert_eq!((planned.sequence, planned.interviewers[0].rsvp), (0, Rsvp::Pending));
    assert!(candidates::get(service, &interviewer, ada).await.is_ok(), "whom one interviews one sees");
    assert_eq!(refused(interviews::get(service, &other, planned.id).await), Error::NotFound);
    assert_eq!(post(stage).await, [(iris.id, About::Invitation)]);

    // Neither an interviewer nor a candidate is in two places; another time is offered.
    for (who, with, busy) in [(bob, iris.id, Some(iris.id)), (ada, milan.id, None)] {
        let clash = plan(who, group, vec![with], "2026-03-04", "12:30", "13:30");
        let Error::Conflict(Conflict::Booked { busy: found, free }) = refused(interviews::schedule(service, &recruiter, &clash).await)
        else {
            panic!("double booking")
        };
        assert_eq!(found.iter().map(|busy| busy.who).collect::<Vec<_>>(), [busy]);
        assert_eq!(free, [at("2026-03-04T12:00:00Z"), at("2026-03-04T12:30:00Z"), at("2026-03-04T13:00:00Z")], "from where it could begin");
    }
    let next = interviews::schedule(service, &recruiter, &plan(bob, group, vec![iris.id], "2026-03-04", "13:00", "14:00")).await;
    let next = next.expect("one after the other");

    let accepted = interviews::reply(service, &interviewer, planned.id, Rsvp::Accepted).await.expect("accepted");
    assert_eq!((accepted.interviewers[0].rsvp, accepted.sequence), (Rsvp::Accepted, 0), "an answer is no other invitation");
    assert_eq!(refused(interviews::reply(service, &recruiter, planned.id, Rsvp::Accepted).await), Error::Forbidden(Rule::Interviewer));
    post(stage).await;
    let later = plan(ada, group, vec![iris.id, milan.id], "2026-03-05", "10:00", "11:00");
    let stale = interviews::reschedule(service, &recruiter, planned.id, &later, Some(1)).await;
    assert_eq!(refused(stale), Error::Conflict(Conflict::Stale { seen: 1, current: 2 }));
    let moved = interviews::reschedule(service, &recruiter, planned.id, &later, Some(2)).await.expect("moved");
    assert_eq!((moved.sequence, moved.interviewers[0].rsvp), (1, Rsvp::Pending), "who said yes said so of another time");
    assert_eq!(post(stage).await, [(iris.id, About::Change), (milan.id, About::Invitation)]);
    interviews::reschedule(service, &recruiter, next.id, &plan(bob, group, vec![iris.id], "2026-03-04", "12:00", "13:00"), None)
        .await
        .expect("the time that came free");
    post(stage).await;

    assert_eq!(refused(interviews::cancel(service, &recruiter, moved.id, " ", None).await), FieldErrors::one("reason", Flaw::Blank));
    assert_eq!(refused(interviews::no_show(service, &recruiter, moved.id, None).await), FieldErrors::one("start", Flaw::Later));
    let cancelled = interviews::cancel(service, &recruiter, moved.id, "Ill.", Some(moved.version)).await.expect("cancelled");
    assert_eq!((cancelled.status, cancelled.sequence), (InterviewStatus::Cancelled, 2));
    assert_eq!(post(stage).await, [(iris.id, About::Cancellation), (milan.id, About::Cancellation)]);
    assert_eq!(refused(candidates::get(service, &other, ada).await), Error::NotFound, "and no longer");
    let over = interviews::reschedule(service, &recruiter, moved.id, &later, None).await;
    assert!(matches!(refused(over), Error::Conflict(Conflict::Transition { .. })));
    let agenda = async |who: &Actor| {
        let found = interviews::between(service, who, at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z")).await.expect("an agenda").0;
        found.into_iter().map(|interview| interview.id).collect::<Vec<_>>()
    };
    assert_eq!(agenda(&recruiter).await, [next.id, moved.id]);
    assert_eq!(agenda(&interviewer).await, [next.id], "the file of who was called off is closed again");
    assert_eq!(agenda(&other).await, []);
    // Under way: it began before, and ends after.
    let now = interviews::between(service, &recruiter, at("2026-03-04T11:30:00Z"), at("2026-03-04T11:45:00Z")).await.expect("an agenda").0;
    assert_eq!(now.iter().map(|interview| interview.id).collect::<Vec<_>>(), [next.id]);
});

story!(of_two_hundred_at_once_one_gets_the_time, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (iris, _) = stage.user("Iris", Role::Interviewer).await;
    let group = questions(stage, &recruiter, Blind::AfterOwn).await.task_group;
    let mut people = Vec::new();
    for n in 0..20 {
        people.push(person(stage, &recruiter, &format!("p{n}")).await);
    }
    let mut attempts = Vec::new();
    for n in 0..200 {
        let (service, recruiter) = (service.clone(), recruiter.clone());
        let plan = plan(people[n % 20], group, vec![iris.id], "2026-03-04", "12:00", "13:00");
        attempts.push(tokio::spawn(async move { interviews::schedule(&service, &recruiter, &plan).await }));
    }
    let (mut planned, mut booked) = (0, 0);
    for attempt in attempts {
        match attempt.await.expect("it ran") {
            Ok(_) => planned += 1,
            Err(service::Error::Refused(Error::Conflict(Conflict::Booked { .. }))) => booked += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((planned, booked), (1, 199));
});

story!(what_was_heard_is_hidden_until_ones_own_is_in, |stage| {
    let service = &stage.service;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (iris, one) = stage.user("Iris", Role::Interviewer).await;
    let (milan, two) = stage.user("Milan", Role::Interviewer).await;
    let (_, stranger) = stage.user("Sam", Role::Interviewer).await;
    let ada = person(stage, &recruiter, "ada").await;
    let task = questions(stage, &recruiter, Blind::AfterOwn).await;
    let more = object(
        json!({ "question": "How?", "recruitmentTaskGroup": task.task_group.unwrap_or_default().to_string(), "options": ["a", "b"] }),
    );
    let choice = tasks::create(service, &recruiter, &more).await.expect("another question");
    let [score, why, chosen] = [format!("score-{}", task.id), format!("comment-{}", task.id), format!("answer-{}", choice.id)];
    let company = vec![iris.id, milan.id, ruben.id];
    let interview = interviews::schedule(service, &recruiter, &plan(ada, task.task_group, company, "2026-03-02", "09:00", "10:00")).await;
    let id = interview.expect("planned").id;
    let kit = async |who: &Actor| scorecards::kit(service, who, id).await.expect("a kit");
    let seen = async |who: &Actor| {
        let kit = kit(who).await;
        (kit.own.is_some(), kit.others.len(), kit.hidden)
    };
    let read = async |who: &Actor| {
        let query = Query::read(&domain::answers::AnswerFields::RESOURCE, []).expect("a query");
        answers::list(service, who, &query).await.expect("a list").total
    };
    assert_eq!(kit(&one).await.tasks.len(), 2);
    assert_eq!(refused(scorecards::kit(service, &stranger, id).await), Error::NotFound);

    // What is typed is kept, the latest last, and is nobody else's.
    scorecards::keep(service, &one, id, &typed(&[(&why, "First")]), 5).await.expect("kept");
    scorecards::keep(service, &one, id, &typed(&[(&why, "Read the pages"), (&score, "9")]), 9).await.expect("kept");
    let counts = scorecards::keep(service, &one, id, &typed(&[(&why, "late")]), 7).await.expect("left aside");
    assert_eq!(counts, 9, "and told so");
    let draft = kit(&one).await.draft.expect("a draft");
    assert_eq!((draft.0.get(&why).map(String::as_str), draft.1), (Some("Read the pages"), 9));
    assert!(kit(&two).await.draft.is_none() && kit(&admin).await.draft.is_none());
    assert_eq!(refused(scorecards::keep(service, &admin, id, &Typed::new(), 1).await), Error::Forbidden(Rule::Interviewer));

    let wrong = typed(&[(&score, "5"), (&chosen, "c"), ("recommendation", "maybe")]);
    let Error::Invalid(FieldErrors(flaws)) = refused(scorecards::hand_in(service, &one, id, &wrong, None).await) else { panic!("flaws") };
    let told: BTreeMap<_, _> = flaws.into_iter().map(|error| (error.field, error.flaw)).collect();
    let expected =
        [(score.clone(), Flaw::Range { min: 1, max: 4 }), (chosen.clone(), Flaw::Choice), ("recommendation".into(), Flaw::Choice)];
    assert_eq!(told, expected.into());
    assert_eq!(refused(scorecards::hand_in(service, &one, id, &Typed::new(), None).await), FieldErrors::one(&score, Flaw::Blank));
    let good = typed(&[(&score, "4"), (&why, "Read the pages"), (&chosen, "b"), ("recommendation", "strong_yes"), ("comment", "Hire.")]);
    let handed_in = scorecards::hand_in(service, &one, id, &good, None).await.expect("handed in");
    assert_eq!((handed_in.recommendation, handed_in.comment.as_deref()), (Recommendation::StrongYes, Some("Hire.")));
    assert!(kit(&one).await.draft.is_none());
    assert_eq!(refused(scorecards::hand_in(service, &one, id, &good, None).await), Error::Conflict(Conflict::HandedIn));
    assert_eq!(refused(scorecards::keep(service, &one, id, &good, 20).await), Error::Conflict(Conflict::HandedIn));

    // Who still has to say it reads nothing, whatever their role; the count is known.
    assert_eq!((seen(&one).await, read(&one).await), ((true, 0, 0), 2));
    assert_eq!((seen(&two).await, read(&two).await), ((false, 0, 1), 0));
    assert_eq!((seen(&recruiter).await, read(&recruiter).await), ((false, 0, 1), 0));
    assert_eq!((seen(&admin).await, read(&admin).await), ((false, 1, 0), 2));
    let about = async |who: &Actor| {
        let sheets = scorecards::about(service, who, ada).await.expect("told");
        assert_eq!(sheets.len(), 1);
        (sheets[0].heard.len(), sheets[0].heard.iter().map(|heard| heard.answers.len()).sum::<usize>(), sheets[0].hidden)
    };
    assert_eq!((about(&recruiter).await, about(&admin).await), ((0, 0, 1), (1, 2, 0)));
    let mine = Query::read(&domain::answers::AnswerFields::RESOURCE, []).expect("a query");
    let secret = answers::list(service, &admin, &mine).await.expect("all").items[0].id;
    assert_eq!(refused(answers::get(service, &two, secret).await), Error::NotFound);
    assert_eq!(refused(answers::history(service, &two, secret).await), Error::NotFound);

    scorecards::hand_in(service, &two, id, &typed(&[(&score, "2"), ("recommendation", "no")]), None).await.expect("handed in");
    assert_eq!((seen(&two).await, read(&two).await), ((true, 1, 0), 3));
    assert_eq!(seen(&one).await, (true, 1, 0));
    assert_eq!((seen(&recruiter).await, read(&recruiter).await), ((false, 0, 2), 0));
    assert_eq!(interviews::get(service, &admin, id).await.expect("read").status, InterviewStatus::Scheduled);
    scorecards::hand_in(service, &recruiter, id, &typed(&[(&score, "3")]), None).await.expect("handed in");
    assert_eq!((seen(&recruiter).await, read(&recruiter).await), ((true, 2, 0), 4));
    assert_eq!(about(&recruiter).await, (3, 4, 0));
    assert_eq!(interviews::get(service, &admin, id).await.expect("read").status, InterviewStatus::Complete, "the last one was in");

    // Amending: at once without a reason, a day later with one; what it was stays in the history.
    scorecards::amend_answer(service, &two, id, task.id, &typed(&[(&score, "3")]), "").await.expect("at once");
    stage.clock.advance(TimeDelta::hours(25));
    let told = candidates::history(service, &admin, ada).await.expect("a history");
    let told: Vec<_> = told.iter().filter(|change| change.entity == Entity::Scorecard).collect();
    assert!(told.len() == 3 && told.iter().all(|change| change.values.as_ref().is_some_and(|values| values.after.is_empty())));
    let late = scorecards::amend_answer(service, &two, id, task.id, &typed(&[(&score, "1")]), " ").await;
    assert_eq!(refused(late), FieldErrors::one("reason", Flaw::Blank));
    scorecards::amend_answer(service, &two, id, task.id, &typed(&[(&score, "1")]), "Heard the tape again.").await.expect("with a reason");
    scorecards::amend_answer(service, &two, id, choice.id, &typed(&[(&chosen, "a")]), "Had left it out.").await.expect("one more");
    let own = kit(&two).await.own.expect("own");
    let told: Vec<_> = own.answers.iter().map(|answer| (answer.score, answer.status, answer.reason.clone())).collect();
    let amended = Some(AnswerStatus::Amended);
    assert_eq!(told, [(Some(1), amended, Some("Heard the tape again.".into())), (None, amended, Some("Had left it out.".into()))]);
    let log = answers::history(service, &two, own.answers[0].id).await.expect("a history");
    let scores: Vec<Value> = log.iter().filter_map(|change| change.values.as_ref()?.after.get("score").cloned()).collect();
    assert_eq!(scores, [json!(1), json!(3), json!(2)]);
    let unreasoned = scorecards::amend(service, &two, id, &typed(&[("recommendation", "yes")]), "").await;
    assert_eq!(refused(unreasoned), FieldErrors::one("reason", Flaw::Blank));
    let again = scorecards::amend(service, &two, id, &typed(&[("recommendation", "yes")]), "On reflection.").await.expect("amended");
    assert_eq!((again.recommendation, again.reason.as_deref()), (Recommendation::Yes, Some("On reflection.")));
    assert_eq!(refused(scorecards::amend(service, &admin, id, &good, "x").await), Error::Forbidden(Rule::Interviewer));

    // A question that is asked no more: who answered it can amend that, and nobody else answers it.
    tasks::patch(service, &admin, choice.id, &object(json!({ "archived": true })), None).await.expect("archived");
    let retired = async |who: &Actor| kit(who).await.retired.iter().map(|task| task.id).collect::<Vec<_>>();
    assert_eq!((retired(&two).await, retired(&recruiter).await), (vec![choice.id], vec![]));
    scorecards::amend_answer(service, &two, id, choice.id, &typed(&[(&chosen, "b")]), "Said b.").await.expect("amended");
    let new = scorecards::amend_answer(service, &recruiter, id, choice.id, &typed(&[(&chosen, "a")]), "Also.").await;
    assert_eq!(refused(new), Conflict::Archived.into());
});

story!(who_forgets_is_reminded_after_the_end_and_nobody_else, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (iris, one) = stage.user("Iris", Role::Interviewer).await;
    let (milan, two) = stage.user("Milan", Role::Interviewer).await;
    let (sam, three) = stage.user("Sam", Role::Interviewer).await;
    let ada = person(stage, &recruiter, "ada").await;
    let task = questions(stage, &recruiter, Blind::AfterOwn).await;
    let company = vec![iris.id, milan.id, sam.id];
    let planned = interviews::schedule(service, &recruiter, &plan(ada, task.task_group, company, "2026-03-02", "11:00", "12:00")).await;
    let id = planned.expect("planned").id;
    assert_eq!(post(stage).await.len(), 3);
    interviews::reply(service, &three, id, Rsvp::Declined).await.expect("declined");
    stage.clock.advance(TimeDelta::minutes(119));
    assert_eq!(interviews::owed(service, &one).await.expect("nothing yet"), []);
    assert_eq!(post(stage).await, [], "nobody is reminded of what is not over");
    stage.clock.advance(TimeDelta::minutes(1));
    assert_eq!(interviews::owed(service, &one).await.expect("it is over").iter().map(|owed| owed.id).collect::<Vec<_>>(), [id]);
    scorecards::hand_in(service, &two, id, &typed(&[(&format!("score-{}", task.id), "3")]), None).await.expect("handed in");
    stage.clock.advance(TimeDelta::hours(1));
    assert_eq!(post(stage).await, [(iris.id, About::Reminder)], "not who handed in, not who was not there");
    assert_eq!(post(stage).await, [], "once");
    let said = typed(&[(&format!("score-{}", task.id), "3")]);
    let absent = scorecards::hand_in(service, &three, id, &said, None).await;
    assert_eq!(refused(absent), Error::Conflict(Conflict::Declined), "who was not there heard nothing");
    assert_eq!(
        refused(interviews::no_show(service, &recruiter, id, None).await),
        Error::Conflict(Conflict::HandedIn),
        "somebody spoke to them"
    );
});

story!(who_did_not_come_came_after_all, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (iris, one) = stage.user("Iris", Role::Interviewer).await;
    let ada = person(stage, &recruiter, "ada").await;
    let task = questions(stage, &recruiter, Blind::AfterOwn).await;
    let planned =
        interviews::schedule(service, &recruiter, &plan(ada, task.task_group, vec![iris.id], "2026-03-02", "11:00", "12:00")).await;
    let id = planned.expect("planned").id;
    stage.clock.advance(TimeDelta::hours(3));
    let gone = interviews::no_show(service, &recruiter, id, None).await.expect("nobody came");
    assert_eq!(gone.status, InterviewStatus::NoShow);
    let said = typed(&[(&format!("score-{}", task.id), "3")]);
    let late = scorecards::hand_in(service, &one, id, &said, None).await;
    assert_eq!(refused(late), Error::NotFound, "it is nobody's interview any more");
    let back = interviews::came(service, &recruiter, id, Some(gone.version)).await.expect("they came");
    assert_eq!(back.stands(service.clock.now()), InterviewStatus::AwaitingFeedback);
    let revision = task_groups::get(service, &recruiter, task.task_group.unwrap_or_default()).await.expect("a group").revision;
    let stale = scorecards::hand_in(service, &one, id, &said, Some(revision - 1)).await;
    assert!(matches!(refused(stale), Error::Conflict(Conflict::Stale { .. })), "the questions have changed");
    scorecards::hand_in(service, &one, id, &said, Some(revision)).await.expect("handed in");
    let done = scorecards::kit(service, &recruiter, id).await.expect("a kit").interview;
    assert_eq!(done.status, InterviewStatus::Complete, "the last has handed in");
});

story!(a_letter_that_fails_is_tried_again_and_told, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (iris, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let ada = person(stage, &admin, "ada").await;
    let group = questions(stage, &admin, Blind::AfterOwn).await.task_group;
    interviews::schedule(service, &admin, &plan(ada, group, vec![iris.id], "2026-03-04", "11:00", "12:00")).await.expect("planned");
    let first = letters::take(service).await.expect("the post").expect("a letter");
    assert!(letters::take(service).await.expect("the post").is_none(), "nobody else gets it");
    letters::done(service, first.id, Some("no such host".into())).await.expect("told");
    assert!(letters::take(service).await.expect("the post").is_none(), "not at once");
    stage.clock.advance(TimeDelta::minutes(6));
    let second = letters::take(service).await.expect("the post").expect("again");
    assert_eq!((second.id, second.failure.as_deref()), (first.id, Some("no such host")));
    letters::done(service, second.id, None).await.expect("sent");
    stage.clock.advance(TimeDelta::minutes(6));
    assert!(letters::take(service).await.expect("the post").is_none());
    let outbox = letters::outbox(service, &admin).await.expect("the outbox");
    assert_eq!((outbox.len(), outbox[0].sent_at.is_some(), outbox[0].failure.clone()), (1, true, None));
    assert!(matches!(refused(letters::outbox(service, &interviewer).await), Error::Forbidden(_)));
});

story!(reports_tell_what_was_counted_by_hand, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (iris, one) = stage.user("Iris", Role::Interviewer).await;
    let (milan, two) = stage.user("Milan", Role::Interviewer).await;
    let task = questions(stage, &recruiter, Blind::AfterOwn).await;
    let mut planned = Vec::new();
    for (n, name) in ["ada", "bob", "cor"].iter().enumerate() {
        let who = person(stage, &recruiter, name).await;
        let (from, until) = (format!("{:02}:00", 10 + n), format!("{:02}:00", 11 + n));
        let plan = plan(who, task.task_group, vec![iris.id, milan.id], "2026-03-02", &from, &until);
        planned.push(interviews::schedule(service, &recruiter, &plan).await.expect("planned").id);
    }
    // 09:00 in UTC is 10:00 in Amsterdam; all of them are over at 12:00.
    stage.clock.advance(TimeDelta::hours(3));
    let score = format!("score-{}", task.id);
    for (place, (first, second)) in [("4", "3"), ("4", "2"), ("1", "1")].iter().enumerate() {
        scorecards::hand_in(service, &one, planned[place], &typed(&[(&score, first)]), None).await.expect("handed in");
        stage.clock.advance(TimeDelta::minutes(10));
        scorecards::hand_in(service, &two, planned[place], &typed(&[(&score, second)]), None).await.expect("handed in");
    }
    let (from, until) = (at("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z"));
    let asked = Asked { from, until, group: None };
    let report = reports::interviews(service, &recruiter, &asked).await.expect("a report");
    assert_eq!((report.agreement.compared, report.agreement.agreed, report.agreement.apart), (3, 2, 1));
    assert_eq!(report.agreement.interviews.iter().map(|interview| interview.id).collect::<Vec<_>>(), [planned[1]]);
    assert_eq!(report.groups, [(task.task_group.expect("a group"), "Technical".to_owned())]);
    assert_eq!(report.questions.len(), 1);
    let question = &report.questions[0];
    assert_eq!((question.counts, question.mean.hundredths, question.mean.n, question.mean.spread), ([2, 1, 1, 2], Some(250), 6, 3));
    // Ends at 10:00, 11:00 and 12:00; handed in by Iris at 12:00, 12:10 and 12:20.
    let of_iris = report.feedback.iter().find(|feedback| feedback.interviewer == iris.id).expect("Iris");
    assert_eq!((of_iris.n, of_iris.median, of_iris.longest), (3, TimeDelta::minutes(70), TimeDelta::minutes(120)));
    let before = Asked { from: at("2026-02-01T00:00:00Z"), until: from, group: None };
    let other = questions(stage, &recruiter, Blind::Never).await.task_group;
    for nothing in [before, Asked { group: other, ..asked }] {
        let report = reports::interviews(service, &recruiter, &nothing).await.expect("a report");
        assert!(report.questions.is_empty() && report.feedback.is_empty() && report.agreement.compared == 0);
        let expected: Vec<_> = if nothing.group.is_some() { vec![task.task_group, other] } else { vec![] };
        let told: Vec<_> = report.groups.iter().map(|(group, _)| Some(*group)).collect();
        assert_eq!(told, expected, "what is chosen can be chosen, whether there is anything of it or not");
    }
    assert!(matches!(refused(reports::interviews(service, &one, &asked).await), Error::Forbidden(_)));
});

story!(an_agenda_is_in_the_order_of_its_hours, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (iris, _) = stage.user("Iris", Role::Interviewer).await;
    let group = questions(stage, &recruiter, Blind::Never).await.task_group;
    let ada = person(stage, &recruiter, "ada").await;
    for day in ["2026-03-06", "2026-03-04", "2026-03-05"] {
        interviews::schedule(service, &recruiter, &plan(ada, group, vec![iris.id], day, "10:00", "11:00")).await.expect("planned");
    }
    let days = |found: &[Interview]| found.iter().map(|interview| interview.starts_at.expect("a start").day()).collect::<Vec<_>>();
    let (found, more) =
        interviews::between(service, &recruiter, at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z")).await.expect("all");
    assert_eq!((days(&found).as_slice(), more), ([4, 5, 6].as_slice(), false));
    assert_eq!(days(&interviews::with(service, &recruiter, ada).await.expect("with Ada")), [6, 5, 4], "the latest first");
    assert_eq!(days(&interviews::calendar(service, iris.id, at("2026-03-05T00:00:00Z")).await.expect("a calendar")), [5, 6]);
    let names = candidates::names(service, &recruiter, BTreeSet::from([ada])).await.expect("names");
    assert_eq!(names.into_values().collect::<Vec<_>>(), ["ada L"]);
});
