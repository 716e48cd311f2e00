//! Free text: words and beginnings of words, accents folded, a typo forgiven, `-word` to exclude.
//!
//! Rust folds and cuts the text into words, once; both databases index those words and nothing else, so both give the same answers. Every
//! document carries its audience: nobody finds a person by a note that is not meant for them.

use crate::{
    db::{Param, Tx, Where},
    error::Result,
    sql,
};
use domain::{
    candidates::Candidate,
    notes::{CandidateNote, NoteVisibility},
    policy::{Actor, audience},
    text::{self, fold},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Letters of a word that are indexed.
const WORD: usize = 40;
/// Words of a question that are looked at.
const WORDS: usize = 12;
/// Letters from which a word may contain a typo: shorter ones would find everybody.
const FORGIVING: usize = 4;
/// Words that a mistyped one may stand for.
const CORRECTIONS: i64 = 16;

/// The words of a text, folded.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(WORD).collect()).collect()
}

/// A question, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    pub wanted: Vec<String>,
    pub unwanted: Vec<String>,
}

impl Question {
    /// Reads what somebody typed. Every text is a question; one without words asks for everything.
    pub fn read(text: &str) -> Self {
        let mut question = Self::default();
        for part in text.split_whitespace() {
            let (list, part) = match part.strip_prefix(['-', '−', '–']) {
                Some(rest) if !rest.is_empty() => (&mut question.unwanted, rest),
                _ => (&mut question.wanted, part),
            };
            list.extend(words(part));
        }
        question.wanted.truncate(WORDS);
        question.unwanted.truncate(WORDS);
        question
    }
}

/// The conditions under which a candidate answers a question, for this reader.
pub(crate) async fn narrow(tx: &mut Tx, within: &mut Where, actor: &Actor, text: &str) -> Result<()> {
    let question = Question::read(text);
    for word in &question.wanted {
        let terms = terms(tx, actor, word).await?;
        answers(tx.is_sqlite(), within, actor, true, &terms);
    }
    for word in &question.unwanted {
        answers(tx.is_sqlite(), within, actor, false, &[Term::Beginning(word.clone())]);
    }
    Ok(())
}

/// One way in which a document can answer a word.
enum Term {
    Beginning(String),
    Whole(String),
}

/// What to look for: the word as the beginning of a word; where this reader would find nothing by that, the words it may have been meant for.
async fn terms(tx: &mut Tx, actor: &Actor, word: &str) -> Result<Vec<Term>> {
    let beginning = Term::Beginning(word.to_owned());
    let mut found = Where::default();
    answers(tx.is_sqlite(), &mut found, actor, true, std::slice::from_ref(&beginning));
    let sql = format!("SELECT CAST(1 AS BIGINT) FROM candidate{} LIMIT 1", found.clause());
    let known = tx.query_built(sql).bind_all(found.params().to_vec()).optional::<(i64,)>().await?.is_some();
    if known || word.chars().count() < FORGIVING {
        return Ok(vec![beginning]);
    }
    let mut rests = Where::default();
    rests.and_in("rest", rests_of(word).into_iter().map(|rest| Param::Text(Some(rest))).collect());
    let sql = format!("SELECT DISTINCT word FROM search_typo{} ORDER BY word LIMIT {}", rests.clause(), CORRECTIONS * 8);
    let meant: Vec<(String,)> = tx.query_built(sql).bind_all(rests.params().to_vec()).all().await?;
    let meant = meant.into_iter().map(|(meant,)| meant).filter(|meant| one_slip_apart(word, meant));
    let mut terms: Vec<Term> = meant.take(CORRECTIONS as usize).map(Term::Whole).collect();
    if terms.is_empty() {
        terms.push(beginning);
    }
    Ok(terms)
}

fn answers(sqlite: bool, within: &mut Where, actor: &Actor, wanted: bool, terms: &[Term]) {
    // Words are letters and digits only: nothing in them means anything to either query language.
    let (operator, texts): (&str, Vec<String>) = if sqlite {
        let of = |term: &Term| match term {
            Term::Beginning(word) => format!("\"{word}\" *"),
            Term::Whole(word) => format!("\"{word}\""),
        };
        (" OR ", terms.iter().map(of).collect())
    } else {
        let of = |term: &Term| match term {
            Term::Beginning(word) => format!("'{word}':*"),
            Term::Whole(word) => format!("'{word}'"),
        };
        (" | ", terms.iter().map(of).collect())
    };
    let (readable, mut params) = audience_params(actor);
    let fragment = match (sqlite, wanted, readable) {
        (true, true, true) => {
            "id IN (SELECT candidate FROM search_document WHERE id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)
             AND (audience IN (?, ?, ?, ?) OR author = ?))"
        }
        (true, false, true) => {
            "id NOT IN (SELECT candidate FROM search_document WHERE id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)
             AND (audience IN (?, ?, ?, ?) OR author = ?))"
        }
        (false, true, true) => {
            "id IN (SELECT candidate FROM search_document WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(? AS tsquery)
             AND (audience IN (?, ?, ?, ?) OR author = ?))"
        }
        (false, false, true) => {
            "id NOT IN (SELECT candidate FROM search_document WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(? AS tsquery)
             AND (audience IN (?, ?, ?, ?) OR author = ?))"
        }
        (_, _, false) => return within.and("1 = 0", []),
    };
    params.insert(0, Param::Text(Some(texts.join(operator))));
    within.and(fragment, params);
}

/// The file itself, and the notes this reader hears. Always four words and an author, so that the statement stays the same.
fn audience_params(actor: &Actor) -> (bool, Vec<Param>) {
    let mut heard: Vec<&str> = vec![FILE];
    match (actor, actor.person()) {
        (_, Some(person)) => heard.extend(audience(person).iter().map(|visibility| visibility.word())),
        (Actor::System, None) => heard.extend(NoteVisibility::WORDS),
        (_, None) => return (false, Vec::new()),
    }
    heard.resize(4, FILE);
    let mut params: Vec<Param> = heard.into_iter().map(|word| Param::Text(Some(word.to_owned()))).collect();
    params.push(Param::Id(actor.user().map(|user| user.0)));
    (true, params)
}

/// The audience of the file itself: whoever sees the candidate.
const FILE: &str = "file";

/// Indexes a person's file anew.
pub(crate) async fn index_candidate(tx: &mut Tx, candidate: &Candidate) -> Result<()> {
    let mut found = BTreeSet::new();
    let mut named = BTreeSet::new();
    for text in [&candidate.firstname, &candidate.lastname, &candidate.email] {
        named.extend(words(text));
    }
    for text in [&candidate.position, &candidate.location].into_iter().flatten() {
        named.extend(words(text));
    }
    if let Some(phone) = &candidate.phone_number {
        found.extend(words(phone));
        found.insert(phone.chars().filter(char::is_ascii_digit).collect());
        found.extend(text::phone_key(phone));
    }
    found.extend(candidate.notes.as_deref().map(words).into_iter().flatten());
    for word in &named {
        learn(tx, word).await?;
    }
    found.extend(named);
    found.remove("");
    store(tx, candidate.id.0, candidate.id.0, FILE, None, found).await
}

/// Indexes a note anew.
pub(crate) async fn index_note(tx: &mut Tx, note: &CandidateNote) -> Result<()> {
    let Some(candidate) = note.candidate else { return Ok(()) };
    let found = words(&note.content).into_iter().collect();
    store(tx, note.id.0, candidate.0, note.visibility.word(), note.author.map(|author| author.0), found).await
}

/// Forgets a document.
pub(crate) async fn forget(tx: &mut Tx, id: Uuid) -> Result<()> {
    if tx.is_sqlite() {
        tx.query(sql!(Sqlite, "DELETE FROM search_index WHERE rowid = $1")).bind(number(id)).execute().await?;
    }
    tx.query(sql!("DELETE FROM search_document WHERE id = $1")).bind(number(id)).execute().await?;
    Ok(())
}

async fn store(tx: &mut Tx, id: Uuid, candidate: Uuid, audience: &str, author: Option<Uuid>, found: BTreeSet<String>) -> Result<()> {
    let text = found.into_iter().collect::<Vec<_>>().join(" ");
    forget(tx, id).await?;
    if tx.is_sqlite() {
        tx.query(sql!("INSERT INTO search_document (id, candidate, audience, author) VALUES ($1, $2, $3, $4)"))
            .bind(number(id))
            .bind(candidate)
            .bind(audience.to_owned())
            .bind(author)
            .execute()
            .await?;
        tx.query(sql!(Sqlite, "INSERT INTO search_index (rowid, words) VALUES ($1, $2)")).bind(number(id)).bind(text).execute().await?;
    } else {
        tx.query(sql!(Postgres, "INSERT INTO search_document (id, candidate, audience, author, words) VALUES ($1, $2, $3, $4, $5)"))
            .bind(number(id))
            .bind(candidate)
            .bind(audience.to_owned())
            .bind(author)
            .bind(text)
            .execute()
            .await?;
    }
    Ok(())
}

/// Learns a word, so that a slip in it can be forgiven.
async fn learn(tx: &mut Tx, word: &str) -> Result<()> {
    if word.chars().count() < FORGIVING {
        return Ok(());
    }
    let new = tx
        .query(sql!("INSERT INTO search_typo (rest, word) VALUES ($1, $1) ON CONFLICT DO NOTHING"))
        .bind(word.to_owned())
        .execute()
        .await?;
    if new == 0 {
        return Ok(());
    }
    for rest in rests_of(word).into_iter().filter(|rest| rest != word) {
        tx.query(sql!("INSERT INTO search_typo (rest, word) VALUES ($1, $2) ON CONFLICT DO NOTHING"))
            .bind(rest)
            .bind(word.to_owned())
            .execute()
            .await?;
    }
    Ok(())
}

/// A document's number: 63 of the bits of its record's id, 62 of which are random. Two of a million documents share one with a probability of
/// one in ten million.
fn number(id: Uuid) -> i64 {
    (id.as_u128() & u128::from(i64::MAX.unsigned_abs())) as i64
}

/// The word, and what is left of it when any one letter is missing. Two words one slip apart share one of these (the idea behind SymSpell).
fn rests_of(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let without = |gone: usize| letters.iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, c)| *c).collect();
    std::iter::once(word.to_owned()).chain((0..letters.len()).map(without)).collect()
}

/// Whether one letter was added, lost, replaced, or two neighbours were swapped.
fn one_slip_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    match (one.len() as isize) - (other.len() as isize) {
        0 => {
            one.is_empty()
                || one[1..] == other[1..]
                || (one.len() > 1 && one[0] == other[1] && one[1] == other[0] && one[2..] == other[2..])
        }
        1 => one[1..] == *other,
        -1 => *one == other[1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_cut_into_words() {
        assert_eq!(words("Ada.Lovelace@example.test"), ["ada", "lovelace", "example", "test"]);
    }

    #[test]
    fn questions_are_read() {
        let question = Question::read("  rust -Java née-Smith - ");
        assert_eq!(question.wanted, ["rust", "nee", "smith"]);
        assert_eq!(question.unwanted, ["java"]);
    }

    #[test]
    fn slips_are_recognised() {
        for slip in ["lovelace", "lvelace", "lovelacce", "lovelqce", "lovleace", "ovelace", "lovelacx"] {
            assert!(one_slip_apart(slip, "lovelace"), "{slip}");
        }
        for other in ["lvlace", "lovelaceee", "eovelacl", "love"] {
            assert!(!one_slip_apart(other, "lovelace"), "{other}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_a_question(text in ".*") {
            let question = Question::read(&text);
            for word in question.wanted.iter().chain(&question.unwanted) {
                prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric), "{:?}", word);
                prop_assert_eq!(&fold(word), word, "folding twice is folding once");
            }
        }

        #[test]
        fn words_one_slip_apart_share_a_rest(word in "[a-z]{4,9}", at in 0_usize..9, letter in "[a-z]", how in 0_u8..4) {
            let mut letters: Vec<char> = word.chars().collect();
            let at = at % letters.len();
            let letter = letter.chars().next().expect("one");
            match how {
                0 => { letters.remove(at); }
                1 => letters.insert(at, letter),
                2 => letters[at] = letter,
                _ => { let other = (at + 1) % letters.len(); letters.swap(at.min(other), at.max(other).min(at.min(other) + 1)); }
            }
            let slip: String = letters.into_iter().collect();
            prop_assert!(one_slip_apart(&slip, &word), "{} {}", slip, word);
            prop_assert!(!rests_of(&slip).is_disjoint(&rests_of(&word)));
        }
    }
}
