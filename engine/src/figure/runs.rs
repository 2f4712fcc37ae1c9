use super::Series;
use crate::metric::ClassificationInput;

/// The runs of one model that a figure is made of.
#[derive(Debug, Clone)]
pub struct Runs<'a> {
    /// What readers call the model.
    pub title: String,
    /// True classes and probabilities of each run.
    pub runs: Vec<ClassificationInput<'a>>,
}

/// What was computed, and what there is to say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown<T> {
    /// What is shown.
    pub shown: T,
    /// What is left out, and why.
    pub notes: Vec<String>,
}

/// The results on the runs where there are any, with a note on those where there are not.
pub(super) fn defined<I, T, E: std::fmt::Display>(
    title: &str,
    runs: impl IntoIterator<Item = I>,
    compute: impl Fn(I) -> Result<T, E>,
) -> (Vec<T>, Option<String>) {
    let (mut results, mut reasons) = (Vec::new(), Vec::new());
    for run in runs {
        match compute(run) {
            Ok(result) => results.push(result),
            Err(reason) => reasons.push(reason.to_string()),
        }
    }
    let note = reasons.first().map(|reason| {
        let all = results.len() + reasons.len();
        if results.is_empty() {
            format!("{title}: not defined ({reason})")
        } else {
            let undefined = reasons.len();
            format!("{title}: without {undefined} of {all} runs, not defined ({reason})")
        }
    });
    (results, note)
}

/// One series of each model that has one.
pub(super) fn each_model(
    models: &[Runs<'_>],
    series: impl Fn(usize, &Runs<'_>) -> (Option<Series>, Option<String>),
) -> Shown<Vec<Series>> {
    let (mut shown, mut notes) = (Vec::new(), Vec::new());
    for (place, model) in models.iter().enumerate() {
        let (found, note) = series(place, model);
        shown.extend(found);
        notes.extend(note);
    }
    Shown { shown, notes }
}
