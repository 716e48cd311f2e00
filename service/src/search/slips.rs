//! Typing errors: which words a mistyped one may stand for.

use std::collections::BTreeSet;

/// The word, and what is left of it when any one letter is missing. Two words one slip apart share one of these (the idea behind SymSpell).
pub(super) fn rests_of(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let without = |gone: usize| letters.iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, c)| *c).collect();
    std::iter::once(word.to_owned()).chain((0..letters.len()).map(without)).collect()
}

/// Whether one letter was added, lost, replaced, or two neighbours were swapped.
pub(super) fn one_slip_apart(one: &str, other: &str) -> bool {
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
