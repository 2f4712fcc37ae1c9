//! Lines with no more points than can be seen.

/// The points of a line without those closer than `tolerance` to what connects the others (Douglas and Peucker,
/// Cartographica 10, 1973).
pub(super) fn simplified(points: &[(f64, f64)], tolerance: f64) -> Vec<(f64, f64)> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut is_kept = vec![false; points.len()];
    is_kept[0] = true;
    is_kept[points.len() - 1] = true;
    let mut open = vec![(0, points.len() - 1)];
    while let Some((first, last)) = open.pop() {
        let mut farthest = (first, tolerance);
        for (at, &point) in points.iter().enumerate().take(last).skip(first + 1) {
            let distance = distance(point, points[first], points[last]);
            if distance > farthest.1 {
                farthest = (at, distance);
            }
        }
        if farthest.0 > first {
            is_kept[farthest.0] = true;
            open.push((first, farthest.0));
            open.push((farthest.0, last));
        }
    }
    let kept = points.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept);
    kept.map(|(point, _)| *point).collect()
}

/// The distance of a point from a segment.
fn distance(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 {
        (((point.0 - from.0) * dx + (point.1 - from.1) * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.0 - from.0 - along * dx).hypot(point.1 - from.1 - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_corners_are_kept() {
        let points = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (2.0, 1.0), (2.0, 2.0)];
        assert_eq!(
            simplified(&points, 0.05),
            [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0)]
        );
    }

    #[test]
    fn short_lines_are_as_they_were() {
        assert_eq!(simplified(&[(0.0, 0.0)], 1.0), [(0.0, 0.0)]);
        assert_eq!(simplified(&[], 1.0), []);
    }
}
