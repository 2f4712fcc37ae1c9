use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::ridge::Ridge;
use super::{Finding, Subject, rank_test};
use crate::spec::Name;

/// Training rows fitted at most.
const LARGEST_SAMPLE: usize = 1000;
/// The area under the ROC from which a view alone is said to predict a target.
const LEAST_AREA: f64 = 0.6;
/// The p value below which that is not chance; divided among the classes where there are more than two.
const SIGNIFICANT: f64 = 0.01;

/// Views that alone predict a target which is asked of several views together: ridge regression onto each class on at
/// most 1000 training rows, drawn by a fixed seed, has an area under the ROC of 0.6 or more on the test rows, with p
/// below 0.01 by the test of Mann and Whitney.
pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for question in subject.questions {
        let Some(target) = &question.predicted else {
            continue;
        };
        if question.views.len() < 2 {
            continue;
        }
        for view in &question.views {
            let columns = [view.clone(), target.clone()];
            if found.iter().all(|known| known.columns != columns) {
                found.extend(leak(subject, view, target));
            }
        }
    }
    found
}

fn leak(subject: &Subject<'_>, view: &Name, target: &Name) -> Option<Finding> {
    let classes = subject.columns.get(target)?.classes.as_ref()?;
    let train = subject.train.view(view.as_str())?;
    let learnt = subject.train.classes(target.as_str())?;
    let test = subject.test.view(view.as_str())?;
    let truth = subject.test.classes(target.as_str())?;
    if train.len() != learnt.len() || test.len() != truth.len() || train[0].len() != test[0].len() {
        return None;
    }
    let rows = drawn(train.len());
    let sampled: Vec<&[f32]> = rows.iter().map(|&row| train[row]).collect();
    // With two classes, one against the other is the same as the other against the one.
    let judged: Vec<usize> = if classes.len() == 2 {
        vec![1]
    } else {
        (0..classes.len()).collect()
    };
    let level = SIGNIFICANT / judged.len() as f64;
    let best = judged
        .iter()
        .filter_map(|&class| {
            let is_class = |id: i64| usize::try_from(id) == Ok(class);
            let targets = rows
                .iter()
                .map(|&row| if is_class(learnt[row]) { 1.0 } else { -1.0 });
            let targets: Vec<f64> = targets.collect();
            let ridge = Ridge::fitted(&sampled, &targets)?;
            let scores: Vec<f64> = test.iter().map(|row| ridge.score(row)).collect();
            let positive: Vec<bool> = truth.iter().map(|&id| is_class(id)).collect();
            Some((class, rank_test(&scores, &positive)?))
        })
        .filter(|(_, test)| test.area >= LEAST_AREA && test.p < level)
        .max_by(|left, right| left.1.area.total_cmp(&right.1.area))?;
    let of_class = match judged.as_slice() {
        [_] => String::new(),
        _ => format!(" being `{}`", classes.get(best.0)?),
    };
    Some(Finding {
        sentence: format!(
            "{:.2} is the area under the ROC that `{view}` alone reaches for `{target}`{of_class} on {} test rows (p {})",
            best.1.area,
            test.len(),
            p_value(best.1.p)
        ),
        count: test.len(),
        of: test.len(),
        columns: vec![view.clone(), target.clone()],
    })
}

/// The rows fitted, in ascending order.
fn drawn(rows: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..rows).collect();
    if rows <= LARGEST_SAMPLE {
        return all;
    }
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let (drawn, _) = all.partial_shuffle(&mut random, LARGEST_SAMPLE);
    let mut drawn = drawn.to_vec();
    drawn.sort_unstable();
    drawn
}

fn p_value(p: f64) -> String {
    if p < 0.001 {
        "< 0.001".to_owned()
    } else {
        format!("= {p:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{Example, classes, part, texts, view};
    use super::*;
    use crate::dataset::Part;

    /// Rows whose column 3 of `left` tells the class in part, and whose `right` does not.
    fn leaky(rows: usize, seed: u64, strength: f32) -> Part {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut noise = |count: usize| -> Vec<f32> {
            use rand::RngExt;
            (0..count).map(|_| random.random_range(-1.0..1.0)).collect()
        };
        let ids: Vec<i64> = (0..rows).map(|row| i64::from(row % 2 == 1)).collect();
        let mut left = noise(rows * 6);
        for (row, id) in ids.iter().enumerate() {
            left[row * 6 + 3] += if *id == 1 { strength } else { -strength };
        }
        part(&[
            ("id", texts(&vec!["x"; rows])),
            ("left", view(6, &left)),
            ("right", view(6, &noise(rows * 6))),
            ("match", classes(&ids)),
        ])
    }

    fn found(train: Part, test: Part) -> Vec<Finding> {
        let mut example = Example::clean();
        (example.train, example.test) = (train, test);
        find(&example.subject())
    }

    #[test]
    fn the_view_that_tells_the_class_is_found_and_the_other_is_not() {
        let found = found(leaky(300, 0, 0.5), leaky(120, 1, 0.5));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].columns, ["left".into(), "match".into()]);
        let ends = "that `left` alone reaches for `match` on 120 test rows (p < 0.001)";
        assert!(found[0].sentence.ends_with(ends), "{found:?}");
    }

    #[test]
    fn what_only_the_training_rows_tell_is_no_leak() {
        assert_eq!(found(leaky(300, 0, 0.5), leaky(120, 1, 0.0)), []);
    }

    #[test]
    fn a_sample_is_drawn_once_for_all_from_many_rows() {
        assert_eq!(drawn(3), [0, 1, 2]);
        let many = drawn(50_000);
        assert_eq!((many.len(), many == drawn(50_000)), (LARGEST_SAMPLE, true));
        assert!(many.is_sorted_by(|a, b| a < b));
    }
}
