//! Where somebody can go from a stage, and what was done.

use crate::{
    i18n::{Locale, history, kit, request_candidates as words, words::Named},
    ui::{Banner, Tone},
};
use domain::{
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate, Stage},
    requests::{RequestStatus, ResourceRequest},
};
use leptos::prelude::*;

/// A stage that somebody can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    pub to: Stage,
    /// Whether it asks why.
    pub asks: bool,
    /// Whether there is a seat for it, where it needs one.
    pub free: bool,
}

/// The stages that somebody can go to from here, in their order.
pub fn ways(standing: &ResourceRequestCandidate, request: &ResourceRequest) -> Vec<Way> {
    let out = matches!(standing.status, Stage::Rejected | Stage::Withdrawn);
    if out && !request.status.takes_people() {
        return Vec::new();
    }
    let way = |to: Stage| Way {
        to,
        asks: RequestCandidateFields::needs_reason(standing.status, to),
        free: to != Stage::Placed || request.status == RequestStatus::Open,
    };
    standing.status.next(standing.last_rung()).into_iter().map(way).collect()
}

/// What was done to somebody, with the way to take it back: `did` and `undo` of the address.
pub fn done(locale: Locale, page: &str, did: &str, undo: &str) -> Option<AnyView> {
    let text = match did {
        "proposed" => words::PROPOSED.get(locale).to_owned(),
        "arranged" => words::ARRANGED.get(locale).to_owned(),
        "removed" => words::REMOVED.get(locale).to_owned(),
        "undone" => history::UNDONE.get(locale).to_owned(),
        moved => format!("{}{}.", words::MOVED.get(locale), moved.strip_prefix("stage-")?.parse::<Stage>().ok()?.label(locale)),
    };
    let undo = (!undo.is_empty()).then(|| {
        let action = format!("{page}?do=undo_standing#shortlist");
        view! {
            <form method="post" action=action>
                <input type="hidden" name="change" value=undo.to_owned()/>
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
