//! One or several of what there is to choose from, all of it in sight.

use super::Choice;
use leptos::prelude::*;

/// Radio buttons under one name; or boxes where `several` may be chosen, each under a name of its own, `name-0`, `name-1`: `domain::tasks::chosen` gathers them. What
/// is chosen stands in `value`, each on a line.
#[component]
pub fn Options(
    /// Of the values in the form; the first control has it as its id.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] several: bool,
    /// A sentence; empty where nothing is wrong.
    #[prop(optional, into)]
    error: String,
) -> impl IntoView {
    let kind = if several { "checkbox" } else { "radio" };
    let chosen: Vec<&str> = value.lines().collect();
    let error_id = format!("{name}-error");
    let described_by = (!error.is_empty()).then(|| error_id.clone());
    let controls = choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| {
            let id = if place == 0 { name.clone() } else { format!("{name}-{place}") };
            let name = if several { format!("{name}-{place}") } else { name.clone() };
            let checked = chosen.contains(&&*choice.value);
            view! {
                <label class="check">
                    <input type=kind id=id name=name value=choice.value checked=checked/>
                    <span class="anywhere" dir="auto">{choice.label}</span>
                </label>
            }
        })
        .collect_view();
    let error = (!error.is_empty()).then(|| view! { <p class="field-error" id=error_id>{error}</p> });
    view! {
        <fieldset class="options" aria-describedby=described_by>
            <legend class="field-label">{label}</legend>
            {controls}
            {error}
        </fieldset>
    }
    .into_any()
}
