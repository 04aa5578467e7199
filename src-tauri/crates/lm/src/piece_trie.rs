//! What every token adds to a text, as a tree over characters, so that a constraint cuts whole branches instead of
//! being asked for each token.

use std::collections::BTreeMap;

use crate::{TextConstraint, TextTokenizer};

const ROOT: usize = 0;

/// All tokens that add whole characters, by the text they add.
pub(crate) struct PieceTrie {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    children: BTreeMap<char, usize>,
    tokens: Vec<u32>,
}

/// A token that keeps a text allowed, and that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AllowedToken {
    pub(crate) id: u32,
    pub(crate) text: String,
}

/// Whether white space may still come before the first visible character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// Nothing was said yet.
    Open,
    /// Something was said, if only a space.
    Passed,
}

impl PieceTrie {
    /// Of a tokenizer's vocabulary without `except`. Special tokens and single bytes of longer characters add no text
    /// and are left out.
    pub(crate) fn of(tokenizer: &TextTokenizer, except: &[u32]) -> Self {
        let mut trie = Self { nodes: vec![Node::default()] };
        for id in (0..tokenizer.vocab_size()).filter_map(|id| u32::try_from(id).ok()) {
            let piece = tokenizer.piece(id);
            if !piece.is_empty() && !piece.contains(char::REPLACEMENT_CHARACTER) && !except.contains(&id) {
                trie.insert(&piece, id);
            }
        }
        trie
    }

    fn insert(&mut self, piece: &str, id: u32) {
        let mut node = ROOT;
        for letter in piece.chars() {
            let next = self.nodes.len();
            node = *self.nodes[node].children.entry(letter).or_insert(next);
            if node == next {
                self.nodes.push(Node::default());
            }
        }
        self.nodes[node].tokens.push(id);
    }

    /// Every token after which `text` is still the start of an allowed text. White space in front of the first visible
    /// character is dropped.
    pub(crate) fn allowed(&self, text: &str, start: Start, constraint: &dyn TextConstraint) -> Vec<AllowedToken> {
        let mut found = Vec::new();
        self.walk(ROOT, &mut text.to_owned(), start, constraint, &mut found);
        found
    }

    fn walk(
        &self,
        node: usize,
        text: &mut String,
        start: Start,
        constraint: &dyn TextConstraint,
        found: &mut Vec<AllowedToken>,
    ) {
        found.extend(self.nodes[node].tokens.iter().map(|id| AllowedToken { id: *id, text: text.clone() }));
        for (letter, child) in &self.nodes[node].children {
            if text.is_empty() && letter.is_whitespace() {
                if start == Start::Open && constraint.may_continue(text) {
                    self.walk(*child, text, start, constraint, found);
                }
                continue;
            }
            text.push(*letter);
            if constraint.may_continue(text) {
                self.walk(*child, text, start, constraint, found);
            }
            text.pop();
        }
    }
}
