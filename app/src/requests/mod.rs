//! Requests: found in a list or on a board, begun as a draft that saves itself, and taken through their states.

pub mod calls;
mod keep;

#[cfg(feature = "ssr")]
mod board;
#[cfg(feature = "ssr")]
mod brief;
#[cfg(feature = "ssr")]
mod new;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod ways;

pub use keep::KeepBrief;

#[cfg(feature = "ssr")]
pub use {
    board::{board, filters, is_board, views},
    new::NewRequest,
    page::RequestPage,
};
