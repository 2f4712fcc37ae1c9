use super::Undefined;

/// The category with more votes than any other; none where several have as many.
///
/// # Errors
/// No votes.
pub fn majority(votes: &[u32]) -> Result<Option<usize>, Undefined> {
    let most = votes.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return Err(Undefined::Empty);
    }
    let mut first = votes
        .iter()
        .enumerate()
        .filter(|(_, count)| **count == most);
    let category = first.next().map(|(category, _)| category);
    Ok(category.filter(|_| first.next().is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majority_is_the_category_with_most_votes() {
        assert_eq!(majority(&[1, 3, 2]), Ok(Some(1)));
        assert_eq!(majority(&[0, 0, 1]), Ok(Some(2)));
    }

    #[test]
    fn a_tie_is_no_majority() {
        assert_eq!(majority(&[2, 2, 1]), Ok(None));
    }

    #[test]
    fn without_votes_there_is_nothing_to_tell() {
        assert_eq!(majority(&[]), Err(Undefined::Empty));
        assert_eq!(majority(&[0, 0]), Err(Undefined::Empty));
    }
}
