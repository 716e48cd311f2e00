//! Where somebody can go from a stage, and what was done.

use crate::{
    i18n::{Locale, history, kit, request_candidates as words, words::Named},
    records,
    ui::{Avatar, Banner, Button, LinkButton, Moment, Tone},
    visit::Visit,
};
use domain::request_candidates::Stage;
use leptos::prelude::*;
use service::request_candidates::Waiting;

/// What was done to somebody, with the way to take it back: `did` and `undo` of the address of a page.
pub fn done(locale: Locale, page: &str, did: &str, undo: &str) -> Option<AnyView> {
    let text = match did {
        "proposed" => words::PROPOSED.get(locale).to_owned(),
        "arranged" => words::ARRANGED.get(locale).to_owned(),
        "removed" => words::REMOVED.get(locale).to_owned(),
        "undone" => history::UNDONE.get(locale).to_owned(),
        moved => format!("{}{}.", words::MOVED.get(locale), moved.strip_prefix("stage-")?.parse::<Stage>().ok()?.label(locale)),
    };
    let undo = (!undo.is_empty()).then(|| {
        let action = format!("{page}?do=undo_standing");
        view! {
            <form method="post" action=action>
                <input type="hidden" name="change" value=undo.to_owned()/>
                <input type="hidden" name="back" value=page.to_owned()/>
                <button class="button">{kit::UNDO.get(locale)}</button>
            </form>
        }
    });
    Some(view! { <Banner tone=Tone::Good><p role="status">{text}</p>{undo}</Banner> }.into_any())
}

/// The tone of a stage.
pub const fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Placed => Tone::Good,
        Stage::OnHold => Tone::Caution,
        Stage::Rejected => Tone::Danger,
        Stage::Offered | Stage::ClientInterview | Stage::SubmittedToClient => Tone::Accent,
        _ => Tone::Neutral,
    }
}

/// Those for whom nothing has happened for long, with their next step: on Home.
pub fn stale(visit: &Visit, waiting: &[Waiting]) -> Option<AnyView> {
    let (locale, clock) = (visit.locale, visit.clock);
    (!waiting.is_empty()).then(|| {
        let rows = waiting
            .iter()
            .map(|Waiting { standing, person, request }| {
                let (name, at) = (person.name(), standing.since().unwrap_or(standing.created_at));
                let about = format!("{} · {}", records::request_name(request), standing.status.label(locale));
                let href = format!("/resource-request-candidates/{}", standing.id);
                let following = standing.status.following();
                let next = standing.ways(request.status).into_iter().find(|way| Some(way.to) == following && way.free && !way.asks);
                let (heard, whose, open) = (format!(": {name}"), format!(": {name}"), href.clone());
                let next = next.map(|way| {
                    let label = format!("{} {}", words::MOVE_TO.get(locale), way.to.label(locale));
                    view! {
                        <form method="post" action="/?do=move_standing">
                            <input type="hidden" name="id" value=standing.id.to_string()/>
                            <input type="hidden" name="version" value=standing.version.to_string()/>
                            <input type="hidden" name="to" value=way.to.word()/>
                            <input type="hidden" name="back" value="/"/>
                            <Button>{label}<span class="sr-only">{heard}</span></Button>
                        </form>
                    }
                });
                view! {
                    <li class="entry">
                        <Avatar name=name.clone()/>
                        <div class="entry-words">
                            <p><a href=href dir="auto">{name}</a></p>
                            <p class="entry-note anywhere" dir="auto">{about}</p>
                        </div>
                        <p class="entry-note"><Moment locale at clock/></p>
                        {next}
                        <LinkButton href=open>{words::OPEN.get(locale)}<span class="sr-only" dir="auto">{whose}</span></LinkButton>
                    </li>
                }
            })
            .collect_view();
        let title = words::STALE.get(locale);
        view! { <section class="stack home-part" id="stale" aria-labelledby="stale-title"><h2 id="stale-title">{title}</h2><ul class="entry-list">{rows}</ul></section> }.into_any()
    })
}
