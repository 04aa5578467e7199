//! Numbers and lists as the screens write them: `40 Gy / 15 fx`, no-break spaces, no trailing zero, `Gy (RBE)` for protons.

use isocenter_domain::Modality;

/// Between a number and its unit.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// At most `decimals` decimals, no trailing zero, thousands with a comma.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let written = format!("{value:.decimals$}");
    let written = if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.') } else { &written };
    let (whole, rest) = written.split_at(written.find('.').unwrap_or(written.len()));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && whole.chars().all(|c| c.is_ascii_digit()) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// `Gy`, or `Gy (RBE)` where the dose is weighted.
pub(crate) fn unit(modality: Option<Modality>) -> String {
    if modality == Some(Modality::Proton) { format!("Gy{NO_BREAK}(RBE)") } else { "Gy".to_owned() }
}

/// `66.6 Gy`.
pub(crate) fn gray(value: f64, decimals: usize, modality: Option<Modality>) -> String {
    format!("{}{NO_BREAK}{}", number(value, decimals), unit(modality))
}

/// `40 Gy / 15 fx`.
pub(crate) fn course(dose_gray: f64, fractions: u32, modality: Option<Modality>) -> String {
    format!("{}{NO_BREAK}/{NO_BREAK}{fractions}{NO_BREAK}fx", gray(dose_gray, 2, modality))
}

/// `1.8–2.2 Gy`.
pub(crate) fn range(least: f64, most: f64, decimals: usize, modality: Option<Modality>) -> String {
    let (least, most) = (number(least, decimals), number(most, decimals));
    if least == most {
        return format!("{least}{NO_BREAK}{}", unit(modality));
    }
    format!("{least}–{most}{NO_BREAK}{}", unit(modality))
}

/// `a, b and c`, each once, in the order given.
pub(crate) fn list<S: AsRef<str>>(words: &[S]) -> String {
    let mut unique: Vec<&str> = Vec::new();
    for word in words.iter().map(AsRef::as_ref) {
        if !unique.contains(&word) {
            unique.push(word);
        }
    }
    match unique.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// The sentence with its first letter in capitals.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
