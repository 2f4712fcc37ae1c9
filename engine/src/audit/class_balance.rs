use super::{Finding, Side, Subject};
use crate::spec::Name;

/// The largest class of a side may have at most this many times the rows of its smallest.
const LARGEST_RATIO: usize = 10;

/// Classes of a target that a side lacks and another has, and sides whose largest class has more than 10 times the
/// rows of the smallest.
pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (target, classes) in subject.classified() {
        let counted: Vec<Counted> = subject
            .sides()
            .filter_map(|(word, side)| Counted::of(word, side, target, classes.len()))
            .collect();
        for side in &counted {
            found.extend(side.absent(&counted, target, classes));
            found.extend(side.uneven(target, classes));
        }
    }
    found
}

/// The rows of each class on a side.
struct Counted {
    word: &'static str,
    rows: usize,
    classes: Vec<usize>,
}

impl Counted {
    fn of(word: &'static str, side: &Side<'_>, target: &Name, classes: usize) -> Option<Self> {
        let ids = side.classes(target.as_str())?;
        let mut counted = vec![0; classes];
        for id in &ids {
            let class = usize::try_from(*id).ok()?;
            *counted.get_mut(class)? += 1;
        }
        (!ids.is_empty()).then_some(Self {
            word,
            rows: ids.len(),
            classes: counted,
        })
    }

    fn absent(&self, sides: &[Self], target: &Name, classes: &[String]) -> Vec<Finding> {
        let (word, rows) = (self.word, self.rows);
        let lacking = self.classes.iter().zip(classes).enumerate();
        lacking
            .filter(|(_, (count, _))| **count == 0)
            .filter_map(|(class, (_, name))| {
                let other = sides.iter().find(|side| side.classes[class] > 0)?;
                Some(Finding {
                    sentence: format!(
                        "0 of {rows} {word} rows are `{name}` in `{target}`, and {} of {} {} rows are",
                        other.classes[class], other.rows, other.word
                    ),
                    count: 0,
                    of: rows,
                    columns: vec![target.clone()],
                })
            })
            .collect()
    }

    fn uneven(&self, target: &Name, classes: &[String]) -> Option<Finding> {
        let present = self
            .classes
            .iter()
            .zip(classes)
            .filter(|(count, _)| **count > 0);
        let (largest, most) = present.clone().max_by_key(|(count, _)| **count)?;
        let (smallest, fewest) = present.min_by_key(|(count, _)| **count)?;
        (*largest > LARGEST_RATIO * smallest).then(|| Finding {
            sentence: format!(
                "{largest} of {} {} rows are `{most}` in `{target}`, and {smallest} `{fewest}`: more than {LARGEST_RATIO} to 1",
                self.rows, self.word
            ),
            count: *largest,
            of: self.rows,
            columns: vec![target.clone()],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{Example, classes, part};
    use super::*;

    fn sentences(train: &[i64], test: &[i64]) -> Vec<String> {
        let mut example = Example::clean();
        example.validation = part(&[]);
        example.train = part(&[("match", classes(train))]);
        example.test = part(&[("match", classes(test))]);
        find(&example.subject())
            .into_iter()
            .map(|one| one.sentence)
            .collect()
    }

    #[test]
    fn a_class_that_one_side_lacks_is_named() {
        assert_eq!(
            sentences(&[0, 1, 1, 0], &[1, 1]),
            ["0 of 2 test rows are `other` in `match`, and 2 of 4 train rows are"]
        );
    }

    #[test]
    fn more_than_ten_to_one_is_uneven_and_ten_to_one_is_not() {
        let ten: Vec<i64> = (0..11).map(|row| i64::from(row > 0)).collect();
        let eleven: Vec<i64> = (0..12).map(|row| i64::from(row > 0)).collect();
        assert_eq!(sentences(&ten, &[0, 1]), Vec::<String>::new());
        assert_eq!(
            sentences(&eleven, &[0, 1]),
            ["11 of 12 train rows are `same` in `match`, and 1 `other`: more than 10 to 1"]
        );
    }

    #[test]
    fn a_class_that_no_side_has_is_no_finding() {
        assert_eq!(sentences(&[1, 1], &[1]), Vec::<String>::new());
    }
}
