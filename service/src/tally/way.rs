//! The way to a page that is far from the beginning of a list by age: whole months are passed, then whole days of a month.

use super::{DAY, DAYS, Exception, Length, MONTH, Row, Span, Tally};
use crate::{
    db::{Param, Where},
    records::Beforehand,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// By counts that were read.
pub(super) struct Way {
    total: i64,
    exceptions: Vec<(DateTime<Utc>, i64)>,
    /// Records before the page that were not passed yet.
    ahead: i64,
    /// The month in which the page begins, and the day. None where the list ends before the page.
    pub month: Option<i64>,
    day: Option<i64>,
}

impl Way {
    pub fn new(list: &Tally<'_>, rows: &[Row]) -> Self {
        let mut months = BTreeMap::new();
        for (nth, n, at) in rows {
            *months.entry(at.map_or(*nth, |at| Span::Month.of(at))).or_default() += n;
        }
        let exceptions = rows.iter().filter_map(|(_, n, at)| at.map(|at| (at, *n))).collect();
        let mut way = Self { total: months.values().sum(), exceptions, ahead: list.query.paging.offset(), month: None, day: None };
        way.month = way.reached(list, &months);
        way
    }

    pub fn go_on(&mut self, list: &Tally<'_>, rows: &[Row]) {
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

    pub fn end(self, list: &Tally<'_>, within: &mut Where) -> Length {
        let Some(day) = self.day else { return Length { total: self.total, skipped: 0 } };
        if list.newest_first() {
            within.and("created_at < ?", [Param::Moment(Some(Span::Day.begin(day + 1)))]);
        } else {
            within.and("created_at >= ?", [Param::Moment(Some(Span::Day.begin(day)))]);
        }
        Length { total: self.total, skipped: list.query.paging.offset() - self.ahead }
    }
}

/// The same as part of the statement that reads the page, for PostgreSQL: each statement is a message to another process.
pub(super) struct Within<'a>(pub &'a Tally<'a>);

impl Within<'_> {
    /// Narrows the list to the days from which on the page is.
    pub fn narrow(&self, within: &mut Where) {
        within.and(
            self.directed("created_at >= (SELECT tally_day(nth) FROM first)", "created_at < (SELECT tally_day(nth + 1) FROM first)"),
            [],
        );
    }

    /// `month`: how many of the list came in each. `first`: the day on which the page begins, and how many came before; no row where the list ends before the page.
    /// Behind so many arguments, of which the last is how many come before the page.
    pub fn counted(&self, others: usize) -> Beforehand {
        let order = self.directed("nth", "nth DESC");
        let reached = |counts: &str, passed: &str| {
            format!(
                "SELECT nth, {passed} + upto - n AS before FROM (SELECT nth, n, SUM(n) OVER (ORDER BY {order}) AS upto FROM {counts}) passed
                 WHERE {passed} + upto > ${others} ORDER BY {order} LIMIT 1"
            )
        };
        let mut params = Vec::new();
        let mut month = Where::default();
        month.and(
            "nth >= (SELECT nth * ? FROM reached) AND nth < (SELECT (nth + 1) * ? FROM reached)",
            [DAYS; 2].map(|days| Param::Int(Some(days))),
        );
        let months = self.rows(MONTH, &Where::default(), &Where::default(), others, &mut params);
        let mut days = Where::default();
        days.and("tally_nth('month', created_at) = (SELECT nth FROM reached)", []);
        let days = self.rows(DAY, &month, &days, others, &mut params);
        let sql = format!(
            "WITH month AS ({months}), reached AS ({}), day AS ({days}), first AS MATERIALIZED ({}) ",
            reached("month", "0"),
            reached("day", "(SELECT before FROM reached)")
        );
        Beforehand {
            sql,
            params,
            total: "(SELECT CAST(SUM(n) AS BIGINT) FROM month)".to_owned(),
            skipped: Some("(SELECT CAST(before AS BIGINT) FROM first)"),
        }
    }

    /// How many came in each of such spans: by the tally, of which some rows are meant, and by the exceptions, of which some are.
    fn rows(&self, span: &'static str, tallied: &Where, excepted: &Where, others: usize, params: &mut Vec<Param>) -> String {
        let Self(list) = self;
        let mut rows = Vec::new();
        let mut add = |select: String, mut within: Where, and: &Where| {
            within.and_all(and);
            rows.push(format!("{select}{}", within.clause_after(others + params.len())));
            params.extend(within.params().iter().cloned());
        };
        add(format!("SELECT nth, n FROM {}", list.table), list.counted(span), tallied);
        for Exception { more, table, within } in &list.exceptions {
            let n = if *more { 1 } else { -1 };
            add(format!("SELECT tally_nth('{span}', created_at), {n} FROM {table}"), within.clone(), excepted);
        }
        format!("SELECT nth, SUM(n) AS n FROM ({}) counted GROUP BY nth", rows.join(" UNION ALL "))
    }

    fn directed(&self, oldest_first: &'static str, newest_first: &'static str) -> &'static str {
        if self.0.newest_first() { newest_first } else { oldest_first }
    }
}
