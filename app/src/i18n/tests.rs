use super::*;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use domain::{
    answers::AnswerFields,
    candidates::CandidateFields,
    change::{Entity, Kind as Deed},
    client_views::{ClientViewFields, ViewStatus},
    error::{Conflict, Error, FieldErrors, Flaw, Malformed, RequestId},
    notes::NoteFields,
    policy::{self, Rule},
    request_candidates::{RequestCandidateFields, Stage},
    requests::{RequestFields, RequestStatus},
    resource::{Described, Field, Kind, Resource},
    task_groups::TaskGroupFields,
    tasks::TaskFields,
    users::UserFields,
};

const RESOURCES: &[Resource] = &[
    CandidateFields::RESOURCE,
    NoteFields::RESOURCE,
    UserFields::RESOURCE,
    TaskGroupFields::RESOURCE,
    TaskFields::RESOURCE,
    AnswerFields::RESOURCE,
    RequestFields::RESOURCE,
    RequestCandidateFields::RESOURCE,
    ClientViewFields::RESOURCE,
];

/// Every attribute, and the members of those that are objects.
fn attributes() -> impl Iterator<Item = &'static Field> {
    let fields = RESOURCES.iter().flat_map(|resource| resource.fields);
    fields.flat_map(within)
}

/// An attribute, and those in it.
fn within(field: &'static Field) -> Vec<&'static Field> {
    let members = field.kind.members().unwrap_or_default();
    std::iter::once(field).chain(members.iter().flat_map(within)).collect()
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
                assert_ne!(words::word(*locale, choices, choice), *choice, "{} of {}", choice, field.name);
            }
        }
    }
}

#[test]
fn what_is_unknown_goes_by_its_own_name() {
    assert_eq!(fields::label(Locale::Dutch, "shoeSize"), "shoeSize");
    assert_eq!(words::word(Locale::Dutch, &["large"], "large"), "large");
    assert_eq!(words::word(Locale::Dutch, Stage::WORDS, "large"), "large");
}

#[test]
fn an_attribute_may_mean_something_else_in_one_resource() {
    let label = |resource: &Resource| fields::label_in(Locale::English, resource, "status");
    assert_eq!(RESOURCES.iter().map(label).filter(|label| *label == "Stage").count(), 1);
    assert_eq!(fields::label_in(Locale::Dutch, &RequestFields::RESOURCE, "position"), "Functie");
    assert_eq!(fields::label_in(Locale::Dutch, &TaskFields::RESOURCE, "position"), "Plaats in de volgorde");
}

#[test]
fn the_same_word_is_called_by_what_it_is_said_of() {
    let rejected = [RequestStatus::WORDS, Stage::WORDS].map(|choices| words::word(Locale::Dutch, choices, "rejected"));
    assert_eq!(rejected, ["Afgekeurd", "Afgewezen"]);
    assert_eq!(words::states(Locale::Dutch, &["rejected", "draft"]), ["Afgekeurd", "Concept"]);
    assert_eq!(words::states(Locale::Dutch, &["rejected", "proposed"]), ["Afgewezen", "Voorgedragen"]);
    assert_eq!(words::states(Locale::Dutch, &[ViewStatus::Revoked.word()]), ["Ingetrokken"]);
    assert_eq!(words::states(Locale::Dutch, &["nonsense"]), ["nonsense"]);
}

#[test]
fn amounts_are_written_as_people_write_them() {
    let english = |minor, currency| amounts::amount(Locale::English, minor, currency);
    assert_eq!(english(450_000, Some("EUR")), "€\u{a0}4,500.00");
    assert_eq!(amounts::amount(Locale::Dutch, 450_050, Some("EUR")), "€\u{a0}4.500,50");
    assert_eq!(english(123_456_789, Some("CHF")), "CHF\u{a0}1,234,567.89");
    assert_eq!([0, 5, 99, 100, -5, -12_345].map(|minor| english(minor, None)), ["0.00", "0.05", "0.99", "1.00", "-0.05", "-123.45"]);
    assert_eq!(english(i64::MIN, None), "-92,233,720,368,547,758.08");
}

#[test]
fn every_change_is_told_in_both_languages() {
    for entity in Entity::ALL {
        for deed in Deed::ALL {
            let [english, dutch] = [Locale::English, Locale::Dutch].map(|locale| history::done(locale, *entity, *deed));
            assert!(!english.is_empty() && english != dutch, "{entity} {deed}");
        }
    }
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
        Error::Malformed(Malformed::Key),
        Error::KeyReused,
        Error::Conflict(Conflict::Stale { seen: 1, current: 2 }),
        Error::Conflict(Conflict::Transition { from: "archived".to_owned(), allowed: vec!["active".to_owned()] }),
        Error::Conflict(Conflict::Transition { from: "merged".to_owned(), allowed: Vec::new() }),
        Error::Conflict(Conflict::ChangedSince),
        Error::Conflict(Conflict::NotUndoable),
        Error::Conflict(Conflict::LastAdmin),
        Error::Conflict(Conflict::NotOpen { status: "filled".to_owned() }),
        Error::Conflict(Conflict::NoSeat),
        Error::Conflict(Conflict::BothPlaced { request: "RR-2026-0042".to_owned() }),
        Error::Conflict(Conflict::MergedOn),
        Error::Conflict(Conflict::Met),
        Error::Conflict(Conflict::Booked { busy: Vec::new(), free: Vec::new() }),
        Error::Conflict(Conflict::HandedIn),
        Error::Conflict(Conflict::NotHeld),
        Error::Conflict(Conflict::Declined),
        Error::Conflict(Conflict::Archived),
        Error::Conflict(Conflict::Decided),
        Error::Conflict(Conflict::Expired),
        Error::Conflict(Conflict::NoApprovers { step: "Finance".to_owned() }),
        Error::Forbidden(Rule::Scope("candidates:read".to_owned())),
        Error::Forbidden(Rule::Author),
        Error::Forbidden(Rule::Owner),
        Error::Forbidden(Rule::Interviewer),
        Error::Forbidden(Rule::Approver),
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

/// No state is told by the word that programs have for it.
#[test]
fn states_have_names() {
    for (state, name) in
        [("applying", "Wordt geïmporteerd"), ("mapping", "Kolommen onbekend"), ("archived", "Gearchiveerd"), ("filled", "Vervuld")]
    {
        assert_eq!(words::states(Locale::Dutch, &[state]), [name]);
    }
}

#[test]
fn a_flaw_names_its_limit() {
    assert_eq!(errors::flaw(Locale::English, &Flaw::TooLong { max: 20_000 }), "This is too long. At most 20,000 characters fit.");
    assert_eq!(errors::flaw(Locale::Dutch, &Flaw::Range { min: 1, max: 4 }), "Dit moet een geheel getal zijn van 1 tot en met 4.");
    let below = Flaw::Below { other: "salaryRangeMin".to_owned() };
    assert_eq!(errors::flaw(Locale::English, &below), "This must not be lower or earlier than “Lowest salary”.");
    assert_eq!(errors::flaw(Locale::Dutch, &Flaw::Unanswered { tasks: vec![3, 5] }), "Vragen die eerst beantwoord moeten worden: 3, 5.");
}

#[test]
fn every_flaw_is_told_in_both_languages() {
    let typed = ["string", "number", "integer", "boolean", "array", "null"].map(|expected| Flaw::Type { expected: expected.to_owned() });
    for flaw in [Flaw::Twice, Flaw::TooFew { min: 2 }, Flaw::TooMany { max: 50 }].into_iter().chain(typed) {
        let [english, dutch] = [Locale::English, Locale::Dutch].map(|locale| errors::flaw(locale, &flaw));
        assert!(english != dutch && english.ends_with('.') && dutch.ends_with('.'), "{english} {dutch}");
    }
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
