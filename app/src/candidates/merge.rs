//! `/candidates/{id}/merge`: two files of one person, side by side.

use super::{calls, told};
use crate::{
    call::Posted,
    i18n::{Locale, Text, candidates as people, fields, merges as words},
    load::{load, refusal},
    ui::{
        Breadcrumb, Button, Choice, Clock, EmptyState, Fact, Facts, Field, Glyph, Heading, Input, LinkButton, Look, Moment, Options,
        Refusal, Tag, Tone,
    },
    visit::{reader, visit},
};
use domain::{
    candidates::{Candidate, CandidateFields, choices, leans, merged},
    error::{Conflict, Error},
    id::{CandidateId, UserId},
    page::Paging,
    query::Query,
    resource::{Attributes, Described},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde_json::Value;
use service::{
    Service, candidates,
    candidates::Archived,
    merges::{self, Carried, Pair},
    users,
};
use std::collections::{BTreeMap, BTreeSet};

/// People who are found, at most.
const FOUND: u32 = 10;

/// What the page shows.
enum Shown {
    /// There is nothing to merge: the way leads to the file.
    One(CandidateId),
    Both(Box<Pair>, BTreeMap<UserId, String>),
    /// The file, those that are alike, and what was asked for with what was found.
    Finder(Box<Candidate>, Vec<Candidate>, Option<(String, Vec<Candidate>)>),
}

/// `/candidates/{id}/merge`.
#[component]
pub fn MergeCandidates() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = calls::file(&id) else { return refusal(Error::NotFound) };
    let (other, words) = use_query_map().with_untracked(|query| (query.get("with"), query.get("q").unwrap_or_default()));
    let posted = use_context::<Posted>().filter(|posted| posted.action == "merge_candidates").unwrap_or_default();
    let other = other.or_else(|| posted.values.get("ends").cloned()).filter(|other| !other.is_empty());
    let work = async move {
        if let Some(other) = other {
            let other = calls::file(&other)?;
            let pair = match merges::compare(&service, &actor, id, other).await {
                // Both are one already.
                Err(service::Error::Refused(Error::Invalid(_))) => return Ok(Shown::One(id)),
                pair => pair?,
            };
            let users = users::list(&service, &actor).await?;
            let names = users.into_iter().map(|user| (user.id, user.fields.name)).collect();
            return Ok(Shown::Both(Box::new(pair), names));
        }
        let (file, alike) = merges::alike(&service, &actor, id).await?;
        let found = match words.trim() {
            "" => None,
            words => Some((words.to_owned(), found(&service, &actor, words, file.id).await?)),
        };
        Ok(Shown::Finder(Box::new(file), alike, found))
    };
    load(work, move |shown| match shown {
        Shown::One(id) => {
            leptos_axum::redirect(&format!("/candidates/{id}"));
            ().into_any()
        }
        Shown::Both(pair, names) => compare(visit.locale, visit.clock, &pair, &names, posted),
        Shown::Finder(file, alike, found) => finder(visit.locale, &file, &alike, found),
    })
}

async fn found(service: &Service, actor: &domain::policy::Actor, words: &str, except: CandidateId) -> service::Result<Vec<Candidate>> {
    let query = Query { text: Some(words.to_owned()), paging: Paging { page: 1, per_page: FOUND }, ..Query::default() };
    let page = candidates::list(service, actor, &query, Archived::Shown).await?;
    Ok(page.items.into_iter().filter(|other| other.id != except).collect())
}

fn crumbs(locale: Locale, file: &Candidate) -> AnyView {
    let above = vec![("/candidates".to_owned(), people::TITLE.get(locale).to_owned()), (format!("/candidates/{}", file.id), file.name())];
    view! { <Breadcrumb locale above/> }.into_any()
}

/// Who the other one is.
fn finder(locale: Locale, file: &Candidate, alike: &[Candidate], found: Option<(String, Vec<Candidate>)>) -> AnyView {
    let list = |title: Text, others: &[Candidate]| {
        let rows = others.iter().map(|other| row(locale, file.id, other)).collect_view();
        view! { <section class="section"><h2>{title.get(locale)}</h2><ul class="entry-list">{rows}</ul></section> }
    };
    let alike = (!alike.is_empty()).then(|| list(words::ALIKE, alike));
    let asked = found.as_ref().map(|(words, _)| words.clone()).unwrap_or_default();
    let found = found.map(|(_, others)| {
        if others.is_empty() {
            let (title, why) = (words::NOBODY.get(locale), words::NOBODY_WHY.get(locale));
            view! { <EmptyState glyph=Glyph::Search title why/> }.into_any()
        } else {
            list(words::FOUND, &others).into_any()
        }
    });
    view! {
        <Title text=words::TITLE.get(locale)/>
        {crumbs(locale, file)}
        <Heading title=words::TITLE.get(locale) under=view! { <p class="anywhere" dir="auto">{file.name()}</p> }.into_any()/>
        <div class="merge">
        <p class="section-why">{words::WHY.get(locale)}</p>
        {alike}
        <section class="section">
            <h2>{words::OTHER.get(locale)}</h2>
            <form class="form form-narrow" method="get" action=format!("/candidates/{}/merge", file.id) role="search">
                <Field name="q" input=Input::Search id="merge-q" label=words::FIND_OTHER.get(locale) value=asked hint=people::FIND_HINT.get(locale)/>
                <div class="row"><Button icon=Glyph::Search>{people::FIND.get(locale)}</Button></div>
            </form>
        </section>
        {found}
        </div>
    }
    .into_any()
}

fn row(locale: Locale, file: CandidateId, other: &Candidate) -> AnyView {
    let about = [other.position.clone(), other.location.clone(), Some(other.email.clone())];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let label = words::compare_with(locale, &other.name());
    view! {
        <li class="entry">
            <div class="entry-words">
                <p><a class="anywhere" href=format!("/candidates/{}", other.id) dir="auto">{other.name()}</a></p>
                <p class="entry-note anywhere" dir="auto">{about}</p>
            </div>
            <LinkButton href=format!("/candidates/{file}/merge?with={}", other.id)>{label}</LinkButton>
        </li>
    }
    .into_any()
}

/// Both, and what becomes of them.
fn compare(locale: Locale, clock: Clock, pair: &Pair, users: &BTreeMap<UserId, String>, posted: Posted) -> AnyView {
    let Pair { stays, ends, carried } = pair;
    let typed = |name: &str| posted.values.get(name).cloned();
    // Who was told that somebody was faster has both before them as they are now.
    let stale = matches!(posted.error, Some(Error::Conflict(Conflict::Stale { .. })));
    let version = |name: &str, now: i64| typed(name).filter(|_| !stale).unwrap_or_else(|| now.to_string());
    let said = [stays.attributes(), ends.attributes()];
    let names = |id: &str| users.iter().find(|(user, _)| user.to_string() == id).map(|(_, name)| name.clone());
    let text = |attributes: &Attributes, name: &str| {
        let field = CandidateFields::RESOURCE.field(name)?;
        Some(told::text(locale, field, attributes.get(name).unwrap_or(&Value::Null), &names)).filter(|text| !text.is_empty())
    };
    let chosen = choices(stays, ends);
    let controls = chosen
        .iter()
        .map(|name| {
            let [one, other] = said.each_ref().map(|attributes| text(attributes, name).unwrap_or_default());
            let choices = vec![Choice::new("stays", one), Choice::new("ends", other)];
            let begun = if leans(stays, ends, name) { "ends" } else { "stays" };
            let value = typed(name).unwrap_or_else(|| begun.to_owned());
            view! { <Options name=*name label=fields::label(locale, name) choices value/> }
        })
        .collect_view();
    let controls = (!chosen.is_empty()).then(|| {
        view! {
            <section class="section">
                <h2>{words::CHOOSE.get(locale)}</h2>
                <p class="section-why">{words::CHOOSE_WHY.get(locale)}</p>
                <div class="merge-choices">{controls}</div>
            </section>
        }
    });
    // What is too much stands there, and has no control of its own.
    let too_much = merged(stays, ends, &BTreeSet::new()).err();
    let named =
        CandidateFields::RESOURCE.fields.iter().filter(|field| too_much.as_ref().is_some_and(|refusal| is_too_much(refusal, field.name)));
    let named = named.map(|field| (field.name.to_owned(), fields::label(locale, field.name).to_owned(), "together".to_owned())).collect();
    let (id, swapped) = (stays.id.to_string(), format!("/candidates/{}/merge?with={}", ends.id, stays.id));
    view! {
        <Title text=words::TITLE.get(locale)/>
        {crumbs(locale, stays)}
        <Heading title=words::TITLE.get(locale) under=view! { <p class="anywhere" dir="auto">{words::into(locale, &ends.name(), &stays.name())}</p> }.into_any()/>
        <div class="merge">
        <p class="section-why">{words::WHY.get(locale)}</p>
        <div class="merge-files">
            {card(locale, clock, stays, words::STAYS, Tone::Good)}
            {card(locale, clock, ends, words::ENDS, Tone::Neutral)}
        </div>
        <p><LinkButton href=swapped icon=Glyph::Undo>{words::SWAP.get(locale)}</LinkButton></p>
        <form class="form" method="post" novalidate=true action=format!("/candidates/{id}/merge?do=merge_candidates")>
            <Refusal locale error=posted.error.clone() named/>
            <input type="hidden" name="id" value=id.clone()/>
            <input type="hidden" name="version" value=version("version", stays.version)/>
            <input type="hidden" name="ends" value=ends.id.to_string()/>
            <input type="hidden" name="ends_version" value=version("ends_version", ends.version)/>
            {controls}
            {together(locale, pair, &text)}
            <section class="section">
                <h2>{words::ALONG.get(locale)}</h2>
                <p>{along(locale, *carried)}</p>
            </section>
            <div class="row">
                <Button look=Look::Primary>{words::MERGE.get(locale)}</Button>
                <LinkButton href=format!("/candidates/{id}")>{words::CANCEL.get(locale)}</LinkButton>
            </div>
        </form>
        </div>
    }
    .into_any()
}

fn card(locale: Locale, clock: Clock, file: &Candidate, what: Text, tone: Tone) -> AnyView {
    let position = file.position.clone().map(|position| view! { <p class="muted anywhere" dir="auto">{position}</p> });
    let archived = (file.lifecycle == domain::candidates::Lifecycle::Archived)
        .then(|| view! { <Tag icon=Glyph::Archive>{people::ARCHIVED.get(locale)}</Tag> });
    view! {
        <section class="card merge-file">
            <div class="row"><Tag tone>{what.get(locale)}</Tag>{archived}</div>
            <h2 class="anywhere"><a href=format!("/candidates/{}", file.id) dir="auto">{file.name()}</a></h2>
            {position}
            <p class="anywhere" dir="ltr">{file.email.clone()}</p>
            <p class="muted">{words::ADDED.get(locale)}" "<Moment locale at=file.created_at clock/></p>
        </section>
    }
    .into_any()
}

/// Whether both files together say more of this than one file takes.
fn is_too_much(refusal: &Error, name: &str) -> bool {
    matches!(refusal, Error::Invalid(flaws) if flaws.of(name).is_some())
}

/// What is made of both, where both say something; where that is too much, what each of them says.
fn together(locale: Locale, pair: &Pair, text: &dyn Fn(&Attributes, &str) -> Option<String>) -> Option<AnyView> {
    let (before, other) = (pair.stays.attributes(), pair.ends.attributes());
    let one = merged(&pair.stays, &pair.ends, &BTreeSet::new()).map(|one| one.attributes());
    let said = |name: &str| match &one {
        Ok(one) => text(one, name).filter(|_| one.get(name) != before.get(name)),
        Err(refusal) if !is_too_much(refusal, name) => None,
        Err(_) => Some([text(&before, name), text(&other, name)].into_iter().flatten().collect::<Vec<_>>().join("\n\n")),
    };
    let facts: Vec<AnyView> = CandidateFields::RESOURCE
        .fields
        .iter()
        .filter_map(|field| Some((field, said(field.name).filter(|text| !text.is_empty())?)))
        .map(|(field, text)| {
            view! { <Fact label=fields::label(locale, field.name)><span class="merge-text anywhere" dir="auto">{text}</span></Fact> }
                .into_any()
        })
        .collect();
    (!facts.is_empty()).then(|| {
        view! { <section class="section" id="together"><h2>{words::TOGETHER.get(locale)}</h2><Facts>{facts}</Facts></section> }.into_any()
    })
}

fn along(locale: Locale, carried: Carried) -> String {
    let Carried { notes, requests, interviews, assignments, answers } = carried;
    let all = [
        (notes, words::NOTES.of(locale, notes)),
        (requests, words::REQUESTS.of(locale, requests)),
        (interviews, words::INTERVIEWS.of(locale, interviews)),
        (assignments, words::ASSIGNMENTS.of(locale, assignments)),
        (answers, words::ANSWERS.of(locale, answers)),
    ];
    let some: Vec<String> = all.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    if some.is_empty() { words::NOTHING_ALONG.get(locale).to_owned() } else { some.join(" · ") }
}
