//! Whoever follows the changes ends with what the lists give, whatever happens meanwhile, and learns of nothing else.

mod follower;
mod writer;

use crate::{
    imports::{lines, person, sent, work},
    interviews::{plan, questions},
    support::{Stage, object, refused},
};
use domain::{
    error::{Error, Malformed},
    id::{CandidateId, Identifier, InterviewId, UserId},
    imports::OnDuplicate,
    interviews::Rsvp,
    policy::{Action, Actor, Rule, Scopes},
    task_groups::Blind,
    tasks::RecruitmentTask,
    users::Role,
};
pub use follower::Follower;
use follower::{listed, same};
use serde_json::json;
use service::{
    Service, answers, approval_flows, candidates, check,
    feed::{self, Since},
    imports::{self, Beginning},
    interviews::{self, Plan},
    merges, notes, scorecards, task_groups, users,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{
    collections::BTreeSet,
    hash::{BuildHasher, Hasher, RandomState},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::timeout;
use uuid::Uuid;
use writer::{KINDS, Things, Writer};

story!(whoever_follows_ends_with_what_the_lists_give, |stage| {
    let service = &stage.service;
    let mut users = Vec::new();
    for (name, role) in [("Amira", Role::Admin), ("Ruben", Role::Recruiter), ("Rosa", Role::Recruiter)] {
        let (user, actor) = stage.user(name, role).await;
        users.push((user.id, actor));
    }
    let mut asked = Vec::new();
    for blind in Blind::ALL {
        let task = questions(stage, &Actor::System, *blind).await;
        asked.push((task.task_group.expect("a group"), task.id));
    }
    let approvers: Vec<UserId> = users.iter().map(|(id, _)| *id).collect();
    let steps = json!([{ "name": "Both", "approvers": approvers, "approvalsRequired": 2 }]);
    let given = object(json!({ "name": "Dear ones", "amountFrom": 9_000, "steps": steps }));
    approval_flows::create(service, &Actor::System, &given).await.expect("a flow");
    let some = Scopes(["candidate-notes:read", "resource-request-candidates:write"].map(str::to_owned).into());
    let narrowed = Actor::Token { person: *users[2].1.person().expect("a person"), scopes: some };
    let readers: Vec<Actor> = users.iter().map(|(_, actor)| actor.clone()).chain([narrowed, Actor::System]).collect();

    let (things, done) = (Arc::new(Mutex::new(Things::default())), Arc::new([const { AtomicUsize::new(0) }; KINDS]));
    let seed = RandomState::new().build_hasher().finish() | 1;
    println!("seed {seed}");
    let writers: Vec<_> = (0..3)
        .map(|n| {
            let (service, things, done) = (service.clone(), Arc::clone(&things), Arc::clone(&done));
            let writer = Writer { service, things, users: users.clone(), tasks: asked.clone(), random: seed.rotate_left(n * 7), done };
            tokio::spawn(writer.write())
        })
        .collect();
    let mut followers: Vec<Follower> = readers.iter().map(Follower::new).collect();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        for follower in &mut followers {
            follower.step(service).await;
        }
    }
    for writer in writers {
        writer.await.expect("no panic");
    }
    let done: Vec<usize> = done.iter().map(|count| count.load(Ordering::Relaxed)).collect();
    assert!(done.iter().all(|count| *count > 0), "something of everything happened: {done:?}");
    for follower in &mut followers {
        follower.catch_up(service).await;
        let listed = listed(service, &follower.actor).await;
        let few = if matches!(follower.actor, Actor::Token { .. }) { 1 } else { 10 };
        assert!(listed.len() > few, "there is something to be told");
        same(&follower.copy, &listed, &follower.actor);
        let mut late = Follower::new(&follower.actor);
        late.catch_up(service).await;
        same(&late.copy, &listed, &follower.actor);
    }
    assert_eq!(check::check(service).await.expect("checked").miscounted, 0);
});

/// What the next piece tells: of which kinds of record, and whether they are gone.
async fn told(follower: &mut Follower, service: &Service) -> Vec<(&'static str, bool)> {
    // On PostgreSQL a change gets its place a moment later.
    if !service.db.is_sqlite() {
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let feed = follower.step(service).await;
    feed.items.iter().map(|item| (item.entity.word(), item.now.is_none())).collect()
}

story!(nobody_learns_of_what_they_never_read, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (rosa, other) = stage.user("Rosa", Role::Recruiter).await;
    let mut follower = Follower::new(&recruiter);
    follower.catch_up(service).await;
    assert_eq!(follower.copy.len(), 3, "the users");

    // Somebody else's confidential file, with what is in it.
    let given = json!({ "firstname": "A", "lastname": "B", "email": "a@example.test", "visibility": "confidential", "recruiter": rosa.id });
    let file = candidates::create(service, &other, &object(given)).await.expect("a file").id;
    let note = |visibility: &str| object(json!({ "candidate": file, "content": "Called.", "visibility": visibility }));
    let first = notes::create(service, &other, &note("public")).await.expect("a note").id;
    notes::patch(service, &other, first, &object(json!({ "content": "Wrote." })), None).await.expect("changed");
    let second = notes::create(service, &other, &note("public")).await.expect("a note").id;
    notes::delete(service, &other, second, None).await.expect("deleted");
    assert_eq!(told(&mut follower, service).await, []);

    let set = async |given: serde_json::Value| candidates::patch(service, &admin, file, &object(given), None).await.expect("changed");
    set(json!({ "visibility": "normal" })).await;
    assert_eq!(told(&mut follower, service).await, [("candidate", false), ("note", false)], "it is there, and what was deleted never was");
    notes::create(service, &admin, &note("admin_only")).await.expect("a note");
    assert_eq!(told(&mut follower, service).await, [], "not for recruiters");
    set(json!({ "visibility": "confidential" })).await;
    assert_eq!(told(&mut follower, service).await, [("candidate", true), ("note", true)]);
    notes::patch(service, &other, first, &object(json!({ "content": "Spoke." })), None).await.expect("changed");
    notes::delete(service, &other, first, None).await.expect("deleted");
    set(json!({ "location": "Utrecht" })).await;
    assert_eq!(told(&mut follower, service).await, [], "what happens there since is not told");
    set(json!({ "recruiter": ruben.id })).await;
    assert_eq!(told(&mut follower, service).await, [("candidate", false)], "it is one's own now");
    set(json!({ "recruiter": rosa.id })).await;
    assert_eq!(told(&mut follower, service).await, [("candidate", true)]);

    // What one may read no more, and what is deleted, in a file that everybody finds.
    set(json!({ "visibility": "normal" })).await;
    let third = notes::create(service, &other, &note("public")).await.expect("a note").id;
    assert_eq!(told(&mut follower, service).await, [("candidate", false), ("note", false)]);
    let set_note = async |by: &Actor, visibility: &str| {
        notes::patch(service, by, third, &object(json!({ "visibility": visibility })), None).await.expect("changed")
    };
    set_note(&other, "admin_only").await;
    assert_eq!(told(&mut follower, service).await, [("note", true)]);
    notes::delete(service, &other, third, None).await.expect("deleted");
    assert_eq!(told(&mut follower, service).await, [], "it was gone");

    // A change that lies behind, where the file was hidden later.
    let fourth = notes::create(service, &other, &note("public")).await.expect("a note").id;
    assert_eq!(told(&mut follower, service).await, [("note", false)]);
    notes::delete(service, &other, fourth, None).await.expect("deleted");
    set(json!({ "visibility": "confidential" })).await;
    let gone = told(&mut follower, service).await;
    assert!(gone.contains(&("note", true)) && gone.contains(&("candidate", true)), "{gone:?}");
    follower.catch_up(service).await;
    same(&follower.copy, &listed(service, &recruiter).await, &recruiter);
});

story!(who_is_blind_is_not_told_of_answers_they_never_read, |stage| {
    let service = &stage.service;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (rosa, other) = stage.user("Rosa", Role::Recruiter).await;
    let task = questions(stage, &Actor::System, Blind::AfterOwn).await;
    let given = json!({ "firstname": "A", "lastname": "B", "email": "a@example.test" });
    let file = candidates::create(service, &other, &object(given)).await.expect("a file").id;
    let answer = async |source: &str| {
        let given = json!({ "recruitmentTask": task.id.0, "candidate": file, "source": source, "score": 2, "status": "submitted" });
        answers::create(service, &other, &object(given)).await.expect("an answer").id.logged()
    };
    let early = answer("api").await;
    let mut follower = Follower::new(&recruiter);
    follower.catch_up(service).await;
    assert!(follower.copy.contains_key(&("answer", early)));

    // Ruben is to hear the person: until then he reads nobody else's answers, and does not learn that there are more.
    let sits = |day: &str| plan(file, task.task_group, vec![ruben.id, rosa.id], day, "10:00", "10:30");
    let planned = interviews::schedule(service, &other, &sits("2027-01-11")).await.expect("planned").id;
    assert!(told(&mut follower, service).await.contains(&("answer", true)));
    let late = answer("interviewer").await;
    interviews::reschedule(service, &other, planned, &sits("2027-01-12"), None).await.expect("moved");
    interviews::reply(service, &other, planned, Rsvp::Accepted).await.expect("she comes");
    candidates::patch(service, &Actor::System, file, &object(json!({ "recruiter": rosa.id })), None).await.expect("changed");
    let told_then = told(&mut follower, service).await;
    assert!(!told_then.contains(&("answer", true)), "{told_then:?}");
    let typed = [(format!("score-{}", task.id), "3".to_owned())].into();
    scorecards::hand_in(service, &recruiter, planned, &typed, None).await.expect("handed in");
    follower.catch_up(service).await;
    assert!(follower.copy.contains_key(&("answer", early)) && follower.copy.contains_key(&("answer", late)));
    same(&follower.copy, &listed(service, &recruiter).await, &recruiter);

    // Whoever has handed in goes on finding the file, and what is taken away in it, though they no longer sit in the interview.
    candidates::patch(service, &Actor::System, file, &object(json!({ "visibility": "confidential" })), None).await.expect("hidden");
    let without = plan(file, task.task_group, vec![rosa.id], "2027-01-12", "10:00", "10:30");
    interviews::reschedule(service, &other, planned, &without, None).await.expect("without him");
    let note = object(json!({ "candidate": file, "content": "Called." }));
    let note = notes::create(service, &other, &note).await.expect("a note").id;
    follower.catch_up(service).await;
    same(&follower.copy, &listed(service, &recruiter).await, &recruiter);
    assert!(follower.copy.contains_key(&("note", note.0)));
    notes::delete(service, &other, note, None).await.expect("deleted");
    assert_eq!(told(&mut follower, service).await, [("note", true)]);
});

story!(who_was_taken_out_since_is_told_what_a_question_bank_hid_before, |stage| {
    let service = &stage.service;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (rosa, other) = stage.user("Rosa", Role::Recruiter).await;
    let task = questions(stage, &Actor::System, Blind::Never).await;
    let given = json!({ "firstname": "A", "lastname": "B", "email": "a@example.test", "visibility": "confidential", "recruiter": rosa.id });
    let file = candidates::create(service, &other, &object(given)).await.expect("a file").id;
    let given = json!({ "recruitmentTask": task.id.0, "candidate": file, "source": "api", "score": 2 });
    let answer = answers::create(service, &other, &object(given)).await.expect("an answer").id.logged();
    let with = |who: Vec<UserId>| plan(file, task.task_group, who, "2027-01-11", "10:00", "10:30");
    let planned = interviews::schedule(service, &other, &with(vec![ruben.id, rosa.id])).await.expect("planned").id;
    let mut follower = Follower::new(&recruiter);
    follower.catch_up(service).await;
    assert!(follower.copy.contains_key(&("answer", answer)), "he sits there, and the questions hide nothing");
    let group = task.task_group.expect("a group");
    task_groups::patch(service, &other, group, &object(json!({ "blind": "always" })), None).await.expect("hidden");
    interviews::reschedule(service, &other, planned, &with(vec![rosa.id]), None).await.expect("without him");
    let gone = told(&mut follower, service).await;
    assert!(gone.contains(&("answer", true)) && gone.contains(&("candidate", true)), "{gone:?}");
    same(&follower.copy, &listed(service, &recruiter).await, &recruiter);
});

/// Files of somebody else, that they make one, and interviews in which the reader sits.
pub struct Cast {
    ruben: UserId,
    pub recruiter: Actor,
    rosa: UserId,
    other: Actor,
    task: RecruitmentTask,
}

impl Cast {
    pub async fn set(stage: &Stage, blind: Blind) -> Self {
        let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
        let (rosa, other) = stage.user("Rosa", Role::Recruiter).await;
        let task = questions(stage, &Actor::System, blind).await;
        Self { ruben: ruben.id, recruiter, rosa: rosa.id, other, task }
    }

    pub async fn file(&self, stage: &Stage, name: &str, visibility: &str) -> CandidateId {
        let email = format!("{name}@example.test");
        let given = json!({ "firstname": name, "lastname": "B", "email": email, "visibility": visibility, "recruiter": self.rosa });
        candidates::create(&stage.service, &self.other, &object(given)).await.expect("a file").id
    }

    pub async fn answer(&self, stage: &Stage, file: CandidateId) -> Uuid {
        let given = json!({ "recruitmentTask": self.task.id.0, "candidate": file, "source": "api", "score": 2, "status": "submitted" });
        answers::create(&stage.service, &self.other, &object(given)).await.expect("an answer").id.logged()
    }

    fn plan(&self, file: CandidateId, who: UserId) -> Plan {
        plan(file, self.task.task_group, vec![who], "2027-01-11", "10:00", "10:30")
    }

    pub async fn schedule(&self, stage: &Stage, file: CandidateId) -> InterviewId {
        interviews::schedule(&stage.service, &self.other, &self.plan(file, self.ruben)).await.expect("planned").id
    }

    pub async fn without(&self, stage: &Stage, interview: InterviewId, file: CandidateId) {
        let plan = self.plan(file, self.rosa);
        interviews::reschedule(&stage.service, &self.other, interview, &plan, None).await.expect("without him");
    }

    pub async fn merge(&self, stage: &Stage, stays: CandidateId, ends: CandidateId) {
        merges::merge(&stage.service, &self.other, (stays, None), (ends, None), &BTreeSet::new()).await.expect("one");
    }

    pub async fn hide(&self, stage: &Stage) {
        let (group, given) = (self.task.task_group.expect("a group"), object(json!({ "blind": "always" })));
        task_groups::patch(&stage.service, &self.other, group, &given, None).await.expect("hidden");
    }
}

story!(who_was_taken_out_since_is_told_of_the_file_that_ended_and_of_the_one_that_was_taken_apart, |stage| {
    let (service, they) = (&stage.service, Cast::set(stage, Blind::Never).await);
    let (stays, ends) = (they.file(stage, "a", "confidential").await, they.file(stage, "b", "confidential").await);
    let planned = they.schedule(stage, ends).await;
    let mut follower = Follower::new(&they.recruiter);
    follower.catch_up(service).await;
    assert!(follower.copy.contains_key(&("candidate", ends.0)), "he sits there");

    they.merge(stage, stays, ends).await;
    they.without(stage, planned, stays).await;
    // The one that stayed, too: between the two he found it.
    assert_eq!(told(&mut follower, service).await, [("candidate", true); 2]);
    same(&follower.copy, &listed(service, &they.recruiter).await, &they.recruiter);

    let again = they.plan(stays, they.ruben);
    interviews::reschedule(service, &they.other, planned, &again, None).await.expect("with him");
    follower.catch_up(service).await;
    assert!(follower.copy.contains_key(&("candidate", stays.0)), "he sits there");
    merges::unmerge(service, &they.other, ends).await.expect("two");
    they.without(stage, planned, ends).await;
    assert_eq!(told(&mut follower, service).await, [("candidate", true); 2]);
    same(&follower.copy, &listed(service, &they.recruiter).await, &they.recruiter);
});

story!(answers_that_a_question_bank_hid_before_a_merge_are_told_as_gone, |stage| {
    let (service, they) = (&stage.service, Cast::set(stage, Blind::Never).await);
    let (stays, ends) = (they.file(stage, "a", "confidential").await, they.file(stage, "b", "confidential").await);
    they.schedule(stage, ends).await;
    let answer = they.answer(stage, ends).await;
    let mut follower = Follower::new(&they.recruiter);
    follower.catch_up(service).await;
    assert!(follower.copy.contains_key(&("answer", answer)), "the questions hide nothing");
    they.hide(stage).await;
    they.merge(stage, stays, ends).await;
    assert!(told(&mut follower, service).await.contains(&("answer", true)));
    same(&follower.copy, &listed(service, &they.recruiter).await, &they.recruiter);
});

story!(answers_that_a_question_bank_hid_before_two_files_came_apart_are_told_as_gone, |stage| {
    let (service, they) = (&stage.service, Cast::set(stage, Blind::Never).await);
    let (stays, ends) = (they.file(stage, "a", "confidential").await, they.file(stage, "b", "confidential").await);
    they.schedule(stage, ends).await;
    let answer = they.answer(stage, stays).await;
    they.merge(stage, stays, ends).await;
    let mut follower = Follower::new(&they.recruiter);
    follower.catch_up(service).await;
    assert!(follower.copy.contains_key(&("answer", answer)), "he sits there now");
    they.hide(stage).await;
    merges::unmerge(service, &they.other, ends).await.expect("two");
    assert!(told(&mut follower, service).await.contains(&("answer", true)));
    same(&follower.copy, &listed(service, &they.recruiter).await, &they.recruiter);
});

story!(nobody_learns_of_an_answer_by_what_stood_halfway_through_a_merge, |stage| {
    let (service, they) = (&stage.service, Cast::set(stage, Blind::Always).await);
    let (stays, ends) = (they.file(stage, "a", "normal").await, they.file(stage, "b", "normal").await);
    they.schedule(stage, ends).await;
    they.answer(stage, ends).await;
    let mut follower = Follower::new(&they.recruiter);
    follower.catch_up(service).await;
    assert!(!follower.copy.keys().any(|(kind, _)| *kind == "answer"), "he has not said what he heard");
    they.merge(stage, stays, ends).await;
    let gone = told(&mut follower, service).await;
    assert!(gone.contains(&("candidate", true)) && !gone.contains(&("answer", true)), "{gone:?}");
    merges::unmerge(service, &they.other, ends).await.expect("two");
    let gone = told(&mut follower, service).await;
    assert!(gone.contains(&("candidate", false)) && !gone.contains(&("answer", true)), "{gone:?}");
    same(&follower.copy, &listed(service, &they.recruiter).await, &they.recruiter);
});

story!(what_was_seen_halfway_through_an_import_and_hidden_by_its_rest_is_told_as_gone, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (rosa, other) = stage.user("Rosa", Role::Recruiter).await;
    let mine = json!({ "firstname": "X", "lastname": "B", "email": "x@example.test", "visibility": "confidential", "recruiter": rosa.id });
    let file = candidates::create(service, &other, &object(mine.clone())).await.expect("a file").id;
    let rows: Vec<_> = (0..50).map(|n| person(&format!("P{n}"))).chain([mine]).collect();
    let import = sent(stage, &other, Beginning { on_duplicate: OnDuplicate::Update, ..lines() }, &rows).await.id;
    work(stage).await;
    imports::patch(service, &other, import, &object(json!({ "status": "applying" })), None).await.expect("asked");
    assert!(imports::work(service).await.expect("worked"), "a first part of it");
    candidates::patch(service, &other, file, &object(json!({ "visibility": "normal" })), None).await.expect("shown");
    let mut follower = Follower::new(&recruiter);
    follower.catch_up(service).await;
    assert!(follower.copy.contains_key(&("candidate", file.0)));
    work(stage).await;
    assert_eq!(told(&mut follower, service).await, [("candidate", true)]);
    same(&follower.copy, &listed(service, &recruiter).await, &recruiter);
});

story!(what_hides_answers_in_every_file_waits_for_whoever_writes_in_one, |stage| {
    if stage.service.db.is_sqlite() {
        return; // One writer at a time.
    }
    let service = &stage.service;
    let task = questions(stage, &Actor::System, Blind::Never).await;
    let given = json!({ "firstname": "A", "lastname": "B", "email": "a@example.test" });
    let file = candidates::create(service, &Actor::System, &object(given)).await.expect("a file").id;
    let mut writer = PgConnection::connect(&stage.options.database).await.expect("a writer");
    let begin = AssertSqlSafe(format!("BEGIN; SELECT owner FROM data_key WHERE owner = '{file}' FOR SHARE"));
    writer.execute(begin).await.expect("somebody writes in the file");
    let set = |given: serde_json::Value| {
        let (service, group) = (service.clone(), task.task_group.expect("a group"));
        tokio::spawn(async move { task_groups::patch(&service, &Actor::System, group, &object(given), None).await })
    };
    set(json!({ "description": "Of the backend." })).await.expect("no panic").expect("what hides nothing waits for nobody");
    let mut hides = set(json!({ "blind": "always" }));
    assert!(timeout(Duration::from_millis(300), &mut hides).await.is_err(), "it waits");
    writer.execute("COMMIT").await.expect("written");
    assert_eq!(hides.await.expect("no panic").expect("hidden").blind, Blind::Always);
});

story!(who_asks_again_from_where_they_were_is_told_what_is_gone_since, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let given = json!({ "firstname": "A", "lastname": "B", "email": "a@example.test" });
    let file = candidates::create(service, &recruiter, &object(given)).await.expect("a file").id;
    let mut follower = Follower::new(&recruiter);
    follower.catch_up(service).await;
    let kept = follower.since.clone();
    let note = notes::create(service, &recruiter, &object(json!({ "candidate": file, "content": "Called." }))).await.expect("a note").id;
    assert_eq!(told(&mut follower, service).await, [("note", false)]);
    // The note was stored, and the cursor behind it was lost.
    follower.since = kept;
    notes::delete(service, &recruiter, note, None).await.expect("deleted");
    assert_eq!(told(&mut follower, service).await, [("note", true)]);
    same(&follower.copy, &listed(service, &recruiter).await, &recruiter);
});

story!(a_cursor_is_one_readers_and_says_when_it_is_none, |stage| {
    let service = &stage.service;
    let (admin_user, admin) = stage.user("Amira", Role::Admin).await;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    for role in [Role::HiringManager, Role::Interviewer] {
        let (_, other) = stage.user(role.word(), role).await;
        let refusal = refused(feed::since(service, &other, &Since::Beginning).await);
        assert_eq!(refusal, Error::Forbidden(Rule::Role(Action::FollowChanges)));
    }
    for text in [
        "x",
        "1",
        "-",
        "1-",
        "1-00",
        "-1-0123456789abcdef",
        "1-0123456789abcdeg",
        "9999999999999999999-0123456789abcdef",
        "1-+123456789abcdef",
    ] {
        assert_eq!(text.parse::<Since>(), Err(Malformed::Cursor), "{text}");
    }
    let mut follower = Follower::new(&recruiter);
    follower.catch_up(service).await;
    let now = feed::since(service, &recruiter, &Since::Now).await.expect("the end");
    assert_eq!((now.items.len(), now.more, Since::Cursor(now.next)), (0, false, follower.since.clone()));
    let gone = async |actor: &Actor, since: &Since| refused(feed::since(service, actor, since).await);
    assert_eq!(gone(&admin, &follower.since).await, Error::Gone, "somebody else's");
    let person = *recruiter.person().expect("a person");
    let narrowed = |scope: &str| Actor::Token { person, scopes: Scopes([scope.to_owned()].into()) };
    assert_eq!(gone(&narrowed("candidates:read"), &follower.since).await, Error::Gone, "a token reads less");
    let begun = feed::since(service, &narrowed("candidates:read"), &Since::Beginning).await.expect("a piece");
    assert_eq!(begun.items.len(), 0, "it reads no users");
    let wider = feed::since(service, &narrowed("candidates:write"), &Since::Cursor(begun.next)).await;
    assert!(wider.is_ok(), "another token that reads the same goes on");
    let Since::Cursor(here) = &follower.since else { panic!("no cursor") };
    let marks = here.to_string().split_once('-').expect("marks").1.to_owned();
    let far = format!("{}-00000000{}", here.position() + 1_000, &marks[8..]).parse().expect("a cursor");
    assert_eq!(gone(&recruiter, &far).await, Error::Gone, "a place that the log has not reached: another database, or an earlier one");
    let other = format!("{}-00000000{}", here.position(), &marks[8..]).parse().expect("a cursor");
    assert_eq!(gone(&recruiter, &other).await, Error::Gone, "a place where something else stands");
    users::patch(service, &admin, ruben.id, &object(json!({ "role": "admin" })), None).await.expect("an admin");
    let now_admin = Actor::User(users::person(&users::get(service, &admin, ruben.id).await.expect("a user")));
    assert_eq!(gone(&now_admin, &follower.since).await, Error::Gone, "other rights");
    users::patch(service, &admin, admin_user.id, &object(json!({ "name": "Amira K." })), None).await.expect("renamed");
    follower.catch_up(service).await;
    assert_eq!(follower.copy, listed(service, &recruiter).await);
});
