//! What a plugin registers, with the types of its components erased.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::from_files::extracted;
use crate::{
    ComponentCard, Emitted, Environment, Error, Extractor, FileExtractor, FileSource, Fit,
    InputFile, Model, ModelCard, Outputs, Rows, Run, Source, Task,
};

/// A fitted model of any type.
pub(crate) trait Fitted {
    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error>;
    fn save(&self) -> Result<Vec<u8>, Error>;
}

struct Holder<M>(M);

impl<M: Model> Fitted for Holder<M> {
    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        self.0.predict(rows, run)
    }

    fn save(&self) -> Result<Vec<u8>, Error> {
        self.0.save()
    }
}

/// The document a fit is asked with.
#[derive(Deserialize)]
pub(crate) struct FitRequest {
    params: Value,
    seed: u64,
    task: Task,
}

/// The document a source or an extractor is asked with.
#[derive(Deserialize)]
pub(crate) struct ComponentRequest {
    params: Value,
    #[serde(default)]
    files: Vec<InputFile>,
}

/// What a source or an extractor reads besides its parameters and columns.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Reads {
    /// Files of a folder.
    Files,
    /// Files that its rows name.
    NamedFiles,
}

type FitFn =
    fn(&FitRequest, &Rows<'_>, Option<&Rows<'_>>, &Run<'_>) -> Result<Box<dyn Fitted>, Error>;
type LoadFn = fn(&[u8]) -> Result<Box<dyn Fitted>, Error>;

/// A model with its type erased.
pub struct ModelEntry {
    pub(crate) card: ModelCard,
    params_schema: fn() -> Value,
    pub(crate) fit: FitFn,
    pub(crate) load: LoadFn,
}

impl ModelEntry {
    /// The entry of model `M`.
    pub const fn of<M: Model>() -> Self {
        Self {
            card: M::CARD,
            params_schema: params_schema::<M::Params>,
            fit: |request, train, validation, run| {
                let params = params::<M::Params>(&request.params)?;
                let model = M::fit(&Fit {
                    params: &params,
                    task: &request.task,
                    train,
                    validation,
                    seed: request.seed,
                    run,
                })?;
                Ok(Box::new(Holder(model)))
            },
            load: |bytes| Ok(Box::new(Holder(M::load(bytes)?))),
        }
    }
}

/// A source with its type erased.
pub struct SourceEntry {
    pub(crate) card: ComponentCard,
    reads: Option<Reads>,
    params_schema: fn() -> Value,
    pub(crate) read: fn(&ComponentRequest, &Run<'_>) -> Result<Emitted, Error>,
}

impl SourceEntry {
    /// The entry of source `S`.
    pub const fn of<S: Source>() -> Self {
        Self {
            card: S::CARD,
            reads: None,
            params_schema: params_schema::<S::Params>,
            read: |request, run| S::read(&params::<S::Params>(&request.params)?, run),
        }
    }

    /// The entry of source `S`, which reads files.
    pub const fn of_files<S: FileSource>() -> Self {
        Self {
            card: S::CARD,
            reads: Some(Reads::Files),
            params_schema: params_schema::<S::Params>,
            read: |request, run| {
                let params = params::<S::Params>(&request.params)?;
                Ok(S::read(&params, &request.files, run)?.into())
            },
        }
    }
}

/// An extractor with its type erased.
pub struct ExtractorEntry {
    pub(crate) card: ComponentCard,
    reads: Option<Reads>,
    params_schema: fn() -> Value,
    pub(crate) extract: fn(&ComponentRequest, &Rows<'_>, &Run<'_>) -> Result<Outputs, Error>,
}

impl ExtractorEntry {
    /// The entry of extractor `E`.
    pub const fn of<E: Extractor>() -> Self {
        Self {
            card: E::CARD,
            reads: None,
            params_schema: params_schema::<E::Params>,
            extract: |request, rows, run| {
                E::extract(&params::<E::Params>(&request.params)?, rows, run)
            },
        }
    }

    /// The entry of extractor `E`, which reads files that its rows name.
    pub const fn of_named_files<E: Extractor>() -> Self {
        Self {
            reads: Some(Reads::NamedFiles),
            ..Self::of::<E>()
        }
    }

    /// The entry of extractor `E`, which reads files.
    pub const fn of_files<E: FileExtractor>() -> Self {
        Self {
            card: E::CARD,
            reads: Some(Reads::Files),
            params_schema: params_schema::<E::Params>,
            extract: |request, rows, run| {
                let params = params::<E::Params>(&request.params)?;
                extracted(E::CARD.name, rows.count(), E::extract(&params, rows, run)?)
            },
        }
    }
}

/// Everything a plugin carries.
pub struct Registration {
    /// The plugin's name.
    pub name: &'static str,
    /// The plugin's version.
    pub version: &'static str,
    /// What it is, in a sentence.
    pub summary: &'static str,
    /// Its models.
    pub models: &'static [ModelEntry],
    /// Its sources.
    pub sources: &'static [SourceEntry],
    /// Its extractors.
    pub extractors: &'static [ExtractorEntry],
    /// What its results depend on besides the library, where it says so.
    pub environment: &'static [fn() -> Environment],
}

#[derive(Serialize)]
struct Described<C> {
    #[serde(flatten)]
    card: C,
    #[serde(skip_serializing_if = "Option::is_none")]
    reads: Option<Reads>,
    params_schema: Value,
}

#[derive(Serialize)]
struct Manifest {
    name: &'static str,
    version: &'static str,
    summary: &'static str,
    models: Vec<Described<ModelCard>>,
    sources: Vec<Described<ComponentCard>>,
    extractors: Vec<Described<ComponentCard>>,
    #[serde(flatten)]
    environment: Environment,
}

impl Registration {
    /// The manifest document.
    pub(crate) fn manifest(&self) -> Result<String, Error> {
        let described = |card, reads, schema: fn() -> Value| Described {
            card,
            reads,
            params_schema: schema(),
        };
        Ok(serde_json::to_string(&Manifest {
            name: self.name,
            version: self.version,
            summary: self.summary,
            models: self
                .models
                .iter()
                .map(|entry| Described {
                    card: entry.card,
                    reads: None,
                    params_schema: (entry.params_schema)(),
                })
                .collect(),
            sources: self
                .sources
                .iter()
                .map(|entry| described(entry.card, entry.reads, entry.params_schema))
                .collect(),
            extractors: self
                .extractors
                .iter()
                .map(|entry| described(entry.card, entry.reads, entry.params_schema))
                .collect(),
            environment: self
                .environment
                .first()
                .map_or_else(Environment::default, |ask| ask()),
        })?)
    }
}

fn params<P: DeserializeOwned>(value: &Value) -> Result<P, Error> {
    P::deserialize(value).map_err(|error| Error::new(format_args!("params: {error}")))
}

/// The schema of a parameter struct, without references, so that it can be joined to another.
fn params_schema<P: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings
        .into_generator()
        .into_root_schema_for::<P>()
        .to_value()
}

/// Exports the components of a plugin: the two symbols of the contract.
///
/// ```text
/// emospec_sdk::export_plugin! {
///     name: "reference",
///     summary: "Baselines that any comparison needs.",
///     models: [Chance, AlwaysPositive],
///     sources: [],
///     extractors: [],
///     file_sources: [],
///     file_extractors: [],
///     file_makers: [],
///     environment: || Environment::default(),
/// }
/// ```
#[macro_export]
macro_rules! export_plugin {
    (
        name: $name:literal,
        summary: $summary:literal
        $(, models: [$($model:ty),* $(,)?])?
        $(, sources: [$($source:ty),* $(,)?])?
        $(, extractors: [$($extractor:ty),* $(,)?])?
        $(, file_sources: [$($file_source:ty),* $(,)?])?
        $(, file_extractors: [$($file_extractor:ty),* $(,)?])?
        $(, file_makers: [$($file_maker:ty),* $(,)?])?
        $(, environment: $environment:expr)?
        $(,)?
    ) => {
        static EMOSPEC_REGISTRATION: $crate::private::Registration = $crate::private::Registration {
            name: $name,
            version: env!("CARGO_PKG_VERSION"),
            summary: $summary,
            models: &[$($($crate::private::ModelEntry::of::<$model>()),*)?],
            sources: &[
                $($($crate::private::SourceEntry::of::<$source>(),)*)?
                $($($crate::private::SourceEntry::of_files::<$file_source>(),)*)?
            ],
            extractors: &[
                $($($crate::private::ExtractorEntry::of::<$extractor>(),)*)?
                $($($crate::private::ExtractorEntry::of_files::<$file_extractor>(),)*)?
                $($($crate::private::ExtractorEntry::of_named_files::<$file_maker>(),)*)?
            ],
            environment: &[$($environment)?],
        };

        /// The version of the contract this plugin was built for.
        #[allow(unsafe_code, reason = "the symbol is exported under the name the contract states")]
        #[unsafe(no_mangle)]
        pub extern "C" fn emospec_abi_version() -> u32 {
            $crate::private::ABI_VERSION
        }

        /// The functions of this plugin.
        #[allow(unsafe_code, reason = "the symbol is exported under the name the contract states")]
        #[unsafe(no_mangle)]
        pub extern "C" fn emospec_plugin() -> *const $crate::private::Plugin {
            $crate::private::plugin_table(&EMOSPEC_REGISTRATION)
        }
    };
}
