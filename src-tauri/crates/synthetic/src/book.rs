//! Scenarios: for one kind of case its texts, the features they tell, and what follows from the features. Data only; `book_reader` reads it, `draft` draws from it.
//!
//! A scenario file is lines, `#` opens a comment:
//! `scenario NAME`, `site LABEL`, `share PERCENT`, `male PERCENT`, `age LOW MODE HIGH`;
//! `slot NAME` and under it `= KEY WEIGHT [*MODALITY-OR-ID=TIMES]... [if CONDITION] : SAY | SAY`, with `. FACET : SAY | SAY` for other wordings of that key;
//! `use NAME [KEY=WEIGHT]...` draws a shared slot; `text`, `detail` (behind the plan), `code` and `menu` lines take `[if CONDITION]`.
//! In a text, `{slot}`, `{slot.facet}`, `{^slot}` in capitals, `{int 3 12}`, `{num 1.2 4.8}`, `{who}`, `{age}`, and `[half of the time]`.

use std::collections::BTreeMap;

use isocenter_domain::Modality;

use crate::condition::Condition;

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub name: String,
    /// The label a look-up by site would use.
    pub site: String,
    pub share: f64,
    pub male_share: f64,
    pub ages: Ages,
    pub slots: Vec<SlotUse>,
    pub texts: Vec<Line>,
    pub menu: Vec<MenuLine>,
    pub codes: Vec<Line>,
    pub details: Vec<Line>,
}

/// Youngest, most frequent and oldest age in years.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ages {
    pub low: f64,
    pub mode: f64,
    pub high: f64,
}

#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub name: String,
    pub values: Vec<Value>,
}

/// A slot as a scenario draws it; for shared ones with weights of its own.
#[derive(Debug, Clone)]
pub(crate) enum SlotUse {
    Own(Slot),
    Shared { name: String, weights: BTreeMap<String, f64> },
}

#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub key: String,
    pub weight: f64,
    pub tilts: Vec<Tilt>,
    pub condition: Condition,
    pub wordings: Vec<String>,
    pub facets: BTreeMap<String, Vec<String>>,
}

/// A key multiplies the weight of menu lines of a modality or an id.
#[derive(Debug, Clone)]
pub(crate) struct Tilt {
    pub target: TiltTarget,
    pub times: f64,
}

#[derive(Debug, Clone)]
pub(crate) enum TiltTarget {
    Modality(Modality),
    Id(String),
}

/// A weighted template with its condition.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub weight: f64,
    pub condition: Condition,
    pub template: String,
}

#[derive(Debug, Clone)]
pub(crate) struct MenuLine {
    pub id: String,
    /// Another modality than the library's (its technique column names both).
    pub modality: Option<Modality>,
    pub weight: f64,
    pub boost: Option<Boost>,
    pub condition: Condition,
}

/// `+10/5:electron`; without modality the boost has that of the main phase.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Boost {
    pub dose_gray: f64,
    pub fractions: u32,
    pub modality: Option<Modality>,
}

/// Every scenario and the slots they share.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    pub scenarios: Vec<Scenario>,
    pub shared: BTreeMap<String, Slot>,
}
