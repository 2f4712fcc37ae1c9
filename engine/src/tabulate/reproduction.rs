use std::collections::BTreeSet;

use super::{Cell, Content, Labels, Printed, Table, TableBuilder, aggregate, print};
use crate::score::{ReportedScore, Score, ScoreKey};
use crate::spec::{CellContent, CellSpec, Dimension, Name};
use crate::statistics::t_interval;
use crate::validate::REPRODUCTION;

/// The level of confidence of the interval that stands in where a publication gives no spread.
const LEVEL: f64 = 0.95;

/// Every reported number beside what the model that reproduces it has here; none where nothing is reproduced.
///
/// `reproduced_by` gives the model for the name of a reported result.
pub fn reproduction_table(
    reported: &[ReportedScore],
    scores: &[Score],
    reproduced_by: impl Fn(&Name) -> Option<Name>,
    labels: &Labels,
) -> Option<Table> {
    let datasets: BTreeSet<&Name> = reported.iter().map(|it| &it.key.dataset).collect();
    let axes: &[&str] = if datasets.len() > 1 {
        &["source", "dataset", "result"]
    } else {
        &["source", "result"]
    };
    let mut builder = TableBuilder::new(
        REPRODUCTION.to_owned(),
        "Reproduced and reported results.",
        axes,
        &["Reported", "Measured", "Difference", "Inside the spread"],
    );
    builder = builder.decimals(CellSpec::default().decimals);
    let mut rows = 0;
    for reported in reported {
        let Some(model) = reproduced_by(&reported.key.model) else {
            continue;
        };
        let own = scores_of(scores, &reported.key, &model);
        if own.is_empty() {
            continue;
        }
        let how = CellSpec::default();
        let percent = labels.in_percent(reported.key.metric.as_str(), &how);
        let title = |dimension, name: &Name| labels.title(dimension, name.as_str()).to_owned();
        let source = title(Dimension::Model, &reported.key.model);
        let source = match labels.citations.get(&reported.key.model) {
            Some(key) => format!("{source} [{key}]"),
            None => source,
        };
        let mut headings = vec![source, result_title(&reported.key, percent, labels)];
        if datasets.len() > 1 {
            headings.insert(1, title(Dimension::Dataset, &reported.key.dataset));
        }
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        builder.row(&headings, cells(reported, &own, &how, percent));
        rows += 1;
    }
    let models: BTreeSet<Name> = reported
        .iter()
        .filter_map(|it| reproduced_by(&it.key.model))
        .collect();
    let models: Vec<&str> = models
        .iter()
        .map(|model| labels.title(Dimension::Model, model.as_str()))
        .collect();
    builder.note(format!("Measured: {}.", models.join("; ")));
    builder.note(
        "Inside the spread: the difference is no larger than the standard deviation reported; where none is reported, the \
         reported number lies in the 95 % t interval of the measured mean.",
    );
    (rows > 0).then(|| builder.finish())
}

/// The scores of a model that answer the question a reported number answers.
fn scores_of<'a>(scores: &'a [Score], reported: &ScoreKey, model: &Name) -> Vec<&'a Score> {
    let is_same = |score: &&Score| {
        let wanted = ScoreKey {
            model: model.clone(),
            fold: score.key.fold,
            seed: score.key.seed,
            ..reported.clone()
        };
        score.key == wanted
    };
    scores.iter().filter(is_same).collect()
}

fn result_title(key: &ScoreKey, percent: bool, labels: &Labels) -> String {
    let metric = labels.title(Dimension::Metric, key.metric.as_str());
    let unit = if percent { " (%)" } else { "" };
    match &key.query {
        Some(query) => {
            let query = labels.title(Dimension::Query, query.as_str());
            format!("{metric}{unit}, {query}")
        }
        None => format!("{metric}{unit}"),
    }
}

fn cells(reported: &ReportedScore, own: &[&Score], how: &CellSpec, percent: bool) -> Vec<Cell> {
    let content = Content::Reported {
        value: reported.value,
        spread: reported.spread,
        trials: reported.trials,
    };
    let measured = aggregate::aggregate(own, CellContent::MeanStd);
    let plain = |content: Content, how: &CellSpec| {
        let printed = print(&content, how, percent);
        Cell::plain(content, printed)
    };
    let (difference, verdict) = match measured {
        Content::Value { mean, .. } => {
            let difference = Content::Value {
                trials: own.len(),
                mean: mean - reported.value,
                std: None,
                median: None,
                interval: None,
            };
            let signed = CellSpec {
                show: CellContent::Delta,
                ..how.clone()
            };
            let verdict = match is_inside(reported, own, mean) {
                Some(true) => "yes",
                Some(false) => "no",
                None => "cannot tell",
            };
            (plain(difference, &signed), verdict)
        }
        _ => (Cell::absent(), "–"),
    };
    let verdict = Cell::plain(Content::Text, Printed::Words(verdict.to_owned()));
    vec![
        plain(content, how),
        plain(measured, how),
        difference,
        verdict,
    ]
}

/// Whether a reported number and a mean agree; none where neither has a spread.
fn is_inside(reported: &ReportedScore, own: &[&Score], mean: f64) -> Option<bool> {
    if let Some(spread) = reported.spread {
        return Some((mean - reported.value).abs() <= spread);
    }
    let values: Vec<f64> = own
        .iter()
        .filter_map(|score| score.value.as_ref().ok().copied())
        .collect();
    let interval = t_interval(&values, LEVEL).ok()?;
    Some((interval.low..=interval.high).contains(&reported.value))
}

#[cfg(test)]
mod tests {
    use super::super::examples::{labels, score};
    use super::*;

    fn printed(spread: Option<f64>, values: &[f64]) -> Vec<String> {
        let scores: Vec<Score> = values
            .iter()
            .zip(0..)
            .map(|(value, seed)| score("net", "accuracy", seed, Ok(*value)))
            .collect();
        let reported = ReportedScore {
            key: ScoreKey {
                model: "paper".into(),
                ..score("paper", "accuracy", 0, Ok(0.0)).key
            },
            value: 0.7,
            spread,
            trials: None,
            note: None,
        };
        let table = reproduction_table(&[reported], &scores, |_| Some("net".into()), &labels());
        let row = &table.unwrap().rows[0];
        row.cells
            .iter()
            .map(|cell| cell.printed.to_string())
            .collect()
    }

    #[test]
    fn a_difference_within_the_deviation_is_inside() {
        assert_eq!(
            printed(Some(0.02), &[0.70, 0.72]),
            ["70.00 ± 2.00", "71.00 ± 1.41", "+1.00", "yes"]
        );
        assert_eq!(printed(Some(0.005), &[0.70, 0.72])[3], "no");
    }

    #[test]
    fn without_a_deviation_the_interval_of_the_mean_decides() {
        assert_eq!(printed(None, &[0.69, 0.70, 0.72])[3], "yes");
        assert_eq!(printed(None, &[0.80, 0.801, 0.799])[3], "no");
        assert_eq!(printed(None, &[0.70])[3], "cannot tell");
    }

    #[test]
    fn nothing_reproduced_is_no_table() {
        let scores = [score("net", "accuracy", 0, Ok(0.5))];
        assert_eq!(reproduction_table(&[], &scores, |_| None, &labels()), None);
    }
}
