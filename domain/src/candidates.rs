//! People who may be hired, and employees who may be staffed.
//!
//! A stage is not a property of a person: one person can stand in several requests at once.

mod merge;

use crate::{
    id::{AttachmentId, CandidateId, UserId},
    policy::Readers,
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};
use chrono::NaiveDate;
pub use merge::{choices, leans, merged};
use serde::{Deserialize, Serialize};

/// A person's file.
pub type Candidate = Record<CandidateFields>;

crate::resource! {
    /// What a person's file says.
    pub struct CandidateFields [CandidateId]
        Resource::new("Candidate", "candidates", "candidate", "A person who may be hired, or an employee who may be staffed.").searchable();
    /// Given name.
    firstname "firstname": String = Field::line(text::NAME).required().filter(Filter::Partial).sort(),
    /// Family name.
    lastname "lastname": String = Field::line(text::NAME).required().filter(Filter::Partial).sort(),
    /// Where the person is written to.
    email "email": String = Field::new(Kind::Email).required().filter(Filter::Partial).sort(),
    /// As the person gave it.
    phone_number "phoneNumber": Option<String> = Field::line(text::SHORT).filter(Filter::Partial).sort(),
    /// How the person came to us: a job board, a referral, an agency.
    source "source": Option<String> = Field::line(text::SHORT).filter(Filter::Partial).sort(),
    /// Where the person lives or wants to work.
    location "location": Option<String> = Field::line(text::SHORT).filter(Filter::Partial).sort(),
    /// Never used in matching; shown to the roles that need it.
    birth_date "birthDate": Option<NaiveDate> = Field::new(Kind::Day).filter(Filter::Range).sort().readers(Readers::Staff),
    /// What the person is or wants to become.
    position "position": Option<String> = Field::line(text::SHORT).filter(Filter::Partial).sort(),
    /// http or https.
    linkedin_profile "linkedinProfile": Option<String> = Field::new(Kind::Url).filter(Filter::Partial).sort(),
    /// Free text about the person.
    notes "notes": Option<String> = Field::lines(text::LONG).sort(),
    /// What the person expects: salary, hours, place.
    expectations "expectations": Option<String> = Field::lines(text::LONG).sort(),
    /// Labels of the organisation's own.
    tags "tags": Vec<String> = Field::new(Kind::Words).filter(Filter::Member),
    /// What the person can do, from 1 (has seen it) to 4 (teaches it).
    skills "skills": Vec<Skill> = Field::new(Kind::Skills).filter(Filter::Member),
    /// Whether the person works here already.
    employee "employee": bool = Field::new(Kind::Flag).filter(Filter::Exact).sort(),
    /// Who finds this file: everybody whose role allows it, or admins and the file's recruiter.
    visibility "visibility": Visibility [Visibility::Normal] = Field::choice(Visibility::WORDS).filter(Filter::Exact).sort(),
    /// The user who looks after this person.
    recruiter "recruiter": Option<UserId> = Field::new(Kind::Relation(Target::USER)).filter(Filter::Exact),
    /// The first day the person can start.
    available_from "availableFrom": Option<NaiveDate> = Field::new(Kind::Day).filter(Filter::Range).sort(),
    /// On which ground the file is kept, and until when.
    consent "consent": Option<Consent> = Field::new(Kind::Object(CONSENT)),
    /// The person's files: a CV, a letter. None of them are kept yet.
    attachments "attachments": Vec<AttachmentId> = Field::new(Kind::Relations(Target::ATTACHMENT)).computed(),
    /// Archived files are out of the pages' lists and come back when restored.
    lifecycle "lifecycle": Lifecycle [Lifecycle::Active] = Field::choice(Lifecycle::WORDS).access(Access::Read).filter(Filter::Exact).sort(),
}

impl CandidateFields {
    /// As the person is called in lists and headings.
    pub fn name(&self) -> String {
        format!("{} {}", self.firstname, self.lastname)
    }
}

/// One thing a person can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    pub skill: String,
    /// 1 to 4.
    pub level: u8,
}

/// The ground on which a file is kept (GDPR, article 6).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub basis: Option<String>,
    #[serde(rename = "givenAt")]
    pub given_at: Option<NaiveDate>,
    #[serde(rename = "expiresAt")]
    pub expires_at: Option<NaiveDate>,
}

/// The members of a consent.
const CONSENT: &[Field] = &[
    Field::line(text::SHORT).named("basis", "basis").doc("The ground: consent, legitimate interest, a contract."),
    Field::new(Kind::Day).named("givenAt", "given_at").doc("Since when."),
    Field::new(Kind::Day).named("expiresAt", "expires_at").doc("Until when."),
];

words! {
    /// Who finds a file.
    Visibility { Normal = "normal", Confidential = "confidential" }
}

words! {
    /// Where a file is in its life.
    Lifecycle { Active = "active", Archived = "archived", Anonymised = "anonymised", Merged = "merged" }
}
