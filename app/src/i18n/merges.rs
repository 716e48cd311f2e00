//! Words of merging two files.

use super::{Locale, texts};

texts! {
    TITLE = "Merge two files", "Twee dossiers samenvoegen";
    WHY = "For one person who is here twice. Everything in the file that ends goes to the file that stays. Whoever opens the one that ended is given the other, in the pages and through the API. Whoever may merge them may take them apart again.",
        "Voor één persoon die er twee keer is. Alles in het dossier dat eindigt gaat naar het dossier dat blijft. Wie het geëindigde dossier opent krijgt het andere, op de pagina’s en via de API. Wie ze mag samenvoegen mag ze ook weer uit elkaar halen.";
    OTHER = "Which is the other file?", "Wat is het andere dossier?";
    FIND_OTHER = "Find the other file", "Het andere dossier zoeken";
    ALIKE = "Same e-mail address, phone number or LinkedIn profile", "Zelfde e-mailadres, telefoonnummer of LinkedIn-profiel";
    FOUND = "Found", "Gevonden";
    NOBODY = "Nobody else was found", "Niemand anders gevonden";
    NOBODY_WHY = "Try fewer letters, an e-mail address or a phone number.", "Probeer minder letters, een e-mailadres of een telefoonnummer.";
    STAYS = "Stays", "Blijft";
    ENDS = "Ends", "Eindigt";
    SWAP = "The other way round", "Andersom";
    ADDED = "Added", "Toegevoegd";
    CHOOSE = "What is right?", "Wat klopt?";
    CHOOSE_WHY = "The files say different things here. What you do not choose is kept with the file that ends, and comes back when you take them apart.",
        "De dossiers zeggen hier iets anders. Wat u niet kiest blijft bewaard bij het dossier dat eindigt en komt terug als u ze uit elkaar haalt.";
    TOGETHER = "Put together", "Samengenomen";
    ALONG = "What goes along", "Wat meegaat";
    NOTHING_ALONG = "Nothing else is in the file that ends.", "Er staat verder niets in het dossier dat eindigt.";
    NOTES = "# note" | "# notes", "# notitie" | "# notities";
    REQUESTS = "# request" | "# requests", "# aanvraag" | "# aanvragen";
    INTERVIEWS = "# interview" | "# interviews", "# gesprek" | "# gesprekken";
    ASSIGNMENTS = "# set of questions sent" | "# sets of questions sent", "# verstuurde vragenlijst" | "# verstuurde vragenlijsten";
    ANSWERS = "# answer" | "# answers", "# antwoord" | "# antwoorden";
    MERGE = "Merge these files", "Deze dossiers samenvoegen";
    CANCEL = "Leave them as they are", "Laten zoals ze zijn";
    DONE = "The files were merged.", "De dossiers zijn samengevoegd.";
    APART = "Take apart", "Uit elkaar halen";
    DONE_APART = "The files were taken apart.", "De dossiers zijn uit elkaar gehaald.";
    ENDED_HERE = "Merged into this file", "In dit dossier opgegaan";
    ENDED_HERE_WHY = "What came with them goes back when you take them apart, with what was said in those interviews since. What else was written since stays here.",
        "Wat met ze meekwam gaat terug als u ze uit elkaar haalt, met wat sindsdien in die gesprekken is gezegd. Wat verder is geschreven blijft hier.";
}

/// Which of two people stays.
pub fn into(locale: Locale, ends: &str, stays: &str) -> String {
    match locale {
        Locale::English => format!("{ends} ends in {stays}"),
        Locale::Dutch => format!("{ends} gaat op in {stays}"),
    }
}

/// What the button that compares with somebody is called.
pub fn compare_with(locale: Locale, name: &str) -> String {
    match locale {
        Locale::English => format!("Compare with {name}"),
        Locale::Dutch => format!("Vergelijken met {name}"),
    }
}
