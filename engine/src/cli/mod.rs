//! The command: one file per subcommand, and the only place that prints.
//!
//! Results go to stdout; progress and diagnostics to stderr. Exit codes: 0 all good; 1 a trial failed or has no
//! results; 2 usage, invalid spec, or something the engine needs is not to be had; 130 interrupted.

mod audited;
mod budget;
mod cache;
mod cards;
mod cell;
mod compare;
mod data;
mod download_bar;
mod explain;
mod explain_miss;
mod figure;
mod figures;
mod gathered;
mod init;
mod left_out;
mod making;
mod making_bar;
mod outcome;
mod plain;
mod plan;
mod plugin;
mod progress;
mod report;
mod run;
mod run_journal;
mod run_told;
mod running;
mod schema;
mod scoring;
mod screen;
mod session;
mod signals;
mod slurm;
mod slurm_element;
mod study;
mod table;
mod tables;
mod validate;
mod weights;
mod written;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub(crate) use outcome::Ended;
use screen::Screen;

/// Compare models by a declarative spec.
///
/// A YAML spec says which models are compared, on which data, at which tasks, and which tables show it.
#[derive(Debug, Parser)]
#[command(name = "emospec", version, after_help = EXAMPLES, max_term_width = 100)]
struct Command {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  emospec init study.yaml                       write a commented starter spec
  emospec validate study.yaml                   check everything a run relies on
  emospec plan study.yaml                       which trials are in the cache, which would be run, and why
  emospec run study.yaml -j 4                   run them, write results/NAME, print the tables
  emospec run study.yaml --set models.net.params.learning_rate=0.01
  emospec table study.yaml main --format latex  print a table again, without fitting
  emospec report study.yaml --open              write a page of tables, rankings and trials, and look at it
  emospec figure study.yaml roc --format pdf    draw a figure again, without fitting
  emospec compare study.yaml net chance         whether one model beats another by more than noise
  emospec data fetch study.yaml                 download its data, verified by their digests
  emospec data describe study.yaml              what the datasets hold
  emospec study design study.yaml labels out/   write questionnaires that ask people whether labels hold
  emospec cache gc --limit 50GiB --keep         how large the cache may grow
  emospec plugin list                           the models there are

Exit codes: 0 all good; 1 a trial failed; 2 usage or invalid spec; 130 interrupted.";

/// Options of every subcommand.
#[derive(Debug, Clone, Args)]
struct Common {
    /// A folder to look for plugins in, before any other (may be given several times)
    #[arg(long, global = true, value_name = "DIR")]
    plugin_path: Vec<PathBuf>,
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print JSON where a program may read
    #[arg(long, global = true)]
    json: bool,
}

/// Which spec, with which changes.
#[derive(Debug, Clone, Args)]
struct SpecChoice {
    /// The spec file
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// Change a value of the spec: a dotted path and a YAML value (may be given several times)
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overrides: Vec<String>,
    /// Leave out what needs data files that are not there, and say so
    #[arg(long)]
    skip_missing: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run the trials that are not in the cache, write the results, and print the tables
    Run(run::Run),
    /// Check everything that a run relies on
    Validate(validate::Validate),
    /// List the trials: which are in the cache, why the others are not, and how long they may take
    Plan(plan::Plan),
    /// Say why a trial is not in the cache: which input changed, from what to what
    ExplainMiss(explain_miss::ExplainMiss),
    /// Print tables from what is in the cache, without fitting
    Table(table::Table),
    /// Write one HTML file of an experiment from what is in the cache, without fitting
    Report(report::Report),
    /// Draw figures from what is in the cache, without fitting
    Figure(figure::Figure),
    /// Say whether one model beats another by more than noise, from what is in the cache
    Compare(compare::Compare),
    /// Print the JSON Schema of specs
    Schema,
    /// Write a commented starter spec
    Init(init::Init),
    /// Work with datasets
    #[command(subcommand)]
    Data(data::Data),
    /// Ask people whether labels hold
    #[command(subcommand)]
    Study(study::Study),
    /// Work with the cache
    #[command(subcommand)]
    Cache(cache::Cache),
    /// Work with plugins
    #[command(subcommand)]
    Plugin(plugin::Plugin),
    /// Fetch weights that packages publish
    #[command(subcommand)]
    Weights(weights::WeightsVerb),
    /// Explain a code such as E020
    Explain(explain::Explain),
    /// Run one trial of a batch; Slurm starts this on a node
    #[command(hide = true)]
    SlurmElement(slurm_element::SlurmElement),
    /// Serve calls to a plugin; the engine starts this itself
    #[command(hide = true)]
    Worker {
        /// The plugin's library
        library: PathBuf,
    },
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(error) => error.exit(),
    };
    let screen = Screen::new(command.common.quiet, command.common.json);
    let common = &command.common;
    let ended = match &command.verb {
        Verb::Run(verb) => verb.act(common, &screen),
        Verb::Validate(verb) => verb.act(common, &screen),
        Verb::Plan(verb) => verb.act(common, &screen),
        Verb::ExplainMiss(verb) => verb.act(common, &screen),
        Verb::Cache(verb) => verb.act(common, &screen),
        Verb::Table(verb) => verb.act(common, &screen),
        Verb::Report(verb) => verb.act(common, &screen),
        Verb::Figure(verb) => verb.act(common, &screen),
        Verb::Compare(verb) => verb.act(common, &screen),
        Verb::Schema => schema::act(&screen),
        Verb::Init(verb) => verb.act(&screen),
        Verb::Data(verb) => verb.act(common, &screen),
        Verb::Study(verb) => verb.act(common, &screen),
        Verb::Plugin(verb) => verb.act(common, &screen),
        Verb::Weights(verb) => verb.act(common, &screen),
        Verb::Explain(verb) => verb.act(&screen),
        Verb::SlurmElement(verb) => verb.act(common, &screen),
        Verb::Worker { library } => match crate::plugin::run_worker(library) {
            Ok(()) => Ended::Good,
            Err(_) => Ended::Unusable,
        },
    };
    ended.into()
}
