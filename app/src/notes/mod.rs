//! Notes: written, changed and deleted in a person's file.

pub mod calls;
pub mod form;

#[cfg(feature = "ssr")]
pub mod markdown;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use page::NoteAddress;
