//! Who could be proposed: those who fit best, or those one looks for.

use super::terms;
use crate::{
    i18n::{Locale, request_candidates as words},
    ui::{Avatar, Button, Field, Input, Look, Tag},
};
use domain::{
    candidates::{Candidate, CandidateFields},
    id::CandidateId,
    matching::Match,
    page::Paging,
    policy::{self, Action, Actor, On},
    query::Query,
    requests::ResourceRequest,
    resource::Described,
};
use leptos::prelude::*;
use service::{
    Service,
    candidates::{self, Archived},
    matching,
};
use std::collections::BTreeSet;

/// People shown of those that one looks for.
const FOUND: u32 = 10;
/// People that are suggested.
const SUGGESTED: usize = 5;

/// Who was found, and by what.
pub struct Looked {
    /// What was looked for; nothing, and those who fit best are suggested.
    text: String,
    people: Vec<(Candidate, Option<Match>)>,
}

/// Looks for people who could be proposed; none where the request takes none, or this actor proposes nobody.
///
/// # Errors
/// The service's.
pub async fn look(service: &Service, actor: &Actor, request: &ResourceRequest, text: &str) -> service::Result<Option<Looked>> {
    if !request.status.takes_people() || policy::can(actor, Action::CreateRequestCandidate, On::Nothing).is_err() {
        return Ok(None);
    }
    let text = text.trim().to_owned();
    if text.is_empty() {
        let found = matching::suggestions(service, actor, request.id, SUGGESTED).await?;
        return Ok(Some(Looked { text, people: found.into_iter().map(|one| (one.person, Some(one.found))).collect() }));
    }
    let query = Query::read(&CandidateFields::RESOURCE, [("q", text.as_str())])?;
    let query = Query { paging: Paging { page: 1, per_page: FOUND }, ..query };
    let found = candidates::list(service, actor, &query, Archived::Hidden).await?.items;
    let people = found.into_iter().map(|person| {
        let fits = matching::assessed(&request.fields, &person.fields);
        (person, fits)
    });
    Ok(Some(Looked { people: people.collect(), text }))
}

/// The section of the request's page. `standing`: who is in it already.
pub fn propose(locale: Locale, request: &ResourceRequest, looked: &Looked, standing: &BTreeSet<CandidateId>) -> AnyView {
    let Looked { text, people } = looked;
    let (page, looks) = (format!("/resource-requests/{}", request.id), !text.is_empty());
    let rows = people.iter().map(|(person, fits)| row(locale, (&page, text), request, person, fits.as_ref(), standing)).collect_view();
    let none = match (people.is_empty(), looks, request.skills.is_empty()) {
        (false, ..) => None,
        (true, true, _) => Some(words::NOT_FOUND),
        (true, false, true) => Some(words::NO_SKILLS),
        (true, false, false) => Some(words::NO_SUGGESTION),
    };
    let none = none.map(|text| view! { <p class="muted">{text.get(locale)}</p> });
    let list = (!people.is_empty()).then(|| view! { <ul class="entry-list">{rows}</ul> });
    let title = if looks { words::FOUND } else { words::SUGGESTED };
    view! {
        <section class="section" id="propose" aria-labelledby="propose-title">
            <h2 id="propose-title">{words::PROPOSE_TITLE.get(locale)}</h2>
            <form class="report-range" method="get" action=format!("{page}#propose") role="search">
                <Field name="find" label=words::FIND.get(locale) input=Input::Search value=text.clone() placeholder=words::FIND_HINT.get(locale)/>
                <Button>{words::FIND.get(locale)}</Button>
            </form>
            <h3>{title.get(locale)}</h3>
            <p class="section-why">{words::MATCH_WHY.get(locale)}</p>
            {none}
            {list}
        </section>
    }
    .into_any()
}

fn row(
    locale: Locale,
    (page, text): (&str, &str),
    request: &ResourceRequest,
    person: &Candidate,
    fits: Option<&Match>,
    standing: &BTreeSet<CandidateId>,
) -> AnyView {
    let name = person.name();
    let facts: Vec<String> = person.position.iter().chain(&person.location).cloned().collect();
    let from = if person.employee { words::EMPLOYEE } else { words::OUTSIDER };
    let score = fits.map(|fits| words::matches(locale, fits.score)).map(|text| view! { <Tag>{text}</Tag> });
    let told = fits.map(|fits| terms::line(locale, &fits.terms));
    let act = if standing.contains(&person.id) {
        view! { <p class="muted">{words::STANDS_ALREADY.get(locale)}</p> }.into_any()
    } else {
        let heard = format!(": {name}");
        view! {
            <form method="post" action=format!("{page}?do=propose_candidate#shortlist")>
                <input type="hidden" name="request" value=request.id.to_string()/>
                <input type="hidden" name="candidate" value=person.id.to_string()/>
                <input type="hidden" name="find" value=text.to_owned()/>
                <Button look=Look::Quiet>{words::PROPOSE.get(locale)}<span class="sr-only">{heard}</span></Button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="entry suggestion">
            <Avatar name=name.clone()/>
            <div class="entry-words">
                <p><a href=format!("/candidates/{}", person.id) dir="auto">{name}</a></p>
                <p class="entry-note" dir="auto">{facts.join(" · ")}</p>
                <p class="told-marks"><Tag>{from.get(locale)}</Tag>{score}</p>
                {told}
            </div>
            {act}
        </li>
    }
    .into_any()
}
