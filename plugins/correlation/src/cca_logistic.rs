use emospec_sdk::prelude::*;
use nalgebra::{DMatrix, DVector, DVectorView};

use crate::CcaParams;
use crate::canonical::Canonical;
use crate::columns::{class_ids, view_of_width};
use crate::logistic::{Logistic, Settings, TOLERANCE};
use crate::pairs::Pairs;
use crate::report::Report;
use crate::single::single;
use crate::steps::Steps;

/// The projections and the classifier on them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CcaLogisticParams {
    /// Canonical directions, at most; the classifier has four inputs for each.
    #[schemars(range(min = 1))]
    pub k: usize,
    /// Added to the variance of every direction of a view. Its size is to be seen beside the variances of the columns:
    /// standardise them to have it mean the same everywhere.
    #[schemars(range(min = 0.0))]
    pub ridge: f64,
    /// Principal components each view is reduced to first, of the rows that match; all when left out.
    #[schemars(range(min = 1))]
    pub components: Option<usize>,
    /// L2 penalty on the weights of the logistic regression, whose standardised inputs are divided by the square root
    /// of their number.
    #[schemars(range(min = 0.0))]
    pub penalty: f64,
    /// Iterations of L-BFGS, at most.
    #[schemars(range(min = 1))]
    pub iterations: u64,
}

impl Default for CcaLogisticParams {
    fn default() -> Self {
        let CcaParams {
            k,
            ridge,
            components,
        } = CcaParams::default();
        Self {
            k,
            ridge,
            components,
            penalty: 1e-3,
            iterations: 100,
        }
    }
}

/// Whether a pair matches, told by logistic regression from the canonical projections u and v of its views.
///
/// The directions are those of [`Cca`](crate::Cca), of the training rows that match. The classifier learns from all
/// training rows. Its inputs are `[u, v, u * v, |u - v|]`, element by element, standardised: the products are what
/// correlation adds up, the differences what the canonical distance does. It minimises
/// `-1/n sum_i log softmax(W x_i)[y_i] + penalty/2 |W|^2` (biases free) by L-BFGS.
///
/// The directions are fitted to the rows the classifier learns from, where they correlate more than elsewhere; a larger
/// `ridge` or fewer `components` lessen that.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CcaLogistic {
    views: [String; 2],
    canonical: Canonical,
    target: String,
    classifier: Logistic,
}

impl Model for CcaLogistic {
    type Params = CcaLogisticParams;
    const CARD: ModelCard = ModelCard {
        name: "cca-logistic",
        summary: "Tells by logistic regression on canonical projections of both views whether they match.",
        source: "Projections: Hotelling, Biometrika 28 (1936). Products and absolute differences of two embeddings: \
                 Tai, Socher and Manning, ACL 2015, equation 15.",
        tasks: &[TaskType::Classification],
        stochastic: false,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, CcaLogisticParams>) -> Result<Self, Error> {
        let CcaLogisticParams {
            k,
            ridge,
            components,
            penalty,
            iterations,
        } = *fit.params;
        let settings = Settings {
            penalty,
            iterations,
            tolerance: TOLERANCE,
        };
        settings.check()?;
        let pairs = Pairs::to_learn_from(fit.train, fit.task)?;
        let canonical = CcaParams {
            k,
            ridge,
            components,
        }
        .directions(&pairs)?;
        let target = fit.task.target.clone();
        let classes = class_ids(fit.train, fit.task, &target)?;
        let class_count = fit.task.class_count(&target)?;
        let inputs = inputs(&canonical, &pairs.views);
        let classifier = Logistic::fit(
            &DMatrix::from_columns(&inputs),
            &classes,
            class_count,
            &settings,
            &Steps::new(fit.run),
        )?;
        fit.run.report(&Report {
            pairs: pairs.matched.len(),
            correlations: &canonical.correlations,
        })?;
        Ok(Self {
            views: pairs.names,
            canonical,
            target,
            classifier,
        })
    }

    fn predict(&self, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        run.check_cancelled()?;
        let [first, second] = &self.canonical.projections;
        let views = [
            view_of_width(rows, &self.views[0], first.inputs())?,
            view_of_width(rows, &self.views[1], second.inputs())?,
        ];
        let probabilities = inputs(&self.canonical, &views)
            .iter()
            .map(|input| self.classifier.probabilities(&input.as_view()))
            .collect::<Result<Vec<_>, _>>()?;
        let mut outputs = Outputs::default();
        outputs.matrix(
            &self.target,
            self.classifier.class_count(),
            single(&probabilities),
        )?;
        Ok(outputs)
    }
}

/// The inputs of the classifier for each row.
fn inputs(canonical: &Canonical, [first, second]: &[DMatrix<f64>; 2]) -> Vec<DVector<f64>> {
    let [onto, other] = &canonical.projections;
    let rows = first.column_iter().zip(second.column_iter());
    rows.map(|(one, two)| compared(&onto.of(&one).as_view(), &other.of(&two).as_view()))
        .collect()
}

/// `[u, v, u * v, |u - v|]`.
fn compared(u: &DVectorView<'_, f64>, v: &DVectorView<'_, f64>) -> DVector<f64> {
    let (product, distance) = (u.component_mul(v), (u - v).abs());
    let all = u.iter().chain(v.iter()).chain(&product).chain(&distance);
    DVector::from_iterator(4 * u.len(), all.copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use emospec_learn::testing::{PairData, accuracy, assert_keeps_the_rules, fit, pair_task};

    #[test]
    fn the_rules_of_every_model_are_kept() {
        let params = CcaLogisticParams::default();
        assert_keeps_the_rules::<CcaLogistic>(&params, &pair_task(TaskType::Classification));
    }

    #[test]
    fn rows_of_one_class_are_told_from_those_of_two() {
        let task = pair_task(TaskType::Classification);
        let (train, test) = (
            PairData::draw(300, 5, 4.0, 1),
            PairData::draw(300, 5, 4.0, 2),
        );
        let params = CcaLogisticParams {
            k: 2,
            ..CcaLogisticParams::default()
        };
        let model: CcaLogistic = fit(&params, &task, &train, None, 0).unwrap();
        let reached = accuracy(&model, &test, "same", &test.same);
        assert!(reached > 0.95, "{reached}");
    }

    #[test]
    fn inputs_are_both_projections_their_product_and_their_distance() {
        let (u, v) = (
            DVector::from_vec(vec![1.0, -2.0]),
            DVector::from_vec(vec![3.0, 0.5]),
        );
        let inputs = compared(&u.as_view(), &v.as_view());
        assert_eq!(
            inputs.as_slice(),
            [1.0, -2.0, 3.0, 0.5, 3.0, -1.0, 2.0, 2.5]
        );
    }
}
