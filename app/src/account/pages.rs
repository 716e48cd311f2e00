//! The pages for who is not signed in.

use crate::{
    call::Posted,
    i18n::{account as words, errors, words::Named},
    load::load,
    mail::mailer,
    not_found::NotFound,
    ui::{Banner, Button, Field, Input, LinkButton, Look, Refusal, Tone},
    visit::{Demo, service, visit},
};
use domain::{
    error::Error,
    policy::Purpose,
    resource::Described,
    text,
    users::{Locale, UserFields},
};
use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use service::links;

/// The form of `sign_in`: fields `email` and `password`. The e-mail address comes back when it was refused; `?email=` fills it in.
#[component]
pub fn SignIn() -> impl IntoView {
    let visit = visit();
    let locale = visit.locale;
    let posted = use_context::<Posted>().filter(|posted| posted.action == "sign_in").unwrap_or_default();
    let asked = use_query_map().with_untracked(|query| query.get("email"));
    let email = posted.values.get("email").cloned().or(asked).unwrap_or_default();
    let next = use_query_map().with_untracked(|query| query.get("next")).or_else(|| posted.values.get("next").cloned()).unwrap_or_default();
    // "Sign in first" is what everybody reads here anyway; what was typed being wrong has a sentence of its own.
    let wrong = posted.error == Some(Error::Unauthenticated);
    let refused = posted.error.filter(|_| !wrong);
    let wrong = wrong.then(|| view! { <Banner tone=Tone::Danger alert=true><p>{words::WRONG.get(locale)}</p></Banner> });
    let demo = visit.demo.map(|demo| demo_accounts(locale, demo));
    let forgotten = match mailer() {
        Some(_) => view! { <a href="/forgotten">{words::FORGOTTEN_LINK.get(locale)}</a> }.into_any(),
        None => words::FORGOTTEN.get(locale).into_any(),
    };
    view! {
        <Title text=words::SIGN_IN.get(locale)/>
        <div class="card">
            <h1>{words::SIGN_IN_TO.get(locale)}</h1>
            <form class="form" method="post" action="/sign-in?do=sign_in">
                {wrong}
                <Refusal locale error=refused/>
                <input type="hidden" name="next" value=next/>
                <Field
                    name="email"
                    label=words::EMAIL.get(locale)
                    input=Input::Email
                    value=email
                    required=true
                    autocomplete="username"
                />
                <Field
                    name="password"
                    label=words::PASSWORD.get(locale)
                    input=Input::Password
                    required=true
                    autocomplete="current-password"
                />
                <Button look=Look::Primary>{words::SIGN_IN.get(locale)}</Button>
            </form>
            <p class="card-note">{forgotten}</p>
        </div>
        {demo}
    }
    .into_any()
}

/// Asking for a link by mail. The page says the same whether or not an account has the address.
#[component]
pub fn Forgotten() -> impl IntoView {
    if mailer().is_none() {
        return view! { <NotFound/> }.into_any();
    }
    let locale = visit().locale;
    let posted = use_context::<Posted>().filter(|posted| posted.action == "request_reset").unwrap_or_default();
    let sent = use_query_map().with_untracked(|query| query.get("sent")).is_some();
    let sent = sent.then(|| view! { <Banner tone=Tone::Good><p role="status">{words::RESET_SENT.get(locale)}</p></Banner> });
    let email = posted.values.get("email").cloned().unwrap_or_default();
    view! {
        <Title text=words::RESET.get(locale)/>
        <div class="card">
            <h1>{words::RESET.get(locale)}</h1>
            {sent}
            <form class="form" method="post" action="/forgotten?do=request_reset">
                <Refusal locale error=posted.error/>
                <Field
                    name="email"
                    label=words::EMAIL.get(locale)
                    input=Input::Email
                    value=email
                    required=true
                    autocomplete="username"
                />
                <Button look=Look::Primary>{words::SEND_LINK.get(locale)}</Button>
            </form>
            <p class="card-note"><a href="/sign-in">{words::TO_SIGN_IN.get(locale)}</a></p>
        </div>
    }
    .into_any()
}

/// Who can sign in to a demo; a click fills in the address.
fn demo_accounts(locale: Locale, demo: Demo) -> impl IntoView {
    let accounts = demo
        .accounts
        .iter()
        .map(|(email, role)| view! { <li><a href=format!("/sign-in?email={email}")>{*email}</a>" "<span>{role.label(locale)}</span></li> })
        .collect_view();
    view! {
        <section class="card card-quiet" aria-labelledby="demo-accounts">
            <h2 id="demo-accounts">{words::DEMO_TITLE.get(locale)}</h2>
            <ul class="demo-list">{accounts}</ul>
            <p>{words::DEMO_PASSWORD.get(locale)}" "<code>{demo.password}</code></p>
        </section>
    }
}

/// What a single-use link leads to: the first account, an invitation, or a new password. Looking uses nothing up; the form does.
#[component]
pub fn Redeem() -> impl IntoView {
    let secret = use_params_map().with_untracked(|params| params.get("link")).unwrap_or_default();
    let look = {
        let (service, secret) = (service(), secret.clone());
        async move {
            match links::look(&service, &secret).await {
                Err(service::Error::Refused(Error::NotFound)) => Ok(None),
                found => found.map(Some),
            }
        }
    };
    load(look, move |found| match found {
        Some(link) => open_link(secret, &link),
        None => dead_link(),
    })
}

fn dead_link() -> AnyView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::NOT_FOUND);
    }
    let locale = visit().locale;
    view! {
        <Title text=words::LINK_GONE.get(locale)/>
        <div class="card">
            <h1>{words::LINK_GONE.get(locale)}</h1>
            <p>{words::LINK_GONE_WHY.get(locale)}</p>
            <LinkButton href="/sign-in" look=Look::Primary>{words::TO_SIGN_IN.get(locale)}</LinkButton>
        </div>
    }
    .into_any()
}

fn open_link(secret: String, link: &links::Link) -> AnyView {
    let locale = visit().locale;
    let posted = use_context::<Posted>().unwrap_or_default();
    let (title, why, submit) = match link.purpose {
        Purpose::Setup => (words::SETUP, words::SETUP_WHY, words::CREATE_ADMIN),
        Purpose::Invite => (words::INVITED, words::INVITED_WHY, words::SET_PASSWORD),
        Purpose::Reset => (words::RESET, words::RESET_WHY, words::SET_PASSWORD),
    };
    let typed = |name: &str| posted.values.get(name).cloned().unwrap_or_default();
    let error = |name: &str| errors::at(locale, posted.error.as_ref(), name);
    let action = format!("/link/{secret}?do=redeem");
    let whose = match &link.user {
        // A password manager keeps the password under the right name.
        Some(user) => view! {
            <p class="card-note">{user.email.clone()}</p>
            <input type="hidden" name="email" autocomplete="username" value=user.email.clone()/>
        }
        .into_any(),
        None => {
            let rule = |name| UserFields::RESOURCE.field(name);
            view! {
                <Field name="name" label=words::NAME.get(locale) rule=rule("name") value=typed("name") error=error("name") autocomplete="name"/>
                <Field
                    name="email"
                    label=words::EMAIL.get(locale)
                    rule=rule("email")
                    value=typed("email")
                    error=error("email")
                    autocomplete="username"
                />
            }
            .into_any()
        }
    };
    view! {
        <Title text=title.get(locale)/>
        <div class="card">
            <h1>{title.get(locale)}</h1>
            <p>{why.get(locale)}</p>
            <form class="form" method="post" action=action>
                <Refusal locale error=posted.error.clone()/>
                <input type="hidden" name="link" value=secret/>
                {whose}
                <Field
                    name="password"
                    label=words::NEW_PASSWORD.get(locale)
                    input=Input::Password
                    hint=words::password_hint(locale, *text::PASSWORD.start())
                    error=error("password")
                    required=true
                    autocomplete="new-password"
                />
                <Button look=Look::Primary>{submit.get(locale)}</Button>
            </form>
        </div>
    }
    .into_any()
}
