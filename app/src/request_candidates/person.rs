//! In which requests a person stands: on the page of their file.

use super::moves::tone;
use crate::{
    i18n::{Locale, records as lists, request_candidates as words, words::Named},
    records::{Names, Wanted, gather},
    ui::{Glyph, Icon, Moment, Tag},
    visit::Visit,
};
use domain::{
    id::CandidateId,
    page::Paging,
    policy::{self, Action, Actor, On},
    query::Query,
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate},
    resource::{Described, Target},
};
use leptos::prelude::*;
use serde_json::Value;
use service::{Service, request_candidates};

/// Requests shown of one person; the list behind the title has them all.
const SHOWN: u32 = 20;

/// Where a person stands, the latest first, with the names of the requests.
pub struct Standings(Vec<ResourceRequestCandidate>, Names);

/// Where a person stands, as far as this actor may know of it.
///
/// # Errors
/// The service's.
pub async fn of_person(service: &Service, actor: &Actor, locale: Locale, id: CandidateId) -> service::Result<Standings> {
    if policy::can(actor, Action::ListRequestCandidates, On::Nothing).is_err() {
        return Ok(Standings(Vec::new(), Names::default()));
    }
    let candidate = id.to_string();
    let asked = [("candidate", candidate.as_str()), ("order[createdAt]", "desc")];
    let query = Query { paging: Paging { page: 1, per_page: SHOWN }, ..Query::read(&RequestCandidateFields::RESOURCE, asked)? };
    let found = request_candidates::list(service, actor, &query).await?.items;
    let mut wanted = Wanted::default();
    if let Some(field) = RequestCandidateFields::RESOURCE.field("resourceRequest") {
        for request in found.iter().filter_map(|standing| standing.request) {
            wanted.add(field, &Value::from(request.to_string()));
        }
    }
    Ok(Standings(found, gather(service, actor, locale, wanted).await?))
}

impl Standings {
    /// The section of the file's page; nothing where the person stands nowhere.
    pub fn show(&self, visit: &Visit, candidate: &str) -> Option<AnyView> {
        let (locale, clock) = (visit.locale, visit.clock);
        let Self(found, names) = self;
        if found.is_empty() {
            return None;
        }
        let rows = found
            .iter()
            .map(|standing| {
                let request = standing.request.and_then(|request| names.of(Target::REQUEST, &request.to_string()));
                let request = request.unwrap_or_else(|| lists::REQUESTS.title.get(locale).to_owned());
                let (href, at) = (format!("/resource-request-candidates/{}", standing.id), standing.since().unwrap_or(standing.created_at));
                let (tone, stage) = (tone(standing.status), standing.status.label(locale));
                view! {
                    <li class="entry">
                        <Icon glyph=Glyph::Requests/>
                        <div class="entry-words"><p><a class="anywhere" href=href dir="auto">{request}</a></p></div>
                        <Tag tone=tone>{stage}</Tag>
                        <p class="entry-note"><Moment locale at clock/></p>
                    </li>
                }
            })
            .collect_view();
        let all = format!("/resource-request-candidates?candidate={candidate}");
        Some(
            view! {
                <section class="section" id="requests" aria-labelledby="requests-title">
                    <h2 id="requests-title"><a href=all>{words::IN_REQUESTS.get(locale)}</a></h2>
                    <ul class="entry-list">{rows}</ul>
                </section>
            }
            .into_any(),
        )
    }
}
