//! The ways of records, folded from the rows of the change log: where each of them stood, and since when. Nothing is read here.

use chrono::{DateTime, Utc};
use domain::{
    change::{Change, Kind},
    id::ChangeId,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};
use uuid::Uuid;

/// The way of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way<S> {
    /// When the record was made.
    pub made: DateTime<Utc>,
    /// Where it stood, the first one first, and since when.
    pub stood: Vec<(S, DateTime<Utc>)>,
}

impl<S: Copy> Way<S> {
    /// Where it stands at the end.
    pub fn now(&self) -> Option<S> {
        self.stood.last().map(|(state, _)| *state)
    }

    /// When it first stood where this is true.
    pub fn first(&self, fits: impl Fn(S) -> bool) -> Option<DateTime<Utc>> {
        self.stood.iter().find(|(state, _)| fits(*state)).map(|(_, since)| *since)
    }

    /// Where it stood and went on: since when, and until when.
    pub fn ended(&self) -> impl Iterator<Item = (S, DateTime<Utc>, DateTime<Utc>)> + '_ {
        self.stood.iter().zip(self.stood.iter().skip(1)).map(|((state, since), (_, until))| (*state, *since, *until))
    }
}

/// The ways of the records in a log, whose rows come in their order. What was undone did not happen, and what is gone has no way.
pub(super) fn fold<S: Copy + FromStr>(log: &[Change]) -> BTreeMap<Uuid, Way<S>> {
    let undone = undone(log);
    let mut ways: BTreeMap<Uuid, Way<S>> = BTreeMap::new();
    let mut gone = BTreeSet::new();
    let happened = log.iter().filter(|change| change.facts.undoes.is_none() && !undone.contains(&change.id));
    for change in happened {
        let state = |word: &Option<String>| word.as_deref().and_then(|word| word.parse::<S>().ok());
        let (from, to) = (state(&change.facts.from), state(&change.facts.to));
        match change.kind {
            Kind::Created => {
                let stood = to.map(|to| (to, change.at)).into_iter().collect();
                ways.insert(change.entity_id, Way { made: change.at, stood });
            }
            Kind::Moved => {
                let Some(way) = ways.get_mut(&change.entity_id) else { continue };
                // Rows of requests once did not say where they began; where the first move came from says it.
                if way.stood.is_empty() {
                    way.stood.extend(from.map(|from| (from, way.made)));
                }
                way.stood.extend(to.map(|to| (to, change.at)));
            }
            Kind::Deleted => {
                gone.insert(change.entity_id);
            }
            Kind::Restored => {
                gone.remove(&change.entity_id);
            }
            _ => {}
        }
    }
    ways.retain(|id, _| !gone.contains(id));
    ways
}

/// The changes that later ones take back, and that were not brought back by undoing those.
fn undone(log: &[Change]) -> BTreeSet<ChangeId> {
    let mut undone = BTreeSet::new();
    for change in log.iter().rev() {
        if let Some(taken_back) = change.facts.undoes.filter(|_| !undone.contains(&change.id)) {
            undone.insert(taken_back);
        }
    }
    undone
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use chrono::TimeDelta;
    use domain::{
        change::{Entity, Facts},
        id::CommandId,
        request_candidates::Stage,
        requests::RequestStatus,
    };

    /// So many days after the first.
    pub fn day(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(n)
    }

    /// A log in which each line is a change: of which record, on which day, what.
    pub fn log(entity: Entity, lines: &[(u128, i64, &str)]) -> Vec<Change> {
        let mut standing: BTreeMap<u128, String> = BTreeMap::new();
        let change = |(line, (record, at, what)): (usize, &(u128, i64, &str))| {
            let mut facts = Facts::default();
            let kind = match *what {
                "deleted" => Kind::Deleted,
                "restored" => Kind::Restored,
                what => {
                    // `undo 3 placed` takes back the third line, and leads to `placed`.
                    let mut words = what.split(' ').rev();
                    let to = words.next().unwrap_or_default().to_owned();
                    facts.undoes = words.next().map(|line| ChangeId(Uuid::from_u128(line.parse().expect("a line"))));
                    facts.from = standing.insert(*record, to.clone());
                    facts.to = Some(to);
                    if facts.from.is_none() { Kind::Created } else { Kind::Moved }
                }
            };
            Change {
                id: ChangeId(Uuid::from_u128(line as u128 + 1)),
                command: CommandId::default(),
                actor: None,
                at: day(*at),
                entity,
                entity_id: Uuid::from_u128(*record),
                kind,
                facts,
                values: None,
            }
        };
        lines.iter().enumerate().map(change).collect()
    }

    fn stages(lines: &[(u128, i64, &str)]) -> Vec<(Stage, i64)> {
        let ways = fold::<Stage>(&log(Entity::RequestCandidate, lines));
        ways.values().flat_map(|way| way.stood.iter().map(|(stage, since)| (*stage, (*since - day(0)).num_days()))).collect()
    }

    #[test]
    fn a_way_is_where_a_record_stood_and_since_when() {
        let lines = [(1, 0, "proposed"), (1, 2, "interviewing"), (1, 5, "on_hold"), (1, 9, "offered")];
        let expected = [(Stage::Proposed, 0), (Stage::Interviewing, 2), (Stage::OnHold, 5), (Stage::Offered, 9)];
        assert_eq!(stages(&lines), expected);
        let ways = fold::<Stage>(&log(Entity::RequestCandidate, &lines));
        let way = &ways[&Uuid::from_u128(1)];
        assert_eq!((way.made, way.now()), (day(0), Some(Stage::Offered)));
        let ended: Vec<_> = way.ended().map(|(stage, since, until)| (stage, (until - since).num_days())).collect();
        assert_eq!(ended, [(Stage::Proposed, 2), (Stage::Interviewing, 3), (Stage::OnHold, 4)], "the last one lasts");
    }

    #[test]
    fn what_was_undone_did_not_happen() {
        let undone = [(1, 0, "proposed"), (1, 2, "placed"), (1, 3, "undo 2 proposed"), (1, 4, "screening")];
        assert_eq!(stages(&undone), [(Stage::Proposed, 0), (Stage::Screening, 4)]);
        assert_eq!(stages(&undone[..2]), [(Stage::Proposed, 0), (Stage::Placed, 2)], "before that, it had");
        let again = [(1, 0, "proposed"), (1, 2, "placed"), (1, 3, "undo 2 proposed"), (1, 4, "undo 3 placed")];
        assert_eq!(stages(&again), [(Stage::Proposed, 0), (Stage::Placed, 2)], "the undoing was undone");
    }

    #[test]
    fn what_is_gone_has_no_way_until_it_is_back() {
        let lines = [(1, 0, "proposed"), (2, 1, "proposed"), (1, 2, "deleted"), (1, 3, "restored"), (1, 4, "screening")];
        assert_eq!(stages(&lines[..3]), [(Stage::Proposed, 1)]);
        assert_eq!(stages(&lines), [(Stage::Proposed, 0), (Stage::Screening, 4), (Stage::Proposed, 1)]);
    }

    #[test]
    fn a_request_that_did_not_say_where_it_began_came_from_there() {
        let mut rows = log(Entity::Request, &[(1, 0, "open"), (1, 3, "filled")]);
        rows[0].facts.to = None;
        let ways = fold::<RequestStatus>(&rows);
        assert_eq!(ways[&Uuid::from_u128(1)].stood, [(RequestStatus::Open, day(0)), (RequestStatus::Filled, day(3))]);
        rows.truncate(1);
        assert_eq!(fold::<RequestStatus>(&rows)[&Uuid::from_u128(1)].stood, []);
    }
}
