//! Questions, and what an answer to each of them must be.

mod pasted;

pub use pasted::{Pasted, pasted};

use crate::{
    error::Flaw,
    id::{TaskGroupId, TaskId},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A question.
pub type RecruitmentTask = Record<TaskFields>;

crate::resource! {
    /// What a question says.
    pub struct TaskFields [TaskId]
        Resource::new("RecruitmentTask", "recruitment-tasks", "recruitment_task", "A question of a question bank.");
    /// What is asked.
    question "question": String = Field::lines(text::LONG).required().filter(Filter::Partial).sort(),
    /// What there is to choose from; null for a question that is answered freely.
    options "options": Option<Vec<String>> = Field::new(Kind::Texts(text::SHORT)),
    /// The question bank it belongs to; it never moves to another one.
    task_group "recruitmentTaskGroup": Option<TaskGroupId> =
        Field::new(Kind::Relation(Target::TASK_GROUP)).required().access(Access::Create).filter(Filter::Exact),
    /// What an answer is. Where it is not given: a choice of one where there are options, else a long text.
    kind "type": Option<TaskType> = Field::choice(TaskType::WORDS).optional().filter(Filter::Exact).sort(),
    /// Whether a scorecard can be handed in without it.
    required "required": bool = Field::new(Kind::Flag).filter(Filter::Exact).sort(),
    /// Its place among the questions of its group; the lowest comes first.
    position "position": Option<i64> = Field::new(Kind::Integer { min: 0, max: 1_000_000 }).filter(Filter::Range).sort(),
    /// What the interviewer should know and the candidate should not.
    guidance "guidance": Option<String> = Field::lines(text::LONG).sort(),
    /// What each score looks like.
    anchors "anchors": Option<Anchors> = Field::new(Kind::Object(ANCHORS)),
    /// The skill it tells about.
    skill "skill": Option<String> = Field::line(text::TAG).filter(Filter::Partial).sort(),
    /// How much it counts in the mean of a scorecard.
    weight "weight": Option<i64> [Some(1)] = Field::new(Kind::Integer { min: 0, max: 100 }).always().filter(Filter::Range).sort(),
    /// Whether it is asked no more. What has answers is never removed.
    archived "archived": bool = Field::new(Kind::Flag).filter(Filter::Exact).sort(),
}

/// What each score looks like, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchors {
    #[serde(rename = "1")]
    pub strong_no: Option<String>,
    #[serde(rename = "2")]
    pub no: Option<String>,
    #[serde(rename = "3")]
    pub yes: Option<String>,
    #[serde(rename = "4")]
    pub strong_yes: Option<String>,
}

/// The members of the anchors.
const ANCHORS: &[Field] = &[
    Field::line(text::SHORT).named("1", "strong_no").doc("What a strong no looks like."),
    Field::line(text::SHORT).named("2", "no").doc("What a no looks like."),
    Field::line(text::SHORT).named("3", "yes").doc("What a yes looks like."),
    Field::line(text::SHORT).named("4", "strong_yes").doc("What a strong yes looks like."),
];

words! {
    /// What an answer is.
    TaskType {
        Text = "text",
        LongText = "long_text",
        SingleChoice = "single_choice",
        MultiChoice = "multi_choice",
        Number = "number",
        Boolean = "boolean",
        Date = "date",
        Url = "url",
        Code = "code",
        Score = "score",
    }
}

impl TaskType {
    /// Whether there must be something to choose from.
    pub const fn chooses(self) -> bool {
        matches!(self, TaskType::SingleChoice | TaskType::MultiChoice)
    }

    /// What the JSON of an answer is.
    const fn json(self) -> &'static str {
        match self {
            TaskType::MultiChoice => "array",
            TaskType::Number => "number",
            TaskType::Score => "integer",
            TaskType::Boolean => "boolean",
            _ => "string",
        }
    }

    /// An answer as a form holds it; what cannot be one of this type is left for [`TaskType::check`] to refuse. Several choices stand on lines.
    pub fn read(self, typed: &str) -> Value {
        let text = typed.trim();
        if text.is_empty() {
            return Value::Null;
        }
        match self {
            TaskType::Number | TaskType::Score => serde_json::from_str(&text.replace(',', ".")).unwrap_or_else(|_| Value::from(text)),
            TaskType::Boolean => text.parse::<bool>().map_or_else(|_| Value::from(text), Value::from),
            TaskType::MultiChoice => text.lines().map(str::trim).filter(|line| !line.is_empty()).collect(),
            _ => Value::from(typed),
        }
    }

    /// An answer made normal.
    ///
    /// # Errors
    /// It is not one of this type, or not one of the options.
    pub fn check(self, options: &[String], answer: &Value) -> Result<Value, Flaw> {
        let wrong = || Flaw::Type { expected: self.json().to_owned() };
        let chosen = |value: &Value| {
            let text = value.as_str().map(text::normal).ok_or_else(wrong)?;
            if options.contains(&text) { Ok(text) } else { Err(Flaw::Choice) }
        };
        match self {
            TaskType::SingleChoice => chosen(answer).map(Value::from),
            TaskType::MultiChoice => {
                let chosen = answer.as_array().ok_or_else(wrong)?.iter().map(chosen).collect::<Result<Vec<_>, _>>()?;
                let twice = chosen.iter().enumerate().any(|(n, one)| chosen[..n].contains(one));
                if twice { Err(Flaw::Twice) } else { Ok(Value::from(chosen)) }
            }
            TaskType::Number if answer.is_number() => Ok(answer.clone()),
            TaskType::Boolean if answer.is_boolean() => Ok(answer.clone()),
            TaskType::Score => match answer.as_i64() {
                Some(1..=4) => Ok(answer.clone()),
                _ if answer.is_number() => Err(Flaw::Range { min: 1, max: 4 }),
                _ => Err(wrong()),
            },
            TaskType::Number | TaskType::Boolean => Err(wrong()),
            TaskType::Text | TaskType::LongText | TaskType::Code | TaskType::Date | TaskType::Url => {
                let text = answer.as_str().map(text::normal).ok_or_else(wrong)?;
                match self {
                    TaskType::Text => text::line(&text, text::LONG)?,
                    TaskType::Url => text::url(&text)?,
                    TaskType::Date if text.parse::<NaiveDate>().is_err() => return Err(Flaw::Date),
                    TaskType::Date => {}
                    _ => text::lines(&text, text::LONG)?,
                }
                Ok(if text.is_empty() { Value::Null } else { Value::from(text) })
            }
        }
    }
}

/// The value of a control in a form; of several boxes, which have names of their own, `name-0`, `name-1`, what is ticked, each on a line.
pub fn chosen(typed: &BTreeMap<String, String>, name: &str) -> String {
    if let Some(value) = typed.get(name) {
        return value.clone();
    }
    let place = |key: &str| key.strip_prefix(name)?.strip_prefix('-')?.parse::<u32>().ok();
    let mut boxes: Vec<_> = typed.iter().filter_map(|(key, value)| Some((place(key)?, value.as_str()))).collect();
    boxes.sort_unstable();
    boxes.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join("\n")
}

impl TaskFields {
    /// The type of its answers, given or not.
    pub fn answers(&self) -> TaskType {
        match (self.kind, &self.options) {
            (Some(kind), _) => kind,
            (None, Some(_)) => TaskType::SingleChoice,
            (None, None) => TaskType::LongText,
        }
    }

    /// With its type written out, and nothing to choose from where nothing is chosen.
    ///
    /// # Errors
    /// A choice without options, as the attribute and its flaw.
    pub fn settled(mut self) -> Result<Self, (&'static str, Flaw)> {
        let kind = self.answers();
        self.kind = Some(kind);
        match (kind.chooses(), self.options.as_deref()) {
            (true, None | Some([])) => Err(("options", Flaw::Blank)),
            (false, Some(_)) => Err(("options", Flaw::Type { expected: "null".to_owned() })),
            _ => Ok(self),
        }
    }
}
