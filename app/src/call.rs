//! Calls from the browser: how they are refused, and what a refused form brings back.

use domain::error::{Error, RequestId};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// A refused call, in the one vocabulary of refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refused(pub Error);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Refused(error)
    }
}

#[cfg(feature = "ssr")]
impl From<service::Error> for Refused {
    fn from(error: service::Error) -> Self {
        Refused(error.answer())
    }
}

impl FromServerFnError for Refused {
    type Encoder = JsonEncoding;

    /// A call that did not arrive, or whose arguments could not be read, is "try again" to the person who made it.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Refused(match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Error::Busy,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Error::Malformed(domain::error::Malformed::Body)
            }
            _ => Error::Internal(RequestId(String::new())),
        })
    }
}

/// A form that was posted to its page and refused: the page is rendered again with what was typed, and the errors at the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The name of the call, as in `?do=`.
    pub action: String,
    /// What was typed, by field. Passwords are not among it.
    pub values: BTreeMap<String, String>,
    pub error: Option<Error>,
}
