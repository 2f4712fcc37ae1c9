//! Metrics of rankings. Queries without a relevant item are left out of all of them.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use super::{RankedQuery, Ranking};

/// Mean of a quantity over the queries, of which a ranking has at least one.
fn mean_over_queries(ranking: &Ranking, quantity: impl Fn(&RankedQuery) -> f64) -> f64 {
    ranking.queries().iter().map(quantity).sum::<f64>() / ranking.queries().len() as f64
}

pub(super) fn map(ranking: &Ranking) -> f64 {
    mean_over_queries(ranking, average_precision)
}

pub(super) fn average_precision(query: &RankedQuery) -> f64 {
    query.average_precision
}

pub(super) fn map_macro(ranking: &Ranking) -> f64 {
    let mut classes: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for query in ranking.queries() {
        let (total, count) = classes.entry(query.class).or_default();
        *total += query.average_precision;
        *count += 1.0;
    }
    let means = classes.values().map(|(total, count)| total / count);
    means.sum::<f64>() / classes.len() as f64
}

pub(super) fn mrr(ranking: &Ranking) -> f64 {
    mean_over_queries(ranking, reciprocal_rank)
}

pub(super) fn reciprocal_rank(query: &RankedQuery) -> f64 {
    query.reciprocal_rank
}

pub(super) fn median_rank(ranking: &Ranking) -> f64 {
    let mut ranks: Vec<f64> = ranking
        .queries()
        .iter()
        .map(|query| query.first_rank)
        .collect();
    ranks.sort_unstable_by(f64::total_cmp);
    let upper = ranks.len() / 2;
    let lower = (ranks.len() - 1) / 2;
    f64::midpoint(ranks[lower], ranks[upper])
}

pub(super) fn hit_rate(ranking: &Ranking, cutoff: NonZeroUsize) -> f64 {
    mean_over_queries(ranking, |query| query.hit_probability(cutoff.get()))
}

pub(super) fn precision_at(ranking: &Ranking, cutoff: NonZeroUsize) -> f64 {
    ranking.relevant_at.iter().take(cutoff.get()).sum::<f64>() / cutoff.get() as f64
}

pub(super) fn recall_at(ranking: &Ranking, cutoff: NonZeroUsize) -> f64 {
    // Each query's shares add up to one only within rounding.
    ranking
        .recalled_at
        .iter()
        .take(cutoff.get())
        .sum::<f64>()
        .min(1.0)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the compared values are exact")]
mod tests {
    use proptest::prelude::*;

    use super::super::orders::mean_over_tie_breaks;
    use super::super::{Input, MatrixRef, OwnPartner, RetrievalInput, Similarity, find};
    use super::*;

    const QUERY: [f32; 18] = [
        -0.58, -0.11, 0.11, 0.06, -1.23, 0.08, 1.36, -1.55, 0.86, //
        0.12, -0.64, 2.0, 0.76, -1.2, 0.07, 0.58, -0.19, 0.68,
    ];
    const GALLERY: [f32; 24] = [
        -0.07, 0.67, 1.44, -0.68, 0.2, -0.46, 0.13, -1.19, -0.58, -0.2, 0.9, 1.15, //
        -1.32, -0.79, 0.65, -1.99, -0.46, -0.1, 1.26, 0.69, -0.33, -0.37, -0.25, 1.52,
    ];

    fn matrix(width: usize, data: &[f32]) -> MatrixRef<'_> {
        MatrixRef {
            rows: data.len() / width,
            width,
            data,
        }
    }

    fn values(names: &[&str], input: &RetrievalInput<'_>) -> Vec<f64> {
        let ranking = Ranking::new(input).unwrap();
        let value = |name: &&str| {
            find(name)
                .unwrap()
                .value(&Input::Retrieval(&ranking))
                .unwrap()
        };
        names.iter().map(value).collect()
    }

    fn assert_close(values: &[f64], expected: &[f64], tolerance: f64) {
        assert_eq!(values.len(), expected.len());
        for (value, expected) in values.iter().zip(expected) {
            assert!(
                (value - expected).abs() < tolerance,
                "{value}, not {expected}"
            );
        }
    }

    fn assert_chance(class_sizes: &[usize], expected: [f64; 4]) {
        let sizes = class_sizes.iter().zip(0_i64..);
        let class: Vec<i64> = sizes
            .flat_map(|(&size, class)| std::iter::repeat_n(class, size))
            .collect();
        let data = [0.3, -0.7, 0.1].repeat(class.len());
        for similarity in [Similarity::Cosine, Similarity::Dot, Similarity::Euclidean] {
            let input = RetrievalInput {
                query: matrix(3, &data),
                gallery: matrix(3, &data),
                query_class: &class,
                gallery_class: &class,
                own_partner: OwnPartner::Counted,
                similarity,
            };
            let values = values(&["map", "top1", "top3", "top5"], &input);
            assert_close(&values[..1], &expected[..1], 0.000_05);
            assert_close(&values[1..], &expected[1..], 0.000_5);
        }
    }

    #[test]
    fn constant_similarity_gives_exact_chance() {
        assert_chance(&[50; 5], [0.2164, 0.200, 0.490, 0.676]);
        assert_chance(&[44, 12, 14, 24, 26], [0.2727, 0.245, 0.550, 0.717]);
        assert_chance(&[33, 7, 11, 22, 23], [0.2794, 0.247, 0.559, 0.730]);
    }

    #[test]
    fn agrees_with_scikit_learn() {
        // average_precision_score 1.9.1 of each query; the others counted from numpy.argsort
        let names = [
            "map",
            "mrr",
            "median_rank",
            "top1",
            "precision@1",
            "recall@1",
            "top3",
            "precision@3",
            "recall@3",
        ];
        let sixth = 1.0 / 6.0;
        let half = [sixth, sixth, sixth / 2.0, 2.0 / 3.0];
        let rest = |head: [f64; 3], tail: [f64; 2]| [&head[..], &half, &tail].concat();
        let cosine = rest(
            [0.461_243_386_243_386_23, 0.483_333_333_333_333_4, 2.0],
            [1.0 / 3.0, 0.361_111_111_111_111_1],
        );
        let dot = rest(
            [0.452_976_190_476_190_5, 0.483_333_333_333_333_4, 2.0],
            [0.277_777_777_777_777_73, 0.305_555_555_555_555_5],
        );
        let euclidean = rest(
            [0.462_367_724_867_724_87, 0.45, 2.5],
            [1.0 / 3.0, 0.361_111_111_111_111_1],
        );
        for (similarity, expected) in [
            (Similarity::Cosine, cosine),
            (Similarity::Dot, dot),
            (Similarity::Euclidean, euclidean),
        ] {
            let input = RetrievalInput {
                query: matrix(3, &QUERY),
                gallery: matrix(3, &GALLERY),
                query_class: &[0, 1, 2, 0, 1, 2],
                gallery_class: &[0, 1, 2, 0, 1, 2, 0, 1],
                own_partner: OwnPartner::Counted,
                similarity,
            };
            assert_close(&values(&names, &input), &expected, 1e-12);
        }
    }

    #[test]
    fn agrees_with_scikit_learn_without_own_partners() {
        let class = [0, 1, 0, 0, 1, 1];
        let input = RetrievalInput {
            query: matrix(3, &QUERY),
            gallery: matrix(3, &GALLERY[..18]),
            query_class: &class,
            gallery_class: &class,
            own_partner: OwnPartner::Excluded,
            similarity: Similarity::Cosine,
        };
        let values = values(&["map_excluding_partner", "top1_excluding_partner"], &input);
        assert_close(&values, &[0.544_444_444_444_444_4, 1.0 / 3.0], 1e-12);
    }

    /// Items with these similarities to a single query of class 1.
    fn one_query<'a>(similarities: &'a [f32], class: &'a [i64]) -> RetrievalInput<'a> {
        RetrievalInput {
            query: matrix(1, &[1.0]),
            gallery: matrix(1, similarities),
            query_class: &[1],
            gallery_class: class,
            own_partner: OwnPartner::Counted,
            similarity: Similarity::Dot,
        }
    }

    #[test]
    fn hand_worked_tie() {
        // One item ahead, then a relevant and an irrelevant one tied: the relevant one is second or third.
        let input = one_query(&[0.9, 0.5, 0.5], &[0, 1, 0]);
        let names = [
            "map",
            "mrr",
            "median_rank",
            "top1",
            "top2",
            "top3",
            "precision@2",
            "recall@2",
        ];
        let expected = [5.0 / 12.0, 5.0 / 12.0, 2.5, 0.0, 0.5, 1.0, 0.25, 0.5];
        assert_close(&values(&names, &input), &expected, 1e-12);
    }

    #[test]
    fn relevant_items_first_are_perfect() {
        let input = one_query(&[0.1, 0.8, 0.9, 0.2], &[0, 1, 1, 0]);
        let names = [
            "map",
            "map_macro",
            "mrr",
            "median_rank",
            "top1",
            "precision@2",
            "recall@2",
        ];
        assert_eq!(values(&names, &input), [1.0; 7]);
    }

    #[test]
    fn a_cutoff_beyond_the_gallery_still_divides_precision() {
        let input = one_query(&[0.1, 0.8], &[1, 1]);
        assert_close(
            &values(&["top9", "precision@8", "recall@9"], &input),
            &[1.0, 0.25, 1.0],
            1e-12,
        );
    }

    #[test]
    fn the_macro_mean_weighs_classes_alike() {
        // Average precision 1 for the three queries of class 0 and 1/2 for the one of class 1.
        let input = RetrievalInput {
            query: matrix(1, &[1.0; 4]),
            gallery: matrix(1, &[0.9, 0.1]),
            query_class: &[0, 0, 1, 0],
            gallery_class: &[0, 1],
            own_partner: OwnPartner::Counted,
            similarity: Similarity::Dot,
        };
        assert_close(
            &values(&["map", "map_macro"], &input),
            &[0.875, 0.75],
            1e-12,
        );
    }

    /// Average precision, reciprocal rank, a hit within 2, precision and recall at 2, of one order of items.
    fn of_order(order: &[usize], class: &[i64]) -> [f64; 5] {
        let ranks: Vec<f64> = (0..order.len())
            .filter(|&place| class[order[place]] == 1)
            .map(|place| (place + 1) as f64)
            .collect();
        let relevant = ranks.len() as f64;
        let precisions = ranks
            .iter()
            .enumerate()
            .map(|(index, rank)| (index + 1) as f64 / rank);
        let within = ranks.iter().filter(|&&rank| rank <= 2.0).count() as f64;
        [
            precisions.sum::<f64>() / relevant,
            1.0 / ranks[0],
            within.min(1.0),
            within / 2.0,
            within / relevant,
        ]
    }

    proptest! {
        #[test]
        fn tied_values_are_the_mean_over_all_tie_breaks(items in prop::collection::vec((0_u8..3, 0_i64..2), 1..7)) {
            let (scores, class): (Vec<u8>, Vec<i64>) = items.into_iter().unzip();
            prop_assume!(class.contains(&1));
            let similarities: Vec<f32> = scores.iter().copied().map(f32::from).collect();
            let names = ["map", "mrr", "top2", "precision@2", "recall@2"];
            let values = values(&names, &one_query(&similarities, &class));
            for (index, value) in values.into_iter().enumerate() {
                let expected = mean_over_tie_breaks(&scores, |order| of_order(order, &class)[index]);
                prop_assert!((value - expected).abs() < 1e-12, "{}: {value}, not {expected}", names[index]);
            }
        }

        #[test]
        fn values_are_fractions_whatever_the_order_of_the_gallery(
            items in prop::collection::vec((-4_i8..4, -4_i8..4, 0_i64..3), 3..30),
            turn in 0_usize..30,
        ) {
            let names = ["map", "map_macro", "mrr", "top1", "top4", "precision@3", "recall@3"];
            let of = |items: &[(i8, i8, i64)]| {
                let data: Vec<f32> = items.iter().flat_map(|item| [f32::from(item.0), f32::from(item.1)]).collect();
                let class: Vec<i64> = items.iter().map(|item| item.2).collect();
                let query_class = [items.iter().map(|item| item.2).min().unwrap(); 6];
                values(&names, &RetrievalInput {
                    query: matrix(3, &QUERY),
                    gallery: matrix(3, &data.chunks(2).flat_map(|pair| [pair[0], pair[1], 0.5]).collect::<Vec<_>>()),
                    query_class: &query_class,
                    gallery_class: &class,
                    own_partner: OwnPartner::Counted,
                    similarity: Similarity::Cosine,
                })
            };
            let plain = of(&items);
            let mut turned = items.clone();
            turned.rotate_left(turn % items.len());
            for (value, other) in plain.iter().zip(of(&turned)) {
                prop_assert!((0.0..=1.0).contains(value));
                prop_assert_eq!(*value, other);
            }
        }
    }
}
