use super::Question;
use crate::statistics::Interval;

/// Numbers of a question at a precision that suits a difference and its interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    scale: f64,
    decimals: usize,
}

impl Numbers {
    /// Two digits of the difference, or of half the interval where that is wider.
    pub(super) fn of(question: &Question, difference: f64, interval: Option<&Interval>) -> Self {
        let scale = if question.is_fraction { 100.0 } else { 1.0 };
        let half = interval.map_or(0.0, |it| (it.high - it.low) / 2.0);
        let size = difference.abs().max(half) * scale;
        let least = if question.is_fraction { 1 } else { 2 };
        // 12.3 has two digits with no decimal, 0.012 with three.
        let decimals = (0_u8..6).find(|it| size * 10_f64.powi(i32::from(*it)) >= 9.5);
        let decimals = decimals.map_or(least, usize::from);
        Self {
            scale,
            decimals: decimals.max(least),
        }
    }

    /// The number, in percent where the question is of fractions.
    pub(super) fn number(self, value: f64) -> String {
        let text = format!("{:.1$}", value * self.scale, self.decimals);
        match text.strip_prefix('-') {
            Some(digits) if digits.bytes().all(|byte| matches!(byte, b'0' | b'.')) => {
                digits.to_owned()
            }
            _ => text,
        }
    }

    /// The ends of an interval.
    pub(super) fn interval(self, interval: &Interval) -> String {
        format!(
            "{} to {}",
            self.number(interval.low),
            self.number(interval.high)
        )
    }
}

/// A p value, to three decimals.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 {
        "< 0.001".to_owned()
    } else {
        format!("{p:.3}")
    }
}

/// The same after its letter.
pub(super) fn p_words(p: f64) -> String {
    if p < 0.001 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {p:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::examples::{accuracy, mse};

    #[test]
    fn numbers_have_the_digits_that_the_difference_has() {
        let (low, high) = (0.004, 0.042);
        let interval = Interval { low, high };
        let numbers = Numbers::of(&accuracy(), 0.023, Some(&interval));
        assert_eq!(numbers.number(0.023), "2.3");
        assert_eq!(numbers.interval(&interval), "0.4 to 4.2");
        assert_eq!(Numbers::of(&accuracy(), 0.31, None).number(0.31), "31.0");
        assert_eq!(
            Numbers::of(&accuracy(), 0.000_31, None).number(0.000_31),
            "0.031"
        );
        assert_eq!(Numbers::of(&mse(), 0.001_23, None).number(0.5), "0.5000");
        assert_eq!(Numbers::of(&mse(), 123.0, None).number(-0.001), "0.00");
        assert_eq!(Numbers::of(&mse(), 0.0, None).number(0.25), "0.25");
    }

    #[test]
    fn small_p_values_are_told_as_small() {
        assert_eq!(
            (p_value(0.04), p_value(1e-9)),
            ("0.040".into(), "< 0.001".into())
        );
        assert_eq!(p_words(0.5), "p = 0.500");
    }
}
