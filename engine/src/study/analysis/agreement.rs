use super::tally::Tally;
use super::{Analysis, LEVEL};
use crate::statistics::{Resampling, Undefined, bootstrap, fleiss_kappa, krippendorff_alpha};
use crate::tabulate::Table;

/// Resamples of an interval.
const RESAMPLES: usize = 2000;

type Measure = fn(&[[u32; 2]]) -> Result<f64, Undefined>;

/// How far people agree with one another, whatever the labels.
pub(super) fn table(analysis: &Analysis<'_>, tally: &Tally) -> Table {
    let caption = "Agreement of the participants";
    let columns = ["rows", "answers", "value"];
    let mut builder = analysis
        .builder("agreement", caption, &["measure"], &columns)
        .decimals(3);
    let judged: Vec<[u32; 2]> = (0..tally.votes.len())
        .filter(|&item| tally.answers(item) >= 2)
        .map(|item| tally.votes[item])
        .collect();
    let answers: u32 = judged.iter().flatten().sum();
    let how = Resampling {
        resamples: RESAMPLES,
        level: LEVEL,
        seed: analysis.study.seed,
    };
    let measures: [(&str, Measure); 2] = [
        ("Fleiss' kappa", |votes| fleiss_kappa(votes)),
        ("Krippendorff's alpha", |votes| krippendorff_alpha(votes)),
    ];
    for (title, measure) in measures {
        let interval = bootstrap(judged.len(), &how, |drawn| {
            let votes: Vec<[u32; 2]> = drawn.iter().map(|&item| judged[item]).collect();
            measure(&votes)
        });
        let value = builder.estimate(measure(&tally.votes), interval, judged.len(), false);
        let cells = vec![
            builder.count(judged.len()),
            builder.count(answers as usize),
            value,
        ];
        builder.row(&[title], cells);
    }
    builder.note(format!(
        "Of the rows with at least two answers, nominal. 95% percentile intervals over {RESAMPLES} bootstrap resamples of rows (but for \
         those in which the measure is not defined), \
         seed {}.",
        analysis.study.seed
    ));
    builder.note(analysis.answers_note());
    builder.finish()
}
