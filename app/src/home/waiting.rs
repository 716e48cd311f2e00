//! What waits for whoever looks: decisions, scorecards, the interviews of today, requests that are late, people who wait for a next step. Each can be acted
//! on where it stands.

use super::{SHOWN, owed};
use crate::{
    approvals::at_home,
    call::Posted,
    i18n::{Locale, approvals as approving, dates, errors, home as words, interviews as talks, kit as shared, requests as asking},
    interviews::{self as talking, agenda, when},
    records, request_candidates, tasks,
    ui::{Banner, Button, Field, Glyph, Icon, Input, LinkButton, Tone},
    visit::Visit,
};
use chrono::NaiveDate;
use domain::{
    approvals::Verdict,
    interviews::{Interview, InterviewStatus, Rsvp},
    page::Paging,
    policy::{self, Action, Actor, On},
    query::Query,
    requests::{RequestFields, RequestStatus, ResourceRequest},
    resource::Described,
    zones::Tz,
};
use leptos::prelude::*;
use service::{
    Service,
    approvals::{self, Round},
    interviews, requests,
    scorecards::{self, Kit},
};

/// Everything that waits.
pub struct Waiting {
    actor: Actor,
    /// Requests that wait for a decision.
    asked: Vec<Round>,
    /// Interviews that wait for a scorecard.
    owed: agenda::Found,
    /// That of them whose scorecard is being written.
    kit: Option<Kit>,
    todays: agenda::Found,
    /// Requests for which somebody should have been there already.
    late: Vec<ResourceRequest>,
    /// People who wait for a next step.
    still: Vec<service::request_candidates::Waiting>,
}

impl Waiting {
    /// Reads it. `writes`: the interview whose scorecard is being written.
    ///
    /// # Errors
    /// The service's.
    pub async fn gather(service: &Service, actor: &Actor, today: NaiveDate, zone: Tz, writes: &str) -> service::Result<Self> {
        let (from, until) = when::days(today, 1, zone);
        let (todays, _) = interviews::between(service, actor, from, until).await?;
        let owed = interviews::owed(service, actor).await?;
        let kit = match owed.iter().find(|interview| interview.id.to_string() == writes) {
            Some(interview) => Some(scorecards::kit(service, actor, interview.id).await?),
            None => None,
        };
        Ok(Self {
            actor: actor.clone(),
            asked: approvals::waiting(service, actor).await?,
            owed: agenda::named(service, actor, owed).await?,
            kit,
            todays: agenda::named(service, actor, todays).await?,
            late: overdue(service, actor, today).await?,
            still: service::request_candidates::stale(service, actor, SHOWN as usize).await?,
        })
    }

    /// Shows it; `posted`: a form of this page that was refused.
    pub fn show(&self, visit: &Visit, posted: Option<&Posted>) -> AnyView {
        let locale = visit.locale;
        view! {
            {self.refused(locale, posted)}
            {to_decide(locale, &self.asked, posted)}
            {owed::scorecards(visit, &self.actor, &self.owed, self.kit.as_ref(), posted)}
            {agenda_of(visit, &self.actor, &self.todays)}
            {late_ones(locale, &self.late, posted)}
            {request_candidates::stale(visit, &self.still)}
        }
        .into_any()
    }

    /// Why a form was refused, where it does not say it itself, and what was typed into it.
    fn refused(&self, locale: Locale, posted: Option<&Posted>) -> Option<AnyView> {
        let posted = posted?;
        let about = |id: String| posted.values.get("id") == Some(&id);
        let rejects = posted.values.get("verdict").map(String::as_str) == Some(Verdict::Reject.word());
        let inside = match posted.action.as_str() {
            "decide_approval" => rejects && self.asked.iter().any(|round| about(round.approval.id.to_string())),
            "keep_scorecard" | "hand_in_scorecard" => self.kit.is_some(),
            "postpone_request" => self.late.iter().any(|request| about(request.id.to_string())),
            _ => false,
        };
        if inside {
            return None;
        }
        let sentence = posted.error.as_ref().map(|error| errors::sentence(locale, error))?;
        let typed = tasks::typed(shared::YOU_TYPED.get(locale), &posted.values, |_| true);
        Some(view! { <Banner tone=Tone::Danger alert=true><p>{sentence}</p>{typed}</Banner> }.into_any())
    }
}

/// The requests that wait for a decision.
fn to_decide(locale: Locale, asked: &[Round], posted: Option<&Posted>) -> Option<AnyView> {
    (!asked.is_empty()).then(|| {
        let rows = asked
            .iter()
            .map(|round| {
                let name = records::request_name(&round.request);
                let client = round.request.client.clone();
                let (href, heard) = (format!("/approvals/{}", round.approval.id), format!(": {name}"));
                let id = round.approval.id.to_string();
                let posted = posted.filter(|posted| posted.action == "decide_approval" && posted.values.get("id") == Some(&id));
                view! {
                    <li class="entry">
                        <Icon glyph=Glyph::Requests/>
                        <div class="entry-words"><p class="anywhere" dir="auto">{name}</p><p class="entry-note anywhere" dir="auto">{client}</p></div>
                        <LinkButton href>{approving::DECIDE.get(locale)}<span class="sr-only">{heard}</span></LinkButton>
                        <div class="entry-acts">{at_home(locale, round, posted)}</div>
                    </li>
                }
            })
            .collect_view();
        let title = approving::WAITING.get(locale);
        view! { <section class="stack home-part" aria-labelledby="approvals"><h2 id="approvals">{title}</h2><ul class="entry-list">{rows}</ul></section> }.into_any()
    })
}

/// The requests of this reader's own for which somebody should have been there already, the longest ago first.
async fn overdue(service: &Service, actor: &Actor, today: NaiveDate) -> service::Result<Vec<ResourceRequest>> {
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

fn late_ones(locale: Locale, late: &[ResourceRequest], posted: Option<&Posted>) -> Option<AnyView> {
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
                        {another_day(locale, request, posted)}
                    </li>
                }
            })
            .collect_view();
        let title = asking::OVERDUE_ONES.get(locale);
        view! { <section class="stack home-part" aria-labelledby="overdue"><h2 id="overdue">{title}</h2><ul class="entry-list">{rows}</ul></section> }.into_any()
    })
}

/// A form for another day by which somebody is needed.
fn another_day(locale: Locale, request: &ResourceRequest, posted: Option<&Posted>) -> AnyView {
    let id = request.id.to_string();
    let posted = posted.filter(|posted| posted.action == "postpone_request" && posted.values.get("id") == Some(&id));
    let error = posted.and_then(|posted| posted.error.clone());
    let typed = posted.and_then(|posted| posted.values.get("needed_by").cloned());
    let value = typed.or_else(|| request.needed_by.map(|day| day.to_string())).unwrap_or_default();
    // What concerns no field, as that somebody was faster, stands at the only one there is.
    let flaw = error.as_ref().map(|error| errors::at(locale, Some(error), "neededBy").unwrap_or_else(|| errors::sentence(locale, error)));
    let heard = format!(": {}", records::request_name(request));
    let field = format!("needed-by-{id}");
    view! {
        <details class="filters entry-acts" open=posted.is_some()>
            <summary class="button button-bare">{words::ANOTHER_DAY.get(locale)}<span class="sr-only" dir="auto">{heard}</span></summary>
            <form class="report-range" method="post" novalidate=true action="/?do=postpone_request#overdue">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="version" value=request.version.to_string()/>
                <Field name="needed_by" id=field label=asking::NEEDED_ON.get(locale) input=Input::Date value error=flaw/>
                <Button>{shared::SAVE.get(locale)}</Button>
            </form>
        </details>
    }
    .into_any()
}

/// The interviews of today.
fn agenda_of(visit: &Visit, actor: &Actor, found: &agenda::Found) -> Option<AnyView> {
    let zone = when::zone(visit);
    (!found.interviews.is_empty()).then(|| {
        let row = |interview| {
            let answers = talking::reply(visit, actor, interview, "/");
            let name = interview.candidate.and_then(|id| found.candidates.get(&id)).map_or("", String::as_str);
            let joins = join(visit, actor, interview, name);
            let acts = (answers.is_some() || joins.is_some()).then(|| view! { <div class="row">{answers}{joins}</div> }.into_any());
            agenda::entry(visit, interview, zone, found, acts)
        };
        let rows = found.interviews.iter().map(row).collect_view();
        let title = talks::TODAYS.get(visit.locale);
        view! { <section class="stack home-part" aria-labelledby="todays"><h2 id="todays">{title}</h2><ul class="agenda-list agenda-row">{rows}</ul></section> }.into_any()
    })
}

/// The way into the call, for who will be there, until it is over.
fn join(visit: &Visit, actor: &Actor, interview: &Interview, name: &str) -> Option<AnyView> {
    let comes = interview.interviewers.iter().any(|seat| Some(seat.user) == actor.user() && seat.rsvp != Rsvp::Declined);
    let href = interview.link.clone().filter(|_| comes && interview.stands(visit.clock.now) == InterviewStatus::Scheduled)?;
    let (label, heard) = (talks::JOIN.get(visit.locale), format!(": {name}"));
    Some(view! { <a class="button" href=href rel="noreferrer"><span>{label}<span class="sr-only">{heard}</span></span></a> }.into_any())
}
