//! Colours and sizes of exported figures: the light theme of `assets/design-tokens.json`, copied because pictures have no style sheet.

use plotters::style::RGBColor;

pub(crate) const SURFACE: RGBColor = RGBColor(255, 255, 255);
pub(crate) const INK: RGBColor = RGBColor(0x14, 0x19, 0x1a);
pub(crate) const INK_2: RGBColor = RGBColor(0x41, 0x4a, 0x49);
pub(crate) const INK_3: RGBColor = RGBColor(0x5f, 0x69, 0x67);
pub(crate) const LINE: RGBColor = RGBColor(0xe3, 0xe7, 0xe6);
pub(crate) const ACCENT: RGBColor = RGBColor(0x00, 0x6b, 0x5e);
pub(crate) const ACCENT_WASH: RGBColor = RGBColor(0xe5, 0xf2, 0xef);

/// Thinnest stream that is still seen.
pub(crate) const THINNEST: f64 = 1.2;
