use super::{Answer, Design};
use crate::spec::ScreeningSpec;
use crate::statistics::majority;

/// Something left out of an analysis, and the rule that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// The place of the participant in the design.
    pub participant: usize,
    /// The place of the item in the design; none where all answers of the participant are left out.
    pub item: Option<usize>,
    /// The key of the rule in the spec.
    pub rule: &'static str,
    /// What was found and what the rule asks for, in words.
    pub reason: String,
}

/// The answers that the rules leave, and what they leave out.
pub fn screen(
    design: &Design,
    rules: &ScreeningSpec,
    mut answers: Vec<Answer>,
) -> (Vec<Answer>, Vec<Exclusion>) {
    let mut excluded = Vec::new();
    answers.retain(|answer| {
        let reason = unfit_answer(rules, answer);
        let keeps = reason.is_none();
        excluded.extend(reason.map(|(rule, reason)| Exclusion {
            participant: answer.participant,
            item: Some(answer.item),
            rule,
            reason,
        }));
        keeps
    });
    for rule in [few_answers, alike_answers] {
        exclude(
            design,
            &mut answers,
            &mut excluded,
            |participant, answers| rule(design, rules, participant, answers),
        );
    }
    exclude(
        design,
        &mut answers,
        &mut excluded,
        |participant, answers| disagrees(rules, participant, answers, design.items.len()),
    );
    (answers, excluded)
}

type Broken = Option<(&'static str, String)>;

/// Leaves out the participants for whom a rule gives a reason; all are judged by the same answers.
fn exclude(
    design: &Design,
    answers: &mut Vec<Answer>,
    excluded: &mut Vec<Exclusion>,
    broken: impl Fn(usize, &[Answer]) -> Broken,
) {
    let out: Vec<Exclusion> = (0..design.participants.len())
        .filter(|participant| {
            answers
                .iter()
                .any(|answer| answer.participant == *participant)
        })
        .filter_map(|participant| {
            let (rule, reason) = broken(participant, answers)?;
            Some(Exclusion {
                participant,
                item: None,
                rule,
                reason,
            })
        })
        .collect();
    answers.retain(|answer| out.iter().all(|out| out.participant != answer.participant));
    excluded.extend(out);
}

fn unfit_answer(rules: &ScreeningSpec, answer: &Answer) -> Broken {
    if let Some(least) = rules.shortest_seconds
        && answer.seconds < least
    {
        let reason = format!("answered in {:.1} s, less than {least} s", answer.seconds);
        return Some(("shortest_seconds", reason));
    }
    if let Some(least) = rules.least_played
        && answer.played < least
    {
        let reason = format!(
            "played to its end {} times, less than {least}",
            answer.played
        );
        return Some(("least_played", reason));
    }
    None
}

fn few_answers(
    design: &Design,
    rules: &ScreeningSpec,
    participant: usize,
    answers: &[Answer],
) -> Broken {
    let least = rules.least_answers?;
    let asked = design.participants.get(participant)?.items.len();
    let given = answers
        .iter()
        .filter(|answer| answer.participant == participant)
        .count();
    below(given, asked, least).then(|| {
        let reason = format!(
            "{given} of {asked} questions have an answer, less than {}",
            percent(least)
        );
        ("least_answers", reason)
    })
}

fn alike_answers(
    _: &Design,
    rules: &ScreeningSpec,
    participant: usize,
    answers: &[Answer],
) -> Broken {
    let most = rules.most_alike?;
    let own = answers
        .iter()
        .filter(|answer| answer.participant == participant);
    let (yes, no): (Vec<_>, Vec<_>) = own.partition(|answer| answer.yes);
    let (alike, all) = (yes.len().max(no.len()), yes.len() + no.len());
    let is_broken = alike as f64 > most * all as f64 + ROUNDING;
    is_broken.then(|| {
        let word = if yes.len() > no.len() { "yes" } else { "no" };
        let reason = format!(
            "answered {word} to {alike} of {all} questions, more than {}",
            percent(most)
        );
        ("most_alike", reason)
    })
}

fn disagrees(
    rules: &ScreeningSpec,
    participant: usize,
    answers: &[Answer],
    items: usize,
) -> Broken {
    let least = rules.least_agreement?;
    let mut others = vec![[0u32; 2]; items];
    for answer in answers
        .iter()
        .filter(|answer| answer.participant != participant)
    {
        others[answer.item][usize::from(answer.yes)] += 1;
    }
    let own = answers
        .iter()
        .filter(|answer| answer.participant == participant);
    let compared: Vec<bool> = own
        .filter_map(|answer| {
            let most = majority(&others[answer.item]).ok()??;
            Some(most == usize::from(answer.yes))
        })
        .collect();
    let agreeing = compared.iter().filter(|agrees| **agrees).count();
    below(agreeing, compared.len(), least).then(|| {
        let reason = format!(
            "agrees with the majority of the others in {agreeing} of {} questions, less than {}",
            compared.len(),
            percent(least)
        );
        ("least_agreement", reason)
    })
}

/// Shares are written in decimal: 3 of 10 is not less than 0.3.
const ROUNDING: f64 = 1e-9;

fn below(part: usize, whole: usize, share: f64) -> bool {
    whole > 0 && (part as f64) < share * whole as f64 - ROUNDING
}

fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.trim_end_matches(".0"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::analysis::examples::{answer, design};

    fn rules_out(rules: &ScreeningSpec, answers: Vec<Answer>) -> (usize, Vec<String>) {
        let (left, excluded) = screen(&design(), rules, answers);
        let said = excluded.into_iter().map(|out| {
            format!(
                "{} {:?} {}: {}",
                out.participant, out.item, out.rule, out.reason
            )
        });
        (left.len(), said.collect())
    }

    #[test]
    fn without_rules_nothing_is_left_out() {
        let answers = vec![answer(0, 0, true), answer(1, 1, false)];
        assert_eq!(rules_out(&ScreeningSpec::default(), answers), (2, vec![]));
    }

    #[test]
    fn answers_too_fast_or_not_heard_are_left_out_one_by_one() {
        let rules = ScreeningSpec {
            shortest_seconds: Some(3.0),
            least_played: Some(1),
            ..ScreeningSpec::default()
        };
        let mut answers = vec![answer(0, 0, true), answer(0, 1, true), answer(1, 1, true)];
        answers[0].seconds = 2.9;
        answers[1].played = 0;
        let expected = vec![
            "0 Some(0) shortest_seconds: answered in 2.9 s, less than 3 s".to_owned(),
            "0 Some(1) least_played: played to its end 0 times, less than 1".to_owned(),
        ];
        assert_eq!(rules_out(&rules, answers), (1, expected));
    }

    #[test]
    fn participants_with_few_answers_are_left_out_and_those_at_the_limit_are_not() {
        let answers = || vec![answer(0, 0, true), answer(0, 1, true), answer(1, 1, true)];
        // p01 and p02 are asked two questions each.
        let at = |least_answers| ScreeningSpec {
            least_answers: Some(least_answers),
            ..ScreeningSpec::default()
        };
        assert_eq!(rules_out(&at(0.5), answers()), (3, vec![]));
        let expected = "1 None least_answers: 1 of 2 questions have an answer, less than 51%";
        assert_eq!(
            rules_out(&at(0.51), answers()),
            (2, vec![expected.to_owned()])
        );
    }

    #[test]
    fn participants_who_always_say_the_same_are_left_out() {
        let rules = ScreeningSpec {
            most_alike: Some(0.9),
            ..ScreeningSpec::default()
        };
        let answers = vec![
            answer(0, 0, true),
            answer(0, 1, true),
            answer(1, 0, true),
            answer(1, 1, false),
        ];
        let expected = "0 None most_alike: answered yes to 2 of 2 questions, more than 90%";
        assert_eq!(rules_out(&rules, answers), (2, vec![expected.to_owned()]));
    }

    #[test]
    fn participants_who_disagree_with_the_others_are_left_out() {
        let rules = ScreeningSpec {
            least_agreement: Some(0.5),
            ..ScreeningSpec::default()
        };
        let mut answers = Vec::new();
        for participant in 0..3 {
            for item in 0..2 {
                answers.push(answer(participant, item, participant != 2));
            }
        }
        let expected = "2 None least_agreement: agrees with the majority of the others in 0 of 2 questions, less than 50%";
        assert_eq!(rules_out(&rules, answers), (4, vec![expected.to_owned()]));
    }
}
