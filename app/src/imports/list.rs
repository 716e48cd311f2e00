//! `/imports`: choosing a file, and those that were chosen.

use crate::{
    call::Posted,
    i18n::{Locale, candidates, errors, imports as words, words::Named},
    load::{load, refusal},
    ui::{
        Banner, Breadcrumb, Button, Choice, EmptyState, Field, FileField, Glyph, Heading, Icon, Look, Moment, Refusal, Select, Tag, Tone,
    },
    visit::{Visit, asker, visit},
};
use domain::{
    imports::{Import, ImportFields, OnDuplicate, Status},
    page::Paging,
    query::Query,
    resource::Described,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::imports;

/// Imports that are shown.
const SHOWN: u32 = 50;

/// `/imports`.
#[component]
pub fn Imports() -> impl IntoView {
    let (service, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    let (visit, posted) = (visit(), use_context::<Posted>().unwrap_or_default());
    let deleted = use_query_map().with_untracked(|query| query.get("did").is_some_and(|did| did == "deleted"));
    let work = async move {
        let latest = Query::read(const { &ImportFields::RESOURCE }, [("order[createdAt]", "desc")])?;
        let query = Query { paging: Paging { page: 1, per_page: SHOWN }, ..latest };
        Ok(imports::list(&service, &actor, &query).await?.items)
    };
    load(work, move |imports| page(&visit, &imports, deleted, &posted))
}

fn page(visit: &Visit, imports: &[Import], deleted: bool, posted: &Posted) -> AnyView {
    let locale = visit.locale;
    let deleted = (deleted && posted.error.is_none())
        .then(|| view! { <Banner tone=Tone::Good><p role="status">{words::DELETED.get(locale)}</p></Banner> });
    let list = if imports.is_empty() {
        view! { <EmptyState glyph=Glyph::People title=words::NONE.get(locale) why=words::NONE_WHY.get(locale)/> }.into_any()
    } else {
        let rows = imports.iter().map(|import| row(visit, import)).collect_view();
        view! { <ul class="entry-list">{rows}</ul> }.into_any()
    };
    view! {
        <Title text=words::TITLE.get(locale)/>
        <Breadcrumb locale above=vec![("/candidates".to_owned(), candidates::TITLE.get(locale).to_owned())]/>
        <Heading title=words::TITLE.get(locale)/>
        {deleted}
        <section class="section" aria-labelledby="choose">
            <h2 id="choose">{words::FILE_TITLE.get(locale)}</h2>
            <p class="section-why">{words::FILE_WHY.get(locale)}</p>
            {form(locale, posted)}
        </section>
        <section class="section" aria-labelledby="imports">
            <h2 id="imports">{words::MINE.get(locale)}</h2>
            {list}
        </section>
    }
    .into_any()
}

/// The file comes last: what stands before it says what is done with it while it still comes.
fn form(locale: Locale, posted: &Posted) -> AnyView {
    let error = posted.error.clone();
    let flaw = |name: &str| errors::at(locale, error.as_ref(), name);
    let typed = |name: &str| posted.values.get(name).cloned().unwrap_or_default();
    let wish = typed("on_duplicate");
    let wish = if wish.is_empty() { OnDuplicate::Skip.word().to_owned() } else { wish };
    view! {
        <form class="form form-narrow" method="post" enctype="multipart/form-data" novalidate=true action="/upload/candidates">
            <Refusal locale error=error.clone()/>
            {about(locale, typed("source"), wish, &flaw)}
            <FileField
                name="file"
                label=words::FILE.get(locale)
                hint=words::FILE_HINT.get(locale)
                error=flaw("file").or_else(|| flaw("columns")).or_else(|| flaw("name"))
                accept=".csv,.tsv,.txt,.ndjson,.jsonl,text/csv"
            />
            <Button look=Look::Primary>{words::CHECK.get(locale)}</Button>
        </form>
    }
    .into_any()
}

/// What is said of a file beside it.
pub fn about(locale: Locale, source: String, on_duplicate: String, flaw: &dyn Fn(&str) -> Option<String>) -> AnyView {
    view! {
        <Field
            name="source"
            label=words::SOURCE.get(locale)
            rule=ImportFields::RESOURCE.field("source")
            value=source
            hint=words::SOURCE_HINT.get(locale)
            error=flaw("source")
            optional=locale
            autocomplete="off"
        />
        <Select
            name="on_duplicate"
            label=words::ON_DUPLICATE.get(locale)
            choices=Choice::all(locale, OnDuplicate::ALL)
            value=on_duplicate
            hint=words::ON_DUPLICATE_HINT.get(locale)
            error=flaw("onDuplicate")
        />
    }
    .into_any()
}

/// As an import is called.
pub fn name(locale: Locale, import: &Import) -> String {
    import.name.clone().unwrap_or_else(|| words::UNNAMED.get(locale).to_owned())
}

/// Where an import is, in a word or two.
pub fn state(locale: Locale, status: Status) -> AnyView {
    let tone = match status {
        Status::Applied => Tone::Good,
        Status::Mapping | Status::Stopped => Tone::Caution,
        Status::Receiving | Status::Checking | Status::Applying | Status::Undoing => Tone::Accent,
        Status::Ready | Status::Undone => Tone::Neutral,
    };
    view! { <Tag tone=tone>{status.label(locale)}</Tag> }.into_any()
}

fn row(visit: &Visit, import: &Import) -> AnyView {
    let (locale, clock) = (visit.locale, visit.clock);
    let source = import.source.clone().map(|source| view! { <span dir="auto">{source}</span>" · " });
    view! {
        <li class="entry">
            <Icon glyph=Glyph::People/>
            <div class="entry-words">
                <p><a class="anywhere" href=format!("/imports/{}", import.id) dir="auto">{name(locale, import)}</a></p>
                <p class="entry-note">{source}{words::ROWS.of(locale, import.rows)}" · "<Moment locale at=import.created_at clock/></p>
            </div>
            {state(locale, import.status)}
        </li>
    }
    .into_any()
}
