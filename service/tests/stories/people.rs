//! Candidates and notes, as people use them.

use crate::lists::asking;
use crate::support::{object, refused};
use chrono::TimeDelta;
use domain::{
    candidates::Lifecycle,
    change::{Entity, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw, Malformed},
    policy::{Actor, Rule, Scopes},
    query::Query,
    users::Role,
};
use serde_json::json;
use service::{
    candidates::{self, Archived},
    check, notes,
};

story!(a_candidate_from_the_first_mail_to_the_archive, |stage| {
    let service = &stage.service;
    let (user, recruiter) = stage.user("Ruben Claassen", Role::Recruiter).await;
    let given = object(json!({
        "firstname": " Zoë ", "lastname": "O’Connor", "email": "zoe@example.test", "phoneNumber": "+31 6 12345678",
        "birthDate": "1990-01-02", "tags": ["senior"], "skills": [{ "skill": "Rust", "level": 4 }], "recruiter": user.id.to_string(),
        "consent": { "basis": "application", "givenAt": "2026-01-01" },
    }));
    let created = candidates::create(service, &recruiter, &given).await.expect("created");
    assert_eq!((created.version, created.firstname.as_str(), created.created_at), (1, "Zoë", crate::support::the_day()));
    assert_eq!(candidates::get(service, &recruiter, created.id).await.expect("found"), created, "what was stored is what was answered");

    stage.clock.advance(TimeDelta::minutes(5));
    let change = object(json!({ "position": "Engineer", "tags": null }));
    let patched = candidates::patch(service, &recruiter, created.id, &change, Some(1)).await.expect("patched");
    assert_eq!((patched.version, patched.position.as_deref(), patched.tags.len()), (2, Some("Engineer"), 0));
    assert!(patched.updated_at > patched.created_at);

    let stale = candidates::patch(service, &recruiter, created.id, &object(json!({ "position": "x" })), Some(1)).await;
    assert_eq!(refused(stale), Refusal::Conflict(Conflict::Stale { seen: 1, current: 2 }));
    let same = candidates::patch(service, &recruiter, created.id, &change, None).await.expect("nothing to do");
    assert_eq!(same.version, 2, "a change that changes nothing is none");

    let archived = candidates::archive(service, &recruiter, created.id, None).await.expect("archived");
    assert_eq!(archived.lifecycle, Lifecycle::Archived);
    let again = refused(candidates::archive(service, &recruiter, created.id, None).await);
    assert_eq!(again, Refusal::Conflict(Conflict::Transition { from: "archived".into(), allowed: vec!["active".into()] }));
    let total = async |archived| candidates::list(service, &recruiter, &Query::default(), archived).await.expect("a list").total;
    assert_eq!((total(Archived::Hidden).await, total(Archived::Shown).await), (0, 1));

    let history = candidates::history(service, &recruiter, created.id).await.expect("a history");
    assert_eq!(history.iter().map(|change| change.kind).collect::<Vec<_>>(), [Kind::Archived, Kind::Updated, Kind::Created]);
    assert_eq!(history[1].facts.fields, ["position", "tags"]);
    let values = history[1].values.as_ref().expect("readable");
    assert_eq!((&values.before["tags"], &values.after["position"]), (&json!(["senior"]), &json!("Engineer")));

    candidates::undo_change(service, &recruiter, history[0].id).await.expect("restored");
    candidates::undo_change(service, &recruiter, history[1].id).await.expect("as it was");
    let undone = candidates::get(service, &recruiter, created.id).await.expect("found");
    assert_eq!(undone.fields, created.fields);
    let twice = refused(candidates::undo_change(service, &recruiter, history[1].id).await);
    assert_eq!(twice, Refusal::Conflict(Conflict::ChangedSince));
});

story!(bad_input_leaves_nothing_behind, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let given = object(json!({ "firstname": "A", "lastname": "B", "email": "a@example.test", "recruiter": uuid::Uuid::nil().to_string() }));
    let dangling = refused(candidates::create(service, &recruiter, &given).await);
    assert_eq!(dangling, Refusal::Malformed(Malformed::Dangling { value: format!("/users/{}", uuid::Uuid::nil()) }));
    let none = candidates::list(service, &recruiter, &Query::default(), Archived::Shown).await.expect("a list");
    assert_eq!(none.total, 0);
    assert_eq!(check::check(service).await.expect("checked").unindexed, 0);
    let missing = candidates::get(service, &recruiter, uuid::Uuid::nil().into()).await;
    assert_eq!(refused(missing), Refusal::NotFound);
});

story!(a_name_at_its_limit_and_one_over, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    for name in ["👩🏽‍💻", "محمد", &"é".repeat(100), "</textarea><script>", "Robert'); DROP TABLE candidate;--"] {
        let given = object(json!({ "firstname": name, "lastname": "X", "email": "x@example.test" }));
        let created = candidates::create(service, &recruiter, &given).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(created.firstname, name);
    }
    let given = object(json!({ "firstname": "é".repeat(101), "lastname": "X", "email": "x@example.test" }));
    let refusal = refused(candidates::create(service, &recruiter, &given).await);
    assert_eq!(refusal, FieldErrors::one("firstname", Flaw::TooLong { max: 100 }));
});

story!(notes_are_for_those_they_are_meant_for, |stage| {
    let service = &stage.service;
    let (admin_user, admin) = stage.user("Amira Haddad", Role::Admin).await;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, other) = stage.user("Rosa", Role::Recruiter).await;
    let given = object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": "ada@example.test" }));
    let ada = candidates::create(service, &recruiter, &given).await.expect("created").id;
    let write = async |actor: &Actor, visibility: &str, content: &str| {
        stage.clock.advance(TimeDelta::seconds(1));
        let given = object(json!({ "candidate": format!("/candidates/{ada}"), "content": content, "visibility": visibility }));
        notes::create(service, actor, &given).await.expect("written")
    };
    let public = write(&recruiter, "public", "Hello @amira haddad, and not @amira haddadson").await;
    assert_eq!(public.mentions, [admin_user.id]);
    let private = write(&recruiter, "private", "between us").await;
    let secret = write(&admin, "admin_only", "zzsecret").await;
    let own = write(&recruiter, "admin_only", "for the admins").await;

    let read = async |actor: &Actor| {
        let notes = notes::of_candidate(service, actor, ada).await.expect("readable");
        notes.into_iter().map(|note| note.id).collect::<Vec<_>>()
    };
    assert_eq!(read(&admin).await, [own.id, secret.id, private.id, public.id]);
    assert_eq!(read(&recruiter).await, [own.id, private.id, public.id]);
    assert_eq!(read(&other).await, [private.id, public.id]);
    assert_eq!(refused(notes::get(service, &other, secret.id).await), Refusal::NotFound);
    let hits = async |actor: &Actor, text: &'static str| {
        candidates::list(service, actor, &asking(&[("q", text)]), Archived::Hidden).await.expect("a list").total
    };
    assert_eq!(hits(&admin, "zzsecret").await, 1);
    assert_eq!(hits(&other, "zzsecret").await, 0, "nobody is found by a note that is not theirs");
    assert_eq!((hits(&recruiter, "admins").await, hits(&other, "admins").await), (1, 0), "one's own note is always found");
    let person = *admin.person().expect("a person");
    let token = |scopes: &[&str]| Actor::Token { person, scopes: Scopes(scopes.iter().map(|scope| (*scope).to_owned()).collect()) };
    let without_notes = token(&["candidates:read"]);
    assert_eq!((hits(&without_notes, "lovelace").await, hits(&without_notes, "zzsecret").await), (1, 0), "its scopes say nothing of notes");
    assert_eq!(hits(&token(&["candidates:read", "candidate-notes:read"]), "zzsecret").await, 1);
    assert!(candidates::history(service, &other, ada).await.expect("a history").iter().all(|change| change.entity_id != secret.id.0));

    let edit = object(json!({ "content": "better" }));
    assert_eq!(refused(notes::patch(service, &other, public.id, &edit, None).await), Refusal::Forbidden(Rule::Author));
    assert_eq!(refused(notes::patch(service, &admin, public.id, &edit, None).await), Refusal::Forbidden(Rule::Author));
    let edited = notes::patch(service, &recruiter, public.id, &edit, Some(1)).await.expect("edited");
    assert_eq!((edited.content.as_str(), edited.mentions.len()), ("better", 0));
    assert_eq!((hits(&other, "better").await, hits(&other, "haddadson").await), (1, 0));
    let earlier = candidates::history(service, &recruiter, ada).await.expect("a history");
    let earlier = earlier.iter().find(|change| change.kind == Kind::Updated && change.entity == Entity::Note).expect("the edit");
    assert!(earlier.values.as_ref().is_some_and(|values| values.before["content"].as_str().is_some_and(|was| was.starts_with("Hello"))));

    assert_eq!(refused(notes::delete(service, &other, public.id, None).await), Refusal::Forbidden(Rule::Author));
    let deletion = notes::delete(service, &admin, public.id, None).await.expect("deleted");
    assert_eq!(refused(notes::get(service, &recruiter, public.id).await), Refusal::NotFound);
    assert_eq!(hits(&other, "better").await, 0);
    let listed = notes::list(service, &recruiter, &Query::default()).await.expect("a list");
    assert_eq!(listed.total, 2);
    candidates::undo_change(service, &admin, deletion).await.expect("brought back");
    assert_eq!(hits(&other, "better").await, 1);
    assert_eq!(notes::get(service, &recruiter, public.id).await.expect("back").content, "better");
});

story!(a_confidential_file_is_known_to_few, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, other) = stage.user("Rosa", Role::Recruiter).await;
    let given = object(json!({
        "firstname": "N", "lastname": "B", "email": "n@example.test", "visibility": "confidential", "recruiter": ruben.id.to_string()
    }));
    let id = candidates::create(service, &admin, &given).await.expect("created").id;
    assert!(candidates::get(service, &recruiter, id).await.is_ok());
    assert_eq!(refused(candidates::get(service, &other, id).await), Refusal::NotFound);
    let edit = object(json!({ "position": "x" }));
    assert_eq!(refused(candidates::patch(service, &other, id, &edit, None).await), Refusal::NotFound);
    let note = object(json!({ "candidate": id.to_string(), "content": "x" }));
    assert!(matches!(refused(notes::create(service, &other, &note).await), Refusal::Malformed(Malformed::Dangling { .. })));
    let given = object(json!({ "firstname": "O", "lastname": "P", "email": "o@example.test" }));
    let opened = candidates::create(service, &other, &given).await.expect("created").id;
    let hidden = candidates::patch(service, &other, opened, &object(json!({ "visibility": "confidential" })), None).await.expect("hidden");
    assert_eq!(hidden.recruiter, other.user(), "who hides a file keeps it");
    assert!(candidates::get(service, &other, opened).await.is_ok());
    assert_eq!(refused(candidates::get(service, &recruiter, opened).await), Refusal::NotFound);

    // That somebody hidden is called so does not keep a typing error from being forgiven.
    for (lastname, visibility) in [("Jansen", "normal"), ("Jonsen", "confidential")] {
        let given = object(json!({ "firstname": "J", "lastname": lastname, "email": "j@example.test", "visibility": visibility }));
        candidates::create(service, &admin, &given).await.expect("created");
    }
    for order in [[("order[createdAt]", "asc"); 1].as_slice(), &[("order[lastname]", "asc")]] {
        let query = asking(&[&[("q", "jonsen")], order].concat());
        let found = candidates::list(service, &other, &query, Archived::Hidden).await.expect("a list");
        assert_eq!(found.items.iter().map(|found| found.lastname.as_str()).collect::<Vec<_>>(), ["Jansen"], "{order:?}");
        let found = candidates::list(service, &admin, &query, Archived::Hidden).await.expect("a list");
        assert_eq!(found.items.iter().map(|found| found.lastname.as_str()).collect::<Vec<_>>(), ["Jonsen"], "{order:?}");
    }

    let same = domain::candidates::CandidateFields { email: "n@example.test".into(), ..Default::default() };
    assert_eq!(candidates::duplicates(service, &other, &same, None).await.expect("none to tell").len(), 0);
    assert_eq!(candidates::duplicates(service, &recruiter, &same, None).await.expect("one").len(), 1);
});

story!(whatever_is_noted_at_once_is_found, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    let given = object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": "ada@example.test" }));
    let ada = candidates::create(service, &recruiter, &given).await.expect("created").id;
    let word = |n: u32| format!("word{}", char::from_u32(u32::from('a') + n).expect("a letter"));
    let work = (0..8).map(|n| {
        let (given, recruiter) = (object(json!({ "candidate": ada.to_string(), "content": word(n) })), &recruiter);
        async move { notes::create(service, recruiter, &given).await.expect("noted") }
    });
    futures_util::future::join_all(work).await;
    let all = (0..8).map(word).collect::<Vec<_>>().join(" ");
    let query = Query { text: Some(all), ..Query::default() };
    assert_eq!(candidates::list(service, &recruiter, &query, Archived::Hidden).await.expect("a list").total, 1);
    assert_eq!(check::check(service).await.expect("checked").unindexed, 0);
});
