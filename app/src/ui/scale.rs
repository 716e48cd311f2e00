//! Scoring on the scale of four.

use crate::i18n::{Locale, kit, words};
use leptos::prelude::*;

/// What each score looks like, from 1 to 4.
pub type Anchors = [Option<String>; 4];

/// Radio buttons for the scores from 1 to 4, each with what it looks like, and one for "not assessed", which is sent as nothing.
#[component]
pub fn Scale(
    locale: Locale,
    /// Of the value in the form; the first control has it as its id.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    #[prop(optional)] anchors: Anchors,
    /// `1` to `4`, or empty.
    #[prop(optional, into)]
    value: String,
    /// A sentence; empty where nothing is wrong.
    #[prop(optional, into)]
    error: String,
) -> impl IntoView {
    let error_id = format!("{name}-error");
    let described_by = (!error.is_empty()).then(|| error_id.clone());
    let step = |score: i64, anchor: Option<String>| {
        let id = if score == 1 { name.clone() } else { format!("{name}-{score}") };
        let written = if score == 0 { String::new() } else { score.to_string() };
        let checked = written == value;
        let number = (score > 0).then(|| view! { <span class="scale-number" aria-hidden="true">{score}</span> });
        let word = if score == 0 { kit::NOT_SCORED.get(locale) } else { words::score(locale, score) };
        let anchor = anchor.map(|anchor| view! { <span class="scale-anchor anywhere" dir="auto">{anchor}</span> });
        view! {
            <label class="scale-step" class=("scale-none", score == 0)>
                <input type="radio" id=id name=name.clone() value=written checked=checked/>
                <span class="scale-words">
                    <span class="scale-word">{number}{word}</span>
                    {anchor}
                </span>
            </label>
        }
    };
    let steps: Vec<_> = anchors.into_iter().zip(1..).map(|(anchor, score)| step(score, anchor)).collect();
    let none = step(0, None);
    let error = (!error.is_empty()).then(|| view! { <p class="field-error" id=error_id>{error}</p> });
    view! {
        <fieldset class="scale" aria-describedby=described_by>
            <legend class="field-label">{label}</legend>
            <div class="scale-steps">{steps}{none}</div>
            {error}
        </fieldset>
    }
    .into_any()
}
