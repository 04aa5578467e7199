//! What a model folder says of its licence. Read and repeated, never judged.

use std::path::Path;

use crate::wire::LicenceNote;

/// Licence files are looked at by name only; a README's head is read up to this.
const HEAD_BYTES: usize = 64 * 1024;
const FILES: [&str; 5] = ["LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "USE_POLICY.md"];

/// The note for a model folder, or for the folder a model file lies in.
pub(crate) fn note_of(place: &Path) -> LicenceNote {
    let folder = if place.is_dir() { place } else { place.parent().unwrap_or(place) };
    let file = FILES.into_iter().find(|name| folder.join(name).is_file());
    let named = read_head(&folder.join("README.md")).as_deref().and_then(named_in_front_matter);
    let words = match (&named, file) {
        (Some(named), Some(file)) => format!("The model names its licence {named}; its text is in {file}."),
        (Some(named), None) => format!("The model names its licence {named}."),
        (None, Some(file)) => format!("Its licence is in {file}."),
        (None, None) => "The model names no licence; ask where it came from.".to_owned(),
    };
    LicenceNote { words, is_named: named.is_some() || file.is_some() }
}

fn read_head(path: &Path) -> Option<String> {
    use std::io::Read;
    let mut head = Vec::new();
    std::fs::File::open(path).ok()?.take(HEAD_BYTES as u64).read_to_end(&mut head).ok()?;
    Some(String::from_utf8_lossy(&head).into_owned())
}

/// `license: apache-2.0` between the two lines of dashes with which a model card begins.
fn named_in_front_matter(text: &str) -> Option<String> {
    let mut lines = text.lines();
    lines.next().filter(|line| line.trim_end() == "---")?;
    let entries = lines.take_while(|line| line.trim_end() != "---");
    let mut named: Option<String> = None;
    for line in entries {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        match key {
            "license_name" if is_plain(value) => return Some(value.to_owned()),
            "license" if is_plain(value) => named = Some(value.to_owned()),
            _ => {}
        }
    }
    named
}

fn is_plain(value: &str) -> bool {
    let is_word = |symbol: char| symbol.is_ascii_alphanumeric() || matches!(symbol, '-' | '.' | '_' | '+' | ' ');
    (1..=60).contains(&value.len()) && value.chars().all(is_word)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_licence_that_a_model_card_names_is_repeated() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!note_of(folder.path()).is_named);
        std::fs::write(folder.path().join("README.md"), "---\nlicense: apache-2.0\ntags: [x]\n---\nlicense: no\n")
            .unwrap();
        assert_eq!(note_of(folder.path()).words, "The model names its licence apache-2.0.");
        std::fs::write(folder.path().join("LICENSE"), "text").unwrap();
        let note = note_of(&folder.path().join("model.gguf"));
        assert!(note.is_named && note.words.contains("LICENSE") && note.words.contains("apache-2.0"));
    }

    #[test]
    fn the_name_behind_other_wins_and_markup_is_not_repeated() {
        let named = |text: &str| named_in_front_matter(text);
        assert_eq!(named("---\nlicense: other\nlicense_name: llama2\n---\n").as_deref(), Some("llama2"));
        assert_eq!(named("license: mit\n"), None, "no front matter");
        assert_eq!(named("---\nlicense: <script>\n---\n"), None);
    }
}
