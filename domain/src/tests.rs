//! What must hold of every record, for every input.

use crate::{
    answers::AnswerFields,
    candidates::CandidateFields,
    error::{Conflict, Error, Flaw, Malformed},
    merge_patch::{create, difference, patch},
    notes::NoteFields,
    page::Paging,
    policy::{self, Action, Actor, CandidateFacts, NoteFacts, On, Person, RequestFacts, Rule},
    request_candidates::{RejectedBy, RequestCandidateFields, Stage, Way},
    requests::{self, MOVES, RequestFields, RequestStatus, Who},
    resource::{Access, Attributes, Described, Kind},
    task_groups::TaskGroupFields,
    tasks::{TaskFields, TaskType},
    text,
    users::{Role, UserFields},
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn object(value: Value) -> Attributes {
    value.as_object().cloned().expect("an object")
}

fn ada() -> Attributes {
    object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": "ada@example.test" }))
}

fn flaws(result: Result<CandidateFields, Error>) -> Vec<(String, Flaw)> {
    match result {
        Err(Error::Invalid(errors)) => errors.0.into_iter().map(|error| (error.field, error.flaw)).collect(),
        other => panic!("expected flaws, got {other:?}"),
    }
}

#[test]
fn a_candidate_needs_a_name_and_an_address() {
    let all = [("firstname", Flaw::Blank), ("lastname", Flaw::Blank), ("email", Flaw::Blank)].map(|(name, flaw)| (name.to_owned(), flaw));
    assert_eq!(flaws(create(&Attributes::new())), all);
    assert_eq!(flaws(create(&object(json!({ "firstname": " ", "lastname": null, "email": "\t" })))), all);
}

#[test]
fn every_flaw_is_told_at_once() {
    let given = object(json!({
        "firstname": "x".repeat(101), "lastname": "a\u{0}b", "email": "nobody", "linkedinProfile": "javascript:alert(1)",
        "birthDate": "1990-02-30", "visibility": "secret", "skills": [{ "skill": "Rust", "level": 5 }],
    }));
    let expected = [
        ("firstname", Flaw::TooLong { max: 100 }),
        ("lastname", Flaw::Unprintable),
        ("email", Flaw::Email),
        ("birthDate", Flaw::Date),
        ("linkedinProfile", Flaw::Url),
        ("skills", Flaw::Range { min: 1, max: 4 }),
        ("visibility", Flaw::Choice),
    ];
    assert_eq!(flaws(create(&given)), expected.map(|(name, flaw)| (name.to_owned(), flaw)));
}

#[test]
fn a_wrong_type_is_named() {
    let mut given = ada();
    given.insert("firstname".into(), json!(7));
    let expected = Malformed::Type { field: "firstname".into(), expected: "string".into(), given: "integer".into() };
    assert_eq!(create::<CandidateFields>(&given), Err(Error::Malformed(expected)));
}

#[test]
fn limits_are_counted_in_scalars_after_trimming() {
    let mut given = ada();
    given.insert("firstname".into(), json!(format!("  {}  ", "é".repeat(100))));
    assert!(create::<CandidateFields>(&given).is_ok());
    given.insert("firstname".into(), json!("é".repeat(101)));
    assert_eq!(flaws(create(&given)), [("firstname".to_owned(), Flaw::TooLong { max: 100 })]);
}

#[test]
fn a_document_sent_back_changes_nothing() {
    let mut given = ada();
    given.insert("birthDate".into(), json!("1990-01-02T00:00:00+00:00"));
    let fields: CandidateFields = create(&given).expect("valid");
    let mut document = fields.attributes();
    document.insert("id".into(), json!("/candidates/x"));
    document.insert("lifecycle".into(), json!("archived"));
    assert_eq!(patch(&fields, &document), Ok(fields));
}

#[test]
fn what_is_set_for_good_stays() {
    let candidate = "01890000-0000-7000-8000-000000000001";
    let note: NoteFields = create(&object(json!({ "candidate": format!("/api/candidates/{candidate}"), "content": "x" }))).expect("valid");
    assert_eq!(note.candidate.map(|id| id.to_string()).as_deref(), Some(candidate));
    let moved = patch(&note, &object(json!({ "candidate": "01890000-0000-7000-8000-000000000002" })));
    assert_eq!(moved, Err(crate::error::FieldErrors::one("candidate", Flaw::Immutable)));
    assert_eq!(patch(&note, &object(json!({ "candidate": candidate }))), Ok(note));
}

#[test]
fn relations_name_their_own_resource() {
    for bad in ["/users/01890000-0000-7000-8000-000000000001", "x", "", "/candidates/", "01890000"] {
        let result = create::<NoteFields>(&object(json!({ "candidate": bad, "content": "x" })));
        assert!(matches!(result, Err(Error::Malformed(Malformed::Iri { .. }))), "{bad}: {result:?}");
    }
}

#[test]
fn every_description_is_whole() {
    fn whole<F: Described>() {
        let attributes = F::default().attributes();
        let names: Vec<_> = F::RESOURCE.fields.iter().map(|field| field.name).collect();
        assert_eq!(attributes.keys().collect::<Vec<_>>(), names, "the struct and its description agree");
        for field in F::RESOURCE.fields {
            assert!(!field.doc.trim().is_empty(), "{} tells what it is", field.name);
            if let (Kind::Choice(words), false) = (field.kind, field.nullable()) {
                assert!(words.contains(&attributes[field.name].as_str().unwrap_or_default()), "{} has a default", field.name);
            }
        }
    }
    whole::<CandidateFields>();
    whole::<NoteFields>();
    whole::<TaskFields>();
    whole::<TaskGroupFields>();
    whole::<AnswerFields>();
    whole::<RequestFields>();
    whole::<RequestCandidateFields>();
    whole::<UserFields>();
}

#[test]
fn the_policy_has_a_row_for_every_action_and_no_two() {
    for row in policy::TABLE {
        assert_eq!(policy::TABLE.iter().filter(|other| other.action == row.action).count(), 1, "{:?}", row.action);
        assert!(row.scope.is_none_or(|scope| scope == policy::Scopes::ANY || policy::Scopes::ALL.contains(&scope)), "{:?}", row.scope);
    }
}

#[test]
fn a_scope_never_widens_and_writing_includes_reading() {
    let scopes = |scope: &str| policy::Scopes([scope.to_owned()].into());
    assert!(scopes("candidates:write").allow("candidates:read"));
    assert!(!scopes("candidates:read").allow("candidates:write"));
    assert!(!scopes("candidate-notes:write").allow("candidates:read"));
    assert!(scopes("users:read").allow(policy::Scopes::ANY));
    assert!(!policy::Scopes::default().allow(policy::Scopes::ANY));
}

#[test]
fn pages_are_counted() {
    assert_eq!(Paging::read(None, None), Ok(Paging { page: 1, per_page: 30 }));
    assert_eq!(Paging::read(Some("2"), Some("1000")), Ok(Paging { page: 2, per_page: 100 }));
    for bad in ["0", "-1", "x", "99999999999999999999", ""] {
        assert_eq!(Paging::read(Some(bad), None), Err(Malformed::Paging), "{bad}");
    }
    assert_eq!(Paging { page: 1, per_page: 30 }.last(61), 3);
    assert_eq!(Paging { page: 1, per_page: 0 }.last(61), 1);
}

#[test]
fn addresses_a_person_may_click() {
    for good in ["https://www.linkedin.com/in/ada", "HTTP://example.test", "https://bücher.example/ü?q=1#x"] {
        assert_eq!(text::url(good), Ok(()), "{good}");
    }
    for bad in
        ["javascript:alert(1)", "https://", "https://a b", "//x", "data:text/html,x", "https://user@host", "java\nscript:x", "https://x\"y"]
    {
        assert!(text::url(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_same_person_is_recognised() {
    assert_eq!(text::phone_key("+31 6 1234 5678"), text::phone_key("06-12345678"));
    assert_eq!(text::phone_key("112"), None);
    assert_eq!(text::linkedin_key("https://nl.linkedin.com/in/Ada/?x=1"), Some("ada".to_owned()));
    assert_eq!(text::linkedin_key("https://example.test/in/ada"), None);
}

fn attribute() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        "[a-z]{1,5}@[a-z]{1,5}\\.test".prop_map(Value::from),
        "[0-9]{4}-[01][0-9]-[0-3][0-9]".prop_map(Value::from),
        prop::collection::vec(".{0,8}", 0..4).prop_map(Value::from),
    ]
}

fn document() -> impl Strategy<Value = Attributes> {
    let names = CandidateFields::RESOURCE.fields.iter().map(|field| field.name).chain(["id", "unknown"]).collect::<Vec<_>>();
    prop::collection::btree_map(prop::sample::select(names), attribute(), 0..6)
        .prop_map(|map| map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

proptest! {
    #[test]
    fn a_patch_touches_only_what_it_names(given in document()) {
        let before: CandidateFields = create(&ada()).expect("valid");
        if let Ok(after) = patch(&before, &given) {
            let (names, _, _) = difference(&before.attributes(), &after.attributes());
            for name in names {
                let field = CandidateFields::RESOURCE.field(&name).expect("a field");
                prop_assert!(given.contains_key(&name) && field.access == Access::Write);
            }
            prop_assert_eq!(patch(&after, &given), Ok(after.clone()), "a patch applied twice is the patch applied once");
            let stored = CandidateFields::from_attributes(after.attributes()).expect("reads back");
            prop_assert_eq!(stored, after);
        }
    }

    #[test]
    fn clearing_gives_the_default(name in prop::sample::select(CandidateFields::RESOURCE.fields.to_vec())) {
        let mut full = ada();
        full.insert("position".into(), json!("Engineer"));
        full.insert("tags".into(), json!(["a"]));
        let before: CandidateFields = create(&full).expect("valid");
        let cleared = patch(&before, &object(json!({ (name.name): null })));
        match (name.required, name.access) {
            (true, _) => prop_assert_eq!(flaws(cleared), vec![(name.name.to_owned(), Flaw::Blank)]),
            (false, Access::Read) => prop_assert_eq!(cleared, Ok(before)),
            // Nothing decides nothing: a confidential file stays one.
            (false, _) if !name.clearable() => prop_assert_eq!(flaws(cleared), vec![(name.name.to_owned(), Flaw::Blank)]),
            (false, _) => {
                let cleared = cleared.expect("valid").attributes();
                prop_assert_eq!(&cleared[name.name], &CandidateFields::default().attributes()[name.name]);
            }
        }
    }

    #[test]
    fn pages_cover_a_list_and_nothing_else(total in 0_i64..5_000, per_page in 1_u32..=Paging::MOST) {
        let last = Paging { page: 1, per_page }.last(total);
        let page = |page: i64| Paging { page: u32::try_from(page).expect("a page"), per_page };
        prop_assert!(page(last).offset() < total.max(1) && page(last + 1).offset() >= total);
        let held: i64 = (1..=last).map(|n| (total - page(n).offset()).clamp(0, i64::from(per_page))).sum();
        prop_assert_eq!(held, total);
    }

    #[test]
    fn a_form_sends_what_it_was_given(text in "[^\\pC,:]{0,30}") {
        for field in CandidateFields::RESOURCE.fields.iter().filter(|field| matches!(field.kind, Kind::Line(_))) {
            let mut given = ada();
            given.insert(field.name.into(), field.from_form(&text));
            if let Ok(fields) = create::<CandidateFields>(&given) {
                let attributes = fields.attributes();
                prop_assert_eq!(attributes[field.name].as_str().unwrap_or_default(), text::normal(&text));
            }
        }
    }

    #[test]
    fn nobody_reads_their_own_file_and_a_token_is_never_more_than_its_user(role in prop::sample::select(Role::ALL.to_vec()),
        action in prop::sample::select(policy::TABLE.iter().map(|row| row.action).collect::<Vec<_>>()),
        scopes in prop::collection::btree_set(prop::sample::select(policy::Scopes::ALL.to_vec()).prop_map(str::to_owned), 0..3),
        confidential: bool, own: bool, author: bool, visibility in prop::sample::select(crate::notes::NoteVisibility::ALL.to_vec()))
    {
        let me = uuid::Uuid::from_u128(1).into();
        let id = uuid::Uuid::from_u128(2).into();
        let person = Person { id: me, role, candidate: own.then_some(id), service: false };
        let visible = if confidential { crate::candidates::Visibility::Confidential } else { crate::candidates::Visibility::Normal };
        let candidate = CandidateFacts { id, visibility: visible, recruiter: None, managers: vec![me], interviewers: Vec::new() };
        let note = NoteFacts { visibility, author: author.then_some(me) };
        for on in [On::Nothing, On::Candidate(&candidate), On::Note(&note, &candidate)] {
            let user = policy::can(&Actor::User(person), action, on);
            let token = policy::can(&Actor::Token { person, scopes: policy::Scopes(scopes.clone()) }, action, on);
            prop_assert!(token.is_err() || user.is_ok());
            if own && !matches!(on, On::Nothing) {
                prop_assert_eq!(user, Err(Rule::Hidden));
            }
        }
        prop_assert!(matches!(policy::can(&Actor::Link(policy::Purpose::Invite), Action::ReadCandidate, On::Nothing), Err(Rule::Role(_))));
    }
}

/// Every way between two states, for everybody: what is no row of the table is refused, and the refusal names the rows there are.
#[test]
fn requests_go_the_ways_of_the_table_and_no_others() {
    let (owner, other) = (uuid::Uuid::from_u128(1).into(), uuid::Uuid::from_u128(2).into());
    let facts = RequestFacts { id: uuid::Uuid::from_u128(3).into(), owners: vec![owner] };
    for from in RequestStatus::ALL {
        for wanted in RequestStatus::ALL {
            for (id, role) in Role::ALL.iter().flat_map(|role| [(owner, *role), (other, *role)]) {
                let actor = Actor::User(Person { id, role, candidate: None, service: false });
                let rows: Vec<_> = MOVES.iter().filter(|row| row.from == *from && row.who != Who::System).collect();
                match requests::to(&actor, &facts, *from, *wanted) {
                    Ok(row) => assert!(row.from == *from && row.to.contains(wanted)),
                    Err(Conflict::Transition { from: told, allowed }) => {
                        assert!(rows.iter().all(|row| !row.to.contains(wanted)), "{from} {wanted}");
                        assert_eq!((told.as_str(), &allowed), (from.word(), &requests::ways(&actor, &facts, *from)));
                        let may = |word: &String| {
                            rows.iter().any(|row| row.to.iter().any(|to| to.word() == word) && requests::takes(&actor, row.who, &facts))
                        };
                        assert!(allowed.iter().all(may), "{allowed:?}");
                    }
                    Err(other) => panic!("{other:?}"),
                }
                let decides = role == Role::Admin || id == owner;
                assert_eq!(requests::takes(&actor, Who::Owner, &facts), decides);
                assert_eq!(requests::takes(&actor, Who::OwnerOrRecruiter, &facts), decides || role == Role::Recruiter);
                assert!(!requests::takes(&actor, Who::System, &facts) && !requests::takes(&actor, Who::Approver, &facts));
            }
        }
        assert!(MOVES.iter().any(|row| row.to.contains(from)), "{from} is reached");
    }
}

/// Every row of the table, for everybody: taken by whom it says, with the reason it asks for, and not before what must be said is said.
#[test]
fn a_step_is_taken_by_whom_the_table_says_and_with_its_reason() {
    let (owner, other) = (uuid::Uuid::from_u128(1).into(), uuid::Uuid::from_u128(2).into());
    let facts = RequestFacts { id: uuid::Uuid::from_u128(3).into(), owners: vec![owner] };
    let said = || Some("Why.".to_owned());
    let whole = RequestFields {
        position: said(),
        hold_reason: said(),
        cancel_reason: said(),
        rejection_reason: said(),
        ..RequestFields::default()
    };
    let unsaid = RequestFields { hold_reason: None, cancel_reason: None, rejection_reason: None, ..whole.clone() };
    for row in MOVES {
        for (id, role) in Role::ALL.iter().flat_map(|role| [(owner, *role), (other, *role)]) {
            let actor = Actor::User(Person { id, role, candidate: None, service: false });
            let owns = role == Role::Admin || id == owner;
            let takes = match row.who {
                Who::Owner => owns,
                Who::OwnerOrRecruiter => owns || role == Role::Recruiter,
                Who::Approver | Who::System => false,
            };
            let rule = if row.who == Who::Approver { Rule::Approver } else { Rule::Owner };
            let expected = if takes { Ok(()) } else { Err(Error::Forbidden(rule)) };
            assert_eq!(requests::may(&actor, row, &facts, &whole), expected, "{row:?} {role}");
            if takes {
                let missing = row.reason.map_or(Ok(()), |reason| Err(crate::error::FieldErrors::one(reason, Flaw::Blank)));
                assert_eq!(requests::may(&actor, row, &facts, &unsaid), missing, "{row:?}");
                let nameless = RequestFields { position: None, ..whole.clone() };
                let submits = row.step == requests::Step::Submit;
                assert_eq!(requests::may(&actor, row, &facts, &nameless).is_err(), submits, "{row:?}");
            }
        }
    }
}

#[test]
fn only_what_still_waits_is_overdue() {
    let day = |text: &str| -> chrono::NaiveDate { text.parse().expect("a day") };
    let today = day("2026-07-10");
    let late = |status, needed_by: Option<&str>| {
        RequestFields { status, needed_by: needed_by.map(day), ..RequestFields::default() }.overdue(today)
    };
    for status in [RequestStatus::Open, RequestStatus::OnHold, RequestStatus::PendingApproval] {
        assert!(late(status, Some("2026-07-09")), "{status}");
        assert!(!late(status, Some("2026-07-10")) && !late(status, None), "{status}");
    }
    for status in [RequestStatus::Draft, RequestStatus::Rejected, RequestStatus::Filled, RequestStatus::Cancelled, RequestStatus::Closed] {
        assert!(!late(status, Some("2020-01-01")), "{status}");
    }
}

#[test]
fn where_somebody_can_go_depends_on_where_their_request_stands() {
    let ways = |status, request| RequestCandidateFields { status, ..RequestCandidateFields::default() }.ways(request);
    let seat = |request| ways(Stage::Offered, request).into_iter().find(|way| way.to == Stage::Placed);
    let placed = |free| Some(Way { to: Stage::Placed, asks: false, free });
    for request in RequestStatus::ALL.iter().copied() {
        let over = [RequestStatus::Cancelled, RequestStatus::Closed].contains(&request);
        assert_eq!(ways(Stage::Placed, request).is_empty(), over, "{request}");
        assert_eq!(seat(request), placed(request == RequestStatus::Open), "{request}");
        for out in [Stage::Rejected, Stage::Withdrawn] {
            let back: Vec<Stage> = ways(out, request).into_iter().map(|way| way.to).collect();
            assert_eq!(back, if over || request == RequestStatus::Filled { vec![] } else { vec![Stage::Proposed] }, "{out} {request}");
        }
    }
    for way in ways(Stage::Screening, RequestStatus::Open) {
        assert_eq!(way.asks, [Stage::Proposed, Stage::Shortlisted, Stage::Rejected].contains(&way.to), "{}", way.to);
    }
    assert_eq!((Stage::Offered.following(), Stage::Placed.following(), Stage::OnHold.following()), (Some(Stage::Placed), None, None));
}

proptest! {
    #[test]
    fn a_stage_leads_where_it_says(was in prop::sample::select(Stage::ALL.to_vec()), to in prop::sample::select(Stage::ALL.to_vec()),
        before in prop::sample::select(Stage::LADDER.to_vec()), reason: bool, rejected_by: bool)
    {
        let fields = RequestCandidateFields {
            status: to,
            reason: reason.then(|| "Why.".to_owned()),
            rejected_by: rejected_by.then_some(RejectedBy::Us),
            ..RequestCandidateFields::default()
        };
        let back = was.rung().zip(to.rung()).is_some_and(|(was, to)| to < was);
        match fields.go(was, before) {
            Ok(()) => prop_assert!(was == to || was.next(before).contains(&to)),
            Err(Error::Conflict(Conflict::Transition { .. })) => prop_assert!(was != to && !was.next(before).contains(&to)),
            Err(Error::Invalid(_)) => prop_assert!((back && !reason) || (to == Stage::Rejected && !(reason && rejected_by))),
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn whatever_is_answered_is_taken_or_refused_and_a_taken_one_is_taken_again(kind in prop::sample::select(TaskType::ALL.to_vec()), answer in attribute()) {
        let options = ["a".to_owned(), "b".to_owned()];
        if let Ok(normal) = kind.check(&options, &answer) {
            prop_assert!(normal.is_null() || kind.check(&options, &normal) == Ok(normal.clone()), "{} {}", kind, normal);
        }
    }
}
