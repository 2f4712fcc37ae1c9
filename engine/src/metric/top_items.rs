//! What a ranking begins with, item by item, to be looked at.

use super::block::{ITEMS, QUERIES, similarities};
use super::key::{Key, value_of};
use super::panels::Panels;
use super::{OwnPartner, RetrievalInput, Similarity, Undefined};

/// Queries whose similarities are computed at once.
const BLOCK: usize = 48;

/// The first items of the ranking for one query.
#[derive(Debug, Clone, PartialEq)]
pub struct TopItems {
    /// The items, the most similar first; of those that tie, the one of the lower row comes first.
    pub items: Vec<TopItem>,
    /// The rank of the query's own partner, where it is ranked.
    pub partner_rank: Option<usize>,
}

/// An item of a ranking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopItem {
    /// Its row in the gallery view.
    pub row: usize,
    /// Its similarity to the query.
    pub similarity: f32,
    /// Its rank, from 1: one more than the items that are more similar, so that items that tie share one.
    pub rank: usize,
    /// How many items have that rank.
    pub tied: usize,
}

/// The first `cutoff` items for each of the first `queries` queries. Similarities and ties are those of
/// [`Ranking`](super::Ranking).
///
/// # Errors
/// [`Undefined`] as for [`Ranking::new`](super::Ranking::new), but for a gallery without a relevant item.
pub fn top_items(
    input: &RetrievalInput<'_>,
    queries: usize,
    cutoff: usize,
) -> Result<Vec<TopItems>, Undefined> {
    input.check()?;
    let (width, similarity) = (input.query.width, input.similarity);
    let prepared = Similarity::prepare(&input.query)?;
    let items = Similarity::prepare(&input.gallery)?;
    let scale = |row: &[f64]| similarity.scale(row);
    let items = Panels::<ITEMS>::pack(items.chunks_exact(width), width, scale);
    let queries = queries.min(input.query.rows);
    let mut keys = Vec::new();
    let mut found = Vec::with_capacity(queries);
    for first in (0..queries).step_by(BLOCK) {
        let block = &prepared[first * width..queries.min(first + BLOCK) * width];
        let panels = Panels::<QUERIES>::pack(block.chunks_exact(width), width, scale);
        similarities(similarity, &panels, &items, &mut keys);
        let rows = keys.chunks_exact(items.count() * ITEMS);
        let rows = rows.take(block.len() / width).zip(first..);
        found.extend(rows.map(|(keys, row)| {
            let keys = &keys[..input.gallery.rows];
            top_of(keys, row, input.own_partner, cutoff)
        }));
    }
    Ok(found)
}

fn top_of(keys: &[Key], query: usize, own_partner: OwnPartner, cutoff: usize) -> TopItems {
    let is_ranked = |row: usize| own_partner == OwnPartner::Counted || row != query;
    let mut order: Vec<usize> = (0..keys.len()).filter(|&row| is_ranked(row)).collect();
    let before =
        |&left: &usize, &right: &usize| keys[right].cmp(&keys[left]).then(left.cmp(&right));
    let ranked = |key: Key, is: fn(&Key, &Key) -> bool| {
        let keys = keys.iter().enumerate();
        keys.filter(|&(row, other)| is_ranked(row) && is(other, &key))
            .count()
    };
    if cutoff < order.len() {
        order.select_nth_unstable_by(cutoff, before);
        order.truncate(cutoff);
    }
    order.sort_unstable_by(before);
    let items = order.into_iter().map(|row| TopItem {
        row,
        similarity: value_of(keys[row]),
        rank: 1 + ranked(keys[row], Key::gt),
        tied: ranked(keys[row], Key::eq),
    });
    let partner = keys.get(query).filter(|_| is_ranked(query));
    TopItems {
        items: items.collect(),
        partner_rank: partner.map(|&key| 1 + ranked(key, Key::gt)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{MatrixRef, Ranking};
    use super::*;

    fn rows_of(width: usize, data: &[f32]) -> MatrixRef<'_> {
        MatrixRef {
            rows: data.len() / width,
            width,
            data,
        }
    }

    fn input<'a>(query: &'a [f32], gallery: &'a [f32], class: &'a [i64]) -> RetrievalInput<'a> {
        RetrievalInput {
            query: rows_of(1, query),
            gallery: rows_of(1, gallery),
            query_class: &class[..query.len()],
            gallery_class: &class[..gallery.len()],
            own_partner: OwnPartner::Counted,
            similarity: Similarity::Euclidean,
        }
    }

    fn rows(top: &TopItems) -> Vec<(usize, usize, usize)> {
        let items = top.items.iter();
        items.map(|item| (item.row, item.rank, item.tied)).collect()
    }

    #[test]
    fn ties_share_a_rank_in_the_order_of_rows() {
        let found = top_items(&input(&[2.0], &[3.0, 2.0, 1.0, 9.0], &[0; 4]), 9, 3).unwrap();
        assert_eq!(rows(&found[0]), [(1, 1, 1), (0, 2, 2), (2, 2, 2)]);
        assert_eq!(found[0].partner_rank, Some(2));
        assert!((found[0].items[1].similarity - -1.0).abs() < 1e-6);
    }

    #[test]
    fn an_excluded_partner_is_not_among_them() {
        let views = [1.0, 5.0, 3.0];
        let excluded = RetrievalInput {
            own_partner: OwnPartner::Excluded,
            ..input(&views, &views, &[0; 3])
        };
        let found = top_items(&excluded, 1, 10).unwrap();
        assert_eq!(rows(&found[0]), [(2, 1, 1), (1, 2, 1)]);
        assert_eq!(found[0].partner_rank, None);
    }

    #[test]
    fn what_cannot_be_ranked_is_refused() {
        let empty = input(&[], &[1.0], &[0]);
        assert_eq!(top_items(&empty, 1, 1), Err(Undefined::Empty));
    }

    proptest! {
        #[test]
        fn the_first_relevant_item_has_the_rank_that_metrics_count(
            rows in prop::collection::vec((-20_i8..20, -20_i8..20, 0_i64..3), 1..80),
        ) {
            let query: Vec<f32> = rows.iter().map(|row| f32::from(row.0) / 4.0).collect();
            let gallery: Vec<f32> = rows.iter().map(|row| f32::from(row.1) / 4.0).collect();
            let class: Vec<i64> = rows.iter().map(|row| row.2).collect();
            let input = input(&query, &gallery, &class);
            let found = top_items(&input, rows.len(), rows.len()).unwrap();
            for query in Ranking::new(&input).unwrap().queries() {
                let top = &found[query.row];
                let first = top.items.iter().find(|item| class[item.row] == query.class).unwrap();
                let tied = top.items.iter().filter(|item| item.rank == first.rank);
                let relevant = tied.filter(|item| class[item.row] == query.class).count();
                // Of `tied` places in a random order the first of `relevant` is expected at (tied + 1) / (relevant + 1).
                let expected = first.rank as f64 - 1.0 + (first.tied as f64 + 1.0) / (relevant as f64 + 1.0);
                prop_assert!((query.first_rank - expected).abs() < 1e-9);
            }
        }
    }
}
