//! `/recruitment-task-groups`.

use super::exposed::{self, noun};
use axum::Router;
use service::Service;

noun!(
    /// The use cases behind it.
    TaskGroups, task_groups, domain::task_groups::TaskGroupFields
);

pub fn routes() -> Router<Service> {
    exposed::writable::<TaskGroups>()
}
