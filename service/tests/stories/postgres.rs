//! What is special about PostgreSQL: it plans what it is asked, others write beside us, and rows that have changed are opened to be seen.

use crate::{
    lists::asking,
    plans::{heard, listen},
    support::{On, Stage, object},
};
use domain::{candidates::CandidateFields, notes::NoteFields, query::Query, resource::Described, users::Role};
use futures_util::future::join_all;
use serde_json::json;
use service::{
    candidates::{self, Archived},
    check,
    db::Tx,
    generate, notes,
};
use sqlx::{AssertSqlSafe, Connection};
use std::collections::{BTreeMap, BTreeSet};

/// PostgreSQL opens a record to see what is not in the index of the order; a thousand of them before a page is a thousand pages of its table.
#[tokio::test]
async fn postgres_opens_nobody_on_the_way_to_a_page() {
    let stage = Stage::set(On::Postgres).await;
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    generate::candidates(&stage.service, 700, 5, |_| {}).await.expect("people");
    let mut conn = sqlx::PgConnection::connect(&stage.options.database).await.expect("connected");
    // As if there were so many that nothing is worth sorting; and vacuumed, as PostgreSQL does from time to time: before, it looks at each row whether it may be seen.
    for preparation in ["VACUUM ANALYZE candidate", "SET enable_seqscan = off", "SET enable_sort = off", "SET enable_bitmapscan = off"] {
        sqlx::query(preparation).execute(&mut conn).await.expect(preparation);
    }
    sqlx::raw_sql("SET plan_cache_mode = force_generic_plan").execute(&mut conn).await.expect("set");
    let orders = ["createdAt", "updatedAt", "lastname", "position", "source", "location"];
    for (by, way) in orders.into_iter().flat_map(|by| [(by, "asc"), (by, "desc")]) {
        let by = format!("order[{by}]");
        let asked = [(by.as_str(), way), ("page", "10"), ("itemsPerPage", "30")];
        let query = Query::read(&CandidateFields::RESOURCE, asked).expect("a query");
        let statements = heard(candidates::list(&stage.service, &recruiter, &query, Archived::Hidden)).await;
        let list = statements.iter().find(|statement| statement.contains(" OFFSET ")).expect("a page");
        // Whatever is asked for: the plan is that of any arguments.
        sqlx::raw_sql(AssertSqlSafe(format!("PREPARE page AS {list}"))).execute(&mut conn).await.expect("prepared");
        let arguments = (1..).take_while(|n| list.contains(&format!("${n}"))).map(|_| "NULL").collect::<Vec<_>>().join(", ");
        let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE page({arguments})"));
        let plan: Vec<String> = sqlx::query_scalar(explain).fetch_all(&mut conn).await.expect("a plan");
        // Ids in the order of an index, until there are enough; then the thirty are opened, and put in order once more.
        let ids: Vec<&String> = plan.iter().skip_while(|step| !step.contains("Limit")).collect();
        let passes = ids.iter().any(|step| step.contains("Index Only Scan") && step.contains(" on candidate"));
        assert!(passes && !ids.iter().any(|step| step.contains("Sort")), "{by} {way}: {list}\n{plan:#?}");
        sqlx::raw_sql("DEALLOCATE page").execute(&mut conn).await.expect("forgotten");
    }
    stage.strike().await;
}

/// Two who count in the same row at once do not get along on PostgreSQL: one begins again.
#[tokio::test]
async fn those_who_write_at_once_do_not_begin_again() {
    let stage = Stage::set(On::Postgres).await;
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    let create = async |n: usize| {
        let given = json!({ "firstname": format!("ada{n}"), "lastname": format!("king{n}"), "email": format!("{n}@example.test"), "source": "fair" });
        candidates::create(&stage.service, &recruiter, &object(given)).await.map(drop)
    };
    // The words that all have are known already: those who learn the same word at once do begin again.
    create(0).await.expect("created");
    generate::candidates(&stage.service, 1_300, 5, |_| {}).await.expect("people");
    let mut conn = sqlx::PgConnection::connect(&stage.options.database).await.expect("connected");
    sqlx::raw_sql("ANALYZE").execute(&mut conn).await.expect("analysed");
    let (done, statements) = listen(join_all((1..=120).map(create))).await;
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    let begun = statements.iter().filter(|statement| statement.starts_with("INSERT INTO candidate (")).count();
    assert_eq!(begun, 120);
    // Whichever connection is asked: it has a number, the first ones, and each its own.
    let number = "SELECT CAST(pg_backend_pid() AS BIGINT), COALESCE(NULLIF(current_setting('instroom.shard', TRUE), ''), 'none')";
    let read = async || stage.service.db.read(async |tx: &mut Tx| tx.query(number).one::<(i64, String)>().await).await;
    let numbers: BTreeMap<i64, String> = join_all((0..32).map(|_| read())).await.into_iter().map(|row| row.expect("a number")).collect();
    let taken: BTreeSet<&String> = numbers.values().collect();
    assert!(numbers.len() > 4 && taken.len() == numbers.len(), "{numbers:?}");
    assert!(taken.iter().all(|number| number.parse::<u8>().is_ok_and(|number| number < 32)), "{numbers:?}");
    // Nor is what is written planned each time. Each connection has plans of its own.
    let prepared = "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%INSERT%' AND generic_plans + custom_plans > 5";
    let read = async || stage.service.db.read(async |tx: &mut Tx| tx.query(prepared).all::<(String, i64, i64)>().await).await;
    let planned: Vec<_> = join_all((0..32).map(|_| read())).await.into_iter().flat_map(|rows| rows.expect("statements")).collect();
    assert!(planned.iter().any(|(statement, ..)| statement.contains("search_document")), "{planned:#?}");
    for (statement, once, anew) in planned {
        assert!(once > 0 && anew == 5, "{once} {anew}: {statement}");
    }
    assert_eq!(check::check(&stage.service).await.expect("checked").miscounted, 0);
    stage.strike().await;
}

/// To plan a page takes PostgreSQL longer than to read it.
#[tokio::test]
async fn postgres_plans_a_page_once() {
    let stage = Stage::set(On::Postgres).await;
    let service = &stage.service;
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    generate::candidates(service, 1_300, 5, |_| {}).await.expect("people");
    let mut conn = sqlx::PgConnection::connect(&stage.options.database).await.expect("connected");
    sqlx::raw_sql("ANALYZE").execute(&mut conn).await.expect("analysed");
    // Over one connection, as long as that is held.
    let service = service.snapshot();
    for page in ["1", "20"] {
        for _ in 0..10 {
            let asked = [("page", page)];
            candidates::list(&service, &recruiter, &asking(&asked), Archived::Hidden).await.expect("people");
            let query = Query::read(&NoteFields::RESOURCE, asked).expect("a query");
            notes::list(&service, &recruiter, &query).await.expect("notes");
        }
    }
    let prepared = "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements
        WHERE (statement LIKE 'SELECT % OFFSET %' OR statement LIKE 'SELECT % FROM %_tally %') AND generic_plans + custom_plans >= 10";
    let read = async |tx: &mut Tx| tx.query(prepared).all::<(String, i64, i64)>().await;
    let statements = service.db.read(read).await.expect("statements");
    // Of each of the two lists: a page that is near, and of one that is far the months, the days and the page.
    assert_eq!(statements.len(), 8, "{statements:#?}");
    for (statement, once, anew) in statements {
        // PostgreSQL tries five times what it comes to.
        assert_eq!((once, anew), (5, 5), "{statement}");
    }
    drop(service);
    stage.strike().await;
}
