use emospec_learn::Standardiser;
use emospec_learn::pairs::{Pairs, Targets};

/// Which rows a method learns from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearntRows {
    /// Those whose views match (class 1 of the target).
    Matching,
    /// All.
    All,
}

/// Rows of a task that are learnt from, their views row by row.
#[derive(Debug)]
pub struct Sample {
    /// Per view, rows x width.
    pub views: [Vec<f32>; 2],
    /// One entry a row.
    pub targets: Targets,
}

impl Sample {
    /// Those rows of `pairs`.
    pub fn choose(pairs: &Pairs<'_>, wanted: LearntRows) -> Self {
        let rows = match wanted {
            LearntRows::Matching => pairs.of_class(1),
            LearntRows::All => (0..pairs.rows()).collect(),
        };
        let gather = |view: &[f32]| {
            let width = view.len() / pairs.rows().max(1);
            let row = |&row: &usize| &view[row * width..(row + 1) * width];
            rows.iter().flat_map(row).copied().collect()
        };
        Self {
            views: pairs.views.map(gather),
            targets: pairs.targets.of_rows(&rows),
        }
    }

    /// The same rows with each view standardised.
    #[must_use]
    pub fn standardised(self, standardisers: &[Standardiser; 2]) -> Self {
        let [left, right] = &self.views;
        Self {
            views: [standardisers[0].apply(left), standardisers[1].apply(right)],
            targets: self.targets,
        }
    }

    /// As pairs to train with.
    pub fn pairs(&self) -> Pairs<'_> {
        Pairs {
            views: self.views.each_ref().map(Vec::as_slice),
            targets: self.targets.clone(),
        }
    }
}
