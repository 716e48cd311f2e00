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
    recent::{Counted, Reading, Recent},
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
/// Words, each behind its letter, that are asked for one by one where a beginning may stand for so many: each of them comes in the order of the list, whereas what
/// a beginning finds is gathered and sorted first.
const CONTINUATIONS: usize = 32;

/// The words of a text, folded.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(WORD).collect()).collect()
}

/// How many are gathered at once on PostgreSQL. Of more, those of a part of the periods are.
const FEW: i64 = 200;
/// How many times as many periods are looked at where those were too few.
const FURTHER: i64 = 8;

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
    if asked.by_nobody() {
        within.and("1 = 0", []);
    } else if let Some(wanted) = asked.wanted() {
        found.and(matching, [Param::Text(Some(wanted))]);
        within.and_in_select("id", candidates, found);
    } else if let Some(unwanted) = asked.unwanted() {
        found.and(matching, [Param::Text(Some(unwanted))]);
        within.and_not_in_select("id", candidates, found);
    }
    Ok(())
}

/// How many were found by words, as long as nothing was recorded since: whoever asks for the next page does not wait for them to be counted again. SQLite's server
/// knows what it has recorded; on PostgreSQL, where others write too, the snapshot says how far the log of changes is.
pub(crate) type Lengths = Recent<Counted, i64>;

/// A page of those who answer a question, by age, and how many they are. `states` are conditions on the states in which files are. None where nothing is
/// looked for.
pub(crate) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    text: &str,
    states: &Where,
    paging: Paging,
    descending: bool,
    lengths: &Reading<'_, Counted, i64>,
) -> Result<Option<(Vec<CandidateId>, i64)>> {
    let mut asked = Asked::read(tx, actor, text).await?;
    if asked.wanted.is_empty() {
        return Ok(None);
    }
    let list = List { actor, states, paging, descending, lengths };
    let found = list.found(tx, &asked).await?;
    // A word that nobody answers makes that nobody is found: only then can there be one that was mistyped.
    if found.1 > 0 || !asked.correct(tx, actor).await? {
        return Ok(Some(found));
    }
    list.found(tx, &asked).await.map(Some)
}

/// A list of those who answer something.
struct List<'a> {
    actor: &'a Actor,
    states: &'a Where,
    paging: Paging,
    descending: bool,
    lengths: &'a Reading<'a, Counted, i64>,
}

impl List<'_> {
    /// The page, and how long the list is.
    async fn found(&self, tx: &mut Tx, asked: &Asked) -> Result<(Vec<CandidateId>, i64)> {
        match asked.wanted().filter(|_| !asked.by_nobody()) {
            None => Ok((Vec::new(), 0)),
            Some(wanted) if asked.sqlite => self.walked(tx, &wanted).await,
            Some(wanted) => self.gathered(tx, &wanted).await,
        }
    }

    /// From SQLite's index of words, which gives documents in their order: it is gone through until the page is full.
    async fn walked(&self, tx: &mut Tx, wanted: &str) -> Result<(Vec<CandidateId>, i64)> {
        let within = self.within(true, wanted.to_owned());
        let total = self.total(true, wanted);
        let counted = (format!("SELECT {}", total.sql(0)), total.params());
        let kept = self.lengths.get(&counted);
        let before = within.params().len();
        let (total, among) = match kept {
            Some(total) => (format!("${}", before + 1), vec![Param::Int(Some(total))]),
            None => (total.sql(before), counted.1.clone()),
        };
        let select = candidates(true).replacen("SELECT candidate", &format!("SELECT candidate, {total}"), 1);
        let params = within.params().iter().cloned().chain(among).collect();
        let rows = self.rows(tx, format!("{select}{}", within.clause()), "search_index.rowid", params).await?;
        let total = match (rows.first(), kept) {
            (Some((_, total)), _) => *total,
            (None, Some(total)) => total,
            (None, None) if self.paging.page == 1 && self.paging.per_page > 0 => 0,
            (None, None) => tx.query_built(counted.0.clone()).bind_all(counted.1.clone()).number().await?,
        };
        if kept.is_none() {
            self.lengths.put(counted, total);
        }
        Ok((rows.into_iter().map(|(id, _)| CandidateId(id)).collect(), total))
    }

    /// From PostgreSQL's index of words, which gives documents in no order. They are counted without being looked into, and only those of as many periods as the page
    /// may need, from the list's beginning on, are gathered and put in order.
    async fn gathered(&self, tx: &mut Tx, wanted: &str) -> Result<(Vec<CandidateId>, i64)> {
        let total = self.total(false, wanted);
        let mut counted = (format!("SELECT {}", total.sql(0)), total.params());
        let count = counted.clone();
        // Every record is written together with its changes, and a change waits until it has a place in the log. Where none waits, and the last place and its hash are the
        // same, the same was written, whoever wrote it.
        let settled = tx
            .query(sql!(
                Postgres,
                "SELECT head.position, head.hash, ends.first, ends.last FROM (SELECT MIN(id) AS first, MAX(id) AS last FROM search_document) ends
                 LEFT JOIN (SELECT position, hash FROM change_order
                    WHERE NOT EXISTS (SELECT 1 FROM change_pending) AND NOT EXISTS (SELECT 1 FROM search_missing)
                    ORDER BY position DESC LIMIT 1) head ON TRUE"
            ))
            .one::<(Option<i64>, Option<Vec<u8>>, Option<i64>, Option<i64>)>();
        let (position, hash, first, last) = settled.await?;
        let (Some(first), Some(last)) = (first, last) else { return Ok((Vec::new(), 0)) };
        counted.1.push(Param::Bytes(hash.unwrap_or_default()));
        let lengths = self.lengths.of(position.map(i64::unsigned_abs));
        let total = match lengths.get(&counted) {
            Some(total) => total,
            None => {
                let total = tx.query_built(count.0).bind_all(count.1).number().await?;
                lengths.put(counted, total);
                total
            }
        };
        let upto = total.min(self.paging.offset() + i64::from(self.paging.per_page));
        if upto <= self.paging.offset() {
            return Ok((Vec::new(), total));
        }
        let (first, last) = (index::period(first), index::period(last));
        let all = last - first + 1;
        // Twice as many as would do if those who are found had come evenly.
        let mut some = if total <= FEW { all } else { (upto.saturating_mul(2 * all) / total + 1).min(all) };
        loop {
            let periods = if self.descending { last - some + 1..=last } else { first..=first + some - 1 };
            let wanted = if some < all { format!("({wanted} & ({}))", index::in_periods(periods)) } else { wanted.to_owned() };
            let within = self.within(false, wanted);
            let hits = format!("WITH hits AS MATERIALIZED (SELECT id, candidate FROM search_document{})", within.clause());
            let select = format!("{hits} SELECT candidate, (SELECT COUNT(*) FROM hits) FROM hits");
            let rows = self.rows(tx, select, "id", within.params().to_vec()).await?;
            if some == all || rows.first().is_some_and(|(_, gathered)| *gathered >= upto) {
                return Ok((rows.into_iter().map(|(id, _)| CandidateId(id)).collect(), total));
            }
            some = some.saturating_mul(FURTHER).min(all);
        }
    }

    /// The page's rows of a statement that selects people, each with a number.
    async fn rows(&self, tx: &mut Tx, select: String, by: &'static str, params: Vec<Param>) -> Result<Vec<(Uuid, i64)>> {
        let (direction, arguments) = (if self.descending { " DESC" } else { "" }, params.len());
        let sql = format!("{select} ORDER BY {by}{direction} LIMIT ${} OFFSET ${}", arguments + 1, arguments + 2);
        tx.query_built(sql).bind_all(params).bind(i64::from(self.paging.per_page)).bind(self.paging.offset()).all().await
    }

    /// How long the list is. What the index of words finds is counted without looking into a document; only those of which it does not know that they are in the list
    /// are looked at.
    fn total(&self, sqlite: bool, wanted: &str) -> Sum {
        let scope = policy::scope(self.actor);
        let mut total = Sum::default();
        if scope.own_file.is_some() || !matches!(scope.reach, Reach::All | Reach::Open { .. }) {
            total.add(counted(sqlite), self.within(sqlite, wanted.to_owned()));
            return total;
        }
        let (and, not) = operators(sqlite);
        let special = whole(sqlite, index::SPECIAL);
        let mut plain = Where::default();
        plain.and(matching(sqlite), [Param::Text(Some(format!("({wanted}){not}{special}")))]);
        if !self.states.is_empty() {
            plain.and_exists("SELECT 1 FROM (SELECT 'active' AS lifecycle) plain", self.states.clone());
        }
        total.add(if sqlite { "SELECT COUNT(*) FROM search_index" } else { counted(sqlite) }, plain);
        total.add(counted(sqlite), self.within(sqlite, format!("({wanted}){and}{special}")));
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
    if sqlite { "search_index MATCH ?" } else { "words @@ CAST(? AS tsquery)" }
}

/// What stands between two words of which both are wanted, and before one that is not.
fn operators(sqlite: bool) -> (&'static str, &'static str) {
    if sqlite { (" AND ", " NOT ") } else { (" & ", " & !") }
}

/// A word that is asked for as it is. It is letters and digits only: nothing in it means anything to either query language.
fn whole(sqlite: bool, word: &str) -> String {
    if sqlite { format!("\"{word}\"") } else { format!("'{word}'") }
}

/// Whose documents. SQLite goes from what the index of words finds to the documents, never from all the documents to the index.
fn candidates(sqlite: bool) -> &'static str {
    if sqlite {
        "SELECT candidate FROM search_index CROSS JOIN search_document ON search_document.id = search_index.rowid"
    } else {
        "SELECT candidate FROM search_document"
    }
}

/// How many documents.
fn counted(sqlite: bool) -> &'static str {
    if sqlite {
        "SELECT COUNT(*) FROM search_index CROSS JOIN search_document ON search_document.id = search_index.rowid"
    } else {
        "SELECT COUNT(*) FROM search_document"
    }
}

/// One way in which a document can answer a word.
enum Term {
    /// Any word that begins so, behind any letter that the reader hears.
    Beginning(String),
    /// A word behind its letter, as it is indexed.
    Word(String),
}

/// What was asked, as this reader may find it.
struct Asked {
    sqlite: bool,
    /// What stands before the words that the reader finds.
    heard: Vec<String>,
    /// Each word, and what answers it: nothing where no word begins so.
    wanted: Vec<(String, Vec<Term>)>,
    /// What answers each word.
    unwanted: Vec<Vec<Term>>,
}

impl Asked {
    async fn read(tx: &mut Tx, actor: &Actor, text: &str) -> Result<Self> {
        let question = Question::read(text);
        let mut asked = Self { sqlite: tx.is_sqlite(), heard: index::heard(actor), wanted: Vec::new(), unwanted: Vec::new() };
        for word in question.wanted {
            let terms = asked.beginnings(tx, &word).await?;
            asked.wanted.push((word, terms));
        }
        for word in question.unwanted {
            let terms = asked.beginnings(tx, &word).await?;
            asked.unwanted.extend((!terms.is_empty()).then_some(terms));
        }
        Ok(asked)
    }

    /// What to look for: the words that begin like this one where they are few, none where there are none; or whatever begins like it. A word with a digit in it is
    /// found behind the letters before the digit, too.
    async fn beginnings(&self, tx: &mut Tx, word: &str) -> Result<Vec<Term>> {
        if word.chars().all(char::is_alphabetic) {
            let first = self.heard.iter().map(|heard| format!("{}{word}", index::letter(heard)));
            let ranges = first.map(|first| (first.clone(), format!("{first}{}", char::MAX))).collect();
            let continued = self.known(tx, ranges, CONTINUATIONS + 1).await?;
            if continued.len() <= CONTINUATIONS {
                return Ok(continued);
            }
        }
        Ok(vec![Term::Beginning(word.to_owned())])
    }

    /// The words that there are from a first one on, and before an end; of all such ranges so many at most.
    async fn known(&self, tx: &mut Tx, ranges: Vec<(String, String)>, most: usize) -> Result<Vec<Term>> {
        let marks: Vec<String> = (0..ranges.len()).map(|n| format!("(${}, ${})", 2 * n + 1, 2 * n + 2)).collect();
        // From the ranges to the words, never from all the words to the ranges.
        let sql = format!(
            "SELECT word FROM (VALUES {}) AS heard CROSS JOIN search_word WHERE rest = '' AND word >= column1 AND word < column2 LIMIT {most}",
            marks.join(", ")
        );
        let ranges = ranges.into_iter().flat_map(|(first, end)| [first, end]).map(|end| Param::Text(Some(end)));
        let known: Vec<(String,)> = tx.query_built(sql).bind_all(ranges).all().await?;
        let heard = |word: &str| self.heard.iter().find(|heard| index::letter(heard) == index::letter(word));
        Ok(known.iter().filter_map(|(word,)| heard(word).map(|heard| Term::Word(format!("{heard}{}", &word[1..])))).collect())
    }

    /// Puts in the place of each word that this reader would find nothing by those that it may have been meant for. Whether there was one. That a word is in a file
    /// which they may not know of changes nothing for them.
    async fn correct(&mut self, tx: &mut Tx, actor: &Actor) -> Result<bool> {
        let mut corrected = false;
        for at in 0..self.wanted.len() {
            let (word, terms) = &self.wanted[at];
            if word.chars().count() < FORGIVING {
                continue;
            }
            if !terms.is_empty() {
                let mut within = Where::default();
                within.and(matching(self.sqlite), [Param::Text(Some(self.answers(terms)))]);
                candidates::within_scope_by(&mut within, policy::scope(actor), "candidate");
                let sql = format!("{}{} LIMIT 1", candidates(self.sqlite), within.clause());
                if tx.query_built(sql).bind_all(within.params().to_vec()).optional::<(Uuid,)>().await?.is_some() {
                    continue;
                }
            }
            let meant = self.meant(tx, word).await?;
            if !meant.is_empty() {
                self.wanted[at].1 = meant;
                corrected = true;
            }
        }
        Ok(corrected)
    }

    /// The words that one may have been meant for.
    async fn meant(&self, tx: &mut Tx, word: &str) -> Result<Vec<Term>> {
        let mut rests = Where::default();
        rests.and_in("rest", rests_of(word).into_iter().map(|rest| Param::Text(Some(rest))).collect());
        let sql = format!("SELECT DISTINCT word FROM search_word{} ORDER BY word LIMIT {}", rests.clause(), CORRECTIONS * 8);
        let meant: Vec<(String,)> = tx.query_built(sql).bind_all(rests.params().to_vec()).all().await?;
        let meant = meant.into_iter().map(|(meant,)| meant).filter(|meant| one_slip_apart(word, meant)).take(CORRECTIONS);
        // A space comes before every letter: such a range is of one word.
        let ranges: Vec<(String, String)> = meant
            .flat_map(|meant| self.heard.iter().map(move |heard| format!("{}{meant}", index::letter(heard))))
            .map(|word| (word.clone(), format!("{word} ")))
            .collect();
        if ranges.is_empty() { Ok(Vec::new()) } else { self.known(tx, ranges, CORRECTIONS * self.heard.len()).await }
    }

    /// Whether a word is wanted that no document has behind a letter that the reader hears.
    fn by_nobody(&self) -> bool {
        self.wanted.iter().any(|(_, terms)| terms.is_empty())
    }

    /// What is wanted without what is not; none where nothing is wanted.
    fn wanted(&self) -> Option<String> {
        let wanted: Vec<String> = self.wanted.iter().map(|(_, terms)| self.answers(terms)).collect();
        let (and, not) = operators(self.sqlite);
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

    /// What answers one word.
    fn answers(&self, terms: &[Term]) -> String {
        let begins = if self.sqlite { " *" } else { ":*" };
        let texts = terms.iter().flat_map(|term| match term {
            Term::Beginning(word) => {
                self.heard.iter().map(|heard| format!("{}{begins}", whole(self.sqlite, &format!("{heard}{word}")))).collect()
            }
            Term::Word(word) => vec![whole(self.sqlite, word)],
        });
        let texts: Vec<String> = texts.collect();
        format!("({})", texts.join(self.or()))
    }

    fn or(&self) -> &'static str {
        if self.sqlite { " OR " } else { " | " }
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
