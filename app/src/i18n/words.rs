//! What choices are called. Each match is exhaustive: a new choice does not compile without its names.

use super::{Locale, Text};
#[cfg(feature = "ssr")]
use domain::imports;
use domain::{
    answers::{AnswerStatus, Source},
    approvals::{ApprovalStatus, Verdict},
    assignments::AssignmentStatus,
    candidates::{Lifecycle, Visibility},
    client_views::ViewStatus,
    interviews::InterviewStatus,
    matching::Term,
    notes::{NoteType, NoteVisibility},
    reports::{Begins, Ends},
    request_candidates::{ClientVerdict, RejectedBy, Stage},
    requests::{BillingType, Priority, RequestReason, RequestStatus},
    scorecards::Recommendation,
    task_groups::{Blind, GroupKind, GroupStatus},
    tasks::TaskType,
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
            NoteVisibility::Private => {
                Text::new("Recruiters, owners of the person’s requests, the author", "Recruiters, eigenaars van de aanvragen, de auteur")
            }
            NoteVisibility::AdminOnly => Text::new("Administrators and the author", "Beheerders en de auteur"),
        }
    }
}

impl Named for GroupKind {
    fn text(self) -> Text {
        match self {
            GroupKind::Interview => Text::new("Interview", "Sollicitatiegesprek"),
            GroupKind::Screening => Text::new("Screening", "Screening"),
            GroupKind::Assessment => Text::new("Assessment", "Assessment"),
            GroupKind::TakeHome => Text::new("Take-home assignment", "Thuisopdracht"),
        }
    }
}

impl Named for Blind {
    fn text(self) -> Text {
        match self {
            Blind::AfterOwn => Text::new("Hidden until one’s own are in", "Verborgen tot de eigen zijn ingediend"),
            Blind::Always => Text::new("Always hidden", "Altijd verborgen"),
            Blind::Never => Text::new("Never hidden", "Nooit verborgen"),
        }
    }
}

impl Named for GroupStatus {
    fn text(self) -> Text {
        match self {
            GroupStatus::Draft => Text::new("Draft", "Concept"),
            GroupStatus::Published => Text::new("Published", "Gepubliceerd"),
            GroupStatus::Archived => Text::new("Archived", "Gearchiveerd"),
        }
    }
}

impl Named for TaskType {
    fn text(self) -> Text {
        match self {
            TaskType::Text => Text::new("Short text", "Korte tekst"),
            TaskType::LongText => Text::new("Long text", "Lange tekst"),
            TaskType::SingleChoice => Text::new("One choice", "Eén keuze"),
            TaskType::MultiChoice => Text::new("Several choices", "Meerdere keuzes"),
            TaskType::Number => Text::new("Number", "Getal"),
            TaskType::Boolean => Text::new("Yes or no", "Ja of nee"),
            TaskType::Date => Text::new("Date", "Datum"),
            TaskType::Url => Text::new("Web address", "Webadres"),
            TaskType::Code => Text::new("Code", "Code"),
            TaskType::Score => Text::new("Score from 1 to 4", "Score van 1 tot 4"),
        }
    }
}

impl Named for InterviewStatus {
    fn text(self) -> Text {
        match self {
            InterviewStatus::Scheduled => Text::new("Planned", "Gepland"),
            InterviewStatus::AwaitingFeedback => Text::new("Awaiting feedback", "Wacht op beoordeling"),
            InterviewStatus::Complete => Text::new("Complete", "Compleet"),
            InterviewStatus::Cancelled => Text::new("Called off", "Afgezegd"),
            InterviewStatus::NoShow => Text::new("Did not come", "Niet gekomen"),
        }
    }
}

impl Named for AssignmentStatus {
    fn text(self) -> Text {
        match self {
            AssignmentStatus::Sent => Text::new("Sent", "Verstuurd"),
            AssignmentStatus::Expired => Text::new("Expired", "Verlopen"),
            AssignmentStatus::Submitted => Text::new("Answered", "Beantwoord"),
            AssignmentStatus::Withdrawn => Text::new("Taken back", "Ingetrokken"),
        }
    }
}

impl Named for Recommendation {
    fn text(self) -> Text {
        match self {
            Recommendation::StrongYes => Text::new("Strong yes", "Beslist wel"),
            Recommendation::Yes => Text::new("Yes", "Ja"),
            Recommendation::No => Text::new("No", "Nee"),
            Recommendation::DefinitelyNot => Text::new("Definitely not", "Beslist niet"),
            Recommendation::NoDecision => Text::new("No decision", "Geen besluit"),
        }
    }
}

impl Named for ApprovalStatus {
    fn text(self) -> Text {
        match self {
            ApprovalStatus::Pending => Text::new("Under way", "Loopt"),
            ApprovalStatus::Approved => Text::new("Approved", "Goedgekeurd"),
            ApprovalStatus::Rejected => Text::new("Rejected", "Afgewezen"),
            ApprovalStatus::Withdrawn => Text::new("Withdrawn", "Ingetrokken"),
            ApprovalStatus::Superseded => Text::new("Begun anew", "Opnieuw begonnen"),
        }
    }
}

impl Named for Verdict {
    fn text(self) -> Text {
        match self {
            Verdict::Approve => Text::new("approved", "heeft goedgekeurd"),
            Verdict::Reject => Text::new("rejected", "heeft afgewezen"),
        }
    }
}

impl Named for Source {
    fn text(self) -> Text {
        match self {
            Source::Interviewer => Text::new("Interviewer", "Interviewer"),
            Source::Candidate => Text::new("Candidate", "Kandidaat"),
            Source::Api => Text::new("API", "API"),
        }
    }
}

impl Named for AnswerStatus {
    fn text(self) -> Text {
        match self {
            AnswerStatus::Draft => Text::new("Draft", "Concept"),
            AnswerStatus::Submitted => Text::new("Handed in", "Ingediend"),
            AnswerStatus::Amended => Text::new("Amended", "Aangepast"),
            AnswerStatus::Withdrawn => Text::new("Withdrawn", "Ingetrokken"),
        }
    }
}

impl Named for BillingType {
    fn text(self) -> Text {
        match self {
            BillingType::TimeAndMaterials => Text::new("Time and materials", "Nacalculatie"),
            BillingType::FixedPrice => Text::new("Fixed price", "Vaste prijs"),
            BillingType::Retainer => Text::new("Retainer", "Retainer"),
            BillingType::Internal => Text::new("Internal", "Intern"),
        }
    }
}

impl Named for Priority {
    fn text(self) -> Text {
        match self {
            Priority::Low => Text::new("Low", "Laag"),
            Priority::Normal => Text::new("Normal", "Normaal"),
            Priority::High => Text::new("High", "Hoog"),
            Priority::Urgent => Text::new("Urgent", "Spoed"),
        }
    }
}

impl Named for RequestReason {
    fn text(self) -> Text {
        match self {
            RequestReason::New => Text::new("New position", "Nieuwe functie"),
            RequestReason::Backfill => Text::new("Replacement", "Vervanging"),
        }
    }
}

impl Named for RequestStatus {
    fn text(self) -> Text {
        match self {
            RequestStatus::Draft => Text::new("Draft", "Concept"),
            RequestStatus::PendingApproval => Text::new("Waiting for approval", "Wacht op goedkeuring"),
            RequestStatus::Rejected => Text::new("Rejected", "Afgekeurd"),
            RequestStatus::Open => Text::new("Open", "Open"),
            RequestStatus::OnHold => Text::new("On hold", "In de wacht"),
            RequestStatus::Filled => Text::new("Filled", "Vervuld"),
            RequestStatus::Cancelled => Text::new("Cancelled", "Geannuleerd"),
            RequestStatus::Closed => Text::new("Closed", "Afgesloten"),
        }
    }
}

impl Named for RejectedBy {
    fn text(self) -> Text {
        match self {
            RejectedBy::Us => Text::new("Us", "Wij zelf"),
            RejectedBy::Client => Text::new("Client", "Klant"),
            RejectedBy::Candidate => Text::new("Candidate", "Kandidaat"),
        }
    }
}

impl Named for Term {
    fn text(self) -> Text {
        match self {
            Term::Skill => Text::new("Skill", "Vaardigheid"),
            Term::Availability => Text::new("First day", "Eerste dag"),
            Term::Location => Text::new("Place", "Plaats"),
            Term::Rate => Text::new("Rate", "Tarief"),
        }
    }
}

impl Named for Stage {
    fn text(self) -> Text {
        match self {
            Stage::Proposed => Text::new("Proposed", "Voorgedragen"),
            Stage::Shortlisted => Text::new("Shortlisted", "Op de shortlist"),
            Stage::Screening => Text::new("Screening", "Screening"),
            Stage::Interviewing => Text::new("Interviewing", "In gesprek"),
            Stage::SubmittedToClient => Text::new("Submitted to the client", "Voorgesteld aan de klant"),
            Stage::ClientInterview => Text::new("Interview at the client", "Gesprek bij de klant"),
            Stage::Offered => Text::new("Offered", "Aanbod gedaan"),
            Stage::Placed => Text::new("Placed", "Geplaatst"),
            Stage::OnHold => Text::new("On hold", "In de wacht"),
            Stage::Rejected => Text::new("Rejected", "Afgewezen"),
            Stage::Withdrawn => Text::new("Withdrawn", "Teruggetrokken"),
        }
    }
}

impl Named for ClientVerdict {
    fn text(self) -> Text {
        match self {
            ClientVerdict::Yes => super::kit::YES,
            ClientVerdict::No => super::kit::NO,
        }
    }
}

impl Named for Begins {
    fn text(self) -> Text {
        match self {
            Begins::Created => Text::new("The request was written", "De aanvraag werd geschreven"),
            Begins::Submitted => Text::new("It was submitted", "Zij werd ingediend"),
            Begins::Opened => Text::new("It was open", "Zij stond open"),
            Begins::Proposed => Text::new("The first person was proposed", "De eerste werd voorgedragen"),
        }
    }
}

impl Named for ViewStatus {
    fn text(self) -> Text {
        match self {
            ViewStatus::Open => Text::new("Open", "Open"),
            ViewStatus::Expired => Text::new("Expired", "Verlopen"),
            ViewStatus::Revoked => Text::new("Taken back", "Ingetrokken"),
            ViewStatus::Over => Text::new("Request over", "Aanvraag afgelopen"),
        }
    }
}

impl Named for Ends {
    fn text(self) -> Text {
        match self {
            Ends::Offered => Text::new("The first offer was made", "Het eerste aanbod werd gedaan"),
            Ends::Placed => Text::new("The first person was placed", "De eerste werd geplaatst"),
            Ends::Filled => Text::new("The last seat was taken", "De laatste plek was bezet"),
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

/// The name of a choice, found by the words on offer: several resources have an attribute `status`, each with words of its own. What we do not
/// know goes by its own word.
pub fn word<'a>(locale: Locale, choices: &[&str], word: &'a str) -> &'a str {
    text_of(choices, word).map_or(word, |text| text.get(locale))
}

fn text_of(choices: &[&str], word: &str) -> Option<Text> {
    macro_rules! among {
        ($($(#[$when:meta])? $Choice:ty),* $(,)?) => {{
            $($(#[$when])? if choices == <$Choice>::WORDS {
                return word.parse::<$Choice>().ok().map(Named::text);
            })*
            None
        }};
    }
    among!(
        Role,
        Locale,
        Visibility,
        Lifecycle,
        NoteType,
        NoteVisibility,
        GroupKind,
        Blind,
        GroupStatus,
        TaskType,
        Source,
        AnswerStatus,
        BillingType,
        Priority,
        RequestReason,
        RequestStatus,
        RejectedBy,
        Term,
        Stage,
        InterviewStatus,
        Recommendation,
        AssignmentStatus,
        ApprovalStatus,
        Verdict,
        ClientVerdict,
        ViewStatus,
        #[cfg(feature = "ssr")]
        imports::Status,
        #[cfg(feature = "ssr")]
        imports::OnDuplicate,
        #[cfg(feature = "ssr")]
        imports::Outcome,
    )
}

/// The names of states, of the one state machine that has them all.
pub fn states<'a>(locale: Locale, states: &[&'a str]) -> Vec<&'a str> {
    const MACHINES: &[&[&str]] = &[
        Lifecycle::WORDS,
        GroupStatus::WORDS,
        AnswerStatus::WORDS,
        RequestStatus::WORDS,
        Stage::WORDS,
        InterviewStatus::WORDS,
        AssignmentStatus::WORDS,
        ViewStatus::WORDS,
        #[cfg(feature = "ssr")]
        imports::Status::WORDS,
    ];
    let machine = MACHINES.iter().find(|machine| states.iter().all(|state| machine.contains(state)));
    states.iter().map(|state| word(locale, machine.copied().unwrap_or_default(), state)).collect()
}
