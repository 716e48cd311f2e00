//! Pages load what they show straight from the service; what cannot be shown is a page too, with its status.

use crate::{
    i18n::{errors, shell as words},
    not_found::NotFound,
    ui::{EmptyState, Glyph, Heading, LinkButton, Look},
    visit::visit,
};
use domain::error::Error;
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use std::future::Future;

/// What `work` finds, shown by `then`; what it is refused, as a page.
pub fn load<T, V>(work: impl Future<Output = service::Result<T>> + Send + 'static, then: impl FnOnce(T) -> V + Send + 'static) -> AnyView
where
    T: Send + 'static,
    V: IntoView + 'static,
{
    Suspend::new(async move {
        match work.await {
            Ok(value) => then(value).into_any(),
            Err(error) => refusal(error.answer()),
        }
    })
    .into_any()
}

/// The page behind a link that opens nothing. `more`: the way on.
pub fn void(title: &'static str, why: &'static str, more: Option<AnyView>) -> AnyView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    view! { <Title text=title/><div class="card"><h1>{title}</h1><p>{why}</p>{more}</div> }.into_any()
}

/// The page that says why there is no other.
pub fn refusal(error: Error) -> AnyView {
    match error {
        Error::NotFound => return view! { <NotFound/> }.into_any(),
        Error::Unauthenticated => {
            leptos_axum::redirect("/sign-in");
            return ().into_any();
        }
        _ => {}
    }
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(error.status())) {
        response.set_status(status);
    }
    let locale = visit().locale;
    view! {
        <Title text=words::BROKEN.get(locale)/>
        <Heading title=words::BROKEN.get(locale)/>
        <EmptyState glyph=Glyph::Alert title=error.status().to_string() why=errors::sentence(locale, &error)>
            <LinkButton href="/" look=Look::Primary>{words::TO_HOME.get(locale)}</LinkButton>
        </EmptyState>
    }
    .into_any()
}
