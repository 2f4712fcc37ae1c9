//! Which segments there are, and how they are paired.
//!
//! The construction rule of EmoMV: a mismatched pair is one half of a *swap*, in which two segments of different
//! emotion exchange their sound; fear is never swapped with tense, nor sad with relax. A segment serves one matched row
//! or one swap, not both. So each emotion is seen and heard equally often among the matched and among the mismatched
//! rows, and neither view alone tells a match.
//!
//! Unlike EmoMV-A, whose parts share recordings, no recording here is in two parts; and all segments of a recording have
//! one emotion.

use std::collections::BTreeSet;

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::part::Part;
use crate::row::Row;
use crate::segment::Segment;
use crate::sizes::{PartSize, SEPARATE_GALLERY, scaled};
use crate::stream::{LAYOUT, stream};
use crate::{Like, emotion, name};

/// Makes the parts of a dataset, one after the other.
struct Layout {
    like: Like,
    rng: ChaCha8Rng,
    taken: BTreeSet<String>,
    recordings: usize,
    segments: usize,
}

/// The parts of a dataset: those of pairs, then the gallery.
pub fn parts(like: Like, seed: u64, scale: f64) -> Vec<Part> {
    let mut layout = Layout {
        like,
        rng: stream(seed, LAYOUT),
        taken: BTreeSet::new(),
        recordings: 0,
        segments: 0,
    };
    let mut parts: Vec<_> = PartSize::of(like)
        .iter()
        .map(|size| layout.pairs(&size.scaled(scale)))
        .collect();
    let gallery = match (like, parts.iter().find(|part| part.name == "val")) {
        (Like::EmomvB | Like::EmomvC, Some(validation)) => validation_gallery(like, validation),
        _ => layout.separate_gallery(SEPARATE_GALLERY.map(|count| scaled(count, scale))),
    };
    parts.push(gallery);
    parts
}

impl Layout {
    /// `count` new segments of one emotion, in random order.
    fn segments(&mut self, emotion: usize, count: usize) -> Vec<Segment> {
        let mut segments = Vec::with_capacity(count);
        while segments.len() < count {
            let cuts = name::draw_cuts(self.like, &mut self.rng).min(count - segments.len());
            let source = name::recording(
                self.like,
                self.recordings,
                emotion,
                &mut self.taken,
                &mut self.rng,
            );
            for id in name::segments(self.like, &source, cuts, &mut self.rng) {
                segments.push(Segment {
                    index: self.segments,
                    emotion,
                    recording: self.recordings,
                    source: source.clone(),
                    id,
                });
                self.segments += 1;
            }
            self.recordings += 1;
        }
        segments.shuffle(&mut self.rng);
        segments
    }

    /// A part of matched and mismatched pairs.
    fn pairs(&mut self, size: &PartSize) -> Part {
        let mut segments = Vec::new();
        // The places of each emotion's segments that no row has used yet.
        let mut unused: Vec<std::ops::Range<usize>> = Vec::new();
        for (emotion, count) in size.segments().into_iter().enumerate() {
            unused.push(segments.len()..segments.len() + count);
            segments.extend(self.segments(emotion, count));
        }
        let matched: Vec<Row> = size
            .matched
            .into_iter()
            .zip(&mut unused)
            .flat_map(|(count, unused)| unused.take(count))
            .map(|place| Row {
                video: place,
                music: place,
            })
            .collect();
        let mismatched = swapped(size, &mut unused, &segments);
        let folders = [
            (size.match_folder, matched.len()),
            (size.mismatch_folder, mismatched.len()),
        ];
        let rows = [matched, mismatched].concat();
        Part {
            name: size.name,
            ids: rows.iter().map(|&row| pair_id(&segments, row)).collect(),
            folders: folders
                .into_iter()
                .flat_map(|(folder, count)| std::iter::repeat_n(folder.to_owned(), count))
                .collect(),
            segments,
            rows,
            has_match: true,
        }
    }

    /// A gallery of segments that no other part has.
    fn separate_gallery(&mut self, counts: [usize; emotion::COUNT]) -> Part {
        let segments: Vec<_> = (0..emotion::COUNT)
            .flat_map(|emotion| self.segments(emotion, counts[emotion]))
            .collect();
        Part {
            name: "gallery",
            rows: (0..segments.len())
                .map(|place| Row {
                    video: place,
                    music: place,
                })
                .collect(),
            folders: segments
                .iter()
                .map(|segment| {
                    let folder = emotion::FOLDERS[segment.emotion];
                    format!("Dataset1/for_retrieval/TEST_MVED/{folder}/video")
                })
                .collect(),
            ids: segments
                .iter()
                .map(|segment| name::file(&segment.id))
                .collect(),
            segments,
            has_match: false,
        }
    }
}

/// Both rows of every swap, by the emotion of the picture, then of the sound.
fn swapped(
    size: &PartSize,
    unused: &mut [std::ops::Range<usize>],
    segments: &[Segment],
) -> Vec<Row> {
    let mut rows = Vec::new();
    for ((first, second), count) in size.swaps() {
        for _ in 0..count {
            if let (Some(one), Some(other)) = (unused[first].next(), unused[second].next()) {
                rows.push(Row {
                    video: one,
                    music: other,
                });
                rows.push(Row {
                    video: other,
                    music: one,
                });
            }
        }
    }
    rows.sort_by_key(|row| (segments[row.video].emotion, segments[row.music].emotion));
    rows
}

fn pair_id(segments: &[Segment], row: Row) -> String {
    let seen = &segments[row.video].id;
    if row.is_match() {
        return seen.clone();
    }
    format!("{seen}_PAIR_{}", segments[row.music].id)
}

/// The gallery of EmoMV-B and EmoMV-C: for each validation row, the segment seen in it, with its own sound.
fn validation_gallery(like: Like, validation: &Part) -> Part {
    let folder = if like == Like::EmomvB {
        "Dataset2/for_retrieval/DS2_val_for_retrieval/"
    } else {
        "Dataset3/for_retrieval/DS3_val_for_retrieval/"
    };
    Part {
        name: "gallery",
        segments: validation.segments.clone(),
        rows: validation
            .rows
            .iter()
            .map(|row| Row {
                video: row.video,
                music: row.video,
            })
            .collect(),
        folders: vec![folder.to_owned(); validation.rows.len()],
        ids: validation
            .rows
            .iter()
            .map(|&row| validation.seen(row).id.clone())
            .collect(),
        has_match: false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::emotion::TOO_CLOSE;

    fn any_like() -> impl Strategy<Value = Like> {
        prop_oneof![Just(Like::EmomvA), Just(Like::EmomvB), Just(Like::EmomvC)]
    }

    fn emotions(part: &Part, row: Row) -> (usize, usize) {
        (part.seen(row).emotion, part.heard(row).emotion)
    }

    /// How often each emotion is seen and heard in the rows of one kind.
    fn marginals(part: &Part, is_match: bool) -> [[usize; emotion::COUNT]; 2] {
        let mut counts = [[0; emotion::COUNT]; 2];
        for &row in part.rows.iter().filter(|row| row.is_match() == is_match) {
            let (seen, heard) = emotions(part, row);
            counts[0][seen] += 1;
            counts[1][heard] += 1;
        }
        counts
    }

    fn recordings(part: &Part) -> BTreeSet<&str> {
        part.segments
            .iter()
            .map(|segment| segment.source.as_str())
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_mismatch_is_half_of_a_swap_of_two_emotions_not_too_close(like in any_like(), seed: u64, scale in 0.01..1.5) {
            for part in parts(like, seed, scale).iter().filter(|part| part.has_match) {
                for &row in part.rows.iter().filter(|row| !row.is_match()) {
                    let (seen, heard) = emotions(part, row);
                    prop_assert_ne!(seen, heard);
                    prop_assert!(!TOO_CLOSE.contains(&(seen.min(heard), seen.max(heard))));
                    let other = Row { video: row.music, music: row.video };
                    prop_assert_eq!(part.rows.iter().filter(|&&row| row == other).count(), 1);
                }
            }
        }

        #[test]
        fn a_segment_serves_one_matched_row_or_one_swap(like in any_like(), seed: u64, scale in 0.01..1.5) {
            for part in parts(like, seed, scale) {
                let mut uses = BTreeMap::new();
                for row in &part.rows {
                    let [seen, heard] = [row.video, row.music];
                    uses.entry(seen).or_insert_with(Vec::new).push((seen, heard));
                    if seen != heard {
                        uses.entry(heard).or_insert_with(Vec::new).push((seen, heard));
                    }
                }
                prop_assert_eq!(uses.len(), part.segments.len());
                for (place, rows) in uses {
                    let expected = if rows.len() == 1 {
                        vec![(place, place)]
                    } else {
                        vec![rows[0], (rows[0].1, rows[0].0)]
                    };
                    prop_assert_eq!(rows, expected);
                }
            }
        }

        #[test]
        fn neither_view_alone_tells_a_match(like in any_like(), seed: u64) {
            for part in parts(like, seed, 1.0).iter().filter(|part| part.has_match) {
                for is_match in [false, true] {
                    let [seen, heard] = marginals(part, is_match);
                    prop_assert_eq!(seen, heard);
                }
            }
        }

        #[test]
        fn no_recording_is_in_two_parts(like in any_like(), seed: u64) {
            let parts = parts(like, seed, 1.0);
            for (index, part) in parts.iter().enumerate() {
                for other in &parts[..index] {
                    let is_shared_by_design = part.name == "gallery" && other.name == "val" && like != Like::EmomvA;
                    prop_assert_eq!(!recordings(part).is_disjoint(&recordings(other)), is_shared_by_design);
                }
            }
        }

        #[test]
        fn ids_are_unique_and_name_what_is_seen_and_heard(like in any_like(), seed: u64) {
            for part in parts(like, seed, 1.0).iter().filter(|part| part.has_match) {
                prop_assert_eq!(part.ids.iter().collect::<BTreeSet<_>>().len(), part.rows.len());
                for (&row, id) in part.rows.iter().zip(&part.ids) {
                    let (seen, heard) = id.split_once("_PAIR_").unwrap_or((id, id));
                    prop_assert_eq!(seen, &part.seen(row).id);
                    prop_assert_eq!(heard, &part.heard(row).id);
                    prop_assert!(seen.starts_with(&part.seen(row).source));
                }
            }
        }
    }

    #[test]
    fn rows_are_counted_as_in_the_released_files() {
        let counts = |like| {
            let parts = parts(like, 0, 1.0);
            let count = |part: &Part| {
                let matched = part.rows.iter().filter(|row| row.is_match()).count();
                (part.name, matched, part.rows.len() - matched)
            };
            parts.iter().map(count).collect::<Vec<_>>()
        };
        let expected = [
            ("train", 2208, 1902),
            ("val", 310, 246),
            ("test", 124, 124),
            ("gallery", 250, 0),
        ];
        assert_eq!(counts(Like::EmomvA), expected);
        assert_eq!(
            counts(Like::EmomvB),
            [("train", 248, 248), ("val", 60, 60), ("gallery", 120, 0)]
        );
        assert_eq!(
            counts(Like::EmomvC),
            [("train", 180, 180), ("val", 48, 48), ("gallery", 96, 0)]
        );
    }

    #[test]
    fn gallery_has_the_emotions_of_the_released_retrieval_files() {
        let counts = |like| {
            let parts = parts(like, 3, 1.0);
            parts.last().map(|gallery| marginals(gallery, true)[0])
        };
        assert_eq!(counts(Like::EmomvA), Some([50; 5]));
        assert_eq!(counts(Like::EmomvB), Some([44, 12, 14, 24, 26]));
        assert_eq!(counts(Like::EmomvC), Some([33, 7, 11, 22, 23]));
    }

    #[test]
    fn rows_come_in_the_order_of_the_released_files() {
        for part in parts(Like::EmomvC, 5, 1.0)
            .iter()
            .filter(|part| part.has_match)
        {
            let keys: Vec<_> = part
                .rows
                .iter()
                .map(|&row| (!row.is_match(), emotions(part, row)))
                .collect();
            assert!(keys.is_sorted());
        }
    }
}
