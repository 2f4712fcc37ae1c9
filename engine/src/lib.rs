//! `emospec`: a declarative experiment-spec engine with plugin models.
//!
//! A YAML spec describes datasets, splits, features, tasks, models and tables. The engine validates it, names every
//! trial by the digest of its inputs, fits and evaluates models that live in plugins, and writes comparison tables.
//! Data flow one way, and each stage has its own type:
//!
//! ```text
//! spec -> validate -> plan -> fingerprint -> cache -> execute -> evaluate -> tabulate -> report
//! ```
//!
//! | stage | from | to |
//! | --- | --- | --- |
//! | [`spec::load`] | a YAML file | [`spec::load::LoadedSpec`] |
//! | [`validate`] | loaded spec, files, plugins | [`validate::ValidatedSpec`] |
//! | [`make`] | what validation found pending: folders of files | datasets, for validation to look up |
//! | [`plan`] | validated spec | [`plan::Plan`], each trial with its [`fingerprint::Fingerprint`] |
//! | [`execute`] | trials the [`cache`] misses | [`execute::Outcome`]; the [`journal`] tells of each |
//! | [`evaluate`] | predictions and targets | [`score::Score`] |
//! | [`choose`] | scores of inner folds | which candidate of a tuned model is reported |
//! | [`tabulate`] | scores | [`tabulate::Table`] |
//! | [`report`] | table, card | text in every format |
//! | [`figure`] | predictions, reports of epochs, scores | [`figure::Figure`] |
//! | [`draw`] | figure | SVG, PDF, PNG, CSV, pgfplots |
//! | [`page`] | all of that | the page of an experiment |
//!
//! Beside that way, [`fetch`] gets data and weights from addresses, when it is asked to and then only, [`compare`] says whether one model beats another by more than noise, and [`study`] asks people whether
//! the labels of a dataset hold and analyses their answers, both with [`statistics`].

pub mod audit;
pub mod cache;
pub mod card;
pub mod choose;
pub mod cli;
pub mod compare;
pub mod conformance;
pub mod dataset;
pub mod diagnostic;
pub mod draw;
pub mod evaluate;
pub mod execute;
pub mod fetch;
pub mod figure;
pub mod files;
pub mod fingerprint;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod journal;
pub mod make;
pub mod metric;
pub mod page;
pub mod plan;
pub mod plugin;
pub mod report;
pub mod results;
pub mod score;
pub mod slurm;
pub mod spec;
pub mod statistics;
pub mod study;
pub mod tabulate;
pub mod text;
pub mod validate;
