use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::plain::paragraph;
use crate::cli::screen::Screen;
use crate::compare::{
    Comparison, Correction, Found, Models, Question, Settings, Test, Verdict, item_table,
    trial_table, words,
};
use crate::report::{TerminalStyle, terminal};

/// What is told of the comparisons.
pub(super) struct Told<'a> {
    pub names: [&'a str; 2],
    pub settings: &'a Settings,
    pub comparisons: Vec<(Comparison, Found<Verdict>)>,
}

impl Told<'_> {
    fn models(&self) -> Models<'_> {
        Models {
            first: self.names[0],
            second: self.names[1],
        }
    }

    /// Over how many questions p was adjusted.
    fn tested(&self) -> usize {
        let verdicts = self.comparisons.iter();
        verdicts.filter(|(_, verdict)| verdict.is_ok()).count()
    }

    fn words(&self, comparison: &Comparison, verdict: &Found<Verdict>) -> Vec<String> {
        words(
            comparison,
            verdict,
            &self.models(),
            self.settings,
            self.tested(),
        )
    }

    /// Sentences, what the tests take for granted, then every number.
    pub fn text(&self, screen: &Screen) -> String {
        let width = screen.width();
        let mut text = String::new();
        for (comparison, verdict) in &self.comparisons {
            let _ = writeln!(text, "{}", title(&comparison.question));
            for sentence in self.words(comparison, verdict) {
                let _ = writeln!(text, "{}", paragraph("", &sentence, width));
            }
            text.push('\n');
        }
        text.push_str("What the tests say\n");
        for test in self.tests() {
            let _ = writeln!(
                text,
                "{}",
                paragraph(&test.to_string(), test.assumption(), width)
            );
        }
        if self.tested() > 1 && self.settings.correction != Correction::None {
            let about = format!(
                "p of {} comparisons, so that a false claim does not become likelier the more is compared",
                self.tested()
            );
            let label = format!("correction ({})", self.settings.correction);
            let _ = writeln!(text, "{}", paragraph(&label, &about, width));
        }
        let style = TerminalStyle {
            width,
            colour: screen.colour(),
        };
        let models = self.models();
        for table in [
            trial_table(&self.comparisons, &models, self.settings),
            item_table(&self.comparisons, &models, self.settings),
        ] {
            if !table.rows.is_empty() {
                let _ = write!(text, "\n{}", terminal(&table, &style));
            }
        }
        text
    }

    /// Everything, for a program.
    pub fn json(&self) -> Value {
        let comparisons: Vec<Value> = self
            .comparisons
            .iter()
            .map(|(comparison, verdict)| {
                let mut document = json!(comparison);
                document["verdict"] = match verdict {
                    Ok(verdict) => json!(verdict),
                    Err(why) => json!({ "untested": why.to_string() }),
                };
                document["words"] = json!(self.words(comparison, verdict));
                document
            })
            .collect();
        let tests = self.tests().into_iter();
        let assumptions: serde_json::Map<String, Value> = tests
            .map(|test| (test.to_string(), json!(test.assumption())))
            .collect();
        json!({
            "first": self.names[0],
            "second": self.names[1],
            "level": self.settings.alpha,
            "correction": self.settings.correction,
            "comparisons": comparisons,
            "assumptions": assumptions,
        })
    }

    /// The tests that found something.
    fn tests(&self) -> BTreeSet<Test> {
        let mut tests = BTreeSet::new();
        for (comparison, verdict) in &self.comparisons {
            tests.extend(verdict.as_ref().ok().map(|verdict| verdict.test));
            if let Ok(trials) = &comparison.trials {
                let found = trials.tests.iter().filter(|tested| tested.p.is_ok());
                tests.extend(found.map(|tested| tested.test));
            }
            if let Ok(items) = &comparison.items {
                tests.extend(items.permutation.is_ok().then_some(Test::ItemPermutation));
                tests.extend(items.mcnemar.is_ok().then_some(Test::Mcnemar));
            }
        }
        tests
    }
}

/// `pairs, pairing, official, query left: accuracy`.
fn title(question: &Question) -> String {
    let query = question.query.as_ref();
    let query = query.map_or_else(String::new, |query| format!(", query {query}"));
    format!(
        "{}, {}, {}{query}: {}",
        question.dataset, question.task, question.split, question.metric
    )
}
