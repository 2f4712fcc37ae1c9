//! Similarities of a block of queries and all items.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the instruction set found at run time"
)]

use pulp::{Arch, Simd, WithSimd};

use super::Similarity;
use super::key::{Key, key_of};
use super::panels::Panels;

/// Queries that are compared with a panel of items at once.
pub(super) const QUERIES: usize = 12;
/// Items in a panel: two vectors of AVX-512, four of AVX2.
pub(super) const ITEMS: usize = 16;

/// Writes the keys of all similarities, for each query one row of as many keys as the panels have items.
///
/// They are computed in double precision and rounded to single. A sum runs over the columns from the first to the last
/// wherever the two rows stand: equal rows have bit-equal similarities, in blocks of any size. That a scalar
/// product is fused with its addition changes nothing: products of single precision are exact in double.
pub(super) fn similarities(
    similarity: Similarity,
    queries: &Panels<QUERIES>,
    items: &Panels<ITEMS>,
    out: &mut Vec<Key>,
) {
    let stride = items.count() * ITEMS;
    out.resize(queries.count() * QUERIES * stride, 0);
    Arch::new().dispatch(Block {
        similarity,
        queries,
        items,
        out,
        stride,
    });
}

struct Block<'a> {
    similarity: Similarity,
    queries: &'a Panels<QUERIES>,
    items: &'a Panels<ITEMS>,
    out: &'a mut [Key],
    stride: usize,
}

impl WithSimd for Block<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match self.similarity {
            Similarity::Cosine | Similarity::Dot => self.tiles(
                simd,
                #[inline(always)]
                |query, item, sum| simd.mul_add_f64s(query, item, sum),
                #[inline(always)]
                |sum| sum,
            ),
            Similarity::Euclidean => self.tiles(
                simd,
                #[inline(always)]
                |query, item, sum| {
                    let apart = simd.sub_f64s(query, item);
                    simd.mul_add_f64s(apart, apart, sum)
                },
                #[inline(always)]
                |sum| -sum.sqrt(),
            ),
        }
    }
}

impl Block<'_> {
    /// As many accumulators as the registers hold: 24 of 32 with AVX-512, 12 of 16 below it.
    #[inline(always)]
    fn tiles<S: Simd>(
        self,
        simd: S,
        add: impl Fn(S::f64s, S::f64s, S::f64s) -> S::f64s + Copy,
        finish: impl Fn(f64) -> f64 + Copy,
    ) {
        let stride = self.stride;
        for (at, (item, item_scales)) in self.items.iter().enumerate() {
            for ((query, scales), rows) in self
                .queries
                .iter()
                .zip(self.out.chunks_exact_mut(QUERIES * stride))
            {
                let rows = &mut rows[at * ITEMS..];
                let mut tile = Tile {
                    query,
                    query_scales: scales,
                    item,
                    item_scales,
                    rows,
                    stride,
                };
                match S::F64_LANES {
                    8 => tile.write::<S, 12, 2>(simd, 0, add, finish),
                    4 => (0..4).for_each(|part| tile.write::<S, 3, 4>(simd, part * 3, add, finish)),
                    2 => (0..12).for_each(|part| tile.write::<S, 1, 8>(simd, part, add, finish)),
                    _ => (0..12).for_each(|part| tile.write::<S, 1, 16>(simd, part, add, finish)),
                }
            }
        }
    }
}

/// One panel of queries and one of items.
struct Tile<'a> {
    query: &'a [[f64; QUERIES]],
    query_scales: &'a [f64; QUERIES],
    item: &'a [[f64; ITEMS]],
    item_scales: &'a [f64; ITEMS],
    rows: &'a mut [Key],
    stride: usize,
}

impl Tile<'_> {
    #[inline(always)]
    fn write<S: Simd, const ROWS: usize, const VECTORS: usize>(
        &mut self,
        simd: S,
        first: usize,
        add: impl Fn(S::f64s, S::f64s, S::f64s) -> S::f64s,
        finish: impl Fn(f64) -> f64,
    ) {
        let mut sums = [[simd.splat_f64s(0.0); VECTORS]; ROWS];
        for (query, item) in self.query.iter().zip(self.item) {
            let item = S::as_simd_f64s(item).0;
            for (row, sums) in sums.iter_mut().enumerate() {
                let query = simd.splat_f64s(query[first + row]);
                for (sum, &item) in sums.iter_mut().zip(item) {
                    *sum = add(query, item, *sum);
                }
            }
        }
        for (row, sums) in sums.into_iter().enumerate() {
            let mut values = [0.0; ITEMS];
            S::as_mut_simd_f64s(&mut values).0.copy_from_slice(&sums);
            let out = &mut self.rows[(first + row) * self.stride..][..ITEMS];
            let scale = self.query_scales[first + row];
            for ((key, &value), item_scale) in out.iter_mut().zip(&values).zip(self.item_scales) {
                *key = key_of(finish(value) * scale * item_scale);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::MatrixRef;
    use super::super::key::{LOWEST, value_of};
    use super::*;

    const ALL: [Similarity; 3] = [Similarity::Cosine, Similarity::Dot, Similarity::Euclidean];

    fn prepared(width: usize, data: &[f32]) -> Vec<f64> {
        let rows = data.len() / width;
        Similarity::prepare(&MatrixRef { rows, width, data }).unwrap()
    }

    /// The keys of each query, those of the padding left out.
    fn keys(similarity: Similarity, width: usize, query: &[f32], item: &[f32]) -> Vec<Vec<Key>> {
        let queries = prepared(width, query);
        let items = prepared(width, item);
        let mut out = vec![7; 3];
        similarities(
            similarity,
            &Panels::pack(queries.chunks_exact(width), width, |row| {
                similarity.scale(row)
            }),
            &Panels::pack(items.chunks_exact(width), width, |row| {
                similarity.scale(row)
            }),
            &mut out,
        );
        let stride = (item.len() / width).next_multiple_of(ITEMS);
        let rows = out.chunks_exact(stride).take(query.len() / width);
        rows.map(|row| row[..item.len() / width].to_vec()).collect()
    }

    #[test]
    fn they_agree_with_the_definition() {
        let width = 5;
        let value = |at: usize| ((at * 7919 % 101) as f32 - 50.0) / 8.0;
        let query: Vec<f32> = (0..31 * width).map(value).collect();
        let item: Vec<f32> = (0..45 * width).map(|at| value(at + 13)).collect();
        for similarity in ALL {
            let keys = keys(similarity, width, &query, &item);
            let (queries, items) = (prepared(width, &query), prepared(width, &item));
            for (query, keys) in queries.chunks_exact(width).zip(keys) {
                for (item, key) in items.chunks_exact(width).zip(keys) {
                    let expected = similarity.between(query, item);
                    assert!((value_of(key) - expected).abs() <= expected.abs() * 1.2e-7);
                }
            }
        }
    }

    #[test]
    fn missing_values_have_a_place_in_the_order() {
        let keys = keys(Similarity::Dot, 1, &[1.0], &[f32::NAN, 3.0, f32::INFINITY]);
        assert!(keys[0].iter().all(|&key| key > LOWEST));
    }

    proptest! {
        #[test]
        fn a_pair_has_the_same_bits_in_any_block(
            query in prop::collection::vec(-3.0_f32..3.0, 7),
            item in prop::collection::vec(-3.0_f32..3.0, 7),
            (before, after) in (0_usize..50, 0_usize..50),
        ) {
            for similarity in ALL {
                let alone = keys(similarity, 7, &query, &item)[0][0];
                let rows = |row: &[f32], before: usize| {
                    [&vec![1.5; 7 * before][..], row, &vec![0.5; 7 * after]].concat()
                };
                let within = keys(similarity, 7, &rows(&query, before / 3), &rows(&item, before));
                prop_assert_eq!(within[before / 3][before], alone);
            }
        }
    }
}
