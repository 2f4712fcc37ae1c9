use abax::{nctcdf, tinv};

use super::Undefined;

/// Halvings of the bracket: more than a double has bits.
const HALVINGS: usize = 200;

/// The smallest mean that a two-sided t test at level `alpha` shows with the power asked for (Cohen 1988, section 2.4):
/// `delta standard_error`, where a noncentral t with parameter `delta` and the degrees of freedom of the test lies beyond
/// the critical values with that probability.
///
/// With `standard_error = s / sqrt(n)` and `n - 1` degrees of freedom it is `s` times what `TTestPower.solve_power` of
/// statsmodels gives.
///
/// # Errors
/// A level or power outside (0, 1), a power that is not above `alpha`, or a standard error that is not positive.
pub fn least_difference(
    standard_error: f64,
    freedom: f64,
    alpha: f64,
    power: f64,
) -> Result<f64, Undefined> {
    if !(alpha > 0.0 && alpha < power && power < 1.0) {
        return Err(Undefined::Probability);
    }
    if !(standard_error.is_finite() && freedom > 0.0 && freedom.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if standard_error <= 0.0 {
        return Err(Undefined::NoVariance);
    }
    let critical = tinv(1.0 - alpha / 2.0, freedom);
    let shows = |delta: f64| {
        nctcdf(critical, freedom, delta, true) + nctcdf(-critical, freedom, delta, false)
    };
    let mut low = 0.0;
    // Half of the statistics lie beyond the critical value where `delta` does; few degrees of freedom spread them more.
    let mut high = critical + 1.0;
    for _ in 0..HALVINGS {
        if shows(high) >= power {
            break;
        }
        high *= 2.0;
    }
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if shows(middle) < power {
            low = middle;
        } else {
            high = middle;
        }
    }
    let found = high * standard_error;
    if (shows(high) - power).abs() < 1e-6 && found.is_finite() {
        Ok(found)
    } else {
        Err(Undefined::NoConvergence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::paired_t;
    use crate::statistics::simulated::normals;

    /// Number, level, power and effect by `TTestPower().solve_power(nobs=n, alpha=a, power=p, alternative="two-sided")` of
    /// statsmodels 0.15.0, whose search stops within a millionth.
    const STATSMODELS: [(f64, f64, f64, f64); 6] = [
        (10.0, 0.05, 0.8, 0.996_001_910_762_417_8),
        (5.0, 0.05, 0.8, 1.681_997_083_323_267_4),
        (3.0, 0.05, 0.8, 3.264_043_552_819_638),
        (2.0, 0.05, 0.8, 11.549_889_754_978_167),
        (100.0, 0.01, 0.9, 0.392_345_791_239_597_2),
        (30.0, 0.1, 0.8, 0.464_933_635_283_253_65),
    ];

    #[test]
    fn differences_are_those_of_statsmodels() {
        for (n, alpha, power, effect) in STATSMODELS {
            let found = least_difference(1.0 / n.sqrt(), n - 1.0, alpha, power).unwrap();
            assert!(
                (found - effect).abs() < 1e-6 * effect.max(1.0),
                "{n} {found}"
            );
        }
    }

    #[test]
    fn a_difference_so_great_is_shown_as_often_as_it_says() {
        let least = least_difference(1.0 / 8.0_f64.sqrt(), 7.0, 0.05, 0.8).unwrap();
        let mut random = normals(3);
        let shown = (0..1000).filter(|_| {
            let values: Vec<f64> = random.draw(8).iter().map(|value| value + least).collect();
            paired_t(&values).unwrap().p < 0.05
        });
        let rate = shown.count() as f64 / 1000.0;
        assert!((rate - 0.8).abs() < 0.04, "{rate}");
    }

    #[test]
    fn odd_numbers_are_refused() {
        for (alpha, power) in [(0.0, 0.8), (0.05, 1.0), (0.8, 0.5), (f64::NAN, 0.8)] {
            let found = least_difference(1.0, 9.0, alpha, power);
            assert_eq!(found, Err(Undefined::Probability));
        }
        let still = least_difference(0.0, 9.0, 0.05, 0.8);
        assert_eq!(still, Err(Undefined::NoVariance));
        for (error, freedom) in [(f64::NAN, 9.0), (1.0, 0.0), (1.0, f64::NAN)] {
            let found = least_difference(error, freedom, 0.05, 0.8);
            assert_eq!(found, Err(Undefined::NotFinite));
        }
    }
}
