use dfdx::prelude::CpuError;
use emospec_sdk::Error;

/// Why a fit failed.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// A parameter has a value that nothing can be done with.
    #[error("the parameter `{name}` is {value}; it must be {wanted}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// There is nothing to learn from.
    #[error("there are no rows to train on; check the split and its filters")]
    NoRows,
    /// A loss is infinite or not a number.
    #[error(
        "the {part} loss is not finite in epoch {epoch}; lower `learning_rate`, or look for values in the views that are \
         not finite or huge"
    )]
    NotFinite {
        /// Counted from 1.
        epoch: usize,
        /// `training` or `validation`.
        part: &'static str,
    },
    /// The watcher asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// dfdx could not get memory.
    #[error("failed to compute on the dfdx device: {0}")]
    Device(#[from] CpuError),
}

impl FitError {
    /// Refuses a count of 0.
    ///
    /// # Errors
    /// [`FitError::Parameter`].
    pub fn require_count(name: &'static str, count: usize) -> Result<(), Self> {
        if count > 0 {
            return Ok(());
        }
        Err(Self::Parameter {
            name,
            value: 0.0,
            wanted: "at least 1",
        })
    }

    /// Refuses a number that is negative or not finite.
    ///
    /// # Errors
    /// [`FitError::Parameter`].
    pub fn require_amount(name: &'static str, value: f64) -> Result<(), Self> {
        if value.is_finite() && value >= 0.0 {
            return Ok(());
        }
        Err(Self::Parameter {
            name,
            value,
            wanted: "a number from 0",
        })
    }

    /// Refuses a number that is not from 0 to below 1.
    ///
    /// # Errors
    /// [`FitError::Parameter`].
    pub fn require_share(name: &'static str, value: f64) -> Result<(), Self> {
        if (0.0..1.0).contains(&value) {
            return Ok(());
        }
        Err(Self::Parameter {
            name,
            value,
            wanted: "from 0 to below 1",
        })
    }

    /// Refuses a number that is not above 0, or not finite.
    ///
    /// # Errors
    /// [`FitError::Parameter`].
    pub fn require_positive(name: &'static str, value: f64) -> Result<(), Self> {
        if value.is_finite() && value > 0.0 {
            return Ok(());
        }
        Err(Self::Parameter {
            name,
            value,
            wanted: "a number above 0",
        })
    }
}

impl From<FitError> for Error {
    fn from(error: FitError) -> Self {
        match error {
            FitError::Cancelled => Self::Cancelled,
            other => Self::new(other),
        }
    }
}
