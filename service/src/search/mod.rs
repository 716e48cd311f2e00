//! Free text: words and beginnings of words, accents folded, a typo forgiven, `-word` to exclude.
//!
//! Rust folds and cuts the text into words, once; both databases index those words and nothing else, so both give the same answers. Each word
//! stands behind who finds it: nobody finds a person by a note that is not meant for them.

mod index;
mod slips;

use crate::{
    candidates,
    db::{Param, Sum, Tx, Where},
    error::Result,
    sql,
};
use domain::{
    id::CandidateId,
    page::Paging,
    policy::{self, Actor, Reach},
    text::fold,
};
pub(crate) use index::{Indexed, fill, index_candidate, index_notes, unfindable};
use slips::{one_slip_apart, rests_of};
use uuid::Uuid;

/// Letters of a word that are indexed.
const WORD: usize = 40;
/// Words of a question that are looked at.
const WORDS: usize = 12;
/// Letters from which a word may contain a typo: shorter ones would find everybody.
const FORGIVING: usize = 4;
/// Words that a mistyped one may stand for.
const CORRECTIONS: usize = 16;
/// Words that are asked for one by one where a beginning may stand for so many: each of them comes in the order of the list, whereas what a beginning finds is
/// gathered and sorted first.
const CONTINUATIONS: usize = 32;

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
    let mut asked = Asked::read(tx, actor, text).await?;
    asked.correct(tx, actor).await?;
    let (matching, candidates) = (matching(tx.is_sqlite()), candidates(tx.is_sqlite()));
    let mut found = Where::default();
    if let Some(wanted) = asked.wanted() {
        found.and(matching, [Param::Text(Some(wanted))]);
        within.and_in_select("id", candidates, found);
    } else if let Some(unwanted) = asked.unwanted() {
        found.and(matching, [Param::Text(Some(unwanted))]);
        within.and_not_in_select("id", candidates, found);
    }
    Ok(())
}

/// A page of those who answer a question, by age, and how many they are. `states` are conditions on the states in which files are. None where nothing is
/// looked for.
pub(crate) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    text: &str,
    states: &Where,
    paging: Paging,
    descending: bool,
) -> Result<Option<(Vec<CandidateId>, i64)>> {
    let mut asked = Asked::read(tx, actor, text).await?;
    let Some(wanted) = asked.wanted() else { return Ok(None) };
    let list = List { actor, states, paging, descending };
    let found = list.found(tx, &wanted).await?;
    // A word that nobody answers makes that nobody is found: only then can there be one that was mistyped.
    if found.1 > 0 || !asked.correct(tx, actor).await? {
        return Ok(Some(found));
    }
    list.found(tx, &asked.wanted().unwrap_or(wanted)).await.map(Some)
}

/// A list of those who answer something.
struct List<'a> {
    actor: &'a Actor,
    states: &'a Where,
    paging: Paging,
    descending: bool,
}

impl List<'_> {
    /// The page, and how long the list is.
    async fn found(&self, tx: &mut Tx, wanted: &str) -> Result<(Vec<CandidateId>, i64)> {
        let sqlite = tx.is_sqlite();
        let within = self.within(sqlite, wanted.to_owned());
        let total = self.total(sqlite, wanted);
        let before = within.params().len();
        let direction = if self.descending { " DESC" } else { "" };
        let (select, counted) = if sqlite {
            let counted = candidates(sqlite).replacen("SELECT candidate", &format!("SELECT candidate, {}", total.sql(before)), 1);
            (format!("{counted}{} ORDER BY search_index.rowid{direction}", within.clause()), total.params())
        } else {
            // Its index gives them in no order: they are gathered once, to be counted and to be ordered.
            let hits = format!("WITH hits AS MATERIALIZED (SELECT id, candidate FROM search_document{})", within.clause());
            (format!("{hits} SELECT candidate, (SELECT COUNT(*) FROM hits) FROM hits ORDER BY id{direction}"), Vec::new())
        };
        let arguments = before + counted.len();
        let sql = format!("{select} LIMIT ${} OFFSET ${}", arguments + 1, arguments + 2);
        let statement = tx.query_built(sql).bind_all(within.params().to_vec()).bind_all(counted);
        let rows: Vec<(Uuid, i64)> = statement.bind(i64::from(self.paging.per_page)).bind(self.paging.offset()).all().await?;
        if let Some((_, total)) = rows.first() {
            let total = *total;
            return Ok((rows.into_iter().map(|(id, _)| CandidateId(id)).collect(), total));
        }
        if self.paging.page == 1 && self.paging.per_page > 0 {
            return Ok((Vec::new(), 0));
        }
        let total = tx.query_built(format!("SELECT {}", total.sql(0))).bind_all(total.params()).number().await?;
        Ok((Vec::new(), total))
    }

    /// How long the list is. SQLite's index of words counts without opening a document; only those of which it does not know that they are in the list are looked at.
    fn total(&self, sqlite: bool, wanted: &str) -> Sum {
        let scope = policy::scope(self.actor);
        let mut total = Sum::default();
        if !sqlite || scope.own_file.is_some() || !matches!(scope.reach, Reach::All | Reach::Open { .. }) {
            total.add(if sqlite { COUNTED } else { "SELECT COUNT(*) FROM search_document" }, self.within(sqlite, wanted.to_owned()));
            return total;
        }
        let mut plain = Where::default();
        plain.and(matching(sqlite), [Param::Text(Some(format!("({wanted}) NOT \"{}\"", index::SPECIAL)))]);
        if !self.states.is_empty() {
            plain.and_exists("SELECT 1 FROM (SELECT 'active' AS lifecycle)", self.states.clone());
        }
        total.add("SELECT COUNT(*) FROM search_index", plain);
        total.add(COUNTED, self.within(sqlite, format!("({wanted}) AND \"{}\"", index::SPECIAL)));
        total
    }

    /// The documents that answer, of files that the asker finds in these states.
    fn within(&self, sqlite: bool, wanted: String) -> Where {
        let mut within = Where::default();
        within.and(matching(sqlite), [Param::Text(Some(wanted))]);
        within.and_all(self.states);
        candidates::within_scope_by(&mut within, policy::scope(self.actor), "candidate");
        within
    }
}

/// That a document answers.
fn matching(sqlite: bool) -> &'static str {
    if sqlite { "search_index MATCH ?" } else { "array_to_tsvector(string_to_array(words, ' ')) @@ CAST(? AS tsquery)" }
}

/// Whose documents. SQLite goes from what the index of words finds to the documents, never from all the documents to the index.
fn candidates(sqlite: bool) -> &'static str {
    if sqlite {
        "SELECT candidate FROM search_index CROSS JOIN search_document ON search_document.id = search_index.rowid"
    } else {
        "SELECT candidate FROM search_document"
    }
}

/// How many, in SQLite.
const COUNTED: &str = "SELECT COUNT(*) FROM search_index CROSS JOIN search_document ON search_document.id = search_index.rowid";

/// One way in which a document can answer a word.
enum Term {
    Beginning(String),
    Whole(String),
}

/// What was asked, as this reader may find it.
struct Asked {
    sqlite: bool,
    /// What stands before the words that the reader finds.
    heard: Vec<String>,
    wanted: Vec<(String, Vec<Term>)>,
    unwanted: Vec<Vec<Term>>,
}

impl Asked {
    async fn read(tx: &mut Tx, actor: &Actor, text: &str) -> Result<Self> {
        let question = Question::read(text);
        let mut asked = Self { sqlite: tx.is_sqlite(), heard: index::heard(actor), wanted: Vec::new(), unwanted: Vec::new() };
        for word in question.wanted {
            let terms = beginnings(tx, &word).await?;
            asked.wanted.push((word, terms));
        }
        for word in question.unwanted {
            asked.unwanted.push(beginnings(tx, &word).await?);
        }
        Ok(asked)
    }

    /// Puts in the place of each word that this reader would find nothing by those that it may have been meant for. Whether there was one. That a word is in a file
    /// which they may not know of changes nothing for them.
    async fn correct(&mut self, tx: &mut Tx, actor: &Actor) -> Result<bool> {
        let mut corrected = false;
        for at in 0..self.wanted.len() {
            let (word, terms) = &self.wanted[at];
            let mut within = Where::default();
            within.and(matching(self.sqlite), [Param::Text(Some(self.answers(terms)))]);
            candidates::within_scope_by(&mut within, policy::scope(actor), "candidate");
            let sql = format!("{}{} LIMIT 1", candidates(self.sqlite), within.clause());
            let known = tx.query_built(sql).bind_all(within.params().to_vec()).optional::<(Uuid,)>().await?.is_some();
            if known || word.chars().count() < FORGIVING {
                continue;
            }
            let meant = meant(tx, word).await?;
            if !meant.is_empty() {
                self.wanted[at].1 = meant;
                corrected = true;
            }
        }
        Ok(corrected)
    }

    /// What is wanted without what is not; none where nothing is wanted.
    fn wanted(&self) -> Option<String> {
        let wanted: Vec<String> = self.wanted.iter().map(|(_, terms)| self.answers(terms)).collect();
        let (and, not) = if self.sqlite { (" AND ", " NOT ") } else { (" & ", " & !") };
        let wanted = (!wanted.is_empty()).then(|| format!("({})", wanted.join(and)))?;
        Some(match self.unwanted() {
            Some(unwanted) => format!("({wanted}{not}{unwanted})"),
            None => wanted,
        })
    }

    /// What is not wanted.
    fn unwanted(&self) -> Option<String> {
        let unwanted: Vec<String> = self.unwanted.iter().map(|terms| self.answers(terms)).collect();
        (!unwanted.is_empty()).then(|| format!("({})", unwanted.join(self.or())))
    }

    /// What answers one word. Words are letters and digits only: nothing in them means anything to either query language.
    fn answers(&self, terms: &[Term]) -> String {
        let text = |heard: &str, term: &Term| match (self.sqlite, term) {
            (true, Term::Beginning(word)) => format!("\"{heard}{word}\" *"),
            (true, Term::Whole(word)) => format!("\"{heard}{word}\""),
            (false, Term::Beginning(word)) => format!("'{heard}{word}':*"),
            (false, Term::Whole(word)) => format!("'{heard}{word}'"),
        };
        let texts: Vec<String> = self.heard.iter().flat_map(|heard| terms.iter().map(move |term| text(heard, term))).collect();
        format!("({})", texts.join(self.or()))
    }

    fn or(&self) -> &'static str {
        if self.sqlite { " OR " } else { " | " }
    }
}

/// What to look for: the words that begin like this one where they are few, or whatever begins like it. A word with a digit in it is found behind the letters
/// before the digit, too.
async fn beginnings(tx: &mut Tx, word: &str) -> Result<Vec<Term>> {
    if word.chars().all(char::is_alphabetic) {
        let sql = sql!("SELECT word FROM search_word WHERE rest = '' AND word >= $1 AND word < $2 ORDER BY word LIMIT $3");
        let continued = tx.query(sql).bind(word.to_owned()).bind(format!("{word}{}", char::MAX)).bind(CONTINUATIONS as i64 + 1);
        let continued: Vec<(String,)> = continued.all().await?;
        if (1..=CONTINUATIONS).contains(&continued.len()) {
            return Ok(continued.into_iter().map(|(word,)| Term::Whole(word)).collect());
        }
    }
    Ok(vec![Term::Beginning(word.to_owned())])
}

/// The words that one may have been meant for.
async fn meant(tx: &mut Tx, word: &str) -> Result<Vec<Term>> {
    let mut rests = Where::default();
    rests.and_in("rest", rests_of(word).into_iter().map(|rest| Param::Text(Some(rest))).collect());
    let sql = format!("SELECT DISTINCT word FROM search_word{} ORDER BY word LIMIT {}", rests.clause(), CORRECTIONS * 8);
    let meant: Vec<(String,)> = tx.query_built(sql).bind_all(rests.params().to_vec()).all().await?;
    Ok(meant.into_iter().map(|(meant,)| meant).filter(|meant| one_slip_apart(word, meant)).take(CORRECTIONS).map(Term::Whole).collect())
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

    proptest! {
        #[test]
        fn every_text_is_a_question(text in ".*") {
            let question = Question::read(&text);
            for word in question.wanted.iter().chain(&question.unwanted) {
                prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric), "{:?}", word);
                prop_assert_eq!(&fold(word), word, "folding twice is folding once");
            }
        }
    }
}
