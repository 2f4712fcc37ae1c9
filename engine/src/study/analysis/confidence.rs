use super::Analysis;
use crate::tabulate::Table;

/// How sure people were, of answers that agree with the labels and of those that do not.
pub(super) fn table(analysis: &Analysis<'_>) -> Table {
    let target = analysis.study.target.as_str();
    let columns = ["answers", "all", "agreeing", "disagreeing"];
    let caption = "Confidence of the participants";
    let mut builder = analysis
        .builder("confidence", caption, &[target], &columns)
        .decimals(2);
    let classes = analysis.validated.classes.iter().enumerate();
    let classes = classes.map(|(class, title)| (Some(class), title.as_str()));
    for (class, title) in classes.chain([(None, "all")]) {
        let of_class: Vec<(bool, f64)> = analysis
            .answers
            .iter()
            .map(|answer| (analysis.design.items[answer.item].label, answer))
            .filter(|(label, _)| class.is_none_or(|class| class == *label))
            .map(|(label, answer)| {
                let agrees = analysis.class_of(answer) == label;
                (agrees, f64::from(answer.confidence))
            })
            .collect();
        let those = |wanted: Option<bool>| -> Vec<f64> {
            let fits = |agrees: bool| wanted.is_none_or(|wanted| wanted == agrees);
            let fitting = of_class.iter().filter(|(agrees, _)| fits(*agrees));
            fitting.map(|(_, confidence)| *confidence).collect()
        };
        let cells = vec![
            builder.count(of_class.len()),
            builder.mean(&those(None)),
            builder.mean(&those(Some(true))),
            builder.mean(&those(Some(false))),
        ];
        builder.row(&[title], cells);
    }
    builder.note(
        "Mean ± sample standard deviation of the confidence in answers, from 1 (guessing) to 5 (certain): in all of them, and in \
         those that agree or disagree with the label.",
    );
    builder.note(analysis.answers_note());
    builder.finish()
}
