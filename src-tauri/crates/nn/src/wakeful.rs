//! Threads that stay awake while one forward pass runs: between two products of a token there is little else to do, and
//! waking a sleeping thread takes longer than that.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long a thread looks for parts of the work without finding one. It must end by itself: the thread may be in the
/// middle of a part that `work` waits for.
const PATIENCE: Duration = Duration::from_micros(300);

/// Runs `work` on a thread of the pool, while the others look for its parts without going to sleep.
pub(crate) fn with_wakeful_threads<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    let is_done = &AtomicBool::new(false);
    rayon::scope(|scope| {
        let here = rayon::current_thread_index();
        scope.spawn_broadcast(move |_, context| {
            if Some(context.index()) != here {
                look_for_parts(is_done);
            }
        });
        let _end = SetAtEnd(is_done);
        work()
    })
}

/// Does what others have left to do, until the end or until there has been nothing for long.
fn look_for_parts(is_done: &AtomicBool) {
    let mut last = Instant::now();
    while !is_done.load(Ordering::Acquire) && last.elapsed() < PATIENCE {
        match rayon::yield_now() {
            Some(rayon::Yield::Executed) => last = Instant::now(),
            _ => std::hint::spin_loop(),
        }
    }
}

/// Sets the flag when dropped, so that a panic ends the others' watch too.
struct SetAtEnd<'a>(&'a AtomicBool);

impl Drop for SetAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::with_wakeful_threads;

    #[test]
    fn parts_of_the_work_are_done_and_its_result_comes_back() {
        for _ in 0..50 {
            let sum: u64 = with_wakeful_threads(|| (0..20).map(|_| (0..1000u64).into_par_iter().sum::<u64>()).sum());
            assert_eq!(sum, 20 * 499_500);
        }
    }

    #[test]
    fn several_callers_at_once_and_one_inside_another_all_finish() {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let sum: u64 =
                            with_wakeful_threads(|| with_wakeful_threads(|| (0..1000u64).into_par_iter().sum::<u64>()));
                        assert_eq!(sum, 499_500);
                    }
                });
            }
        });
    }

    #[test]
    fn a_panic_inside_comes_out_and_leaves_the_pool_at_work() {
        let caught = std::panic::catch_unwind(|| with_wakeful_threads(|| assert!(std::hint::black_box(false))));
        assert!(caught.is_err());
        assert_eq!(with_wakeful_threads(|| (0..10u64).into_par_iter().sum::<u64>()), 45);
    }
}
