//! How well somebody fits, term by term, in words.

use crate::{
    i18n::{Locale, number, request_candidates as words},
    ui::{Column, Glyph, Table, Tag, Tone},
};
use domain::matching::{MatchTerm, Term};
use leptos::prelude::*;

/// A term in a few words: `Rust 4/3`, `no Kafka`.
pub fn told(locale: Locale, term: &MatchTerm) -> String {
    let subject = term.subject.as_deref().unwrap_or_default();
    match (term.term, term.has) {
        (Term::Skill, Some(level)) => format!("{subject} {level}/{}", term.wants.unwrap_or_default()),
        (Term::Skill, None) => words::without(locale, subject),
        (Term::Availability, None) => words::AVAILABILITY_UNKNOWN.get(locale).to_owned(),
        (Term::Availability, Some(0)) => words::IN_TIME.get(locale).to_owned(),
        (Term::Availability, Some(days)) => words::DAYS_LATE.of(locale, days),
        (Term::Location, None) if term.points < term.of => words::PLACE_UNKNOWN.get(locale).to_owned(),
        (Term::Location, _) if term.points == term.of => subject.to_owned(),
        (Term::Location, _) => words::elsewhere(locale, subject),
        (Term::Rate, _) if term.points == term.of => words::RATE_FITS.get(locale).to_owned(),
        (Term::Rate, _) => words::RATE_TOO_HIGH.get(locale).to_owned(),
    }
}

/// The terms in a line: what fits has a tick, what does not a warning, whatever the colours.
pub fn line(locale: Locale, terms: &[MatchTerm]) -> AnyView {
    let tags = terms
        .iter()
        .map(|term| {
            let (tone, icon) = match term.points {
                points if points == term.of => (Tone::Good, Glyph::Check),
                0 if term.required => (Tone::Danger, Glyph::Warning),
                _ => (Tone::Neutral, Glyph::Info),
            };
            let text = told(locale, term);
            view! { <Tag tone=tone icon=icon>{text}</Tag> }
        })
        .collect_view();
    view! { <p class="told-marks">{tags}</p> }.into_any()
}

/// The terms with their points, as the formula counts them.
pub fn table(locale: Locale, terms: &[MatchTerm]) -> AnyView {
    let rows = terms
        .iter()
        .map(|term| {
            let text = told(locale, term);
            let required = term.required.then(|| view! { " "<Tag>{crate::i18n::requests::NEEDED.get(locale)}</Tag> });
            let (points, of) = (number(locale, term.points), number(locale, term.of));
            view! {
                <tr>
                    <th scope="row" class="anywhere" dir="auto">{text}{required}</th>
                    <td class="numeric">{points}</td>
                    <td class="numeric">{of}</td>
                </tr>
            }
        })
        .collect_view();
    let head = view! {
        <Column label=words::TERM.get(locale)/>
        <Column label=words::POINTS.get(locale) numeric=true/>
        <Column label=words::POINTS_OF.get(locale) numeric=true/>
    };
    view! { <Table caption=words::MATCH.get(locale) head=head.into_any()>{rows}</Table> }.into_any()
}
