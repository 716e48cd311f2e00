//! Letters: what they say is decided here, in the reader's language; sending them is the server's.

use crate::{
    caller::Caller,
    i18n::{Locale, mail as words},
    visit::visit,
};
use domain::{policy::Purpose, users::User};
use leptos::prelude::*;
use std::sync::Arc;

/// One letter, plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The address alone.
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Takes letters to be sent. It does not wait for them to arrive; what fails is logged.
#[derive(Clone)]
pub struct Mailer(pub Arc<dyn Fn(Letter) + Send + Sync>);

/// Where letters go; none where no mail server is configured.
pub fn mailer() -> Option<Mailer> {
    use_context()
}

/// The letter with a single-use link, in the language of whoever gets it, else of whoever asked.
pub fn with_link(user: &User, purpose: Purpose, link: &str, asked_in: Locale) -> Letter {
    let locale = user.locale.unwrap_or(asked_in);
    let (subject, text) = match purpose {
        Purpose::Setup | Purpose::Invite => (words::INVITE_SUBJECT, words::invite(locale, &user.name, link)),
        Purpose::Reset => (words::RESET_SUBJECT, words::reset(locale, &user.name, link)),
    };
    Letter { to: user.email.clone(), subject: subject.get(locale).to_owned(), text }
}

/// The address of a single-use link.
pub fn address(secret: &str) -> String {
    format!("{}/link/{secret}", expect_context::<Caller>().origin)
}

/// Sends a link to its owner, if letters can be sent; says whether it was.
pub fn send_link(user: &User, purpose: Purpose, link: &str) -> bool {
    let Some(Mailer(send)) = mailer() else { return false };
    send(with_link(user, purpose, link, visit().locale));
    true
}
