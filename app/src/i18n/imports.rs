//! Words of imports.

use super::{Locale, Text, fields, number, texts, words::Named};
use domain::imports::{EXTERNAL_ID, OnDuplicate, Outcome, Status};

texts! {
    TITLE = "Import candidates", "Kandidaten importeren";
    ONE = "Import", "Import";
    LINK = "Import", "Importeren";
    FILE_TITLE = "Choose a file", "Kies een bestand";
    FILE_WHY = "Every row is checked first, and you see what would become of it. Nothing happens before you say so, and what happened can be undone as one.",
        "Elke rij wordt eerst gecontroleerd, en u ziet wat ervan zou worden. Er gebeurt niets voordat u het zegt, en wat er gebeurde kan in één keer ongedaan worden gemaakt.";
    SOURCE = "Where they come from", "Waar ze vandaan komen";
    SOURCE_HINT = "A job board, an agency, your former system. A file from the same place, with the same ids, changes the same people later.",
        "Een vacaturesite, een bureau, uw vorige systeem. Een later bestand van dezelfde plek, met dezelfde id’s, wijzigt dezelfde mensen.";
    ON_DUPLICATE = "Who is here already", "Wie er al is";
    ON_DUPLICATE_HINT = "Recognised by e-mail address, phone number or LinkedIn profile.", "Herkend aan e-mailadres, telefoonnummer of LinkedIn-profiel.";
    FILE = "File", "Bestand";
    FILE_HINT = "CSV in UTF-8 with the names of the columns in its first row, or a JSON object on each line. At most 64 MB and 100,000 rows.",
        "CSV in UTF-8 met de namen van de kolommen in de eerste rij, of een JSON-object op elke regel. Hooguit 64 MB en 100.000 rijen.";
    CHECK = "Check the file", "Bestand controleren";
    MINE = "Imports so far", "Imports tot nu toe";
    NONE = "Nothing was imported yet", "Er is nog niets geïmporteerd";
    NONE_WHY = "A list from a spreadsheet or from your former system can come in at once.", "Een lijst uit een spreadsheet of uit uw vorige systeem kan in één keer binnenkomen.";
    UNNAMED = "A file without a name", "Een bestand zonder naam";
    ROWS = "# row" | "# rows", "# rij" | "# rijen";
    COLUMNS = "What the columns are", "Wat de kolommen zijn";
    COLUMNS_WHY = "A first name, a last name and an e-mail address are needed, or an id in the other system for people who came from there before.",
        "Een voornaam, een achternaam en een e-mailadres zijn nodig, of een id in het andere systeem voor mensen die er al vandaan kwamen.";
    LEFT_OUT = "Leave it out", "Weglaten";
    EXAMPLE = "For example:", "Bijvoorbeeld:";
    CHECK_AGAIN = "Check it like this", "Zo controleren";
    MAPPING_WHY = "It cannot be told from the names of the columns who somebody is. Say below what they are.",
        "Aan de namen van de kolommen is niet te zien wie iemand is. Geef hieronder aan wat ze zijn.";
    STOPPED_WHY = "Whoever applied it may not import any more, so it stopped. What was done can be undone, or somebody else goes on.",
        "Wie hem uitvoerde mag niet meer importeren, dus is hij gestopt. Wat gedaan is kan ongedaan worden gemaakt, of iemand anders gaat verder.";
    READY_WHY = "It was a rehearsal: nothing has happened yet.", "Het was een generale repetitie: er is nog niets gebeurd.";
    APPLIED_WHY = "It is done. It can be undone for ninety days.", "Het is gebeurd. Het kan negentig dagen lang ongedaan worden gemaakt.";
    NOTHING = "Nothing in it would change anything.", "Niets erin zou iets wijzigen.";
    UNDONE_WHY = "People who were added are archived, and who was changed is as before. Who was changed since, or met, was left alone.",
        "Wie was toegevoegd is gearchiveerd, en wie was gewijzigd is als voorheen. Wie sindsdien is gewijzigd of gesproken, is met rust gelaten.";
    APPLY = "Import # person" | "Import # people", "# persoon importeren" | "# mensen importeren";
    UNDO = "Undo the import", "Import ongedaan maken";
    STOP = "Stop, and undo what was done", "Stoppen, en ongedaan maken wat gedaan is";
    GO_ON = "Go on", "Verdergaan";
    LOOK_AGAIN = "Look again", "Opnieuw kijken";
    DELETE = "Forget the import", "Import vergeten";
    DELETE_WHY = "What it did stays. It cannot be undone as one any more.", "Wat hij deed blijft. Hij kan niet meer in één keer ongedaan worden gemaakt.";
    DELETE_SUBMIT = "Forget", "Vergeten";
    DELETED = "The import was forgotten.", "De import is vergeten.";
    ROWS_TITLE = "Rows", "Rijen";
    VIEWS = "Rows by what becomes of them", "Rijen naar wat ervan wordt";
    ALL = "All", "Alle";
    NUMBER = "Row", "Rij";
    PERSON = "Person", "Persoon";
    BECOMES = "What becomes of it", "Wat ervan wordt";
    WRONG = "What is wrong", "Wat er mis is";
    NO_ROWS = "No such rows", "Zulke rijen zijn er niet";
    NO_ROWS_WHY = "Look at all of them.", "Bekijk ze alle.";
}

/// How far the work is.
pub fn progress(locale: Locale, done: i64, rows: i64) -> String {
    let (done, rows) = (number(locale, done), number(locale, rows));
    match locale {
        Locale::English => format!("{done} of {rows} rows"),
        Locale::Dutch => format!("{done} van {rows} rijen"),
    }
}

/// The same person as an earlier row.
pub fn same_as(locale: Locale, row: i64) -> String {
    let row = number(locale, row);
    match locale {
        Locale::English => format!("The same person as row {row}"),
        Locale::Dutch => format!("Dezelfde persoon als rij {row}"),
    }
}

/// What a column can be.
pub fn attribute(locale: Locale, name: &'static str) -> &'static str {
    if name == EXTERNAL_ID {
        Text::new("Id in the other system", "Id in het andere systeem").get(locale)
    } else {
        fields::label(locale, name)
    }
}

impl Named for OnDuplicate {
    fn text(self) -> Text {
        match self {
            OnDuplicate::Skip => Text::new("Leave as they are", "Laten zoals ze zijn"),
            OnDuplicate::Update => Text::new("Change to what the file says", "Wijzigen naar wat het bestand zegt"),
            OnDuplicate::Create => Text::new("Add them once more", "Nog een keer toevoegen"),
        }
    }
}

impl Named for Status {
    fn text(self) -> Text {
        match self {
            Status::Receiving => Text::new("Being received", "Wordt ontvangen"),
            Status::Mapping => Text::new("Columns unknown", "Kolommen onbekend"),
            Status::Checking => Text::new("Being checked", "Wordt gecontroleerd"),
            Status::Ready => Text::new("Checked", "Gecontroleerd"),
            Status::Applying => Text::new("Being imported", "Wordt geïmporteerd"),
            Status::Applied => Text::new("Imported", "Geïmporteerd"),
            Status::Stopped => Text::new("Stopped", "Gestopt"),
            Status::Undoing => Text::new("Being undone", "Wordt ongedaan gemaakt"),
            Status::Undone => Text::new("Undone", "Ongedaan gemaakt"),
        }
    }
}

impl Named for Outcome {
    fn text(self) -> Text {
        match self {
            Outcome::Waiting => Text::new("Waits", "Wacht"),
            Outcome::Create => Text::new("New", "Nieuw"),
            Outcome::Update => Text::new("Changed", "Gewijzigd"),
            Outcome::Restore => Text::new("Back again", "Weer terug"),
            Outcome::Unchanged => Text::new("As it is", "Zoals het is"),
            Outcome::Duplicate => Text::new("Here already", "Is er al"),
            Outcome::Repeated => Text::new("Repeated", "Herhaald"),
            Outcome::Invalid => Text::new("Refused", "Geweigerd"),
            Outcome::Removed => Text::new("Archived again", "Weer gearchiveerd"),
            Outcome::Reverted => Text::new("As before", "Als voorheen"),
            Outcome::Kept => Text::new("Left alone", "Met rust gelaten"),
        }
    }
}
