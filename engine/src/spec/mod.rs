//! The experiment spec: the types a YAML file is read into.
//!
//! Doc comments of these types become the descriptions in `schemas/experiment.schema.json`, which editors show
//! while a spec is written. Maps keep the order of the file, because it is the order of rows and columns in tables.

mod about;
mod archive;
mod audit;
mod column;
mod component;
mod component_type;
mod dataset;
mod defaults;
mod divide;
mod execution;
mod experiment;
mod feature;
mod figure;
mod file;
mod grid;
mod label;
pub mod load;
mod memory_limit;
mod metric_choice;
mod model;
mod name;
mod one_or_many;
mod pairs;
mod part_of;
mod reported;
mod schema;
mod seeds;
mod sha256;
mod source;
mod split;
mod study;
mod table;
mod task;
mod time_limit;
mod web_address;
mod yaml;

pub use about::AboutSpec;
pub use archive::{ArchiveFormat, ArchiveSpec};
pub use audit::{AuditLevel, AuditSpec};
pub use column::{ColumnSpec, Role};
pub use component::ComponentSpec;
pub use component_type::ComponentType;
pub use dataset::{ASSEMBLED, DIVIDED, DatasetSpec, FILES, PAIRS, ROWS};
pub use defaults::resolve_defaults;
pub use divide::DivideSpec;
pub use execution::{ExecutionSpec, ExecutionType, OnInterrupt};
pub use experiment::{ExperimentSpec, SPEC_VERSION};
pub use feature::{AS_IS, FeatureSpec, STANDARDISE};
pub use figure::{FigureKind, FigureSpec, FigureWidth};
pub use file::{FileColumn, FileSpec, Place};
pub use grid::{GridError, expand_grids};
pub use label::{Calibrate, LabelSpec, TrainedOn};
pub use memory_limit::MemoryLimit;
pub use metric_choice::{MetricChoice, MetricOf};
pub use model::ModelSpec;
pub use name::Name;
pub use one_or_many::OneOrMany;
pub use pairs::{PairingKind, PairsSpec};
pub use part_of::PartOf;
pub use reported::{ReportedResult, ReportedSpec};
#[cfg(test)]
pub(crate) use schema::assert_checked_in;
pub use schema::{experiment_schema, experiment_schema_text};
pub use seeds::Seeds;
pub use sha256::Sha256;
pub use source::SourceSpec;
pub use split::SplitSpec;
pub use study::{ScreeningSpec, StimulusSpec, StudySpec};
pub use table::{
    CellContent, CellOfMetric, CellSpec, Correction, Dimension, DimensionValue, First, Layout,
    Mark, MarkSpec, Notation, OrderSpec, PairedTest, ReportedRows, TableSpec, TestSpec,
};
pub use task::{TaskSpec, TaskType};
pub use time_limit::TimeLimit;
pub use web_address::WebAddress;
pub use yaml::to_yaml;

/// The open map of a component's parameters, checked by the plugin's own schema.
pub type Params = serde_json::Map<String, serde_json::Value>;
