//! How many files there are, in all and by the source of which people came, counted as they are written: a list says how long it is, and goes to any of
//! its pages, without counting what it does not show.

use super::sql::{INTERVIEWED, OPEN, of_files, within_scope};
use crate::{
    Service,
    db::{Param, Tx, Where},
    error::Result,
    records, sql,
    tally::{self, Span, Tally},
};
use domain::{
    candidates::{Candidate, Visibility},
    policy::{Reach, Scope},
    query::{Condition, Query, Test},
    text::fold,
};
use uuid::Uuid;

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
    // In rows of the connection's own, by the column's default.
    let statement = sql!(
        "INSERT INTO candidate_tally (lifecycle, visibility, recruiter, n, span, nth)
         VALUES ($1, $2, $3, $4, 'all', 0), ($1, $2, $3, $4, 'month', $5), ($1, $2, $3, $4, 'day', $6)
         ON CONFLICT (span, nth, lifecycle, visibility, recruiter, shard) DO UPDATE SET n = candidate_tally.n + $4"
    );
    tx.later(statement, place(file, n)).await
}

async fn add_of_source(tx: &mut Tx, file: &Candidate, n: i64) -> Result<()> {
    let Some(source) = &file.source else { return Ok(()) };
    let statement = sql!(
        "INSERT INTO source_tally (lifecycle, visibility, recruiter, n, span, nth, source_fold)
         VALUES ($1, $2, $3, $4, 'all', 0, $7), ($1, $2, $3, $4, 'month', $5, $7), ($1, $2, $3, $4, 'day', $6, $7)
         ON CONFLICT (span, nth, source_fold, lifecycle, visibility, recruiter, shard) DO UPDATE SET n = source_tally.n + $4"
    );
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

/// Whether nothing narrows the list but the states in which files are.
pub(super) fn only_states(query: &Query) -> bool {
    query.conditions.iter().all(|condition| condition.on.name() == "lifecycle")
}

/// Whether a condition is on the source of which people came, so that the tally of sources can answer it.
fn is_source(condition: &&Condition) -> bool {
    condition.on.name() == "source" && matches!(condition.test, Test::Contains(_))
}

/// The list of those in `scope` that are in one of some states, and of some sources. None where no tally knows how long it is: something else narrows it.
pub(super) fn of<'a>(service: &'a Service, scope: Scope, query: &'a Query, mut states: Where) -> Option<Tally<'a>> {
    let (sources, others): (Vec<&Condition>, Vec<_>) = query.conditions.iter().partition(is_source);
    let knows = query.walk.is_none() && query.text.is_none() && others.iter().all(|condition| condition.on.name() == "lifecycle");
    records::narrow(&mut states, &query.conditions);
    let mut counted = states.clone();
    if !knows || !reach(scope, &mut counted) {
        return None;
    }
    let table = if sources.is_empty() { "candidate_tally" } else { "source_tally" };
    let mut tally = Tally::new(query, service.spans.reading(service.db.version()), table, counted);
    if let Some(interviewed) = interviewed(scope) {
        let mut within = states.clone();
        within.and_all(&interviewed);
        tally.with("candidate", within);
    }
    if let Some(own) = own(scope) {
        states.and_all(&own);
        tally.without("candidate", states);
    }
    if !sources.is_empty() {
        // Of all files, whoever may see them: that decides how the list is looked for, not what is on it.
        let mut rows = Where::default();
        rows.and(tally::ALL, []);
        records::narrow(&mut rows, sources);
        tally.by("source_fold", rows, |condition| is_source(&condition));
    }
    Some(tally)
}

/// The same of a table of records that belong to files, which `column` names: those that fit `within`, counted in these rows of their tally.
pub(crate) fn of_records<'a>(
    service: &'a Service,
    scope: Scope,
    query: &'a Query,
    (table, column): (&'static str, &'static str),
    within: &Where,
    mut counted: Where,
) -> Option<Tally<'a>> {
    let knows = query.walk.is_none() && query.text.is_none() && query.conditions.is_empty();
    counted.and_on("resource = '{}'", &[table], []);
    if !knows || !reach(scope, &mut counted) {
        return None;
    }
    let mut tally = Tally::new(query, service.spans.reading(service.db.version()), "record_tally", counted);
    if let (Some(interviewed), Some(interviewer)) = (interviewed(scope), scope.interviewer) {
        let mut within = within.clone();
        within.and_on(INTERVIEWED, &["candidate"], [Param::Id(Some(interviewer.0))]);
        of_files(&mut within, column, interviewed);
        tally.with(table, within);
    }
    if let (Some(own), Some(file)) = (own(scope), scope.own_file) {
        let mut within = within.clone();
        within.and("candidate = ?", [Param::Id(Some(file.0))]);
        of_files(&mut within, column, own);
        tally.without(table, within);
    }
    Some(tally)
}

/// Narrows what is counted to the files that the asker finds without being an interviewer. Whether that can be said of what is counted.
fn reach(scope: Scope, counted: &mut Where) -> bool {
    match scope.reach {
        Reach::All => true,
        Reach::Open { recruiter } => {
            counted.and(OPEN, [Param::Id(Some(recruiter.0))]);
            true
        }
        Reach::Own { .. } | Reach::Nobody => false,
    }
}

/// Those whom the asker finds as an interviewer alone.
fn interviewed(scope: Scope) -> Option<Where> {
    let (Reach::Open { recruiter }, Some(interviewer)) = (scope.reach, scope.interviewer) else { return None };
    let mut within = Where::default();
    within.and_on(INTERVIEWED, &["id"], [Param::Id(Some(interviewer.0))]);
    within.and("visibility <> 'normal' AND (recruiter IS NULL OR recruiter <> ?)", [Param::Id(Some(recruiter.0))]);
    Some(within)
}

/// The asker's own file, which they do not find, where they would.
fn own(scope: Scope) -> Option<Where> {
    let own = scope.own_file?;
    let mut within = Where::default();
    within.and("id = ?", [Param::Id(Some(own.0))]);
    within_scope(&mut within, Scope { own_file: None, ..scope });
    Some(within)
}

/// Counts of the tallies that are not those of the files and of what belongs to them.
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
                SELECT source_fold, lifecycle, visibility, keeper, 'all' AS span, 0 AS nth, COUNT(*) AS n FROM file GROUP BY 1, 2, 3, 4 UNION ALL
                SELECT source_fold, lifecycle, visibility, keeper, 'month', month, COUNT(*) FROM file GROUP BY 1, 2, 3, 4, 6 UNION ALL
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
                SELECT source_fold, lifecycle, visibility, keeper, 'all' AS span, 0 AS nth, COUNT(*) AS n FROM file GROUP BY 1, 2, 3, 4 UNION ALL
                SELECT source_fold, lifecycle, visibility, keeper, 'month', month, COUNT(*) FROM file GROUP BY 1, 2, 3, 4, 6 UNION ALL
                SELECT source_fold, lifecycle, visibility, keeper, 'day', month * 32 + day, COUNT(*) FROM file GROUP BY 1, 2, 3, 4, 6)
             SELECT COUNT(*) FROM (SELECT lifecycle FROM (
                SELECT '' AS kept, lifecycle, visibility, recruiter, span, nth, n FROM candidate_tally UNION ALL
                SELECT '', lifecycle, visibility, keeper, span, nth, -n FROM came UNION ALL
                SELECT 'by ' || source_fold, lifecycle, visibility, recruiter, span, nth, n FROM source_tally UNION ALL
                SELECT 'by ' || source_fold, lifecycle, visibility, keeper, span, nth, -n FROM came WHERE source_fold IS NOT NULL
             ) both_counts GROUP BY kept, lifecycle, visibility, recruiter, span, nth HAVING SUM(n) <> 0) wrong"
        )
    };
    let files = tx.query(statement).bind(Uuid::nil()).number().await?;
    let records = sql!(
        "SELECT COUNT(*) FROM (SELECT resource FROM (
            SELECT resource, span, nth, audience, visibility, recruiter, n FROM record_tally UNION ALL
            SELECT resource, span, nth, audience, visibility, recruiter, -n FROM counted_record
         ) both_counts GROUP BY resource, span, nth, audience, visibility, recruiter HAVING SUM(n) <> 0) wrong"
    );
    Ok(files + tx.query(records).number().await?)
}
