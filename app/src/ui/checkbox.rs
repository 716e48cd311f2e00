//! Yes or no.

use super::field::Ids;
use leptos::prelude::*;

/// A box to tick. A ticked one sends `true`, an empty one nothing: take it with `#[server(default)]`.
#[component]
pub fn Checkbox(
    /// Of the value in the form; also the id, unless `id` is given.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    /// Unique in the page, where two forms have a field of this name.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let ids = Ids::new(&name, id, hint.is_some());
    let described_by = ids.described_by(false);
    let hint = hint.map(|hint| view! { <p class="field-hint" id=described_by.clone()>{hint}</p> });
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    id=ids.control
                    name=name
                    value="true"
                    checked=checked
                    aria-describedby=described_by
                    node_ref=node_ref
                />
                <span>{label}</span>
            </label>
            {hint}
        </div>
    }
    .into_any()
}
