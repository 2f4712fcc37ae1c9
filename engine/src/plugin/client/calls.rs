//! What a worker is asked, one function for each call of the contract.

use std::path::Path;

use serde_json::Value;

use super::{CallEvent, Worker};
use crate::plugin::error::PluginError;
use crate::plugin::manifest::Manifest;
use crate::plugin::wire::{Call, ColumnFile, Done, RowsFile};

impl Worker {
    /// What the plugin says of itself.
    ///
    /// # Errors
    /// Where it fails, or says something that is no manifest.
    pub fn manifest(&mut self, scratch: &Path) -> Result<Manifest, PluginError> {
        let mut done = self.call(Call::Manifest, scratch, &mut |_| {})?;
        let document = done.documents.remove("manifest").unwrap_or(Value::Null);
        Manifest::checked(document)
            .map_err(|error| self.broken(&format!("gave a manifest that is not one: {error}")))
    }

    /// The columns of a source: the document that describes them, and their files under `outputs`.
    ///
    /// # Errors
    /// Where the source fails.
    pub fn read(
        &mut self,
        source: &str,
        request: Value,
        outputs: &Path,
    ) -> Result<(Value, Vec<ColumnFile>), PluginError> {
        let call = Call::Read {
            source: source.to_owned(),
            request,
            outputs: outputs.to_owned(),
        };
        let mut done = self.call(call, outputs, &mut |_| {})?;
        let document = done.documents.remove("columns").unwrap_or(Value::Null);
        Ok((document, done.columns))
    }

    /// The view an extractor computes from rows.
    ///
    /// # Errors
    /// Where the extractor fails.
    pub fn extract(
        &mut self,
        extractor: &str,
        request: Value,
        rows: RowsFile,
        outputs: &Path,
    ) -> Result<Vec<ColumnFile>, PluginError> {
        let call = Call::Extract {
            extractor: extractor.to_owned(),
            request,
            rows,
            outputs: outputs.to_owned(),
        };
        Ok(self.call(call, outputs, &mut |_| {})?.columns)
    }

    /// Fits a model; returns its handle and the report it left.
    ///
    /// # Errors
    /// Where the fit fails.
    pub fn fit(
        &mut self,
        model: &str,
        request: Value,
        train: RowsFile,
        validation: Option<RowsFile>,
        scratch: &Path,
        tell: &mut dyn FnMut(CallEvent),
    ) -> Result<(u64, Option<Value>), PluginError> {
        let call = Call::Fit {
            model: model.to_owned(),
            request,
            train,
            validation,
        };
        let mut done = self.call(call, scratch, tell)?;
        let handle = self.handle(&done)?;
        Ok((handle, done.documents.remove("report")))
    }

    /// Predicts with a fitted model; the outputs are files under `outputs`.
    ///
    /// # Errors
    /// Where the prediction fails.
    pub fn predict(
        &mut self,
        handle: u64,
        rows: RowsFile,
        outputs: &Path,
        tell: &mut dyn FnMut(CallEvent),
    ) -> Result<Vec<ColumnFile>, PluginError> {
        let call = Call::Predict {
            handle,
            rows,
            outputs: outputs.to_owned(),
        };
        Ok(self.call(call, outputs, tell)?.columns)
    }

    /// Saves a fitted model to a file.
    ///
    /// # Errors
    /// Where it cannot be saved.
    pub fn save(&mut self, handle: u64, file: &Path, scratch: &Path) -> Result<(), PluginError> {
        let file = file.to_owned();
        self.call(Call::Save { handle, file }, scratch, &mut |_| {})?;
        Ok(())
    }

    /// Restores a fitted model from a file; returns its handle.
    ///
    /// # Errors
    /// Where the file is not such a model.
    pub fn load(
        &mut self,
        model: &str,
        request: Value,
        file: &Path,
        scratch: &Path,
    ) -> Result<u64, PluginError> {
        let call = Call::Load {
            model: model.to_owned(),
            request,
            file: file.to_owned(),
        };
        let done = self.call(call, scratch, &mut |_| {})?;
        self.handle(&done)
    }

    /// Frees a fitted model.
    ///
    /// # Errors
    /// Where there is no such model.
    pub fn release(&mut self, handle: u64, scratch: &Path) -> Result<(), PluginError> {
        self.call(Call::Release { handle }, scratch, &mut |_| {})?;
        Ok(())
    }

    fn handle(&mut self, done: &Done) -> Result<u64, PluginError> {
        done.handle
            .ok_or_else(|| self.broken("left no fitted model"))
    }
}
