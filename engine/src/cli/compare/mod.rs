//! `emospec compare`: one model against another.

mod chosen;
mod evidence;
mod gathering;
mod groups;
mod items;
mod told;

use std::path::PathBuf;

use clap::Args;

use super::screen::Screen;
use super::session::Prepared;
use super::{Common, Ended, SpecChoice};
use crate::compare::{Correction, Settings, Test, compare, settle};
use chosen::Chosen;
use evidence::gathered;
use told::Told;

#[derive(Debug, Args)]
#[command(after_long_help = LONG_HELP)]
pub(super) struct Compare {
    /// The spec file
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// The first model
    #[arg(value_name = "A")]
    first: String,
    /// The second model
    #[arg(value_name = "B")]
    second: String,
    /// Only this dataset (may be given several times, like those that follow)
    #[arg(long, value_name = "NAME")]
    dataset: Vec<String>,
    /// Only this task
    #[arg(long, value_name = "NAME")]
    task: Vec<String>,
    /// Only this split
    #[arg(long, value_name = "NAME")]
    split: Vec<String>,
    /// Only this view that queries
    #[arg(long, value_name = "VIEW")]
    query: Vec<String>,
    /// Only this metric
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// The test that the verdict rests on; the one that fits the design when left out
    #[arg(long, value_enum)]
    test: Option<Test>,
    /// The level of tests; intervals are at one less it
    #[arg(long, default_value_t = 0.05, value_parser = level)]
    level: f64,
    /// How p values are adjusted over all that is compared
    #[arg(long, value_enum, default_value_t = Correction::Holm)]
    correction: Correction,
    /// Change a value of the spec: a dotted path and a YAML value (may be given several times)
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overrides: Vec<String>,
    /// Leave out what needs data files that are not there, and say so
    #[arg(long)]
    skip_missing: bool,
}

const LONG_HELP: &str = "\
Two questions are answered, and they are not the same:

  Over trials: would other seeds (or, over folds, other training rows) give the same winner? Differences are paired by
  fold and seed. With one fold, seeds are tested by the paired t test, with Wilcoxon's test and a permutation test beside
  it. With several folds, each fold is the mean of its seeds, and the corrected resampled t test allows for the training
  rows that folds share.

  Item by item: would other rows or queries give the same winner, with the models as they were trained? Each item is the
  mean of its seeds; items of all folds stand together. Where the split or the dataset has group columns, groups are taken
  whole. McNemar's test is shown where items are right or wrong and stand alone.

The verdict rests on the test over trials where there are several, else on the one over items; --test chooses another.
Every further metric, dataset or query compared is another chance of a false claim: p values are adjusted over all that is
compared (--correction). Choose what you compare before you look.

Examples:
  emospec compare study.yaml net chance
  emospec compare study.yaml net chance --metric accuracy --metric auc --level 0.01
  emospec compare study.yaml net chance --test item-permutation --json";

/// A level of tests.
fn level(text: &str) -> Result<f64, String> {
    let level: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if level > 0.0 && level < 0.5 {
        Ok(level)
    } else {
        Err("a level is above 0 and below 0.5, such as 0.05".to_owned())
    }
}

impl Compare {
    pub fn act(&self, common: &Common, screen: &Screen) -> Ended {
        let choice = SpecChoice {
            spec: self.spec.clone(),
            overrides: self.overrides.clone(),
            skip_missing: self.skip_missing,
        };
        let Some(prepared) = Prepared::new(&choice, common, screen) else {
            return Ended::Unusable;
        };
        let settings = Settings {
            test: self.test,
            alpha: self.level,
            correction: self.correction,
        };
        match self.compare(&prepared, &settings, screen) {
            Ok(ended) => ended,
            Err(diagnostic) => {
                screen.diagnose_one(*diagnostic);
                Ended::Unusable
            }
        }
    }

    fn compare(
        &self,
        prepared: &Prepared,
        settings: &Settings,
        screen: &Screen,
    ) -> Result<Ended, Box<crate::diagnostic::Diagnostic>> {
        let chosen = Chosen::of(self, prepared)?;
        let (evidence, missing) = gathered(prepared, &chosen, screen)?;
        let names = [chosen.first.as_str(), chosen.second.as_str()];
        let comparisons: Vec<_> = evidence
            .iter()
            .map(|evidence| compare(evidence, names, settings.alpha))
            .collect();
        let verdicts = settle(&comparisons, settings);
        let told = Told {
            names,
            settings,
            comparisons: comparisons.into_iter().zip(verdicts).collect(),
        };
        if screen.json() {
            screen.print_json(&told.json());
        } else {
            screen.print(&told.text(screen));
        }
        if missing > 0 {
            screen.tell(&format!(
                "{missing} trials of these models have no results yet: `emospec run {}` gets them",
                self.spec.display()
            ));
            return Ok(Ended::TrialFailed);
        }
        Ok(Ended::Good)
    }
}
