//! `/client/{secret}`: the people who were shared, and a yes or no to each. Plain forms, no script and no account needed.

use crate::{
    call::Posted,
    i18n::{
        Locale, amounts, candidates as candidate_words, client_views as words, dates, errors, fields, kit, records as record_words,
        words::Named,
    },
    load::{refusal, void},
    ui::{Banner, Button, Day, Fact, Facts, Moment, Refusal, Tag, TextArea, Tone},
    visit::{Visit, service, visit},
};
use chrono::NaiveDate;
use domain::{
    candidates::Skill,
    client_views::ViewStatus,
    error::Error,
    request_candidates::{ClientVerdict, RequestCandidateFields},
    resource::Described,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::client_views::{self, Answer, Brief, Shown, ShownPerson};

/// `/client/{secret}`.
#[component]
pub fn ClientViewPage() -> impl IntoView {
    let (visit, service) = (visit(), service());
    let secret = use_params_map().with_untracked(|params| params.get("secret").unwrap_or_default());
    let answered = use_query_map().with_untracked(|query| query.get("did").as_deref() == Some("answered"));
    let posted = use_context::<Posted>().filter(|posted| posted.action == "answer_as_client" && posted.error.is_some());
    let work = {
        let secret = secret.clone();
        async move { client_views::by_link(&service, &secret).await }
    };
    Suspend::new(async move {
        match work.await.map_err(|error| error.answer()) {
            Ok(shown) => show(&visit, &secret, &shown, answered && posted.is_none(), posted.as_ref()),
            Err(Error::NotFound) => void(words::SHOWN_TITLE.get(visit.locale), words::VOID.get(visit.locale), None),
            Err(error) => refusal(error),
        }
    })
    .into_any()
}

fn show(visit: &Visit, secret: &str, shown: &Shown, answered: bool, posted: Option<&Posted>) -> AnyView {
    let locale = visit.locale;
    let title = shown.brief.as_ref().and_then(|brief| brief.position.clone()).unwrap_or_else(|| words::SHOWN_TITLE.get(locale).to_owned());
    let told = match shown.status {
        ViewStatus::Open => None,
        ViewStatus::Expired => Some(words::EXPIRED),
        ViewStatus::Revoked => Some(words::REVOKED),
        ViewStatus::Over => Some(words::OVER),
    };
    let told = told.map(|text| view! { <Banner tone=Tone::Caution><p role="status">{text.get(locale)}</p></Banner> });
    let done = (answered && shown.status == ViewStatus::Open)
        .then(|| view! { <Banner tone=Tone::Good><p role="status">{words::ANSWERED.get(locale)}</p></Banner> });
    let about = |posted: &Posted, person: &ShownPerson| posted.values.get("standing") == Some(&person.standing.to_string());
    // What was typed into a form that is gone by now is not lost with it.
    let late =
        posted.filter(|posted| shown.people.iter().all(|person| !about(posted, person))).map(|posted| late(locale, shown.status, posted));
    let greeting = (shown.status == ViewStatus::Open).then(|| {
        let until = shown.expires_at.unwrap_or_default().with_timezone(&visit.clock.zone).date_naive();
        view! { <p class="muted">{words::greeting(locale, &dates::date(locale, until))}</p> }
    });
    let currency = shown.brief.as_ref().and_then(|brief| brief.currency.as_deref());
    let people = shown
        .people
        .iter()
        .map(|person| card(visit, secret, person, currency, posted.filter(|posted| about(posted, person))))
        .collect_view();
    let nobody =
        (shown.status == ViewStatus::Open && shown.people.is_empty()).then(|| view! { <p class="muted">{words::NOBODY.get(locale)}</p> });
    view! {
        <Title text=title.clone()/>
        <div class="answer-page">
            <h1 class="anywhere" dir="auto">{title}</h1>
            {late}
            {told}
            {done}
            {shown.brief.as_ref().map(|brief| facts(locale, brief))}
            {greeting}
            {people}
            {nobody}
        </div>
    }
    .into_any()
}

/// An answer that was not added, with what was typed.
fn late(locale: Locale, status: ViewStatus, posted: &Posted) -> AnyView {
    let why = if status == ViewStatus::Open { words::GONE } else { words::NOT_ADDED };
    let typed = posted.values.get("comment").cloned().filter(|text| !text.trim().is_empty());
    let typed = typed.map(|text| view! { <p class="ask-lines anywhere" dir="auto">{text}</p> });
    view! { <Banner tone=Tone::Danger alert=true><p>{why.get(locale)}</p>{typed}</Banner> }.into_any()
}

/// A fact in words, where there is one.
fn fact(label: &str, value: Option<String>) -> Option<AnyView> {
    let (label, value) = (label.to_owned(), value?);
    Some(view! { <Fact label><span class="anywhere" dir="auto">{value}</span></Fact> }.into_any())
}

/// A day, where there is one.
fn day(locale: Locale, name: &str, day: Option<NaiveDate>) -> Option<AnyView> {
    let (label, day) = (fields::label(locale, name).to_owned(), day?);
    Some(view! { <Fact label><Day locale day/></Fact> }.into_any())
}

fn percent(locale: Locale, percent: Option<i64>) -> Option<AnyView> {
    fact(fields::label(locale, "allocationPercent"), percent.map(|percent| record_words::percent(locale, percent)))
}

/// What is looked for.
fn facts(locale: Locale, brief: &Brief) -> AnyView {
    let facts = [
        fact(fields::label(locale, "client"), brief.client.clone()),
        fact(fields::label(locale, "location"), brief.location.clone()),
        day(locale, "start", brief.starts_on),
        day(locale, "end", brief.ends_on),
        percent(locale, brief.allocation_percent),
    ];
    let facts: Vec<AnyView> = facts.into_iter().flatten().collect();
    view! { <Facts>{facts}</Facts> }.into_any()
}

/// What the client reads of a person.
fn told(locale: Locale, person: &ShownPerson, currency: Option<&str>) -> AnyView {
    let employee = if person.employee { kit::YES } else { kit::NO };
    let facts = [
        fact(fields::label(locale, "position"), person.position.clone()),
        fact(fields::label(locale, "location"), person.location.clone()),
        day(locale, "availableFrom", person.available_from),
        percent(locale, person.allocation_percent),
        fact(fields::label(locale, "proposedRate"), person.proposed_rate.map(|rate| amounts::amount(locale, rate, currency))),
        fact(words::EMPLOYEE.get(locale), Some(employee.get(locale).to_owned())),
    ];
    let facts: Vec<AnyView> = facts.into_iter().flatten().collect();
    let skills = (!person.skills.is_empty()).then(|| {
        let skill = |skill: &Skill| {
            let text = format!("{} – {}", skill.skill, candidate_words::level(locale, skill.level));
            view! { <li><Tag><span class="tag-text" dir="auto">{text}</span></Tag></li> }
        };
        let skills = person.skills.iter().map(skill).collect_view();
        view! { <Fact label=fields::label(locale, "skills") wide=true><ul class="chips">{skills}</ul></Fact> }
    });
    view! { <Facts>{facts}{skills}</Facts> }.into_any()
}

/// A person, what the client said to them, and the form that says it.
fn card(visit: &Visit, secret: &str, person: &ShownPerson, currency: Option<&str>, posted: Option<&Posted>) -> AnyView {
    let locale = visit.locale;
    let id = person.standing;
    let said = person.answer.as_ref().map(|answer| said(visit, answer));
    let form = form(locale, secret, person, posted);
    let whom = format!(": {}", person.name);
    let form = match person.answer {
        Some(_) => view! {
            <details class="filters step-way" open=posted.is_some()>
                <summary class="button">{words::CHANGE.get(locale)}<span class="sr-only" dir="auto">{whom}</span></summary>
                {form}
            </details>
        }
        .into_any(),
        None => form,
    };
    view! {
        <section class="ask" id=format!("person-{id}") aria-labelledby=format!("person-{id}-name")>
            <h2 class="anywhere" id=format!("person-{id}-name") dir="auto">{person.name.clone()}</h2>
            {told(locale, person, currency)}
            {said}
            {form}
        </section>
    }
    .into_any()
}

/// What the client said to somebody, and when.
fn said(visit: &Visit, answer: &Answer) -> AnyView {
    let locale = visit.locale;
    let comment = answer.comment.clone().map(|comment| view! { <p class="ask-lines anywhere" dir="auto">{comment}</p> });
    view! {
        <div class="stack">
            <p>
                {words::YOUR_ANSWER.get(locale)}": "<strong>{answer.verdict.label(locale)}</strong>" · "
                <Moment locale at=answer.at clock=visit.clock exact=true/>
            </p>
            {comment}
        </div>
    }
    .into_any()
}

fn form(locale: Locale, secret: &str, person: &ShownPerson, posted: Option<&Posted>) -> AnyView {
    let id = person.standing;
    let error = posted.and_then(|posted| posted.error.clone());
    let flaw = errors::at(locale, error.as_ref(), "comment");
    let typed = posted.and_then(|posted| posted.values.get("comment").cloned());
    let earlier = person.answer.as_ref().and_then(|answer| answer.comment.clone());
    let comment = format!("comment-{id}");
    let named = [("comment", words::COMMENT, comment.clone()), ("verdict", words::YOUR_ANSWER, format!("answer-{id}"))];
    let named = named.map(|(field, label, id)| (field.to_owned(), label.get(locale).to_owned(), id)).to_vec();
    let button = |verdict: ClientVerdict| {
        let whom = format!(": {}", person.name);
        view! { <Button name="verdict" value=verdict.word()>{verdict.label(locale)}<span class="sr-only" dir="auto">{whom}</span></Button> }
    };
    view! {
        <form
            class="form way-form"
            id=format!("answer-{id}")
            method="post"
            novalidate=true
            action=format!("/client/{secret}?do=answer_as_client#person-{id}")
        >
            <Refusal locale error=error named=named/>
            <input type="hidden" name="secret" value=secret.to_owned()/>
            <input type="hidden" name="standing" value=id.to_string()/>
            <TextArea
                name="comment"
                id=comment
                label=words::COMMENT.get(locale)
                rule=RequestCandidateFields::RESOURCE.field("clientComment")
                value=typed.or(earlier).unwrap_or_default()
                error=flaw
                optional=locale
                rows=2
            />
            <div class="row">{button(ClientVerdict::Yes)}{button(ClientVerdict::No)}</div>
        </form>
    }
    .into_any()
}
