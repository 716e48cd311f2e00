//! What the demo asks people, and what some of them answered.

use super::Scene;
use crate::{db::Tx, error::Result, records, task_groups::questions_changed, tasks};
use chrono::TimeDelta;
use domain::{
    answers::{AnswerFields, AnswerStatus, Snapshot, Source},
    candidates::Candidate,
    id::{AnswerId, TaskGroupId, TaskId},
    resource::Record,
    task_groups::{Blind, GroupKind, GroupStatus, TaskGroupFields},
    tasks::{Anchors, RecruitmentTask, TaskFields, TaskType},
    users::User,
};
use serde_json::{Value, json};

/// A question: what is asked, what an answer is, what there is to choose from, whether it must be answered.
type Question = (&'static str, TaskType, &'static [&'static str], bool);

struct Bank {
    name: &'static str,
    description: &'static str,
    kind: GroupKind,
    minutes: i64,
    status: GroupStatus,
    questions: &'static [Question],
}

const BANKS: &[Bank] = &[
    Bank {
        name: "First conversation",
        description: "Half an hour by phone: why us, why now, and what the person wants.",
        kind: GroupKind::Screening,
        minutes: 30,
        status: GroupStatus::Published,
        questions: &[
            ("What made you look at this position?", TaskType::LongText, &[], true),
            ("How many days a week do you want to work?", TaskType::SingleChoice, &["3", "4", "5"], true),
            ("From when are you available?", TaskType::Date, &[], false),
            ("Do you need a work permit?", TaskType::Boolean, &[], true),
        ],
    },
    Bank {
        name: "Technical interview",
        description: "Two interviewers, one hour. Score what you heard, not what you hoped for.",
        kind: GroupKind::Interview,
        minutes: 60,
        status: GroupStatus::Published,
        questions: &[
            ("Tell of a fault in production that you found. How did you find it?", TaskType::Score, &[], true),
            ("How would you store a million events a day, and why so?", TaskType::Score, &[], true),
            ("Which of these have you run yourself?", TaskType::MultiChoice, &["PostgreSQL", "Kafka", "Kubernetes", "None of them"], false),
            ("What would you ask us?", TaskType::LongText, &[], false),
        ],
    },
    Bank {
        name: "Take-home: a small parser",
        description: "At most three hours, in a language of one’s own choice.",
        kind: GroupKind::TakeHome,
        minutes: 180,
        status: GroupStatus::Draft,
        questions: &[
            ("Where is your code?", TaskType::Url, &[], true),
            ("What would you do with three more hours?", TaskType::LongText, &[], true),
        ],
    },
];

impl Scene {
    /// The question banks, and their questions.
    pub(super) async fn questions(&mut self, tx: &mut Tx, staff: &[User]) -> Result<Vec<Vec<RecruitmentTask>>> {
        let recruiter = &staff[1];
        let mut asked = Vec::new();
        for (place, bank) in BANKS.iter().enumerate() {
            let at = self.at(tx, Some(recruiter), TimeDelta::days(80) - TimeDelta::days(place as i64));
            let fields = TaskGroupFields {
                name: bank.name.to_owned(),
                description: Some(bank.description.to_owned()),
                kind: bank.kind,
                expected_minutes: Some(bank.minutes),
                position: Some(place as i64),
                blind: Blind::AfterOwn,
                status: GroupStatus::Draft,
                ..TaskGroupFields::default()
            };
            let id = TaskGroupId(records::number(tx, "recruitment_task_group").await?);
            let mut group = Record { id, version: 1, created_at: at, updated_at: at, fields };
            records::add(tx, &self.pen, &group).await?;
            let mut tasks = Vec::new();
            for (position, question) in bank.questions.iter().enumerate() {
                let id = TaskId(records::number(tx, "recruitment_task").await?);
                let task = Record { id, version: 1, created_at: at, updated_at: at, fields: task(group.id, position, question) };
                records::add(tx, &self.pen, &task).await?;
                tasks.push(task);
            }
            questions_changed(tx, &self.pen, &group).await?;
            group.version += 1;
            if bank.status != group.status {
                let fields = TaskGroupFields { status: bank.status, ..group.fields.clone() };
                let facts = records::moved(group.status, bank.status);
                records::save(tx, &self.pen, domain::change::Kind::Moved, &group, fields, facts).await?;
            }
            asked.push(tasks);
        }
        Ok(asked)
    }

    /// What was heard in conversations.
    pub(super) async fn answers(
        &mut self,
        tx: &mut Tx,
        staff: &[User],
        people: &[Candidate],
        asked: &[Vec<RecruitmentTask>],
    ) -> Result<()> {
        let (recruiter, ada) = (&staff[1], &people[people.len() - 5]);
        let screening = [
            (json!("The machine is yet to be built, and here it would be."), Some(4)),
            (json!("4"), None),
            (json!("2027-01-04"), None),
            (json!(false), None),
        ];
        for (task, (answer, score)) in asked[0].iter().zip(screening) {
            self.answer(tx, recruiter, ada, task, (answer, score, "")).await?;
        }
        let technical = [
            (Value::Null, Some(4), "Read the pages themselves, not about them."),
            (json!(3), Some(3), "Asked what they are read for, first."),
        ];
        for (task, answer) in asked[1].iter().zip(technical) {
            self.answer(tx, recruiter, ada, task, answer).await?;
        }
        Ok(())
    }

    async fn answer(
        &mut self,
        tx: &mut Tx,
        by: &User,
        about: &Candidate,
        task: &RecruitmentTask,
        (answer, score, comment): (Value, Option<i64>, &str),
    ) -> Result<()> {
        let at = self.at(tx, Some(by), TimeDelta::days(5));
        let (_, group) = tasks::asked(tx, task.id).await?;
        let snapshot =
            Snapshot { question: task.question.clone(), kind: task.answers(), options: task.options.clone(), revision: group.revision };
        let fields = AnswerFields {
            task: Some(task.id),
            candidate: Some(about.id),
            interviewer: Some(by.id),
            source: Some(Source::Interviewer),
            answer,
            score,
            comment: (!comment.is_empty()).then(|| comment.to_owned()),
            snapshot: Some(snapshot),
            status: Some(AnswerStatus::Submitted),
            submitted_at: Some(at),
            ..AnswerFields::default()
        };
        let id = AnswerId(records::number(tx, "recruitment_task_answer").await?);
        records::add(tx, &self.pen, &Record { id, version: 1, created_at: at, updated_at: at, fields }).await.map(drop)
    }
}

fn task(group: TaskGroupId, position: usize, (question, kind, options, required): &Question) -> TaskFields {
    let anchors = Anchors {
        strong_no: Some("Names a tool and no reason.".to_owned()),
        no: Some("Knows that it went well, not why.".to_owned()),
        yes: Some("Tells what was tried, and what that showed.".to_owned()),
        strong_yes: Some("Tells what would have shown the opposite.".to_owned()),
    };
    TaskFields {
        question: (*question).to_owned(),
        options: (!options.is_empty()).then(|| options.iter().map(|option| (*option).to_owned()).collect()),
        task_group: Some(group),
        kind: Some(*kind),
        required: *required,
        position: Some(position as i64),
        anchors: (*kind == TaskType::Score).then_some(anchors),
        ..TaskFields::default()
    }
}
