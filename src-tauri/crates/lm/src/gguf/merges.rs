//! Merges of a SentencePiece vocabulary. SentencePiece joins the pair whose whole has the best score; a list of merges
//! in that order is the same thing said in the words of byte-pair encoding (as transformers derives it).

use std::cmp::Ordering;
use std::collections::HashMap;

/// Every way to join two pieces into a third, best first: by the score of the whole, then the longer left part.
pub(crate) fn merges_of_scores<'a>(
    scored: impl Iterator<Item = (&'a str, f32)>,
    ids: &HashMap<&str, u32>,
) -> Vec<(String, String)> {
    let mut merges: Vec<Merge<'a>> = Vec::new();
    for (whole, score) in scored {
        let first = merges.len();
        for (cut, _) in whole.char_indices().skip(1) {
            let (left, right) = whole.split_at(cut);
            if let (Some(left_id), Some(right_id)) = (ids.get(left), ids.get(right)) {
                merges.push(Merge { left, right, score, ids: (*left_id, *right_id) });
            }
        }
        merges[first..].sort_by_key(|merge| merge.ids);
    }
    merges.sort_by(Merge::best_first);
    merges.into_iter().map(|merge| (merge.left.to_owned(), merge.right.to_owned())).collect()
}

struct Merge<'a> {
    left: &'a str,
    right: &'a str,
    score: f32,
    ids: (u32, u32),
}

impl Merge<'_> {
    /// Stable for equals, as the sort it follows.
    fn best_first(&self, other: &Self) -> Ordering {
        let letters = |text: &str| text.chars().count();
        other
            .score
            .total_cmp(&self.score)
            .then_with(|| letters(other.left).cmp(&letters(self.left)))
            .then_with(|| letters(other.right).cmp(&letters(self.right)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_score_is_joined_first_and_every_split_of_a_piece_is_a_merge() {
        let pieces = [("a", -9.0), ("b", -9.0), ("c", -9.0), ("bc", -1.0), ("ab", -2.0), ("abc", -3.0)];
        let ids = pieces.iter().zip(0_u32..).map(|((text, _), id)| (*text, id)).collect();
        let joined: Vec<String> = merges_of_scores(pieces.into_iter(), &ids)
            .into_iter()
            .map(|(left, right)| format!("{left}+{right}"))
            .collect();
        assert_eq!(joined, ["b+c", "a+b", "ab+c", "a+bc"]);
    }
}
