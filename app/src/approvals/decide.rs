//! `/approvals/{id}` and `/approval/{secret}`: one request, what has changed in it, and one decision. Looking decides nothing; a press does.

use super::rail;
use crate::{
    call::Posted,
    i18n::{Locale, amounts, approvals as words, errors, fields, kit, words::Named},
    interviews::cards::{self, People},
    load::{load, refusal, void},
    records::{self, Names, Requests},
    ui::{Banner, Breadcrumb, Button, Choice, Column, Field, Heading, Look, Refusal, Select, Table, Tone},
    visit::{Visit, reader, service, visit},
};
use domain::{
    approvals::{ApprovalFields, Verdict},
    error::Error,
    id::{ApprovalId, UserId},
    policy::{self, Action, Actor, On},
    requests::{RequestFields, ResourceRequest},
    resource::Described,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde_json::Value;
use service::{
    Service,
    approvals::{self, Asked, Round, Standing},
    users,
};
use std::collections::BTreeSet;

/// What both pages are made of. Who decides about a request reads all of it, whatever their role reads of others.
struct Found {
    round: Round,
    names: Names,
    people: People,
    /// Who can sign in.
    active: Vec<UserId>,
}

async fn found(service: &Service, locale: Locale, round: Round) -> service::Result<Found> {
    let names = records::names_of::<Requests>(service, &Actor::System, locale, &round.request).await?;
    let users = users::list(service, &Actor::System).await?;
    let active = users.iter().filter(|user| user.is_person()).map(|user| user.id).collect();
    let people = users.into_iter().map(|user| (user.id, user.name.clone())).collect();
    Ok(Found { round, names, people, active })
}

/// `/approvals/{id}`.
#[component]
pub fn ApprovalPage() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = id.parse::<ApprovalId>() else { return refusal(Error::NotFound) };
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let handed_over = use_query_map().with_untracked(|query| query.get("did").as_deref() == Some("handed_over"));
    let locale = visit.locale;
    let reader = actor.user();
    let manages = policy::can(&actor, Action::ManageApprovalFlows, On::Nothing).is_ok();
    let work = async move { found(&service, locale, approvals::get(&service, &actor, id).await?).await };
    load(work, move |found| {
        let standing = found.round.standing(reader.unwrap_or_default());
        let done = (handed_over && posted.is_none())
            .then(|| view! { <Banner tone=Tone::Good><p role="status">{words::HANDED_OVER.get(locale)}</p></Banner> });
        let hand_over = hand_over(locale, &found, reader.filter(|_| standing == Standing::Open), manages, posted.as_ref());
        let title = records::request_name(&found.round.request);
        let above = vec![(format!("/resource-requests/{}", found.round.request.id), title.clone())];
        let form = Form { action: format!("/approvals/{id}?do=decide_approval"), name: "id", value: id.to_string(), home: false };
        view! {
            <Title text=words::DECIDE_TITLE.get(locale)/>
            <Breadcrumb locale above/>
            <Heading title=title/>
            {done}
            {body(&visit, locale, &found, standing, &form, posted.as_ref())}
            {hand_over}
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
            let Asked { round, user, standing, .. } = approvals::by_link(&service, &secret).await?;
            // Whoever got the letter reads the language they chose.
            let locale = user.locale.unwrap_or(spoken);
            Ok::<_, service::Error>((found(&service, locale, round).await?, standing, locale))
        }
    };
    Suspend::new(async move {
        match work.await.map_err(|error| error.answer()) {
            Ok((found, standing, locale)) => by_link(&visit, &secret, &found, standing, locale, posted.as_ref()),
            Err(Error::NotFound) => void(words::DECIDE_TITLE.get(visit.locale), words::VOID.get(visit.locale), None),
            Err(error) => refusal(error),
        }
    })
    .into_any()
}

fn by_link(visit: &Visit, secret: &str, found: &Found, standing: Standing, locale: Locale, posted: Option<&Posted>) -> AnyView {
    let form = Form { action: format!("/approval/{secret}?do=decide_by_link"), name: "secret", value: secret.to_owned(), home: false };
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
    /// Whether it returns to Home, where it is one of several.
    home: bool,
}

/// A decision on Home: what has changed, and the forms.
pub fn at_home(locale: Locale, round: &Round, posted: Option<&Posted>) -> AnyView {
    let form = Form { action: "/?do=decide_approval#approvals".to_owned(), name: "id", value: round.approval.id.to_string(), home: true };
    let differences = round.before.as_ref().map(|before| before.fields.differences(&round.request)).unwrap_or_default();
    let names: Vec<&str> = differences.iter().map(|(name, ..)| fields::label_in(locale, &RequestFields::RESOURCE, name)).collect();
    let changed = (!names.is_empty()).then(|| format!("{}: {}", words::WHAT_CHANGED.get(locale), names.join(", ")));
    let changed = changed.map(|text| view! { <p class="entry-note anywhere">{text}</p> });
    view! { {changed}{decision(locale, round, &form, posted)} }.into_any()
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
    // What was typed into a form that is gone by now is not lost with it; the form of a rejection says itself why it was refused.
    let inside =
        |posted: &&Posted| standing == Standing::Open && posted.values.get("verdict").map(String::as_str) == Some(Verdict::Reject.word());
    let handing = |posted: &&Posted| posted.action == "hand_over_approval";
    let refused = posted.filter(|posted| !inside(posted) && !handing(posted)).and_then(|posted| posted.error.clone());
    let refused = refused.map(|error| {
        let typed = posted.and_then(|posted| posted.values.get("reason").cloned()).filter(|text| !text.trim().is_empty());
        let typed = typed.map(|text| view! { <p class="ask-lines anywhere" dir="auto">{text}</p> });
        view! { <Banner tone=Tone::Danger alert=true><p>{errors::sentence(locale, &error)}</p>{typed}</Banner> }
    });
    let decide = (standing == Standing::Open).then(|| decision(locale, round, form, posted));
    let content = round.readable.then(|| {
        view! {
            {changes(locale, round.before.as_ref().map(|before| &before.fields), &round.request)}
            {records::facts::<Requests>(&visit, &Actor::System, &round.request, &found.names)}
            <section class="section" aria-labelledby="approval-title">
                <h2 id="approval-title">{words::RAIL.get(locale)}</h2>
                {rail::round(&visit, round, &found.people)}
            </section>
        }
    });
    let limited = (!round.readable).then(|| view! { <p class="muted">{words::LIMITED.get(locale)}</p> });
    view! {
        <div class="notices">{refused}{told}</div>
        {content}
        {limited}
        {decide}
    }
    .into_any()
}

/// What the request says otherwise than when it was last decided about.
fn changes(locale: Locale, before: Option<&ApprovalFields>, request: &ResourceRequest) -> Option<AnyView> {
    let before = before?;
    let (currency, now_in) = (before.subject.get("currency").and_then(Value::as_str), request.currency.as_deref());
    let differences = before.differences(request);
    if differences.is_empty() {
        return None;
    }
    let said = |name: &str, value: &Value, currency: Option<&str>| match (value, RequestFields::RESOURCE.field(name)) {
        (Value::Null, _) => words::NOTHING.get(locale).to_owned(),
        (Value::Number(number), _) if amounts::is_amount(name) => amounts::amount(locale, number.as_i64().unwrap_or_default(), currency),
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
                    <td class="anywhere" dir="auto"><del>{said(name, then, currency)}</del></td>
                    <td class="anywhere" dir="auto"><ins>{said(name, now, now_in)}</ins></td>
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

/// Letting somebody else decide: whoever is asked hands it over, an administrator replaces whom they like.
fn hand_over(locale: Locale, found: &Found, reader: Option<UserId>, manages: bool, posted: Option<&Posted>) -> Option<AnyView> {
    let approval = &found.round.approval;
    let step = approval.current().and_then(|place| approval.steps.get(place))?;
    if reader.is_none() && !manages {
        return None;
    }
    let refused = posted.filter(|posted| posted.action == "hand_over_approval");
    let error = refused.and_then(|posted| posted.error.clone());
    let flaw = |name: &str| errors::at(locale, error.as_ref(), name);
    let value = |name: &str| refused.and_then(|posted| posted.values.get(name).cloned()).unwrap_or_default();
    let choice = |user: &UserId| Choice::new(user.to_string(), cards::name(locale, &found.people, Some(*user)));
    // Who has left is asked no more, and can still be replaced.
    let asked: Vec<UserId> = step.approvers.iter().chain(&found.round.waits_for).copied().collect::<BTreeSet<_>>().into_iter().collect();
    let barred = |user: &UserId| approval.barred.contains(user) || asked.contains(user);
    let others = found.active.iter().filter(|user| !barred(user)).map(choice).collect::<Vec<_>>();
    let from = match reader.filter(|_| !manages) {
        Some(reader) => view! { <input type="hidden" name="from" value=reader.to_string()/> }.into_any(),
        None => {
            let chosen = if value("from").is_empty() { reader.map(|reader| reader.to_string()).unwrap_or_default() } else { value("from") };
            view! {
                <Select
                    name="from"
                    label=words::IN_PLACE_OF.get(locale)
                    choices=asked.iter().map(choice).collect()
                    value=chosen
                    error=flaw("from")
                />
            }
            .into_any()
        }
    };
    let title = if manages { words::REPLACE } else { words::HAND_OVER };
    let action = format!("/approvals/{}?do=hand_over_approval", approval.id);
    Some(
        view! {
            <details class="filters step-way" id="hand-over" open=refused.is_some()>
                <summary class="button button-bare">{title.get(locale)}</summary>
                <form class="form form-narrow way-form" method="post" novalidate=true action=action>
                    <Refusal locale error=error.clone()/>
                    <input type="hidden" name="id" value=approval.id.to_string()/>
                    <p class="field-hint">{words::HAND_OVER_WHY.get(locale)}</p>
                    {from}
                    <Select name="to" label=words::TO.get(locale) choices=others value=value("to") empty=kit::NOT_CHOSEN.get(locale) error=flaw("to")/>
                    <div class="row"><Button>{title.get(locale)}</Button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

/// Two forms, so that Enter in the reason of a rejection does not approve.
fn decision(locale: Locale, round: &Round, form: &Form, posted: Option<&Posted>) -> AnyView {
    let decides = posted.filter(|posted| posted.values.contains_key("verdict"));
    let error = decides.and_then(|posted| posted.error.clone());
    let value = decides.and_then(|posted| posted.values.get("reason").cloned()).unwrap_or_default();
    let flaw = errors::at(locale, error.as_ref(), "reason");
    let rule = RequestFields::RESOURCE.field("rejectionReason");
    let open = decides.is_some_and(|posted| posted.values.get("verdict").map(String::as_str) == Some(Verdict::Reject.word()));
    let step = round.approval.current().unwrap_or_default();
    // Several of them on a page: each has ids of its own.
    let own = |id: &str| if form.home { format!("{id}-{}", form.value) } else { id.to_owned() };
    let heard = form.home.then(|| format!(": {}", records::request_name(&round.request)));
    let [whom, whose, which] = [(); 3].map(|()| heard.clone().map(|heard| view! { <span class="sr-only" dir="auto">{heard}</span> }));
    let marks = |verdict: Verdict| {
        let back = form.home.then(|| view! { <input type="hidden" name="back" value="/"/> });
        view! {
            {back}
            <input type="hidden" name=form.name value=form.value.clone()/>
            <input type="hidden" name="step" value=step.to_string()/>
            <input type="hidden" name="version" value=round.request.version.to_string()/>
            <input type="hidden" name="verdict" value=verdict.word()/>
        }
    };
    view! {
        <div class="ways" class=("decision", !form.home) id=own("decide")>
            <div class="row ways-row">
                <form method="post" action=form.action.clone()>
                    {marks(Verdict::Approve)}
                    <Button look=Look::Primary>{words::APPROVE.get(locale)}{whom}</Button>
                </form>
                <details class="filters step-way" open=open>
                    <summary class="button">{words::REJECT.get(locale)}{whose}</summary>
                    <form class="form form-narrow way-form" method="post" novalidate=true action=form.action.clone()>
                        <Refusal locale error named=vec![("reason".to_owned(), words::REASON.get(locale).to_owned(), own("reason"))]/>
                        {marks(Verdict::Reject)}
                        <Field name="reason" id=own("reason") label=words::REASON.get(locale) hint=words::REASON_HINT.get(locale) rule=rule value error=flaw required=true autocomplete="off"/>
                        <div class="row"><Button look=Look::Danger>{words::REJECT.get(locale)}{which}</Button></div>
                    </form>
                </details>
            </div>
        </div>
    }
    .into_any()
}
