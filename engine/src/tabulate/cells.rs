use super::cube::{Cube, Entry};
use super::differences::Reference;
use super::{Cell, Content, Footnotes, Labels, TabulateError, aggregate, print};
use crate::score::{ReportedScore, Score};
use crate::spec::{CellContent, Dimension, Name, TableSpec};

/// Makes cells of numbers, and keeps their footnotes.
pub(super) struct Cells<'a> {
    spec: &'a TableSpec,
    labels: &'a Labels,
    cube: &'a Cube<'a>,
    /// What differences are to.
    baseline: Option<Reference<'a>>,
    footnotes: Footnotes,
}

impl<'a> Cells<'a> {
    /// # Errors
    /// When cells show differences to a model that is not there.
    pub fn of(
        table: &Name,
        spec: &'a TableSpec,
        labels: &'a Labels,
        cube: &'a Cube<'a>,
    ) -> Result<Self, TabulateError> {
        let shows_delta = spec.cell.show == CellContent::Delta
            || spec
                .cells
                .values()
                .any(|cell| cell.show == Some(CellContent::Delta));
        let baseline = match (&spec.cell.baseline, shows_delta) {
            (_, false) => None,
            (None, true) => {
                return Err(TabulateError::BaselineUnnamed {
                    table: table.clone(),
                });
            }
            (Some(name), true) => Some(Reference::of_model(table, name.as_str(), cube)?),
        };
        Ok(Self {
            spec,
            labels,
            cube,
            baseline,
            footnotes: Footnotes::default(),
        })
    }

    /// The cell of at least one number, all of one metric.
    pub fn cell(&mut self, numbers: &[usize]) -> Cell {
        let Some(metric) = numbers.first().map(|&index| {
            let at = self.cube.coordinates(index).at(Dimension::Metric);
            self.cube.value(Dimension::Metric, at).unwrap_or_default()
        }) else {
            return Cell::absent();
        };
        let how = self.spec.cell_of(metric);
        let reported = numbers
            .iter()
            .find_map(|&index| match self.cube.entry(index) {
                Entry::Reported(reported) => Some(reported),
                Entry::Measured(_) => None,
            });
        if how.show == CellContent::Delta && (reported.is_some() || self.is_baseline(numbers)) {
            return Cell::absent();
        }
        let content = match reported {
            Some(reported) => content_of(reported),
            None => match self.measured(numbers, how.show) {
                Some(content) => content,
                None => return Cell::absent(),
            },
        };
        let percent = self.labels.in_percent(metric, &how);
        let printed = print(&content, &how, percent);
        let letters = match reported.and_then(|reported| reported.note.as_ref()) {
            Some(note) => vec![self.footnotes.letter_for(note.clone())],
            None => self.footnotes.letters_for(&content),
        };
        Cell {
            footnotes: letters,
            ..Cell::plain(content, printed)
        }
    }

    /// The footnotes that cells refer to.
    pub fn footnotes(self) -> Vec<super::Footnote> {
        self.footnotes.into_vec()
    }

    /// What scores come to, or their differences to the baseline; none where a score has no partner.
    fn measured(&self, numbers: &[usize], show: CellContent) -> Option<Content> {
        if let (CellContent::Delta, Some(baseline)) = (show, &self.baseline) {
            let differences = baseline.differences(self.cube, numbers)?;
            return Some(aggregate::aggregate(&Vec::from_iter(&differences), show));
        }
        let entries = numbers.iter().map(|&index| self.cube.entry(index));
        let scores: Option<Vec<&Score>> = entries.map(|entry| entry.measured()).collect();
        Some(aggregate::aggregate(&scores?, show))
    }

    fn is_baseline(&self, numbers: &[usize]) -> bool {
        let model = numbers
            .first()
            .map(|&index| &self.cube.entry(index).key().model);
        let baseline = self.spec.cell.baseline.as_ref();
        matches!((model, baseline), (Some(model), Some(baseline)) if model.as_str() == baseline.as_str())
    }
}

fn content_of(reported: &ReportedScore) -> Content {
    Content::Reported {
        value: reported.value,
        spread: reported.spread,
        trials: reported.trials,
    }
}
