//! What interviews tell when one looks at many of them: how far interviewers agree, what questions tell apart, how long feedback takes. From what the
//! asker may read, and nothing about single people: it ranks nobody. And how people move through requests: [`staffing()`].

mod counted;
mod sql;
mod staffing;
mod ways;

use crate::{Service, db::Tx, error::Result, records};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{TaskGroupId, TaskId, UserId},
    interviews::{Interview, InterviewFields},
    policy::{self, Action, Actor, On},
    scorecards::Mean,
    tasks::TaskFields,
};
pub use staffing::{Behind, Filled, Funnel, InStage, LISTED, People, SOURCED, Source, Staffing, StaffingAsked, people, staffing};
use std::{collections::BTreeMap, iter};

/// Interviews that are named in a report, at most.
const NAMED: usize = 50;

/// What a report is about: what was handed in from one moment until another, of one question bank or of all.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub group: Option<TaskGroupId>,
}

/// What happened in a span of time.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The question banks of which there is anything in this time, in their order, and the one that is asked for.
    pub groups: Vec<(TaskGroupId, String)>,
    pub questions: Vec<Question>,
    pub agreement: Agreement,
    pub feedback: Vec<Feedback>,
}

/// How a question was scored.
#[derive(Clone, Debug)]
pub struct Question {
    pub task: TaskId,
    pub group: TaskGroupId,
    pub text: String,
    /// How many scores of 1, 2, 3 and 4.
    pub counts: [i64; 4],
    pub mean: Mean,
}

/// How far interviewers of the same interview agree about the same question.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// Questions that two or more of them scored.
    pub compared: i64,
    /// Those in which nobody was two or more scores from another.
    pub agreed: i64,
    /// In how many interviews they were.
    pub apart: usize,
    /// Those interviews, the latest first; not all where there are very many.
    pub interviews: Vec<Interview>,
}

/// How long somebody takes to hand in what they heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    pub interviewer: UserId,
    pub n: i64,
    /// From the end of the interview; half of the times are shorter. What was handed in before the end took no time.
    pub median: TimeDelta,
    pub longest: TimeDelta,
}

/// How long something took, several times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    pub n: i64,
    /// Half of the times are shorter.
    pub median: TimeDelta,
    pub longest: TimeDelta,
}

impl Times {
    fn of(mut times: Vec<TimeDelta>) -> Self {
        times.sort();
        let median = times.get(times.len().saturating_sub(1) / 2).copied().unwrap_or_default();
        Self { n: times.len() as i64, median, longest: times.last().copied().unwrap_or_default() }
    }
}

/// The report of what was handed in.
///
/// # Errors
/// [`domain::error::Error::Forbidden`].
pub async fn interviews(service: &Service, actor: &Actor, asked: &Asked) -> Result<Report> {
    policy::can(actor, Action::ReadReports, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            Ok(Report {
                groups: sql::groups(tx, actor, asked).await?,
                questions: questions(tx, actor, asked).await?,
                agreement: agreement(tx, actor, asked).await?,
                feedback: feedback(sql::handed_in(tx, actor, asked).await?),
            })
        })
        .await
}

async fn questions(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Vec<Question>> {
    let mut counts: BTreeMap<TaskId, [i64; 4]> = BTreeMap::new();
    for (task, score, n) in sql::scores(tx, actor, asked).await? {
        if let Some(place) = counts.entry(task).or_default().get_mut((score - 1) as usize) {
            *place = n;
        }
    }
    let tasks = records::of_ids::<TaskFields>(tx, counts.keys().copied()).await?;
    let mut questions: Vec<Question> = tasks
        .into_iter()
        .filter_map(|task| {
            let counts = *counts.get(&task.id)?;
            let scores = (1..).zip(counts).flat_map(|(score, n)| iter::repeat_n((score, 1), n as usize));
            let (text, group) = (task.fields.question, task.fields.task_group.unwrap_or_default());
            Some(Question { task: task.id, group, text, counts, mean: Mean::of(scores) })
        })
        .collect();
    questions.sort_by_key(|question| (question.group, question.task));
    Ok(questions)
}

async fn agreement(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Agreement> {
    let rows = sql::compared(tx, actor, asked).await?;
    let compared = rows.iter().map(|(_, compared, _)| compared).sum();
    let agreed = rows.iter().map(|(_, compared, apart)| compared - apart).sum();
    let apart: Vec<_> = rows.into_iter().filter(|(_, _, apart)| *apart > 0).map(|(interview, ..)| interview).collect();
    let known = records::of_ids::<InterviewFields>(tx, apart.iter().take(NAMED).copied()).await?;
    let place = |interview: &Interview| apart.iter().position(|id| *id == interview.id);
    let mut interviews = known;
    interviews.sort_by_key(place);
    Ok(Agreement { compared, agreed, apart: apart.len(), interviews })
}

fn feedback(handed_in: Vec<(UserId, DateTime<Utc>, DateTime<Utc>)>) -> Vec<Feedback> {
    let mut times: BTreeMap<UserId, Vec<TimeDelta>> = BTreeMap::new();
    for (interviewer, end, at) in handed_in {
        times.entry(interviewer).or_default().push((at - end).max(TimeDelta::zero()));
    }
    let of = |(interviewer, times): (UserId, Vec<TimeDelta>)| {
        let Times { n, median, longest } = Times::of(times);
        Feedback { interviewer, n, median, longest }
    };
    times.into_iter().map(of).collect()
}
