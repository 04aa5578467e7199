//! A flag that stops work from another thread. It stops nothing by itself: whoever works asks it between steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What shall become of the work that is stopped. Work without a state to keep knows one kind only: it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum StopRequest {
    /// Keep everything, so that the work can go on later as if it had never stopped.
    Pause = 1,
    /// Finish now with the best result there is.
    StopAndKeep = 2,
    /// Throw the work away.
    Cancel = 3,
}

impl StopRequest {
    fn from_number(number: u8) -> Option<Self> {
        [Self::Pause, Self::StopAndKeep, Self::Cancel].into_iter().find(|request| *request as u8 == number)
    }
}

/// Shared by the one who asks to stop and the one who works; clones are the same flag.
#[derive(Debug, Clone, Default)]
pub struct CancelToken {
    request: Arc<AtomicU8>,
}

impl CancelToken {
    /// A token that nobody has cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the work to stop at its next step and to throw away what it has. Cannot be taken back.
    pub fn cancel(&self) {
        self.request(StopRequest::Cancel);
    }

    /// Asks the work to stop at its next step. Cannot be taken back, only made stronger: of several requests the last
    /// in the order of [`StopRequest`] holds.
    pub fn request(&self, request: StopRequest) {
        self.request.fetch_max(request as u8, Ordering::AcqRel);
    }

    /// What was asked for, if anything was.
    #[must_use]
    pub fn requested(&self) -> Option<StopRequest> {
        StopRequest::from_number(self.request.load(Ordering::Acquire))
    }

    /// Whether any stop was asked for.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.requested().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{CancelToken, StopRequest};

    #[test]
    fn a_request_can_be_made_stronger_but_not_weaker() {
        let token = CancelToken::new();
        assert_eq!((token.requested(), token.is_cancelled()), (None, false));
        token.clone().request(StopRequest::StopAndKeep);
        token.request(StopRequest::Pause);
        assert_eq!((token.requested(), token.is_cancelled()), (Some(StopRequest::StopAndKeep), true));
        token.cancel();
        assert_eq!(token.requested(), Some(StopRequest::Cancel));
    }
}
