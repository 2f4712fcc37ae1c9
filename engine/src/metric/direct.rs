//! The metrics of retrieval straight from their definition: the gallery is sorted for each query. Other ways are
//! compared with it.

use proptest::prelude::*;

use super::tie_group::TieGroup;
use super::{Input, MatrixRef, OwnPartner, Ranking, RetrievalInput, Similarity, find};

/// The groups of ties for a query, in order, from the similarity and relevance of each item.
fn tie_groups(mut items: Vec<(f32, bool)>) -> Vec<TieGroup> {
    items.sort_by(|left, right| right.0.total_cmp(&left.0));
    let (mut before, mut relevant_before) = (0, 0);
    items
        .chunk_by(|left, right| left.0.total_cmp(&right.0).is_eq())
        .map(|tied| {
            let group = TieGroup {
                before,
                relevant_before,
                size: tied.len(),
                relevant: tied.iter().filter(|item| item.1).count(),
            };
            before += group.size;
            relevant_before += group.relevant;
            group
        })
        .collect()
}

/// For each query with a relevant item its class and its groups.
fn rankings(input: &RetrievalInput<'_>) -> Vec<(i64, Vec<TieGroup>)> {
    let similarity = input.similarity;
    let queries = Similarity::prepare(&input.query).unwrap();
    let items = Similarity::prepare(&input.gallery).unwrap();
    let width = input.query.width;
    let ranking = |(row, query): (usize, &[f64])| {
        let class = input.query_class[row];
        let items = items
            .chunks_exact(width)
            .zip(input.gallery_class)
            .enumerate();
        let counted = items
            .filter(|&(item, _)| input.own_partner == OwnPartner::Counted || item != row)
            .map(|(_, (item, &of))| (similarity.between(query, item), of == class));
        (class, tie_groups(counted.collect()))
    };
    let rankings = queries.chunks_exact(width).enumerate().map(ranking);
    rankings
        .filter(|(_, groups)| groups.iter().any(|tied| tied.relevant > 0))
        .collect()
}

fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.into_iter().collect();
    values.iter().sum::<f64>() / values.len() as f64
}

fn relevant(groups: &[TieGroup]) -> f64 {
    groups.iter().map(|tied| tied.relevant).sum::<usize>() as f64
}

fn average_precision(groups: &[TieGroup]) -> f64 {
    groups.iter().map(TieGroup::precision_sum).sum::<f64>() / relevant(groups)
}

/// The expected number of relevant items among the first `cutoff`.
fn expected_within(groups: &[TieGroup], cutoff: usize) -> f64 {
    let within = |tied: &TieGroup| cutoff.saturating_sub(tied.before).min(tied.size) as f64;
    groups.iter().map(|tied| within(tied) * tied.share()).sum()
}

fn value(rankings: &[(i64, Vec<TieGroup>)], name: &str) -> f64 {
    let first = |groups: &[TieGroup]| *groups.iter().find(|tied| tied.relevant > 0).unwrap();
    let over =
        |of: &dyn Fn(&[TieGroup]) -> f64| mean(rankings.iter().map(|(_, groups)| of(groups)));
    let cutoff = |stem: &str| {
        name.strip_prefix(stem)
            .map(|digits| digits.parse::<usize>().unwrap())
    };
    if let Some(cutoff) = cutoff("top") {
        return over(&|groups| first(groups).hit_probability(cutoff));
    }
    if let Some(cutoff) = cutoff("precision@") {
        return over(&|groups| expected_within(groups, cutoff) / cutoff as f64);
    }
    if let Some(cutoff) = cutoff("recall@") {
        return over(&|groups| expected_within(groups, cutoff) / relevant(groups));
    }
    match name {
        "map" => over(&average_precision),
        "map_macro" => {
            let mut classes: Vec<i64> = rankings.iter().map(|ranking| ranking.0).collect();
            classes.sort_unstable();
            classes.dedup();
            mean(classes.iter().map(|class| {
                let own = rankings.iter().filter(|ranking| ranking.0 == *class);
                mean(own.map(|(_, groups)| average_precision(groups)))
            }))
        }
        "mrr" => over(&|groups| first(groups).reciprocal_rank()),
        _ => {
            let ranks = rankings
                .iter()
                .map(|(_, groups)| first(groups).rank_of_relevant(1));
            let mut ranks: Vec<f64> = ranks.collect();
            ranks.sort_unstable_by(f64::total_cmp);
            f64::midpoint(ranks[ranks.len() / 2], ranks[(ranks.len() - 1) / 2])
        }
    }
}

/// Hundredths of recall at which the curve is compared.
const STEPS: [usize; 9] = [0, 1, 13, 33, 50, 67, 80, 99, 100];

/// Mean interpolated precision at some hundredths of recall.
fn curve(rankings: &[(i64, Vec<TieGroup>)]) -> Vec<f64> {
    let at = |groups: &[TieGroup], step: usize| {
        let relevant = groups.iter().map(|tied| tied.relevant).sum::<usize>();
        groups
            .iter()
            .flat_map(|tied| (1..=tied.relevant).map(move |place| (tied, place)))
            .map(|(tied, place)| (tied.relevant_before + place, tied.rank_of_relevant(place)))
            .filter(|(found, _)| found * 100 >= step * relevant)
            .map(|(found, rank)| found as f64 / rank)
            .fold(0.0, f64::max)
    };
    STEPS
        .into_iter()
        .map(|step| mean(rankings.iter().map(|(_, groups)| at(groups, step))))
        .collect()
}

const NAMES: [&str; 12] = [
    "map",
    "map_macro",
    "mrr",
    "median_rank",
    "top1",
    "top5",
    "top40",
    "precision@1",
    "precision@7",
    "precision@60",
    "recall@3",
    "recall@50",
];

/// Compares all metrics of both directions with and without own partners.
fn assert_as_defined(views: [MatrixRef<'_>; 2], classes: [&[i64]; 2]) {
    for similarity in [Similarity::Cosine, Similarity::Dot, Similarity::Euclidean] {
        for (query, gallery) in [(0, 1), (1, 0)] {
            for own_partner in [OwnPartner::Counted, OwnPartner::Excluded] {
                let input = RetrievalInput {
                    query: views[query],
                    gallery: views[gallery],
                    query_class: classes[query],
                    gallery_class: classes[gallery],
                    own_partner,
                    similarity,
                };
                if own_partner == OwnPartner::Excluded && views[0].rows != views[1].rows {
                    continue;
                }
                assert_one_as_defined(&input);
            }
        }
    }
}

fn assert_one_as_defined(input: &RetrievalInput<'_>) {
    let rankings = rankings(input);
    let Ok(ranking) = Ranking::new(input) else {
        assert!(rankings.is_empty());
        return;
    };
    assert_eq!(ranking.left_out(), input.query.rows - rankings.len());
    for name in NAMES {
        let suffix = match input.own_partner {
            OwnPartner::Counted => "",
            OwnPartner::Excluded => "_excluding_partner",
        };
        let metric = find(&format!("{name}{suffix}")).unwrap();
        let found = metric.value(&Input::Retrieval(&ranking)).unwrap();
        let expected = value(&rankings, name);
        assert!(
            (found - expected).abs() < 1e-10 * expected.max(1.0),
            "{name}: {found}, not {expected}, {input:?}"
        );
    }
    let points = ranking.precision_recall_curve();
    for (step, expected) in STEPS.into_iter().zip(curve(&rankings)) {
        let point = &points[step];
        assert!(
            (point.precision - expected).abs() < 1e-10,
            "curve: {point:?}, not {expected}"
        );
    }
}

fn rows_of(width: usize, data: &[f32]) -> MatrixRef<'_> {
    MatrixRef {
        rows: data.len() / width,
        width,
        data,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn metrics_are_as_defined_with_many_ties(
        rows in prop::collection::vec((-2_i8..3, -2_i8..3, 0_i64..4, -2_i8..3, -2_i8..3, 0_i64..4), 1..120),
        fewer in 0_usize..3,
    ) {
        let query: Vec<f32> = rows.iter().flat_map(|row| [f32::from(row.0), f32::from(row.1)]).collect();
        let gallery = rows[..rows.len().saturating_sub(fewer).max(1)].iter();
        let gallery: Vec<f32> = gallery.flat_map(|row| [f32::from(row.3), f32::from(row.4)]).collect();
        let query_class: Vec<i64> = rows.iter().map(|row| row.2).collect();
        let gallery_class: Vec<i64> = rows.iter().map(|row| row.5).take(gallery.len() / 2).collect();
        assert_as_defined([rows_of(2, &query), rows_of(2, &gallery)], [&query_class, &gallery_class]);
    }

    #[test]
    fn metrics_are_as_defined_without_ties(
        rows in prop::collection::vec((prop::array::uniform3(-1.0_f32..1.0), prop::array::uniform3(-1.0_f32..1.0), 0_i64..3), 1..200),
    ) {
        let query: Vec<f32> = rows.iter().flat_map(|row| row.0).collect();
        let gallery: Vec<f32> = rows.iter().flat_map(|row| row.1).collect();
        let class: Vec<i64> = rows.iter().map(|row| row.2).collect();
        assert_as_defined([rows_of(3, &query), rows_of(3, &gallery)], [&class, &class]);
    }
}

#[test]
fn metrics_are_as_defined_where_similarities_cluster() {
    // One item far away: all others are in one narrow range, with ties.
    let mut view: Vec<f32> = (0..700)
        .map(|row| 1.0 + (row * 37 % 211) as f32 * 1e-5)
        .collect();
    view[5] = -4000.0;
    let class: Vec<i64> = (0..700).map(|row| row * 7 % 3).collect();
    assert_as_defined([rows_of(1, &view), rows_of(1, &view)], [&class, &class]);
}

#[test]
fn metrics_are_as_defined_with_missing_values() {
    let mut view: Vec<f32> = (0..150).map(|row| (row * 37 % 89) as f32).collect();
    view[7] = f32::NAN;
    view[90] = f32::INFINITY;
    view[91] = f32::NEG_INFINITY;
    let class: Vec<i64> = (0..150).map(|row| row % 2).collect();
    let input = RetrievalInput {
        query: rows_of(1, &[1.0, 2.0, 3.0]),
        gallery: rows_of(1, &view),
        query_class: &[0, 1, 2],
        gallery_class: &class,
        own_partner: OwnPartner::Counted,
        similarity: Similarity::Dot,
    };
    assert_one_as_defined(&input);
}

#[test]
fn metrics_are_as_defined_over_many_parts() {
    // More queries than are added up at once.
    let value = |row: usize| ((row * 7919 % 1009) as f32 - 500.0) / 64.0;
    let query: Vec<f32> = (0..1100).map(value).collect();
    let gallery: Vec<f32> = (0..80).map(|row| value(row + 17)).collect();
    let class: Vec<i64> = (0..550).map(|row| row * 5 % 4).collect();
    let views = [rows_of(2, &query), rows_of(2, &gallery)];
    assert_as_defined(views, [&class, &class[..40]]);
}
