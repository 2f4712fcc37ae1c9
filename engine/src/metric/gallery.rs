//! One gallery, ranked for a block of queries at a time.

use std::collections::BTreeMap;
use std::ops::Range;

use super::block::{ITEMS, QUERIES, similarities};
use super::key::Key;
use super::panels::Panels;
use super::placement::Placement;
use super::{OwnPartner, RetrievalInput, Similarity, Undefined};

/// The gallery, ready to be ranked. Its items are in the order of their classes, so that the relevant ones are together.
pub(super) struct Gallery {
    items: Panels<ITEMS>,
    count: usize,
    width: usize,
    /// Where the items of a class are.
    classes: BTreeMap<i64, Range<usize>>,
    /// Where the item of a row of the view is; empty where own partners are counted.
    place_of: Vec<usize>,
    similarity: Similarity,
}

/// What ranking a block of queries needs; reused from block to block.
#[derive(Default)]
pub(super) struct Workspace {
    keys: Vec<Key>,
    placement: Placement,
}

impl Gallery {
    /// # Errors
    /// [`Undefined`] when the gallery is empty, shapes or class counts disagree, or partners are asked for but missing.
    pub fn new(input: &RetrievalInput<'_>) -> Result<Self, Undefined> {
        input.check()?;
        let gallery = &input.gallery;
        let prepared = Similarity::prepare(gallery)?;
        let mut order: Vec<usize> = (0..gallery.rows).collect();
        order.sort_by_key(|&row| input.gallery_class[row]);
        let rows = order
            .iter()
            .map(|&row| &prepared[row * gallery.width..][..gallery.width]);
        let mut place_of = vec![];
        if input.own_partner == OwnPartner::Excluded {
            place_of.resize(gallery.rows, 0);
            for (place, &row) in order.iter().enumerate() {
                place_of[row] = place;
            }
        }
        let mut classes: BTreeMap<i64, Range<usize>> = BTreeMap::new();
        for (place, &row) in order.iter().enumerate() {
            let range = classes.entry(input.gallery_class[row]);
            range.or_insert(place..place).end = place + 1;
        }
        Ok(Self {
            items: Panels::pack(rows, gallery.width, |row| input.similarity.scale(row)),
            count: gallery.rows,
            width: gallery.width,
            classes,
            place_of,
            similarity: input.similarity,
        })
    }

    /// Ranks the gallery for consecutive queries, prepared, the first of that row, and hands on the places of the
    /// relevant items for each.
    pub fn rank_for(
        &self,
        first_row: usize,
        queries: &[f64],
        classes: &[i64],
        workspace: &mut Workspace,
        mut ranked: impl FnMut(usize, &mut Placement),
    ) {
        let Workspace { keys, placement } = workspace;
        let panels = Panels::<QUERIES>::pack(queries.chunks_exact(self.width), self.width, |row| {
            self.similarity.scale(row)
        });
        similarities(self.similarity, &panels, &self.items, keys);
        let rows = keys.chunks_exact_mut(self.items.count() * ITEMS);
        for (at, (keys, class)) in rows.zip(classes).enumerate() {
            let row = first_row + at;
            let (relevant, irrelevant) = self.split(row, *class, &mut keys[..self.count]);
            placement.find(relevant, irrelevant);
            ranked(row, placement);
        }
    }

    /// The keys of the relevant items and of those before and behind them, without that of an excluded own partner.
    fn split<'k>(
        &self,
        row: usize,
        class: i64,
        keys: &'k mut [Key],
    ) -> (&'k [Key], [&'k [Key]; 2]) {
        let range = self.classes.get(&class).cloned().unwrap_or(0..0);
        let (keys, behind) = keys.split_at_mut(range.end);
        let (before, relevant) = keys.split_at_mut(range.start);
        let Some(&partner) = self.place_of.get(row) else {
            return (relevant, [before, behind]);
        };
        if partner < range.start {
            (relevant, [without(before, partner), behind])
        } else if partner < range.end {
            (without(relevant, partner - range.start), [before, behind])
        } else {
            (relevant, [before, without(behind, partner - range.end)])
        }
    }
}

/// All but one, in another order.
fn without(keys: &mut [Key], at: usize) -> &[Key] {
    let last = keys.len() - 1;
    keys.swap(at, last);
    &keys[..last]
}
