//! Names as they are written and miswritten: case, accents, umlauts, one or two slips of the keyboard.

/// Lower case without accents, apostrophes, or hyphens; `ü` becomes `u`.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à'..='å' | 'ā' | 'ă' | 'ą' => out.push('a'),
            'æ' => out.push_str("ae"),
            'ç' | 'ć' | 'č' => out.push('c'),
            'ď' | 'đ' | 'ð' => out.push('d'),
            'è'..='ë' | 'ē' | 'ę' | 'ě' => out.push('e'),
            'ğ' => out.push('g'),
            'ì'..='ï' | 'ī' | 'ı' => out.push('i'),
            'ł' | 'ľ' | 'ĺ' => out.push('l'),
            'ñ' | 'ń' | 'ň' => out.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' => out.push('o'),
            'ŕ' | 'ř' => out.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => out.push('s'),
            'ß' => out.push_str("ss"),
            'ť' | 'ţ' | 'ț' => out.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' => out.push('u'),
            'ý' | 'ÿ' => out.push('y'),
            'ź' | 'ż' | 'ž' => out.push('z'),
            c if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    out
}

/// The folded spellings of a name: `Müller` is `muller` and `mueller`.
pub(super) fn spellings(name: &str) -> Vec<String> {
    let plain = folded(name);
    let lower = name.to_lowercase();
    let wide = folded(&lower.replace('ä', "ae").replace(['ö', 'ø'], "oe").replace('ü', "ue").replace('å', "aa"));
    let narrow = plain.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    let mut all = vec![plain];
    for other in [wide, narrow] {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

/// Whether `written` is `name` with few slips: one in five to seven letters, two in eight or more.
pub(super) fn is_slip_of(written: &str, name: &str) -> bool {
    let most = match name.len() {
        0..5 => return false,
        5..8 => 1,
        _ => 2,
    };
    // One slip changes the set of letters by two at most, which rules nearly every other word out at once.
    let differing_letters = (letters(written) ^ letters(name)).count_ones() as usize;
    if written.len().abs_diff(name.len()) > most || written.len() < 4 || differing_letters > 2 * most {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (written.chars().collect(), name.chars().collect());
    slips(&a, &b) <= most
}

/// The letters of a folded word as a set; those outside the alphabet share a place.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| set | 1 << if byte.is_ascii_lowercase() { byte - b'a' } else { 26 })
}

/// Edits between two words: a letter more, less, other, or two swapped.
fn slips(a: &[char], b: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let other = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = other.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{is_slip_of, spellings};

    #[test]
    fn umlauts_have_two_spellings_and_both_ways() {
        assert_eq!(spellings("Müller"), ["muller", "mueller"]);
        assert!(spellings("Mueller").contains(&"muller".to_owned()));
        assert_eq!(spellings("O’Brien"), ["obrien"]);
    }

    #[test]
    fn slips_count_letters_more_less_other_and_swapped() {
        for written in ["kowalcyk", "kowalczik", "kowlaczyk", "kowalczykk"] {
            assert!(is_slip_of(written, "kowalczyk"), "{written}");
        }
        assert!(!is_slip_of("rose", "rosa") && !is_slip_of("great", "karin") && !is_slip_of("wochick", "wojcik"));
    }
}
