use std::convert::Infallible;

use super::groups::grouped;
use super::sample::finite;
use super::{Interval, Resampling, Undefined, bootstrap};

/// The percentile interval of the mean of differences of pairs, over items drawn anew (Efron 1979): how far the mean would
/// move with other items of the same kind. The models stay what they are, so that it says nothing of other seeds.
///
/// # Errors
/// No differences, one that is not finite, no resamples, or a level outside (0, 1).
pub fn mean_bootstrap(differences: &[f64], how: &Resampling) -> Result<Interval, Undefined> {
    finite(differences, 1)?;
    bootstrap(differences.len(), how, |drawn| {
        let sum: f64 = drawn.iter().map(|&at| differences[at]).sum();
        Ok::<_, Infallible>(sum / drawn.len() as f64)
    })
}

/// The same, where groups are drawn whole (`groups` names that of each difference): items of a group are alike, and only
/// groups are independent (Davison and Hinkley 1997, section 3.8; Field and Welsh 2007, the randomised cluster bootstrap).
/// The mean is that of all items drawn, so that larger groups weigh more.
///
/// # Errors
/// Those of [`mean_bootstrap`], names that do not pair with differences, or fewer than two groups.
pub fn mean_bootstrap_of_groups(
    differences: &[f64],
    groups: &[usize],
    how: &Resampling,
) -> Result<Interval, Undefined> {
    let groups = grouped(differences, groups)?;
    bootstrap(groups.len(), how, |drawn| {
        let sum: f64 = drawn.iter().map(|&at| groups[at].sum).sum();
        let count: f64 = drawn.iter().map(|&at| groups[at].count).sum();
        Ok::<_, Infallible>(sum / count)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::examples::TEN_DIFFERENCES;
    use crate::statistics::simulated::normals;

    const HOW: Resampling = Resampling {
        resamples: 300,
        level: 0.9,
        seed: 0,
    };

    fn holds_0(interval: Interval) -> bool {
        interval.low <= 0.0 && 0.0 <= interval.high
    }

    #[test]
    fn the_interval_covers_at_about_its_rate() {
        let mut random = normals(8);
        let covered = (0..600)
            .filter(|_| holds_0(mean_bootstrap(&random.draw(50), &HOW).unwrap()))
            .count();
        let rate = covered as f64 / 600.0;
        assert!((rate - 0.9).abs() < 0.04, "{rate}");
    }

    #[test]
    fn with_groups_only_the_interval_of_groups_does() {
        let mut random = normals(9);
        let (mut apart, mut whole) = (0.0, 0.0);
        for _ in 0..600 {
            let (values, groups) = random.draw_groups(40, 4);
            let of_items = mean_bootstrap(&values, &HOW).unwrap();
            let of_groups = mean_bootstrap_of_groups(&values, &groups, &HOW).unwrap();
            apart += f64::from(u8::from(holds_0(of_items))) / 600.0;
            whole += f64::from(u8::from(holds_0(of_groups))) / 600.0;
        }
        assert!((whole - 0.9).abs() < 0.04, "{whole}");
        assert!(apart < 0.8, "{apart}");
    }

    #[test]
    fn groups_of_one_item_are_items() {
        let groups: Vec<usize> = (0..10).collect();
        let whole = mean_bootstrap_of_groups(&TEN_DIFFERENCES, &groups, &HOW);
        assert_eq!(whole, mean_bootstrap(&TEN_DIFFERENCES, &HOW));
    }

    #[test]
    fn nothing_to_draw_is_refused() {
        assert_eq!(mean_bootstrap(&[], &HOW), Err(Undefined::Empty));
        let odd = mean_bootstrap(&[f64::NAN], &HOW);
        assert_eq!(odd, Err(Undefined::NotFinite));
        let one = mean_bootstrap_of_groups(&[1.0, 2.0], &[0, 0], &HOW);
        assert_eq!(one, Err(Undefined::OneGroup));
    }
}
