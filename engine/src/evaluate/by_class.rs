use super::input_of_rows;
use super::rankings::Rankings;
use crate::dataset::Values;
use crate::execute::Predictions;
use crate::metric::{Input, Undefined, find, of_class};
use crate::spec::{MetricChoice, Name, TaskSpec};

/// The value of a metric for each class: of the rows of the class against all others, in retrieval of the queries of the
/// class. None where the model does not predict the auxiliary target it is of.
pub(super) fn by_class(
    task: &TaskSpec,
    choice: &MetricChoice,
    query: Option<&Name>,
    predictions: &Predictions,
    rankings: &mut Rankings<'_>,
    classes: usize,
) -> Option<Vec<Result<f64, Undefined>>> {
    let all = |reason: Undefined| vec![Err(reason); classes];
    if let (Some(view), None) = (query, choice.target()) {
        return Some(
            of_queries(task, choice, view, predictions, rankings, classes).unwrap_or_else(all),
        );
    }
    let target = choice.target().unwrap_or(&task.target).as_str();
    let (truth, output) = match (predictions.target(target), predictions.output(target)) {
        (_, None) if choice.target().is_some() => return None,
        (Some(truth), Some(output)) => (truth, output),
        _ => return Some(all(Undefined::OtherInput)),
    };
    let values = match input_of_rows(truth, output) {
        Ok(Input::Classification(input)) => (0..classes)
            .map(|class| of_class(choice.metric().as_str(), &input, class))
            .collect(),
        Ok(_) => all(Undefined::OtherInput),
        Err(reason) => all(reason),
    };
    Some(values)
}

/// The mean over the queries of each class.
fn of_queries(
    task: &TaskSpec,
    choice: &MetricChoice,
    view: &Name,
    predictions: &Predictions,
    rankings: &mut Rankings<'_>,
    classes: usize,
) -> Result<Vec<Result<f64, Undefined>>, Undefined> {
    let target = task.relevance.get(view);
    let truth = target.and_then(|target| predictions.target(target.as_str()));
    let Some(Values::Classes(truth)) = truth else {
        return Err(Undefined::OtherInput);
    };
    let metric = find(choice.metric().as_str()).ok_or(Undefined::OtherInput)?;
    let items = rankings.items(&metric, view, predictions)?;
    let of_class = |class: usize| {
        let is_of =
            |row: usize| truth.get(row).and_then(|&id| usize::try_from(id).ok()) == Some(class);
        let values: Vec<f64> = items
            .iter()
            .filter(|item| is_of(item.row))
            .map(|item| item.value)
            .collect();
        if values.is_empty() {
            return Err(Undefined::AbsentClass { class });
        }
        Ok(values.iter().sum::<f64>() / values.len() as f64)
    };
    Ok((0..classes).map(of_class).collect())
}
