use super::component::{About, Component};
use super::desk::Desk;
use super::kept::Unmet;
use super::params::{probe_params, request};
use crate::dataset::Dataset;
use crate::plugin::{ComponentCard, PluginError, Worker, emitted_dataset};
use crate::spec::Params;

/// A source under check, with what it emitted.
pub(super) struct SourceBench {
    pub desk: Desk,
    pub card: ComponentCard,
    params: Params,
    emitted: Option<Result<Dataset, Unmet>>,
}

impl SourceBench {
    pub fn new(desk: Desk, card: ComponentCard) -> Self {
        let params = probe_params(&card.params_schema);
        Self {
            desk,
            card,
            params,
            emitted: None,
        }
    }

    /// What it emits.
    pub fn dataset(&mut self) -> Result<Dataset, Unmet> {
        if let Some(emitted) = &self.emitted {
            return emitted.clone();
        }
        let (name, params, largest) = (&self.card.name, &self.params, self.desk.largest());
        let emitted = self
            .desk
            .call(|worker, folder| read(worker, name, params, folder, largest))
            .map_err(|error| {
                Unmet::of(
                    &error,
                    "emit columns as the document `columns` describes them; where a source needs parameters, give some \
                     under `examples` in params_schema",
                )
            });
        self.emitted.insert(emitted).clone()
    }

    /// What it emits in another worker.
    pub fn dataset_again(&mut self) -> Result<Dataset, PluginError> {
        let mut worker = self.desk.fresh()?;
        let (name, params, largest) = (&self.card.name, &self.params, self.desk.largest());
        self.desk.call_to(&mut worker, |worker, folder| {
            read(worker, name, params, folder, largest)
        })
    }
}

fn read(
    worker: &mut Worker,
    source: &str,
    params: &Params,
    folder: &std::path::Path,
    largest: u64,
) -> Result<Dataset, PluginError> {
    let (described, files) = worker.read(source, request(params), folder)?;
    emitted_dataset(described, &files, folder, largest)
        .map_err(|message| PluginError::Failed { message })
}

impl Component for SourceBench {
    fn about(&self) -> About<'_> {
        About {
            summary: &self.card.summary,
            source: &self.card.source,
            params_schema: &self.card.params_schema,
        }
    }

    fn desk(&mut self) -> &mut Desk {
        &mut self.desk
    }

    fn use_once(&mut self) {
        // What it comes to is the business of the rule about columns.
        let _ = self.dataset();
    }
}
