//! Question banks: questions that are asked together and make one scorecard.

use crate::{
    error::Conflict,
    id::{TaskGroupId, TaskId},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};

/// A question bank.
pub type RecruitmentTaskGroup = Record<TaskGroupFields>;

crate::resource! {
    /// What a question bank says.
    pub struct TaskGroupFields [TaskGroupId]
        Resource::new("RecruitmentTaskGroup", "recruitment-task-groups", "recruitment_task_group", "Questions that are asked together and make one scorecard.");
    /// What it is called.
    name "name": String = Field::line(text::SHORT).required().filter(Filter::Partial).sort(),
    /// What it is for, and when it is used.
    description "description": Option<String> = Field::lines(text::LONG).filter(Filter::Partial).sort(),
    /// On which occasion it is asked.
    kind "kind": GroupKind [GroupKind::Interview] = Field::choice(GroupKind::WORDS).filter(Filter::Exact).sort(),
    /// How long it takes, in minutes.
    expected_minutes "expectedMinutes": Option<i64> = Field::new(Kind::Integer { min: 1, max: 1_440 }).filter(Filter::Range).sort(),
    /// Its place among the others; the lowest comes first.
    position "position": Option<i64> = Field::new(Kind::Integer { min: 0, max: 1_000_000 }).filter(Filter::Range).sort(),
    /// When an interviewer sees the answers of others.
    blind "blind": Blind [Blind::AfterOwn] = Field::choice(Blind::WORDS).filter(Filter::Exact).sort(),
    /// A draft is being written; a published one is asked; an archived one takes no more answers.
    status "status": GroupStatus [GroupStatus::Draft] = Field::choice(GroupStatus::WORDS).filter(Filter::Exact).sort(),
    /// Counts the changes since it was first published; answers keep the one they were given in.
    revision "revision": i64 [1] = Field::new(Kind::Integer { min: 1, max: i64::MAX }).access(Access::Read).filter(Filter::Range).sort(),
    /// Its questions, in the order in which they are asked.
    tasks "tasks": Vec<TaskId> = Field::new(Kind::Relations(Target::TASK)).computed(),
    /// How many people its questions were answered about.
    usage_count "usageCount": i64 = Field::new(Kind::Integer { min: 0, max: i64::MAX }).computed(),
}

words! {
    /// On which occasion a question bank is asked.
    GroupKind { Interview = "interview", Screening = "screening", Assessment = "assessment", TakeHome = "take_home" }
}

words! {
    /// When an interviewer sees the answers of others: once one's own are in, never, at any time.
    Blind { AfterOwn = "after_own", Always = "always", Never = "never" }
}

words! {
    /// Where a question bank is in its life.
    GroupStatus { Draft = "draft", Published = "published", Archived = "archived" }
}

impl GroupStatus {
    /// Where it can go from here.
    pub const fn next(self) -> &'static [Self] {
        match self {
            GroupStatus::Draft => &[GroupStatus::Published],
            GroupStatus::Published => &[GroupStatus::Archived],
            GroupStatus::Archived => &[GroupStatus::Published],
        }
    }

    /// # Errors
    /// [`Conflict::Transition`] where there is no such way.
    pub fn go(self, to: Self) -> Result<(), Conflict> {
        if self == to || self.next().contains(&to) {
            return Ok(());
        }
        Err(Conflict::Transition { from: self.to_string(), allowed: self.next().iter().map(ToString::to_string).collect() })
    }
}
