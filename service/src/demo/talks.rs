//! The demo's interviews: one that is over and scored by one of two, some today, some to come, one called off.

use super::Scene;
use crate::{
    answers::snapshot,
    db::Tx,
    error::Result,
    interviews::{handed_in, set_seats},
    records, tasks,
};
use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc};
use domain::{
    answers::{AnswerFields, AnswerStatus, Source},
    candidates::Candidate,
    id::{AnswerId, InterviewId, ScorecardId, UserId},
    interviews::{Interview, InterviewFields, InterviewStatus, Rsvp, Seat},
    resource::Record,
    scorecards::{Recommendation, ScorecardFields},
    tasks::{RecruitmentTask, TaskType},
    users::User,
    zones::Tz,
};
use serde_json::Value;

/// Where the demo's company is.
const ZONE: Tz = Tz::Europe__Amsterdam;

/// An interview: whom (from the end of the people), in how many days, at which hour, who sits in it (from the staff), and where it stands.
type Talk = (usize, i64, u32, &'static [usize], InterviewStatus);

const TALKS: &[Talk] = &[
    (5, -2, 10, &[4, 2], InterviewStatus::Scheduled),
    (4, 0, 11, &[4, 1], InterviewStatus::Scheduled),
    (2, 0, 15, &[2], InterviewStatus::Scheduled),
    (9, 1, 10, &[4], InterviewStatus::Scheduled),
    (12, 2, 14, &[1, 3], InterviewStatus::Scheduled),
    (15, 1, 13, &[1], InterviewStatus::Cancelled),
];

impl Scene {
    /// The interviews; the first is over, and one of its two interviewers has handed in what they heard.
    pub(super) async fn talks(&mut self, tx: &mut Tx, staff: &[User], people: &[Candidate], asked: &[Vec<RecruitmentTask>]) -> Result<()> {
        let technical = &asked[1];
        let mut first = None;
        for talk in TALKS {
            let interview = self.talk(tx, staff, people, technical, talk).await?;
            first = first.or(Some(interview));
        }
        match first {
            Some(first) => self.scored(tx, &staff[2], &first, technical).await,
            None => Ok(()),
        }
    }

    async fn talk(
        &mut self,
        tx: &mut Tx,
        staff: &[User],
        people: &[Candidate],
        technical: &[RecruitmentTask],
        &(person, days, hour, seats, status): &Talk,
    ) -> Result<Interview> {
        let recruiter = &staff[1];
        let at = self.at(tx, Some(recruiter), TimeDelta::days(4));
        let start = self.hour(days, hour);
        let seat = |place: &usize| Seat { user: staff[*place].id, rsvp: if *place == 4 { Rsvp::Accepted } else { Rsvp::Pending } };
        let fields = InterviewFields {
            candidate: Some(people[people.len() - person].id),
            task_group: technical.first().and_then(|task| task.task_group),
            starts_at: Some(start),
            ends_at: Some(start + TimeDelta::hours(1)),
            time_zone: ZONE.name().to_owned(),
            place: (hour < 14).then(|| "Room Ada, second floor".to_owned()),
            link: (hour >= 14).then(|| "https://meet.example.test/instroom".to_owned()),
            interviewers: seats.iter().map(seat).collect(),
            status,
            reason: (status == InterviewStatus::Cancelled).then(|| "Found something else.".to_owned()),
            organiser: Some(recruiter.id),
            ..InterviewFields::default()
        };
        let interview = Record { id: InterviewId(self.random.id(at)), version: 1, created_at: at, updated_at: at, fields };
        records::add(tx, &self.pen, &interview).await?;
        set_seats(tx, &interview).await?;
        Ok(interview)
    }

    /// An hour of a day on the company's clocks, so many days from today; at weekends too, so that there always is something today.
    fn hour(&self, days: i64, hour: u32) -> DateTime<Utc> {
        let local = self.now.with_timezone(&ZONE) + TimeDelta::days(days);
        let local = local.date_naive().and_hms_opt(hour, 0, 0).unwrap_or(local.naive_local());
        ZONE.from_local_datetime(&local)
            .earliest()
            .map_or(self.now, |start| start.with_timezone(&Utc))
            .with_nanosecond(0)
            .unwrap_or(self.now)
    }

    async fn scored(&mut self, tx: &mut Tx, by: &User, interview: &Interview, technical: &[RecruitmentTask]) -> Result<()> {
        let at = self.at(tx, Some(by), TimeDelta::days(1));
        let scores = [
            (Some(4), "Went from the graph to the line in three questions."),
            (Some(1), "One table for all of it, and no reason but habit."),
        ];
        for (task, (score, comment)) in technical.iter().zip(scores) {
            self.heard(tx, by.id, interview, task, score, comment, at).await?;
        }
        let fields = ScorecardFields {
            interview: Some(interview.id),
            candidate: interview.candidate,
            task_group: interview.task_group,
            interviewer: Some(by.id),
            recommendation: Recommendation::StrongYes,
            comment: Some("Would learn from her.".to_owned()),
            submitted_at: Some(at),
            ..ScorecardFields::default()
        };
        let scorecard = Record { id: ScorecardId(self.random.id(at)), version: 1, created_at: at, updated_at: at, fields };
        records::add(tx, &self.pen, &scorecard).await?;
        handed_in(tx, interview.id, by.id, at).await
    }

    #[expect(clippy::too_many_arguments, reason = "an answer is about all of these")]
    async fn heard(
        &mut self,
        tx: &mut Tx,
        by: UserId,
        interview: &Interview,
        task: &RecruitmentTask,
        score: Option<i64>,
        comment: &str,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let (_, group) = tasks::asked(tx, task.id).await?;
        let scored = task.answers() == TaskType::Score;
        let fields = AnswerFields {
            task: Some(task.id),
            candidate: interview.candidate,
            interview: Some(interview.id),
            interviewer: Some(by),
            source: Some(Source::Interviewer),
            answer: if scored { score.map_or(Value::Null, Value::from) } else { Value::Null },
            score,
            comment: Some(comment.to_owned()),
            snapshot: Some(snapshot(task, group.revision)),
            status: Some(AnswerStatus::Submitted),
            submitted_at: Some(at),
            ..AnswerFields::default()
        };
        let id = AnswerId(records::number(tx, "recruitment_task_answer").await?);
        records::add(tx, &self.pen, &Record { id, version: 1, created_at: at, updated_at: at, fields }).await.map(drop)
    }
}
