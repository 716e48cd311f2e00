//! Accounts: of those who sign in, and of programs.

use crate::{
    id::{CandidateId, UserId},
    resource::{Access, Field, Filter, Kind, Record, Resource, Target},
    text,
};

/// An account.
pub type User = Record<UserFields>;

crate::resource! {
    /// What an account says.
    pub struct UserFields [UserId] Resource::new("User", "users", "user_account", "Somebody who can sign in, or a program.");
    /// Signs in with it.
    email "email": String = Field::new(Kind::Email).required().filter(Filter::Partial).sort(),
    /// Shown beside everything the user does.
    name "name": String = Field::line(text::NAME).required().filter(Filter::Partial).sort(),
    /// What the user may do.
    role "role": Role [Role::Interviewer] = Field::choice(Role::WORDS).filter(Filter::Exact).sort(),
    /// The user's own file, which the user never sees.
    candidate "candidate": Option<CandidateId> = Field::new(Kind::Relation(Target::CANDIDATE)),
    /// The language of the pages; none follows the browser.
    locale "locale": Option<Locale> = Field::choice(Locale::WORDS).optional(),
    /// IANA name; none is the organisation's.
    time_zone "timeZone": Option<String> = Field::line(64),
    /// Whether the account is in use: a person can sign in, a program can use its tokens.
    active "active": bool [true] = Field::new(Kind::Flag).access(Access::Read).filter(Filter::Exact).sort(),
    /// Whether it is a program's: only tokens use it, and nobody signs in with it.
    service "service": bool = Field::new(Kind::Flag).access(Access::Read).filter(Filter::Exact),
}

impl UserFields {
    /// Whether somebody is there to be asked, written to, or put in charge of something.
    pub const fn is_person(&self) -> bool {
        self.active && !self.service
    }

    /// Whether it is a program that may still do something.
    pub const fn is_program(&self) -> bool {
        self.active && self.service
    }
}

words! {
    /// What a user may do; `policy` has the table.
    Role { Admin = "admin", Recruiter = "recruiter", HiringManager = "hiring_manager", Interviewer = "interviewer" }
}

impl Role {
    /// What a program may be: whose reading and writing does not hang on requests and interviews of their own.
    pub const OF_PROGRAMS: &'static [Self] = &[Self::Recruiter, Self::Admin];
}

words! {
    /// The languages of the pages.
    Locale { English = "en", Dutch = "nl" }
}
