use std::ops::Range;

/// A span of time of a file, in seconds: from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Where it starts.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
}

impl Span {
    /// The units that it covers of a stream with `rate` a second, where unit `i` stands for the time `i / rate`. Its ends
    /// are rounded to the nearest unit, so that spans that touch share none and leave none out.
    pub(crate) fn units(self, rate: f64) -> Range<u64> {
        let start = unit(self.start * rate);
        start..unit(self.end * rate).max(start)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates, and of what is no number gives 0"
)]
fn unit(position: f64) -> u64 {
    position.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_touch_share_no_unit_and_leave_none_out() {
        let cut = 1.0 / 3.0;
        let units = |start, end| Span { start, end }.units(22050.0);
        assert_eq!(units(0.0, cut).end, units(cut, 1.0).start);
        assert_eq!(units(0.0, 1.0), 0..22050);
    }

    #[test]
    fn what_is_no_span_covers_nothing() {
        for (start, end) in [(2.0, 1.0), (f64::NAN, f64::NAN), (-3.0, -1.0)] {
            assert!(Span { start, end }.units(10.0).is_empty());
        }
    }
}
