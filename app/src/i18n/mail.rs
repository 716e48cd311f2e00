//! Words of letters.

use super::{Locale, texts};

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
