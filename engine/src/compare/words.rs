use super::numbers::{Numbers, p_words};
use super::{
    Comparison, Correction, Found, ItemComparison, Over, Question, Settings, Test, TrialComparison,
    Verdict,
};
use crate::statistics::Interval;

/// The names of two models as readers see them.
#[derive(Debug, Clone, Copy)]
pub struct Models<'a> {
    /// The first.
    pub first: &'a str,
    /// The second.
    pub second: &'a str,
}

impl<'a> Models<'a> {
    /// The better one first.
    fn by_gain(&self, gain: f64) -> (&'a str, &'a str) {
        if gain < 0.0 {
            (self.second, self.first)
        } else {
            (self.first, self.second)
        }
    }
}

/// What a comparison comes to, in sentences for a reader: who is better by how much over trials, whether that is more than
/// noise, and what the items say. `tested` is over how many questions p was adjusted.
pub fn words(
    comparison: &Comparison,
    verdict: &Found<Verdict>,
    models: &Models<'_>,
    settings: &Settings,
    tested: usize,
) -> Vec<String> {
    let mut sentences = Vec::new();
    let question = &comparison.question;
    match &comparison.trials {
        Err(why) => return vec![format!("Cannot be compared: {why}.")],
        Ok(trials) => sentences.push(of_trials(question, trials, models, settings)),
    }
    sentences.push(match (&comparison.trials, verdict) {
        (Ok(trials), Err(why)) if trials.difference == 0.0 => {
            format!("There is no difference to test: {why}.")
        }
        _ => of_verdict(verdict, settings, tested),
    });
    if let (Ok(trials), Ok(verdict)) = (&comparison.trials, verdict)
        && let Ok(least) = trials.least_difference
        && !verdict.more_than_noise
        && matches!(verdict.test, Test::PairedT | Test::CorrectedT)
    {
        let numbers = Numbers::of(question, least, None);
        sentences.push(format!(
            "With {} that differ like these, the test shows a difference of {}{} four times out of five (power 0.8), a smaller one less often.",
            repeats(trials),
            numbers.number(least),
            unit(question),
        ));
    }
    match &comparison.items {
        Ok(items) => sentences.push(of_items(question, items, models, settings)),
        Err(why) => sentences.push(format!("Item by item: not compared ({why}).")),
    }
    sentences
}

fn of_trials(
    question: &Question,
    trials: &TrialComparison,
    models: &Models<'_>,
    settings: &Settings,
) -> String {
    let numbers = Numbers::of(question, trials.difference, trials.interval.as_ref().ok());
    let gain = question.gain(trials.difference);
    let (better, worse) = models.by_gain(gain);
    let spread = |of: &super::Spread| match of.std {
        Some(std) => format!("{} ± {}", numbers.number(of.mean), numbers.number(std)),
        None => numbers.number(of.mean),
    };
    let (one, two) = if gain < 0.0 {
        (&trials.second, &trials.first)
    } else {
        (&trials.first, &trials.second)
    };
    let less = if question.higher_is_better {
        ""
    } else {
        " (less is better)"
    };
    let means = format!("{} against {}{less}", spread(one), spread(two));
    let over = match trials.over {
        Over::Nothing => String::new(),
        _ => format!(", over {}", repeats(trials)),
    };
    if gain == 0.0 {
        return format!("{better} and {worse} are level: {means}{over}.");
    }
    let interval = trials.interval.as_ref().ok();
    let interval = interval.map(|interval| ends(question, interval, numbers, gain, settings));
    format!(
        "{better} beats {worse} by {}{}{}: {means}{over}{}.",
        numbers.number(gain.abs()),
        unit(question),
        interval.unwrap_or_default(),
        tally(trials, gain),
    )
}

/// The interval of the gain of the better model.
fn ends(
    question: &Question,
    interval: &Interval,
    numbers: Numbers,
    gain: f64,
    settings: &Settings,
) -> String {
    let turned = question.gain(1.0) * gain < 0.0;
    let interval = if turned {
        Interval {
            low: -interval.high,
            high: -interval.low,
        }
    } else {
        *interval
    };
    format!(
        " ({}% interval {})",
        percent(1.0 - settings.alpha),
        numbers.interval(&interval)
    )
}

/// `, better in 4, worse in 1`.
fn tally(trials: &TrialComparison, gain: f64) -> String {
    let tally = trials.tally;
    let (wins, losses) = if gain < 0.0 {
        (tally.losses, tally.wins)
    } else {
        (tally.wins, tally.losses)
    };
    if trials.over == Over::Nothing {
        return String::new();
    }
    let counts = [("better", wins), ("level", tally.ties), ("worse", losses)];
    let told = counts.into_iter().filter(|(_, count)| *count > 0);
    let told: Vec<String> = told
        .map(|(how, count)| format!("{how} in {count}"))
        .collect();
    format!(", {}", told.join(", "))
}

fn of_verdict(verdict: &Found<Verdict>, settings: &Settings, tested: usize) -> String {
    let level = settings.alpha;
    match verdict {
        Err(why) => format!("Whether that is more than noise cannot be tested: {why}."),
        Ok(verdict) => {
            let says = if verdict.more_than_noise {
                "is"
            } else {
                "is not"
            };
            let adjusted = if tested > 1 && settings.correction != Correction::None {
                format!(
                    ", {} after correction over {tested} comparisons ({})",
                    p_words(verdict.adjusted_p),
                    settings.correction
                )
            } else {
                String::new()
            };
            format!(
                "The difference {says} more than noise at level {level}: {} ({}){adjusted}.",
                p_words(verdict.p),
                verdict.test
            )
        }
    }
}

fn of_items(
    question: &Question,
    items: &ItemComparison,
    models: &Models<'_>,
    settings: &Settings,
) -> String {
    let numbers = Numbers::of(question, items.difference, items.interval.as_ref().ok());
    let gain = question.gain(items.difference);
    let (better, _) = models.by_gain(gain);
    let groups = items.groups;
    let groups = groups.map_or_else(String::new, |groups| format!(" in {groups} groups"));
    let items_are = format!("Item by item ({} items{groups})", items.items);
    if gain == 0.0 {
        return format!("{items_are}: level.");
    }
    let interval = items.interval.as_ref().ok();
    let interval = interval.map(|interval| ends(question, interval, numbers, gain, settings));
    let p = match &items.permutation {
        Ok(found) => p_words(found.p),
        Err(why) => format!("not tested: {why}"),
    };
    let mcnemar = match &items.mcnemar {
        Ok(found) => format!(
            "; of the items that one of them alone gets right, {} has {} and {} has {}: {} ({})",
            models.first,
            found.first_alone,
            models.second,
            found.second_alone,
            p_words(found.p),
            Test::Mcnemar
        ),
        Err(_) => String::new(),
    };
    format!(
        "{items_are}: {better} is better by {}{}{}, {p} ({}){mcnemar}.",
        numbers.number(gain.abs()),
        unit(question),
        interval.unwrap_or_default(),
        Test::ItemPermutation
    )
}

/// `10 seeds`, `5 folds of 3 seeds`.
fn repeats(trials: &TrialComparison) -> String {
    let seeds = match trials.seeds {
        1 => "1 seed".to_owned(),
        seeds => format!("{seeds} seeds"),
    };
    match trials.over {
        Over::Folds => format!("{} folds of {seeds}", trials.folds),
        Over::Seeds | Over::Nothing => seeds,
    }
}

fn unit(question: &Question) -> &'static str {
    if question.is_fraction { " points" } else { "" }
}

/// 95, 99.9.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.3}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::examples::{accuracy, items, mse, over_seeds};
    use crate::compare::{Evidence, ItemPairs, TrialItems, Untested, compare, settle};

    const SETTINGS: Settings = Settings {
        test: None,
        alpha: 0.05,
        correction: Correction::Holm,
    };

    const MODELS: Models<'static> = Models {
        first: "one",
        second: "two",
    };

    fn said(question: Question, first: &[f64], second: &[f64]) -> String {
        let trial = TrialItems {
            fold: 0,
            first: items(&[1.0, 1.0, 0.0, 1.0]),
            second: items(&[0.0, 1.0, 0.0, 0.0]),
        };
        let evidence = Evidence {
            question,
            trials: over_seeds(first, second),
            test_share: 0.25,
            items: ItemPairs::of(&[trial], None),
        };
        let comparison = compare(&evidence, ["one", "two"], SETTINGS.alpha);
        let verdict = settle(std::slice::from_ref(&comparison), &SETTINGS).remove(0);
        words(&comparison, &verdict, &MODELS, &SETTINGS, 1).join("\n")
    }

    #[test]
    fn a_clear_difference_reads_so() {
        let first = [0.80, 0.82, 0.79, 0.85, 0.81];
        insta::assert_snapshot!(said(accuracy(), &first, &first.map(|it| it * 0.9)));
    }

    #[test]
    fn a_difference_that_may_be_noise_says_what_would_show() {
        let first = [1.10, 1.25, 1.02, 1.31, 1.20];
        insta::assert_snapshot!(said(mse(), &first, &[1.05, 1.22, 1.10, 1.25, 1.12]));
    }

    #[test]
    fn one_trial_rests_on_items() {
        insta::assert_snapshot!(said(accuracy(), &[0.75], &[0.25]));
    }

    #[test]
    fn level_models_are_level() {
        insta::assert_snapshot!(said(accuracy(), &[0.5, 0.6], &[0.5, 0.6]));
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let evidence = Evidence {
            question: accuracy(),
            trials: vec![crate::compare::PairedTrial {
                second: Err(crate::score::Missing::NotRun),
                ..over_seeds(&[0.5], &[0.5]).remove(0)
            }],
            test_share: 0.25,
            items: Err(Untested::NoItems),
        };
        let comparison = compare(&evidence, ["one", "two"], 0.05);
        let verdict = settle(std::slice::from_ref(&comparison), &SETTINGS).remove(0);
        assert_eq!(
            words(&comparison, &verdict, &MODELS, &SETTINGS, 1),
            ["Cannot be compared: 1 of 1 trials of `two` have no value (not run)."]
        );
    }

    #[test]
    fn levels_are_told_in_percent() {
        assert_eq!(
            (percent(0.95), percent(0.999)),
            ("95".into(), "99.9".into())
        );
    }
}
