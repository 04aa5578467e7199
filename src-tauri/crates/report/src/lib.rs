//! What every report shares: markup whose texts are escaped, the page around it for screen and A4, and cells that no spreadsheet takes for a
//! formula. It knows nothing of what a report says, no files and no clock.

mod cell;
mod markup;
mod page;

pub use cell::cell;
pub use markup::{Align, Column, Html};
pub use page::Page;
