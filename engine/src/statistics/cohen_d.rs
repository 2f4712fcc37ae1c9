use statrs::function::gamma::ln_gamma;

use super::Undefined;
use super::sample::Sample;

/// Cohen's d of paired differences (`d_z`): their mean in units of their standard deviation (Cohen 1988, section 2.3.5). It
/// goes with the [paired t test](super::paired_t), whose statistic is `d sqrt(n)`.
///
/// # Errors
/// Fewer than two differences, one that is not finite, or differences that do not vary.
pub fn cohen_d(differences: &[f64]) -> Result<f64, Undefined> {
    let sample = Sample::varying(differences)?;
    Ok(sample.mean / sample.deviation)
}

/// [`cohen_d`] without its bias in small samples: times `G(m/2) / (sqrt(m/2) G((m - 1)/2))` with `m = n - 1` and `G` the
/// gamma function (Hedges 1981, equation 6e). The one to report for a few seeds.
///
/// # Errors
/// Fewer than three differences, and those of [`cohen_d`].
pub fn hedges_g(differences: &[f64]) -> Result<f64, Undefined> {
    Sample::of(differences, 3)?;
    let m = (differences.len() - 1) as f64;
    let shrink = (ln_gamma(m / 2.0) - ln_gamma((m - 1.0) / 2.0)).exp() / (m / 2.0).sqrt();
    Ok(cohen_d(differences)? * shrink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::examples::TEN_DIFFERENCES;
    use crate::statistics::simulated::normals;

    #[test]
    fn effects_are_those_of_the_formulas() {
        // numpy.mean(d) / numpy.std(d, ddof=1) of NumPy 2.4.6; the factor with scipy.special.gammaln of SciPy 1.17.1.
        let d = cohen_d(&TEN_DIFFERENCES).unwrap();
        assert!((d - 1.041_375_441_383_824_8).abs() < 1e-9, "{d}");
        let g = hedges_g(&TEN_DIFFERENCES).unwrap();
        assert!((g - 0.951_686_868_810_064_5).abs() < 1e-9, "{g}");
    }

    #[test]
    fn the_correction_takes_the_bias_away() {
        let mut random = normals(11);
        let (mut d, mut g) = (0.0, 0.0);
        for _ in 0..4000 {
            let values: Vec<f64> = random.draw(5).iter().map(|value| value + 1.0).collect();
            d += cohen_d(&values).unwrap() / 4000.0;
            g += hedges_g(&values).unwrap() / 4000.0;
        }
        assert!((g - 1.0).abs() < 0.05, "{g}");
        assert!(d > 1.15, "{d}");
    }

    #[test]
    fn what_does_not_vary_has_no_effect_in_units_of_its_spread() {
        assert_eq!(cohen_d(&[0.1; 3]), Err(Undefined::NoVariance));
        assert_eq!(hedges_g(&[0.1; 3]), Err(Undefined::NoVariance));
        let (found, needed) = (2, 3);
        assert_eq!(
            hedges_g(&[0.1, 0.2]),
            Err(Undefined::TooFew { found, needed })
        );
        assert_eq!(cohen_d(&[]), Err(Undefined::Empty));
        assert_eq!(cohen_d(&[f64::NAN, 0.0]), Err(Undefined::NotFinite));
    }
}
