//! The list of a kind of record.

use super::{
    drawn,
    names::{Names, Wanted, gather},
    nouns::{Column as Place, Noun},
    shown::{Shown, Teller},
};
use crate::{
    address::Address,
    i18n::{Locale, fields, lists},
    load::{load, refusal},
    ui::{Breadcrumb, Chip, Chips, Column, EmptyState, Glyph, Heading, LinkButton, Look, Pagination, Sorted, Table, Tag, Tone},
    visit::{Visit, reader, visit},
};
use chrono::NaiveDate;
use domain::{
    page::{Page, Paging},
    policy::{self, Actor, Reach},
    query,
    resource::{Described, Record},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use serde_json::Value;

/// One record, as far as the list shows it.
struct Line {
    href: String,
    title: String,
    mark: Option<&'static str>,
    cells: Vec<Shown>,
}

/// What a page of the list is made of.
struct Found {
    lines: Page<Line>,
    /// Another view of the same records.
    drawn: Option<AnyView>,
    chips: Vec<Chip>,
    /// Whether the reader sees a part of them only.
    limited: bool,
    /// Whether the reader may make another one.
    adds: bool,
}

/// The list of these records.
pub fn list<N: Noun>() -> AnyView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let address = Address::read(N::LIST, &use_location().search.get_untracked());
    if address.wordy {
        leptos_axum::redirect(&address.href());
        return ().into_any();
    }
    let work = {
        let (visit, address) = (visit.clone(), address.clone());
        async move {
            let mut query = address.query()?;
            if let Some(many) = N::shown_at_once(&address) {
                query.paging = Paging { page: 1, per_page: many };
            }
            let page = N::list(&service, &actor, &query).await?;
            let names = gather(&service, &actor, visit.locale, wanted::<N>(&page, &address)).await?;
            Ok(found::<N>(&visit, &actor, &address, page, &names))
        }
    };
    load(work, move |found| show::<N>(&visit, &address, found))
}

/// Whom the columns and the filters name.
fn wanted<N: Noun>(page: &Page<Record<N::Fields>>, address: &Address) -> Wanted {
    let mut wanted = Wanted::default();
    let columns = N::COLUMNS.iter().filter_map(|column| N::RESOURCE.field(column.name)).filter(|field| !field.computed);
    // Who stands in a request is called by the person's name, which is no column.
    let named: Vec<_> = columns.chain(N::RESOURCE.field("candidate")).collect();
    for record in &page.items {
        let attributes = record.fields.attributes();
        named.iter().for_each(|field| wanted.add(field, attributes.get(field.name).unwrap_or(&Value::Null)));
    }
    for (field, value) in address.asked() {
        wanted.add(field, &Value::from(value));
        wanted.add(field, &Value::from(vec![value]));
    }
    wanted
}

fn found<N: Noun>(visit: &Visit, actor: &Actor, address: &Address, page: Page<Record<N::Fields>>, names: &Names) -> Found {
    let today = visit.clock.now.with_timezone(&visit.clock.zone).date_naive();
    let drawn = (N::shown_at_once(address).is_some() && !page.items.is_empty()).then(|| N::drawn(visit, &page));
    Found {
        drawn,
        lines: page.map(|record| line::<N>(visit, &record, names, today)),
        chips: address.filters(visit.locale, &|field, value| names.told(field, value)),
        limited: matches!(policy::scope(actor).reach, Reach::Own { .. } | Reach::Nobody),
        adds: N::NEW.is_some_and(|new| policy::can(actor, new.action, policy::On::Nothing).is_ok()),
    }
}

fn line<N: Noun>(visit: &Visit, record: &Record<N::Fields>, names: &Names, today: NaiveDate) -> Line {
    let attributes = record.fields.attributes();
    let teller = Teller::new(visit.locale, N::RESOURCE, &attributes, names);
    let cell = |column: &Place| match (N::cell(visit.locale, record, column.name), query::On::find(N::RESOURCE, column.name)) {
        (Some(text), _) => Shown::Text(text),
        (None, Some(query::On::CreatedAt)) => Shown::Moment(record.created_at),
        (None, Some(query::On::UpdatedAt)) => Shown::Moment(record.updated_at),
        (None, Some(query::On::Version)) => Shown::Text(record.version.to_string()),
        (None, Some(query::On::Field(field))) => teller.tell(field, attributes.get(field.name).unwrap_or(&Value::Null)),
        (None, _) => Shown::Nothing,
    };
    Line {
        href: format!("/{}/{}", N::RESOURCE.path, record.id),
        title: N::title(visit.locale, record, names),
        mark: N::mark(record, today).map(|mark| mark.get(visit.locale)),
        cells: N::COLUMNS.iter().map(cell).collect(),
    }
}

fn show<N: Noun>(visit: &Visit, address: &Address, mut found: Found) -> AnyView {
    let locale = visit.locale;
    let title = N::WORDS.title.get(locale);
    let above: Vec<_> = N::ABOVE.iter().map(|(path, name)| (format!("/{path}"), name.get(locale).to_owned())).collect();
    let above = (!above.is_empty()).then(|| view! { <Breadcrumb locale above/> });
    let count = view! { <p class="find-count">{N::WORDS.count.of(locale, found.lines.total)}</p> };
    let add = new::<N>(locale, &found);
    let body = match found.drawn.take() {
        Some(drawn) => drawn,
        None if found.lines.items.is_empty() => empty::<N>(visit, address, &found),
        None => table::<N>(visit, address, &found.lines),
    };
    view! {
        <Title text=title/>
        {above}
        <Heading title under=count.into_any()>{add}</Heading>
        {N::tools(locale, address)}
        <div class="told-list">
            <Chips locale chips=found.chips whole=address.whole()/>
            {body}
        </div>
    }
    .into_any()
}

/// Why there are no rows, and the way on.
fn empty<N: Noun>(visit: &Visit, address: &Address, found: &Found) -> AnyView {
    let locale = visit.locale;
    let back = |glyph, title: crate::i18n::Text, why: crate::i18n::Text| {
        let whole = address.whole();
        view! {
            <EmptyState glyph title=title.get(locale) why=why.get(locale)>
                <LinkButton href=whole look=Look::Primary>{lists::SHOW_ALL.get(locale)}</LinkButton>
            </EmptyState>
        }
        .into_any()
    };
    if found.lines.total > 0 {
        return back(Glyph::Search, lists::PAST_THE_END, lists::PAST_THE_END_WHY);
    }
    if address.narrows() {
        return back(Glyph::Search, lists::NO_MATCH, lists::NO_MATCH_WHY);
    }
    let limited = N::WORDS.limited.filter(|_| found.limited).map(|limited| format!(" {}", limited.get(locale)));
    let why = format!("{}{}", N::WORDS.why.get(locale), limited.unwrap_or_default());
    let add = new::<N>(locale, found);
    view! { <EmptyState glyph=N::GLYPH title=N::WORDS.none.get(locale) why>{add}</EmptyState> }.into_any()
}

/// The button that makes another one, for whoever may.
fn new<N: Noun>(locale: Locale, found: &Found) -> Option<AnyView> {
    let new = N::NEW.filter(|_| found.adds)?;
    Some(view! { <LinkButton href=new.path look=Look::Primary icon=Glyph::Plus>{new.label.get(locale)}</LinkButton> }.into_any())
}

fn table<N: Noun>(visit: &Visit, address: &Address, lines: &Page<Line>) -> AnyView {
    let locale = visit.locale;
    let rows = lines.items.iter().map(|line| row::<N>(visit, line)).collect_view();
    let (head, pages) = (head::<N>(visit, address), address.pages());
    view! {
        <Table caption=N::WORDS.title.get(locale) head>{rows}</Table>
        <Pagination locale paging=lines.paging total=lines.total href=move |page| format!("{pages}{page}")/>
        <p><a href=address.export() download=true>{lists::EXPORT.get(locale)}</a></p>
    }
    .into_any()
}

fn head<N: Noun>(visit: &Visit, address: &Address) -> AnyView {
    let locale = visit.locale;
    let column = |label: &str, name: Option<&str>, wide_only: bool| {
        let sorts = name.filter(|name| query::On::find(N::RESOURCE, name).is_some_and(|on| on.sorts()));
        let sorted = sorts.and_then(|name| address.descending(name));
        let sorted = sorted.map(|descending| if descending { Sorted::Descending } else { Sorted::Ascending });
        match sorts.map(|name| address.ordered(name)) {
            Some(href) => view! { <Column label=label href sorted=sorted wide_only/> }.into_any(),
            None => view! { <Column label=label wide_only/> }.into_any(),
        }
    };
    let label = |place: &Place| match (place.label, place.name) {
        (Some(label), _) => label.get(locale),
        (None, "updatedAt") => lists::LAST_CHANGE.get(locale),
        (None, name) => fields::label_in(locale, N::RESOURCE, name),
    };
    let columns = N::COLUMNS.iter().map(|place| column(label(place), Some(place.name), place.wide_only)).collect_view();
    view! { {column(N::CALLED.get(locale), N::ORDERED_BY, false)} {columns} }.into_any()
}

/// A row; what a phone has no column for stands below the title.
fn row<N: Noun>(visit: &Visit, line: &Line) -> AnyView {
    let locale = visit.locale;
    let places = || N::COLUMNS.iter().zip(&line.cells);
    let under: Vec<String> = places().filter(|(place, _)| place.wide_only).filter_map(|(_, shown)| shown.brief(locale)).collect();
    let cells = places()
        .map(|(place, shown)| {
            // A warning is about where the record stands.
            let mark = line.mark.filter(|_| place.name == "status");
            let mark = mark.map(|mark| view! { <Tag tone=Tone::Danger icon=Glyph::Warning>{mark}</Tag> });
            let value = drawn::cell(visit, shown);
            view! { <td class="told-cell" class=("wide-only", place.wide_only)><span class="told-marks">{value}{mark}</span></td> }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">
                <a class="row-link anywhere" href=line.href.clone() dir="auto">{line.title.clone()}</a>
                <span class="told-under anywhere" dir="auto">{under.join(" · ")}</span>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}
