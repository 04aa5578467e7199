//! Short phrases whose marks count (`h/o`, `w/o`, `her-2`), looked up by their first word. A part with a capital is found only as written.

use std::collections::HashMap;

use super::scan::Scan;

/// Phrases, their parts apart by blanks (`h / o`), and what each stands for.
#[derive(Debug)]
pub(super) struct Cues<T>(HashMap<String, Vec<(Vec<&'static str>, T)>>);

impl<T: Copy> Cues<T> {
    pub(super) fn new(cues: &'static [(&'static str, T)]) -> Self {
        let mut by_first: HashMap<String, Vec<(Vec<&'static str>, T)>> = HashMap::new();
        for (cue, value) in cues {
            let parts: Vec<&'static str> = cue.split(' ').collect();
            by_first.entry(parts[0].to_lowercase()).or_default().push((parts, *value));
        }
        // Of several that begin alike the longest is meant.
        by_first.values_mut().for_each(|cues| cues.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.len())));
        Self(by_first)
    }

    /// The longest phrase that begins at word `at`: the word behind it, and what it stands for.
    pub(super) fn longest_at(&self, scan: &Scan, at: usize) -> Option<(usize, T)> {
        let cues = self.0.get(scan.lower(at))?;
        let is_part = |at: usize, part: &str| {
            if part.chars().any(char::is_uppercase) { scan.text(at) == part } else { scan.lower(at) == part }
        };
        let fits = |parts: &[&str]| parts.iter().enumerate().all(|(place, part)| is_part(at + place, part));
        cues.iter().find(|(parts, _)| fits(parts)).map(|(parts, value)| (at + parts.len(), *value))
    }
}
