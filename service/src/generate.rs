//! People who do not exist, as many as one likes, the same for the same seed: for demonstrations and measurements.

use crate::{Service, candidates, db::Command, error::Result};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    candidates::{Candidate, CandidateFields, Skill},
    id::{CandidateId, CommandId},
    policy::Actor,
    resource::Record,
};

/// People written in one transaction.
const BATCH: u64 = 100;
/// Between the arrivals of two people.
const PACE: TimeDelta = TimeDelta::minutes(37);

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

/// Adds so many people, and tells after each transaction how many there are. Stopped midway, whole transactions stay.
///
/// # Errors
/// The database's.
pub async fn candidates(service: &Service, count: u64, seed: u64, mut progress: impl FnMut(u64)) -> Result<()> {
    let now = service.clock.now();
    let mut random = Random(seed);
    let mut made = 0;
    while made < count {
        let batch = BATCH.min(count - made);
        let people: Vec<Candidate> = (made..made + batch)
            .map(|n| {
                let at = now - PACE * i32::try_from(count - n).unwrap_or(i32::MAX);
                let fields = person(&mut random, n);
                Record { id: CandidateId(random.id(at)), version: 1, created_at: at, updated_at: at, fields }
            })
            .collect();
        let command = Command { id: CommandId(random.id(now)), actor: Actor::System, at: now, once: None };
        let pen = service.pen();
        service
            .db
            .write(&command, move |tx| {
                let (pen, people) = (pen.clone(), people.clone());
                Box::pin(async move {
                    for candidate in &people {
                        candidates::insert_in(tx, &pen, candidate).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        made += batch;
        progress(made);
    }
    Ok(())
}
