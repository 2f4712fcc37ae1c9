use serde::Serialize;

use super::{Comparison, Correction, Found, Test};

/// How it is decided whether a difference is more than noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The test; the one that fits the design where none is named.
    pub test: Option<Test>,
    /// The level of tests.
    pub alpha: f64,
    /// How p values are adjusted over the questions.
    pub correction: Correction,
}

/// What the chosen test says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Verdict {
    /// The test.
    pub test: Test,
    /// Its p.
    pub p: f64,
    /// Its p, adjusted over all questions that were tested.
    pub adjusted_p: f64,
    /// Whether the adjusted p is at most the level.
    pub more_than_noise: bool,
}

/// The verdict on each comparison, or why there is none.
pub fn settle(comparisons: &[Comparison], settings: &Settings) -> Vec<Found<Verdict>> {
    let tested: Vec<Found<(Test, f64)>> = comparisons
        .iter()
        .map(|comparison| {
            let test = match settings.test {
                Some(test) => test,
                None => comparison.fitting_test()?,
            };
            Ok((test, comparison.p(test)?))
        })
        .collect();
    let ps: Vec<f64> = tested.iter().flatten().map(|(_, p)| *p).collect();
    let mut adjusted = settings
        .correction
        .adjusted(&ps)
        .map(Vec::into_iter)
        .map_err(super::Untested::from);
    tested
        .into_iter()
        .map(|tested| {
            let (test, p) = tested?;
            let adjusted_p = match &mut adjusted {
                Ok(values) => values.next().unwrap_or(p),
                Err(why) => return Err(why.clone()),
            };
            Ok(Verdict {
                test,
                p,
                adjusted_p,
                more_than_noise: adjusted_p <= settings.alpha,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::examples::{accuracy, items, over_seeds};
    use crate::compare::{Evidence, ItemPairs, TrialItems, Untested, compare};

    const SETTINGS: Settings = Settings {
        test: None,
        alpha: 0.05,
        correction: Correction::Holm,
    };

    fn comparison(first: &[f64], second: &[f64]) -> Comparison {
        let trial = TrialItems {
            fold: 0,
            first: items(&[1.0; 20]),
            second: items(&[0.0; 20]),
        };
        let evidence = Evidence {
            question: accuracy(),
            trials: over_seeds(first, second),
            test_share: 0.25,
            items: ItemPairs::of(&[trial], None),
        };
        compare(&evidence, ["one", "two"], SETTINGS.alpha)
    }

    const ONE: [f64; 4] = [0.80, 0.82, 0.79, 0.85];
    const TWO: [f64; 4] = [0.70, 0.71, 0.72, 0.73];

    #[test]
    fn the_test_fits_the_design_and_p_is_adjusted_over_what_was_tested() {
        let constant = [0.5; 4];
        let comparisons = [
            comparison(&ONE, &TWO),
            comparison(&[0.8], &[0.7]),
            comparison(&TWO, &TWO.map(|it| it - 0.01)),
            comparison(&constant, &constant),
        ];
        let found = settle(&comparisons, &SETTINGS);
        let verdict = found[0].clone().unwrap();
        assert_eq!(verdict.test, Test::PairedT);
        assert!(
            (verdict.adjusted_p - verdict.p).abs() < 1e-12,
            "the greatest of three"
        );
        assert_eq!(found[1].clone().unwrap().test, Test::ItemPermutation);
        assert!((found[1].clone().unwrap().adjusted_p - 0.000_3).abs() < 1e-12);
        assert_eq!(found[2], Err(Untested::SameDifference));
        assert_eq!(found[3].clone().unwrap().test, Test::ItemPermutation);
    }

    #[test]
    fn a_test_that_does_not_fit_says_so() {
        let settings = Settings {
            test: Some(Test::CorrectedT),
            ..SETTINGS
        };
        let found = settle(&[comparison(&ONE, &TWO)], &settings);
        assert_eq!(
            found[0].clone().unwrap_err().to_string(),
            "the test does not fit: there is one fold"
        );
        let found = settle(&[comparison(&[0.8], &[0.7])], &settings);
        assert_eq!(found[0], Err(Untested::OneTrial));
    }
}
