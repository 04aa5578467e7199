//! Memory that was let go of goes back to the system. glibc keeps freed pieces for itself unless they lie at the end of
//! its heap or were asked for alone; of a model that is put away that can be most of it.

/// Gives free memory back when it is dropped: as the last field of what holds a model.
pub(crate) struct ReturnedOnDrop;

impl Drop for ReturnedOnDrop {
    fn drop(&mut self) {
        return_free_memory();
    }
}

/// Gives every free page of the heap back to the system, where the system's allocator can be told to.
fn return_free_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "a function of the C library that takes no pointer and may be called at any time")]
    // SAFETY: see the reason; malloc_trim(3) is safe between threads.
    unsafe {
        libc::malloc_trim(0);
    }
}
