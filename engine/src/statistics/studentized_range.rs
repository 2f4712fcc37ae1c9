use bilby::GaussLegendre;
use statrs::distribution::{Continuous as _, ContinuousCDF as _, Normal};

use super::Undefined;

/// Nodes of the quadrature in a stretch, and stretches: the density of a normal value is a polynomial to rounding in each.
const NODES: usize = 16;
const STRETCHES: usize = 24;

/// Beyond so many standard deviations a normal density adds nothing to a double.
const TAIL: f64 = 8.5;

/// Halvings of the bracket of a quantile: more than a double has bits.
const HALVINGS: usize = 100;

/// The range of `treatments` independent standard normal values: the studentized range with infinite degrees of freedom,
/// as `scipy.stats.studentized_range(treatments, inf)`.
pub(super) struct StudentizedRange {
    treatments: f64,
    rule: GaussLegendre,
}

impl StudentizedRange {
    /// # Errors
    /// Fewer than two treatments.
    pub(super) fn of(treatments: usize) -> Result<Self, Undefined> {
        if treatments < 2 {
            let (found, needed) = (treatments, 2);
            return Err(Undefined::TooFew { found, needed });
        }
        Ok(Self {
            treatments: treatments as f64,
            rule: GaussLegendre::new(NODES).map_err(|_| Undefined::NoConvergence)?,
        })
    }

    /// How likely a range above `q` is: 1 less `k` times the integral of `f(z) (F(z) - F(z - q))^(k - 1)` over the greatest
    /// value `z`, with the normal density `f` and distribution `F` (Hochberg and Tamhane 1987, appendix 3, equation 3.1).
    pub(super) fn above(&self, q: f64) -> f64 {
        let normal = Normal::standard();
        let within = |z: f64| {
            let others = normal.cdf(z) - normal.cdf(z - q);
            normal.pdf(z) * others.powf(self.treatments - 1.0)
        };
        let integral = self
            .rule
            .rule()
            .integrate_composite(-TAIL, TAIL, STRETCHES, within);
        (1.0 - self.treatments * integral).clamp(0.0, 1.0)
    }

    /// The range that is passed with probability `alpha`.
    ///
    /// # Errors
    /// A probability outside (0, 1), or too small a one for a double to tell the distribution from 1.
    pub(super) fn critical(&self, alpha: f64) -> Result<f64, Undefined> {
        if !(alpha > 0.0 && alpha < 1.0) {
            return Err(Undefined::Probability);
        }
        let (mut low, mut high) = (0.0, 2.0 * TAIL);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if self.above(middle) > alpha {
                low = middle;
            } else {
                high = middle;
            }
        }
        if (self.above(high) - alpha).abs() > 1e-6 * alpha {
            return Err(Undefined::NoConvergence);
        }
        Ok(high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Range, treatments and `scipy.stats.studentized_range.sf(q, k, numpy.inf)` of SciPy 1.17.1.
    const SCIPY: [(f64, usize, f64); 6] = [
        (3.3, 50, 0.981_159_600_684_978_2),
        (1.0, 2, 0.479_500_122_186_953_5),
        (3.0, 5, 0.210_876_504_963_538_05),
        (0.5, 10, 0.999_998_586_619_484_3),
        (5.5, 4, 0.000_582_487_866_581_771_2),
        (4.2, 100, 0.926_019_859_962_049_4),
    ];

    #[test]
    fn probabilities_are_those_of_scipy() {
        for (q, treatments, p) in SCIPY {
            let found = StudentizedRange::of(treatments).unwrap().above(q);
            assert!((found - p).abs() < 1e-9, "{q} {treatments} {found}");
        }
    }

    #[test]
    fn of_two_values_it_is_a_normal_difference() {
        for q in [0.1, 1.0, 2.77, 6.0] {
            let found = StudentizedRange::of(2).unwrap().above(q);
            let expected = 2.0 * Normal::standard().sf(q / 2.0_f64.sqrt());
            assert!((found - expected).abs() < 1e-11, "{q} {found}");
        }
    }

    #[test]
    fn odd_probabilities_and_one_treatment_are_refused() {
        let range = StudentizedRange::of(3).unwrap();
        for odd in [0.0, 1.0, f64::NAN] {
            assert_eq!(range.critical(odd), Err(Undefined::Probability));
        }
        assert_eq!(range.critical(1e-300), Err(Undefined::NoConvergence));
        assert!(StudentizedRange::of(1).is_err());
    }
}
