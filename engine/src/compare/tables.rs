use super::numbers::{Numbers, p_value};
use super::words::percent;
use super::{Comparison, Found, Models, Question, Settings, Spread, Test, Verdict};
use crate::statistics::Interval;
use crate::tabulate::{Table, TableBuilder};

/// Every number over trials: a row for each comparison that has them.
pub fn trial_table(
    comparisons: &[(Comparison, Found<Verdict>)],
    models: &Models<'_>,
    settings: &Settings,
) -> Table {
    let names = Places::of(
        comparisons
            .iter()
            .map(|(comparison, _)| &comparison.question),
    );
    let interval = interval_title(settings);
    let columns = [
        models.first,
        models.second,
        "difference",
        &interval,
        "wins/ties/losses",
        "Hedges' g",
        "rank biserial",
        "test",
        "p",
        "adjusted p",
        "Wilcoxon p",
        "permutation p",
    ];
    let caption = format!("{} against {}, over trials.", models.first, models.second);
    let mut table = names.table("compare-trials", &caption, &columns);
    for (comparison, verdict) in comparisons {
        let Ok(trials) = &comparison.trials else {
            continue;
        };
        let numbers = Numbers::of(
            &comparison.question,
            trials.difference,
            trials.interval.as_ref().ok(),
        );
        let tally = trials.tally;
        let (test, p, adjusted) = match verdict {
            Ok(verdict) => (
                verdict.test.to_string(),
                p_value(verdict.p),
                p_value(verdict.adjusted_p),
            ),
            Err(_) => (DASH.to_owned(), DASH.to_owned(), DASH.to_owned()),
        };
        let of_test = |test| known(comparison.p(test).ok(), p_value);
        let cells = [
            spread(&trials.first, numbers),
            spread(&trials.second, numbers),
            numbers.number(trials.difference),
            known(trials.interval.as_ref().ok(), |it| ends(it, numbers)),
            format!("{}/{}/{}", tally.wins, tally.ties, tally.losses),
            known(trials.hedges_g.clone().ok(), |it| format!("{it:.2}")),
            known(trials.rank_biserial.clone().ok(), |it| format!("{it:.2}")),
            test,
            p,
            adjusted,
            of_test(Test::Wilcoxon),
            of_test(Test::Permutation),
        ];
        names.row(&mut table, &comparison.question, &cells);
    }
    names.note(&mut table);
    table.note("Differences are first minus second; wins are the first's. Hedges' g goes with the t tests, the rank biserial correlation with Wilcoxon's.");
    table.finish()
}

/// Every number over items: a row for each comparison that has them.
pub fn item_table(
    comparisons: &[(Comparison, Found<Verdict>)],
    models: &Models<'_>,
    settings: &Settings,
) -> Table {
    let names = Places::of(
        comparisons
            .iter()
            .map(|(comparison, _)| &comparison.question),
    );
    let interval = interval_title(settings);
    let columns = [
        "items",
        "groups",
        models.first,
        models.second,
        "difference",
        &interval,
        "wins/ties/losses",
        "permutation p",
        "right alone",
        "McNemar p",
    ];
    let caption = format!("{} against {}, over items.", models.first, models.second);
    let mut table = names.table("compare-items", &caption, &columns);
    for (comparison, _) in comparisons {
        let Ok(items) = &comparison.items else {
            continue;
        };
        let numbers = Numbers::of(
            &comparison.question,
            items.difference,
            items.interval.as_ref().ok(),
        );
        let tally = items.tally;
        let mcnemar = items.mcnemar.as_ref().ok();
        let cells = [
            items.items.to_string(),
            known(items.groups, |it| it.to_string()),
            numbers.number(items.first),
            numbers.number(items.second),
            numbers.number(items.difference),
            known(items.interval.as_ref().ok(), |it| ends(it, numbers)),
            format!("{}/{}/{}", tally.wins, tally.ties, tally.losses),
            known(items.permutation.as_ref().ok(), |it| p_value(it.p)),
            known(mcnemar, |it| {
                format!("{} : {}", it.first_alone, it.second_alone)
            }),
            known(mcnemar, |it| p_value(it.p)),
        ];
        names.row(&mut table, &comparison.question, &cells);
    }
    names.note(&mut table);
    table.note("Items are put together over folds, each the mean of its seeds; intervals are percentile bootstrap intervals over items, or over groups where items have them.");
    table.finish()
}

const DASH: &str = "–";

fn interval_title(settings: &Settings) -> String {
    // A title that ends in `%` would say that its cells are in percent.
    format!("{}% interval", percent(1.0 - settings.alpha))
}

fn known<T>(value: Option<T>, print: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| DASH.to_owned(), print)
}

fn spread(of: &Spread, numbers: Numbers) -> String {
    match of.std {
        Some(std) => format!("{} ± {}", numbers.number(of.mean), numbers.number(std)),
        None => numbers.number(of.mean),
    }
}

fn ends(interval: &Interval, numbers: Numbers) -> String {
    format!(
        "[{}, {}]",
        numbers.number(interval.low),
        numbers.number(interval.high)
    )
}

/// What names a comparison: of dataset, task, split and query those in which comparisons differ, and the metric.
struct Places {
    shown: Vec<usize>,
    shared: Vec<String>,
}

const TITLES: [&str; 5] = ["dataset", "task", "split", "query", "metric"];

impl Places {
    fn of<'a>(questions: impl Iterator<Item = &'a Question>) -> Self {
        let all: Vec<[String; 5]> = questions.map(parts).collect();
        let mut places = Self {
            shown: Vec::new(),
            shared: Vec::new(),
        };
        for (at, title) in TITLES.iter().enumerate() {
            let first = all.first().map_or("", |parts| &parts[at]);
            let differs = all.iter().any(|parts| parts[at] != first);
            if differs || at == TITLES.len() - 1 {
                places.shown.push(at);
            } else if !first.is_empty() {
                places.shared.push(format!("{title} {first}"));
            }
        }
        places
    }

    fn table(&self, name: &str, caption: &str, columns: &[&str]) -> TableBuilder {
        let rows: Vec<&str> = self.shown.iter().map(|at| TITLES[*at]).collect();
        TableBuilder::new(name.to_owned(), caption, &rows, columns)
    }

    fn row(&self, table: &mut TableBuilder, question: &Question, cells: &[String]) {
        let parts = parts(question);
        let headings: Vec<&str> = self.shown.iter().map(|at| parts[*at].as_str()).collect();
        let cells = cells.iter().map(|cell| TableBuilder::text(cell));
        table.row(&headings, cells.collect());
    }

    fn note(&self, table: &mut TableBuilder) {
        if !self.shared.is_empty() {
            table.note(format!("All rows: {}.", self.shared.join(", ")));
        }
    }
}

fn parts(question: &Question) -> [String; 5] {
    let query = question.query.as_ref();
    let unit = if question.is_fraction { " (%)" } else { "" };
    [
        question.dataset.to_string(),
        question.task.to_string(),
        question.split.to_string(),
        query.map_or_else(String::new, ToString::to_string),
        format!("{}{unit}", question.metric),
    ]
}
