//! Records of described resources, stored and found. What is the same for every noun is here; what is not is in the noun's own module.

use crate::{
    db::{ENVELOPE, Param, Stored, Tx, Where, param},
    error::{Error, Result},
    search::fold,
};
use domain::{
    error::Conflict,
    page::Page,
    query::{Comparison, Condition, On, Operand, Order, Query, Test},
    resource::{Attributes, Described, Field, Filter, Kind, Record},
};
use serde_json::Value;
use uuid::Uuid;

/// A resource with columns of the noun's own beside those of its description: keys that recognise, marks that hide.
pub(crate) trait Keyed: Described {
    /// Their names and values.
    fn keys(&self) -> Vec<(&'static str, Param)> {
        Vec::new()
    }
}

/// Whether a field has a folded neighbour.
fn folds(field: &Field) -> bool {
    matches!(field.filter, Some(Filter::Partial | Filter::Member))
}

/// The folded neighbour's value: the text folded, or the words folded, each on a line of its own.
fn folded(field: &Field, value: &Value) -> Option<String> {
    match field.kind {
        Kind::Words => Some(lines(value, |word| word.as_str())),
        Kind::Skills => Some(lines(value, |skill| skill.get("skill").and_then(Value::as_str))),
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
    for field in F::RESOURCE.fields {
        let value = attributes.get(field.name).unwrap_or(&Value::Null);
        row.push((field.column.to_owned(), param(field, value)));
        if folds(field) {
            row.push((format!("{}_fold", field.column), Param::Text(folded(field, value))));
        }
    }
    row.extend(fields.keys().into_iter().map(|(column, value)| (column.to_owned(), value)));
    row
}

/// `SELECT` with every column of the resource.
fn select<F: Described>() -> String {
    let columns: String = F::RESOURCE.fields.iter().map(|field| format!(", {}", field.column)).collect();
    format!("SELECT {ENVELOPE}{columns} FROM {}", F::RESOURCE.table)
}

pub(crate) async fn insert<F: Keyed>(tx: &mut Tx, record: &Record<F>) -> Result<()> {
    let row = row(&record.fields);
    let columns: String = row.iter().map(|(column, _)| format!(", {column}")).collect();
    let marks: String = (0..row.len()).map(|i| format!(", ${}", i + 5)).collect();
    let sql = format!("INSERT INTO {} ({ENVELOPE}{columns}) VALUES ($1, $2, $3, $4{marks})", F::RESOURCE.table);
    tx.query_built(sql)
        .bind(Into::<Uuid>::into(record.id))
        .bind(record.version)
        .bind(record.created_at)
        .bind(record.updated_at)
        .bind_all(row.into_iter().map(|(_, value)| value))
        .execute()
        .await?;
    Ok(())
}

/// Stores a changed record, of which nobody else has stored a newer version.
pub(crate) async fn update<F: Keyed>(tx: &mut Tx, record: &Record<F>) -> Result<()> {
    let row = row(&record.fields);
    let sets: String = row.iter().enumerate().map(|(i, (column, _))| format!(", {column} = ${}", i + 4)).collect();
    let sql = format!("UPDATE {} SET version = version + 1, updated_at = $3{sets} WHERE id = $1 AND version = $2", F::RESOURCE.table);
    let seen = record.version - 1;
    let updated = tx
        .query_built(sql)
        .bind(Into::<Uuid>::into(record.id))
        .bind(seen)
        .bind(record.updated_at)
        .bind_all(row.into_iter().map(|(_, value)| value))
        .execute()
        .await?;
    if updated == 1 { Ok(()) } else { Err(Conflict::Stale { seen, current: record.version }.into()) }
}

pub(crate) async fn find<F: Described>(tx: &mut Tx, id: F::Id) -> Result<Option<Record<F>>> {
    let sql = format!("{} WHERE id = $1", select::<F>());
    let found: Option<Stored<F>> = tx.query_built(sql).bind(Into::<Uuid>::into(id)).optional().await?;
    Ok(found.map(|Stored(record)| record))
}

/// A page of what fits `within` and the query's conditions. Its free text is the caller's.
pub(crate) async fn page<F: Described>(tx: &mut Tx, mut within: Where, query: &Query) -> Result<Page<Record<F>>> {
    narrow(&mut within, &query.conditions);
    let clause = within.clause();
    let count = format!("SELECT COUNT(*) FROM {}{clause}", F::RESOURCE.table);
    let total = tx.query_built(count).bind_all(within.params().to_vec()).number().await?;
    let paging = query.paging;
    if paging.per_page == 0 || paging.offset() >= total {
        return Ok(Page { items: Vec::new(), total, paging });
    }
    let (limit, offset) = (within.params().len() + 1, within.params().len() + 2);
    let sql = format!("{}{clause}{} LIMIT ${limit} OFFSET ${offset}", select::<F>(), order_clause(&query.order));
    let rows: Vec<Stored<F>> =
        tx.query_built(sql).bind_all(within.params().to_vec()).bind(i64::from(paging.per_page)).bind(paging.offset()).all().await?;
    Ok(Page { items: rows.into_iter().map(|Stored(record)| record).collect(), total, paging })
}

/// The first records that fit, in the order of their making.
pub(crate) async fn some<F: Described>(tx: &mut Tx, within: &Where, newest_first: bool, limit: i64) -> Result<Vec<Record<F>>> {
    let direction = if newest_first { " DESC" } else { "" };
    let sql =
        format!("{}{} ORDER BY created_at{direction}, id{direction} LIMIT ${}", select::<F>(), within.clause(), within.params().len() + 1);
    let rows: Vec<Stored<F>> = tx.query_built(sql).bind_all(within.params().to_vec()).bind(limit).all().await?;
    Ok(rows.into_iter().map(|Stored(record)| record).collect())
}

fn column(on: On) -> &'static str {
    match on {
        On::Id => "id",
        On::CreatedAt => "created_at",
        On::UpdatedAt => "updated_at",
        On::Field(field) => field.column,
    }
}

/// What was asked, then age, then id: every order is total, and the same on both databases.
fn order_clause(order: &[Order]) -> String {
    let mut by: Vec<String> = order
        .iter()
        .map(|Order { by, descending }| {
            let fold = matches!(by, On::Field(field) if folds(field));
            format!("{}{}{} NULLS LAST", column(*by), if fold { "_fold" } else { "" }, if *descending { " DESC" } else { "" })
        })
        .collect();
    by.extend(["created_at".to_owned(), "id".to_owned()]);
    format!(" ORDER BY {}", by.join(", "))
}

fn narrow(within: &mut Where, conditions: &[Condition]) {
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
pub(crate) fn redact<F: Described>(actor: &domain::policy::Actor, mut record: Record<F>) -> Result<Record<F>> {
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
