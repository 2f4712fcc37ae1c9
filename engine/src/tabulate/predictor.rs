use super::{Table, TableBuilder};
use crate::spec::Name;
use crate::validate::PredictorReport;

/// The level of confidence of intervals.
const LEVEL: f64 = 0.95;

/// How good the predictor of a label of `dataset`, which readers know by `title`, is: for each true class, how many held-out rows it takes for which.
pub fn predictor_table(dataset: &Name, title: &str, report: &PredictorReport) -> Table {
    let name = format!("labels-{dataset}-{}", report.label);
    let caption = format!(
        "Predictor of `{}` of {title} (dataset `{dataset}`): true class by predicted class, on rows that were held out",
        report.label
    );
    let classes: Vec<&str> = report.classes.iter().map(String::as_str).collect();
    let mut columns = classes.clone();
    columns.extend(["Recall %", "Labelled"]);
    let mut builder = TableBuilder::new(name, &caption, &["true class"], &columns);
    let mut right = 0;
    for (class, (title, counts)) in classes.iter().zip(&report.confusion).enumerate() {
        let total: usize = counts.iter().sum();
        let hit = counts.get(class).copied().unwrap_or(0);
        right += hit;
        let mut cells: Vec<_> = counts.iter().map(|&count| builder.count(count)).collect();
        cells.push(builder.share(hit, total, LEVEL));
        let labelled = report.labelled.get(class).copied().unwrap_or(0);
        cells.push(builder.count(labelled));
        builder.row(&[title], cells);
    }
    let total: usize = report.confusion.iter().flatten().sum();
    builder.note(format!(
        "{right} of {total} held-out rows are right ({:.1} %). Recall with a Wilson interval at 95 %.",
        100.0 * right as f64 / total.max(1) as f64
    ));
    let [before, after] = report.calibration_error;
    let [loss_before, loss_after] = report.log_loss;
    builder.note(match report.temperature {
        Some(temperature) => format!(
            "Calibrated by a temperature of {temperature:.3}, chosen on the validation rows: expected calibration error (15 \
             bins) {before:.3} before and {after:.3} after, log loss {loss_before:.3} and {loss_after:.3}."
        ),
        None => format!(
            "Not calibrated: expected calibration error (15 bins) {before:.3}, log loss {loss_before:.3}."
        ),
    });
    let labelled: usize = report.labelled.iter().sum();
    builder.note(format!(
        "Labelled: rows without a label of their own that got this one, {labelled} in all; {} were left out for want of \
         confidence.",
        report.unsure
    ));
    for note in &report.notes {
        builder.note(note.clone());
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{TerminalStyle, terminal};

    #[test]
    fn confusion_and_calibration_stand_in_one_table() {
        let report = PredictorReport {
            label: "mood".into(),
            classes: vec!["calm".into(), "tense".into()],
            confusion: vec![vec![8, 2], vec![1, 9]],
            temperature: Some(1.5),
            calibration_error: [0.125, 0.0625],
            log_loss: [0.5, 0.25],
            labelled: vec![30, 12],
            unsure: 4,
            notes: vec!["The rows trained on share a recording with those held out.".to_owned()],
        };
        let table = predictor_table(&"clips".into(), "Made-up clips", &report);
        let style = TerminalStyle {
            width: 100,
            colour: false,
        };
        insta::assert_snapshot!(terminal(&table, &style));
    }
}
