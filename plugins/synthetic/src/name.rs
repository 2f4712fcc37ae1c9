//! Names of recordings and segments, in the form each dataset has them.
//!
//! - EmoMV-A: `exciting_SYN(12)`, or `exciting_SYN(12)-3-of-9` for one of several segments; in its retrieval set, which
//!   lists files, `SYN(12)-3-of-9.mp4`.
//! - EmoMV-B: the eleven characters of a video address.
//! - EmoMV-C: those and a number, `yA9WhYnsD_4_06`.

use std::collections::BTreeSet;

use rand::{Rng, RngExt};

use crate::{Like, emotion};

const ADDRESS_CHARACTERS: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Chances, out of their sum, that a recording was cut into 1, 2, 3 and so on segments; for EmoMV-C roughly those of
/// the released files.
pub fn cuts(like: Like) -> &'static [u32] {
    match like {
        Like::EmomvA => &[6, 2, 1, 1, 1, 1],
        Like::EmomvB => &[1],
        Like::EmomvC => &[2, 4, 3, 2],
    }
}

/// Draws the number of segments a recording was cut into.
pub fn draw_cuts(like: Like, rng: &mut impl Rng) -> usize {
    let chances = cuts(like);
    let mut left = rng.random_range(0..chances.iter().sum::<u32>());
    for (index, &chance) in chances.iter().enumerate() {
        if left < chance {
            return index + 1;
        }
        left -= chance;
    }
    chances.len()
}

/// A name for recording number `recording`, unlike the names `taken`, to which it is added.
pub fn recording(
    like: Like,
    recording: usize,
    emotion: usize,
    taken: &mut BTreeSet<String>,
    rng: &mut impl Rng,
) -> String {
    if like == Like::EmomvA {
        return format!("{}_SYN({})", emotion::NAMES[emotion], recording + 1);
    }
    loop {
        let address: String = (0..11)
            .map(|_| char::from(ADDRESS_CHARACTERS[rng.random_range(0..ADDRESS_CHARACTERS.len())]))
            .collect();
        // The id of a mismatched pair is split at this word.
        if !address.contains("_PAIR_") && taken.insert(address.clone()) {
            return address;
        }
    }
}

/// The names of the `count` segments of a recording.
pub fn segments(like: Like, source: &str, count: usize, rng: &mut impl Rng) -> Vec<String> {
    let mut number = 0;
    (1..=count)
        .map(|place| match like {
            Like::EmomvA if count > 1 => format!("{source}-{place}-of-{count}"),
            Like::EmomvA | Like::EmomvB => source.to_owned(),
            Like::EmomvC => {
                number += rng.random_range(0..3);
                let id = format!("{source}_{number:02}");
                number += 1;
                id
            }
        })
        .collect()
}

/// The name under which EmoMV-A's retrieval set lists a segment: the file, without the emotion.
pub fn file(id: &str) -> String {
    let (_, rest) = id.split_once('_').unwrap_or(("", id));
    format!("{rest}.mp4")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::stream;

    #[test]
    fn names_have_the_form_of_each_dataset() {
        let rng = &mut stream(0, 0);
        let taken = &mut BTreeSet::new();
        let source = recording(Like::EmomvA, 11, 0, taken, rng);
        assert_eq!(source, "exciting_SYN(12)");
        assert_eq!(
            segments(Like::EmomvA, &source, 1, rng),
            ["exciting_SYN(12)"]
        );
        let several = segments(Like::EmomvA, &source, 2, rng);
        assert_eq!(
            several,
            ["exciting_SYN(12)-1-of-2", "exciting_SYN(12)-2-of-2"]
        );
        assert_eq!(file(&several[1]), "SYN(12)-2-of-2.mp4");

        let source = recording(Like::EmomvC, 0, 0, taken, rng);
        assert_eq!(source.len(), 11);
        for id in segments(Like::EmomvC, &source, 4, rng) {
            let number = id
                .strip_prefix(&format!("{source}_"))
                .expect("the source first");
            assert!(number.len() == 2 && number.bytes().all(|digit| digit.is_ascii_digit()));
        }
        assert_eq!(
            segments(Like::EmomvB, "yA9WhYnsD_4", 1, rng),
            ["yA9WhYnsD_4"]
        );
    }

    #[test]
    fn recordings_are_cut_as_often_as_the_chances_say() {
        let rng = &mut stream(1, 0);
        let mut counts = [0_usize; 4];
        for _ in 0..11_000 {
            counts[draw_cuts(Like::EmomvC, rng) - 1] += 1;
        }
        for (count, chance) in counts.into_iter().zip(cuts(Like::EmomvC)) {
            let expected = 1000.0 * f64::from(*chance);
            assert!(
                (count as f64 - expected).abs() < 0.1 * expected,
                "{counts:?}"
            );
        }
    }
}
