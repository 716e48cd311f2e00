//! How lists are read: in how many statements, and by which indexes.

use crate::{
    feed::{Cast, Follower},
    interviews::{plan as plan_of, questions},
    lists::asking,
    support::{On, PASSWORD, Stage, object},
};
use chrono::TimeDelta;
use domain::{
    policy::Actor,
    query::Query,
    resource::{Described, Resource},
    task_groups::Blind,
    users::Role,
};
use serde_json::json;
use service::{
    answers, approval_flows, approvals, assignments,
    candidates::{self, Archived},
    check, client_views, demo, generate, imports, interviews, letters, merges, notes, request_candidates, requests, scorecards, sessions,
    task_groups, tasks, tokens, users, webhooks,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Once,
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

thread_local! {
    /// The statements that were run on this thread, while somebody listens.
    static STATEMENTS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Hears every statement. One for the whole process: with one for each test, whether a place in the code is listened to depends on what the others do.
struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sql"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Listener);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

impl Visit for Listener {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "statement" {
            STATEMENTS.with_borrow_mut(|statements| statements.iter_mut().for_each(|statements| statements.push(value.to_owned())));
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// What something comes to, and the statements that it runs, on a runtime of one thread.
pub async fn listen<T>(work: impl Future<Output = T>) -> (T, Vec<String>) {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| tracing::subscriber::set_global_default(Listener).expect("nobody else listens"));
    STATEMENTS.set(Some(Vec::new()));
    let done = work.await;
    (done, STATEMENTS.take().unwrap_or_default())
}

/// The statements of something that asks the database.
pub async fn heard<T>(work: impl Future<Output = service::Result<T>>) -> Vec<String> {
    let (done, heard) = listen(work).await;
    drop(done.expect("done"));
    assert!(!heard.is_empty(), "nothing was asked of the database");
    heard
}

async fn listed(service: &service::Service, actor: &Actor, resource: &'static Resource, order: Option<(&str, &str)>) -> Vec<String> {
    let order = order.map(|(by, way)| (format!("order[{by}]"), way));
    let query = Query::read(resource, order.iter().map(|(name, way)| (name.as_str(), *way))).expect("a query");
    match resource.path {
        "candidates" => heard(candidates::list(service, actor, &query, Archived::Hidden)).await,
        "candidate-notes" => heard(notes::list(service, actor, &query)).await,
        "recruitment-task-groups" => heard(task_groups::list(service, actor, &query)).await,
        "recruitment-tasks" => heard(tasks::list(service, actor, &query)).await,
        "recruitment-task-answers" => heard(answers::list(service, actor, &query)).await,
        "resource-requests" => heard(requests::list(service, actor, &query)).await,
        "resource-request-candidates" => heard(request_candidates::list(service, actor, &query)).await,
        "users" => heard(users::page(service, actor, &query)).await,
        "webhooks" => heard(webhooks::list(service, actor, &query)).await,
        "webhook-logs" => heard(webhooks::log(service, actor, &query)).await,
        other => panic!("{other}"),
    }
}

/// What SQLite says it will do: `SCAN candidate USING INDEX candidate_by_age`, `USE TEMP B-TREE FOR ORDER BY`.
async fn plan(conn: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(conn).await.expect("a plan");
    rows.iter().map(|row| row.get::<String, _>("detail")).collect()
}

/// What may be read without an index: settings, the groups of the question bank beside something else, a row that was written into the statement.
const FEW: &[&str] = &["g", "CONSTANT ROW", "plain", "approval_flow", "import"];
/// Of what an index may be read from one end to the other: accounts, question banks, requests (where only how many there are is asked), what is forgotten after
/// a month.
const SHORT: &[&str] = &["recruitment_task", "recruitment_task_group", "resource_request", "user_account", "webhook", "webhook_log"];

/// Whether a statement reads a whole table or index, or sorts a whole list before it gives a page of it. What a word is found in is read word by word
/// (`:M`), and a list by the index of its order until the page is full.
fn is_slow(statement: &str, step: &str) -> bool {
    // The question banks that are published, in their own order.
    let published = statement.contains("FROM recruitment_task_group WHERE status IN");
    let scans = step.strip_prefix("SCAN ").is_some_and(|rest| {
        let table = rest.split(' ').next().unwrap_or_default();
        let in_order = rest.contains("USING INDEX") && statement.contains(" LIMIT ");
        let by_words = rest.contains("VIRTUAL TABLE INDEX") && rest.contains(":M");
        let short = SHORT.contains(&table) && rest.contains("USING");
        // The statement's own values: the letters behind which a reader finds words.
        let few = FEW.contains(&rest) || rest.ends_with("-ROW VALUES CLAUSE") || (published && table == "recruitment_task_group");
        !(in_order || by_words || short || few)
    });
    scans || (step == "USE TEMP B-TREE FOR ORDER BY" && statement.contains(" OFFSET ") && !published && !of_few(statement))
}

/// Whether a list is of whoever finds the people of some requests, or of some interviews, alone: that may be sorted.
fn of_few(statement: &str) -> bool {
    let narrow = ["IN (SELECT candidate FROM interview_seat WHERE", "IN (SELECT request FROM resource_request_owner WHERE"];
    narrow.iter().any(|part| statement.contains(part)) && !statement.contains("visibility = 'normal'")
}

#[tokio::test]
async fn every_order_of_a_list_that_may_be_long_goes_by_an_index() {
    let stage = Stage::set(On::Sqlite).await;
    assert!(demo::fill(&stage.service).await.expect("filled"));
    let actors = [stage.user("Amira", Role::Admin).await.1, stage.user("Rosa", Role::Recruiter).await.1];
    let options: SqliteConnectOptions = stage.options.database.parse().expect("an address");
    let mut conn = options.connect().await.expect("connected");
    let mut looked_at = 0;
    for actor in &actors {
        for by in ["createdAt", "updatedAt", "lastname", "position", "source", "location"] {
            for way in ["asc", "desc"] {
                for statement in listed(&stage.service, actor, &domain::candidates::CandidateFields::RESOURCE, Some((by, way))).await {
                    let plan = plan(&mut conn, &statement).await;
                    assert!(!plan.iter().any(|step| is_slow(&statement, step)), "{by} {way}: {statement}\n{plan:#?}");
                    looked_at += 1;
                }
            }
        }
    }
    assert!(looked_at >= 24, "{looked_at}");
    for actor in &actors {
        // What words find comes in the order of the list, and is neither gathered nor sorted.
        for pairs in [[("q", "jansen"), ("order[createdAt]", "asc")], [("q", "engineer -jansen"), ("order[createdAt]", "desc")]] {
            for statement in heard(candidates::list(&stage.service, actor, &asking(&pairs), Archived::Hidden)).await {
                let plan = plan(&mut conn, &statement).await;
                let sorts = plan.iter().any(|step| step.starts_with("USE TEMP B-TREE")) && statement.contains("search_index");
                assert!(!sorts && !plan.iter().any(|step| is_slow(&statement, step)), "{statement}\n{plan:#?}");
            }
        }
    }
    // Those who came by one source are found by it, in their order; where few came by some, they are found by those.
    for (sources, sorts) in [("linkedin", false), ("i", true)] {
        for actor in &actors {
            let statements = heard(candidates::list(&stage.service, actor, &asking(&[("source", sources)]), Archived::Hidden)).await;
            let plan = plan(&mut conn, statements.last().expect("the page")).await;
            assert!(plan.iter().any(|step| step.contains("candidate_by_source (source_fold=?)")), "{plan:#?}");
            assert_eq!(plan.iter().any(|step| step.contains("USE TEMP B-TREE")), sorts, "{plan:#?}");
        }
    }
    stage.strike().await;
}

/// What pages and programs read, by the name of what is asked. What somebody is refused is left out.
async fn reads(service: &service::Service, actor: &Actor) -> Vec<(&'static str, Vec<String>)> {
    let mut reads = Vec::new();
    macro_rules! read {
        ($($name:literal $work:expr),* $(,)?) => {
            $(if let (Ok(_), statements) = listen($work).await { reads.push(($name, statements)); })*
        };
    }
    let (none, now) = (Query::default(), service.clock.now());
    read!(
        "people, as the API shows them" candidates::list(service, actor, &asking(&[]), Archived::Shown),
        "letters" letters::outbox(service, actor),
        "tokens" tokens::list(service, actor),
        "sessions" sessions::list(service, actor),
        "accounts" users::list(service, actor),
        "agenda" interviews::between(service, actor, now, now + TimeDelta::days(7)),
        "scorecards that are owed" interviews::owed(service, actor),
        "who waits" request_candidates::stale(service, actor, 5),
        "approvals that wait" approvals::waiting(service, actor),
        "flows" approval_flows::list(service, actor),
        "imports" imports::list(service, actor, &none),
        "webhooks" webhooks::all(service, actor),
        "question banks" task_groups::published(service, actor),
    );
    let all = Actor::System;
    for person in candidates::list(service, &all, &asking(&[]), Archived::Hidden).await.expect("people").items.iter().take(12) {
        read!(
            "file" candidates::get(service, actor, person.id),
            "history of a file" candidates::history(service, actor, person.id),
            "duplicates" candidates::duplicates(service, actor, &person.fields, Some(person.id)),
            "people alike" merges::alike(service, actor, person.id),
            "merges of a file" merges::of_candidate(service, actor, person.id),
            "notes of a file" notes::of_candidate(service, actor, person.id),
            "interviews of a file" interviews::with(service, actor, person.id),
            "scorecards of a file" scorecards::about(service, actor, person.id),
            "questions sent to somebody" assignments::of_candidate(service, actor, person.id),
            "means" scorecards::means(service, actor, &[person.id]),
        );
    }
    for request in requests::list(service, &all, &none).await.expect("requests").items {
        read!(
            "request" requests::get(service, actor, request.id),
            "history of a request" requests::history(service, actor, request.id),
            "people of a request" request_candidates::of_request(service, actor, request.id),
            "approvals of a request" approvals::of_request(service, actor, request.id),
            "what clients see" client_views::of_request(service, actor, request.id),
        );
    }
    for standing in request_candidates::list(service, &all, &none).await.expect("proposals").items {
        read!("history of a proposal" request_candidates::history(service, actor, standing.id));
    }
    for answer in answers::list(service, &all, &none).await.expect("answers").items {
        read!("history of an answer" answers::history(service, actor, answer.id));
    }
    for webhook in webhooks::list(service, &all, &none).await.expect("webhooks").items {
        read!(
            "deliveries" webhooks::outbox::standing(service, actor, webhook.id),
            "deliveries that failed" webhooks::outbox::dead(service, actor, webhook.id),
        );
    }
    reads
}

#[tokio::test]
async fn everything_is_read_by_an_index_whoever_asks() {
    let stage = Stage::set(On::Sqlite).await;
    let service = &stage.service;
    assert!(demo::fill(service).await.expect("filled"));
    let options: SqliteConnectOptions = stage.options.database.parse().expect("an address");
    let mut conn = options.connect().await.expect("connected");
    let (mut statements, mut read) = (BTreeMap::new(), BTreeSet::new());
    for who in ["admin", "recruiter", "manager", "interviewer"] {
        let user = users::with_email(service, &format!("{who}@example.test")).await.expect("an account of the demo");
        let actor = Actor::User(users::person(&user));
        for (name, of_it) in reads(service, &actor).await {
            read.insert(name);
            statements.extend(of_it.into_iter().map(|statement| (statement, format!("{who}: {name}"))));
        }
        for resource in crate::lists::RESOURCES.iter().filter(|resource| {
            // Those are for administrators.
            who == "admin" || !["users", "webhooks", "webhook-logs"].contains(&resource.path)
        }) {
            // Whoever keeps a copy asks for what changed last. Settings are few.
            let kept =
                resource.path.starts_with("candidate") || resource.path.starts_with("resource") || resource.path.ends_with("answers");
            let orders = [None, Some(("createdAt", "desc")), Some(("updatedAt", "desc")), Some(("updatedAt", "asc"))];
            for order in &orders[..if kept { 4 } else { 1 }] {
                let of_it = listed(service, &actor, resource, *order).await;
                statements.extend(of_it.into_iter().map(|statement| (statement, format!("{who}: {} {order:?}", resource.path))));
            }
        }
    }
    assert!(read.len() >= 30 && statements.len() >= 120, "{} {}: {read:?}", read.len(), statements.len());
    for (statement, of) in &statements {
        let plan = plan(&mut conn, statement).await;
        assert!(!plan.iter().any(|step| is_slow(statement, step)), "{of}: {statement}\n{plan:#?}");
    }
    stage.strike().await;
}

#[tokio::test]
async fn the_history_of_a_record_goes_by_the_record_whatever_sqlite_knows_of_the_table() {
    let stage = Stage::set(On::Sqlite).await;
    assert!(demo::fill(&stage.service).await.expect("filled"));
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let options: SqliteConnectOptions = stage.options.database.parse().expect("an address");
    let mut conn = options.connect().await.expect("connected");
    let groups = task_groups::list(&stage.service, &admin, &Query::default()).await.expect("a list");
    let group = groups.items.first().expect("a question bank").id;
    let standings = request_candidates::list(&stage.service, &admin, &Query::default()).await.expect("a list");
    let standing = standings.items.first().expect("a proposal").id;
    let mut statements = heard(task_groups::history(&stage.service, &admin, group)).await;
    statements.extend(heard(request_candidates::history(&stage.service, &admin, standing)).await);
    statements.retain(|statement| statement.contains("FROM change"));
    assert!(statements.len() >= 2, "{statements:#?}");
    for analysed in [false, true] {
        for statement in &statements {
            let plan = plan(&mut conn, statement).await;
            assert!(plan.iter().any(|step| step.contains("change_by_entity")), "{analysed}: {statement}\n{plan:#?}");
        }
        sqlx::query("ANALYZE").execute(&mut conn).await.expect("analysed");
    }
    stage.strike().await;
}

#[tokio::test]
async fn whoever_follows_is_told_by_indexes() {
    let stage = Stage::set(On::Sqlite).await;
    let service = &stage.service;
    assert!(demo::fill(service).await.expect("filled"));
    // Somebody is taken out of an interview that came by a merge, and a question bank hides answers after another.
    let they = Cast::set(&stage, Blind::Never).await;
    let mut follower = Follower::new(&they.recruiter);
    follower.catch_up(service).await;
    let (stays, ends) = (they.file(&stage, "a", "confidential").await, they.file(&stage, "b", "confidential").await);
    let planned = they.schedule(&stage, ends).await;
    they.answer(&stage, ends).await;
    let ((), mut statements) = listen(follower.catch_up(service)).await;
    they.merge(&stage, stays, ends).await;
    they.without(&stage, planned, stays).await;
    they.hide(&stage).await;
    let ((), more) = listen(follower.catch_up(service)).await;
    statements.extend(more);
    let options: SqliteConnectOptions = stage.options.database.parse().expect("an address");
    let mut conn = options.connect().await.expect("connected");
    let statements: BTreeSet<String> = statements.into_iter().collect();
    // The next change of an interview, where a merge begins, who was interviewed with a question bank.
    for part in ["c.facts LIKE $4", "MIN(o.position)", "SELECT DISTINCT i.candidate"] {
        assert!(statements.iter().any(|statement| statement.contains(part)), "{part} in {statements:#?}");
    }
    for statement in &statements {
        let plan = plan(&mut conn, statement).await;
        // Not even an index is read from one end to the other.
        let scans = plan.iter().filter_map(|step| step.strip_prefix("SCAN ")).any(|rest| !FEW.contains(&rest));
        assert!(!scans, "{statement}\n{plan:#?}");
    }
    stage.strike().await;
}

#[tokio::test]
async fn a_list_takes_as_many_statements_for_many_as_for_few() {
    let few = Stage::set(On::Sqlite).await;
    let many = Stage::set(On::Sqlite).await;
    generate::candidates(&few.service, 3, 7, |_| {}).await.expect("people");
    assert!(demo::fill(&many.service).await.expect("filled"));
    for resource in &crate::lists::RESOURCES {
        let mut taken = Vec::new();
        for stage in [&few, &many] {
            taken.push(listed(&stage.service, &Actor::System, resource, None).await.len());
        }
        // How many, the page, and what belongs to its records: their tasks, the people in them.
        assert!(taken[1] <= 4, "{}: {taken:?}", resource.path);
    }
    few.strike().await;
    many.strike().await;
}

#[tokio::test]
async fn letters_and_scorecards_take_as_many_statements_for_many_as_for_few() {
    let stage = Stage::set(On::Sqlite).await;
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (iris, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let they = Cast::set(&stage, Blind::Never).await;
    let file = they.file(&stage, "a", "normal").await;
    let mut taken = Vec::new();
    for round in 1..4 {
        for n in 0..4 * round {
            // Each about somebody else, and of one file more is said each time, to a question bank of its own.
            let task = questions(&stage, &admin, Blind::AfterOwn).await;
            let other = they.file(&stage, &format!("b{round}-{n}"), "normal").await;
            let talk = plan_of(other, task.task_group, vec![iris.id], &format!("2027-0{round}-{:02}", n + 1), "10:00", "11:00");
            interviews::schedule(service, &admin, &talk).await.expect("planned");
            let given =
                object(json!({ "recruitmentTask": task.id.0, "candidate": file, "source": "api", "score": 2, "status": "submitted" }));
            answers::create(service, &admin, &given).await.expect("an answer");
        }
        let letters = heard(letters::outbox(service, &admin)).await.len();
        taken.push((letters, heard(scorecards::about(service, &admin, file)).await.len()));
    }
    assert!(taken[0] == taken[1] && taken[1] == taken[2], "{taken:?}");
    assert!(letters::outbox(service, &admin).await.expect("letters").len() == 24);
    assert_eq!(scorecards::about(service, &admin, file).await.expect("sheets").len(), 24);
    assert_eq!(interviews::owed(service, &interviewer).await.expect("none yet"), []);
    stage.strike().await;
}

#[tokio::test]
async fn a_page_of_people_is_one_statement_however_many_there_are() {
    let stage = Stage::set(On::Sqlite).await;
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    for (many, far) in [(3, 1), (40, 1), (900, 3)] {
        generate::candidates(&stage.service, many, many, |_| {}).await.expect("people");
        let query = asking(&[("page", "1")]);
        assert_eq!(heard(candidates::list(&stage.service, &recruiter, &query, Archived::Hidden)).await.len(), 1, "{many}");
        // Far from the beginning: how many there are in each month, and on each day of one of them, then the page.
        let query = asking(&[("page", "25")]);
        assert_eq!(heard(candidates::list(&stage.service, &recruiter, &query, Archived::Hidden)).await.len(), far, "{many}");
        // To the same place again, by another question: the way is kept until something is recorded.
        let again = asking(&[("page", "49"), ("itemsPerPage", "15")]);
        if far > 1 {
            assert_eq!(heard(candidates::list(&stage.service, &recruiter, &again, Archived::Hidden)).await.len(), 1);
        }
        let found = heard(candidates::list(&stage.service, &recruiter, &asking(&[("q", "jansen")]), Archived::Hidden)).await.len();
        assert!(found <= 4, "{many}: {found}");
    }
    stage.strike().await;
}

story!(what_a_source_answers_is_not_asked_again, |stage| {
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    generate::candidates(&stage.service, 40, 11, |_| {}).await.expect("people");
    let statements = heard(candidates::list(&stage.service, &recruiter, &asking(&[("source", "linkedin")]), Archived::Hidden)).await;
    let page = statements.last().expect("a page");
    // PostgreSQL takes both together for rarer than each is, and goes through all people.
    assert!(statements.len() == 2 && page.contains("source_fold IN (") && !page.contains("LIKE"), "{statements:#?}");
    // Nor is it planned for any source: few may have come by this one.
    assert!(!page.contains("FROM (SELECT"), "{page}");
});

#[tokio::test]
async fn who_asks_is_looked_up_again_when_anything_was_written() {
    let stage = Stage::set(On::Sqlite).await;
    let service = &stage.service;
    let (rosa, _) = stage.user("Rosa", Role::Recruiter).await;
    let sign_in = async || sessions::sign_in(service, &rosa.email, PASSWORD, "::1", "test").await.expect("signed in").0;
    let secret = sign_in().await;
    let scopes = ["candidates:read".to_owned()];
    let token = tokens::add(service, &Actor::System, &rosa, "board", &scopes, Some(TimeDelta::seconds(50))).await.expect("a token");
    // A new token is noted as used: that is written.
    tokens::find(service, &token).await.expect("asked").expect("good");
    let ask = async || {
        let asked = async {
            let session = sessions::find(service, &secret).await.expect("asked");
            (session.is_some(), tokens::find(service, &token).await.expect("asked").err())
        };
        let (good, statements) = listen(asked).await;
        (good, statements.len())
    };
    for _ in 0..2 {
        assert_eq!(ask().await, ((true, None), 2));
        assert_eq!(ask().await, ((true, None), 0));
        // What nobody's history tells of is written, too.
        sign_in().await;
    }
    assert_eq!(ask().await, ((true, None), 2));
    stage.clock.advance(TimeDelta::seconds(50));
    assert_eq!(ask().await, ((true, Some(tokens::Unaccepted::Expired)), 0), "what is known ends all the same");
    sessions::sign_out(service, &secret).await.expect("signed out");
    assert_eq!(ask().await.0, (false, Some(tokens::Unaccepted::Expired)));
    let secret = sign_in().await;
    assert!(sessions::find(service, &secret).await.expect("asked").is_some());
    stage.clock.advance(sessions::IDLE);
    assert!(sessions::find(service, &secret).await.expect("asked").is_none(), "nobody used it");
    stage.strike().await;
}

#[tokio::test]
async fn what_was_read_a_moment_ago_is_read_again_when_something_has_changed() {
    let stage = Stage::set(On::Sqlite).await;
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    let list = async || candidates::list(&stage.service, &recruiter, &asking(&[]), Archived::Hidden).await.expect("a list");
    for n in 1..4 {
        let given = object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": format!("ada{n}@example.test") }));
        let made = candidates::create(&stage.service, &recruiter, &given).await.expect("created");
        let page = list().await;
        assert_eq!((page.total, page.items.last().map(|candidate| candidate.id)), (n, Some(made.id)));
        assert_eq!(list().await, page);
    }
    stage.strike().await;
}

story!(people_come_a_second_time_and_are_others, |stage| {
    let service = &stage.service;
    for _ in 0..2 {
        generate::candidates(service, 300, 42, |_| {}).await.expect("people");
        stage.clock.advance(TimeDelta::days(1));
    }
    let all = candidates::list(service, &Actor::System, &asking(&[]), Archived::Shown).await.expect("a list");
    assert_eq!(all.total, 600);
    // Nine answers with each hundred of them.
    let given = answers::list(service, &Actor::System, &Query::default()).await.expect("a list");
    assert_eq!(given.total, 54);
    let told = check::check(service).await.expect("checked");
    assert_eq!((told.unindexed, told.miscounted), (0, 0));
});

story!(how_many_were_found_by_words_is_counted_again_when_something_has_changed, |stage| {
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    let ask = async |words: &'static str, page: &'static str| {
        let asked = asking(&[("q", words), ("itemsPerPage", "2"), ("page", page)]);
        let mut total = None;
        let statements = heard(async {
            total = Some(candidates::list(&stage.service, &recruiter, &asked, Archived::Hidden).await?.total);
            Ok(())
        });
        let counted = statements.await.iter().any(|statement| statement.contains("COUNT(*) FROM search_"));
        (total, counted)
    };
    for n in 1..5 {
        let given = object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": format!("ada{n}@example.test") }));
        candidates::create(&stage.service, &recruiter, &given).await.expect("created");
        assert_eq!(ask("ada", "1").await.0, Some(n), "before the change has its place in the log");
        stage.numbered().await;
        for page in ["1", "2", "9"] {
            assert_eq!(ask("lovelcae", page).await, (Some(n), page == "1"), "page {page}");
        }
        assert_eq!(ask("ada", "2").await.0, Some(n));
    }
});
