//! Questions sent to a candidate, and answered without an account.

use crate::{
    interviews,
    support::{object, refused},
};
use chrono::TimeDelta;
use domain::{
    answers::{AnswerStatus, Source},
    assignments::AssignmentStatus,
    error::{Conflict, Error, FieldErrors, Flaw},
    policy::Rule,
    query::Query,
    resource::Described,
    task_groups::Blind,
    users::Role,
};
use serde_json::json;
use service::{
    answers, assignments, candidates,
    letters::{self, Topic},
    scorecards, tasks,
};

story!(a_candidate_answers_by_a_link_once, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let given = object(json!({ "firstname": "Ada", "lastname": "L", "email": "ada@example.test" }));
    let ada = candidates::create(service, &recruiter, &given).await.expect("a person").id;
    let why = interviews::questions(stage, &recruiter, Blind::AfterOwn).await;
    let group = why.task_group.unwrap_or_default();
    let given =
        object(json!({ "question": "Which?", "options": ["a", "b"], "type": "multi_choice", "recruitmentTaskGroup": group.to_string() }));
    let which = tasks::create(service, &recruiter, &given).await.expect("a question");

    let unseen = refused(assignments::send(service, &interviewer, ada, group, None, 7).await);
    assert!(matches!(unseen, Error::Forbidden(Rule::Role(_))), "{unseen:?}");
    let long = assignments::send(service, &recruiter, ada, group, None, 91).await;
    assert_eq!(refused(long), FieldErrors::one("days", Flaw::Range { min: 1, max: 90 }));
    let sent = assignments::send(service, &recruiter, ada, group, None, 7).await.expect("sent");
    let letter = letters::take(service).await.expect("the post").expect("a letter");
    assert!(matches!(letter.topic, Topic::Assignment(_)) && letter.to.email == "ada@example.test" && letter.to.user.is_none());
    let secret = assignments::link(service, sent.id).expect("a link");
    for wrong in ["", "x", &secret[1..], &assignments::link(service, domain::id::AssignmentId::default()).expect("a link")] {
        assert_eq!(refused(assignments::by_link(service, wrong).await.map(drop)), Error::NotFound, "{wrong}");
    }

    // Saved, left, and come back to; what is half done stays as it was typed.
    let [first, box_a, box_b] = [format!("answer-{}", why.id), format!("answer-{}-0", which.id), format!("answer-{}-1", which.id)];
    let typed = |pairs: &[(&String, &str)]| pairs.iter().map(|(name, value)| ((*name).clone(), (*value).to_owned())).collect();
    assignments::keep(service, &secret, &typed(&[(&first, "9")])).await.expect("kept");
    let sheet = assignments::by_link(service, &secret).await.expect("back");
    assert_eq!((sheet.typed.get(&first).map(String::as_str), sheet.tasks.len()), (Some("9"), 2));
    let wrong = assignments::hand_in(service, &secret, &typed(&[(&first, "9"), (&box_a, "c")]), None).await;
    let Error::Invalid(FieldErrors(flaws)) = refused(wrong) else { panic!("flaws") };
    assert_eq!(flaws.iter().map(|error| error.flaw.clone()).collect::<Vec<_>>(), [Flaw::Range { min: 1, max: 4 }, Flaw::Choice]);
    assert_eq!(refused(assignments::hand_in(service, &secret, &typed(&[]), None).await), FieldErrors::one(&first, Flaw::Blank));
    let done =
        assignments::hand_in(service, &secret, &typed(&[(&first, "3"), (&box_a, "a"), (&box_b, "b")]), None).await.expect("handed in");
    assert_eq!(done.status, AssignmentStatus::Submitted);
    let again = assignments::hand_in(service, &secret, &typed(&[(&first, "4")]), None).await;
    assert!(matches!(refused(again), Error::Conflict(Conflict::Transition { from, .. }) if from == "submitted"));

    let query = Query::read(&domain::answers::AnswerFields::RESOURCE, []).expect("a query");
    let found = answers::list(service, &recruiter, &query).await.expect("the answers").items;
    let told: Vec<_> = found.iter().map(|answer| (answer.answer.clone(), answer.source, answer.interviewer, answer.status)).collect();
    let submitted = Some(AnswerStatus::Submitted);
    let from = Some(Source::Candidate);
    assert_eq!(told, [(json!(3), from, None, submitted), (json!(["a", "b"]), from, None, submitted)]);
    let graded = answers::patch(service, &recruiter, found[0].id, &object(json!({ "score": 4 })), None).await.expect("graded");
    assert_eq!((graded.score, graded.status), (Some(4), Some(AnswerStatus::Amended)));
    let sheets = scorecards::about(service, &recruiter, ada).await.expect("on the file");
    assert_eq!((sheets[0].heard.len(), sheets[0].heard[0].source, sheets[0].heard[0].answers.len()), (1, Source::Candidate, 2));
    let twice = assignments::send(service, &recruiter, ada, group, None, 7).await;
    assert_eq!(refused(twice), FieldErrors::one("recruitmentTaskGroup", Flaw::Taken));
    assert!(matches!(refused(assignments::withdraw(service, &recruiter, done.id).await), Error::Conflict(Conflict::Transition { .. })));
});

story!(a_link_expires_and_can_be_taken_back, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let given = object(json!({ "firstname": "Ada", "lastname": "L", "email": "ada@example.test" }));
    let ada = candidates::create(service, &recruiter, &given).await.expect("a person").id;
    let task = interviews::questions(stage, &recruiter, Blind::AfterOwn).await;
    let group = task.task_group.unwrap_or_default();
    let one = assignments::send(service, &recruiter, ada, group, None, 1).await.expect("sent");
    let twice = assignments::send(service, &recruiter, ada, group, None, 9).await;
    assert_eq!(refused(twice), FieldErrors::one("recruitmentTaskGroup", Flaw::Taken), "they have these questions");
    stage.clock.advance(TimeDelta::days(1));
    let two = assignments::send(service, &recruiter, ada, group, None, 9).await.expect("sent once more");
    assert_eq!(assignments::of_candidate(service, &recruiter, ada).await.expect("both").len(), 2);
    assert_eq!(refused(assignments::of_candidate(service, &interviewer, ada).await), Error::NotFound);
    let typed = [(format!("answer-{}", task.id), "3".to_owned())].into();
    let late = assignments::hand_in(service, &assignments::link(service, one.id).expect("a link"), &typed, None).await;
    assert!(matches!(refused(late), Error::Conflict(Conflict::Transition { from, .. }) if from == "expired"));
    assignments::withdraw(service, &recruiter, two.id).await.expect("taken back");
    let gone = assignments::hand_in(service, &assignments::link(service, two.id).expect("a link"), &typed, None).await;
    assert_eq!(refused(gone), Error::NotFound);
    assert!(letters::take(service).await.expect("the post").is_none(), "what no longer works is not sent");
    let role = assignments::withdraw(service, &interviewer, two.id).await;
    assert!(matches!(refused(role), Error::NotFound | Error::Forbidden(Rule::Role(_))));
});
