use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::FoldError;

/// Blocks of rows, and the class of each row.
#[derive(Debug)]
pub(super) struct Dealing {
    pub blocks: Vec<Vec<usize>>,
    pub classes: Vec<i64>,
}

/// The fold of each block that was dealt.
pub(super) type Dealt = BTreeMap<usize, usize>;

impl Dealing {
    /// The rows of some blocks.
    pub fn rows(&self, blocks: &[usize]) -> Vec<usize> {
        let mut rows: Vec<usize> = blocks
            .iter()
            .flat_map(|&block| &self.blocks[block])
            .copied()
            .collect();
        rows.sort_unstable();
        rows
    }

    /// The rows dealt to a fold.
    pub fn chosen(&self, dealt: &Dealt, fold: u32) -> Vec<usize> {
        let blocks = dealt.iter().filter(|(_, at)| **at == fold as usize);
        self.rows(&blocks.map(|(&block, _)| block).collect::<Vec<_>>())
    }

    /// The blocks dealt to other folds.
    #[expect(clippy::unused_self, reason = "reads as what it belongs to")]
    pub fn others(&self, dealt: &Dealt, fold: u32) -> Vec<usize> {
        let blocks = dealt.iter().filter(|(_, at)| **at != fold as usize);
        blocks.map(|(&block, _)| block).collect()
    }

    /// Rows of each class in a block.
    fn counts(&self, block: usize) -> BTreeMap<i64, f64> {
        let mut counts = BTreeMap::new();
        for &row in &self.blocks[block] {
            *counts.entry(self.classes[row]).or_default() += 1.0;
        }
        counts
    }
}

/// As many equal shares.
pub(super) fn equal(folds: u32) -> Vec<f64> {
    vec![1.0 / f64::from(folds); folds as usize]
}

/// Deals blocks to folds that get those shares of the rows of every class, as near as whole blocks allow.
///
/// Largest blocks first, equals in random order, each goes to the fold that lacks most of its classes: the one that
/// lowers the squared distance of the counts from their shares most, each class weighted by one over its rows. No fold
/// stays empty.
pub(super) fn deal(
    dealing: &Dealing,
    blocks: &[usize],
    shares: &[f64],
    seed: u64,
) -> Result<Dealt, FoldError> {
    if blocks.len() < shares.len() {
        return Err(FoldError {
            groups: blocks.len(),
            folds: shares.len(),
            place: "of its parts",
            what: "folds",
        });
    }
    let mut order = blocks.to_vec();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    order.sort_by_key(|&block| std::cmp::Reverse(dealing.blocks[block].len()));

    let mut totals: BTreeMap<i64, f64> = BTreeMap::new();
    for &block in &order {
        for (class, count) in dealing.counts(block) {
            *totals.entry(class).or_default() += count;
        }
    }
    let mut lacking: Vec<BTreeMap<i64, f64>> = shares
        .iter()
        .map(|share| {
            let lacks = totals.iter().map(|(&class, total)| (class, share * total));
            lacks.collect()
        })
        .collect();
    let mut sizes = vec![0; shares.len()];
    let mut dealt = Dealt::new();
    for (at, &block) in order.iter().enumerate() {
        let counts = dealing.counts(block);
        let gain = |fold: usize| -> f64 {
            let of_class = counts.iter().map(|(class, count)| {
                count * lacking[fold].get(class).unwrap_or(&0.0) / totals.get(class).unwrap_or(&1.0)
            });
            of_class.sum()
        };
        let empty = sizes.iter().filter(|&&size| size == 0).count();
        let must_fill = order.len() - at <= empty;
        let open = (0..shares.len()).filter(|&fold| !must_fill || sizes[fold] == 0);
        let best = open.max_by(|&one, &other| {
            gain(one)
                .total_cmp(&gain(other))
                .then(sizes[other].cmp(&sizes[one]))
                .then(other.cmp(&one))
        });
        let Some(fold) = best else { continue };
        for (class, count) in counts {
            *lacking[fold].entry(class).or_default() -= count;
        }
        sizes[fold] += dealing.blocks[block].len();
        dealt.insert(block, fold);
    }
    Ok(dealt)
}
