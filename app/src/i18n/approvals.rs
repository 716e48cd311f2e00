//! Words of approvals: the flows, what waits, and deciding.

use super::{Locale, texts};

texts! {
    FLOWS = "Approval", "Goedkeuring";
    FLOWS_WHY = "Who approves which requests. Of the flows that fit a request, the first is used; where none fits, a submitted request is open at once. Nobody decides about their own.",
        "Wie welke aanvragen goedkeurt. Van de routes die op een aanvraag passen geldt de eerste; past er geen, dan staat een ingediende aanvraag meteen open. Niemand beslist over het eigen.";
    NO_FLOWS = "No approval flows yet", "Nog geen goedkeuringsroutes";
    NEW_FLOW = "New approval flow", "Nieuwe goedkeuringsroute";
    EDIT_FLOW = "Change the flow", "Route wijzigen";
    NAME = "Name", "Naam";
    PLACE = "Place in the order", "Plaats in de volgorde";
    CONDITIONS = "For which requests", "Voor welke aanvragen";
    CONDITIONS_WHY = "What is left open holds for every request.", "Wat open blijft geldt voor elke aanvraag.";
    AMOUNT_FROM = "From this amount", "Vanaf dit bedrag";
    EVERY_REQUEST = "every request", "elke aanvraag";
    LATER = "Where nobody decides", "Als niemand beslist";
    LATER_WHY = "In working days, Monday to Friday, from when the step began.", "In werkdagen, maandag tot en met vrijdag, vanaf het begin van de stap.";
    REMIND_AFTER = "Remind after so many days", "Herinneren na zoveel dagen";
    ESCALATE_AFTER = "Ask somebody else too, after", "Ook een ander vragen, na";
    ESCALATE_TO = "Who that is", "Wie dat is";
    HAND_OVER = "Hand over to somebody else", "Overdragen aan een ander";
    HAND_OVER_WHY = "They decide in your place, and get a letter.", "Diegene beslist in uw plaats en krijgt een brief.";
    TO = "To whom", "Aan wie";
    REPLACE = "Let somebody else decide", "Een ander laten beslissen";
    IN_PLACE_OF = "In the place of", "In plaats van";
    HANDED_OVER = "Somebody else decides now, and is written to.", "Een ander beslist nu en krijgt een brief.";
    REMIND = "Remind them", "Herinneren";
    REMINDED = "Everybody for whom it waits is written to once more.", "Iedereen op wie het wacht krijgt nog een brief.";
    STUCK = "Too few people are left who may decide. Let somebody else decide, or withdraw the request and submit it again.",
        "Er zijn te weinig mensen over die mogen beslissen. Laat een ander beslissen, of trek de aanvraag in en dien die opnieuw in.";
    LIMITED = "What the request says now is for those who decide about it, or own it.", "Wat de aanvraag nu zegt is voor wie erover beslist, of er eigenaar van is.";
    STEPS = "Who is asked, one after another", "Wie er achtereenvolgens worden gevraagd";
    STEPS_WHY = "Leave the name of a step empty to take it away.", "Laat de naam van een stap leeg om die weg te halen.";
    STEP_NAME = "Step", "Stap";
    STEP_ROLE = "Everybody with this role", "Iedereen met deze rol";
    STEP_PEOPLE = "These people", "Deze mensen";
    STEP_NUMBER = "How many must approve", "Hoeveel er moeten goedkeuren";
    NOBODY = "Nobody", "Niemand";
    CREATED = "The approval flow is there, for what is submitted from now on.", "De goedkeuringsroute staat er, voor wat vanaf nu wordt ingediend.";
    SAVED = "The approval flow was saved. What is under way goes on as it began.", "De goedkeuringsroute is opgeslagen. Wat al loopt gaat door zoals het begon.";
    ARCHIVED = "The approval flow is used no more.", "De goedkeuringsroute wordt niet meer gebruikt.";
    RESTORED = "The approval flow is used again.", "De goedkeuringsroute wordt weer gebruikt.";
    ARCHIVE = "Use no more", "Niet meer gebruiken";
    RESTORE = "Use again", "Weer gebruiken";
    UNUSED = "Not used", "Niet in gebruik";
    RAIL = "Approval", "Goedkeuring";
    WAITING = "Waiting for your approval", "Wacht op uw goedkeuring";
    DECIDE = "Decide", "Beslissen";
    DECIDE_TITLE = "Approve a request", "Aanvraag goedkeuren";
    WHAT_CHANGED = "What has changed since it was last decided", "Wat er is veranderd sinds er het laatst over is beslist";
    THEN = "Then", "Toen";
    NOW = "Now", "Nu";
    NOTHING = "nothing", "niets";
    REASON = "Reason", "Reden";
    REASON_HINT = "Needed to reject; those who asked read it.", "Nodig om af te wijzen; wie het vroeg leest dit.";
    APPROVE = "Approve", "Goedkeuren";
    REJECT = "Reject", "Afwijzen";
    DONE_APPROVED = "You approved it. You can close this page.", "U hebt het goedgekeurd. U kunt deze pagina sluiten.";
    DONE_REJECTED = "You rejected it. You can close this page.", "U hebt het afgewezen. U kunt deze pagina sluiten.";
    STALE = "The request has changed since this was asked. Another letter asks about what it says now.",
        "De aanvraag is gewijzigd sinds dit is gevraagd. Een andere brief vraagt naar wat er nu staat.";
    EXPIRED = "This link works no more: too much time has passed. Sign in to decide.",
        "Deze link werkt niet meer: er is te veel tijd verstreken. Log in om te beslissen.";
    ELSEWHERE = "This does not wait for you: others decide now.", "Dit wacht niet op u: anderen beslissen nu.";
    VOID = "This link is not one of ours, or was for somebody who is no longer here.", "Deze link is niet van ons, of was voor iemand die hier niet meer is.";
    TO_REQUEST = "To the request", "Naar de aanvraag";
    SUBJECT = "A request waits for your approval", "Een aanvraag wacht op uw goedkeuring";
    SUBJECT_AGAIN = "Reminder: a request waits for your approval", "Herinnering: een aanvraag wacht op uw goedkeuring";
    STEP_TABLE = "Steps of the approval", "Stappen van de goedkeuring";
    ROUNDS_BEFORE = "Earlier rounds", "Eerdere rondes";
    CHANGED_SINCE = "What is watched has changed since.", "Wat in de gaten wordt gehouden is sindsdien gewijzigd.";
}

/// `Step 1 of 2 · Finance · 1 of 2 approved`.
pub fn step(locale: Locale, place: usize, of: usize, name: &str, have: i64, need: i64) -> String {
    match locale {
        Locale::English => format!("Step {place} of {of} · {name} · {have} of {need} approved"),
        Locale::Dutch => format!("Stap {place} van {of} · {name} · {have} van {need} goedgekeurd"),
    }
}

/// `about version 3`.
pub fn about_version(locale: Locale, version: i64, now: i64) -> String {
    match (locale, version == now) {
        (Locale::English, true) => format!("about version {version}, as it is now"),
        (Locale::English, false) => format!("about version {version}; now it is version {now}"),
        (Locale::Dutch, true) => format!("over versie {version}, zoals die nu is"),
        (Locale::Dutch, false) => format!("over versie {version}; nu is het versie {now}"),
    }
}

/// `Waits for Iris, Milan`.
pub fn waits_for(locale: Locale, names: &str) -> String {
    match locale {
        Locale::English => format!("Waits for {names}"),
        Locale::Dutch => format!("Wacht op {names}"),
    }
}

/// The letter that asks somebody to decide, with a link that does it without signing in, or without one.
pub fn letter(locale: Locale, name: &str, request: &str, link: Option<&str>, page: &str) -> String {
    let Some(link) = link else {
        return match locale {
            Locale::English => {
                format!("Hello {name},\n\nA request waits for your approval: {request}.\n\nSigned in you decide here: {page}\n")
            }
            Locale::Dutch => {
                format!("Dag {name},\n\nEen aanvraag wacht op uw goedkeuring: {request}.\n\nIngelogd beslist u hier: {page}\n")
            }
        };
    };
    match locale {
        Locale::English => format!(
            "Hello {name},\n\nA request waits for your approval: {request}.\n\nRead it and decide, without signing in:\n\n{link}\n\nThe link works once, for two weeks. Signed in you decide here: {page}\n"
        ),
        Locale::Dutch => format!(
            "Dag {name},\n\nEen aanvraag wacht op uw goedkeuring: {request}.\n\nLees die en beslis, zonder in te loggen:\n\n{link}\n\nDe link werkt één keer, twee weken lang. Ingelogd beslist u hier: {page}\n"
        ),
    }
}
