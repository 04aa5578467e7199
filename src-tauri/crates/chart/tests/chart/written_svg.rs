//! Reads back what the crate writes as SVG, line by line: the words with the corners of their ink, and the titles. No general reader of SVG.

use std::collections::BTreeMap;

/// A line of words and the four corners round its ink.
pub struct WrittenWords {
    pub words: String,
    pub corners: [(f64, f64); 4],
}

/// The value of an attribute.
pub fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value)
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).filter_map(|n| n.parse().ok()).collect()
}

/// Left, top, right and lower end of a letter's outline, handles included.
fn bounds(path: &str) -> [f64; 4] {
    let pairs = numbers(path);
    pairs.chunks_exact(2).fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[l, t, r, b], pair| {
        [l.min(pair[0]), t.min(pair[1]), r.max(pair[0]), b.max(pair[1])]
    })
}

/// All words of a picture; the ground round letters is not counted twice.
pub fn words_of(svg: &str) -> Vec<WrittenWords> {
    let outlines: BTreeMap<&str, [f64; 4]> = svg
        .lines()
        .filter(|line| line.starts_with("<path id="))
        .map(|line| (attribute(line, "id").unwrap(), bounds(attribute(line, "d").unwrap())))
        .collect();
    let lines = svg.lines().filter(|line| line.starts_with("<g transform=") && line.contains("aria-label="));
    lines.map(|line| read_words(line, &outlines)).collect()
}

fn read_words(line: &str, outlines: &BTreeMap<&str, [f64; 4]>) -> WrittenWords {
    let transform = attribute(line, "transform").unwrap();
    let part = |name: &str| {
        transform.split_once(&format!("{name}(")).map_or(vec![], |(_, rest)| numbers(rest.split_once(')').unwrap().0))
    };
    let (at, turn, scale) = (part("translate"), part("rotate").first().copied().unwrap_or(0.0), part("scale")[0]);
    let letters = line.split("<use").skip(1).map(|letter| {
        let [left, top, right, bottom] = outlines[attribute(letter, "href").unwrap().trim_start_matches('#')];
        let x: f64 = attribute(letter, "x").unwrap().parse().unwrap();
        [left + x, top, right + x, bottom]
    });
    let [left, top, right, bottom] =
        letters.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]).unwrap_or_default();
    let (sine, cosine) = turn.to_radians().sin_cos();
    let place = |(x, y): (f64, f64)| {
        let (x, y) = (x * scale, y * scale);
        (at[0] + x * cosine - y * sine, at[1] + x * sine + y * cosine)
    };
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)].map(place);
    WrittenWords { words: attribute(line, "aria-label").unwrap().to_owned(), corners }
}

/// Titles of marks and of shortened words, in order.
pub fn titles_of(svg: &str) -> Vec<&str> {
    let titles = svg.lines().filter_map(|line| line.strip_prefix("<g><title>"));
    titles.map(|line| line.split_once("</title>").unwrap().0).collect()
}
