//! Where a reader is in the log, and since when they ask.

use domain::error::Malformed;
use std::{fmt, str::FromStr};

/// Where a reader is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) position: i64,
    /// The beginning of the hash at that place: in a database that was put back it is another.
    pub(super) hash: u32,
    /// What the reader could read, in short: with other rights the records are others.
    pub(super) rights: u32,
}

impl Cursor {
    /// The place in the log up to which its reader knows.
    pub fn position(&self) -> i64 {
        self.position
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:08x}{:08x}", self.position, self.hash, self.rights)
    }
}

impl FromStr for Cursor {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let read = || {
            let (position, marks) = text.split_once('-')?;
            let digits = |text: &str, radix| text.bytes().all(|byte| char::from(byte).is_digit(radix));
            if !digits(position, 10) || marks.len() != 16 || !digits(marks, 16) {
                return None;
            }
            let marks = u64::from_str_radix(marks, 16).ok()?;
            Some(Self { position: position.parse().ok()?, hash: (marks >> 32) as u32, rights: marks as u32 })
        };
        read().ok_or(Malformed::Cursor)
    }
}

/// Since when changes are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// All that there is.
    Beginning,
    /// What happens from now on.
    Now,
    Cursor(Cursor),
}

impl FromStr for Since {
    type Err = Malformed;

    /// Nothing is the beginning, `now` is now, anything else must be a cursor.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text {
            "" => Ok(Self::Beginning),
            "now" => Ok(Self::Now),
            text => text.parse().map(Self::Cursor),
        }
    }
}
