//! What the ways of requests, and of the people in them, count up to. Every number of people is that of a list, so that the two cannot disagree. Nothing is
//! read here.

use super::{
    Times,
    staffing::{Behind, Funnel, InStage, SOURCED, Source, StaffingAsked},
    ways::Way,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{RequestCandidateId, RequestId},
    reports::{Begins, Ends},
    request_candidates::Stage,
    requests::RequestStatus,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// Where somebody who was proposed may be besides on the ladder.
const BESIDE: [Stage; 3] = [Stage::Rejected, Stage::Withdrawn, Stage::OnHold];

/// Somebody's standing in a request.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub request: RequestId,
    pub source: Option<String>,
    pub way: Way<Stage>,
}

impl Standing {
    /// When they first stood on this rung of the ladder, or on a higher one.
    fn reached(&self, stage: Stage) -> Option<DateTime<Utc>> {
        // Everybody was proposed, also who was proposed as somebody who had said no.
        if stage == Stage::Proposed {
            return Some(self.way.made);
        }
        let rung = stage.rung()?;
        self.way.first(|stood| stood.rung().is_some_and(|stood| stood >= rung))
    }

    /// Whether they have been in a stage and left it in this time.
    fn left(&self, stage: Stage, asked: &StaffingAsked) -> bool {
        self.way.ended().any(|(stood, _, until)| stood == stage && asked.holds(until))
    }
}

/// The way of a request from what begins it to what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub request: RequestId,
    pub began: DateTime<Utc>,
    pub ended: DateTime<Utc>,
}

impl Span {
    /// What ended before it began took no time: somebody can be made an offer before a request is open.
    pub fn took(&self) -> TimeDelta {
        (self.ended - self.began).max(TimeDelta::zero())
    }
}

/// Everything that is counted.
#[derive(Clone, Debug, Default)]
pub(super) struct Everything {
    pub standings: BTreeMap<RequestCandidateId, Standing>,
    pub requests: BTreeMap<RequestId, Way<RequestStatus>>,
}

impl Everything {
    /// Those who were proposed in the time that is asked for.
    fn cohort(&self, asked: &StaffingAsked) -> impl Iterator<Item = (RequestCandidateId, &Standing)> {
        let asked = *asked;
        self.standings.iter().filter(move |(_, standing)| asked.holds(standing.way.made)).map(|(id, standing)| (*id, standing))
    }

    /// Who is behind a number, the first proposed first.
    pub fn behind(&self, asked: &StaffingAsked, behind: &Behind) -> Vec<RequestCandidateId> {
        let all = self.standings.iter().map(|(id, standing)| (*id, standing));
        let ids = |(id, _): (RequestCandidateId, &Standing)| id;
        match behind {
            Behind::Reached(stage) => self.cohort(asked).filter(|(_, standing)| standing.reached(*stage).is_some()).map(ids).collect(),
            Behind::Beside(stage) => self.cohort(asked).filter(|(_, standing)| standing.way.now() == Some(*stage)).map(ids).collect(),
            Behind::Now(stage) => all.filter(|(_, standing)| standing.way.now() == Some(*stage)).map(ids).collect(),
            Behind::Spent(stage) => all.filter(|(_, standing)| standing.left(*stage, asked)).map(ids).collect(),
            Behind::Source(source, stage) => {
                let fits = |standing: &Standing| standing.source == *source && standing.reached(*stage).is_some();
                self.cohort(asked).filter(|(_, standing)| fits(standing)).map(ids).collect()
            }
            Behind::Filled => {
                let requests: BTreeSet<RequestId> = self.spans(asked).iter().map(|span| span.request).collect();
                let stage = if asked.ends == Ends::Offered { Stage::Offered } else { Stage::Placed };
                let fits = |standing: &Standing| requests.contains(&standing.request) && standing.reached(stage).is_some();
                all.filter(|(_, standing)| fits(standing)).map(ids).collect()
            }
        }
    }

    fn count(&self, asked: &StaffingAsked, behind: &Behind) -> i64 {
        self.behind(asked, behind).len() as i64
    }

    /// How far those got who were proposed.
    pub fn funnel(&self, asked: &StaffingAsked) -> Funnel {
        Funnel {
            reached: Stage::LADDER.iter().map(|stage| (*stage, self.count(asked, &Behind::Reached(*stage)))).collect(),
            beside: BESIDE.iter().map(|stage| (*stage, self.count(asked, &Behind::Beside(*stage)))).collect(),
        }
    }

    /// How long people are in each stage before they go on.
    pub fn stages(&self, asked: &StaffingAsked) -> Vec<InStage> {
        let of = |stage: Stage| {
            let ended = self.standings.values().flat_map(|standing| standing.way.ended());
            let times = ended.filter(|(stood, _, until)| *stood == stage && asked.holds(*until)).map(|(_, since, until)| until - since);
            let (people, now) = (self.count(asked, &Behind::Spent(stage)), self.count(asked, &Behind::Now(stage)));
            InStage { stage, people, times: Times::of(times.collect()), now }
        };
        Stage::LADDER.iter().copied().chain([Stage::OnHold]).map(of).collect()
    }

    /// The requests that came to their end in the time that is asked for, and are still there; the first that did first.
    pub fn spans(&self, asked: &StaffingAsked) -> Vec<Span> {
        let (proposed, offered, placed) = (self.first(Stage::Proposed), self.first(Stage::Offered), self.first(Stage::Placed));
        let span = |(request, way): (&RequestId, &Way<RequestStatus>)| {
            let of = |first: &BTreeMap<RequestId, DateTime<Utc>>| first.get(request).copied();
            let opened = way.first(|status| status == RequestStatus::Open);
            let began = match asked.begins {
                Begins::Created => Some(way.made),
                // What was open at once was submitted then, whatever was asked later.
                Begins::Submitted => way.first(|status| matches!(status, RequestStatus::PendingApproval | RequestStatus::Open)),
                Begins::Opened => opened,
                Begins::Proposed => of(&proposed),
            };
            let ended = match asked.ends {
                Ends::Offered => of(&offered),
                Ends::Placed => of(&placed),
                Ends::Filled => filled(way),
            };
            Some(Span { request: *request, began: began?, ended: ended.filter(|ended| asked.holds(*ended))? })
        };
        let mut spans: Vec<Span> = self.requests.iter().filter_map(span).collect();
        spans.sort_by_key(|span| (span.ended, span.request));
        spans
    }

    /// When the first person of each request reached a rung.
    fn first(&self, stage: Stage) -> BTreeMap<RequestId, DateTime<Utc>> {
        let mut first: BTreeMap<RequestId, DateTime<Utc>> = BTreeMap::new();
        for standing in self.standings.values() {
            if let Some(at) = standing.reached(stage) {
                first.entry(standing.request).and_modify(|earliest| *earliest = at.min(*earliest)).or_insert(at);
            }
        }
        first
    }

    /// From where those came who were proposed, and how far they got; the most first, and last of as many those of whom it is not known.
    pub fn sources(&self, asked: &StaffingAsked) -> Vec<Source> {
        let names: BTreeSet<Option<&String>> = self.cohort(asked).map(|(_, standing)| standing.source.as_ref()).collect();
        let of = |name: Option<&String>| {
            let counts = SOURCED.map(|stage| self.count(asked, &Behind::Source(name.cloned(), stage)));
            Source { name: name.cloned(), counts }
        };
        let mut sources: Vec<Source> = names.into_iter().map(of).collect();
        sources.sort_by_key(|source| (Reverse(source.counts[0]), source.name.is_none(), source.name.clone()));
        sources
    }
}

/// Since when every seat of a request has been taken, where it is so. Closed afterwards it stays so, and while it is approved anew too: nobody left a seat.
fn filled(way: &Way<RequestStatus>) -> Option<DateTime<Utc>> {
    let rests = |status: RequestStatus| matches!(status, RequestStatus::Closed | RequestStatus::PendingApproval);
    let back = way.stood.iter().rev().filter(|(status, _)| !rests(*status));
    back.take_while(|(status, _)| *status == RequestStatus::Filled).last().map(|(_, since)| *since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::ways::{
        fold,
        tests::{day, log},
    };
    use domain::change::Entity;
    use uuid::Uuid;

    fn standing(n: u128) -> RequestCandidateId {
        RequestCandidateId(Uuid::from_u128(n))
    }

    fn request(n: u128) -> RequestId {
        RequestId(Uuid::from_u128(n))
    }

    /// From the first day until the hundredth.
    fn asked(begins: Begins, ends: Ends) -> StaffingAsked {
        StaffingAsked { from: day(0), until: day(100), as_of: day(100), begins, ends }
    }

    /// People with numbers below a hundred in the first request, those above in the second.
    fn everything(standings: &[(u128, i64, &str)], requests: &[(u128, i64, &str)], sources: &[(u128, &str)]) -> Everything {
        let standings = fold::<Stage>(&log(Entity::RequestCandidate, standings)).into_iter().map(|(id, way)| {
            let n = id.as_u128();
            let source = sources.iter().find(|(of, _)| *of == n).map(|(_, source)| (*source).to_owned());
            (RequestCandidateId(id), Standing { request: request(1 + n / 100), source, way })
        });
        let requests = fold(&log(Entity::Request, requests)).into_iter().map(|(id, way)| (RequestId(id), way));
        Everything { standings: standings.collect(), requests: requests.collect() }
    }

    const PEOPLE: &[(u128, i64, &str)] = &[
        (1, 0, "proposed"),
        (2, 0, "proposed"),
        (3, 1, "proposed"),
        (4, 1, "proposed"),
        // Skips two stages.
        (1, 2, "interviewing"),
        // Placed by mistake, which is taken back.
        (2, 3, "placed"),
        (2, 3, "undo 6 proposed"),
        (2, 4, "shortlisted"),
        // A proposal that was one.
        (4, 5, "deleted"),
        // Waits, and goes on.
        (3, 6, "screening"),
        (3, 7, "on_hold"),
        (3, 12, "screening"),
        (1, 8, "offered"),
        (2, 9, "rejected"),
        (1, 10, "placed"),
        (101, 20, "proposed"),
    ];

    #[test]
    fn a_rung_that_was_skipped_was_reached() {
        let all = everything(PEOPLE, &[], &[]);
        let usual = asked(Begins::Created, Ends::Filled);
        let early = StaffingAsked { until: day(20), ..usual };
        let funnel = all.funnel(&early);
        assert_eq!(funnel.reached.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [3, 3, 2, 1, 1, 1, 1, 1]);
        assert_eq!(funnel.beside, [(Stage::Rejected, 1), (Stage::Withdrawn, 0), (Stage::OnHold, 0)]);
        assert_eq!(all.behind(&early, &Behind::Reached(Stage::Screening)), [standing(1), standing(3)]);
        assert_eq!(all.behind(&early, &Behind::Beside(Stage::Rejected)), [standing(2)]);
        assert_eq!(all.funnel(&usual).reached[0], (Stage::Proposed, 4), "with who came on the last day");
        let late = StaffingAsked { from: day(1), ..early };
        assert_eq!(all.funnel(&late).reached[0], (Stage::Proposed, 1), "who is gone does not count");
        assert_eq!(all.funnel(&StaffingAsked { until: day(0), ..usual }).reached[0], (Stage::Proposed, 0));
    }

    #[test]
    fn times_are_those_that_ended() {
        let all = everything(PEOPLE, &[], &[]);
        let usual = asked(Begins::Created, Ends::Filled);
        let told = |asked: &StaffingAsked| -> Vec<(Stage, i64, i64, i64, i64)> {
            let stages = all.stages(asked).into_iter();
            let stages = stages.filter(|stage| stage.times.n > 0 || stage.now > 0);
            let days = |time: TimeDelta| time.num_days();
            stages.map(|at| (at.stage, at.times.n, days(at.times.median), days(at.times.longest), at.now)).collect()
        };
        let expected = [
            // 2, 4 and 5 days; one more has just come.
            (Stage::Proposed, 3, 4, 5, 1),
            (Stage::Shortlisted, 1, 5, 5, 0),
            // Before the wait; after it still.
            (Stage::Screening, 1, 1, 1, 1),
            (Stage::Interviewing, 1, 6, 6, 0),
            (Stage::Offered, 1, 2, 2, 0),
            (Stage::Placed, 0, 0, 0, 1),
            (Stage::OnHold, 1, 5, 5, 0),
        ];
        assert_eq!(told(&usual), expected);
        let early = StaffingAsked { until: day(4), ..usual };
        assert_eq!(told(&early)[0], (Stage::Proposed, 1, 2, 2, 1), "what ended on the fourth day ended later");
        assert_eq!(all.behind(&usual, &Behind::Spent(Stage::Proposed)), [standing(1), standing(2), standing(3)]);
        assert_eq!(all.behind(&usual, &Behind::Now(Stage::Screening)), [standing(3)]);
        assert_eq!(all.behind(&usual, &Behind::Spent(Stage::OnHold)), [standing(3)]);
    }

    #[test]
    fn a_request_is_filled_the_last_time_it_was() {
        let requests = [
            (1, 0, "draft"),
            (1, 1, "pending_approval"),
            (1, 2, "open"),
            (1, 10, "filled"),
            (1, 11, "open"),
            (1, 15, "filled"),
            (1, 30, "closed"),
            (2, 5, "open"),
            (2, 25, "filled"),
            (2, 26, "cancelled"),
            (2, 27, "closed"),
        ];
        let people = [PEOPLE, &[(101, 22, "offered"), (102, 20, "proposed"), (102, 21, "placed"), (102, 23, "undo 19 proposed")]].concat();
        let days = |begins, ends| -> Vec<(RequestId, i64)> {
            let all = everything(&people, &requests, &[]);
            all.spans(&asked(begins, ends)).iter().map(|span| (span.request, span.took().num_days())).collect()
        };
        assert_eq!(days(Begins::Created, Ends::Filled), [(request(1), 15)], "a request that was given up is not filled");
        assert_eq!(days(Begins::Submitted, Ends::Filled), [(request(1), 14)]);
        assert_eq!(days(Begins::Opened, Ends::Filled), [(request(1), 13)]);
        assert_eq!(days(Begins::Proposed, Ends::Filled), [(request(1), 15)]);
        assert_eq!(days(Begins::Opened, Ends::Offered), [(request(1), 6), (request(2), 17)], "an offer that was not meant is none");
        assert_eq!(days(Begins::Submitted, Ends::Placed), [(request(1), 9)]);
        let early = everything(&people, &requests[..5], &[]);
        assert_eq!(early.spans(&asked(Begins::Created, Ends::Filled)), [], "it was open again");
        let all = everything(&people, &requests, &[]);
        assert_eq!(all.behind(&asked(Begins::Created, Ends::Filled), &Behind::Filled), [standing(1)]);
        assert_eq!(all.behind(&asked(Begins::Created, Ends::Offered), &Behind::Filled), [standing(1), standing(101)]);
        let later = StaffingAsked { from: day(16), ..asked(Begins::Created, Ends::Filled) };
        assert_eq!(all.spans(&later), []);
    }

    #[test]
    fn sources_are_in_the_order_of_how_many_they_brought() {
        let all = everything(PEOPLE, &[], &[(1, "LinkedIn"), (2, "LinkedIn"), (3, "Indeed")]);
        let usual = asked(Begins::Created, Ends::Filled);
        let told: Vec<_> = all.sources(&usual).into_iter().map(|source| (source.name, source.counts)).collect();
        let named = |name: &str| Some(name.to_owned());
        assert_eq!(told, [(named("LinkedIn"), [2, 1, 1, 1]), (named("Indeed"), [1, 0, 0, 0]), (None, [1, 0, 0, 0])]);
        assert_eq!(all.behind(&usual, &Behind::Source(named("LinkedIn"), Stage::Offered)), [standing(1)]);
        assert_eq!(all.behind(&usual, &Behind::Source(None, Stage::Proposed)), [standing(101)]);
    }

    #[test]
    fn what_is_approved_anew_was_filled_all_the_time() {
        let lines: &[(u128, i64, &str)] = &[
            (1, 0, "draft"),
            (1, 5, "open"),
            (1, 10, "filled"),
            (1, 40, "pending_approval"),
            (1, 41, "filled"),
            (1, 50, "closed"),
            (1, 60, "filled"),
            // A seat was left, and taken again.
            (2, 0, "open"),
            (2, 10, "filled"),
            (2, 20, "open"),
            (2, 30, "filled"),
            (2, 45, "pending_approval"),
        ];
        let took = |begins: Begins| -> Vec<i64> {
            everything(&[], lines, &[]).spans(&asked(begins, Ends::Filled)).iter().map(|span| span.took().num_days()).collect()
        };
        assert_eq!(took(Begins::Opened), [5, 30]);
        assert_eq!(took(Begins::Submitted), [5, 30], "what was open at once was submitted then");
        assert_eq!(took(Begins::Created), [10, 30]);
    }

    #[test]
    fn who_was_proposed_as_somebody_who_had_said_no_was_proposed() {
        let all = everything(&[(1, 0, "rejected"), (2, 1, "proposed")], &[], &[(1, "Agency")]);
        let usual = asked(Begins::Created, Ends::Filled);
        let funnel = all.funnel(&usual);
        assert_eq!((funnel.reached[0], funnel.reached[1]), ((Stage::Proposed, 2), (Stage::Shortlisted, 0)));
        assert_eq!(funnel.beside[0], (Stage::Rejected, 1));
        assert_eq!(all.sources(&usual).iter().map(|source| source.counts[0]).collect::<Vec<_>>(), [1, 1]);
    }
}
