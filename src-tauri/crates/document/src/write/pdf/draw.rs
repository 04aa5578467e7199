//! Pages as PDF, each line tagged with the paragraph it belongs to; rules and feet are marked as what they are, no part of the text.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Node, SpanTag, Tag, TagGroup, TagTree};

use super::lines::{Line, Paragraph, set};
use super::look::{FOOT_BOTTOM, Ink, Look, MARGIN, PAGE_HEIGHT, PAGE_NUMBER_WIDTH, PAGE_WIDTH, RULE_SPACE, TEXT_WIDTH};
use super::pages::Piece;
use super::shape::Faces;
use crate::clean;
use crate::error::Error;
use crate::letter::LetterDocument;
use crate::read::FileKind;
use crate::write::parts::{Part, Role};

const REFUSED: Error = Error::NotWritten(FileKind::Pdf);
const HEADING_LEVEL: NonZeroU16 = NonZeroU16::MIN;

pub(super) fn draw(
    letter: &LetterDocument,
    faces: &Faces<'_>,
    parts: &[Part],
    paragraphs: &[Paragraph],
    foot: &Paragraph,
    pages: &[Vec<Piece>],
) -> Result<Vec<u8>, Error> {
    let mut document = Document::new();
    let mut groups: Vec<TagGroup> = parts.iter().map(group).collect();
    for (number, pieces) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE_WIDTH, PAGE_HEIGHT).ok_or(REFUSED)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for piece in pieces {
            let paragraph = &paragraphs[piece.paragraph];
            let span = SpanTag::empty().with_lang(Some(letter.language.tag()));
            let id = surface.start_tagged(ContentTag::Span(span));
            let mut top = piece.top;
            for line in &paragraph.lines[piece.lines.clone()] {
                draw_line(&mut surface, faces, line, paragraph.look, MARGIN, top);
                top += paragraph.look.leading;
            }
            surface.end_tagged();
            groups[piece.paragraph].push(Node::Leaf(id));
            if paragraph.look.has_rule && piece.lines.end == paragraph.lines.len() {
                rule(&mut surface, top + RULE_SPACE)?;
            }
        }
        let [before, between] = letter.language.page_words();
        let words = format!("{before}{}{between}{}", number + 1, pages.len());
        draw_foot(&mut surface, faces, foot, &words)?;
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new();
    for group in groups {
        tree.push(Node::Group(group));
    }
    document.set_tag_tree(tree);
    let about = Metadata::new().title(clean::line(&letter.title)).language(letter.language.tag().to_owned());
    document.set_metadata(about);
    document.finish().map_err(|_| REFUSED)
}

fn group(part: &Part) -> TagGroup {
    match part.role {
        Role::Title | Role::Heading => TagGroup::new(Tag::Hn(
            if part.role == Role::Title { HEADING_LEVEL } else { HEADING_LEVEL.saturating_add(1) },
            Some(part.text.clone()),
        )),
        _ => TagGroup::new(Tag::P),
    }
}

fn draw_foot(surface: &mut Surface<'_>, faces: &Faces<'_>, foot: &Paragraph, page_words: &str) -> Result<(), Error> {
    // A label of one line or none has the page's number on its own line.
    let height = foot.height().max(foot.look.leading);
    let top = FOOT_BOTTOM - height;
    rule(surface, top - RULE_SPACE)?;
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
    for (number, line) in foot.lines.iter().enumerate() {
        draw_line(surface, faces, line, Look::FOOT, MARGIN, top + foot.height_of(number));
    }
    let words = set(faces, page_words, Look::FOOT, PAGE_NUMBER_WIDTH);
    for line in words.lines.iter().take(1) {
        let wide: f32 = line.runs.iter().map(|run| run.width * Look::FOOT.size).sum();
        draw_line(surface, faces, line, Look::FOOT, MARGIN + TEXT_WIDTH - wide, top);
    }
    surface.end_tagged();
    Ok(())
}

fn draw_line(surface: &mut Surface<'_>, faces: &Faces<'_>, line: &Line, look: Look, left: f32, top: f32) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: colour(look.ink).into(), opacity: NormalizedF32::ONE, ..Fill::default() }));
    // Half the room between lines, then the height of capitals and a little.
    let baseline = top + (look.leading - look.size) / 2.0 + look.size * 0.84;
    let mut x = left + line.x;
    for run in &line.runs {
        surface.draw_glyphs(Point::from_xy(x, baseline), &run.glyphs, faces.font(run), &run.text, look.size, false);
        x += run.width * look.size;
    }
}

fn rule(surface: &mut Surface<'_>, y: f32) -> Result<(), Error> {
    let mut path = PathBuilder::new();
    path.move_to(MARGIN, y);
    path.line_to(MARGIN + TEXT_WIDTH, y);
    let path = path.finish().ok_or(REFUSED)?;
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint: rgb::Color::new(180, 188, 196).into(), width: 0.5, ..Stroke::default() }));
    surface.draw_path(&path);
    surface.set_stroke(None);
    surface.end_tagged();
    Ok(())
}

fn colour(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Black => rgb::Color::new(0, 0, 0),
        Ink::Dark => rgb::Color::new(27, 39, 51),
        Ink::Grey => rgb::Color::new(85, 96, 107),
    }
}
