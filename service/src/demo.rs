//! A small company to look at: five accounts, sixty people, what was noted about them, what they were asked, and what they are wanted for. All of
//! it, or nothing; then a webhook that was not answered.

mod questions;
mod staffing;
mod talks;
mod webhooks;

use crate::{
    Service, candidates,
    db::{Command, Tx},
    error::Result,
    generate::{Random, person},
    notes,
    records::Pen,
    users,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    candidates::{Candidate, CandidateFields, Skill, Visibility},
    id::{CandidateId, CommandId, NoteId, UserId},
    notes::{CandidateNote, NoteFields, NoteType, NoteVisibility},
    policy::{Actor, Person},
    resource::Record,
    users::{Role, User, UserFields},
};

/// Every demo account's password; the sign-in page of a demo says so.
pub const PASSWORD: &str = "instroom-demo";
/// The stream of everything that is made up.
const SEED: u64 = 2_026;
/// Generated people beside those written by hand.
const PEOPLE: u64 = 55;

/// The demo's accounts, as the sign-in page of a demo offers them.
pub const ACCOUNTS: &[(&str, Role)] = &[
    ("admin@example.test", Role::Admin),
    ("recruiter@example.test", Role::Recruiter),
    ("manager@example.test", Role::HiringManager),
    ("manager2@example.test", Role::HiringManager),
    ("interviewer@example.test", Role::Interviewer),
];
/// Whose they are.
const NAMES: &[&str] = &["Amira Haddad", "Ruben Claassen", "Marijke van Veen", "Milan Novák", "Iris Oyelaran"];

/// Fills an empty database with the demo; one that holds accounts is left as it is. Says whether it did.
///
/// # Errors
/// The database's.
pub async fn fill(service: &Service) -> Result<bool> {
    if users::any(service).await? {
        return Ok(false);
    }
    let hash = users::password::hash(service, PASSWORD.to_owned()).await?;
    let (pen, now) = (service.pen(), service.clock.now());
    let command = Command { id: CommandId(service.clock.id()), actor: Actor::System, at: now, once: None };
    let admin = service
        .db
        .write(&command, move |tx| {
            let (pen, hash) = (pen.clone(), hash.clone());
            Box::pin(async move {
                let mut scene = Scene { pen, random: Random(SEED), now };
                let staff = scene.staff(tx, &hash).await?;
                let people = scene.people(tx, &staff).await?;
                scene.notes(tx, &staff, &people).await?;
                let asked = scene.questions(tx, &staff).await?;
                scene.answers(tx, &staff, &people, &asked).await?;
                scene.staffing(tx, &staff, &people).await?;
                scene.talks(tx, &staff, &people, &asked).await?;
                Ok(Actor::User(users::person(&staff[0])))
            })
        })
        .await?;
    webhooks::fill(service, &admin).await?;
    Ok(true)
}

/// The demo being set.
struct Scene {
    pen: Pen,
    random: Random,
    now: DateTime<Utc>,
}

impl Scene {
    /// A command of somebody, some time ago.
    fn at(&mut self, tx: &mut Tx, who: Option<&User>, ago: TimeDelta) -> DateTime<Utc> {
        let at = self.now - ago;
        let actor = who.map_or(Actor::System, |user| Actor::User(Person { id: user.id, role: user.role, candidate: None, service: false }));
        tx.take_up(Command { id: CommandId(self.random.id(at)), actor, at, once: None });
        at
    }

    async fn staff(&mut self, tx: &mut Tx, hash: &str) -> Result<Vec<User>> {
        let mut staff = Vec::new();
        for (n, ((email, role), name)) in ACCOUNTS.iter().zip(NAMES).enumerate() {
            let at = self.at(tx, None, TimeDelta::days(120) - TimeDelta::minutes(n as i64));
            let fields = UserFields { email: (*email).to_owned(), name: (*name).to_owned(), role: *role, ..UserFields::default() };
            let user = Record { id: UserId(self.random.id(at)), version: 1, created_at: at, updated_at: at, fields };
            users::insert_in(tx, &self.pen, &user, Some(hash.to_owned())).await?;
            staff.push(user);
        }
        Ok(staff)
    }

    async fn people(&mut self, tx: &mut Tx, staff: &[User]) -> Result<Vec<Candidate>> {
        let recruiter = &staff[1];
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            let fields = person(&mut self.random, n);
            let fields = CandidateFields { recruiter: (n % 3 == 0).then_some(recruiter.id), ..fields };
            people.push(self.person(tx, recruiter, TimeDelta::days(90) - TimeDelta::hours(36) * n as i32, fields).await?);
        }
        for (days, fields) in by_hand() {
            people.push(self.person(tx, recruiter, TimeDelta::days(days), fields).await?);
        }
        Ok(people)
    }

    async fn person(&mut self, tx: &mut Tx, by: &User, ago: TimeDelta, fields: CandidateFields) -> Result<Candidate> {
        let at = self.at(tx, Some(by), ago);
        let candidate = Record { id: CandidateId(self.random.id(at)), version: 1, created_at: at, updated_at: at, fields };
        candidates::insert_in(tx, &self.pen, &candidate).await?;
        Ok(candidate)
    }

    async fn notes(&mut self, tx: &mut Tx, staff: &[User], people: &[Candidate]) -> Result<()> {
        let (admin, recruiter) = (&staff[0], &staff[1]);
        let ada = people.len() - 5;
        let written: &[(usize, &User, i64, NoteFields)] = &[
            (
                ada,
                recruiter,
                6,
                note(
                    NoteType::Call,
                    NoteVisibility::Public,
                    "Spoke for half an hour. **Very** clear about why the current team is not growing.\n\n- available from next month\n- wants to keep teaching on Fridays",
                    Some(4),
                ),
            ),
            (
                ada,
                recruiter,
                5,
                note(
                    NoteType::Note,
                    NoteVisibility::Private,
                    "Expects more than our band allows; ask @Amira Haddad before the next talk.",
                    None,
                ),
            ),
            (ada, admin, 4, note(NoteType::Note, NoteVisibility::AdminOnly, "Band can be stretched for the right person.", None)),
            (ada + 1, recruiter, 3, note(NoteType::Email, NoteVisibility::Public, "Sent the take-home; deadline is Monday.", None)),
            (
                ada + 3,
                recruiter,
                2,
                note(NoteType::Meeting, NoteVisibility::Public, "Met at the meetup in Utrecht. Knows Kafka inside out.", Some(3)),
            ),
        ];
        for (of, author, days, fields) in written {
            let at = self.at(tx, Some(author), TimeDelta::days(*days));
            let candidate = people[*of].id;
            let mut fields = NoteFields { candidate: Some(candidate), author: Some(author.id), ..fields.clone() };
            fields.mentions = users::mentioned(tx, &fields.content).await?;
            let note: CandidateNote = Record { id: NoteId(self.random.id(at)), version: 1, created_at: at, updated_at: at, fields };
            notes::insert_in(tx, &self.pen, &note).await?;
        }
        Ok(())
    }
}

fn note(kind: NoteType, visibility: NoteVisibility, content: &str, score: Option<i64>) -> NoteFields {
    NoteFields { kind, visibility, content: content.to_owned(), score, ..NoteFields::default() }
}

/// People one meets in the guide and the tests, with the days since they came.
fn by_hand() -> Vec<(i64, CandidateFields)> {
    let of = |firstname: &str, lastname: &str, email: &str| CandidateFields {
        firstname: firstname.to_owned(),
        lastname: lastname.to_owned(),
        email: email.to_owned(),
        ..CandidateFields::default()
    };
    let some = |text: &str| Some(text.to_owned());
    let skill = |skill: &str, level: u8| Skill { skill: skill.to_owned(), level };
    vec![
        (
            7,
            CandidateFields {
                position: some("Principal engineer"),
                source: some("Referral"),
                location: some("Utrecht"),
                phone_number: some("+31 6 1815 1852"),
                linkedin_profile: some("https://www.linkedin.com/in/ada-lovelace"),
                notes: some("Wrote the first published program. Looks for a place where the machine is yet to be built."),
                skills: vec![skill("Rust", 4), skill("Mathematics", 4), skill("Dutch", 2)],
                tags: vec!["senior".to_owned(), "priority".to_owned()],
                ..of("Ada", "Lovelace", "ada.lovelace@example.test")
            },
        ),
        (
            6,
            CandidateFields {
                position: some("Compiler engineer"),
                source: some("Career site"),
                location: some("London"),
                skills: vec![skill("COBOL", 4), skill("Compilers", 4)],
                ..of("Grace", "Hopper", "grace.hopper@example.test")
            },
        ),
        // The same person twice, as it happens: once applied, once referred.
        (
            5,
            CandidateFields {
                position: some("Backend engineer"),
                source: some("Indeed"),
                phone_number: some("06-55501234"),
                ..of("Loïs", "van den Akker", "lois@example.test")
            },
        ),
        (
            3,
            CandidateFields {
                position: some("Backend engineer"),
                source: some("Referral"),
                phone_number: some("+31 6 5550 1234"),
                skills: vec![skill("Kafka", 4), skill("Rust", 3)],
                ..of("Lois", "v.d. Akker", "lois.vdakker@example.test")
            },
        ),
        (
            1,
            CandidateFields {
                position: some("Chief operating officer"),
                source: some("Agency"),
                visibility: Visibility::Confidential,
                ..of("Noémie", "Bouchard", "noemie.bouchard@example.test")
            },
        ),
    ]
}
