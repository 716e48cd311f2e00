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
