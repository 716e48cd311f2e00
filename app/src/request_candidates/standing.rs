//! `/resource-request-candidates/{id}`: one person in one request: where they stand and could go, what was agreed, how they fit, and what was said of them.

use super::{
    calls::{self, TERMS},
    moves,
    shortlist::{client, reason, who},
    terms,
};
use crate::{
    call::Posted,
    i18n::{
        Locale, amounts, errors, fields, interviews as talks, kit, records as lists, request_candidates as words,
        requests as requests_words, shell, words::Named,
    },
    interviews::cards::{self, People, name},
    load::{load, refusal},
    records,
    ui::{
        Banner, Breadcrumb, Button, Choice, Fact, Facts, Field, Glyph, Heading, LinkButton, Look, Moment, Refusal, Select, Tag, TextArea,
        Tone,
    },
    visit::{Visit, reader, visit},
};
use domain::{
    candidates::Candidate,
    error::Error,
    policy::{self, Action, Actor, On, RequestFacts},
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate, Way},
    requests::ResourceRequest,
    resource::{Described, Kind},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::{candidates, request_candidates, requests, scorecards, users};

/// Everything the page is made of.
struct Found {
    actor: Actor,
    standing: ResourceRequestCandidate,
    request: ResourceRequest,
    person: Candidate,
    heard: Vec<scorecards::Sheet>,
    people: People,
    edits: bool,
}

/// `/resource-request-candidates/{id}`.
#[component]
pub fn StandingPage() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = calls::standing(&id) else { return refusal(Error::NotFound) };
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let (did, to) = (asked("did"), asked("to"));
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let work = async move {
        let standing = request_candidates::get(&service, &actor, id).await?;
        let request = requests::get(&service, &actor, standing.request.unwrap_or_default()).await?;
        let person = candidates::get(&service, &actor, standing.candidate.unwrap_or_default()).await?;
        let heard = scorecards::about(&service, &actor, person.id).await?;
        let people = users::list(&service, &actor).await?.into_iter().map(|user| (user.id, user.name.clone())).collect();
        let edits = policy::can(&actor, Action::EditRequest, On::Request(&RequestFacts::from(&request))).is_ok();
        Ok(Found { actor, standing, request, person, heard, people, edits })
    };
    load(work, move |found| show(&visit, &found, &did, &to, posted.as_ref()))
}

fn show(visit: &Visit, found: &Found, did: &str, to: &str, posted: Option<&Posted>) -> AnyView {
    let locale = visit.locale;
    let Found { actor, standing, request, person, heard, people, edits } = found;
    let title = person.name();
    let of = |action: &str| posted.filter(|posted| posted.action == action);
    let inside = |posted: &&Posted| matches!(posted.action.as_str(), "edit_standing" | "move_standing");
    let refused = posted.filter(|posted| !inside(posted)).and_then(|posted| posted.error.clone());
    let refused = refused.map(|error| view! { <Banner tone=Tone::Danger alert=true><p>{errors::sentence(locale, &error)}</p></Banner> });
    let saved = (did == "saved" && posted.is_none())
        .then(|| view! { <Banner tone=Tone::Good><p role="status">{words::TERMS_SAVED.get(locale)}</p></Banner> });
    let from = if person.employee { words::EMPLOYEE } else { words::OUTSIDER };
    let position = person.position.clone().map(|position| view! { <span class="anywhere" dir="auto">{position}</span> });
    let (tone, status) = (moves::tone(standing.status), standing.status.label(locale));
    let under = view! {
        <p class="group-facts">
            <Tag tone=tone>{status}</Tag>
            <Tag>{from.get(locale)}</Tag>
            {position}
        </p>
    };
    let above = vec![
        ("/resource-requests".to_owned(), shell::REQUESTS.get(locale).to_owned()),
        (format!("/resource-requests/{}#shortlist", request.id), records::request_name(request)),
    ];
    let sheets = (!heard.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="scorecards-title">
                <h2 id="scorecards-title">{talks::SCORECARDS.get(locale)}</h2>
                {cards::sheets(locale, heard, people)}
            </section>
        }
    });
    let answers = format!("/recruitment-task-answers?resourceRequestCandidate={}", standing.id);
    let file = format!("/candidates/{}", person.id);
    view! {
        <Title text=title.clone()/>
        <Breadcrumb locale above/>
        <div class="notices">{refused}{saved}</div>
        <Heading title under=under.into_any()>
            <LinkButton href=file icon=Glyph::Person>{words::TO_CANDIDATE.get(locale)}</LinkButton>
            <LinkButton href=answers>{lists::ANSWERS.title.get(locale)}</LinkButton>
        </Heading>
        {stage(visit, found, to, of("move_standing"))}
        {agreed(locale, actor, standing, request, *edits, of("edit_standing"))}
        {fits(locale, standing)}
        {sheets}
        {history(visit, standing, people)}
    }
    .into_any()
}

/// Where the person stands, and the form that moves them.
fn stage(visit: &Visit, found: &Found, to: &str, posted: Option<&Posted>) -> AnyView {
    let locale = visit.locale;
    let Found { standing, request, edits, .. } = found;
    let why = standing.reason.clone().map(|reason| view! { <p class="ask-lines anywhere" dir="auto">{reason}</p> });
    let by = standing.rejected_by.map(|by| format!("{}: {}", words::WHO_SAID_NO.get(locale), by.label(locale)));
    let by = by.map(|text| view! { <p>{text}</p> });
    let form = edits.then(|| {
        let ways = standing.ways(request.status);
        if ways.is_empty() {
            return view! { <p class="muted">{words::NO_WAY.get(locale)}</p> }.into_any();
        }
        let free = |way: &&Way| way.free;
        let choices = ways.iter().filter(free).map(|way| Choice::new(way.to.word(), way.to.label(locale))).collect();
        let full = ways.iter().any(|way| !way.free).then(|| view! { <p class="field-hint">{words::NOT_PLACED.get(locale)}</p> });
        let error = posted.and_then(|posted| posted.error.clone());
        let value = |name: &str| posted.and_then(|posted| posted.values.get(name).cloned()).unwrap_or_default();
        // What comes next is what is meant most often.
        let next = standing.status.following().map(|stage| stage.to_string()).unwrap_or_default();
        let chosen = if posted.is_some() { value("to") } else { Some(to.to_owned()).filter(|to| !to.is_empty()).unwrap_or(next) };
        let flaw = |name: &str| errors::at(locale, error.as_ref(), name);
        let named = vec![("rejectedBy".to_owned(), words::WHO_SAID_NO.get(locale).to_owned(), "rejected_by".to_owned())];
        let version = if matches!(&error, Some(Error::Conflict(_))) || value("version").is_empty() {
            standing.version.to_string()
        } else {
            value("version")
        };
        let action = format!("/resource-request-candidates/{}?do=move_standing#move", standing.id);
        view! {
            <form class="form form-narrow" id="move" method="post" novalidate=true action=action>
                <Refusal locale error=error.clone() named=named/>
                <input type="hidden" name="id" value=standing.id.to_string()/>
                <input type="hidden" name="version" value=version/>
                <Select name="to" label=words::MOVE_TO.get(locale) choices value=chosen error=flaw("status")/>
                {full}
                {reason(locale, "reason", value("reason"), flaw("reason"))}
                {who(locale, "rejected_by", value("rejected_by"), flaw("rejectedBy"))}
                <p class="field-hint">{words::STAGE_WHY.get(locale)}</p>
                <div class="row"><Button look=Look::Primary>{words::MOVE.get(locale)}</Button></div>
            </form>
        }
        .into_any()
    });
    let remove = (*edits && !standing.history.iter().any(|change| change.to.met())).then(|| {
        let action = format!("/resource-request-candidates/{}?do=remove_standing", standing.id);
        view! {
            <form method="post" action=action>
                <input type="hidden" name="id" value=standing.id.to_string()/>
                <input type="hidden" name="version" value=standing.version.to_string()/>
                <Button look=Look::Bare>{words::REMOVE.get(locale)}</Button>
            </form>
        }
    });
    view! {
        <section class="section" aria-labelledby="stage-title">
            <h2 id="stage-title">{words::STAGE.get(locale)}</h2>
            {by}
            {why}
            {client(visit, standing)}
            {form}
            {remove}
        </section>
    }
    .into_any()
}

/// What was agreed: a form for whoever may change it.
fn agreed(
    locale: Locale,
    actor: &Actor,
    standing: &ResourceRequestCandidate,
    request: &ResourceRequest,
    edits: bool,
    posted: Option<&Posted>,
) -> AnyView {
    let attributes = standing.fields.attributes();
    let held = |name: &str| match attributes.get(name) {
        Some(serde_json::Value::Number(number)) if amounts::is_amount(name) => {
            amounts::written(locale, number.as_i64().unwrap_or_default())
        }
        Some(serde_json::Value::Number(number)) => number.to_string(),
        Some(serde_json::Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    let rules = || TERMS.iter().filter_map(|name| RequestCandidateFields::RESOURCE.field(name)).filter(|rule| actor.reads(rule.readers));
    let label = |name: &str| fields::label_in(locale, &RequestCandidateFields::RESOURCE, name).to_owned();
    let margin = standing.margin.map(|margin| amounts::amount(locale, margin, request.currency.as_deref()));
    let margin = margin.map(|text| view! { <p>{words::MARGIN.get(locale)}": "<strong>{text}</strong></p> });
    let body = if edits {
        let error = posted.and_then(|posted| posted.error.clone());
        let value = |name: &str| posted.map_or_else(|| held(name), |posted| posted.values.get(name).cloned().unwrap_or_default());
        let flaw = |name: &str| errors::at(locale, error.as_ref(), name);
        let (long, short): (Vec<_>, Vec<_>) = rules().partition(|rule| matches!(rule.kind, Kind::Lines(_)));
        let controls = |rules: Vec<&'static domain::resource::Field>| {
            rules
            .into_iter()
            .map(|rule| match rule.kind {
                Kind::Lines(_) => {
                    view! { <TextArea name=rule.name label=label(rule.name) rule=rule value=value(rule.name) error=flaw(rule.name) rows=3/> }
                        .into_any()
                }
                _ => view! { <Field name=rule.name label=label(rule.name) rule=rule value=value(rule.name) error=flaw(rule.name) autocomplete="off"/> }
                    .into_any(),
            })
            .collect_view()
        };
        // Who was too slow sees what the others made of it, and may write over it knowingly.
        let stale = matches!(&error, Some(Error::Conflict(_)));
        let theirs = stale.then(|| {
            let differs = rules().filter(|rule| value(rule.name).trim() != held(rule.name));
            let rows: Vec<_> = differs.map(|rule| (label(rule.name), held(rule.name))).collect();
            theirs(locale, rows)
        });
        let seen = posted.and_then(|posted| posted.values.get("version").cloned()).filter(|_| !stale);
        let version = seen.unwrap_or_else(|| standing.version.to_string());
        let action = format!("/resource-request-candidates/{}?do=edit_standing", standing.id);
        view! {
            <form class="form" method="post" novalidate=true action=action>
                <Refusal locale error=error.clone()/>
                {theirs}
                <input type="hidden" name="id" value=standing.id.to_string()/>
                <input type="hidden" name="version" value=version/>
                <div class="form-columns">{controls(short)}</div>
                {controls(long)}
                <div class="row"><Button>{kit::SAVE.get(locale)}</Button></div>
            </form>
        }
        .into_any()
    } else {
        let facts = rules()
            .map(|rule| {
                let (label, text) = (label(rule.name), held(rule.name));
                view! { <Fact label><span class="anywhere" dir="auto">{text}</span></Fact> }
            })
            .collect_view();
        view! { <Facts>{facts}</Facts> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="terms-title">
            <h2 id="terms-title">{words::TERMS.get(locale)}</h2>
            {margin}
            {body}
        </section>
    }
    .into_any()
}

/// What stands there by now, where that is not what was typed.
fn theirs(locale: Locale, rows: Vec<(String, String)>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(label, text)| {
            let text = if text.is_empty() { kit::NOTHING.get(locale).to_owned() } else { text };
            view! { <div><dt>{label}</dt><dd class="anywhere" dir="auto">{text}</dd></div> }
        })
        .collect_view();
    view! { <p>{requests_words::THEIRS.get(locale)}</p><dl class="question-theirs">{rows}</dl> }.into_any()
}

/// How the person fitted when they were proposed or something of it was changed.
fn fits(locale: Locale, standing: &ResourceRequestCandidate) -> Option<AnyView> {
    let score = standing.match_score?;
    let formula = format!("{} {}", words::FORMULA.get(locale), standing.match_formula.unwrap_or_default());
    Some(
        view! {
            <section class="section" aria-labelledby="match-title">
                <h2 id="match-title">{words::matches(locale, score)}</h2>
                <p class="section-why">{words::MATCH_WHY.get(locale)}" "{formula}"."</p>
                {terms::table(locale, &standing.match_terms)}
            </section>
        }
        .into_any(),
    )
}

fn history(visit: &Visit, standing: &ResourceRequestCandidate, people: &People) -> AnyView {
    let locale = visit.locale;
    let rows = standing
        .history
        .iter()
        .rev()
        .map(|change| {
            let (by, at) = (name(locale, people, change.by), change.at);
            let (tone, stage) = (moves::tone(change.to), change.to.label(locale));
            view! {
                <li>
                    <p>
                        <Tag tone=tone>{stage}</Tag>" "
                        <span dir="auto">{by}</span>" · "<Moment locale at clock=visit.clock/>
                    </p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="history-title">
            <h2 id="history-title">{words::HISTORY.get(locale)}</h2>
            <ol class="stack">{rows}</ol>
        </section>
    }
    .into_any()
}
