//! `/recruitment-tasks`.

use super::exposed::{self, noun};
use axum::Router;
use service::Service;

noun!(
    /// The use cases behind it.
    Tasks, tasks, domain::tasks::TaskFields
);

pub fn routes() -> Router<Service> {
    exposed::writable::<Tasks>()
}
