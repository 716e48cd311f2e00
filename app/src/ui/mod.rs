//! The component kit: native elements, one component to a file, the same on the server and in islands.
//!
//! The kit knows no page and no record. In development `/ui` shows every component in its states.

mod avatar;
mod banner;
mod bars;
mod breadcrumb;
mod button;
mod checkbox;
mod chips;
mod dialog;
mod empty;
mod facts;
mod field;
mod file;
mod heading;
mod icon;
mod manners;
mod menu;
mod options;
mod pagination;
mod scale;
mod score;
mod segments;
mod select;
mod skeleton;
mod table;
mod tabs;
mod tag;
mod text_area;
mod time;
mod timeline;
mod toast;

#[cfg(all(feature = "ssr", debug_assertions))]
pub mod gallery;

pub use avatar::Avatar;
pub use banner::{Banner, Once, Refusal};
pub use bars::{Bar, Bars};
pub use breadcrumb::Breadcrumb;
pub use button::{Button, LinkButton, Look};
pub use checkbox::Checkbox;
pub use chips::{Chip, Chips};
pub use dialog::{Dialog, DialogButton};
pub use empty::EmptyState;
pub use facts::{Fact, Facts};
pub use field::{Field, Input};
pub use file::FileField;
pub use heading::Heading;
pub use icon::{Glyph, Icon};
pub use manners::Manners;
pub use menu::Menu;
pub use options::Options;
pub use pagination::Pagination;
pub use scale::{Anchors, Scale};
pub use score::Score;
pub use segments::Segments;
pub use select::{Choice, Select};
pub use skeleton::Skeleton;
pub use table::{Column, Sorted, Table};
pub use tabs::{Tab, Tabs};
pub use tag::{Tag, Tone};
pub use text_area::TextArea;
pub use time::{Clock, Day, Moment};
pub use timeline::{Event, Timeline};
#[cfg(feature = "ssr")]
pub use toast::toasts;
pub use toast::{Toasts, Undo, toast};
