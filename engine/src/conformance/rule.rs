use std::fmt;

use super::extractor::ExtractorBench;
use super::kept::Kept;
use super::kind::Kind;
use super::model::ModelBench;
use super::source::SourceBench;
use super::under_check::UnderCheck;

/// A rule, and how it is checked on each kind of component it concerns.
pub struct Rule {
    /// Its name.
    pub id: &'static str,
    /// What it asks of a plugin, in a sentence.
    pub asks: &'static str,
    pub(super) plugin: Option<fn(&UnderCheck) -> Kept>,
    pub(super) model: Option<fn(&mut ModelBench) -> Kept>,
    pub(super) source: Option<fn(&mut SourceBench) -> Kept>,
    pub(super) extractor: Option<fn(&mut ExtractorBench) -> Kept>,
}

impl Rule {
    /// A rule that concerns nothing yet.
    pub(super) const fn new(id: &'static str, asks: &'static str) -> Self {
        Self {
            id,
            asks,
            plugin: None,
            model: None,
            source: None,
            extractor: None,
        }
    }

    /// What it concerns.
    pub fn kinds(&self) -> Vec<Kind> {
        let concerned = [
            (Kind::Plugin, self.plugin.is_some()),
            (Kind::Model, self.model.is_some()),
            (Kind::Source, self.source.is_some()),
            (Kind::Extractor, self.extractor.is_some()),
        ];
        let concerned = concerned.into_iter().filter(|(_, concerns)| *concerns);
        concerned.map(|(kind, _)| kind).collect()
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Rule").field(&self.id).finish()
    }
}
