//! `/candidate-notes`.

use super::exposed::{self, Exposed, Removable, Writable};
use axum::Router;
use domain::{
    id::NoteId,
    notes::{CandidateNote, NoteFields},
    page::Page,
    policy::Actor,
    query::Query,
    resource::Attributes,
};
use service::{Result, Service, notes};

pub fn routes() -> Router<Service> {
    exposed::removable::<Notes>()
}

struct Notes;

impl Exposed for Notes {
    type Fields = NoteFields;

    async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<CandidateNote>> {
        notes::list(service, actor, query).await
    }

    async fn get(service: &Service, actor: &Actor, id: NoteId) -> Result<CandidateNote> {
        notes::get(service, actor, id).await
    }
}

impl Writable for Notes {
    async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<CandidateNote> {
        notes::create(service, actor, given).await
    }

    async fn patch(service: &Service, actor: &Actor, id: NoteId, given: &Attributes, seen: Option<i64>) -> Result<CandidateNote> {
        notes::patch(service, actor, id, given, seen).await
    }
}

impl Removable for Notes {
    async fn delete(service: &Service, actor: &Actor, id: NoteId, seen: Option<i64>) -> Result<()> {
        notes::delete(service, actor, id, seen).await.map(drop)
    }
}
