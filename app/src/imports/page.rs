//! `/imports/{id}`: what would become of the rows of a file, and what became of them.

use super::{
    list::{name, state},
    mapping, progress,
    progress::Progress,
    rows::rows,
};
use crate::{
    call::Posted,
    i18n::{Locale, candidates, imports as words},
    islands::preload,
    load::{load, refusal},
    ui::{Banner, Breadcrumb, Button, Heading, LinkButton, Look, Refusal, Tone},
    visit::{reader, visit},
};
use domain::{
    error::Error,
    id::{CandidateId, ImportId},
    imports::{Format, Import, ImportRow, ImportRowFields, Outcome, Status},
    page::{Page, Paging},
    query::Query,
    resource::Described,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::imports;
use std::collections::BTreeMap;

/// Rows on a page.
const ROWS: u32 = 50;

/// Everything that the page shows.
struct Told {
    import: Import,
    /// The first row that can be read.
    first: Option<ImportRow>,
    rows: Page<ImportRow>,
    /// Of people who were imported.
    names: BTreeMap<CandidateId, String>,
}

/// `/imports/{id}`.
#[component]
pub fn ImportPage() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let id = use_params_map().with_untracked(|params| params.get("id")).and_then(|id| id.parse::<ImportId>().ok());
    let (locale, posted) = (visit().locale, use_context::<Posted>().unwrap_or_default());
    let (chosen, page) = use_query_map().with_untracked(|query| {
        let chosen = query.get("outcome").and_then(|outcome| outcome.parse::<Outcome>().ok());
        (chosen, query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 100_000))
    });
    let work = async move {
        let id = id.ok_or(Error::NotFound)?;
        let import = imports::get(&service, &actor, id).await?;
        let mut pairs = vec![("import", id.to_string()), ("order[number]", "asc".to_owned())];
        let waiting = |pairs: &[(&'static str, String)], paging| -> service::Result<Query> {
            let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
            Ok(Query { paging, ..Query::read(const { &ImportRowFields::RESOURCE }, pairs)? })
        };
        let first = match import.status.open() && import.format == Format::Csv {
            true => imports::rows(&service, &actor, &waiting(&pairs, Paging { page: 1, per_page: 5 })?).await?.items,
            false => Vec::new(),
        };
        pairs.extend(chosen.map(|outcome| ("outcome", outcome.to_string())));
        let rows = imports::rows(&service, &actor, &waiting(&pairs, Paging { page, per_page: ROWS })?).await?;
        // What was imported does not stand in the row any more: it is in the file of the person.
        let ids = rows.items.iter().filter(|row| row.given.is_null()).filter_map(|row| row.candidate).collect();
        let names = service::candidates::names(&service, &actor, ids).await?;
        Ok(Told { import, first: first.into_iter().find(|row| row.given.is_object()), rows, names })
    };
    load(work, move |told| page_of(locale, &told, chosen, &posted))
}

fn page_of(locale: Locale, told: &Told, chosen: Option<Outcome>, posted: &Posted) -> AnyView {
    let import = &told.import;
    let elsewhere = (posted.action != "map_import" || !is_mapped(import)).then(|| posted.error.clone()).flatten();
    let above = vec![
        ("/candidates".to_owned(), candidates::TITLE.get(locale).to_owned()),
        ("/imports".to_owned(), words::TITLE.get(locale).to_owned()),
    ];
    let named = name(locale, import);
    view! {
        <Title text=format!("{named} · {}", words::ONE.get(locale))/>
        <Breadcrumb locale above/>
        <Heading title=named/>
        <div class="notices"><Refusal locale error=elsewhere/></div>
        {preload("progress")}
        <Progress/>
        <div class="import-now" id=progress::NOW>{now(locale, import)}</div>
        <div class="stack" id=progress::REST>
            {why(locale, import)}
            <div class="row">{actions(locale, import)}</div>
            {columns(locale, told, posted)}
            {rows(locale, import, chosen, &told.rows, &told.names)}
            {deletion(locale, import)}
        </div>
    }
    .into_any()
}

/// Where it is, and how far.
fn now(locale: Locale, import: &Import) -> AnyView {
    let works = import.status.works().then(|| {
        let text = words::progress(locale, import.done, import.rows);
        view! {
            <progress class="import-progress" data-works="true" max=import.rows.to_string() value=import.done.to_string() aria-label=words::ONE.get(locale)></progress>
            <p class="muted">{text}</p>
            <noscript><LinkButton href=format!("/imports/{}", import.id)>{words::LOOK_AGAIN.get(locale)}</LinkButton></noscript>
        }
    });
    view! { <div class="stack" role="status"><p class="row">{state(locale, import.status)}<span class="muted">{words::ROWS.of(locale, import.rows)}</span></p>{works}</div> }
        .into_any()
}

fn why(locale: Locale, import: &Import) -> Option<AnyView> {
    let (tone, text) = match import.status {
        Status::Mapping => (Tone::Caution, words::MAPPING_WHY),
        Status::Ready if import.counts.changes() == 0 => (Tone::Caution, words::NOTHING),
        Status::Ready => (Tone::Neutral, words::READY_WHY),
        Status::Applied => (Tone::Good, words::APPLIED_WHY),
        Status::Stopped => (Tone::Caution, words::STOPPED_WHY),
        Status::Undone => (Tone::Neutral, words::UNDONE_WHY),
        _ => return None,
    };
    Some(view! { <Banner tone=tone><p>{text.get(locale)}</p></Banner> }.into_any())
}

/// What can be done now.
fn actions(locale: Locale, import: &Import) -> AnyView {
    let button = |call: &str, label: String, look: Look| {
        view! {
            <form method="post" action=format!("/imports/{}?do={call}", import.id)>
                {marks(import)}
                <Button look=look>{label}</Button>
            </form>
        }
    };
    let changes = import.counts.changes();
    match import.status {
        Status::Ready if changes > 0 => button("apply_import", words::APPLY.of(locale, changes), Look::Primary).into_any(),
        Status::Applying => button("undo_import", words::STOP.get(locale).to_owned(), Look::Quiet).into_any(),
        Status::Applied => button("undo_import", words::UNDO.get(locale).to_owned(), Look::Quiet).into_any(),
        Status::Stopped => view! {
            {button("apply_import", words::GO_ON.get(locale).to_owned(), Look::Primary)}
            {button("undo_import", words::UNDO.get(locale).to_owned(), Look::Quiet)}
        }
        .into_any(),
        _ => ().into_any(),
    }
}

fn marks(import: &Import) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="id" value=import.id.to_string()/>
        <input type="hidden" name="version" value=import.version.to_string()/>
    }
}

/// Whether it can be said now what its columns are.
fn is_mapped(import: &Import) -> bool {
    matches!(import.status, Status::Mapping | Status::Ready)
}

/// What its columns are, as long as nothing has happened; closed, where nobody need say so.
fn columns(locale: Locale, told: &Told, posted: &Posted) -> Option<AnyView> {
    let import = &told.import;
    if !is_mapped(import) {
        return None;
    }
    let open = import.status == Status::Mapping || posted.action == "map_import";
    let form = mapping::form(locale, import, told.first.as_ref(), posted);
    Some(
        view! {
            <details class="import-mapping" open=open>
                <summary class="button button-bare">{words::COLUMNS.get(locale)}</summary>
                {form}
            </details>
        }
        .into_any(),
    )
}

fn deletion(locale: Locale, import: &Import) -> Option<AnyView> {
    if import.status.changes() {
        return None;
    }
    Some(
        view! {
            <section class="section" aria-labelledby="delete-import">
                <h2 id="delete-import">{words::DELETE.get(locale)}</h2>
                <p class="section-why">{words::DELETE_WHY.get(locale)}</p>
                <form method="post" action=format!("/imports/{}?do=delete_import", import.id)>
                    {marks(import)}
                    <Button look=Look::Danger>{words::DELETE_SUBMIT.get(locale)}</Button>
                </form>
            </section>
        }
        .into_any(),
    )
}
