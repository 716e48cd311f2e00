//! `/answer/{secret}`: a candidate answers. Plain forms, no script needed; what is typed is kept when asked to, and handed in once.

use crate::{
    call::Posted,
    i18n::{Locale, assignments as words, dates, errors},
    load::load,
    tasks::{Ask, answer, gone, head, typed},
    ui::{Banner, Button, Look, Refusal, Tone},
    visit::{Visit, service, visit},
};
use domain::{assignments::AssignmentStatus, error::Error, tasks::chosen};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::assignments::{self, Sheet};

/// `/answer/{secret}`.
#[component]
pub fn Answer() -> impl IntoView {
    let visit = visit();
    let service = service();
    let secret = use_params_map().with_untracked(|params| params.get("secret").unwrap_or_default());
    let did = use_query_map().with_untracked(|query| query.get("did").unwrap_or_default());
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let work = {
        let secret = secret.clone();
        let tried = posted.is_some();
        async move {
            match assignments::by_link(&service, &secret).await {
                // What is taken back while somebody types tells them, with what they typed.
                Err(service::Error::Refused(Error::NotFound)) if tried => Ok(None),
                found => found.map(Some),
            }
        }
    };
    load(work, move |sheet| match &sheet {
        Some(sheet) => show(&visit, &secret, sheet, &did, posted.as_ref()),
        None => void(&visit, posted.as_ref()),
    })
}

/// What was typed by a link that is no more.
fn void(visit: &Visit, posted: Option<&Posted>) -> AnyView {
    let locale = visit.locale;
    let title = crate::i18n::task_groups::QUESTIONS.get(locale);
    view! {
        <Title text=title/>
        <div class="answer-page">
            <h1>{title}</h1>
            {late(locale, posted)}
            <Banner tone=Tone::Caution><p>{words::EXPIRED.get(locale)}</p></Banner>
        </div>
    }
    .into_any()
}

/// What was typed too late.
fn late(locale: Locale, posted: Option<&Posted>) -> Option<AnyView> {
    let late = posted.and_then(|posted| typed(words::NOT_ADDED.get(locale), &posted.values, |_| true))?;
    Some(view! { <Banner tone=Tone::Caution alert=true>{late}</Banner> }.into_any())
}

fn show(visit: &Visit, secret: &str, sheet: &Sheet, did: &str, posted: Option<&Posted>) -> AnyView {
    let locale = visit.locale;
    let until = dates::date(locale, sheet.assignment.expires_at.unwrap_or_default().date_naive());
    let body = match sheet.assignment.stands(visit.clock.now) {
        AssignmentStatus::Sent => form(locale, secret, sheet, did, posted),
        AssignmentStatus::Submitted => {
            view! { <Banner tone=Tone::Good><p role="status">{words::THANKS.get(locale)}</p></Banner> }.into_any()
        }
        AssignmentStatus::Expired | AssignmentStatus::Withdrawn => {
            view! { <Banner tone=Tone::Caution><p>{words::EXPIRED.get(locale)}</p></Banner> }.into_any()
        }
    };
    let name = sheet.group.name.clone();
    let over = sheet.assignment.stands(visit.clock.now) != AssignmentStatus::Sent;
    let late = late(locale, posted.filter(|_| over));
    view! {
        <Title text=name.clone()/>
        <div class="answer-page">
            <h1 class="anywhere" dir="auto">{name}</h1>
            <p class="muted" dir="auto">{words::greeting(locale, &sheet.candidate.firstname, &until)}</p>
            {late}
            {body}
        </div>
    }
    .into_any()
}

fn form(locale: Locale, secret: &str, sheet: &Sheet, did: &str, posted: Option<&Posted>) -> AnyView {
    let typed = posted.map_or_else(|| sheet.typed.clone(), |posted| posted.values.clone());
    let error = posted.and_then(|posted| posted.error.clone());
    let kept = (did == "kept" && error.is_none())
        .then(|| view! { <Banner tone=Tone::Good><p role="status">{words::KEPT.get(locale)}</p></Banner> });
    let (lost, carried) = gone(locale, &sheet.tasks, &typed);
    let asks = (1..)
        .zip(&sheet.tasks)
        .map(|(number, task)| {
            // Whoever answers sees neither what the interviewer should know nor what a score looks like.
            let ask = Ask { guidance: None, anchors: Default::default(), skill: None, ..Ask::from(task) };
            let name = format!("answer-{}", ask.id);
            let flaw = errors::at(locale, error.as_ref(), &name);
            view! {
                <section class="ask" aria-labelledby=format!("ask-{}-title", ask.id)>
                    {head(locale, number, &ask)}
                    {answer(locale, &ask, &chosen(&typed, &name), words::YOUR_ANSWER.get(locale), flaw)}
                </section>
            }
        })
        .collect_view();
    let keep = format!("/answer/{secret}?do=keep_answers");
    view! {
        {kept}
        {lost}
        <form class="asks" method="post" novalidate=true action=format!("/answer/{secret}?do=hand_in_answers")>
            <Refusal locale error/>
            <input type="hidden" name="secret" value=secret.to_owned()/>
            <input type="hidden" name="revision" value=sheet.group.revision.to_string()/>
            {carried}
            {asks}
            <p class="muted">{words::ONCE.get(locale)}</p>
            <div class="row">
                <Button look=Look::Primary>{words::HAND_IN.get(locale)}</Button>
                <button class="button" formaction=keep formnovalidate=true>{words::KEEP.get(locale)}</button>
            </div>
        </form>
    }
    .into_any()
}
