use super::{Absence, Content, Printed};
use crate::spec::{CellContent, CellSpec};
use crate::statistics::Interval;

/// A cell's content at the precision asked for.
pub fn print(content: &Content, cell: &CellSpec, percent: bool) -> Printed {
    match content {
        Content::Value { mean, std, .. } => Printed::Number {
            mean: number(*mean, cell.decimals, percent),
            std: match cell.show {
                CellContent::Mean => None,
                CellContent::MeanStd => std.map(|std| number(std, cell.decimals, percent)),
            },
        },
        Content::Missing {
            trials,
            missing,
            absence,
            ..
        } => Printed::Words(words(*absence, *missing, *trials)),
        Content::Estimate {
            value, interval, ..
        } => Printed::Words(estimate(*value, *interval, cell.decimals, percent)),
        Content::Count { count } => Printed::Words(count.to_string()),
        Content::Text => Printed::Words(String::new()),
        Content::Absent => Printed::Words("–".to_owned()),
    }
}

fn estimate(value: f64, interval: Option<Interval>, decimals: u8, percent: bool) -> String {
    let value = number(value, decimals, percent);
    match interval {
        Some(Interval { low, high }) => {
            let (low, high) = (
                number(low, decimals, percent),
                number(high, decimals, percent),
            );
            format!("{value} [{low}, {high}]")
        }
        None => value,
    }
}

fn number(value: f64, decimals: u8, percent: bool) -> String {
    let value = if percent { value * 100.0 } else { value };
    let text = format!("{value:.0$}", usize::from(decimals));
    // What rounds to zero has no sign.
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|byte| matches!(byte, b'0' | b'.')) => digits.to_owned(),
        _ => text,
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
