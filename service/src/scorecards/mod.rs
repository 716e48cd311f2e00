//! Scorecards: kept while they are written, handed in whole, amended with a reason, and read by whom they are not hidden from.

mod amendments;
mod means;
mod sql;

use crate::{
    Service, answers, candidates,
    db::Tx,
    error::{Error, Result},
    interviews,
    records::{self, Logged, Pen},
    task_groups, tasks,
};
use chrono::{DateTime, Utc};
use domain::{
    answers::{AnswerFields, AnswerStatus, RecruitmentTaskAnswer, Source},
    change::Entity,
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{AnswerId, CandidateId, InterviewId, RequestCandidateId, ScorecardId, TaskGroupId, TaskId, UserId},
    interviews::{Interview, Rsvp},
    policy::{self, Action, Actor, AnswerFacts, On},
    resource::Record,
    scorecards::{Scorecard, ScorecardFields},
    task_groups::{GroupStatus, RecruitmentTaskGroup},
    tasks::{RecruitmentTask, TaskFields, TaskType, chosen},
    text,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub use amendments::{amend, amend_answer};
pub use means::means;

/// What a form says, by the names of its controls: `answer-7`, `score-7`, `comment-7`, `recommendation`, `comment`.
pub type Typed = BTreeMap<String, String>;

/// The longest draft that is kept, in letters.
const DRAFT: usize = 400_000;

impl Logged for ScorecardFields {
    const ENTITY: Entity = Entity::Scorecard;

    fn owner(record: &Scorecard) -> Uuid {
        record.candidate.unwrap_or_default().0
    }
}

/// What one interviewer handed in, what the candidate answered, or what a program said.
#[derive(Clone, Debug)]
pub struct Heard {
    /// None: it comes from no interviewer.
    pub interviewer: Option<UserId>,
    pub source: Source,
    /// What they made of the whole; none where there was no interview.
    pub scorecard: Option<Scorecard>,
    pub answers: Vec<RecruitmentTaskAnswer>,
}

/// Everything that was said about a person to the questions of one question bank, as far as the asker may read it.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub group: RecruitmentTaskGroup,
    /// What is asked now.
    pub tasks: Vec<RecruitmentTask>,
    pub heard: Vec<Heard>,
    /// How many others handed in what the asker may not read yet.
    pub hidden: usize,
}

/// An interview as one of its interviewers, or a reader, finds it.
#[derive(Clone, Debug)]
pub struct Kit {
    pub interview: Interview,
    pub group: RecruitmentTaskGroup,
    /// What is asked now; what was asked and no longer is stands in the answers.
    pub tasks: Vec<RecruitmentTask>,
    /// What is asked no more, and the asker has answered.
    pub retired: Vec<RecruitmentTask>,
    /// Whether the asker sits in it.
    pub sits: bool,
    /// What the asker has typed and not handed in, and when by their clock.
    pub draft: Option<(Typed, i64)>,
    pub own: Option<Heard>,
    /// What the others handed in, as far as the asker may read it.
    pub others: Vec<Heard>,
    /// How many others handed in what the asker may not read yet.
    pub hidden: usize,
}

/// An interview with everything about it that this actor may read.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn kit(service: &Service, actor: &Actor, id: InterviewId) -> Result<Kit> {
    service
        .db
        .read(async |tx: &mut Tx| {
            let (interview, file) = interviews::find(tx, actor, Action::ReadInterview, id).await?;
            let group = task_groups::known(tx, interview.task_group.unwrap_or_default()).await?;
            let (mut retired, tasks): (Vec<_>, Vec<_>) = tasks::in_group(tx, group.id).await?.into_iter().partition(|task| task.archived);
            let user = actor.user().unwrap_or_default();
            let sits = interview.seats(user);
            let draft = if sits { sql::draft(tx, id, user).await? } else { None };
            let own = answers::own(tx, actor, file.id, group.id).await?;
            let answers = sql::answers_in(tx, id).await?;
            let mine = |task: TaskId| answers.iter().any(|answer| answer.interviewer == Some(user) && answer.task == Some(task));
            retired.retain(|task| mine(task.id));
            let mut kit = Kit { interview, sits, draft, own: None, others: Vec::new(), hidden: 0, tasks, retired, group };
            for scorecard in sql::of_interview(tx, id).await? {
                let answers = answers.iter().filter(|answer| answer.interviewer == scorecard.interviewer).cloned().collect();
                let facts = AnswerFacts { interviewer: scorecard.interviewer, blind: kit.group.blind, own };
                let interviewer = scorecard.interviewer;
                let heard = Heard { interviewer, source: Source::Interviewer, scorecard: Some(scorecard), answers };
                if policy::can(actor, Action::ReadAnswer, On::Answer(&facts, &file)).is_err() {
                    kit.hidden += 1;
                } else if interviewer == Some(user) {
                    kit.own = Some(heard);
                } else {
                    kit.others.push(heard);
                }
            }
            Ok(kit)
        })
        .await
}

/// What was said about a person, by question bank, as far as this actor may read it.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of the person.
pub async fn about(service: &Service, actor: &Actor, id: CandidateId) -> Result<Vec<Sheet>> {
    service
        .db
        .read(async |tx: &mut Tx| {
            let file = candidates::facts_in(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))?;
            policy::can(actor, Action::ReadScorecards, On::Candidate(&file))?;
            let id = file.id;
            let scorecards = sql::of_candidate(tx, id).await?;
            let answers = answers::counting(tx, actor, id).await?;
            let asked: BTreeSet<TaskId> = answers.iter().filter_map(|answer| answer.task).collect();
            let group_of: BTreeMap<TaskId, TaskGroupId> = records::of_ids::<TaskFields>(tx, asked)
                .await?
                .into_iter()
                .map(|task| (task.id, task.fields.task_group.unwrap_or_default()))
                .collect();
            let groups: BTreeSet<TaskGroupId> =
                scorecards.iter().filter_map(|scorecard| scorecard.task_group).chain(group_of.values().copied()).collect();
            let mut sheets = sheets(tx, groups).await?;
            let said = answers::own_of(tx, actor, id).await?;
            for (group, sheet) in &mut sheets {
                let own = said.get(group).copied().unwrap_or_default();
                for scorecard in scorecards.iter().filter(|scorecard| scorecard.task_group == Some(*group)) {
                    let interviewer = scorecard.interviewer;
                    let facts = AnswerFacts { interviewer, blind: sheet.group.blind, own };
                    match policy::can(actor, Action::ReadAnswer, On::Answer(&facts, &file)) {
                        Ok(()) => {
                            let (source, scorecard) = (Source::Interviewer, Some(scorecard.clone()));
                            sheet.heard.push(Heard { interviewer, source, scorecard, answers: Vec::new() });
                        }
                        Err(_) => sheet.hidden += 1,
                    }
                }
            }
            for answer in answers {
                let group = answer.task.and_then(|task| group_of.get(&task));
                let Some(sheet) = group.and_then(|group| sheets.get_mut(group)) else { continue };
                let source = answer.source.unwrap_or(Source::Interviewer);
                let same = |heard: &&mut Heard| {
                    let interview = heard.scorecard.as_ref().and_then(|scorecard| scorecard.interview);
                    (heard.interviewer, heard.source, interview) == (answer.interviewer, source, answer.interview)
                };
                match sheet.heard.iter_mut().find(same) {
                    Some(heard) => heard.answers.push(answer),
                    None => {
                        let interviewer = answer.interviewer;
                        sheet.heard.push(Heard { interviewer, source, scorecard: None, answers: vec![answer] });
                    }
                }
            }
            Ok(sheets.into_values().collect())
        })
        .await
}

/// Question banks of which nothing was heard yet.
async fn sheets(tx: &mut Tx, ids: BTreeSet<TaskGroupId>) -> Result<BTreeMap<TaskGroupId, Sheet>> {
    let ids: Vec<TaskGroupId> = ids.into_iter().collect();
    let mut sheets = BTreeMap::new();
    for group in task_groups::of_ids(tx, ids.iter().copied()).await? {
        sheets.insert(group.id, Sheet { group, tasks: Vec::new(), heard: Vec::new(), hidden: 0 });
    }
    for task in tasks::in_groups(tx, &ids).await?.into_iter().filter(|task| !task.archived) {
        if let Some(sheet) = task.task_group.and_then(|group| sheets.get_mut(&group)) {
            sheet.tasks.push(task);
        }
    }
    Ok(sheets)
}

/// Keeps what an interviewer has typed so far. What counts less than what is kept already is left aside; what counts now is returned.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`] where one does not sit in it; [`Conflict::HandedIn`], [`Conflict::NotHeld`].
pub async fn keep(service: &Service, actor: &Actor, id: InterviewId, typed: &Typed, typed_at: i64) -> Result<i64> {
    if typed.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > DRAFT {
        return Err(FieldErrors::one("comment", Flaw::TooLong { max: text::LONG }).into());
    }
    let (actor, typed, now) = (actor.clone(), typed.clone(), service.clock.now());
    service
        .db
        .housekeep(move |tx| {
            let (actor, typed) = (actor.clone(), json!(typed));
            Box::pin(async move {
                let (user, _) = writable(tx, &actor, id).await?;
                sql::keep(tx, id, user, typed, typed_at, now).await
            })
        })
        .await
}

/// An interview of which this actor can still hand in what they heard.
async fn writable(tx: &mut Tx, actor: &Actor, id: InterviewId) -> Result<(UserId, Interview)> {
    let (interview, _) = interviews::find(tx, actor, Action::HandInScorecard, id).await?;
    let user = actor.user().ok_or(Refusal::Unauthenticated)?;
    if !interview.status.live() {
        return Err(Conflict::NotHeld.into());
    }
    if sql::of_interview(tx, id).await?.iter().any(|scorecard| scorecard.interviewer == Some(user)) {
        return Err(Conflict::HandedIn.into());
    }
    // Who will not be there may read what the others heard, and so says nothing themselves.
    if interview.interviewers.iter().any(|seat| seat.user == user && seat.rsvp == Rsvp::Declined) {
        return Err(Conflict::Declined.into());
    }
    Ok((user, interview))
}

/// Hands in what an interviewer heard: the scores and answers of all questions at once, and what they would do. `seen` is the revision of the
/// questions that they saw.
///
/// # Errors
/// As [`keep`]; flaws by the names of the controls.
pub async fn hand_in(service: &Service, actor: &Actor, id: InterviewId, typed: &Typed, seen: Option<i64>) -> Result<Scorecard> {
    let (command, pen, actor, typed) = (service.command(actor), service.pen(), actor.clone(), typed.clone());
    let (at, scorecard) = (command.at, ScorecardId(service.clock.id()));
    let done = service.db.write(&command, move |tx| {
        let (pen, actor, typed) = (pen.clone(), actor.clone(), typed.clone());
        Box::pin(async move {
            // Two who hand in at once: the second waits here, and sees that it is the last.
            records::number(tx, &format!("interview:{id}")).await?;
            let (user, interview) = writable(tx, &actor, id).await?;
            let group = open(tx, &interview).await?;
            records::unchanged_since(seen, group.revision)?;
            let tasks = tasks::in_group(tx, group.id).await?.into_iter().filter(|task| !task.archived);
            let mut flaws = FieldErrors::default();
            let whole = overall(&typed, &mut flaws);
            let said: Vec<(RecruitmentTask, Said)> = tasks.map(|task| (task.clone(), Said::read(&typed, &task, &mut flaws))).collect();
            for (task, said) in said.iter().filter(|(task, said)| task.required && !said.answers()) {
                let control = if task.answers() == TaskType::Score { "score" } else { "answer" };
                if flaws.of(&said.name(control)).is_none() {
                    flaws.push(&said.name(control), Flaw::Blank);
                }
            }
            flaws.or(())?;
            for (task, said) in said.iter().filter(|(_, said)| said.something()) {
                said.heard(tx, &pen, &interview, user, task, group.revision, at).await?;
            }
            let fields = ScorecardFields {
                interview: Some(id),
                candidate: interview.candidate,
                task_group: interview.task_group,
                interviewer: Some(user),
                submitted_at: Some(at),
                ..whole
            };
            let scorecard = Record { id: scorecard, version: 1, created_at: at, updated_at: at, fields };
            records::add(tx, &pen, &scorecard).await?;
            interviews::handed_in(tx, id, user, at).await?;
            sql::forget(tx, id, user).await?;
            interviews::complete(tx, &pen, &interview).await?;
            Ok(scorecard)
        })
    });
    done.await.map_err(|error| if error.is_taken() { Conflict::HandedIn.into() } else { error })
}

/// The question bank of an interview, which takes answers unless it is archived.
async fn open(tx: &mut Tx, interview: &Interview) -> Result<RecruitmentTaskGroup> {
    let group = task_groups::known(tx, interview.task_group.unwrap_or_default()).await?;
    if group.status == GroupStatus::Archived { Err(Conflict::Archived.into()) } else { Ok(group) }
}

/// The recommendation and its comment.
fn overall(typed: &Typed, flaws: &mut FieldErrors) -> ScorecardFields {
    let given = |name: &str| typed.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let recommendation = match given("recommendation").map(str::parse) {
        Some(Ok(recommendation)) => Some(recommendation),
        Some(Err(flaw)) => {
            flaws.push("recommendation", flaw);
            None
        }
        None => None,
    };
    let comment = checked(typed.get("comment"), "comment", flaws);
    ScorecardFields { recommendation: recommendation.unwrap_or(ScorecardFields::default().recommendation), comment, ..Default::default() }
}

fn checked(text: Option<&String>, name: &str, flaws: &mut FieldErrors) -> Option<String> {
    let text = text.map(|text| text::normal(text)).filter(|text| !text.is_empty())?;
    if let Err(flaw) = text::lines(&text, text::LONG) {
        flaws.push(name, flaw);
    }
    Some(text)
}

/// What was said to one question, and how it was scored.
pub(crate) struct Said {
    task: TaskId,
    answer: Value,
    score: Option<i64>,
    comment: Option<String>,
}

impl Said {
    /// From the controls of the question.
    fn read(typed: &Typed, task: &RecruitmentTask, flaws: &mut FieldErrors) -> Self {
        let mut said = Self { task: task.id, answer: Value::Null, score: None, comment: None };
        let [answer, score, comment] = ["answer", "score", "comment"].map(|control| said.name(control));
        let kind = task.answers();
        let given = kind.read(&chosen(typed, &answer));
        if !given.is_null() && kind != TaskType::Score {
            match kind.check(task.options.as_deref().unwrap_or_default(), &given) {
                Ok(checked) => said.answer = checked,
                Err(flaw) => flaws.push(&answer, flaw),
            }
        }
        match typed.get(&score).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::parse) {
            Some(Ok(number @ 1..=4)) => said.score = Some(number),
            Some(_) => flaws.push(&score, Flaw::Range { min: 1, max: 4 }),
            None => {}
        }
        said.comment = checked(typed.get(&comment), &comment, flaws);
        if kind == TaskType::Score {
            said.answer = said.score.map_or(Value::Null, Value::from);
        }
        said
    }

    pub(crate) fn name(&self, control: &str) -> String {
        format!("{control}-{}", self.task)
    }

    /// Whether the question is answered.
    pub(crate) fn answers(&self) -> bool {
        !self.answer.is_null() || self.score.is_some()
    }

    /// Whether there is anything to keep.
    fn something(&self) -> bool {
        self.answers() || self.comment.is_some()
    }

    /// As [`Said::read`], of whoever answers and does not score: a question to be scored is answered by its number.
    pub(crate) fn answered(typed: &Typed, task: &RecruitmentTask, flaws: &mut FieldErrors) -> Self {
        let mut said = Self { task: task.id, answer: Value::Null, score: None, comment: None };
        let (control, kind) = (said.name("answer"), task.answers());
        let given = kind.read(&chosen(typed, &control));
        if !given.is_null() {
            match kind.check(task.options.as_deref().unwrap_or_default(), &given) {
                Ok(checked) => said.answer = checked,
                Err(flaw) => flaws.push(&control, flaw),
            }
        }
        said
    }

    /// Stores it as heard in an interview.
    #[expect(clippy::too_many_arguments, reason = "an answer is about all of these")]
    async fn heard(
        &self,
        tx: &mut Tx,
        pen: &Pen,
        interview: &Interview,
        user: UserId,
        task: &RecruitmentTask,
        revision: i64,
        at: DateTime<Utc>,
    ) -> Result<RecruitmentTaskAnswer> {
        let about = (interview.candidate, interview.request_candidate);
        self.record(tx, pen, task, revision, Source::Interviewer, about, Some((interview.id, user)), at).await
    }

    /// Stores it as handed in.
    #[expect(clippy::too_many_arguments, reason = "an answer is about all of these")]
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        pen: &Pen,
        task: &RecruitmentTask,
        revision: i64,
        source: Source,
        (candidate, request_candidate): (Option<CandidateId>, Option<RequestCandidateId>),
        asked: Option<(InterviewId, UserId)>,
        at: DateTime<Utc>,
    ) -> Result<RecruitmentTaskAnswer> {
        let fields = AnswerFields {
            task: Some(task.id),
            candidate,
            request_candidate,
            interview: asked.map(|(interview, _)| interview),
            interviewer: asked.map(|(_, user)| user),
            source: Some(source),
            answer: self.answer.clone(),
            score: self.score,
            comment: self.comment.clone(),
            snapshot: Some(answers::snapshot(task, revision)),
            status: Some(AnswerStatus::Submitted),
            submitted_at: Some(at),
            ..AnswerFields::default()
        };
        let id = AnswerId(records::number(tx, "recruitment_task_answer").await?);
        let answer = Record { id, version: 1, created_at: at, updated_at: at, fields };
        records::add(tx, pen, &answer).await?;
        Ok(answer)
    }
}
