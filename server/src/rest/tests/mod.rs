//! The API as its clients meet it, through every layer.

mod candidates;
mod discovery;
mod hostile;
mod notes;
mod permissions;
mod problems;
mod support;
mod users;
