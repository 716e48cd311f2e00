//! Candidates, notes, accounts, sessions, tokens and the log, as people use them.

use crate::lists::asking;
use crate::support::{PASSWORD, object, refused};
use chrono::TimeDelta;
use domain::{
    candidates::Lifecycle,
    change::{Entity, Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw, Malformed},
    page::Paging,
    policy::{Action, Actor, Rule, Scopes},
    query::Query,
    users::Role,
};
use serde_json::json;
use service::{
    answers,
    candidates::{self, Archived},
    changes, check,
    db::Tx,
    links, notes, requests, sessions, tokens, users,
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

story!(accounts_come_and_go, |stage| {
    let service = &stage.service;
    let setup = links::setup(service).await.expect("asked").expect("a fresh install has a setup link");
    let short = refused(links::redeem(service, &setup, &object(json!({ "name": "Amira", "email": "amira@example.test" })), "short").await);
    assert_eq!(short, FieldErrors::one("password", Flaw::TooShort { min: 10 }));
    let given = object(json!({ "name": "Amira", "email": "Amira@example.test", "role": "interviewer" }));
    let amira = links::redeem(service, &setup, &given, PASSWORD).await.expect("set up");
    assert_eq!(amira.role, Role::Admin, "the first account administers");
    assert_eq!(refused(links::redeem(service, &setup, &given, PASSWORD).await), Refusal::NotFound, "a link works once");
    assert_eq!(links::setup(service).await.expect("asked"), None);
    let admin = Actor::User(users::person(&amira));

    let invited = object(json!({ "name": "Ruben", "email": "ruben@example.test", "role": "recruiter" }));
    let (ruben, secret) = users::invite(service, &admin, &invited).await.expect("invited");
    let taken = refused(users::invite(service, &admin, &object(json!({ "name": "R", "email": "RUBEN@example.test" }))).await);
    assert_eq!(taken, FieldErrors::one("email", Flaw::Taken));
    let asked = sessions::sign_in(service, "ruben@example.test", PASSWORD, "::1", "test").await.map(drop);
    assert_eq!(refused(asked), Refusal::Unauthenticated, "no password yet");
    stage.clock.advance(TimeDelta::days(8));
    assert_eq!(refused(links::redeem(service, &secret, &object(json!({})), PASSWORD).await), Refusal::NotFound, "expired");
    let secret = users::reset_link(service, &admin, ruben.id).await.expect("another");
    links::redeem(service, &secret, &object(json!({})), PASSWORD).await.expect("a password");

    let (cookie, signed_in) = sessions::sign_in(service, " Ruben@Example.test", PASSWORD, "::1", "test").await.expect("signed in");
    assert_eq!(signed_in.user.id, ruben.id);
    assert!(sessions::find(service, &cookie).await.expect("asked").is_some());
    let by_link = users::list(service, &Actor::Link(domain::policy::Purpose::Invite)).await;
    assert!(matches!(refused(by_link), Refusal::Forbidden(Rule::Role(_))));
    let seen = users::list(service, &signed_in.actor).await.expect("names");
    assert!(seen.iter().any(|user| user.id == amira.id && user.email.is_empty() && user.name == "Amira"));
    let escalation = users::patch(service, &signed_in.actor, ruben.id, &object(json!({ "role": "admin", "locale": "nl" })), None).await;
    assert_eq!(escalation.map(|user| user.role).ok(), Some(Role::Recruiter), "nobody promotes themselves");

    let nowhere = users::patch(service, &signed_in.actor, ruben.id, &object(json!({ "timeZone": "Europe/Nowhere" })), None).await;
    assert_eq!(refused(nowhere), FieldErrors::one("timeZone", Flaw::Choice));
    let wrong = users::change_password(service, &signed_in.actor, Some(signed_in.session), "wrong", "another long password", "::1").await;
    assert_eq!(refused(wrong), FieldErrors::one("current", Flaw::WrongPassword));
    let (second, _) = sessions::sign_in(service, "ruben@example.test", PASSWORD, "::1", "test").await.expect("signed in");
    users::change_password(service, &signed_in.actor, Some(signed_in.session), PASSWORD, "another long password", "::1")
        .await
        .expect("changed");
    assert!(sessions::find(service, &second).await.expect("asked").is_none(), "other sessions end");
    assert!(sessions::find(service, &cookie).await.expect("asked").is_some(), "this one stays");

    let jwt = tokens::login(service, "ruben@example.test", "another long password", "::1").await.expect("a token");
    assert_eq!(tokens::find(service, &jwt).await.expect("asked"), Ok(signed_in.actor.clone()));
    let token = tokens::add(service, &admin, &ruben, "board", &["candidates:read".to_owned()], None).await.expect("a token");
    let scoped = tokens::find(service, &token).await.expect("asked").expect("accepted");
    assert!(matches!(&scoped, Actor::Token { scopes: Scopes(scopes), .. } if scopes.contains("candidates:read")));
    assert_eq!(
        refused(candidates::create(service, &scoped, &object(json!({}))).await),
        Refusal::Forbidden(Rule::Scope("candidates:write".into()))
    );
    users::deactivate(service, &admin, ruben.id).await.expect("deactivated");
    assert!(sessions::find(service, &cookie).await.expect("asked").is_none());
    assert_eq!(tokens::find(service, &jwt).await.expect("asked"), Err(tokens::Unaccepted::Invalid));
    assert_eq!(tokens::find(service, &token).await.expect("asked"), Err(tokens::Unaccepted::Invalid));
    assert_eq!(refused(users::deactivate(service, &admin, amira.id).await), Refusal::Conflict(Conflict::LastAdmin));
});

story!(sessions_end, |stage| {
    let service = &stage.service;
    let (user, actor) = stage.user("Ruben", Role::Recruiter).await;
    let sign_in = async || sessions::sign_in(service, &user.email, PASSWORD, "::1", "Firefox").await.expect("signed in");
    let (one, _) = sign_in().await;
    let (two, _) = sign_in().await;
    assert_eq!(sessions::list(service, &actor).await.expect("listed").len(), 2);
    sessions::sign_out(service, &two).await.expect("signed out");
    assert!(sessions::find(service, &two).await.expect("asked").is_none());
    for _ in 0..5 {
        stage.clock.advance(TimeDelta::days(6));
        let found = sessions::find(service, &one).await.expect("asked");
        if stage_time(stage) - crate::support::the_day() < sessions::ABSOLUTE {
            assert!(found.is_some(), "used, it lives on");
        } else {
            assert!(found.is_none(), "not for ever");
        }
    }
    let (three, _) = sign_in().await;
    stage.clock.advance(sessions::IDLE + TimeDelta::seconds(1));
    assert!(sessions::find(service, &three).await.expect("asked").is_none(), "unused, it ends");
    let (_, stranger) = stage.user("Rosa", Role::Recruiter).await;
    let (_, mine) = sign_in().await;
    assert_eq!(refused(sessions::revoke(service, &stranger, mine.session).await), Refusal::NotFound);
    sessions::revoke(service, &actor, mine.session).await.expect("ended");
    assert_eq!(refused(sessions::revoke(service, &actor, mine.session).await), Refusal::NotFound);
});

story!(tokens_end_and_are_revoked, |stage| {
    let service = &stage.service;
    let (ruben, actor) = stage.user("Ruben", Role::Recruiter).await;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (_, stranger) = stage.user("Rosa", Role::Recruiter).await;
    let scopes = ["candidates:read".to_owned(), "users:read".to_owned()];
    let ends = stage_time(stage) + TimeDelta::days(30);
    let short = tokens::add(service, &actor, &ruben, "  Job board ", &scopes, Some(TimeDelta::days(30))).await.expect("a token");
    stage.clock.advance(TimeDelta::minutes(1));
    let long = tokens::add(service, &actor, &ruben, "Careers site", &scopes[..1], None).await.expect("a token");
    for (name, scopes, flawed) in [("", &scopes[..], "name"), ("x", &[], "scopes"), ("x", &["all".to_owned()][..], "scopes")] {
        let Refusal::Invalid(flaws) = refused(tokens::add(service, &actor, &ruben, name, scopes, None).await) else { panic!("{flawed}") };
        assert!(flaws.0.iter().any(|flaw| flaw.field == flawed), "{flaws:?}");
    }
    let scoped = tokens::find(service, &long).await.expect("asked").expect("accepted");
    assert!(matches!(refused(tokens::list(service, &scoped).await), Refusal::Forbidden(Rule::Role(_))), "a token makes and sees no others");
    assert!(matches!(refused(tokens::add(service, &scoped, &ruben, "x", &scopes, None).await), Refusal::Forbidden(Rule::Role(_))));

    let anothers = tokens::add(service, &stranger, &ruben, "x", &scopes, None).await;
    assert_eq!(refused(anothers), Refusal::Forbidden(Rule::Role(Action::ManageUsers)), "nobody makes a token of somebody else");

    let listed = tokens::list(service, &actor).await.expect("listed");
    assert_eq!(listed.iter().map(|token| token.name.as_str()).collect::<Vec<_>>(), ["Careers site", "Job board"]);
    assert_eq!((listed[0].expires_at, listed[1].expires_at), (None, Some(ends)));
    assert_eq!((listed[0].used_at, listed[1].used_at), (Some(stage_time(stage)), None));
    assert_eq!(listed[1].scopes, Scopes(scopes.iter().cloned().collect()));
    assert_eq!(listed[0].owner, (ruben.id, ruben.name.clone()));
    assert!(tokens::list(service, &stranger).await.expect("listed").is_empty(), "others' are others'");
    assert_eq!(tokens::list(service, &admin).await.expect("listed"), listed, "an administrator sees all");

    let [careers, board] = [listed[0].id, listed[1].id];
    assert_eq!(refused(tokens::revoke(service, &stranger, careers).await), Refusal::NotFound);
    tokens::revoke(service, &actor, careers).await.expect("revoked");
    assert_eq!(refused(tokens::revoke(service, &actor, careers).await), Refusal::NotFound);
    assert_eq!(tokens::find(service, &long).await.expect("asked"), Err(tokens::Unaccepted::Invalid));
    stage.clock.advance(TimeDelta::days(30));
    assert_eq!(tokens::find(service, &short).await.expect("asked"), Err(tokens::Unaccepted::Expired));
    assert_eq!(tokens::list(service, &actor).await.expect("listed").len(), 1, "what ended is seen to have ended");
    tokens::revoke(service, &admin, board).await.expect("an administrator revokes anybody's");
    assert_eq!(tokens::find(service, &short).await.expect("asked"), Err(tokens::Unaccepted::Invalid));
});

fn stage_time(stage: &crate::support::Stage) -> chrono::DateTime<chrono::Utc> {
    service::clock::Clock::now(&*stage.clock)
}

story!(passwords_are_not_guessed, |stage| {
    let service = &stage.service;
    let (user, _) = stage.user("Ruben", Role::Recruiter).await;
    for n in 0..10 {
        let address = format!("192.0.2.{n}");
        let wrong = sessions::sign_in(service, &user.email, "wrong password", &address, "").await.map(drop);
        assert_eq!(refused(wrong), Refusal::Unauthenticated);
    }
    stage.clock.advance(TimeDelta::minutes(5));
    let throttled = sessions::sign_in(service, &user.email, PASSWORD, "192.0.2.99", "").await.map(drop);
    assert_eq!(refused(throttled), Refusal::Throttled { retry_after: 600 }, "even the right one");
    stage.clock.advance(TimeDelta::minutes(11));
    sessions::sign_in(service, &user.email, PASSWORD, "192.0.2.99", "").await.expect("later");
});

story!(programs_have_accounts_of_their_own, |stage| {
    let service = &stage.service;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (amira, admin) = stage.user("Amira", Role::Admin).await;
    let board = |role: &str| object(json!({ "name": "Job board", "role": role }));
    let refusal = refused(users::add_program(service, &recruiter, &board("recruiter")).await);
    assert_eq!(refusal, Refusal::Forbidden(Rule::Role(Action::ManageUsers)));
    let refusal = refused(users::add_program(service, &admin, &board("interviewer")).await);
    assert_eq!(refusal, FieldErrors::one("role", Flaw::Choice), "what it reads hangs on nothing of its own");
    let program = users::add_program(service, &admin, &board("recruiter")).await.expect("an account");
    assert!(program.service && !program.is_person());
    let scopes = ["candidates:write".to_owned(), "recruitment-task-answers:write".to_owned()];
    let refusal = refused(tokens::add(service, &recruiter, &program, "Board", &scopes, None).await);
    assert_eq!(refusal, Refusal::Forbidden(Rule::Role(Action::ManageUsers)), "nobody promotes themselves by a program");
    let secret = tokens::add(service, &admin, &program, "Board", &scopes, None).await.expect("a token");
    let actor = tokens::find(service, &secret).await.expect("asked").expect("accepted");
    let given = json!({ "firstname": "Zoë", "lastname": "Smit", "email": "zoe@example.test" });
    let zoe = candidates::create(service, &actor, &object(given)).await.expect("created").id;
    let history = candidates::history(service, &admin, zoe).await.expect("a history");
    assert!(history.iter().all(|change| change.actor == Some(program.id)), "what it does is recorded under its own name");
    let token = tokens::list(service, &admin).await.expect("listed").remove(0);
    assert_eq!((token.program, token.owner), (true, (program.id, "Job board".to_owned())));
    assert!(tokens::list(service, &recruiter).await.expect("listed").is_empty());

    // Nobody signs in with it, and it is put in charge of nothing.
    assert_eq!(refused(sessions::sign_in(service, &program.email, PASSWORD, "::1", "").await.map(drop)), Refusal::Unauthenticated);
    assert_eq!(refused(users::reset_link(service, &admin, program.id).await.map(drop)), Refusal::NotFound, "it has no password");
    assert!(users::request_reset(service, &program.email).await.expect("asked").is_none());
    let keeper = candidates::patch(service, &admin, zoe, &object(json!({ "recruiter": program.id })), None).await;
    assert_eq!(refused(keeper), FieldErrors::one("recruiter", Flaw::Choice));
    let task = crate::interviews::questions(stage, &admin, domain::task_groups::Blind::Never).await.id;
    let heard = object(json!({ "recruitmentTask": task.0, "candidate": zoe, "source": "interviewer", "score": 3 }));
    assert_eq!(refused(answers::create(service, &actor, &heard).await), FieldErrors::one("source", Flaw::Choice));
    let told = object(json!({ "recruitmentTask": task.0, "candidate": zoe, "score": 3 }));
    assert_eq!(answers::create(service, &actor, &told).await.expect("an answer").interviewer, None, "a program interviews nobody");
    let hidden = candidates::patch(service, &admin, zoe, &object(json!({ "visibility": "confidential" })), None).await.expect("hidden");
    assert_eq!(hidden.recruiter, None);
    let own = |owner: domain::id::UserId| object(json!({ "position": "Engineer", "owners": [format!("/users/{owner}")] }));
    let requests_too = ["resource-requests:write".to_owned()];
    let secret_too = tokens::add(service, &admin, &program, "ERP", &requests_too, None).await.expect("a token");
    let erp = tokens::find(service, &secret_too).await.expect("asked").expect("accepted");
    assert_eq!(refused(requests::create(service, &erp, &own(program.id)).await), FieldErrors::one("owners", Flaw::Choice));
    let unowned = requests::create(service, &erp, &object(json!({ "position": "Engineer" }))).await.expect("a request");
    assert!(unowned.owners.is_empty(), "a program owns nothing");
    let given = requests::patch(service, &admin, unowned.id, &own(amira.id), None).await.expect("somebody's");
    assert_eq!(refused(requests::patch(service, &admin, given.id, &own(program.id), None).await), FieldErrors::one("owners", Flaw::Choice));
    users::patch(service, &admin, program.id, &object(json!({ "role": "admin" })), None).await.expect("an administrator");
    assert_eq!(
        refused(users::deactivate(service, &admin, amira.id).await),
        Refusal::Conflict(Conflict::LastAdmin),
        "who signs in must stay one"
    );
    let lower = users::patch(service, &admin, program.id, &object(json!({ "role": "hiring_manager" })), None).await;
    assert_eq!(refused(lower), FieldErrors::one("role", Flaw::Choice));

    // It stays when people leave, has another token while the old one is in use, and ends when it is deactivated.
    users::deactivate(service, &admin, ruben.id).await.expect("deactivated");
    let renewed = tokens::add(service, &admin, &program, "Board 2027", &scopes, None).await.expect("another token");
    for secret in [&secret, &renewed] {
        assert!(tokens::find(service, secret).await.expect("asked").is_ok());
    }
    tokens::revoke(service, &admin, token.id).await.expect("revoked");
    assert_eq!(tokens::find(service, &secret).await.expect("asked"), Err(tokens::Unaccepted::Invalid));
    users::deactivate(service, &admin, program.id).await.expect("deactivated");
    assert_eq!(tokens::find(service, &renewed).await.expect("asked"), Err(tokens::Unaccepted::Invalid));
});

story!(the_log_shows_tampering, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    for n in 0..3 {
        let given = object(json!({ "firstname": "A", "lastname": "B", "email": format!("a{n}@example.test") }));
        candidates::create(service, &admin, &given).await.expect("created");
    }
    settled(service).await;
    let audit = changes::audit(service).await.expect("audited");
    assert_eq!(audit, changes::Audit { good: 4, bad: vec![], unordered: 0 });
    let command = service.command(&admin);
    let forged = service.db.write(&command, |tx| {
        Box::pin(async move { tx.query("UPDATE change SET facts = '{}' WHERE kind = 'created' AND entity = 'user'").execute().await })
    });
    assert!(forged.await.is_err(), "a command that records nothing does not commit");
    let quiet = service.db.housekeep(|tx| Box::pin(async move { tx.query("UPDATE change SET facts = '{}'").execute().await }));
    assert!(quiet.await.is_err(), "and housekeeping has no business there");
    crate::support::tamper(stage).await;
    let audit = changes::audit(service).await.expect("audited");
    assert_eq!(audit.bad, [2]);
});

/// Waits until PostgreSQL's changes have their places.
async fn settled(service: &service::Service) {
    for _ in 0..200 {
        if changes::audit(service).await.expect("audited").unordered == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

story!(changes_stand_in_the_order_in_which_they_happened_whatever_the_clock_says, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let given = object(json!({ "firstname": "A", "lastname": "B", "email": "a@example.test" }));
    let file = candidates::create(service, &admin, &given).await.expect("created").id;
    for n in 0..20 {
        stage.clock.advance(-TimeDelta::minutes(1));
        let given = object(json!({ "location": format!("Place {n}") }));
        candidates::patch(service, &admin, file, &given, None).await.expect("changed");
    }
    settled(service).await;
    let order = "SELECT c.facts FROM change_order o JOIN change c ON c.id = o.change_id WHERE c.entity_id = $1 ORDER BY o.position";
    let facts: Vec<(String,)> = service.db.read(async |tx: &mut Tx| tx.query(order).bind(file.0).all().await).await.expect("the log");
    let versions: Vec<i64> = facts.iter().map(|(facts,)| serde_json::from_str::<Facts>(facts).expect("facts").version).collect();
    assert_eq!(versions, (1..=21).collect::<Vec<_>>());
});

story!(many_write_at_once_and_each_pays_for_itself, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let mut tasks = Vec::new();
    for n in 0..120 {
        let (service, admin) = (stage.service.clone(), admin.clone());
        tasks.push(tokio::spawn(async move {
            let email = if n % 10 == 0 { "nonsense".to_owned() } else { format!("a{n}@example.test") };
            let recruiter = if n % 10 == 1 { Some(uuid::Uuid::nil().to_string()) } else { None };
            let given = object(json!({ "firstname": "A", "lastname": "B", "email": email, "recruiter": recruiter }));
            candidates::create(&service, &admin, &given).await.is_ok()
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += i64::from(task.await.expect("no panic"));
    }
    assert_eq!(done, 96);
    let query = Query { paging: Paging { page: 1, per_page: 0 }, ..Query::default() };
    assert_eq!(candidates::list(&stage.service, &admin, &query, Archived::Shown).await.expect("a list").total, 96);
    settled(&stage.service).await;
    assert_eq!(changes::audit(&stage.service).await.expect("audited").good, 97);
});

story!(a_write_is_finished_though_nobody_waits, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    for n in 0..20 {
        let given = object(json!({ "firstname": "A", "lastname": "B", "email": format!("a{n}@example.test") }));
        let create = candidates::create(&stage.service, &admin, &given);
        // The client goes away at once.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(200 * n), create).await;
    }
    let given = object(json!({ "firstname": "Last", "lastname": "B", "email": "last@example.test" }));
    candidates::create(&stage.service, &admin, &given).await.expect("the pool is not poisoned");
    settled(&stage.service).await;
    let audit = changes::audit(&stage.service).await.expect("audited");
    let total = candidates::list(&stage.service, &admin, &Query::default(), Archived::Shown).await.expect("a list").total;
    assert_eq!(audit.good as i64, total + 1, "a change for every file, and the user's: nothing is half done");
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
