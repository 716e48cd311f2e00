//! Identifiers. String ids of the contract are UUIDv7 (RFC 9562), each in a type of its own.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

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
    /// An account that can sign in.
    UserId,
    /// One browser that is signed in.
    SessionId,
    /// One login or integration token.
    TokenId,
    /// A single-use link: setup, invitation, password reset.
    LinkId,
    /// One row of the change log.
    ChangeId,
    /// One command: everything that was written together, for one reason.
    CommandId,
}
