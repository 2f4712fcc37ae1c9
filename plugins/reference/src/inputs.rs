use emospec_sdk::{Error, Rows};
use ndarray::{Array2, Axis, concatenate};
use serde::{Deserialize, Serialize};

use crate::standardiser::{Standardiser, check_finite};

/// The views a model reads, standardised and side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    views: Vec<(String, Standardiser)>,
}

impl Inputs {
    /// Learns how to standardise those views of the training rows.
    ///
    /// # Errors
    /// Where a view is missing, has no rows, or has a value that is not a finite number.
    pub fn fit(rows: &Rows<'_>, names: &[String]) -> Result<Self, Error> {
        let fitted = |name: &String| {
            let view = rows.view(name)?;
            check_finite(name, &view)?;
            if view.is_empty() {
                return Err(Error::new(format_args!("the view `{name}` is empty")));
            }
            Ok((name.clone(), Standardiser::fit(&view)))
        };
        Ok(Self {
            views: names.iter().map(fitted).collect::<Result<_, _>>()?,
        })
    }

    /// The standardised views side by side, rows x the columns of all views together.
    ///
    /// # Errors
    /// Where a view is missing, has another width, or a value that is not a finite number.
    pub fn matrix(&self, rows: &Rows<'_>) -> Result<Array2<f32>, Error> {
        let standardised = self
            .views
            .iter()
            .map(|(name, standardiser)| standardiser.apply(name, &rows.view(name)?))
            .collect::<Result<Vec<_>, Error>>()?;
        let views: Vec<_> = standardised.iter().map(|view| view.view()).collect();
        concatenate(Axis(1), &views).map_err(Error::new)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn views_stand_side_by_side_in_the_order_named() {
        let rows =
            Rows::new(2)
                .with_view("a", 1, &[0.0, 2.0])
                .with_view("b", 2, &[5.0, 3.0, 5.0, 1.0]);
        let inputs = Inputs::fit(&rows, &["b".to_owned(), "a".to_owned()]).unwrap();
        let expected = array![[0.0_f32, 1.0, -1.0], [0.0, -1.0, 1.0]];
        assert_eq!(inputs.matrix(&rows).unwrap(), expected);
    }

    #[test]
    fn missing_and_empty_views_are_refused() {
        let rows = Rows::new(0).with_view("a", 1, &[]);
        assert!(Inputs::fit(&rows, &["a".to_owned()]).is_err());
        assert!(Inputs::fit(&rows, &["b".to_owned()]).is_err());
    }
}
