//! Data at the edge of what can be learnt from are handled or refused, not crashed on.

use crate::conformance::fitting::Fitting;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::{ModelBench, SEED};
use crate::conformance::probe::{SHOWN, WIDTHS, draw};
use crate::conformance::question::{Question, QuestionRows};
use crate::conformance::refusal::unclear;
use crate::conformance::rule::Rule;
use crate::conformance::trial::Trial;
use crate::dataset::Values;
use crate::plugin::{PluginError, TaskDocument, check_outputs};

pub(in crate::conformance) const RULE: Rule = Rule {
    model: Some(check),
    ..Rule::new(
        "degenerate",
        "A constant column, one row, one class, more columns than rows, a class without training rows, and no rows to \
         predict give valid outputs, or are refused with a message.",
    )
};

const CHANGE: &str =
    "handle such data, or refuse them with a message that says what is wrong with them";

/// Rows that are hard to learn from.
struct Case {
    what: &'static str,
    pose: fn(&mut TaskDocument, QuestionRows) -> QuestionRows,
}

const CASES: [Case; 6] = [
    Case {
        what: "a constant column",
        pose: |_, rows| {
            rows.each(|table| {
                table.with(|name, values| match values {
                    Values::Matrix { width, data } if name == "left" => {
                        data.iter_mut().step_by(*width).for_each(|x| *x = 3.0);
                    }
                    _ => {}
                })
            })
        },
    },
    Case {
        what: "one training row",
        pose: |_, rows| QuestionRows {
            train: rows.train.rows(&[0]),
            validation: rows.validation.rows(&[1]),
            test: rows.test,
        },
    },
    Case {
        what: "training rows of one class",
        pose: |_, rows| QuestionRows {
            train: rows.train.with(|_, values| match values {
                Values::Classes(classes) => classes.fill(0),
                Values::Numbers(numbers) => numbers.fill(1.0),
                _ => {}
            }),
            ..rows
        },
    },
    Case {
        what: "more columns than rows",
        pose: |_, _| {
            let widths = WIDTHS.map(|width| width * 8);
            QuestionRows {
                train: draw(6, widths, 7),
                validation: draw(6, widths, 8),
                test: draw(6, widths, 9),
            }
        },
    },
    Case {
        what: "a class without training rows",
        pose: |task, rows| {
            if let Some(classes) = task.classes.get_mut(&task.target) {
                classes.push("absent".to_owned());
            }
            let places = rows.train.places(SHOWN[0], |kind| kind != 2);
            QuestionRows {
                train: rows.train.rows(&places),
                ..rows
            }
        },
    },
    Case {
        what: "no rows to predict",
        pose: |_, rows| QuestionRows {
            test: rows.test.rows(&[]),
            ..rows
        },
    },
];

fn check(bench: &mut ModelBench) -> Kept {
    for trial in bench.trials()? {
        for case in &CASES {
            check_case(bench, &trial, case)
                .map_err(|unmet| unmet.at(&format!("{}, {}", trial.place(), case.what)))?;
        }
    }
    Ok(())
}

fn check_case(bench: &mut ModelBench, trial: &Trial, case: &Case) -> Kept {
    let mut task = trial.question.task.clone();
    let rows = (case.pose)(&mut task, trial.rows.clone());
    let question =
        Question::pose(&mut bench.desk, task, &rows).map_err(|error| Unmet::of(&error, CHANGE))?;
    let fit = Fitting::new(&bench.card, &bench.params, &question, SEED);
    let largest = bench.desk.largest();
    let outputs = bench
        .desk
        .call(|worker, scratch| fit.outputs(worker, scratch, largest));
    match outputs {
        Ok(outputs) => check_outputs(&question.task, question.asked, &outputs)
            .map_err(|seen| Unmet::broken(seen, CHANGE)),
        Err(error @ PluginError::Failed { .. })
            if !error.is_about_stdout() && unclear(&error).is_none() =>
        {
            Ok(())
        }
        Err(error) => Err(Unmet::of(&error, CHANGE)),
    }
}
