//! Words of people in requests: the board, their pages, and who could be proposed.

use super::{Locale, texts};

texts! {
    SHORTLIST = "Shortlist", "Shortlist";
    SHORTLIST_WHY = "Drag somebody to another stage, or use the menu: A moves on, R rejects, Alt with an arrow changes the order.",
        "Sleep iemand naar een andere fase, of gebruik het menu: A schuift door, R wijst af, Alt met een pijl wijzigt de volgorde.";
    NOBODY = "Nobody was proposed yet", "Nog niemand voorgedragen";
    NOBODY_WHY = "Whom you propose stands here, from the first talk to the placement.", "Wie u voordraagt staat hier, van het eerste gesprek tot de plaatsing.";
    RUNNING = "# in the running" | "# in the running", "# in de race" | "# in de race";
    EMPLOYEE = "Employee", "Medewerker";
    OUTSIDER = "From outside", "Van buiten";
    ACTIONS = "What can be done with", "Wat er kan met";
    MOVE_TO = "Move to:", "Verplaats naar:";
    UP = "One place up", "Eén plaats omhoog";
    DOWN = "One place down", "Eén plaats omlaag";
    OPEN = "Open the proposal", "Voordracht openen";
    REMOVE = "Remove: proposed by mistake", "Verwijderen: per ongeluk voorgedragen";
    REASON_WHY = "Whoever reads this later sees why.", "Wie dit later leest ziet waarom.";
    WHO_SAID_NO = "Who said no", "Wie zei nee";
    MOVE = "Move", "Verplaatsen";
    STAGE = "Stage", "Fase";
    STAGE_WHY = "Going back, and a rejection, need a reason.", "Terug, en een afwijzing, vragen om een reden.";
    NO_WAY = "Nobody is moved here while the request is as it is.", "Zolang de aanvraag zo staat wordt hier niemand verplaatst.";
    NOT_PLACED = "Nobody can be placed: the request is not open, or every seat is taken.", "Er kan niemand worden geplaatst: de aanvraag staat niet open, of elke plek is bezet.";
    TERMS = "Terms", "Voorwaarden";
    TERMS_SAVED = "The terms were saved.", "De voorwaarden zijn opgeslagen.";
    MARGIN = "Margin", "Marge";
    MATCH = "Match", "Match";
    MATCH_WHY = "Skills, the first day, the place and the rate, and nothing else. A person decides.",
        "Vaardigheden, de eerste dag, de plaats en het tarief, en niets anders. Een mens beslist.";
    TERM = "Term", "Onderdeel";
    POINTS = "Points", "Punten";
    POINTS_OF = "Of", "Van";
    FORMULA = "Formula version", "Versie van de formule";
    HISTORY = "Stages so far", "Fasen tot nu toe";
    IN_TIME = "in time", "op tijd";
    DAYS_LATE = "# day late" | "# days late", "# dag te laat" | "# dagen te laat";
    AVAILABILITY_UNKNOWN = "first day unknown", "eerste dag onbekend";
    PLACE_UNKNOWN = "place unknown", "plaats onbekend";
    RATE_FITS = "rate fits", "tarief past";
    RATE_TOO_HIGH = "rate too high", "tarief te hoog";
    PROPOSE_TITLE = "Propose somebody", "Iemand voordragen";
    PROPOSE = "Propose", "Voordragen";
    SUGGESTED = "Suggested people", "Suggesties";
    FOUND = "Found people", "Gevonden personen";
    FIND = "Find somebody", "Iemand zoeken";
    FIND_HINT = "Name, skill, place", "Naam, vaardigheid, plaats";
    NO_SKILLS = "Say in the brief which skills are needed, and those who have them are suggested here.",
        "Zeg in de briefing welke vaardigheden nodig zijn, dan staan hier de mensen die ze hebben.";
    NO_SUGGESTION = "Of those whom you see, nobody who is not in it already has any of the skills.",
        "Van wie u ziet heeft niemand die er nog niet in staat een van de vaardigheden.";
    NOT_FOUND = "Nobody was found.", "Er is niemand gevonden.";
    STANDS_ALREADY = "Proposed already", "Al voorgedragen";
    PROPOSED = "The candidate was proposed.", "De kandidaat is voorgedragen.";
    ARRANGED = "The order was changed.", "De volgorde is gewijzigd.";
    REMOVED = "The proposal was removed.", "De voordracht is verwijderd.";
    MOVED = "Moved to: ", "Verplaatst naar: ";
    RATE = "Rate", "Tarief";
    TO_CANDIDATE = "To the file", "Naar het dossier";
    IN_REQUESTS = "Proposed for", "Voorgedragen voor";
    STALE = "Waiting for a next step", "Wachten op een volgende stap";
}

/// `no Kafka`.
pub fn without(locale: Locale, skill: &str) -> String {
    match locale {
        Locale::English => format!("no {skill}"),
        Locale::Dutch => format!("geen {skill}"),
    }
}

/// `not in Utrecht`.
pub fn elsewhere(locale: Locale, place: &str) -> String {
    match locale {
        Locale::English => format!("not in {place}"),
        Locale::Dutch => format!("niet in {place}"),
    }
}

/// `Match 87`, of a hundred.
pub fn matches(locale: Locale, score: i64) -> String {
    match locale {
        Locale::English | Locale::Dutch => format!("Match {score}"),
    }
}
