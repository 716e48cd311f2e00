//! How many files there are, in all and by the source of which people came, counted as they are written: a list says how long it is, and goes to any of
//! its pages, without counting what it does not show.

use super::sql::{OPEN, within_scope};
use crate::{
    db::{Param, Sum, Tx, Where},
    error::Result,
    recent::{Counted, Reading, Recent},
    records, sql,
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    candidates::{Candidate, Visibility},
    policy::{Reach, Scope},
    query::{Condition, On, Order, Query, Test},
    text::fold,
};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// Files before a page that are passed one by one; of more, whole months are, and then whole days.
const FEW: i64 = 500;
/// Files of some sources that are found by their source and then sorted; of more, the list is gone through until a page is full.
const RARE: i64 = 2_000;

/// Counts what became of a file: where it was, and where it is now.
pub(super) async fn note(tx: &mut Tx, before: Option<&Candidate>, after: &Candidate) -> Result<()> {
    let place = |file: &Candidate| (file.lifecycle, file.visibility, keeper(file));
    let moved = before.is_none_or(|before| place(before) != place(after));
    let came_otherwise = before.is_some_and(|before| before.source != after.source);
    for (file, n) in before.map(|before| (before, -1)).into_iter().chain([(after, 1)]) {
        if moved {
            add(tx, file, n).await?;
        }
        if moved || came_otherwise {
            add_of_source(tx, file, n).await?;
        }
    }
    Ok(())
}

/// Whose confidential file it is; of any other file, nobody.
fn keeper(file: &Candidate) -> Uuid {
    file.recruiter.filter(|_| file.visibility == Visibility::Confidential).map_or(Uuid::nil(), |recruiter| recruiter.0)
}

async fn add(tx: &mut Tx, file: &Candidate, n: i64) -> Result<()> {
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "INSERT INTO candidate_tally (lifecycle, visibility, recruiter, n, span, nth, shard) VALUES ($1, $2, $3, $4, 'month', $5, 0), ($1, $2, $3, $4, 'day', $6, 0)
             ON CONFLICT (span, nth, lifecycle, visibility, recruiter, shard) DO UPDATE SET n = candidate_tally.n + $4"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO candidate_tally (lifecycle, visibility, recruiter, n, span, nth, shard)
             VALUES ($1, $2, $3, $4, 'month', $5, pg_backend_pid() % 32), ($1, $2, $3, $4, 'day', $6, pg_backend_pid() % 32)
             ON CONFLICT (span, nth, lifecycle, visibility, recruiter, shard) DO UPDATE SET n = candidate_tally.n + $4"
        )
    };
    tx.later(statement, place(file, n)).await
}

async fn add_of_source(tx: &mut Tx, file: &Candidate, n: i64) -> Result<()> {
    let Some(source) = &file.source else { return Ok(()) };
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "INSERT INTO source_tally (lifecycle, visibility, recruiter, n, span, nth, shard, source_fold)
             VALUES ($1, $2, $3, $4, 'month', $5, 0, $7), ($1, $2, $3, $4, 'day', $6, 0, $7)
             ON CONFLICT (span, nth, source_fold, lifecycle, visibility, recruiter, shard) DO UPDATE SET n = source_tally.n + $4"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO source_tally (lifecycle, visibility, recruiter, n, span, nth, shard, source_fold)
             VALUES ($1, $2, $3, $4, 'month', $5, pg_backend_pid() % 32, $7), ($1, $2, $3, $4, 'day', $6, pg_backend_pid() % 32, $7)
             ON CONFLICT (span, nth, source_fold, lifecycle, visibility, recruiter, shard) DO UPDATE SET n = source_tally.n + $4"
        )
    };
    let mut params = place(file, n);
    params.push(Param::Text(Some(fold(source))));
    tx.later(statement, params).await
}

fn place(file: &Candidate, n: i64) -> Vec<Param> {
    vec![
        Param::Text(Some(file.lifecycle.word().to_owned())),
        Param::Text(Some(file.visibility.word().to_owned())),
        Param::Id(Some(keeper(file))),
        Param::Int(Some(n)),
        Param::Int(Some(Span::Month.of(file.created_at))),
        Param::Int(Some(Span::Day.of(file.created_at))),
    ]
}

/// A stretch of time that is counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Month,
    Day,
}

/// Numbers for the days of a month.
const DAYS: i64 = 32;

impl Span {
    fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Day => "day",
        }
    }

    /// The number of the month or the day: months from the year 0; days from there, in months of [`DAYS`].
    fn of(self, at: DateTime<Utc>) -> i64 {
        let month = i64::from(at.year()) * 12 + i64::from(at.month0());
        match self {
            Self::Month => month,
            Self::Day => month * DAYS + i64::from(at.day0()),
        }
    }

    /// When the one with this number begins.
    fn begin(self, nth: i64) -> DateTime<Utc> {
        let (month, day) = match self {
            Self::Month => (nth, 0),
            Self::Day => (nth.div_euclid(DAYS), nth.rem_euclid(DAYS)),
        };
        let year = i32::try_from(month.div_euclid(12)).unwrap_or(i32::MAX);
        let first = NaiveDate::from_ymd_opt(year, month.rem_euclid(12) as u32 + 1, 1).unwrap_or(NaiveDate::MAX);
        first.checked_add_days(Days::new(day.unsigned_abs())).unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN).and_utc()
    }
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

/// Whether a condition is on the source of which people came, so that the tally of sources can answer it.
fn is_source(condition: &&Condition) -> bool {
    condition.on.name() == "source" && matches!(condition.test, Test::Contains(_))
}

/// Whether a list by age has the newest first; none for another order.
pub(super) fn by_age(query: &Query) -> Option<bool> {
    match query.order[..] {
        [] => Some(false),
        [Order { by: On::CreatedAt, descending }] => Some(descending),
        _ => None,
    }
}

/// How many came in a span with this number; or, where there is a moment, how many more than the tally says came then.
type Row = (i64, i64, Option<DateTime<Utc>>);

/// How many came in each month, or on each day of a month, as long as nothing was recorded since.
pub(crate) type Spans = Recent<Counted, Arc<Vec<Row>>>;

/// The last columns of a [`Row`] of a tally.
const TALLIED: &str = "CAST(SUM(n) AS BIGINT), CAST(NULL AS TIMESTAMPTZ)";

/// The list of those in `scope` that are in one of some states, and of some sources.
pub(super) struct Tally<'a> {
    scope: Scope,
    query: &'a Query,
    /// Which states and sources, as conditions on a file or on the tally.
    states: Where,
    by_source: bool,
    spans: Reading<'a, Counted, Arc<Vec<Row>>>,
}

impl<'a> Tally<'a> {
    /// None where no tally knows how long the list is: something else narrows it.
    pub fn of(scope: Scope, query: &'a Query, mut states: Where, spans: Reading<'a, Counted, Arc<Vec<Row>>>) -> Option<Self> {
        let reaches = matches!(scope.reach, Reach::All | Reach::Open { .. });
        let (sources, others): (Vec<&Condition>, Vec<_>) = query.conditions.iter().partition(is_source);
        let knows = reaches && query.text.is_none() && others.iter().all(|condition| condition.on.name() == "lifecycle");
        records::narrow(&mut states, &query.conditions);
        knows.then_some(Self { scope, query, states, by_source: !sources.is_empty(), spans })
    }

    /// How long it is, as an expression.
    pub fn total(&self) -> Sum {
        let mut total = Sum::default();
        let all =
            if self.by_source { "SELECT COALESCE(SUM(n), 0) FROM source_tally" } else { "SELECT COALESCE(SUM(n), 0) FROM candidate_tally" };
        total.add(all, self.counted(Span::Month));
        self.interviewed().into_iter().for_each(|within| total.add("SELECT COUNT(*) FROM candidate", within));
        self.own().into_iter().for_each(|within| total.add("SELECT -COUNT(*) FROM candidate", within));
        total
    }

    /// Whether how long the list is decides how its page is found.
    pub fn goes_first(&self) -> bool {
        self.by_source || self.is_far()
    }

    /// Whether the page is far from the beginning of a list by age: then months are passed, rather than files.
    fn is_far(&self) -> bool {
        by_age(self.query).is_some() && self.query.paging.offset() > FEW
    }

    /// How long the list is. `within`, the list's own conditions, is narrowed where its page is found sooner that way: to the days from which on a page is that is
    /// far, to the sources where few came by them.
    pub async fn length(&self, tx: &mut Tx, within: &mut Where) -> Result<Length> {
        if !self.is_far() {
            let total = self.total();
            let total = tx.query_built(format!("SELECT {}", total.sql(0))).bind_all(total.params()).number().await?;
            if self.by_source && total <= RARE {
                let mut sources = Where::default();
                sources.and("span = 'month'", []);
                records::narrow(&mut sources, self.query.conditions.iter().filter(is_source));
                within.and_in_select("source_fold", "SELECT source_fold FROM source_tally", sources);
            }
            return Ok(Length { total, skipped: 0 });
        }
        let months = self.read(tx, self.months()).await?;
        let mut way = Way::new(self, &months);
        if let Some(month) = way.month {
            way.go_on(self, &self.read(tx, self.days(month)).await?);
        }
        Ok(way.end(self, within))
    }

    /// The same, where the way to a far page is kept.
    pub fn known(&self, within: &mut Where) -> Option<Length> {
        if !self.is_far() {
            return None;
        }
        let mut way = Way::new(self, &self.spans.get(&self.months())?);
        if let Some(month) = way.month {
            way.go_on(self, &self.spans.get(&self.days(month))?);
        }
        Some(way.end(self, within))
    }

    async fn read(&self, tx: &mut Tx, counted: Counted) -> Result<Arc<Vec<Row>>> {
        let rows = Arc::new(tx.query_built(counted.0.clone()).bind_all(counted.1.clone()).all().await?);
        self.spans.put(counted, Arc::clone(&rows));
        Ok(rows)
    }

    fn newest_first(&self) -> bool {
        by_age(self.query) == Some(true)
    }

    /// How many of the list came in each month, and the exceptions among them.
    fn months(&self) -> Counted {
        let counted = self.counted(Span::Month);
        let mut params = counted.params().to_vec();
        let mut sql = format!("SELECT nth, {TALLIED} FROM {}{} GROUP BY nth", self.table(), counted.clause());
        let exceptions = [(self.interviewed(), "SELECT 0, 1, created_at"), (self.own(), "SELECT 0, -1, created_at")];
        for (within, select) in exceptions {
            let Some(within) = within else { continue };
            sql.push_str(&format!(" UNION ALL {select} FROM candidate{}", within.clause_after(params.len())));
            params.extend(within.params().iter().cloned());
        }
        (sql, params)
    }

    /// How many of the list came on each day of a month.
    fn days(&self, month: i64) -> Counted {
        let mut counted = self.counted(Span::Day);
        counted.and("nth >= ? AND nth < ?", [month, month + 1].map(|month| Param::Int(Some(month * DAYS))));
        (format!("SELECT nth, {TALLIED} FROM {}{} GROUP BY nth", self.table(), counted.clause()), counted.params().to_vec())
    }

    fn table(&self) -> &'static str {
        if self.by_source { "source_tally" } else { "candidate_tally" }
    }

    /// Those that the tally knows of, by such spans.
    fn counted(&self, span: Span) -> Where {
        let mut within = Where::default();
        within.and("span = ?", [Param::Text(Some(span.word().to_owned()))]);
        within.and_all(&self.states);
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

/// The way to a far page: whole months are passed, then whole days of a month.
struct Way {
    total: i64,
    exceptions: Vec<(DateTime<Utc>, i64)>,
    /// Files before the page that were not passed yet.
    ahead: i64,
    /// The month in which the page begins, and the day. None where the list ends before the page.
    month: Option<i64>,
    day: Option<i64>,
}

impl Way {
    fn new(list: &Tally<'_>, rows: &[Row]) -> Self {
        let mut months = BTreeMap::new();
        for (nth, n, at) in rows {
            *months.entry(at.map_or(*nth, |at| Span::Month.of(at))).or_default() += n;
        }
        let exceptions = rows.iter().filter_map(|(_, n, at)| at.map(|at| (at, *n))).collect();
        let mut way = Self { total: months.values().sum(), exceptions, ahead: list.query.paging.offset(), month: None, day: None };
        way.month = way.reached(list, &months);
        way
    }

    fn go_on(&mut self, list: &Tally<'_>, rows: &[Row]) {
        let mut days: BTreeMap<i64, i64> = rows.iter().map(|(nth, n, _)| (*nth, *n)).collect();
        for (at, n) in self.exceptions.iter().filter(|(at, _)| Some(Span::Month.of(*at)) == self.month) {
            *days.entry(Span::Day.of(*at)).or_default() += n;
        }
        self.day = self.reached(list, &days);
    }

    /// The first of these, in the order of the list, that is not passed whole.
    fn reached(&mut self, list: &Tally<'_>, counts: &BTreeMap<i64, i64>) -> Option<i64> {
        let mut passed = |(_, n): &(&i64, &i64)| {
            let whole = **n <= self.ahead;
            self.ahead -= if whole { **n } else { 0 };
            whole
        };
        let first = if list.newest_first() { counts.iter().rev().find(|it| !passed(it)) } else { counts.iter().find(|it| !passed(it)) };
        first.map(|(nth, _)| *nth)
    }

    fn end(self, list: &Tally<'_>, within: &mut Where) -> Length {
        let Some(day) = self.day else { return Length { total: self.total, skipped: 0 } };
        if list.newest_first() {
            within.and("created_at < ?", [Param::Moment(Some(Span::Day.begin(day + 1)))]);
        } else {
            within.and("created_at >= ?", [Param::Moment(Some(Span::Day.begin(day)))]);
        }
        Length { total: self.total, skipped: list.query.paging.offset() - self.ahead }
    }
}

/// Counts of the tallies that are not those of the files.
///
/// # Errors
/// The database's.
pub(crate) async fn miscounted(tx: &mut Tx) -> Result<i64> {
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "WITH file AS (
                SELECT source_fold, lifecycle, visibility, CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE $1 END AS keeper,
                    CAST(strftime('%Y', created_at) AS INTEGER) * 12 + CAST(strftime('%m', created_at) AS INTEGER) - 1 AS month,
                    CAST(strftime('%d', created_at) AS INTEGER) - 1 AS day
                FROM candidate),
             came AS (
                SELECT source_fold, lifecycle, visibility, keeper, 'month' AS span, month AS nth, COUNT(*) AS n FROM file GROUP BY 1, 2, 3, 4, 6 UNION ALL
                SELECT source_fold, lifecycle, visibility, keeper, 'day', month * 32 + day, COUNT(*) FROM file GROUP BY 1, 2, 3, 4, 6)
             SELECT COUNT(*) FROM (SELECT lifecycle FROM (
                SELECT '' AS kept, lifecycle, visibility, recruiter, span, nth, n FROM candidate_tally UNION ALL
                SELECT '', lifecycle, visibility, keeper, span, nth, -n FROM came UNION ALL
                SELECT 'by ' || source_fold, lifecycle, visibility, recruiter, span, nth, n FROM source_tally UNION ALL
                SELECT 'by ' || source_fold, lifecycle, visibility, keeper, span, nth, -n FROM came WHERE source_fold IS NOT NULL
             ) both_counts GROUP BY kept, lifecycle, visibility, recruiter, span, nth HAVING SUM(n) <> 0) wrong"
        )
    } else {
        sql!(
            Postgres,
            "WITH file AS (
                SELECT source_fold, lifecycle, visibility, CASE WHEN visibility = 'confidential' AND recruiter IS NOT NULL THEN recruiter ELSE $1 END AS keeper,
                    CAST(EXTRACT(YEAR FROM created_at AT TIME ZONE 'UTC') * 12 + EXTRACT(MONTH FROM created_at AT TIME ZONE 'UTC') - 1 AS BIGINT) AS month,
                    CAST(EXTRACT(DAY FROM created_at AT TIME ZONE 'UTC') - 1 AS BIGINT) AS day
                FROM candidate),
             came AS (
                SELECT source_fold, lifecycle, visibility, keeper, 'month' AS span, month AS nth, COUNT(*) AS n FROM file GROUP BY 1, 2, 3, 4, 6 UNION ALL
                SELECT source_fold, lifecycle, visibility, keeper, 'day', month * 32 + day, COUNT(*) FROM file GROUP BY 1, 2, 3, 4, 6)
             SELECT COUNT(*) FROM (SELECT lifecycle FROM (
                SELECT '' AS kept, lifecycle, visibility, recruiter, span, nth, n FROM candidate_tally UNION ALL
                SELECT '', lifecycle, visibility, keeper, span, nth, -n FROM came UNION ALL
                SELECT 'by ' || source_fold, lifecycle, visibility, recruiter, span, nth, n FROM source_tally UNION ALL
                SELECT 'by ' || source_fold, lifecycle, visibility, keeper, span, nth, -n FROM came WHERE source_fold IS NOT NULL
             ) both_counts GROUP BY kept, lifecycle, visibility, recruiter, span, nth HAVING SUM(n) <> 0) wrong"
        )
    };
    tx.query(statement).bind(Uuid::nil()).number().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_begins_where_the_one_before_it_ends() {
        for day in ["2026-01-31", "2026-02-28", "2028-02-29", "2026-12-31", "1999-12-31"] {
            let day: NaiveDate = day.parse().unwrap();
            let last = day.and_hms_micro_opt(23, 59, 59, 999_999).unwrap().and_utc();
            let next = day.succ_opt().unwrap().and_time(NaiveTime::MIN).and_utc();
            let (of_month, of_day) = (Span::Month.of(last), Span::Day.of(last));
            assert_eq!(Span::Day.begin(of_day), day.and_time(NaiveTime::MIN).and_utc());
            assert_eq!((Span::Day.begin(of_day + 1), Span::Month.begin(of_month + 1)).0, next, "{day}");
            assert_eq!(Span::Month.of(Span::Month.begin(of_month)), of_month);
            assert_eq!(Span::Day.begin(Span::Month.of(last) * DAYS), Span::Month.begin(of_month));
            assert!((of_month * DAYS..(of_month + 1) * DAYS).contains(&of_day));
        }
    }
}
