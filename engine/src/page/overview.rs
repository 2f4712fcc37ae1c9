use super::Page;
use super::parts::{counted, text};
use super::trials::State;

/// What the experiment is, in a paragraph: HTML.
pub(super) fn overview(page: &Page) -> String {
    let with = |state| page.trials.iter().filter(move |trial| trial.state == state);
    let (failed, not_run) = (with(State::Failed).count(), with(State::NotRun).count());
    let fate = match (failed, not_run) {
        (0, 0) => "all of them have results".to_owned(),
        (0, not_run) => format!("{not_run} of them not run"),
        (failed, 0) => format!("{failed} of them failed"),
        (failed, not_run) => format!("{failed} of them failed and {not_run} not run"),
    };
    let fate = if page.trials.is_empty() {
        String::new()
    } else if failed + not_run > 0 {
        format!(", <strong>{fate}</strong>")
    } else {
        format!(", {fate}")
    };
    format!(
        "Compares {} at {} ({}) on {} ({}) with {}: {}{fate}.",
        counted(page.models, "model"),
        counted(page.tasks.len(), "task"),
        text(&page.tasks.join(", ")),
        counted(page.datasets.len(), "dataset"),
        text(&page.datasets.join(", ")),
        counted(page.seeds, "seed"),
        counted(page.trials.len(), "trial"),
    )
}
