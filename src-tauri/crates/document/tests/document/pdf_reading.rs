//! PDFs as others write them, each made here with plain drawing.

use std::io::Write;

use isocenter_document::{Error, FileKind, MOST_PAGES, Notice, read_text};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

fn read(bytes: &[u8]) -> Result<(String, Vec<Notice>), Error> {
    assert_eq!(FileKind::from_bytes(bytes), Ok(FileKind::Pdf));
    read_text(bytes, FileKind::Pdf).map(|read| (read.text.into_inner(), read.notices))
}

/// A page for each drawing, in Helvetica as `F`, with a picture as `P`.
fn pdf(pages: &[Vec<u8>], rotation: i32) -> Vec<u8> {
    let [catalogue, tree, font, picture] = [1, 2, 3, 4].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(tree);
    let ids: Vec<(Ref, Ref)> = (0..pages.len() as i32).map(|n| (Ref::new(10 + 2 * n), Ref::new(11 + 2 * n))).collect();
    pdf.pages(tree).kids(ids.iter().map(|(page, _)| *page)).count(pages.len() as i32);
    for ((id, stream), content) in ids.iter().zip(pages) {
        let mut page = pdf.page(*id);
        page.media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).parent(tree).contents(*stream).rotate(rotation);
        let mut resources = page.resources();
        resources.fonts().pair(Name(b"F"), font);
        resources.x_objects().pair(Name(b"P"), picture);
        resources.finish();
        page.finish();
        pdf.stream(*stream, content);
    }
    pdf.type1_font(font).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    let mut image = pdf.image_xobject(picture, &[0, 255, 255, 0]);
    image.width(2).height(2).bits_per_component(8);
    image.color_space().device_gray();
    image.finish();
    pdf.finish()
}

/// Lines at their places: x, y from below, size.
fn drawn(lines: &[(f32, f32, f32, &str)]) -> Vec<u8> {
    let mut content = Content::new();
    for (x, y, size, text) in lines {
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
        content.begin_text().set_font(Name(b"F"), *size).next_line(*x, *y).show(Str(&bytes)).end_text();
    }
    content.finish().into_vec()
}

fn picture() -> Vec<u8> {
    let mut content = Content::new();
    content.save_state().transform([595.0, 0.0, 0.0, 842.0, 0.0, 0.0]).x_object(Name(b"P")).restore_state();
    content.finish().into_vec()
}

#[test]
fn a_scan_is_told_as_one_and_what_to_do() {
    let error = read(&pdf(&[picture(), picture()], 0)).unwrap_err();
    assert_eq!(error, Error::PicturesOnly);
    assert!(error.to_string().contains("OCR"));
    assert_eq!(read(&pdf(&[Vec::new()], 0)).unwrap_err(), Error::NoText(FileKind::Pdf));
}

#[test]
fn a_page_that_is_a_picture_among_pages_of_text_is_told() {
    let text = drawn(&[(70.0, 700.0, 11.0, "Befund: Größe unverändert.")]);
    let read = read(&pdf(&[text, picture()], 0)).unwrap();
    assert_eq!(read, ("Befund: Größe unverändert.".to_owned(), vec![Notice::PicturePages { count: 1 }]));
}

#[test]
fn wrapped_lines_are_one_paragraph_and_short_lines_are_not() {
    let page = drawn(&[
        (70.0, 700.0, 11.0, "The patient completed radiotherapy of the left breast without any"),
        (70.0, 687.0, 11.0, "interruption and was seen by us on the last day of her treatment. It was"),
        (70.0, 674.0, 11.0, "well tolerated."),
        (70.0, 661.0, 11.0, "Dose: 40.05 Gy"),
        (70.0, 648.0, 11.0, "- a first entry that is long enough to reach the right hand margin, and"),
        (78.0, 635.0, 11.0, "continues on its second line"),
        (70.0, 622.0, 11.0, "- a second entry"),
        (70.0, 590.0, 11.0, "After a gap."),
        (70.0, 560.0, 14.0, "A heading"),
        (70.0, 540.0, 11.0, "Text."),
    ]);
    let expected = "The patient completed radiotherapy of the left breast without any interruption and was seen by us on the last day of her treatment. It was well tolerated.\nDose: 40.05 Gy\n- a first entry that is long enough to reach the right hand margin, and continues on its second line\n- a second entry\n\nAfter a gap.\n\nA heading\n\nText.";
    assert_eq!(read(&pdf(&[page], 0)).unwrap().0, expected);
}

#[test]
fn hyphens_at_line_ends_stay_unless_the_file_writes_the_word_without() {
    let wide = "This line is here to say how far to the right the lines of the letter go";
    let page = drawn(&[
        (70.0, 720.0, 11.0, wide),
        (70.0, 690.0, 11.0, "The hypofractionated intensity-modulated plan of volumetric intensity-"),
        (70.0, 677.0, 11.0, "modulated fields was made for the Bestrahlung of the left breast Bestrah-"),
        (70.0, 664.0, 11.0, "lung, and regions of the head were also spared in all of these as Kopf-"),
        (70.0, 651.0, 11.0, "und Hals."),
    ]);
    let text = read(&pdf(&[page], 0)).unwrap().0;
    for words in ["volumetric intensity-modulated fields", "breast Bestrahlung, and", "as Kopf- und Hals."] {
        assert!(text.contains(words), "{words} is missing in {text}");
    }
}

#[test]
fn words_set_apart_have_blanks_and_columns_tabs() {
    let page = drawn(&[(70.0, 700.0, 11.0, "Dose"), (98.7, 700.0, 11.0, "50 Gy"), (300.0, 700.0, 11.0, "2 Gy")]);
    assert_eq!(read(&pdf(&[page], 0)).unwrap().0, "Dose 50 Gy\t2 Gy");
}

#[test]
fn raised_figures_stay_in_their_line_and_bold_by_overprinting_is_read_once() {
    let page = drawn(&[
        (70.0, 700.0, 11.0, "10"),
        (82.3, 704.0, 7.0, "9"),
        (70.0, 680.0, 11.0, "bold"),
        (70.3, 680.0, 11.0, "bold"),
    ]);
    assert_eq!(read(&pdf(&[page], 0)).unwrap().0, "109\nbold");
}

#[test]
fn a_turned_page_is_read_upright() {
    let page = drawn(&[(70.0, 700.0, 11.0, "first"), (70.0, 680.0, 11.0, "second")]);
    for rotation in [0, 90, 180, 270] {
        let text = read(&pdf(std::slice::from_ref(&page), rotation)).unwrap().0;
        assert_eq!(text.split_whitespace().collect::<Vec<_>>(), ["first", "second"], "{rotation}");
    }
}

#[test]
fn what_stands_at_the_same_place_of_every_page_is_left_out_and_said() {
    let page = |number: usize| {
        drawn(&[
            (70.0, 800.0, 9.0, "Example Hospital"),
            (70.0, 700.0, 11.0, &format!("Text number {number} of the letter {}", "abc".repeat(number))),
            (500.0, 30.0, 9.0, &format!("Page {number} of 3")),
        ])
    };
    let (text, notices) = read(&pdf(&[page(1), page(2), page(3)], 0)).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(!text.contains("Hospital") && !text.contains("Page"), "{text}");
    assert_eq!(notices, [Notice::HeadersFooters]);
}

#[test]
fn more_pages_than_a_letter_has_are_refused() {
    let page = drawn(&[(70.0, 700.0, 11.0, "x")]);
    assert_eq!(read(&pdf(&vec![page; MOST_PAGES + 1], 0)).unwrap_err(), Error::TooManyPages);
}

#[test]
fn a_file_that_needs_a_password_is_told() {
    let plain = pdf(&[drawn(&[(70.0, 700.0, 11.0, "x")])], 0);
    let text = String::from_utf8_lossy(&plain).into_owned();
    let key = "41".repeat(32);
    let lock = format!("/Encrypt <</Filter/Standard/V 2/R 3/Length 128/P -4/O <{key}>/U <{key}>>>/ID [<41><41>]/Root");
    let locked = text.replacen("/Root", &lock, 1);
    assert_eq!(read(locked.as_bytes()).unwrap_err(), Error::Encrypted);
}

#[test]
fn a_stream_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked() {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let blanks = vec![b' '; 1_000_000];
    for _ in 0..201 {
        packer.write_all(&blanks).unwrap();
    }
    let packed = packer.finish().unwrap();
    let plain = pdf(&[packed], 0);
    assert!(plain.len() < 1_000_000, "{} bytes packed", plain.len());
    assert_eq!(read(&plain).unwrap_err(), Error::UnpacksTooFar);
}

#[test]
fn brackets_without_end_and_pages_in_a_circle_are_no_panic() {
    for content in [b"[".repeat(300_000), b"<</a ".repeat(300_000), b"q ".repeat(300_000), b"BT (".repeat(300_000)] {
        assert_eq!(read(&pdf(&[content], 0)).unwrap_err(), Error::NoText(FileKind::Pdf));
    }
    let mut circle = pdf(&[drawn(&[(70.0, 700.0, 11.0, "x")])], 0);
    let kids = circle.windows(8).position(|part| part == b"[10 0 R]").expect("the tree of pages");
    circle[kids..kids + 8].copy_from_slice(b"[2 0 R ]");
    assert!(read(&circle).is_err());
}
