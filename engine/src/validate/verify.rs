//! Whether the files of a dataset are those that their sources state.

use super::{Check, InputFile};
use crate::dataset::Sources;
use crate::diagnostic::{Code, Diagnostic};
use crate::files::Digest;
use crate::spec::{DatasetSpec, Name, SourceSpec};

impl Check<'_> {
    /// Holds the digests of the files that are there against those of their sources: one that differs is an error, or where
    /// the dataset says `verify: false` a warning for all of them.
    pub(super) fn verify(&mut self, name: &Name, spec: &DatasetSpec, inputs: &[InputFile]) {
        let loaded = self.loaded;
        let sources = Sources::of(
            (name, spec),
            &loaded.folder,
            &loaded.source,
            &mut self.found,
        );
        let mut others: Vec<(String, String, &SourceSpec, &Digest)> = Vec::new();
        for input in inputs {
            let Some(file) = sources.of_path(&input.path) else {
                continue;
            };
            let pointer = format!("{}/sha256", file.pointer);
            let is_told = others.iter().any(|(told, ..)| *told == pointer);
            if input.sha256.as_str() != file.source.sha256.as_str() && !is_told {
                let shown = file.file.display().to_string();
                others.push((pointer, shown, file.source, &input.sha256));
            }
        }
        let Some((_, first, ..)) = others.first() else {
            return;
        };
        if spec.verify == Some(false) {
            let message = format!(
                "{} of {} files of dataset `{name}` are not those of their sources: `{first}` is the first",
                others.len(),
                sources.files.len()
            );
            let place = loaded.source.place(&format!("/datasets/{name}/verify"));
            self.found
                .push(Diagnostic::warning(Code::OtherFile, message).at(place));
            return;
        }
        let file = loaded.source.texts().first();
        let file = file.map_or_else(String::new, |file| file.display().to_string());
        for (pointer, shown, source, is) in &others {
            self.error(
                Code::OtherFile,
                pointer,
                format!(
                    "the file `{shown}` of dataset `{name}` has the SHA-256 {}, and its source states {}",
                    is.as_str(),
                    source.sha256
                ),
                Some(format!(
                    "`emospec data fetch {file} {name} --force` replaces it; `--set datasets.{name}.verify=false` (or \
                     `verify: false` in the spec) lets other files take its place"
                )),
            );
        }
    }
}
