//! What forms do about who is signed in, and how they like the pages.

use crate::call::Refused;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use {
    crate::{
        caller::{self, Caller, LOCALE, THEME},
        mail::{self, Mailer},
        post::is_local,
        visit::{Theme, asker, service, visit},
    },
    domain::{
        error::{Error, FieldErrors, Flaw},
        id::SessionId,
        policy::Purpose,
        resource::{Attributes, Described},
        users::{Locale, UserFields},
    },
    service::{links, sessions, users},
};

/// Signs in, and goes to `next`, a path of this site.
#[server(prefix = "/_call", endpoint = "sign_in")]
pub async fn sign_in(email: String, password: String, #[server(default)] next: String) -> Result<(), Refused> {
    let caller = this_caller();
    let signed_in = sessions::sign_in(&service(), &email, &password, &caller.address, &caller.user_agent).await;
    let (secret, _) = signed_in?;
    caller::set(&caller.cookies.sign_in(&secret));
    leptos_axum::redirect(if is_local(&next) { &next } else { "/" });
    Ok(())
}

/// Signs out this browser.
#[server(prefix = "/_call", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), Refused> {
    let caller = this_caller();
    if let Some(secret) = &caller.secret {
        sessions::sign_out(&service(), secret).await?;
    }
    caller::set(&caller.cookies.sign_out());
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Remembers the colours, in this browser.
#[server(prefix = "/_call", endpoint = "set_theme")]
pub async fn set_theme(theme: String) -> Result<(), Refused> {
    let theme: Theme = theme.parse().map_err(|flaw| FieldErrors::one("theme", flaw))?;
    caller::set(&this_caller().cookies.prefer(THEME, theme.word()));
    Ok(())
}

/// Remembers the language: with the account of who is signed in, else in this browser.
#[server(prefix = "/_call", endpoint = "set_locale")]
pub async fn set_locale(locale: String) -> Result<(), Refused> {
    let locale: Locale = locale.parse().map_err(|flaw| FieldErrors::one("locale", flaw))?;
    caller::set(&this_caller().cookies.prefer(LOCALE, locale.word()));
    if let Some(user) = visit().user {
        let (service, actor) = asker()?;
        let change = [("locale".to_owned(), locale.word().into())].into_iter().collect();
        users::patch(&service, &actor, user.id, &change, None).await?;
    }
    Ok(())
}

/// Uses a single-use link: sets a password, and at setup makes the first account; then signs in.
#[server(prefix = "/_call", endpoint = "redeem")]
pub async fn redeem(
    link: String,
    password: String,
    #[server(default)] email: String,
    #[server(default)] name: String,
) -> Result<(), Refused> {
    let caller = this_caller();
    let given = [("email".to_owned(), email.into()), ("name".to_owned(), name.into())].into_iter().collect();
    let user = links::redeem(&service(), &link, &given, &password).await?;
    let (secret, _) = sessions::begin_after_link(&service(), user, &caller.user_agent).await?;
    caller::set(&caller.cookies.sign_in(&secret));
    leptos_axum::redirect("/");
    Ok(())
}

/// Sends a link for a new password to an address, if an account has it. The answer is the same, and as quick, if none has.
#[server(prefix = "/_call", endpoint = "request_reset")]
pub async fn request_reset(email: String) -> Result<(), Refused> {
    let (service, caller) = (service(), this_caller());
    let Some(Mailer(send)) = mail::mailer() else { return Err(Error::NotFound.into()) };
    let origin = caller.origin.clone();
    let locale = visit().locale;
    users::throttle_reset(&service, &email, &caller.address).await?;
    leptos::task::spawn(async move {
        match users::request_reset(&service, &email).await {
            Ok(Some((user, secret))) => send(mail::with_link(&user, Purpose::Reset, &format!("{origin}/link/{secret}"), locale)),
            Ok(None) => {}
            // It was logged where it was answered.
            Err(error) => drop(error.answer()),
        }
    });
    leptos_axum::redirect("/forgotten?sent=yes");
    Ok(())
}

/// Saves one's own name, language and time zone.
#[server(prefix = "/_call", endpoint = "save_account")]
pub async fn save_account(name: String, #[server(default)] locale: String, #[server(default)] time_zone: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let user = visit().user.ok_or(Error::Unauthenticated)?;
    let typed = [("name", name), ("locale", locale), ("timeZone", time_zone)];
    let given: Attributes = typed
        .iter()
        .filter_map(|(name, text)| UserFields::RESOURCE.field(name).map(|field| ((*name).to_owned(), field.from_form(text))))
        .collect();
    let saved = users::patch(&service, &actor, user.id, &given, None).await?;
    if let Some(locale) = saved.locale {
        caller::set(&this_caller().cookies.prefer(LOCALE, locale.word()));
    }
    leptos_axum::redirect("/settings/account?saved=profile");
    Ok(())
}

/// Changes one's own password; the other browsers are signed out.
#[server(prefix = "/_call", endpoint = "change_password")]
pub async fn change_password(current: String, password: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let caller = this_caller();
    users::change_password(&service, &actor, caller.session, &current, &password, &caller.address).await?;
    leptos_axum::redirect("/settings/account?saved=password");
    Ok(())
}

/// Ends one of one's own sessions.
#[server(prefix = "/_call", endpoint = "end_session")]
pub async fn end_session(session: String) -> Result<(), Refused> {
    let (service, actor) = asker()?;
    let session: SessionId = session.parse().map_err(|_| FieldErrors::one("session", Flaw::Choice))?;
    sessions::revoke(&service, &actor, session).await?;
    if this_caller().session == Some(session) {
        caller::set(&this_caller().cookies.sign_out());
        leptos_axum::redirect("/sign-in");
    } else {
        leptos_axum::redirect("/settings/account?saved=session");
    }
    Ok(())
}

#[cfg(feature = "ssr")]
fn this_caller() -> Caller {
    expect_context()
}

/// Gives one's calendar another address.
#[server(prefix = "/_call", endpoint = "renew_calendar")]
pub async fn renew_calendar() -> Result<(), Refused> {
    let (service, actor) = asker()?;
    service::interviews::renew_feed(&service, &actor).await?;
    leptos_axum::redirect("/settings/account?saved=calendar");
    Ok(())
}
