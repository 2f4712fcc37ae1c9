//! Where the relevant items stand in the ranking for one query, without sorting the gallery.
//!
//! A relevant item's place is the number of items above it. Items are dealt into narrow buckets of similarity by
//! counting; those above a relevant item are then the ones in higher buckets and the few in its own that are higher.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the instruction set found at run time"
)]

use pulp::{Arch, Simd, WithSimd};

use super::buckets::{Buckets, Scale};
use super::key::Key;
use super::standing::Standing;
use super::tie_group::TieGroup;

/// Relevant items up to which each is compared with all items.
const FEW: usize = 16;

/// The places of a query's relevant items, and what is needed to find them; reused from query to query.
#[derive(Default)]
pub(super) struct Placement {
    /// For each relevant item in descending order, the irrelevant items above it.
    pub irrelevant_above: Vec<u32>,
    /// The groups of ties that hold relevant and irrelevant items, in order.
    pub mixed: Vec<TieGroup>,
    /// Once they are summed, for each relevant item the precision at its expected rank.
    pub precisions: Vec<f64>,
    relevant: Buckets,
    irrelevant: Buckets,
}

impl Placement {
    /// Finds the places of the relevant items among themselves and the irrelevant ones, which come in two parts.
    pub fn find(&mut self, relevant: &[Key], irrelevant: [&[Key]; 2]) {
        self.irrelevant_above.clear();
        self.irrelevant_above.resize(relevant.len(), 0);
        self.mixed.clear();
        if relevant.len() > FEW {
            let [left, right] = irrelevant;
            let scale = Scale::over([relevant, left, right]);
            self.relevant.fill(&scale, [relevant, &[]]);
            self.irrelevant.fill(&scale, irrelevant);
        }
        Arch::new().dispatch(Find {
            placement: self,
            relevant,
            irrelevant,
        });
        self.complete();
    }

    /// The tied items among which the first relevant one is, if any is. Irrelevant ones that it does not tie with are
    /// not in its group, nor are relevant ones behind it, which change no expectation.
    pub fn first(&self) -> Option<TieGroup> {
        let above = *self.irrelevant_above.first()?;
        let mixed = self.mixed.first().filter(|tied| tied.relevant_before == 0);
        Some(mixed.copied().unwrap_or(TieGroup {
            before: above as usize,
            relevant_before: 0,
            size: 1,
            relevant: 1,
        }))
    }

    /// The expected sum of the precision at the ranks of the relevant items. Sets `precisions`.
    pub fn sum_precisions(&mut self) -> f64 {
        let count = self.irrelevant_above.len();
        self.precisions.resize(count, 0.0);
        Arch::new().dispatch(Precisions {
            irrelevant_above: &self.irrelevant_above,
            precisions: &mut self.precisions,
        });
        let (mut sum, mut next) = (0.0, 0);
        for tied in &self.mixed {
            let end = tied.relevant_before + tied.relevant;
            sum += sum_of(&self.precisions[next..tied.relevant_before]) + tied.precision_sum();
            let places = &mut self.precisions[tied.relevant_before..end];
            for (precision, place) in places.iter_mut().zip(1..) {
                *precision = (tied.relevant_before + place) as f64 / tied.rank_of_relevant(place);
            }
            next = end;
        }
        sum + sum_of(&self.precisions[next..])
    }

    /// The places of the relevant items that tie with no irrelevant one: for each stretch of them, the number of
    /// relevant items above the first, and of irrelevant items above each.
    pub fn untied(&self) -> impl Iterator<Item = (usize, &[u32])> {
        let starts = self
            .mixed
            .iter()
            .map(|tied| tied.relevant_before + tied.relevant);
        let ends = self.mixed.iter().map(|tied| tied.relevant_before);
        std::iter::once(0)
            .chain(starts)
            .zip(ends.chain([self.irrelevant_above.len()]))
            .map(|(start, end)| (start, &self.irrelevant_above[start..end]))
    }

    /// Enters one relevant item.
    #[inline(always)]
    fn place(&mut self, irrelevant: Standing, relevant: Standing) {
        self.irrelevant_above[relevant.above as usize] = irrelevant.above;
        if irrelevant.tied > 0 {
            self.mixed.push(TieGroup {
                before: (irrelevant.above + relevant.above) as usize,
                relevant_before: relevant.above as usize,
                size: (irrelevant.tied + relevant.tied) as usize,
                relevant: relevant.tied as usize,
            });
        }
    }

    /// Items that tie were entered at the first place of their group only, and mixed groups once for each of theirs.
    fn complete(&mut self) {
        let mut above = 0;
        for place in &mut self.irrelevant_above {
            above = above.max(*place);
            *place = above;
        }
        self.mixed.sort_unstable_by_key(|tied| tied.before);
        self.mixed.dedup();
    }
}

/// Compiled for the best instruction set found at run time.
struct Find<'a> {
    placement: &'a mut Placement,
    relevant: &'a [Key],
    irrelevant: [&'a [Key]; 2],
}

impl WithSimd for Find<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let placement = self.placement;
        for (at, &key) in self.relevant.iter().enumerate() {
            let (irrelevant, relevant) = if self.relevant.len() > FEW {
                let bucket = placement.relevant.of_keys()[at];
                (
                    placement.irrelevant.standing(simd, bucket, key),
                    placement.relevant.standing(simd, bucket, key),
                )
            } else {
                let [left, right] = self.irrelevant;
                let left = Standing::among(simd, left, key);
                (
                    left.and(Standing::among(simd, right, key)),
                    Standing::among(simd, self.relevant, key),
                )
            };
            placement.place(irrelevant, relevant);
        }
    }
}

/// Writes the precision at each relevant item's rank as if none tied.
struct Precisions<'a> {
    irrelevant_above: &'a [u32],
    precisions: &'a mut [f64],
}

impl WithSimd for Precisions<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let places = self.precisions.iter_mut().zip(self.irrelevant_above);
        for ((precision, &irrelevant), relevant) in places.zip(1_u32..) {
            *precision = f64::from(relevant) / f64::from(relevant + irrelevant);
        }
    }
}

/// Sum of independent lanes that are added last, which vectorises.
fn sum_of(values: &[f64]) -> f64 {
    let (groups, rest) = values.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for group in groups {
        for (lane, value) in lanes.iter_mut().zip(group) {
            *lane += value;
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().sum::<f64>()
}
