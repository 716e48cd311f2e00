//! What is written of a person so that they are found: one document, in which each word stands behind who finds it.
//!
//! Documents are numbered in the order of the list of people, so that what is found comes in that order.

use super::{FORGIVING, slips::rests_of, words};
use crate::{
    candidates,
    db::{Db, Param, Tx, Where},
    error::{Error, Result},
    sql,
};
use domain::{
    candidates::{Candidate, Lifecycle, Visibility},
    id::{CandidateId, UserId},
    notes::NoteVisibility,
    policy::{self, Action, Actor, On, audience},
    text,
};
use sqlx::types::Json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The letter before the words of the file itself: whoever sees the person finds them.
const FILE: &str = "f";
/// A word of its own in the documents of files that not every recruiter finds in every list: all but the active ones that nothing hides.
pub(super) const SPECIAL: &str = "x";
/// Bits of a document's number behind the microsecond in which the person came.
const WITHIN: u32 = 11;
/// The letter before the period in which the person came, as a word of the document. PostgreSQL alone needs it: its index gives documents in no order.
const PERIOD: &str = "t";
/// Bits of a document's number behind its period: 2^41 microseconds, 25 days.
const IN_PERIOD: u32 = WITHIN + 41;
/// Bytes of a document, at most. PostgreSQL's `tsvector` holds one mebibyte and does not say so when it is more (manual, 12.11).
const LARGEST: usize = 512 * 1024;
/// People who are indexed at once where the index is made anew.
const BATCH: i64 = 500;

/// The letter before the words of a note: who hears the note finds them.
const fn of_note(visibility: NoteVisibility) -> &'static str {
    match visibility {
        NoteVisibility::Public => "p",
        NoteVisibility::Private => "r",
        NoteVisibility::AdminOnly => "a",
    }
}

/// The letter before the words of a note that its author finds whoever else does. Behind it stands whose note it is.
const OWN: &str = "o";

/// What stands before the words of an author's notes: the letter, and the half of their id that is random (RFC 9562 §5.7).
fn own(author: UserId) -> String {
    format!("{OWN}{:016x}", author.0.as_u128() as u64)
}

/// The letter of what stands before words: it alone is before those that are known, which authors share.
pub(super) fn letter(heard: &str) -> &str {
    heard.get(..1).unwrap_or_default()
}

/// What stands before the words that this reader finds. A token that does not read notes finds nobody by them.
pub(super) fn heard(actor: &Actor) -> Vec<String> {
    if policy::can(actor, Action::ListNotes, On::Nothing).is_err() {
        return vec![FILE.to_owned()];
    }
    let notes = match actor {
        Actor::System => NoteVisibility::ALL,
        Actor::User(person) | Actor::Token { person, .. } => audience(person),
        Actor::Link(_) => &[],
    };
    let mut heard = vec![FILE.to_owned()];
    heard.extend(notes.iter().map(|visibility| of_note(*visibility).to_owned()));
    heard.extend(actor.user().filter(|_| notes.len() < NoteVisibility::ALL.len()).map(own));
    heard
}

/// Whether a record was in an index before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Indexed {
    Never,
    Perhaps,
}

/// What was noted of a person.
type Noted = (String, String, Option<Uuid>);

/// The words of a document.
#[derive(Debug, Default)]
struct Document {
    /// As they are indexed.
    found: BTreeSet<String>,
    /// Those without digits, and what stands in others before the first digit, each behind its letter.
    known: BTreeSet<String>,
    /// Those in which a slip is forgiven.
    forgiven: BTreeSet<String>,
    /// Bytes of what is found, with a space behind each.
    size: usize,
}

impl Document {
    /// `notes`: the latest first. What was noted so long ago that it does not fit is not found.
    fn of(candidate: &Candidate, notes: &[Noted]) -> Result<Self> {
        let mut document = Self::default();
        let named = [Some(&candidate.firstname), Some(&candidate.lastname), Some(&candidate.email)];
        for text in named.into_iter().chain([candidate.position.as_ref(), candidate.location.as_ref()]).flatten() {
            document.add(FILE, words(text));
        }
        let forgiven = document.known.iter().filter_map(|word| word.strip_prefix(FILE));
        document.forgiven = forgiven.filter(|word| word.chars().count() >= FORGIVING).map(str::to_owned).collect();
        if let Some(phone) = &candidate.phone_number {
            document.add(FILE, words(phone));
            document.add(FILE, [phone.chars().filter(char::is_ascii_digit).collect()]);
            document.add(FILE, text::phone_key(phone));
        }
        document.add(FILE, candidate.notes.as_deref().map(words).into_iter().flatten());
        for (content, visibility, author) in notes {
            let visibility: NoteVisibility = visibility.parse().map_err(|_| Error::broken("a note of an unknown visibility"))?;
            let words = words(content);
            if let Some(author) = author.filter(|_| visibility != NoteVisibility::Public) {
                document.add(&own(UserId(author)), words.clone());
            }
            document.add(of_note(visibility), words);
        }
        if candidate.lifecycle != Lifecycle::Active || candidate.visibility != Visibility::Normal {
            document.found.insert(SPECIAL.to_owned());
        }
        Ok(document)
    }

    fn add(&mut self, behind: &str, words: impl IntoIterator<Item = String>) {
        for word in words.into_iter().filter(|word| !word.is_empty()) {
            let letters: String = word.chars().take_while(|c| c.is_alphabetic()).collect();
            let fits = self.insert(format!("{behind}{word}"));
            if fits && !letters.is_empty() && self.insert(format!("{behind}{letters}")) {
                self.known.insert(format!("{}{letters}", letter(behind)));
            }
        }
    }

    /// Whether there was room.
    fn insert(&mut self, word: String) -> bool {
        let size = self.size + word.len() + 1;
        if size > LARGEST {
            return self.found.contains(&word);
        }
        if self.found.insert(word) {
            self.size = size;
        }
        true
    }
}

/// Indexes a person's file anew, and what was noted of them.
pub(crate) async fn index_candidate(tx: &mut Tx, candidate: &Candidate, before: Indexed) -> Result<()> {
    let notes = if before == Indexed::Never { Vec::new() } else { notes_of(tx, candidate.id).await? };
    store(tx, candidate, &notes, before).await
}

/// Indexes a person anew of whom something else is noted now.
pub(crate) async fn index_notes(tx: &mut Tx, id: CandidateId) -> Result<()> {
    match candidates::known(tx, id).await? {
        Some(candidate) => index_candidate(tx, &candidate, Indexed::Perhaps).await,
        None => Ok(()),
    }
}

async fn notes_of(tx: &mut Tx, id: CandidateId) -> Result<Vec<Noted>> {
    tx.query(sql!("SELECT content, visibility, author FROM candidate_note WHERE candidate = $1 AND deleted_at IS NULL ORDER BY created_at DESC, id DESC"))
        .bind(id.0)
        .all()
        .await
}

/// Makes the documents of a database that was filled before there were such: in parts, each of them again where it was stopped midway.
pub(crate) async fn fill(db: &Db) -> Result<()> {
    loop {
        let filled = db
            .housekeep(|tx| {
                Box::pin(async move {
                    let missing = if tx.is_sqlite() {
                        sql!(Sqlite, "SELECT candidate FROM search_missing ORDER BY candidate LIMIT $1")
                    } else {
                        // Another server that starts at the same time takes others.
                        sql!(Postgres, "SELECT candidate FROM search_missing ORDER BY candidate LIMIT $1 FOR UPDATE SKIP LOCKED")
                    };
                    let missing: Vec<(Uuid,)> = tx.query(missing).bind(BATCH).all().await?;
                    let people = candidates::of_ids(tx, missing.iter().map(|(id,)| CandidateId(*id))).await?;
                    for person in &people {
                        let notes = notes_of(tx, person.id).await?;
                        store(tx, person, &notes, Indexed::Never).await?;
                    }
                    let mut done = Where::default();
                    done.and_in("candidate", missing.iter().map(|(id,)| Param::Id(Some(*id))).collect());
                    tx.query_built(format!("DELETE FROM search_missing{}", done.clause()))
                        .bind_all(done.params().to_vec())
                        .execute()
                        .await?;
                    Ok(missing.len())
                })
            })
            .await?;
        if filled == 0 {
            return Ok(());
        }
        tracing::info!(people = filled, "indexed for the search");
    }
}

async fn store(tx: &mut Tx, candidate: &Candidate, notes: &[Noted], before: Indexed) -> Result<()> {
    let mut document = Document::of(candidate, notes)?;
    learn(tx, &document).await?;
    let sqlite = tx.is_sqlite();
    if !sqlite {
        document.found.insert(format!("{PERIOD}{}", period(number(candidate))));
    }
    // Several who came in the same microsecond take the next numbers that are free. PostgreSQL is told that one will do, or it would plan it each time.
    let statement = if sqlite {
        sql!(
            Sqlite,
            "INSERT INTO search_document (id, candidate, lifecycle, visibility, recruiter)
             SELECT MIN(n.id), $2, $3, $4, $5
             FROM (SELECT $1 AS id UNION ALL SELECT id + 1 FROM search_document WHERE id BETWEEN $1 AND $1 + 4095) n
             WHERE NOT EXISTS (SELECT 1 FROM search_document d WHERE d.id = n.id)
             ON CONFLICT (candidate) DO UPDATE SET
                lifecycle = excluded.lifecycle, visibility = excluded.visibility, recruiter = excluded.recruiter"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO search_document (id, candidate, lifecycle, visibility, recruiter, words)
             VALUES ((SELECT n.id FROM (SELECT CAST($1 AS BIGINT) AS id WHERE NOT EXISTS (SELECT 1 FROM search_document WHERE id = $1) UNION ALL
                (SELECT d.id + 1 FROM search_document d WHERE d.id BETWEEN $1 AND $1 + 4095
                 AND NOT EXISTS (SELECT 1 FROM search_document e WHERE e.id = d.id + 1) ORDER BY d.id LIMIT 1)) n LIMIT 1),
                $2, $3, $4, $5, array_to_tsvector(string_to_array($6, ' ')))
             ON CONFLICT (candidate) DO UPDATE SET
                lifecycle = excluded.lifecycle, visibility = excluded.visibility, recruiter = excluded.recruiter, words = excluded.words"
        )
    };
    let mut row = vec![
        Param::Int(Some(number(candidate))),
        Param::Id(Some(candidate.id.0)),
        Param::Text(Some(candidate.lifecycle.word().to_owned())),
        Param::Text(Some(candidate.visibility.word().to_owned())),
        Param::Id(candidate.recruiter.map(|recruiter| recruiter.0)),
    ];
    let words = Param::Text(Some(document.found.into_iter().collect::<Vec<_>>().join(" ")));
    if !sqlite {
        row.push(words);
        return tx.later(statement, row).await;
    }
    tx.later(statement, row).await?;
    let statement = match before {
        Indexed::Never => sql!(Sqlite, "INSERT INTO search_index (rowid, words) SELECT id, $2 FROM search_document WHERE candidate = $1"),
        Indexed::Perhaps => {
            sql!(Sqlite, "UPDATE search_index SET words = $2 WHERE rowid = (SELECT id FROM search_document WHERE candidate = $1)")
        }
    };
    tx.later(statement, vec![Param::Id(Some(candidate.id.0)), words]).await
}

/// Learns which words there are, and what is left of those in which a slip is forgiven.
async fn learn(tx: &mut Tx, document: &Document) -> Result<()> {
    let known = document.known.iter().map(|word| ("", word.as_str()));
    let words: Vec<(&str, &str)> = known.chain(document.forgiven.iter().map(|word| (word.as_str(), word.as_str()))).collect();
    if words.is_empty() {
        return Ok(());
    }
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "INSERT INTO search_word (rest, word) SELECT value ->> 0, value ->> 1 FROM json_each($1) WHERE true
             ON CONFLICT DO NOTHING RETURNING rest, word"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO search_word (rest, word) SELECT value ->> 0, value ->> 1 FROM jsonb_array_elements($1)
             ON CONFLICT DO NOTHING RETURNING rest, word"
        )
    };
    let new: Vec<(String, String)> = tx.query(statement).bind(Json(words)).all().await?;
    // In order, so that two who learn the same words do not wait for each other.
    let new: BTreeSet<String> = new.into_iter().filter(|(rest, _)| !rest.is_empty()).map(|(_, word)| word).collect();
    let rests: Vec<(String, &String)> =
        new.iter().flat_map(|word| rests_of(word).into_iter().filter(move |rest| rest != word).map(move |rest| (rest, word))).collect();
    if rests.is_empty() {
        return Ok(());
    }
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "INSERT INTO search_word (rest, word) SELECT value ->> 0, value ->> 1 FROM json_each($1) WHERE true ON CONFLICT DO NOTHING"
        )
    } else {
        sql!(
            Postgres,
            "INSERT INTO search_word (rest, word) SELECT value ->> 0, value ->> 1 FROM jsonb_array_elements($1) ON CONFLICT DO NOTHING"
        )
    };
    tx.later(statement, vec![Param::Json(Some(serde_json::to_value(rests)?))]).await
}

/// The first number that a person's document may have: the microsecond in which they came, and behind it bits in which ids of one moment differ (RFC 9562 §5.7:
/// the last ones are random).
fn number(candidate: &Candidate) -> i64 {
    let within = candidate.id.0.as_u128() as i64 & ((1 << WITHIN) - 1);
    (candidate.created_at.timestamp_micros() << WITHIN) | within
}

/// The period in which a document's person came.
pub(super) const fn period(number: i64) -> i64 {
    number >> IN_PERIOD
}

/// Of PostgreSQL's documents, those of some periods.
pub(super) fn in_periods(periods: impl Iterator<Item = i64>) -> String {
    periods.map(|period| format!("'{PERIOD}{period}'")).collect::<Vec<_>>().join(" | ")
}

/// Files that are not found by what the index should say of them.
pub(crate) async fn unfindable(tx: &mut Tx) -> Result<i64> {
    let unlike = tx
        .query(sql!(
            "SELECT COUNT(*) FROM candidate c WHERE NOT EXISTS (
                SELECT 1 FROM search_document d WHERE d.candidate = c.id AND d.lifecycle = c.lifecycle AND d.visibility = c.visibility
                AND d.recruiter IS NOT DISTINCT FROM c.recruiter)"
        ))
        .number()
        .await?;
    if !tx.is_sqlite() {
        let unmarked = sql!(
            Postgres,
            "SELECT COUNT(*) FROM search_document
             WHERE (words @@ CAST($1 AS tsquery)) <> (lifecycle <> 'active' OR visibility <> 'normal')"
        );
        return Ok(unlike + tx.query(unmarked).bind(SPECIAL.to_owned()).number().await?);
    }
    let without_words =
        sql!(Sqlite, "SELECT COUNT(*) FROM search_document d WHERE NOT EXISTS (SELECT 1 FROM search_index i WHERE i.rowid = d.id)");
    let unmarked = sql!(
        Sqlite,
        "SELECT ABS((SELECT COUNT(*) FROM search_index WHERE search_index MATCH $1)
            - (SELECT COUNT(*) FROM search_document WHERE lifecycle <> 'active' OR visibility <> 'normal'))"
    );
    Ok(unlike + tx.query(without_words).number().await? + tx.query(unmarked).bind(SPECIAL.to_owned()).number().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{candidates::CandidateFields, resource::Record};

    #[test]
    fn what_does_not_fit_is_what_was_noted_longest_ago() {
        let fields = CandidateFields { firstname: "Ada".into(), lastname: "Lovelace".into(), ..CandidateFields::default() };
        let at = Default::default();
        let ada = Record { id: CandidateId::default(), version: 1, created_at: at, updated_at: at, fields };
        let noted = |first: usize| {
            let words: Vec<String> = (first..first + 9_000).map(|n| format!("n{n}")).collect();
            (words.join(" "), NoteVisibility::AdminOnly.word().to_owned(), Some(Uuid::from_u128(1)))
        };
        let notes: Vec<Noted> = (0..4).rev().map(|n| noted(n * 9_000)).collect();
        let document = Document::of(&ada, &notes).expect("a document");
        let bytes: usize = document.found.iter().map(|word| word.len() + 1).sum();
        assert!(bytes == document.size && (LARGEST - 100..=LARGEST).contains(&bytes), "{bytes}");
        for word in ["fada", "flovelace", "an35999", "o0000000000000001n35999"] {
            assert!(document.found.contains(word), "{word}");
        }
        assert!(!document.found.contains("an1"));
    }
}
