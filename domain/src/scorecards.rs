//! Scorecards: what one interviewer made of one interview as a whole, and what all of them make together. The scores of the single questions are
//! [answers](crate::answers).

use crate::{
    id::{CandidateId, InterviewId, ScorecardId, TaskGroupId, UserId},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};
use chrono::{DateTime, Utc};

/// A scorecard that was handed in.
pub type Scorecard = Record<ScorecardFields>;

crate::resource! {
    /// What a scorecard says.
    pub struct ScorecardFields [ScorecardId]
        Resource::new("Scorecard", "scorecards", "scorecard", "What one interviewer made of one interview.");
    /// Of which interview.
    interview "interview": Option<InterviewId> = Field::new(Kind::Relation(Target::INTERVIEW)).required().access(Access::Create).filter(Filter::Exact),
    /// About whom.
    candidate "candidate": Option<CandidateId> = Field::new(Kind::Relation(Target::CANDIDATE)).required().access(Access::Create).filter(Filter::Exact),
    /// What was asked.
    task_group "recruitmentTaskGroup": Option<TaskGroupId> =
        Field::new(Kind::Relation(Target::TASK_GROUP)).required().access(Access::Create).filter(Filter::Exact),
    /// Who asked.
    interviewer "interviewer": Option<UserId> = Field::new(Kind::Relation(Target::USER)).required().access(Access::Create).filter(Filter::Exact),
    /// What they would do. It decides nothing by itself.
    recommendation "recommendation": Recommendation [Recommendation::NoDecision] = Field::choice(Recommendation::WORDS).filter(Filter::Exact),
    /// Why.
    comment "comment": Option<String> = Field::lines(text::LONG),
    /// Why it was amended.
    reason "reason": Option<String> = Field::line(text::SHORT),
    /// When it was handed in.
    submitted_at "submittedAt": Option<DateTime<Utc>> = Field::new(Kind::Moment).access(Access::Read).filter(Filter::Range).sort(),
}

words! {
    /// What an interviewer would do.
    Recommendation {
        StrongYes = "strong_yes",
        Yes = "yes",
        No = "no",
        DefinitelyNot = "definitely_not",
        NoDecision = "no_decision",
    }
}

/// Scores from here on apart are a disagreement.
pub const APART: i64 = 2;

/// Several scores together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mean {
    /// The weighted mean in hundredths, half of one rounded up; none where nothing counts.
    pub hundredths: Option<i64>,
    /// How many scores.
    pub n: i64,
    /// The highest less the lowest.
    pub spread: i64,
}

impl Mean {
    /// Of scores from 1 to 4 with their weights.
    pub fn of(scores: impl IntoIterator<Item = (i64, i64)>) -> Self {
        let (mut sum, mut weights, mut n, mut least, mut most) = (0, 0, 0, i64::MAX, i64::MIN);
        for (score, weight) in scores {
            sum += score * weight;
            weights += weight;
            n += 1;
            least = least.min(score);
            most = most.max(score);
        }
        let hundredths = (weights > 0).then(|| (sum * 200 + weights) / (weights * 2));
        Self { hundredths, n, spread: if n == 0 { 0 } else { most - least } }
    }

    /// Whether those who scored saw different things.
    pub const fn apart(&self) -> bool {
        self.spread >= APART
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mean_tells_how_many_and_how_far_apart() {
        assert_eq!(Mean::of([]), Mean { hundredths: None, n: 0, spread: 0 });
        assert_eq!(Mean::of([(4, 1), (3, 1), (3, 1)]), Mean { hundredths: Some(333), n: 3, spread: 1 });
        assert_eq!(Mean::of([(4, 3), (1, 1)]), Mean { hundredths: Some(325), n: 2, spread: 3 });
        assert_eq!(Mean::of([(4, 0)]), Mean { hundredths: None, n: 1, spread: 0 }, "what weighs nothing is shown and does not count");
        assert_eq!(Mean::of([(1, 1), (2, 7)]).hundredths, Some(188), "187.5 is rounded up");
        assert!(Mean::of([(1, 1), (3, 1)]).apart() && !Mean::of([(2, 1), (3, 1)]).apart());
    }

    proptest! {
        #[test]
        fn a_mean_lies_among_its_scores(scores in proptest::collection::vec((1_i64..=4, 1_i64..=100), 1..30)) {
            let mean = Mean::of(scores.iter().copied());
            let (least, most) = (scores.iter().map(|(score, _)| *score).min().unwrap_or(1), scores.iter().map(|(score, _)| *score).max().unwrap_or(4));
            let hundredths = mean.hundredths.expect("a mean");
            prop_assert!((least * 100..=most * 100).contains(&hundredths));
            prop_assert_eq!(mean.n, scores.len() as i64);
        }
    }
}
