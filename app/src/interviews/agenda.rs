//! `/interviews`: the agenda of a day or a week, as far as the reader sees it.

use super::{cards::People, when};
use crate::{
    i18n::{Locale, Text, dates, interviews as words, words::Named},
    load::{load, refusal},
    ui::{Banner, EmptyState, Glyph, Heading, Icon, LinkButton, Look, Tab, Tabs, Tag, Tone},
    visit::{Visit, reader, visit},
};
use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::{
    id::CandidateId,
    interviews::{Interview, InterviewStatus},
    policy::{self, Action, Actor, On},
    zones::Tz,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::{Service, candidates, interviews, users};
use std::collections::BTreeMap;

/// How much of the agenda.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    Day,
    Week,
}

impl Span {
    const fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
        }
    }

    fn href(self, on: NaiveDate) -> String {
        match self {
            Self::Day => format!("/interviews?view=day&on={on}"),
            Self::Week => format!("/interviews?on={on}"),
        }
    }
}

/// Interviews with the names in them.
pub struct Found {
    pub interviews: Vec<Interview>,
    pub candidates: BTreeMap<CandidateId, String>,
    pub people: People,
}

/// The names of who is in these interviews.
pub async fn named(service: &Service, actor: &Actor, interviews: Vec<Interview>) -> service::Result<Found> {
    let people = users::list(service, actor).await?.into_iter().map(|user| (user.id, user.name.clone())).collect();
    let ids = interviews.iter().filter_map(|interview| interview.candidate).collect();
    let candidates = candidates::names(service, actor, ids).await?;
    Ok(Found { interviews, candidates, people })
}

/// `/interviews`.
#[component]
pub fn Agenda() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let zone = when::zone(&visit);
    let today = visit.clock.now.with_timezone(&zone).date_naive();
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let span = if asked("view") == "day" { Span::Day } else { Span::Week };
    // Years have four digits in both databases.
    let on: NaiveDate = asked("on").parse().ok().filter(|day: &NaiveDate| (2000..=9000).contains(&day.year())).unwrap_or(today);
    let first = match span {
        Span::Day => on,
        Span::Week => on - TimeDelta::days(i64::from(on.weekday().num_days_from_monday())),
    };
    let plans = policy::can(&actor, Action::ScheduleInterview, On::Nothing).is_ok();
    let (from, until) = when::days(first, span.days(), zone);
    let work = async move {
        let (found, more) = interviews::between(&service, &actor, from, until).await?;
        Ok((named(&service, &actor, found).await?, more))
    };
    load(work, move |(found, more)| show(&visit, span, first, today, zone, plans, &found, more))
}

#[expect(clippy::too_many_arguments, reason = "what the page is made of")]
fn show(visit: &Visit, span: Span, first: NaiveDate, today: NaiveDate, zone: Tz, plans: bool, found: &Found, more: bool) -> AnyView {
    let locale = visit.locale;
    let told = if span == Span::Day { words::MORE_ON_THE_DAY } else { words::MORE_THAN_SHOWN };
    let more = more.then(|| view! { <Banner tone=Tone::Caution><p>{told.get(locale)}</p></Banner> });
    let title = words::TITLE.get(locale);
    let last = first + TimeDelta::days(span.days() - 1);
    let range = match span {
        Span::Day => dates::full_date(locale, first),
        Span::Week => format!("{} – {}", dates::date(locale, first), dates::date(locale, last)),
    };
    let under = view! { <p>{format!("{range} · {}", zone.name())}</p> }.into_any();
    let add = plans.then(|| {
        view! { <LinkButton href="/interviews/new" look=Look::Primary icon=Glyph::Plus>{words::PLAN.get(locale)}</LinkButton> }
    });
    let step = TimeDelta::days(span.days());
    let views = vec![
        Tab::new(Span::Day.href(first.max(today.min(last))), words::DAY.get(locale), span == Span::Day),
        Tab::new(Span::Week.href(first), words::WEEK.get(locale), span == Span::Week),
    ];
    let days: Vec<NaiveDate> = first.iter_days().take(span.days() as usize).collect();
    let body = if found.interviews.is_empty() {
        let why = if plans { words::NONE_WHY } else { words::NONE_READ_WHY };
        view! { <EmptyState glyph=Glyph::Calendar title=words::NONE.get(locale) why=why.get(locale)/> }.into_any()
    } else {
        let days = days.iter().map(|day| of_day(visit, *day, today, zone, found)).collect_view();
        view! { <div class="agenda" class=("agenda-week", span == Span::Week)>{days}</div> }.into_any()
    };
    let way = |label: Text, to: NaiveDate| view! { <LinkButton href=span.href(to)>{label.get(locale)}</LinkButton> };
    view! {
        <Title text=title/>
        <Heading title under=under>{add}</Heading>
        <div class="agenda-ways">
            <Tabs label=words::VIEWS.get(locale) tabs=views/>
            <nav class="row" aria-label=range.clone()>
                {way(words::EARLIER, first - step)}
                {way(words::TODAY, today)}
                {way(words::LATER, first + step)}
            </nav>
        </div>
        {more}
        {body}
    }
    .into_any()
}

fn of_day(visit: &Visit, day: NaiveDate, today: NaiveDate, zone: Tz, found: &Found) -> AnyView {
    let locale = visit.locale;
    let on_day = |interview: &&Interview| when::times(interview).0.with_timezone(&zone).date_naive() == day;
    let entries: Vec<_> = found.interviews.iter().filter(on_day).map(|interview| entry(visit, interview, zone, found, None)).collect();
    let empty = entries.is_empty();
    let id = format!("day-{day}");
    view! {
        <section class="agenda-day" class=("agenda-empty", empty) aria-labelledby=id.clone()>
            <h2 class="agenda-date" class=("agenda-today", day == today) id=id.clone()>
                <span>{dates::weekday(locale, day)}</span>
                <span>{dates::short_date(locale, day)}</span>
            </h2>
            <ul class="agenda-list">{entries}</ul>
        </section>
    }
    .into_any()
}

/// The colour of a state; the word says it too.
pub const fn tone(status: InterviewStatus) -> Tone {
    match status {
        InterviewStatus::Scheduled => Tone::Accent,
        InterviewStatus::AwaitingFeedback => Tone::Caution,
        InterviewStatus::Complete => Tone::Good,
        InterviewStatus::Cancelled | InterviewStatus::NoShow => Tone::Neutral,
    }
}

/// One interview of a list. `more`: what can be done about it there.
pub fn entry(visit: &Visit, interview: &Interview, zone: Tz, found: &Found, more: Option<AnyView>) -> AnyView {
    let locale = visit.locale;
    let (start, end) = when::times(interview);
    let status = interview.stands(visit.clock.now);
    let candidate = interview.candidate.and_then(|id| found.candidates.get(&id).cloned()).unwrap_or_default();
    let who: Vec<String> = interview.interviewers.iter().map(|seat| super::cards::name(locale, &found.people, Some(seat.user))).collect();
    let place = interview
        .place
        .clone()
        .map(|place| view! { <span class="agenda-place anywhere" dir="auto"><Icon glyph=Glyph::Place/>{place}</span> });
    let off = !status.live();
    view! {
        <li class="agenda-entry" class=("agenda-off", off)>
            <p class="agenda-hours">{when::hours(start, end, zone)}</p>
            <p><a class="anywhere" href=format!("/interviews/{}", interview.id) dir="auto">{candidate}</a></p>
            <p class="entry-note anywhere" dir="auto">{format!("{} {}", words::WITH.get(locale), who.join(", "))}</p>
            {place}
            <p><Tag tone=tone(status)>{status.label(locale)}</Tag></p>
            {more}
        </li>
    }
    .into_any()
}

/// A list of interviews, one below the other, with their days.
pub fn list(visit: &Visit, found: &Found) -> AnyView {
    let (locale, zone): (Locale, Tz) = (visit.locale, when::zone(visit));
    let rows = found
        .interviews
        .iter()
        .map(|interview| {
            let (start, end) = when::times(interview);
            let status = interview.stands(visit.clock.now);
            let who: Vec<String> =
                interview.interviewers.iter().map(|seat| super::cards::name(locale, &found.people, Some(seat.user))).collect();
            view! {
                <li class="entry">
                    <Icon glyph=Glyph::Calendar/>
                    <div class="entry-words">
                        <p><a href=format!("/interviews/{}", interview.id)>{when::span(locale, start, end, zone)}</a></p>
                        <p class="entry-note anywhere" dir="auto">{who.join(", ")}</p>
                    </div>
                    <Tag tone=tone(status)>{status.label(locale)}</Tag>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="entry-list">{rows}</ul> }.into_any()
}
