use crate::dataset::Values;

/// Where two lists of columns differ first, by bits; the order of columns does not count.
pub(super) fn difference(
    expected: &[(String, Values)],
    found: &[(String, Values)],
) -> Option<String> {
    for (name, values) in expected {
        let Some((_, other)) = found.iter().find(|(other, _)| other == name) else {
            return Some(format!("`{name}` is missing"));
        };
        if let Some(place) = value_difference(values, other) {
            return Some(format!("`{name}` {place}"));
        }
    }
    let more = found
        .iter()
        .find(|(name, _)| expected.iter().all(|(other, _)| other != name));
    more.map(|(name, _)| format!("`{name}` is there besides"))
}

/// Where two columns differ first, by bits.
pub(super) fn value_difference(expected: &Values, found: &Values) -> Option<String> {
    let (rows, others) = (expected.rows(), found.rows());
    if rows != others || expected.width() != found.width() {
        return Some("has another shape".to_owned());
    }
    let in_row = |at: usize, width: usize, expected: &str, found: &str| {
        format!(
            "is {found} where it was {expected}, in row {}",
            at / width.max(1)
        )
    };
    match (expected, found) {
        (Values::Matrix { width, data }, Values::Matrix { data: other, .. }) => {
            let mut pairs = data.iter().zip(other);
            let at = pairs.position(|(one, two)| one.to_bits() != two.to_bits())?;
            Some(in_row(
                at,
                *width,
                &data[at].to_string(),
                &other[at].to_string(),
            ))
        }
        (Values::Numbers(numbers), Values::Numbers(other)) => {
            let mut pairs = numbers.iter().zip(other);
            let at = pairs.position(|(one, two)| one.to_bits() != two.to_bits())?;
            Some(in_row(
                at,
                1,
                &numbers[at].to_string(),
                &other[at].to_string(),
            ))
        }
        (Values::Classes(classes), Values::Classes(other)) => {
            let at = classes
                .iter()
                .zip(other)
                .position(|(one, two)| one != two)?;
            Some(in_row(
                at,
                1,
                &classes[at].to_string(),
                &other[at].to_string(),
            ))
        }
        (Values::Text(texts), Values::Text(other)) => {
            let at = texts.iter().zip(other).position(|(one, two)| one != two)?;
            Some(in_row(
                at,
                1,
                &format!("{:?}", texts[at]),
                &format!("{:?}", other[at]),
            ))
        }
        _ => Some("is of another type".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(data: [f32; 4]) -> Vec<(String, Values)> {
        let data = data.to_vec();
        vec![("a".to_owned(), Values::Matrix { width: 2, data })]
    }

    #[test]
    fn the_first_difference_is_told_with_its_row() {
        let one = matrix([1.0, 2.0, 3.0, 4.0]);
        assert_eq!(difference(&one, &one), None);
        assert_eq!(
            difference(&one, &matrix([1.0, 2.0, 3.0, 4.5])).unwrap(),
            "`a` is 4.5 where it was 4, in row 1"
        );
        assert_eq!(difference(&one, &[]).unwrap(), "`a` is missing");
        assert_eq!(difference(&[], &one).unwrap(), "`a` is there besides");
    }

    #[test]
    fn bits_are_compared() {
        assert!(difference(&matrix([0.0; 4]), &matrix([-0.0; 4])).is_some());
        assert!(difference(&matrix([f32::NAN; 4]), &matrix([f32::NAN; 4])).is_none());
    }
}
