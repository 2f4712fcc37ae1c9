//! Steps of every model agree with `PyTorch`: networks, losses, gradients and Adam at once. The numbers come from
//! `pytorch_losses.py`, whose losses are those of the library pytorch-metric-learning where it has them.

mod steps;

use emospec_learn::dfdx::prelude::CpuError;
use emospec_retrieval::acmr::{AcmrNetwork, AcmrParams};
use emospec_retrieval::cbvmr::{CbvmrNetwork, CbvmrParams};
use emospec_retrieval::dscmr::{DscmrNetwork, DscmrParams};
use emospec_retrieval::infonce::{InfoNceNetwork, InfoNceParams};
use emospec_retrieval::supcon::{SupConNetwork, SupConParams};
use steps::{CLASSES, WIDTHS, assert_losses, random};

fn infonce(mask_same_class: bool, expected: &[f32]) -> Result<(), CpuError> {
    let params = InfoNceParams {
        hidden: 6,
        embedding_width: 4,
        mask_same_class,
        learning_rate: 0.01,
        weight_decay: 0.1,
        ..InfoNceParams::default()
    };
    let network = InfoNceNetwork::draw(&params, WIDTHS, &mut random())?;
    assert_losses(network, params.schedule().adam, expected, expected)
}

#[test]
fn infonce_tells_partners_from_strangers() -> Result<(), CpuError> {
    let expected = [
        13.631_556, 12.756_178, 11.986_481, 11.271_622, 10.583_031, 9.972_643,
    ];
    infonce(false, &expected)
}

#[test]
fn infonce_leaves_out_rows_of_one_class() -> Result<(), CpuError> {
    let expected = [
        12.626_661, 11.808_987, 11.003_067, 10.196_341, 9.319_689, 8.369_828,
    ];
    infonce(true, &expected)
}

#[test]
fn supcon_tells_classes_apart_within_and_between_views() -> Result<(), CpuError> {
    let params = SupConParams {
        hidden: 6,
        embedding_width: 4,
        learning_rate: 0.01,
        weight_decay: 0.1,
        ..SupConParams::default()
    };
    let network = SupConNetwork::draw(&params, WIDTHS, &mut random())?;
    let training = [
        2.732_148, 2.547_705, 2.492_713, 2.460_593, 2.447_974, 2.442_968,
    ];
    let validation = [
        2.889_15, 2.544_68, 2.497_413, 2.464_634, 2.450_337, 2.444_493,
    ];
    assert_losses(network, params.schedule().adam, &training, &validation)
}

#[test]
fn cbvmr_ranks_partners_and_keeps_structure() -> Result<(), CpuError> {
    let params = CbvmrParams {
        hidden: [vec![6], vec![6, 5]],
        embedding_width: 4,
        hardest: 5,
        structure_rows: 8,
        learning_rate: 0.01,
        ..CbvmrParams::default()
    };
    let network = CbvmrNetwork::draw(&params, WIDTHS, &mut random())?;
    let training = [
        1.168_398, 1.079_73, 1.008_824, 0.952_785, 0.897_783, 0.852_18,
    ];
    let validation = [
        0.856_082, 1.237_51, 1.224_125, 1.211_221, 1.186_691, 1.144_415,
    ];
    assert_losses(network, params.schedule().adam, &training, &validation)
}

#[test]
fn dscmr_classifies_discriminates_and_holds_partners_together() -> Result<(), CpuError> {
    let params = DscmrParams {
        hidden: 6,
        embedding_width: 4,
        discrimination_weight: 0.5,
        learning_rate: 0.01,
        beta: 0.9,
        ..DscmrParams::default()
    };
    let network = DscmrNetwork::draw(&params, WIDTHS, CLASSES, &mut random())?;
    let expected = [
        3.754_193, 3.618_279, 3.501_847, 3.401_945, 3.316_913, 3.244_665,
    ];
    assert_losses(network, params.schedule().adam, &expected, &expected)
}

#[test]
fn acmr_learns_against_its_adversary() -> Result<(), CpuError> {
    let params = AcmrParams {
        hidden: [vec![6], vec![5, 6]],
        embedding_width: 4,
        view_hidden: vec![3],
        label_weight: 1.0,
        pair_weight: 2.0,
        hinge_weight: 0.5,
        margin: 2.0,
        learning_rate: 0.01,
        beta: 0.9,
        ..AcmrParams::default()
    };
    let network = AcmrNetwork::draw(&params, WIDTHS, CLASSES, &mut random())?;
    let training = [
        7.709_751, 7.502_803, 7.299_855, 7.105_77, 6.916_526, 6.727_005,
    ];
    let validation = [
        6.298_732, 6.116_05, 5.933_1, 5.754_753, 5.577_018, 5.394_809,
    ];
    assert_losses(network, params.schedule().adam, &training, &validation)
}
