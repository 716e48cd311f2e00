//! What `domain::policy` says of one record, the database says of all: the two are compared for every role, over files and notes of every kind.

use crate::{interviews, support::object};
use domain::{
    answers::AnswerFields,
    candidates::CandidateFields,
    policy::{self, Actor, CandidateFacts, NoteFacts, On, Person, RequestFacts},
    query::Query,
    request_candidates::RequestCandidateFields,
    requests::ResourceRequest,
    task_groups::Blind,
    users::Role,
};
use serde_json::json;
use service::{
    answers,
    candidates::{self, Archived},
    notes, request_candidates, requests,
};

story!(lists_hold_what_the_policy_allows_and_nothing_else, |stage| {
    let service = &stage.service;
    let mut people: Vec<Person> = Vec::new();
    for (n, role) in Role::ALL.iter().chain(Role::ALL).enumerate() {
        let (_, actor) = stage.user(&format!("User {n}"), *role).await;
        people.extend(actor.person().copied());
    }
    let system = Actor::System;
    let mut files = Vec::new();
    for visibility in ["normal", "confidential"] {
        for recruiter in [None, Some(people[1].id), Some(people[5].id)] {
            let given = object(json!({
                "firstname": "A", "lastname": "B", "email": "a@example.test", "visibility": visibility,
                "recruiter": recruiter.map(|id| id.to_string()),
            }));
            files.push(candidates::create(service, &system, &given).await.expect("created"));
        }
    }
    let mut written = Vec::new();
    for file in &files {
        for visibility in ["public", "private", "admin_only"] {
            for author in [Actor::System, Actor::User(people[0]), Actor::User(people[1])] {
                let given = object(json!({ "candidate": file.id.to_string(), "content": "x", "visibility": visibility }));
                if let Ok(note) = notes::create(service, &author, &given).await {
                    written.push((file, note));
                }
            }
        }
    }
    // Some have a file of their own here, which they never see.
    for (n, person) in people.iter_mut().enumerate() {
        person.candidate = (n % 3 == 0).then(|| files[n % files.len()].id);
    }
    // Some stand in the requests of hiring managers, and are known by that.
    let mut managers: Vec<Vec<_>> = vec![Vec::new(); files.len()];
    let mut standings = Vec::new();
    for manager in people.iter().filter(|person| person.role == Role::HiringManager).copied().collect::<Vec<_>>() {
        let given = object(json!({ "position": "x" }));
        let request = requests::create(service, &Actor::User(manager), &given).await.expect("a request");
        for (n, file) in files.iter().enumerate().skip(standings.len() % 2).step_by(2) {
            let given = object(json!({ "resourceRequest": request.id.to_string(), "candidate": file.id.to_string() }));
            standings.push((request.clone(), n, request_candidates::create(service, &system, &given).await.expect("proposed")));
            managers[n].push(manager.id);
        }
    }
    // Some are interviewed, with questions of every blindness; some of those who ask have handed in what they heard, others have not.
    let mut interviewers: Vec<Vec<_>> = vec![Vec::new(); files.len()];
    let mut answered = Vec::new();
    for (place, blind) in Blind::ALL.iter().enumerate() {
        let task = interviews::questions(stage, &system, *blind).await;
        for (n, file) in files.iter().enumerate() {
            for (turn, person) in people.iter().enumerate().filter(|(turn, _)| (turn + n + place) % 3 == 0) {
                let day = format!("2027-0{}-{:02}", place + 1, 1 + n * 2);
                let hour = 8 + turn;
                let plan =
                    interviews::plan(file.id, task.task_group, vec![person.id], &day, &format!("{hour:02}:00"), &format!("{hour:02}:30"));
                if person.candidate == Some(file.id) {
                    continue;
                }
                let interview = service::interviews::schedule(service, &system, &plan).await.expect("planned");
                interviewers[n].push(person.id);
                if (turn + n) % 2 == 0 {
                    let typed = [(format!("score-{}", task.id), "3".to_owned())].into();
                    service::scorecards::hand_in(service, &Actor::User(*person), interview.id, &typed, None).await.expect("handed in");
                }
            }
            // What a program said, of nobody here.
            let given = object(json!({ "recruitmentTask": task.id.0, "candidate": file.id, "source": "api", "score": 2 }));
            answered.push(answers::create(service, &system, &given).await.expect("an answer").id);
        }
    }
    let facts = |n: usize| CandidateFacts::new(&files[n], managers[n].clone(), interviewers[n].clone());
    let (mut most, mut least) = (0, usize::MAX);
    let everything = |resource| Query::read(resource, [("itemsPerPage", "100")]).expect("a query");
    for person in &people {
        let actor = Actor::User(*person);
        let query = everything(&<CandidateFields as domain::resource::Described>::RESOURCE);
        let listed = candidates::list(service, &actor, &query, Archived::Shown).await.expect("a list");
        let allowed: Vec<_> = (0..files.len()).map(facts).filter(|file| policy::sees(person, file)).map(|file| file.id).collect();
        assert_eq!(listed.items.iter().map(|file| file.id).collect::<Vec<_>>(), allowed, "{person:?}");
        assert_eq!(listed.total, allowed.len() as i64, "{person:?}");
        for file in &files {
            assert_eq!(candidates::get(service, &actor, file.id).await.is_ok(), allowed.contains(&file.id), "{person:?}");
        }

        let query = everything(&<domain::notes::NoteFields as domain::resource::Described>::RESOURCE);
        let page = notes::list(service, &actor, &query).await.expect("a list");
        let (listed, total): (Vec<_>, _) = (page.items.iter().map(|note| note.id).collect(), page.total);
        let hears = |file: &domain::candidates::Candidate, note| {
            let n = files.iter().position(|other| other.id == file.id).expect("a file");
            let on = (facts(n), NoteFacts::from(note));
            policy::can(&actor, policy::Action::ReadNote, On::Note(&on.1, &on.0)).is_ok()
        };
        let allowed: Vec<_> = written.iter().filter(|(file, note)| hears(file, &note.fields)).map(|(_, note)| note.id).collect();
        assert_eq!((listed, total), (allowed.clone(), allowed.len() as i64), "{person:?}");

        let query = everything(&<AnswerFields as domain::resource::Described>::RESOURCE);
        let page = answers::list(service, &actor, &query).await.expect("a list");
        let (listed, total): (Vec<_>, _) = (page.items.iter().map(|answer| answer.id).collect(), page.total);
        let all = answers::list(service, &system, &query).await.expect("all").items;
        let mut allowed = Vec::new();
        for answer in &all {
            let n = files.iter().position(|file| Some(file.id) == answer.candidate).expect("a file");
            let on = answers::facts(service, &actor, &answer.fields).await.expect("facts");
            if policy::can(&actor, policy::Action::ReadAnswer, On::Answer(&on, &facts(n))).is_ok() {
                allowed.push(answer.id);
            }
            assert_eq!(answers::get(service, &actor, answer.id).await.is_ok(), allowed.contains(&answer.id), "{person:?}");
        }
        assert_eq!((listed, total), (allowed.clone(), allowed.len() as i64), "{person:?}");
        (most, least) = (most.max(allowed.len()), least.min(allowed.len()));

        let query = everything(&<RequestCandidateFields as domain::resource::Described>::RESOURCE);
        let page = request_candidates::list(service, &actor, &query).await.expect("a list");
        let finds = |request: &ResourceRequest, n: usize| {
            let on = (RequestFacts::from(request), facts(n));
            policy::can(&actor, policy::Action::ReadRequestCandidate, On::RequestCandidate(&on.0, &on.1)).is_ok()
        };
        let allowed: Vec<_> = standings.iter().filter(|(request, n, _)| finds(request, *n)).map(|(.., standing)| standing.id).collect();
        let listed: Vec<_> = page.items.iter().map(|standing| standing.id).collect();
        assert_eq!((listed, page.total), (allowed.clone(), allowed.len() as i64), "{person:?}");
    }
    assert_eq!(service::check::check(service).await.expect("checked").miscounted, 0);
    assert!(written.len() > 40 && answered.len() == 18, "the comparison has something to compare");
    assert!(most > 30 && least > 0 && least < 20, "{least} to {most}: some read much, some little");
});
