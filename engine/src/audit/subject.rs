use indexmap::{IndexMap, IndexSet};

use super::Side;
use crate::dataset::ColumnKind;
use crate::spec::{Name, Role};

/// What a task asks, in columns of the dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The views that a model reads.
    pub views: Vec<Name>,
    /// The target whose classes are predicted from the views together, where there is one.
    pub predicted: Option<Name>,
    /// Every target that is learnt or compared with.
    pub targets: Vec<Name>,
}

/// What is audited: one split (or one fold of it) of one dataset, and what is asked on it.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// What each column of the dataset is.
    pub columns: &'a IndexMap<Name, ColumnKind>,
    /// What is asked.
    pub questions: &'a [Question],
    /// Rows that are trained on, without those that are reported on too.
    pub train: Side<'a>,
    /// Rows that choose when to stop, without those that are reported on or trained on too; none where none are left.
    pub validation: Option<Side<'a>>,
    /// Rows that are reported on.
    pub test: Side<'a>,
}

impl<'a> Subject<'a> {
    /// A split as it is described. A row that stands on two sides is no second row: it stays on the side that is
    /// reported on, or else trained on, and audits compare it with the others.
    pub fn new(
        columns: &'a IndexMap<Name, ColumnKind>,
        questions: &'a [Question],
        train: &Side<'a>,
        validation: Option<&Side<'a>>,
        test: Side<'a>,
    ) -> Self {
        let validation = validation.map(|side| side.without(&test).without(train));
        Self {
            columns,
            questions,
            train: train.without(&test),
            validation: validation.filter(|side| side.rows() > 0),
            test,
        }
    }

    /// The sides, with what they are called.
    pub fn sides(&self) -> impl Iterator<Item = (&'static str, &Side<'a>)> {
        let validation = self.validation.as_ref().map(|side| ("validation", side));
        [("train", &self.train)]
            .into_iter()
            .chain(validation)
            .chain([("test", &self.test)])
    }

    /// The columns of a role, in the order of the dataset.
    pub fn of_role(&self, role: Role) -> Vec<&'a Name> {
        let columns = self.columns.iter().filter(|(_, kind)| kind.role == role);
        columns.map(|(name, _)| name).collect()
    }

    /// The views that are read, each once.
    pub fn views(&self) -> IndexSet<&'a Name> {
        let questions = self.questions.iter();
        questions.flat_map(|question| &question.views).collect()
    }

    /// The targets that are learnt or compared with and have classes, each once, with the names of their classes.
    pub fn classified(&self) -> IndexMap<&'a Name, &'a [String]> {
        let targets = self.questions.iter().flat_map(|question| &question.targets);
        targets
            .filter_map(|target| {
                let classes = self.columns.get(target)?.classes.as_ref()?;
                Some((target, classes.as_slice()))
            })
            .collect()
    }
}
