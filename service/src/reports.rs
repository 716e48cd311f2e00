//! What interviews tell when one looks at many of them: how far interviewers agree, what questions tell apart, how long feedback takes. From what the
//! asker may read, and nothing about single people: it ranks nobody.

use crate::{Service, answers, db::Tx, error::Result, interviews, tasks};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    answers::RecruitmentTaskAnswer,
    id::{InterviewId, TaskGroupId, TaskId, UserId},
    policy::{self, Action, Actor, On},
    scorecards::{APART, Mean},
};
use std::collections::{BTreeMap, BTreeSet};

/// What happened in a span of time.
#[derive(Clone, Debug, Default)]
pub struct Report {
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Questions that two or more of them scored.
    pub compared: i64,
    /// Those in which nobody was two or more scores from another.
    pub agreed: i64,
    /// Where they were.
    pub apart: Vec<InterviewId>,
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

/// The report of what was handed in from one moment until another.
///
/// # Errors
/// [`domain::error::Error::Forbidden`].
pub async fn interviews(service: &Service, actor: &Actor, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Report> {
    policy::can(actor, Action::ReadReports, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            let answers = answers::between(tx, actor, from, until).await?;
            let heard: BTreeSet<InterviewId> = answers.iter().filter_map(|answer| answer.interview).collect();
            let mut ends = BTreeMap::new();
            for id in heard {
                if let Some(interview) = interviews::known(tx, id).await? {
                    ends.insert(id, interview.ends_at.unwrap_or_default());
                }
            }
            let asked: BTreeSet<TaskId> = answers.iter().filter_map(|answer| answer.task).collect();
            let mut questions = Vec::new();
            for id in asked {
                if let Some(task) = tasks::of_id(tx, id).await? {
                    questions.extend(question(&task.question, id, task.task_group.unwrap_or_default(), &answers));
                }
            }
            questions.sort_by_key(|question| (question.group, question.task));
            Ok(Report { questions, agreement: agreement(&answers), feedback: feedback(&answers, &ends) })
        })
        .await
}

fn question(text: &str, task: TaskId, group: TaskGroupId, answers: &[RecruitmentTaskAnswer]) -> Option<Question> {
    let scores: Vec<i64> = answers.iter().filter(|answer| answer.task == Some(task)).filter_map(|answer| answer.score).collect();
    let counts = [1, 2, 3, 4].map(|score| scores.iter().filter(|given| **given == score).count() as i64);
    let mean = Mean::of(scores.iter().map(|score| (*score, 1)));
    (mean.n > 0).then(|| Question { task, group, text: text.to_owned(), counts, mean })
}

fn agreement(answers: &[RecruitmentTaskAnswer]) -> Agreement {
    let mut scores: BTreeMap<(InterviewId, TaskId), Vec<i64>> = BTreeMap::new();
    for answer in answers {
        if let (Some(interview), Some(task), Some(score)) = (answer.interview, answer.task, answer.score) {
            scores.entry((interview, task)).or_default().push(score);
        }
    }
    let mut agreement = Agreement::default();
    for ((interview, _), scores) in scores.iter().filter(|(_, scores)| scores.len() > 1) {
        let spread = scores.iter().max().unwrap_or(&0) - scores.iter().min().unwrap_or(&0);
        agreement.compared += 1;
        if spread < APART {
            agreement.agreed += 1;
        } else if agreement.apart.last() != Some(interview) {
            agreement.apart.push(*interview);
        }
    }
    agreement
}

fn feedback(answers: &[RecruitmentTaskAnswer], ends: &BTreeMap<InterviewId, DateTime<Utc>>) -> Vec<Feedback> {
    let mut times: BTreeMap<UserId, BTreeMap<InterviewId, TimeDelta>> = BTreeMap::new();
    for answer in answers {
        if let (Some(interviewer), Some(interview), Some(at)) = (answer.interviewer, answer.interview, answer.submitted_at)
            && let Some(end) = ends.get(&interview)
        {
            times.entry(interviewer).or_default().entry(interview).or_insert((at - *end).max(TimeDelta::zero()));
        }
    }
    let of = |(interviewer, times): (UserId, BTreeMap<InterviewId, TimeDelta>)| {
        let mut times: Vec<TimeDelta> = times.into_values().collect();
        times.sort();
        let median = times.get((times.len() - 1) / 2).copied().unwrap_or_default();
        Feedback { interviewer, n: times.len() as i64, median, longest: times.last().copied().unwrap_or_default() }
    };
    times.into_iter().map(of).collect()
}
