//! Planning an interview: `/interviews/new`, and the same form where one is changed.

use super::when;
use crate::{
    call::Posted,
    i18n::{Locale, Text, errors, interviews as words, kit},
    load::{load, refusal},
    ui::{Banner, Breadcrumb, Button, Choice, EmptyState, Field, Glyph, Heading, Input, LinkButton, Look, Options, Refusal, Select, Tone},
    visit::{Visit, reader, visit},
};
use chrono::{TimeDelta, Timelike};
use domain::{
    candidates::Candidate,
    error::{Busy, Conflict, Error},
    id::UserId,
    interviews::{Interview, InterviewFields, When},
    page::Paging,
    policy::{self, Action, Actor, On},
    query::Query,
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate},
    resource::{Described, Field as Rule},
    task_groups::RecruitmentTaskGroup,
    tasks::chosen,
    users::User,
    zones,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::{
    Service,
    candidates::{self, Archived},
    request_candidates, requests, task_groups, users,
};
use std::collections::BTreeMap;

/// Candidates offered by the search.
const OFFERED: u32 = 12;

/// What the form offers to choose from.
pub struct Offer {
    pub candidate: Candidate,
    pub groups: Vec<RecruitmentTaskGroup>,
    users: Vec<User>,
    pub standings: Vec<(ResourceRequestCandidate, String)>,
}

/// Everything the form needs about this person.
pub async fn offer(service: &Service, actor: &Actor, candidate: domain::id::CandidateId) -> service::Result<Offer> {
    let candidate = candidates::get(service, actor, candidate).await?;
    let groups = task_groups::published(service, actor).await?;
    let users =
        users::list(service, actor).await?.into_iter().filter(|user| user.is_person() && user.candidate != Some(candidate.id)).collect();
    let mut standings = Vec::new();
    let id = candidate.id.to_string();
    let query = Query::read(&RequestCandidateFields::RESOURCE, [("candidate", id.as_str()), ("itemsPerPage", "100")])?;
    // An interviewer sees no requests; nothing is offered then.
    if let Ok(found) = request_candidates::list(service, actor, &query).await {
        for standing in found.items.into_iter().filter(|standing| standing.status.active()) {
            let request = requests::get(service, actor, standing.request.unwrap_or_default()).await?;
            let name = format!("{} · {}", request.code, request.position.clone().unwrap_or_default());
            standings.push((standing, name));
        }
    }
    Ok(Offer { candidate, groups, users, standings })
}

/// `/interviews/new`: whom, and then when.
#[component]
pub fn NewInterview() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    if let Err(rule) = policy::can(&actor, Action::ScheduleInterview, On::Nothing) {
        return refusal(rule.into());
    }
    let visit = visit();
    let posted = use_context::<Posted>().filter(|posted| posted.action == "plan_interview");
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let (q, day) = (asked("q"), asked("day"));
    let candidate = posted.as_ref().and_then(|posted| posted.values.get("candidate").cloned()).unwrap_or_else(|| asked("candidate"));
    if candidate.is_empty() {
        return choose(&visit, service, actor, q, "/interviews/new", words::PLAN);
    }
    let Ok(candidate) = candidate.parse() else { return refusal(Error::NotFound) };
    let work = async move { offer(&service, &actor, candidate).await };
    load(work, move |offer| new(&visit, &offer, posted.as_ref(), &day))
}

fn above(locale: Locale) -> Vec<(String, String)> {
    vec![("/interviews".to_owned(), words::TITLE.get(locale).to_owned())]
}

/// Whom: a search that leads to the form.
pub fn choose(visit: &Visit, service: Service, actor: Actor, q: String, to: &'static str, title: Text) -> AnyView {
    let locale = visit.locale;
    let asked = q.clone();
    let found = async move {
        let query = Query { text: (!q.trim().is_empty()).then_some(q), paging: Paging { page: 1, per_page: OFFERED }, ..Query::default() };
        Ok(candidates::list(&service, &actor, &query, Archived::Hidden).await?.items)
    };
    let list = load(found, move |people| {
        if people.is_empty() {
            return view! { <EmptyState glyph=Glyph::Search title=words::NOBODY.get(locale) why=words::CHOOSE_WHY.get(locale)/> }
                .into_any();
        }
        let rows = people
            .into_iter()
            .map(|person| {
                let href = format!("{to}?candidate={}", person.id);
                let under = [person.position.clone(), Some(person.email.clone())].into_iter().flatten().collect::<Vec<_>>().join(" · ");
                view! {
                    <li class="entry">
                        <div class="entry-words"><p><a href=href dir="auto">{person.name()}</a></p><p class="entry-note" dir="auto">{under}</p></div>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="entry-list">{rows}</ul> }.into_any()
    });
    view! {
        <Title text=title.get(locale)/>
        <Breadcrumb locale above=above(locale)/>
        <Heading title=title.get(locale)/>
        <form class="form form-narrow" method="get" action=to role="search">
            <Field name="q" label=words::CHOOSE_PERSON.get(locale) hint=words::CHOOSE_WHY.get(locale) input=Input::Search value=asked/>
            <Button look=Look::Primary icon=Glyph::Search>{words::FIND.get(locale)}</Button>
        </form>
        <div class="choose-list">{list}</div>
    }
    .into_any()
}

fn new(visit: &Visit, offer: &Offer, posted: Option<&Posted>, day: &str) -> AnyView {
    let locale = visit.locale;
    let title = words::interview_with(locale, &offer.candidate.name());
    let form = if offer.groups.is_empty() {
        view! {
            <EmptyState glyph=Glyph::Questions title=words::WHAT.get(locale) why=words::NO_GROUPS.get(locale)>
                <LinkButton href="/recruitment-task-groups" look=Look::Primary>{words::TO_GROUPS.get(locale)}</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        form(visit, offer, None, posted, day)
    };
    view! {
        <Title text=title.clone()/>
        <Breadcrumb locale above=above(locale)/>
        <Heading title=title>
            <LinkButton href="/interviews/new" look=Look::Bare>{words::ANOTHER_PERSON.get(locale)}</LinkButton>
        </Heading>
        {form}
    }
    .into_any()
}

/// What the form holds where nothing was typed.
fn begun(visit: &Visit, offer: &Offer, interview: Option<&Interview>, day: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut set = |name: &str, value: String| {
        values.insert(name.to_owned(), value);
    };
    set("candidate", offer.candidate.id.to_string());
    match interview {
        Some(interview) => {
            let (start, end) = when::times(interview);
            let When { day, from, until, zone } = When::of(start, end, &interview.time_zone);
            for (name, value) in [("day", day), ("from", from), ("until", until), ("timeZone", zone)] {
                set(name, value);
            }
            set("recruitmentTaskGroup", interview.task_group.map(|id| id.to_string()).unwrap_or_default());
            set("resourceRequestCandidate", interview.request_candidate.map(|id| id.to_string()).unwrap_or_default());
            set("place", interview.place.clone().unwrap_or_default());
            set("link", interview.link.clone().unwrap_or_default());
            set("interviewers", interview.interviewers.iter().map(|seat| seat.user.to_string()).collect::<Vec<_>>().join("\n"));
        }
        None => {
            let zone = when::zone(visit);
            // The next whole hour, tomorrow.
            let start = visit.clock.now.with_timezone(&zone) + TimeDelta::days(1) + TimeDelta::hours(1);
            let start = start.with_minute(0).unwrap_or(start);
            set("day", if day.is_empty() { start.date_naive().to_string() } else { day.to_owned() });
            set("from", "10:00".to_owned());
            set("until", "11:00".to_owned());
            set("timeZone", zone.name().to_owned());
            set("interviewers", visit.user.as_ref().map(|user| user.id.to_string()).unwrap_or_default());
            set("resourceRequestCandidate", offer.standings.first().map(|(standing, _)| standing.id.to_string()).unwrap_or_default());
        }
    }
    values
}

fn rule(name: &str) -> Option<&'static Rule> {
    InterviewFields::RESOURCE.field(name)
}

/// The form, new or of an interview that is changed.
pub fn form(visit: &Visit, offer: &Offer, interview: Option<&Interview>, posted: Option<&Posted>, day: &str) -> AnyView {
    let locale = visit.locale;
    let values = posted.map_or_else(|| begun(visit, offer, interview, day), |posted| posted.values.clone());
    let value = |name: &str| values.get(name).cloned().unwrap_or_default();
    let refused = posted.and_then(|posted| posted.error.clone());
    let error = |name: &str| errors::at(locale, refused.as_ref(), name);
    let booked = match &refused {
        Some(Error::Conflict(Conflict::Booked { busy, free })) => Some(booked(visit, &value("timeZone"), &offer.users, busy, free)),
        _ => None,
    };
    let (action, submit): (String, Text) = match interview {
        Some(interview) => (format!("/interviews/{}?edit=true&do=move_interview", interview.id), kit::SAVE),
        None => ("/interviews/new?do=plan_interview".to_owned(), words::PLAN_IT),
    };
    let version = interview.map(|interview| {
        let version = posted.and_then(|posted| posted.values.get("version").cloned()).filter(|_| booked.is_some());
        view! {
            <input type="hidden" name="id" value=interview.id.to_string()/>
            <input type="hidden" name="version" value=version.unwrap_or_else(|| interview.version.to_string())/>
        }
    });
    let what = match interview {
        Some(_) => view! {
            <input type="hidden" name="recruitmentTaskGroup" value=value("recruitmentTaskGroup")/>
            <input type="hidden" name="resourceRequestCandidate" value=value("resourceRequestCandidate")/>
        }
        .into_any(),
        None => what(locale, offer, &value, &error),
    };
    let zones = zones::names().map(|name| Choice::new(name, name)).collect();
    let people = offer.users.iter().map(|user| Choice::new(user.id.to_string(), user.name.clone())).collect();
    let cancel = interview.map_or_else(|| "/interviews".to_owned(), |interview| format!("/interviews/{}", interview.id));
    view! {
        <form class="form plan-form" method="post" novalidate=true action=action>
            <Refusal locale error=refused.clone()/>
            {booked}
            {version}
            <input type="hidden" name="candidate" value=value("candidate")/>
            {what}
            <Options
                name="interviewers"
                label=words::WHO.get(locale)
                choices=people
                value=chosen(&values, "interviewers")
                several=true
                error=error("interviewers").unwrap_or_default()
            />
            <div class="form-columns">
                <Field name="day" label=words::ON.get(locale) input=Input::Date required=true value=value("day") error=error("day")/>
                <Field name="from" label=words::FROM.get(locale) input=Input::Time required=true value=value("from") error=error("from")/>
                <Field name="until" label=words::UNTIL.get(locale) input=Input::Time required=true value=value("until") error=error("until")/>
                <Select name="timeZone" label=words::ZONE.get(locale) choices=zones value=value("timeZone") error=error("timeZone")/>
            </div>
            <div class="form-columns">
                <Field name="place" label=words::PLACE.get(locale) rule=rule("place") value=value("place") error=error("place") optional=locale/>
                <Field name="link" label=words::LINK.get(locale) rule=rule("link") value=value("link") error=error("link") optional=locale/>
            </div>
            <div class="row">
                <Button look=Look::Primary>{submit.get(locale)}</Button>
                <LinkButton href=cancel look=Look::Bare>{kit::CANCEL.get(locale)}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}

/// What is asked, and for which request.
fn what(locale: Locale, offer: &Offer, value: &dyn Fn(&str) -> String, error: &dyn Fn(&str) -> Option<String>) -> AnyView {
    let groups = offer.groups.iter().map(|group| Choice::new(group.id.to_string(), group.name.clone())).collect();
    let standings: Vec<Choice> =
        offer.standings.iter().map(|(standing, name)| Choice::new(standing.id.to_string(), name.clone())).collect();
    let request = (!standings.is_empty()).then(|| {
        view! {
            <Select
                name="resourceRequestCandidate"
                label=words::FOR_REQUEST.get(locale)
                choices=standings
                value=value("resourceRequestCandidate")
                empty=words::NO_REQUEST.get(locale)
                error=error("resourceRequestCandidate")
            />
        }
    });
    view! {
        <div class="form-columns">
            <Select
                name="recruitmentTaskGroup"
                label=words::WHAT.get(locale)
                choices=groups
                value=value("recruitmentTaskGroup")
                error=error("recruitmentTaskGroup")
            />
            {request}
        </div>
    }
    .into_any()
}

/// Who is busy then, and when all of them are free: a press takes that time.
fn booked(visit: &Visit, zone: &str, users: &[User], busy: &[Busy], free: &[chrono::DateTime<chrono::Utc>]) -> AnyView {
    let locale = visit.locale;
    let zone = zones::zone(zone).unwrap_or(zones::Tz::UTC);
    let name = |who: Option<UserId>| match who {
        None => words::THE_CANDIDATE.get(locale).to_owned(),
        Some(who) => {
            let known = users.iter().find(|user| user.id == who).map(|user| user.name.clone());
            known.unwrap_or_else(|| words::A_COLLEAGUE.get(locale).to_owned())
        }
    };
    let busy = busy
        .iter()
        .map(|busy| view! { <li dir="auto">{name(busy.who)}": "{when::span(locale, busy.from, busy.until, zone)}</li> })
        .collect_view();
    let free = free
        .iter()
        .map(|start| {
            let local = start.with_timezone(&zone);
            let label = format!("{}, {}", crate::i18n::dates::full_date(locale, local.date_naive()), local.format("%H:%M"));
            view! { <Button name="slot" value=start.to_rfc3339()>{label}</Button> }
        })
        .collect_view();
    view! {
        <Banner tone=Tone::Caution title=words::BUSY_THEN.get(locale)>
            <ul class="banner-list">{busy}</ul>
            <p>{words::FREE_AT.get(locale)}</p>
            <div class="row">{free}</div>
        </Banner>
    }
    .into_any()
}
