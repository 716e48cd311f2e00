//! What choices are called. Each match is exhaustive: a new choice does not compile without its names.

use super::{Locale, Text};
use domain::{
    candidates::{Lifecycle, Visibility},
    notes::{NoteType, NoteVisibility},
    users::Role,
};

/// A choice that has a name.
pub trait Named: Copy + 'static {
    /// The name of this choice.
    fn text(self) -> Text;

    fn label(self, locale: Locale) -> &'static str {
        self.text().get(locale)
    }
}

impl Named for Role {
    fn text(self) -> Text {
        match self {
            Role::Admin => Text::new("Administrator", "Beheerder"),
            Role::Recruiter => Text::new("Recruiter", "Recruiter"),
            Role::HiringManager => Text::new("Hiring manager", "Hiring manager"),
            Role::Interviewer => Text::new("Interviewer", "Interviewer"),
        }
    }
}

impl Named for Locale {
    /// A language is called by its own name, so that whoever cannot read the page finds the way out.
    fn text(self) -> Text {
        match self {
            Locale::English => super::shell::ENGLISH,
            Locale::Dutch => super::shell::DUTCH,
        }
    }
}

impl Named for Visibility {
    fn text(self) -> Text {
        match self {
            Visibility::Normal => Text::new("Normal", "Normaal"),
            Visibility::Confidential => Text::new("Confidential", "Vertrouwelijk"),
        }
    }
}

impl Named for Lifecycle {
    fn text(self) -> Text {
        match self {
            Lifecycle::Active => Text::new("Active", "Actief"),
            Lifecycle::Archived => Text::new("Archived", "Gearchiveerd"),
            Lifecycle::Anonymised => Text::new("Anonymised", "Geanonimiseerd"),
            Lifecycle::Merged => Text::new("Merged", "Samengevoegd"),
        }
    }
}

impl Named for NoteType {
    fn text(self) -> Text {
        match self {
            NoteType::Note => Text::new("Note", "Notitie"),
            NoteType::Call => Text::new("Call", "Telefoongesprek"),
            NoteType::Email => Text::new("E-mail", "E-mail"),
            NoteType::Meeting => Text::new("Meeting", "Gesprek"),
        }
    }
}

impl Named for NoteVisibility {
    fn text(self) -> Text {
        match self {
            NoteVisibility::Public => Text::new("Everybody who sees the candidate", "Iedereen die de kandidaat ziet"),
            NoteVisibility::Private => Text::new("Recruiters and the author", "Recruiters en de auteur"),
            NoteVisibility::AdminOnly => Text::new("Administrators and the author", "Beheerders en de auteur"),
        }
    }
}

/// What a score from 1 to 4 says.
pub fn score(locale: Locale, score: i64) -> &'static str {
    match score {
        1 => Text::new("Strong no", "Beslist niet"),
        2 => Text::new("No", "Nee"),
        3 => Text::new("Yes", "Ja"),
        4 => Text::new("Strong yes", "Beslist wel"),
        _ => super::kit::NOT_SCORED,
    }
    .get(locale)
}

/// The name of a choice, found by its attribute and its word on the wire, as the history keeps them. What we do not know goes by its own
/// word.
pub fn word<'a>(locale: Locale, field: &str, word: &'a str) -> &'a str {
    fn named<T: Named + std::str::FromStr>(word: &str) -> Option<Text> {
        word.parse::<T>().ok().map(Named::text)
    }
    let text = match field {
        "role" => named::<Role>(word),
        "locale" => named::<Locale>(word),
        "lifecycle" => named::<Lifecycle>(word),
        "type" => named::<NoteType>(word),
        // Two resources have an attribute of this name; their words differ.
        "visibility" => named::<Visibility>(word).or_else(|| named::<NoteVisibility>(word)),
        _ => None,
    };
    text.map_or(word, |text| text.get(locale))
}
