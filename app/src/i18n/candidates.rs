//! Words of the candidate pages.

use super::{Locale, texts};

texts! {
    TITLE = "Candidates", "Kandidaten";
    COUNT = "# candidate" | "# candidates", "# kandidaat" | "# kandidaten";
    NEW = "New candidate", "Nieuwe kandidaat";
    ADD = "Add a candidate", "Kandidaat toevoegen";
    CREATE = "Create candidate", "Kandidaat aanmaken";
    CREATED = "The candidate was created.", "De kandidaat is aangemaakt.";
    EDIT = "Edit", "Bewerken";
    SAVED = "The changes were saved.", "De wijzigingen zijn opgeslagen.";
    NAME = "Name", "Naam";
    FIND = "Find", "Zoeken";
    FIND_HINT = "Name, e-mail, phone, position, notes…", "Naam, e-mail, telefoon, functie, notities…";
    FILTER = "Filters", "Filters";
    APPLY = "Apply", "Toepassen";
    SHOW_ACTIVE = "Active", "Actief";
    NONE = "No candidates yet", "Nog geen kandidaten";
    NONE_WHY = "Add the first person by hand, or send them in through the API.",
        "Voeg de eerste persoon met de hand toe, of stuur hem of haar in via de API.";
    NONE_VISIBLE_WHY = "You see the people of your own requests and interviews. As soon as there are any, they are listed here.",
        "U ziet de personen van uw eigen aanvragen en gesprekken. Zodra die er zijn, staan ze hier.";
    NO_MATCH = "Nobody matches", "Niemand gevonden";
    NO_MATCH_WHY = "Try fewer letters or clear a filter. Archived people are only found when you ask for them.",
        "Probeer minder letters of wis een filter. Gearchiveerde personen vindt u alleen als u erom vraagt.";
    OVERVIEW = "Overview", "Overzicht";
    DETAILS = "Details", "Gegevens";
    CONTACT = "Contact", "Contact";
    TIMELINE = "Timeline", "Tijdlijn";
    HISTORY = "History", "Geschiedenis";
    WORK = "Work", "Werk";
    WRITE_MAIL = "Write an e-mail", "E-mail schrijven";
    CALL = "Call", "Bellen";
    OPEN_LINKEDIN = "Open LinkedIn", "LinkedIn openen";
    EMPLOYEE = "Employee", "Medewerker";
    CONFIDENTIAL = "Confidential", "Vertrouwelijk";
    ARCHIVED = "Archived", "Gearchiveerd";
    ARCHIVE = "Archive", "Archiveren";
    MERGE = "Merge…", "Samenvoegen…";
    ARCHIVE_WHY = "The file leaves the lists and can be restored at any time. Nothing is erased.",
        "Het dossier verdwijnt uit de lijsten en kan altijd worden teruggezet. Er wordt niets gewist.";
    ARCHIVED_NOTICE = "This file is archived: it is not in the lists, and nothing was erased.",
        "Dit dossier is gearchiveerd: het staat niet in de lijsten en er is niets gewist.";
    RESTORE = "Restore", "Terugzetten";
    DONE_ARCHIVED = "The file was archived.", "Het dossier is gearchiveerd.";
    DONE_RESTORED = "The file was restored.", "Het dossier is teruggezet.";
    DUPLICATE = "This person may already be here", "Deze persoon is er misschien al";
    DUPLICATE_WHY = "Another file has the same e-mail address, phone number or LinkedIn profile.",
        "Een ander dossier heeft hetzelfde e-mailadres, telefoonnummer of LinkedIn-profiel.";
    NOT_GIVEN = "Not given", "Niet opgegeven";
    LEVEL_1 = "has seen it", "heeft het gezien";
    LEVEL_2 = "uses it with help", "gebruikt het met hulp";
    LEVEL_3 = "works on their own", "werkt er zelfstandig mee";
    LEVEL_4 = "teaches it", "leert het anderen";
    TAGS_HINT = "Separate tags with commas.", "Scheid labels met komma’s.";
    SKILLS_HINT = "One on each line: the skill, then its level from 1 to 4.",
        "Eén per regel: de vaardigheid en daarna het niveau van 1 tot 4.";
    LINKEDIN_HINT = "Begins with https://", "Begint met https://";
    VISIBILITY_HINT = "Confidential: only administrators and the file’s recruiter find it.",
        "Vertrouwelijk: alleen beheerders en de recruiter van het dossier vinden het.";
    STALE = "Somebody changed this file while you were typing", "Iemand heeft dit dossier gewijzigd terwijl u typte";
    STALE_WHY = "What you typed is kept below. Compare it with the file as it is now, then save again.",
        "Wat u typte staat hieronder. Vergelijk het met het dossier zoals het nu is en sla dan opnieuw op.";
    YOURS = "What you typed", "Wat u typte";
    THEIRS = "As it is now", "Zoals het nu is";
    SAVE_MINE = "Save what I typed", "Opslaan wat ik typte";
    KEEP_THEIRS = "Keep it as it is now", "Laten zoals het nu is";
    NOT_SAVED = "Closed without saving.", "Gesloten zonder op te slaan.";
    ADDED_FROM = "Added from", "Toegevoegd vanaf";
    ADDED_BEFORE = "Added before", "Toegevoegd vóór";
    NOT_FOUND_OUT = "Instroom could not be reached: what you see is what was found before. Try again in a moment.",
        "Instroom is niet bereikbaar: u ziet wat eerder is gevonden. Probeer het zo nog eens.";
    SHOW_EVERYBODY = "Show everybody", "Iedereen tonen";
    OLDER = "Show everything older", "Alles tonen dat ouder is";
    FURTHER = "More", "Verder";
    BASIS_HINT = "For example: applied, consent by e-mail.", "Bijvoorbeeld: sollicitatie, toestemming per e-mail.";
}

/// The link that opens the form of an attribute.
pub fn edit_field(locale: Locale, label: &str) -> String {
    match locale {
        Locale::English => format!("Edit: {label}"),
        Locale::Dutch => format!("Bewerken: {label}"),
    }
}

/// What a level of a skill means, from 1 to 4.
pub fn level(locale: Locale, level: u8) -> &'static str {
    match level {
        1 => LEVEL_1,
        2 => LEVEL_2,
        3 => LEVEL_3,
        4 => LEVEL_4,
        _ => super::kit::NOT_SCORED,
    }
    .get(locale)
}

/// The question before archiving.
pub fn archive_whom(locale: Locale, name: &str) -> String {
    match locale {
        Locale::English => format!("Archive {name}?"),
        Locale::Dutch => format!("{name} archiveren?"),
    }
}

/// What was searched for, in the page's title.
pub fn found_for(locale: Locale, words: &str) -> String {
    match locale {
        Locale::English => format!("Candidates for “{words}”"),
        Locale::Dutch => format!("Kandidaten voor “{words}”"),
    }
}
