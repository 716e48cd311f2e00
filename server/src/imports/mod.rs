//! Files of people, read as they come: a table (CSV, RFC 4180) or a JSON object on each line. However long a file is, a piece of it is in memory at a time.
//!
//! What is compressed is never unpacked, so that there is nothing in a file that is larger than the file.

mod lines;
mod table;

use axum::body::Bytes;
use domain::{
    error::{FieldErrors, Flaw},
    imports::{COLUMNS, Column, Format, Import, OnDuplicate, guessed},
    policy::Actor,
};
use futures_util::{FutureExt, Stream, StreamExt};
use lines::Lines;
use service::{
    Error, Service,
    imports::{self, Beginning, Receiving},
};
use std::{pin::pin, time::Duration};
use table::Table;
use tokio::{
    sync::Semaphore,
    time::{MissedTickBehavior, interval, sleep},
};

/// The largest file, in bytes.
pub const FILE: usize = 64 * 1024 * 1024;
/// Files that are received at the same time; the next is told to come again.
const AT_ONCE: usize = 4;
static RECEIVING: Semaphore = Semaphore::const_new(AT_ONCE);
/// Between two looks for something to do, and after something went wrong.
const LOOK: Duration = Duration::from_millis(500);
/// Between two pieces of work: longer than who changes an import waits before trying again, so that a wish to stop comes through.
const BREATH: Duration = Duration::from_millis(20);
/// Between two looks for something to forget.
const FORGET: Duration = Duration::from_secs(3_600);

/// How compressed files and workbooks begin: gzip (RFC 1952), ZIP with .xlsx and .ods, Zstandard (RFC 8878), xz, bzip2, and the old .xls.
const COMPRESSED: &[&[u8]] =
    &[b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\x00", b"BZh", b"\xd0\xcf\x11\xe0"];
/// How text in UTF-16 begins.
const UTF_16: &[&[u8]] = &[b"\xff\xfe", b"\xfe\xff"];
/// Bytes by which it is seen what a file is, where its first line is longer.
const BEGINNING: usize = 64 * 1024;
/// How text in UTF-8 may begin.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What is told of a file beside it.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub name: Option<String>,
    pub source: Option<String>,
    /// None: whoever is here already is left alone.
    pub on_duplicate: Option<OnDuplicate>,
    /// None: it is seen by what is in it.
    pub format: Option<Format>,
    /// What some of its columns are; others are known by their names.
    pub columns: Vec<Column>,
    /// Whether a person says later what its columns are, where nobody can tell.
    pub patient: bool,
}

/// Why a file was not taken in.
#[derive(Debug)]
pub enum Broken<E> {
    Refused(Error),
    /// It is larger than [`FILE`].
    TooLarge,
    /// It broke off.
    Off(E),
}

impl<E> From<Error> for Broken<E> {
    fn from(error: Error) -> Self {
        Broken::Refused(error)
    }
}

fn flawed<E>(field: &str, flaw: Flaw) -> Broken<E> {
    Broken::Refused(FieldErrors::one(field, flaw).into())
}

/// Takes in a file. What is not taken in leaves nothing behind.
///
/// # Errors
/// [`Broken`].
pub async fn receive<E>(
    service: &Service,
    actor: &Actor,
    told: Told,
    file: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Import, Broken<E>> {
    let Ok(_place) = RECEIVING.try_acquire() else { return Err(Error::from(domain::error::Error::Busy).into()) };
    let mut desk = Desk { service, actor, told, reader: Reader::Unknown(Vec::new()), header: Vec::new(), receiving: None };
    match desk.read(file).await {
        Ok(()) => match desk.receiving {
            // All of it is here: it is finished, or removed, also where nobody waits for the answer any more.
            Some(receiving) => Ok(tokio::spawn(receiving.finish()).await.map_err(Error::broken)??),
            None => Err(flawed("file", Flaw::Blank)),
        },
        Err(error) => {
            if let Some(receiving) = desk.receiving.take()
                && let Err(error) = receiving.abandon().await
            {
                tracing::warn!(%error, "what came of a broken file is removed later");
            }
            Err(error)
        }
    }
}

/// What reads a file.
enum Reader {
    /// Its beginning, which does not tell yet what it is.
    Unknown(Vec<u8>),
    Table(Box<Table>),
    Lines(Lines),
}

/// Where a file is taken in.
struct Desk<'a> {
    service: &'a Service,
    actor: &'a Actor,
    told: Told,
    reader: Reader,
    /// Of a table.
    header: Vec<String>,
    receiving: Option<Receiving>,
}

impl Desk<'_> {
    async fn read<E>(&mut self, file: impl Stream<Item = Result<Bytes, E>>) -> Result<(), Broken<E>> {
        let (mut file, mut size) = (pin!(file), 0);
        while let Some(piece) = file.next().await {
            let piece = piece.map_err(Broken::Off)?;
            size += piece.len();
            if size > FILE {
                return Err(Broken::TooLarge);
            }
            self.take(&piece, false).await?;
        }
        self.take(&[], true).await
    }

    async fn take<E>(&mut self, piece: &[u8], last: bool) -> Result<(), Broken<E>> {
        let mut piece = piece;
        let beginning;
        if let Reader::Unknown(so_far) = &mut self.reader {
            so_far.extend_from_slice(piece);
            if !last && so_far.len() < BEGINNING && !so_far.contains(&b'\n') {
                return Ok(());
            }
            beginning = std::mem::take(so_far);
            piece = self.recognise(&beginning).await?;
        }
        // Nothing is what says that it is over.
        if !piece.is_empty() {
            self.feed(piece).await?;
        }
        if last { self.feed(&[]).await } else { Ok(()) }
    }

    /// Sees by its beginning what a file is made of; what is left of the beginning.
    async fn recognise<'b, E>(&mut self, beginning: &'b [u8]) -> Result<&'b [u8], Broken<E>> {
        if COMPRESSED.iter().any(|mark| beginning.starts_with(mark)) {
            return Err(flawed("file", Flaw::Compressed));
        }
        if UTF_16.iter().any(|mark| beginning.starts_with(mark)) {
            return Err(flawed("file", Flaw::NotUtf8));
        }
        let beginning = beginning.strip_prefix(MARK).unwrap_or(beginning);
        let object = beginning.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        match self.told.format {
            Some(Format::Ndjson) => {}
            None if object => {}
            _ => {
                let (table, rest) = Table::of(beginning);
                self.reader = Reader::Table(Box::new(table));
                return Ok(rest);
            }
        }
        self.reader = Reader::Lines(Lines::default());
        let columns = std::mem::take(&mut self.told.columns);
        self.begin(Format::Ndjson, columns).await?;
        Ok(beginning)
    }

    async fn begin<E>(&mut self, format: Format, columns: Vec<Column>) -> Result<(), Broken<E>> {
        let Told { name, source, on_duplicate, patient, .. } = self.told.clone();
        let on_duplicate = on_duplicate.unwrap_or(OnDuplicate::Skip);
        let beginning = Beginning { name, source, on_duplicate, format, columns, patient };
        self.receiving = Some(imports::begin(self.service, self.actor, beginning).await?);
        Ok(())
    }

    async fn feed<E>(&mut self, piece: &[u8]) -> Result<(), Broken<E>> {
        match &mut self.reader {
            Reader::Unknown(_) => {}
            Reader::Lines(lines) => {
                for (given, bytes) in lines.feed(piece) {
                    if let Some(receiving) = &mut self.receiving {
                        receiving.push(given, bytes).await?;
                    }
                }
            }
            Reader::Table(table) => {
                for (cells, bytes) in table.feed(piece) {
                    self.row(cells, bytes).await?;
                }
            }
        }
        Ok(())
    }

    async fn row<E>(&mut self, cells: Result<Vec<String>, Flaw>, bytes: usize) -> Result<(), Broken<E>> {
        let Some(receiving) = &mut self.receiving else {
            let header = table::header(cells.map_err(|flaw| flawed("file", flaw))?);
            // Text in UTF-16 that does not say so reads as letters with nothing between them.
            if header.iter().any(|name| name.contains(char::is_control)) {
                return Err(flawed("file", Flaw::NotUtf8));
            }
            if header.len() > COLUMNS as usize {
                return Err(flawed("columns", Flaw::TooMany { max: COLUMNS }));
            }
            let columns = self.named(&header);
            self.header = header;
            return self.begin(Format::Csv, columns).await;
        };
        // What a spreadsheet leaves empty at the end of a row is nothing.
        let fits = |cells: &Vec<String>| {
            let beyond = cells.get(self.header.len()..).unwrap_or_default();
            cells.len() >= self.header.len() && beyond.iter().all(String::is_empty)
        };
        let given = match cells {
            Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => return Ok(()),
            Ok(cells) if fits(&cells) => {
                let filled = self.header.iter().cloned().zip(cells).filter(|(_, cell)| !cell.is_empty());
                Ok(filled.map(|(column, cell)| (column, cell.into())).collect())
            }
            Ok(cells) => Err(Flaw::Cells { expected: self.header.len() as u32, given: cells.len() as u32 }),
            Err(flaw) => Err(flaw),
        };
        Ok(receiving.push(given, bytes).await?)
    }

    /// What the columns of a header are: as it was told, else by their names.
    fn named(&self, header: &[String]) -> Vec<Column> {
        let told = &self.told.columns;
        let is_told = |name: &str| told.iter().any(|column| column.attribute.as_deref() == Some(name));
        let guessed = guessed(header).into_iter().map(|guess| match told.iter().find(|told| told.column == guess.column) {
            Some(told) => told.clone(),
            None => Column { attribute: guess.attribute.filter(|name| !is_told(name)), ..guess },
        });
        guessed.collect()
    }
}

/// Works on imports for as long as the process lives, and forgets what need not be remembered.
pub async fn work_for_ever(service: Service) {
    let mut forget = interval(FORGET);
    forget.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        match imports::work(&service).await {
            Ok(true) => sleep(BREATH).await,
            Ok(false) => sleep(LOOK).await,
            Err(error) => {
                tracing::warn!(%error, "imports wait");
                sleep(LOOK * 10).await;
            }
        }
        if forget.tick().now_or_never().is_some()
            && let Err(error) = imports::forget(&service).await
        {
            tracing::warn!(%error, "imports are remembered longer");
        }
    }
}
