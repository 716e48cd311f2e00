//! Words of webhooks.

use super::{Locale, Text, texts};

texts! {
    TITLE = "Webhooks", "Webhooks";
    WHY = "Another system is told at once when a record changes. What it does not take is sent again for a day.",
        "Een ander systeem hoort het direct als een gegeven wijzigt. Wat het niet aanneemt wordt een dag lang opnieuw verstuurd.";
    NONE = "No webhooks yet", "Nog geen webhooks";
    NONE_WHY = "With one, a payroll system can hear of a new colleague without asking every minute.",
        "Daarmee hoort een salarissysteem van een nieuwe collega zonder elke minuut te vragen.";
    NEW = "New webhook", "Nieuwe webhook";
    NEW_WHY = "It hears of what happens from now on. You are shown the secret by which it knows that it is us.",
        "Hij hoort wat er vanaf nu gebeurt. U krijgt het geheim te zien waaraan het systeem ons herkent.";
    EDIT = "What it is told", "Wat hij hoort";
    URL_HINT = "An address on the public internet that takes a POST.", "Een adres op het openbare internet dat een POST aanneemt.";
    EVENTS_HINT = "Choose none to send all of them, also those that are added later.", "Kies er geen om alles te versturen, ook wat er later bij komt.";
    DATA_HINT = "Personal data then leaves this installation with every event. Without it, events carry ids, and the other system asks with a token of its own.",
        "Persoonsgegevens verlaten dan bij elke gebeurtenis deze installatie. Anders staan er alleen id’s in, en vraagt het andere systeem met een eigen token.";
    SUBMIT = "Make the webhook", "Webhook maken";
    ALL_EVENTS = "All events", "Alle gebeurtenissen";
    SOME_EVENTS = "# event" | "# events", "# gebeurtenis" | "# gebeurtenissen";
    ON = "On", "Aan";
    OFF = "Off", "Uit";
    GONE = "Gone", "Verdwenen";
    GONE_WHY = "The other system answered that this address is gone for good (410), so nothing is sent there any more. What happened since waits: give another address, if there is one, and switch it on.",
        "Het andere systeem antwoordde dat dit adres voorgoed weg is (410), dus wordt er niets meer naartoe gestuurd. Wat sindsdien gebeurde wacht: geef een ander adres als dat er is, en schakel hem in.";
    WAITING = "# waits" | "# wait", "# wacht" | "# wachten";
    DEAD = "# did not arrive" | "# did not arrive", "# niet aangekomen" | "# niet aangekomen";
    ARRIVED = "Something arrived last", "Het laatst kwam iets aan:";
    SWITCH_ON = "Switch on", "Inschakelen";
    SWITCH_OFF = "Switch off", "Uitschakelen";
    TEST = "Send a trial event", "Een proefgebeurtenis sturen";
    SAVED = "The webhook was saved.", "De webhook is opgeslagen.";
    SWITCHED_ON = "The webhook is on. What happened meanwhile is sent now.", "De webhook is ingeschakeld. Wat intussen gebeurde wordt nu verstuurd.";
    SWITCHED_OFF = "The webhook is off. What happens now is sent when it is switched on.",
        "De webhook is uitgeschakeld. Wat nu gebeurt wordt verstuurd zodra hij wordt ingeschakeld.";
    TESTED = "A trial event is on its way. Load the page again to see what came of it.",
        "Er is een proefgebeurtenis onderweg. Laad de pagina opnieuw om te zien wat ervan kwam.";
    REPLAYED = "It is sent again. Load the page again to see what came of it.", "Het wordt opnieuw verstuurd. Laad de pagina opnieuw om te zien wat ervan kwam.";
    DELETED = "The webhook was deleted.", "De webhook is verwijderd.";
    SECRET_READY = "Copy this secret now", "Kopieer dit geheim nu";
    SECRET_ONCE = "The other system checks with it that an event is ours (Standard Webhooks). It is shown only now.",
        "Het andere systeem controleert ermee of een gebeurtenis van ons is (Standard Webhooks). Het wordt alleen nu getoond.";
    DEAD_TITLE = "What did not arrive", "Wat niet is aangekomen";
    DEAD_WHY = "It was tried for a day. It is kept for ninety days.", "Het is een dag lang geprobeerd. Het wordt negentig dagen bewaard.";
    ATTEMPTS = "# attempt" | "# attempts", "# poging" | "# pogingen";
    REPLAY = "Send again", "Opnieuw sturen";
    REPLAY_ALL = "Send all of it again", "Alles opnieuw sturen";
    LOG = "What was sent", "Wat er is verstuurd";
    LOG_WHY = "The latest attempts, fifty at most. Each is kept for thirty days, and programs find all of them at /api/webhook-logs.",
        "De laatste pogingen, hooguit vijftig. Elke wordt dertig dagen bewaard, en programma’s vinden ze alle op /api/webhook-logs.";
    LOG_EMPTY = "Nothing was sent yet", "Er is nog niets verstuurd";
    LOG_EMPTY_WHY = "A trial event shows whether the other system hears us.", "Een proefgebeurtenis laat zien of het andere systeem ons hoort.";
    WHEN = "When", "Wanneer";
    EVENT = "Event", "Gebeurtenis";
    STATUS = "Answer", "Antwoord";
    TIME = "Took", "Duur";
    NO_ANSWER = "None", "Geen";
    DELETE = "Delete the webhook", "Webhook verwijderen";
    DELETE_WHY = "What it was not sent yet is not sent any more, and the log of what was goes with it. This cannot be undone.",
        "Wat nog niet is verstuurd wordt niet meer verstuurd, en het logboek verdwijnt mee. Dit kan niet ongedaan worden gemaakt.";
    DELETE_SUBMIT = "Delete", "Verwijderen";
}

/// What an event is called.
pub fn event(locale: Locale, name: &'static str) -> &'static str {
    let text = match name {
        "candidate.created" => Text::new("Candidate added", "Kandidaat toegevoegd"),
        "candidate.updated" => Text::new("Candidate changed", "Kandidaat gewijzigd"),
        "candidate.merged" => Text::new("Two candidates merged", "Twee kandidaten samengevoegd"),
        "candidate_note.created" => Text::new("Note written", "Notitie geschreven"),
        "candidate_note.updated" => Text::new("Note changed", "Notitie gewijzigd"),
        "candidate_note.deleted" => Text::new("Note deleted", "Notitie verwijderd"),
        "recruitment_task.created" => Text::new("Question added", "Vraag toegevoegd"),
        "recruitment_task.updated" => Text::new("Question changed", "Vraag gewijzigd"),
        "recruitment_task_group.created" => Text::new("Question bank added", "Vragenlijst toegevoegd"),
        "recruitment_task_group.updated" => Text::new("Question bank changed", "Vragenlijst gewijzigd"),
        "recruitment_task_answer.created" => Text::new("Answer given", "Antwoord gegeven"),
        "recruitment_task_answer.updated" => Text::new("Answer changed", "Antwoord gewijzigd"),
        "resource_request.created" => Text::new("Request made", "Aanvraag gedaan"),
        "resource_request.updated" => Text::new("Request changed", "Aanvraag gewijzigd"),
        "resource_request_candidate.created" => Text::new("Candidate proposed", "Kandidaat voorgedragen"),
        "resource_request_candidate.updated" => Text::new("Proposal changed", "Voordracht gewijzigd"),
        "resource_request_candidate.deleted" => Text::new("Proposal taken back", "Voordracht ingetrokken"),
        "user.created" => Text::new("Account made", "Account gemaakt"),
        "user.updated" => Text::new("Account changed", "Account gewijzigd"),
        other => return other,
    };
    text.get(locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::webhooks::EVENTS;

    #[test]
    fn every_event_has_a_name() {
        for name in EVENTS {
            for locale in [Locale::English, Locale::Dutch] {
                assert_ne!(event(locale, name), *name);
            }
        }
    }
}
