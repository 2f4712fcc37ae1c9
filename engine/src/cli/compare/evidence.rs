use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::chosen::Chosen;
use super::gathering::Gathering;
use super::items::Items;
use crate::cli::screen::Screen;
use crate::cli::session::Prepared;
use crate::compare::{Evidence, PairedTrial, Question};
use crate::diagnostic::{Code, Diagnostic};
use crate::score::Missing;

/// The scores of both models in a fold with a seed.
type Pair = [Option<Result<f64, Missing>>; 2];

/// What is known of both models on everything that is compared, and how many of their trials have no results.
pub(super) fn gathered(
    prepared: &Prepared,
    chosen: &Chosen<'_>,
    screen: &Screen,
) -> Result<(Vec<Evidence>, usize), Box<Diagnostic>> {
    let gathering = Gathering::new(prepared, chosen, screen);
    let questions = questions(&gathering);
    if questions.is_empty() {
        let message = format!(
            "`{}` and `{}` share no score among what is asked for",
            chosen.first, chosen.second
        );
        return Err(Box::new(Diagnostic::error(Code::UnfitTask, message).help(
            "both have to be asked the same task, on the same dataset and split".to_owned(),
        )));
    }
    let mut items = Items::new(&gathering);
    let mut evidence = Vec::new();
    for of_place in questions.chunk_by(|(one, _), (two, _)| one.is_beside(two)) {
        let found = items.of(of_place)?;
        for ((question, trials), items) in of_place.iter().zip(found) {
            evidence.push(Evidence {
                question: question.clone(),
                trials: trials.clone(),
                test_share: gathering.test_share(question),
                items,
            });
        }
    }
    Ok((evidence, gathering.missing))
}

/// Everything that both models have scores of, with their scores paired by fold and seed.
fn questions(gathering: &Gathering<'_>) -> Vec<(Question, Vec<PairedTrial>)> {
    let mut pairs: IndexMap<Question, BTreeMap<(u32, u64), Pair>> = IndexMap::new();
    for score in &gathering.scores {
        let side = gathering.side(&score.key.model);
        let Some((side, question)) = side.zip(gathering.question(&score.key)) else {
            continue;
        };
        let trials = pairs.entry(question).or_default();
        let trial = trials.entry((score.key.fold, score.key.seed)).or_default();
        trial[side] = Some(score.value.clone());
    }
    // A model that has no such score is not asked, or does not predict the target.
    let both = pairs.into_iter().filter_map(|(question, trials)| {
        let paired = trials.into_iter().map(|((fold, seed), [first, second])| {
            Some(PairedTrial {
                fold,
                seed,
                first: first?,
                second: second?,
            })
        });
        Some((question, paired.collect::<Option<Vec<_>>>()?))
    });
    both.collect()
}
