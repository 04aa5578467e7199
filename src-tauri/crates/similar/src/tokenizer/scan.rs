//! From characters to items: pieces, numbers with their units apart, stages taken apart, signs behind markers.

use super::{Item, marker, number, stage, table};

/// Characters that end a clause.
const ENDS_CLAUSE: &[char] = &[',', ';', ':', '.', '(', ')', '[', ']', '{', '}', '?', '!'];

/// Items of `text`, in its order.
pub(super) fn items(text: &str) -> Vec<Item> {
    let has_small_letters = text.chars().any(char::is_lowercase);
    let mut items = Vec::with_capacity(text.len() / 5);
    for chunk in text.split_whitespace() {
        // Where a text is typed in capitals throughout, RT says no more than Rt.
        let is_right = chunk.starts_with("Rt") || chunk.starts_with("rt") || !has_small_letters;
        let chunk: String = chunk.chars().flat_map(char::to_lowercase).map(plain).collect();
        let mut rest = chunk.as_str();
        while let Some(at) = end_of_piece(rest) {
            piece(&rest[..at], is_right, &mut items);
            items.push(Item::Break);
            rest = &rest[at + 1..];
        }
        piece(rest, is_right, &mut items);
    }
    items
}

/// One way to write dashes and quotation marks.
const fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{ff0b}' | '\u{207a}' => '+',
        _ => c,
    }
}

/// Where the first piece ends; a point within a number or a word (`2.4`, `y.o`) ends none. All characters that end one take one byte.
fn end_of_piece(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    rest.char_indices().find_map(|(at, c)| {
        let is_within = c == '.' && bytes.get(at + 1).is_some_and(|next| !ENDS_CLAUSE.contains(&char::from(*next)));
        (ENDS_CLAUSE.contains(&c) && !is_within).then_some(at)
    })
}

fn piece(piece: &str, is_right: bool, items: &mut Vec<Item>) {
    let piece = piece.trim_matches(|c: char| !c.is_alphanumeric() && !"+-%&".contains(c));
    if piece.is_empty() {
        return;
    }
    if piece == "rt" {
        items.push(Item::Word(if is_right { "right" } else { "radiotherapy" }.to_owned()));
    } else if let Some(sign) = spoken_sign(piece) {
        items.push(sign);
    } else if piece.contains(|c: char| !c.is_alphanumeric()) && table::is_known(piece) {
        items.push(Item::Word(piece.to_owned()));
    } else if let Some(sum) = stage::gleason(piece) {
        items.extend(sum.map(Item::Word));
    } else {
        for part in piece.split(['/', '=', '|', '~', '<', '>', '&', '"', '*', '_', '@', '#']) {
            signed(part, items);
        }
    }
}

fn spoken_sign(piece: &str) -> Option<Item> {
    let (is_positive, is_word) = match piece {
        "+" | "+ve" => (true, false),
        "-ve" => (false, false),
        "pos" | "positive" => (true, true),
        "neg" | "negative" => (false, true),
        _ => return None,
    };
    Some(Item::Sign { is_positive, is_word })
}

/// A part that may end in a sign.
fn signed(part: &str, items: &mut Vec<Item>) {
    let bare = part.trim_end_matches(['+', '-']);
    if bare.is_empty() {
        return;
    }
    // 2+ of an immunostain is a degree, not a sign.
    if matches!(part, "1+" | "2+" | "3+") {
        items.push(Item::Word(part.to_owned()));
    } else if bare.len() < part.len() && marker::kind(bare).is_some() {
        items.push(Item::Word(bare.to_owned()));
        items.push(Item::Sign { is_positive: part.ends_with('+'), is_word: false });
    } else {
        hyphened(bare, items);
    }
}

/// `r-chop`, `5-fu`, `t-cell`: one letter or figure and its word are one; `endo-bronchial`, `child-pugh` are two.
fn hyphened(part: &str, items: &mut Vec<Item>) {
    if let Some((first, second)) = part.split_once('-')
        && !second.contains('-')
        && second.starts_with(char::is_alphabetic)
        && first.chars().count() == 1
    {
        items.push(Item::Word(format!("{first}{second}")));
        return;
    }
    for word in part.split(['-', '+']).filter(|word| !word.is_empty()) {
        plain_word(word, items);
    }
}

fn plain_word(word: &str, items: &mut Vec<Item>) {
    if let Some(components) = stage::tnm_run(word) {
        items.extend(components.into_iter().map(Item::Word));
    } else if let Some((value, unit)) = number::leading(word) {
        items.push(Item::Number(value));
        match unit {
            // 62F: age and sex.
            "m" | "f" if value <= 120.0 => {
                items.extend([Item::Word("yearold".to_owned()), Item::Word(unit.to_owned())]);
            }
            "" => {}
            unit => items.push(Item::Word(unit.to_owned())),
        }
    } else {
        let word = if word == "%" { word } else { word.trim_matches(|c: char| !c.is_alphanumeric()) };
        if !word.is_empty() {
            items.push(Item::Word(word.to_owned()));
        }
    }
}
