//! `/reports/staffing`: how people move through requests. Every number leads to the people behind it.

use super::{Range, days_asked, given, part, people, reader, views, wrong_range};
use crate::{
    i18n::{self, Locale, dates, reports as words, words::Named},
    interviews::when,
    load::{load, refusal},
    records::request_name,
    ui::{Banner, Bar, Bars, Button, Choice, Column, EmptyState, Field, Glyph, Heading, Input, Select, Table, Tone},
    visit::{Visit, visit},
};
use chrono::{DateTime, Utc};
use domain::{
    reports::{Begins, Ends},
    request_candidates::Stage,
};
use leptos::prelude::*;
use leptos_meta::Title;
use service::reports::{self, Behind, Filled, Funnel, InStage, SOURCED, Source, Staffing};

/// Requests that are listed, at most; the table for spreadsheets has them all.
const LISTED: usize = 100;

/// `/reports/staffing`.
#[component]
pub fn StaffingReport() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let range = Range::read(&visit, given);
    let asked = range.asked(&visit);
    let work = async move { reports::staffing(&service, &actor, &asked).await };
    load(work, move |report| show(&visit, range, &report))
}

fn show(visit: &Visit, range: Range, report: &Staffing) -> AnyView {
    let locale = visit.locale;
    let days = range.days;
    let early = (range.as_of < days.from && !days.wrong())
        .then(|| view! { <Banner tone=Tone::Caution><p>{words::AS_OF_EARLY.get(locale)}</p></Banner> });
    let body = if report.is_empty() {
        view! { <EmptyState glyph=Glyph::Reports title=words::NO_MOVES.get(locale) why=words::NO_MOVES_WHY.get(locale)/> }.into_any()
    } else {
        view! {
            {funnel(locale, range, &report.funnel)}
            {stages(locale, range, &report.stages)}
            {fill(visit, range, report)}
            {sources(locale, range, &report.sources)}
        }
        .into_any()
    };
    let (begins, ends) = (Choice::all(locale, Begins::ALL), Choice::all(locale, Ends::ALL));
    view! {
        <Title text=words::TITLE.get(locale)/>
        <Heading title=words::TITLE.get(locale)/>
        {views(locale, days, true)}
        <form class="report-range" method="get" action="/reports/staffing">
            {days_asked(locale, days)}
            <Field name="as_of" label=words::AS_OF.get(locale) input=Input::Date value=range.as_of.to_string()/>
            <Select name="begins" label=words::BEGINS.get(locale) choices=begins value=range.begins.to_string()/>
            <Select name="ends" label=words::ENDS.get(locale) choices=ends value=range.ends.to_string()/>
            <Button>{words::SHOW.get(locale)}</Button>
        </form>
        {wrong_range(locale, days)}
        {early}
        {body}
    }
    .into_any()
}

/// A number, and the way to the people behind it; behind none there is nobody.
fn number(locale: Locale, range: Range, count: i64, behind: &Behind) -> AnyView {
    let shown = i18n::number(locale, count);
    if count == 0 {
        return view! { <span>{shown}</span> }.into_any();
    }
    let label = format!("{shown}: {}", people::title(locale, behind));
    view! { <a href=people::href(&range, behind) aria-label=label>{shown}</a> }.into_any()
}

/// A part of the report, with its table for spreadsheets.
fn section(locale: Locale, range: Range, id: &'static str, (title, why): (i18n::Text, i18n::Text), body: AnyView) -> AnyView {
    let csv = range.href("/reports/staffing.csv", &[("part", id.to_owned())]);
    let body = view! { {body}<p><a href=csv>{words::AS_CSV.get(locale)}</a></p> };
    part(id, title.get(locale), why.get(locale), body.into_any())
}

fn funnel(locale: Locale, range: Range, funnel: &Funnel) -> AnyView {
    let all = funnel.reached.first().map(|(_, count)| *count).unwrap_or_default();
    let row = |stage: Stage, count: i64, behind: Behind| {
        view! {
            <tr>
                <th scope="row">{stage.label(locale)}</th>
                <td>{number(locale, range, count, &behind)}</td>
                <td class="bar-cell"><Bar part=count whole=all/><span>{words::share(locale, count, all)}</span></td>
            </tr>
        }
    };
    let head = |first: i18n::Text| {
        view! { <Column label=first.get(locale)/><Column label=words::PEOPLE.get(locale)/><Column label=words::SHARE.get(locale)/> }
            .into_any()
    };
    let reached = funnel.reached.iter().map(|(stage, count)| row(*stage, *count, Behind::Reached(*stage))).collect_view();
    let beside = funnel.beside.iter().map(|(stage, count)| row(*stage, *count, Behind::Beside(*stage))).collect_view();
    let tables = view! {
        <Table caption=words::FUNNEL.get(locale) head=head(words::STAGE)>{reached}</Table>
        <Table caption=words::BESIDE.get(locale) head=head(words::BESIDE)>{beside}</Table>
    };
    section(locale, range, "funnel", (words::FUNNEL, words::FUNNEL_WHY), tables.into_any())
}

fn stages(locale: Locale, range: Range, stages: &[InStage]) -> AnyView {
    let longest = stages.iter().map(|stage| stage.times.median.num_minutes()).max().unwrap_or(0);
    let head = view! {
        <Column label=words::STAGE.get(locale)/>
        <Column label=words::PEOPLE.get(locale)/>
        <Column label=words::TIMES.get(locale)/>
        <Column label=words::MEDIAN.get(locale)/>
        <Column label=words::LONGEST.get(locale)/>
        <Column label=words::NOW.get(locale)/>
    };
    let rows = stages
        .iter()
        .map(|InStage { stage, people, times, now }| {
            let median = times.median.num_minutes();
            let told = |minutes: i64| (times.n > 0).then(|| words::duration(locale, minutes));
            let bar = (times.n > 0).then(|| view! { <Bar part=median whole=longest/> });
            view! {
                <tr>
                    <th scope="row">{stage.label(locale)}</th>
                    <td>{number(locale, range, *people, &Behind::Spent(*stage))}</td>
                    <td>{i18n::number(locale, times.n)}</td>
                    <td class="bar-cell">{bar}<span>{told(median)}</span></td>
                    <td>{told(times.longest.num_minutes())}</td>
                    <td>{number(locale, range, *now, &Behind::Now(*stage))}</td>
                </tr>
            }
        })
        .collect_view();
    let table = view! { <Table caption=words::STAGES.get(locale) head=head.into_any()>{rows}</Table> };
    section(locale, range, "stages", (words::STAGES, words::STAGES_WHY), table.into_any())
}

fn fill(visit: &Visit, range: Range, report: &Staffing) -> AnyView {
    let locale = visit.locale;
    let times = report.fill;
    let head = view! {
        <Column label=words::REQUESTS.get(locale)/>
        <Column label=words::MEDIAN.get(locale)/>
        <Column label=words::LONGEST.get(locale)/>
    };
    let told = |minutes: i64| (times.n > 0).then(|| words::duration(locale, minutes));
    let row = view! {
        <tr>
            <td>{number(locale, range, times.n, &Behind::Filled)}</td>
            <td>{told(times.median.num_minutes())}</td>
            <td>{told(times.longest.num_minutes())}</td>
        </tr>
    };
    let requests = (!report.filled.is_empty()).then(|| requests(visit, &report.filled));
    let body = view! { <Table caption=words::FILL.get(locale) head=head.into_any()>{row}</Table>{requests} };
    section(locale, range, "fill", (words::FILL, words::FILL_WHY), body.into_any())
}

fn requests(visit: &Visit, filled: &[Filled]) -> AnyView {
    let (locale, zone) = (visit.locale, when::zone(visit));
    let longest = filled.iter().map(|filled| filled.took.num_minutes()).max().unwrap_or(0);
    let day = |at: DateTime<Utc>| dates::short_date(locale, at.with_timezone(&zone).date_naive());
    let head = view! {
        <Column label=words::REQUEST.get(locale)/>
        <Column label=words::BEGAN.get(locale)/>
        <Column label=words::ENDED.get(locale)/>
        <Column label=words::TOOK.get(locale)/>
    };
    let rows = filled
        .iter()
        .take(LISTED)
        .map(|filled| {
            let minutes = filled.took.num_minutes();
            let href = format!("/resource-requests/{}", filled.request.id);
            view! {
                <tr>
                    <th scope="row"><a class="anywhere" href=href dir="auto">{request_name(&filled.request)}</a></th>
                    <td>{day(filled.began)}</td>
                    <td>{day(filled.ended)}</td>
                    <td class="bar-cell"><Bar part=minutes whole=longest/><span>{words::duration(locale, minutes)}</span></td>
                </tr>
            }
        })
        .collect_view();
    let left = filled.len().saturating_sub(LISTED);
    let left = (left > 0).then(|| view! { <p>{words::MORE_REQUESTS.of(locale, left as i64)}</p> });
    view! { <Table caption=words::REQUESTS.get(locale) head=head.into_any()>{rows}</Table>{left} }.into_any()
}

fn sources(locale: Locale, range: Range, sources: &[Source]) -> AnyView {
    let stages = SOURCED.map(|stage| view! { <Column label=stage.label(locale)/> }).collect_view();
    let head = view! { <Column label=words::SOURCE.get(locale)/>{stages}<Column label=words::SHARE.get(locale)/> };
    let rows = sources
        .iter()
        .map(|Source { name, counts }| {
            let shown = name.clone().unwrap_or_else(|| words::UNKNOWN_SOURCE.get(locale).to_owned());
            let cells = SOURCED
                .into_iter()
                .zip(*counts)
                .map(|(stage, count)| view! { <td>{number(locale, range, count, &Behind::Source(name.clone(), stage))}</td> })
                .collect_view();
            view! { <tr><th scope="row"><span class="anywhere" dir="auto">{shown}</span></th>{cells}<td class="bar-cell"><Bars values=counts.to_vec()/></td></tr> }
        })
        .collect_view();
    let table = view! { <Table caption=words::SOURCES.get(locale) head=head.into_any()>{rows}</Table> };
    section(locale, range, "sources", (words::SOURCES, words::SOURCES_WHY), table.into_any())
}
