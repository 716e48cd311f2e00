//! The scorecards that somebody owes: one of them at a time is written at Home, in the form of its interview.

use crate::{
    call::Posted,
    draft,
    i18n::{home as words, interviews as talks},
    interviews::{
        agenda,
        keeper::{self, FORM},
        kit, when,
    },
    ui::{Avatar, Banner, LinkButton, Look, Tone},
    visit::Visit,
};
use domain::{id::InterviewId, interviews::Interview, policy::Actor};
use leptos::prelude::*;
use service::scorecards::Kit;

/// The calls of the form.
const CALLS: [&str; 2] = ["hand_in_scorecard", "keep_scorecard"];

/// The interview whose scorecard is being written: the one that the address names, or that of a form that was refused.
pub fn writes(asked: String, posted: Option<&Posted>) -> String {
    let refused = posted.filter(|posted| CALLS.contains(&posted.action.as_str()));
    refused.and_then(|posted| posted.values.get("id").cloned()).unwrap_or(asked)
}

/// The scorecards that are waited for; `open`: the one that is being written.
pub fn scorecards(visit: &Visit, actor: &Actor, owed: &agenda::Found, open: Option<&Kit>, posted: Option<&Posted>) -> Option<AnyView> {
    if owed.interviews.is_empty() {
        return None;
    }
    let reader = actor.user().map(|user| user.to_string()).unwrap_or_default();
    let posted = posted.filter(|posted| CALLS.contains(&posted.action.as_str()));
    let rows = owed
        .interviews
        .iter()
        .map(|interview| {
            let name = interview.candidate.and_then(|id| owed.candidates.get(&id).cloned()).unwrap_or_default();
            let form = open.filter(|kit| kit.interview.id == interview.id).map(|kit| kit::form(visit, kit, &reader, "/", posted));
            row(visit, interview, name, form)
        })
        .collect_view();
    let title = talks::WAITING_FOR_YOU.get(visit.locale);
    Some(
        view! { <section class="stack home-part" aria-labelledby="waiting"><h2 id="waiting">{title}</h2><ul class="entry-list">{rows}</ul></section> }
            .into_any(),
    )
}

fn row(visit: &Visit, interview: &Interview, name: String, form: Option<AnyView>) -> AnyView {
    let locale = visit.locale;
    let (start, end) = when::times(interview);
    let span = when::span(locale, start, end, when::zone(visit));
    let (id, page) = (format!("owed-{}", interview.id), format!("/interviews/{}", interview.id));
    let heard = format!(": {name}");
    // Without scripts as with them, a link opens the form: so there is one of it on the page, and what it keeps has one place.
    let way = if form.is_some() {
        view! {
            <button class="button button-bare" form=FORM formaction="/?do=keep_scorecard" formnovalidate=true name="later" value="true">
                {words::LATER.get(locale)}
                <span class="sr-only">{heard}</span>
            </button>
        }
        .into_any()
    } else {
        let href = format!("/?write={}#{id}", interview.id);
        view! { <LinkButton href look=Look::Primary>{talks::WRITE.get(locale)}<span class="sr-only">{heard}</span></LinkButton> }.into_any()
    };
    let form = form.map(|form| view! { <div class="entry-acts">{form}</div> });
    view! {
        <li class="entry" id=id>
            <Avatar name=name.clone()/>
            <div class="entry-words"><p><a class="anywhere" href=page dir="auto">{name}</a></p><p class="entry-note">{span}</p></div>
            {way}
            {form}
        </li>
    }
    .into_any()
}

/// That a scorecard is in, with the way to those of the others. What this browser has kept of it is forgotten.
pub fn handed_in(visit: &Visit, interview: InterviewId) -> AnyView {
    let locale = visit.locale;
    let reader = visit.user.as_ref().map(|user| user.id.to_string()).unwrap_or_default();
    let href = format!("/interviews/{interview}#scorecards");
    view! {
        <Banner tone=Tone::Good>
            <p role="status">{talks::HANDED_IN.get(locale)}</p>
            <p><a href=href>{talks::TO_KIT.get(locale)}</a></p>
        </Banner>
        {draft::forget(&keeper::key(&reader, &interview.to_string()))}
    }
    .into_any()
}
