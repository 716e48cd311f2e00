//! What things are: the records of recruitment, their rules, and who may do what with them.
//!
//! No I/O lives here. The crate compiles to WebAssembly, so that the browser can explain with the very rules the server enforces.

/// An enum whose values are words on the wire, in the database and in forms.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $( $(#[$about])* #[serde(rename = $word)] $variant ),* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::error::Flaw;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word { $($word => Ok(Self::$variant),)* _ => Err(crate::error::Flaw::Choice) }
            }
        }
    };
}

pub mod answers;
pub mod approvals;
pub mod assignments;
pub mod candidates;
pub mod change;
pub mod client_views;
pub mod error;
pub mod id;
pub mod imports;
pub mod interviews;
pub mod matching;
pub mod merge_patch;
pub mod network;
pub mod notes;
pub mod page;
pub mod policy;
pub mod query;
pub mod reports;
pub mod request_candidates;
pub mod requests;
pub mod resource;
pub mod scorecards;
pub mod task_groups;
pub mod tasks;
pub mod text;
pub mod tokens;
pub mod users;
pub mod value;
pub mod webhooks;
pub mod zones;

#[cfg(test)]
mod tests;
