//! Rankings of a gallery for every query, reduced to what the metrics of retrieval need.

use super::curve::{CurvePoint, STEPS, interpolated_precision};
use super::gallery::{Gallery, Workspace};
use super::parallel::in_order;
use super::placement::Placement;
use super::{OwnPartner, RankedQuery, RetrievalInput, Similarity, Undefined};

/// Queries whose similarities are computed at once.
const BLOCK: usize = 48;
/// Queries whose sums are added up before they are added to those of others, on whichever thread: a fixed number, so that
/// the sums round alike on every machine.
const PART: usize = 5 * BLOCK;

/// The rankings of a gallery for all queries, as expectations over random tie-breaking.
///
/// Items tie when their similarities are equal in single precision. A query without a relevant item is left out.
/// Memory grows with queries plus items, not with their product.
#[derive(Debug, Clone)]
pub struct Ranking {
    own_partner: OwnPartner,
    queries: Vec<RankedQuery>,
    left_out: usize,
    /// For each rank, the mean over queries of the probability that the item there is relevant.
    pub(super) relevant_at: Vec<f64>,
    /// The same, each query's probability divided by its number of relevant items.
    pub(super) recalled_at: Vec<f64>,
    /// Mean interpolated precision by step of recall.
    curve: Vec<f64>,
}

impl Ranking {
    /// Ranks the gallery for every query.
    ///
    /// # Errors
    /// [`Undefined`] when either view is empty, shapes or class counts disagree, own partners are excluded from views of
    /// different length, or no query has a relevant item.
    pub fn new(input: &RetrievalInput<'_>) -> Result<Self, Undefined> {
        let gallery = Gallery::new(input)?;
        let queries = Similarity::prepare(&input.query)?;
        let part = |part: usize, workspace: &mut Workspace| {
            let rows = part * PART..input.query.rows.min((part + 1) * PART);
            let mut ranking = Self::empty(input);
            for first in rows.clone().step_by(BLOCK) {
                let block = first..rows.end.min(first + BLOCK);
                let queries = &queries[first * input.query.width..block.end * input.query.width];
                let classes = &input.query_class[block];
                gallery.rank_for(first, queries, classes, workspace, |row, placement| {
                    ranking.add(row, input.query_class[row], placement);
                });
            }
            ranking
        };
        let parts = input.query.rows.div_ceil(PART);
        in_order(parts, part, Self::append)
            .ok_or(Undefined::Empty)?
            .finish()
    }

    /// How own partners were treated.
    pub fn own_partner(&self) -> OwnPartner {
        self.own_partner
    }

    /// The queries that have a relevant item, in order; at least one.
    pub fn queries(&self) -> &[RankedQuery] {
        &self.queries
    }

    /// Number of queries without a relevant item, which no metric counts.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The precision-recall curve at recall 0, 0.01, ..., 1; every tenth point gives the 11-point curve.
    ///
    /// Precision is interpolated for each query as the highest at that recall or above, then averaged over queries.
    /// Within ties the rank of a relevant item is its expected rank.
    pub fn precision_recall_curve(&self) -> Vec<CurvePoint> {
        let point = |(step, &precision): (usize, &f64)| CurvePoint {
            recall: step as f64 / STEPS as f64,
            precision,
        };
        self.curve.iter().enumerate().map(point).collect()
    }

    fn empty(input: &RetrievalInput<'_>) -> Self {
        Self {
            own_partner: input.own_partner,
            queries: vec![],
            left_out: 0,
            relevant_at: vec![0.0; input.gallery.rows],
            recalled_at: vec![0.0; input.gallery.rows],
            curve: vec![0.0; STEPS + 1],
        }
    }

    fn add(&mut self, row: usize, class: i64, placement: &mut Placement) {
        let Some(query) = RankedQuery::new(row, class, placement) else {
            self.left_out += 1;
            return;
        };
        let recalled = 1.0 / query.relevant as f64;
        self.queries.push(query);
        for (relevant_before, irrelevant_above) in placement.untied() {
            for (place, &above) in irrelevant_above.iter().enumerate() {
                let rank = relevant_before + place + above as usize;
                self.relevant_at[rank] += 1.0;
                self.recalled_at[rank] += recalled;
            }
        }
        for tied in &placement.mixed {
            for rank in tied.before..tied.before + tied.size {
                self.relevant_at[rank] += tied.share();
                self.recalled_at[rank] += tied.share() * recalled;
            }
        }
        let curve = interpolated_precision(&placement.precisions);
        add_to(&mut self.curve, &curve);
    }

    /// Adds the sums over the queries that follow.
    fn append(&mut self, following: Self) {
        self.queries.extend(following.queries);
        self.left_out += following.left_out;
        add_to(&mut self.relevant_at, &following.relevant_at);
        add_to(&mut self.recalled_at, &following.recalled_at);
        add_to(&mut self.curve, &following.curve);
    }

    /// Turns the sums over queries into means.
    fn finish(mut self) -> Result<Self, Undefined> {
        if self.queries.is_empty() {
            return Err(Undefined::NoRelevant);
        }
        let count = self.queries.len() as f64;
        for sums in [
            &mut self.relevant_at,
            &mut self.recalled_at,
            &mut self.curve,
        ] {
            for sum in sums {
                *sum /= count;
            }
        }
        Ok(self)
    }
}

fn add_to(sums: &mut [f64], terms: &[f64]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MatrixRef, Similarity};
    use super::*;

    fn column(data: &[f32]) -> MatrixRef<'_> {
        MatrixRef {
            rows: data.len(),
            width: 1,
            data,
        }
    }

    /// Two queries and three items, all alike.
    fn constant() -> RetrievalInput<'static> {
        RetrievalInput {
            query: column(&[1.0; 2]),
            gallery: column(&[1.0; 3]),
            query_class: &[0, 1],
            gallery_class: &[0, 1, 1],
            own_partner: OwnPartner::Counted,
            similarity: Similarity::Cosine,
        }
    }

    fn refusal(input: RetrievalInput<'_>) -> Undefined {
        Ranking::new(&input).unwrap_err()
    }

    #[test]
    fn a_query_without_relevant_items_is_left_out() {
        let ranking = Ranking::new(&RetrievalInput {
            gallery_class: &[1, 1, 2],
            ..constant()
        })
        .unwrap();
        assert_eq!(ranking.left_out(), 1);
        assert_eq!(ranking.queries().len(), 1);
        assert_eq!(
            (ranking.queries()[0].row, ranking.queries()[0].class),
            (1, 1)
        );
    }

    #[test]
    fn without_any_relevant_item_there_is_no_ranking() {
        assert_eq!(
            refusal(RetrievalInput {
                gallery_class: &[7; 3],
                ..constant()
            }),
            Undefined::NoRelevant
        );
    }

    #[test]
    fn an_excluded_partner_is_not_ranked() {
        // Each item equals its own partner; without it the other class stands first.
        let views = [1.0, 5.0, 3.0, 6.0];
        let input = RetrievalInput {
            query: column(&views),
            gallery: column(&views),
            query_class: &[0, 0, 1, 1],
            gallery_class: &[0, 0, 1, 1],
            own_partner: OwnPartner::Counted,
            similarity: Similarity::Euclidean,
        };
        let first_ranks =
            |own_partner| {
                let ranking = Ranking::new(&RetrievalInput {
                    own_partner,
                    ..input
                })
                .unwrap();
                assert!(
                    ranking.queries().iter().all(|query| query.relevant
                        == 1 + usize::from(own_partner == OwnPartner::Counted))
                );
                ranking
                    .queries()
                    .iter()
                    .map(|query| query.first_rank)
                    .collect::<Vec<_>>()
            };
        assert_eq!(first_ranks(OwnPartner::Counted), [1.0; 4]);
        // Items 1 and 3 are equally far from item 2, and so are items 0 and 1.
        assert_eq!(first_ranks(OwnPartner::Excluded), [2.0, 3.0, 3.0, 2.0]);
    }

    #[test]
    fn what_cannot_be_ranked_is_refused_with_its_reason() {
        let wide = MatrixRef {
            rows: 1,
            width: 2,
            data: &[0.0; 2],
        };
        let cases = [
            (
                RetrievalInput {
                    own_partner: OwnPartner::Excluded,
                    ..constant()
                },
                Undefined::NoPartner {
                    query: 2,
                    gallery: 3,
                },
            ),
            (
                RetrievalInput {
                    query: wide,
                    query_class: &[0],
                    ..constant()
                },
                Undefined::Width {
                    query: 2,
                    gallery: 1,
                },
            ),
            (
                RetrievalInput {
                    query: column(&[]),
                    query_class: &[],
                    ..constant()
                },
                Undefined::Empty,
            ),
            (
                RetrievalInput {
                    gallery: column(&[]),
                    gallery_class: &[],
                    ..constant()
                },
                Undefined::Empty,
            ),
            (
                RetrievalInput {
                    query_class: &[0],
                    ..constant()
                },
                Undefined::RowCount {
                    truth: 1,
                    predicted: 2,
                },
            ),
            (
                RetrievalInput {
                    gallery_class: &[0],
                    ..constant()
                },
                Undefined::RowCount {
                    truth: 1,
                    predicted: 3,
                },
            ),
        ];
        for (input, reason) in cases {
            assert_eq!(refusal(input), reason);
        }
    }

    #[test]
    fn missing_values_do_not_panic() {
        let gallery = [f32::NAN, 1.0, f32::INFINITY];
        let ranking = Ranking::new(&RetrievalInput {
            gallery: column(&gallery),
            similarity: Similarity::Dot,
            ..constant()
        });
        assert!(
            ranking
                .unwrap()
                .queries()
                .iter()
                .all(|query| query.average_precision.is_finite())
        );
    }

    #[test]
    fn the_curve_has_a_point_for_each_hundredth_of_recall() {
        let curve = Ranking::new(&constant()).unwrap().precision_recall_curve();
        assert_eq!(curve.len(), 101);
        assert_eq!(
            (curve[0].recall, curve[37].recall, curve[100].recall),
            (0.0, 0.37, 1.0)
        );
        // One of three items is relevant to query 0, two to query 1: (2/4 + 3/4) / 2 everywhere.
        assert!(
            curve
                .iter()
                .all(|point| (point.precision - 0.625).abs() < 1e-12)
        );
    }
}
