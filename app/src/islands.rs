//! Every island, by name: the browser finds them in the module that exports them.

pub use crate::candidates::{Finder, ForgetTyped, KeepTyped, Profile};
pub use crate::interviews::{ForgetScorecard, Keeper};
pub use crate::live::Live;
pub use crate::request_candidates::Shortlist;
pub use crate::requests::KeepBrief;
pub use crate::task_groups::Arrange;
pub use crate::ui::{Manners, Toasts};
