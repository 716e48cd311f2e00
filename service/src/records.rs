//! Records of described resources, stored and found. What is the same for every noun is here; what is not is in the noun's own module.

use crate::{
    changes::{self, Draft},
    clock::Clock,
    db::{Beside, ENVELOPE, Param, Record as Row, Stored, Sum, Tx, Where, param},
    error::{Error, Result},
    keys::Keys,
    sql,
};
use domain::{
    change::{Entity, Facts, Kind as What},
    error::{Conflict, Malformed},
    id::{ChangeId, Key},
    page::{Page, Paging},
    policy::Rule,
    query::{Comparison, Condition, On, Operand, Order, Query, Test, Walk},
    resource::{Attributes, Described, Field, Filter, Kind, Record},
    text::fold,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    sync::Arc,
};
use uuid::Uuid;

/// A resource with columns of the noun's own beside those of its description: keys that recognise, marks that hide.
pub(crate) trait Keyed: Described {
    /// Their names and values.
    fn keys(&self) -> Vec<(&'static str, Param)> {
        Vec::new()
    }
}

/// A resource whose records the change log follows.
pub(crate) trait Logged: Keyed {
    const ENTITY: Entity;

    /// Whose key seals what is known of it: the candidate's it is about, else its own.
    fn owner(record: &Record<Self>) -> Uuid;
}

/// What a change is written with, carried into its transaction.
#[derive(Clone)]
pub(crate) struct Pen {
    pub keys: Keys,
    pub clock: Arc<dyn Clock>,
}

/// Stores a new record, and that it was made.
pub(crate) async fn add<F: Logged>(tx: &mut Tx, pen: &Pen, record: &Record<F>) -> Result<ChangeId> {
    add_with(tx, pen, record, Facts::default()).await
}

/// As [`add`], with more facts than the names of what was given.
pub(crate) async fn add_with<F: Logged>(tx: &mut Tx, pen: &Pen, record: &Record<F>, facts: Facts) -> Result<ChangeId> {
    insert(tx, record).await?;
    let mut draft = Draft::of(F::ENTITY, F::owner(record), What::Created, None, record);
    draft.facts = Facts { fields: draft.facts.fields, version: record.version, ..facts };
    changes::record(tx, &pen.keys, pen.clock.id(), draft).await
}

/// Stores what became of a record, and the difference. Nothing different is no change. `facts` are those beyond the names of what changed.
pub(crate) async fn save<F: Logged>(tx: &mut Tx, pen: &Pen, kind: What, before: &Record<F>, fields: F, facts: Facts) -> Result<Record<F>> {
    if fields == before.fields { Ok(before.clone()) } else { save_always(tx, pen, kind, before, fields, facts).await }
}

/// As [`save`], where what changed may be beside the record.
pub(crate) async fn save_always<F: Logged>(
    tx: &mut Tx,
    pen: &Pen,
    kind: What,
    before: &Record<F>,
    fields: F,
    facts: Facts,
) -> Result<Record<F>> {
    write(tx, pen, kind, before, fields, facts).await.map(|(_, after)| after)
}

/// Notes that something happened to a record which no attribute tells: it is gone, or back.
pub(crate) async fn mark<F: Logged>(tx: &mut Tx, pen: &Pen, kind: What, before: &Record<F>, facts: Facts) -> Result<(ChangeId, Record<F>)> {
    write(tx, pen, kind, before, before.fields.clone(), facts).await
}

/// As [`save_always`]; tells the change, too.
pub(crate) async fn write<F: Logged>(
    tx: &mut Tx,
    pen: &Pen,
    kind: What,
    before: &Record<F>,
    fields: F,
    facts: Facts,
) -> Result<(ChangeId, Record<F>)> {
    let after = Record { version: before.version + 1, updated_at: tx.command()?.at, fields, ..before.clone() };
    update(tx, &after).await?;
    let mut draft = Draft::of(F::ENTITY, F::owner(&after), kind, Some(&before.fields), &after);
    draft.facts.fields.extend(facts.fields.iter().cloned());
    draft.facts = Facts { fields: draft.facts.fields, version: after.version, ..facts };
    Ok((changes::record(tx, &pen.keys, pen.clock.id(), draft).await?, after))
}

/// From one state to another, as the log tells it.
pub(crate) fn moved(from: impl Display, to: impl Display) -> Facts {
    Facts { from: Some(from.to_string()), to: Some(to.to_string()), ..Facts::default() }
}

/// What a change that may put something away, or bring it back, is called.
pub(crate) fn put_away(was: bool, is: bool) -> What {
    match (was, is) {
        (false, true) => What::Archived,
        (true, false) => What::Restored,
        _ => What::Updated,
    }
}

/// The next number under this name, from 1.
pub(crate) async fn number(tx: &mut Tx, name: &str) -> Result<i64> {
    tx.query(sql!(
        "INSERT INTO counter (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
    ))
    .bind(name.to_owned())
    .number()
    .await
}

/// A relation to a record that is not there.
pub(crate) fn dangling(path: &str, id: impl Display) -> Error {
    Malformed::Dangling { value: format!("/{path}/{id}") }.into()
}

/// A relation to a record that the asker may not know of is one to a record that is not there.
pub(crate) fn referred(may: Result<(), Rule>, path: &str, id: impl Display) -> Result<()> {
    may.map_err(|rule| match rule {
        Rule::Hidden => dangling(path, id),
        rule => rule.into(),
    })
}

/// Whether a field has a folded neighbour.
fn folds(field: &Field) -> bool {
    matches!(field.filter, Some(Filter::Partial | Filter::Member))
}

/// The folded neighbour's value: the text folded, or the words folded, each on a line of its own.
fn folded(field: &Field, value: &Value) -> Option<String> {
    match field.kind {
        Kind::Words | Kind::Addresses(_) => Some(lines(value, Value::as_str)),
        Kind::Skills | Kind::List(_) => Some(lines(value, |skill| skill.get("skill").and_then(Value::as_str))),
        _ => value.as_str().map(fold),
    }
}

fn lines(value: &Value, text: impl Fn(&Value) -> Option<&str>) -> String {
    let words = value.as_array().into_iter().flatten().filter_map(|entry| text(entry).map(fold));
    words.fold("\n".to_owned(), |lines, word| lines + &word + "\n")
}

/// Columns and their values, in the same order.
fn row<F: Keyed>(fields: &F) -> Vec<(String, Param)> {
    let attributes = fields.attributes();
    let mut row = Vec::new();
    for field in F::RESOURCE.stored() {
        let value = attributes.get(field.name).unwrap_or(&Value::Null);
        row.push((field.column.to_owned(), param(field, value)));
        if folds(field) {
            row.push((format!("{}_fold", field.column), Param::Text(folded(field, value))));
        }
    }
    row.extend(fields.keys().into_iter().map(|(column, value)| (column.to_owned(), value)));
    row
}

/// Every column of the resource, as [`Stored`] reads them.
fn columns<F: Described>() -> String {
    let columns = F::RESOURCE.stored().map(|field| format!(", {}", field.column));
    std::iter::once(ENVELOPE.to_owned()).chain(columns).collect()
}

/// `SELECT` with every column of the resource.
fn select<F: Described>() -> String {
    format!("SELECT {} FROM {}", columns::<F>(), F::RESOURCE.table)
}

/// The record that a row of something else belongs to, and that row: `select` and `within` find it, and `join` says whose it is. None of its columns is called
/// as one of the record's.
pub(crate) async fn beside<F: Described, R: Row>(
    tx: &mut Tx,
    select: &'static str,
    within: &Where,
    join: &'static str,
) -> Result<Option<(Record<F>, R)>> {
    let sql = format!("SELECT {}, beside.* FROM {} JOIN ({select}{}) beside ON {join}", columns::<F>(), F::RESOURCE.table, within.clause());
    let found: Option<Beside<F, R>> = tx.query_built(sql).bind_all(within.params().to_vec()).optional().await?;
    Ok(found.map(|Beside(record, row)| (record, row)))
}

/// Stores a new record of which no change tells.
pub(crate) async fn insert<F: Keyed>(tx: &mut Tx, record: &Record<F>) -> Result<()> {
    let row = row(&record.fields);
    let columns: String = row.iter().map(|(column, _)| format!(", {column}")).collect();
    let marks: String = (0..row.len()).map(|i| format!(", ${}", i + 5)).collect();
    let sql = format!("INSERT INTO {} ({ENVELOPE}{columns}) VALUES ($1, $2, $3, $4{marks})", F::RESOURCE.table);
    let mut params = vec![
        Param::key(record.id),
        Param::Int(Some(record.version)),
        Param::Moment(Some(record.created_at)),
        Param::Moment(Some(record.updated_at)),
    ];
    params.extend(row.into_iter().map(|(_, value)| value));
    tx.later(sql, params).await
}

/// Stores a changed record, of which nobody else has stored a newer version.
pub(crate) async fn update<F: Keyed>(tx: &mut Tx, record: &Record<F>) -> Result<()> {
    let row = row(&record.fields);
    let sets: String = row.iter().enumerate().map(|(i, (column, _))| format!(", {column} = ${}", i + 4)).collect();
    let sql = format!("UPDATE {} SET version = version + 1, updated_at = $3{sets} WHERE id = $1 AND version = $2", F::RESOURCE.table);
    let seen = record.version - 1;
    let updated = tx
        .query_built(sql)
        .bind_param(Param::key(record.id))
        .bind(seen)
        .bind(record.updated_at)
        .bind_all(row.into_iter().map(|(_, value)| value))
        .execute()
        .await?;
    if updated == 1 { Ok(()) } else { Err(Conflict::Stale { seen, current: record.version }.into()) }
}

pub(crate) async fn find<F: Described>(tx: &mut Tx, id: F::Id) -> Result<Option<Record<F>>> {
    let sql = format!("{} WHERE id = $1", select::<F>());
    let found: Option<Stored<F>> = tx.query_built(sql).bind_param(Param::key(id)).optional().await?;
    Ok(found.map(|Stored(record)| record))
}

/// A page of what fits `within` and the query's conditions. Its free text is the caller's.
pub(crate) async fn page<F: Described>(tx: &mut Tx, mut within: Where, query: &Query) -> Result<Page<Record<F>>> {
    narrow(&mut within, &query.conditions);
    if let Some(walk) = query.walk {
        return walked(tx, within, walk, query.paging).await;
    }
    let count = format!("SELECT COUNT(*) FROM {}{}", F::RESOURCE.table, within.clause());
    let total = tx.query_built(count).bind_all(within.params().to_vec()).number().await?;
    piece(tx, within, query, total, Place::narrowed(query)).await
}

/// The next piece of a list that somebody goes through.
async fn walked<F: Described>(tx: &mut Tx, mut within: Where, walk: Walk, paging: Paging) -> Result<Page<Record<F>>> {
    if let Some((at, id)) = walk.behind {
        let id = match id {
            Key::Uuid(id) => Param::Id(Some(id)),
            Key::Number(number) => Param::Int(Some(number)),
        };
        within.and("(created_at, id) < (?, ?)", [Param::Moment(Some(at)), id]);
    }
    let items = ordered(tx, &within, "created_at", true, i64::from(paging.per_page)).await?;
    Ok(Page { total: items.len() as i64, items, paging })
}

/// As [`page`], where a tally knows how many there are, and where the page is.
pub(crate) async fn page_of<F: Described>(
    tx: &mut Tx,
    mut within: Where,
    query: &Query,
    total: i64,
    place: Place,
) -> Result<Page<Record<F>>> {
    narrow(&mut within, &query.conditions);
    piece(tx, within, query, total, place).await
}

/// Records before a page that PostgreSQL may open; before more of them, the page is found in an index first.
const OPENED: i64 = 200;

/// The fewest records among which a page is; otherwise four times as many, again and again.
const AMONG: i64 = 64;

/// Where a page is in a list.
pub(crate) struct Place {
    /// How many records of the list are passed before it.
    passed: i64,
    /// So many of the first have it among them.
    among: Option<i64>,
}

impl Place {
    /// In a list that a tally counts, where so many of those before the page are left out.
    ///
    /// PostgreSQL plans a statement for its arguments each time, as long as that seems to be cheaper than one plan for any. It always does of a page, since it takes
    /// what is passed before one that it does not know for a tenth of the list; and to plan a page took longer than to read it. Said to be among so many records that more
    /// than a tenth of them is passed or read, it is planned once. A list that something narrows goes on being planned for what that is: few may have it.
    pub fn counted(query: &Query, skipped: i64) -> Self {
        let passed = query.paging.offset() - skipped;
        let last = passed + i64::from(query.paging.per_page);
        let among = std::iter::successors(Some(AMONG), |among| among.checked_mul(4)).find(|among| *among >= last);
        Self { passed, among: among.filter(|_| query.conditions.is_empty()) }
    }

    /// In a list of those who have something.
    pub fn narrowed(query: &Query) -> Self {
        Self { passed: query.paging.offset(), among: None }
    }
}

/// How long the list is of which a row is.
#[derive(sqlx::FromRow)]
struct Counted {
    total: i64,
}

/// A page of what fits, and how long the list is, in a single statement. None where nothing is on it, and so nothing to say how long it is.
pub(crate) async fn look<F: Described>(tx: &mut Tx, mut within: Where, query: &Query, total: &Sum) -> Result<Option<Page<Record<F>>>> {
    narrow(&mut within, &query.conditions);
    let paging = query.paging;
    let rows = placed::<F>(tx, &within, query, &Place::counted(query, 0));
    let sql = format!("SELECT {}, {} AS total{rows}", columns::<F>(), total.sql(within.params().len() + 1));
    let statement = tx.query_built(sql).bind_all(within.params().to_vec()).bind(paging.offset());
    let rows: Vec<Beside<F, Counted>> = statement.bind_all(total.params()).all().await?;
    let Some(Beside(_, Counted { total })) = rows.first() else { return Ok(None) };
    let total = *total;
    Ok(Some(Page { items: rows.into_iter().map(|Beside(record, _)| record).collect(), total, paging }))
}

/// What columns of a page are selected from. How many are passed before it is the argument behind those of `within`.
fn placed<F: Described>(tx: &Tx, within: &Where, query: &Query, Place { passed, among }: &Place) -> String {
    let (table, order) = (F::RESOURCE.table, order_clause(&query.order));
    let list = match among.filter(|_| !tx.is_sqlite()) {
        Some(among) => format!("(SELECT * FROM {table}{}{order} LIMIT {among}) AS {table}", within.clause()),
        None => format!("{table}{}", within.clause()),
    };
    let rows = format!("FROM {list}{order} LIMIT {} OFFSET ${}", query.paging.per_page, within.params().len() + 1);
    // PostgreSQL opens each record that it passes, unless nothing is asked of them but what is in an index. SQLite opens those of the page alone.
    if tx.is_sqlite() || *passed <= OPENED {
        format!(" {rows}")
    } else {
        format!(" FROM (SELECT id AS picked {rows}) AS page JOIN {table} ON {table}.id = page.picked{order}")
    }
}

async fn piece<F: Described>(tx: &mut Tx, within: Where, query: &Query, total: i64, place: Place) -> Result<Page<Record<F>>> {
    let paging = query.paging;
    if paging.per_page == 0 || paging.offset() >= total {
        return Ok(Page { items: Vec::new(), total, paging });
    }
    let sql = format!("SELECT {}{}", columns::<F>(), placed::<F>(tx, &within, query, &place));
    let statement = tx.query_built(sql).bind_all(within.params().to_vec()).bind(place.passed);
    let rows: Vec<Stored<F>> = statement.all().await?;
    Ok(Page { items: rows.into_iter().map(|Stored(record)| record).collect(), total, paging })
}

/// The first records that fit, in the order of their making.
pub(crate) async fn some<F: Described>(tx: &mut Tx, within: &Where, newest_first: bool, limit: i64) -> Result<Vec<Record<F>>> {
    ordered(tx, within, "created_at", newest_first, limit).await
}

/// The first records that fit, in the order of a column.
pub(crate) async fn ordered<F: Described>(
    tx: &mut Tx,
    within: &Where,
    column: &'static str,
    descending: bool,
    limit: i64,
) -> Result<Vec<Record<F>>> {
    let direction = if descending { " DESC" } else { "" };
    first(tx, within, &format!(" ORDER BY {column}{direction}, id{direction}"), limit).await
}

async fn first<F: Described>(tx: &mut Tx, within: &Where, order: &str, limit: i64) -> Result<Vec<Record<F>>> {
    let sql = format!("{}{}{order} LIMIT ${}", select::<F>(), within.clause(), within.params().len() + 1);
    let rows: Vec<Stored<F>> = tx.query_built(sql).bind_all(within.params().to_vec()).bind(limit).all().await?;
    Ok(rows.into_iter().map(|Stored(record)| record).collect())
}

/// Ids asked for in one statement; both databases take more arguments than that.
const AT_ONCE: usize = 1_000;

/// The records with these ids that there are, in no order.
pub(crate) async fn of_ids<F: Described>(tx: &mut Tx, ids: impl IntoIterator<Item = F::Id>) -> Result<Vec<Record<F>>> {
    of_ids_within(tx, &Where::default(), ids).await
}

/// As [`of_ids`], of those that fit.
pub(crate) async fn of_ids_within<F: Described>(
    tx: &mut Tx,
    within: &Where,
    ids: impl IntoIterator<Item = F::Id>,
) -> Result<Vec<Record<F>>> {
    let ids: Vec<F::Id> = ids.into_iter().collect();
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let mut within = within.clone();
        within.and_in("id", some.iter().map(|id| Param::key(*id)).collect());
        found.extend(first(tx, &within, "", AT_ONCE as i64).await?);
    }
    Ok(found)
}

/// Records by their ids.
pub(crate) type ById<F> = BTreeMap<<F as Described>::Id, Record<F>>;

/// As [`of_ids`], each of them once.
pub(crate) async fn by_id<F: Described<Id: Ord>>(tx: &mut Tx, ids: impl IntoIterator<Item = F::Id>) -> Result<ById<F>> {
    let ids: BTreeSet<F::Id> = ids.into_iter().collect();
    Ok(of_ids::<F>(tx, ids).await?.into_iter().map(|record| (record.id, record)).collect())
}

fn column(on: On) -> &'static str {
    match on {
        On::Id => "id",
        On::CreatedAt => "created_at",
        On::UpdatedAt => "updated_at",
        On::Version => "version",
        On::Field(field) => field.column,
    }
}

/// What was asked, then age, then id, in the direction of what was asked last: every order is total, the same on both databases, and an index read
/// forwards or backwards.
fn order_clause(order: &[Order]) -> String {
    let direction = |descending: bool| if descending { " DESC" } else { "" };
    let mut by: Vec<String> = order
        .iter()
        .map(|Order { by, descending }| {
            let (fold, empty) = match by {
                On::Field(field) => (folds(field), field.nullable()),
                _ => (false, false),
            };
            format!(
                "{}{}{}{}",
                column(*by),
                if fold { "_fold" } else { "" },
                direction(*descending),
                // An index has no other order for what is never empty; PostgreSQL would not use it where one is named.
                if empty { " NULLS LAST" } else { "" }
            )
        })
        .collect();
    let last = direction(order.last().is_some_and(|order| order.descending));
    if !order.iter().any(|order| order.by == On::CreatedAt) {
        by.push(format!("created_at{last}"));
    }
    by.push(format!("id{last}"));
    format!(" ORDER BY {}", by.join(", "))
}

/// Adds what a question asks of attributes.
pub(crate) fn narrow<'a>(within: &mut Where, conditions: impl IntoIterator<Item = &'a Condition>) {
    for Condition { on, test } in conditions {
        let column = column(*on);
        match test {
            Test::Is(operands) => within.and_in(column, operands.iter().cloned().map(operand).collect()),
            Test::Contains(texts) => within.and_any(texts.iter().map(|text| like(column, &escaped(&fold(text)))).collect()),
            Test::Has(words) => within.and_any(words.iter().map(|word| like(column, &format!("\n{}\n", escaped(&fold(word))))).collect()),
            Test::Exists(true) => within.and_on("{} IS NOT NULL", &[column], []),
            Test::Exists(false) => within.and_on("{} IS NULL", &[column], []),
            Test::Compare(comparison, with) => {
                let fragment = match comparison {
                    Comparison::Less => "{} < ?",
                    Comparison::AtMost => "{} <= ?",
                    Comparison::More => "{} > ?",
                    Comparison::AtLeast => "{} >= ?",
                };
                within.and_on(fragment, &[column], [operand(with.clone())]);
            }
        }
    }
}

fn like(column: &'static str, pattern: &str) -> Where {
    let mut alternative = Where::default();
    alternative.and_on("{}_fold LIKE ? ESCAPE '\\'", &[column], [Param::Text(Some(format!("%{pattern}%")))]);
    alternative
}

/// Text in which `%` and `_` mean themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn operand(operand: Operand) -> Param {
    match operand {
        Operand::Text(text) => Param::Text(Some(text)),
        Operand::Id(id) => Param::Id(Some(id)),
        Operand::Int(number) => Param::Int(Some(number)),
        Operand::Flag(flag) => Param::Flag(flag),
        Operand::Day(day) => Param::Day(Some(day)),
        Operand::Moment(moment) => Param::Moment(Some(moment)),
    }
}

/// A record as this reader may have it: what one may not read is as if it were not there.
pub fn redact<F: Described>(actor: &domain::policy::Actor, mut record: Record<F>) -> Result<Record<F>> {
    let hidden: Vec<_> = F::RESOURCE.fields.iter().filter(|field| !actor.reads(field.readers)).collect();
    if hidden.is_empty() {
        return Ok(record);
    }
    let defaults = F::default().attributes();
    let mut attributes = record.fields.attributes();
    for field in hidden {
        attributes.insert(field.name.to_owned(), defaults.get(field.name).cloned().unwrap_or_default());
    }
    record.fields = F::from_attributes(attributes)?;
    Ok(record)
}

/// As [`redact`], for all of a page.
pub(crate) fn redact_page<F: Described>(actor: &domain::policy::Actor, page: Page<Record<F>>) -> Result<Page<Record<F>>> {
    let Page { items, total, paging } = page;
    let items = items.into_iter().map(|record| redact(actor, record)).collect::<Result<_>>()?;
    Ok(Page { items, total, paging })
}

/// A question without what it asks of attributes that the asker does not read of any record.
pub(crate) fn readable_query(actor: &domain::policy::Actor, query: &Query) -> Query {
    askable(query, |on| !matches!(on, On::Field(field) if !actor.reads(field.readers)))
}

/// A question without what it asks of attributes that the asker may not read: a list narrowed or ordered by them would tell.
pub(crate) fn askable(query: &Query, readable: impl Fn(On) -> bool) -> Query {
    let mut query = query.clone();
    query.conditions.retain(|condition| readable(condition.on));
    query.order.retain(|order| readable(order.by));
    query
}

/// What a writer sent, without what they may not read: it comes back as it was shown to them, and must change nothing.
pub(crate) fn readable<F: Described>(actor: &domain::policy::Actor, given: &Attributes) -> Attributes {
    let hidden = |name: &str| F::RESOURCE.field(name).is_some_and(|field| !actor.reads(field.readers));
    given.iter().filter(|(name, _)| !hidden(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Refuses a writer who saw another version.
///
/// # Errors
/// [`Conflict::Stale`].
pub(crate) fn unchanged_since(seen: Option<i64>, current: i64) -> Result<()> {
    match seen {
        Some(seen) if seen != current => Err(Error::from(Conflict::Stale { seen, current })),
        _ => Ok(()),
    }
}
