//! Imports: what becomes of rows, before anything happens, when it does, and when it is taken back.

use crate::{
    interviews::{plan, questions},
    support::{Stage, object, refused},
};
use chrono::TimeDelta;
use domain::{
    candidates::{Candidate, Lifecycle},
    error::{Conflict, Error as Refusal, Flaw},
    id::ImportId,
    imports::{Column, Format, Import, ImportRow, OnDuplicate, Outcome, Status, guessed},
    policy::Actor,
    query::Query,
    resource::Described,
    task_groups::Blind,
    users::Role,
};
use serde_json::{Value, json};
use service::{
    candidates::{self, Archived},
    imports::{self, Beginning},
    interviews, notes, users,
};

/// A file of lines of JSON.
pub fn lines() -> Beginning {
    let source = Some("Board".to_owned());
    Beginning { name: None, source, on_duplicate: OnDuplicate::Skip, format: Format::Ndjson, columns: Vec::new(), patient: false }
}

fn table(header: &[&str]) -> Beginning {
    let header: Vec<String> = header.iter().map(|column| (*column).to_owned()).collect();
    Beginning { format: Format::Csv, columns: guessed(&header), ..lines() }
}

pub fn person(name: &str) -> Value {
    json!({ "firstname": name, "lastname": "B", "email": format!("{}@example.test", name.to_lowercase()) })
}

pub async fn sent(stage: &Stage, actor: &Actor, beginning: Beginning, rows: &[Value]) -> Import {
    let mut receiving = imports::begin(&stage.service, actor, beginning).await.expect("begun");
    for row in rows {
        receiving.push(Ok(object(row.clone())), 100).await.expect("taken");
    }
    receiving.finish().await.expect("received")
}

pub async fn work(stage: &Stage) {
    while imports::work(&stage.service).await.expect("worked") {}
}

async fn rehearsed(stage: &Stage, actor: &Actor, beginning: Beginning, rows: &[Value]) -> Import {
    let id = sent(stage, actor, beginning, rows).await.id;
    work(stage).await;
    let import = imports::get(&stage.service, actor, id).await.expect("there");
    assert_eq!(import.status, Status::Ready);
    import
}

async fn asked(stage: &Stage, actor: &Actor, id: ImportId, status: &str) -> Import {
    let given = object(json!({ "status": status }));
    imports::patch(&stage.service, actor, id, &given, None).await.expect("asked");
    stage.clock.advance(TimeDelta::minutes(1));
    work(stage).await;
    imports::get(&stage.service, actor, id).await.expect("there")
}

async fn rows(stage: &Stage, actor: &Actor, id: ImportId) -> Vec<ImportRow> {
    let pairs = [("import", id.to_string()), ("order[number]", "asc".to_owned()), ("itemsPerPage", "100".to_owned())];
    let resource = const { &domain::imports::ImportRowFields::RESOURCE };
    let query = Query::read(resource, pairs.iter().map(|(name, value)| (*name, value.as_str()))).expect("a query");
    imports::rows(&stage.service, actor, &query).await.expect("listed").items
}

async fn outcomes(stage: &Stage, actor: &Actor, id: ImportId) -> Vec<Outcome> {
    rows(stage, actor, id).await.iter().map(|row| row.outcome).collect()
}

async fn everybody(stage: &Stage) -> Vec<Candidate> {
    candidates::list(&stage.service, &Actor::System, &Query::default(), Archived::Shown).await.expect("listed").items
}

async fn called(stage: &Stage, firstname: &str) -> Candidate {
    everybody(stage).await.into_iter().find(|candidate| candidate.firstname == firstname).expect("there")
}

story!(nothing_happens_before_it_is_applied_and_then_all_of_it_does, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let known = candidates::create(&stage.service, &recruiter, &object(person("Known"))).await.expect("made");
    let header = table(&["Voornaam", "Achternaam", "E-mail", "Telefoon", "Geboortedatum", "Vaardigheden"]);
    let row = |name: &str, more: Value| {
        let mut row = object(json!({ "Voornaam": name, "Achternaam": "B", "E-mail": format!("{}@example.test", name.to_lowercase()) }));
        row.extend(object(more));
        Value::Object(row)
    };
    let given = [
        row("Ada", json!({ "Telefoon": "+31 6 12345678", "Vaardigheden": "Rust: 3; SQL" })),
        row("Known", json!({ "Telefoon": "1" })),
        row("Bob", json!({ "Geboortedatum": "31-12-1990" })),
        row("Twice", json!({ "Telefoon": "06-12345678" })),
        row("Bob", json!({})),
        row("", json!({})),
    ];
    let import = rehearsed(stage, &recruiter, header, &given).await;
    use Outcome::{Create, Duplicate, Invalid, Repeated};
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Create, Duplicate, Invalid, Repeated, Create, Invalid]);
    let told = rows(stage, &recruiter, import.id).await;
    assert_eq!(told[1].candidate, Some(known.id));
    assert_eq!((told[2].reasons[0].property_path.as_str(), &told[2].reasons[0].flaw), ("birthDate", &Some(Flaw::Date)));
    assert_eq!(told[3].same_as, Some(1), "the same number, though it is written otherwise");
    assert_eq!(told[5].reasons.len(), 2, "a name and an address: {:?}", told[5].reasons);
    assert_eq!((import.counts.create, import.counts.invalid, import.counts.duplicate, import.counts.repeated), (2, 2, 1, 1));
    assert_eq!(everybody(stage).await.len(), 1, "it was a rehearsal");

    let import = asked(stage, &recruiter, import.id, "applying").await;
    assert_eq!((import.status, import.done, import.counts.create), (Status::Applied, 6, 2));
    let ada = called(stage, "Ada").await;
    assert_eq!((ada.source.as_deref(), ada.skills.len()), (Some("Board"), 2));
    assert_eq!(everybody(stage).await.len(), 3);
    let told = rows(stage, &recruiter, import.id).await;
    assert_eq!((told[0].candidate, &told[0].given), (Some(ada.id), &Value::Null), "what was applied is in the file");
    assert!(!told[2].given.is_null(), "what was not can still be mended");
    let history = candidates::history(&stage.service, &recruiter, ada.id).await.expect("told");
    assert_eq!(history[0].actor, recruiter.user());
    let bob = candidates::history(&stage.service, &recruiter, called(stage, "Bob").await.id).await.expect("told");
    assert_eq!(history[0].command, bob[0].command, "one command");

    let import = asked(stage, &recruiter, import.id, "undoing").await;
    assert_eq!((import.status, import.counts.removed), (Status::Undone, 2));
    assert_eq!(called(stage, "Ada").await.lifecycle, Lifecycle::Archived);
    assert_eq!(called(stage, "Known").await.lifecycle, Lifecycle::Active);

    // The same file once more brings them back.
    let again = rehearsed(stage, &recruiter, table(&["Voornaam", "Achternaam", "E-mail", "Telefoon"]), &given[..2]).await;
    assert_eq!(outcomes(stage, &recruiter, again.id).await, [Outcome::Restore, Duplicate]);
    asked(stage, &recruiter, again.id, "applying").await;
    let back = called(stage, "Ada").await;
    assert_eq!((back.id, back.lifecycle), (ada.id, Lifecycle::Active));
});

story!(who_is_called_alike_where_they_come_from_is_changed, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let ada = |location: &str| {
        let mut ada = object(person("Ada"));
        ada.extend(object(json!({ "externalId": 7, "location": location })));
        Value::Object(ada)
    };
    let first = rehearsed(stage, &recruiter, lines(), &[ada("Utrecht"), ada("Arnhem")]).await;
    assert_eq!(outcomes(stage, &recruiter, first.id).await, [Outcome::Create, Outcome::Repeated]);
    asked(stage, &recruiter, first.id, "applying").await;
    // No address, another name: it is the id that counts. Who is not there cannot be made of an id alone.
    let changed = [json!({ "externalId": "7", "firstname": "Ada Maria", "location": null }), json!({ "externalId": "8" })];
    let second = rehearsed(stage, &recruiter, lines(), &changed).await;
    assert_eq!(outcomes(stage, &recruiter, second.id).await, [Outcome::Update, Outcome::Invalid]);
    asked(stage, &recruiter, second.id, "applying").await;
    let person = called(stage, "Ada Maria").await;
    assert_eq!((&person.location, person.email.as_str()), (&None, "ada@example.test"));
    let same = rehearsed(stage, &recruiter, lines(), &[json!({ "externalId": "7", "firstname": "Ada Maria" })]).await;
    assert_eq!(outcomes(stage, &recruiter, same.id).await, [Outcome::Unchanged]);
    // Another system's 7 is somebody else; by her address she is known all the same.
    let other = Beginning { source: Some("Other".to_owned()), ..lines() };
    let other = rehearsed(stage, &recruiter, other, &[ada("Utrecht")]).await;
    assert_eq!(outcomes(stage, &recruiter, other.id).await, [Outcome::Duplicate]);
    let nobody = Beginning { source: None, ..lines() };
    let nobody = rehearsed(stage, &recruiter, nobody, &[ada("Utrecht")]).await;
    assert_eq!(rows(stage, &recruiter, nobody.id).await[0].reasons[0].property_path, "source");

    let undone = asked(stage, &recruiter, second.id, "undoing").await;
    assert_eq!(undone.counts.reverted, 1);
    assert_eq!(called(stage, "Ada").await.location.as_deref(), Some("Utrecht"));
});

story!(what_went_on_since_is_not_undone, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let people = ["Ada", "Bob", "Cy", "Dee"].map(person);
    let import = rehearsed(stage, &recruiter, lines(), &people).await;
    asked(stage, &recruiter, import.id, "applying").await;
    let note = object(json!({ "candidate": called(stage, "Ada").await.id, "content": "Met." }));
    notes::create(&stage.service, &recruiter, &note).await.expect("noted");
    let moved = object(json!({ "location": "Utrecht" }));
    candidates::patch(&stage.service, &recruiter, called(stage, "Bob").await.id, &moved, None).await.expect("changed");
    candidates::archive(&stage.service, &recruiter, called(stage, "Cy").await.id, None).await.expect("archived");
    let import = asked(stage, &recruiter, import.id, "undoing").await;
    use Outcome::{Kept, Removed};
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Kept, Kept, Kept, Removed]);
    assert_eq!((import.counts.kept, import.counts.removed), (3, 1));
    // Whoever is archived since then by a person stays so.
    let dee = called(stage, "Dee").await;
    candidates::restore(&stage.service, &recruiter, dee.id, None).await.expect("restored");
    stage.clock.advance(TimeDelta::minutes(1));
    candidates::archive(&stage.service, &recruiter, dee.id, None).await.expect("archived");
    let again = rehearsed(stage, &recruiter, lines(), &people[3..]).await;
    assert_eq!(outcomes(stage, &recruiter, again.id).await, [Outcome::Duplicate]);
});

story!(duplicates_are_changed_or_made_where_that_is_wanted, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    candidates::create(&stage.service, &recruiter, &object(person("Ada"))).await.expect("made");
    let mut given = object(person("Ada"));
    given.insert("location".to_owned(), json!("Utrecht"));
    let given = [Value::Object(given.clone()), Value::Object(given)];
    let update = Beginning { on_duplicate: OnDuplicate::Update, ..lines() };
    let import = rehearsed(stage, &recruiter, update, &given).await;
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Outcome::Update, Outcome::Repeated]);
    // Said otherwise, it is rehearsed again.
    let otherwise = object(json!({ "onDuplicate": "create" }));
    let import = imports::patch(&stage.service, &recruiter, import.id, &otherwise, Some(import.version)).await.expect("said");
    assert_eq!(import.status, Status::Checking);
    work(stage).await;
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Outcome::Create, Outcome::Create]);
    asked(stage, &recruiter, import.id, "applying").await;
    assert_eq!(everybody(stage).await.len(), 3);
});

story!(a_step_is_taken_when_it_is_its_time, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, other) = stage.user("Rosa", Role::Recruiter).await;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (_, manager) = stage.user("Mark", Role::HiringManager).await;
    let service = &stage.service;
    let wrong = table(&["Naam", "Adres"]);
    let Refusal::Invalid(flaws) = refused(imports::begin(service, &recruiter, wrong.clone()).await.map(drop)) else { panic!("flaws") };
    assert_eq!(flaws.0.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["firstname", "lastname", "email"]);
    assert!(matches!(refused(imports::begin(service, &manager, lines()).await.map(drop)), Refusal::Forbidden(_)));
    let empty = imports::begin(service, &recruiter, lines()).await.expect("begun");
    assert!(matches!(refused(empty.finish().await), Refusal::Invalid(_)));

    // A person says what the columns are when they see them.
    let patient = Beginning { patient: true, ..wrong };
    let import = sent(stage, &recruiter, patient, &[json!({ "Naam": "Ada", "Adres": "ada@example.test" })]).await;
    assert_eq!(import.status, Status::Mapping);
    work(stage).await;
    let patch = async |by: &Actor, given: Value| imports::patch(service, by, import.id, &object(given), None).await;
    assert_eq!(refused(patch(&other, json!({ "name": "x" })).await), Refusal::NotFound);
    assert!(matches!(refused(patch(&recruiter, json!({ "status": "applying" })).await), Refusal::Conflict(Conflict::Transition { .. })));
    let columns = json!([{ "column": "Naam", "attribute": "firstname" }, { "column": "Adres", "attribute": "email" }]);
    assert!(matches!(refused(patch(&recruiter, json!({ "columns": columns })).await), Refusal::Invalid(_)));
    let columns = json!([{ "column": "Naam", "attribute": "lastname" }, { "column": "Adres", "attribute": "email" }, { "column": "x", "attribute": "firstname" }]);
    let both = patch(&recruiter, json!({ "columns": columns, "status": "applying" })).await;
    assert!(matches!(refused(both), Refusal::Conflict(Conflict::Transition { .. })));
    patch(&recruiter, json!({ "columns": columns })).await.expect("said");
    work(stage).await;
    assert_eq!(outcomes(stage, &admin, import.id).await, [Outcome::Invalid], "an administrator sees all of them");
    assert!(rows(stage, &other, import.id).await.is_empty());
    let Import { fields, .. } = imports::get(service, &recruiter, import.id).await.expect("there");
    assert_eq!((fields.status, fields.columns.len()), (Status::Ready, 3));
    assert_eq!(fields.columns[0], Column { column: "Naam".to_owned(), attribute: Some("lastname".to_owned()) });

    patch(&recruiter, json!({ "status": "applying" })).await.expect("asked");
    let late = imports::delete(service, &recruiter, import.id, None).await;
    assert!(matches!(refused(late), Refusal::Conflict(Conflict::Transition { .. })));
    // Who may not do it any more does not have it done.
    users::deactivate(service, &Actor::System, recruiter.user().expect("a user")).await.expect("gone");
    work(stage).await;
    assert_eq!(imports::get(service, &admin, import.id).await.expect("there").status, Status::Stopped);
    assert_eq!(asked(stage, &admin, import.id, "applying").await.status, Status::Applied);
    imports::delete(service, &admin, import.id, None).await.expect("gone");
    imports::forget(service).await.expect("forgotten");
    assert_eq!(refused(imports::get(service, &admin, import.id).await), Refusal::NotFound);
});

story!(nobody_learns_of_whom_they_may_not_know, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let mut secret = object(person("Ada"));
    secret.extend(object(json!({ "visibility": "confidential", "externalId": "7" })));
    let import = rehearsed(stage, &admin, lines(), &[Value::Object(secret)]).await;
    asked(stage, &admin, import.id, "applying").await;
    let mut same = object(person("Ada"));
    let by_address = rehearsed(stage, &recruiter, lines(), &[Value::Object(same.clone())]).await;
    assert_eq!(outcomes(stage, &recruiter, by_address.id).await, [Outcome::Create]);
    same.insert("externalId".to_owned(), json!("7"));
    let by_id = rehearsed(stage, &recruiter, lines(), &[Value::Object(same)]).await;
    let told = rows(stage, &recruiter, by_id.id).await;
    assert_eq!((told[0].candidate, told[0].reasons[0].flaw.clone()), (None, Some(Flaw::Taken)));
    let dangling =
        json!({ "firstname": "X", "lastname": "Y", "email": "x@example.test", "recruiter": "/users/01890000-0000-7000-8000-000000000000" });
    let wrong = [dangling, json!({ "firstname": 5, "lastname": "Y", "email": "x@example.test" })];
    let import = rehearsed(stage, &recruiter, lines(), &wrong).await;
    let told = rows(stage, &recruiter, import.id).await;
    assert_eq!(told[0].reasons[0].property_path, "recruiter");
    assert_eq!(told[1].reasons[0].flaw, Some(Flaw::Type { expected: "string".to_owned() }));
});

story!(many_rows_are_worked_on_by_several_and_each_is_done_once, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let people: Vec<Value> = (0..620).map(|n| person(&format!("P{n}"))).collect();
    let id = sent(stage, &recruiter, lines(), &people).await.id;
    let hands = async || {
        let hand = async || while imports::work(&stage.service).await.expect("worked") {};
        tokio::join!(hand(), hand(), hand());
        work(stage).await;
    };
    hands().await;
    imports::patch(&stage.service, &recruiter, id, &object(json!({ "status": "applying" })), None).await.expect("asked");
    // Somebody stops it midway, and takes back what was done.
    for _ in 0..4 {
        assert!(imports::work(&stage.service).await.expect("worked"));
    }
    let midway = imports::get(&stage.service, &recruiter, id).await.expect("there");
    assert_eq!((midway.status, midway.done), (Status::Applying, 200));
    assert_eq!(everybody_counted(stage).await, 200);
    imports::patch(&stage.service, &recruiter, id, &object(json!({ "status": "undoing" })), None).await.expect("asked");
    hands().await;
    let undone = imports::get(&stage.service, &recruiter, id).await.expect("there");
    assert_eq!((undone.status, undone.counts.removed, undone.counts.create), (Status::Undone, 200, 420));
    // Once more, to its end.
    let again = sent(stage, &recruiter, lines(), &people).await.id;
    hands().await;
    imports::patch(&stage.service, &recruiter, again, &object(json!({ "status": "applying" })), None).await.expect("asked");
    stage.clock.advance(TimeDelta::minutes(1));
    hands().await;
    let applied = imports::get(&stage.service, &recruiter, again).await.expect("there");
    assert_eq!((applied.status, applied.counts.restore, applied.counts.create), (Status::Applied, 200, 420));
    assert_eq!(everybody_counted(stage).await, 620);
});

async fn everybody_counted(stage: &Stage) -> i64 {
    let query = Query::default();
    candidates::list(&stage.service, &Actor::System, &query, Archived::Hidden).await.expect("listed").total
}

story!(whoever_only_interviews_somebody_does_not_write_in_their_file, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (user, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let mut secret = object(person("Ada"));
    secret.insert("visibility".to_owned(), json!("confidential"));
    let ada = candidates::create(&stage.service, &admin, &secret).await.expect("made");
    let group = questions(stage, &admin, Blind::Never).await.task_group;
    let plan = plan(ada.id, group, vec![user.id], "2026-03-04", "10:00", "11:00");
    interviews::schedule(&stage.service, &admin, &plan).await.expect("planned");
    let mut mine = object(person("Ada"));
    mine.extend(object(json!({ "visibility": "normal", "recruiter": format!("/users/{}", user.id) })));
    let update = Beginning { on_duplicate: OnDuplicate::Update, ..lines() };
    let import = rehearsed(stage, &recruiter, update, &[Value::Object(mine)]).await;
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Outcome::Duplicate]);
});

story!(what_an_undone_import_said_of_ids_counts_no_more, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let xavier = candidates::create(&stage.service, &recruiter, &object(person("Xavier"))).await.expect("made");
    let called_seven = |name: &str| {
        let mut row = object(person(name));
        row.insert("externalId".to_owned(), json!("7"));
        Value::Object(row)
    };
    let update = || Beginning { on_duplicate: OnDuplicate::Update, ..lines() };
    // As he is: nothing is changed, but the id.
    let wrong = rehearsed(stage, &recruiter, update(), &[called_seven("Xavier")]).await;
    assert_eq!(outcomes(stage, &recruiter, wrong.id).await, [Outcome::Unchanged]);
    asked(stage, &recruiter, wrong.id, "applying").await;
    asked(stage, &recruiter, wrong.id, "undoing").await;
    let right = rehearsed(stage, &recruiter, update(), &[called_seven("Anna")]).await;
    assert_eq!(outcomes(stage, &recruiter, right.id).await, [Outcome::Create]);
    asked(stage, &recruiter, right.id, "applying").await;
    assert_eq!(called(stage, "Xavier").await.id, xavier.id);
    // Who has come back and was met since is not put away, either.
    asked(stage, &recruiter, right.id, "undoing").await;
    let back = rehearsed(stage, &recruiter, update(), &[called_seven("Anna")]).await;
    assert_eq!(outcomes(stage, &recruiter, back.id).await, [Outcome::Restore]);
    asked(stage, &recruiter, back.id, "applying").await;
    let note = object(json!({ "candidate": called(stage, "Anna").await.id, "content": "Met." }));
    notes::create(&stage.service, &recruiter, &note).await.expect("noted");
    let kept = asked(stage, &recruiter, back.id, "undoing").await;
    assert_eq!(kept.counts.kept, 1);
});

story!(strange_rows_stop_nothing, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let with = |name: &str, value: Value| {
        let mut row = object(person("Ada"));
        row.insert(name.to_owned(), value);
        Value::Object(row)
    };
    let slug = (0..1_900).map(|n| char::from_u32(0x4e00 + n).unwrap_or('x')).collect::<String>();
    let strange = [
        with("email", json!(format!("{slug}{slug}@example.test"))),
        with("email", json!("a\u{0}@example.test")),
        with("linkedinProfile", json!(format!("https://www.linkedin.com/in/{slug}"))),
        with("externalId", json!("\u{0}")),
        with("externalId", json!(slug)),
        person("Bob"),
    ];
    let import = rehearsed(stage, &recruiter, lines(), &strange).await;
    use Outcome::{Create, Invalid};
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Invalid, Invalid, Create, Invalid, Invalid, Create]);
    assert_eq!(asked(stage, &recruiter, import.id, "applying").await.counts.create, 2);
    // Two who are known by their ids may share a phone number.
    let known = |id: u8, name: &str| json!({ "externalId": id, "firstname": name, "lastname": "B", "email": format!("{id}@example.test") });
    let import = rehearsed(stage, &recruiter, lines(), &[known(1, "P"), known(2, "Q")]).await;
    asked(stage, &recruiter, import.id, "applying").await;
    let share = |id: u8| json!({ "externalId": id, "phoneNumber": "020 1234567" });
    let import = rehearsed(stage, &recruiter, lines(), &[share(1), share(2), share(2)]).await;
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Outcome::Update, Outcome::Update, Outcome::Repeated]);
});

story!(two_rows_of_one_person_are_taken_back_the_last_one_first, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let mut ada = object(person("Ada"));
    ada.extend(object(json!({ "phoneNumber": "+31 6 12345678", "location": "Utrecht" })));
    let ada = candidates::create(&stage.service, &recruiter, &ada).await.expect("made");
    let by_address = json!({ "firstname": "Ada", "lastname": "B", "email": "ada@example.test", "location": "Arnhem" });
    let by_phone =
        json!({ "firstname": "Ada", "lastname": "C", "email": "other@example.test", "phoneNumber": "0612345678", "location": "Breda" });
    let update = Beginning { on_duplicate: OnDuplicate::Update, ..lines() };
    let import = rehearsed(stage, &recruiter, update, &[by_address, person("Bob"), by_phone]).await;
    use Outcome::{Create, Removed, Reverted, Update};
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Update, Create, Update]);
    asked(stage, &recruiter, import.id, "applying").await;
    assert_eq!(called(stage, "Ada").await.location.as_deref(), Some("Breda"));
    asked(stage, &recruiter, import.id, "undoing").await;
    assert_eq!(outcomes(stage, &recruiter, import.id).await, [Reverted, Removed, Reverted]);
    assert_eq!(called(stage, "Ada").await.fields, ada.fields);
});
