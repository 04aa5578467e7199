//! The ratings as CSV (RFC 4180: UTF-8, commas, CRLF, a header row): a row for each entry of the whole history. No cell begins a formula.

use std::io::Write;

use isocenter_report::cell;

use crate::{Entry, Error, Ledger, Order, Protocol};

/// Columns before the scores.
const BEFORE: [&str; 12] = [
    "entry",
    "rater",
    "rater_name",
    "item",
    "position",
    "case",
    "author",
    "model",
    "text_sha256",
    "act",
    "stands",
    "replaces",
];
/// Columns behind the scores.
const BEHIND: [&str; 4] = ["comment", "is_flagged", "focus_ms", "at_us"];

/// Writes the whole history. A dimension's column is `score_` and its id; it is blank where the act is a withdrawal. Positions count from
/// 0 in the rater's own order.
///
/// # Errors
/// [`Error::Io`], [`Error::UnknownItem`] and [`Error::UnknownRater`] for a ledger of another protocol.
pub fn write_ratings_csv(protocol: &Protocol, ledger: &Ledger, to: impl Write) -> Result<(), Error> {
    let mut table = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(to);
    let scores = protocol.dimensions.iter().map(|dimension| format!("score_{}", dimension.id.as_str()));
    let names = BEFORE.map(str::to_owned).into_iter().chain(scores).chain(BEHIND.map(str::to_owned));
    table.write_record(names.collect::<Vec<_>>()).map_err(io)?;
    let orders =
        protocol.raters.iter().map(|rater| Order::of(protocol, rater.number)).collect::<Result<Vec<_>, _>>()?;
    for entry in ledger.history() {
        for field in fields(protocol, ledger, &orders, entry)? {
            table.write_field(cell(&field).as_bytes()).map_err(io)?;
        }
        table.write_record(None::<&[u8]>).map_err(io)?;
    }
    table.flush().map_err(Error::io)
}

fn fields(protocol: &Protocol, ledger: &Ledger, orders: &[Order], entry: &Entry) -> Result<Vec<String>, Error> {
    let item = protocol.item(entry.item).ok_or(Error::UnknownItem { item: entry.item })?;
    let rater = protocol.rater(entry.rater).ok_or(Error::UnknownRater { rater: entry.rater })?;
    let position =
        orders.iter().find(|order| order.rater() == entry.rater).and_then(|order| order.position(entry.item));
    let or_blank = |value: Option<String>| value.unwrap_or_default();
    let mut fields = vec![
        entry.id.to_string(),
        entry.rater.to_string(),
        rater.name.clone(),
        entry.item.to_string(),
        or_blank(position.map(|position| position.to_string())),
        item.case.as_str().to_owned(),
        item.author.word().to_owned(),
        item.model.clone(),
        or_blank(item.sha256.as_ref().map(ToString::to_string)),
        entry.act.word().to_owned(),
        ledger.stands(entry).to_string(),
        or_blank(entry.replaces.map(|replaces| replaces.to_string())),
    ];
    let rating = entry.act.rating();
    let score = |place: usize| rating.map(|rating| rating.scores()[place].number().to_string());
    fields.extend((0..protocol.dimensions.len()).map(|place| or_blank(score(place))));
    fields.push(or_blank(rating.map(|rating| rating.comment().to_owned())));
    fields.push(or_blank(rating.map(|rating| rating.is_flagged().to_string())));
    fields.push(entry.focus_ms.to_string());
    fields.push(entry.at_us.to_string());
    Ok(fields)
}

fn io(error: ::csv::Error) -> Error {
    let kind = match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error.kind(),
        _ => std::io::ErrorKind::InvalidData,
    };
    Error::Io { kind }
}
