//! Studies: everything that drawing, assigning and playing relies on.

use indexmap::IndexMap;

use super::{Check, ValidatedDataset, names};
use crate::dataset::{ColumnKind, DatasetFacts};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::plugin::ReadyPlugin;
use crate::spec::{AS_IS, Name, Params, Role, StimulusSpec, StudySpec};

/// The tables that the analysis of a study writes, by the end of their names.
pub const STUDY_TABLES: [&str; 6] = [
    "accuracy",
    "strata",
    "agreement",
    "confidence",
    "votes",
    "screening",
];

/// The name that `paths` gives the file of a stimulus that is played as it is.
pub const STIMULUS_FILE: &str = "file";

/// A study that passed every check.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidatedStudy {
    /// The plugin that makes what is played; none where the dataset names the files.
    pub plugin: Option<ReadyPlugin>,
    /// The parameters of its extractor, with defaults.
    pub params: Params,
    /// The class, 0 or 1, that the answer yes stands for.
    pub yes: usize,
    /// The names of the two classes.
    pub classes: [String; 2],
}

impl Check<'_> {
    /// Every study that passes its checks.
    pub(super) fn studies(
        &mut self,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> IndexMap<Name, ValidatedStudy> {
        let loaded = self.loaded;
        let mut studies = IndexMap::new();
        for (name, study) in &loaded.spec.studies {
            let before = self.found.len();
            let validated = self.study(name, study, datasets);
            self.numbers_of_people(name, study);
            self.study_tables(name);
            let stimulus = self.stimulus(name, &study.stimulus);
            let (Some(classes), Some((plugin, params))) = (validated, stimulus) else {
                continue;
            };
            if self.found.len() > before {
                continue;
            }
            let is_yes = |class: &String| Some(class) == study.yes.as_ref();
            let validated = ValidatedStudy {
                plugin,
                params,
                yes: classes.iter().position(is_yes).unwrap_or(1),
                classes,
            };
            studies.insert(name.clone(), validated);
        }
        studies
    }

    /// The classes of the target, once dataset, parts and columns are there; none also where files are not there.
    fn study(
        &mut self,
        name: &Name,
        study: &StudySpec,
        datasets: &IndexMap<Name, ValidatedDataset>,
    ) -> Option<[String; 2]> {
        let loaded = self.loaded;
        let pointer = format!("/studies/{name}");
        if !loaded.spec.datasets.contains_key(&study.dataset) {
            let known = names(&loaded.spec.datasets);
            let at = format!("{pointer}/dataset");
            self.unknown(&at, "dataset", study.dataset.as_str(), known);
            return None;
        }
        let is_gone = |part: &&Name| self.is_part_gone(&study.dataset, part, datasets);
        if self.around.skip_missing
            && let Some(part) = study.parts.iter().find(is_gone)
        {
            let message =
                format!("study `{name}` cannot be made: part `{part}` of its dataset is not there");
            let place = loaded.source.key_place(&pointer);
            self.found
                .push(Diagnostic::warning(Code::NotThere, message).at(place));
            return None;
        }
        // A dataset whose own checks failed has been reported.
        let facts = &datasets.get(&study.dataset)?.facts;
        let mut rows = 0;
        for part in &study.parts {
            if let Some(part) = facts.parts.get(part) {
                rows += part.rows;
                continue;
            }
            let what = format!("part in dataset `{}` named", study.dataset);
            let at = format!("{pointer}/parts");
            self.unknown(&at, &what, part.as_str(), names(&facts.parts));
        }
        if rows < study.pairs {
            let message = format!(
                "{} rows are to be drawn, and the parts have {rows}",
                study.pairs
            );
            let help = "draw fewer, or name more parts".to_owned();
            self.error(
                Code::UnfitStudy,
                &format!("{pointer}/pairs"),
                message,
                Some(help),
            );
        }
        self.columns_of_study(&pointer, study, facts);
        self.asked_classes(&pointer, study, facts)
    }

    fn asked_classes(
        &mut self,
        pointer: &str,
        study: &StudySpec,
        facts: &DatasetFacts,
    ) -> Option<[String; 2]> {
        let classes = facts.columns.get(&study.target)?.classes.as_ref();
        let two = classes.and_then(|classes| <[String; 2]>::try_from(classes.clone()).ok());
        let Some(two) = two else {
            let message = format!(
                "`{}` has {} classes, and people answer yes or no",
                study.target,
                classes.map_or(0, Vec::len)
            );
            let help = "name a target with two classes".to_owned();
            self.error(
                Code::UnfitStudy,
                &format!("{pointer}/target"),
                message,
                Some(help),
            );
            return None;
        };
        if let Some(yes) = &study.yes
            && !two.contains(yes)
        {
            let what = format!("class of `{}` named", study.target);
            let known = two.iter().map(String::as_str);
            self.unknown(&format!("{pointer}/yes"), &what, yes, known);
        }
        Some(two)
    }

    /// The columns that a study reads, each in every part.
    fn columns_of_study(&mut self, pointer: &str, study: &StudySpec, facts: &DatasetFacts) {
        let is_target = |kind: &ColumnKind| kind.role == Role::Target;
        let is_stratum = |kind: &ColumnKind| kind.classes.is_some() || kind.role.is_text();
        let is_text = |kind: &ColumnKind| kind.role.is_text();
        let is_value = |kind: &ColumnKind| kind.role != Role::View;
        let mut column =
            |at: String, column: &Name, what: &str, fits: &dyn Fn(&ColumnKind) -> bool| {
                self.column_of_study(&at, study, facts, column, (what, fits));
            };
        column(
            format!("{pointer}/target"),
            &study.target,
            "target",
            &is_target,
        );
        for (index, name) in study.balance.iter().enumerate() {
            let at = format!("{pointer}/balance/{index}");
            column(at, name, "column of classes or text", &is_stratum);
        }
        for (path, name) in &study.stimulus.paths {
            let at = format!("{pointer}/stimulus/paths/{path}");
            column(at, name, "column of text", &is_text);
        }
        for (read, name) in &study.stimulus.columns {
            let at = format!("{pointer}/stimulus/columns/{read}");
            column(at, name, "column of numbers, classes or text", &is_value);
        }
    }

    fn column_of_study(
        &mut self,
        pointer: &str,
        study: &StudySpec,
        facts: &DatasetFacts,
        column: &Name,
        (what, fits): (&str, &dyn Fn(&ColumnKind) -> bool),
    ) {
        if !facts.columns.get(column).is_some_and(fits) {
            let fit = facts.columns.iter().filter(|(_, kind)| fits(kind));
            let known: Vec<_> = fit.map(|(name, _)| name.as_str()).collect();
            let what = format!("{what} in dataset `{}` named", study.dataset);
            self.unknown(pointer, &what, column.as_str(), known);
            return;
        }
        for part in &study.parts {
            let Some(part_facts) = facts.parts.get(part) else {
                continue;
            };
            if !part_facts.columns.contains_key(column) {
                self.error(
                    Code::UnfitStudy,
                    pointer,
                    format!(
                        "part `{part}` of dataset `{}` has no column `{column}`, which the study needs there",
                        study.dataset
                    ),
                    Some("add the column to a file of the part, or draw from another part".to_owned()),
                );
            }
        }
    }

    fn numbers_of_people(&mut self, name: &Name, study: &StudySpec) {
        let pointer = format!("/studies/{name}");
        if study.ratings > study.participants {
            self.error(
                Code::UnfitStudy,
                &format!("{pointer}/ratings"),
                format!(
                    "{} people are to answer for each row, and there are {}",
                    study.ratings, study.participants
                ),
                Some("raise `participants`, or lower `ratings`".to_owned()),
            );
        }
        if study.pairs.saturating_mul(study.ratings) < study.participants {
            self.error(
                Code::UnfitStudy,
                &format!("{pointer}/participants"),
                format!(
                    "{} rows with {} ratings each leave some of {} participants without a question",
                    study.pairs, study.ratings, study.participants
                ),
                Some("raise `pairs` or `ratings`, or lower `participants`".to_owned()),
            );
        }
    }

    /// Tables of the spec and tables of a study are written to one folder.
    fn study_tables(&mut self, name: &Name) {
        for table in STUDY_TABLES {
            let table = format!("{name}-{table}");
            if self.loaded.spec.tables.contains_key(table.as_str()) {
                self.error(
                    Code::UnfitStudy,
                    &format!("/tables/{table}"),
                    format!("study `{name}` writes a table `{table}`, too"),
                    Some("give the table another name".to_owned()),
                );
            }
        }
    }

    /// The plugin that makes what is played, where one does, with the parameters of its extractor.
    fn stimulus(
        &mut self,
        name: &Name,
        stimulus: &StimulusSpec,
    ) -> Option<(Option<ReadyPlugin>, Params)> {
        let pointer = format!("/studies/{name}/stimulus");
        if stimulus.kind.as_str() == AS_IS {
            self.played_as_is(&pointer, stimulus);
            return Some((None, Params::new()));
        }
        for read in stimulus.columns.keys() {
            if stimulus.paths.contains_key(read) {
                self.error(
                    Code::UnfitStudy,
                    &format!("{pointer}/columns/{read}"),
                    format!("`{read}` is among `paths`, too"),
                    Some("name it once".to_owned()),
                );
            }
        }
        if stimulus.kind.in_plugin().is_none() {
            let kind = stimulus.kind.as_str();
            self.found.push(
                Diagnostic::error(Code::UnknownName, format!("there is no stimulus type `{kind}`"))
                    .at(self.loaded.source.place(&format!("{pointer}/type")))
                    .did_you_mean(nearest(kind, [AS_IS]))
                    .help("write `as-is`, or `PLUGIN/EXTRACTOR`; `emospec plugin list` shows what there is".to_owned()),
            );
            return None;
        }
        let (plugin, component) = self.plugin_of(&stimulus.kind, &pointer)?;
        // One that reads the files of a folder gives views of them.
        let extractors = plugin.manifest.extractors.iter();
        let mut extractors = extractors.filter(|card| !card.reads_files());
        let Some(card) = extractors.clone().find(|card| card.name == component) else {
            let known = extractors.by_ref().map(|card| card.name.as_str());
            let what = format!("extractor in plugin `{}` named", plugin.name);
            self.unknown(&format!("{pointer}/type"), &what, &component, known);
            return None;
        };
        let at = format!("{pointer}/params");
        let params = self.params(&card.params_schema, &stimulus.params, &at);
        Some((Some(plugin), params))
    }

    fn played_as_is(&mut self, pointer: &str, stimulus: &StimulusSpec) {
        for path in stimulus.paths.keys() {
            if path.as_str() != STIMULUS_FILE {
                let at = format!("{pointer}/paths/{path}");
                self.unknown(
                    &at,
                    "path of a stimulus as it is",
                    path.as_str(),
                    [STIMULUS_FILE],
                );
            }
        }
        let others = [
            ("params", !stimulus.params.is_empty()),
            ("columns", !stimulus.columns.is_empty()),
        ];
        for (key, given) in others {
            if given {
                self.error(
                    Code::UnfitStudy,
                    &format!("{pointer}/{key}"),
                    format!("a stimulus of `type: {AS_IS}` takes no `{key}`"),
                    Some(format!(
                        "write `paths: {{{STIMULUS_FILE}: COLUMN}}`, or name an extractor"
                    )),
                );
            }
        }
    }
}
