//! From a code of ICD-10-CM to sites.

use super::{Site, lexicon};

/// Where lymphomas lie: the fifth character of C81 to C85, after the official table.
const LYMPHOMA_REGIONS: &[(u8, &[&str])] = &[
    (b'1', &["neck"]),
    (b'2', &["mediastinum"]),
    (b'3', &["para_aortic", "abdomen"]),
    (b'4', &["axilla"]),
    (b'5', &["groin"]),
    (b'6', &["pelvic_nodes"]),
    (b'7', &["spleen"]),
];

/// The sites of a code, by its longest prefix in the lexicon.
pub(super) fn sites_of(code: &str) -> Vec<Site> {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    if ["C81", "C82", "C83", "C84", "C85"].iter().any(|category| plain.starts_with(category)) {
        let region = plain.as_bytes().get(4);
        let sites =
            LYMPHOMA_REGIONS.iter().find(|(digit, _)| Some(digit) == region).map_or(&[][..], |(_, sites)| *sites);
        return sites.iter().filter_map(|id| Site::from_id(id)).collect();
    }
    let by_code = &lexicon().by_code;
    (3..=plain.len()).rev().find_map(|length| by_code.get(plain.get(..length)?).cloned()).unwrap_or_default()
}
