//! Words of what is shown to a client by a link.

use super::{Locale, texts};

texts! {
    TITLE = "Shared with the client", "Gedeeld met de klant";
    SHARE = "Share with the client", "Delen met de klant";
    SHARE_WHY = "Whoever has the link sees these people without notes and says yes or no, without an account. They are submitted to the client by it.",
        "Wie de link heeft ziet deze mensen zonder notities en zegt ja of nee, zonder account. Daarmee zijn ze voorgesteld aan de klant.";
    WHO = "Who is shown", "Wie er te zien is";
    CONTACT = "Who at the client gets the link", "Wie bij de klant de link krijgt";
    DAYS = "For how many days the link works", "Hoeveel dagen de link werkt";
    DAYS_HINT = "From 1 to 90.", "Van 1 tot 90.";
    SHARED = "Shared. Pass the link on from here.", "Gedeeld. Geef de link vanaf hier door.";
    UNSHARED = "Taken back: the link shows nobody any more.", "Ingetrokken: via de link is niemand meer te zien.";
    LINK = "Link for the client", "Link voor de klant";
    REVOKE = "Take back", "Intrekken";
    PEOPLE = "# person" | "# people", "# persoon" | "# personen";
    NO_ANSWER = "no answer yet", "nog geen antwoord";
    REMOVED = "A proposal that was removed", "Een voordracht die is verwijderd";
    HIDDEN = "and # person whom you do not see" | "and # people whom you do not see", "en # persoon die u niet ziet" | "en # personen die u niet ziet";
    SHOWN_TITLE = "People for you", "Mensen voor u";
    NOBODY = "Nobody is shown here at the moment.", "Op dit moment is hier niemand te zien.";
    EMPLOYEE = "Works for us already", "Werkt al voor ons";
    YOUR_ANSWER = "Your answer", "Uw antwoord";
    COMMENT = "Comment", "Toelichting";
    CHANGE = "Change your answer", "Antwoord wijzigen";
    ANSWERED = "Thank you. Your answer was passed on; until the link ends you can change it.",
        "Dank u wel. Uw antwoord is doorgegeven; zolang de link werkt kunt u het wijzigen.";
    EXPIRED = "This link works no more: too much time has passed. Answers that were given were passed on. Ask whoever sent it for another one.",
        "Deze link werkt niet meer: er is te veel tijd verstreken. Antwoorden die zijn gegeven, zijn doorgegeven. Vraag de afzender om een nieuwe.";
    REVOKED = "This link was taken back. Answers that were given were passed on.",
        "Deze link is ingetrokken. Antwoorden die zijn gegeven, zijn doorgegeven.";
    OVER = "This request is over. Answers that were given were passed on.",
        "Deze aanvraag is afgelopen. Antwoorden die zijn gegeven, zijn doorgegeven.";
    VOID = "This link is not one of ours. Look whether all of it was copied.", "Deze link is niet van ons. Kijk of de hele link is overgenomen.";
    NOT_ADDED = "What you said now was not added. Your comment stands here, so that you can pass it on.",
        "Wat u nu zei is niet toegevoegd. Uw toelichting staat hier, zodat u die kunt doorgeven.";
    GONE = "This person is shown no more, so your answer was not added. Your comment stands here, so that you can pass it on.",
        "Deze persoon is niet meer te zien, dus uw antwoord is niet toegevoegd. Uw toelichting staat hier, zodat u die kunt doorgeven.";
}

/// `until 1 December 2026`.
pub fn until(locale: Locale, day: &str) -> String {
    match locale {
        Locale::English => format!("until {day}"),
        Locale::Dutch => format!("tot {day}"),
    }
}

/// What stands above the people.
pub fn greeting(locale: Locale, until: &str) -> String {
    match locale {
        Locale::English => format!("Say yes or no to each, until {until}; no account is needed. What you said last counts."),
        Locale::Dutch => format!("Zeg bij iedereen ja of nee, tot {until}; een account is niet nodig. Wat u het laatst zei telt."),
    }
}
