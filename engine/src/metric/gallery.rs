//! One gallery, ranked for one query at a time.

use super::input::check_count;
use super::tie_group::TieGroup;
use super::{OwnPartner, RetrievalInput, Similarity, Undefined};

/// The gallery, ready to be ranked.
pub(super) struct Gallery<'a> {
    embeddings: Vec<f64>,
    width: usize,
    class: &'a [i64],
    own_partner: OwnPartner,
    similarity: Similarity,
}

impl<'a> Gallery<'a> {
    /// # Errors
    /// [`Undefined`] when the gallery is empty, shapes or class counts disagree, or partners are asked for but missing.
    pub fn new(input: &RetrievalInput<'a>) -> Result<Self, Undefined> {
        let (query, gallery) = (&input.query, &input.gallery);
        check_count(input.query_class.len(), query.rows)?;
        check_count(input.gallery_class.len(), gallery.rows)?;
        if query.width != gallery.width {
            return Err(Undefined::Width {
                query: query.width,
                gallery: gallery.width,
            });
        }
        if input.own_partner == OwnPartner::Excluded && query.rows != gallery.rows {
            return Err(Undefined::NoPartner {
                query: query.rows,
                gallery: gallery.rows,
            });
        }
        Ok(Self {
            embeddings: input.similarity.prepare(gallery)?,
            width: gallery.width,
            class: input.gallery_class,
            own_partner: input.own_partner,
            similarity: input.similarity,
        })
    }

    /// The items in descending order of similarity to the query of that row, as groups of ties.
    pub fn rank_for(&self, row: usize, class: i64, query: &[f64]) -> Vec<TieGroup> {
        let embeddings = self
            .embeddings
            .chunks_exact(self.width)
            .zip(self.class)
            .enumerate();
        let mut items: Vec<RankedItem> = embeddings
            .filter(|&(item, _)| self.own_partner == OwnPartner::Counted || item != row)
            .map(|(_, (embedding, &item_class))| RankedItem {
                similarity: self.similarity.between(query, embedding),
                relevant: item_class == class,
            })
            .collect();
        items.sort_unstable_by(|left, right| right.similarity.total_cmp(&left.similarity));
        tie_groups(&items)
    }
}

/// An item in the ranking of a query.
struct RankedItem {
    similarity: f32,
    relevant: bool,
}

/// The groups of equally similar items, in order.
fn tie_groups(items: &[RankedItem]) -> Vec<TieGroup> {
    let (mut before, mut relevant_before) = (0, 0);
    items
        .chunk_by(|left, right| left.similarity.total_cmp(&right.similarity).is_eq())
        .map(|tied| {
            let group = TieGroup {
                before,
                relevant_before,
                size: tied.len(),
                relevant: tied.iter().filter(|item| item.relevant).count(),
            };
            before += group.size;
            relevant_before += group.relevant;
            group
        })
        .collect()
}
