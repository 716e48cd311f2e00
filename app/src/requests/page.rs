//! `/resource-requests/{id}`: the brief, where it stands and what can be done with it.

use super::{brief, calls, ways::ways};
use crate::{
    approvals::rail,
    call::Posted,
    client_views::share,
    i18n::{
        Locale, approvals as approvals_words, client_views as client_words, errors, records as lists, requests as words, shell,
        words::Named,
    },
    live::watch,
    load::{load, refusal},
    records::{self, Names, Requests},
    request_candidates::{self, Board, Looked, gather, look, propose},
    ui::{Banner, Breadcrumb, Glyph, Heading, LinkButton, Look, Tag, Tone},
    visit::{Visit, reader, visit},
};
use domain::{
    error::Error,
    policy::{self, Action, Actor, On, RequestFacts},
    requests::{RequestStatus, ResourceRequest},
    users::User,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::{
    approvals::{self, Round},
    live, requests, users,
};
use std::collections::BTreeSet;

/// Everything the page is made of.
struct Found {
    actor: Actor,
    request: ResourceRequest,
    names: Names,
    users: Vec<User>,
    rounds: Vec<Round>,
    views: Vec<share::View>,
    /// Whether the reader may change it.
    edits: bool,
    /// The end of the log when it was read.
    position: i64,
    board: Board,
    /// Who could be proposed.
    looked: Option<Looked>,
}

/// `/resource-requests/{id}`.
#[component]
pub fn RequestPage() -> impl IntoView {
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let visit = visit();
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = calls::request(&id) else { return refusal(Error::NotFound) };
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let (find, edit) = (asked("find"), !asked("edit").is_empty());
    let (did, undo) = (asked("did"), asked("undo"));
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let locale = visit.locale;
    let work = async move {
        // First: what happens while the rest is read is told again rather than missed.
        let position = live::position(&service).await?;
        let request = requests::get(&service, &actor, id).await?;
        let names = records::names_of::<Requests>(&service, &actor, locale, &request).await?;
        let facts = RequestFacts::from(&request);
        let edits = policy::can(&actor, Action::EditRequest, On::Request(&facts)).is_ok();
        let views = share::views(&service, &actor, id).await?;
        let board = gather(&service, &actor, id, &facts).await?;
        let looked = if edits { look(&service, &actor, &request, &find).await? } else { None };
        let users = users::list(&service, &actor).await?;
        let rounds = approvals::of_request(&service, &actor, id).await?;
        Ok(Found { actor, request, names, users, rounds, views, edits, position, board, looked })
    };
    load(work, move |found| show(&visit, &found, (&did, &undo), edit, posted.as_ref()))
}

fn tone(status: RequestStatus) -> Tone {
    match status {
        RequestStatus::Open | RequestStatus::Filled => Tone::Good,
        RequestStatus::PendingApproval | RequestStatus::OnHold => Tone::Caution,
        RequestStatus::Rejected => Tone::Danger,
        RequestStatus::Draft | RequestStatus::Cancelled | RequestStatus::Closed => Tone::Neutral,
    }
}

fn show(visit: &Visit, found: &Found, (did, undo): (&str, &str), edit: bool, posted: Option<&Posted>) -> AnyView {
    let Found { actor, request, names, users, rounds, views, edits, position, board, looked } = found;
    let locale = visit.locale;
    let today = visit.clock.now.with_timezone(&visit.clock.zone).date_naive();
    let title = records::request_name(request);
    let of = |action: &str| posted.filter(|posted| posted.action == action);
    let inside = |posted: &&Posted| matches!(posted.action.as_str(), "edit_request" | "move_request" | "share_with_client");
    let unseen = |posted: &&Posted| posted.action == "move_request" && !matches!(posted.error, Some(Error::Invalid(_)));
    let refused = posted.filter(|posted| !inside(posted) || unseen(posted)).and_then(|posted| posted.error.clone());
    let refused = refused.map(|error| view! { <Banner tone=Tone::Danger alert=true><p>{errors::sentence(locale, &error)}</p></Banner> });
    let page = format!("/resource-requests/{}", request.id);
    let done = posted.is_none().then(|| done(locale, did).or_else(|| request_candidates::done(locale, &page, did, undo))).flatten();
    let waits = matches!(request.status, RequestStatus::Draft | RequestStatus::PendingApproval | RequestStatus::Open);
    let late = (waits && request.starts_on.is_some_and(|start| start < today))
        .then(|| view! { <Banner tone=Tone::Caution><p>{words::PAST_START.get(locale)}</p></Banner> });
    let overdue = request.overdue(today).then(|| view! { <Tag tone=Tone::Danger icon=Glyph::Warning>{lists::OVERDUE.get(locale)}</Tag> });
    let status = request.status;
    let placed = words::placed(locale, request.filled_count, request.seats());
    let under = view! { <p class="group-facts"><Tag tone=tone(status)>{status.label(locale)}</Tag>{overdue}<span>{placed}</span></p> };
    let proposed = format!("/resource-request-candidates?resourceRequest={}", request.id);
    let change = (*edits && !edit).then(|| {
        let href = format!("/resource-requests/{}?edit=true", request.id);
        let look = if status == RequestStatus::Draft { Look::Primary } else { Look::Quiet };
        view! { <LinkButton href look icon=Glyph::Edit>{words::EDIT.get(locale)}</LinkButton> }
    });
    let ways = (*edits && !edit).then(|| ways(locale, actor, request, of("move_request"))).flatten();
    let body = if *edits && edit {
        brief::form(locale, request, users, of("edit_request"))
    } else {
        let shortlist = request_candidates::board(visit, request, board);
        let standing: BTreeSet<_> = board.people.iter().map(|(_, person)| person.id).collect();
        let propose = looked.as_ref().map(|looked| propose(locale, request, looked, &standing));
        let facts = records::facts::<Requests>(visit, actor, request, names);
        let live = watch(&format!("request={}", request.id), *position, None);
        let brief = view! { <section class="section" aria-labelledby="brief-title"><h2 id="brief-title">{words::BRIEF.get(locale)}</h2>{facts}</section> };
        let shared = share::panel(visit, request, &board.people, views, *edits, posted);
        let people = view! { {shortlist}{shared}{propose} };
        // While it is still being written or decided about, what it says comes first.
        let written = matches!(status, RequestStatus::Draft | RequestStatus::PendingApproval | RequestStatus::Rejected);
        match written {
            true => view! { {brief}{people}{live} }.into_any(),
            false => view! { {people}{brief}{live} }.into_any(),
        }
    };
    let people = users.iter().map(|user| (user.id, user.name.clone())).collect();
    let rail = rail(visit, rounds, &people, *edits, policy::can(actor, Action::ManageApprovalFlows, On::Nothing).is_ok());
    let above = vec![("/resource-requests".to_owned(), shell::REQUESTS.get(locale).to_owned())];
    view! {
        <Title text=title.clone()/>
        <Breadcrumb locale above/>
        <div class="notices">{refused}{done}{late}</div>
        <div id="request-now">
            <Heading title under=under.into_any()>
                <LinkButton href=proposed icon=Glyph::People>{lists::REQUEST_CANDIDATES.title.get(locale)}</LinkButton>
                {change}
            </Heading>
            {ways}
            {rail}
        </div>
        {body}
    }
    .into_any()
}

fn done(locale: Locale, did: &str) -> Option<AnyView> {
    let text = match did {
        "begun" => words::BEGUN.get(locale).to_owned(),
        "reminded" => approvals_words::REMINDED.get(locale).to_owned(),
        "shared" => client_words::SHARED.get(locale).to_owned(),
        "unshared" => client_words::UNSHARED.get(locale).to_owned(),
        "saved" => words::SAVED.get(locale).to_owned(),
        status => format!("{}{}.", words::MOVED.get(locale), status.parse::<RequestStatus>().ok()?.label(locale)),
    };
    Some(view! { <Banner tone=Tone::Good><p role="status">{text}</p></Banner> }.into_any())
}
