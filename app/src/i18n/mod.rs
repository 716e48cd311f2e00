//! Every word that people read, in every language of the pages.
//!
//! A message is a constant that holds all its languages, so a missing translation does not compile, and the browser's code carries only
//! the messages that its islands name. A message with parameters is a function that matches on the [`Locale`]: a third language would not compile
//! until each of them knew it.

pub mod account;
pub mod amounts;
#[cfg(feature = "ssr")]
pub mod approvals;
#[cfg(feature = "ssr")]
pub mod assignments;
pub mod candidates;
#[cfg(feature = "ssr")]
pub mod client_views;
pub mod dates;
pub mod errors;
pub mod fields;
pub mod history;
pub mod home;
#[cfg(feature = "ssr")]
pub mod imports;
pub mod interviews;
pub mod kit;
pub mod lists;
pub mod mail;
#[cfg(feature = "ssr")]
pub mod merges;
pub mod notes;
#[cfg(feature = "ssr")]
pub mod records;
#[cfg(feature = "ssr")]
pub mod reports;
pub mod request_candidates;
pub mod requests;
pub mod settings;
pub mod shell;
pub mod task_groups;
#[cfg(feature = "ssr")]
pub mod tokens;
#[cfg(feature = "ssr")]
pub mod webhooks;
pub mod words;

#[cfg(test)]
mod tests;

pub use domain::users::Locale;

/// The language of the page that is open, for islands. For event handlers and effects in the browser.
pub fn of_page() -> Locale {
    let said = leptos::prelude::document().document_element().and_then(|root| root.get_attribute("lang"));
    said.and_then(|word| word.parse().ok()).unwrap_or(Locale::English)
}

/// One message, in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    en: &'static str,
    nl: &'static str,
}

impl Text {
    pub const fn new(en: &'static str, nl: &'static str) -> Self {
        Self { en, nl }
    }

    pub const fn get(self, locale: Locale) -> &'static str {
        match locale {
            Locale::English => self.en,
            Locale::Dutch => self.nl,
        }
    }
}

/// A message that counts: one form for one, another for every other number. `#` stands for the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plural {
    one: Text,
    other: Text,
}

impl Plural {
    pub const fn new(one: Text, other: Text) -> Self {
        Self { one, other }
    }

    pub fn of(self, locale: Locale, count: i64) -> String {
        let form = if count == 1 { self.one } else { self.other };
        form.get(locale).replace('#', &number(locale, count))
    }
}

/// A whole number with its thousands apart: `12,345` or `12.345`.
pub fn number(locale: Locale, number: i64) -> String {
    let apart = match locale {
        Locale::English => ',',
        Locale::Dutch => '.',
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(apart);
        }
        text.push(digit);
    }
    text
}

/// Declares messages: `NAME = "English", "Dutch";`, and with a bar between one and many `NAME = "# dog" | "# dogs", "# hond" | "# honden";`.
macro_rules! texts {
    () => {};
    ($(#[$doc:meta])* $name:ident = $en:literal, $nl:literal; $($rest:tt)*) => {
        $(#[$doc])*
        pub const $name: $crate::i18n::Text = $crate::i18n::Text::new($en, $nl);
        $crate::i18n::texts! { $($rest)* }
    };
    ($(#[$doc:meta])* $name:ident = $one_en:literal | $en:literal, $one_nl:literal | $nl:literal; $($rest:tt)*) => {
        $(#[$doc])*
        pub const $name: $crate::i18n::Plural =
            $crate::i18n::Plural::new($crate::i18n::Text::new($one_en, $one_nl), $crate::i18n::Text::new($en, $nl));
        $crate::i18n::texts! { $($rest)* }
    };
}
pub(crate) use texts;
