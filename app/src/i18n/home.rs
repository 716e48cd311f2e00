//! Words of Home.

use super::{Locale, texts};

texts! {
    TITLE = "Home", "Start";
    NEW_PEOPLE = "New candidates", "Nieuwe kandidaten";
    RECENT = "Recently changed", "Onlangs gewijzigd";
    TO_CANDIDATES = "To the candidates", "Naar de kandidaten";
}

/// The heading of Home.
pub fn hello(locale: Locale, name: &str) -> String {
    match locale {
        Locale::English => format!("Hello, {name}"),
        Locale::Dutch => format!("Dag, {name}"),
    }
}
