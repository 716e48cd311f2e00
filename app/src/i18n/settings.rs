//! Words of the settings.

use super::{Locale, texts};

texts! {
    TITLE = "Settings", "Instellingen";
    PEOPLE = "People and roles", "Personen en rollen";
    PEOPLE_WHY = "Who can sign in, and what they may do.", "Wie kan inloggen en wat zij mogen.";
    PEOPLE_COUNT = "# account" | "# accounts", "# account" | "# accounts";
    INVITE = "Invite somebody", "Iemand uitnodigen";
    INVITE_WHY = "You get a link to hand over. It works once.", "U krijgt een link om door te geven. Die werkt één keer.";
    INVITE_SUBMIT = "Create the account and the link", "Account en link aanmaken";
    LINK_READY = "Hand over this link", "Geef deze link door";
    LINK_ONCE = "It is shown only now and works once.", "Hij wordt alleen nu getoond en werkt één keer.";
    LINK_MAILED = "It was also sent by mail.", "Hij is ook per mail verstuurd.";
    RESET_LINK = "Link for a new password", "Link voor een nieuw wachtwoord";
    DEACTIVATE = "Deactivate", "Deactiveren";
    DEACTIVATE_WHY = "Ends every session and token of this account at once. What this person did stays.",
        "Beëindigt direct alle sessies en tokens van dit account. Wat deze persoon deed blijft staan.";
    ACTIVATE = "Activate", "Activeren";
    INACTIVE = "Deactivated", "Gedeactiveerd";
    INVITED = "Invited", "Uitgenodigd";
    YOU = "you", "u";
    PROGRAM = "program", "programma";
    ADD_PROGRAM = "Add a program", "Een programma toevoegen";
    ADD_PROGRAM_WHY =
        "An account of its own for a job board or another system: it stays when people leave, and what it does is recorded under its own name.",
        "Een eigen account voor een vacaturesite of een ander systeem: het blijft als mensen vertrekken, en wat het doet wordt op zijn eigen naam vastgelegd.";
    ADD_PROGRAM_SUBMIT = "Create the account", "Account aanmaken";
    NO_SIGN_IN = "Nobody signs in with it", "Niemand logt ermee in";
    CHANGE_ROLE = "Change the role", "Rol wijzigen";
    ACCOUNT = "Your account", "Uw account";
    PROFILE = "Profile", "Profiel";
    SAVE = "Save", "Opslaan";
    CALENDAR_RENEWED = "The calendar has another address. The old one no longer works.",
        "De agenda heeft een ander adres. Het oude werkt niet meer.";
    PROFILE_SAVED = "Your account was saved.", "Uw account is opgeslagen.";
    CHANGE_PASSWORD = "Change the password", "Wachtwoord wijzigen";
    PASSWORD_CHANGED = "The password was changed. Your other browsers were signed out, and your tokens have ended.",
        "Het wachtwoord is gewijzigd. Uw andere browsers zijn uitgelogd en uw tokens zijn beëindigd.";
    SESSIONS = "Where you are signed in", "Waar u bent ingelogd";
    SESSIONS_WHY = "Sign out what you do not recognise, then change your password.",
        "Log uit wat u niet herkent en wijzig daarna uw wachtwoord.";
    THIS_SESSION = "This browser", "Deze browser";
    UNKNOWN_BROWSER = "Unknown browser", "Onbekende browser";
    LAST_SEEN = "Last seen", "Laatst gezien";
    SINCE = "Since", "Sinds";
    END_SESSION = "Sign out there", "Daar uitloggen";
    SESSION_ENDED = "Signed out there.", "Daar uitgelogd.";
    APPEARANCE = "Appearance", "Weergave";
    APPEARANCE_WHY = "Language and colours, for you alone.", "Taal en kleuren, alleen voor u.";
    FOLLOW_BROWSER = "As the browser says", "Zoals de browser aangeeft";
    TIME_ZONE_HINT = "For example Europe/Amsterdam.", "Bijvoorbeeld Europe/Amsterdam.";
}

/// The question before deactivating an account.
pub fn deactivate_whom(locale: Locale, name: &str) -> String {
    match locale {
        Locale::English => format!("Deactivate {name}?"),
        Locale::Dutch => format!("{name} deactiveren?"),
    }
}
