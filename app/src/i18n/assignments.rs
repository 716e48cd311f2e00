//! Words of questions that are sent to a candidate.

use super::{Locale, texts};

texts! {
    SEND_QUESTIONS = "Send questions", "Vragen sturen";
    SENT_TITLE = "Questions sent", "Verstuurde vragen";
    WHICH = "Which questions", "Welke vragen";
    DAYS = "For how many days the link works", "Hoeveel dagen de link werkt";
    DAYS_HINT = "From 1 to 90.", "Van 1 tot 90.";
    SEND = "Send by mail", "Per mail versturen";
    SENT = "The questions are on their way. The link can also be passed on from here.", "De vragen zijn onderweg. De link kan ook vanaf hier worden doorgegeven.";
    WITHDRAWN = "Taken back: the link no longer works.", "Ingetrokken: de link werkt niet meer.";
    LINK = "Link for the candidate", "Link voor de kandidaat";
    WITHDRAW = "Take back", "Intrekken";
    THANKS = "Thank you. Your answers were handed in.", "Dank u wel. Uw antwoorden zijn ingediend.";
    EXPIRED = "This link no longer works. Nothing was lost: ask whoever sent it for another one.",
        "Deze link werkt niet meer. Er is niets verloren: vraag de afzender om een nieuwe.";
    NOT_ADDED = "What you typed now was not added. It stands here, so that you can pass it on.",
        "Wat u nu typte is niet toegevoegd. Het staat hier, zodat u het kunt doorgeven.";
    KEPT = "Kept. You can close this page and come back by the same link.", "Bewaard. U kunt deze pagina sluiten en via dezelfde link terugkomen.";
    KEEP = "Save and come back later", "Opslaan en later terugkomen";
    YOUR_ANSWER = "Your answer", "Uw antwoord";
    HAND_IN = "Hand in", "Indienen";
    ONCE = "You can hand in once. Until then you can save as often as you like.", "U kunt één keer indienen. Tot dan kunt u zo vaak opslaan als u wilt.";
}

/// `Questions for Ada Lovelace`.
pub fn send_to(locale: Locale, name: &str) -> String {
    match locale {
        Locale::English => format!("Questions for {name}"),
        Locale::Dutch => format!("Vragen voor {name}"),
    }
}

/// `until 1 December 2026`.
pub fn until(locale: Locale, day: &str) -> String {
    match locale {
        Locale::English => format!("until {day}"),
        Locale::Dutch => format!("tot {day}"),
    }
}

/// What stands above the questions.
pub fn greeting(locale: Locale, name: &str, until: &str) -> String {
    match locale {
        Locale::English => format!("Hello {name}. You can answer until {until}; no account is needed."),
        Locale::Dutch => format!("Dag {name}. U kunt tot {until} antwoorden; een account is niet nodig."),
    }
}
