//! What the head of a ranking is made of.

use super::block::{ITEMS, QUERIES, similarities};
use super::input::check_count;
use super::key::Key;
use super::panels::Panels;
use super::{OwnPartner, RetrievalInput, Similarity, Undefined};

/// Classes x classes: for queries of a class, row, how many of the `first` items of their rankings are of a class, column;
/// summed over the queries, as an expectation over random tie-breaking.
///
/// # Errors
/// [`Undefined`] when either view is empty, shapes or class counts disagree, a class is beyond `classes`, or partners
/// are asked for but missing.
pub fn class_shares(
    input: &RetrievalInput<'_>,
    first: usize,
    classes: usize,
) -> Result<Vec<f64>, Undefined> {
    let (query, gallery) = (&input.query, &input.gallery);
    check_count(input.query_class.len(), query.rows)?;
    check_count(input.gallery_class.len(), gallery.rows)?;
    if query.width != gallery.width {
        return Err(Undefined::Width {
            query: query.width,
            gallery: gallery.width,
        });
    }
    let excluded = input.own_partner == OwnPartner::Excluded;
    if excluded && query.rows != gallery.rows {
        return Err(Undefined::NoPartner {
            query: query.rows,
            gallery: gallery.rows,
        });
    }
    let (queries, items) = (Similarity::prepare(query)?, Similarity::prepare(gallery)?);
    let known = |class: &i64| {
        usize::try_from(*class)
            .ok()
            .filter(|&class| class < classes)
            .ok_or(Undefined::UnknownClass {
                class: *class,
                classes,
            })
    };
    let of_query: Vec<usize> = input
        .query_class
        .iter()
        .map(known)
        .collect::<Result<_, _>>()?;
    let of_item: Vec<usize> = input
        .gallery_class
        .iter()
        .map(known)
        .collect::<Result<_, _>>()?;
    let scale = |row: &[f64]| input.similarity.scale(row);
    let items = Panels::<ITEMS>::pack(items.chunks_exact(gallery.width), gallery.width, scale);
    let stride = items.count() * ITEMS;
    let mut counts = vec![0.0; classes * classes];
    let mut keys = Vec::new();
    for (block, rows) in queries.chunks(QUERIES * query.width).enumerate() {
        let panel = Panels::<QUERIES>::pack(rows.chunks_exact(query.width), query.width, scale);
        similarities(input.similarity, &panel, &items, &mut keys);
        for at in 0..rows.len() / query.width {
            let row = block * QUERIES + at;
            let ranked = keys[at * stride..][..gallery.rows]
                .iter()
                .copied()
                .enumerate();
            let ranked = ranked.filter(|(item, _)| !excluded || *item != row);
            let counts = &mut counts[of_query[row] * classes..][..classes];
            add_head(
                ranked.map(|(item, key)| (key, of_item[item])).collect(),
                first,
                counts,
            );
        }
    }
    Ok(counts)
}

/// Adds the classes of the first items; items tied over the end of the head count in part.
fn add_head(mut ranked: Vec<(Key, usize)>, first: usize, counts: &mut [f64]) {
    ranked.sort_unstable_by(|left, right| right.cmp(left));
    let mut left = first as f64;
    for tied in ranked.chunk_by(|left, right| left.0 == right.0) {
        let share = (left / tied.len() as f64).min(1.0);
        for (_, class) in tied {
            counts[*class] += share;
        }
        left -= tied.len() as f64;
        if left <= 0.0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::MatrixRef;
    use super::*;

    fn shares(data: &[f32], own_partner: OwnPartner, first: usize) -> Vec<f64> {
        let view = MatrixRef {
            rows: data.len(),
            width: 1,
            data,
        };
        let input = RetrievalInput {
            query: view,
            gallery: view,
            query_class: &[0, 0, 1, 1],
            gallery_class: &[0, 0, 1, 1],
            own_partner,
            similarity: Similarity::Euclidean,
        };
        class_shares(&input, first, 2).unwrap()
    }

    #[test]
    fn near_items_of_the_class_fill_its_diagonal() {
        let data = [0.0, 0.1, 5.0, 5.1];
        assert_eq!(shares(&data, OwnPartner::Counted, 2), [4.0, 0.0, 0.0, 4.0]);
        assert_eq!(shares(&data, OwnPartner::Excluded, 1), [2.0, 0.0, 0.0, 2.0]);
    }

    #[test]
    fn tied_items_count_in_part() {
        assert_eq!(
            shares(&[1.0; 4], OwnPartner::Counted, 3),
            [3.0, 3.0, 3.0, 3.0]
        );
        let excluded = shares(&[1.0; 4], OwnPartner::Excluded, 3);
        assert_eq!(excluded, [2.0, 4.0, 4.0, 2.0]);
    }

    #[test]
    fn a_class_beyond_the_matrix_is_refused() {
        let view = MatrixRef {
            rows: 1,
            width: 1,
            data: &[1.0],
        };
        let input = RetrievalInput {
            query: view,
            gallery: view,
            query_class: &[2],
            gallery_class: &[0],
            own_partner: OwnPartner::Counted,
            similarity: Similarity::Dot,
        };
        let expected = Undefined::UnknownClass {
            class: 2,
            classes: 2,
        };
        assert_eq!(class_shares(&input, 1, 2), Err(expected));
    }
}
