//! Dragging somebody over the board: what is under the pointer makes room, and where the card is let go it stays, or goes back.

use super::{
    cards::{card, card_of, close, column_of, element, id_of, lay, list_of, order, stage_of, way},
    hand::Hand,
};
use leptos::{ev, prelude::*};

impl Hand {
    /// A card is taken up.
    pub fn started(self, event: &ev::DragEvent) {
        let Some(card) = card_of(event.target()) else { return };
        let (Some(id), Some(stage)) = (id_of(&card), stage_of(&card)) else { return };
        close(&card);
        if let Some(transfer) = event.data_transfer() {
            transfer.set_effect_allowed("move");
            _ = transfer.set_data("text/plain", &id);
        }
        _ = card.class_list().add_1("standing-held");
        self.held.set_value(Some((id, stage, order(stage))));
    }

    /// It is over a column, or another card.
    pub fn over(self, event: &ev::DragEvent) {
        let Some(held) = self.held.get_value().and_then(|(id, ..)| card(&id)) else { return };
        let Some(list) = element(event.target()).as_ref().and_then(column_of).as_ref().and_then(list_of) else { return };
        event.prevent_default();
        match card_of(event.target()) {
            Some(under) if under != held => {
                let place = under.get_bounding_client_rect();
                let below = f64::from(event.client_y()) > place.top() + place.height() / 2.0;
                let next = if below { under.next_element_sibling() } else { Some(under) };
                _ = list.insert_before(&held, next.as_deref());
            }
            Some(_) => {}
            None if held.parent_element().as_ref() == Some(&list) => {}
            None => _ = list.append_child(&held),
        }
    }

    /// It is let go.
    pub fn ended(self, event: &ev::DragEvent) {
        let Some((id, from, before)) = self.held.get_value() else { return };
        self.held.set_value(None);
        self.pressed.set_value(false);
        let Some(card) = card(&id) else { return };
        _ = card.class_list().remove_1("standing-held");
        _ = card.remove_attribute("draggable");
        let to = stage_of(&card).unwrap_or(from);
        let now = order(to);
        let dropped = event.data_transfer().is_none_or(|transfer| transfer.drop_effect() != "none");
        match (dropped, to == from) {
            (true, true) if now != before => self.arrange(now, before),
            (true, true) => {}
            (true, false) => {
                let goes = way(&card, to).is_some_and(|way| way.tag_name().eq_ignore_ascii_case("form"));
                // Whoever is asked first, or refused, stands where they stood until it is said.
                if !goes {
                    lay(from, &before);
                }
                self.go(&card, to, goes.then_some(now));
            }
            // Escape, or a drop elsewhere: nobody was moved.
            (false, _) => lay(from, &before),
        }
    }
}
