//! `/candidates` and `/candidates/search`.

use super::exposed::{self, Changeable, Exposed, Writable};
use axum::{Router, routing::get};
use domain::{
    candidates::{Candidate, CandidateFields},
    id::CandidateId,
    page::Page,
    policy::Actor,
    query::Query,
    resource::Attributes,
};
use service::{
    Result, Service,
    candidates::{self, Archived},
};

pub fn routes() -> Router<Service> {
    exposed::writable::<Candidates>().route("/candidates/search", get(exposed::search::<Candidates>))
}

/// The use cases behind it.
pub struct Candidates;

impl Exposed for Candidates {
    type Fields = CandidateFields;

    async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<Candidate>> {
        candidates::list(service, actor, query, Archived::Shown).await
    }

    async fn get(service: &Service, actor: &Actor, id: CandidateId) -> Result<Candidate> {
        candidates::get(service, actor, id).await
    }
}

impl Changeable for Candidates {
    async fn patch(service: &Service, actor: &Actor, id: CandidateId, given: &Attributes, seen: Option<i64>) -> Result<Candidate> {
        candidates::patch(service, actor, id, given, seen).await
    }
}

impl Writable for Candidates {
    async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<Candidate> {
        candidates::create(service, actor, given).await
    }

    async fn duplicates(service: &Service, actor: &Actor, made: &Candidate) -> Result<Vec<CandidateId>> {
        let found = candidates::duplicates(service, actor, &made.fields, Some(made.id)).await?;
        Ok(found.into_iter().map(|candidate| candidate.id).collect())
    }
}
