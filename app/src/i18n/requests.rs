//! Words of requests: the list, the board, the brief and what is done with it.

use super::{Locale, Text, texts, words::Named};
use domain::requests::Step;

texts! {
    NEW = "New request", "Nieuwe aanvraag";
    NEW_WHY = "Say who is looked for. The rest is written on the next page, where everything you type is saved as a draft.",
        "Zeg wie er wordt gezocht. De rest schrijft u op de volgende pagina, waar alles wat u typt als concept wordt opgeslagen.";
    BEGIN = "Begin the draft", "Concept beginnen";
    VIEWS = "Views of the requests", "Weergaven van de aanvragen";
    AS_TABLE = "Table", "Tabel";
    AS_BOARD = "Board", "Bord";
    BOARD_CUT = "The board shows the first hundred. Narrow the list to see the others.", "Het bord toont de eerste honderd. Verfijn de lijst om de andere te zien.";
    NONE_HERE = "None", "Geen";
    FILTER = "Filter", "Filteren";
    APPLY = "Apply", "Toepassen";
    ANY = "Any", "Alle";
    NEEDED_BEFORE = "Needed before", "Nodig vóór";
    BRIEF = "Brief", "Briefing";
    EDIT = "Edit the brief", "Briefing wijzigen";
    WHAT = "What is looked for", "Wat er wordt gezocht";
    WHEN = "When and how much", "Wanneer en hoeveel";
    MONEY = "Money", "Geld";
    SKILLS = "Skills", "Vaardigheden";
    SKILLS_WHY = "A line for each. Leave the name empty to take one away.", "Een regel voor elk. Laat de naam leeg om er een weg te halen.";
    SKILL = "Skill", "Vaardigheid";
    NEEDED = "Must have", "Vereist";
    AMOUNT_HINT = "In whole or with cents: 4,500 or 4,500.00.", "Rond of met centen: 4.500 of 4.500,00.";
    CURRENCY_HINT = "Three letters: EUR, GBP, USD.", "Drie letters: EUR, GBP, USD.";
    PAST_START = "The first day lies in the past.", "De eerste dag ligt in het verleden.";
    SAVED = "The request was saved.", "De aanvraag is opgeslagen.";
    BEGUN = "The draft is there. What you type from here on is saved.", "Het concept staat er. Wat u vanaf hier typt wordt opgeslagen.";
    MOVED = "The request is now: ", "De aanvraag staat nu op: ";
    KEEPING = "Saving the draft…", "Concept opslaan…";
    KEPT = "Draft saved", "Concept opgeslagen";
    NOT_KEPT = "Not saved yet:", "Nog niet opgeslagen:";
    NO_CONNECTION = "No connection. What you typed is not saved yet; it will be as soon as there is one.",
        "Geen verbinding. Wat u typte is nog niet opgeslagen; dat gebeurt zodra er verbinding is.";
    SOMEBODY_ELSE = "Somebody else has changed it meanwhile. Reload the page; what you typed last is only here.",
        "Iemand anders heeft het intussen gewijzigd. Laad de pagina opnieuw; wat u het laatst typte staat alleen hier.";
    OVERDUE_ONES = "Overdue requests", "Aanvragen die te laat zijn";
    NEEDED_ON = "Needed by", "Nodig op";
    THEIRS = "What the others made of it meanwhile", "Wat de anderen er intussen van hebben gemaakt";
    FIRST = "First fill in:", "Vul eerst in:";
    REASON = "Reason", "Reden";
    WHY_OFF = "Why some of it cannot be done now", "Waarom een deel nu niet kan";
}

impl Named for Step {
    fn text(self) -> Text {
        match self {
            Step::Submit => Text::new("Submit", "Indienen"),
            Step::Approve => Text::new("Approve", "Goedkeuren"),
            Step::Reject => Text::new("Reject", "Afwijzen"),
            Step::Withdraw => Text::new("Withdraw", "Intrekken"),
            Step::Revise => Text::new("Revise", "Herzien"),
            Step::Hold => Text::new("Put on hold", "Aanhouden"),
            Step::Resume => Text::new("Resume", "Hervatten"),
            Step::Cancel => Text::new("Cancel the request", "Aanvraag annuleren"),
            Step::Close => Text::new("Close", "Afsluiten"),
            Step::Reopen => Text::new("Reopen", "Heropenen"),
            Step::Fill => Text::new("Fill", "Vervullen"),
            Step::Vacate => Text::new("Vacate", "Vrijmaken"),
        }
    }
}

/// `3 of 5 placed`, for the cards of the board.
pub fn placed(locale: Locale, some: i64, all: i64) -> String {
    match locale {
        Locale::English => format!("{some} of {all} placed"),
        Locale::Dutch => format!("{some} van {all} geplaatst"),
    }
}
