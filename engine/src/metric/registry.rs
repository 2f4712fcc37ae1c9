//! The registry: every metric the engine knows.

use std::num::NonZeroUsize;

use super::{ClassificationInput, OfItem, RankedQuery, Ranking, RegressionInput, Undefined};
use super::{auc, confusion, log_loss, regression, retrieval};

/// Which values of a metric are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A fraction of one, which tables may show in percent.
    Fraction,
    /// A number in a unit of its own.
    Plain,
}

/// The function of a metric; the variant tells which kind of task it belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Compute {
    /// Of true classes and predicted probabilities.
    Classification(fn(&ClassificationInput<'_>) -> Result<f64, Undefined>),
    /// Of true and predicted numbers.
    Regression(fn(&RegressionInput<'_>) -> Result<f64, Undefined>),
    /// Of a ranking, which has at least one query and therefore a value.
    Retrieval(fn(&Ranking) -> f64),
    /// Of the first K items of a ranking.
    RetrievalAt(fn(&Ranking, NonZeroUsize) -> f64),
}

/// A metric of the registry.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// Its name in specs. A final `K` stands for a cutoff: `topK` is asked for as `top5`.
    pub name: &'static str,
    /// Its heading in tables, with `K` in the place of a cutoff.
    pub title: &'static str,
    /// What it measures, with its conventions, in a sentence or two.
    pub doc: &'static str,
    /// Where its definition is from.
    pub source: &'static str,
    /// Which values are better.
    pub direction: Direction,
    /// How it is written.
    pub unit: Unit,
    /// The function.
    pub compute: Compute,
    /// What each item adds, where the value is a mean over items and those are kept.
    pub of_item: Option<OfItem>,
}

impl Metric {
    /// Whether it exists with own partners excluded too, as it does for every metric of retrieval.
    pub fn ranks(&self) -> bool {
        matches!(
            self.compute,
            Compute::Retrieval(_) | Compute::RetrievalAt(_)
        )
    }
}

const TIED_RANKING: &str = "McSherry and Najork, ECIR 2008";
const SKLEARN: &str = "scikit-learn, model evaluation";

/// All metrics, in the order documentation lists them.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "accuracy",
        title: "Accuracy",
        doc: "Fraction of rows whose most probable class is the true one; m equally probable classes count 1/m each.",
        source: SKLEARN,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(confusion::accuracy),
        of_item: Some(OfItem::Class(confusion::rightness)),
    },
    Metric {
        name: "balanced_accuracy",
        title: "Balanced accuracy",
        doc: "Mean over the true classes of the recall of each.",
        source: "Brodersen et al., ICPR 2010",
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(confusion::balanced_accuracy),
        of_item: None,
    },
    Metric {
        name: "f1",
        title: "F1",
        doc: "Harmonic mean of precision and recall of class 1 of two, from the expected confusion matrix; undefined without rows of class 1.",
        source: SKLEARN,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(confusion::f1),
        of_item: None,
    },
    Metric {
        name: "f1_macro",
        title: "Macro F1",
        doc: "Mean of the F1 of every class that is true or predicted somewhere.",
        source: SKLEARN,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(confusion::f1_macro),
        of_item: None,
    },
    Metric {
        name: "precision",
        title: "Precision",
        doc: "Fraction of the rows predicted as class 1 of two that are of it; 0 where none is predicted, undefined without rows of class 1.",
        source: SKLEARN,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(confusion::precision),
        of_item: None,
    },
    Metric {
        name: "recall",
        title: "Recall",
        doc: "Fraction of the rows of class 1 of two that are predicted as it; undefined without such rows.",
        source: SKLEARN,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(confusion::recall),
        of_item: None,
    },
    Metric {
        name: "auc",
        title: "AUC",
        doc: "Probability that a row of class 1 of two has a higher probability of it than a row of class 0, half for ties.",
        source: "Hanley and McNeil, Radiology 143, 1982",
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(auc::auc),
        of_item: None,
    },
    Metric {
        name: "auc_ovo",
        title: "AUC (one vs one)",
        doc: "Mean AUC over pairs of classes, each by the probability of either; undefined when a class has no rows.",
        source: "Hand and Till, Machine Learning 45, 2001",
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(auc::auc_ovo),
        of_item: None,
    },
    Metric {
        name: "auc_ovr",
        title: "AUC (one vs rest)",
        doc: "Mean over classes of the AUC of the class against all others; undefined when a class has no rows.",
        source: SKLEARN,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Classification(auc::auc_ovr),
        of_item: None,
    },
    Metric {
        name: "log_loss",
        title: "Log loss",
        doc: "Mean of -ln p(true class), p kept 2^-23 away from 0 and 1.",
        source: SKLEARN,
        direction: Direction::Lower,
        unit: Unit::Plain,
        compute: Compute::Classification(log_loss::log_loss),
        of_item: Some(OfItem::Class(log_loss::surprise)),
    },
    Metric {
        name: "mse",
        title: "MSE",
        doc: "Mean squared error.",
        source: SKLEARN,
        direction: Direction::Lower,
        unit: Unit::Plain,
        compute: Compute::Regression(regression::mse),
        of_item: Some(OfItem::Number(regression::squared_error)),
    },
    Metric {
        name: "mae",
        title: "MAE",
        doc: "Mean absolute error.",
        source: SKLEARN,
        direction: Direction::Lower,
        unit: Unit::Plain,
        compute: Compute::Regression(regression::mae),
        of_item: Some(OfItem::Number(regression::absolute_error)),
    },
    Metric {
        name: "r2",
        title: "R2",
        doc: "Coefficient of determination, one minus the squared error over that of the true mean; undefined for constant true values.",
        source: SKLEARN,
        direction: Direction::Higher,
        unit: Unit::Plain,
        compute: Compute::Regression(regression::r2),
        of_item: None,
    },
    Metric {
        name: "pearson",
        title: "Pearson r",
        doc: "Linear correlation; undefined when true or predicted values are constant.",
        source: "Pearson 1895",
        direction: Direction::Higher,
        unit: Unit::Plain,
        compute: Compute::Regression(regression::pearson),
        of_item: None,
    },
    Metric {
        name: "ccc",
        title: "CCC",
        doc: "Concordance correlation coefficient with population moments; undefined for constant true values.",
        source: "Lin, Biometrics 45, 1989",
        direction: Direction::Higher,
        unit: Unit::Plain,
        compute: Compute::Regression(regression::ccc),
        of_item: None,
    },
    Metric {
        name: "map",
        title: "mAP",
        doc: "Mean over queries of average precision, the mean of the precision at the rank of each relevant item.",
        source: TIED_RANKING,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Retrieval(retrieval::map),
        of_item: Some(OfItem::Query(retrieval::average_precision)),
    },
    Metric {
        name: "map_macro",
        title: "Macro mAP",
        doc: "Mean over the classes of queries of the mean average precision of each.",
        source: TIED_RANKING,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Retrieval(retrieval::map_macro),
        of_item: None,
    },
    Metric {
        name: "mrr",
        title: "MRR",
        doc: "Mean over queries of the reciprocal of the rank of the first relevant item.",
        source: TIED_RANKING,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::Retrieval(retrieval::mrr),
        of_item: Some(OfItem::Query(retrieval::reciprocal_rank)),
    },
    Metric {
        name: "median_rank",
        title: "Median rank",
        doc: "Median over queries of the expected rank of the first relevant item, from 1.",
        source: "Cooper, American Documentation 19, 1968 (expected rank)",
        direction: Direction::Lower,
        unit: Unit::Plain,
        compute: Compute::Retrieval(retrieval::median_rank),
        of_item: None,
    },
    Metric {
        name: "topK",
        title: "Top-K",
        doc: "Fraction of queries with a relevant item among the first K.",
        source: TIED_RANKING,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::RetrievalAt(retrieval::hit_rate),
        of_item: Some(OfItem::QueryAt(RankedQuery::hit_probability)),
    },
    Metric {
        name: "precision@K",
        title: "P@K",
        doc: "Mean over queries of the relevant items among the first K, divided by K even where the gallery is smaller.",
        source: TIED_RANKING,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::RetrievalAt(retrieval::precision_at),
        of_item: None,
    },
    Metric {
        name: "recall@K",
        title: "R@K",
        doc: "Mean over queries of the fraction of the relevant items that is among the first K.",
        source: TIED_RANKING,
        direction: Direction::Higher,
        unit: Unit::Fraction,
        compute: Compute::RetrievalAt(retrieval::recall_at),
        of_item: None,
    },
];
