//! Elements of a job array as Slurm lists them: `3`, or `[1-5,7,10-20:2%4]`.

/// The largest index that is believed: Slurm's own limit is 4000000.
const LARGEST: u32 = 4_000_000;

/// The indexes that a text names, in order; none where it names none.
pub(super) fn indexes(text: &str) -> Option<Vec<u32>> {
    let pieces = text.strip_prefix('[').unwrap_or(text);
    let pieces = pieces.strip_suffix(']').unwrap_or(pieces);
    let pieces = pieces.split('%').next().unwrap_or_default();
    let mut found = Vec::new();
    for piece in pieces.split(',') {
        let (range, step) = match piece.split_once(':') {
            Some((range, step)) => (range, number(step)?.max(1)),
            None => (piece, 1),
        };
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(range)?, number(range)?),
        };
        if first > last {
            return None;
        }
        found.extend((first..=last).step_by(usize::try_from(step).ok()?));
    }
    Some(found)
}

fn number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|&number| number < LARGEST);
    number.filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_ranges_and_steps_are_read() {
        assert_eq!(indexes("3"), Some(vec![3]));
        assert_eq!(indexes("[2-3%2]"), Some(vec![2, 3]));
        assert_eq!(
            indexes("[0,4-6,10-14:2%7]"),
            Some(vec![0, 4, 5, 6, 10, 12, 14])
        );
    }

    #[test]
    fn what_is_no_list_names_nothing() {
        for text in [
            "",
            "[]",
            "a",
            "[1-]",
            "[5-3]",
            "1,,2",
            "[1-4000000000]",
            "[1-...]",
            "4294967294",
        ] {
            assert_eq!(indexes(text), None, "{text}");
        }
    }
}
