//! Vectors that are used again: fresh ones of many megabytes cost the system a page fault for each of their pages.

/// Vectors that nobody uses at present.
#[derive(Debug, Default)]
pub(crate) struct NumberPool {
    free: Vec<Vec<f32>>,
}

impl NumberPool {
    /// A vector of this length; what stands in it means nothing.
    pub(crate) fn take(&mut self, length: usize) -> Vec<f32> {
        let fits = |index: &usize| self.free[*index].capacity() >= length;
        let smallest = (0..self.free.len()).filter(fits).min_by_key(|index| self.free[*index].capacity());
        let mut numbers = match smallest {
            // Not one that is far too large, or small ones would keep the large ones from those who need them.
            Some(index) if self.free[index].capacity() / 2 <= length => self.free.swap_remove(index),
            _ => Vec::new(),
        };
        numbers.resize(length, 0.0);
        numbers
    }

    /// The same, all zeros.
    pub(crate) fn take_zeros(&mut self, length: usize) -> Vec<f32> {
        let mut numbers = self.take(length);
        numbers.fill(0.0);
        numbers
    }

    /// Bytes of what nobody uses at present.
    pub(crate) fn free_bytes(&self) -> usize {
        self.free.iter().map(|numbers| numbers.capacity() * size_of::<f32>()).sum()
    }

    /// Takes back vectors that came from here; others would make the pool grow without end.
    pub(crate) fn give<const N: usize>(&mut self, numbers: [Vec<f32>; N]) {
        self.free.extend(numbers.into_iter().filter(|numbers| numbers.capacity() > 0));
    }
}

#[cfg(test)]
mod tests {
    use super::NumberPool;

    #[test]
    fn a_vector_is_used_again_for_what_fits_it() {
        let mut pool = NumberPool::default();
        let (large, small) = (pool.take(1000), pool.take(10));
        let places = (large.as_ptr(), small.as_ptr());
        pool.give([large, small]);
        let (small, large) = (pool.take(9), pool.take(800));
        assert_eq!((large.as_ptr(), small.as_ptr()), places);
    }

    #[test]
    fn a_large_vector_is_not_spent_on_a_small_need() {
        let mut pool = NumberPool::default();
        let large = pool.take(1000);
        pool.give([large]);
        assert_eq!(pool.take(10).len(), 10);
        assert_eq!(pool.free.len(), 1, "the large one still waits");
    }
}
