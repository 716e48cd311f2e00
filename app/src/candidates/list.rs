//! `/candidates`: everybody, or whom one looks for.

use super::{
    Finder,
    finder::{COUNT, FOUND},
    found::results,
};
use crate::{
    address::{Address, List, NEWEST},
    i18n::{Locale, candidates as words, errors, fields, imports, words::Named},
    load::{load, refusal},
    ui::{Button, Choice, Field, Glyph, Heading, Icon, Input, LinkButton, Look, Select},
    visit::{Visit, asker, visit},
};
use domain::{
    candidates::{Candidate, CandidateFields, Lifecycle},
    page::Page,
    policy::{self, Action, Actor, On},
    resource::Described,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use service::candidates::{self, Archived};

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
    let page = {
        let address = address.clone();
        async move { Ok((candidates::list(&service, &actor, &address.query()?, Archived::Hidden).await?, actor)) }
    };
    load(page, move |(page, actor)| list(&visit, &actor, &address, &page))
}

fn list(visit: &Visit, actor: &Actor, address: &Address, page: &Page<Candidate>) -> AnyView {
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
    let import = policy::can(actor, Action::ImportCandidates, On::Nothing)
        .is_ok()
        .then(|| view! { <LinkButton href="/imports">{imports::LINK.get(locale)}</LinkButton> });
    let filters = filters(locale, address);
    let (count, found) = (words::COUNT.of(locale, page.total), results(visit, actor, address, page));
    view! {
        <Title text=title/>
        <Heading title=words::TITLE.get(locale)>{add}{import}</Heading>
        <Finder>
            <form class="find" method="get" action="/candidates" role="search" aria-label=words::TITLE.get(locale)>
                <div class="find-line">
                    <div class="find-box">
                        <Icon glyph=Glyph::Search/>
                        <input
                            class="control"
                            id="q"
                            type="search"
                            name="q"
                            value=q
                            aria-label=words::FIND.get(locale)
                            placeholder=words::FIND_HINT.get(locale)
                            autocomplete="off"
                        />
                    </div>
                    <Button>{words::FIND.get(locale)}</Button>
                </div>
                {filters}
            </form>
            <p class="find-count" id=COUNT role="status">{count}</p>
            <div class="stack" id=FOUND>{found}</div>
        </Finder>
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
