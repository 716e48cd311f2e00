//! Words of the component kit.

use super::{Locale, number, texts};

texts! {
    YOU_TYPED = "You had typed:", "U had getypt:";
    OPTIONAL = "optional", "niet verplicht";
    NOTHING = "Nothing", "Niets";
    NOT_CHOSEN = "Not chosen", "Niet gekozen";
    YES = "Yes", "Ja";
    NO = "No", "Nee";
    CLOSE = "Close", "Sluiten";
    CANCEL = "Cancel", "Annuleren";
    SAVE = "Save", "Opslaan";
    SAVING = "Saving…", "Opslaan…";
    UNDO = "Undo", "Ongedaan maken";
    LOADING = "Loading…", "Laden…";
    PAGES = "Pages", "Pagina’s";
    PREVIOUS = "Previous", "Vorige";
    NEXT = "Next", "Volgende";
    BREADCRUMB = "You are here", "U bent hier";
    NOTIFICATIONS = "Notifications", "Meldingen";
    MORE = "More actions", "Meer acties";
    NOT_SCORED = "Not assessed", "Niet beoordeeld";
}

/// `31–60 of 1,204`.
pub fn range(locale: Locale, from: i64, to: i64, total: i64) -> String {
    let (from, to, total) = (number(locale, from), number(locale, to), number(locale, total));
    match locale {
        Locale::English => format!("{from}–{to} of {total}"),
        Locale::Dutch => format!("{from}–{to} van {total}"),
    }
}
