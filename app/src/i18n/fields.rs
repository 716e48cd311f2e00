//! What attributes are called, by their names on the wire.

use super::{Locale, Text};

/// The label of an attribute. An attribute that we do not know goes by its own name.
pub fn label(locale: Locale, name: &str) -> &str {
    text(name).map_or(name, |text| text.get(locale))
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
        "password"        => word("Password", "Wachtwoord"),
        "current"         => word("Current password", "Huidig wachtwoord"),
        "newPassword"     => word("New password", "Nieuw wachtwoord"),
        // Every record
        "createdAt"       => word("Created", "Aangemaakt"),
        "updatedAt"       => word("Changed", "Gewijzigd"),
        _ => None,
    }
}
