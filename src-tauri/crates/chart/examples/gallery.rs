//! Writes every figure of the tests, light and dark and in all formats, into the folder that is named on the command line, to be looked at.
#![allow(
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sample values"
)]

#[path = "../tests/chart/samples.rs"]
mod samples;

use isocenter_chart::{Error, PictureFormat, Theme};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    std::fs::create_dir_all(&folder)?;
    for (name, figure) in samples::all() {
        for (theme, suffix) in [(Theme::Light, ""), (Theme::Dark, "-dark")] {
            let picture = figure.draw(name, theme)?;
            let write = |format, ending: &str| -> Result<(), Box<dyn std::error::Error>> {
                let file = picture.file(format).map_err(|error: Error| error)?;
                Ok(std::fs::write(folder.join(format!("{name}{suffix}.{ending}")), file)?)
            };
            write(PictureFormat::Svg, "svg")?;
            write(PictureFormat::Png, "png")?;
            write(PictureFormat::Pdf, "pdf")?;
        }
    }
    Ok(())
}
