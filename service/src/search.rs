//! Free text: words and beginnings of words, accents folded, a typo forgiven, `-word` to exclude.
//!
//! Rust folds and cuts the text into words, once; both databases index those words and nothing else, so both give the same answers. Every
//! document carries its audience: nobody finds a person by a note that is not meant for them.

use crate::{
    candidates,
    db::{Param, Tx, Where},
    error::Result,
    sql,
};
use domain::{
    candidates::Candidate,
    id::CandidateId,
    notes::{CandidateNote, NoteVisibility},
    page::Paging,
    policy::{self, Actor, audience},
    text::{self, fold},
};
use sqlx::types::Json;
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
    let (wanted, unwanted) = asked(tx, actor, text).await?;
    for found in wanted {
        within.and_in_select("id", found.candidates(), found.within);
    }
    for found in unwanted {
        within.and_not_in_select("id", found.candidates(), found.within);
    }
    Ok(())
}

/// A page of those who answer a question, by age, and how many they are: their documents say enough to count and order them. `states` are conditions on the
/// states in which files are. None where nothing is looked for.
pub(crate) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    text: &str,
    states: &Where,
    paging: Paging,
    descending: bool,
) -> Result<Option<(Vec<CandidateId>, i64)>> {
    let (wanted, unwanted) = asked(tx, actor, text).await?;
    let mut wanted = wanted.into_iter();
    let Some(first) = wanted.next() else { return Ok(None) };
    let mut within = first.within.clone();
    within.and_all(states);
    candidates::within_scope_by(&mut within, policy::scope(actor), "candidate");
    for found in wanted {
        within.and_in_select("candidate", found.candidates(), found.within);
    }
    for found in unwanted {
        within.and_not_in_select("candidate", found.candidates(), found.within);
    }
    let hits = format!("SELECT candidate, created_at FROM {}{} GROUP BY candidate, created_at", first.from(), within.clause());
    let params = within.params().len();
    let direction = if descending { " DESC" } else { "" };
    let sql = format!(
        "WITH hits AS MATERIALIZED ({hits}) SELECT candidate, (SELECT COUNT(*) FROM hits) FROM hits
         ORDER BY created_at{direction}, candidate{direction} LIMIT ${} OFFSET ${}",
        params + 1,
        params + 2
    );
    let statement = tx.query_built(sql).bind_all(within.params().to_vec()).bind(i64::from(paging.per_page)).bind(paging.offset());
    let rows: Vec<(Uuid, i64)> = statement.all().await?;
    if let Some((_, total)) = rows.first() {
        let total = *total;
        return Ok(Some((rows.into_iter().map(|(id, _)| CandidateId(id)).collect(), total)));
    }
    let total = tx.query_built(format!("SELECT COUNT(*) FROM ({hits}) hits")).bind_all(within.params().to_vec()).number().await?;
    Ok(Some((Vec::new(), total)))
}

/// What was asked, as documents: for each word those that answer it, and those that must not.
async fn asked(tx: &mut Tx, actor: &Actor, text: &str) -> Result<(Vec<Found>, Vec<Found>)> {
    let question = Question::read(text);
    let mut wanted = Vec::new();
    for word in &question.wanted {
        let terms = terms(tx, actor, word).await?;
        wanted.push(Found::by(tx.is_sqlite(), actor, &terms));
    }
    let unwanted = question.unwanted.iter().map(|word| Found::by(tx.is_sqlite(), actor, &[Term::Beginning(word.clone())])).collect();
    Ok((wanted, unwanted))
}

/// One way in which a document can answer a word.
enum Term {
    Beginning(String),
    Whole(String),
}

/// What to look for: the word as the beginning of a word; where this reader would find nothing by that, the words it may have been meant for.
async fn terms(tx: &mut Tx, actor: &Actor, word: &str) -> Result<Vec<Term>> {
    let beginning = Term::Beginning(word.to_owned());
    let found = Found::by(tx.is_sqlite(), actor, std::slice::from_ref(&beginning));
    let sql = format!("SELECT CAST(1 AS BIGINT) FROM {}{} LIMIT 1", found.from(), found.within.clause());
    let known = tx.query_built(sql).bind_all(found.within.params().to_vec()).optional::<(i64,)>().await?.is_some();
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

/// Documents that answer a word, and that this reader may find.
struct Found {
    sqlite: bool,
    within: Where,
}

impl Found {
    fn by(sqlite: bool, actor: &Actor, terms: &[Term]) -> Self {
        // Words are letters and digits only: nothing in them means anything to either query language.
        let text = |term: &Term| match (sqlite, term) {
            (true, Term::Beginning(word)) => format!("\"{word}\" *"),
            (true, Term::Whole(word)) => format!("\"{word}\""),
            (false, Term::Beginning(word)) => format!("'{word}':*"),
            (false, Term::Whole(word)) => format!("'{word}'"),
        };
        let texts: Vec<String> = terms.iter().map(text).collect();
        let mut within = Where::default();
        let answers = if sqlite { "search_index MATCH ?" } else { "array_to_tsvector(string_to_array(words, ' ')) @@ CAST(? AS tsquery)" };
        within.and(answers, [Param::Text(Some(texts.join(if sqlite { " OR " } else { " | " })))]);
        match audience_params(actor) {
            Some(params) => within.and("(audience IN (?, ?, ?, ?) OR author = ?)", params),
            None => within.and("1 = 0", []),
        }
        Self { sqlite, within }
    }

    /// Where they are. SQLite goes from what the index of words finds to the documents, never from all the documents to the index.
    fn from(&self) -> &'static str {
        if self.sqlite { "search_index CROSS JOIN search_document ON search_document.id = search_index.rowid" } else { "search_document" }
    }

    /// Whose they are.
    fn candidates(&self) -> &'static str {
        if self.sqlite {
            "SELECT candidate FROM search_index CROSS JOIN search_document ON search_document.id = search_index.rowid"
        } else {
            "SELECT candidate FROM search_document"
        }
    }
}

/// The file itself, and the notes this reader hears. Always four words and an author, so that the statement stays the same.
fn audience_params(actor: &Actor) -> Option<Vec<Param>> {
    let mut heard: Vec<&str> = vec![FILE];
    match (actor, actor.person()) {
        (_, Some(person)) => heard.extend(audience(person).iter().map(|visibility| visibility.word())),
        (Actor::System, None) => heard.extend(NoteVisibility::WORDS),
        (_, None) => return None,
    }
    heard.resize(4, FILE);
    let mut params: Vec<Param> = heard.into_iter().map(|word| Param::Text(Some(word.to_owned()))).collect();
    params.push(Param::Id(actor.user().map(|user| user.0)));
    Some(params)
}

/// The audience of the file itself: whoever sees the candidate.
const FILE: &str = "file";

/// Whether a record was in an index before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Indexed {
    Never,
    Perhaps,
}

/// Indexes a person's file anew. Its notes learn from it who finds them.
pub(crate) async fn index_candidate(tx: &mut Tx, candidate: &Candidate, before: Indexed) -> Result<()> {
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
    learn(tx, &named).await?;
    found.extend(named);
    found.remove("");
    if before == Indexed::Perhaps {
        forget(tx, candidate.id.0).await?;
        tx.query(sql!("UPDATE search_document SET lifecycle = $2, visibility = $3, recruiter = $4 WHERE candidate = $1"))
            .bind(candidate.id.0)
            .bind(candidate.lifecycle.word())
            .bind(candidate.visibility.word())
            .bind(candidate.recruiter.map(|recruiter| recruiter.0))
            .execute()
            .await?;
    }
    store(tx, candidate.id.0, candidate.id.0, FILE, None, found).await
}

/// Indexes a note anew.
pub(crate) async fn index_note(tx: &mut Tx, note: &CandidateNote) -> Result<()> {
    let Some(candidate) = note.candidate else { return Ok(()) };
    let found = words(&note.content).into_iter().collect();
    forget(tx, note.id.0).await?;
    if !tx.is_sqlite() {
        // Who makes the file confidential at this moment does not see this document yet. Writing the file's own one lets one of the two lose, and try again.
        tx.query(sql!(Postgres, "UPDATE search_document SET audience = audience WHERE id = $1"))
            .bind(number(candidate.0))
            .execute()
            .await?;
    }
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
    let sqlite = tx.is_sqlite();
    let statement = if sqlite {
        sql!(
            Sqlite,
            "INSERT INTO search_document (id, candidate, audience, author, created_at, lifecycle, visibility, recruiter)
             SELECT $1, id, $3, $4, created_at, lifecycle, visibility, recruiter FROM candidate WHERE id = $2"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO search_document (id, candidate, audience, author, words, created_at, lifecycle, visibility, recruiter)
             SELECT $1, id, $3, $4, $5, created_at, lifecycle, visibility, recruiter FROM candidate WHERE id = $2"
        )
    };
    let mut document =
        vec![Param::Int(Some(number(id))), Param::Id(Some(candidate)), Param::Text(Some(audience.to_owned())), Param::Id(author)];
    if sqlite {
        tx.later(statement, document).await?;
        let words = vec![Param::Int(Some(number(id))), Param::Text(Some(text))];
        tx.later(sql!(Sqlite, "INSERT INTO search_index (rowid, words) VALUES ($1, $2)"), words).await
    } else {
        document.push(Param::Text(Some(text)));
        tx.later(statement, document).await
    }
}

/// Learns words, so that a slip in one of them can be forgiven; not in one with digits, where it would be another number.
async fn learn(tx: &mut Tx, words: &BTreeSet<String>) -> Result<()> {
    let forgiven = |word: &&str| word.chars().count() >= FORGIVING && !word.contains(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = words.iter().map(String::as_str).filter(forgiven).collect();
    if words.is_empty() {
        return Ok(());
    }
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "INSERT INTO search_typo (rest, word) SELECT value, value FROM json_each($1) WHERE true ON CONFLICT DO NOTHING RETURNING word"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO search_typo (rest, word) SELECT value, value FROM jsonb_array_elements_text($1) ON CONFLICT DO NOTHING RETURNING word"
        )
    };
    let new: Vec<(String,)> = tx.query(statement).bind(Json(words)).all().await?;
    // In order, so that two who learn the same words do not wait for each other.
    let new: BTreeSet<String> = new.into_iter().map(|(word,)| word).collect();
    let rests: Vec<(String, &String)> =
        new.iter().flat_map(|word| rests_of(word).into_iter().filter(move |rest| rest != word).map(move |rest| (rest, word))).collect();
    if rests.is_empty() {
        return Ok(());
    }
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "INSERT INTO search_typo (rest, word) SELECT value ->> 0, value ->> 1 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO search_typo (rest, word) SELECT value ->> 0, value ->> 1 FROM jsonb_array_elements($1) ON CONFLICT DO NOTHING"
        )
    };
    tx.later(statement, vec![Param::Json(Some(serde_json::to_value(rests)?))]).await
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
