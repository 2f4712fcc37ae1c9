//! Numbers in cells: as text, or for the columns of `siunitx`.

use super::LatexStyle;
use super::style::Numbers;
use crate::report::text::{mark_of, trailing};
use crate::spec::Mark;
use crate::tabulate::{Cell, Printed, Rank, Spread, Table};
use crate::text::latex::escape;

/// How the cells of a column are written.
#[derive(Debug, Clone)]
pub(super) enum CellColumn {
    /// As text; with the longest deviation in the column, which shorter ones are padded to.
    Text(Option<String>),
    /// By `siunitx`; with the format of the numbers.
    Siunitx(String),
}

impl CellColumn {
    /// The column by its index.
    pub fn of(table: &Table, column: usize, style: LatexStyle) -> Self {
        let cells = || table.rows.iter().filter_map(|row| row.cells.get(column));
        let printed: Vec<(&str, &Spread)> = cells()
            .filter_map(|cell| match &cell.printed {
                Printed::Number { value, spread } => Some((value.as_str(), spread)),
                Printed::Words(_) => None,
            })
            .collect();
        let has_intervals = printed
            .iter()
            .any(|(_, spread)| matches!(spread, Spread::Interval(..)));
        let deviations = printed.iter().filter_map(|(_, spread)| match spread {
            Spread::Deviation(deviation) => Some(deviation.as_str()),
            _ => None,
        });
        let deviations: Vec<&str> = deviations.collect();
        // A deviation with a power of ten of its own is no number of `siunitx`.
        let is_plain = !has_intervals && !deviations.iter().any(|text| text.contains('e'));
        if style.numbers == Numbers::Siunitx && !printed.is_empty() && is_plain {
            let values: Vec<&str> = printed.iter().map(|(value, _)| *value).collect();
            return Self::Siunitx(table_format(&values, &deviations));
        }
        let longest = deviations.into_iter().max_by_key(|text| text.len());
        Self::Text(longest.map(str::to_owned))
    }

    /// Its letter in the preamble of a `tabular`.
    pub fn preamble(&self) -> String {
        match self {
            Self::Text(_) => "r".to_owned(),
            Self::Siunitx(format) => format!("S[table-format={format}]"),
        }
    }

    /// A heading over it: `siunitx` takes what is not in braces for a number.
    pub fn heading(&self, text: String) -> String {
        match self {
            Self::Text(_) => text,
            Self::Siunitx(_) => format!("{{{text}}}"),
        }
    }

    /// A cell of it.
    pub fn cell(&self, table: &Table, cell: &Cell, style: LatexStyle) -> String {
        let shade = shade(table, cell, style);
        let trailing = trailing(table, cell).map(|text| {
            let text = escape(&text).replace(r"$\approx$", r"\ensuremath{\approx}");
            format!("\\textsuperscript{{{text}}}")
        });
        let text = match (&cell.printed, self) {
            (Printed::Words(words), Self::Text(_)) => escape(words),
            (Printed::Words(words), Self::Siunitx(_)) => {
                return format!(
                    "{shade}{{{}{}}}",
                    escape(words),
                    trailing.unwrap_or_default()
                );
            }
            (Printed::Number { value, spread }, Self::Text(widest)) => {
                let value = marked(mark_of(table, cell), &number(value));
                format!("{value}{}", beside(spread, widest.as_deref()))
            }
            (Printed::Number { value, spread }, Self::Siunitx(_)) => {
                let number = match spread {
                    Spread::Deviation(deviation) => format!("{value} \\pm {deviation}"),
                    _ => value.clone(),
                };
                let trailing = trailing.map_or_else(String::new, |it| format!(" {{{it}}}"));
                let mark = prefix(mark_of(table, cell), &number);
                return format!("{shade}{mark}{number}{trailing}");
            }
        };
        format!("{shade}{text}{}", trailing.unwrap_or_default())
    }
}

/// Whether a cell stands on a shade.
pub(super) fn is_shaded(table: &Table, cell: &Cell, style: LatexStyle) -> bool {
    !shade(table, cell, style).is_empty()
}

fn shade(table: &Table, cell: &Cell, style: LatexStyle) -> &'static str {
    match (cell.mark, style.colour) {
        (Some(Rank::Best), true) => "\\cellcolor{blue!16}",
        (Some(Rank::Second), true) => "\\cellcolor{blue!7}",
        _ if mark_of(table, cell) == Mark::Shade => "\\cellcolor{gray!25}",
        _ => "",
    }
}

/// What stands beside a number, as wide as the widest deviation of its column.
fn beside(spread: &Spread, widest: Option<&str>) -> String {
    match (spread, widest) {
        (Spread::Deviation(deviation), widest) => {
            let lacking = widest.map_or(0, str::len).saturating_sub(deviation.len());
            let pad = match lacking {
                0 => String::new(),
                digits => format!("\\phantom{{{}}}", "0".repeat(digits)),
            };
            format!("\\,$\\pm$\\,{pad}{}", number(deviation))
        }
        (Spread::Interval(low, high), _) => {
            format!("~{{[}}{},~{}{{]}}", number(low), number(high))
        }
        (Spread::None, Some(widest)) => format!("\\phantom{{\\,$\\pm$\\,{}}}", number(widest)),
        (Spread::None, None) => String::new(),
    }
}

fn marked(mark: Mark, text: &str) -> String {
    match mark {
        Mark::Bold => format!("\\textbf{{{text}}}"),
        Mark::Underline => format!("\\underline{{{text}}}"),
        Mark::Italic => format!("\\textit{{{text}}}"),
        Mark::Shade | Mark::None => text.to_owned(),
    }
}

/// A mark before a number of `siunitx`, which takes fonts, and a line of no width under where the number will stand.
fn prefix(mark: Mark, number: &str) -> String {
    match mark {
        Mark::Bold => "\\bfseries ".to_owned(),
        Mark::Italic => "\\itshape ".to_owned(),
        Mark::Underline => {
            format!("{{\\rlap{{\\underline{{\\phantom{{\\num{{{number}}}}}}}}}}} ")
        }
        Mark::Shade | Mark::None => String::new(),
    }
}

/// The number with a minus sign instead of a hyphen, and its power of ten spelt out.
fn number(text: &str) -> String {
    let (mantissa, exponent) = text
        .split_once('e')
        .map_or((text, None), |(mantissa, exponent)| {
            (mantissa, Some(exponent))
        });
    let mantissa = match mantissa.split_at_checked(1) {
        Some((sign @ ("-" | "+"), digits)) => format!("${sign}${digits}"),
        _ => mantissa.to_owned(),
    };
    match exponent {
        Some(exponent) => format!("{mantissa}$\\cdot10^{{{exponent}}}$"),
        None => mantissa,
    }
}

/// How many digits the numbers of a column have before and after the point, as `siunitx` wants it: `+2.2(3)`, with the digits
/// of deviations in parentheses.
fn table_format(values: &[&str], deviations: &[&str]) -> String {
    let digits = |texts: &[&str]| {
        let of = |text: &&str| {
            let mantissa = text.split('e').next().unwrap_or_default();
            let bare = mantissa.trim_start_matches(['-', '+']);
            let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
            (whole.len(), part.len())
        };
        let counts = texts.iter().map(of);
        counts.fold((0, 0), |most, one| (most.0.max(one.0), most.1.max(one.1)))
    };
    let format = |(whole, part): (usize, usize)| {
        if part == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{part}")
        }
    };
    let sign = if values.iter().any(|value| value.starts_with(['-', '+'])) {
        "+"
    } else {
        ""
    };
    let exponent = values
        .iter()
        .filter_map(|value| value.split_once('e'))
        .map(|(_, exponent)| exponent.len())
        .max();
    let exponent = exponent.map_or_else(String::new, |_| "e-1".to_owned());
    let deviation = if deviations.is_empty() {
        String::new()
    } else {
        let (whole, part) = digits(deviations);
        format!("({})", whole + part)
    };
    format!("{{{sign}{}{deviation}{exponent}}}", format(digits(values)))
}

#[cfg(test)]
mod tests {
    use super::{number, table_format};

    #[test]
    fn signs_and_powers_are_mathematics() {
        assert_eq!(number("-0.5"), "$-$0.5");
        assert_eq!(number("+0.5"), "$+$0.5");
        assert_eq!(number("1.2e-4"), "1.2$\\cdot10^{-4}$");
    }

    #[test]
    fn a_format_holds_the_longest_numbers() {
        assert_eq!(table_format(&["9.5", "100.0"], &["0.1"]), "{3.1(2)}");
        assert_eq!(table_format(&["-3"], &[]), "{+1}");
    }
}
