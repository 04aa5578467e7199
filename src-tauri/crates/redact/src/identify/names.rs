//! Names by their surroundings: titles, degrees, relatives, who referred or signed; and names of the lists, which are
//! a question.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::patterns::compile;
use super::spelling::folded;
use super::word_lists::{COMMON_WORDS, FAMILY_NAMES, FIRST_NAME_GROUPS};
use super::{IdentifierClass, IdentifierRule, IdentifierSpan, PatternId};
use crate::words::letter_runs;
use crate::{Certainty, TextSpan};

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| COMMON_WORDS.split_whitespace().collect());
static FIRST: LazyLock<HashSet<&str>> =
    LazyLock::new(|| FIRST_NAME_GROUPS.iter().flat_map(|group| group.split_whitespace()).collect());
static FAMILY: LazyLock<HashSet<&str>> = LazyLock::new(|| FAMILY_NAMES.iter().copied().collect());

static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    // "MR" and "MS" without a point are an image and a disease.
    compile(
        r"\b(?:(?:Drs?|DRS?|Mr|Mrs|MRS|Ms|Mx|Prof|PROF|Sra?|Mme|Mlle|Rev)\.?|MR\.|MS\.|Doctor|Miss|Professor|Herr|Frau|Señora?|Sister|Father)[ \n]{1,3}|\b(?:Dr|DR|Mr|Mrs|Ms|Prof)\.",
    )
});
static RELATIVE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:wife|husband|daughter|son|mother|father|brother|sister|spouse|partner|niece|nephew|caregiver|friend|patient|pt|name|named)\b(?: is| named)?[ ,:]{1,2}",
    )
});
static STAFF: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:(?:referred|seen|dictated|signed|reviewed|transcribed|performed|evaluated|followed|verified|entered|authored|examined|approved)(?: electronically)? (?:by|with)|d/w|discussed with|spoke (?:to|with)|attending|PCP|surgeon|oncologist|physicist|dosimetrist|cc|per)[: ]{1,2}",
    )
});
/// Searched first, because it is cheap.
static ANY_DEGREE: LazyLock<Regex> =
    LazyLock::new(|| compile(r"\b(?:MD|DO|PhD|RN|NP|PA-C|FRCR|MBBS|DNP|CNP)\b|M\.D\.|Ph\.D\."));
static DEGREE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"((?:\p{Lu}\.? ?)?\p{Lu}[\p{L}'’-]+(?: \p{Lu}\.?)?(?: \p{Lu}[\p{L}'’-]+){0,2}),? (?:(?:MD|DO|PhD|RN|NP|PA-C|FRCR|MBBS|DNP|CNP)\b|M\.D\.|Ph\.D\.)",
    )
});
/// The end of a name word, and what may join it to the next.
static NAME_WORD: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:(?:van|von|de|der|den|la|di|du|da|al|el|bin|ten|ter)[ ])*(?:\p{Lu}['’])?\p{Lu}[\p{L}]+(?:[-'’]\p{L}+)*|^\p{Lu}\.(?:[ -]?\p{Lu}\.)?",
    )
});
static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?m)(?:^|[.:!?\s])\s*((?:--+|—|//)[A-Z]{2,3}|\[[A-Z]{2,3}(?:/[a-z]{2,3})?\])[\s.*~!>#]*$")
});
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| compile(r"^(?:[ \n]*|, ?|-|/|[ .]*\p{Lu}\.[ ]?|,? \p{Lu} )$"));

static INITIALS_BEHIND: LazyLock<Regex> = LazyLock::new(|| compile(r"^,? (?:\p{Lu}\.){1,2}"));

/// The name with the initials beside it: `J. Q. Roe`, `Roe, J.`.
pub(super) fn with_initials(text: &str, name: TextSpan) -> TextSpan {
    if !name.of(text).starts_with(char::is_alphabetic) {
        return name;
    }
    let mut start = name.start;
    while let Some(earlier) = initial_before(&text[..start]) {
        start = earlier;
    }
    let behind = INITIALS_BEHIND.find(&text[name.end..]).map_or(0, |found| found.len());
    TextSpan::new(start, name.end + behind)
}

/// Where an initial begins that ends `before`. In "58 y/o F. Roe" the letter is the sex.
fn initial_before(before: &str) -> Option<usize> {
    let before = before.strip_suffix(' ').unwrap_or(before).strip_suffix('.')?;
    let initial = before.chars().next_back().filter(|c| c.is_uppercase())?;
    let rest = &before[..before.len() - initial.len_utf8()];
    let is_sex = matches!(initial, 'M' | 'F') && rest.trim_end().ends_with(char::is_alphanumeric);
    let is_free = rest.is_empty() || rest.ends_with([' ', '\n', '(', ',', '.', '_']);
    (is_free && !is_sex).then_some(rest.len())
}

/// Whether a word (any case) may be no name where it stands.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.contains(word.to_lowercase().as_str())
}

/// Whether two names with `text` between them are one.
pub(super) fn is_between_names(text: &str) -> bool {
    BETWEEN.is_match(text)
}

/// The short forms and spellings of a folded first name.
pub(super) fn nicknames(name: &str) -> impl Iterator<Item = &'static str> {
    let name = name.to_owned();
    FIRST_NAME_GROUPS
        .iter()
        .filter(move |group| group.split_whitespace().any(|other| other == name))
        .flat_map(|group| group.split_whitespace())
}

/// Names in `text` that need no export to be seen.
pub(super) fn find(text: &str) -> Vec<IdentifierSpan> {
    let mut hits = Vec::new();
    let mut push = |span: TextSpan, id: PatternId, certainty: Certainty| {
        hits.push(IdentifierSpan::new(span, IdentifierClass::Name, IdentifierRule::Pattern(id), certainty));
    };
    for found in TITLE.find_iter(text) {
        if let Some(end) = name_end(text, found.end(), is_common) {
            push(TextSpan::new(found.start(), end), PatternId::TitledName, Certainty::Certain);
        }
    }
    for found in RELATIVE.find_iter(text) {
        if let Some(end) = name_end(text, found.end(), |word| is_common(word) || !is_capitalised(word)) {
            let span = TextSpan::new(found.end(), end);
            let certainty = if is_listed(span.of(text)) { Certainty::Certain } else { Certainty::Doubtful };
            push(span, PatternId::RelativeName, certainty);
        }
    }
    for found in STAFF.find_iter(text) {
        if let Some(end) = name_end(text, found.end(), |word| is_common(word) || !is_capitalised(word)) {
            let span = TextSpan::new(found.end(), end);
            let is_full = span.of(text).contains([' ', '\n']) || is_listed(span.of(text));
            push(span, PatternId::StaffName, if is_full { Certainty::Certain } else { Certainty::Doubtful });
        }
    }
    let degrees = ANY_DEGREE.is_match(text).then(|| DEGREE.captures_iter(text));
    for name in degrees.into_iter().flatten().filter_map(|found| found.get(1)) {
        push(TextSpan::from(name), PatternId::CredentialedName, Certainty::Certain);
    }
    for initials in SIGNATURE.captures_iter(text).filter_map(|found| found.get(1)) {
        push(TextSpan::from(initials), PatternId::SignatureInitials, Certainty::Certain);
    }
    listed(text, &mut push);
    hits
}

/// Names of the lists; a first name before a family name is sure, one alone is a question.
fn listed(text: &str, push: &mut impl FnMut(TextSpan, PatternId, Certainty)) {
    let runs = letter_runs(text);
    let mut previous: Option<(TextSpan, bool)> = None;
    for run in runs {
        let word = run.of(text);
        let lower = folded(word);
        let is_family = FAMILY.contains(lower.as_str());
        let is_first = FIRST.contains(lower.as_str());
        if !(is_family || is_first) || !is_capitalised(word) || word.chars().count() < 3 {
            previous = None;
            continue;
        }
        match previous {
            Some((before, was_first))
                if (was_first && is_family || is_first && FAMILY.contains(folded(before.of(text)).as_str()))
                    && is_between_names(&text[before.end..run.start]) =>
            {
                push(before.around(run), PatternId::ListedFullName, Certainty::Certain);
            }
            _ if is_family && !is_common(word) => push(run, PatternId::ListedName, Certainty::Doubtful),
            _ => {}
        }
        previous = Some((run, is_first));
    }
}

fn is_listed(name: &str) -> bool {
    name.split([' ', '\n'])
        .next()
        .map(folded)
        .is_some_and(|word| FIRST.contains(word.as_str()) || FAMILY.contains(word.as_str()))
}

fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}

/// Where a name of up to three words that begins at `from` ends.
fn name_end(text: &str, from: usize, is_excluded: impl Fn(&str) -> bool) -> Option<usize> {
    const MOST_WORDS: usize = 3;
    let mut end = None;
    let mut at = from;
    let mut starts_shouted = false;
    for index in 0..MOST_WORDS {
        let Some(word) = NAME_WORD.find(&text[at..]) else { break };
        let is_initial = word.as_str().ends_with('.');
        let is_shouted = word.as_str().chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if !is_initial && (is_excluded(word.as_str()) || (index > 0 && is_shouted && !starts_shouted)) {
            break;
        }
        starts_shouted |= index == 0 && is_shouted;
        if !is_initial {
            end = Some(at + word.end());
        }
        at += word.end();
        let blank = text[at..].len() - text[at..].trim_start_matches([' ', '\n']).len();
        if !is_initial && (blank == 0 || blank > 2) {
            break;
        }
        at += blank;
    }
    end
}
