//! Answers to questions, about one person: a scorecard is made of them.

use crate::{
    error::Conflict,
    id::{AnswerId, CandidateId, InterviewId, RequestCandidateId, TaskId, UserId},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    tasks::TaskType,
    text,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An answer.
pub type RecruitmentTaskAnswer = Record<AnswerFields>;

/// How long after it was handed in an answer is amended without a reason.
pub const GRACE: TimeDelta = TimeDelta::hours(24);

crate::resource! {
    /// What an answer says.
    pub struct AnswerFields [AnswerId]
        Resource::new("RecruitmentTaskAnswer", "recruitment-task-answers", "recruitment_task_answer", "An answer to a question, about one candidate.");
    /// The question.
    task "recruitmentTask": Option<TaskId> =
        Field::new(Kind::Relation(Target::TASK)).required().access(Access::Create).filter(Filter::Exact),
    /// Whom it is about.
    candidate "candidate": Option<CandidateId> =
        Field::new(Kind::Relation(Target::CANDIDATE)).required().access(Access::Create).filter(Filter::Exact),
    /// For which request the person was asked, where it was for one.
    request_candidate "resourceRequestCandidate": Option<RequestCandidateId> =
        Field::new(Kind::Relation(Target::REQUEST_CANDIDATE)).access(Access::Create).filter(Filter::Exact),
    /// In which interview; null for what was said in none.
    interview "interview": Option<InterviewId> = Field::new(Kind::Relation(Target::INTERVIEW)).access(Access::Read).filter(Filter::Exact),
    /// Who asked and scored; null for what the candidate or a program answered.
    interviewer "interviewer": Option<UserId> = Field::new(Kind::Relation(Target::USER)).access(Access::Read).filter(Filter::Exact),
    /// Where the answer comes from. Where it is not given: `api` for a scoped token, else `interviewer`.
    source "source": Option<Source> = Field::choice(Source::WORDS).optional().access(Access::Create).filter(Filter::Exact).sort(),
    /// The answer, of the type that the question asks for: a string, a number, a boolean, or an array of options.
    answer "answer": Value = Field::new(Kind::Any),
    /// From 1 (strong no) to 4 (strong yes); null is not assessed.
    score "score": Option<i64> = Field::new(Kind::Integer { min: 1, max: 4 }).filter(Filter::Range).sort(),
    /// Why.
    comment "comment": Option<String> = Field::lines(text::LONG).filter(Filter::Partial).sort(),
    /// The question as it was asked.
    snapshot "taskSnapshot": Option<Snapshot> = Field::new(Kind::Object(SNAPSHOT)).access(Access::Read),
    /// A draft is being written. Handing in one hands in all of the person's drafts for that question bank.
    status "status": Option<AnswerStatus> = Field::choice(AnswerStatus::WORDS).optional().filter(Filter::Exact).sort(),
    /// Why it was amended; needed a day after it was handed in.
    reason "reason": Option<String> = Field::line(text::SHORT).sort(),
    /// When it was handed in.
    submitted_at "submittedAt": Option<DateTime<Utc>> = Field::new(Kind::Moment).access(Access::Read).filter(Filter::Range).sort(),
}

/// A question as it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub question: String,
    #[serde(rename = "type")]
    pub kind: TaskType,
    pub options: Option<Vec<String>>,
    /// The revision of the question bank.
    pub revision: i64,
}

/// The members of a snapshot.
const SNAPSHOT: &[Field] = &[
    Field::lines(text::LONG).required().named("question", "question").doc("What was asked."),
    Field::choice(TaskType::WORDS).named("type", "kind").doc("What an answer was."),
    Field::new(Kind::Texts(text::SHORT)).named("options", "options").doc("What there was to choose from."),
    Field::new(Kind::Integer { min: 1, max: i64::MAX }).required().named("revision", "revision").doc("The revision of the question bank."),
];

words! {
    /// Where an answer comes from.
    Source { Interviewer = "interviewer", Candidate = "candidate", Api = "api" }
}

words! {
    /// Where an answer is in its life.
    AnswerStatus { Draft = "draft", Submitted = "submitted", Amended = "amended", Withdrawn = "withdrawn" }
}

impl AnswerStatus {
    /// Where a client can send it from here.
    pub const fn next(self) -> &'static [Self] {
        match self {
            AnswerStatus::Draft => &[AnswerStatus::Submitted, AnswerStatus::Withdrawn],
            AnswerStatus::Submitted | AnswerStatus::Amended => &[AnswerStatus::Amended, AnswerStatus::Withdrawn],
            AnswerStatus::Withdrawn => &[],
        }
    }

    /// # Errors
    /// [`Conflict::Transition`] where there is no such way.
    pub fn go(self, to: Self) -> Result<(), Conflict> {
        if self == to || self.next().contains(&to) { Ok(()) } else { Err(self.nowhere()) }
    }

    /// The refusal that names the ways there are.
    pub fn nowhere(self) -> Conflict {
        Conflict::Transition { from: self.to_string(), allowed: self.next().iter().map(ToString::to_string).collect() }
    }

    /// Whether others may rely on it.
    pub const fn counts(self) -> bool {
        matches!(self, AnswerStatus::Submitted | AnswerStatus::Amended)
    }
}
