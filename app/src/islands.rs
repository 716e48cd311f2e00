//! Every island, by name: the browser finds them in the module that exports them.

pub use crate::candidates::{Finder, ForgetTyped, KeepTyped, Live, Profile};
pub use crate::interviews::{ForgetScorecard, Keeper};
pub use crate::requests::KeepBrief;
pub use crate::task_groups::Arrange;
pub use crate::ui::{Manners, Toasts};
