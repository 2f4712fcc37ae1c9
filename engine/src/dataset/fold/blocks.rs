use std::collections::BTreeMap;

/// Rows that stay together, in ascending order, by their first row: those that share a value in any of the columns,
/// directly or through other rows. The values of all columns are one space, and an empty one ties nothing. Without columns
/// every row stands alone.
pub fn blocks(rows: usize, groups: &[&[String]]) -> Vec<Vec<usize>> {
    let mut leaders: Vec<usize> = (0..rows).collect();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for column in groups {
        for (row, value) in column.iter().enumerate().take(rows) {
            if value.is_empty() {
                continue;
            }
            let other = *first.entry(value).or_insert(row);
            let (one, other) = (leader(&mut leaders, row), leader(&mut leaders, other));
            leaders[one.max(other)] = one.min(other);
        }
    }
    let mut blocks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for row in 0..rows {
        blocks
            .entry(leader(&mut leaders, row))
            .or_default()
            .push(row);
    }
    blocks.into_values().collect()
}

/// The first row of a row's block so far; the way there is shortened.
fn leader(leaders: &mut [usize], mut row: usize) -> usize {
    while leaders[row] != row {
        leaders[row] = leaders[leaders[row]];
        row = leaders[row];
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> Vec<String> {
        values.iter().map(|&value| value.to_owned()).collect()
    }

    #[test]
    fn rows_that_share_a_value_through_others_are_one_block() {
        let (left, right) = (column(&["a", "b", "c", "d"]), column(&["b", "x", "y", "c"]));
        assert_eq!(
            blocks(4, &[&left, &right]),
            [vec![0, 1], vec![2, 3]],
            "a value counts in whichever column it stands"
        );
        assert_eq!(blocks(4, &[&left]).len(), 4);
    }

    #[test]
    fn without_groups_every_row_stands_alone() {
        assert_eq!(blocks(3, &[]), [[0], [1], [2]]);
        assert!(blocks(0, &[]).is_empty());
    }

    #[test]
    fn empty_values_tie_nothing() {
        assert_eq!(blocks(2, &[&column(&["", ""])]), [[0], [1]]);
    }

    #[test]
    fn a_long_chain_is_one_block() {
        let left: Vec<_> = (0..1000).map(|row| row.to_string()).collect();
        let right: Vec<_> = (0..1000).map(|row| (row + 1).to_string()).collect();
        assert_eq!(blocks(1000, &[&left, &right]).len(), 1);
    }
}
