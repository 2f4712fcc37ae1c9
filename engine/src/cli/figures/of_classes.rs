//! Figures of predicted classes.

use super::{Making, matrix, means, nothing};
use crate::cli::gathered::Gathered;
use crate::dataset::Values;
use crate::execute::Predictions;
use crate::figure::{
    Panel, Runs, Shown, calibration, confusion, distribution, precision_recall, roc,
};
use crate::metric::ClassificationInput;
use crate::spec::{FigureKind, Name};

impl Making<'_> {
    /// Figures of predicted classes.
    pub(super) fn of_classes(&self) -> Shown<Vec<Panel>> {
        let Some(target) = &self.valid.target else {
            return nothing();
        };
        let columns = [format!("target.{target}"), format!("output.{target}")];
        let gathered: Vec<Gathered> = self
            .valid
            .models
            .iter()
            .map(|model| self.trials().of(model, &columns))
            .collect();
        let mut notes = Vec::new();
        let mut models = Vec::new();
        for of_model in &gathered {
            let title = self.title_of(&of_model.model);
            let runs: Vec<ClassificationInput<'_>> = of_model
                .runs
                .iter()
                .filter_map(|run| classification(&run.predictions, target))
                .collect();
            notes.extend(of_model.note(title));
            if runs.is_empty() && !of_model.runs.is_empty() {
                notes.push(format!("{title} does not predict {target}."));
                continue;
            }
            models.push(Runs {
                title: title.to_owned(),
                runs,
            });
        }
        let (classes, positive) = (&self.valid.classes, self.valid.positive);
        let class = classes.get(positive).map_or("", String::as_str);
        let seeds = gathered.iter().map(Gathered::seeds).max().unwrap_or(0);
        let one = |shown: Shown<Panel>| Shown {
            shown: vec![shown.shown],
            notes: shown.notes,
        };
        let (shown, lines) = match self.spec.kind {
            FigureKind::Roc => (
                one(roc(&models, positive)),
                vec![format!("Class: {class}. The diagonal is chance.")],
            ),
            FigureKind::PrecisionRecall => (
                one(precision_recall(&models, positive)),
                vec![format!(
                    "Class: {class}. The grey line is its share of the rows."
                )],
            ),
            FigureKind::Calibration => (
                calibration(&models),
                vec!["The diagonal is confidence that is right as often as it says.".to_owned()],
            ),
            FigureKind::Distribution => (distribution(&models, positive, classes), Vec::new()),
            _ => (
                confusion(&models, classes, seeds.max(1)),
                vec!["Percent of the rows of each true class.".to_owned()],
            ),
        };
        let has_bands = !matches!(
            self.spec.kind,
            FigureKind::Distribution | FigureKind::Confusion
        );
        let mut said = lines;
        said.extend(means(&gathered, has_bands));
        said.extend(shown.notes.iter().map(|note| format!("{note}.")));
        said.extend(notes);
        Shown {
            shown: shown.shown,
            notes: said,
        }
    }
}

fn classification<'p>(
    predictions: &'p Predictions,
    target: &Name,
) -> Option<ClassificationInput<'p>> {
    match (
        predictions.target(target.as_str()),
        predictions.output(target.as_str()),
    ) {
        (Some(Values::Classes(truth)), Some(Values::Matrix { width, data })) => {
            Some(ClassificationInput {
                truth,
                probabilities: matrix(*width, data),
            })
        }
        _ => None,
    }
}
