//! Accounts, sessions, tokens and passwords, of people and of programs.

use crate::support::{PASSWORD, object, refused};
use chrono::TimeDelta;
use domain::{
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    policy::{Action, Actor, Rule, Scopes},
    users::Role,
};
use serde_json::json;
use service::{answers, candidates, links, requests, sessions, tokens, users};

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

story!(who_was_known_a_moment_ago_is_let_in_no_more_once_they_may_not, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (rosa, actor) = stage.user("Rosa", Role::Recruiter).await;
    let sign_in = async || sessions::sign_in(service, &rosa.email, PASSWORD, "::1", "test").await.expect("signed in");
    let scopes = ["candidates:read".to_owned()];
    let add = async || tokens::add(service, &admin, &rosa, "board", &scopes, None).await.expect("a token");
    let role = async |secret: &str| {
        let found = sessions::find(service, secret).await.expect("asked");
        found.and_then(|found| found.actor.person().map(|person| person.role))
    };
    let ((first, _), (second, begun)) = (sign_in().await, sign_in().await);
    let token = add().await;
    tokens::find(service, &token).await.expect("asked").expect("good");
    // The second time SQLite is not asked.
    for _ in 0..2 {
        assert_eq!((role(&first).await, role(&second).await), (Some(Role::Recruiter), Some(Role::Recruiter)));
        assert!(tokens::find(service, &token).await.expect("asked").is_ok());
    }
    sessions::revoke(service, &actor, begun.session).await.expect("ended");
    assert_eq!((role(&first).await, role(&second).await), (Some(Role::Recruiter), None));
    let listed = tokens::list(service, &admin).await.expect("tokens");
    tokens::revoke(service, &admin, listed.first().expect("one").id).await.expect("revoked");
    assert_eq!(tokens::find(service, &token).await.expect("asked"), Err(tokens::Unaccepted::Invalid));
    users::patch(service, &admin, rosa.id, &object(json!({ "role": "hiring_manager" })), None).await.expect("another role");
    assert_eq!(role(&first).await, Some(Role::HiringManager));
    let token = add().await;
    tokens::find(service, &token).await.expect("asked").expect("good");
    assert!(tokens::find(service, &token).await.expect("asked").is_ok());
    users::deactivate(service, &admin, rosa.id).await.expect("deactivated");
    assert_eq!(role(&first).await, None);
    assert_eq!(tokens::find(service, &token).await.expect("asked"), Err(tokens::Unaccepted::Invalid));
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
    assert_eq!((token.service, token.owner), (true, (program.id, "Job board".to_owned())));
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
