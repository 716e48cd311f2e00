//! What the history says: a sentence for each kind of change, after the name of whoever did it.

use super::{Locale, Text, texts};
use domain::change::{Entity, Kind};

texts! {
    SYSTEM = "Instroom", "Instroom";
    FORMER = "A former colleague", "Een oud-collega";
    FROM = "From", "Van";
    TO = "To", "Naar";
    NOTHING = "nothing", "niets";
    ERASED = "The values were erased with the person’s data.", "De waarden zijn gewist met de gegevens van de persoon.";
    UNDO_THIS = "Undo this change", "Deze wijziging ongedaan maken";
    UNDONE = "The change was undone.", "De wijziging is ongedaan gemaakt.";
    UNDOES = "Undoes an earlier change", "Maakt een eerdere wijziging ongedaan";
    NONE = "Nothing happened yet", "Er is nog niets gebeurd";
}

/// `… edited the file`.
pub fn done(locale: Locale, entity: Entity, kind: Kind) -> &'static str {
    match entity {
        Entity::Candidate => candidate(kind),
        Entity::Note => note(kind),
        Entity::User => user(kind),
        Entity::Token => token(kind),
        Entity::TaskGroup => task_group(kind),
        Entity::Task => task(kind),
        Entity::Answer => answer(kind),
        Entity::Interview => interview(kind),
        Entity::Scorecard => scorecard(kind),
        Entity::Assignment => assignment(kind),
        Entity::Request => request(kind),
        Entity::RequestCandidate => request_candidate(kind),
        Entity::ApprovalFlow => approval_flow(kind),
        Entity::Approval => approval(kind),
        Entity::ClientView => client_view(kind),
        Entity::Webhook => webhook(kind),
    }
    .get(locale)
}

fn candidate(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("added the candidate", "heeft de kandidaat toegevoegd"),
        Kind::Updated => Text::new("edited the file", "heeft het dossier bewerkt"),
        Kind::Archived => Text::new("archived the file", "heeft het dossier gearchiveerd"),
        Kind::Restored => Text::new("restored the file", "heeft het dossier teruggezet"),
        Kind::Merged => Text::new("merged two files", "heeft twee dossiers samengevoegd"),
        Kind::Unmerged => Text::new("took two files apart", "heeft twee dossiers uit elkaar gehaald"),
        other => any(other),
    }
}

fn note(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("wrote a note", "heeft een notitie geschreven"),
        Kind::Updated => Text::new("edited a note", "heeft een notitie bewerkt"),
        Kind::Deleted => Text::new("deleted a note", "heeft een notitie verwijderd"),
        Kind::Restored => Text::new("restored a note", "heeft een notitie teruggezet"),
        other => any(other),
    }
}

fn user(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("created the account", "heeft het account aangemaakt"),
        Kind::Updated => Text::new("edited the account", "heeft het account bewerkt"),
        Kind::Activated => Text::new("activated the account", "heeft het account geactiveerd"),
        Kind::Deactivated => Text::new("deactivated the account", "heeft het account gedeactiveerd"),
        other => any(other),
    }
}

fn token(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("made a token", "heeft een token gemaakt"),
        Kind::Deleted => Text::new("revoked a token", "heeft een token ingetrokken"),
        other => any(other),
    }
}

fn webhook(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("made a webhook", "heeft een webhook gemaakt"),
        Kind::Updated => Text::new("edited a webhook", "heeft een webhook bewerkt"),
        Kind::Activated => Text::new("switched a webhook on", "heeft een webhook ingeschakeld"),
        Kind::Deactivated => Text::new("switched a webhook off", "heeft een webhook uitgeschakeld"),
        Kind::Deleted => Text::new("deleted a webhook", "heeft een webhook verwijderd"),
        other => any(other),
    }
}

fn task_group(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("added the question group", "heeft de vragenlijst toegevoegd"),
        Kind::Updated => Text::new("edited the question group", "heeft de vragenlijst bewerkt"),
        Kind::Moved => Text::new("moved the question group on", "heeft de status van de vragenlijst gewijzigd"),
        Kind::Archived => Text::new("archived the question group", "heeft de vragenlijst gearchiveerd"),
        other => any(other),
    }
}

fn task(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("added a question", "heeft een vraag toegevoegd"),
        Kind::Updated => Text::new("edited a question", "heeft een vraag bewerkt"),
        Kind::Archived => Text::new("archived a question", "heeft een vraag gearchiveerd"),
        Kind::Restored => Text::new("restored a question", "heeft een vraag teruggezet"),
        other => any(other),
    }
}

fn answer(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("wrote an answer", "heeft een antwoord geschreven"),
        Kind::Updated => Text::new("edited an answer", "heeft een antwoord bewerkt"),
        Kind::Moved => Text::new("moved an answer on", "heeft de status van een antwoord gewijzigd"),
        other => any(other),
    }
}

fn interview(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("planned an interview", "heeft een gesprek gepland"),
        Kind::Updated => Text::new("changed an interview", "heeft een gesprek gewijzigd"),
        Kind::Moved => Text::new("moved an interview on", "heeft de status van een gesprek gewijzigd"),
        other => any(other),
    }
}

fn scorecard(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("handed in a scorecard", "heeft een scoreformulier ingediend"),
        Kind::Updated => Text::new("amended a scorecard", "heeft een scoreformulier aangepast"),
        other => any(other),
    }
}

fn assignment(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("sent questions to the candidate", "heeft vragen naar de kandidaat gestuurd"),
        Kind::Moved => {
            Text::new("noted that questions were answered or taken back", "heeft genoteerd dat vragen zijn beantwoord of ingetrokken")
        }
        other => any(other),
    }
}

fn request(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("made the request", "heeft de aanvraag gedaan"),
        Kind::Updated => Text::new("edited the request", "heeft de aanvraag bewerkt"),
        Kind::Moved => Text::new("moved the request on", "heeft de status van de aanvraag gewijzigd"),
        other => any(other),
    }
}

fn approval_flow(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("made an approval flow", "heeft een goedkeuringsroute gemaakt"),
        Kind::Updated => Text::new("changed an approval flow", "heeft een goedkeuringsroute gewijzigd"),
        Kind::Archived => Text::new("archived an approval flow", "heeft een goedkeuringsroute gearchiveerd"),
        Kind::Restored => Text::new("restored an approval flow", "heeft een goedkeuringsroute teruggezet"),
        other => any(other),
    }
}

fn approval(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("asked for approval", "heeft om goedkeuring gevraagd"),
        Kind::Updated => Text::new("decided about the request", "heeft over de aanvraag beslist"),
        Kind::Moved => Text::new("ended the approval", "heeft de goedkeuring beëindigd"),
        other => any(other),
    }
}

fn client_view(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("shared people with the client", "heeft mensen met de klant gedeeld"),
        Kind::Updated => Text::new("noted what the client said", "heeft genoteerd wat de klant zei"),
        Kind::Moved => Text::new("took a link for the client back", "heeft een link voor de klant ingetrokken"),
        other => any(other),
    }
}

fn request_candidate(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("proposed the candidate", "heeft de kandidaat voorgedragen"),
        Kind::Updated => Text::new("edited the proposal", "heeft de voordracht bewerkt"),
        Kind::Moved => Text::new("moved the candidate to another stage", "heeft de kandidaat naar een andere fase verplaatst"),
        Kind::Deleted => Text::new("took the proposal back", "heeft de voordracht teruggenomen"),
        Kind::Restored => Text::new("restored the proposal", "heeft de voordracht teruggezet"),
        other => any(other),
    }
}

fn any(kind: Kind) -> Text {
    match kind {
        Kind::Created => Text::new("created it", "heeft het aangemaakt"),
        Kind::Updated => Text::new("edited it", "heeft het bewerkt"),
        Kind::Deleted => Text::new("deleted it", "heeft het verwijderd"),
        Kind::Restored => Text::new("restored it", "heeft het teruggezet"),
        Kind::Archived => Text::new("archived it", "heeft het gearchiveerd"),
        Kind::Activated => Text::new("activated it", "heeft het geactiveerd"),
        Kind::Deactivated => Text::new("deactivated it", "heeft het gedeactiveerd"),
        Kind::Password => Text::new("changed the password", "heeft het wachtwoord gewijzigd"),
        Kind::Moved => Text::new("changed its status", "heeft de status ervan gewijzigd"),
        Kind::Merged => Text::new("merged two files of this person", "heeft twee dossiers van deze persoon samengevoegd"),
        Kind::Unmerged => Text::new("took two files apart again", "heeft twee dossiers weer uit elkaar gehaald"),
    }
}
