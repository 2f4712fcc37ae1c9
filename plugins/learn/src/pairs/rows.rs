use dfdx::prelude::{Cpu, CpuError};

use crate::ops::{Buffer, Matrix};

/// What is to be learnt of each pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets {
    /// The class of every pair; in retrieval 1 for a matching pair and 0 for another.
    pub comparison: Vec<usize>,
    /// Per view, the auxiliary class of every pair, where it is learnt.
    pub auxiliary: Option<[Vec<usize>; 2]>,
}

/// Pairs with their targets: standardised views, row-major.
#[derive(Debug, Clone)]
pub struct Pairs<'a> {
    /// Per view, rows x width.
    pub views: [&'a [f32]; 2],
    /// One entry a row.
    pub targets: Targets,
}

impl Targets {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.comparison.len()
    }

    /// Those of the rows named.
    #[must_use]
    pub fn of_rows(&self, rows: &[usize]) -> Self {
        let choose = |classes: &Vec<usize>| rows.iter().map(|&row| classes[row]).collect();
        Self {
            comparison: choose(&self.comparison),
            auxiliary: self
                .auxiliary
                .as_ref()
                .map(|views| views.each_ref().map(choose)),
        }
    }
}

impl Pairs<'_> {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.targets.rows()
    }

    /// The rows named, of both views.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn gather(&self, device: &Cpu, rows: &[usize]) -> Result<[Matrix; 2], CpuError> {
        let gather = |view: &[f32]| {
            let width = view.len() / self.rows();
            let mut values = Buffer::stale(rows.len() * width);
            for (to, &row) in values.chunks_exact_mut(width).zip(rows) {
                to.copy_from_slice(&view[row * width..(row + 1) * width]);
            }
            Matrix::data(device, rows.len(), width, values)
        };
        Ok([gather(self.views[0])?, gather(self.views[1])?])
    }

    /// All rows of both views.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn all(&self, device: &Cpu) -> Result<[Matrix; 2], CpuError> {
        let all = |view: &[f32]| {
            let width = view.len() / self.rows().max(1);
            Matrix::data(device, self.rows(), width, Buffer::copy_of(view))
        };
        Ok([all(self.views[0])?, all(self.views[1])?])
    }

    /// The places of the rows whose target is `class`.
    pub fn of_class(&self, class: usize) -> Vec<usize> {
        let rows = self.targets.comparison.iter().enumerate();
        rows.filter_map(|(row, &found)| (found == class).then_some(row))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_gathered_in_the_order_named() -> Result<(), CpuError> {
        let targets = Targets {
            comparison: vec![0, 1, 0],
            auxiliary: Some([vec![4, 5, 6], vec![7, 8, 9]]),
        };
        let pairs = Pairs {
            views: [&[0.0, 0.5, 1.0, 1.5, 2.0, 2.5], &[10.0, 11.0, 12.0]],
            targets,
        };
        let [left, right] = pairs.gather(&Cpu::default(), &[2, 1])?;
        assert_eq!(left.values(), [2.0, 2.5, 1.0, 1.5]);
        assert_eq!(right.values(), [12.0, 11.0]);
        let chosen = pairs.targets.of_rows(&[2, 1]);
        assert_eq!(chosen.comparison, [0, 1]);
        assert_eq!(chosen.auxiliary, Some([vec![6, 5], vec![9, 8]]));
        Ok(())
    }
}
