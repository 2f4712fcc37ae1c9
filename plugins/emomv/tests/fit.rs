//! Rules of training, on small synthetic pairs that can be learnt.

use std::cell::{Cell, RefCell};

use emospec_emomv::Params;
use emospec_emomv::fit::fit;
use emospec_emomv::network::{Architecture, Fusion, Network, Question};
use emospec_learn::pairs::{Pairs, Targets};
use emospec_learn::training::{EpochLosses, FitError, Fitted, Watcher};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const CLASSIFICATION: Question = Question::Classification { classes: 2 };
const RETRIEVAL: Question = Question::Retrieval { margin: 1.0 };

/// Both views show one of three classes, with noise; a pair matches where the classes are equal.
struct Sample {
    views: [Vec<f32>; 2],
    targets: Targets,
}

impl Sample {
    fn draw(rows: usize, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let classes: [Vec<usize>; 2] =
            [0, 1].map(|_| (0..rows).map(|_| random.random_range(0..3)).collect());
        let views = [(9, &classes[0]), (6, &classes[1])].map(|(width, classes)| {
            let element = |at: usize| {
                if at % width % 3 == classes[at / width] {
                    1.5
                } else {
                    -0.75
                }
            };
            (0..rows * width)
                .map(|at| element(at) + random.random_range(-1.0..1.0))
                .collect()
        });
        let comparison = classes[0]
            .iter()
            .zip(&classes[1])
            .map(|(left, right)| usize::from(left == right))
            .collect();
        Self {
            views,
            targets: Targets {
                comparison,
                auxiliary: Some(classes),
            },
        }
    }

    fn pairs(&self) -> Pairs<'_> {
        Pairs {
            views: [&self.views[0], &self.views[1]],
            targets: self.targets.clone(),
        }
    }
}

fn architecture(question: Question) -> Architecture {
    Architecture {
        question,
        view_widths: [9, 6],
        auxiliary_classes: Some([3, 3]),
        branch_width: 16,
        embedding_width: 16,
        fusion: Fusion::Bilinear,
        pooled_width: 32,
    }
}

fn quick() -> Params {
    Params {
        learning_rate: 3e-3,
        weight_decay: 1e-3,
        batch_size: 32,
        epochs: 40,
        dropout: 0.2,
        ..Params::default()
    }
}

/// Hears everything and cancels after so many questions.
struct Listener {
    heard: RefCell<Vec<EpochLosses>>,
    questions_left: Cell<usize>,
}

impl Listener {
    fn patient() -> Self {
        Self {
            heard: RefCell::default(),
            questions_left: Cell::new(usize::MAX),
        }
    }
}

impl Watcher for Listener {
    fn is_cancelled(&self) -> bool {
        self.questions_left.set(self.questions_left.get() - 1);
        self.questions_left.get() == 0
    }

    fn epoch_done(&self, losses: &EpochLosses) {
        self.heard.borrow_mut().push(*losses);
    }
}

fn train(
    question: Question,
    params: &Params,
    train: &Sample,
    validation: Option<&Sample>,
    seed: u64,
) -> Result<Fitted<Network>, FitError> {
    let validation = validation.map(Sample::pairs);
    let pairs = (&train.pairs(), validation.as_ref());
    fit(
        architecture(question),
        params,
        pairs,
        seed,
        &Listener::patient(),
    )
}

#[expect(clippy::unwrap_used, reason = "a network is always serialised")]
fn bytes(fitted: &Fitted<Network>) -> String {
    serde_json::to_string(&fitted.network).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() -> Result<(), FitError> {
    let (rows, validation) = (Sample::draw(70, 1), Sample::draw(40, 2));
    for question in [CLASSIFICATION, RETRIEVAL] {
        let params = Params {
            epochs: 3,
            ..quick()
        };
        let first = train(question, &params, &rows, Some(&validation), 5)?;
        let again = train(question, &params, &rows, Some(&validation), 5)?;
        let other = train(question, &params, &rows, Some(&validation), 6)?;
        assert_eq!(bytes(&first), bytes(&again));
        assert_eq!(first.curve, again.curve);
        assert_ne!(bytes(&first), bytes(&other));
    }
    Ok(())
}

#[test]
fn every_thread_gives_the_same_bytes() -> Result<(), FitError> {
    let rows = Sample::draw(70, 1);
    let params = Params {
        epochs: 3,
        ..quick()
    };
    let here = bytes(&train(CLASSIFICATION, &params, &rows, None, 5)?);
    std::thread::scope(|scope| {
        for handle in [0, 1].map(|_| {
            scope.spawn(|| train(CLASSIFICATION, &params, &rows, None, 5).map(|f| bytes(&f)))
        }) {
            assert_eq!(handle.join().unwrap().unwrap(), here);
        }
    });
    Ok(())
}

#[test]
fn pairs_are_told_apart_with_every_fusion() -> Result<(), FitError> {
    let (rows, validation) = (Sample::draw(600, 1), Sample::draw(300, 2));
    let validation_pairs = validation.pairs();
    for fusion in [Fusion::Bilinear, Fusion::Concatenation, Fusion::Product] {
        let architecture = Architecture {
            fusion,
            ..architecture(CLASSIFICATION)
        };
        let pairs = (&rows.pairs(), Some(&validation_pairs));
        let fitted = fit(architecture, &quick(), pairs, 1, &Listener::patient())?;
        let prediction = fitted
            .network
            .predict(300, [&validation.views[0], &validation.views[1]])?;
        let right =
            |(logits, &class): (&[f32], &usize)| usize::from(logits[1] > logits[0]) == class;
        let hits = prediction
            .comparison
            .chunks(2)
            .zip(&validation.targets.comparison)
            .filter(|row| right(*row))
            .count();
        assert!(hits > 240, "{fusion:?}: {hits} of 300 pairs right");
    }
    Ok(())
}

#[test]
fn matching_pairs_come_near() -> Result<(), FitError> {
    let (rows, validation) = (Sample::draw(600, 1), Sample::draw(300, 2));
    let fitted = train(RETRIEVAL, &quick(), &rows, Some(&validation), 1)?;
    let cosines = fitted
        .network
        .predict(300, [&validation.views[0], &validation.views[1]])?
        .comparison;
    let mean = |class: usize| {
        let of_class = cosines
            .iter()
            .zip(&validation.targets.comparison)
            .filter(|(_, found)| **found == class);
        let (sum, count) = of_class.fold((0.0, 0.0), |(sum, count), (cosine, _)| {
            (sum + cosine, count + 1.0)
        });
        sum / count
    };
    assert!(
        mean(1) > mean(0) + 0.4,
        "matching pairs {}, others {}",
        mean(1),
        mean(0)
    );
    Ok(())
}

#[test]
fn stopping_waits_for_patience_and_restores_the_best_epoch() -> Result<(), FitError> {
    let (rows, validation) = (Sample::draw(40, 1), Sample::draw(40, 2));
    let params = Params {
        epochs: 200,
        patience: 4,
        learning_rate: 0.02,
        ..quick()
    };
    let fitted = train(CLASSIFICATION, &params, &rows, Some(&validation), 3)?;
    let losses: Vec<f64> = fitted
        .curve
        .iter()
        .filter_map(|epoch| epoch.validation)
        .collect();
    let lowest = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let best = losses
        .iter()
        .position(|loss| loss.to_bits() == lowest.to_bits())
        .unwrap()
        + 1;
    assert!(losses.len() < 200, "never stopped");
    assert_eq!(fitted.best_epoch, best);
    assert_eq!(fitted.curve.len(), best + params.patience);

    let until_best = train(
        CLASSIFICATION,
        &Params {
            epochs: best,
            ..params
        },
        &rows,
        Some(&validation),
        3,
    )?;
    assert_eq!(bytes(&until_best), bytes(&fitted));
    Ok(())
}

#[test]
fn without_validation_rows_all_epochs_are_trained() -> Result<(), FitError> {
    let params = Params {
        epochs: 7,
        patience: 1,
        ..quick()
    };
    for validation in [None, Some(Sample::draw(0, 2))] {
        let fitted = train(
            RETRIEVAL,
            &params,
            &Sample::draw(40, 1),
            validation.as_ref(),
            3,
        )?;
        assert_eq!((fitted.curve.len(), fitted.best_epoch), (7, 7));
        assert!(fitted.curve.iter().all(|epoch| epoch.validation.is_none()));
    }
    Ok(())
}

#[test]
fn a_row_is_predicted_alike_in_any_order_and_number() -> Result<(), FitError> {
    let rows = Sample::draw(150, 1);
    for question in [CLASSIFICATION, RETRIEVAL] {
        let network = train(
            question,
            &Params {
                epochs: 1,
                ..quick()
            },
            &rows,
            None,
            3,
        )?
        .network;
        let all = network.predict(150, [&rows.views[0], &rows.views[1]])?;
        let outputs = all.comparison.len() / 150;
        for row in [0, 1, 63, 64, 70, 149] {
            let alone = network.predict(
                1,
                [
                    &rows.views[0][row * 9..][..9],
                    &rows.views[1][row * 6..][..6],
                ],
            )?;
            assert_eq!(alone.comparison, all.comparison[row * outputs..][..outputs]);
            for view in 0..2 {
                assert_eq!(
                    alone.embeddings[view],
                    all.embeddings[view][row * 16..][..16]
                );
                assert_eq!(alone.auxiliary[view], all.auxiliary[view][row * 3..][..3]);
            }
        }
    }
    Ok(())
}

#[test]
fn a_watcher_hears_every_epoch_and_can_cancel_between_steps() {
    let (rows, listener) = (Sample::draw(64, 1), Listener::patient());
    listener.questions_left.set(6);
    let result = fit(
        architecture(CLASSIFICATION),
        &quick(),
        (&rows.pairs(), None),
        1,
        &listener,
    );
    assert!(matches!(result, Err(FitError::Cancelled)));
    assert_eq!(listener.heard.borrow().len(), 2);
}

#[test]
fn degenerate_rows_train_without_failing() -> Result<(), FitError> {
    let params = Params {
        epochs: 3,
        ..quick()
    };
    let mut one_class = Sample::draw(2, 1);
    one_class.targets.comparison.fill(1);
    let mut constant = Sample::draw(20, 2);
    constant.views.iter_mut().for_each(|view| view.fill(0.0));
    for sample in [one_class, constant, Sample::draw(1, 3)] {
        for question in [CLASSIFICATION, RETRIEVAL] {
            let fitted = train(question, &params, &sample, Some(&sample), 1)?;
            assert!(fitted.curve.iter().all(|epoch| epoch.train.is_finite()));
        }
    }
    Ok(())
}

#[test]
fn a_loss_that_is_not_finite_names_epoch_and_remedy() {
    let mut rows = Sample::draw(20, 1);
    let valid = Sample::draw(20, 2);
    rows.views[0][5] = f32::NAN;
    let message = train(CLASSIFICATION, &quick(), &rows, Some(&valid), 1)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("training loss is not finite in epoch 1; lower `learning_rate`"),
        "{message}"
    );
    let message = train(RETRIEVAL, &quick(), &valid, Some(&rows), 1)
        .unwrap_err()
        .to_string();
    assert!(
        message.contains("validation loss is not finite in epoch 1"),
        "{message}"
    );
}

#[test]
fn unusable_parameters_are_refused_by_name() {
    let rows = Sample::draw(20, 1);
    for (params, name) in [
        (
            Params {
                batch_size: 0,
                ..quick()
            },
            "batch_size",
        ),
        (
            Params {
                dropout: 1.0,
                ..quick()
            },
            "dropout",
        ),
        (
            Params {
                learning_rate: f64::NAN,
                ..quick()
            },
            "learning_rate",
        ),
    ] {
        let message = train(CLASSIFICATION, &params, &rows, None, 1)
            .unwrap_err()
            .to_string();
        assert!(message.contains(name), "{message}");
    }
    let none = Sample::draw(0, 1);
    assert!(matches!(
        train(CLASSIFICATION, &quick(), &none, None, 1),
        Err(FitError::NoRows)
    ));
}
