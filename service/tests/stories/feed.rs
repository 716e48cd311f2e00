//! Whoever follows the changes ends with what the lists give, whatever happens meanwhile, and learns of nothing else.

use crate::{
    interviews::{plan, questions},
    support::{object, refused},
};
use domain::{
    answers::AnswerFields,
    approvals::Verdict,
    candidates::CandidateFields,
    change::Entity,
    error::{Error, Malformed},
    id::{CandidateId, ChangeId, Identifier, InterviewId, NoteId, RequestCandidateId, RequestId, TaskGroupId, TaskId, UserId},
    interviews::Rsvp,
    notes::NoteFields,
    page::{Page, Paging},
    policy::{Action, Actor, Rule, Scopes},
    query::Query,
    request_candidates::RequestCandidateFields,
    requests::RequestFields,
    resource::{Described, Record},
    task_groups::{Blind, TaskGroupFields},
    tasks::TaskFields,
    users::{Role, UserFields},
};
use serde_json::json;
use service::{
    Result, Service, answers, approval_flows,
    approvals::{self, Decided},
    candidates::{self, Archived},
    feed::{self, Feed, Since, Told},
    interviews, live, notes, request_candidates, requests, scorecards, task_groups, tasks, users,
};
use std::{
    collections::BTreeMap,
    hash::{BuildHasher, Hasher, RandomState},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::timeout;
use uuid::Uuid;

/// What somebody has who follows.
type Copy = BTreeMap<(&'static str, Uuid), Told>;

/// One who follows, and asks again from where they were.
struct Follower {
    actor: Actor,
    since: Since,
    copy: Copy,
}

impl Follower {
    fn new(actor: &Actor) -> Self {
        Self { actor: actor.clone(), since: Since::Beginning, copy: Copy::new() }
    }

    async fn step(&mut self, service: &Service) -> Feed {
        let feed = feed::since(service, &self.actor, &self.since).await.expect("a piece");
        for item in &feed.items {
            let key = (item.entity.word(), item.id);
            match &item.now {
                Some(told) => drop(self.copy.insert(key, told.clone())),
                None => drop(self.copy.remove(&key)),
            }
        }
        // As it travels.
        self.since = feed.next.to_string().parse().expect("a cursor");
        feed
    }

    /// Until there is nothing more; on PostgreSQL changes get their places a moment later.
    async fn catch_up(&mut self, service: &Service) {
        loop {
            while self.step(service).await.more {}
            let feed = self.step(service).await;
            if timeout(Duration::from_millis(400), live::ahead(service, feed.next.position())).await.is_err() {
                return;
            }
        }
    }
}

/// What the lists give.
async fn listed(service: &Service, actor: &Actor) -> Copy {
    let mut copy = Copy::new();
    let candidates = async |query: Query| candidates::list(service, actor, &query, Archived::Shown).await;
    collect(&mut copy, Entity::Candidate, Told::Candidate, &CandidateFields::RESOURCE, candidates).await;
    collect(&mut copy, Entity::Note, Told::Note, &NoteFields::RESOURCE, async |query| notes::list(service, actor, &query).await).await;
    collect(&mut copy, Entity::Task, Told::Task, &TaskFields::RESOURCE, async |query| tasks::list(service, actor, &query).await).await;
    let groups = async |query: Query| task_groups::list(service, actor, &query).await;
    collect(&mut copy, Entity::TaskGroup, Told::TaskGroup, &TaskGroupFields::RESOURCE, groups).await;
    collect(&mut copy, Entity::Answer, Told::Answer, &AnswerFields::RESOURCE, async |query| answers::list(service, actor, &query).await)
        .await;
    let found = async |query: Query| requests::list(service, actor, &query).await;
    collect(&mut copy, Entity::Request, Told::Request, &RequestFields::RESOURCE, found).await;
    let standings = async |query: Query| request_candidates::list(service, actor, &query).await;
    collect(&mut copy, Entity::RequestCandidate, Told::RequestCandidate, &RequestCandidateFields::RESOURCE, standings).await;
    collect(&mut copy, Entity::User, Told::User, &UserFields::RESOURCE, async |query| users::page(service, actor, &query).await).await;
    copy
}

async fn collect<F: Described>(
    copy: &mut Copy,
    entity: Entity,
    told: fn(Record<F>) -> Told,
    resource: &'static domain::resource::Resource,
    list: impl AsyncFn(Query) -> Result<Page<Record<F>>>,
) {
    let whole = Query::read(resource, [("itemsPerPage", "100")]).expect("a query");
    for page in 1.. {
        let query = Query { paging: Paging { page, per_page: Paging::MOST }, ..whole.clone() };
        // A token without the scope has none of them.
        let Ok(found) = list(query).await else { return };
        let last = i64::from(page) >= query_last(found.total);
        copy.extend(found.items.into_iter().map(|record| ((entity.word(), record.id.logged()), told(record))));
        if last {
            return;
        }
    }
}

fn query_last(total: i64) -> i64 {
    Paging { page: 1, per_page: Paging::MOST }.last(total)
}

/// What there is to be changed.
#[derive(Default)]
struct Things {
    people: Vec<CandidateId>,
    notes: Vec<NoteId>,
    requests: Vec<RequestId>,
    standings: Vec<RequestCandidateId>,
    /// Of notes.
    deletions: Vec<ChangeId>,
    interviews: Vec<(InterviewId, UserId, TaskId)>,
}

/// Somebody who does what comes to mind.
struct Writer {
    service: Service,
    things: Arc<Mutex<Things>>,
    users: Vec<(UserId, Actor)>,
    tasks: Vec<(TaskGroupId, TaskId)>,
    random: u64,
    done: Arc<[AtomicUsize; KINDS]>,
}

const KINDS: usize = 20;

impl Writer {
    /// Xorshift (Marsaglia 2003).
    fn below(&mut self, limit: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 16) as usize % limit.max(1)
    }

    fn pick<T: Clone>(&mut self, of: impl Fn(&Things) -> &Vec<T>) -> Option<T> {
        let things = Arc::clone(&self.things);
        let things = things.lock().expect("not poisoned");
        let from = of(&things);
        let place = self.below(from.len());
        from.get(place).cloned()
    }

    fn word(&mut self, words: &[&'static str]) -> &'static str {
        let place = self.below(words.len());
        words[place]
    }

    fn add(&self, add: impl FnOnce(&mut Things)) {
        add(&mut self.things.lock().expect("not poisoned"));
    }

    async fn act(&mut self, kind: usize) -> Option<()> {
        let service = self.service.clone();
        let place = self.below(self.users.len());
        let (user, by) = self.users[place].clone();
        let recruiter = match self.below(3) {
            0 => None,
            n => Some(self.users[n].0),
        };
        let (group, task) = {
            let place = self.below(self.tasks.len());
            self.tasks[place]
        };
        match kind {
            0 => {
                let visibility = self.word(&["normal", "confidential"]);
                let email = format!("p{}@example.test", self.random);
                let given = json!({ "firstname": "A", "lastname": "B", "email": email, "visibility": visibility, "recruiter": recruiter });
                let made = candidates::create(&service, &Actor::System, &object(given)).await.ok()?;
                self.add(|things| things.people.push(made.id));
            }
            1 => {
                let visibility = self.word(&["normal", "confidential"]);
                let given = object(json!({ "visibility": visibility, "recruiter": recruiter }));
                candidates::patch(&service, &Actor::System, self.pick(|things| &things.people)?, &given, None).await.ok()?;
            }
            2 => {
                let given = object(json!({ "location": format!("Place {}", self.random) }));
                candidates::patch(&service, &by, self.pick(|things| &things.people)?, &given, None).await.ok()?;
            }
            3 => {
                let person = self.pick(|things| &things.people)?;
                let done = if self.below(2) == 0 {
                    candidates::archive(&service, &by, person, None).await
                } else {
                    candidates::restore(&service, &by, person, None).await
                };
                done.ok()?;
            }
            4 => {
                let visibility = self.word(&["public", "private", "admin_only"]);
                let person = self.pick(|things| &things.people)?;
                let given = object(json!({ "candidate": person, "content": "Called.", "visibility": visibility }));
                let made = notes::create(&service, &by, &given).await.ok()?;
                self.add(|things| things.notes.push(made.id));
            }
            5 => {
                let visibility = self.word(&["public", "private", "admin_only"]);
                let given = object(json!({ "visibility": visibility }));
                notes::patch(&service, &by, self.pick(|things| &things.notes)?, &given, None).await.ok()?;
            }
            6 => {
                let change = notes::delete(&service, &by, self.pick(|things| &things.notes)?, None).await.ok()?;
                self.add(|things| things.deletions.push(change));
            }
            7 => {
                let made = requests::create(&service, &by, &object(json!({ "position": "Engineer", "status": "open" }))).await.ok()?;
                self.add(|things| things.requests.push(made.id));
            }
            8 => {
                let (request, person) = (self.pick(|things| &things.requests)?, self.pick(|things| &things.people)?);
                let given = object(json!({ "resourceRequest": request, "candidate": person }));
                let made = request_candidates::create(&service, &by, &given).await.ok()?;
                self.add(|things| things.standings.push(made.id));
            }
            9 => {
                let status = self.word(&["shortlisted", "screening", "rejected", "on_hold"]);
                let given = object(json!({ "status": status, "reason": "Later." }));
                request_candidates::patch(&service, &by, self.pick(|things| &things.standings)?, &given, None).await.ok()?;
            }
            10 => drop(request_candidates::delete(&service, &by, self.pick(|things| &things.standings)?, None).await.ok()?),
            11 => {
                let person = self.pick(|things| &things.people)?;
                let source = self.word(&["api", "interviewer"]);
                let given = json!({ "recruitmentTask": task.0, "candidate": person, "source": source, "score": 2, "status": "submitted" });
                answers::create(&service, &by, &object(given)).await.ok()?;
            }
            12 => {
                let blind = self.word(Blind::WORDS);
                task_groups::patch(&service, &Actor::System, group, &object(json!({ "blind": blind })), None).await.ok()?;
            }
            13 => {
                let person = self.pick(|things| &things.people)?;
                let (day, hour) = (1 + self.below(28), 8 + self.below(9));
                let (day, from, until) = (format!("2027-01-{day:02}"), format!("{hour:02}:00"), format!("{hour:02}:30"));
                let made = interviews::schedule(&service, &Actor::System, &plan(person, Some(group), vec![user], &day, &from, &until))
                    .await
                    .ok()?;
                self.add(|things| things.interviews.push((made.id, user, task)));
            }
            14 => {
                let given = object(json!({ "position": "Engineer", "billRateMax": 9_000, "status": "pending_approval" }));
                let made = requests::create(&service, &by, &given).await.ok()?;
                self.add(|things| things.requests.push(made.id));
            }
            15 => {
                let rounds = approvals::of_request(&service, &Actor::System, self.pick(|things| &things.requests)?).await.ok()?;
                let asked = &rounds.first()?.approval;
                let decided = Decided { verdict: Verdict::Approve, reason: String::new(), step: asked.current()?, seen: None };
                approvals::decide(&service, &by, asked.id, &decided).await.ok()?;
            }
            16 => {
                let given = object(json!({ "name": format!("Name {}", self.random) }));
                users::patch(&service, &Actor::System, user, &given, None).await.ok()?;
            }
            17 => {
                let given = object(json!({ "question": format!("Why {}?", self.random) }));
                tasks::patch(&service, &by, task, &given, None).await.ok()?;
            }
            18 => candidates::undo_change(&service, &by, self.pick(|things| &things.deletions)?).await.ok()?,
            _ => {
                let (interview, user, task) = self.pick(|things| &things.interviews)?;
                let who = self.users.iter().find(|(id, _)| *id == user)?.1.clone();
                match self.below(4) {
                    0 => drop(interviews::cancel(&service, &Actor::System, interview, "Ill.", None).await.ok()?),
                    1 => drop(interviews::reply(&service, &who, interview, Rsvp::Declined).await.ok()?),
                    2 => {
                        let before = interviews::get(&service, &Actor::System, interview).await.ok()?;
                        let (person, asked) = (before.candidate.unwrap_or_default(), before.task_group);
                        let place = 1 + self.below(2);
                        let with = vec![self.users[place].0];
                        let (day, hour) = (format!("2027-02-{:02}", 1 + self.below(28)), 8 + self.below(9));
                        let moved = plan(person, asked, with, &day, &format!("{hour:02}:00"), &format!("{hour:02}:30"));
                        interviews::reschedule(&service, &Actor::System, interview, &moved, None).await.ok()?;
                    }
                    _ => {
                        let typed = [(format!("score-{task}"), "3".to_owned())].into();
                        scorecards::hand_in(&service, &who, interview, &typed, None).await.ok()?;
                    }
                }
            }
        }
        Some(())
    }

    async fn write(mut self) {
        for _ in 0..ACTIONS {
            let kind = self.below(KINDS);
            if self.act(kind).await.is_some() {
                self.done[kind].fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// What each of those who write tries to do.
const ACTIONS: usize = 240;

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
    // What is rarely possible may not have been, once in some runs.
    let happened = done.iter().filter(|count| **count > 0).count();
    assert!(happened + 3 >= KINDS, "something of nearly everything happened: {done:?}");
    for follower in &mut followers {
        follower.catch_up(service).await;
        let listed = listed(service, &follower.actor).await;
        assert!(!listed.is_empty(), "there is something to be told");
        same(&follower.copy, &listed, &follower.actor);
        let mut late = Follower::new(&follower.actor);
        late.catch_up(service).await;
        same(&late.copy, &listed, &follower.actor);
    }
});

fn same(copy: &Copy, listed: &Copy, actor: &Actor) {
    for (key, told) in copy {
        assert_eq!(Some(told), listed.get(key), "{key:?} of {actor:?}");
    }
    for key in listed.keys() {
        assert!(copy.contains_key(key), "{key:?} is missing for {actor:?}");
    }
}

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
