//! Places for labels inside a plot: what is taken stays taken, and the first free candidate wins.

use crate::scene::Area;

/// How close two things may come.
const AIR: f64 = 1.0;
/// From one area that stands for a line to the next.
const STEP: f64 = 4.0;

/// A plot with what lies in it.
pub(crate) struct Room {
    bounds: Area,
    taken: Vec<Area>,
}

impl Room {
    pub(crate) const fn new(bounds: Area) -> Self {
        Self { bounds, taken: Vec::new() }
    }

    pub(crate) fn take(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Takes a line of this width.
    pub(crate) fn take_line(&mut self, points: &[(f64, f64)], width: f64) {
        for pair in points.windows(2) {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            let length = (bx - ax).hypot(by - ay);
            let mut along = 0.0;
            while along <= length {
                let share = if length > 0.0 { along / length } else { 0.0 };
                self.take(Area::about((ax + (bx - ax) * share, ay + (by - ay) * share), width, width));
                along += STEP;
            }
        }
    }

    /// The first candidate that lies inside and meets nothing; it is taken from now on.
    pub(crate) fn first_free(&mut self, candidates: impl IntoIterator<Item = Area>) -> Option<Area> {
        let is_free = |area: &Area| {
            let aired = Area::new(area.x - AIR, area.y - AIR, area.width + 2.0 * AIR, area.height + 2.0 * AIR);
            self.bounds.holds(area) && !self.taken.iter().any(|taken| taken.meets(&aired))
        };
        let free = candidates.into_iter().find(is_free)?;
        self.take(free);
        Some(free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_once_and_only_inside() {
        let mut room = Room::new(Area::new(0.0, 0.0, 100.0, 40.0));
        room.take_line(&[(0.0, 10.0), (100.0, 10.0)], 4.0);
        let outside = Area::new(90.0, 20.0, 20.0, 10.0);
        let on_the_line = Area::new(10.0, 5.0, 20.0, 10.0);
        let free = Area::new(10.0, 20.0, 20.0, 10.0);
        assert_eq!(room.first_free([outside, on_the_line, free]), Some(free));
        assert_eq!(room.first_free([free]), None);
    }
}
