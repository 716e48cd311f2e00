//! People who do not exist, as many as one likes, the same for the same seed: for demonstrations and measurements.

use crate::{
    Service, candidates,
    db::{Command, Tx},
    error::Result,
    notes,
    records::{self, Pen},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    answers::{AnswerFields, AnswerStatus, Snapshot, Source},
    candidates::{Candidate, CandidateFields, Skill},
    change::Facts,
    id::{AnswerId, CandidateId, CommandId, NoteId, RequestCandidateId, RequestId, TaskGroupId, TaskId},
    notes::NoteFields,
    policy::Actor,
    request_candidates::RequestCandidateFields,
    requests::{RequestFields, RequestSkill, RequestStatus},
    resource::Record,
    task_groups::{GroupStatus, TaskGroupFields},
    tasks::{RecruitmentTask, TaskFields, TaskType},
};

/// People written in one transaction.
const BATCH: u64 = 100;
/// People in a request.
const STANDING: usize = 3;
/// Between the arrivals of two people, at most.
const PACE: TimeDelta = TimeDelta::minutes(37);
/// In which all of them arrive: where there are a million, they came sooner after one another, and not since 1956.
const YEARS: TimeDelta = TimeDelta::days(3_650);

const FIRSTNAMES: &[&str] = &[
    "Ada",
    "Bram",
    "Chloé",
    "Daan",
    "Eefje",
    "Femke",
    "Grace",
    "Hanneke",
    "Imani",
    "Joost",
    "Kees",
    "Lotte",
    "Maëlle",
    "Noor",
    "Oisín",
    "Pieter",
    "Quinten",
    "Roos",
    "Sjoerd",
    "Thijs",
    "Umar",
    "Vera",
    "Wouter",
    "Xander",
    "Yara",
    "Zoë",
    "Björn",
    "Céline",
    "Łukasz",
    "Siân",
    "Émile",
    "Anneliese",
    "Margaret",
    "Olivia",
    "Henry",
    "Jürgen",
    "Søren",
    "Aoife",
    "Priya",
    "Kwame",
];
const LASTNAMES: &[&str] = &[
    "de Vries",
    "Jansen",
    "van den Berg",
    "Bakker",
    "Visser",
    "Smit",
    "Meijer",
    "Mulder",
    "de Boer",
    "Bos",
    "van Dijk",
    "Vermeulen",
    "Hendriks",
    "Kuipers",
    "O’Connor",
    "Taylor",
    "Hughes",
    "Evans",
    "Clarke",
    "Müller",
    "Nowak",
    "Lefèvre",
    "Sørensen",
    "García",
    "Okonkwo",
    "Yılmaz",
    "Kowalczyk",
    "Ni Bhriain",
    "van ’t Hoff",
    "Turner",
    "Whitfield",
    "Achterberg",
    "Dąbrowski",
    "Grönholm",
];
const POSITIONS: &[&str] = &[
    "Backend engineer",
    "Frontend engineer",
    "Data engineer",
    "Product designer",
    "Site reliability engineer",
    "Product manager",
    "QA engineer",
    "Business analyst",
    "Scrum master",
    "Security engineer",
    "Recruiter",
    "Office manager",
    "Finance controller",
];
const SOURCES: &[&str] = &["LinkedIn", "Referral", "Indeed", "Career site", "Agency", "Meetup", "University"];
const PLACES: &[&str] =
    &["Amsterdam", "Utrecht", "Rotterdam", "Den Haag", "Groningen", "’s-Hertogenbosch", "London", "Dublin", "Zürich", "Łódź", "Remote"];
const SKILLS: &[&str] =
    &["Rust", "PostgreSQL", "TypeScript", "Kafka", "Kubernetes", "Figma", "Python", "Terraform", "Dutch", "Stakeholder management", "SQL"];
const TAGS: &[&str] = &["graduate", "senior", "relocation", "part-time", "freelance", "returning", "priority"];

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and the same everywhere for ever.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// An id of this moment, from this stream.
    pub fn id(&mut self, at: DateTime<Utc>) -> uuid::Uuid {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.next().to_be_bytes());
        bytes[8..].copy_from_slice(&(self.next() as u16).to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(at.timestamp_millis().max(0).unsigned_abs(), &bytes).into_uuid()
    }
}

/// Somebody, the `n`th of a stream.
pub(crate) fn person(random: &mut Random, n: u64) -> CandidateFields {
    let (firstname, lastname) = (random.pick(FIRSTNAMES), random.pick(LASTNAMES));
    let handle: String =
        domain::text::fold(&format!("{firstname}.{lastname}")).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    let mut skills: Vec<Skill> = Vec::new();
    for _ in 0..random.below(4) {
        let skill = random.pick(SKILLS).to_owned();
        if !skills.iter().any(|known| known.skill == skill) {
            skills.push(Skill { skill, level: (1 + random.below(4)) as u8 });
        }
    }
    let some = |random: &mut Random, of_ten: u64| random.below(10) < of_ten;
    CandidateFields {
        firstname: firstname.to_owned(),
        lastname: lastname.to_owned(),
        email: format!("{handle}{n}@example.test"),
        phone_number: some(random, 8).then(|| format!("+31 6 {:08}", 10_000_000 + n)),
        source: some(random, 9).then(|| random.pick(SOURCES).to_owned()),
        location: some(random, 9).then(|| random.pick(PLACES).to_owned()),
        birth_date: some(random, 6)
            .then(|| NaiveDate::from_ymd_opt(1962, 1, 1).and_then(|day| day.checked_add_days(Days::new(random.below(15_000)))))
            .flatten(),
        position: some(random, 9).then(|| random.pick(POSITIONS).to_owned()),
        linkedin_profile: some(random, 7).then(|| format!("https://www.linkedin.com/in/{handle}-{n}")),
        expectations: some(random, 3).then(|| "Four days a week, two of them at home.".to_owned()),
        tags: if some(random, 4) { vec![random.pick(TAGS).to_owned()] } else { Vec::new() },
        skills,
        employee: some(random, 1),
        ..CandidateFields::default()
    }
}

/// What is noted of people who do not exist.
const NOTED: &[&str] = &[
    "Called; wants to hear from us before the end of the month.",
    "Met at the meetup. **Knows the tools**, looks for a team that teaches.",
    "Sent the take-home; the deadline is Monday.",
    "Expects more than our band allows.",
    "Spoke for half an hour. Available from next quarter, four days a week.",
];

/// What those are asked who stand in a request.
const QUESTIONS: &[&str] = &[
    "What would you change about your last project?",
    "How do you find out why something is slow?",
    "What did you teach somebody this year?",
];
/// What they say.
const ANSWERED: &[&str] = &[
    "Named the trade-off before being asked, and what it cost.",
    "Measured first, and could say why that was the right thing to measure.",
    "Stayed general; no example of their own.",
];

/// A question bank for those who stand in a request.
async fn questions(tx: &mut Tx, pen: &Pen) -> Result<Vec<RecruitmentTask>> {
    let at = tx.command()?.at;
    let fields = TaskGroupFields { name: "First interview".to_owned(), status: GroupStatus::Published, ..TaskGroupFields::default() };
    let group = Record {
        id: TaskGroupId(records::number(tx, "recruitment_task_group").await?),
        version: 1,
        created_at: at,
        updated_at: at,
        fields,
    };
    records::add(tx, pen, &group).await?;
    let mut tasks = Vec::new();
    for (position, question) in (0..).zip(QUESTIONS) {
        let fields = TaskFields {
            question: (*question).to_owned(),
            task_group: Some(group.id),
            kind: Some(TaskType::LongText),
            position: Some(position),
            ..TaskFields::default()
        };
        let task =
            Record { id: TaskId(records::number(tx, "recruitment_task").await?), version: 1, created_at: at, updated_at: at, fields };
        records::add(tx, pen, &task).await?;
        tasks.push(task);
    }
    Ok(tasks)
}

/// What comes with people: a note on every second of them, and for each hundred a request with three of them in it, who have answered some questions.
async fn with_them(tx: &mut Tx, pen: &Pen, mut random: Random, people: &[Candidate], asked: &[RecruitmentTask]) -> Result<()> {
    for person in people.iter().step_by(2) {
        let at = person.created_at + TimeDelta::minutes(20);
        let content = random.pick(NOTED).to_owned();
        let fields = NoteFields { candidate: Some(person.id), content, ..NoteFields::default() };
        let note = Record { id: NoteId(random.id(at)), version: 1, created_at: at, updated_at: at, fields };
        notes::insert_in(tx, pen, &note).await?;
    }
    let Some(last) = people.last().filter(|_| people.len() as u64 == BATCH) else { return Ok(()) };
    let at = last.created_at;
    let position = random.pick(POSITIONS);
    let skill = RequestSkill { skill: random.pick(SKILLS).to_owned(), min_level: 2, required: true, weight: None };
    let fields = RequestFields {
        code: format!("RR-{}-{:04}", at.year(), records::number(tx, &format!("resource_request {}", at.year())).await?),
        location: Some(random.pick(PLACES).to_owned()),
        position: Some(position.to_owned()),
        status: RequestStatus::Open,
        headcount: Some(1),
        skills: vec![skill],
        ..RequestFields::default()
    };
    let request = Record { id: RequestId(random.id(at)), version: 1, created_at: at, updated_at: at, fields };
    let to = |word: String| Facts { to: Some(word), ..Facts::default() };
    records::add_with(tx, pen, &request, to(request.status.to_string())).await?;
    for person in people.iter().step_by(people.len() / STANDING).take(STANDING) {
        let fields = RequestCandidateFields { request: Some(request.id), candidate: Some(person.id), ..RequestCandidateFields::default() };
        let fields = fields.scored(&request, person);
        let standing = Record { id: RequestCandidateId(random.id(at)), version: 1, created_at: at, updated_at: at, fields };
        records::add_with(tx, pen, &standing, to(standing.status.to_string())).await?;
        for task in asked {
            let fields = AnswerFields {
                task: Some(task.id),
                candidate: Some(person.id),
                request_candidate: Some(standing.id),
                source: Some(Source::Api),
                answer: random.pick(ANSWERED).into(),
                score: Some(1 + random.below(4) as i64),
                snapshot: task.kind.map(|kind| Snapshot { question: task.question.clone(), kind, options: None, revision: 1 }),
                status: Some(AnswerStatus::Submitted),
                submitted_at: Some(at),
                ..AnswerFields::default()
            };
            let answer = Record {
                id: AnswerId(records::number(tx, "recruitment_task_answer").await?),
                version: 1,
                created_at: at,
                updated_at: at,
                fields,
            };
            records::add(tx, pen, &answer).await?;
        }
    }
    Ok(())
}

/// Between the arrivals of two of so many people.
fn pace(count: u64) -> TimeDelta {
    PACE.min(YEARS / i32::try_from(count.max(1)).unwrap_or(i32::MAX))
}

/// Adds so many people, and tells after each transaction how many there are. Stopped midway, whole transactions stay.
///
/// # Errors
/// The database's.
pub async fn candidates(service: &Service, count: u64, seed: u64, mut progress: impl FnMut(u64)) -> Result<()> {
    let now = service.clock.now();
    let mut random = Random(seed);
    // The same people come a second time under other ids; the upper bits of this half of an id say of which kind it is.
    let salt = u128::from(Random(now.timestamp_micros().unsigned_abs()).next() >> 2);
    let mut asked = Vec::new();
    if count >= BATCH {
        let pen = service.pen();
        asked = service
            .db
            .write(&service.command(&Actor::System), move |tx| {
                let pen = pen.clone();
                Box::pin(async move { questions(tx, &pen).await })
            })
            .await?;
    }
    let pace = pace(count);
    let mut made = 0;
    while made < count {
        let batch = BATCH.min(count - made);
        let people: Vec<Candidate> = (made..made + batch)
            .map(|n| {
                let at = now - pace * i32::try_from(count - n).unwrap_or(i32::MAX);
                let fields = person(&mut random, n);
                let id = CandidateId(uuid::Uuid::from_u128(random.id(at).as_u128() ^ salt));
                Record { id, version: 1, created_at: at, updated_at: at, fields }
            })
            .collect();
        let command = Command { id: CommandId(random.id(now)), actor: Actor::System, at: now, once: None };
        let pen = service.pen();
        // Of its own, so that the same people come whatever comes with them.
        let asked = asked.clone();
        let company = Random(Random(seed.rotate_left(17) ^ made ^ now.timestamp_micros().unsigned_abs()).next());
        service
            .db
            .write(&command, move |tx| {
                let (pen, people, company, asked) = (pen.clone(), people.clone(), company.clone(), asked.clone());
                Box::pin(async move {
                    for candidate in &people {
                        candidates::insert_in(tx, &pen, candidate).await?;
                    }
                    with_them(tx, &pen, company, &people, &asked).await
                })
            })
            .await?;
        made += batch;
        progress(made);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_many_come_they_come_within_ten_years() {
        assert_eq!((pace(0), pace(1), pace(100_000)), (PACE, PACE, PACE));
        assert!(pace(1_000_000) > TimeDelta::zero() && pace(1_000_000) * 1_000_000 <= YEARS);
    }
}
