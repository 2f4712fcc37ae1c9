use super::Values;

/// Takes the mean of each column of a view away and divides by its population standard deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardiser {
    scales: Vec<Scale>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    mean: f64,
    /// Exactly 0 for a constant column, which rounding of its mean would hide.
    deviation: f64,
}

impl Standardiser {
    /// Fitted on the rows of `train`, one part after the other; none where they are no views of one width.
    pub fn fitted(train: &[&Values]) -> Option<Self> {
        let parts: Vec<&[f32]> = train
            .iter()
            .map(|part| elements(part))
            .collect::<Option<_>>()?;
        let width = train.first()?.width()?;
        if train.iter().any(|part| part.width() != Some(width)) {
            return None;
        }
        let rows = || parts.iter().flat_map(|part| part.chunks(width.max(1)));
        let count = rows().count() as f64;
        let mut means = vec![0.0; width];
        for row in rows() {
            for (mean, &value) in means.iter_mut().zip(row) {
                *mean += f64::from(value) / count;
            }
        }
        let first = rows().next().unwrap_or_default();
        let mut squares = vec![0.0; width];
        let mut is_constant = vec![true; width];
        for row in rows() {
            for (column, &value) in row.iter().enumerate() {
                squares[column] += (f64::from(value) - means[column]).powi(2);
                is_constant[column] &= value.to_bits() == first[column].to_bits();
            }
        }
        let scales = means.iter().zip(squares).zip(is_constant);
        Some(Self {
            scales: scales
                .map(|((&mean, squares), is_constant)| Scale {
                    mean,
                    deviation: if is_constant {
                        0.0
                    } else {
                        (squares / count).sqrt()
                    },
                })
                .collect(),
        })
    }

    /// Columns of the views it is for.
    pub fn width(&self) -> usize {
        self.scales.len()
    }

    /// Standardises whole rows in place; a column that was constant becomes 0.
    pub fn apply(&self, rows: &mut [f32]) {
        for row in rows.chunks_mut(self.width().max(1)) {
            for (value, scale) in row.iter_mut().zip(&self.scales) {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "views are single precision"
                )]
                let standard = ((f64::from(*value) - scale.mean) / scale.deviation) as f32;
                *value = if scale.deviation > 0.0 { standard } else { 0.0 };
            }
        }
    }
}

fn elements(values: &Values) -> Option<&[f32]> {
    match values {
        Values::Matrix { data, .. } => Some(data),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(width: usize, data: &[f32]) -> Values {
        let data = data.to_vec();
        Values::Matrix { width, data }
    }

    #[test]
    fn standardising_gives_mean_0_and_deviation_1_and_constant_columns_become_0() {
        let train = view(2, &[1.0, 0.1, 3.0, 0.1]);
        let standardiser = Standardiser::fitted(&[&train]).unwrap();
        let mut rows = vec![1.0, 0.1, 3.0, 0.1, 2.0, 7.0];
        standardiser.apply(&mut rows);
        assert_eq!(rows, [-1.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn parts_count_as_their_rows_together() {
        let whole = view(1, &[1.0, 2.0, 6.0]);
        let (one, two) = (view(1, &[1.0]), view(1, &[2.0, 6.0]));
        assert_eq!(
            Standardiser::fitted(&[&one, &two]),
            Standardiser::fitted(&[&whole])
        );
        assert_eq!(Standardiser::fitted(&[&one, &view(2, &[1.0, 1.0])]), None);
        assert_eq!(Standardiser::fitted(&[&Values::Classes(vec![1])]), None);
    }
}
