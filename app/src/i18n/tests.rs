use super::*;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use domain::{
    candidates::CandidateFields,
    error::{Conflict, Error, FieldErrors, Flaw, Malformed, RequestId},
    notes::NoteFields,
    policy::{self, Rule},
    resource::{Described, Field, Kind},
    users::UserFields,
};

fn attributes() -> impl Iterator<Item = &'static Field> {
    [CandidateFields::RESOURCE, NoteFields::RESOURCE, UserFields::RESOURCE].into_iter().flat_map(|resource| resource.fields)
}

#[test]
fn every_attribute_has_a_label() {
    for field in attributes() {
        let text = fields::text(field.name).unwrap_or_else(|| panic!("{} has no label", field.name));
        assert!(!text.get(Locale::English).is_empty() && !text.get(Locale::Dutch).is_empty());
    }
}

#[test]
fn every_choice_has_a_name() {
    for field in attributes() {
        let Kind::Choice(choices) = field.kind else { continue };
        for choice in choices {
            for locale in Locale::ALL {
                assert_ne!(words::word(*locale, field.name, choice), *choice, "{} of {}", choice, field.name);
            }
        }
    }
}

#[test]
fn what_is_unknown_goes_by_its_own_name() {
    assert_eq!(fields::label(Locale::Dutch, "shoeSize"), "shoeSize");
    assert_eq!(words::word(Locale::Dutch, "shoeSize", "large"), "large");
}

#[test]
fn thousands_stand_apart() {
    let written = [0, 7, 999, 1_000, 12_345, 1_234_567, -4_200].map(|it| number(Locale::English, it));
    assert_eq!(written, ["0", "7", "999", "1,000", "12,345", "1,234,567", "-4,200"]);
    assert_eq!(number(Locale::Dutch, 1_234_567), "1.234.567");
}

#[test]
fn one_is_not_many() {
    assert_eq!(candidates::COUNT.of(Locale::English, 1), "1 candidate");
    assert_eq!(candidates::COUNT.of(Locale::English, 0), "0 candidates");
    assert_eq!(candidates::COUNT.of(Locale::Dutch, 1_204), "1.204 kandidaten");
}

#[test]
fn every_refusal_is_a_sentence_in_both_languages() {
    let field = "email".to_owned();
    let mut errors = vec![
        Error::NotFound,
        Error::Unauthenticated,
        Error::Invalid(FieldErrors::default()),
        Error::Throttled { retry_after: 61 },
        Error::Busy,
        Error::Full,
        Error::Internal(RequestId(String::new())),
        Error::Internal(RequestId("r-1".to_owned())),
        Error::Malformed(Malformed::Body),
        Error::Malformed(Malformed::NotAnObject),
        Error::Malformed(Malformed::Type { field, expected: "string".to_owned(), given: "int".to_owned() }),
        Error::Malformed(Malformed::Iri { value: "x".to_owned() }),
        Error::Malformed(Malformed::Dangling { value: "/x".to_owned() }),
        Error::Malformed(Malformed::Paging),
        Error::Conflict(Conflict::Stale { seen: 1, current: 2 }),
        Error::Conflict(Conflict::Transition { from: "archived".to_owned(), allowed: vec!["active".to_owned()] }),
        Error::Conflict(Conflict::Transition { from: "merged".to_owned(), allowed: Vec::new() }),
        Error::Conflict(Conflict::ChangedSince),
        Error::Conflict(Conflict::NotUndoable),
        Error::Conflict(Conflict::LastAdmin),
        Error::Forbidden(Rule::Scope("candidates:read".to_owned())),
        Error::Forbidden(Rule::Author),
        Error::Forbidden(Rule::Hidden),
    ];
    errors.extend(policy::TABLE.iter().map(|row| Error::Forbidden(Rule::Role(row.action))));
    for error in errors {
        let [english, dutch] = [Locale::English, Locale::Dutch].map(|locale| errors::sentence(locale, &error));
        assert_ne!(english, dutch, "{error:?}");
        for sentence in [english, dutch] {
            assert!(sentence.ends_with('.') || sentence.ends_with("r-1"), "{sentence}");
            assert!(sentence.starts_with(|first: char| first.is_uppercase() || first == '“'), "{sentence}");
        }
    }
}

#[test]
fn a_flaw_names_its_limit() {
    assert_eq!(errors::flaw(Locale::English, &Flaw::TooLong { max: 20_000 }), "This is too long. At most 20,000 characters fit.");
    assert_eq!(errors::flaw(Locale::Dutch, &Flaw::Range { min: 1, max: 4 }), "Dit moet een geheel getal zijn van 1 tot en met 4.");
}

#[test]
fn who_may_not_know_that_a_record_exists_reads_not_found() {
    let hidden = errors::sentence(Locale::English, &Error::Forbidden(Rule::Hidden));
    assert_eq!(hidden, errors::sentence(Locale::English, &Error::NotFound));
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn moments_are_told_from_the_readers_clock() {
    let amsterdam = FixedOffset::east_opt(7200).unwrap();
    let now = utc("2026-07-10T12:00:00Z");
    let told = |at: &str| dates::relative(Locale::English, utc(at), now, amsterdam);
    assert_eq!(told("2026-07-10T11:59:40Z"), "just now");
    assert_eq!(told("2026-07-10T12:00:30Z"), "just now");
    assert_eq!(told("2026-07-10T11:59:00Z"), "1 minute ago");
    assert_eq!(told("2026-07-10T09:30:00Z"), "2 hours ago");
    assert_eq!(told("2026-07-10T15:00:00Z"), "today, 17:00");
    // 23:30 UTC is half past one of today in Amsterdam.
    assert_eq!(told("2026-07-09T23:30:00Z"), "12 hours ago");
    assert_eq!(told("2026-07-09T20:00:00Z"), "yesterday, 22:00");
    assert_eq!(told("2026-07-11T20:00:00Z"), "tomorrow, 22:00");
    assert_eq!(told("2026-07-06T12:00:00Z"), "4 days ago");
    assert_eq!(told("2026-03-01T12:00:00Z"), "1 Mar 2026");
    assert_eq!(dates::relative(Locale::Dutch, utc("2026-07-10T09:30:00Z"), now, amsterdam), "2 uur geleden");
    assert_eq!(dates::moment(Locale::Dutch, utc("2026-03-01T12:05:00Z"), amsterdam), "1 maart 2026, 14:05");
}

#[test]
fn dates_are_written_out() {
    let day = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
    assert_eq!(dates::date(Locale::English, day), "31 December 2026");
    assert_eq!(dates::short_date(Locale::Dutch, day), "31 dec 2026");
}
