//! Words of lists, whatever they are of.

use super::{Text, texts};

texts! {
    ADDED = "Added", "Toegevoegd";
    LAST_CHANGE = "Last change", "Laatste wijziging";
    REMOVE = "Remove", "Verwijderen";
    ACTIVE_FILTERS = "Filters that are on", "Filters die aan staan";
    CLEAR_ALL = "Clear all", "Alles wissen";
    PAST_THE_END = "The list is shorter than that", "Zo lang is de lijst niet";
    PAST_THE_END_WHY = "There are no more pages. Go back to the beginning.", "Er zijn geen pagina’s meer. Ga terug naar het begin.";
    NO_MATCH = "Nothing matches", "Niets gevonden";
    NO_MATCH_WHY = "Clear a filter to see more.", "Wis een filter om meer te zien.";
    SHOW_ALL = "Show the whole list", "De hele lijst tonen";
    EXPORT = "Save this list as CSV", "Deze lijst opslaan als CSV";
    GIVEN = "given", "ingevuld";
    NOT_GIVEN = "not given", "niet ingevuld";
}

/// What an operator of a filter says between the attribute and the value. A day is its midnight to a moment, which so ends before it.
pub fn operator(name: &str, on_moments: bool) -> Option<Text> {
    match name {
        "after" => Some(Text::new("from", "vanaf")),
        "before" if !on_moments => Some(Text::new("until", "tot en met")),
        "before" | "strictly_before" => Some(Text::new("before", "vóór")),
        "strictly_after" => Some(Text::new("after", "na")),
        "gte" => Some(Text::new("at least", "ten minste")),
        "lte" => Some(Text::new("at most", "ten hoogste")),
        "gt" => Some(Text::new("above", "boven")),
        "lt" => Some(Text::new("below", "onder")),
        _ => None,
    }
}
