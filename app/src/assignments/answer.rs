//! `/answer/{secret}`: a candidate answers. Plain forms, no script needed; what is typed is kept when asked to, and handed in once.

use crate::{
    call::Posted,
    i18n::{Locale, assignments as words, dates, errors},
    load::load,
    tasks::{Ask, answer, head, typed},
    ui::{Banner, Button, Look, Refusal, Tone},
    visit::{Visit, service, visit},
};
use domain::{assignments::AssignmentStatus, tasks::chosen};
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
        async move { assignments::by_link(&service, &secret).await }
    };
    load(work, move |sheet| show(&visit, &secret, &sheet, &did, posted.as_ref()))
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
    let late = posted.filter(|_| over).and_then(|posted| typed(words::NOT_ADDED.get(locale), &posted.values, |_| true));
    let late = late.map(|late| view! { <Banner tone=Tone::Caution alert=true>{late}</Banner> });
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
        <form class="asks" method="post" novalidate=true action=format!("/answer/{secret}?do=hand_in_answers")>
            <Refusal locale error/>
            <input type="hidden" name="secret" value=secret.to_owned()/>
            <input type="hidden" name="revision" value=sheet.group.revision.to_string()/>
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
