//! What people do with Instroom, told once and run on both databases.

#[macro_use]
mod support;

mod embedded;
mod lists;
mod people;
mod scopes;
