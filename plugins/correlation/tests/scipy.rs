//! Agreement with computations in `SciPy` and scikit-learn that share nothing with the ones here: see
//! `scipy_numbers.py`.

use emospec_correlation::{
    CCca, CCcaParams, Cca, CcaLogistic, CcaLogisticParams, CcaParams, Posterior, PosteriorParams,
};
use emospec_sdk::{Error, Fit, Model, Output, Rows, Run, Task, TaskType};

const ROWS: usize = 12;

struct Data {
    width: usize,
    first: Vec<f32>,
    second: Vec<f32>,
    matched: Vec<i64>,
    classes: [Vec<i64>; 2],
}

#[expect(clippy::cast_possible_truncation, reason = "as the script does")]
fn view(width: u32, salt: u32) -> Vec<f32> {
    let value = |k: u32| f64::from((k * k * 31 + k * 17 + salt) % 10007) / 10007.0 - 0.5;
    (0..12 * width).map(|k| value(k) as f32).collect()
}

impl Data {
    fn new(first: Vec<f32>) -> Self {
        Self {
            width: first.len() / ROWS,
            first,
            second: view(4, 7),
            matched: (0..12).map(|row| i64::from(row % 3 != 2)).collect(),
            classes: [
                (0..12).map(|row| row % 4 % 3).collect(),
                (0..12).map(|row| row * 5 / 3 % 4 % 3).collect(),
            ],
        }
    }

    fn narrow() -> Self {
        Self::new(view(5, 5))
    }

    fn wide() -> Self {
        Self::new(view(30, 3))
    }

    fn rows(&self) -> Rows<'_> {
        Rows::new(ROWS)
            .with_view("first", self.width, &self.first)
            .with_view("second", 4, &self.second)
            .with_classes("matched", &self.matched)
            .with_classes("first_class", &self.classes[0])
            .with_classes("second_class", &self.classes[1])
    }

    fn fit<M: Model>(&self, kind: TaskType, params: &M::Params) -> Result<M, Error> {
        let names = |count: usize| {
            (0..count)
                .map(|class| class.to_string())
                .collect::<Vec<_>>()
        };
        let classes = [("matched", 2), ("first_class", 3), ("second_class", 3)];
        let auxiliary = [("first", "first_class"), ("second", "second_class")];
        let task = Task {
            kind,
            views: vec!["first".into(), "second".into()],
            target: "matched".into(),
            auxiliary: auxiliary
                .map(|(view, target)| (view.into(), target.into()))
                .into(),
            classes: classes
                .map(|(target, count)| (target.into(), names(count)))
                .into(),
        };
        M::fit(&Fit {
            params,
            task: &task,
            train: &self.rows(),
            validation: None,
            seed: 0,
            run: &Run::detached(),
        })
    }
}

/// The rows of an output.
fn output<M: Model>(model: &M, data: &Data, name: &str) -> Result<Vec<Vec<f64>>, Error> {
    let outputs = model.predict(&data.rows(), &Run::detached())?;
    let found = outputs.iter().find_map(|(column, output)| match output {
        Output::Matrix { width, data } if column == name => {
            let rows = data.chunks(*width);
            Some(
                rows.map(|row| row.iter().map(|&value| f64::from(value)).collect())
                    .collect(),
            )
        }
        _ => None,
    });
    found.ok_or_else(|| Error::new("no such output"))
}

/// Inner products of the first two rows of one view with the first four of the other.
fn products<M: Model>(model: &M, data: &Data) -> Result<Vec<f64>, Error> {
    let (first, second) = (
        output(model, data, "first")?,
        output(model, data, "second")?,
    );
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum();
    let row = |a: &Vec<f64>| second[..4].iter().map(|b| dot(a, b)).collect::<Vec<_>>();
    Ok(first[..2].iter().flat_map(row).collect())
}

fn assert_close(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    let near = got.iter().zip(expected).all(|(x, y)| (x - y).abs() < 1e-6);
    assert!(near, "{got:?} instead of {expected:?}");
}

fn cca(data: &Data, components: Option<usize>, expected: [&[f64]; 2]) -> Result<(), Error> {
    let params = CcaParams {
        k: 3,
        ridge: 0.05,
        components,
    };
    let model: Cca = data.fit(TaskType::Retrieval, &params)?;
    assert_close(model.correlations(), expected[0]);
    assert_close(&products(&model, data)?, expected[1]);
    Ok(())
}

#[test]
fn cca_with_more_rows_than_columns() -> Result<(), Error> {
    let correlations = [0.777_919_440, 0.616_427_534, 0.185_367_170];
    let cosines = [
        0.983_636_728,
        0.992_074_167,
        0.819_049_370,
        -0.772_596_822, //
        0.983_998_563,
        0.970_681_726,
        0.681_152_034,
        -0.884_050_140,
    ];
    cca(&Data::narrow(), None, [&correlations, &cosines])
}

#[test]
fn cca_with_more_columns_than_rows_equals_the_whole_formula() -> Result<(), Error> {
    let correlations = [0.862_773_355, 0.821_235_489, 0.666_862_610];
    let cosines = [
        0.999_357_040,
        0.992_943_366,
        0.754_784_219,
        -0.884_145_534, //
        0.996_592_603,
        0.998_421_060,
        0.802_515_885,
        -0.844_785_778,
    ];
    cca(&Data::wide(), None, [&correlations, &cosines])
}

#[test]
fn cca_of_principal_components() -> Result<(), Error> {
    let correlations = [0.819_471_978, 0.730_668_232, 0.066_970_286];
    let cosines = [
        0.856_876_303,
        0.874_697_876,
        0.771_278_187,
        -0.677_055_121, //
        0.826_655_323,
        0.851_648_817,
        0.814_292_834,
        -0.588_198_085,
    ];
    cca(&Data::wide(), Some(3), [&correlations, &cosines])
}

fn c_cca(data: &Data, expected: [&[f64]; 2]) -> Result<(), Error> {
    let params = CCcaParams {
        k: 3,
        ridge: 0.05,
        ..CCcaParams::default()
    };
    let model: CCca = data.fit(TaskType::Retrieval, &params)?;
    assert_close(model.correlations(), expected[0]);
    assert_close(&products(&model, data)?, expected[1]);
    Ok(())
}

#[test]
fn c_cca_by_class_sums_equals_listed_pairs() -> Result<(), Error> {
    let correlations = [0.248_772_234, 0.145_871_467, 0.047_176_653];
    let cosines = [
        0.986_464_693,
        0.993_568_994,
        0.983_734_455,
        -0.959_668_731, //
        0.996_221_650,
        0.999_550_573,
        0.978_881_301,
        -0.972_488_312,
    ];
    c_cca(&Data::narrow(), [&correlations, &cosines])
}

#[test]
fn c_cca_with_more_columns_than_rows_equals_the_whole_formula() -> Result<(), Error> {
    let correlations = [0.468_422_669, 0.198_404_892, 0.177_999_508];
    let cosines = [
        0.993_870_911,
        0.994_664_622,
        0.962_337_169,
        -0.965_780_817, //
        0.825_546_812,
        0.849_524_297,
        0.928_699_223,
        -0.721_199_803,
    ];
    c_cca(&Data::wide(), [&correlations, &cosines])
}

#[test]
fn logistic_regression_on_projections() -> Result<(), Error> {
    let data = Data::narrow();
    let params = CcaLogisticParams {
        k: 3,
        ridge: 0.05,
        penalty: 0.1,
        ..CcaLogisticParams::default()
    };
    let model: CcaLogistic = data.fit(TaskType::Classification, &params)?;
    let matched: Vec<_> = output(&model, &data, "matched")?[..6]
        .iter()
        .map(|row| row[1])
        .collect();
    let expected = [
        0.870_991_736,
        0.820_749_979,
        0.560_216_605,
        0.800_089_384,
        0.811_842_670,
        0.550_191_907,
    ];
    assert_close(&matched, &expected);
    Ok(())
}

#[test]
fn bhattacharyya_coefficients_of_posteriors() -> Result<(), Error> {
    let data = Data::narrow();
    let params = PosteriorParams {
        penalty: 0.1,
        ..PosteriorParams::default()
    };
    let model: Posterior = data.fit(TaskType::Retrieval, &params)?;
    let expected = [
        0.989_353_726,
        0.993_585_189,
        0.998_847_548,
        0.991_137_440, //
        0.989_538_173,
        0.993_829_360,
        0.999_552_244,
        0.993_050_105,
    ];
    assert_close(&products(&model, &data)?, &expected);
    Ok(())
}
