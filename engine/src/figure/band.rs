use super::Point;

/// The mean of the values and their sample standard deviation, 0 of one; none of none.
pub(super) fn mean_and_deviation(values: &[f64]) -> Option<(f64, f64)> {
    if values.is_empty() {
        return None;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let others = values.len().saturating_sub(1).max(1);
    Some((mean, (squares / others as f64).sqrt()))
}

/// The mean of curves at each place of a grid, with one standard deviation on both sides.
pub(super) fn banded(grid: &[f64], curves: &[Vec<f64>]) -> Vec<Point> {
    let at = |(place, &x): (usize, &f64)| {
        let values: Vec<f64> = curves
            .iter()
            .filter_map(|it| it.get(place).copied())
            .collect();
        let (y, deviation) = mean_and_deviation(&values)?;
        let (low, high) = (y - deviation, y + deviation);
        Some(Point { x, y, low, high })
    };
    grid.iter().enumerate().filter_map(at).collect()
}

/// A number with its deviation, as legends show it; the deviation only where there are several.
pub(super) fn summed_up(name: &str, values: &[f64]) -> Option<String> {
    let (mean, deviation) = mean_and_deviation(values)?;
    Some(if values.len() > 1 {
        format!("{name} {mean:.3} ± {deviation:.3}")
    } else {
        format!("{name} {mean:.3}")
    })
}

/// Places from 0 to 1 at equal distance, both ends among them.
pub(super) fn grid(steps: u32) -> Vec<f64> {
    (0..=steps)
        .map(|step| f64::from(step) / f64::from(steps))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_one_standard_deviation() {
        let points = banded(&[0.0, 1.0], &[vec![1.0, 5.0], vec![3.0, 5.0]]);
        assert!((points[0].high - points[0].y - 2.0f64.sqrt()).abs() < 1e-12);
        assert!((points[1].high - points[1].low).abs() < 1e-12);
    }

    #[test]
    fn one_run_has_no_deviation() {
        assert_eq!(mean_and_deviation(&[2.0]), Some((2.0, 0.0)));
        assert_eq!(mean_and_deviation(&[]), None);
        assert_eq!(summed_up("AUC", &[0.5]).unwrap(), "AUC 0.500");
    }
}
