//! `/candidates/{id}`: a person's file.

use super::{Profile, calls, gather, keep, sheet::Sheet};
use crate::{
    assignments::send,
    call::Posted,
    draft,
    i18n::{
        Locale, Text, assignments as sending, candidates as words, errors, history, interviews as talks, kit, merges as merging, notes,
    },
    interviews::{agenda, cards},
    islands::preload,
    live::watch,
    load::{load, refusal},
    request_candidates::{Standings, of_person},
    ui::{Banner, Breadcrumb, Button, Glyph, LinkButton, Moment, Tone},
    visit::{Visit, reader, visit},
};
use domain::{
    assignments::Assignment,
    candidates::{Candidate, Lifecycle},
    error::Error,
    id::TaskGroupId,
    policy::{self, Action, On},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};
use service::{
    assignments, candidates, interviews, live,
    merges::{self, Merge},
    scorecards, task_groups,
};
use std::collections::BTreeMap;

/// What the address asks of the page.
#[derive(Clone, Debug, Default)]
struct Asked {
    /// `?edit=position`: the form that is open.
    edit: String,
    /// `?did=saved`: what was just done.
    did: String,
    /// `?undo=ID`: the change that did it.
    undo: Option<String>,
    /// `?all=true`: the whole timeline.
    all: bool,
}

/// `/candidates/{id}`.
#[component]
pub fn CandidateFile() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = calls::file(&id) else { return refusal(Error::NotFound) };
    let asked = use_query_map().with_untracked(|query| Asked {
        edit: query.get("edit").unwrap_or_default(),
        did: query.get("did").unwrap_or_default(),
        undo: query.get("undo"),
        all: query.get("all").is_some(),
    });
    let posted = use_context::<Posted>().unwrap_or_default();
    let all = asked.all;
    let search = use_location().search.get_untracked();
    let search = if search.is_empty() { search } else { format!("?{search}") };
    let work = {
        let visit = visit.clone();
        async move {
            // First: what happens while the rest is read is told again rather than missed.
            let position = live::position(&service).await?;
            let candidate = candidates::get(&service, &actor, id).await?;
            if candidate.id != id {
                return Ok(Err(candidate.id));
            }
            let (sheet, facts) = gather::sheet_of(&service, &actor, &visit, candidate.clone(), all).await?;
            let duplicates = candidates::duplicates(&service, &actor, &candidate.fields, Some(id)).await?;
            let interviews = agenda::named(&service, &actor, interviews::with(&service, &actor, id).await?).await?;
            let heard = scorecards::about(&service, &actor, id).await?;
            let plans = policy::can(&actor, Action::ScheduleInterview, On::Candidate(&facts)).is_ok();
            let mut sent = Vec::new();
            if policy::can(&actor, Action::SendAssignment, On::Candidate(&facts)).is_ok() {
                for assignment in assignments::of_candidate(&service, &actor, id).await? {
                    let secret = assignments::link(&service, assignment.id)?;
                    sent.push((assignment, secret));
                }
            }
            let mut groups = BTreeMap::new();
            for group in sent.iter().filter_map(|(assignment, _)| assignment.task_group) {
                groups.insert(group, task_groups::get(&service, &actor, group).await?.name.clone());
            }
            let standings = of_person(&service, &actor, visit.locale, id).await?;
            let plans = plans && candidate.lifecycle == Lifecycle::Active;
            let merges = policy::can(&actor, Action::MergeCandidates, On::Candidate(&facts)).is_ok();
            let ended = if merges { merges::of_candidate(&service, &actor, id).await? } else { Vec::new() };
            Ok(Ok(Found { position, sheet, duplicates, interviews, heard, sent, groups, standings, plans, merges, ended }))
        }
    };
    load(work, move |found| match found {
        Ok(found) => file(&visit, found, &asked, posted),
        // The file ended in another.
        Err(other) => {
            leptos_axum::redirect(&format!("/candidates/{other}{search}"));
            ().into_any()
        }
    })
}

/// Everything the page is made of.
struct Found {
    /// The end of the log when it was read.
    position: i64,
    sheet: Sheet,
    duplicates: Vec<Candidate>,
    interviews: agenda::Found,
    heard: Vec<scorecards::Sheet>,
    /// Questions sent to the person, with the ends of their links.
    sent: Vec<(Assignment, String)>,
    groups: BTreeMap<TaskGroupId, String>,
    /// The requests in which the person stands.
    standings: Standings,
    plans: bool,
    /// Whether the reader may make one file of this and another.
    merges: bool,
    /// The files that ended in this one, as far as the reader may take them apart.
    ended: Vec<Merge>,
}

/// The interviews with the person, and what was said in them.
fn conversations(visit: &Visit, found: &Found) -> Option<AnyView> {
    let locale = visit.locale;
    let Found { sheet, interviews, heard, sent, groups, plans, .. } = found;
    if interviews.interviews.is_empty() && heard.is_empty() && sent.is_empty() && !plans {
        return Some(view! { <section id="interviews"></section> }.into_any());
    }
    let plan = plans.then(|| {
        let href = format!("/interviews/new?candidate={}", sheet.id);
        let send = format!("/assignments/new?candidate={}", sheet.id);
        view! {
            <LinkButton href icon=Glyph::Calendar>{talks::PLAN.get(locale)}</LinkButton>
            <LinkButton href=send icon=Glyph::Questions>{sending::SEND_QUESTIONS.get(locale)}</LinkButton>
        }
    });
    let sent = (!sent.is_empty()).then(|| {
        let list = send::list(visit, sent, groups);
        view! { <h2>{sending::SENT_TITLE.get(locale)}</h2>{list} }
    });
    let list = (!interviews.interviews.is_empty()).then(|| agenda::list(visit, interviews));
    let cards = (!heard.is_empty()).then(|| {
        view! { <h2 id="scorecards-title">{talks::SCORECARDS.get(locale)}</h2>{cards::sheets(locale, heard, &interviews.people)} }
    });
    Some(
        view! {
            <section class="section conversations" id="interviews" aria-labelledby="interviews-title">
                <div class="row"><h2 id="interviews-title">{talks::INTERVIEWS_OF.get(locale)}</h2>{plan}</div>
                {list}
                {sent}
                {cards}
            </section>
        }
        .into_any(),
    )
}

fn file(visit: &Visit, found: Found, asked: &Asked, posted: Posted) -> AnyView {
    let locale = visit.locale;
    let conversations = conversations(visit, &found);
    let requests = found.standings.show(visit, &found.sheet.id);
    let Found { sheet, duplicates, position, merges, ended, .. } = found;
    let ended = ended_here(visit, &sheet, &ended);
    let live = watch(&format!("candidate={}", sheet.id), position, Some("interviews"));
    let inside = matches!(posted.action.as_str(), "edit_candidate" | "edit_note" | "add_note");
    let refused = posted.error.as_ref().filter(|_| !inside).map(|error| errors::sentence(locale, error));
    let refused = refused.map(|sentence| view! { <Banner tone=Tone::Danger alert=true><p>{sentence}</p></Banner> });
    let done = refused.is_none().then(|| done(locale, &sheet.id, asked)).flatten();
    let archived = sheet.archived.then(|| view! { <Banner><p>{words::ARCHIVED_NOTICE.get(locale)}</p></Banner> });
    let above = vec![("/candidates".to_owned(), words::TITLE.get(locale).to_owned())];
    let posted = if inside { posted } else { Posted::default() };
    let saved = (asked.did == "created").then(|| draft::forget(&keep::key(&sheet.reader)));
    view! {
        <Title text=sheet.name.clone()/>
        <Breadcrumb locale above/>
        <div class="notices">{refused}{done}{archived}{same(locale, &sheet.id, &duplicates, merges)}</div>
        {saved}
        {preload("profile")}
        <Profile locale sheet edit=asked.edit.clone() posted/>
        {requests}
        {conversations}
        {ended}
        {live}
    }
    .into_any()
}

/// What was just done, with the way to take it back.
fn done(locale: Locale, id: &str, asked: &Asked) -> Option<AnyView> {
    let text: Text = match asked.did.as_str() {
        "created" => words::CREATED,
        "saved" => words::SAVED,
        "archived" => words::DONE_ARCHIVED,
        "restored" => words::DONE_RESTORED,
        "undone" => history::UNDONE,
        "merged" => merging::DONE,
        "unmerged" => merging::DONE_APART,
        "note_added" => notes::ADDED,
        "note_saved" => notes::SAVED,
        "note_deleted" => notes::DELETED,
        "questions_sent" => sending::SENT,
        "questions_withdrawn" => sending::WITHDRAWN,
        _ => return None,
    };
    let undo = asked.undo.clone().map(|change| {
        view! {
            <form method="post" action=format!("/candidates/{id}?do=undo_change")>
                <input type="hidden" name="id" value=id.to_owned()/>
                <input type="hidden" name="change" value=change/>
                <Button icon=Glyph::Undo>{kit::UNDO.get(locale)}</Button>
            </form>
        }
    });
    Some(view! { <Banner tone=Tone::Good><div class="row"><p role="status">{text.get(locale)}</p>{undo}</div></Banner> }.into_any())
}

/// Files that may be of the same person.
fn same(locale: Locale, id: &str, duplicates: &[Candidate], merges: bool) -> Option<AnyView> {
    if duplicates.is_empty() {
        return None;
    }
    let links = duplicates
        .iter()
        .map(|other| {
            let position = other.position.clone().map(|position| format!(" · {position}"));
            let merge = merges.then(|| {
                let href = format!("/candidates/{id}/merge?with={}", other.id);
                view! { " · "<a href=href>{merging::compare_with(locale, &other.name())}</a> }
            });
            view! {
                <li class="anywhere">
                    <a href=format!("/candidates/{}", other.id) dir="auto">{other.name()}</a>{position}" · "{other.email.clone()}{merge}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <Banner tone=Tone::Caution title=words::DUPLICATE.get(locale)>
                <p>{words::DUPLICATE_WHY.get(locale)}</p>
                <ul class="banner-list">{links}</ul>
            </Banner>
        }
        .into_any(),
    )
}

/// The files that ended in this one, each with its way back.
fn ended_here(visit: &Visit, sheet: &Sheet, ended: &[Merge]) -> Option<AnyView> {
    if ended.is_empty() {
        return None;
    }
    let (locale, clock) = (visit.locale, visit.clock);
    let rows = ended
        .iter()
        .map(|Merge { file, by, at }| {
            let (at, name, email) = (*at, file.name(), file.email.clone());
            let whose = name.clone();
            let by = by.and_then(|by| sheet.people.iter().find(|user| user.id == by.to_string())).map(|user| format!(" · {}", user.name));
            view! {
                <li class="entry">
                    <div class="entry-words">
                        <p class="anywhere" dir="auto">{name}" · "{email}</p>
                        <p class="entry-note" dir="auto"><Moment locale at clock/>{by}</p>
                    </div>
                    <form method="post" action=format!("/candidates/{}?do=unmerge", sheet.id)>
                        <input type="hidden" name="id" value=file.id.to_string()/>
                        <Button icon=Glyph::Undo>{merging::APART.get(locale)}<span class="sr-only">": "{whose}</span></Button>
                    </form>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="section" aria-labelledby="merged-title">
                <h2 id="merged-title">{merging::ENDED_HERE.get(locale)}</h2>
                <p class="section-why">{merging::ENDED_HERE_WHY.get(locale)}</p>
                <ul class="entry-list">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}
