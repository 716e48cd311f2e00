//! `/recruitment-task-answers`.

use super::exposed::{self, noun};
use axum::Router;
use service::Service;

noun!(
    /// The use cases behind it.
    Answers, answers, domain::answers::AnswerFields
);

pub fn routes() -> Router<Service> {
    exposed::writable::<Answers>()
}
