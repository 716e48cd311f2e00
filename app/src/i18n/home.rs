//! Words of Home.

use super::{Locale, texts};

texts! {
    TITLE = "Home", "Start";
    NEW_PEOPLE = "New candidates", "Nieuwe kandidaten";
    RECENT = "Recently changed", "Onlangs gewijzigd";
    APPROVED = "You approved the request.", "U hebt de aanvraag goedgekeurd.";
    REJECTED = "You rejected the request.", "U hebt de aanvraag afgewezen.";
    REPLIED = "Your answer was passed on.", "Uw antwoord is doorgegeven.";
    POSTPONED = "There is another day by which somebody is needed.", "Er is een andere dag waarop iemand nodig is.";
    ANOTHER_DAY = "Another day", "Andere dag";
    LATER = "Later", "Later";
    TO_CANDIDATES = "To the candidates", "Naar de kandidaten";
}

/// The heading of Home.
pub fn hello(locale: Locale, name: &str) -> String {
    match locale {
        Locale::English => format!("Hello, {name}"),
        Locale::Dutch => format!("Dag, {name}"),
    }
}
