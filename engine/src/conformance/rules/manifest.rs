//! Names, versions and texts that people and results rely on. That the manifest is one at all was checked when it was
//! read.

use crate::conformance::component::Component;
use crate::conformance::extractor::ExtractorBench;
use crate::conformance::kept::{Kept, Unmet};
use crate::conformance::model::ModelBench;
use crate::conformance::rule::Rule;
use crate::conformance::source::SourceBench;
use crate::conformance::under_check::UnderCheck;
use crate::diagnostic::quoted;

pub(in crate::conformance) const RULE: Rule = Rule {
    plugin: Some(of_plugin),
    model: Some(of_component::<ModelBench>),
    source: Some(of_component::<SourceBench>),
    extractor: Some(of_component::<ExtractorBench>),
    ..Rule::new(
        "manifest",
        "The manifest gives the plugin's name as it is found by, a version, what the plugin and each component is in a \
         sentence, and where each component is from.",
    )
};

fn of_plugin(subject: &UnderCheck) -> Kept {
    let manifest = &subject.plugin.manifest;
    let plain = |name: &str| name.replace('-', "_");
    if plain(&manifest.name) != plain(&subject.name) {
        let found = quoted(&subject.name);
        return Err(Unmet::broken(
            format!(
                "the plugin is called {}, and is found as {found}",
                quoted(&manifest.name)
            ),
            format!("call it {found}, or rename its folder or library"),
        ));
    }
    if !is_version(&manifest.version) {
        return Err(Unmet::broken(
            format!("its version is {}", quoted(&manifest.version)),
            "give a version of numbers and dots, such as 0.1.0",
        ));
    }
    check_sentence(&manifest.summary)?;
    if manifest.models.is_empty() && manifest.sources.is_empty() && manifest.extractors.is_empty() {
        return Err(Unmet::broken(
            "it has no model, no source and no extractor",
            "add what the plugin is for to its manifest",
        ));
    }
    Ok(())
}

fn of_component<C: Component>(component: &mut C) -> Kept {
    let about = component.about();
    check_sentence(about.summary)?;
    if about.source.is_empty() {
        return Err(Unmet::broken(
            "its `source` is empty",
            "say in `source` where it is from: paper and equation, or book, or that it is made up",
        ));
    }
    Ok(())
}

fn check_sentence(summary: &str) -> Kept {
    if summary.len() > 1 && summary.ends_with('.') {
        return Ok(());
    }
    Err(Unmet::broken(
        format!("its summary is {}", quoted(summary)),
        "say in `summary` what it is, in a sentence with a full stop",
    ))
}

/// Two or three numbers with dots between, and after them anything that begins with `-` or `+`.
fn is_version(version: &str) -> bool {
    let end = version.find(['-', '+']).unwrap_or(version.len());
    let numbers: Vec<_> = version[..end].split('.').collect();
    let is_number =
        |number: &&str| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    (2..=3).contains(&numbers.len()) && numbers.iter().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers_with_dots() {
        for version in ["0.1.0", "1.12", "2.0.0-rc.1", "1.0.0+build"] {
            assert!(is_version(version), "{version}");
        }
        for version in ["", "1", "1.", "one", "1.2.3.4", "v1.0.0"] {
            assert!(!is_version(version), "{version}");
        }
    }

    #[test]
    fn a_summary_is_a_sentence() {
        assert!(check_sentence("Predicts the mean.").is_ok());
        assert!(check_sentence("Predicts the mean").is_err());
        assert!(check_sentence(".").is_err());
    }
}
