//! How well somebody fits a request: a published formula in whole numbers, of which every term can be shown.
//!
//! It looks at skills, the first day, the place and the rate, and at nothing else: [`Fit`] has no name, no age, no gender and no picture to look at. It
//! orders suggestions; a person decides.
//!
//! The formula, version 1. Each term is worth so many points, of which somebody gets some; the score is what they got of what there was to get, in
//! percent, rounded half up. What the request says nothing about is no term.
//!
//! * **Skills**, 7,000 points, divided by their weights (1 where none is given), rounded down. Somebody gets the part of a skill's points that their level
//!   is of the level that is asked for: all of them from that level on, none without the skill.
//! * **The first day**, 1,500. All of them for whoever can start by then; a thirtieth less for each day later. Half where it is not known.
//! * **The place**, 1,000, where both are the same up to the first comma, or the work is done remotely. Half where it is not known.
//! * **The rate**, 500, where somebody costs no more than the client pays at most. No term while either is not known.
//!
//! Whoever misses a skill that is required, or has it below its level, scores 49 at most.
//!
//! A version of the formula gives the same score for the same input for ever: another formula is another version.

use crate::{
    candidates::Skill,
    requests::RequestFields,
    resource::{Field, Kind},
    text::{TAG, fold},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The version of the formula that is stored with every score.
pub const FORMULA: i64 = 1;

/// Points of all skills together.
const SKILLS: i64 = 7_000;
/// Points of the first day.
pub const AVAILABILITY: i64 = 1_500;
/// Points of the place.
pub const LOCATION: i64 = 1_000;
/// Points of the rate.
const RATE: i64 = 500;
/// Days after the first day on which somebody gets no points for it any more.
pub const LATE: i64 = 30;
/// The highest score without a skill that is required.
pub const LACKING: i64 = 49;
/// A place that is everywhere.
const REMOTE: &str = "remote";

words! {
    /// What a term is about.
    Term { Skill = "skill", Availability = "availability", Location = "location", Rate = "rate" }
}

/// A term of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchTerm {
    pub term: Term,
    /// The skill; the place that is asked for.
    pub subject: Option<String>,
    /// The person's level of the skill; days after the first day; none where it is not known, or there is no such skill.
    pub has: Option<i64>,
    /// The level that is asked for.
    pub wants: Option<i64>,
    /// Whether nobody without it will do.
    pub required: bool,
    /// Points that the person gets.
    pub points: i64,
    /// Points that there are to get.
    pub of: i64,
}

/// A number of points, a level, or days.
const COUNT: Kind = Kind::Integer { min: 0, max: 10_000_000 };

/// The members of a term.
pub(crate) const TERM: &[Field] = &[
    Field::choice(Term::WORDS).named("term", "term").doc("What it is about."),
    Field::line(TAG * 6).named("subject", "subject").doc("The skill, or the place that is asked for."),
    Field::new(COUNT).named("has", "has").doc("The level of the skill; days after the first day; null where there is none."),
    Field::new(COUNT).named("wants", "wants").doc("The level that is asked for."),
    Field::new(Kind::Flag).named("required", "required").doc("Whether nobody without it will do."),
    Field::new(COUNT).required().named("points", "points").doc("Points that the person gets."),
    Field::new(COUNT).required().named("of", "of").doc("Points that there are to get."),
];

impl MatchTerm {
    /// In a few words of English, as the API tells it: `has Rust 4/3`, `lacks Kafka`.
    pub fn told(&self) -> String {
        let subject = self.subject.as_deref().unwrap_or_default();
        match (self.term, self.has) {
            (Term::Skill, Some(level)) => format!("has {subject} {level}/{}", self.wants.unwrap_or_default()),
            (Term::Skill, None) => format!("lacks {subject}"),
            (Term::Availability, Some(0)) => "available in time".to_owned(),
            (Term::Availability, Some(1)) => "available 1 day late".to_owned(),
            (Term::Availability, Some(days)) => format!("available {days} days late"),
            (Term::Availability, None) => "availability unknown".to_owned(),
            (Term::Location, _) if is_anywhere(&place(subject)) => "works anywhere".to_owned(),
            (Term::Location, _) if self.points == self.of => format!("works in {subject}"),
            (Term::Location, None) => "location unknown".to_owned(),
            (Term::Location, Some(_)) => format!("not in {subject}"),
            (Term::Rate, _) if self.points == self.of => "rate fits".to_owned(),
            (Term::Rate, _) => "rate above the highest".to_owned(),
        }
    }

    /// Whether a skill that is required is missing, or below its level.
    fn lacks(&self) -> bool {
        self.required && self.points < self.of
    }
}

/// What the formula knows of a person.
#[derive(Clone, Copy, Debug)]
pub struct Fit<'a> {
    pub skills: &'a [Skill],
    /// The first day on which they can start.
    pub available_from: Option<NaiveDate>,
    pub location: Option<&'a str>,
    /// What they cost, in minor units.
    pub cost_rate: Option<i64>,
}

/// A score, and what it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// From 0 to 100.
    pub score: i64,
    pub terms: Vec<MatchTerm>,
}

/// A skill that is asked for, with what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// Folded: how skills are compared.
    pub key: String,
    pub skill: String,
    pub min_level: i64,
    pub required: bool,
    pub of: i64,
}

impl Worth {
    /// The points for this level of it; 0 is none.
    pub const fn points(&self, level: i64) -> i64 {
        if level >= self.min_level { self.of } else { self.of * level / self.min_level }
    }
}

/// The skills that a request asks for, and how the points are divided among them.
pub fn worth(request: &RequestFields) -> Vec<Worth> {
    let weight = |weight: Option<u8>| i64::from(weight.unwrap_or(1).max(1));
    let all: i64 = request.skills.iter().map(|skill| weight(skill.weight)).sum();
    let worth = request.skills.iter().map(|asked| Worth {
        key: fold(asked.skill.trim()),
        skill: asked.skill.clone(),
        min_level: i64::from(asked.min_level.clamp(1, 4)),
        required: asked.required,
        of: SKILLS * weight(asked.weight) / all,
    });
    worth.collect()
}

/// A place as places are compared: up to the first comma, folded.
pub fn place(location: &str) -> String {
    fold(location.split(',').next().unwrap_or_default().trim())
}

/// Whether a request is for work that is done anywhere.
pub fn is_anywhere(place: &str) -> bool {
    place == REMOTE
}

/// The points for whoever can start so many days after the first day.
pub const fn availability(late: i64) -> i64 {
    if late <= 0 {
        AVAILABILITY
    } else if late >= LATE {
        0
    } else {
        AVAILABILITY * (LATE - late) / LATE
    }
}

/// The score of so many points, of so many.
pub const fn score(points: i64, of: i64, lacks: bool) -> i64 {
    let score = (100 * points + of / 2) / of;
    if lacks && score > LACKING { LACKING } else { score }
}

/// How well somebody fits; none where the request says nothing that could fit.
pub fn assess(request: &RequestFields, person: &Fit<'_>) -> Option<Match> {
    let level = |key: &str| {
        let known = person.skills.iter().filter(|skill| fold(skill.skill.trim()) == key);
        known.map(|skill| i64::from(skill.level)).max()
    };
    let mut terms: Vec<MatchTerm> = worth(request)
        .into_iter()
        .map(|asked| {
            let has = level(&asked.key);
            let points = asked.points(has.unwrap_or_default());
            let (term, wants) = (Term::Skill, Some(asked.min_level));
            MatchTerm { term, subject: Some(asked.skill), has, wants, required: asked.required, points, of: asked.of }
        })
        .collect();
    let plain = |term: Term, subject: Option<String>, has: Option<i64>, points: i64, of: i64| MatchTerm {
        term,
        subject,
        has,
        wants: None,
        required: false,
        points,
        of,
    };
    if let Some(start) = request.starts_on {
        let late = person.available_from.map(|day| (day - start).num_days().max(0));
        terms.push(plain(Term::Availability, None, late, late.map_or(AVAILABILITY / 2, availability), AVAILABILITY));
    }
    if let Some(location) = &request.location {
        let (wanted, theirs) = (place(location), person.location.map(place));
        let points = match &theirs {
            _ if is_anywhere(&wanted) => LOCATION,
            Some(theirs) if *theirs == wanted => LOCATION,
            Some(_) => 0,
            None => LOCATION / 2,
        };
        terms.push(plain(Term::Location, Some(location.clone()), theirs.map(|_| 0), points, LOCATION));
    }
    if let (Some(most), Some(cost)) = (request.bill_rate_max, person.cost_rate) {
        terms.push(plain(Term::Rate, None, None, if cost <= most { RATE } else { 0 }, RATE));
    }
    let (points, of) = terms.iter().fold((0, 0), |(points, of), term| (points + term.points, of + term.of));
    let lacks = terms.iter().any(MatchTerm::lacks);
    (of > 0).then(|| Match { score: score(points, of, lacks), terms })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::RequestSkill;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn asked(skill: &str, min_level: u8, required: bool, weight: Option<u8>) -> RequestSkill {
        RequestSkill { skill: skill.to_owned(), min_level, required, weight }
    }

    fn can(skill: &str, level: u8) -> Skill {
        Skill { skill: skill.to_owned(), level }
    }

    fn request() -> RequestFields {
        RequestFields {
            skills: vec![asked("Rust", 3, true, Some(2)), asked("Kafka", 4, false, None), asked("Dutch", 2, false, None)],
            starts_on: Some(day("2026-12-01")),
            location: Some("Utrecht, Nederland".to_owned()),
            bill_rate_max: Some(11_000),
            ..RequestFields::default()
        }
    }

    /// Never edit these numbers: they are what version 1 promises. Another formula gets another version, and a table of its own.
    #[test]
    fn version_one_scores_as_it_always_has() {
        type Case<'a> = (&'a [(&'a str, u8)], Option<&'a str>, Option<&'a str>, Option<i64>, i64);
        let cases: &[Case] = &[
            (&[("Rust", 3), ("Kafka", 4), ("Dutch", 2)], Some("2026-12-01"), Some("utrecht"), Some(11_000), 100),
            (&[("Rust", 4), ("Kafka", 4), ("Dutch", 4)], Some("2026-11-01"), Some("Utrecht"), None, 100),
            (&[("RUST", 3), ("Kafka", 2), ("Dutch", 2)], Some("2026-12-01"), Some("Utrecht"), None, 91),
            (&[("Rust", 3)], Some("2026-12-16"), None, None, 50),
            (&[("Rust", 3)], None, None, None, 50),
            (&[("Rust", 3)], Some("2026-12-31"), Some("Arnhem"), Some(11_001), 35),
            (&[("Rust", 2), ("Kafka", 4), ("Dutch", 2)], Some("2026-12-01"), Some("Utrecht"), None, 49),
            (&[("Kafka", 1)], Some("2027-06-01"), Some("Arnhem"), None, 5),
            (&[], None, None, None, 13),
            (&[], Some("2027-06-01"), Some("Arnhem"), Some(12_000), 0),
        ];
        for (skills, from, location, cost, expected) in cases {
            let skills: Vec<Skill> = skills.iter().map(|(skill, level)| can(skill, *level)).collect();
            let fit = Fit { skills: &skills, available_from: from.map(day), location: *location, cost_rate: *cost };
            assert_eq!(assess(&request(), &fit).expect("a score").score, *expected, "{fit:?}");
        }
    }

    #[test]
    fn every_term_is_told() {
        let skills = [can("rust", 4), can("Dutch", 1)];
        let fit = Fit { skills: &skills, available_from: Some(day("2026-12-04")), location: None, cost_rate: Some(9_000) };
        let found = assess(&request(), &fit).expect("a score");
        let told: Vec<_> = found.terms.iter().map(MatchTerm::told).collect();
        assert_eq!(told, ["has Rust 4/3", "lacks Kafka", "has Dutch 1/2", "available 3 days late", "location unknown", "rate fits"]);
        let points: Vec<_> = found.terms.iter().map(|term| (term.points, term.of)).collect();
        assert_eq!(points, [(3_500, 3_500), (0, 1_750), (875, 1_750), (1_350, 1_500), (500, 1_000), (500, 500)]);
        assert_eq!(found.score, 67, "6,725 of 10,000 points");
    }

    /// The example of `docs/matching.md`.
    #[test]
    fn the_document_tells_the_truth() {
        let request = RequestFields {
            skills: vec![asked("Rust", 3, true, Some(2)), asked("Kafka", 4, false, None)],
            starts_on: Some(day("2026-12-01")),
            location: Some("Utrecht".to_owned()),
            ..RequestFields::default()
        };
        let skills = [can("Rust", 3), can("Kafka", 2)];
        let fit = Fit { skills: &skills, available_from: Some(day("2026-12-04")), location: Some("Utrecht"), cost_rate: None };
        let found = assess(&request, &fit).expect("a score");
        let points: Vec<_> = found.terms.iter().map(|term| (term.points, term.of)).collect();
        assert_eq!((points, found.score), (vec![(4_666, 4_666), (1_166, 2_333), (1_350, 1_500), (1_000, 1_000)], 86));
    }

    #[test]
    fn what_a_request_does_not_ask_is_no_term() {
        let nobody = Fit { skills: &[], available_from: None, location: Some("Arnhem"), cost_rate: Some(1) };
        assert_eq!(assess(&RequestFields::default(), &nobody), None);
        let remote = RequestFields { location: Some("Remote".to_owned()), ..RequestFields::default() };
        assert_eq!(assess(&remote, &nobody).map(|found| found.score), Some(100));
    }

    proptest! {
        #[test]
        fn a_score_is_of_a_hundred_and_more_is_never_less(
            skills in proptest::collection::vec(("[a-c]", 1_u8..=4), 0..4),
            wanted in proptest::collection::vec(("[a-c]", 1_u8..=4, any::<bool>(), proptest::option::of(1_u8..=100)), 0..4),
            late in -40_i64..60,
            better in 0_usize..4,
        ) {
            let start = day("2026-12-01");
            let request = RequestFields {
                skills: wanted.iter().map(|(skill, level, required, weight)| asked(skill, *level, *required, *weight)).collect(),
                starts_on: Some(start),
                ..RequestFields::default()
            };
            let mut skills: Vec<Skill> = skills.iter().map(|(skill, level)| can(skill, *level)).collect();
            let from = Some(start + chrono::TimeDelta::days(late));
            let scored = |skills: &[Skill]| {
                let fit = Fit { skills, available_from: from, location: None, cost_rate: None };
                assess(&request, &fit).expect("the first day is a term")
            };
            let found = scored(&skills);
            prop_assert!((0..=100).contains(&found.score));
            prop_assert!(found.terms.iter().all(|term| (0..=term.of).contains(&term.points)));
            prop_assert_eq!(&found, &scored(&skills), "the same input, the same score");
            if let Some(skill) = skills.get_mut(better) {
                skill.level = 4;
                prop_assert!(scored(&skills).score >= found.score);
            }
        }
    }
}
