//! A score on the scale of four.

use crate::i18n::{Locale, words};
use leptos::prelude::*;

/// One to four, as a word and as steps filled; the colour adds nothing. Without a score it says "not assessed".
#[component]
pub fn Score(locale: Locale, #[prop(into)] score: Option<i64>) -> impl IntoView {
    let filled = score.unwrap_or(0);
    let steps = (1..=4).map(|step| view! { <span class="score-step" class=("score-step-on", step <= filled)></span> }).collect_view();
    view! {
        <span class="score" class=("score-none", score.is_none())>
            <span class="score-steps" aria-hidden="true">{steps}</span>
            <span>{words::score(locale, filled)}</span>
        </span>
    }
    .into_any()
}
