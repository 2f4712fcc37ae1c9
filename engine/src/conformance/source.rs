use serde_json::json;

use super::component::{About, Component};
use super::desk::Desk;
use super::kept::Unmet;
use super::params::{probe_params, request};
use crate::dataset::Dataset;
use crate::plugin::{ComponentCard, PluginError, Worker, emitted_dataset};
use crate::spec::Params;

/// Files that are none of any kind: a source that reads files says so, and goes on.
const FILES: [(&str, &[u8]); 3] = [
    ("empty.bin", b""),
    (
        "folder/noise.bin",
        &[0xff, 0x00, 0xfe, 0x01, 0x80, 0x7f, 0x0d, 0x1a],
    ),
    ("folder/text.bin", "naïve text\n".as_bytes()),
];

/// A source under check, with what it emitted.
pub(super) struct SourceBench {
    pub desk: Desk,
    pub card: ComponentCard,
    params: Params,
    /// The files it is handed, where it reads files.
    files: Vec<serde_json::Value>,
    emitted: Option<Result<Dataset, Unmet>>,
}

impl SourceBench {
    pub fn new(desk: Desk, card: ComponentCard) -> Self {
        let params = probe_params(&card.params_schema);
        Self {
            desk,
            card,
            params,
            files: Vec::new(),
            emitted: None,
        }
    }

    /// The names of the files it is handed.
    pub fn files(&self) -> Vec<&'static str> {
        if self.card.reads_files() {
            FILES.map(|(name, _)| name).to_vec()
        } else {
            Vec::new()
        }
    }

    /// What it emits.
    pub fn dataset(&mut self) -> Result<Dataset, Unmet> {
        if let Some(emitted) = &self.emitted {
            return emitted.clone();
        }
        if self.card.reads_files() {
            for (name, bytes) in FILES {
                let path = self.desk.hand_file(bytes);
                let path = path.map_err(|error| Unmet::of(&error, "free space on the disk"))?;
                self.files.push(json!({"name": name, "path": path}));
            }
        }
        let largest = self.desk.largest();
        let question = (self.card.name.as_str(), &self.params, self.files.as_slice());
        let emitted = self
            .desk
            .call(|worker, folder| read(worker, question, folder, largest))
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
        let largest = self.desk.largest();
        let question = (self.card.name.as_str(), &self.params, self.files.as_slice());
        self.desk.call_to(&mut worker, |worker, folder| {
            read(worker, question, folder, largest)
        })
    }
}

fn read(
    worker: &mut Worker,
    (source, params, files): (&str, &Params, &[serde_json::Value]),
    folder: &std::path::Path,
    largest: u64,
) -> Result<Dataset, PluginError> {
    let mut request = request(params);
    if !files.is_empty() {
        request["files"] = files.into();
    }
    let (described, files) = worker.read(source, request, folder)?;
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
