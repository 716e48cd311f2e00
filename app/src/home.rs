//! Where a day begins: who is new and who changed.

use crate::{
    call::Posted,
    i18n::{Locale, approvals as approving, candidates as people, dates, errors, home as words, interviews as talks, requests as asking},
    interviews::{agenda, when},
    load::{load, refusal},
    records, request_candidates,
    ui::{Avatar, Banner, EmptyState, Glyph, Heading, Icon, LinkButton, Look, Moment, Tone},
    visit::{Visit, asker, visit},
};
use chrono::NaiveDate;
use domain::{
    candidates::Candidate,
    page::Paging,
    policy::{self, Action, Actor, On},
    query::{self, Order, Query},
    requests::{RequestFields, RequestStatus, ResourceRequest},
    resource::Described,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::{
    approvals::{self, Round},
    candidates::{self, Archived},
    interviews, requests,
};

/// People shown of each kind.
const SHOWN: u32 = 5;

/// `/`.
#[component]
pub fn Home() -> impl IntoView {
    let visit = visit();
    let (service, actor) = match asker() {
        Ok(asker) => asker,
        Err(error) => return refusal(error),
    };
    let locale = visit.locale;
    let hello = visit.user.as_ref().map_or(String::new(), |user| words::hello(locale, &user.name));
    let adds = policy::can(&actor, Action::CreateCandidate, On::Nothing).is_ok();
    let zone = when::zone(&visit);
    let today = visit.clock.now.with_timezone(&zone).date_naive();
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let posted = use_context::<Posted>().and_then(|posted| posted.error);
    let refused = posted.as_ref().map(|error| errors::sentence(locale, error));
    let refused = refused.map(|sentence| view! { <Banner tone=Tone::Danger alert=true><p>{sentence}</p></Banner> });
    let done = if posted.is_none() { request_candidates::done(locale, "/", &asked("did"), &asked("undo")) } else { None };
    let found = async move {
        let newest = latest(&service, &actor, query::On::CreatedAt).await?;
        let changed = latest(&service, &actor, query::On::UpdatedAt).await?;
        let (from, until) = when::days(today, 1, zone);
        let (todays, _) = interviews::between(&service, &actor, from, until).await?;
        let todays = agenda::named(&service, &actor, todays).await?;
        let asked = approvals::waiting(&service, &actor).await?;
        let late = overdue(&service, &actor, today).await?;
        let owed = agenda::named(&service, &actor, interviews::owed(&service, &actor).await?).await?;
        let still = service::request_candidates::stale(&service, &actor, i64::from(SHOWN)).await?;
        Ok((newest, changed, todays, owed, asked, late, still))
    };
    let lists = load(found, move |(newest, changed, todays, owed, asked, late, still)| {
        let people = if newest.is_empty() { nobody(locale, adds) } else { lists(&visit, newest, changed) };
        let still = request_candidates::stale(&visit, &still);
        view! { {to_decide(locale, &asked)} {waiting(&visit, &owed)} {agenda_of(&visit, &todays)} {late_ones(locale, &late)} {still} {people} }
    });
    let add = adds.then(|| view! { <LinkButton href="/candidates/new" icon=Glyph::Plus>{people::ADD.get(locale)}</LinkButton> });
    view! {
        <Title text=words::TITLE.get(locale)/>
        <Heading title=hello>
            {add}
            <LinkButton href="/candidates" look=Look::Primary>{words::TO_CANDIDATES.get(locale)}</LinkButton>
        </Heading>
        <div class="notices">{refused}{done}</div>
        {lists}
    }
    .into_any()
}

/// The requests that wait for a decision.
fn to_decide(locale: Locale, asked: &[Round]) -> Option<AnyView> {
    (!asked.is_empty()).then(|| {
        let rows = asked
            .iter()
            .map(|round| {
                let name = records::request_name(&round.request);
                let client = round.request.client.clone();
                let (href, heard) = (format!("/approvals/{}", round.approval.id), format!(": {name}"));
                view! {
                    <li class="entry">
                        <Icon glyph=Glyph::Requests/>
                        <div class="entry-words"><p class="anywhere" dir="auto">{name}</p><p class="entry-note anywhere" dir="auto">{client}</p></div>
                        <a class="button button-primary" href=href><span>{approving::DECIDE.get(locale)}<span class="sr-only">{heard}</span></span></a>
                    </li>
                }
            })
            .collect_view();
        let title = approving::WAITING.get(locale);
        view! { <section class="stack home-part" aria-labelledby="approvals"><h2 id="approvals">{title}</h2><ul class="entry-list">{rows}</ul></section> }.into_any()
    })
}

/// The requests of this reader's own for which somebody should have been there already, the longest ago first.
async fn overdue(service: &service::Service, actor: &Actor, today: NaiveDate) -> service::Result<Vec<ResourceRequest>> {
    let Some(user) = actor.user() else { return Ok(Vec::new()) };
    if policy::can(actor, Action::ListRequests, On::Nothing).is_err() {
        return Ok(Vec::new());
    }
    let (owner, before) = (format!("/users/{user}"), today.to_string());
    let mut asked = vec![("owners", owner.as_str()), ("neededBy[strictly_before]", before.as_str()), ("order[neededBy]", "asc")];
    asked.extend(RequestStatus::ALL.iter().filter(|status| status.awaits_people()).map(|status| ("status[]", status.word())));
    let query = Query { paging: Paging { page: 1, per_page: SHOWN }, ..Query::read(&RequestFields::RESOURCE, asked)? };
    Ok(requests::list(service, actor, &query).await?.items)
}

fn late_ones(locale: Locale, late: &[ResourceRequest]) -> Option<AnyView> {
    (!late.is_empty()).then(|| {
        let rows = late
            .iter()
            .map(|request| {
                let needed = request.needed_by.map(|day| format!("{} {}", asking::NEEDED_ON.get(locale), dates::date(locale, day)));
                let name = records::request_name(request);
                view! {
                    <li class="entry">
                        <Icon glyph=Glyph::Warning/>
                        <div class="entry-words">
                            <p><a class="anywhere" href=format!("/resource-requests/{}", request.id) dir="auto">{name}</a></p>
                            <p class="entry-note">{needed}</p>
                        </div>
                    </li>
                }
            })
            .collect_view();
        let title = asking::OVERDUE_ONES.get(locale);
        view! { <section class="stack home-part" aria-labelledby="overdue"><h2 id="overdue">{title}</h2><ul class="entry-list">{rows}</ul></section> }.into_any()
    })
}

/// The scorecards that are waited for.
fn waiting(visit: &Visit, owed: &agenda::Found) -> Option<AnyView> {
    let title = talks::WAITING_FOR_YOU.get(visit.locale);
    (!owed.interviews.is_empty()).then(|| {
        let rows = owed
            .interviews
            .iter()
            .map(|interview| {
                let name = interview.candidate.and_then(|id| owed.candidates.get(&id).cloned()).unwrap_or_default();
                let (start, end) = when::times(interview);
                let span = when::span(visit.locale, start, end, when::zone(visit));
                let href = format!("/interviews/{}#yours", interview.id);
                let heard = format!(": {name}");
                view! {
                    <li class="entry">
                        <Avatar name=name.clone()/>
                        <div class="entry-words"><p dir="auto">{name}</p><p class="entry-note">{span}</p></div>
                        <a class="button button-primary" href=href><span>{talks::WRITE.get(visit.locale)}<span class="sr-only">{heard}</span></span></a>
                    </li>
                }
            })
            .collect_view();
        view! { <section class="stack home-part" aria-labelledby="waiting"><h2 id="waiting">{title}</h2><ul class="entry-list">{rows}</ul></section> }.into_any()
    })
}

/// The interviews of today.
fn agenda_of(visit: &Visit, found: &agenda::Found) -> Option<AnyView> {
    let zone = when::zone(visit);
    (!found.interviews.is_empty()).then(|| {
        let rows = found.interviews.iter().map(|interview| agenda::entry(visit, interview, zone, found)).collect_view();
        let title = talks::TODAYS.get(visit.locale);
        view! { <section class="stack home-part" aria-labelledby="todays"><h2 id="todays">{title}</h2><ul class="agenda-list agenda-row">{rows}</ul></section> }.into_any()
    })
}

/// The last few that this reader finds.
async fn latest(service: &service::Service, actor: &Actor, by: query::On) -> service::Result<Vec<Candidate>> {
    let order = vec![Order { by, descending: true }];
    let query = Query { order, paging: Paging { page: 1, per_page: SHOWN }, ..Query::default() };
    Ok(candidates::list(service, actor, &query, Archived::Hidden).await?.items)
}

fn nobody(locale: Locale, adds: bool) -> AnyView {
    let why = if adds { people::NONE_WHY } else { people::NONE_VISIBLE_WHY };
    view! { <EmptyState glyph=Glyph::People title=people::NONE.get(locale) why=why.get(locale)/> }.into_any()
}

fn lists(visit: &Visit, newest: Vec<Candidate>, changed: Vec<Candidate>) -> AnyView {
    view! {
        <div class="form-columns">
            {list(visit, "new-people", words::NEW_PEOPLE.get(visit.locale), newest, |person| person.created_at)}
            {list(visit, "changed-people", words::RECENT.get(visit.locale), changed, |person| person.updated_at)}
        </div>
    }
    .into_any()
}

fn list(
    visit: &Visit,
    id: &'static str,
    title: &'static str,
    people: Vec<Candidate>,
    when: fn(&Candidate) -> chrono::DateTime<chrono::Utc>,
) -> AnyView {
    let (locale, clock) = (visit.locale, visit.clock);
    let rows = people
        .into_iter()
        .map(|person| {
            let (name, at) = (person.name(), when(&person));
            view! {
                <li class="entry">
                    <Avatar name=name.clone()/>
                    <div class="entry-words">
                        <p><a href=format!("/candidates/{}", person.id) dir="auto">{name}</a></p>
                        <p class="entry-note">{person.position.clone()}</p>
                    </div>
                    <p class="entry-note"><Moment locale at clock/></p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <ul class="entry-list">{rows}</ul>
        </section>
    }
    .into_any()
}
