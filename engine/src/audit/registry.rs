use super::{
    Finding, Subject, class_balance, constant_columns, content_overlap, duplicate_columns,
    group_overlap, id_overlap, label_leak,
};
use crate::spec::{AuditLevel, AuditSpec};

/// What a finding points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerns {
    /// The way rows are split.
    Split,
    /// The data.
    Dataset,
}

/// An audit of the registry.
#[derive(Debug, Clone, Copy)]
pub struct Audit {
    /// Its name in specs.
    pub name: &'static str,
    /// What a finding points at.
    pub concerns: Concerns,
    /// What to do about a finding.
    pub remedy: &'static str,
    /// How grave a finding is by a spec.
    pub level: fn(&AuditSpec) -> AuditLevel,
    /// What is found.
    pub find: fn(&Subject<'_>) -> Vec<Finding>,
}

/// All audits, in the order their findings are told.
pub static AUDITS: &[Audit] = &[
    Audit {
        name: "id_overlap",
        concerns: Concerns::Split,
        remedy: "report on rows that nothing was learnt from",
        level: |spec| spec.id_overlap,
        find: id_overlap::find,
    },
    Audit {
        name: "group_overlap",
        concerns: Concerns::Split,
        remedy: "split so that no group is on two sides",
        level: |spec| spec.group_overlap,
        find: group_overlap::find,
    },
    Audit {
        name: "content_overlap",
        concerns: Concerns::Split,
        remedy: "remove the copies from one side",
        level: |spec| spec.content_overlap,
        find: content_overlap::find,
    },
    Audit {
        name: "class_balance",
        concerns: Concerns::Split,
        remedy: "choose metrics that do not depend on how often a class occurs",
        level: |spec| spec.class_balance,
        find: class_balance::find,
    },
    Audit {
        name: "label_leak",
        concerns: Concerns::Dataset,
        remedy: "look for what gives the target away in that view, or compare with a model that reads it alone",
        level: |spec| spec.label_leak,
        find: label_leak::find,
    },
    Audit {
        name: "constant_columns",
        concerns: Concerns::Dataset,
        remedy: "see whether the view was extracted as it should be",
        level: |spec| spec.constant_columns,
        find: constant_columns::find,
    },
    Audit {
        name: "duplicate_columns",
        concerns: Concerns::Dataset,
        remedy: "see whether the view was extracted as it should be",
        level: |spec| spec.duplicate_columns,
        find: duplicate_columns::find,
    },
];

#[cfg(test)]
mod tests {
    use super::super::examples::Example;
    use super::*;

    fn found(audit: &Audit, example: &Example) -> Vec<Finding> {
        (audit.find)(&example.subject())
    }

    #[test]
    fn every_audit_finds_what_is_spoilt_for_it_and_nothing_where_nothing_is() {
        for audit in AUDITS {
            assert_eq!(found(audit, &Example::clean()), [], "{}", audit.name);
            let findings = found(audit, &Example::spoilt(audit.name));
            assert!(!findings.is_empty(), "{} finds nothing", audit.name);
            for finding in findings {
                let sentence = &finding.sentence;
                assert!(finding.count <= finding.of, "{sentence}");
                assert!(
                    !sentence.ends_with('.') && !sentence.contains('\n'),
                    "{sentence}"
                );
                assert!(sentence.contains(&finding.of.to_string()), "{sentence}");
            }
        }
    }

    #[test]
    fn every_audit_has_a_level_of_its_own_in_the_spec_and_every_level_an_audit() {
        let fields = serde_json::to_value(AuditSpec::default()).unwrap();
        let names: Vec<_> = AUDITS.iter().map(|audit| audit.name).collect();
        assert_eq!(
            fields.as_object().unwrap().keys().collect::<Vec<_>>(),
            names
        );
        for audit in AUDITS {
            let spec: AuditSpec =
                serde_json::from_value(serde_json::json!({ audit.name: "error" })).unwrap();
            for other in AUDITS {
                let is_set = (other.level)(&spec) == AuditLevel::Error;
                assert_eq!(is_set, other.name == audit.name);
            }
        }
    }

    #[test]
    fn audits_of_nothing_find_nothing() {
        let mut example = Example::clean();
        example.train = crate::dataset::Part::default();
        example.test = crate::dataset::Part::default();
        for audit in AUDITS {
            assert_eq!(found(audit, &example), [], "{}", audit.name);
        }
    }
}
