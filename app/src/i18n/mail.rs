//! Words of letters.

use super::{Locale, dates, texts};
use chrono::NaiveDate;

texts! {
    INVITE_SUBJECT = "Your account for Instroom", "Uw account voor Instroom";
    RESET_SUBJECT = "A new password for Instroom", "Een nieuw wachtwoord voor Instroom";
}

/// The letter that invites somebody.
pub fn invite(locale: Locale, name: &str, link: &str) -> String {
    match locale {
        Locale::English => format!(
            "Hello {name},\n\nAn account for Instroom was made for you. Choose a password here:\n\n{link}\n\nThe link works once, for seven days. If you did not expect this letter, you need not do anything.\n"
        ),
        Locale::Dutch => format!(
            "Dag {name},\n\nEr is een account voor Instroom voor u aangemaakt. Kies hier een wachtwoord:\n\n{link}\n\nDe link werkt één keer, zeven dagen lang. Verwachtte u deze brief niet, dan hoeft u niets te doen.\n"
        ),
    }
}

/// The letter that resets a password.
pub fn reset(locale: Locale, name: &str, link: &str) -> String {
    match locale {
        Locale::English => format!(
            "Hello {name},\n\nSet a new password for Instroom here:\n\n{link}\n\nThe link works once, for an hour. If you did not ask for it, you need not do anything: your password stays as it is.\n"
        ),
        Locale::Dutch => format!(
            "Dag {name},\n\nStel hier een nieuw wachtwoord voor Instroom in:\n\n{link}\n\nDe link werkt één keer, een uur lang. Hebt u er niet om gevraagd, dan hoeft u niets te doen: uw wachtwoord blijft zoals het is.\n"
        ),
    }
}

/// What a letter about an interview tells.
pub struct Told<'a> {
    pub name: &'a str,
    pub person: &'a str,
    pub when: &'a str,
    pub place: Option<&'a str>,
    pub link: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub address: &'a str,
    pub answer: &'a str,
}

texts! {
    INVITATION_SUBJECT = "Invitation to an interview", "Uitnodiging voor een gesprek";
    CHANGE_SUBJECT = "Changed interview", "Gewijzigd gesprek";
    CANCELLATION_SUBJECT = "Interview called off", "Gesprek afgezegd";
    QUESTIONS_SUBJECT = "Questions for you", "Vragen voor u";
    REMINDER_SUBJECT = "Your scorecard is awaited", "Uw scoreformulier wordt verwacht";
}

/// The letter with the link by which a candidate answers.
pub fn questions(locale: Locale, name: &str, until: NaiveDate, link: &str) -> String {
    let until = dates::date(locale, until);
    match locale {
        Locale::English => format!(
            "Hello {name},\n\nPlease answer some questions here. You need no account, and can save and come back until {until}:\n\n{link}\n"
        ),
        Locale::Dutch => format!(
            "Dag {name},\n\nWilt u hier enkele vragen beantwoorden? U hebt geen account nodig en kunt tot {until} opslaan en terugkomen:\n\n{link}\n"
        ),
    }
}

/// When and where, and the two links.
fn plan(locale: Locale, told: &Told<'_>) -> String {
    let Told { when, place, link, address, answer, .. } = told;
    let line = |label: &str, value: &Option<&str>| value.map(|value| format!("{label}: {value}\n")).unwrap_or_default();
    match locale {
        Locale::English => format!(
            "When: {when}\n{}{}What is asked, and where you score: {address}\n\nAccept or decline, without signing in: {answer}\n",
            line("Where", place),
            line("Video", link)
        ),
        Locale::Dutch => format!(
            "Wanneer: {when}\n{}{}Wat er wordt gevraagd en waar u scoort: {address}\n\nAccepteren of afwijzen, zonder in te loggen: {answer}\n",
            line("Waar", place),
            line("Video", link)
        ),
    }
}

pub fn invitation(locale: Locale, told: &Told<'_>) -> String {
    let (name, person, plan) = (told.name, told.person, plan(locale, told));
    match locale {
        Locale::English => format!("Hello {name},\n\nYou are invited to an interview with {person}.\n\n{plan}"),
        Locale::Dutch => format!("Dag {name},\n\nU bent uitgenodigd voor een gesprek met {person}.\n\n{plan}"),
    }
}

pub fn change(locale: Locale, told: &Told<'_>) -> String {
    let (name, person, plan) = (told.name, told.person, plan(locale, told));
    match locale {
        Locale::English => format!("Hello {name},\n\nThe interview with {person} was changed. This is how it is now.\n\n{plan}"),
        Locale::Dutch => format!("Dag {name},\n\nHet gesprek met {person} is gewijzigd. Zo is het nu.\n\n{plan}"),
    }
}

pub fn cancellation(locale: Locale, told: &Told<'_>) -> String {
    let Told { name, person, when, reason, .. } = told;
    let reason = |label: &str| reason.map(|reason| format!("{label}: {reason}\n")).unwrap_or_default();
    match locale {
        Locale::English => {
            format!("Hello {name},\n\nThe interview with {person} does not take place with you.\n\nIt was: {when}\n{}", reason("Reason"))
        }
        Locale::Dutch => {
            format!("Dag {name},\n\nHet gesprek met {person} gaat niet met u door.\n\nHet was: {when}\n{}", reason("Reden"))
        }
    }
}

pub fn reminder(locale: Locale, told: &Told<'_>) -> String {
    let Told { name, person, when, address, .. } = told;
    match locale {
        Locale::English => format!(
            "Hello {name},\n\nThe interview with {person} is over ({when}), and your scorecard is not in yet. While it is fresh: {address}\n"
        ),
        Locale::Dutch => format!(
            "Dag {name},\n\nHet gesprek met {person} is voorbij ({when}) en uw scoreformulier is nog niet ingediend. Nu het nog vers is: {address}\n"
        ),
    }
}
