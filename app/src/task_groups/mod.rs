//! Question banks: the form for a new one, and the page on which its questions are written, tried and compared.

mod arrange;
pub mod calls;

#[cfg(feature = "ssr")]
mod builder;
#[cfg(feature = "ssr")]
mod details;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod question;
#[cfg(feature = "ssr")]
mod revisions;

pub use arrange::Arrange;

#[cfg(feature = "ssr")]
pub use {details::NewTaskGroup, page::TaskGroup};
