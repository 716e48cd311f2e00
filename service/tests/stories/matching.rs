//! Who is suggested for a request, in which order, and why.

use crate::support::{object, refused};
use domain::{
    candidates::CandidateFields,
    error::Error,
    id::{CandidateId, RequestId},
    matching::FORMULA,
    page::Paging,
    policy::Actor,
    query::Query,
    resource::Described,
    users::Role,
};
use serde_json::{Value, json};
use service::{
    Service,
    candidates::{self, Archived},
    generate, matching, request_candidates, requests,
};

async fn person(service: &Service, by: &Actor, name: &str, more: Value) -> CandidateId {
    let mut given = object(json!({ "firstname": name, "lastname": "L", "email": format!("{name}@example.test") }));
    given.extend(object(more));
    candidates::create(service, by, &given).await.expect("a person").id
}

async fn asked(service: &Service, by: &Actor, more: Value) -> RequestId {
    let mut given = object(json!({ "position": "Engineer", "status": "open" }));
    given.extend(object(more));
    requests::create(service, by, &given).await.expect("a request").id
}

async fn names(service: &Service, by: &Actor, request: RequestId) -> Vec<(String, i64)> {
    let found = matching::suggestions(service, by, request, 20).await.expect("suggestions");
    found.into_iter().map(|one| (one.person.firstname.clone(), one.found.score)).collect()
}

fn of(names: &[(&str, i64)]) -> Vec<(String, i64)> {
    names.iter().map(|(name, score)| ((*name).to_owned(), *score)).collect()
}

story!(people_are_suggested_by_their_skills_and_never_twice, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (_, manager) = stage.user("Milan", Role::HiringManager).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let skill = |skill: &str, level: u8| json!({ "skill": skill, "level": level });
    let ada = person(
        service,
        &recruiter,
        "ada",
        json!({ "skills": [skill("Rust", 4), skill("Kafka", 3)], "location": "Utrecht", "availableFrom": "2026-03-15" }),
    )
    .await;
    let bob =
        person(service, &recruiter, "bob", json!({ "skills": [skill("rust", 3)], "location": "utrecht, NL", "employee": true })).await;
    let eve = person(service, &recruiter, "eve", json!({ "skills": [skill("Kafka", 4), skill("Rust", 2)], "location": "Arnhem" })).await;
    person(service, &recruiter, "joe", json!({ "skills": [skill("Figma", 4)], "location": "Utrecht" })).await;
    person(service, &admin, "secret", json!({ "skills": [skill("Rust", 4), skill("Kafka", 4)], "visibility": "confidential" })).await;
    let wanted = json!({
        "skills": [
            { "skill": "Rust", "minLevel": 3, "required": true, "weight": 3 },
            { "skill": "Kafka", "minLevel": 3, "required": false, "weight": 1 },
        ],
        "location": "Utrecht", "start": "2026-03-10", "billRateMax": 9_000,
    });
    let request = asked(service, &recruiter, wanted).await;
    // Ada: 7,000 + 1,250 + 1,000 of 9,500. Bob: 5,250 + 750 + 1,000. Eve: 3,500 + 1,750 + 750, without what is required.
    assert_eq!(names(service, &recruiter, request).await, of(&[("ada", 97), ("bob", 74), ("eve", 49)]));
    let seen = names(service, &admin, request).await;
    assert_eq!(seen[1], ("secret".to_owned(), 87), "7,000 + 750 + 500: who may know of somebody is shown them");
    assert_eq!(refused(matching::suggestions(service, &manager, request, 20).await), Error::NotFound);
    assert!(matches!(refused(matching::suggestions(service, &interviewer, request, 20).await), Error::Forbidden(_)));

    // What was scored is stored, with the version of the formula, and told in words.
    let propose = async |who: CandidateId, more: Value| {
        let mut given = object(json!({ "resourceRequest": request.to_string(), "candidate": who.to_string() }));
        given.extend(object(more));
        request_candidates::create(service, &recruiter, &given).await.expect("proposed")
    };
    let first = propose(ada, json!({ "costRate": 8_000 })).await;
    assert_eq!((first.match_score, first.match_formula), (Some(98), Some(FORMULA)), "the rate fits: 9,750 of 10,000");
    assert_eq!(first.match_reasons, ["has Rust 4/3", "has Kafka 3/3", "available 5 days late", "works in Utrecht", "rate fits"]);
    assert_eq!(names(service, &recruiter, request).await, of(&[("bob", 74), ("eve", 49)]), "who stands in it is not suggested");
    let patch = async |given: Value| request_candidates::patch(service, &recruiter, first.id, &object(given), None).await.expect("patched");
    assert_eq!(patch(json!({ "costRate": 9_001 })).await.match_score, Some(93), "no points for the rate");
    assert_eq!(patch(json!({ "availableFrom": "2026-03-01" })).await.match_score, Some(95), "what is said of the standing counts");
    assert_eq!(patch(json!({ "matchScore": 100 })).await.match_score, Some(95), "nobody writes a score");

    // Files that change, are put away and come back.
    let given = object(json!({ "skills": [skill("Rust", 3), skill("Kafka", 3)] }));
    candidates::patch(service, &recruiter, eve, &given, None).await.expect("learned");
    assert_eq!(names(service, &recruiter, request).await, of(&[("eve", 82), ("bob", 74)]));
    candidates::archive(service, &recruiter, bob, None).await.expect("archived");
    assert_eq!(names(service, &recruiter, request).await, of(&[("eve", 82)]));
    candidates::restore(service, &recruiter, bob, None).await.expect("restored");
    assert_eq!(names(service, &recruiter, request).await, of(&[("eve", 82), ("bob", 74)]));
    let silent = asked(service, &recruiter, json!({ "location": "Utrecht" })).await;
    assert_eq!(names(service, &recruiter, silent).await, [], "without skills there is nobody to suggest");
});

story!(the_database_ranks_as_the_formula_does, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    generate::candidates(service, 900, 7, |_| {}).await.expect("people");
    let skills = |skills: &[(&str, u8, bool, u8)]| {
        let one = |(skill, level, required, weight): &(&str, u8, bool, u8)| json!({ "skill": skill, "minLevel": level, "required": required, "weight": weight });
        skills.iter().map(one).collect::<Vec<_>>()
    };
    let wanted = [
        json!({ "skills": skills(&[("Rust", 3, true, 2), ("PostgreSQL", 2, false, 1), ("Dutch", 1, false, 7)]), "location": "Utrecht" }),
        json!({ "skills": skills(&[("SQL", 4, true, 1), ("sql", 2, false, 3)]), "location": "remote", "start": "2026-05-01" }),
        // So many have it that the others are not counted.
        json!({ "skills": skills(&[("Dutch", 1, true, 1)]), "location": "Rotterdam" }),
        json!({ "skills": skills(&[("Figma", 1, false, 1), ("Python", 4, true, 1), ("Kafka", 3, true, 1)]) }),
    ];
    let mut people = Vec::new();
    for page in 1..=9 {
        let query = Query { paging: Paging { page, per_page: 100 }, ..Query::read(&CandidateFields::RESOURCE, []).expect("a query") };
        people.extend(candidates::list(service, &recruiter, &query, Archived::Hidden).await.expect("a list").items);
    }
    for (n, person) in people.iter().enumerate().filter(|(n, _)| n % 3 == 0) {
        let from = json!({ "availableFrom": format!("2026-05-{:02}", 1 + n % 31) });
        candidates::patch(service, &recruiter, person.id, &object(from), None).await.expect("patched");
    }
    for wanted in wanted {
        let id = asked(service, &recruiter, wanted).await;
        let request = requests::get(service, &recruiter, id).await.expect("a request");
        let mut expected = Vec::new();
        for person in &people {
            let person = candidates::get(service, &recruiter, person.id).await.expect("a file");
            let asked = domain::matching::worth(&request);
            let any = person.skills.iter().any(|skill| asked.iter().any(|worth| worth.key == domain::text::fold(&skill.skill)));
            if let Some(found) = matching::assessed(&request, &person).filter(|_| any) {
                expected.push((-found.score, person.id));
            }
        }
        expected.sort();
        expected.truncate(50);
        let found = matching::suggestions(service, &recruiter, id, 50).await.expect("suggestions");
        let found: Vec<_> = found.into_iter().map(|one| (-one.found.score, one.person.id)).collect();
        assert!(expected.len() > 20, "enough to be told apart: {}", expected.len());
        assert_eq!(found, expected);
    }
});
