//! Invented letter studies.

use std::collections::BTreeMap;

use isocenter_rating::{
    Act, Arm, Author, CaseLabel, Entry, EntryId, Item, ItemMeasures, ItemNumber, Ledger, Numbers, PROTOCOL_FORMAT,
    Protocol, Rater, RaterNumber, Rating, Sha256, default_dimensions, default_points, dimensions_of,
};

pub fn rater(number: u32) -> RaterNumber {
    RaterNumber::new(number)
}

pub fn letter(number: u32) -> ItemNumber {
    ItemNumber::new(number)
}

pub fn arm(author: Author) -> Arm {
    let model = if author == Author::Physician { "" } else { "Letters demo" };
    Arm { author, model: model.to_owned() }
}

pub fn item(number: u32, case: u32, author: Author) -> Item {
    let Arm { author, model } = arm(author);
    let sha256 = Some(Sha256::of(format!("letter {number}")));
    Item { number: letter(number), case: CaseLabel::new(format!("L-{case:04}")), author, model, sha256 }
}

/// A study of these letters (case, author), numbered as they stand.
pub fn protocol_of(raters: u32, letters: &[(u32, Author)]) -> Protocol {
    Protocol {
        format: PROTOCOL_FORMAT,
        name: "Letter study 1".into(),
        dimensions: default_dimensions(),
        points: default_points(),
        raters: (1..=raters)
            .map(|number| Rater {
                number: rater(number),
                name: format!("Dr {}", ["Ada", "Bo", "Cy", "Di"][number as usize - 1]),
            })
            .collect(),
        items: (1..).zip(letters).map(|(number, (case, author))| item(number, *case, *author)).collect(),
        seed: 7,
        is_demonstration: true,
    }
}

/// As many cases, each with a letter of base, tuned and the physician.
pub fn protocol(raters: u32, cases: u32) -> Protocol {
    let authors = [Author::Base, Author::Tuned, Author::Physician];
    let letters: Vec<_> = (1..=cases).flat_map(|case| authors.map(|author| (case, author))).collect();
    protocol_of(raters, &letters)
}

/// A study of one dimension.
pub fn one_dimension(mut protocol: Protocol) -> Protocol {
    protocol.dimensions = dimensions_of(&[("Correct", "every statement is true")]);
    protocol
}

pub struct Invented {
    pub protocol: Protocol,
    pub history: Vec<Entry>,
}

impl Invented {
    pub fn new(protocol: Protocol) -> Self {
        protocol.check().unwrap();
        Self { protocol, history: Vec::new() }
    }

    pub fn entry(&self, of: u32, on: u32, act: Act, replaces: Option<i64>) -> Entry {
        let id = self.history.len() as i64 + 1;
        Entry {
            id: EntryId::new(id),
            rater: rater(of),
            item: letter(on),
            act,
            focus_ms: 20_000,
            at_us: 1_700_000_000_000_000 + id,
            replaces: replaces.map(EntryId::new),
        }
    }

    /// The same score in every dimension.
    pub fn all(&self, score: u8) -> Act {
        self.scores(&vec![score; self.protocol.dimensions.len()])
    }

    pub fn scores(&self, scores: &[u8]) -> Act {
        Act::Rated(Rating::new(&self.protocol, scores, "", false).unwrap())
    }

    pub fn rated(&mut self, of: u32, on: u32, score: u8) {
        let entry = self.entry(of, on, self.all(score), None);
        self.history.push(entry);
    }

    pub fn ledger(&self) -> Ledger {
        Ledger::of(&self.protocol, self.history.clone()).unwrap()
    }

    pub fn numbers(&self) -> Numbers {
        self.numbers_with(&BTreeMap::new())
    }

    pub fn numbers_with(&self, measures: &BTreeMap<ItemNumber, ItemMeasures>) -> Numbers {
        Numbers::of(&self.protocol, &self.ledger(), measures).unwrap()
    }
}
