//! Imports: a file is chosen, its rows are looked at, and then they are imported, or not.

pub mod calls;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod mapping;
#[cfg(feature = "ssr")]
mod page;
mod progress;
#[cfg(feature = "ssr")]
mod rows;

pub use progress::Progress;
#[cfg(feature = "ssr")]
pub use {list::Imports, page::ImportPage};
