//! What a search found: the rows, and the ways on from them.

use super::word;
use crate::{
    address::Address,
    i18n::{Locale, candidates as words, fields, lists},
    ui::{Avatar, Chips, Column, EmptyState, Glyph, LinkButton, Look, Moment, Pagination, Sorted, Table, Tag, Tone},
    visit::Visit,
};
use domain::{
    candidates::{Candidate, Lifecycle, Visibility},
    page::Page,
    policy::{self, Action, Actor, On},
};
use leptos::prelude::*;

/// Tags shown of one person.
const TAGS: usize = 3;

/// Chips, table and pages; or why there is nothing.
pub fn results(visit: &Visit, actor: &Actor, address: &Address, page: &Page<Candidate>) -> AnyView {
    let locale = visit.locale;
    let body = if page.items.is_empty() { empty(locale, actor, address, page.total) } else { table(visit, address, page) };
    view! { <Chips locale chips=address.filters(locale, &|_, _| None) whole="/candidates"/> {body} }.into_any()
}

fn empty(locale: Locale, actor: &Actor, address: &Address, total: i64) -> AnyView {
    let adds = policy::can(actor, Action::CreateCandidate, On::Nothing).is_ok();
    let (glyph, title, why) = if total > 0 {
        (Glyph::Search, lists::PAST_THE_END, lists::PAST_THE_END_WHY)
    } else if address.narrows() {
        (Glyph::Search, words::NO_MATCH, words::NO_MATCH_WHY)
    } else if adds {
        (Glyph::People, words::NONE, words::NONE_WHY)
    } else {
        (Glyph::People, words::NONE, words::NONE_VISIBLE_WHY)
    };
    let way_on = if total > 0 || address.narrows() {
        view! { <LinkButton href="/candidates" look=Look::Primary>{words::SHOW_EVERYBODY.get(locale)}</LinkButton> }.into_any()
    } else if adds {
        view! { <LinkButton href="/candidates/new" look=Look::Primary icon=Glyph::Plus>{words::ADD.get(locale)}</LinkButton> }.into_any()
    } else {
        ().into_any()
    };
    view! { <EmptyState glyph title=title.get(locale) why=why.get(locale)>{way_on}</EmptyState> }.into_any()
}

fn table(visit: &Visit, address: &Address, page: &Page<Candidate>) -> AnyView {
    let locale = visit.locale;
    let rows = page.items.iter().map(|candidate| person(visit, candidate)).collect_view();
    let pages = address.pages();
    view! {
        <Table caption=words::TITLE.get(locale) head=heads(locale, address)>{rows}</Table>
        <Pagination locale paging=page.paging total=page.total href=move |page| format!("{pages}{page}")/>
        <p><a href=address.export() download=true>{lists::EXPORT.get(locale)}</a></p>
    }
    .into_any()
}

fn heads(locale: Locale, address: &Address) -> AnyView {
    let column = |field: &str, label: &'static str, wide_only: bool| {
        let sorted = address.descending(field).map(|descending| if descending { Sorted::Descending } else { Sorted::Ascending });
        view! { <Column label=label href=address.ordered(field) sorted=sorted wide_only=wide_only/> }
    };
    view! {
        {column("lastname", words::NAME.get(locale), false)}
        {column("position", fields::label(locale, "position"), true)}
        {column("source", fields::label(locale, "source"), true)}
        {column("location", fields::label(locale, "location"), true)}
        <Column label=fields::label(locale, "tags") wide_only=true/>
        {column("updatedAt", lists::LAST_CHANGE.get(locale), false)}
        {column("createdAt", lists::ADDED.get(locale), true)}
    }
    .into_any()
}

/// A row of the table; on a phone position and location stand below the name.
fn person(visit: &Visit, candidate: &Candidate) -> AnyView {
    let (locale, clock) = (visit.locale, visit.clock);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (position, source, location) = (text(&candidate.position), text(&candidate.source), text(&candidate.location));
    let under: Vec<&str> = [position.as_str(), location.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    let under = under.join(" · ");
    let archived =
        (candidate.lifecycle == Lifecycle::Archived).then(|| view! { <Tag icon=Glyph::Archive>{words::ARCHIVED.get(locale)}</Tag> });
    let confidential = (candidate.visibility == Visibility::Confidential)
        .then(|| view! { <Tag tone=Tone::Caution icon=Glyph::Lock>{words::CONFIDENTIAL.get(locale)}</Tag> });
    let more = candidate.tags.len().saturating_sub(TAGS);
    let more = (more > 0).then(|| view! { <span class="muted">{format!("+{more}")}</span> });
    let tags = candidate.tags.iter().take(TAGS).cloned().map(word).collect_view();
    view! {
        <tr>
            <th scope="row">
                <a class="person row-link" href=format!("/candidates/{}", candidate.id)>
                    <Avatar name=candidate.name()/>
                    <span class="anywhere" dir="auto">{candidate.name()}</span>
                </a>
                <span class="person-marks">{archived}{confidential}</span>
                <span class="person-under anywhere" dir="auto">{under}</span>
            </th>
            <td class="wide-only anywhere" dir="auto">{position}</td>
            <td class="wide-only anywhere" dir="auto">{source}</td>
            <td class="wide-only anywhere" dir="auto">{location}</td>
            <td class="wide-only"><span class="person-tags">{tags}{more}</span></td>
            <td class="muted"><Moment locale at=candidate.updated_at clock/></td>
            <td class="wide-only muted"><Moment locale at=candidate.created_at clock/></td>
        </tr>
    }
    .into_any()
}
