//! Scorecards as they are read: side by side, with what they make together. Nothing here ranks or rejects anybody.

use crate::{
    i18n::{Locale, interviews as words, kit, words::Named},
    tasks::Ask,
    ui::{Banner, Column, Score, Table, Tag, Tone},
};
use domain::{
    answers::{AnswerStatus, RecruitmentTaskAnswer, Snapshot, Source},
    id::{TaskId, UserId},
    scorecards::Mean,
    tasks::{RecruitmentTask, TaskType},
};
use leptos::prelude::*;
use serde_json::Value;
use service::scorecards::{Heard, Sheet};
use std::collections::BTreeMap;

/// Names of users.
pub type People = BTreeMap<UserId, String>;

/// What an interviewer is called.
pub fn name(locale: Locale, people: &People, user: Option<UserId>) -> String {
    let known = user.and_then(|user| people.get(&user).cloned());
    known.unwrap_or_else(|| words::A_COLLEAGUE.get(locale).to_owned())
}

/// From whom it is.
fn by(locale: Locale, people: &People, heard: &Heard) -> String {
    match heard.source {
        Source::Interviewer => name(locale, people, heard.interviewer),
        source => source.label(locale).to_owned(),
    }
}

/// An answer in words; nothing where nothing was said beyond the score.
fn answer_text(locale: Locale, kind: TaskType, answer: &Value) -> Option<String> {
    match (kind, answer) {
        (TaskType::Score, _) | (_, Value::Null) => None,
        (_, Value::Bool(yes)) => Some(if *yes { kit::YES } else { kit::NO }.get(locale).to_owned()),
        (_, Value::Array(options)) => Some(options.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
        (_, Value::String(text)) => Some(text.clone()),
        (_, other) => Some(other.to_string()),
    }
}

/// What was said to one question, and how it was scored.
pub fn said(locale: Locale, ask: &Ask, given: &RecruitmentTaskAnswer) -> AnyView {
    let score = given.score;
    let text = answer_text(locale, ask.kind, &given.answer).map(|text| view! { <p class="ask-lines anywhere" dir="auto">{text}</p> });
    let comment = given.comment.clone().map(|text| view! { <p class="ask-lines muted anywhere" dir="auto">{text}</p> });
    view! { <div class="said"><Score locale score=score/>{text}{comment}</div> }.into_any()
}

/// A question that some of them answered: as it was asked then, if it is not asked so any more.
struct Row {
    task: TaskId,
    question: String,
    weight: i64,
    kind: TaskType,
}

fn rows(tasks: &[RecruitmentTask], heard: &[&Heard]) -> Vec<Row> {
    let mut rows: Vec<Row> = tasks
        .iter()
        .map(|task| Row { task: task.id, question: task.question.clone(), weight: task.weight.unwrap_or(1), kind: task.answers() })
        .collect();
    for answer in heard.iter().flat_map(|heard| &heard.answers) {
        let Some((task, Snapshot { question, kind, .. })) = answer.task.zip(answer.snapshot.clone()) else { continue };
        if !rows.iter().any(|row| row.task == task) {
            rows.push(Row { task, question, weight: 1, kind });
        }
    }
    rows
}

/// A mean, which never stands without how many and how far apart.
fn mean(locale: Locale, mean: Mean) -> AnyView {
    let apart = mean.apart().then(|| view! { <Tag tone=Tone::Caution>{words::APART.get(locale)}</Tag> });
    match mean.hundredths {
        Some(hundredths) => view! { <span class="mean">{words::mean(locale, hundredths, mean.n, mean.spread)}{apart}</span> }.into_any(),
        None => view! { <span class="muted">{words::NOT_ASSESSED.get(locale)}</span> }.into_any(),
    }
}

/// All scorecards side by side: a row for each question, a column for each interviewer, the means at their ends.
pub fn side_by_side(locale: Locale, tasks: &[RecruitmentTask], heard: &[&Heard], people: &People) -> AnyView {
    let rows = rows(tasks, heard);
    let weight = |task: Option<TaskId>| rows.iter().find(|row| Some(row.task) == task).map_or(1, |row| row.weight);
    let given = |heard: &Heard, task: TaskId| heard.answers.iter().find(|answer| answer.task == Some(task)).cloned();
    let columns = heard.iter().map(|heard| view! { <Column label=by(locale, people, heard)/> }).collect_view();
    let head = view! { <Column label=words::QUESTION.get(locale)/>{columns}<Column label=words::MEAN.get(locale)/> };
    let body = rows
        .iter()
        .map(|row| {
            let answers: Vec<Option<RecruitmentTaskAnswer>> = heard.iter().map(|heard| given(heard, row.task)).collect();
            let scores = answers.iter().flatten().filter_map(|answer| answer.score);
            let together = Mean::of(scores.map(|score| (score, 1)));
            let cells = answers.iter().map(|answer| cell(locale, row, answer.as_ref())).collect_view();
            view! {
                <tr>
                    <th scope="row" class="anywhere" dir="auto">{row.question.clone()}</th>
                    {cells}
                    <td>{mean(locale, together)}</td>
                </tr>
            }
        })
        .collect_view();
    let of_one = |heard: &Heard| Mean::of(heard.answers.iter().filter_map(|answer| Some((answer.score?, weight(answer.task)))));
    let all = Mean::of(heard.iter().flat_map(|heard| &heard.answers).filter_map(|answer| Some((answer.score?, weight(answer.task)))));
    let feet = heard
        .iter()
        .map(|heard| {
            let whole = heard.scorecard.as_ref();
            let comment = whole.and_then(|whole| whole.comment.clone());
            let comment = comment.map(|text| view! { <p class="ask-lines muted anywhere" dir="auto">{text}</p> });
            let whole = whole.map(|whole| view! { <p><strong>{whole.recommendation.label(locale)}</strong></p> });
            view! {
                <td>
                    {whole}
                    <p>{mean(locale, of_one(heard))}</p>
                    {comment}
                </td>
            }
        })
        .collect_view();
    view! {
        <Table caption=words::AGREEMENT.get(locale) head=head.into_any()>
            {body}
            <tr class="cards-whole"><th scope="row">{words::WHOLE.get(locale)}</th>{feet}<td>{mean(locale, all)}</td></tr>
        </Table>
    }
    .into_any()
}

fn cell(locale: Locale, row: &Row, answer: Option<&RecruitmentTaskAnswer>) -> AnyView {
    let Some(answer) = answer else { return view! { <td><span class="muted">{words::NOT_ASSESSED.get(locale)}</span></td> }.into_any() };
    let amended = (answer.status == Some(AnswerStatus::Amended)).then(|| view! { <Tag>{words::AMENDED_MARK.get(locale)}</Tag> });
    let text = answer_text(locale, row.kind, &answer.answer).map(|text| view! { <p class="anywhere" dir="auto">{text}</p> });
    let comment = answer.comment.clone().map(|text| view! { <p class="ask-lines muted anywhere" dir="auto">{text}</p> });
    let asked = answer.snapshot.as_ref().filter(|asked| asked.question != row.question).map(|asked| {
        let asked = asked.question.clone();
        view! { <p class="cards-asked anywhere" dir="auto">{words::AS_ASKED.get(locale)}": "{asked}</p> }
    });
    let score = answer.score.map(|score| view! { <Score locale score=Some(score)/> });
    view! { <td><span class="told-marks">{score}{amended}</span>{text}{comment}{asked}</td> }.into_any()
}

/// Everything that was said about a person, by question bank.
pub fn sheets(locale: Locale, sheets: &[Sheet], people: &People) -> AnyView {
    let sheets = sheets
        .iter()
        .map(|sheet| {
            let heard: Vec<&Heard> = sheet.heard.iter().collect();
            let told = words::HIDDEN.of(locale, sheet.hidden as i64);
            let hidden = (sheet.hidden > 0).then(|| view! { <Banner><p>{told}</p></Banner> });
            let body = (!heard.is_empty()).then(|| side_by_side(locale, &sheet.tasks, &heard, people));
            view! { <div class="stack"><h3 class="anywhere" dir="auto">{sheet.group.name.clone()}</h3>{hidden}{body}</div> }
        })
        .collect_view();
    view! { <div class="sheets">{sheets}</div> }.into_any()
}
