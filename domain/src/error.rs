//! One vocabulary of refusal, the same on every floor.
//!
//! Errors carry codes and parameters, never text: the API renders the contract's English, pages render English or Dutch.

use crate::{id::UserId, policy::Rule};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Error {
    /// There is no such record, or the asker may not know that there is. HTTP 404.
    NotFound,
    /// A place in the change feed that is none any more: start from the beginning. HTTP 410.
    Gone,
    /// Nobody is signed in. HTTP 401.
    Unauthenticated,
    /// The asker is known and may not. HTTP 403.
    Forbidden(Rule),
    /// The shape of the input is wrong: it could not even be checked. HTTP 400.
    Malformed(Malformed),
    /// The input was understood and breaks a rule. HTTP 422.
    Invalid(FieldErrors),
    /// The input is fine, the record's state is not. HTTP 409 or 412.
    Conflict(Conflict),
    /// The `Idempotency-Key` was used for something else within the last day. HTTP 422.
    KeyReused,
    /// Too many failed attempts; try again after this many seconds. HTTP 429.
    Throttled { retry_after: u32 },
    /// A queue is full or the database is away; try again soon. HTTP 503.
    Busy,
    /// The disk is full: reads go on, writes do not. HTTP 507.
    Full,
    /// Something broke; the log tells what under this request id. HTTP 500.
    Internal(RequestId),
}

impl Error {
    /// The HTTP status of this refusal (RFC 9110 §15; 507 is RFC 4918 §11.5).
    pub const fn status(&self) -> u16 {
        match self {
            Error::Malformed(_) => 400,
            Error::Unauthenticated => 401,
            Error::Forbidden(_) => 403,
            Error::NotFound => 404,
            Error::Conflict(Conflict::Stale { .. }) => 412,
            Error::Conflict(_) => 409,
            Error::Gone => 410,
            Error::Invalid(_) | Error::KeyReused => 422,
            Error::Throttled { .. } => 429,
            Error::Internal(_) => 500,
            Error::Busy => 503,
            Error::Full => 507,
        }
    }
}

/// Names one request in answers and logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestId(pub String);

/// Input whose shape is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Malformed {
    /// The body is not what its media type says.
    Body,
    /// The body is JSON, but not an object.
    NotAnObject,
    /// `The type of the "firstname" attribute must be "string", "integer" given.`
    Type { field: String, expected: String, given: String },
    /// A relation that is neither an IRI nor an id.
    Iri { value: String },
    /// A relation to a record that is not there.
    Dangling { value: String },
    /// A page number or size that makes no sense.
    Paging,
    /// A place in the change feed that was never given to anybody.
    Cursor,
    /// An `Idempotency-Key` that is empty, too long or not printable.
    Key,
}

/// What is wrong with one field's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// Nothing was given where something is needed.
    Blank,
    /// More Unicode scalars than `max`.
    TooLong { max: u32 },
    /// Fewer Unicode scalars than `min`.
    TooShort { min: u32 },
    /// Fewer entries than `min`.
    TooFew { min: u32 },
    /// More entries than `max`.
    TooMany { max: u32 },
    /// Not an e-mail address.
    Email,
    /// Not an http or https address.
    Url,
    /// An address that is not on the public internet.
    NotPublic,
    /// An address that does not begin with https.
    Insecure,
    /// Not a calendar date.
    Date,
    /// Not a time of day.
    Time,
    /// A time that clocks skip on that day, because summer time begins.
    Skipped,
    /// Something that has not happened yet.
    Later,
    /// Not one of the values on offer.
    Choice,
    /// Not an amount of money.
    Amount,
    /// Not a number from `min` to `max`.
    Range { min: i64, max: i64 },
    /// The same entry more than once.
    Twice,
    /// Another type of value than the question asks for: `string`, `number`, `boolean`, `array`.
    Type { expected: String },
    /// Less than another attribute of the record, by its name on the wire.
    Below { other: String },
    /// Questions that must be answered first, by their numbers.
    Unanswered { tasks: Vec<i64> },
    /// In a text of many lines, this line (from 1) has this flaw.
    AtLine { line: u32, flaw: Box<Flaw> },
    /// No column of a file is this.
    NoColumn,
    /// A row of a table with more or fewer cells than its header.
    Cells { expected: u32, given: u32 },
    /// Not what its kind of file is made of.
    NotRead,
    /// A file of more than so many bytes.
    TooLarge { max: u32 },
    /// Bytes that are no text in UTF-8.
    NotUtf8,
    /// A compressed file, or a workbook, where a text is expected.
    Compressed,
    /// Control characters that no text needs.
    Unprintable,
    /// Belongs to another record already.
    Taken,
    /// Not the current password.
    WrongPassword,
    /// Once set, it stays.
    Immutable,
}

/// A flaw and the field it was found in, by the contract's name of that field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub flaw: Flaw,
}

/// Every flaw found, in the order of the resource's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// A single flaw, as the refusal it causes.
    pub fn one(field: &str, flaw: Flaw) -> Error {
        let mut errors = Self::default();
        errors.push(field, flaw);
        Error::Invalid(errors)
    }

    pub fn push(&mut self, field: &str, flaw: Flaw) {
        self.0.push(FieldError { field: field.to_owned(), flaw });
    }

    /// The first flaw of a field.
    pub fn of(&self, field: &str) -> Option<&Flaw> {
        self.0.iter().find(|error| error.field == field).map(|error| &error.flaw)
    }

    /// Nothing wrong gives `value`, anything wrong the refusal.
    pub fn or<T>(self, value: T) -> Result<T, Error> {
        if self.0.is_empty() { Ok(value) } else { Err(Error::Invalid(self)) }
    }
}

/// The record's state forbids what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conflict {
    /// The writer saw version `seen`, the record is at version `current`. HTTP 412.
    Stale { seen: i64, current: i64 },
    /// The record's state machine has no such move; these it has.
    Transition { from: String, allowed: Vec<String> },
    /// A later change stands in the way of undoing this one.
    ChangedSince,
    /// What was done cannot be undone.
    NotUndoable,
    /// The last account that can administer must stay one.
    LastAdmin,
    /// The request is in a state in which nobody can be proposed or placed.
    NotOpen { status: String },
    /// Every seat of the request is taken.
    NoSeat,
    /// Somebody has met the person by then: they can be withdrawn, but were not proposed by mistake.
    Met,
    /// Both files have a seat of this request, and one person takes one.
    BothPlaced { request: String },
    /// The file went on into another: what it was merged into is to be taken apart first.
    MergedOn,
    /// Somebody would be in two interviews at once: when they are busy, and when all of them are free.
    Booked { busy: Vec<Busy>, free: Vec<DateTime<Utc>> },
    /// What was handed in already is amended, not handed in again.
    HandedIn,
    /// Who said they would not be there says nothing of what they did not hear.
    Declined,
    /// It takes no feedback: it was called off, or nobody came.
    NotHeld,
    /// What is archived takes no answers.
    Archived,
    /// The asker has decided about it already.
    Decided,
    /// The link works no more: too much time has passed.
    Expired,
    /// A step of the approval flow has too few people who may decide.
    NoApprovers { step: String },
}

/// When somebody is in another interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Busy {
    /// None: the candidate.
    pub who: Option<UserId>,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Error {}

impl From<Rule> for Error {
    fn from(rule: Rule) -> Self {
        Error::Forbidden(rule)
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        Error::Conflict(conflict)
    }
}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Error::Malformed(malformed)
    }
}
