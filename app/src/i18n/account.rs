//! Words of signing in, and of the links that open an account.

use super::{Locale, texts};

texts! {
    SIGN_IN = "Sign in", "Inloggen";
    SIGN_IN_TO = "Sign in to Instroom", "Inloggen bij Instroom";
    EMAIL = "E-mail address", "E-mailadres";
    PASSWORD = "Password", "Wachtwoord";
    WRONG = "The e-mail address or the password is not right. Your e-mail address was kept; type the password again.",
        "Het e-mailadres of het wachtwoord klopt niet. Uw e-mailadres is bewaard; typ het wachtwoord opnieuw.";
    FORGOTTEN = "Forgotten your password? An administrator can give you a link to set a new one.",
        "Wachtwoord vergeten? Een beheerder kan u een link geven om een nieuw in te stellen.";
    FORGOTTEN_LINK = "Forgotten your password?", "Wachtwoord vergeten?";
    SEND_LINK = "Send me a link", "Stuur mij een link";
    RESET_SENT = "If an account has this address, a letter with a link is on its way. The link works for an hour.",
        "Als een account dit adres heeft, is er een brief met een link onderweg. De link werkt een uur.";
    DEMO_TITLE = "Demo accounts", "Demo-accounts";
    DEMO_PASSWORD = "Password of each account:", "Wachtwoord van elk account:";
    SETUP = "Set up Instroom", "Instroom inrichten";
    SETUP_WHY = "You are the first. Make the account of the administrator; everybody else is invited from Settings.",
        "U bent de eerste. Maak het account van de beheerder; alle anderen nodigt u uit via Instellingen.";
    CREATE_ADMIN = "Create the account", "Account aanmaken";
    INVITED = "Welcome to Instroom", "Welkom bij Instroom";
    INVITED_WHY = "Choose a password. From then on you sign in with your e-mail address and this password.",
        "Kies een wachtwoord. Daarna logt u in met uw e-mailadres en dit wachtwoord.";
    RESET = "Set a new password", "Nieuw wachtwoord instellen";
    RESET_WHY = "Every browser in which you are signed in will be signed out.",
        "Alle browsers waarin u bent ingelogd worden uitgelogd.";
    NAME = "Your name", "Uw naam";
    NEW_PASSWORD = "New password", "Nieuw wachtwoord";
    CURRENT_PASSWORD = "Current password", "Huidig wachtwoord";
    SET_PASSWORD = "Set the password", "Wachtwoord instellen";
    LINK_GONE = "This link no longer works", "Deze link werkt niet meer";
    LINK_GONE_WHY = "A link works once and for a limited time. Ask an administrator for a new one.",
        "Een link werkt één keer en beperkte tijd. Vraag een beheerder om een nieuwe.";
    TO_SIGN_IN = "To sign in", "Naar inloggen";
}

/// What a password must be.
pub fn password_hint(locale: Locale, least: u32) -> String {
    match locale {
        Locale::English => format!("At least {least} characters. Several words make a good password."),
        Locale::Dutch => format!("Ten minste {least} tekens. Een paar woorden vormen een goed wachtwoord."),
    }
}
