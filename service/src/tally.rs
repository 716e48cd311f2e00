//! How long a list is and where its pages begin, by counts that are kept as its records are written: nothing is counted of what a page does not show.

use crate::{
    db::{Db, Param, Sum, Tx, Where},
    error::Result,
    recent::{Counted, Reading, Recent},
    records::{self, Place},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    page::Page,
    query::{Condition, On, Order, Query},
    resource::{Described, Record},
};
use std::{collections::BTreeMap, sync::Arc};

/// Records before a page that are passed one by one; of more, whole months are, and then whole days.
const FEW: i64 = 500;
/// Records that are found by a column's values, and then sorted; of more, the list is gone through until a page is full.
const RARE: i64 = 2_000;
/// Values by which records are found: there are fewer.
const VALUES: usize = 100;

/// Rows of the tallies: of all there is, of months, of days. Part of the statement: the plan of one would not do for the other.
pub(crate) const ALL: &str = "span = 'all'";
const MONTH: &str = "span = 'month'";
const DAY: &str = "span = 'day'";

/// A stretch of time that is counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    Month,
    Day,
}

/// Numbers for the days of a month.
const DAYS: i64 = 32;

impl Span {
    /// The number of the month or the day: months from the year 0; days from there, in months of [`DAYS`].
    pub fn of(self, at: DateTime<Utc>) -> i64 {
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
struct Length {
    total: i64,
    skipped: i64,
}

/// Whether a list by age has the newest first; none for another order.
pub(crate) fn by_age(query: &Query) -> Option<bool> {
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

/// Records that the tally counts and the list has not, or the other way round.
struct Exception {
    more: bool,
    table: &'static str,
    within: Where,
}

/// A column by which the list's records are found.
struct By {
    column: &'static str,
    /// Those of the tally that have its values.
    rows: Where,
    /// The query without the conditions that this answers.
    query: Query,
}

/// A list of which a tally knows how long it is.
pub(crate) struct Tally<'a> {
    query: &'a Query,
    spans: Reading<'a, Counted, Arc<Vec<Row>>>,
    table: &'static str,
    /// What counts, as conditions on the tally.
    counted: Where,
    exceptions: Vec<Exception>,
    by: Option<By>,
}

impl<'a> Tally<'a> {
    /// The list that a query asks for, counted in these rows of a table.
    pub fn new(query: &'a Query, spans: Reading<'a, Counted, Arc<Vec<Row>>>, table: &'static str, counted: Where) -> Self {
        Self { query, spans, table, counted, exceptions: Vec::new(), by: None }
    }

    /// These records of a table are on the list, and not counted.
    pub fn with(&mut self, table: &'static str, within: Where) {
        self.exceptions.push(Exception { more: true, table, within });
    }

    /// These records of a table are counted, and not on the list.
    pub fn without(&mut self, table: &'static str, within: Where) {
        self.exceptions.push(Exception { more: false, table, within });
    }

    /// The records of the list have those values in a column that rows of the tally have: where the list is short, or it is one value, they are found by it, and
    /// these conditions are not asked any more.
    pub fn by(&mut self, column: &'static str, rows: Where, answered: impl Fn(&Condition) -> bool) {
        let mut query = self.query.clone();
        query.conditions.retain(|condition| !answered(condition));
        self.by = Some(By { column, rows, query });
    }

    /// A page of the list. `within` are its conditions, but for those of the query.
    ///
    /// # Errors
    /// The database's.
    pub async fn page<F: Described>(&self, db: &Db, mut within: Where) -> Result<Page<Record<F>>> {
        if self.by.is_none() && !self.is_far() {
            let (within, total) = (within.clone(), self.total());
            let found = db.look(async |tx: &mut Tx| records::look::<F>(tx, within, self.query, &total).await).await?;
            if let Some(page) = found {
                return Ok(page);
            }
        }
        if let Some(Length { total, skipped }) = self.known(&mut within) {
            return db
                .look(async |tx: &mut Tx| records::page_of(tx, within, self.query, total, Place::counted(self.query, skipped)).await)
                .await;
        }
        db.read(async |tx: &mut Tx| {
            if self.is_far() {
                let Length { total, skipped } = self.way(tx, &mut within).await?;
                return records::page_of(tx, within, self.query, total, Place::counted(self.query, skipped)).await;
            }
            let (values, total) = self.values(tx).await?;
            let query = self.found_by(values, total, &mut within);
            records::page_of(tx, within, query, total, Place::narrowed(query)).await
        })
        .await
    }

    /// How long it is, as an expression.
    fn total(&self) -> Sum {
        let mut total = Sum::default();
        total.of(self.table, self.counted(ALL));
        for Exception { more, table, within } in &self.exceptions {
            total.count(*more, table, within.clone());
        }
        total
    }

    /// Whether the page is far from the beginning of a list by age: then months are passed, rather than records.
    fn is_far(&self) -> bool {
        by_age(self.query).is_some() && self.query.paging.offset() > FEW
    }

    /// The way to a page that is far: how long the list is, of which `within` leaves out what is before the day on which the page begins.
    async fn way(&self, tx: &mut Tx, within: &mut Where) -> Result<Length> {
        let months = self.read(tx, self.months()).await?;
        let mut way = Way::new(self, &months);
        if let Some(month) = way.month {
            way.go_on(self, &self.read(tx, self.days(month)).await?);
        }
        Ok(way.end(self, within))
    }

    /// Narrows the list to a column's values, where its page is found sooner that way; what is still to be asked.
    fn found_by(&self, values: Vec<Param>, total: i64, within: &mut Where) -> &Query {
        // Of one value, an index has them by age; in another order many would have to be sorted.
        let sooner = !values.is_empty() && (total <= RARE || (values.len() == 1 && by_age(self.query).is_some()));
        match &self.by {
            Some(By { column, query, .. }) if sooner && values.len() < VALUES => {
                within.and_in(column, values);
                query
            }
            _ => self.query,
        }
    }

    /// The values of the column by which the list's records are found, and how long the list is.
    async fn values(&self, tx: &mut Tx) -> Result<(Vec<Param>, i64)> {
        let total = self.total();
        let (mut sql, mut params) = (format!("SELECT CAST(NULL AS TEXT), {}", total.sql(0)), total.params());
        if let Some(By { column, rows, .. }) = &self.by {
            let within = rows.clause_after(params.len());
            let values = format!("SELECT {column}, 0 FROM {}{within} GROUP BY {column} LIMIT {VALUES}", self.table);
            sql.push_str(&format!(" UNION ALL SELECT * FROM ({values}) others"));
            params.extend(rows.params().iter().cloned());
        }
        let rows: Vec<(Option<String>, i64)> = tx.query_built(sql).bind_all(params).all().await?;
        let total = rows.iter().map(|(_, total)| total).sum();
        Ok((rows.into_iter().filter(|(value, _)| value.is_some()).map(|(value, _)| Param::Text(value)).collect(), total))
    }

    /// As [`Self::way`], where it is kept.
    fn known(&self, within: &mut Where) -> Option<Length> {
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
        let counted = self.counted(MONTH);
        let mut params = counted.params().to_vec();
        let mut sql = format!("SELECT nth, {TALLIED} FROM {}{} GROUP BY nth", self.table, counted.clause());
        for Exception { more, table, within } in &self.exceptions {
            let n = if *more { 1 } else { -1 };
            sql.push_str(&format!(" UNION ALL SELECT 0, {n}, created_at FROM {table}{}", within.clause_after(params.len())));
            params.extend(within.params().iter().cloned());
        }
        (sql, params)
    }

    /// How many of the list came on each day of a month.
    fn days(&self, month: i64) -> Counted {
        let mut counted = self.counted(DAY);
        counted.and("nth >= ? AND nth < ?", [month, month + 1].map(|month| Param::Int(Some(month * DAYS))));
        (format!("SELECT nth, {TALLIED} FROM {}{} GROUP BY nth", self.table, counted.clause()), counted.params().to_vec())
    }

    /// The rows of such spans.
    fn counted(&self, span: &'static str) -> Where {
        let mut within = Where::default();
        within.and(span, []);
        within.and_all(&self.counted);
        within
    }
}

/// The way to a far page: whole months are passed, then whole days of a month.
struct Way {
    total: i64,
    exceptions: Vec<(DateTime<Utc>, i64)>,
    /// Records before the page that were not passed yet.
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
