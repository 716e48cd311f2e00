//! Records that have no pages of their own yet, each at its own address: lists to look through, and everything that a record says. Made from the
//! descriptions of the resources, without an island.

mod drawn;
mod list;
mod names;
mod nouns;
mod page;
mod shown;

pub use list::list;
pub(crate) use names::{Names, Wanted, excerpt, gather, request_name};
pub use nouns::{Answers, Notes, RequestCandidates, Requests, TaskGroups, Tasks};
pub use page::record;
pub(crate) use page::{facts, names_of};
