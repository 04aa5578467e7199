//! The clock is the host's: the vault never asks the operating system for the time.

use jiff::Zoned;

/// Tells the time, with the local offset. Any closure `Fn() -> Zoned` is one.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Zoned;
}

impl<F: Fn() -> Zoned + Send + Sync> Clock for F {
    fn now(&self) -> Zoned {
        self()
    }
}
