//! The rows of an import: who stands in them, and what becomes of them.

use crate::{
    i18n::{Locale, errors, fields, imports as words, number, words::Named},
    ui::{Column, EmptyState, Glyph, Pagination, Tab, Table, Tabs, Tag, Tone},
};
use domain::{
    id::CandidateId,
    imports::{EXTERNAL_ID, Import, ImportRow, Outcome},
    page::Page,
};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// The rows, by what becomes of them. `chosen`: those of one outcome alone. `names`: of people in whose rows nothing stands any more.
pub fn rows(
    locale: Locale,
    import: &Import,
    chosen: Option<Outcome>,
    page: &Page<ImportRow>,
    names: &BTreeMap<CandidateId, String>,
) -> AnyView {
    let address = |outcome: Option<Outcome>| match outcome {
        Some(outcome) => format!("/imports/{}?outcome={outcome}#rows", import.id),
        None => format!("/imports/{}#rows", import.id),
    };
    let mut counts = import.counts;
    let there = Outcome::ALL.iter().filter_map(|outcome| Some((*outcome, *counts.of(*outcome)?))).filter(|(_, count)| *count > 0);
    let mut tabs = vec![Tab::new(address(None), words::ALL.get(locale), chosen.is_none()).count(number(locale, import.rows))];
    tabs.extend(there.map(|(outcome, count)| {
        Tab::new(address(Some(outcome)), outcome.label(locale), chosen == Some(outcome)).count(number(locale, count))
    }));
    let body = if page.items.is_empty() {
        view! { <EmptyState glyph=Glyph::People title=words::NO_ROWS.get(locale) why=words::NO_ROWS_WHY.get(locale)/> }.into_any()
    } else {
        let head = view! {
            <Column label=words::NUMBER.get(locale) numeric=true/>
            <Column label=words::PERSON.get(locale)/>
            <Column label=words::BECOMES.get(locale)/>
        }
        .into_any();
        let rows = page.items.iter().map(|row| line(locale, import, row, names)).collect_view();
        view! { <Table caption=words::ROWS_TITLE.get(locale) head>{rows}</Table> }.into_any()
    };
    let href = |page: u32| match chosen {
        Some(outcome) => format!("/imports/{}?outcome={outcome}&page={page}#rows", import.id),
        None => format!("/imports/{}?page={page}#rows", import.id),
    };
    view! {
        <section class="section" id="rows" aria-labelledby="rows-title">
            <h2 id="rows-title">{words::ROWS_TITLE.get(locale)}</h2>
            <Tabs label=words::VIEWS.get(locale) tabs/>
            {body}
            <Pagination locale paging=page.paging total=page.total href/>
        </section>
    }
    .into_any()
}

fn line(locale: Locale, import: &Import, row: &ImportRow, names: &BTreeMap<CandidateId, String>) -> AnyView {
    let (name, under) = person(import, row);
    let name = name.or_else(|| names.get(&row.candidate?).cloned());
    let called = match row.candidate {
        Some(id) => view! { <a class="anywhere" href=format!("/candidates/{id}") dir="auto">{name.unwrap_or_else(|| words::PERSON.get(locale).to_owned())}</a> }.into_any(),
        None => view! { <span class="anywhere" dir="auto">{name}</span> }.into_any(),
    };
    let under = under.map(|under| view! { <p class="entry-note anywhere" dir="auto">{under}</p> });
    let tone = match row.outcome {
        Outcome::Create | Outcome::Update | Outcome::Restore => Tone::Good,
        Outcome::Invalid => Tone::Danger,
        Outcome::Duplicate | Outcome::Repeated | Outcome::Kept => Tone::Caution,
        Outcome::Waiting | Outcome::Unchanged | Outcome::Removed | Outcome::Reverted => Tone::Neutral,
    };
    let same = row.same_as.map(|row| view! { <p class="entry-note">{words::same_as(locale, row)}</p> });
    let reasons = row
        .reasons
        .iter()
        .filter_map(|reason| {
            let sentence = errors::flaw(locale, reason.flaw.as_ref()?);
            let about = match reason.property_path.as_str() {
                "" => String::new(),
                EXTERNAL_ID => format!("{}: ", words::attribute(locale, EXTERNAL_ID)),
                name => format!("{}: ", fields::label(locale, name)),
            };
            Some(view! { <p class="field-error">{about}{sentence}</p> })
        })
        .collect_view();
    let outcome = row.outcome.label(locale);
    view! {
        <tr>
            <td class="numeric">{number(locale, row.number)}</td>
            <td class="import-person">{called}{under}</td>
            <td><Tag tone=tone>{outcome}</Tag>{same}{reasons}</td>
        </tr>
    }
    .into_any()
}

/// The name in a row, and the address, as far as it says them.
fn person(import: &Import, row: &ImportRow) -> (Option<String>, Option<String>) {
    let said = |attribute: &str| {
        let column = import.columns.iter().find(|column| column.attribute.as_deref() == Some(attribute));
        let text = row.given.get(column.map_or(attribute, |column| column.column.as_str())).and_then(Value::as_str)?.trim();
        (!text.is_empty()).then(|| text.chars().take(100).collect::<String>())
    };
    let name: Vec<String> = ["firstname", "lastname"].into_iter().filter_map(said).collect();
    ((!name.is_empty()).then(|| name.join(" ")), said("email"))
}
