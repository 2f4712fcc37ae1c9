use std::fmt;
use std::num::NonZeroUsize;

use super::{Compute, Input, METRICS, Metric, OwnPartner, Undefined};

/// Ends the name of a metric of retrieval that leaves out each query's own partner.
const EXCLUDING_PARTNER: &str = "_excluding_partner";

/// Cutoffs that [`names`] lists.
const USUAL_CUTOFFS: [usize; 4] = [1, 3, 5, 10];

/// A metric as a spec names it, its cutoff and its treatment of own partners settled. `Display` is that name.
#[derive(Debug, Clone, Copy)]
pub struct ResolvedMetric {
    /// The entry of the registry.
    pub metric: &'static Metric,
    /// K, for a metric that has a cutoff.
    pub cutoff: Option<NonZeroUsize>,
    /// Which ranking a metric of retrieval reads; always `Counted` for the others.
    pub own_partner: OwnPartner,
}

impl ResolvedMetric {
    /// The value on these rows, a finite number.
    ///
    /// # Errors
    /// [`Undefined`] with the reason why there is none; [`Undefined::OtherInput`] for an input of another kind of task, or
    /// a ranking that treats own partners otherwise.
    pub fn value(&self, input: &Input<'_>) -> Result<f64, Undefined> {
        let value = match (self.metric.compute, input, self.cutoff) {
            (Compute::Classification(compute), Input::Classification(rows), None) => compute(rows)?,
            (Compute::Regression(compute), Input::Regression(rows), None) => compute(rows)?,
            (_, Input::Retrieval(ranking), _) if ranking.own_partner() != self.own_partner => {
                return Err(Undefined::OtherInput);
            }
            (Compute::Retrieval(compute), Input::Retrieval(ranking), None) => compute(ranking),
            (Compute::RetrievalAt(compute), Input::Retrieval(ranking), Some(cutoff)) => {
                compute(ranking, cutoff)
            }
            _ => return Err(Undefined::OtherInput),
        };
        if value.is_finite() {
            Ok(value)
        } else {
            Err(Undefined::NotFinite)
        }
    }

    /// Its heading in tables: `Top-5`, `mAP (partner excluded)`.
    pub fn title(&self) -> String {
        let title = match self.cutoff {
            Some(cutoff) => self.metric.title.replace('K', &cutoff.to_string()),
            None => self.metric.title.to_owned(),
        };
        match self.own_partner {
            OwnPartner::Counted => title,
            OwnPartner::Excluded => format!("{title} (partner excluded)"),
        }
    }
}

impl fmt::Display for ResolvedMetric {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.metric.name;
        let name = match self.cutoff {
            Some(cutoff) => name.replace('K', &cutoff.to_string()),
            None => name.to_owned(),
        };
        let suffix = match self.own_partner {
            OwnPartner::Counted => "",
            OwnPartner::Excluded => EXCLUDING_PARTNER,
        };
        formatter.pad(&format!("{name}{suffix}"))
    }
}

/// The metric of that name: one of the registry, with a number for `K` where it has one, and for retrieval optionally
/// followed by `_excluding_partner`.
pub fn find(name: &str) -> Option<ResolvedMetric> {
    let (base, own_partner) = match name.strip_suffix(EXCLUDING_PARTNER) {
        Some(base) => (base, OwnPartner::Excluded),
        None => (name, OwnPartner::Counted),
    };
    let metrics = METRICS.iter();
    metrics
        .filter(|metric| own_partner == OwnPartner::Counted || metric.ranks())
        .find_map(|metric| {
            let cutoff = match metric.name.strip_suffix('K') {
                Some(stem) => Some(cutoff_from(base.strip_prefix(stem)?)?),
                None if metric.name == base => None,
                None => return None,
            };
            Some(ResolvedMetric {
                metric,
                cutoff,
                own_partner,
            })
        })
}

/// A positive number written in its one way: no sign, no leading zero.
fn cutoff_from(digits: &str) -> Option<NonZeroUsize> {
    let cutoff: NonZeroUsize = digits.parse().ok()?;
    (cutoff.to_string() == digits).then_some(cutoff)
}

/// The names that [`find`] resolves, those with a cutoff at 1, 3, 5 and 10.
pub fn names() -> Vec<String> {
    let mut names = Vec::new();
    for metric in METRICS {
        let with_cutoffs = match metric.name.strip_suffix('K') {
            Some(stem) => USUAL_CUTOFFS
                .map(|cutoff| format!("{stem}{cutoff}"))
                .to_vec(),
            None => vec![metric.name.to_owned()],
        };
        for name in with_cutoffs {
            let excluding = metric.ranks().then(|| format!("{name}{EXCLUDING_PARTNER}"));
            names.push(name);
            names.extend(excluding);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{
        ClassificationInput, MatrixRef, Ranking, RegressionInput, RetrievalInput, Similarity,
    };
    use super::*;

    #[test]
    fn every_name_is_found_and_is_its_own_name() {
        for name in names() {
            assert_eq!(find(&name).unwrap().to_string(), name);
        }
    }

    #[test]
    fn names_and_titles_are_unique() {
        let names = names();
        let titles: BTreeSet<String> = names
            .iter()
            .map(|name| find(name).unwrap().title())
            .collect();
        assert_eq!(titles.len(), names.len());
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }

    #[test]
    fn every_metric_is_documented() {
        for metric in METRICS {
            assert!(metric.doc.ends_with('.'), "{}", metric.name);
            assert!(
                !metric.source.is_empty() && !metric.title.is_empty(),
                "{}",
                metric.name
            );
        }
    }

    #[test]
    fn a_final_k_means_a_cutoff() {
        for metric in METRICS {
            let has_cutoff = matches!(metric.compute, Compute::RetrievalAt(_));
            assert_eq!(metric.name.ends_with('K'), has_cutoff, "{}", metric.name);
            assert_eq!(metric.title.contains('K'), has_cutoff, "{}", metric.name);
        }
    }

    #[test]
    fn any_positive_cutoff_is_found_in_its_one_spelling() {
        let metric = find("precision@250_excluding_partner").unwrap();
        assert_eq!(metric.cutoff.unwrap().get(), 250);
        assert_eq!(metric.own_partner, OwnPartner::Excluded);
        assert_eq!(metric.title(), "P@250 (partner excluded)");
        assert_eq!(find("top7").unwrap().title(), "Top-7");
        for unknown in [
            "top",
            "topK",
            "top0",
            "top05",
            "top+5",
            "top-1",
            "top5 ",
            "precision@",
            "map5",
            "Top5",
            "",
        ] {
            assert!(find(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn only_metrics_of_retrieval_exclude_partners() {
        assert!(find("map_excluding_partner").is_some());
        for unknown in [
            "accuracy_excluding_partner",
            "_excluding_partner",
            "map_excluding_partner_excluding_partner",
        ] {
            assert!(find(unknown).is_none(), "{unknown}");
        }
    }

    fn ranking() -> Ranking {
        let view = MatrixRef {
            rows: 2,
            width: 1,
            data: &[1.0, 2.0],
        };
        Ranking::new(&RetrievalInput {
            query: view,
            gallery: view,
            query_class: &[0, 0],
            gallery_class: &[0, 0],
            own_partner: OwnPartner::Excluded,
            similarity: Similarity::Dot,
        })
        .unwrap()
    }

    #[test]
    fn each_metric_reads_its_own_kind_of_input_alone() {
        let ranking = ranking();
        let probabilities = MatrixRef {
            rows: 2,
            width: 2,
            data: &[0.9, 0.1, 0.2, 0.8],
        };
        let inputs = [
            Input::Classification(ClassificationInput {
                truth: &[0, 1],
                probabilities,
            }),
            Input::Regression(RegressionInput {
                truth: &[1.0, 2.0],
                predicted: &[1.0, 3.0],
            }),
            Input::Retrieval(&ranking),
        ];
        for name in names() {
            let metric = find(&name).unwrap();
            let defined: Vec<bool> = inputs
                .iter()
                .map(|input| metric.value(input).is_ok())
                .collect();
            let expected = match (metric.metric.compute, metric.own_partner) {
                (Compute::Classification(_), _) => [true, false, false],
                (Compute::Regression(_), _) => [false, true, false],
                (_, OwnPartner::Excluded) => [false, false, true],
                (_, OwnPartner::Counted) => [false; 3],
            };
            assert_eq!(defined, expected, "{name}");
        }
    }

    #[test]
    fn a_value_that_is_not_finite_is_undefined() {
        let input = Input::Regression(RegressionInput {
            truth: &[0.0, 1.0],
            predicted: &[f64::NAN, f64::INFINITY],
        });
        for name in ["mse", "mae", "r2", "pearson", "ccc"] {
            assert_eq!(
                find(name).unwrap().value(&input),
                Err(Undefined::NotFinite),
                "{name}"
            );
        }
    }
}
