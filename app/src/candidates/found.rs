//! What a search found: the rows, and the ways on from them. Made by the server, shown by the page and by the [`Finder`](super::Finder) alike.

use super::when::{When, time};
use crate::{
    i18n::{Locale, candidates as words, fields, lists},
    ui::{Avatar, Chip, Chips, Column, EmptyState, Glyph, LinkButton, Look, Pagination, Sorted, Table, Tag, Tone},
};
use domain::page::Paging;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Tags shown of one person.
const TAGS: usize = 3;

/// One person, as far as the list shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub id: String,
    pub name: String,
    pub position: String,
    pub source: String,
    pub location: String,
    pub tags: Vec<String>,
    pub archived: bool,
    pub confidential: bool,
    pub changed: When,
    pub added: When,
}

/// The head of a column that orders the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub href: String,
    /// Whether the list is in the order of this column, from the last to the first.
    pub descending: Option<bool>,
}

/// Why there are no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nothing {
    /// There is nobody at all, and the reader may add somebody.
    Nobody,
    /// There is nobody whom the reader may see.
    NobodyVisible,
    /// Nobody fits the search and the filters.
    NoMatch,
    /// The page lies behind the last one.
    PastTheEnd,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Where this is found again, without what says nothing.
    pub address: String,
    /// How many there are in all, in words.
    pub count: String,
    pub total: i64,
    pub paging: Paging,
    /// The address of a page of the same list, up to the page's number.
    pub pages: String,
    /// Name, position, source, location, last change, added.
    pub heads: [Head; 6],
    pub chips: Vec<Chip>,
    pub rows: Vec<Row>,
    pub nothing: Option<Nothing>,
}

/// Chips, table and pages; or why there is nothing.
pub fn results(locale: Locale, found: &Found) -> AnyView {
    let body = match found.nothing {
        Some(nothing) => empty(locale, nothing),
        None => table(locale, found),
    };
    view! { <Chips locale chips=found.chips.clone() whole="/candidates"/> {body} }.into_any()
}

fn empty(locale: Locale, nothing: Nothing) -> AnyView {
    let add = || view! { <LinkButton href="/candidates/new" look=Look::Primary icon=Glyph::Plus>{words::ADD.get(locale)}</LinkButton> };
    let (glyph, title, why) = match nothing {
        Nothing::Nobody => (Glyph::People, words::NONE, words::NONE_WHY),
        Nothing::NobodyVisible => (Glyph::People, words::NONE, words::NONE_VISIBLE_WHY),
        Nothing::NoMatch => (Glyph::Search, words::NO_MATCH, words::NO_MATCH_WHY),
        Nothing::PastTheEnd => (Glyph::Search, lists::PAST_THE_END, lists::PAST_THE_END_WHY),
    };
    let way_on = match nothing {
        Nothing::Nobody => add().into_any(),
        Nothing::NobodyVisible => ().into_any(),
        Nothing::NoMatch | Nothing::PastTheEnd => {
            view! { <LinkButton href="/candidates" look=Look::Primary>{words::SHOW_EVERYBODY.get(locale)}</LinkButton> }.into_any()
        }
    };
    view! { <EmptyState glyph title=title.get(locale) why=why.get(locale)>{way_on}</EmptyState> }.into_any()
}

fn table(locale: Locale, found: &Found) -> AnyView {
    let rows = found.rows.iter().map(|row| person(locale, row)).collect_view();
    let pages = found.pages.clone();
    view! {
        <Table caption=words::TITLE.get(locale) head=heads(locale, &found.heads)>{rows}</Table>
        <Pagination locale paging=found.paging total=found.total href=move |page| format!("{pages}{page}")/>
    }
    .into_any()
}

fn heads(locale: Locale, heads: &[Head; 6]) -> AnyView {
    let labels = [
        words::NAME.get(locale),
        fields::label(locale, "position"),
        fields::label(locale, "source"),
        fields::label(locale, "location"),
        lists::LAST_CHANGE.get(locale),
        lists::ADDED.get(locale),
    ];
    let column = |head: &Head, label: &str, wide_only: bool| {
        let sorted = head.descending.map(|descending| if descending { Sorted::Descending } else { Sorted::Ascending });
        view! { <Column label=label href=head.href.clone() sorted=sorted wide_only=wide_only/> }
    };
    let [name, position, source, location, changed, added] = heads;
    let [n, p, s, l, c, a] = labels;
    view! {
        {column(name, n, false)}
        {column(position, p, true)}
        {column(source, s, true)}
        {column(location, l, true)}
        <Column label=fields::label(locale, "tags") wide_only=true/>
        {column(changed, c, false)}
        {column(added, a, true)}
    }
    .into_any()
}

/// A tag or a skill, in whatever direction it is written.
pub fn word(text: String) -> AnyView {
    view! { <Tag><span class="tag-text" dir="auto">{text}</span></Tag> }.into_any()
}

/// A row of the table; on a phone position and location stand below the name.
fn person(locale: Locale, row: &Row) -> AnyView {
    let under: Vec<&str> = [row.position.as_str(), row.location.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    let archived = row.archived.then(|| view! { <Tag icon=Glyph::Archive>{words::ARCHIVED.get(locale)}</Tag> });
    let confidential = row.confidential.then(|| view! { <Tag tone=Tone::Caution icon=Glyph::Lock>{words::CONFIDENTIAL.get(locale)}</Tag> });
    let more = row.tags.len().saturating_sub(TAGS);
    let more = (more > 0).then(|| view! { <span class="muted">{format!("+{more}")}</span> });
    let tags = row.tags.iter().take(TAGS).cloned().map(word).collect_view();
    view! {
        <tr>
            <th scope="row">
                <a class="person row-link" href=format!("/candidates/{}", row.id)>
                    <Avatar name=row.name.clone()/>
                    <span class="anywhere" dir="auto">{row.name.clone()}</span>
                </a>
                <span class="person-marks">{archived}{confidential}</span>
                <span class="person-under anywhere" dir="auto">{under.join(" · ")}</span>
            </th>
            <td class="wide-only anywhere" dir="auto">{row.position.clone()}</td>
            <td class="wide-only anywhere" dir="auto">{row.source.clone()}</td>
            <td class="wide-only anywhere" dir="auto">{row.location.clone()}</td>
            <td class="wide-only"><span class="person-tags">{tags}{more}</span></td>
            <td class="muted">{time(&row.changed)}</td>
            <td class="wide-only muted">{time(&row.added)}</td>
        </tr>
    }
    .into_any()
}
