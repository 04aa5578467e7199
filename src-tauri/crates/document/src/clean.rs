//! Characters that no file may hold are taken out before writing and after reading: controls, halves of signs, marks without a shape.

/// Lines of a text, without what breaks XML or shows nothing. Tabs stay; every kind of line or page break begins a new line.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    text.split(breaks)
        .map(|line| line.chars().filter(|c| is_kept(*c)).collect::<String>().trim_end().to_owned())
        .collect()
}

/// One line of a text: breaks become blanks.
pub(crate) fn line(text: &str) -> String {
    lines(text).join(" ").trim().to_owned()
}

/// The lines of a paragraph, joined by line feeds; none where it is blank.
pub(crate) fn paragraph(text: &str) -> Option<String> {
    let lines = lines(text);
    let first = lines.iter().position(|line| !line.trim().is_empty())?;
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    Some(lines[first..=last].join("\n"))
}

fn is_kept(c: char) -> bool {
    c == '\t' || !(c.is_control() || is_unseen(c) || is_no_character(c))
}

/// Hints for hyphenation, byte order marks, and overrides of direction that make a text read other than it is written.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}

const fn is_no_character(c: char) -> bool {
    let code = c as u32;
    code & 0xfffe == 0xfffe || matches!(code, 0xfdd0..=0xfdef)
}

/// A text that was read: line feeds only, no blanks at line ends, never more than one blank line, none at the ends.
pub(crate) fn read(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut blanks = 0;
    for line in lines(text) {
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        if !tidy.is_empty() {
            tidy.push_str(if blanks > 0 { "\n\n" } else { "\n" });
        }
        tidy.push_str(&line);
        blanks = 0;
    }
    tidy
}
