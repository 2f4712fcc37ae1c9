//! How long a large table takes: `cargo bench -p emospec --bench tabulate`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark ends where something is not as it should be, and says what it measured"
)]

use std::time::Instant;

use emospec::metric::Direction;
use emospec::report::{TerminalStyle, csv, latex, terminal};
use emospec::score::{Score, ScoreKey};
use emospec::spec::{Name, TableSpec};
use emospec::tabulate::{Labels, MetricLabel, tabulate};

const MODELS: usize = 1000;
const METRICS: usize = 20;
const SEEDS: u64 = 10;

fn scores() -> Vec<Score> {
    let mut scores = Vec::new();
    for model in 0..MODELS {
        for metric in 0..METRICS {
            for seed in 0..SEEDS {
                let value = ((model * 31 + metric * 17) as f64 + seed as f64 * 0.37)
                    .sin()
                    .abs();
                scores.push(Score {
                    key: ScoreKey {
                        dataset: "data".into(),
                        task: "task".into(),
                        split: "split".into(),
                        fold: 0,
                        model: Name::new(format!("model-{model}")),
                        seed,
                        query: None,
                        metric: Name::new(format!("metric-{metric}")),
                        class: None,
                    },
                    value: Ok(value),
                });
            }
        }
    }
    scores
}

fn timed<T>(what: &str, of: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let value = of();
    println!("{what}: {:.3} s", started.elapsed().as_secs_f64());
    value
}

fn main() {
    let scores = scores();
    println!(
        "{MODELS} models x {METRICS} metrics x {SEEDS} seeds = {} scores",
        scores.len()
    );
    let mut labels = Labels::default();
    for metric in 0..METRICS {
        let label = MetricLabel {
            direction: Direction::Higher,
            is_fraction: true,
        };
        labels
            .metrics
            .insert(Name::new(format!("metric-{metric}")), label);
    }
    let spec = |text: &str| -> TableSpec { serde_json::from_str(text).unwrap() };
    let name = Name::from("large");
    let plain = spec("{}");
    let table = timed("tabulate", || {
        tabulate(&name, &plain, &scores, &[], &labels).unwrap()
    });
    let tested = spec(r#"{"test": {"against": "best"}, "order": {"by": {"metric": "metric-0"}}}"#);
    timed("tabulate, tested and ordered", || {
        tabulate(&name, &tested, &scores, &[], &labels).unwrap()
    });
    let style = TerminalStyle::default();
    timed("for the terminal", || terminal(&table, &style));
    timed("as LaTeX", || {
        latex(&table, emospec::report::LatexStyle::default())
    });
    timed("as CSV", || csv(&table).unwrap());
}
