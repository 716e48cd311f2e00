//! What reports of requests are asked for.

words! {
    /// From when the time to fill a request is counted.
    Begins {
        /// It was written.
        Created = "created",
        /// It was handed to those who approve, or opened at once.
        Submitted = "submitted",
        /// People could be placed in it.
        Opened = "opened",
        /// The first person was proposed.
        Proposed = "first_proposed",
    }
}

words! {
    /// Until when the time to fill a request is counted.
    Ends {
        /// The first person was made an offer.
        Offered = "first_offered",
        /// The first person was placed.
        Placed = "first_placed",
        /// The last seat was taken.
        Filled = "filled",
    }
}
