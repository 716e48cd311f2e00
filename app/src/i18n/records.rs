//! Words of the pages of records that have no pages of their own yet.

use super::{Locale, Plural, Text, notes, texts};

/// What the pages of one kind of record say.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub title: Text,
    pub count: Plural,
    /// There is none at all.
    pub none: Text,
    /// What it is, and how one gets here.
    pub why: Text,
    /// Which of them somebody sees who does not see all.
    pub limited: Option<Text>,
}

pub const TASK_GROUPS: Words = Words {
    title: super::shell::QUESTION_BANK,
    count: Plural::new(Text::new("# question group", "# vragenlijst"), Text::new("# question groups", "# vragenlijsten")),
    none: Text::new("No question groups yet", "Nog geen vragenlijsten"),
    why: Text::new(
        "A question group holds the questions of one interview, one screening or one assignment.",
        "Een vragenlijst bevat de vragen van één gesprek, één screening of één opdracht.",
    ),
    limited: None,
};

pub const TASKS: Words = Words {
    title: Text::new("Questions", "Vragen"),
    count: Plural::new(Text::new("# question", "# vraag"), Text::new("# questions", "# vragen")),
    none: Text::new("No questions yet", "Nog geen vragen"),
    why: Text::new(
        "Every question belongs to a question group, and is written there.",
        "Elke vraag hoort bij een vragenlijst en wordt daar geschreven.",
    ),
    limited: None,
};

pub const ANSWERS: Words = Words {
    title: Text::new("Answers", "Antwoorden"),
    count: Plural::new(Text::new("# answer", "# antwoord"), Text::new("# answers", "# antwoorden")),
    none: Text::new("No answers yet", "Nog geen antwoorden"),
    why: Text::new(
        "An answer says what was said to one question, and how it was scored.",
        "Een antwoord zegt wat er op één vraag is geantwoord en hoe dat is beoordeeld.",
    ),
    limited: Some(Text::new(
        "You see the answers about the people of your own requests and interviews.",
        "U ziet de antwoorden over de personen van uw eigen aanvragen en gesprekken.",
    )),
};

pub const REQUESTS: Words = Words {
    title: super::shell::REQUESTS,
    count: Plural::new(Text::new("# request", "# aanvraag"), Text::new("# requests", "# aanvragen")),
    none: Text::new("No requests yet", "Nog geen aanvragen"),
    why: Text::new(
        "A request says who is looked for, and for which client.",
        "Een aanvraag zegt wie er wordt gezocht, en voor welke klant.",
    ),
    limited: Some(Text::new(
        "You see the requests that you made or own.",
        "U ziet de aanvragen die u hebt gedaan of waarvan u eigenaar bent.",
    )),
};

pub const REQUEST_CANDIDATES: Words = Words {
    title: Text::new("Proposed candidates", "Voordrachten"),
    count: Plural::new(Text::new("# proposed candidate", "# voordracht"), Text::new("# proposed candidates", "# voordrachten")),
    none: Text::new("Nobody was proposed yet", "Nog niemand voorgedragen"),
    why: Text::new(
        "Here stands who was proposed for a request, and how far they have come. One proposes people on the page of the request.",
        "Hier staat wie er voor een aanvraag is voorgedragen en hoe ver die is. Men draagt mensen voor op de pagina van de aanvraag.",
    ),
    limited: Some(Text::new("You see who was proposed for your own requests.", "U ziet wie er voor uw eigen aanvragen is voorgedragen.")),
};

pub const NOTES: Words = Words {
    title: notes::TITLE,
    count: Plural::new(Text::new("# note", "# notitie"), Text::new("# notes", "# notities")),
    none: notes::NONE,
    why: Text::new(
        "Notes are written in a candidate’s file, or arrive over the API.",
        "Notities worden in het dossier van een kandidaat geschreven, of komen via de API binnen.",
    ),
    limited: Some(Text::new(
        "You see the notes about the people of your own requests and interviews.",
        "U ziet de notities over de personen van uw eigen aanvragen en gesprekken.",
    )),
};

texts! {
    OVERDUE = "Overdue", "Te laat";
    PLACED = "Placed", "Geplaatst";
    QUESTIONS_IN_IT = "Questions", "Vragen";
    MINUTES = "# minute" | "# minutes", "# minuut" | "# minuten";
    QUESTION = "Question", "Vraag";
    ANSWER = "Answer", "Antwoord";
}

/// A part of a whole: `80%`.
pub fn percent(locale: Locale, percent: i64) -> String {
    format!("{}%", super::number(locale, percent))
}

/// How many of how many, for whoever hears it: `1 of 2`.
pub fn of(locale: Locale, some: i64, all: i64) -> String {
    let (some, all) = (super::number(locale, some), super::number(locale, all));
    match locale {
        Locale::English => format!("{some} of {all}"),
        Locale::Dutch => format!("{some} van {all}"),
    }
}

/// Something that has no better name than its number.
pub fn numbered(locale: Locale, what: Text, number: impl std::fmt::Display) -> String {
    format!("{} {number}", what.get(locale))
}
