//! Figures as SVG and PNG for export: light theme, white ground, the fonts of the window. What the window itself shows it draws as
//! HTML; this crate knows numbers and words, nothing of medicine and nothing of files.

mod error;
mod font;
mod funnel;
mod picture;
mod theme;

pub use error::Error;
pub use funnel::{Funnel, FunnelDrop, FunnelStage};
pub use picture::PictureFormat;
