//! Pages: every one is read with GET and, where it has forms, posted to (`post`).
//!
//! One context for all that Leptos runs, pages and server functions alike: a function that finds something in its context finds it wherever it is
//! called from.

use crate::http::{call, log, post, session};
use app::{call::Posted, post::is_local};
use axum::{
    Router,
    extract::{Request, State},
    middleware::from_fn,
    response::Response,
    routing::{get, post as on_post},
};
use futures_util::future::BoxFuture;
use http::{HeaderValue, Method, StatusCode, header};
use leptos::{
    nonce::use_nonce,
    prelude::{IntoView, provide_context, use_context},
};
use leptos_axum::{ResponseOptions, generate_route_list_with_exclusions_and_ssg_and_context};
use std::sync::Arc;

/// Provides what pages and server functions expect in their context. `http::request::Parts`, with the request's extensions, is there already.
pub type Context = Arc<dyn Fn() + Send + Sync>;
type Render = Arc<dyn Fn(Request, Option<Posted>) -> BoxFuture<'static, Response> + Send + Sync>;

/// How pages are made.
pub struct Pages {
    context: Context,
    render: Render,
    /// The server functions that a page with this pattern may be told to run.
    pub allowed: fn(&str) -> &'static [&'static str],
}

/// First segments of the pages whose address is a secret.
const SECRET: &[&str] = &["answer", "approval", "client", "invitation", "link"];

impl Pages {
    /// With the document around every page.
    pub fn new<V: IntoView + 'static>(
        context: Context,
        document: impl Fn() -> V + Clone + Send + Sync + 'static,
        allowed: fn(&str) -> &'static [&'static str],
    ) -> Self {
        let around = Arc::clone(&context);
        let render = move |request, posted: Option<Posted>| -> BoxFuture<'static, Response> {
            let context = Arc::clone(&around);
            let provide = move || {
                context();
                allow_own_scripts();
                if let Some(posted) = &posted {
                    provide_context(posted.clone());
                }
            };
            leptos_axum::render_app_async_with_context(provide, document.clone())(request)
        };
        Self { context, render: Arc::new(render), allowed }
    }

    pub fn context(&self) -> Context {
        Arc::clone(&self.context)
    }

    /// The page at the request's address, whatever the request's method; `posted` is a form of it that was refused.
    pub async fn render(&self, mut request: Request, posted: Option<Posted>) -> Response {
        *request.method_mut() = Method::GET;
        // Whoever has the address of such a page has all that it opens: it is kept nowhere, and found by nobody.
        let secret = request.uri().path().split('/').nth(1).is_some_and(|first| SECRET.contains(&first));
        let mut response = (self.render)(request, posted).await;
        let kept = if secret { "no-store" } else { "private, no-cache" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        if secret {
            response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
        }
        redirected(response)
    }
}

/// A page may run our scripts and WebAssembly, use our styles and talk to us; inline only what bears this answer's nonce (W3C CSP 3).
fn allow_own_scripts() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// A page that sends the reader elsewhere says so in its status, whatever `Accept` was, and stays within the site.
fn redirected(mut response: Response) -> Response {
    if let Some(location) = response.headers().get(header::LOCATION) {
        if location.to_str().is_ok_and(is_local) {
            *response.status_mut() = StatusCode::SEE_OTHER;
        } else {
            response.headers_mut().remove(header::LOCATION);
        }
    }
    response
}

/// The patterns of every page in the application, `/candidates/{id}`. Made by running it once, so it needs its context; from here on Leptos runs
/// its tasks on our runtime.
pub fn patterns<V: IntoView + 'static>(context: &Context, application: impl Fn() -> V + Clone + Send + Sync + 'static) -> Vec<String> {
    let context = Arc::clone(context);
    let (listing, _) = generate_route_list_with_exclusions_and_ssg_and_context(application, None, move || context());
    listing.iter().map(|route| route.path().to_owned()).collect()
}

/// The pages with these patterns; an address that none has is the application's own "not found".
pub fn routes(pages: &Arc<Pages>, patterns: &[String]) -> Router {
    let mut router = Router::new();
    for pattern in patterns {
        router = router.route(pattern, get(page).post(post::endpoint));
    }
    router.route_layer(from_fn(session::gate)).route_layer(from_fn(log::route)).fallback(nowhere).with_state(Arc::clone(pages))
}

/// The calls of islands.
pub fn calls(pages: &Arc<Pages>) -> Router {
    let calls = Router::new().route(&format!("{}{{*name}}", call::PREFIX), on_post(call::endpoint));
    calls.route_layer(from_fn(log::route)).with_state(Arc::clone(pages))
}

async fn page(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    pages.render(request, None).await
}

async fn nowhere(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let mut response = pages.render(request, None).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

#[cfg(test)]
mod tests;
