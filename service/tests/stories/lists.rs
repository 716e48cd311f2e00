//! Lists: searched, narrowed, ordered, paged.

use crate::{
    interviews::{plan, questions},
    support::object,
};
use chrono::TimeDelta;
use domain::{
    answers::AnswerFields,
    id::CandidateId,
    notes::NoteFields,
    page::Paging,
    policy::{Actor, Person},
    query::Query,
    request_candidates::RequestCandidateFields,
    resource::{Described, Kind, Resource},
    task_groups::Blind,
    users::Role,
};
use serde_json::json;
use service::{
    answers,
    candidates::{self, Archived},
    check, demo, generate, interviews, merges, notes, request_candidates, requests, task_groups, tasks, users, webhooks,
};
use std::collections::BTreeSet;

pub static RESOURCES: [Resource; 10] = [
    domain::candidates::CandidateFields::RESOURCE,
    NoteFields::RESOURCE,
    domain::task_groups::TaskGroupFields::RESOURCE,
    domain::tasks::TaskFields::RESOURCE,
    AnswerFields::RESOURCE,
    domain::requests::RequestFields::RESOURCE,
    RequestCandidateFields::RESOURCE,
    domain::users::UserFields::RESOURCE,
    domain::webhooks::WebhookFields::RESOURCE,
    domain::webhooks::WebhookLogFields::RESOURCE,
];

pub fn asking(pairs: &[(&'static str, &'static str)]) -> Query {
    Query::read(&domain::candidates::CandidateFields::RESOURCE, pairs.iter().copied()).expect("a query")
}

story!(every_statement_is_understood, |stage| {
    let bad = stage.service.db.check_statements().await;
    assert!(bad.is_empty(), "{bad:#?}");
});

story!(people_are_found, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    let mut ids = Vec::new();
    for (firstname, lastname, position) in
        [("Ada", "Lovelace", "Engineer"), ("Zoë", "Łukasik", "Designer"), ("Jürgen", "Strauß", "Engineer"), ("Ada", "Visser", "Recruiter")]
    {
        stage.clock.advance(TimeDelta::seconds(1));
        let given = object(json!({
            "firstname": firstname, "lastname": lastname, "position": position, "phoneNumber": "06-12345678",
            "email": format!("{}@example.test", domain::text::normal(position)), "notes": "Likes gardening."
        }));
        ids.push(candidates::create(service, &admin, &given).await.expect("created").id);
    }
    let private = object(json!({ "candidate": ids[1].to_string(), "content": "Asks for *sabbatical*.", "visibility": "private" }));
    notes::create(service, &admin, &private).await.expect("a note");
    let public = object(json!({ "candidate": ids[3].to_string(), "content": "Runs k8s; tried gpt4o at home." }));
    notes::create(service, &admin, &public).await.expect("a note");
    let found = async |actor: &Actor, text: &'static str| -> Vec<usize> {
        let page = candidates::list(service, actor, &asking(&[("q", text)]), Archived::Hidden).await.expect("a list");
        page.items.iter().map(|candidate| ids.iter().position(|id| *id == candidate.id).expect("ours")).collect()
    };
    for (text, expected) in [
        ("ada", vec![0, 3]),
        ("ADA lov", vec![0]),
        ("lovelcae", vec![0]),
        ("lovelac", vec![0]),
        ("zoe", vec![1]),
        ("lukasik", vec![1]),
        ("strauss", vec![2]),
        ("jurgn", vec![2]),
        ("engineer -ada", vec![2]),
        ("-engineer", vec![1, 3]),
        ("0612345678", vec![0, 1, 2, 3]),
        ("612345678", vec![0, 1, 2, 3]),
        ("gardening", vec![0, 1, 2, 3]),
        ("designer@example.test", vec![1]),
        ("sabbatical", vec![1]),
        ("k8s", vec![3]),
        ("k8", vec![3]),
        ("k", vec![3]),
        ("gpt", vec![3]),
        ("gpt4", vec![3]),
        ("visser k8s", vec![3]),
        ("gardening -k8s -designer", vec![0, 2]),
        ("nobody", vec![]),
        ("ada nobody", vec![]),
        ("lovelcae nobody", vec![]),
        ("ada -nobody", vec![0, 3]),
        ("-nobody", vec![0, 1, 2, 3]),
        ("!!!", vec![0, 1, 2, 3]),
        ("'; DROP TABLE candidate; -- \" * ( ) :* & | <->", vec![]),
    ] {
        assert_eq!(found(&admin, text).await, expected, "{text}");
    }
    assert_eq!(found(&manager, "ada").await, Vec::<usize>::new(), "a manager without requests sees nobody");
});

story!(a_search_gathers_from_where_its_page_is, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    // Many came at once, years ago; since then one a fortnight, and of those some are hidden or put away.
    for n in 0..250 {
        stage.clock.advance(if n < 200 { TimeDelta::milliseconds(1) } else { TimeDelta::days(14) });
        let visibility = if n % 17 == 0 { "confidential" } else { "normal" };
        let given = object(json!({
            "firstname": "Ada", "lastname": format!("Number{n}"), "email": format!("ada{n}@example.test"), "visibility": visibility
        }));
        let ada = candidates::create(service, &admin, &given).await.expect("created");
        if n % 19 == 0 {
            candidates::archive(service, &admin, ada.id, None).await.expect("archived");
        }
    }
    for (direction, archived) in [("asc", Archived::Hidden), ("desc", Archived::Hidden), ("desc", Archived::Shown)] {
        let order = ("order[createdAt]", direction);
        let whole = asking(&[("exists[firstname]", "true"), order]);
        let mut all = Vec::new();
        for page in 1..=3 {
            let paging = Paging { page, per_page: 100 };
            all.extend(candidates::list(service, &admin, &Query { paging, ..whole.clone() }, archived).await.expect("a list").items);
        }
        for (page, per_page) in [(1, 1), (1, 30), (2, 7), (3, 40), (6, 40), (9, 30), (1, 0)] {
            let found = asking(&[("q", "ada"), order]);
            let paging = Paging { page, per_page };
            let found = candidates::list(service, &admin, &Query { paging, ..found }, archived).await.expect("a list");
            let expected = all.chunks(per_page.max(1) as usize).nth(page as usize - 1).unwrap_or_default();
            assert_eq!(found.total, all.len() as i64);
            assert!(found.items == expected[..expected.len().min(per_page as usize)], "{direction}, page {page} of {per_page}");
        }
    }
});

story!(lists_are_narrowed_ordered_and_paged, |stage| {
    let service = &stage.service;
    assert!(demo::fill(service).await.expect("filled"));
    assert!(!demo::fill(service).await.expect("left alone"));
    let admin = users::with_email(service, "admin@example.test").await.expect("the admin");
    let admin = Actor::User(users::person(&admin));
    let listed = async |pairs: &[(&'static str, &'static str)]| {
        candidates::list(service, &admin, &asking(pairs), Archived::Shown).await.expect("a list")
    };
    let all = listed(&[("itemsPerPage", "100")]).await;
    assert_eq!((all.total, all.items.len()), (60, 60));
    assert!(all.items.is_sorted_by_key(|candidate| (candidate.created_at, candidate.id)));
    let second = listed(&[("itemsPerPage", "25"), ("page", "2"), ("order[lastname]", "desc")]).await;
    let ordered = listed(&[("itemsPerPage", "100"), ("order[lastname]", "desc")]).await;
    assert_eq!(second.items, ordered.items[25..50]);
    assert_eq!(listed(&[("page", "9")]).await.items.len(), 0);
    for (pairs, count) in [
        (vec![("position", "principal")], 1),
        (vec![("firstname", "LOIS")], 2),
        (vec![("skills", "kafka"), ("source", "referral"), ("firstname", "lois")], 1),
        (vec![("tags[]", "priority"), ("email", "ada.")], 1),
        (vec![("visibility", "confidential")], 1),
        (vec![("visibility", "nonsense")], 60),
        (vec![("exists[position]", "false"), ("exists[firstname]", "false")], 0),
        (vec![("firstname[]", "ada"), ("firstname[]", "grace"), ("email[]", "lovelace@"), ("email[]", "hopper@")], 2),
        (vec![("createdAt[after]", "2026-02-23"), ("createdAt[strictly_before]", "2026-02-25T00:00:00+00:00")], 2),
        (vec![("id", "nothing")], 0),
        (vec![("location", "100%_")], 0),
    ] {
        assert_eq!(listed(&pairs).await.total, count, "{pairs:?}");
    }
    let report = check::check(service).await.expect("checked");
    assert!(report.audit.bad.is_empty() && report.structure.is_empty() && report.unindexed == 0, "{report:?}");
});

/// A list by its resource: how many were found.
async fn total(service: &service::Service, actor: &Actor, resource: &'static Resource, name: &str, value: &str) -> service::Result<i64> {
    let query = Query::read(resource, [(name, value)]).expect("a query");
    match resource.path {
        "candidates" => candidates::list(service, actor, &query, Archived::Shown).await.map(|page| page.total),
        "candidate-notes" => notes::list(service, actor, &query).await.map(|page| page.total),
        "recruitment-task-groups" => task_groups::list(service, actor, &query).await.map(|page| page.total),
        "recruitment-tasks" => tasks::list(service, actor, &query).await.map(|page| page.total),
        "recruitment-task-answers" => answers::list(service, actor, &query).await.map(|page| page.total),
        "resource-requests" => requests::list(service, actor, &query).await.map(|page| page.total),
        "resource-request-candidates" => request_candidates::list(service, actor, &query).await.map(|page| page.total),
        "users" => users::page(service, actor, &query).await.map(|page| page.total),
        "webhooks" => webhooks::list(service, actor, &query).await.map(|page| page.total),
        "webhook-logs" => webhooks::log(service, actor, &query).await.map(|page| page.total),
        other => panic!("{other}"),
    }
}

story!(every_filter_and_every_order_is_understood, |stage| {
    let service = &stage.service;
    assert!(demo::fill(service).await.expect("filled"));
    let admin = users::with_email(service, "admin@example.test").await.expect("the admin");
    let admin = Actor::User(users::person(&admin));
    let id = "01890000-0000-7000-8000-000000000001".to_owned();
    let value = |kind: Kind| match kind {
        Kind::Choice(words) => words[0].to_owned(),
        Kind::Flag => "false".to_owned(),
        Kind::Integer { min, .. } => min.max(0).to_string(),
        Kind::Day | Kind::Moment => "2026-01-01".to_owned(),
        Kind::Relation(target) if target.numbered => "1".to_owned(),
        Kind::Relation(_) => id.clone(),
        _ => "a".to_owned(),
    };
    let mut asked = 0;
    for resource in &RESOURCES {
        let known = if resource.numbered { "1".to_owned() } else { id.clone() };
        let envelope = [("id", known), ("createdAt", "2026-01-01".into()), ("updatedAt", "2026-01-01".into())];
        let fields = resource.fields.iter().map(|field| (field.name, value(field.kind)));
        for (name, value) in envelope.into_iter().chain(fields) {
            let keys = ["", "[]", "[gt]", "[gte]", "[lt]", "[lte]", "[after]", "[before]", "[strictly_after]", "[strictly_before]"];
            let filters = keys.iter().map(|key| (format!("{name}{key}"), value.clone()));
            let exists = ["true", "false"].map(|wanted| (format!("exists[{name}]"), wanted.to_owned()));
            let orders = ["asc", "desc"].map(|way| (format!("order[{name}]"), way.to_owned()));
            for (name, value) in filters.chain(exists).chain(orders) {
                let listed = total(service, &admin, resource, &name, &value).await;
                assert!(listed.is_ok(), "{} {name}={value}: {listed:?}", resource.path);
                asked += 1;
            }
        }
    }
    assert!(asked > 1_500, "{asked}");
});

story!(what_is_counted_as_it_is_written_is_what_there_is, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (mine, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    let (_, other) = stage.user("Otto", Role::Recruiter).await;
    generate::candidates(service, 1_400, 11, |_| {}).await.expect("people");
    let everybody = async |actor: &Actor, pairs: &[(&'static str, &'static str)], archived: Archived| {
        let mut all = Vec::new();
        for page in 1.. {
            let mut query = asking(pairs);
            query.paging = Paging { page, per_page: 100 };
            let found = candidates::list(service, actor, &query, archived).await.expect("a list");
            if found.items.is_empty() {
                assert_eq!(found.total, all.len() as i64, "{pairs:?}");
                return all;
            }
            all.extend(found.items);
        }
        all
    };
    let all = everybody(&admin, &[], Archived::Shown).await;
    assert_eq!(all.len(), 1_400);
    // Some are put away, some are hidden, one of the hidden ones is looked after; and back again.
    for (n, candidate) in all.iter().enumerate().step_by(7) {
        match n % 5 {
            0 => drop(candidates::archive(service, &admin, candidate.id, None).await.expect("archived")),
            1 => {
                let given = object(json!({ "visibility": "confidential", "recruiter": format!("/users/{}", mine.id) }));
                candidates::patch(service, &admin, candidate.id, &given, None).await.expect("hidden");
            }
            2 => drop(
                candidates::patch(service, &admin, candidate.id, &object(json!({ "visibility": "confidential" })), None)
                    .await
                    .expect("hidden"),
            ),
            3 => {
                candidates::archive(service, &admin, candidate.id, None).await.expect("archived");
                candidates::restore(service, &admin, candidate.id, None).await.expect("restored");
            }
            _ => {
                let source = ["Zine", "LinkedIn"].get(n / 7 % 3);
                candidates::patch(service, &admin, candidate.id, &object(json!({ "source": source })), None).await.expect("changed");
            }
        }
    }
    let found = async |actor: &Actor, text: &'static str, descending: bool| {
        let order = ("order[createdAt]", if descending { "desc" } else { "asc" });
        let fast = everybody(actor, &[("q", text), order], Archived::Hidden).await;
        // A second order, which decides nothing, is found and counted the other way.
        let slow = everybody(actor, &[("q", text), order, ("order[id]", order.1)], Archived::Hidden).await;
        assert!(!fast.is_empty() && fast == slow, "{text}");
    };
    // Somebody finds a few of the hidden ones for having to talk with them, the first and the last among them; and somebody is in the list themselves.
    let (iris, interviewer) = stage.user("Iris", Role::Recruiter).await;
    let group = questions(stage, &admin, Blind::AfterOwn).await.task_group;
    for (of, day) in [(7, "2026-11-12"), (1_372, "2026-11-13")] {
        let talk = plan(all[of].id, group, vec![iris.id], day, "10:00", "11:00");
        interviews::schedule(service, &admin, &talk).await.expect("planned");
    }
    let hidden = [7, 1_372].map(|of| all[of].id);
    let found_by = async |actor: &Actor| everybody(actor, &[], Archived::Shown).await.iter().filter(|it| hidden.contains(&it.id)).count();
    assert_eq!((found_by(&interviewer).await, found_by(&other).await), (2, 0));
    let (nina, _) = stage.user("Nina", Role::Recruiter).await;
    let applied = Actor::User(Person { candidate: Some(all[650].id), ..users::person(&nina) });
    for actor in [&admin, &recruiter, &other, &interviewer, &applied] {
        for archived in [Archived::Shown, Archived::Hidden] {
            let oldest = everybody(actor, &[], archived).await;
            assert!(oldest.is_sorted_by_key(|candidate| (candidate.created_at, candidate.id)));
            let mut newest = everybody(actor, &[("order[createdAt]", "desc")], archived).await;
            newest.reverse();
            assert_eq!(oldest, newest);
            // As `found`: this is counted file by file.
            assert_eq!(oldest, everybody(actor, &[("order[createdAt]", "asc"), ("exists[firstname]", "true")], archived).await);
            for sources in [["linkedin", "linkedin"], ["i", "i"], ["zine", "meetup"], ["zine", "zine"], ["nothing", "nothing"]] {
                for order in [("order[createdAt]", "desc"), ("order[lastname]", "asc")] {
                    let asked = sources.map(|source| ("source[]", source));
                    let by_tally = everybody(actor, &[asked[0], asked[1], order], archived).await;
                    let one_by_one = everybody(actor, &[asked[0], asked[1], order, ("exists[firstname]", "true")], archived).await;
                    assert!(by_tally == one_by_one && (by_tally.is_empty() == (sources[0] == "nothing")), "{sources:?} {order:?}");
                }
            }
        }
        for (text, descending) in [("jansen", true), ("jansne", false), ("engineer amsterdam", true), ("engineer -amsterdam", false)] {
            found(actor, text, descending).await;
        }
    }
    assert!(check::check(service).await.expect("checked").is_good());
});

/// All records of a list, and how long it says it is, page by page.
macro_rules! every_one {
    ($module:ident, $fields:ty, $service:expr, $actor:expr, $pairs:expr) => {{
        let mut query = Query::read(&<$fields as Described>::RESOURCE, $pairs.iter().copied()).expect("a query");
        let mut all = Vec::new();
        loop {
            let found = $module::list($service, $actor, &query).await.expect("a list");
            if found.items.is_empty() {
                assert_eq!(found.total, all.len() as i64, "{:?}", $pairs);
                break all;
            }
            all.extend(found.items);
            query.paging.page += 1;
        }
    }};
}

/// Compares a list by age, in either direction, with the same list narrowed by what all of it has: that is counted, and passed, record by record.
macro_rules! assert_counted {
    ($module:ident, $fields:ty, $service:expr, $actor:expr) => {{
        let oldest = every_one!($module, $fields, $service, $actor, [("itemsPerPage", "97")]);
        let slow = every_one!($module, $fields, $service, $actor, [("itemsPerPage", "97"), ("createdAt[after]", "1970-01-01")]);
        assert_eq!(oldest, slow);
        let mut newest = every_one!($module, $fields, $service, $actor, [("itemsPerPage", "97"), ("order[createdAt]", "desc")]);
        newest.reverse();
        assert_eq!(oldest, newest);
        oldest.len()
    }};
}

story!(what_belongs_to_files_is_counted_as_it_is_written, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (mine, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    let (_, other) = stage.user("Otto", Role::Recruiter).await;
    let (iris, interviewer) = stage.user("Iris", Role::Recruiter).await;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    generate::candidates(service, 1_400, 11, |_| {}).await.expect("people");
    let written = every_one!(notes, NoteFields, service, &admin, [("itemsPerPage", "100")]);
    assert_eq!(written.len(), 700);
    // Files are hidden, looked after by somebody, and shown again; notes are meant for others, deleted, and written by who asks.
    for (n, note) in written.iter().enumerate().step_by(5) {
        let file = note.candidate.expect("somebody's");
        let hidden = ["normal", "confidential"][n % 2];
        let given = object(json!({ "visibility": hidden, "recruiter": (n % 3 == 0).then(|| format!("/users/{}", mine.id)) }));
        candidates::patch(service, &admin, file, &given, None).await.expect("hidden");
        let given = object(json!({ "visibility": if n % 2 == 0 { "private" } else { "admin_only" } }));
        notes::patch(service, &Actor::System, written[n + 1].id, &given, None).await.expect("for others");
        if n % 4 == 0 {
            notes::delete(service, &admin, written[n + 2].id, None).await.expect("gone");
        }
        let given = object(json!({ "candidate": file, "content": "x", "visibility": if n % 2 == 0 { "admin_only" } else { "public" } }));
        let author = if n % 3 == 0 { &recruiter } else { &other };
        let _ = notes::create(service, author, &given).await;
    }
    for note in written.iter().step_by(25) {
        let given = object(json!({ "visibility": "normal" }));
        candidates::patch(service, &admin, note.candidate.expect("somebody's"), &given, None).await.expect("shown");
    }
    // Somebody interviews one who is hidden and one who is not, and is to say first what they think: both have answered.
    let answered = every_one!(answers, AnswerFields, service, &admin, [("itemsPerPage", "100")]);
    let asked = tasks::get(service, &admin, answered[0].task.expect("a question")).await.expect("it").task_group;
    for (n, answer) in [(1, &answered[1]), (2, &answered[40])] {
        let file = answer.candidate.expect("somebody's");
        let given = object(json!({ "visibility": if n % 2 == 0 { "normal" } else { "confidential" } }));
        candidates::patch(service, &admin, file, &given, None).await.expect("hidden");
        let talk = plan(file, asked, vec![iris.id], &format!("2026-11-1{n}"), "10:00", "11:00");
        interviews::schedule(service, &admin, &talk).await.expect("planned");
    }
    // Two files are one, and two others are again; somebody is proposed no more.
    let standings = every_one!(request_candidates, RequestCandidateFields, service, &admin, [("itemsPerPage", "100")]);
    let people: Vec<_> = standings.iter().map(|standing| standing.candidate.expect("somebody")).collect();
    for (stays, ends, apart) in [(3, 4, false), (6, 7, true)] {
        merges::merge(service, &admin, (people[stays], None), (people[ends], None), &BTreeSet::new()).await.expect("one");
        if apart {
            merges::unmerge(service, &admin, people[ends]).await.expect("two");
        }
    }
    request_candidates::delete(service, &admin, standings[9].id, None).await.expect("taken back");
    let applied = Actor::User(Person { candidate: answered[60].candidate, ..*recruiter.person().expect("Rosa") });
    let mut lengths = Vec::new();
    for actor in [&admin, &recruiter, &other, &interviewer, &applied, &manager] {
        let heard = assert_counted!(notes, NoteFields, service, actor);
        let learned = assert_counted!(answers, AnswerFields, service, actor);
        let found = assert_counted!(request_candidates, RequestCandidateFields, service, actor);
        lengths.push((heard, learned, found));
    }
    let different: BTreeSet<_> = lengths.iter().collect();
    assert!(different.len() >= 5 && lengths[0].1 == answered.len() && lengths[3].1 < answered.len(), "{lengths:?}");
    assert_eq!(check::check(service).await.expect("checked").miscounted, 0);
});

story!(what_is_written_while_its_file_is_hidden_counts_where_the_file_is, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    generate::candidates(service, 100, 3, |_| {}).await.expect("people");
    let standings = every_one!(request_candidates, RequestCandidateFields, service, &admin, [("itemsPerPage", "100")]);
    let question = questions(stage, &admin, Blind::Never).await;
    let people = every_one_of(service, &admin).await;
    let bare: Vec<_> = people.iter().filter(|id| standings.iter().all(|standing| standing.candidate != Some(**id))).copied().collect();
    let request = standings[0].request.expect("a request");
    for (n, id) in bare.into_iter().enumerate() {
        let hide = async {
            let given = object(json!({ "visibility": "confidential" }));
            candidates::patch(service, &admin, id, &given, None).await.map(drop)
        };
        let write = async {
            if n % 2 == 0 {
                let given = object(json!({ "recruitmentTask": question.id.0, "candidate": id, "source": "api", "score": 2 }));
                answers::create(service, &admin, &given).await.map(drop)
            } else {
                let given = object(json!({ "resourceRequest": request, "candidate": id }));
                request_candidates::create(service, &admin, &given).await.map(drop)
            }
        };
        let (hidden, written) = futures_util::future::join(hide, write).await;
        hidden.and(written).expect("both");
    }
    assert_eq!(check::check(service).await.expect("checked").miscounted, 0);
});

async fn every_one_of(service: &service::Service, actor: &Actor) -> Vec<CandidateId> {
    let query = asking(&[("itemsPerPage", "100")]);
    candidates::list(service, actor, &query, Archived::Shown).await.expect("a list").items.iter().map(|person| person.id).collect()
}
