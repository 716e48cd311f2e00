//! A file to be chosen.

use super::field::{Ids, around};
use leptos::prelude::*;

/// A file, with its label, hint and error. What was chosen is gone when a form comes back: browsers give no page a file of its own accord.
#[component]
pub fn FileField(
    /// Of the file in the form, and the id.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    /// A sentence; none where nothing is wrong.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Endings and media types of what is offered first.
    accept: &'static str,
) -> impl IntoView {
    let ids = Ids::new(&name, None, true);
    let wrong = move || error.with(Option::is_some);
    let described_by = {
        let ids = ids.clone();
        move || ids.described_by(wrong())
    };
    let control = view! {
        <input
            class="control"
            type="file"
            id=ids.control.clone()
            name=name
            accept=accept
            required=true
            aria-invalid=move || wrong().then_some("true")
            aria-describedby=described_by
        />
    };
    around(ids, label, Some(hint), error, None, control.into_any())
}
