//! Lists a piece at a time.

use crate::error::Malformed;
use serde::{Deserialize, Serialize};

/// A numbered page, as the API pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paging {
    /// From 1.
    pub page: u32,
    /// 0 to 100.
    pub per_page: u32,
}

impl Default for Paging {
    fn default() -> Self {
        Self { page: 1, per_page: Self::DEFAULT }
    }
}

impl Paging {
    /// Records on a page where nothing is asked (API Platform's default).
    pub const DEFAULT: u32 = 30;
    /// Records on a page at most.
    pub const MOST: u32 = 100;

    /// Reads `page` and `itemsPerPage`.
    ///
    /// # Errors
    /// [`Malformed::Paging`] for what is not a number, a page below 1, or a size below 0.
    pub fn read(page: Option<&str>, per_page: Option<&str>) -> Result<Self, Malformed> {
        let number = |text: &str| text.parse::<u32>().map_err(|_| Malformed::Paging);
        let page = page.map_or(Ok(1), number)?;
        let per_page = per_page.map_or(Ok(Self::DEFAULT), number)?.min(Self::MOST);
        if page == 0 { Err(Malformed::Paging) } else { Ok(Self { page, per_page }) }
    }

    /// Records before this page.
    pub fn offset(self) -> i64 {
        i64::from(self.page - 1) * i64::from(self.per_page)
    }

    /// The last page of so many records; the first where there are none.
    pub fn last(self, total: i64) -> i64 {
        match i64::from(self.per_page) {
            0 => 1,
            per_page => ((total + per_page - 1) / per_page).max(1),
        }
    }
}

/// A piece of a list and how long the whole is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub total: i64,
    pub paging: Paging,
}

impl<T> Page<T> {
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), total: self.total, paging: self.paging }
    }

    pub fn has_next(&self) -> bool {
        self.paging.offset() + (self.items.len() as i64) < self.total
    }
}
