use super::*;
use crate::{
    answers::AnswerFields, candidates::CandidateFields, notes::NoteFields, request_candidates::RequestCandidateFields,
    requests::RequestFields, resource::Described, task_groups::TaskGroupFields, tasks::TaskFields, users::UserFields,
};
use proptest::prelude::*;

const CANDIDATES: &Resource = &CandidateFields::RESOURCE;

fn asked(pairs: &[(&str, &str)]) -> Query {
    Query::read(CANDIDATES, pairs.iter().copied()).expect("a question")
}

fn tests(pairs: &[(&str, &str)]) -> Vec<Test> {
    asked(pairs).conditions.into_iter().map(|condition| condition.test).collect()
}

/// A value that an attribute can be compared with.
fn sample(resource: &Resource, on: On) -> &'static str {
    match on {
        On::Id if resource.numbered => "7",
        On::Id => "018f0000-0000-7000-8000-000000000000",
        On::CreatedAt | On::UpdatedAt => "2026-03-02",
        On::Version => "2",
        On::Field(field) => match field.kind {
            Kind::Flag => "true",
            Kind::Integer { .. } => "3",
            Kind::Day | Kind::Moment => "2026-03-02",
            Kind::Relation(target) if target.numbered => "/api/recruitment-tasks/7",
            Kind::Relation(_) => "/api/users/018f0000-0000-7000-8000-000000000000",
            Kind::Choice(words) => words[0],
            _ => "x",
        },
    }
}

#[test]
fn every_parameter_that_is_told_of_is_understood() {
    let interviews = [&TaskGroupFields::RESOURCE, &TaskFields::RESOURCE, &AnswerFields::RESOURCE];
    let requests = [&RequestFields::RESOURCE, &RequestCandidateFields::RESOURCE];
    for resource in [CANDIDATES, &NoteFields::RESOURCE, &UserFields::RESOURCE].into_iter().chain(interviews).chain(requests) {
        for on in On::all(resource) {
            for name in on.parameters() {
                let value = match name.split('[').next() {
                    Some("order") => "desc",
                    Some("exists") => "true",
                    _ => sample(resource, on),
                };
                let query = Query::read(resource, [(name.as_str(), value)]).expect("a question");
                assert_eq!((query.conditions.len() + query.order.len(), query.text), (1, None), "{} {name}", resource.name);
            }
        }
    }
}

#[test]
fn of_two_that_ask_the_same_the_last_counts() {
    assert_eq!(tests(&[("exists[position]", "1"), ("exists[position]", "0")]), [Test::Exists(false)]);
    assert_eq!(tests(&[("birthDate[after]", "2001-01-01"), ("birthDate[gte]", "2002-01-01"), ("birthDate[lt]", "2003-01-01")]).len(), 2);
    let order = asked(&[("order[email]", "asc"), ("order[id]", "asc"), ("order[email]", "desc")]).order;
    assert_eq!(order.iter().map(|order| (order.by.name(), order.descending)).collect::<Vec<_>>(), [("email", true), ("id", false)]);
}

#[test]
fn alternatives_are_written_in_three_ways() {
    let both = vec![Test::Contains(vec!["a".into(), "b".into()])];
    for pairs in [[("email", "a"), ("email", "b")], [("email[]", "a"), ("email[]", "b")], [("email[0]", "a"), ("email[1]", "b")]] {
        assert_eq!(tests(&pairs), both, "{pairs:?}");
    }
}

#[test]
fn what_cannot_be_found_is_not_looked_for() {
    let long = "a".repeat(LONGEST + 1);
    assert_eq!(tests(&[("email", &long), ("tags", &long)]), [Test::Contains(vec![]), Test::Contains(vec![])]);
    assert_eq!(
        tests(&[("email", "a\0"), ("createdAt[after]", "+10000-01-01"), ("createdAt[before]", "-0001-01-01"), ("birthDate", "0000-01-01")]),
        []
    );
    assert_eq!(tests(&[("id", "nobody")]), [Test::Is(vec![])]);
}

proptest! {
    #[test]
    fn every_question_is_read(pairs in prop::collection::vec(("[a-zA-Z\\[\\]]{0,12}|order\\[[a-z]{0,8}\\]|createdAt\\[[a-z_]{0,6}\\]", ".{0,20}"), 0..6)) {
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let paged = pairs.clone().any(|(name, _)| name == "page" || name == "itemsPerPage");
        prop_assert!(paged || Query::read(CANDIDATES, pairs).is_ok());
    }
}
