//! Refused, or broken: a refusal is told to whoever asked, what is broken is logged and told to nobody.

use domain::{
    error::{Conflict, Error as Refusal, Malformed},
    policy::Rule,
};
use std::fmt;

/// Why a use case did not happen.
#[derive(Debug)]
pub enum Error {
    /// The rules, or the moment, forbid it.
    Refused(Refusal),
    /// Something that should work does not.
    Broken(Broken),
}

/// A fault, with what is known of it. For the log alone.
#[derive(Debug)]
pub struct Broken {
    cause: Box<dyn std::error::Error + Send + Sync>,
    /// The transaction lost against another and may be run again at once.
    again: bool,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::Broken(Broken { cause: cause.into(), again: false })
    }

    /// A commit that failed, as each of those who waited for it hears it.
    pub(crate) fn from_commit(error: &Self) -> Self {
        match error {
            Error::Refused(refusal) => Error::Refused(refusal.clone()),
            Error::Broken(broken) => Error::broken(broken.cause.to_string()),
        }
    }

    /// What whoever asked is told. A fault is logged here, once; the request's id, which the log has too, is all that travels.
    pub fn answer(self) -> Refusal {
        match self {
            Error::Refused(refusal) => refusal,
            Error::Broken(Broken { cause, .. }) => {
                tracing::error!(error = %cause, "a use case broke");
                Refusal::Internal(domain::error::RequestId(String::new()))
            }
        }
    }

    pub(crate) fn is_again(&self) -> bool {
        matches!(self, Error::Broken(Broken { again: true, .. }))
    }

    /// Whether a UNIQUE constraint refused the write.
    pub(crate) fn is_taken(&self) -> bool {
        let Error::Broken(Broken { cause, .. }) = self else { return false };
        let database = cause.downcast_ref::<sqlx::Error>().and_then(sqlx::Error::as_database_error);
        database.is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(refusal) => refusal.fmt(f),
            Error::Broken(Broken { cause, .. }) => cause.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(refusal)
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        Error::Refused(conflict.into())
    }
}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Error::Refused(malformed.into())
    }
}

impl From<Rule> for Error {
    /// Who may not know that a record exists is told that it does not.
    fn from(rule: Rule) -> Self {
        Error::Refused(match rule {
            Rule::Hidden => Refusal::NotFound,
            rule => Refusal::Forbidden(rule),
        })
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::broken(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Error::Refused(Refusal::Full),
            _ => Error::broken(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Error::broken(error)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match class(&error) {
            Class::Away => Error::Refused(Refusal::Busy),
            Class::Full => Error::Refused(Refusal::Full),
            class => Error::Broken(Broken { cause: error.into(), again: class == Class::Again }),
        }
    }
}

/// What a database error means for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// The database is away or has no room for one more: soon again.
    Away,
    /// The disk is full.
    Full,
    /// Two transactions met; this one lost and may be run again at once.
    Again,
    /// A fault.
    Fault,
}

/// SQLite's result codes (sqlite.org/rescode.html) and PostgreSQL's SQLSTATEs (its manual, appendix A).
pub(crate) fn class(error: &sqlx::Error) -> Class {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
            Class::Away
        }
        sqlx::Error::Database(database) => match database.code().as_deref() {
            Some("40001" | "40P01") => Class::Again,
            // Two people of one microsecond took the same number.
            Some("23505") if database.constraint() == Some("search_document_pkey") => Class::Again,
            Some("13" | "53100") => Class::Full,
            Some("5" | "6" | "261" | "517" | "57P01" | "57P02" | "57P03" | "53300") => Class::Away,
            Some(code) if code.len() == 5 && code.starts_with("08") => Class::Away,
            _ => Class::Fault,
        },
        _ => Class::Fault,
    }
}
