//! Vectors without their mean, one byte a value. The scale of a vector falls out of every cosine and is not kept.

use crate::error::Error;

/// Values of a vector at most: sums of products of bytes then fit 32 bits.
pub const MOST_VALUES: usize = 65_536;

/// A byte's largest magnitude; −128 is not used.
const LARGEST: f64 = 127.0;

/// The vectors of all cases.
#[derive(Clone, PartialEq)]
pub(crate) struct Vectors {
    /// Taken off every vector.
    pub(crate) mean: Vec<f32>,
    /// Case after case.
    pub(crate) values: Vec<i8>,
    /// Of each case, the sum of its squares.
    squares: Vec<i32>,
}

/// A query's vector in the form of the cases'.
pub(crate) struct VectorQuery {
    values: Vec<i8>,
    squares: i32,
}

/// Whether a vector can be one.
///
/// # Errors
/// [`Error::VectorSize`], [`Error::VectorNotFinite`].
pub(crate) fn check(vector: &[f32]) -> Result<(), Error> {
    if vector.is_empty() || vector.len() > MOST_VALUES {
        return Err(Error::VectorSize { found: vector.len(), most: MOST_VALUES });
    }
    if vector.iter().all(|value| value.is_finite()) { Ok(()) } else { Err(Error::VectorNotFinite) }
}

impl Vectors {
    /// Of rows of one length that were checked; `None` without rows.
    pub(crate) fn of(rows: &[&[f32]]) -> Option<Self> {
        let length = rows.first()?.len();
        let mut sums = vec![0.0_f64; length];
        for row in rows {
            sums.iter_mut().zip(*row).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        let mean: Vec<f32> = sums.iter().map(|sum| (sum / rows.len() as f64) as f32).collect();
        let values = rows.iter().flat_map(|row| bytes_of(row, &mean)).collect();
        Some(Self::from_parts(mean, values))
    }

    /// From bytes of vectors as long as their mean.
    pub(crate) fn from_parts(mean: Vec<f32>, values: Vec<i8>) -> Self {
        let squares = values.chunks_exact(mean.len()).map(|row| product(row, row)).collect();
        Self { mean, values, squares }
    }

    /// A query's vector; `None` where it is the mean itself and so points nowhere.
    ///
    /// # Errors
    /// [`Error::VectorLength`] and those of [`check`].
    pub(crate) fn query(&self, vector: &[f32]) -> Result<Option<VectorQuery>, Error> {
        check(vector)?;
        if vector.len() != self.mean.len() {
            return Err(Error::VectorLength { found: vector.len(), expected: self.mean.len() });
        }
        let values = bytes_of(vector, &self.mean);
        let squares = product(&values, &values);
        Ok((squares > 0).then_some(VectorQuery { values, squares }))
    }

    /// Cosine with a case, from 0 to 1; 0 for what points the other way, and for a case that is the mean itself.
    pub(crate) fn similarity(&self, query: &VectorQuery, case: usize) -> f64 {
        let length = self.mean.len();
        let product = product(&query.values, &self.values[case * length..(case + 1) * length]);
        let norm = (f64::from(query.squares) * f64::from(self.squares[case])).sqrt();
        if norm > 0.0 { (f64::from(product) / norm).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// `vector` without `mean`, scaled so that its largest value is 127.
fn bytes_of(vector: &[f32], mean: &[f32]) -> Vec<i8> {
    let centred = || vector.iter().zip(mean).map(|(value, mean)| f64::from(*value) - f64::from(*mean));
    let largest = centred().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let scale = if largest > 0.0 { LARGEST / largest } else { 0.0 };
    centred().map(|value| (value * scale).round() as i8).collect()
}

/// The sum of products. Sixteen sums side by side: so the compiler makes vector instructions of it, three times as fast as of one sum.
fn product(a: &[i8], b: &[i8]) -> i32 {
    let mut sums = [0_i32; 16];
    let (a, a_rest) = a.as_chunks::<16>();
    let (b, b_rest) = b.as_chunks::<16>();
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += i32::from(*a) * i32::from(*b);
        }
    }
    let rest: i32 = a_rest.iter().zip(b_rest).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
    sums.iter().sum::<i32>() + rest
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Rows in one narrow cone, as hidden states lie: a common direction, larger than what tells them apart.
    fn rows(count: usize, length: usize) -> Vec<Vec<f32>> {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let common: Vec<f32> = (0..length).map(|_| rng.random_range(-4.0..4.0)).collect();
        (0..count).map(|_| common.iter().map(|value| value + rng.random_range(-1.0_f32..1.0)).collect()).collect()
    }

    fn vectors(rows: &[Vec<f32>]) -> Vectors {
        Vectors::of(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap()
    }

    /// In 64 bits, without bytes.
    fn exact_cosine(rows: &[Vec<f32>], a: usize, b: usize) -> f64 {
        let mean = |i: usize| rows.iter().map(|row| f64::from(row[i])).sum::<f64>() / rows.len() as f64;
        let centred = |row: usize| -> Vec<f64> {
            rows[row].iter().enumerate().map(|(i, value)| f64::from(*value) - mean(i)).collect()
        };
        let (a, b) = (centred(a), centred(b));
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
    }

    #[test]
    fn one_byte_a_value_changes_a_cosine_by_less_than_two_thousandths() {
        let rows = rows(60, 192);
        let vectors = vectors(&rows);
        let mut largest = 0.0_f64;
        for a in 0..60 {
            let query = vectors.query(&rows[a]).unwrap().unwrap();
            for b in 0..60 {
                largest = largest.max((vectors.similarity(&query, b) - exact_cosine(&rows, a, b).max(0.0)).abs());
            }
        }
        assert!(largest < 0.002, "{largest}");
        assert!(largest > 1e-6, "bytes are coarser than the exact cosine: {largest}");
    }

    #[test]
    fn without_the_mean_texts_of_one_cone_are_not_all_alike() {
        let rows = rows(60, 192);
        let vectors = vectors(&rows);
        let query = vectors.query(&rows[0]).unwrap().unwrap();
        assert_eq!(vectors.similarity(&query, 0), 1.0);
        assert!((1..60).all(|case| vectors.similarity(&query, case) < 0.4));
    }

    #[test]
    fn products_of_every_length_are_summed_whole() {
        for length in 1..70_i32 {
            let row: Vec<i8> = (0..length).map(|i| (i * 37 % 255 - 127) as i8).collect();
            let plain: i32 = row.iter().rev().map(|value| i32::from(*value).pow(2)).sum();
            assert_eq!(product(&row, &row), plain, "{length}");
        }
    }

    #[test]
    fn only_the_direction_counts() {
        let rows = vec![vec![1.0, 0.0], vec![-1.0, 0.0], vec![0.0, 3.0], vec![0.0, -3.0]];
        let vectors = vectors(&rows);
        let query = vectors.query(&[1e6, 0.0]).unwrap().unwrap();
        let found: Vec<f64> = (0..4).map(|case| vectors.similarity(&query, case)).collect();
        assert_eq!(found, [1.0, 0.0, 0.0, 0.0], "the opposite and the perpendicular are like nothing");
    }

    #[test]
    fn a_vector_in_the_middle_of_all_points_nowhere() {
        let vectors = vectors(&[vec![1.0, 2.0], vec![3.0, 4.0]]);
        assert!(vectors.query(&[2.0, 3.0]).unwrap().is_none());
        let single = Vectors::of(&[&[5.0, 6.0]]).unwrap();
        assert_eq!(single.similarity(&single.query(&[1.0, 1.0]).unwrap().unwrap(), 0), 0.0);
        assert!(Vectors::of(&[]).is_none());
    }

    #[test]
    fn what_is_no_vector_of_the_index_is_refused() {
        let vectors = vectors(&rows(2, 8));
        let refusal = |vector: &[f32]| vectors.query(vector).err().unwrap();
        assert_eq!(refusal(&[1.0; 7]), Error::VectorLength { found: 7, expected: 8 });
        assert_eq!(refusal(&[f32::NAN; 8]), Error::VectorNotFinite);
        assert_eq!(refusal(&[f32::INFINITY; 8]), Error::VectorNotFinite);
        assert_eq!(refusal(&[]), Error::VectorSize { found: 0, most: MOST_VALUES });
        assert_eq!(
            refusal(&vec![1.0; MOST_VALUES + 1]),
            Error::VectorSize { found: MOST_VALUES + 1, most: MOST_VALUES }
        );
    }

    #[test]
    fn the_longest_and_largest_vectors_do_not_overflow() {
        let rows = vec![vec![f32::MAX; MOST_VALUES], vec![-f32::MAX; MOST_VALUES]];
        let vectors = vectors(&rows);
        let query = vectors.query(&rows[0]).unwrap().unwrap();
        assert_eq!((vectors.similarity(&query, 0), vectors.similarity(&query, 1)), (1.0, 0.0));
    }
}
