//! Requests by where they stand, and what narrows a list of them.

use crate::{
    address::Address,
    i18n::{Locale, dates, fields, records, requests as words, words::Named},
    ui::{Banner, Button, Choice, Field, Glyph, Input, Select, Tab, Tabs, Tag, Tone},
    visit::Visit,
};
use domain::{
    page::Page,
    requests::{BillingType, Priority, RequestFields, RequestStatus, ResourceRequest},
    resource::Described,
};
use leptos::prelude::*;

/// Filters that have a control in the form.
const CONTROLS: &[&str] = &["status", "client", "position", "location", "priority", "billingType", "skills", "neededBy[before]"];

/// Whether the address asks for the board.
pub fn is_board(address: &Address) -> bool {
    address.get("view") == Some("board")
}

/// The same requests as a table, or as a board.
pub fn views(locale: Locale, address: &Address) -> AnyView {
    let (board, table) = (address.with("view", Some("board")), address.with("view", None));
    let tabs = vec![
        Tab::new(table, words::AS_TABLE.get(locale), !is_board(address)),
        Tab::new(board, words::AS_BOARD.get(locale), is_board(address)),
    ];
    view! { <Tabs label=words::VIEWS.get(locale) tabs/> }.into_any()
}

/// What narrows the list: closed until some of it does.
pub fn filters(locale: Locale, address: &Address) -> AnyView {
    let value = |name: &str| address.get(name).unwrap_or_default().to_owned();
    let label = |name: &str| fields::label_in(locale, &RequestFields::RESOURCE, name).to_owned();
    let texts = ["client", "position", "location", "skills"]
        .map(|name| {
            let label = if name == "skills" { words::SKILL.get(locale).to_owned() } else { label(name) };
            view! { <Field name label id=format!("filter-{name}") value=value(name)/> }
        })
        .collect_view();
    let choices = [
        ("status", Choice::all(locale, RequestStatus::ALL)),
        ("priority", Choice::all(locale, Priority::ALL)),
        ("billingType", Choice::all(locale, BillingType::ALL)),
    ]
    .map(|(name, choices)| {
        view! { <Select name label=label(name) id=format!("filter-{name}") choices value=value(name) empty=words::ANY.get(locale)/> }
    })
    .collect_view();
    let hidden =
        address.hidden(CONTROLS).map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> }).collect_view();
    let open = CONTROLS.iter().any(|name| address.get(name).is_some());
    view! {
        <form method="get" action="/resource-requests">
            {hidden}
            <details class="filters" open=open>
                <summary class="button button-bare">{words::FILTER.get(locale)}</summary>
                <div class="filters-grid">
                    {choices}
                    {texts}
                    <Field
                        name="neededBy[before]"
                        id="filter-needed"
                        label=words::NEEDED_BEFORE.get(locale)
                        input=Input::Date
                        value=value("neededBy[before]")
                    />
                    <Button>{words::APPLY.get(locale)}</Button>
                </div>
            </details>
        </form>
    }
    .into_any()
}

/// A column for each place where a request can stand; those in which none can be waited for come last, and only where there are some.
pub fn board(visit: &Visit, page: &Page<ResourceRequest>) -> AnyView {
    let locale = visit.locale;
    let today = visit.clock.now.with_timezone(&visit.clock.zone).date_naive();
    let ended = |status: RequestStatus| matches!(status, RequestStatus::Rejected | RequestStatus::Cancelled | RequestStatus::Closed);
    let columns = RequestStatus::ALL
        .iter()
        .map(|status| (*status, page.items.iter().filter(|request| request.status == *status).collect::<Vec<_>>()))
        .filter(|(status, requests)| !ended(*status) || !requests.is_empty())
        .map(|(status, requests)| {
            let id = format!("column-{status}");
            let cards = requests.iter().map(|request| card(locale, request, today)).collect_view();
            let count = crate::i18n::number(locale, requests.len() as i64);
            let none = requests.is_empty().then(|| view! { <p class="muted">{words::NONE_HERE.get(locale)}</p> });
            let title = id.clone();
            view! {
                <section class="board-column" aria-labelledby=title>
                    <h2 class="board-title" id=id>{status.label(locale)}" "<span class="tab-count">{count}</span></h2>
                    {none}
                    <ul class="board-cards">{cards}</ul>
                </section>
            }
        })
        .collect_view();
    let cut =
        (page.total > page.items.len() as i64).then(|| view! { <Banner tone=Tone::Caution><p>{words::BOARD_CUT.get(locale)}</p></Banner> });
    view! { {cut}<div class="board">{columns}</div> }.into_any()
}

fn card(locale: Locale, request: &ResourceRequest, today: chrono::NaiveDate) -> AnyView {
    let overdue = request.overdue(today).then(|| view! { <Tag tone=Tone::Danger icon=Glyph::Warning>{records::OVERDUE.get(locale)}</Tag> });
    let client = request.client.clone().map(|client| view! { <p class="anywhere" dir="auto">{client}</p> });
    let needed = request.needed_by.map(|day| {
        let text = format!("{} {}", fields::label_in(locale, &RequestFields::RESOURCE, "neededBy"), dates::short_date(locale, day));
        view! { <p class="entry-note">{text}</p> }
    });
    let title = request.position.clone().unwrap_or_else(|| request.code.clone());
    view! {
        <li class="board-card">
            <p class="entry-note">{request.code.clone()}</p>
            <p><a class="anywhere" href=format!("/resource-requests/{}", request.id) dir="auto">{title}</a></p>
            {client}
            <p class="entry-note">{words::placed(locale, request.filled_count, request.seats())}</p>
            {needed}
            {overdue}
        </li>
    }
    .into_any()
}
