//! The report of a letter study: one page that needs nothing else, for the screen and for A4. Every text is escaped; times are worded by the
//! caller; nothing is computed here. It holds no comment and no letter.

mod definitions;
mod methods;
mod tables;

use isocenter_report::{Html, Page};

use crate::wording::{count, listed};
use crate::{Error, Ledger, Numbers, Protocol};

pub use definitions::DEFINITIONS;

/// Everything a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReportParts<'a> {
    /// The protocol.
    pub protocol: &'a Protocol,
    /// What was recorded.
    pub ledger: &'a Ledger,
    /// Its numbers.
    pub numbers: &'a Numbers,
    /// Whether the study is locked; otherwise the page says that numbers may change.
    pub is_locked: bool,
    /// What else its record holds: program version, models, temperature, when it was locked.
    pub facts: &'a [ReportFact],
    /// When the report was made, as it is to be printed.
    pub made: &'a str,
}

/// A line of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFact {
    /// What it is.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The whole page. The same parts give the same page.
///
/// # Errors
/// [`Error::Json`] where a hash cannot be made.
pub fn report_page(parts: &ReportParts<'_>) -> Result<String, Error> {
    let ReportParts { protocol, numbers, .. } = parts;
    let mut html = Html::default();
    html.element("h1", &protocol.name);
    html.element("p", &format!("What did physicians make of the letters? Made {}.", parts.made));
    if !parts.is_locked {
        html.classed("p", "demonstration", "Not locked: these numbers may still change.");
    }
    html.element("h2", "Findings");
    html.classed("p", "finding", &finding(numbers));
    for dimension in &numbers.dimensions {
        tables::dimension(&mut html, protocol, dimension);
    }
    tables::measures(&mut html, numbers);
    tables::raters(&mut html, numbers);
    methods::write(&mut html, protocol);
    definitions::write(&mut html);
    methods::record(&mut html, parts)?;
    let hash = protocol.sha256()?;
    let page = Page {
        title: &format!("{}: letters rated by physicians", protocol.name),
        name: &protocol.name,
        is_demonstration: protocol.is_demonstration,
        bound_to: &format!("Protocol {}", &hash.as_str()[..12]),
    };
    Ok(page.around(html))
}

/// What was found of fine-tuned letters against base ones, in a sentence for each model: in how many dimensions they are rated higher, and
/// what the tests say.
#[must_use]
pub fn finding(numbers: &Numbers) -> String {
    let mut models: Vec<&str> = Vec::new();
    for comparison in numbers.dimensions.iter().flat_map(|dimension| &dimension.comparisons) {
        if !models.contains(&comparison.model.as_str()) {
            models.push(&comparison.model);
        }
    }
    if models.is_empty() {
        return String::from(
            "No model has letters with and without its adapter, so nothing can be said of fine-tuning.",
        );
    }
    let sentences: Vec<String> = models.into_iter().map(|model| of_model(numbers, model)).collect();
    sentences.join(" ")
}

fn of_model(numbers: &Numbers, model: &str) -> String {
    let all = || {
        numbers.dimensions.iter().flat_map(|dimension| {
            dimension
                .comparisons
                .iter()
                .filter(|of| of.model == model)
                .map(|of| (dimension.dimension.label.clone(), of))
        })
    };
    let compared: Vec<_> = all().filter(|(_, of)| of.mean_difference.is_some()).collect();
    if compared.is_empty() {
        return format!("{model}: no rater rated both letters of a case.");
    }
    let named = |is_meant: &dyn Fn(f64) -> bool| {
        let labels = compared.iter().filter(|(_, of)| of.mean_difference.is_some_and(is_meant));
        labels.map(|(label, _)| label.clone()).collect::<Vec<_>>()
    };
    let (higher, lower) = (named(&|difference| difference > 0.0), named(&|difference| difference < 0.0));
    let of = count(compared.len(), "dimension", "dimensions");
    let mut sentence = match higher.as_slice() {
        [] => format!("{model}: fine-tuned letters are rated higher than base ones in none of {of}"),
        some => format!(
            "{model}: fine-tuned letters are rated higher than base ones in {} of {of} ({})",
            some.len(),
            listed(some)
        ),
    };
    if !lower.is_empty() {
        sentence.push_str(&format!(", lower in {} ({})", lower.len(), listed(&lower)));
    }
    let tested = compared.iter().filter_map(|(_, of)| of.test.done());
    let below = tested.filter(|test| test.p_two_sided < 0.05).count();
    sentence.push_str(&format!("; two-sided p is below 0.05 in {below}, not adjusted for the number of dimensions."));
    sentence
}
