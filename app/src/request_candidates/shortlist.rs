//! The board of a request: a column for each stage, a card for each person, and a menu on it that does whatever dragging does.

use super::{
    cards::{ASK, BOARD, DIALOG, REFUSAL, TITLE, WHO},
    hand::Shortlist,
};
use crate::{
    i18n::{Locale, amounts, fields, interviews as talks, kit, number, request_candidates as words, words::Named},
    islands::preload,
    ui::{Button, Choice, Dialog, EmptyState, Field, Glyph, Icon, Look, Menu, Moment, Select, Tag, Tone},
    visit::Visit,
};
use domain::{
    candidates::Candidate,
    id::{CandidateId, RequestId},
    policy::{self, Action, Actor, On, RequestFacts},
    request_candidates::{ClientVerdict, RejectedBy, RequestCandidateFields, ResourceRequestCandidate, Stage, Way},
    requests::ResourceRequest,
    resource::Described,
    scorecards::Mean,
};
use leptos::prelude::*;
use service::{Service, client_views::Answer, request_candidates, scorecards};
use std::collections::BTreeMap;

/// Everything the board is made of.
pub struct Board {
    pub people: Vec<(ResourceRequestCandidate, Candidate)>,
    means: BTreeMap<CandidateId, Mean>,
    /// Whether the reader moves people.
    edits: bool,
}

/// Who stands in a request, with what was said about them, as far as this actor may read it.
///
/// # Errors
/// The service's.
pub async fn gather(service: &Service, actor: &Actor, id: RequestId, facts: &RequestFacts) -> service::Result<Board> {
    let people = request_candidates::of_request(service, actor, id).await?;
    let ids: Vec<CandidateId> = people.iter().map(|(_, person)| person.id).collect();
    let means = scorecards::means(service, actor, &ids).await?;
    let edits = policy::can(actor, Action::EditRequest, On::Request(facts)).is_ok();
    Ok(Board { people, means, edits })
}

/// The columns: the ladder, and beside it those in which there is somebody.
fn columns(board: &Board) -> Vec<Stage> {
    let beside = [Stage::OnHold, Stage::Rejected, Stage::Withdrawn];
    let some = |stage: &Stage| board.people.iter().any(|(standing, _)| standing.status == *stage);
    Stage::LADDER.iter().copied().chain(beside.into_iter().filter(some)).collect()
}

/// The section of the request's page.
pub fn board(visit: &Visit, request: &ResourceRequest, board: &Board) -> AnyView {
    let locale = visit.locale;
    let running = board.people.iter().filter(|(standing, _)| standing.status.active()).count() as i64;
    let count = words::RUNNING.of(locale, running);
    let body = if board.people.is_empty() {
        // The place is there for whoever is proposed by somebody else meanwhile.
        view! { <EmptyState glyph=Glyph::People title=words::NOBODY.get(locale) why=words::NOBODY_WHY.get(locale)/> }.into_any()
    } else {
        let columns = columns(board).into_iter().map(|stage| column(visit, request, board, stage)).collect_view();
        let why = board.edits.then(|| view! { <p class="section-why board-keys">{words::SHORTLIST_WHY.get(locale)}</p> });
        view! { <p class="muted" role="status">{count}</p>{why}<div class="board">{columns}</div> }.into_any()
    };
    let dialog = board.edits.then(|| dialog(locale, request));
    view! {
        <section class="section" id="shortlist" aria-labelledby=TITLE>
            <h2 id=TITLE tabindex="-1">{words::SHORTLIST.get(locale)}</h2>
            {preload("shortlist")}
            <Shortlist locale edits=board.edits>
                <div id=BOARD>{body}</div>
                {dialog}
            </Shortlist>
        </section>
    }
    .into_any()
}

fn column(visit: &Visit, request: &ResourceRequest, board: &Board, stage: Stage) -> AnyView {
    let locale = visit.locale;
    let here: Vec<_> = board.people.iter().filter(|(standing, _)| standing.status == stage).collect();
    let (first, last) = (here.first().map(|(standing, _)| standing.id), here.last().map(|(standing, _)| standing.id));
    let cards = here
        .iter()
        .map(|(standing, person)| {
            let ends = (first == Some(standing.id), last == Some(standing.id));
            card(visit, request, board, standing, person, ends)
        })
        .collect_view();
    let (id, count) = (format!("stage-{stage}"), number(locale, here.len() as i64));
    let title = id.clone();
    let empty = here.is_empty();
    view! {
        <section class="board-column" class=("board-column-empty", empty) data-stage=stage.word() aria-labelledby=title>
            <h3 class="board-title" id=id>{stage.label(locale)}" "<span class="tab-count">{count}</span></h3>
            <ul class="board-cards">{cards}</ul>
        </section>
    }
    .into_any()
}

fn card(
    visit: &Visit,
    request: &ResourceRequest,
    board: &Board,
    standing: &ResourceRequestCandidate,
    person: &Candidate,
    ends: (bool, bool),
) -> AnyView {
    let locale = visit.locale;
    let name = person.name();
    let position = person.position.clone().map(|position| view! { <p class="entry-note anywhere" dir="auto">{position}</p> });
    let from = if person.employee { words::EMPLOYEE } else { words::OUTSIDER };
    let fits = standing.match_score.map(|score| view! { <Tag>{words::matches(locale, score)}</Tag> });
    let mean = board.means.get(&person.id).and_then(|mean| Some((mean.hundredths?, mean.n, mean.spread)));
    let mean = mean.map(|(hundredths, n, spread)| view! { <p class="entry-note">{talks::mean(locale, hundredths, n, spread)}</p> });
    let said_no = standing.rejected_by.map(|by| format!("{}: {}", words::WHO_SAID_NO.get(locale), by.label(locale)));
    let said_no = said_no.map(|text| view! { <p class="entry-note">{text}</p> });
    let reason = standing.reason.clone().map(|reason| view! { <p class="entry-note anywhere" dir="auto">{reason}</p> });
    let said = client(visit, standing);
    let menu = board.edits.then(|| menu(locale, request, standing, &name, ends));
    let (href, called) = (format!("/resource-request-candidates/{}", standing.id), name.clone());
    view! {
        <li class="board-card standing" id=format!("standing-{}", standing.id) data-standing=standing.id.to_string() data-version=standing.version.to_string() data-name=called>
            <div class="standing-head">
                <a class="anywhere" href=href dir="auto" draggable="false">{name}</a>
                {menu}
            </div>
            {position}
            <p class="told-marks"><Tag>{from.get(locale)}</Tag>{fits}</p>
            {money(locale, request, standing)}
            {mean}
            {said}
            {said_no}
            {reason}
        </li>
    }
    .into_any()
}

/// What the client said: it moves nobody by itself.
pub fn client(visit: &Visit, standing: &ResourceRequestCandidate) -> Option<AnyView> {
    let (locale, clock) = (visit.locale, visit.clock);
    let Answer { verdict, comment, at } = Answer::of(standing)?;
    let (tone, icon) = match verdict {
        ClientVerdict::Yes => (Tone::Good, Glyph::Check),
        ClientVerdict::No => (Tone::Danger, Glyph::Cross),
    };
    let text = format!("{}: {}", RejectedBy::Client.label(locale), verdict.label(locale));
    let comment = comment.map(|comment| view! { <p class="entry-note anywhere ask-lines" dir="auto">{comment}</p> });
    Some(
        view! { <p class="told-marks"><Tag tone=tone icon=icon>{text}</Tag></p><p class="entry-note"><Moment locale at clock/></p>{comment} }
            .into_any(),
    )
}

/// What the client would pay, and what is left of it.
fn money(locale: Locale, request: &ResourceRequest, standing: &ResourceRequestCandidate) -> Option<AnyView> {
    let amount = |minor: i64| amounts::amount(locale, minor, request.currency.as_deref());
    let rate = standing.proposed_rate.map(|rate| format!("{} {}", words::RATE.get(locale), amount(rate)));
    let margin = standing.margin.map(|margin| format!("{} {}", words::MARGIN.get(locale), amount(margin)));
    let told: Vec<String> = rate.into_iter().chain(margin).collect();
    (!told.is_empty()).then(|| view! { <p class="entry-note">{told.join(" · ")}</p> }.into_any())
}

fn menu(
    locale: Locale,
    request: &ResourceRequest,
    standing: &ResourceRequestCandidate,
    name: &str,
    (first, last): (bool, bool),
) -> AnyView {
    let (id, page) = (standing.id, format!("/resource-requests/{}", request.id));
    let ways = standing.ways(request.status);
    let full = ways.iter().any(|way| !way.free).then(|| view! { <p class="menu-note">{words::NOT_PLACED.get(locale)}</p> });
    let moves = ways.iter().filter(|way| way.free).map(|way| entry(locale, &page, standing, *way)).collect_view();
    let rank = |way: &'static str, label: crate::i18n::Text| {
        view! {
            <form method="post" action=format!("{page}?do=rank_standing#shortlist") data-rank=way>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="way" value=way/>
                <button>{label.get(locale)}</button>
            </form>
        }
    };
    let (up, down) = ((!first).then(|| rank("up", words::UP)), (!last).then(|| rank("down", words::DOWN)));
    let remove = (!standing.history.iter().any(|change| change.to.met())).then(|| {
        view! {
            <form method="post" action=format!("{page}?do=remove_standing#shortlist") data-removes="true">
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="version" value=standing.version.to_string()/>
                <button>{words::REMOVE.get(locale)}</button>
            </form>
        }
    });
    let trigger = view! { <Icon glyph=Glyph::More/> }.into_any();
    view! {
        <Menu label=format!("{} {name}", words::ACTIONS.get(locale)) trigger>
            <div class="menu-group">
                <p class="menu-note">{words::MOVE_TO.get(locale)}</p>
                {moves}
                {full}
            </div>
            <div class="menu-group">{up}{down}<a href=format!("/resource-request-candidates/{id}")>{words::OPEN.get(locale)}</a>{remove}</div>
        </Menu>
    }
    .into_any()
}

/// One way: a button; where it asks why, the place that asks.
fn entry(locale: Locale, page: &str, standing: &ResourceRequestCandidate, way: Way) -> AnyView {
    let Way { to, asks, .. } = way;
    if asks {
        let href = format!("/resource-request-candidates/{}?to={to}#move", standing.id);
        return view! { <a href=href data-to=to.word()>{to.label(locale)}"…"</a> }.into_any();
    }
    view! {
        <form method="post" action=format!("{page}?do=move_standing#shortlist") data-to=to.word()>
            <input type="hidden" name="id" value=standing.id.to_string()/>
            <input type="hidden" name="version" value=standing.version.to_string()/>
            <input type="hidden" name="to" value=to.word()/>
            <button>{to.label(locale)}</button>
        </form>
    }
    .into_any()
}

/// Asks why, for the island: without it, the page of the person asks.
fn dialog(locale: Locale, request: &ResourceRequest) -> AnyView {
    let action = format!("/resource-requests/{}?do=move_standing#shortlist", request.id);
    view! {
        <Dialog locale id=DIALOG title=words::MOVE.get(locale)>
            <form class="form" method="post" novalidate=true action=action>
                <p class="anywhere" id=ASK dir="auto"></p>
                <input type="hidden" name="id"/>
                <input type="hidden" name="version"/>
                <input type="hidden" name="to"/>
                <div id=WHO>{who(locale, "dialog-rejected-by", String::new(), None)}</div>
                {reason(locale, "dialog-reason", String::new(), None)}
                <p class="field-error" id=REFUSAL role="alert"></p>
                <div class="row">
                    <Button look=Look::Primary>{words::MOVE.get(locale)}</Button>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

/// Who said no.
pub fn who(locale: Locale, id: &'static str, value: String, error: Option<String>) -> AnyView {
    let choices = Choice::all(locale, RejectedBy::ALL);
    let label = words::WHO_SAID_NO.get(locale);
    view! { <Select name="rejected_by" id label choices value empty=kit::NOT_CHOSEN.get(locale) error/> }.into_any()
}

/// Why.
pub fn reason(locale: Locale, id: &'static str, value: String, error: Option<String>) -> AnyView {
    let rule = RequestCandidateFields::RESOURCE.field("reason");
    let label = fields::label(locale, "reason").to_owned();
    view! { <Field name="reason" id label rule=rule value error hint=words::REASON_WHY.get(locale) autocomplete="off"/> }.into_any()
}
