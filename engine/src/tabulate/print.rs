use super::{Absence, Content, Printed, Spread};
use crate::spec::{CellContent, CellSpec, Notation};
use crate::statistics::Interval;

/// A cell's content at the precision asked for.
pub fn print(content: &Content, cell: &CellSpec, percent: bool) -> Printed {
    let figures = Figures {
        percent,
        decimals: usize::from(cell.decimals),
        notation: cell.notation,
        signed: false,
    };
    match content {
        Content::Value {
            mean,
            std,
            median,
            interval,
            ..
        } => match cell.show {
            CellContent::Mean => figures.number(*mean, Spread::None),
            CellContent::Std => std.map_or_else(
                || Printed::Words("–".to_owned()),
                |std| figures.number(std, Spread::None),
            ),
            CellContent::MeanStd => figures.number(*mean, figures.deviation(*std)),
            CellContent::Ci95 => figures.number(*mean, figures.interval(*interval)),
            CellContent::MedianIqr => {
                figures.number(median.unwrap_or(*mean), figures.interval(*interval))
            }
            CellContent::Delta => {
                let signed = Figures {
                    signed: true,
                    ..figures
                };
                signed.number(*mean, figures.deviation(*std))
            }
        },
        Content::Reported { value, spread, .. } => match cell.show {
            CellContent::Mean => figures.number(*value, Spread::None),
            _ => figures.number(*value, figures.deviation(*spread)),
        },
        Content::Missing {
            trials,
            missing,
            absence,
            ..
        } => Printed::Words(words(*absence, *missing, *trials)),
        Content::Estimate {
            value, interval, ..
        } => figures.number(*value, figures.interval(*interval)),
        Content::Count { count } => Printed::Words(count.to_string()),
        Content::Text => Printed::Words(String::new()),
        Content::Absent => Printed::Words("–".to_owned()),
    }
}

/// How numbers are written.
#[derive(Debug, Clone, Copy)]
struct Figures {
    percent: bool,
    decimals: usize,
    notation: Notation,
    /// Whether what is more than zero has a plus sign.
    signed: bool,
}

impl Figures {
    fn number(&self, value: f64, spread: Spread) -> Printed {
        Printed::Number {
            value: self.text(value),
            spread,
        }
    }

    fn deviation(&self, deviation: Option<f64>) -> Spread {
        deviation.map_or(Spread::None, |it| Spread::Deviation(self.text(it)))
    }

    fn interval(&self, interval: Option<Interval>) -> Spread {
        interval.map_or(Spread::None, |Interval { low, high }| {
            Spread::Interval(self.text(low), self.text(high))
        })
    }

    fn text(&self, value: f64) -> String {
        let value = if self.percent { value * 100.0 } else { value };
        let text = match self.notation {
            Notation::Fixed => format!("{value:.0$}", self.decimals),
            Notation::Scientific => format!("{value:.0$e}", self.decimals),
        };
        // What rounds to zero has no sign.
        let is_zero = text.parse::<f64>().is_ok_and(|printed| printed == 0.0);
        match text.strip_prefix('-') {
            Some(digits) if is_zero => digits.to_owned(),
            None if self.signed && !is_zero => format!("+{text}"),
            _ => text,
        }
    }
}

/// A failure always says how many; otherwise the count is told when it is not all.
fn words(absence: Absence, missing: usize, trials: usize) -> String {
    let word = match absence {
        Absence::Failed => return format!("failed {missing}/{trials}"),
        Absence::NotRun => "not run",
        Absence::Undefined => "n/a",
    };
    if missing == trials {
        word.to_owned()
    } else {
        format!("{word} {missing}/{trials}")
    }
}
