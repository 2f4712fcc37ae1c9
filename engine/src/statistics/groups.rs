use std::collections::BTreeMap;

use super::Undefined;
use super::sample::finite;

/// The values of one group: their sum and number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Group {
    pub(super) sum: f64,
    pub(super) count: f64,
}

/// The groups of values, by rising name; `groups` names the group of each value.
///
/// # Errors
/// No values, one that is not finite, another number of names than of values, or fewer than two groups.
pub(super) fn grouped(values: &[f64], groups: &[usize]) -> Result<Vec<Group>, Undefined> {
    finite(values, 1)?;
    if values.len() != groups.len() {
        return Err(Undefined::Unpaired {
            first: values.len(),
            second: groups.len(),
        });
    }
    let mut found: BTreeMap<usize, Group> = BTreeMap::new();
    for (value, name) in values.iter().zip(groups) {
        let group = found.entry(*name).or_insert(Group {
            sum: 0.0,
            count: 0.0,
        });
        group.sum += value;
        group.count += 1.0;
    }
    if found.len() < 2 {
        return Err(Undefined::OneGroup);
    }
    Ok(found.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_summed_and_counted() {
        let found = grouped(&[1.0, 2.0, 4.0], &[7, 3, 7]).unwrap();
        let (sum, count) = (2.0, 1.0);
        assert_eq!(found[0], Group { sum, count });
        let (sum, count) = (5.0, 2.0);
        assert_eq!(found[1], Group { sum, count });
    }

    #[test]
    fn one_group_and_names_that_do_not_pair_are_refused() {
        assert_eq!(grouped(&[1.0, 2.0], &[4, 4]), Err(Undefined::OneGroup));
        let (first, second) = (1, 0);
        assert_eq!(
            grouped(&[1.0], &[]),
            Err(Undefined::Unpaired { first, second })
        );
        assert_eq!(grouped(&[], &[]), Err(Undefined::Empty));
        assert_eq!(
            grouped(&[f64::NAN, 1.0], &[0, 1]),
            Err(Undefined::NotFinite)
        );
    }
}
