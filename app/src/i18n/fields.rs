//! What attributes are called, by their names on the wire.

use super::{Locale, Text};
use domain::resource::Resource;

/// The label of an attribute. An attribute that we do not know goes by its own name.
pub fn label(locale: Locale, name: &str) -> &str {
    text(name).map_or(name, |text| text.get(locale))
}

/// The label of an attribute of this resource: a few mean something else there than everywhere else.
pub fn label_in<'a>(locale: Locale, resource: &Resource, name: &'a str) -> &'a str {
    own(resource.name, name).or_else(|| text(name)).map_or(name, |text| text.get(locale))
}

#[rustfmt::skip]
fn own(resource: &str, name: &str) -> Option<Text> {
    match (resource, name) {
        ("RecruitmentTaskGroup" | "RecruitmentTask", "position") => word("Place in the order", "Plaats in de volgorde"),
        ("RecruitmentTaskGroup", "description")                  => word("What it is for", "Waarvoor het is"),
        ("ResourceRequest", "reason")                            => word("Reason for the request", "Reden van de aanvraag"),
        ("ResourceRequestCandidate", "status")                   => word("Stage", "Fase"),
        ("ResourceRequestCandidate", "note")                     => word("Why this person", "Waarom deze persoon"),
        ("ClientView", "createdBy")                              => word("Shared by", "Gedeeld door"),
        ("Webhook", "description")                               => word("What it is for", "Waarvoor hij is"),
        ("RecruitmentTaskAnswer", "reason")                      => word("Why it was amended", "Waarom het is aangepast"),
        _ => None,
    }
}

pub(super) const fn word(en: &'static str, nl: &'static str) -> Option<Text> {
    Some(Text::new(en, nl))
}

#[rustfmt::skip]
pub(super) fn text(name: &str) -> Option<Text> {
    match name {
        // Candidate
        "firstname"       => word("First name", "Voornaam"),
        "lastname"        => word("Last name", "Achternaam"),
        "email"           => word("E-mail address", "E-mailadres"),
        "phoneNumber"     => word("Phone number", "Telefoonnummer"),
        "source"          => word("Source", "Bron"),
        "location"        => word("Location", "Locatie"),
        "birthDate"       => word("Date of birth", "Geboortedatum"),
        "position"        => word("Position", "Functie"),
        "linkedinProfile" => word("LinkedIn profile", "LinkedIn-profiel"),
        "notes"           => word("Remarks", "Opmerkingen"),
        "expectations"    => word("Expectations", "Verwachtingen"),
        "tags"            => word("Tags", "Labels"),
        "skills"          => word("Skills", "Vaardigheden"),
        "attachments"     => word("Files", "Bestanden"),
        "employee"        => word("Works here already", "Werkt hier al"),
        "visibility"      => word("Visibility", "Zichtbaarheid"),
        "recruiter"       => word("Recruiter", "Recruiter"),
        "availableFrom"   => word("Available from", "Beschikbaar vanaf"),
        "consent"         => word("Ground for keeping the file", "Grondslag voor bewaren"),
        "lifecycle"       => word("State of the file", "Status van het dossier"),
        // Parts of skills and consent
        "skill"           => word("Skill", "Vaardigheid"),
        "level"           => word("Level", "Niveau"),
        "basis"           => word("Ground", "Grondslag"),
        "givenAt"         => word("Given on", "Gegeven op"),
        "expiresAt"       => word("Expires on", "Verloopt op"),
        // CandidateNote
        "candidate"       => word("Candidate", "Kandidaat"),
        "content"         => word("Text", "Tekst"),
        "type"            => word("Type", "Soort"),
        "score"           => word("Score", "Score"),
        "pinned"          => word("Pinned", "Vastgezet"),
        "author"          => word("Author", "Auteur"),
        "mentions"        => word("Mentions", "Vermeldingen"),
        // User
        "name"            => word("Name", "Naam"),
        "role"            => word("Role", "Rol"),
        "locale"          => word("Language", "Taal"),
        "timeZone"        => word("Time zone", "Tijdzone"),
        "active"          => word("Can sign in", "Kan inloggen"),
        "service"         => word("A program’s account", "Account van een programma"),
        "password"        => word("Password", "Wachtwoord"),
        "current"         => word("Current password", "Huidig wachtwoord"),
        "newPassword"     => word("New password", "Nieuw wachtwoord"),
        // RecruitmentTaskGroup
        "description"     => word("Description", "Omschrijving"),
        "kind"            => word("Occasion", "Gelegenheid"),
        "expectedMinutes" => word("Duration", "Duur"),
        "blind"           => word("Answers of others", "Antwoorden van anderen"),
        "status"          => word("Status", "Status"),
        "revision"        => word("Revision", "Revisie"),
        "tasks"           => word("Questions", "Vragen"),
        "usageCount"      => word("People asked", "Bevraagde personen"),
        // RecruitmentTask
        "question"        => word("Question", "Vraag"),
        "options"         => word("Options", "Keuzes"),
        "recruitmentTaskGroup" => word("Question group", "Vragenlijst"),
        "required"        => word("Required", "Verplicht"),
        "guidance"        => word("Guidance for the interviewer", "Toelichting voor de interviewer"),
        "anchors"         => word("What each score looks like", "Wat elke score betekent"),
        "text"            => word("Questions, one on each line", "Vragen, één per regel"),
        "1"               => word("1 · Strong no", "1 · Beslist niet"),
        "2"               => word("2 · No", "2 · Nee"),
        "3"               => word("3 · Yes", "3 · Ja"),
        "4"               => word("4 · Strong yes", "4 · Beslist wel"),
        "weight"          => word("Weight", "Gewicht"),
        "archived"        => word("Archived", "Gearchiveerd"),
        // RecruitmentTaskAnswer
        "recruitmentTask" => word("Question", "Vraag"),
        "resourceRequestCandidate" => word("Proposed for", "Voorgedragen voor"),
        "interview"       => word("Interview", "Gesprek"),
        "interviewer"     => word("Interviewer", "Interviewer"),
        "answer"          => word("Answer", "Antwoord"),
        "comment"         => word("Comment", "Toelichting"),
        "taskSnapshot"    => word("As it was asked", "Zoals het gevraagd is"),
        "submittedAt"     => word("Handed in", "Ingediend"),
        // ResourceRequest
        "code"            => word("Code", "Code"),
        "client"          => word("Client", "Klant"),
        "start"           => word("First day", "Eerste werkdag"),
        "end"             => word("Last day", "Laatste werkdag"),
        "neededBy"        => word("Needed by", "Nodig vóór"),
        "salaryRangeMin"  => word("Lowest salary", "Laagste salaris"),
        "salaryRangeMax"  => word("Highest salary", "Hoogste salaris"),
        "billingType"     => word("Billing", "Facturering"),
        "currency"        => word("Currency", "Valuta"),
        "billRateMin"     => word("Lowest rate", "Laagste tarief"),
        "billRateMax"     => word("Highest rate", "Hoogste tarief"),
        "owners"          => word("Owners", "Eigenaren"),
        "requester"       => word("Requested by", "Aangevraagd door"),
        "headcount"       => word("People wanted", "Gevraagd aantal personen"),
        "filledCount"     => word("People placed", "Geplaatst aantal personen"),
        "allocationPercent" => word("Part of the working week", "Deel van de werkweek"),
        "minLevel"        => word("Lowest level", "Minimaal niveau"),
        "priority"        => word("Priority", "Prioriteit"),
        "reason"          => word("Reason", "Reden"),
        "approval"        => word("Approval", "Goedkeuring"),
        "steps"           => word("Steps", "Stappen"),
        "version"         => word("Version", "Versie"),
        "approvalsRequired" => word("Approvals needed", "Goedkeuringen nodig"),
        "approvals"       => word("Approvals", "Goedkeuringen"),
        "waiting"         => word("Waits now", "Wacht nu"),
        "step"            => word("Step", "Stap"),
        "verdict"         => word("Verdict", "Besluit"),
        "decisions"       => word("Decisions", "Besluiten"),
        "holdReason"      => word("Why it is on hold", "Waarom hij in de wacht staat"),
        "cancelReason"    => word("Why it was cancelled", "Waarom hij is geannuleerd"),
        "rejectionReason" => word("Why it was rejected", "Waarom hij is afgekeurd"),
        "closingReason"   => word("How it ended", "Hoe hij is geëindigd"),
        // ResourceRequestCandidate
        "resourceRequest" => word("Request", "Aanvraag"),
        "rank"            => word("Rank", "Rangorde"),
        "proposedBy"      => word("Proposed by", "Voorgedragen door"),
        "note"            => word("Note", "Notitie"),
        "proposedRate"    => word("Proposed rate", "Voorgesteld tarief"),
        "costRate"        => word("Cost rate", "Kostentarief"),
        "margin"          => word("Margin", "Marge"),
        "rejectedBy"      => word("Rejected by", "Afgewezen door"),
        "clientVerdict"   => word("What the client says", "Wat de klant zegt"),
        "clientComment"   => word("Comment of the client", "Toelichting van de klant"),
        "clientAnsweredAt" => word("When the client said it", "Wanneer de klant het zei"),
        "matchScore"      => word("Match", "Match"),
        "matchFormula"    => word("Formula version", "Versie van de formule"),
        "matchTerms"      => word("Terms of the match", "Onderdelen van de match"),
        "term"            => word("Term", "Onderdeel"),
        "subject"         => word("Skill or place", "Vaardigheid of plaats"),
        "has"             => word("Has", "Heeft"),
        "wants"           => word("Asked for", "Gevraagd"),
        "points"          => word("Points", "Punten"),
        "of"              => word("Of", "Van"),
        "matchReasons"    => word("What the match is made of", "Waaruit de match bestaat"),
        "history"         => word("Stages so far", "Fasen tot nu toe"),
        "from"            => word("From", "Van"),
        "to"              => word("To", "Naar"),
        "at"              => word("When", "Wanneer"),
        "by"              => word("Who", "Wie"),
        // ClientView
        "contact"         => word("Contact at the client", "Contact bij de klant"),
        "standings"       => word("Who is shown", "Wie er te zien is"),
        "standing"        => word("Who was meant", "Over wie"),
        "answers"         => word("Answers", "Antwoorden"),
        "revoked"         => word("Taken back", "Ingetrokken"),
        "createdBy"       => word("Made by", "Gemaakt door"),
        // Interview
        "day"             => word("Day", "Dag"),
        "until"           => word("Until", "Tot"),
        "interviewers"    => word("Interviewers", "Interviewers"),
        "recommendation"  => word("Recommendation", "Advies"),
        "place"           => word("Place", "Plaats"),
        "link"            => word("Video link", "Videolink"),
        "organiser"       => word("Planned by", "Gepland door"),
        "sequence"        => word("Changes of the invitation", "Wijzigingen van de uitnodiging"),
        // Webhook
        "url"             => word("Address", "Adres"),
        "events"          => word("Events", "Gebeurtenissen"),
        "includeData"     => word("Send the record along", "Het gegeven meesturen"),
        // Every record
        "createdAt"       => word("Created", "Aangemaakt"),
        "updatedAt"       => word("Changed", "Gewijzigd"),
        _ => None,
    }
}
