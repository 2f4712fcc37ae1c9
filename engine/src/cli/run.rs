use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::budget::Budget;
use super::cards::write_card;
use super::running::{Running, first_of};
use super::screen::Screen;
use super::session::Prepared;
use super::tables::write_tables;
use super::written::WrittenKey;
use super::{Common, Ended, SpecChoice};
use crate::choose::Choice;
use crate::diagnostic::{Code, Diagnostic};
use crate::execute::{Outcome, Stopped};
use crate::figure::Figure;
use crate::files::Digest;
use crate::report::{write_choices, write_rejections, write_scores};
use crate::results::{Provenance, Results};
use crate::score::Score;

/// Writes the figures, and removes those that the spec describes and cannot be drawn any more.
fn write_figures(
    prepared: &Prepared,
    results: &Results,
    figures: &[Figure],
) -> std::io::Result<()> {
    for figure in figures {
        results.write_figure(figure)?;
    }
    let described = prepared.valid.document["figures"].as_object();
    let names = described.into_iter().flat_map(serde_json::Map::keys);
    for gone in names.filter(|name| !figures.iter().any(|figure| figure.name == **name)) {
        results.remove_figure(gone)?;
    }
    Ok(())
}

/// What came of the trials.
enum Tried {
    /// Each was tried: how they ended.
    All(BTreeMap<Digest, Outcome>),
    /// The user ended it.
    Interrupted,
}

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    choice: SpecChoice,
    /// Trials to run, or files to work on, at once; as many as there are cores when left out
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Start further trials after one failed
    #[arg(short, long)]
    keep_going: bool,
    /// Run every trial, whatever the cache has
    #[arg(short, long)]
    force: bool,
    /// The folder of the results; `results/NAME` when left out
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Run {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let Some(prepared) = Prepared::made(&self.choice, common, screen, self.jobs) else {
            return Ended::Unusable;
        };
        match self.run(&prepared, common, screen) {
            Ok(ended) => ended,
            Err(diagnostic) => {
                screen.diagnose_one(*diagnostic);
                Ended::Unusable
            }
        }
    }

    fn run(
        &self,
        prepared: &Prepared,
        common: &Common,
        screen: &Screen,
    ) -> Result<Ended, Box<Diagnostic>> {
        let folder = self
            .out
            .clone()
            .unwrap_or_else(|| prepared.default_results());
        let unwritable = |error: std::io::Error| {
            let message = format!("failed to write results to {}: {error}", folder.display());
            let help = "name a folder that you may write to with --out DIR".to_owned();
            Box::new(Diagnostic::error(Code::NoResults, message).help(help))
        };
        let results = Results::open(folder.clone()).map_err(unwritable)?;
        let outcomes = match self.outcomes(prepared, common, screen)? {
            Tried::All(outcomes) => outcomes,
            Tried::Interrupted => return Ok(Ended::Interrupted),
        };
        Self::write_predictions(prepared, &results, &outcomes).map_err(unwritable)?;
        let entries =
            prepared
                .plan
                .trials
                .iter()
                .map(|planned| match outcomes.get(&planned.digest) {
                    Some(Outcome::Done(entry)) => Some(entry),
                    _ => None,
                });
        let all_done = entries.clone().all(|entry| entry.is_some());
        let key = WrittenKey::of(prepared, &results, entries, screen);
        let printed = key.as_ref().and_then(|key| key.printed(&results));
        if let Some(printed) = printed {
            screen.print(&printed);
        } else {
            let scores = prepared.scores(&outcomes);
            for name in prepared.made_here() {
                let card = prepared.card(name).map_err(|found| first_of(&found))?;
                write_card(&folder.join("cards"), &card).map_err(unwritable)?;
            }
            let written = Self::write(prepared, &results, &outcomes, &scores, screen);
            if let (Some(printed), Some(key)) = (written.map_err(unwritable)?, key) {
                key.keep(&results, &printed);
            }
        }
        let broken = prepared.session.pieces.any_broken();
        prepared.tell_rejected(&folder, screen);
        screen.tell(&format!("results are in {}", folder.display()));
        Ok(if all_done && !broken {
            Ended::Good
        } else {
            Ended::TrialFailed
        })
    }

    /// How every trial ended, by digest: from the cache, or run now.
    fn outcomes(
        &self,
        prepared: &Prepared,
        common: &Common,
        screen: &Screen,
    ) -> Result<Tried, Box<Diagnostic>> {
        let hits = prepared.look_up(screen);
        let mut outcomes = if self.force { BTreeMap::new() } else { hits };
        let misses = prepared.misses(&outcomes);
        let total = prepared.plan.trials.len();
        screen.tell(&format!(
            "{}: {total} trials, {} in the cache, {} to run",
            prepared.valid.spec.name,
            total - misses.len(),
            misses.len()
        ));
        if !misses.is_empty() {
            let running = Running {
                prepared,
                screen,
                choice: &self.choice,
                common,
                jobs: self.jobs,
                budget: Budget::of(self.jobs, &prepared.valid.spec.execution),
                keep_going: self.keep_going,
                force: self.force,
            };
            let ran = running.run(&misses)?;
            if ran.stopped == Some(Stopped::Interrupted) {
                return Ok(Tried::Interrupted);
            }
            outcomes.extend(ran.outcomes);
        }
        Ok(Tried::All(outcomes))
    }

    fn write_predictions(
        prepared: &Prepared,
        results: &Results,
        outcomes: &BTreeMap<Digest, Outcome>,
    ) -> std::io::Result<()> {
        let mut predictions = BTreeMap::new();
        let reported = prepared.plan.trials.iter();
        for planned in reported.filter(|planned| planned.trial.inner.is_none()) {
            if let Some(Outcome::Done(entry)) = outcomes.get(&planned.digest) {
                let file = format!("{}.parquet", planned.trial.to_string().replace('/', "."));
                predictions.insert(file, entry);
            }
        }
        results.write_predictions(&predictions, &prepared.session.cache.memo())
    }

    /// Writes everything else and prints the tables; what was printed, where nothing was amiss.
    fn write(
        prepared: &Prepared,
        results: &Results,
        outcomes: &BTreeMap<Digest, Outcome>,
        evaluated: &(Vec<Score>, Vec<Choice>),
        screen: &Screen,
    ) -> std::io::Result<Option<String>> {
        let mut is_amiss = false;
        let (scores, choices) = evaluated;
        let text = write_scores(scores).map_err(std::io::Error::other)?;
        results.write("scores.csv", text.as_bytes())?;
        results.write_where("choices.csv", !choices.is_empty(), || {
            write_choices(choices)
        })?;
        for (name, dataset) in &prepared.valid.datasets {
            let rejected = &dataset.rejected;
            let file = format!("rejected-{name}.csv");
            results.write_where(&file, !rejected.is_empty(), || write_rejections(rejected))?;
        }
        let provenance = Provenance::of(&prepared.valid, &prepared.plan);
        let mut text = serde_json::to_string_pretty(&provenance)?;
        text.push('\n');
        results.write("provenance.json", text.as_bytes())?;

        results.write_failures(&prepared.failures(outcomes))?;
        let figures = match prepared.figures(outcomes, evaluated) {
            Ok(figures) => figures,
            Err(found) => {
                screen.diagnose(&found);
                is_amiss = true;
                Vec::new()
            }
        };
        write_figures(prepared, results, &figures)?;
        let tables = match prepared.tables(scores) {
            Ok(tables) => prepared
                .predictor_tables()
                .chain(tables)
                .collect::<Vec<_>>(),
            Err(found) => {
                screen.diagnose(&found);
                return Ok(None);
            }
        };
        let described = prepared.valid.document["tables"].as_object();
        let names = described.into_iter().flat_map(serde_json::Map::keys);
        for gone in names.filter(|name| !tables.iter().any(|(table, _)| table.as_str() == *name)) {
            results.remove_table(gone)?;
        }
        let page = prepared.page(outcomes, choices, &tables, &figures);
        results.write("report.html", page.html().as_bytes())?;
        let shown = tables.iter().map(|(_, table)| (table, true));
        let printed = write_tables(results, &prepared.valid.spec.name, shown, screen)?;
        screen.print(&printed);
        Ok((!is_amiss).then_some(printed))
    }
}
