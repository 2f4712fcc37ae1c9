//! What is behind a cell of a table: its trials, with seed, fold, score, fingerprint and predictions.

use serde_json::{Value, json};

use super::screen::Screen;
use super::session::Prepared;
use crate::plan::PlannedTrial;
use crate::report::{TerminalStyle, terminal};
use crate::score::Score;
use crate::spec::Name;
use crate::tabulate::{TableBuilder, TabulateError, behind};

impl Prepared {
    /// Shows the scores behind the cell that a row and a column of a table are called by.
    ///
    /// # Errors
    /// When the table has no such cell.
    pub(super) fn show_cell(
        &self,
        table: &Name,
        place: (&str, &str),
        scores: &[Score],
        screen: &Screen,
    ) -> Result<(), TabulateError> {
        let Some(spec) = self.valid.spec.tables.get(table) else {
            return Ok(());
        };
        let (row, column) = place;
        let found = behind(table, spec, scores, &self.labels(), row, column)?;
        if screen.json() {
            let trials: Vec<Value> = found.iter().map(|score| self.document(score)).collect();
            screen.print_json(
                &json!({"table": table, "row": row, "column": column, "trials": trials}),
            );
            return Ok(());
        }
        let mut builder = TableBuilder::new(
            "cell".to_owned(),
            &format!("{table}: {row}, {column}"),
            &["fold", "seed"],
            &["metric", "value", "fingerprint", "trial"],
        );
        for score in &found {
            let trial = self.trial_of(score);
            let name = trial.map_or_else(
                || "chosen by inner folds: see choices.csv".to_owned(),
                |planned| planned.trial.to_string(),
            );
            let value = match &score.value {
                Ok(value) => value.to_string(),
                Err(missing) => missing.to_string(),
            };
            let digest = trial.map_or("", |planned| planned.digest.short());
            let cells = [score.key.metric.as_str(), &value, digest, &name];
            let (fold, seed) = (score.key.fold.to_string(), score.key.seed.to_string());
            builder.row(&[&fold, &seed], cells.map(TableBuilder::text).to_vec());
        }
        builder.note(format!(
            "Predictions of a trial: {}/predictions/TRIAL.parquet, with dots in the place of slashes.",
            self.default_results().display()
        ));
        builder.note("`emospec plan --json` has the whole fingerprint of every trial.");
        let style = TerminalStyle {
            width: screen.width(),
            colour: screen.colour(),
        };
        screen.print(&terminal(&builder.finish(), &style));
        Ok(())
    }

    fn document(&self, score: &Score) -> Value {
        let trial = self.trial_of(score);
        let predictions = trial.map(|planned| {
            let file = format!("{}.parquet", planned.trial.to_string().replace('/', "."));
            self.default_results().join("predictions").join(file)
        });
        json!({
            "trial": trial.map(|planned| planned.trial.to_string()),
            "dataset": score.key.dataset,
            "task": score.key.task,
            "split": score.key.split,
            "fold": score.key.fold,
            "model": score.key.model,
            "seed": score.key.seed,
            "query": score.key.query,
            "metric": score.key.metric,
            "class": score.key.class,
            "value": score.value.as_ref().ok(),
            "missing": score.value.as_ref().err().map(ToString::to_string),
            "fingerprint": trial.map(|planned| &planned.digest),
            "predictions": predictions,
        })
    }

    /// The trial a score is of; none where inner folds chose among several models, fold by fold.
    fn trial_of(&self, score: &Score) -> Option<&PlannedTrial> {
        let key = &score.key;
        self.plan.trials.iter().find(|planned| {
            let trial = &planned.trial;
            trial.inner.is_none()
                && trial.dataset == key.dataset
                && trial.task == key.task
                && trial.split == key.split
                && trial.fold == key.fold
                && trial.model == key.model
                && trial.seed == key.seed
        })
    }
}
