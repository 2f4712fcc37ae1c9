/// The candidate that `name` is most likely a misspelling of, or none when none is near.
///
/// Distance is Damerau-Levenshtein over characters (a swap of neighbours is one edit) with case and the choice
/// of `-`, `_`, `.` or a blank ignored; a third of the longer name's characters may differ. Among equals the first
/// candidate wins.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(name);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let offered = folded(candidate);
            let longer = wanted.chars().count().max(offered.chars().count());
            if longer > LONGEST {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wanted, &offered);
            (distance <= allowed(longer)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Longer text is no name, and the distance takes quadratic time.
const LONGEST: usize = 128;

fn allowed(characters: usize) -> usize {
    match characters {
        0..=2 => 0,
        3..=5 => 1,
        longer => (longer / 3).max(2),
    }
}

fn folded(name: &str) -> String {
    name.chars()
        .map(|letter| {
            if matches!(letter, '-' | '.' | ' ') {
                '_'
            } else {
                letter
            }
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        assert_eq!(
            nearest("lerning_rate", ["batch", "learning_rate"]),
            Some("learning_rate")
        );
        assert_eq!(nearest("nmae", ["name", "names_at"]), Some("name"));
    }

    #[test]
    fn case_and_separators_do_not_count() {
        assert_eq!(
            nearest("Learning-Rate", ["learning_rate"]),
            Some("learning_rate")
        );
    }

    #[test]
    fn nothing_is_suggested_when_nothing_is_near() {
        assert_eq!(nearest("epochs", ["learning_rate", "name"]), None);
        assert_eq!(nearest("lr", ["id"]), None);
        assert_eq!(nearest(&"x".repeat(5000), [&*"x".repeat(4999)]), None);
    }

    #[test]
    fn the_first_of_equally_near_candidates_wins() {
        assert_eq!(nearest("tesk", ["task", "test"]), Some("task"));
    }
}
