//! Identifiers. String ids of the contract are UUIDv7 (RFC 9562), each in a type of its own; the interview questions and answers have numbers.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// What a record is known by, whatever its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Uuid(Uuid),
    Number(i64),
}

/// The id of one kind of record.
pub trait Identifier: Copy + PartialEq + Send + Sync + Unpin + fmt::Display + FromStr + Serialize + DeserializeOwned + 'static {
    /// Whether it is a number; else it is a UUID.
    const NUMBERED: bool;

    fn key(self) -> Key;

    /// The id of this key; none, where the key is of the other kind.
    fn of(key: Key) -> Option<Self>;

    /// As the change log names records: a number is the last 64 bits of an otherwise empty UUID.
    fn logged(self) -> Uuid {
        match self.key() {
            Key::Uuid(id) => id,
            Key::Number(number) => Uuid::from_u64_pair(0, number.unsigned_abs()),
        }
    }

    /// The other way: the id that the change log names like this.
    fn of_logged(logged: Uuid) -> Option<Self> {
        Self::of(if Self::NUMBERED { Key::Number(logged.as_u64_pair().1.cast_signed()) } else { Key::Uuid(logged) })
    }
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl Identifier for $name {
            const NUMBERED: bool = true;

            fn key(self) -> Key {
                Key::Number(self.0)
            }

            fn of(key: Key) -> Option<Self> {
                match key {
                    Key::Number(number) => Some(Self(number)),
                    Key::Uuid(_) => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = crate::error::Flaw;

            /// Only the form that we write ourselves: digits, without a sign or zeros before them.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                number(text).map(Self).ok_or(crate::error::Flaw::Choice)
            }
        }
    )*};
}

/// A number that a record can have, in the one way it is written.
pub fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| *number > 0 && number.to_string() == text)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl Identifier for $name {
            const NUMBERED: bool = false;

            fn key(self) -> Key {
                Key::Uuid(self.0)
            }

            fn of(key: Key) -> Option<Self> {
                match key {
                    Key::Uuid(id) => Some(Self(id)),
                    Key::Number(_) => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            /// Only the form that we write ourselves: lower case, with hyphens. One record has one address.
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                let id = Uuid::try_parse(text)?;
                if id.hyphenated().to_string() == text { Ok(Self(id)) } else { Uuid::try_parse("").map(Self) }
            }
        }
    )*};
}

ids! {
    /// A person who may be hired, or is an employee who may be staffed.
    CandidateId,
    /// A note on a candidate.
    NoteId,
    /// A request for somebody to be hired or staffed.
    RequestId,
    /// Somebody proposed for a request.
    RequestCandidateId,
    /// A conversation in which a scorecard is filled in.
    InterviewId,
    /// An approval flow.
    ApprovalFlowId,
    /// A round of asking about a request.
    ApprovalId,
    /// Questions sent to a candidate.
    AssignmentId,
    /// People of a request, shown to the client by a link.
    ClientViewId,
    /// What one interviewer made of one interview.
    ScorecardId,
    /// A file that belongs to a person.
    AttachmentId,
    /// An account that can sign in.
    UserId,
    /// One browser that is signed in.
    SessionId,
    /// One login or integration token.
    TokenId,
    /// A single-use link: setup, invitation, password reset.
    LinkId,
    /// An address that is told what happens.
    WebhookId,
    /// One attempt at telling it.
    WebhookLogId,
    /// People from a file.
    ImportId,
    /// One of its rows.
    ImportRowId,
    /// One row of the change log.
    ChangeId,
    /// One command: everything that was written together, for one reason.
    CommandId,
}

numbers! {
    /// A question bank: questions asked together.
    TaskGroupId,
    /// One question.
    TaskId,
    /// An answer to a question, about one person.
    AnswerId,
}
