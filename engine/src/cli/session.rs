//! What the subcommands that read a spec share: cache, plugins, validated spec, plan and what the cache has of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::budget::{Budget, memory_of_machine};
use super::screen::Screen;
use super::{Common, Ended, SpecChoice};
use crate::cache::{Cache, Lease, Lookup};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::execute::Outcome;
use crate::files::{Digest, DigestMemo};
use crate::make::Pieces;
use crate::metric::Unit;
use crate::plan::{Plan, PlannedTrial, plan};
use crate::plugin::{Limits, SearchPath, Store, WorkerFactory};
use crate::score::Score;
use crate::spec::load::{LoadedSpec, load, load_datasets};
use crate::spec::{Dimension, ExecutionSpec, MemoryLimit, MetricChoice, Name};
use crate::tabulate::{Labels, MetricLabel, Table, reproduction_table, tabulate};
use crate::validate::{Maker, Surroundings, ValidatedSpec, validate};

/// Cache and plugins.
pub(super) struct Session {
    pub cache: Cache,
    /// That this engine uses the cache.
    pub lease: Lease,
    /// What was made of folders so far.
    pub pieces: Pieces,
    pub digests: Arc<DigestMemo>,
    /// Where facts of datasets are remembered.
    facts: PathBuf,
    pub plugins: Store,
}

impl Session {
    /// Opens the cache and the plugin folders around `start`.
    pub fn open(
        common: &Common,
        start: &Path,
        execution: &ExecutionSpec,
        screen: &Screen,
    ) -> Result<Self, Diagnostics> {
        let fail = |code, message: String, help: &str| {
            let mut found = Diagnostics::default();
            found.push(Diagnostic::error(code, message).help(help.to_owned()));
            found
        };
        let help = "set EMOSPEC_CACHE_DIR to a folder that you may write to";
        let root = Cache::default_root().ok_or_else(|| {
            fail(
                Code::NoCache,
                "there is no folder for the cache".to_owned(),
                help,
            )
        })?;
        let unusable = |error: std::io::Error| {
            let message = format!("failed to use the cache at {}: {error}", root.display());
            fail(Code::NoCache, message, help)
        };
        let cache = Cache::open(root.clone()).map_err(unusable)?;
        let lease = cache.lease().map_err(unusable)?;
        let digests = Arc::new(DigestMemo::open(cache.memo().join("digests.json")));
        let here = std::env::current_dir().unwrap_or_default();
        let start = here.join(start);
        let search = SearchPath::new(&common.plugin_path, &[&start, &here]);
        let limits = Limits {
            timeout: execution.timeout.get(),
            memory: execution
                .memory
                .map_or_else(memory_of_machine, MemoryLimit::bytes),
        };
        let workers = WorkerFactory::of_this_engine(execution.threads, limits)
            .map_err(|error| fail(Code::UnusablePlugin, error.to_string(), help))?;
        let teller = screen.clone();
        let plugins = Store::new(
            search,
            workers,
            Arc::clone(&digests),
            cache.memo().join("plugins"),
            move |line| teller.tell(line),
        );
        Ok(Self {
            pieces: Pieces::under(cache.pieces()),
            facts: cache.memo().join("datasets"),
            cache,
            lease,
            digests,
            plugins,
        })
    }

    /// What a spec is validated in.
    pub fn around<'a>(&'a self, maker: &'a dyn Maker, skip_missing: bool) -> Surroundings<'a> {
        Surroundings {
            plugins: &self.plugins,
            digests: &self.digests,
            facts: &self.facts,
            skip_missing,
            maker,
        }
    }

    /// Says what this engine needs of the cache from now on; the digest names it.
    pub fn needed_by(&self, plan: &Plan) -> std::io::Result<Digest> {
        let pieces = self.pieces.used();
        let trials = plan.trials.iter().map(|planned| &planned.digest);
        let needed: Vec<&Digest> = trials.chain(&pieces).collect();
        self.lease.needs(&needed)
    }

    /// The validated spec, with the warnings about it.
    pub fn validated(
        &self,
        loaded: LoadedSpec,
        skip_missing: bool,
    ) -> Result<(ValidatedSpec, Diagnostics), Diagnostics> {
        let workshop = self.workshop();
        let validated = validate(loaded, &self.around(&workshop, skip_missing));
        // The memo only saves time: a cache that cannot be written is reported where it matters.
        let _ = self.digests.save();
        validated
    }
}

/// What becomes of datasets that have to be made first.
#[derive(Debug, Clone, Copy)]
enum Unmade {
    /// It is told what is left to do.
    Told,
    /// They are made, on so many files at once.
    Made(Option<u16>),
}

/// What the cache has of a plan.
pub(super) struct Found {
    /// Trials that are done, by the digest of their inputs.
    pub hits: BTreeMap<Digest, Outcome>,
    /// Why others cannot be used.
    pub damaged: BTreeMap<Digest, String>,
}

/// A spec that passed every check, with its trials.
pub(super) struct Prepared {
    pub session: Session,
    pub valid: ValidatedSpec,
    pub plan: Plan,
    /// What is worth knowing of the spec when it is looked at.
    pub notes: Diagnostics,
}

impl Prepared {
    /// Loads, validates and plans a spec; what is wrong or worth knowing goes to the screen.
    pub fn new(choice: &SpecChoice, common: &Common, screen: &Screen) -> Option<Self> {
        let loaded = load(&choice.spec, &choice.overrides);
        Self::told(
            loaded.and_then(|loaded| Self::of(&loaded, choice, common, screen, Unmade::Told)),
            screen,
        )
    }

    /// The same, once every dataset is made that has to be, on so many files at once.
    pub fn made(
        choice: &SpecChoice,
        common: &Common,
        screen: &Screen,
        jobs: Option<u16>,
    ) -> Option<Self> {
        let loaded = load(&choice.spec, &choice.overrides);
        Self::told(
            loaded.and_then(|loaded| Self::of(&loaded, choice, common, screen, Unmade::Made(jobs))),
            screen,
        )
    }

    /// The datasets of a spec alone, made where they have to be; the spec need not be a whole experiment.
    pub fn datasets(choice: &SpecChoice, common: &Common, screen: &Screen) -> Option<Self> {
        let loaded = load_datasets(&choice.spec, &choice.overrides);
        Self::told(
            loaded.and_then(|loaded| Self::of(&loaded, choice, common, screen, Unmade::Made(None))),
            screen,
        )
    }

    fn told(loaded: Result<(Self, Diagnostics), Diagnostics>, screen: &Screen) -> Option<Self> {
        match loaded {
            Ok((prepared, warnings)) => {
                screen.diagnose(&warnings);
                Some(prepared)
            }
            Err(found) => {
                screen.diagnose(&found);
                None
            }
        }
    }

    fn of(
        loaded: &LoadedSpec,
        choice: &SpecChoice,
        common: &Common,
        screen: &Screen,
        unmade: Unmade,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let execution = &loaded.spec.execution;
        let session = Session::open(common, &loaded.folder, execution, screen)?;
        let mut validated = session.validated(loaded.clone(), choice.skip_missing)?;
        if let Unmade::Made(jobs) = unmade {
            let jobs = Budget::of(jobs, execution).jobs;
            validated = session.make(loaded, choice.skip_missing, validated, jobs, screen)?;
        }
        let (valid, found) = validated;
        let (mut warnings, notes) = found.without_notes();
        let plan = plan(&valid);
        let mut prepared = Self {
            session,
            valid,
            plan,
            notes,
        };
        warnings.append(prepared.check_tables()?);
        Ok((prepared, warnings))
    }

    /// Makes every table of scores that are not there yet, which shows whether its description can be met; then leaves
    /// out of the tables what is left out, and puts under them what audits found.
    fn check_tables(&mut self) -> Result<Diagnostics, Diagnostics> {
        let (there, _) = self.scores_of_seeds(&BTreeMap::new(), self.seeds_to_check());
        let left_out = self.scores_left_out();
        let scores: Vec<_> = there.iter().chain(&left_out).cloned().collect();
        let labels = self.labels();
        let mut found = Diagnostics::about(self.valid.source.texts().clone());
        if !self.valid.pending.is_empty() {
            return Ok(found);
        }
        for (name, spec) in &self.valid.spec.tables {
            if let Err(error) = tabulate(name, spec, &scores, &self.valid.reported.scores, &labels)
            {
                found.push(
                    Diagnostic::error(Code::UnfitTable, error.to_string())
                        .at(self.valid.source.key_place(&format!("/tables/{name}"))),
                );
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        if !left_out.is_empty() {
            found = self.prune_tables(&there, &left_out);
        }
        self.note_findings(&there);
        Ok(found)
    }

    /// The seeds whose scores show whether tables can be made: where no table tells seeds apart, two stand for all.
    fn seeds_to_check(&self) -> Vec<u64> {
        let mut seeds = self.valid.spec.seeds.values();
        let tables = serde_json::to_string(&self.valid.spec.tables).unwrap_or_default();
        if !tables.contains("\"seed\"") {
            seeds.truncate(2);
        }
        seeds
    }

    /// The trials that the cache has, by digest; damaged entries are misses, with a warning.
    pub fn look_up(&self, screen: &Screen) -> BTreeMap<Digest, Outcome> {
        self.look_up_of(|_| true, screen).hits
    }

    /// The same, of some trials.
    pub fn look_up_of(&self, wanted: impl Fn(&PlannedTrial) -> bool, screen: &Screen) -> Found {
        let cache = &self.session.cache;
        let mut first: BTreeMap<&Digest, &PlannedTrial> = BTreeMap::new();
        for planned in self.plan.trials.iter().filter(|planned| wanted(planned)) {
            first.entry(&planned.digest).or_insert(planned);
        }
        let digests: Vec<&Digest> = first.keys().copied().collect();
        let found = match self.session.needed_by(&self.plan) {
            Ok(plan) => cache.looking(&plan).up(&digests),
            // On a full disk the list of what is needed cannot be kept: then nothing is evicted.
            Err(_) => digests.iter().map(|digest| cache.lookup(digest)).collect(),
        };
        let mut hits = BTreeMap::new();
        let mut damaged = BTreeMap::new();
        for (planned, lookup) in first.values().zip(found) {
            match lookup {
                Lookup::Hit(entry) => {
                    hits.insert(planned.digest.clone(), Outcome::Done(entry));
                }
                Lookup::Miss => {}
                Lookup::Damaged(reason) => {
                    screen.tell(&format!(
                        "warning: the cache entry of {} is damaged, and counts as absent: {reason}",
                        planned.trial
                    ));
                    damaged.insert(planned.digest.clone(), reason);
                }
            }
        }
        Found { hits, damaged }
    }

    /// The tables of the spec, in its order.
    pub fn tables(&self, scores: &[Score]) -> Result<Vec<(Name, Table)>, Diagnostics> {
        let labels = self.labels();
        let tables = self.valid.spec.tables.iter().map(|(name, spec)| {
            let table = tabulate(name, spec, scores, &self.valid.reported.scores, &labels)
                .map_err(|error| {
                    let mut found = Diagnostics::default();
                    found.push(Diagnostic::error(Code::UnfitTable, error.to_string()));
                    found
                })?;
            Ok((name.clone(), table))
        });
        tables.chain(self.reproduction(scores).map(Ok)).collect()
    }

    /// The table of what is reported and reproduced, where anything is.
    fn reproduction(&self, scores: &[Score]) -> Option<(Name, Table)> {
        let spec = &self.valid.spec;
        let model = |name: &Name| spec.reported.get(name)?.reproduced_by.clone();
        let reported = &self.valid.reported.scores;
        let table = reproduction_table(reported, scores, model, &self.labels())?;
        Some((table.name.clone(), table))
    }

    pub(super) fn labels(&self) -> Labels {
        let mut labels = Labels::default();
        let models = self.valid.models.iter();
        let of_models = models.filter_map(|(name, model)| {
            let shown = model.candidate_of.as_ref().unwrap_or(name);
            Some((shown.clone(), model.title.clone()?))
        });
        let reported = self.valid.spec.reported.iter();
        let of_reported =
            reported.filter_map(|(name, spec)| Some((name.clone(), spec.title.clone()?)));
        let of_models = of_models.chain(of_reported);
        labels.titles.insert(Dimension::Model, of_models.collect());
        labels.families = self.families();
        let reported = self.valid.spec.reported.iter();
        labels.citations = reported
            .map(|(name, spec)| (name.clone(), spec.cite.clone()))
            .collect();
        labels
            .references
            .clone_from(&self.valid.reported.references);
        let datasets = self.valid.spec.datasets.iter();
        let of_datasets =
            datasets.filter_map(|(name, spec)| Some((name.clone(), spec.title.clone()?)));
        labels
            .titles
            .insert(Dimension::Dataset, of_datasets.collect());
        let mut titles = BTreeMap::new();
        let choices = self
            .valid
            .spec
            .tasks
            .values()
            .flat_map(|task| &task.metrics);
        for choice in choices {
            let Some(metric) = crate::metric::find(choice.metric().as_str()) else {
                continue;
            };
            match (choice, choice.title()) {
                (_, Some(title)) => titles.insert(choice.name().clone(), title.to_owned()),
                (MetricChoice::Named(_), None) => {
                    titles.insert(choice.name().clone(), metric.title())
                }
                (MetricChoice::Of(_), None) => None,
            };
            labels.metrics.insert(
                choice.name().clone(),
                MetricLabel {
                    direction: metric.metric.direction,
                    is_fraction: metric.metric.unit == Unit::Fraction,
                },
            );
        }
        labels.titles.insert(Dimension::Metric, titles);
        labels
    }

    /// The families of models and reported results that have one.
    fn families(&self) -> BTreeMap<Name, String> {
        let models = self.valid.models.iter().filter_map(|(name, model)| {
            let shown = model.candidate_of.as_ref().unwrap_or(name);
            Some((shown.clone(), model.family.clone()?))
        });
        let reported = self.valid.spec.reported.iter();
        let reported =
            reported.filter_map(|(name, spec)| Some((name.clone(), spec.family.clone()?)));
        models.chain(reported).collect()
    }

    /// The trials without a hit.
    pub fn misses(&self, hits: &BTreeMap<Digest, Outcome>) -> Vec<&PlannedTrial> {
        self.plan
            .trials
            .iter()
            .filter(|planned| !hits.contains_key(&planned.digest))
            .collect()
    }

    /// How a command ends that shows what is there, where so many trials have no results yet; it says how to get them.
    pub fn ended_without(&self, missing: usize, choice: &SpecChoice, screen: &Screen) -> Ended {
        if missing == 0 {
            return Ended::Good;
        }
        screen.tell(&format!(
            "{missing} of {} trials have no results yet: `emospec run {}` gets them",
            self.plan.trials.len(),
            choice.spec.display()
        ));
        Ended::TrialFailed
    }

    /// The folder results go to where none is given.
    pub fn default_results(&self) -> PathBuf {
        Path::new("results").join(self.valid.spec.name.as_str())
    }
}
