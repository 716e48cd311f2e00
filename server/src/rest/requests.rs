//! `/resource-requests`.

use super::exposed::{self, noun};
use axum::Router;
use service::Service;

noun!(
    /// The use cases behind it.
    Requests, requests, domain::requests::RequestFields
);

pub fn routes() -> Router<Service> {
    exposed::writable::<Requests>()
}
