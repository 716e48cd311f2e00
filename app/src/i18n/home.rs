//! Words of Home.

use super::{Locale, texts};

texts! {
    TITLE = "Home", "Start";
    WAITING = "Waiting for you", "Wacht op u";
    NOTHING = "Nothing is waiting for you", "Er wacht niets op u";
    NOTHING_WHY = "What needs your attention will be listed here. Meanwhile, the candidates are one click away.",
        "Wat uw aandacht vraagt komt hier te staan. De kandidaten vindt u intussen met één klik.";
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
