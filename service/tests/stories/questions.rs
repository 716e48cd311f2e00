//! Questions, and what was answered.

use crate::support::{Stage, object, refused};
use chrono::TimeDelta;
use domain::{
    answers::{AnswerStatus, Source},
    change::{Entity, Kind},
    error::{Conflict, Error, FieldErrors, Flaw},
    id::TaskId,
    policy::{Actor, Scopes},
    task_groups::{Blind, GroupStatus},
    tasks::{RecruitmentTask, TaskType},
    users::Role,
};
use serde_json::{Value, json};
use service::{answers, candidates, task_groups, tasks};

async fn person(stage: &Stage, by: &Actor) -> String {
    let given = object(json!({ "firstname": "Ada", "lastname": "L", "email": "ada@example.test" }));
    candidates::create(&stage.service, by, &given).await.expect("a person").id.to_string()
}

async fn question(stage: &Stage, by: &Actor, group: impl std::fmt::Display, more: Value) -> RecruitmentTask {
    let mut given = object(json!({ "question": "Why?", "recruitmentTaskGroup": group.to_string() }));
    given.extend(object(more));
    tasks::create(&stage.service, by, &given).await.expect("a question")
}

story!(a_question_bank_is_written_published_and_revised, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    let given = object(json!({ "name": " Screening ", "kind": "screening" }));
    assert!(matches!(refused(task_groups::create(service, &manager, &given).await), Error::Forbidden(_)));
    let published = object(json!({ "name": "x", "status": "published" }));
    assert_eq!(refused(task_groups::create(service, &recruiter, &published).await), FieldErrors::one("tasks", Flaw::TooFew { min: 1 }));
    let group = task_groups::create(service, &recruiter, &given).await.expect("made");
    assert_eq!((group.name.as_str(), group.revision, group.status), ("Screening", 1, GroupStatus::Draft));
    let publish = object(json!({ "status": "published" }));
    let early = task_groups::patch(service, &recruiter, group.id, &publish, None).await;
    assert_eq!(refused(early), FieldErrors::one("tasks", Flaw::TooFew { min: 1 }), "there is nothing to ask");

    let first = question(stage, &recruiter, group.id, json!({})).await;
    let second = question(stage, &recruiter, group.id, json!({ "options": ["yes", "no"], "position": 0 })).await;
    assert_eq!((first.answers(), second.answers()), (TaskType::LongText, TaskType::SingleChoice));
    let read = task_groups::get(service, &manager, group.id).await.expect("everybody reads them");
    assert_eq!(read.tasks, [first.id, second.id]);
    assert_eq!((read.version, read.revision), (3, 1), "a draft has no revisions");
    let published = task_groups::patch(service, &recruiter, group.id, &publish, Some(3)).await.expect("published");
    assert_eq!((published.status, published.revision), (GroupStatus::Published, 1));

    let behind = object(json!({ "position": 9, "weight": 3 }));
    tasks::patch(service, &recruiter, first.id, &behind, None).await.expect("moved");
    let read = task_groups::get(service, &recruiter, group.id).await.expect("read");
    assert_eq!((read.tasks.clone(), read.revision), (vec![second.id, first.id], 2), "another order, another revision");
    let renamed = task_groups::patch(service, &recruiter, group.id, &object(json!({ "name": "First talk" })), None).await.expect("renamed");
    assert_eq!(renamed.revision, 3);
    let placed = task_groups::patch(service, &recruiter, group.id, &object(json!({ "position": 4 })), None).await.expect("placed");
    assert_eq!(placed.revision, 3, "a place among others is no revision");
    tasks::patch(service, &recruiter, first.id, &object(json!({ "archived": true })), None).await.expect("archived");
    let read = task_groups::get(service, &recruiter, group.id).await.expect("read");
    assert_eq!((read.tasks.clone(), read.revision), (vec![second.id], 4));

    let back = task_groups::patch(service, &recruiter, group.id, &object(json!({ "status": "draft" })), None).await;
    let nowhere = Conflict::Transition { from: "published".into(), allowed: vec!["archived".into()] };
    assert_eq!(refused(back), Error::Conflict(nowhere));
    task_groups::patch(service, &recruiter, group.id, &object(json!({ "status": "archived" })), None).await.expect("archived");
    let late = tasks::patch(service, &recruiter, second.id, &object(json!({ "question": "What?" })), None).await;
    assert_eq!(refused(late), Error::Conflict(Conflict::Archived));
    let log = task_groups::history(service, &recruiter, group.id).await.expect("a history");
    let moves: Vec<_> = log.iter().filter(|change| change.kind == Kind::Moved).map(|change| change.facts.to.clone()).collect();
    assert_eq!(moves, [Some("archived".to_owned()), Some("published".to_owned())]);
    assert!(log.iter().filter(|change| change.facts.fields.contains(&"tasks".to_owned())).count() >= 4);
});

story!(answers_are_what_the_question_asks_for, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let ada = person(stage, &recruiter).await;
    let group = task_groups::create(service, &recruiter, &object(json!({ "name": "All" }))).await.expect("made").id;
    let wrong = |expected: &str| Flaw::Type { expected: expected.to_owned() };
    for (kind, options, good, bad, flaw) in [
        ("text", json!(null), json!(" Yes. "), json!(7), wrong("string")),
        ("long_text", json!(null), json!("a\nb"), json!([]), wrong("string")),
        ("single_choice", json!(["a", "b"]), json!("a"), json!("c"), Flaw::Choice),
        ("multi_choice", json!(["a", "b"]), json!(["b", "a"]), json!(["a", "a"]), Flaw::Twice),
        ("number", json!(null), json!(1.5), json!("1.5"), wrong("number")),
        ("boolean", json!(null), json!(true), json!("true"), wrong("boolean")),
        ("date", json!(null), json!("2026-03-02"), json!("2026-02-30"), Flaw::Date),
        ("url", json!(null), json!("https://example.test/x"), json!("javascript:alert(1)"), Flaw::Url),
        ("code", json!(null), json!("fn main() {}"), json!({}), wrong("string")),
        ("score", json!(null), json!(4), json!(5), Flaw::Range { min: 1, max: 4 }),
    ] {
        let task = question(stage, &recruiter, group, json!({ "type": kind, "options": options })).await;
        let given = |answer: &Value| object(json!({ "recruitmentTask": task.id.0, "candidate": ada, "answer": answer }));
        assert_eq!(refused(answers::create(service, &recruiter, &given(&bad)).await), FieldErrors::one("answer", flaw), "{kind}");
        let made = answers::create(service, &recruiter, &given(&good)).await.expect("an answer");
        let expected = if kind == "text" { json!("Yes.") } else { good };
        assert_eq!(answers::get(service, &recruiter, made.id).await.expect("read").answer, expected, "{kind}");
        let second = answers::create(service, &recruiter, &given(&expected)).await;
        assert_eq!(refused(second), FieldErrors::one("recruitmentTask", Flaw::Taken), "{kind}");
        let cleared = answers::patch(service, &recruiter, made.id, &object(json!({ "answer": null })), None).await.expect("cleared");
        assert!(cleared.answer.is_null());
    }
    for (more, flaw) in [
        (json!({ "type": "single_choice" }), ("options", Flaw::Blank)),
        (json!({ "type": "number", "options": ["1"] }), ("options", Flaw::Type { expected: "null".into() })),
        (json!({ "options": ["a", "a"] }), ("options", Flaw::Twice)),
        (json!({ "options": ["a", " "] }), ("options", Flaw::Blank)),
    ] {
        let mut given = object(json!({ "question": "?", "recruitmentTaskGroup": group.to_string() }));
        given.extend(object(more));
        assert_eq!(refused(tasks::create(service, &recruiter, &given).await), FieldErrors::one(flaw.0, flaw.1));
    }
});

story!(a_scorecard_is_handed_in_whole_and_amended_with_a_reason, |stage| {
    let service = &stage.service;
    let (user, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, other) = stage.user("Amira", Role::Admin).await;
    let ada = person(stage, &recruiter).await;
    let group = task_groups::create(service, &recruiter, &object(json!({ "name": "Technical" }))).await.expect("made").id;
    let one = question(stage, &recruiter, group, json!({ "required": true, "type": "score" })).await;
    let two = question(stage, &recruiter, group, json!({ "required": true })).await;
    let answer = async |by: &Actor, task: TaskId, more: Value| {
        let mut given = object(json!({ "recruitmentTask": format!("/recruitment-tasks/{task}"), "candidate": ada }));
        given.extend(object(more));
        answers::create(service, by, &given).await
    };
    let first = answer(&recruiter, one.id, json!({ "score": 3 })).await.expect("a draft");
    assert_eq!((first.status, first.source, first.interviewer), (Some(AnswerStatus::Draft), Some(Source::Interviewer), Some(user.id)));
    assert_eq!(first.snapshot.as_ref().map(|asked| asked.question.as_str()), Some("Why?"));
    let submit = object(json!({ "status": "submitted" }));
    let early = answers::patch(service, &recruiter, first.id, &submit, None).await;
    assert_eq!(refused(early), FieldErrors::one("status", Flaw::Unanswered { tasks: vec![two.id.0] }));
    let last = answer(&recruiter, two.id, json!({ "answer": "Because.", "status": "submitted" })).await.expect("handed in");
    assert_eq!(last.status, Some(AnswerStatus::Submitted));
    let first = answers::get(service, &recruiter, first.id).await.expect("read");
    assert_eq!((first.status, first.submitted_at), (Some(AnswerStatus::Submitted), last.submitted_at), "all of them together");

    let theirs = answers::patch(service, &other, first.id, &object(json!({ "score": 1 })), None).await;
    assert!(matches!(refused(theirs), Error::Forbidden(domain::policy::Rule::Author)));
    let draft = answers::patch(service, &recruiter, first.id, &object(json!({ "status": "draft" })), None).await;
    assert!(matches!(refused(draft), Error::Conflict(Conflict::Transition { .. })));
    let same =
        answers::patch(service, &recruiter, first.id, &object(json!({ "status": "submitted", "score": 3 })), None).await.expect("kept");
    assert_eq!(same.version, first.version, "a document sent back changes nothing");
    let amended = answers::patch(service, &recruiter, first.id, &object(json!({ "score": 4 })), None).await.expect("amended");
    assert_eq!(amended.status, Some(AnswerStatus::Amended));
    stage.clock.advance(TimeDelta::hours(25));
    let late = answers::patch(service, &recruiter, first.id, &object(json!({ "score": 2 })), None).await;
    assert_eq!(refused(late), FieldErrors::one("reason", Flaw::Blank));
    let why = object(json!({ "score": 2, "reason": "Confused two people." }));
    answers::patch(service, &recruiter, first.id, &why, None).await.expect("amended");
    let log = answers::history(service, &recruiter, first.id).await.expect("a history");
    let scores: Vec<_> = log.iter().filter_map(|change| change.values.as_ref()?.before.get("score").cloned()).collect();
    assert_eq!(scores, [json!(4), json!(3), Value::Null], "every earlier value is kept, from the first on");
    let gone = answers::patch(service, &recruiter, first.id, &object(json!({ "status": "withdrawn" })), None).await.expect("withdrawn");
    assert_eq!(gone.status, Some(AnswerStatus::Withdrawn));
    let closed = answers::patch(service, &recruiter, first.id, &object(json!({ "score": 1 })), None).await;
    assert_eq!(refused(closed), Error::Conflict(Conflict::Transition { from: "withdrawn".into(), allowed: vec![] }));
    answer(&recruiter, one.id, json!({})).await.expect("a new one is not in the way of a withdrawn one");

    let token =
        Actor::Token { person: *other.person().expect("a person"), scopes: Scopes(["recruitment-task-answers:write".into()].into()) };
    let pushed = answer(&token, one.id, json!({ "score": 2 })).await.expect("pushed");
    assert_eq!((pushed.source, pushed.status, pushed.interviewer), (Some(Source::Api), Some(AnswerStatus::Submitted), None));
    answers::patch(service, &recruiter, pushed.id, &object(json!({ "score": 3 })), None).await.expect("nobody's: recruiters look after it");
});

story!(many_questions_are_one_revision_with_a_difference_to_see, |stage| {
    let service = &stage.service;
    let (user, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let ada = person(stage, &recruiter).await;
    let group = task_groups::create(service, &recruiter, &object(json!({ "name": "Technical" }))).await.expect("made").id;
    let asked = |text: &str| object(json!({ "question": text }));
    let many = [asked("One?"), asked("Two?"), object(json!({ "question": "Three?", "options": ["a", "b"], "required": true }))];
    assert!(matches!(refused(tasks::create_many(service, &interviewer, group, &many, None).await), Error::Forbidden(_)));
    let broken = [asked("Fine?"), asked(" ")];
    let none = tasks::create_many(service, &recruiter, group, &broken, None).await;
    assert_eq!(refused(none), FieldErrors::one("question", Flaw::Blank));
    assert_eq!(task_groups::get(service, &recruiter, group).await.expect("read").tasks, [], "all of them or none");
    let made = tasks::create_many(service, &recruiter, group, &many, Some(1)).await.expect("three");
    let [one, two, three] = [made[0].id, made[1].id, made[2].id];
    let read = async || task_groups::get(service, &recruiter, group).await.expect("read");
    assert_eq!((read().await.tasks.clone(), read().await.version), (vec![one, two, three], 2));
    let stale = tasks::create_many(service, &recruiter, group, &many, Some(1)).await;
    assert_eq!(refused(stale), Error::Conflict(Conflict::Stale { seen: 1, current: 2 }));
    task_groups::patch(service, &recruiter, group, &object(json!({ "status": "published" })), None).await.expect("published");
    assert!(task_groups::revisions(service, &interviewer, group).await.expect("none").is_empty());

    let version = tasks::reorder(service, &recruiter, group, &[three, one], Some(3)).await.expect("another order");
    assert_eq!((read().await.tasks.clone(), read().await.version, read().await.revision), (vec![three, one, two], version, 2));
    assert_eq!(tasks::reorder(service, &recruiter, group, &[three, one, two], None).await.expect("the same"), version);
    let foreign = tasks::reorder(service, &recruiter, group, &[TaskId(99)], None).await;
    assert_eq!(refused(foreign), FieldErrors::one("order", Flaw::Choice));
    let stale = tasks::reorder(service, &recruiter, group, &[one], Some(3)).await;
    assert_eq!(refused(stale), Error::Conflict(Conflict::Stale { seen: 3, current: version }));
    tasks::patch(service, &recruiter, two, &object(json!({ "question": "Two, really?" })), None).await.expect("reworded");
    tasks::patch(service, &recruiter, one, &object(json!({ "archived": true })), None).await.expect("archived");
    let order: Vec<_> = tasks::of_group(service, &interviewer, group).await.expect("all").iter().map(|task| task.id).collect();
    assert_eq!(order, [three, two, one], "what is asked no more comes last");

    let revisions = task_groups::revisions(service, &interviewer, group).await.expect("revisions");
    assert_eq!(revisions.iter().map(|revision| revision.number).collect::<Vec<_>>(), [4, 3, 2]);
    assert!(revisions.iter().all(|revision| revision.by == Some(user.id)));
    let reworded = revisions[1].changes.iter().find(|change| change.entity == Entity::Task).expect("the question");
    let values = reworded.values.clone().expect("what it was and what it is");
    assert_eq!((&values.before["question"], &values.after["question"]), (&json!("Two?"), &json!("Two, really?")));
    assert_eq!(revisions[2].changes.iter().filter(|change| change.entity == Entity::Task).count(), 3, "three places changed");

    assert_eq!(read().await.usage_count, 0);
    for task in [two, three] {
        let given = object(json!({ "recruitmentTask": task.0, "candidate": ada, "score": 3 }));
        answers::create(service, &recruiter, &given).await.expect("an answer");
    }
    assert_eq!(read().await.usage_count, 1, "of people, not of answers");

    let copy = task_groups::duplicate(service, &recruiter, group, "Technical (copy)").await.expect("a copy");
    assert_eq!((copy.status, copy.revision, copy.tasks.len(), copy.usage_count), (GroupStatus::Draft, 1, 2, 0));
    let copied = tasks::of_group(service, &recruiter, copy.id).await.expect("its questions");
    assert_eq!(copied.iter().map(|task| task.question.as_str()).collect::<Vec<_>>(), ["Three?", "Two, really?"]);
    assert!(copied[0].required && copied[0].options.is_some());
    assert!(matches!(refused(task_groups::duplicate(service, &interviewer, group, "x").await), Error::Forbidden(_)));
    assert_eq!(refused(task_groups::duplicate(service, &recruiter, group, " ").await), FieldErrors::one("name", Flaw::Blank));
});

story!(whatever_is_published_can_be_asked_however_much_it_is, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let task = super::interviews::questions(stage, &recruiter, Blind::AfterOwn).await;
    let first = task.task_group.unwrap_or_default();
    let mut expected = vec![first];
    for number in 0..101 {
        let name = format!("Copy {number}");
        let copy = task_groups::create(service, &recruiter, &object(json!({ "name": name }))).await.expect("a group").id;
        let given = object(json!({ "question": "Why?", "recruitmentTaskGroup": copy.to_string(), "type": "score" }));
        tasks::create(service, &recruiter, &given).await.expect("a question");
        if number != 50 {
            task_groups::patch(service, &recruiter, copy, &object(json!({ "status": "published" })), None).await.expect("published");
            expected.push(copy);
        }
    }
    let mut found: Vec<_> = task_groups::published(service, &recruiter).await.expect("the groups").iter().map(|group| group.id).collect();
    found.sort_unstable();
    assert_eq!(found, expected, "all 101, each once, without the draft");
});
