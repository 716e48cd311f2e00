//! `/approvals/{id}` and `/approval/{secret}`: one request, what has changed in it, and one decision. Looking decides nothing; a press does.

use super::rail;
use crate::{
    call::Posted,
    i18n::{Locale, amounts, approvals as words, errors, fields, words::Named},
    interviews::cards::People,
    load::{load, refusal},
    records::{self, Names, Requests},
    ui::{Banner, Breadcrumb, Button, Column, Field, Heading, Look, Refusal, Table, Tone},
    visit::{Visit, asker, service, visit},
};
use domain::{
    approvals::{ApprovalFields, ApprovalStatus, Verdict},
    error::Error,
    id::ApprovalId,
    policy::Actor,
    requests::{RequestFields, ResourceRequest},
    resource::Described,
};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde_json::Value;
use service::{
    Service,
    approvals::{self, Asked, Round, Standing},
    users,
};

/// What both pages are made of. Who decides about a request reads all of it, whatever their role reads of others.
struct Found {
    round: Round,
    names: Names,
    people: People,
}

async fn found(service: &Service, locale: Locale, round: Round) -> service::Result<Found> {
    let names = records::names_of::<Requests>(service, &Actor::System, locale, &round.request).await?;
    let people = users::list(service, &Actor::System).await?.into_iter().map(|user| (user.id, user.name.clone())).collect();
    Ok(Found { round, names, people })
}

/// `/approvals/{id}`.
#[component]
pub fn ApprovalPage() -> impl IntoView {
    let (service, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = id.parse::<ApprovalId>() else { return refusal(Error::NotFound) };
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let locale = visit.locale;
    let reader = actor.user();
    let work = async move { found(&service, locale, approvals::get(&service, &actor, id).await?).await };
    load(work, move |found| {
        let Round { approval, waits_for, .. } = &found.round;
        let own = approval.decisions.iter().rev().find(|decision| Some(decision.by) == reader).map(|decision| decision.verdict);
        let standing = match (approval.status, own) {
            _ if reader.is_some_and(|reader| waits_for.contains(&reader)) => Standing::Open,
            (ApprovalStatus::Superseded, _) => Standing::Stale,
            (_, Some(verdict)) => Standing::Used(verdict),
            (ApprovalStatus::Pending, None) => Standing::Elsewhere,
            (status, None) => Standing::Over(status),
        };
        let title = records::request_name(&found.round.request);
        let above = vec![(format!("/resource-requests/{}", found.round.request.id), title.clone())];
        let form = Form { action: format!("/approvals/{id}?do=decide_approval"), name: "id", value: id.to_string() };
        view! {
            <Title text=words::DECIDE_TITLE.get(locale)/>
            <Breadcrumb locale above/>
            <Heading title=title/>
            {body(&visit, locale, &found, standing, &form, posted.as_ref())}
        }
        .into_any()
    })
}

/// `/approval/{secret}`.
#[component]
pub fn ApprovalByLink() -> impl IntoView {
    let (visit, service) = (visit(), service());
    let secret = use_params_map().with_untracked(|params| params.get("secret").unwrap_or_default());
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let work = {
        let (secret, spoken) = (secret.clone(), visit.locale);
        async move {
            let Asked { round, user, standing } = approvals::by_link(&service, &secret).await?;
            // Whoever got the letter reads the language they chose.
            let locale = user.locale.unwrap_or(spoken);
            Ok::<_, service::Error>((found(&service, locale, round).await?, standing, locale))
        }
    };
    Suspend::new(async move {
        match work.await.map_err(|error| error.answer()) {
            Ok((found, standing, locale)) => by_link(&visit, &secret, &found, standing, locale, posted.as_ref()),
            Err(Error::NotFound) => void(&visit),
            Err(error) => refusal(error),
        }
    })
    .into_any()
}

fn void(visit: &Visit) -> AnyView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let title = words::DECIDE_TITLE.get(visit.locale);
    view! { <Title text=title/><div class="card"><h1>{title}</h1><p>{words::VOID.get(visit.locale)}</p></div> }.into_any()
}

fn by_link(visit: &Visit, secret: &str, found: &Found, standing: Standing, locale: Locale, posted: Option<&Posted>) -> AnyView {
    let form = Form { action: format!("/approval/{secret}?do=decide_by_link"), name: "secret", value: secret.to_owned() };
    view! {
        <Title text=words::DECIDE_TITLE.get(locale)/>
        <div class="answer-page" lang=locale.word()>
            <h1 class="anywhere" dir="auto">{records::request_name(&found.round.request)}</h1>
            {body(visit, locale, found, standing, &form, posted)}
        </div>
    }
    .into_any()
}

/// Where a decision is sent to, and what says what it is about.
struct Form {
    action: String,
    name: &'static str,
    value: String,
}

fn body(visit: &Visit, locale: Locale, found: &Found, standing: Standing, form: &Form, posted: Option<&Posted>) -> AnyView {
    let visit = Visit { locale, ..visit.clone() };
    let round = &found.round;
    let told = match standing {
        Standing::Open => None,
        Standing::Used(Verdict::Approve) => Some((Tone::Good, words::DONE_APPROVED.get(locale).to_owned())),
        Standing::Used(Verdict::Reject) => Some((Tone::Good, words::DONE_REJECTED.get(locale).to_owned())),
        Standing::Over(status) => Some((Tone::Neutral, format!("{}: {}.", words::RAIL.get(locale), status.label(locale)))),
        Standing::Stale => Some((Tone::Caution, words::STALE.get(locale).to_owned())),
        Standing::Expired => Some((Tone::Caution, words::EXPIRED.get(locale).to_owned())),
        Standing::Elsewhere => Some((Tone::Neutral, words::ELSEWHERE.get(locale).to_owned())),
    };
    let told = told.map(|(tone, text)| view! { <Banner tone=tone><p role="status">{text}</p></Banner> });
    // What was typed into a form that is gone by now is not lost with it.
    let refused = posted.filter(|_| standing != Standing::Open).and_then(|posted| posted.error.clone());
    let refused = refused.map(|error| {
        let typed = posted.and_then(|posted| posted.values.get("reason").cloned()).filter(|text| !text.trim().is_empty());
        let typed = typed.map(|text| view! { <p class="ask-lines anywhere" dir="auto">{text}</p> });
        view! { <Banner tone=Tone::Danger alert=true><p>{errors::sentence(locale, &error)}</p>{typed}</Banner> }
    });
    let decide = (standing == Standing::Open).then(|| decision(locale, form, posted));
    view! {
        <div class="notices">{refused}{told}</div>
        {changes(locale, round.before.as_ref().map(|before| &before.fields), &round.request)}
        {records::facts::<Requests>(&visit, &Actor::System, &round.request, &found.names)}
        <section class="section" aria-labelledby="approval-title">
            <h2 id="approval-title">{words::RAIL.get(locale)}</h2>
            {rail::round(&visit, round, &found.people)}
        </section>
        {decide}
    }
    .into_any()
}

/// What the request says otherwise than when it was last decided about.
fn changes(locale: Locale, before: Option<&ApprovalFields>, request: &ResourceRequest) -> Option<AnyView> {
    let differences = before?.differences(request);
    if differences.is_empty() {
        return None;
    }
    let said = |name: &str, value: &Value| match (value, RequestFields::RESOURCE.field(name)) {
        (Value::Null, _) => words::NOTHING.get(locale).to_owned(),
        (Value::Number(number), _) if amounts::is_amount(name) => {
            amounts::amount(locale, number.as_i64().unwrap_or_default(), request.currency.as_deref())
        }
        (value, Some(field)) => crate::candidates::told::text(locale, field, value, &|_| None),
        (value, None) => value.to_string(),
    };
    let rows = differences
        .iter()
        .map(|(name, then, now)| {
            let label = fields::label_in(locale, &RequestFields::RESOURCE, name).to_owned();
            view! {
                <tr>
                    <th scope="row">{label}</th>
                    <td class="anywhere" dir="auto"><del>{said(name, then)}</del></td>
                    <td class="anywhere" dir="auto"><ins>{said(name, now)}</ins></td>
                </tr>
            }
        })
        .collect_view();
    let head = view! { <Column label=""/><Column label=words::THEN.get(locale)/><Column label=words::NOW.get(locale)/> };
    Some(
        view! {
            <section class="section" aria-labelledby="changes">
                <h2 id="changes">{words::WHAT_CHANGED.get(locale)}</h2>
                <Table caption=words::WHAT_CHANGED.get(locale) head=head.into_any()>{rows}</Table>
            </section>
        }
        .into_any(),
    )
}

fn decision(locale: Locale, form: &Form, posted: Option<&Posted>) -> AnyView {
    let error = posted.and_then(|posted| posted.error.clone());
    let value = posted.and_then(|posted| posted.values.get("reason").cloned()).unwrap_or_default();
    let flaw = errors::at(locale, error.as_ref(), "reason");
    let rule = RequestFields::RESOURCE.field("rejectionReason");
    view! {
        <form class="form form-narrow decision" method="post" novalidate=true action=form.action.clone()>
            <Refusal locale error named=vec![("reason".to_owned(), words::REASON.get(locale).to_owned(), "reason".to_owned())]/>
            <input type="hidden" name=form.name value=form.value.clone()/>
            <Field name="reason" label=words::REASON.get(locale) hint=words::REASON_HINT.get(locale) rule=rule value error=flaw autocomplete="off"/>
            <div class="row">
                <Button look=Look::Primary name="verdict" value=Verdict::Approve.word()>{words::APPROVE.get(locale)}</Button>
                <Button look=Look::Danger name="verdict" value=Verdict::Reject.word()>{words::REJECT.get(locale)}</Button>
            </div>
        </form>
    }
    .into_any()
}
