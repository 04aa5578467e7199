//! The three kinds of file: whole, of the right size, the same every time, and self-contained.

use isocenter_chart::*;

use crate::samples;

#[test]
fn files_are_what_they_say_and_the_same_every_time() {
    let is_small = |name: &str| ["scan-1", "grades", "confusion-4", "reliability-1", "nothing"].contains(&name);
    for (name, figure) in samples::all().into_iter().filter(|(name, _)| is_small(name)) {
        let picture = figure.draw(name, Theme::Dark).unwrap();
        for (format, begins) in [
            (PictureFormat::Svg, b"<svg ".as_slice()),
            (PictureFormat::Png, b"\x89PNG".as_slice()),
            (PictureFormat::Pdf, b"%PDF-".as_slice()),
        ] {
            let file = picture.file(format).unwrap();
            assert!(file.starts_with(begins), "{name}");
            assert!(file == figure.draw(name, Theme::Dark).unwrap().file(format).unwrap(), "{name}: twice the same");
        }
    }
}

#[test]
fn an_svg_needs_no_font_no_style_sheet_and_no_other_file() {
    for (name, figure) in samples::all() {
        let svg = figure.draw(name, Theme::Light).unwrap().svg().unwrap();
        for foreign in ["<text", "font-family", "<style", "style=", "url(", "var(", "<image", "href=\"http"] {
            assert!(!svg.contains(foreign), "{name} holds {foreign}");
        }
        let used = svg.split("href=\"#").skip(1).map(|rest| rest.split_once('"').unwrap().0);
        for letter in used {
            assert!(svg.contains(&format!("<path id=\"{letter}\"")), "{name} uses {letter} and does not bring it");
        }
    }
}

#[test]
fn pixels_have_the_ground_of_their_theme() {
    for (theme, ground) in [(Theme::Light, [0xff, 0xff, 0xff]), (Theme::Dark, [0x14, 0x18, 0x19])] {
        let file = samples::grades().draw("grades", theme).unwrap().file(PictureFormat::Png).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels[..3], ground, "{theme:?}");
    }
}
