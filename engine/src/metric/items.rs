use super::input::check_count;
use super::{
    ClassificationInput, Input, RankedQuery, Ranking, RegressionInput, ResolvedMetric, Undefined,
};

/// What one item adds to a metric that is a mean over items.
#[derive(Debug, Clone, Copy)]
pub enum OfItem {
    /// Of a row: its true class, a column of its probabilities.
    Class(fn(usize, &[f32]) -> f64),
    /// Of a row: its true and its predicted number.
    Number(fn(f64, f64) -> f64),
    /// Of a query.
    Query(fn(&RankedQuery) -> f64),
    /// Of a query and the cutoff.
    QueryAt(fn(&RankedQuery, usize) -> f64),
}

/// The value of a metric on one item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// The row: of the truth, or of the query view.
    pub row: usize,
    /// The value, finite.
    pub value: f64,
}

impl ResolvedMetric {
    /// The values of the items whose mean is the [value](ResolvedMetric::value), by rising row; none where the metric is no
    /// mean over items. Queries without a relevant item are left out, as in the value.
    ///
    /// # Errors
    /// Those of [`ResolvedMetric::value`].
    pub fn items(&self, input: &Input<'_>) -> Option<Result<Vec<Item>, Undefined>> {
        let of_item = self.metric.of_item?;
        Some(self.items_by(of_item, input))
    }

    fn items_by(&self, of_item: OfItem, input: &Input<'_>) -> Result<Vec<Item>, Undefined> {
        let items = match (of_item, input, self.cutoff) {
            (OfItem::Class(term), Input::Classification(rows), None) => of_classes(rows, term)?,
            (OfItem::Number(term), Input::Regression(rows), None) => of_numbers(rows, term)?,
            (_, Input::Retrieval(ranking), _) if ranking.own_partner() != self.own_partner => {
                return Err(Undefined::OtherInput);
            }
            (OfItem::Query(term), Input::Retrieval(ranking), None) => of_queries(ranking, term),
            (OfItem::QueryAt(term), Input::Retrieval(ranking), Some(cutoff)) => {
                of_queries(ranking, |query| term(query, cutoff.get()))
            }
            _ => return Err(Undefined::OtherInput),
        };
        if items.iter().all(|item| item.value.is_finite()) {
            Ok(items)
        } else {
            Err(Undefined::NotFinite)
        }
    }
}

fn of_classes(
    input: &ClassificationInput<'_>,
    term: fn(usize, &[f32]) -> f64,
) -> Result<Vec<Item>, Undefined> {
    let (truth, rows) = input.checked()?;
    let values = truth.into_iter().zip(rows);
    Ok(numbered(values.map(|(class, row)| term(class, row))))
}

fn of_numbers(
    input: &RegressionInput<'_>,
    term: fn(f64, f64) -> f64,
) -> Result<Vec<Item>, Undefined> {
    check_count(input.truth.len(), input.predicted.len())?;
    if input.truth.is_empty() {
        return Err(Undefined::Empty);
    }
    let values = input.truth.iter().zip(input.predicted);
    Ok(numbered(values.map(|(one, two)| term(*one, *two))))
}

fn of_queries(ranking: &Ranking, term: impl Fn(&RankedQuery) -> f64) -> Vec<Item> {
    let queries = ranking.queries().iter();
    queries
        .map(|query| Item {
            row: query.row,
            value: term(query),
        })
        .collect()
}

fn numbered(values: impl Iterator<Item = f64>) -> Vec<Item> {
    let items = values.enumerate();
    items.map(|(row, value)| Item { row, value }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{MatrixRef, OwnPartner, RetrievalInput, Similarity, find, names};
    use super::*;

    /// The mean of the items is the value, for every metric that has items of this input; how many there are.
    fn assert_means(input: &Input<'_>) -> Result<usize, TestCaseError> {
        let mut count = 0;
        for name in names() {
            let metric = find(&name).unwrap();
            let Some(Ok(items)) = metric.items(input) else {
                continue;
            };
            let mean = items.iter().map(|item| item.value).sum::<f64>() / items.len() as f64;
            let value = metric.value(input).unwrap();
            prop_assert!(
                (mean - value).abs() < 1e-12 * value.abs().max(1.0),
                "{}: {}, not {}",
                name,
                mean,
                value
            );
            prop_assert!(items.is_sorted_by(|one, two| one.row < two.row));
            count += 1;
        }
        Ok(count)
    }

    fn matrix(width: usize, data: &[f32]) -> MatrixRef<'_> {
        MatrixRef {
            rows: data.len() / width,
            width,
            data,
        }
    }

    proptest! {
        #[test]
        fn the_mean_of_the_items_is_the_value(
            rows in prop::collection::vec((0_u8..5, 0_u8..5, 0_u8..5, 0_i64..3, -9.0_f64..9.0, -9.0_f64..9.0), 1..60)
        ) {
            let data: Vec<f32> = rows.iter().flat_map(|row| [row.0, row.1, row.2].map(f32::from)).collect();
            let truth: Vec<i64> = rows.iter().map(|row| row.3).collect();
            let (numbers, predicted): (Vec<f64>, Vec<f64>) = rows.iter().map(|row| (row.4, row.5)).unzip();
            let classified = ClassificationInput { truth: &truth, probabilities: matrix(3, &data) };
            prop_assert_eq!(assert_means(&Input::Classification(classified))?, 2);
            let regressed = RegressionInput { truth: &numbers, predicted: &predicted };
            prop_assert_eq!(assert_means(&Input::Regression(regressed))?, 2);
            for own_partner in [OwnPartner::Counted, OwnPartner::Excluded] {
                let turned: Vec<f32> = data.iter().rev().copied().collect();
                let ranking = Ranking::new(&RetrievalInput {
                    query: matrix(3, &data),
                    gallery: matrix(3, &turned),
                    query_class: &truth,
                    gallery_class: &truth,
                    own_partner,
                    similarity: Similarity::Dot,
                });
                if let Ok(ranking) = ranking {
                    // map, mrr, and top-K at four cutoffs.
                    prop_assert_eq!(assert_means(&Input::Retrieval(&ranking))?, 6);
                }
            }
        }
    }

    #[test]
    fn items_are_refused_where_the_value_is() {
        let input = RegressionInput {
            truth: &[0.0],
            predicted: &[f64::NAN],
        };
        let mse = find("mse").unwrap();
        let found = mse.items(&Input::Regression(input)).unwrap();
        assert_eq!(found, Err(Undefined::NotFinite));
        let accuracy = find("accuracy").unwrap();
        let found = accuracy.items(&Input::Regression(input)).unwrap();
        assert_eq!(found, Err(Undefined::OtherInput));
        let (truth, predicted) = (1, 0);
        let uneven = RegressionInput {
            predicted: &[],
            ..input
        };
        assert_eq!(
            mse.items(&Input::Regression(uneven)).unwrap(),
            Err(Undefined::RowCount { truth, predicted })
        );
    }

    #[test]
    fn what_is_no_mean_over_items_has_none() {
        let input = Input::Regression(RegressionInput {
            truth: &[0.0, 1.0],
            predicted: &[0.0, 1.0],
        });
        for name in ["r2", "f1", "auc", "median_rank", "map_macro"] {
            assert!(find(name).unwrap().items(&input).is_none(), "{name}");
        }
    }
}
