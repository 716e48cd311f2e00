//! Who may do what: one table, read by the service that enforces it, by the pages that grey out a button and say why, and by the tests that try every cell.

use crate::{
    candidates::{CandidateFields, Visibility},
    id::{CandidateId, InterviewId, RequestId, UserId},
    interviews::Interview,
    notes::{NoteFields, NoteVisibility},
    requests::RequestFields,
    resource::{Record, Target},
    task_groups::Blind,
    users::Role,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody signed in, in a browser or by a login token.
    User(Person),
    /// A scoped token: its user's rights, narrowed to the scopes.
    Token { person: Person, scopes: Scopes },
    /// Whoever holds a single-use link.
    Link(Purpose),
    /// Instroom itself: jobs, the command line, demo data.
    System,
}

/// An account, as far as permissions look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub role: Role,
    /// The person's own file, which they never see.
    pub candidate: Option<CandidateId>,
    /// Whether it is a program's account, which hears and thinks nothing of its own.
    pub service: bool,
}

words! {
    /// What a single-use link is for.
    Purpose { Setup = "setup", Invite = "invite", Reset = "reset" }
}

/// What a token may touch: `candidates:read`, `candidate-notes:write`, …
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(pub BTreeSet<String>);

impl Scopes {
    /// Every scope there is.
    #[rustfmt::skip]
    pub const ALL: &'static [&'static str] = &[
        "candidates:read", "candidates:write",
        "candidate-notes:read", "candidate-notes:write",
        "recruitment-tasks:read", "recruitment-tasks:write",
        "recruitment-task-groups:read", "recruitment-task-groups:write",
        "recruitment-task-answers:read", "recruitment-task-answers:write",
        "resource-requests:read", "resource-requests:write",
        "resource-request-candidates:read", "resource-request-candidates:write",
        "users:read",
        "webhooks:read", "webhooks:write",
    ];

    /// What whoever may read anything may do.
    pub const ANY: &'static str = "any:read";

    /// Writing includes reading.
    pub fn allow(&self, scope: &str) -> bool {
        if scope == Self::ANY {
            return !self.0.is_empty();
        }
        let wider = scope.strip_suffix(":read").map(|resource| format!("{resource}:write"));
        self.0.contains(scope) || wider.is_some_and(|wider| self.0.contains(&wider))
    }
}

impl Actor {
    /// The account behind the request, if there is one.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Actor::User(person) | Actor::Token { person, .. } => Some(person),
            Actor::Link(_) | Actor::System => None,
        }
    }

    /// The account's id, if there is one.
    pub fn user(&self) -> Option<UserId> {
        self.person().map(|person| person.id)
    }

    /// Whether the asker reads an attribute with these readers.
    pub fn reads(&self, readers: Readers) -> bool {
        match (self, self.person()) {
            (Actor::System, _) => true,
            (_, Some(person)) => readers.include(person.role),
            (_, None) => false,
        }
    }
}

/// Who reads an attribute, among those who read the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    All,
    /// Admins and recruiters.
    Staff,
    /// These, and hiring managers: what people earn and cost.
    Hiring,
}

impl Readers {
    pub const fn include(self, role: Role) -> bool {
        match self {
            Readers::All => true,
            Readers::Staff => matches!(role, Role::Admin | Role::Recruiter),
            Readers::Hiring => !matches!(role, Role::Interviewer),
        }
    }
}

/// What may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    ListCandidates,
    ReadCandidate,
    CreateCandidate,
    EditCandidate,
    ArchiveCandidate,
    MergeCandidates,
    ReadHistory,
    ListNotes,
    ReadNote,
    CreateNote,
    EditNote,
    DeleteNote,
    ReadTaskGroups,
    WriteTaskGroups,
    ReadTasks,
    WriteTasks,
    ListAnswers,
    ReadAnswer,
    CreateAnswer,
    EditAnswer,
    ListInterviews,
    ReadInterview,
    ScheduleInterview,
    EditInterview,
    AnswerInvitation,
    HandInScorecard,
    ReadScorecards,
    SendAssignment,
    ReadReports,
    ListRequests,
    ReadRequest,
    CreateRequest,
    EditRequest,
    ListRequestCandidates,
    ReadRequestCandidate,
    CreateRequestCandidate,
    EditRequestCandidate,
    DeleteRequestCandidate,
    DecideApproval,
    ManageApprovalFlows,
    ReadUsers,
    ManageUsers,
    ManageAccount,
    ImportCandidates,
    FollowChanges,
    ReadWebhooks,
    WriteWebhooks,
}

/// What a role has of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    Always,
    Never,
    /// On the files that the role sees; a list is narrowed to them.
    Visible,
    /// On what one wrote oneself, in a file that the role sees.
    Author,
    /// On the notes meant for one's eyes, in a file that the role sees.
    Audience,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub action: Action,
    pub admin: Grant,
    pub recruiter: Grant,
    pub hiring_manager: Grant,
    pub interviewer: Grant,
    /// What a scoped token needs besides its user's rights; none: no scoped token does this.
    pub scope: Option<&'static str>,
}

const fn row(action: Action, grants: [Grant; 4], scope: Option<&'static str>) -> Row {
    let [admin, recruiter, hiring_manager, interviewer] = grants;
    Row { action, admin, recruiter, hiring_manager, interviewer, scope }
}

use Grant::{Always, Audience, Author, Never, Visible};

/// Every action × role.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    //                                   admin     recruiter hiring m. interviewer
    row(Action::ListCandidates,         [Visible,  Visible,  Visible,  Visible ], Some("candidates:read")),
    row(Action::ReadCandidate,          [Visible,  Visible,  Visible,  Visible ], Some("candidates:read")),
    row(Action::CreateCandidate,        [Always,   Always,   Never,    Never   ], Some("candidates:write")),
    row(Action::EditCandidate,          [Visible,  Visible,  Never,    Never   ], Some("candidates:write")),
    row(Action::ArchiveCandidate,       [Visible,  Visible,  Never,    Never   ], Some("candidates:write")),
    row(Action::MergeCandidates,        [Visible,  Visible,  Never,    Never   ], Some("candidates:write")),
    row(Action::ImportCandidates,       [Always,   Always,   Never,    Never   ], Some("candidates:write")),
    row(Action::ReadHistory,            [Visible,  Visible,  Visible,  Never   ], Some("candidates:read")),
    row(Action::ListNotes,              [Audience, Audience, Audience, Audience], Some("candidate-notes:read")),
    row(Action::ReadNote,               [Audience, Audience, Audience, Audience], Some("candidate-notes:read")),
    row(Action::CreateNote,             [Visible,  Visible,  Visible,  Visible ], Some("candidate-notes:write")),
    row(Action::EditNote,               [Author,   Author,   Author,   Author  ], Some("candidate-notes:write")),
    row(Action::DeleteNote,             [Audience, Author,   Author,   Author  ], Some("candidate-notes:write")),
    row(Action::ReadTaskGroups,         [Always,   Always,   Always,   Always  ], Some("recruitment-task-groups:read")),
    row(Action::WriteTaskGroups,        [Always,   Always,   Never,    Never   ], Some("recruitment-task-groups:write")),
    row(Action::ReadTasks,              [Always,   Always,   Always,   Always  ], Some("recruitment-tasks:read")),
    row(Action::WriteTasks,             [Always,   Always,   Never,    Never   ], Some("recruitment-tasks:write")),
    row(Action::ListAnswers,            [Audience, Audience, Audience, Audience], Some("recruitment-task-answers:read")),
    row(Action::ReadAnswer,             [Audience, Audience, Audience, Audience], Some("recruitment-task-answers:read")),
    row(Action::CreateAnswer,           [Visible,  Visible,  Visible,  Visible ], Some("recruitment-task-answers:write")),
    row(Action::EditAnswer,             [Author,   Author,   Author,   Author  ], Some("recruitment-task-answers:write")),
    row(Action::ListInterviews,         [Visible,  Visible,  Visible,  Visible ], None),
    row(Action::ReadInterview,          [Visible,  Visible,  Visible,  Visible ], None),
    row(Action::ScheduleInterview,      [Visible,  Visible,  Visible,  Never   ], None),
    row(Action::EditInterview,          [Visible,  Visible,  Visible,  Never   ], None),
    row(Action::AnswerInvitation,       [Author,   Author,   Author,   Author  ], None),
    row(Action::HandInScorecard,        [Author,   Author,   Author,   Author  ], None),
    row(Action::ReadScorecards,         [Visible,  Visible,  Visible,  Visible ], None),
    row(Action::SendAssignment,         [Visible,  Visible,  Visible,  Never   ], None),
    row(Action::ReadReports,            [Visible,  Visible,  Visible,  Never   ], None),
    row(Action::ListRequests,           [Visible,  Visible,  Visible,  Visible ], Some("resource-requests:read")),
    row(Action::ReadRequest,            [Visible,  Visible,  Visible,  Visible ], Some("resource-requests:read")),
    row(Action::CreateRequest,          [Always,   Always,   Always,   Never   ], Some("resource-requests:write")),
    row(Action::EditRequest,            [Visible,  Visible,  Visible,  Never   ], Some("resource-requests:write")),
    row(Action::ListRequestCandidates,  [Visible,  Visible,  Visible,  Visible ], Some("resource-request-candidates:read")),
    row(Action::ReadRequestCandidate,   [Visible,  Visible,  Visible,  Visible ], Some("resource-request-candidates:read")),
    row(Action::CreateRequestCandidate, [Visible,  Visible,  Visible,  Never   ], Some("resource-request-candidates:write")),
    row(Action::EditRequestCandidate,   [Visible,  Visible,  Visible,  Never   ], Some("resource-request-candidates:write")),
    row(Action::DeleteRequestCandidate, [Visible,  Visible,  Visible,  Never   ], Some("resource-request-candidates:write")),
    row(Action::DecideApproval,         [Always,   Always,   Always,   Always  ], None),
    row(Action::ManageApprovalFlows,    [Always,   Never,    Never,    Never   ], None),
    row(Action::ReadUsers,              [Always,   Always,   Always,   Always  ], Some("users:read")),
    row(Action::ManageUsers,            [Always,   Never,    Never,    Never   ], None),
    row(Action::ManageAccount,          [Always,   Always,   Always,   Always  ], None),
    row(Action::FollowChanges,          [Always,   Always,   Never,    Never   ], Some(Scopes::ANY)),
    row(Action::ReadWebhooks,           [Always,   Never,    Never,    Never   ], Some("webhooks:read")),
    row(Action::WriteWebhooks,          [Always,   Never,    Never,    Never   ], Some("webhooks:write")),
];

impl Row {
    pub const fn grant(&self, role: Role) -> Grant {
        match role {
            Role::Admin => self.admin,
            Role::Recruiter => self.recruiter,
            Role::HiringManager => self.hiring_manager,
            Role::Interviewer => self.interviewer,
        }
    }
}

/// The row of an action.
pub fn row_of(action: Action) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.action == action)
}

/// What an action is done to.
#[derive(Clone, Copy, Debug)]
pub enum On<'a> {
    /// A list, or nothing yet.
    Nothing,
    Candidate(&'a CandidateFacts),
    Note(&'a NoteFacts, &'a CandidateFacts),
    Answer(&'a AnswerFacts, &'a CandidateFacts),
    Interview(&'a InterviewFacts, &'a CandidateFacts),
    Request(&'a RequestFacts),
    /// Somebody proposed, or about to be, for a request.
    RequestCandidate(&'a RequestFacts, &'a CandidateFacts),
}

/// What permissions look at in a person's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateFacts {
    pub id: CandidateId,
    pub visibility: Visibility,
    pub recruiter: Option<UserId>,
    /// Who has the rights of an owner of a request in which the person stands.
    pub managers: Vec<UserId>,
    /// Who interviews the person, or did.
    pub interviewers: Vec<UserId>,
}

impl CandidateFacts {
    pub fn new(candidate: &Record<CandidateFields>, managers: Vec<UserId>, interviewers: Vec<UserId>) -> Self {
        Self { id: candidate.id, visibility: candidate.visibility, recruiter: candidate.recruiter, managers, interviewers }
    }
}

/// What permissions look at in an interview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterviewFacts {
    pub id: InterviewId,
    pub interviewers: Vec<UserId>,
}

impl From<&Interview> for InterviewFacts {
    fn from(interview: &Interview) -> Self {
        Self { id: interview.id, interviewers: interview.interviewers.iter().map(|seat| seat.user).collect() }
    }
}

/// What permissions look at in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestFacts {
    pub id: RequestId,
    /// Who has the rights of an owner: the owners who are users of ours, and the requester.
    pub owners: Vec<UserId>,
}

impl From<&Record<RequestFields>> for RequestFacts {
    fn from(request: &Record<RequestFields>) -> Self {
        Self { id: request.id, owners: owners(&request.fields) }
    }
}

/// Who has the rights of an owner of a request. Addresses of another system's users give none.
pub fn owners(request: &RequestFields) -> Vec<UserId> {
    let users = format!("/{}/", Target::USER.path);
    let named = request.owners.iter().filter_map(|address| address.strip_prefix(&users)?.parse().ok());
    let mut owners: Vec<UserId> = named.chain(request.requester).collect();
    owners.sort();
    owners.dedup();
    owners
}

/// What permissions look at in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerFacts {
    /// None: what the candidate or a program answered.
    pub interviewer: Option<UserId>,
    pub blind: Blind,
    /// What the asker has said about the same person to the same questions.
    pub own: Own,
}

/// What an asker has said themselves where others have said something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Own {
    /// Nothing, and nothing is expected.
    #[default]
    Nothing,
    /// An interview of theirs still waits for it.
    Owed,
    /// It is handed in.
    HandedIn,
}

/// What permissions look at in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoteFacts {
    pub visibility: NoteVisibility,
    pub author: Option<UserId>,
}

impl From<&NoteFields> for NoteFacts {
    fn from(note: &NoteFields) -> Self {
        Self { visibility: note.visibility, author: note.author }
    }
}

/// The rule that forbade it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// The role does not do this.
    Role(Action),
    /// The token lacks this scope.
    Scope(String),
    /// Only the author does this.
    Author,
    /// Only who sits in the interview does this.
    Interviewer,
    /// Only an owner of the request does this.
    Owner,
    /// Only whose turn it is in the approval does this.
    Approver,
    /// The asker may not know that the record exists: answered as not found.
    Hidden,
}

/// Decides.
///
/// # Errors
/// The rule that forbids it. [`Rule::Hidden`] must reach the asker as "not found".
pub fn can(actor: &Actor, action: Action, on: On<'_>) -> Result<(), Rule> {
    let (person, scopes) = match actor {
        Actor::System => return Ok(()),
        Actor::Link(_) => return Err(Rule::Role(action)),
        Actor::User(person) => (person, None),
        Actor::Token { person, scopes } => (person, Some(scopes)),
    };
    let row = row_of(action).ok_or(Rule::Role(action))?;
    if let Some(scopes) = scopes {
        let scope = row.scope.ok_or(Rule::Role(action))?;
        if !scopes.allow(scope) {
            return Err(Rule::Scope(scope.to_owned()));
        }
    }
    let grant = row.grant(person.role);
    // Who may not know of the record learns nothing else about it either.
    let seen = match on {
        On::Nothing => true,
        On::Candidate(candidate) => sees(person, candidate),
        On::Note(note, candidate) => sees(person, candidate) && hears(person, note, candidate),
        On::Answer(answer, candidate) => sees(person, candidate) && learns(person, answer),
        On::Interview(interview, candidate) => sees(person, candidate) && attends(person, interview),
        On::Request(request) => manages(person, request),
        On::RequestCandidate(request, candidate) => manages(person, request) && sees(person, candidate),
    };
    if !seen {
        return Err(Rule::Hidden);
    }
    // A seat in an interview shows the file, and changes nothing in it.
    if let On::Candidate(file) | On::Interview(_, file) = on
        && matches!(
            action,
            Action::EditCandidate
                | Action::ArchiveCandidate
                | Action::MergeCandidates
                | Action::ScheduleInterview
                | Action::EditInterview
                | Action::SendAssignment
        )
        && !reaches(person, file)
    {
        return Err(Rule::Role(action));
    }
    match (grant, on) {
        (Always | Visible | Audience, _) | (Author, On::Nothing | On::Candidate(_) | On::Request(_) | On::RequestCandidate(..)) => Ok(()),
        (Author, On::Interview(interview, _)) if interview.interviewers.contains(&person.id) => Ok(()),
        (Author, On::Interview(..)) => Err(Rule::Interviewer),
        (Author, On::Note(note, _)) if note.author == Some(person.id) => Ok(()),
        // What nobody of ours answered has no author: whoever looks after candidates looks after it.
        (Author, On::Answer(AnswerFacts { interviewer: None, .. }, _)) if matches!(person.role, Role::Admin | Role::Recruiter) => Ok(()),
        (Author, On::Answer(answer, _)) if answer.interviewer == Some(person.id) => Ok(()),
        (Author, On::Note(..) | On::Answer(..)) => Err(Rule::Author),
        (Never, _) => Err(Rule::Role(action)),
    }
}

/// Whether a person finds a file at all. Hiring managers and interviewers see the people of their own requests and interviews.
pub fn sees(person: &Person, candidate: &CandidateFacts) -> bool {
    let own = person.candidate == Some(candidate.id);
    !own && (candidate.interviewers.contains(&person.id) || reaches(person, candidate))
}

/// Whether a person would find a file without any interview.
fn reaches(person: &Person, candidate: &CandidateFacts) -> bool {
    match scope(&Actor::User(*person)) {
        Scope { own_file: Some(own), .. } if own == candidate.id => false,
        Scope { reach: Reach::All, .. } => true,
        Scope { reach: Reach::Open { recruiter }, .. } => {
            candidate.visibility == Visibility::Normal || candidate.recruiter == Some(recruiter)
        }
        Scope { reach: Reach::Own { user }, .. } => candidate.managers.contains(&user),
        Scope { reach: Reach::Nobody, .. } => false,
    }
}

/// Whether a person finds a request: admins and recruiters all of them, hiring managers their own.
pub fn manages(person: &Person, request: &RequestFacts) -> bool {
    match requests(&Actor::User(*person)) {
        Reach::All | Reach::Open { .. } => true,
        Reach::Own { user } => request.owners.contains(&user),
        Reach::Nobody => false,
    }
}

/// Whether a person finds an interview with somebody they see. Interviewers find their own.
pub fn attends(person: &Person, interview: &InterviewFacts) -> bool {
    person.role != Role::Interviewer || interview.interviewers.contains(&person.id)
}

/// Whether a person reads an answer about somebody they see: one's own always. Who still has to say what they think themselves, whatever their role,
/// reads nobody else's before; interviewers read others' at all only as far as the question bank lets them.
pub fn learns(person: &Person, answer: &AnswerFacts) -> bool {
    if answer.interviewer == Some(person.id) {
        return true;
    }
    match (answer.own, answer.blind) {
        (_, Blind::Never) => true,
        (Own::Owed, Blind::AfterOwn | Blind::Always) => false,
        (Own::HandedIn, Blind::AfterOwn) => true,
        (Own::Nothing, Blind::AfterOwn) | (Own::Nothing | Own::HandedIn, Blind::Always) => person.role != Role::Interviewer,
    }
}

/// Whether a note in a file one sees is meant for one's eyes.
pub fn hears(person: &Person, note: &NoteFacts, candidate: &CandidateFacts) -> bool {
    let owner = note.visibility == NoteVisibility::Private && person.role == Role::HiringManager && candidate.managers.contains(&person.id);
    owner || note.author == Some(person.id) || audience(person).contains(&note.visibility)
}

/// The notes a role reads, besides those one wrote.
pub const fn audience(person: &Person) -> &'static [NoteVisibility] {
    match person.role {
        Role::Admin => &[NoteVisibility::Public, NoteVisibility::Private, NoteVisibility::AdminOnly],
        Role::Recruiter => &[NoteVisibility::Public, NoteVisibility::Private],
        // What is private is also for the owners of the person's requests: [`hears`] knows of whom.
        Role::HiringManager | Role::Interviewer => &[NoteVisibility::Public],
    }
}

/// The files an asker finds: what [`sees`] says of one file, said of all. `service` has one SQL fragment for it; a property compares the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    pub reach: Reach,
    /// Also the files of whom this user interviews.
    pub interviewer: Option<UserId>,
    /// Never this file: the asker's own.
    pub own_file: Option<CandidateId>,
}

/// How far a [`Scope`] reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    All,
    /// What is not confidential, and the confidential files this recruiter looks after.
    Open {
        recruiter: UserId,
    },
    /// The requests whose owner's rights this user has, and the people in them.
    Own {
        user: UserId,
    },
    /// Nobody, but for whom the asker interviews.
    Nobody,
}

/// The files an asker finds.
pub fn scope(actor: &Actor) -> Scope {
    let Some(person) = actor.person() else {
        let reach = if *actor == Actor::System { Reach::All } else { Reach::Nobody };
        return Scope { reach, interviewer: None, own_file: None };
    };
    let reach = match person.role {
        Role::Admin => Reach::All,
        Role::Recruiter => Reach::Open { recruiter: person.id },
        Role::HiringManager => Reach::Own { user: person.id },
        Role::Interviewer => Reach::Nobody,
    };
    Scope { reach, interviewer: Some(person.id), own_file: person.candidate }
}

/// The requests an asker finds: what [`manages`] says of one, said of all.
pub fn requests(actor: &Actor) -> Reach {
    match actor.person() {
        None if *actor == Actor::System => Reach::All,
        None => Reach::Nobody,
        Some(person) => match person.role {
            Role::Admin | Role::Recruiter => Reach::All,
            Role::HiringManager => Reach::Own { user: person.id },
            Role::Interviewer => Reach::Nobody,
        },
    }
}
