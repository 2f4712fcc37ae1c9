//! From numbers to places: what an axis spans, and its ticks.

use crate::figure::Range;

/// What an axis spans.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
}

impl Scale {
    /// Over what the range says; the values are those of the panel.
    pub fn over(range: Range, values: impl IntoIterator<Item = f64>) -> Self {
        let values = values.into_iter().filter(|value| value.is_finite());
        let (lowest, highest) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, value| {
            (ends.0.min(value), ends.1.max(value))
        });
        match range {
            Range::Fixed(low, high) => Self { low, high },
            _ if lowest > highest => Self {
                low: 0.0,
                high: 1.0,
            },
            Range::FromZero => {
                let high = if highest > 0.0 { highest * 1.05 } else { 1.0 };
                Self { low: 0.0, high }
            }
            Range::Data => {
                let span = highest - lowest;
                let around = if span > 0.0 {
                    span * 0.04
                } else {
                    lowest.abs().max(1.0) * 0.5
                };
                Self {
                    low: lowest - around,
                    high: highest + around,
                }
            }
        }
    }

    /// Where a value lies, 0 at the low end and 1 at the high one.
    pub fn place(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// The same around its middle, so many times as wide.
    pub fn widened(self, times: f64) -> Self {
        let middle = f64::midpoint(self.low, self.high);
        let half = (self.high - self.low) / 2.0 * times;
        Self {
            low: middle - half,
            high: middle + half,
        }
    }

    /// Round numbers on the axis, at most about so many, with their text.
    pub fn ticks(&self, most: f64) -> Vec<(f64, String)> {
        let rough = (self.high - self.low) / most.max(1.0);
        let magnitude = 10.0_f64.powf(rough.log10().floor());
        let factor = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .find(|factor| factor * magnitude >= rough * 0.999)
            .unwrap_or(10.0);
        let step = factor * magnitude;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few digits"
        )]
        let digits = (-(step.log10() + 1e-9).floor()).clamp(0.0, 9.0) as usize;
        let first = (self.low / step - 1e-9).ceil();
        let count = ((self.high - self.low) / step).floor() + 1.0;
        let mut ticks = Vec::new();
        let mut place = 0.0;
        while place <= count {
            let value = (first + place) * step;
            if value <= self.high + step * 1e-9 {
                ticks.push((value, shown(value, digits)));
            }
            place += 1.0;
        }
        ticks
    }
}

fn shown(value: f64, digits: usize) -> String {
    if value.abs() >= 1e6 {
        return format!("{value:e}");
    }
    let text = format!("{value:.digits$}").replace('-', "−");
    match text.as_str() {
        "−0" | "0.0" | "−0.0" | "0.00" => "0".to_owned(),
        "1.0" | "1.00" => "1".to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(scale: Scale, most: f64) -> Vec<String> {
        scale.ticks(most).into_iter().map(|tick| tick.1).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        let scale = |low, high| Scale { low, high };
        assert_eq!(texts(scale(0.0, 1.0), 2.0), ["0", "0.5", "1"]);
        assert_eq!(
            texts(scale(0.0, 1.0), 5.0),
            ["0", "0.2", "0.4", "0.6", "0.8", "1"]
        );
        assert_eq!(texts(scale(3.0, 104.0), 4.0), ["50", "100"]);
        assert_eq!(texts(scale(-0.3, 0.3), 3.0), ["−0.2", "0", "0.2"]);
    }

    #[test]
    fn data_without_extent_still_has_a_scale() {
        let scale = Scale::over(Range::Data, [2.0, 2.0]);
        assert!((scale.low - 1.0).abs() < 1e-12 && (scale.high - 3.0).abs() < 1e-12);
        let scale = Scale::over(Range::Data, [f64::NAN]);
        assert!((scale.high - 1.0).abs() < 1e-12);
    }
}
