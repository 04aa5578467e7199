//! A backend for plotters that keeps what is drawn, instead of painting it: shapes stay shapes for all three kinds of file. plotters counts
//! in whole pixels; here one unit has a hundred of them, so that thin streams and small points keep their size. Words do not pass here:
//! plotters turns them by quarters only and cannot outline them (see `canvas`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use plotters::style::RGBColor;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

use crate::scene::{Area, Dash, Item, Outline, Paint, Pen, Scene};

/// plotters' pixels for one unit.
pub(crate) const GRAIN: f64 = 100.0;

/// Units as plotters' pixels.
#[expect(clippy::cast_possible_truncation, reason = "a drawing is some thousand units wide")]
pub(crate) fn pixel(units: f64) -> i32 {
    (units * GRAIN).round() as i32
}

/// plotters' pixels as units.
pub(crate) fn units((x, y): BackendCoord) -> (f64, f64) {
    (f64::from(x) / GRAIN, f64::from(y) / GRAIN)
}

/// What plotters is told when it comes with words.
#[derive(Debug, thiserror::Error)]
#[error("words are outlined by the canvas, not by plotters")]
pub(crate) struct NoWords;

/// Writes down what plotters draws.
pub(crate) struct Recorder {
    pub(crate) scene: Rc<RefCell<Scene>>,
    /// Dashes of the lines to come; plotters would cut a line into its dashes.
    pub(crate) dash: Rc<Cell<Option<Dash>>>,
}

type Drawn = Result<(), DrawingErrorKind<NoWords>>;

impl Recorder {
    #[expect(clippy::unnecessary_wraps, reason = "the backend's signature")]
    fn keep<S: BackendStyle>(&self, outline: Outline, style: &S, pen: Option<Pen>) -> Drawn {
        let BackendColor { alpha, rgb: (red, green, blue) } = style.color();
        let paint = Paint { ink: RGBColor(red, green, blue), cover: alpha };
        self.scene.borrow_mut().items.push(Item::Shape { outline, paint, pen });
        Ok(())
    }

    fn pen<S: BackendStyle>(&self, style: &S) -> Pen {
        Pen { width: f64::from(style.stroke_width()) / GRAIN, dash: self.dash.get() }
    }

    fn pen_unless<S: BackendStyle>(&self, fill: bool, style: &S) -> Option<Pen> {
        (!fill).then(|| self.pen(style))
    }
}

impl DrawingBackend for Recorder {
    type ErrorType = NoWords;

    fn get_size(&self) -> (u32, u32) {
        let scene = self.scene.borrow();
        (pixel(scene.width).unsigned_abs(), pixel(scene.height).unsigned_abs())
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        let (x, y) = units(point);
        self.keep(Outline::Rectangle(Area::new(x, y, 1.0 / GRAIN, 1.0 / GRAIN)), &color, None)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        let ((left, top), (right, bottom)) = (units(from), units(to));
        let area = Area::new(left.min(right), top.min(bottom), (right - left).abs(), (bottom - top).abs());
        self.keep(Outline::Rectangle(area), style, self.pen_unless(fill, style))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.keep(Outline::Line(path.into_iter().map(units).collect()), style, Some(self.pen(style)))
    }

    fn draw_circle<S: BackendStyle>(&mut self, at: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let (x, y) = units(at);
        let circle = Outline::Circle { x, y, radius: f64::from(radius) / GRAIN };
        self.keep(circle, style, self.pen_unless(fill, style))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, edge: I, style: &S) -> Drawn {
        self.keep(Outline::Polygon(edge.into_iter().map(units).collect()), style, None)
    }

    fn draw_text<T: BackendTextStyle>(&mut self, _: &str, _: &T, _: BackendCoord) -> Drawn {
        Err(DrawingErrorKind::DrawingError(NoWords))
    }
}
