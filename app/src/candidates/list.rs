//! `/candidates`: everybody, or whom one looks for.

use super::{
    Finder,
    found::{Found, Head, Nothing, Row},
    when::When,
};
use crate::{
    address::{Address, List, NEWEST},
    i18n::{Locale, candidates as words, errors, fields, words::Named},
    load::{load, refusal},
    ui::{Button, Choice, Field, Glyph, Heading, Input, LinkButton, Look, Select},
    visit::{Visit, asker, visit},
};
use domain::{
    candidates::{Candidate, CandidateFields, Lifecycle, Visibility},
    page::Page,
    policy::{self, Action, Actor, On},
    resource::Described,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use service::{
    Service,
    candidates::{self, Archived},
};

/// The list of people.
pub const LIST: List = List { resource: &CandidateFields::RESOURCE, usual: NEWEST };

/// Filters that have a control in the form.
const CONTROLS: &[&str] = &["source", "position", "location", "skills", "tags", "createdAt[after]", "createdAt[before]", "lifecycle"];

/// `/candidates`.
#[component]
pub fn Candidates() -> impl IntoView {
    let (service, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let address = Address::read(LIST, &use_location().search.get_untracked());
    if address.wordy {
        // What a form leaves empty says nothing: the address that is sent to a colleague is the short one.
        leptos_axum::redirect(&address.href());
        return ().into_any();
    }
    let found = {
        let (visit, address) = (visit.clone(), address.clone());
        async move { find(&service, &actor, &visit, &address).await.map(|found| (found, actor)) }
    };
    load(found, move |(found, actor)| list(&visit, &address, found, &actor))
}

/// One page of the list.
///
/// # Errors
/// The service's.
pub async fn find(service: &Service, actor: &Actor, visit: &Visit, address: &Address) -> service::Result<Found> {
    let page = candidates::list(service, actor, &address.query()?, Archived::Hidden).await?;
    Ok(found(actor, visit, address, page))
}

fn found(actor: &Actor, visit: &Visit, address: &Address, page: Page<Candidate>) -> Found {
    let head = |field: &str| Head { href: address.ordered(field), descending: address.descending(field) };
    let nothing = match (page.items.is_empty(), page.total > 0, address.narrows()) {
        (false, ..) => None,
        (true, true, _) => Some(Nothing::PastTheEnd),
        (true, false, true) => Some(Nothing::NoMatch),
        (true, false, false) if policy::can(actor, Action::CreateCandidate, On::Nothing).is_ok() => Some(Nothing::Nobody),
        (true, false, false) => Some(Nothing::NobodyVisible),
    };
    Found {
        address: address.href(),
        count: words::COUNT.of(visit.locale, page.total),
        total: page.total,
        paging: page.paging,
        pages: address.pages(),
        heads: ["lastname", "position", "source", "location", "updatedAt", "createdAt"].map(head),
        chips: address.filters(visit.locale, &|_, _| None),
        rows: page.items.iter().map(|candidate| row(visit, candidate)).collect(),
        nothing,
    }
}

fn row(visit: &Visit, candidate: &Candidate) -> Row {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Row {
        id: candidate.id.to_string(),
        name: candidate.name(),
        position: text(&candidate.position),
        source: text(&candidate.source),
        location: text(&candidate.location),
        tags: candidate.tags.clone(),
        archived: candidate.lifecycle == Lifecycle::Archived,
        confidential: candidate.visibility == Visibility::Confidential,
        changed: When::at(visit, candidate.updated_at),
        added: When::at(visit, candidate.created_at),
    }
}

fn list(visit: &Visit, address: &Address, found: Found, actor: &Actor) -> AnyView {
    let locale = visit.locale;
    let q = address.text().unwrap_or_default().to_owned();
    let title = if q.is_empty() { words::TITLE.get(locale).to_owned() } else { words::found_for(locale, &q) };
    let add = match policy::can(actor, Action::CreateCandidate, On::Nothing) {
        Ok(()) => view! { <LinkButton href="/candidates/new" look=Look::Primary icon=Glyph::Plus>{words::ADD.get(locale)}</LinkButton> }
            .into_any(),
        Err(rule) => view! {
            <Button inert=true disabled=true icon=Glyph::Plus>{words::ADD.get(locale)}</Button>
            <p class="muted">{errors::forbidden(locale, &rule)}</p>
        }
        .into_any(),
    };
    let filters = filters(locale, address);
    view! {
        <Title text=title/>
        <Heading title=words::TITLE.get(locale)>{add}</Heading>
        <div class="stack">
            <Finder locale q found>{filters}</Finder>
        </div>
    }
    .into_any()
}

/// The filters: closed until one of them is on.
fn filters(locale: Locale, address: &Address) -> AnyView {
    let value = |name: &str| address.get(name).unwrap_or_default().to_owned();
    let texts = ["source", "position", "location", "skills", "tags"]
        .map(|name| {
            let label = fields::label(locale, if name == "skills" { "skill" } else { name });
            view! { <Field name label=label id=format!("filter-{name}") value=value(name)/> }
        })
        .collect_view();
    let days = [("createdAt[after]", "filter-after", words::ADDED_FROM), ("createdAt[before]", "filter-before", words::ADDED_BEFORE)]
        .map(|(name, id, label)| view! { <Field name id label=label.get(locale) input=Input::Date value=value(name)/> })
        .collect_view();
    let states = vec![Choice::new(Lifecycle::Archived.word(), Lifecycle::Archived.label(locale))];
    let hidden =
        address.hidden(CONTROLS).map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> }).collect_view();
    let open = !address.filters(locale, &|_, _| None).is_empty();
    view! {
        {hidden}
        <details class="filters" open=open>
            <summary class="button button-bare">{words::FILTER.get(locale)}</summary>
            <div class="filters-grid">
                {texts}
                {days}
                <Select
                    name="lifecycle"
                    id="filter-lifecycle"
                    label=fields::label(locale, "lifecycle")
                    choices=states
                    empty=words::SHOW_ACTIVE.get(locale)
                    value=value("lifecycle")
                />
                <Button>{words::APPLY.get(locale)}</Button>
            </div>
        </details>
    }
    .into_any()
}
