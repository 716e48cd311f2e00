//! Words of the reports.

use super::{Locale, number, texts};

texts! {
    TITLE = "Reports", "Rapporten";
    FROM = "From", "Van";
    UNTIL = "Up to and including", "Tot en met";
    GROUP = "Questions", "Vragen";
    ALL_GROUPS = "All of them", "Alle";
    SOMEBODY = "A candidate", "Een kandidaat";
    SHOW = "Show", "Tonen";
    AGREEMENT = "How far interviewers agree", "Hoe eens interviewers het zijn";
    AGREEMENT_WHY = "Of the questions that two or more scored in the same interview: in how many nobody was two or more scores from another.",
        "Van de vragen die twee of meer in hetzelfde gesprek scoorden: bij hoeveel niemand twee of meer scores van een ander af zat.";
    NOTHING_COMPARED = "No two interviewers have scored the same question in the same interview in this time.",
        "In deze periode hebben geen twee interviewers dezelfde vraag in hetzelfde gesprek gescoord.";
    SCORED = "They were", "Zij waren het";
    IN_QUESTIONS = "In so many questions", "Bij zoveel vragen";
    SHARE = "Share", "Aandeel";
    AGREED = "Agreed", "Eens";
    NOT_AGREED = "Apart", "Verdeeld";
    APART_IN = "Interviews in which they were apart", "Gesprekken waarin zij verdeeld waren";
    MORE_APART = "and in # more interview" | "and in # more interviews", "en in nog # gesprek" | "en in nog # gesprekken";
    QUESTIONS = "What questions tell apart", "Wat vragen onderscheiden";
    QUESTIONS_WHY = "A question that everybody gets the same score for tells nothing; one with many scores at both ends tells much. Each leads to its answers.",
        "Een vraag waar iedereen dezelfde score voor krijgt zegt niets; een met veel scores aan beide kanten zegt veel. Elk leidt naar de antwoorden.";
    QUESTION = "Question", "Vraag";
    SCORES = "Scores 1 to 4", "Scores 1 tot en met 4";
    MEAN = "Mean", "Gemiddelde";
    FEEDBACK = "From interview to feedback", "Van gesprek naar beoordeling";
    FEEDBACK_WHY = "Half of the scorecards came sooner than the median.", "De helft van de formulieren kwam eerder dan de mediaan.";
    INTERVIEWER = "Interviewer", "Interviewer";
    HOW_MANY = "Scorecards", "Formulieren";
    MEDIAN = "Median", "Mediaan";
    LONGEST = "Longest", "Langste";
    NOTHING = "Nothing was handed in in this time", "In deze periode is niets ingediend";
    NOTHING_WHY = "Reports are made of scorecards that were handed in. Choose a longer time.", "Rapporten komen uit ingediende scoreformulieren. Kies een langere periode.";
    WRONG_RANGE = "The end lies before the beginning.", "Het einde ligt vóór het begin.";
    KINDS = "Kinds of reports", "Soorten rapporten";
    OF_INTERVIEWS = "Interviews", "Gesprekken";
    OF_STAFFING = "Staffing", "Bezetting";
    AS_OF = "As it looked at the end of", "Zoals het was aan het einde van";
    BEGINS = "Time to fill begins when", "De tijd tot vervulling begint als";
    ENDS = "and ends when", "en eindigt als";
    AS_OF_EARLY = "It is to be shown as it looked before the beginning: nothing had happened yet.",
        "Er wordt gevraagd hoe het er vóór het begin uitzag: er was nog niets gebeurd.";
    AS_CSV = "As a table for spreadsheets (CSV)", "Als tabel voor spreadsheets (CSV)";
    FUNNEL = "How far people get", "Hoe ver mensen komen";
    FUNNEL_WHY = "Of those who were proposed in this time: how many reached each stage, or a later one. What was undone does not count.",
        "Van wie in deze periode is voorgedragen: hoeveel elke fase bereikten, of een latere. Wat ongedaan is gemaakt telt niet.";
    STAGE = "Stage", "Fase";
    PEOPLE = "People", "Mensen";
    BESIDE = "Of them now", "Van hen nu";
    STAGES = "How long each stage takes", "Hoe lang elke fase duurt";
    STAGES_WHY = "Who left a stage in this time, how often, and how long it took; half of the times are shorter than the median. Beside it how many are in the stage now, whenever they were proposed.",
        "Wie in deze periode een fase verliet, hoe vaak, en hoelang het duurde; de helft van de keren is korter dan de mediaan. Ernaast hoeveel nu in de fase zijn, wanneer ook voorgedragen.";
    TIMES = "Times", "Keren";
    NOW = "Now in it", "Nu erin";
    FILL = "How long it takes to fill a request", "Hoe lang het duurt om een aanvraag te vervullen";
    FILL_WHY = "Of the requests that came to the chosen end in this time, and were still there. What was vacated and filled again counts from the last time.",
        "Van de aanvragen die in deze periode het gekozen einde bereikten, en daar nog waren. Wat vrijkwam en opnieuw vervuld is telt vanaf de laatste keer.";
    REQUESTS = "Requests", "Aanvragen";
    REQUEST = "Request", "Aanvraag";
    BEGAN = "Began", "Begonnen";
    ENDED = "Ended", "Geëindigd";
    TOOK = "Took", "Duurde";
    WHO_FILLED = "The people in them", "De mensen erin";
    MORE_REQUESTS = "and # more request, which the table for spreadsheets has" | "and # more requests, which the table for spreadsheets has",
        "en nog # aanvraag, die in de tabel voor spreadsheets staat" | "en nog # aanvragen, die in de tabel voor spreadsheets staan";
    SOURCES = "From where people come", "Waar mensen vandaan komen";
    SOURCES_WHY = "Those who were proposed in this time, by the source in their files as they were then, and how far they got.",
        "Wie in deze periode is voorgedragen, naar de bron in het dossier zoals het toen was, en hoe ver zij kwamen.";
    SOURCE = "Source", "Bron";
    UNKNOWN_SOURCE = "Not known", "Niet bekend";
    NO_MOVES = "Nothing moved in this time", "In deze periode bewoog er niets";
    NO_MOVES_WHY = "This report is made of people who are proposed for requests. Choose a longer time, or propose somebody.",
        "Dit rapport komt van mensen die voor aanvragen worden voorgedragen. Kies een langere periode, of draag iemand voor.";
    BEHIND = "The people behind a number", "De mensen achter een getal";
    FOUND = "# person" | "# people", "# persoon" | "# mensen";
    FIRST_SHOWN = "Only the first # is shown." | "Only the first # are shown.", "Alleen de eerste # wordt getoond." | "Alleen de eerste # worden getoond.";
    TAKEN_BACK = "# proposal counted then, and was taken back since." | "# proposals counted then, and were taken back since.",
        "# voordracht telde toen, en is daarna teruggenomen." | "# voordrachten telden toen, en zijn daarna teruggenomen.";
    NOBODY = "There is nobody to show", "Er is niemand te tonen";
    NOBODY_WHY = "Every number of the report leads to the people behind it.", "Elk getal van het rapport leidt naar de mensen erachter.";
    PERSON = "Person", "Persoon";
    STAGE_NOW = "Stage now", "Fase nu";
}

/// `3 of 4 (75%)`.
pub fn share(locale: Locale, some: i64, all: i64) -> String {
    let percent = if all > 0 { (some * 200 + all) / (all * 2) } else { 0 };
    let (some, all) = (number(locale, some), number(locale, all));
    match locale {
        Locale::English => format!("{some} of {all} ({percent}%)"),
        Locale::Dutch => format!("{some} van {all} ({percent}%)"),
    }
}

/// Who was proposed and got as far as this stage.
pub fn reached(locale: Locale, stage: &str) -> String {
    match locale {
        Locale::English => format!("Proposed in this time, reached: {stage}"),
        Locale::Dutch => format!("In deze periode voorgedragen, bereikt: {stage}"),
    }
}

/// Who was proposed, and is here now.
pub fn beside(locale: Locale, stage: &str) -> String {
    match locale {
        Locale::English => format!("Proposed in this time, now: {stage}"),
        Locale::Dutch => format!("In deze periode voorgedragen, nu: {stage}"),
    }
}

/// Who is here now.
pub fn now_in(locale: Locale, stage: &str) -> String {
    match locale {
        Locale::English => format!("Now in the stage: {stage}"),
        Locale::Dutch => format!("Nu in de fase: {stage}"),
    }
}

/// Who was here, and went on.
pub fn went_on(locale: Locale, stage: &str) -> String {
    match locale {
        Locale::English => format!("Left the stage in this time: {stage}"),
        Locale::Dutch => format!("In deze periode uit de fase: {stage}"),
    }
}

/// Who came from here, and got as far as this stage.
pub fn came_from(locale: Locale, source: &str, stage: &str) -> String {
    match locale {
        Locale::English => format!("From {source}, reached: {stage}"),
        Locale::Dutch => format!("Van {source}, bereikt: {stage}"),
    }
}

/// Hours and minutes, or days: `2 h 05 min`, `3 d 4 h`.
pub fn duration(locale: Locale, minutes: i64) -> String {
    let (days, hours, rest) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    match (locale, days) {
        (Locale::English, 0) => format!("{hours} h {rest:02} min"),
        (Locale::English, _) => format!("{days} d {hours} h"),
        (Locale::Dutch, 0) => format!("{hours} u {rest:02} min"),
        (Locale::Dutch, _) => format!("{days} d {hours} u"),
    }
}
