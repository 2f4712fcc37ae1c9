use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const PLAIN: FoldSettings = FoldSettings {
    folds: 3,
    inner: None,
    validation: None,
    seed: 0,
};

fn names(values: &[usize]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

#[test]
fn more_folds_than_groups_are_refused() {
    let one = names(&[1, 1, 1, 2]);
    let refused = folds(4, &[&one], None, PLAIN).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the rows of its parts fall into 2 groups, too few for 3 folds"
    );
}

#[test]
fn another_seed_deals_otherwise_and_the_same_alike() {
    let dealt = |seed| folds(30, &[], None, FoldSettings { seed, ..PLAIN }).unwrap();
    assert_eq!(dealt(1), dealt(1));
    assert_ne!(dealt(1), dealt(2));
}

#[test]
fn single_rows_are_dealt_evenly_by_class() {
    let classes: Vec<i64> = (0..90).map(|row| i64::from(row % 9 == 0)).collect();
    for fold in folds(90, &[], Some(&classes), PLAIN).unwrap() {
        assert_eq!(fold.outer.test.len(), 30);
        let of_one = fold.outer.test.iter().filter(|&&row| classes[row] == 1);
        let count = of_one.count();
        assert!((3..=4).contains(&count), "{count}");
    }
}

fn sorted(parts: &[&[usize]]) -> Vec<usize> {
    let mut all: Vec<usize> = parts.concat();
    all.sort_unstable();
    all
}

proptest! {
    /// Test parts of the folds are disjoint and make up all rows; train, validation and test of every fold, inner ones
    /// too, share neither rows nor groups; no side is empty.
    #[test]
    fn folds_share_neither_rows_nor_groups(
        groups in prop::collection::vec((0_usize..40, 40_usize..80), 40..120),
        classes in prop::collection::vec(0_i64..3, 120),
        inner in prop::option::of(2_u32..4),
        validation in prop::option::of(0.1..0.5),
        seed in any::<u64>(),
    ) {
        let rows = groups.len();
        let (left, right): (Vec<_>, Vec<_>) = groups.into_iter().unzip();
        let (left, right) = (names(&left), names(&right));
        let settings = FoldSettings { folds: 3, inner, validation, seed };
        let Ok(dealt) = folds(rows, &[&left, &right], Some(&classes[..rows]), settings) else {
            return Ok(());
        };
        let tests: Vec<&[usize]> = dealt.iter().map(|fold| &*fold.outer.test).collect();
        prop_assert_eq!(sorted(&tests), (0..rows).collect::<Vec<_>>());
        let disjoint = |one: &[usize], other: &[usize]| {
            let of = |rows: &[usize]| -> BTreeSet<String> {
                rows.iter().flat_map(|&row| [left[row].clone(), right[row].clone()]).collect()
            };
            of(one).is_disjoint(&of(other))
        };
        for nested in &dealt {
            prop_assert_eq!(nested.inner.len(), inner.unwrap_or(0) as usize);
            let learnt = sorted(&[&nested.outer.train, nested.outer.validation.as_deref().unwrap_or(&[])]);
            let inner_tests: Vec<&[usize]> = nested.inner.iter().map(|fold| &*fold.test).collect();
            if inner.is_some() {
                prop_assert_eq!(sorted(&inner_tests), learnt);
            }
            for fold in nested.inner.iter().chain([&nested.outer]) {
                prop_assert_eq!(fold.validation.is_some(), validation.is_some());
                let validation = fold.validation.as_deref().unwrap_or(&[]);
                prop_assert!(!fold.train.is_empty() && !fold.test.is_empty());
                prop_assert!(disjoint(&fold.train, &fold.test));
                prop_assert!(disjoint(validation, &fold.test));
                prop_assert!(disjoint(validation, &fold.train));
            }
        }
    }
}
