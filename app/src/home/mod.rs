//! Where a day begins: what waits, who is new and who changed.

mod owed;
mod waiting;

use crate::{
    call::Posted,
    i18n::{Locale, candidates as people, home as words, interviews as talks},
    interviews::when,
    load::{load, refusal},
    request_candidates,
    ui::{Avatar, Banner, EmptyState, Glyph, Heading, LinkButton, Look, Moment, Tone},
    visit::{Visit, reader, visit},
};
use domain::{
    candidates::Candidate,
    page::Paging,
    policy::{self, Action, Actor, On},
    query::{self, Order, Query},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use service::candidates::{self, Archived};
use waiting::Waiting;

/// People shown of each kind.
const SHOWN: u32 = 5;

/// `/`.
#[component]
pub fn Home() -> impl IntoView {
    let visit = visit();
    let (service, actor) = match reader() {
        Ok(reader) => reader,
        Err(error) => return refusal(error),
    };
    let locale = visit.locale;
    let hello = visit.user.as_ref().map_or(String::new(), |user| words::hello(locale, &user.name));
    let adds = policy::can(&actor, Action::CreateCandidate, On::Nothing).is_ok();
    let zone = when::zone(&visit);
    let today = visit.clock.now.with_timezone(&zone).date_naive();
    let asked = |name: &str| use_query_map().with_untracked(|query| query.get(name).unwrap_or_default());
    let posted = use_context::<Posted>().filter(|posted| posted.error.is_some());
    let writes = owed::writes(asked("write"), posted.as_ref());
    let done = if posted.is_none() { done(&visit, asked) } else { None };
    let found = async move {
        let newest = latest(&service, &actor, query::On::CreatedAt).await?;
        let changed = latest(&service, &actor, query::On::UpdatedAt).await?;
        Ok((Waiting::gather(&service, &actor, today, zone, &writes).await?, newest, changed))
    };
    let lists = load(found, move |(waiting, newest, changed)| {
        let people = if newest.is_empty() { nobody(locale, adds) } else { lists(&visit, newest, changed) };
        view! { {waiting.show(&visit, posted.as_ref())} {people} }
    });
    let add = adds.then(|| view! { <LinkButton href="/candidates/new" icon=Glyph::Plus>{people::ADD.get(locale)}</LinkButton> });
    view! {
        <Title text=words::TITLE.get(locale)/>
        <Heading title=hello>
            {add}
            <LinkButton href="/candidates" look=Look::Primary>{words::TO_CANDIDATES.get(locale)}</LinkButton>
        </Heading>
        <div class="notices">{done}</div>
        {lists}
    }
    .into_any()
}

/// What was just done here, as the address says.
fn done(visit: &Visit, asked: impl Fn(&str) -> String) -> Option<AnyView> {
    let locale = visit.locale;
    let text = match asked("did").as_str() {
        "handed_in" => return asked("about").parse().ok().map(|interview| owed::handed_in(visit, interview)),
        "kept" => talks::KEPT,
        "decided-approve" => words::APPROVED,
        "decided-reject" => words::REJECTED,
        "replied" => words::REPLIED,
        "postponed" => words::POSTPONED,
        other => return request_candidates::done(locale, "/", other, &asked("undo")),
    };
    Some(view! { <Banner tone=Tone::Good><p role="status">{text.get(locale)}</p></Banner> }.into_any())
}

/// The last few that this reader finds.
async fn latest(service: &service::Service, actor: &Actor, by: query::On) -> service::Result<Vec<Candidate>> {
    let order = vec![Order { by, descending: true }];
    let query = Query { order, paging: Paging { page: 1, per_page: SHOWN }, ..Query::default() };
    Ok(candidates::list(service, actor, &query, Archived::Hidden).await?.items)
}

fn nobody(locale: Locale, adds: bool) -> AnyView {
    let why = if adds { people::NONE_WHY } else { people::NONE_VISIBLE_WHY };
    view! { <EmptyState glyph=Glyph::People title=people::NONE.get(locale) why=why.get(locale)/> }.into_any()
}

fn lists(visit: &Visit, newest: Vec<Candidate>, changed: Vec<Candidate>) -> AnyView {
    view! {
        <div class="form-columns">
            {list(visit, "new-people", words::NEW_PEOPLE.get(visit.locale), newest, |person| person.created_at)}
            {list(visit, "changed-people", words::RECENT.get(visit.locale), changed, |person| person.updated_at)}
        </div>
    }
    .into_any()
}

fn list(
    visit: &Visit,
    id: &'static str,
    title: &'static str,
    people: Vec<Candidate>,
    when: fn(&Candidate) -> chrono::DateTime<chrono::Utc>,
) -> AnyView {
    let (locale, clock) = (visit.locale, visit.clock);
    let rows = people
        .into_iter()
        .map(|person| {
            let (name, at) = (person.name(), when(&person));
            view! {
                <li class="entry">
                    <Avatar name=name.clone()/>
                    <div class="entry-words">
                        <p><a href=format!("/candidates/{}", person.id) dir="auto">{name}</a></p>
                        <p class="entry-note">{person.position.clone()}</p>
                    </div>
                    <p class="entry-note"><Moment locale at clock/></p>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <ul class="entry-list">{rows}</ul>
        </section>
    }
    .into_any()
}
