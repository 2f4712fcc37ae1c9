use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn names() -> Vec<String> {
    ["exciting", "afraid", "tense", "sad", "calm"]
        .map(str::to_owned)
        .to_vec()
}

fn settings(kind: PairingKind) -> Settings {
    Settings {
        kind,
        forbid: vec![[1, 2], [3, 4]],
        balance: 0.5,
        negatives: 2,
        scale: 1.0,
        seed: 7,
    }
}

fn paired(
    classes: &[i64],
    groups: Option<&[String]>,
    settings: &Settings,
) -> Result<Vec<Pair>, PairingError> {
    let names = names();
    let rows = Rows {
        count: classes.len(),
        classes,
        names: &names,
        numbers: &[],
        groups,
    };
    pairs(rows, settings)
}

/// How often each class stands on a side of the mismatched pairs.
fn marginal(pairs: &[Pair], classes: &[i64], side: fn(&Pair) -> usize) -> BTreeMap<i64, usize> {
    let mut counts = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.score == 0.0) {
        *counts.entry(classes[side(pair)]).or_default() += 1;
    }
    counts
}

fn is_forbidden(settings: &Settings, one: i64, other: i64) -> bool {
    let place = |class: i64| usize::try_from(class).unwrap();
    let close = |pair: &[usize; 2]| *pair == [place(one), place(other)];
    one == other
        || settings
            .forbid
            .iter()
            .any(|pair| close(pair) || close(&[pair[1], pair[0]]))
}

proptest! {
    #[test]
    fn swaps_are_symmetric_use_a_row_once_and_keep_the_marginals_of_both_sides(
        classes in prop::collection::vec(0i64..5, 0..60),
        balance in 0.0f64..=1.0,
        seed in any::<u64>(),
    ) {
        let settings = Settings { balance, seed, ..settings(PairingKind::Swap) };
        match paired(&classes, None, &settings) {
            Ok(pairs) => {
                prop_assert_eq!(pairs.len(), classes.len());
                let mut firsts: Vec<_> = pairs.iter().map(|pair| pair.first).collect();
                let mut seconds: Vec<_> = pairs.iter().map(|pair| pair.second).collect();
                firsts.sort_unstable();
                seconds.sort_unstable();
                prop_assert!(firsts.iter().copied().eq(0..classes.len()), "a row serves once");
                prop_assert_eq!(firsts, seconds);
                let mismatched: Vec<_> = pairs.iter().filter(|pair| pair.score == 0.0).collect();
                for pair in &mismatched {
                    prop_assert!(!is_forbidden(&settings, classes[pair.first], classes[pair.second]));
                    let back = Pair::mismatch(pair.second, pair.first);
                    prop_assert!(mismatched.contains(&&back), "a swap is two pairs");
                }
                let share = mismatched.len() as f64;
                prop_assert!((share - balance * classes.len() as f64).abs() <= 1.0);
                prop_assert_eq!(
                    marginal(&pairs, &classes, |pair| pair.first),
                    marginal(&pairs, &classes, |pair| pair.second)
                );
                prop_assert_eq!(paired(&classes, None, &settings), Ok(pairs), "same seed, same pairs");
            }
            Err(PairingError::TooFewSwaps { wanted, most, .. }) => {
                prop_assert!(most < wanted);
                // What is said to be possible is.
                let less = Settings { balance: 2.0 * most as f64 / classes.len() as f64, ..settings };
                prop_assert!(paired(&classes, None, &less).is_ok());
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn negatives_are_of_other_classes_and_groups(
        classes in prop::collection::vec(0i64..5, 20..60),
        seed in any::<u64>(),
    ) {
        let groups: Vec<_> = (0..classes.len()).map(|row| (row / 3).to_string()).collect();
        let settings = Settings { seed, ..settings(PairingKind::RandomNegative) };
        match paired(&classes, Some(&groups), &settings) {
            Ok(pairs) => {
                prop_assert_eq!(pairs.len(), 3 * classes.len());
                for pair in pairs.iter().filter(|pair| pair.score == 0.0) {
                    prop_assert!(!is_forbidden(&settings, classes[pair.first], classes[pair.second]));
                    prop_assert_ne!(&groups[pair.first], &groups[pair.second]);
                }
            }
            Err(PairingError::TooFewPartners { found, wanted, .. }) => prop_assert!(found < wanted),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}

#[test]
fn rows_of_one_group_are_not_swapped() {
    let classes: Vec<i64> = (0..40).map(|row| row % 5).collect();
    let groups: Vec<_> = (0..40).map(|row| (row / 5).to_string()).collect();
    let settings = Settings {
        balance: 1.0,
        ..settings(PairingKind::Swap)
    };
    let pairs = paired(&classes, Some(&groups), &settings).unwrap();
    assert_eq!(pairs.len(), 40);
    assert!(
        pairs
            .iter()
            .all(|pair| groups[pair.first] != groups[pair.second])
    );

    let one_group = vec!["a".to_owned(); 40];
    let refused = paired(&classes, Some(&one_group), &settings).unwrap_err();
    assert_eq!(
        refused,
        PairingError::GroupsInTheWay {
            wanted: 20,
            rows: 40,
            made: 0
        }
    );
}

#[test]
fn too_few_partners_are_explained() {
    let classes = [0, 0, 0, 0, 0, 1, 2, 3];
    let swap = Settings {
        balance: 1.0,
        ..settings(PairingKind::Swap)
    };
    insta::assert_snapshot!(paired(&classes, None, &swap).unwrap_err(), @"`balance` asks for 4 swaps of 8 rows, and at most 3 can be made: the rows of `exciting` (5) can be swapped with those of `afraid` (1), `tense` (1), `sad` (1) alone");
    insta::assert_snapshot!(
        paired(&[1, 2, 2], None, &settings(PairingKind::RandomNegative)).unwrap_err(),
        @"row 0 has 0 rows to be mismatched with, and 2 are asked for"
    );
}

#[test]
fn one_to_one_pairs_every_row_with_itself() {
    let pairs = paired(&[0, 1], None, &settings(PairingKind::OneToOne)).unwrap();
    assert_eq!(pairs, [Pair::of_one(0), Pair::of_one(1)]);
}

#[test]
fn scores_fall_with_the_distance() {
    let (one, two) = ([0.0, 3.0, 0.0], [0.0, 4.0, 0.0]);
    let rows = Rows {
        count: 3,
        classes: &[],
        names: &[],
        numbers: &[&one, &two],
        groups: None,
    };
    let settings = Settings {
        scale: 5.0,
        ..settings(PairingKind::Scored)
    };
    let pairs = pairs(rows, &settings).unwrap();
    assert_eq!(pairs.len(), 9);
    for pair in &pairs {
        let expected = if pair.first == 1 || pair.second == 1 {
            (-0.5f64).exp()
        } else {
            1.0
        };
        let expected = if pair.first == pair.second {
            1.0
        } else {
            expected
        };
        assert!((pair.score - expected).abs() < 1e-12, "{pair:?}");
    }
}
