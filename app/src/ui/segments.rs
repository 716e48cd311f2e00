//! One of a few, chosen at once.

use super::Choice;
use leptos::prelude::*;

/// A form in which every choice is a button: a press posts it. For preferences, which need no "Save".
#[component]
pub fn Segments(
    #[prop(into)] label: String,
    /// Where the form is posted, `?do=set_theme`.
    #[prop(into)]
    action: String,
    /// Of the value in the form.
    name: &'static str,
    choices: Vec<Choice>,
    /// The chosen value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let buttons = choices
        .into_iter()
        .map(|choice| {
            let pressed = if choice.value == value { "true" } else { "false" };
            view! { <button class="segment" name=name value=choice.value aria-pressed=pressed>{choice.label}</button> }
        })
        .collect_view();
    view! {
        <form class="segments-form" method="post" action=action>
            <fieldset>
                <legend class="segments-label">{label}</legend>
                <div class="segments-row">{buttons}</div>
            </fieldset>
        </form>
    }
    .into_any()
}
