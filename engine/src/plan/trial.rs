use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dataset::fold::{FoldOf, PartRows};
use crate::files::Digest;
use crate::fingerprint::Fingerprint;
use crate::spec::Name;

/// The unit of work, caching and failure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Trial {
    /// The dataset.
    pub dataset: Name,
    /// The task.
    pub task: Name,
    /// The split.
    pub split: Name,
    /// The fold of the split, from 0.
    pub fold: u32,
    /// The fold inside the rows that fold trains on, from 0, for a trial that only chooses parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inner: Option<u32>,
    /// The model.
    pub model: Name,
    /// The seed.
    pub seed: u64,
}

#[cfg(test)]
impl Trial {
    /// The trial of a network with this seed.
    pub(crate) fn example(seed: u64) -> Self {
        Self {
            dataset: "shapes".into(),
            task: "pairing".into(),
            split: "official".into(),
            fold: 0,
            inner: None,
            model: "net".into(),
            seed,
        }
    }
}

impl fmt::Display for Trial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            dataset,
            task,
            split,
            fold,
            inner,
            model,
            seed,
        } = self;
        write!(formatter, "{dataset}/{task}/{split}/{fold}")?;
        if let Some(inner) = inner {
            write!(formatter, "-{inner}")?;
        }
        write!(formatter, "/{model}/{seed}")
    }
}

/// The rows that train, validate and test.
pub type Fold = FoldOf<Vec<PartRows>>;

/// A trial with all that names its results.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedTrial {
    /// Which trial it is.
    pub trial: Trial,
    /// The digest of its inputs.
    pub digest: Digest,
    /// Its rows.
    pub fold: Arc<Fold>,
    /// Its inputs, and those of the trials that differ in their seed alone: the seed is that of any of them.
    pub(super) inputs: Arc<Fingerprint>,
}

impl PlannedTrial {
    /// A trial on no rows at all.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn example(trial: Trial, inputs: Arc<Fingerprint>) -> Self {
        let fold = Fold {
            train: Vec::new(),
            validation: None,
            test: Vec::new(),
        };
        Self {
            digest: inputs.seedless().digest(inputs.seed.map(|_| trial.seed)),
            trial,
            fold: Arc::new(fold),
            inputs,
        }
    }

    /// Its inputs but for the seed, shared with the trials that differ in it alone.
    pub fn inputs(&self) -> &Arc<Fingerprint> {
        &self.inputs
    }

    /// Its inputs.
    pub fn fingerprint(&self) -> Fingerprint {
        let seed = self.inputs.seed.map(|_| self.trial.seed);
        Fingerprint {
            seed,
            ..(*self.inputs).clone()
        }
    }
}
