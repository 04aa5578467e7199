//! Themes, colours and sizes of the figures. The colours are those of the design tokens; nothing here is a colour of its own.

use plotters::style::RGBColor;

use crate::tokens::colour;

/// Ground and inks of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark ink on white; the one for export.
    #[default]
    Light,
    /// Light ink on the dark surface of the window.
    Dark,
}

/// Colour and point of what belongs together over all figures, such as the curves of one model family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hue {
    /// Amber, circles.
    Amber,
    /// Blue, squares.
    Blue,
    /// Plum, triangles.
    Plum,
    /// Grey, diamonds.
    Grey,
}

/// Which side of a comparison: drawn apart by line, point and filling, not by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    /// What is compared with: grey, hollow, dashed.
    Base,
    /// What is looked at: in its hue, filled, solid.
    Tuned,
}

/// The colours of one theme.
pub(crate) struct Palette {
    pub(crate) surface: RGBColor,
    pub(crate) ink: RGBColor,
    pub(crate) ink_2: RGBColor,
    pub(crate) ink_3: RGBColor,
    pub(crate) line: RGBColor,
    pub(crate) line_2: RGBColor,
    pub(crate) accent: RGBColor,
    pub(crate) accent_wash: RGBColor,
    base: RGBColor,
    hues: [RGBColor; 4],
    pub(crate) grades: [RGBColor; 5],
    pub(crate) on_grades: [RGBColor; 5],
    pub(crate) blues: [RGBColor; 7],
    pub(crate) on_blues: [RGBColor; 7],
}

const LIGHT: Palette = Palette::read("light");
const DARK: Palette = Palette::read("dark");

/// Size of all words but titles and counts of the funnel, in units.
pub(crate) const SMALL: f64 = 11.0;
/// Size of the titles of panels.
pub(crate) const TITLE: f64 = 12.0;
/// From one line of small text to the next.
pub(crate) const LINE_STEP: f64 = 12.0;
/// From the middle of a line of small text down to its baseline.
pub(crate) const TO_BASELINE: f64 = 4.0;
/// Width of a figure whose content does not ask for more: the wider column of the window.
pub(crate) const WIDTH: f64 = 588.0;
/// How much an interval's band covers what lies beneath.
pub(crate) const BAND: f64 = 0.16;
/// What stands for a value that is not defined.
pub(crate) const UNDEFINED: &str = "n/a";

impl Palette {
    const fn read(theme: &str) -> Self {
        Self {
            surface: colour(theme, "surface"),
            ink: colour(theme, "ink"),
            ink_2: colour(theme, "ink-2"),
            ink_3: colour(theme, "ink-3"),
            line: colour(theme, "line"),
            line_2: colour(theme, "line-2"),
            accent: colour(theme, "accent"),
            accent_wash: colour(theme, "accent-wash"),
            base: colour(theme, "base"),
            hues: [colour(theme, "llama2"), colour(theme, "mistral"), colour(theme, "llama3"), colour(theme, "demo")],
            grades: [
                colour(theme, "g1"),
                colour(theme, "g2"),
                colour(theme, "g3"),
                colour(theme, "g4"),
                colour(theme, "g5"),
            ],
            on_grades: [
                colour(theme, "on-g1"),
                colour(theme, "on-g2"),
                colour(theme, "on-g3"),
                colour(theme, "on-g4"),
                colour(theme, "on-g5"),
            ],
            blues: [
                colour(theme, "b0"),
                colour(theme, "b1"),
                colour(theme, "b2"),
                colour(theme, "b3"),
                colour(theme, "b4"),
                colour(theme, "b5"),
                colour(theme, "b6"),
            ],
            on_blues: [
                colour(theme, "on-b0"),
                colour(theme, "on-b1"),
                colour(theme, "on-b2"),
                colour(theme, "on-b3"),
                colour(theme, "on-b4"),
                colour(theme, "on-b5"),
                colour(theme, "on-b6"),
            ],
        }
    }

    /// The colours of a theme.
    pub(crate) const fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The colour of an arm of something in `hue`.
    pub(crate) const fn arm(&self, hue: Hue, arm: Arm) -> RGBColor {
        match (arm, hue) {
            (Arm::Base, _) => self.base,
            (Arm::Tuned, Hue::Amber) => self.hues[0],
            (Arm::Tuned, Hue::Blue) => self.hues[1],
            (Arm::Tuned, Hue::Plum) => self.hues[2],
            (Arm::Tuned, Hue::Grey) => self.hues[3],
        }
    }
}
