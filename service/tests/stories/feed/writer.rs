//! Somebody who does whatever comes to mind with all that is followed.

use crate::{interviews::plan, support::object};
use domain::{
    approvals::Verdict,
    id::{CandidateId, ChangeId, InterviewId, NoteId, RequestCandidateId, RequestId, TaskGroupId, TaskId, UserId},
    interviews::Rsvp,
    policy::Actor,
    task_groups::Blind,
};
use serde_json::json;
use service::{
    Service, answers,
    approvals::{self, Decided},
    candidates, interviews, merges, notes, request_candidates, requests, scorecards, task_groups, tasks, users,
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What there is to be changed.
#[derive(Default)]
pub struct Things {
    people: Vec<CandidateId>,
    /// Of them, those that ended in another's file once.
    merged: Vec<CandidateId>,
    notes: Vec<NoteId>,
    requests: Vec<RequestId>,
    standings: Vec<RequestCandidateId>,
    /// Of notes.
    deletions: Vec<ChangeId>,
    interviews: Vec<(InterviewId, UserId, TaskId)>,
}

/// Somebody who does what comes to mind.
pub struct Writer {
    pub service: Service,
    pub things: Arc<Mutex<Things>>,
    pub users: Vec<(UserId, Actor)>,
    pub tasks: Vec<(TaskGroupId, TaskId)>,
    pub random: u64,
    /// How often something of each kind was done.
    pub done: Arc<[AtomicUsize; KINDS]>,
}

/// Kinds of things that are done.
pub const KINDS: usize = 22;

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
            19 => {
                let (stays, ends) = (self.pick(|things| &things.people)?, self.pick(|things| &things.people)?);
                merges::merge(&service, &by, (stays, None), (ends, None), &BTreeSet::new()).await.ok()?;
                self.add(|things| things.merged.push(ends));
            }
            20 => drop(merges::unmerge(&service, &by, self.pick(|things| &things.merged)?).await.ok()?),
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

    pub async fn write(mut self) {
        for n in 0..ACTIONS * 20 {
            // What is rarely possible is tried for longer.
            if n >= ACTIONS && self.done.iter().all(|count| count.load(Ordering::Relaxed) > 0) {
                return;
            }
            let kind = self.below(KINDS);
            if self.act(kind).await.is_some() {
                self.done[kind].fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// What each of those who write tries to do.
const ACTIONS: usize = 240;
