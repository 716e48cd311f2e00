//! `/resource-request-candidates`.

use super::exposed::{self, noun};
use axum::Router;
use service::Service;

noun!(deletable
    /// The use cases behind it.
    RequestCandidates, request_candidates, domain::request_candidates::RequestCandidateFields
);

pub fn routes() -> Router<Service> {
    exposed::removable::<RequestCandidates>()
}
