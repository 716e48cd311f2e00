//! How many files there are, counted as they are written: a list says how long it is, and goes to any of its pages, without counting what it does not show.

use super::sql::{OPEN, within_scope};
use crate::{
    db::{Param, Sum, Tx, Where},
    error::Result,
    records, sql,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use domain::{
    candidates::{Candidate, Visibility},
    policy::{Reach, Scope},
    query::{On, Order, Query},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Files before a page that are passed one by one; of more, whole months are.
const FEW: i64 = 500;

/// Counts what became of a file: where it was, and where it is now.
pub(super) async fn note(tx: &mut Tx, before: Option<&Candidate>, after: &Candidate) -> Result<()> {
    let place = |file: &Candidate| (file.lifecycle, file.visibility, keeper(file));
    if let Some(before) = before {
        if place(before) == place(after) {
            return Ok(());
        }
        add(tx, before, -1).await?;
    }
    add(tx, after, 1).await
}

/// Whose confidential file it is; of any other file, nobody.
fn keeper(file: &Candidate) -> Uuid {
    file.recruiter.filter(|_| file.visibility == Visibility::Confidential).map_or(Uuid::nil(), |recruiter| recruiter.0)
}

async fn add(tx: &mut Tx, file: &Candidate, n: i64) -> Result<()> {
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "INSERT INTO candidate_tally (lifecycle, visibility, recruiter, month, shard, n) VALUES ($1, $2, $3, $4, 0, $5)
             ON CONFLICT (lifecycle, visibility, recruiter, month, shard) DO UPDATE SET n = candidate_tally.n + $5"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO candidate_tally (lifecycle, visibility, recruiter, month, shard, n) VALUES ($1, $2, $3, $4, pg_backend_pid() % 32, $5)
             ON CONFLICT (lifecycle, visibility, recruiter, month, shard) DO UPDATE SET n = candidate_tally.n + $5"
        )
    };
    let params = vec![
        Param::Text(Some(file.lifecycle.word().to_owned())),
        Param::Text(Some(file.visibility.word().to_owned())),
        Param::Id(Some(keeper(file))),
        Param::Int(Some(month(file.created_at))),
        Param::Int(Some(n)),
    ];
    tx.later(statement, params).await
}

/// Months from the year 0.
fn month(at: DateTime<Utc>) -> i64 {
    i64::from(at.year()) * 12 + i64::from(at.month0())
}

/// When a month begins.
fn begin(month: i64) -> DateTime<Utc> {
    let year = i32::try_from(month.div_euclid(12)).unwrap_or(i32::MAX);
    let day = NaiveDate::from_ymd_opt(year, month.rem_euclid(12) as u32 + 1, 1).unwrap_or(NaiveDate::MAX);
    day.and_time(NaiveTime::MIN).and_utc()
}

/// How long a list is, and how many of those before its page are left out by what was added to its conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    pub total: i64,
    pub skipped: i64,
}

/// Whether nothing narrows the list but the states in which files are.
pub(super) fn only_states(query: &Query) -> bool {
    query.conditions.iter().all(|condition| condition.on.name() == "lifecycle")
}

/// Whether a list by age has the newest first; none for another order.
pub(super) fn by_age(query: &Query) -> Option<bool> {
    match query.order[..] {
        [] => Some(false),
        [Order { by: On::CreatedAt, descending }] => Some(descending),
        _ => None,
    }
}

/// The list of those in `scope` that are in one of some states.
pub(super) struct Tally<'a> {
    scope: Scope,
    query: &'a Query,
    /// Which states, as conditions on a file or on the tally.
    states: Where,
}

impl<'a> Tally<'a> {
    /// None where the tally does not know how long the list is: something narrows it beside the states in which files are.
    pub fn of(scope: Scope, query: &'a Query, mut states: Where) -> Option<Self> {
        let reaches = matches!(scope.reach, Reach::All | Reach::Open { .. });
        let knows = reaches && query.text.is_none() && only_states(query);
        records::narrow(&mut states, &query.conditions);
        knows.then_some(Self { scope, query, states })
    }

    /// How long it is, as an expression.
    pub fn total(&self) -> Sum {
        let mut total = Sum::default();
        total.add("SELECT COALESCE(SUM(n), 0) FROM candidate_tally", self.counted());
        self.interviewed().into_iter().for_each(|within| total.add("SELECT COUNT(*) FROM candidate", within));
        self.own().into_iter().for_each(|within| total.add("SELECT -COUNT(*) FROM candidate", within));
        total
    }

    /// Whether the page is far from the beginning of a list by age: then months are passed, rather than files.
    pub fn is_far(&self) -> bool {
        by_age(self.query).is_some() && self.query.paging.offset() > FEW
    }

    /// How long the list is. Where its page is far, `within`, the list's own conditions, is narrowed to the months from which on it is.
    pub async fn length(&self, tx: &mut Tx, within: &mut Where) -> Result<Length> {
        if !self.is_far() {
            let total = self.total();
            let total = tx.query_built(format!("SELECT {}", total.sql(0))).bind_all(total.params()).number().await?;
            return Ok(Length { total, skipped: 0 });
        }
        let counted = self.counted();
        let sql = format!("SELECT month, CAST(SUM(n) AS BIGINT) FROM candidate_tally{} GROUP BY month", counted.clause());
        let rows: Vec<(i64, i64)> = tx.query_built(sql).bind_all(counted.params().to_vec()).all().await?;
        let mut months: BTreeMap<i64, i64> = rows.into_iter().collect();
        for (exceptions, n) in [(self.interviewed(), 1), (self.own(), -1)] {
            let Some(exceptions) = exceptions else { continue };
            let sql = format!("SELECT created_at FROM candidate{}", exceptions.clause());
            let came: Vec<(DateTime<Utc>,)> = tx.query_built(sql).bind_all(exceptions.params().to_vec()).all().await?;
            came.into_iter().for_each(|(at,)| *months.entry(month(at)).or_default() += n);
        }
        let mut skipped = 0;
        let mut reached = |(month, n): (&i64, &i64)| {
            let passed = skipped + n <= self.query.paging.offset();
            skipped += if passed { *n } else { 0 };
            (!passed).then_some(*month)
        };
        let descending = by_age(self.query) == Some(true);
        let first = if descending { months.iter().rev().find_map(&mut reached) } else { months.iter().find_map(&mut reached) };
        match first {
            Some(first) if descending => within.and("created_at < ?", [Param::Moment(Some(begin(first + 1)))]),
            Some(first) => within.and("created_at >= ?", [Param::Moment(Some(begin(first)))]),
            None => {}
        }
        Ok(Length { total: months.values().sum(), skipped })
    }

    /// Those that the tally knows of.
    fn counted(&self) -> Where {
        let mut within = self.states.clone();
        if let Reach::Open { recruiter } = self.scope.reach {
            within.and(OPEN, [Param::Id(Some(recruiter.0))]);
        }
        within
    }

    /// Those whom the asker finds as an interviewer alone.
    fn interviewed(&self) -> Option<Where> {
        let (Reach::Open { recruiter }, Some(interviewer)) = (self.scope.reach, self.scope.interviewer) else { return None };
        let mut within = self.states.clone();
        within.and("id IN (SELECT candidate FROM interview_seat WHERE user_id = ? AND live)", [Param::Id(Some(interviewer.0))]);
        within.and("visibility <> 'normal' AND (recruiter IS NULL OR recruiter <> ?)", [Param::Id(Some(recruiter.0))]);
        Some(within)
    }

    /// The asker's own file, which they do not find, where they would.
    fn own(&self) -> Option<Where> {
        let own = self.scope.own_file?;
        let mut within = self.states.clone();
        within.and("id = ?", [Param::Id(Some(own.0))]);
        within_scope(&mut within, Scope { own_file: None, ..self.scope });
        Some(within)
    }
}

/// Counts of the tally that are not those of the files.
///
/// # Errors
/// The database's.
pub(crate) async fn miscounted(tx: &mut Tx) -> Result<i64> {
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "SELECT COUNT(*) FROM (SELECT lifecycle FROM (
                SELECT lifecycle, visibility, recruiter, month, n FROM candidate_tally UNION ALL
                SELECT lifecycle, visibility, CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE $1 END,
                    CAST(strftime('%Y', created_at) AS INTEGER) * 12 + CAST(strftime('%m', created_at) AS INTEGER) - 1, -COUNT(*)
                FROM candidate GROUP BY 1, 2, 3, 4) both_counts
             GROUP BY lifecycle, visibility, recruiter, month HAVING SUM(n) <> 0) wrong"
        )
    } else {
        sql!(
            Postgres,
            "SELECT COUNT(*) FROM (SELECT lifecycle FROM (
                SELECT lifecycle, visibility, recruiter, month, n FROM candidate_tally UNION ALL
                SELECT lifecycle, visibility, CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE $1 END,
                    CAST(EXTRACT(YEAR FROM created_at AT TIME ZONE 'UTC') * 12 + EXTRACT(MONTH FROM created_at AT TIME ZONE 'UTC') - 1 AS BIGINT), -COUNT(*)
                FROM candidate GROUP BY 1, 2, 3, 4) both_counts
             GROUP BY lifecycle, visibility, recruiter, month HAVING SUM(n) <> 0) wrong"
        )
    };
    tx.query(statement).bind(Uuid::nil()).number().await
}
