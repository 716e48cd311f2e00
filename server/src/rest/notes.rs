//! `/candidate-notes`.

use super::exposed::{self, noun};
use axum::Router;
use service::Service;

noun!(deletable
    /// The use cases behind it.
    Notes, notes, domain::notes::NoteFields
);

pub fn routes() -> Router<Service> {
    exposed::removable::<Notes>()
}
