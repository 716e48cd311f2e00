//! What was read a moment ago, as long as nothing has changed since.

use crate::{db::Param, error::Result};
use std::{collections::VecDeque, sync::Mutex};

/// A statement that counts something, and its arguments.
pub(crate) type Counted = (String, Vec<Param>);

/// Answers to questions, of one version of the database: the first one asked of the next version forgets them all.
#[derive(Debug)]
pub(crate) struct Recent<Q, A> {
    kept: Mutex<Kept<Q, A>>,
    most: usize,
}

#[derive(Debug)]
struct Kept<Q, A> {
    version: u64,
    /// The newest first.
    answers: VecDeque<(Q, A)>,
}

impl<Q: PartialEq, A: Clone> Recent<Q, A> {
    /// Keeps so many answers at most.
    pub fn new(most: usize) -> Self {
        Self { kept: Mutex::new(Kept { version: 0, answers: VecDeque::new() }), most }
    }

    /// For whoever is about to read this version, or a newer one; for nobody where it is not known when something changes.
    pub fn reading(&self, version: Option<u64>) -> Reading<'_, Q, A> {
        Reading { recent: self, version }
    }

    fn get(&self, version: u64, question: &Q) -> Option<A> {
        let kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if kept.version != version {
            return None;
        }
        kept.answers.iter().find(|(asked, _)| asked == question).map(|(_, answer)| answer.clone())
    }

    /// Keeps an answer that was read after the database had this version.
    fn put(&self, version: u64, question: Q, answer: A) {
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if version < kept.version {
            return;
        }
        if version > kept.version {
            *kept = Kept { version, answers: VecDeque::new() };
        }
        kept.answers.retain(|(asked, _)| *asked != question);
        kept.answers.truncate(self.most.saturating_sub(1));
        kept.answers.push_front((question, answer));
    }
}

/// What is kept for one who reads.
#[derive(Debug)]
pub(crate) struct Reading<'a, Q, A> {
    recent: &'a Recent<Q, A>,
    version: Option<u64>,
}

impl<Q: PartialEq, A: Clone> Reading<'_, Q, A> {
    /// As it is for whoever reads this version.
    pub fn of(&self, version: Option<u64>) -> Self {
        Self { version, ..*self }
    }

    pub fn get(&self, question: &Q) -> Option<A> {
        self.recent.get(self.version?, question)
    }

    pub fn put(&self, question: Q, answer: A) {
        if let Some(version) = self.version {
            self.recent.put(version, question, answer);
        }
    }

    /// What is kept, or else what `read` finds, which is kept from then on. That nothing was found is not kept: what is new is found at once.
    ///
    /// # Errors
    /// Those of `read`.
    pub async fn or_read(&self, question: Q, read: impl Future<Output = Result<Option<A>>>) -> Result<Option<A>> {
        if let Some(answer) = self.get(&question) {
            return Ok(Some(answer));
        }
        let answer = read.await?;
        if let Some(answer) = &answer {
            self.put(question, answer.clone());
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_until_something_changes_or_others_are_newer() {
        let recent = Recent::new(2);
        recent.put(1, "a", 1);
        assert_eq!(recent.get(1, &"a"), Some(1));
        assert_eq!(recent.get(2, &"a"), None, "something has changed");
        recent.put(2, "b", 2);
        assert_eq!(recent.get(1, &"a"), None);
        recent.put(1, "a", 1);
        assert_eq!(recent.get(2, &"a"), None, "read before the change");
        recent.put(2, "c", 3);
        recent.put(2, "d", 4);
        recent.put(2, "d", 4);
        assert_eq!((recent.get(2, &"b"), recent.get(2, &"c"), recent.get(2, &"d")), (None, Some(3), Some(4)));
    }
}
