use super::rule::Rule;
use super::rules::{
    batch_size, cancellation, columns, degenerate, manifest, other_seed, outputs, parameters,
    progress, row_order, same_request, same_seed, save_load, scratch, stderr_only, threads,
};

/// Every rule, in the order they are checked: the last ones look back on what all the others did.
pub static RULES: &[Rule] = &[
    manifest::RULE,
    parameters::RULE,
    outputs::RULE,
    columns::RULE,
    same_seed::RULE,
    same_request::RULE,
    other_seed::RULE,
    threads::RULE,
    save_load::RULE,
    row_order::RULE,
    batch_size::RULE,
    progress::RULE,
    cancellation::RULE,
    degenerate::RULE,
    scratch::RULE,
    stderr_only::RULE,
];

/// The rule of that name.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_a_sentence_and_something_it_concerns() {
        let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
        for rule in RULES {
            let letter = |letter: char| letter.is_ascii_lowercase() || letter == '-';
            assert!(
                rule.id.chars().all(letter) && rule.id.starts_with(|c: char| c != '-'),
                "{}",
                rule.id
            );
            assert!(
                rule.asks.ends_with('.') && rule.asks.starts_with(char::is_uppercase),
                "{}",
                rule.id
            );
            assert!(!rule.kinds().is_empty(), "{}", rule.id);
            assert!(std::ptr::eq(find(rule.id).unwrap(), rule));
        }
    }
}
