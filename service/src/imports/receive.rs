//! The file of an import, as it comes: its rows are stored some at a time, however many there are, and nobody sees them before the last one is there.

use super::{MOST, ROWS_OF};
use crate::{
    Service,
    db::{Param, Tx},
    error::Result,
    records, sql,
};
use domain::{
    error::{FieldErrors, Flaw},
    id::{ImportId, ImportRowId},
    imports::{Column, Format, Import, ImportFields, OnDuplicate, Outcome, ROWS, Reason, Status},
    policy::{self, Action, Actor, On},
    resource::{Attributes, Record},
    text,
};
use std::{mem, sync::Arc};

/// Rows that are stored at once, at most.
const AT_ONCE: usize = 250;
/// The same in bytes, about.
const BYTES: usize = 512 * 1024;

/// What is known of a file before its first row.
#[derive(Clone, Debug)]
pub struct Beginning {
    pub name: Option<String>,
    pub source: Option<String>,
    pub on_duplicate: OnDuplicate,
    pub format: Format,
    /// What its columns are, as far as that is known.
    pub columns: Vec<Column>,
    /// Whether somebody will say what they are, where they say too little: a person sees the columns of a file when it is there.
    pub patient: bool,
}

/// A row as it came: what stands in it, or why that cannot be read.
pub type Given = std::result::Result<Attributes, Flaw>;

/// A file that is coming.
pub struct Receiving {
    service: Service,
    import: Import,
    waiting: Vec<(i64, Given)>,
    bytes: usize,
}

/// Begins an import.
///
/// # Errors
/// [`domain::error::Error::Forbidden`]; [`domain::error::Error::Invalid`]: the columns make nobody, a name is too long, too many imports wait already.
pub async fn begin(service: &Service, actor: &Actor, beginning: Beginning) -> Result<Receiving> {
    policy::can(actor, Action::ImportCandidates, On::Nothing)?;
    let Beginning { name, source, on_duplicate, format, columns, patient } = beginning;
    let mut flaws = FieldErrors::default();
    let mut said = |field: &str, given: Option<String>| match text::said(&given.unwrap_or_default()) {
        Ok(said) => said,
        Err(flaw) => {
            flaws.push(field, flaw);
            None
        }
    };
    let (name, source) = (said("name", name), said("source", source));
    flaws.or(())?;
    let made_by = actor.user();
    let fields = ImportFields { name, source, format, columns, on_duplicate, made_by, ..ImportFields::default() };
    match fields.consistent() {
        Err(refusal) if !patient => return Err(refusal.into()),
        _ => {}
    }
    let (id, now) = (ImportId(service.clock.id()), service.clock.now());
    let import = Record { id, version: 1, created_at: now, updated_at: now, fields };
    let stored = import.clone();
    service
        .db
        .housekeep(move |tx| {
            let stored = stored.clone();
            Box::pin(async move {
                let open = sql!(
                    "SELECT COUNT(*) FROM import WHERE status IN ('receiving', 'mapping', 'checking', 'ready')
                     AND (made_by = $1 OR (made_by IS NULL AND $1 IS NULL))"
                );
                if tx.query(open).bind(stored.made_by.map(|user| user.0)).number().await? >= MOST {
                    return Err(FieldErrors::one("file", Flaw::TooMany { max: MOST as u32 }).into());
                }
                records::insert(tx, &stored).await
            })
        })
        .await?;
    Ok(Receiving { service: service.clone(), import, waiting: Vec::new(), bytes: 0 })
}

impl Receiving {
    /// Takes the next row.
    ///
    /// # Errors
    /// [`domain::error::Error::Invalid`]: there are too many. The database's.
    pub async fn push(&mut self, given: Given, bytes: usize) -> Result<()> {
        if self.import.rows >= i64::from(ROWS) {
            return Err(FieldErrors::one("file", Flaw::TooMany { max: ROWS }).into());
        }
        self.import.fields.rows += 1;
        self.waiting.push((self.import.rows, given));
        self.bytes += bytes;
        if self.waiting.len() >= AT_ONCE || self.bytes >= BYTES { self.store().await } else { Ok(()) }
    }

    async fn store(&mut self) -> Result<()> {
        self.bytes = 0;
        let (import, at) = (self.import.id, self.service.clock.now());
        let mut rows = Vec::with_capacity(self.waiting.len());
        for (number, given) in mem::take(&mut self.waiting) {
            let id = ImportRowId(self.service.clock.id());
            let (outcome, reasons, given) = match given {
                Ok(given) => (Outcome::Waiting, Vec::new(), Some(serde_json::to_string(&given)?)),
                Err(flaw) => (Outcome::Invalid, vec![Reason { flaw: Some(flaw), ..Reason::default() }], None),
            };
            rows.push(vec![
                Param::key(id),
                Param::Moment(Some(at)),
                Param::key(import),
                Param::Int(Some(number)),
                Param::Text(Some(outcome.word().to_owned())),
                Param::Json(Some(serde_json::to_value(reasons)?)),
                Param::Text(given),
            ]);
        }
        let rows = Arc::new(rows);
        self.service
            .db
            .housekeep(move |tx| {
                let rows = Arc::clone(&rows);
                Box::pin(async move {
                    let insert = sql!(
                        "INSERT INTO import_row (id, version, created_at, updated_at, import, number, outcome, reasons, given)
                         VALUES ($1, 1, $2, $2, $3, $4, $5, $6, $7)"
                    );
                    for row in rows.iter() {
                        tx.later(insert, row.clone()).await?;
                    }
                    tx.query(sql!("UPDATE import SET updated_at = $2 WHERE id = $1")).bind(import.0).bind(at).execute().await.map(drop)
                })
            })
            .await
    }

    /// The file is there: it is rehearsed, or waits for somebody who says what its columns are.
    ///
    /// # Errors
    /// [`domain::error::Error::Invalid`]: nothing is in it. The database's. Nothing of it is kept then.
    pub async fn finish(mut self) -> Result<Import> {
        match self.end().await {
            Ok(()) => Ok(self.import),
            Err(error) => {
                self.abandon().await?;
                Err(error)
            }
        }
    }

    async fn end(&mut self) -> Result<()> {
        if self.import.rows == 0 {
            return Err(FieldErrors::one("file", Flaw::Blank).into());
        }
        self.store().await?;
        let ready = self.import.consistent().is_ok();
        self.import.fields.status = if ready { Status::Checking } else { Status::Mapping };
        self.import.updated_at = self.service.clock.now();
        self.import.version += 1;
        let import = self.import.clone();
        self.service
            .db
            .housekeep(move |tx: &mut Tx| {
                let import = import.clone();
                Box::pin(async move { records::update(tx, &import).await })
            })
            .await
    }

    /// The file broke off, or cannot be what it should be: nothing of it is kept.
    ///
    /// # Errors
    /// The database's.
    pub async fn abandon(self) -> Result<()> {
        let id = self.import.id;
        self.service
            .db
            .housekeep(move |tx| {
                Box::pin(async move { tx.query(sql!("DELETE FROM import WHERE id = $1")).bind(id.0).execute().await.map(drop) })
            })
            .await?;
        self.service.db.sweep(ROWS_OF, Param::key(id)).await
    }
}
