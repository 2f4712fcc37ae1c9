use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a job array, as Slurm gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(u32);

impl JobId {
    /// The number in a text of digits alone.
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|&number| number > 0);
        number.filter(|_| is_number).map(Self)
    }

    /// What `sbatch --parsable` prints: the number, and after a semicolon the cluster where that has a name of its own.
    /// Wrappers of sites print lines of their own before it.
    pub(super) fn of_submission(printed: &str) -> Option<Self> {
        let last = printed
            .lines()
            .map(str::trim)
            .rfind(|line| !line.is_empty())?;
        Self::parse(last.split(';').next().unwrap_or_default())
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn submission_tells_the_number_last() {
        let id = |text| JobId::of_submission(text).map(|id| id.to_string());
        assert_eq!(id("16\n").as_deref(), Some("16"));
        assert_eq!(id("16;west\n").as_deref(), Some("16"));
        assert_eq!(
            id("Welcome!\nCheck your quota.\n\n16\n\n").as_deref(),
            Some("16")
        );
        for nonsense in [
            "",
            "\n",
            "Submitted batch job 16",
            "+16",
            "16 17",
            "-1",
            "0",
            ";west",
            "99999999999",
        ] {
            assert_eq!(id(nonsense), None, "{nonsense}");
        }
    }
}
