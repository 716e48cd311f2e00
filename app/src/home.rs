//! Where a day begins.

use crate::{
    i18n::{candidates, home as words},
    ui::{EmptyState, Glyph, Heading, LinkButton, Look},
    visit::visit,
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn Home() -> impl IntoView {
    let visit = visit();
    let locale = visit.locale;
    let hello = visit.user.as_ref().map_or(String::new(), |user| words::hello(locale, &user.name));
    view! {
        <Title text=words::TITLE.get(locale)/>
        <Heading title=hello/>
        <section class="section" aria-labelledby="waiting">
            <h2 id="waiting">{words::WAITING.get(locale)}</h2>
            <EmptyState glyph=Glyph::Done title=words::NOTHING.get(locale) why=words::NOTHING_WHY.get(locale)>
                <LinkButton href="/candidates" look=Look::Primary>{words::TO_CANDIDATES.get(locale)}</LinkButton>
                <LinkButton href="/candidates/new" icon=Glyph::Plus>{candidates::ADD.get(locale)}</LinkButton>
            </EmptyState>
        </section>
    }
    .into_any()
}
