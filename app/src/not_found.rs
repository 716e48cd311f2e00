//! There is nothing at this address.

use crate::{
    i18n::shell as words,
    ui::{EmptyState, Glyph, Heading, LinkButton, Look},
    visit::visit,
};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;

/// Also what a page shows for a record that is not there, or that one may not know of.
#[component]
pub fn NotFound() -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let locale = visit().locale;
    let title = words::NOT_FOUND.get(locale);
    view! {
        <Title text=title/>
        <Heading title=title/>
        <EmptyState glyph=Glyph::Search title="404" why=words::NOT_FOUND_WHY.get(locale)>
            <LinkButton href="/" look=Look::Primary>{words::TO_HOME.get(locale)}</LinkButton>
        </EmptyState>
    }
    .into_any()
}
