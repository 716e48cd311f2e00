//! Two files of one person become one: what the file that stays says then.

use super::{CandidateFields, Lifecycle, Skill, Visibility};
use crate::{
    error::{Error, FieldErrors, Flaw},
    merge_patch,
    resource::{Attributes, Described},
    text::{self, fold},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is made of both files, whatever is chosen.
const JOINED: [&str; 8] = ["tags", "skills", "notes", "expectations", "employee", "visibility", "attachments", "lifecycle"];

/// The attributes of which one of two values stays: both files say something, and not the same.
pub fn choices(stays: &CandidateFields, ends: &CandidateFields) -> Vec<&'static str> {
    let (stays, ends) = (stays.attributes(), ends.attributes());
    let said = |value: Option<&Value>| value.is_some_and(|value| !value.is_null());
    let names = CandidateFields::RESOURCE.fields.iter().map(|field| field.name).filter(|name| !JOINED.contains(name));
    names.filter(|name| said(stays.get(*name)) && said(ends.get(*name)) && stays.get(*name) != ends.get(*name)).collect()
}

/// Whether the value of the file that ends is the one to begin with: whoever looks after a confidential file goes on doing so.
pub fn leans(stays: &CandidateFields, ends: &CandidateFields, name: &str) -> bool {
    name == "recruiter" && ends.visibility == Visibility::Confidential && stays.visibility != Visibility::Confidential
}

/// What the file that stays says of the person afterwards. `taken`: the attributes of which the value of the file that ends is the right one. What only one
/// of them says is said; labels and skills are put together, a skill at its higher level; free texts stand below one another. An employee stays one, what is
/// confidential stays so, and whoever is in the lists stays in them.
///
/// # Errors
/// [`Error::Invalid`] where the texts or the labels of both are more than one file takes.
pub fn merged(stays: &CandidateFields, ends: &CandidateFields, taken: &BTreeSet<String>) -> Result<CandidateFields, Error> {
    let (said, others) = (stays.attributes(), ends.attributes());
    let mut given = Attributes::new();
    for field in CandidateFields::RESOURCE.fields.iter().filter(|field| !JOINED.contains(&field.name)) {
        let other = others.get(field.name).filter(|other| !other.is_null());
        let nothing = said.get(field.name).is_none_or(Value::is_null);
        if let Some(other) = other.filter(|_| nothing || taken.contains(field.name)) {
            given.insert(field.name.to_owned(), other.clone());
        }
    }
    let mut flaws = FieldErrors::default();
    let mut fields = merge_patch::patch(stays, &given)?;
    fields.tags = together(&stays.tags, &ends.tags, |tag: &String| fold(tag));
    if fields.tags.len() > text::TAGS as usize {
        flaws.push("tags", Flaw::TooMany { max: text::TAGS });
    }
    fields.skills = together(&stays.skills, &ends.skills, |skill: &Skill| fold(&skill.skill));
    for skill in &mut fields.skills {
        let name = fold(&skill.skill);
        let levels = stays.skills.iter().chain(&ends.skills).filter(|other| fold(&other.skill) == name).map(|other| other.level);
        skill.level = levels.max().unwrap_or(skill.level);
    }
    if fields.skills.len() > text::TAGS as usize {
        flaws.push("skills", Flaw::TooMany { max: text::TAGS });
    }
    for (name, text, [one, other]) in [
        ("notes", &mut fields.notes, [&stays.notes, &ends.notes]),
        ("expectations", &mut fields.expectations, [&stays.expectations, &ends.expectations]),
    ] {
        *text = below(one.as_deref(), other.as_deref());
        if text.as_ref().is_some_and(|text| text.chars().count() > text::LONG as usize) {
            flaws.push(name, Flaw::TooLong { max: text::LONG });
        }
    }
    fields.employee = stays.employee || ends.employee;
    if ends.visibility == Visibility::Confidential {
        fields.visibility = Visibility::Confidential;
    }
    if ends.lifecycle == Lifecycle::Active {
        fields.lifecycle = Lifecycle::Active;
    }
    flaws.or(fields)
}

/// All of the first, and those of the second that are called otherwise.
fn together<T: Clone>(first: &[T], second: &[T], name: impl Fn(&T) -> String) -> Vec<T> {
    let known: BTreeSet<String> = first.iter().map(&name).collect();
    first.iter().chain(second.iter().filter(|entry| !known.contains(&name(entry)))).cloned().collect()
}

/// One text, and below it the other, unless it is in it.
fn below(one: Option<&str>, other: Option<&str>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) if one.contains(other) => Some(one.to_owned()),
        (Some(one), Some(other)) if other.contains(one) => Some(other.to_owned()),
        (Some(one), Some(other)) => Some(format!("{one}\n\n{other}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(firstname: &str, phone: Option<&str>) -> CandidateFields {
        CandidateFields {
            firstname: firstname.to_owned(),
            lastname: "de Vries".to_owned(),
            email: format!("{firstname}@example.org"),
            phone_number: phone.map(str::to_owned),
            ..CandidateFields::default()
        }
    }

    fn skill(skill: &str, level: u8) -> Skill {
        Skill { skill: skill.to_owned(), level }
    }

    #[test]
    fn what_one_of_them_says_is_said_and_of_two_values_one_is_chosen() {
        let (stays, ends) = (file("Sanne", None), file("S.", Some("06 1815 1852")));
        assert_eq!(choices(&stays, &ends), ["firstname", "email"]);
        let none = merged(&stays, &ends, &BTreeSet::new()).unwrap();
        assert_eq!((none.firstname.as_str(), none.phone_number.as_deref()), ("Sanne", Some("06 1815 1852")));
        let taken = BTreeSet::from(["email".to_owned(), "lifecycle".to_owned(), "nonsense".to_owned()]);
        let one = merged(&stays, &ends, &taken).unwrap();
        assert_eq!((one.firstname.as_str(), one.email.as_str()), ("Sanne", "S.@example.org"));
    }

    #[test]
    fn what_can_be_put_together_is() {
        let stays = CandidateFields {
            tags: vec!["Senior".into()],
            skills: vec![skill("Rust", 2), skill("SQL", 4)],
            notes: Some("Met at a fair.".into()),
            expectations: Some("Four days".into()),
            lifecycle: Lifecycle::Archived,
            ..file("Sanne", None)
        };
        let ends = CandidateFields {
            tags: vec!["senior".into(), "night shift".into()],
            skills: vec![skill("rust", 3), skill("sql", 1), skill("Go", 1)],
            notes: Some("Called twice.".into()),
            expectations: Some("Four days, from June".into()),
            employee: true,
            visibility: Visibility::Confidential,
            ..file("Sanne", None)
        };
        let both = merged(&stays, &ends, &BTreeSet::new()).unwrap();
        assert_eq!(both.tags, ["Senior", "night shift"]);
        assert_eq!(both.skills, [skill("Rust", 3), skill("SQL", 4), skill("Go", 1)]);
        assert_eq!(both.notes.as_deref(), Some("Met at a fair.\n\nCalled twice."));
        assert_eq!(both.expectations.as_deref(), Some("Four days, from June"));
        assert!(both.employee && both.visibility == Visibility::Confidential && both.lifecycle == Lifecycle::Active);
        assert!(leans(&stays, &ends, "recruiter") && !leans(&ends, &stays, "recruiter") && !leans(&stays, &ends, "email"));
        let other = merged(&ends, &stays, &BTreeSet::new()).unwrap();
        assert!(other.employee && other.visibility == Visibility::Confidential && other.lifecycle == Lifecycle::Active);
    }

    #[test]
    fn what_does_not_fit_into_one_file_is_told() {
        let stays = CandidateFields { notes: Some("a".repeat(15_000)), ..file("Sanne", None) };
        let ends = CandidateFields { notes: Some("b".repeat(15_000)), ..file("Sanne", None) };
        let refused = merged(&stays, &ends, &BTreeSet::new()).unwrap_err();
        assert_eq!(refused, FieldErrors::one("notes", Flaw::TooLong { max: text::LONG }));
    }
}
