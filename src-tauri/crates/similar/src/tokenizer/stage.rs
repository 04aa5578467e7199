//! TNM, stage groups and Gleason sums as tokens: as written, and coarse beside it, so that pT1c and T1a are near and not equal.

/// The components of a piece that is TNM from end to end: `ct2n1m0` → `ct2`, `n1`, `m0`. `None` for anything else.
pub(super) fn tnm_run(piece: &str) -> Option<Vec<String>> {
    let mut rest = piece;
    let mut components = Vec::new();
    while !rest.is_empty() {
        let length = component_length(rest)?;
        components.push(rest[..length].to_owned());
        rest = &rest[length..];
    }
    (!components.is_empty()).then_some(components)
}

/// Bytes of the component that `text` begins with: up to two of c, p, y, r, a; then T, N or M with its category (AJCC notation).
fn component_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let prefix = bytes.iter().take(2).take_while(|b| b"cpyra".contains(b)).count();
    let at = |i: usize| bytes.get(prefix + i).copied();
    let one_of = |i: usize, letters: &[u8]| at(i).is_some_and(|b| letters.contains(&b));
    let (highest, suffixes) = match at(0)? {
        b't' if at(1) == Some(b'i') && at(2) == Some(b's') => return Some(prefix + 3),
        b't' => (b'4', b"abcd".as_slice()),
        b'n' => (b'3', b"abc".as_slice()),
        b'm' => (b'1', b"abc".as_slice()),
        _ => return None,
    };
    match at(1)? {
        b'x' => Some(prefix + 2),
        digit if (b'0'..=highest).contains(&digit) => {
            let mut length = prefix + 2 + usize::from(one_of(2, suffixes));
            let behind = length - prefix;
            if at(behind) == Some(b'm') && at(behind + 1) == Some(b'i') {
                length += 2;
            }
            Some(length)
        }
        _ => None,
    }
}

/// `pt1c` → `t1`; `None` for a word that is no TNM component, or is coarse already.
pub(super) fn coarse_tnm(word: &str) -> Option<&str> {
    if component_length(word)? != word.len() {
        return None;
    }
    let bare = word.trim_start_matches(['c', 'p', 'y', 'r', 'a']);
    let coarse = if bare.starts_with("tis") { bare } else { bare.get(..2)? };
    (coarse.len() < word.len()).then_some(coarse)
}

/// The words behind `stage`: `iia` → `stageiia` and, where it is finer, `stageii`; Arabic figures become Roman.
pub(super) fn group(word: &str) -> Option<(String, Option<String>)> {
    let numeral_end = word.find(|c: char| !matches!(c, 'i' | 'v' | '0'..='4')).unwrap_or(word.len());
    // 1a2 and ib2 carry a figure behind the letter; the numeral itself is one figure or Roman.
    let (numeral, suffix) = word.split_at(numeral_end);
    let roman = match numeral {
        "0" => "0",
        "i" | "1" => "i",
        "ii" | "2" => "ii",
        "iii" | "3" => "iii",
        "iv" | "4" => "iv",
        _ => return None,
    };
    let is_suffix = match suffix.as_bytes() {
        [] => true,
        [letter] => b"abcdes".contains(letter),
        [letter, digit] => b"abcd".contains(letter) && (b'1'..=b'3').contains(digit),
        _ => false,
    };
    if !is_suffix {
        return None;
    }
    let coarse = format!("stage{roman}");
    Some(if suffix.is_empty() { (coarse, None) } else { (format!("{coarse}{suffix}"), Some(coarse)) })
}

/// `3+4` or `3+4=7`: the sum as written and its grade group (Epstein et al., Am J Surg Pathol 2016;40:244).
pub(super) fn gleason(piece: &str) -> Option<[String; 2]> {
    let [first, b'+', second, rest @ ..] = piece.as_bytes() else { return None };
    let is_pattern = |b: &u8| (b'1'..=b'5').contains(b);
    let is_sum = rest.is_empty() || (rest[0] == b'=' && rest.len() > 1 && rest[1..].iter().all(u8::is_ascii_digit));
    if !is_pattern(first) || !is_pattern(second) || !is_sum {
        return None;
    }
    let (first, second) = (first - b'0', second - b'0');
    Some([format!("{first}+{second}"), format!("gg{}", grade_group(first, second))])
}

const fn grade_group(first: u8, second: u8) -> u8 {
    match (first + second, first) {
        (..=6, _) => 1,
        (7, ..=3) => 2,
        (7, _) => 3,
        (8, _) => 4,
        _ => 5,
    }
}
