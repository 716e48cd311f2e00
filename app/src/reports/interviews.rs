//! `/reports`: what interviews tell, in a span of time that stands in the address.

use super::{Days, days_asked, given, part, reader, views, wrong_range};
use crate::{
    i18n::{Locale, Text, interviews as talks, reports as words},
    interviews::{agenda, cards::People, when},
    load::{load, refusal},
    ui::{Bar, Bars, Button, Choice, Column, EmptyState, Glyph, Heading, Select, Table},
    visit::{Visit, visit},
};
use chrono::{DateTime, Utc};
use domain::{id::TaskGroupId, scorecards::Mean};
use leptos::prelude::*;
use leptos_meta::Title;
use service::reports::{self, Agreement, Asked, Feedback, Question, Report};

/// `/reports`.
#[component]
pub fn Reports() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let days = Days::read(&visit, given);
    let group = given("group").and_then(|group| group.parse().ok()).map(TaskGroupId);
    let (from, until) = days.moments(&visit);
    let asked = Asked { from, until, group };
    let work = async move {
        let mut report = reports::interviews(&service, &actor, &asked).await?;
        let apart = agenda::named(&service, &actor, std::mem::take(&mut report.agreement.interviews)).await?;
        Ok((report, apart))
    };
    load(work, move |(report, apart)| show(&visit, days, &asked, &report, &apart))
}

fn show(visit: &Visit, days: Days, asked: &Asked, report: &Report, apart: &agenda::Found) -> AnyView {
    let locale = visit.locale;
    let empty = report.questions.is_empty() && report.feedback.is_empty();
    let body = if empty {
        view! { <EmptyState glyph=Glyph::Reports title=words::NOTHING.get(locale) why=words::NOTHING_WHY.get(locale)/> }.into_any()
    } else {
        let behind = Behind(asked);
        view! {
            {agreement(visit, &report.agreement, apart)}
            {questions(locale, &report.questions, &behind)}
            {feedback(locale, &report.feedback, &apart.people, &behind)}
        }
        .into_any()
    };
    let groups = report.groups.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect();
    let chosen = asked.group.map(|group| group.to_string()).unwrap_or_default();
    view! {
        <Title text=words::TITLE.get(locale)/>
        <Heading title=words::TITLE.get(locale)/>
        {views(locale, days, false)}
        <form class="report-range" method="get" action="/reports">
            {days_asked(locale, days)}
            <Select name="group" label=words::GROUP.get(locale) choices=groups value=chosen empty=words::ALL_GROUPS.get(locale)/>
            <Button>{words::SHOW.get(locale)}</Button>
        </form>
        {wrong_range(locale, days)}
        {body}
    }
    .into_any()
}

/// Where the answers behind a number are.
struct Behind<'a>(&'a Asked);

impl Behind<'_> {
    /// Those that were counted, and fit this as well.
    fn href(&self, filter: &str) -> String {
        let moment = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let (from, until) = (moment(self.0.from), moment(self.0.until));
        let counts = "status%5B%5D=submitted&status%5B%5D=amended";
        format!("/recruitment-task-answers?{filter}&{counts}&submittedAt%5Bafter%5D={from}&submittedAt%5Bstrictly_before%5D={until}")
    }
}

fn agreement(visit: &Visit, agreement: &Agreement, apart: &agenda::Found) -> AnyView {
    let locale = visit.locale;
    let Agreement { compared, agreed, .. } = agreement;
    if *compared == 0 {
        let none = view! { <p>{words::NOTHING_COMPARED.get(locale)}</p> };
        return part("agreement", words::AGREEMENT.get(locale), words::AGREEMENT_WHY.get(locale), none.into_any());
    }
    let row = |label: Text, some: i64| {
        view! { <tr><th scope="row">{label.get(locale)}</th><td>{words::share(locale, some, *compared)}</td><td class="bar-cell"><Bar part=some whole=*compared/></td></tr> }
    };
    let head = view! { <Column label=words::SCORED.get(locale)/><Column label=words::IN_QUESTIONS.get(locale)/><Column label=words::SHARE.get(locale)/> };
    let links = apart
        .interviews
        .iter()
        .map(|interview| {
            let name = interview.candidate.and_then(|id| apart.candidates.get(&id).cloned());
            let name = name.unwrap_or_else(|| words::SOMEBODY.get(locale).to_owned());
            let (start, end) = when::times(interview);
            let span = when::span(locale, start, end, when::zone(visit));
            view! { <li><a href=format!("/interviews/{}#scorecards", interview.id) dir="auto">{name}</a>" · "{span}</li> }
        })
        .collect_view();
    let left = agreement.apart.saturating_sub(apart.interviews.len());
    let left = (left > 0).then(|| view! { <p>{words::MORE_APART.of(locale, left as i64)}</p> });
    let links = (agreement.apart > 0).then(|| view! { <h3>{words::APART_IN.get(locale)}</h3><ul class="report-links">{links}</ul>{left} });
    let rows = view! { {row(words::AGREED, *agreed)} {row(words::NOT_AGREED, compared - agreed)} };
    let table = view! { <Table caption=words::AGREEMENT.get(locale) head=head.into_any()>{rows}</Table>{links} };
    part("agreement", words::AGREEMENT.get(locale), words::AGREEMENT_WHY.get(locale), table.into_any())
}

fn mean(locale: Locale, mean: Mean) -> String {
    talks::mean(locale, mean.hundredths.unwrap_or_default(), mean.n, mean.spread)
}

fn questions(locale: Locale, questions: &[Question], behind: &Behind<'_>) -> AnyView {
    let head = view! {
        <Column label=words::QUESTION.get(locale)/>
        <Column label=words::SCORES.get(locale)/>
        <Column label=words::MEAN.get(locale)/>
    };
    let rows = questions
        .iter()
        .map(|question| {
            let href = behind.href(&format!("recruitmentTask={}&exists%5Bscore%5D=true", question.task));
            let counts = question.counts.map(|count| crate::i18n::number(locale, count)).join(" · ");
            view! {
                <tr>
                    <th scope="row"><a class="anywhere" href=href dir="auto">{crate::records::excerpt(&question.text, 120)}</a></th>
                    <td class="bar-cell"><Bars values=question.counts.to_vec()/><span>{counts}</span></td>
                    <td class="report-mean">{mean(locale, question.mean)}</td>
                </tr>
            }
        })
        .collect_view();
    let table = view! { <Table caption=words::QUESTIONS.get(locale) head=head.into_any()>{rows}</Table> };
    part("questions", words::QUESTIONS.get(locale), words::QUESTIONS_WHY.get(locale), table.into_any())
}

fn linked(href: Option<String>, name: String) -> AnyView {
    match href {
        Some(href) => view! { <a href=href dir="auto">{name}</a> }.into_any(),
        None => view! { <span dir="auto">{name}</span> }.into_any(),
    }
}

fn feedback(locale: Locale, feedback: &[Feedback], people: &People, behind: &Behind<'_>) -> AnyView {
    let longest = feedback.iter().map(|feedback| feedback.median.num_minutes()).max().unwrap_or(0);
    let head = view! {
        <Column label=words::INTERVIEWER.get(locale)/>
        <Column label=words::HOW_MANY.get(locale)/>
        <Column label=words::MEDIAN.get(locale)/>
        <Column label=words::LONGEST.get(locale)/>
    };
    let rows = feedback
        .iter()
        .map(|feedback| {
            let name = crate::interviews::cards::name(locale, people, Some(feedback.interviewer));
            // Of one question bank there is no such list.
            let href =
                behind.0.group.is_none().then(|| behind.href(&format!("interviewer={}&exists%5Binterview%5D=true", feedback.interviewer)));
            let median = feedback.median.num_minutes();
            view! {
                <tr>
                    <th scope="row">{linked(href, name)}</th>
                    <td>{crate::i18n::number(locale, feedback.n)}</td>
                    <td class="bar-cell"><Bar part=median whole=longest/><span>{words::duration(locale, median)}</span></td>
                    <td>{words::duration(locale, feedback.longest.num_minutes())}</td>
                </tr>
            }
        })
        .collect_view();
    let table = view! { <Table caption=words::FEEDBACK.get(locale) head=head.into_any()>{rows}</Table> };
    part("feedback", words::FEEDBACK.get(locale), words::FEEDBACK_WHY.get(locale), table.into_any())
}
