//! Words of the tokens of programs.

use super::{Locale, Text, candidates, notes, records, texts, webhooks, words::Named};
use domain::tokens::{Access, Lifetime};

texts! {
    TOKENS = "Tokens", "Tokens";
    WHY = "A program signs in with a token instead of a password. Give each program its own, and no more than it needs.",
        "Een programma logt in met een token in plaats van een wachtwoord. Geef elk programma een eigen token, en niet meer dan het nodig heeft.";
    NONE = "No tokens yet", "Nog geen tokens";
    NONE_WHY = "A job board or a careers site needs one to add candidates.", "Een vacaturesite of een carrièrepagina heeft er een nodig om kandidaten toe te voegen.";
    NEW = "New token", "Nieuw token";
    NEW_WHY = "It never does more than you may yourself, and what it does is recorded under your name. A new password ends it.",
        "Het kan nooit meer dan u zelf mag, en wat het doet wordt op uw naam vastgelegd. Een nieuw wachtwoord beëindigt het.";
    NEW_WHY_OF = "It never does more than whose it is may do, and what it does is recorded under that name. A person’s new password ends it.",
        "Het kan nooit meer dan degene van wie het is, en wat het doet wordt op die naam vastgelegd. Een nieuw wachtwoord van een persoon beëindigt het.";
    NAME_HINT = "What uses it, for example a job board.", "Wat het gebruikt, bijvoorbeeld een vacaturesite.";
    ACCESS = "What it may do", "Wat het mag";
    CHOOSE = "Choose at least one.", "Kies er ten minste één.";
    COLLEAGUES = "Names of colleagues", "Namen van collega’s";
    NO_ACCESS = "No access", "Geen toegang";
    ENDS = "Ends", "Eindigt";
    OWNER = "Whose it is", "Van wie het is";
    YOURS = "Yours", "Van u";
    NEVER = "Not by itself", "Niet vanzelf";
    LASTS = "Does not end by itself", "Verloopt niet vanzelf";
    SUBMIT = "Make the token", "Token maken";
    READY = "Copy this token now", "Kopieer dit token nu";
    ONCE = "It is shown only now: nobody can read it again.", "Het wordt alleen nu getoond: niemand kan het nog eens lezen.";
    USED = "Last used", "Laatst gebruikt";
    NEVER_USED = "Never used", "Nooit gebruikt";
    MADE = "Made", "Gemaakt";
    ENDED = "Ended", "Verlopen";
    REVOKE = "Revoke", "Intrekken";
    REVOKE_WHY = "Whatever uses it is refused at once. This cannot be undone.", "Wat het gebruikt wordt direct geweigerd. Dit kan niet ongedaan worden gemaakt.";
    REVOKED = "The token was revoked. Whatever still uses it is refused.", "Het token is ingetrokken. Wat het nog gebruikt wordt geweigerd.";
}

impl Named for Access {
    fn text(self) -> Text {
        match self {
            Access::Read => Text::new("Read", "Lezen"),
            Access::Write => Text::new("Read and change", "Lezen en wijzigen"),
        }
    }
}

impl Named for Lifetime {
    fn text(self) -> Text {
        match self {
            Lifetime::Month => Text::new("After 30 days", "Na 30 dagen"),
            Lifetime::Quarter => Text::new("After 90 days", "Na 90 dagen"),
            Lifetime::Year => Text::new("After a year", "Na een jaar"),
        }
    }
}

/// What the records at this path of the API are called.
pub fn resource(locale: Locale, path: &'static str) -> &'static str {
    let text = match path {
        "candidates" => candidates::TITLE,
        "candidate-notes" => notes::TITLE,
        "webhooks" => webhooks::TITLE,
        "recruitment-tasks" => records::TASKS.title,
        "recruitment-task-groups" => records::TASK_GROUPS.title,
        "recruitment-task-answers" => records::ANSWERS.title,
        "resource-requests" => records::REQUESTS.title,
        "resource-request-candidates" => records::REQUEST_CANDIDATES.title,
        "users" => COLLEAGUES,
        other => return other,
    };
    text.get(locale)
}
