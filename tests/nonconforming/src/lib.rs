//! Components that keep every rule but the one they are named after; those named `good` keep all.

mod extractor;
mod line;
mod model;
mod params;
mod source;
mod way;

use extractor::View;
use model::Nonconforming;
use params::{NoParams, OpenParams};
use source::Column;

emospec_sdk::export_plugin! {
    name: "nonconforming",
    summary: "Components that each break one rule.",
    models: [
        Nonconforming<0, NoParams>, Nonconforming<1, NoParams>, Nonconforming<2, OpenParams>,
        Nonconforming<3, NoParams>, Nonconforming<4, NoParams>, Nonconforming<5, NoParams>,
        Nonconforming<6, NoParams>, Nonconforming<7, NoParams>, Nonconforming<8, NoParams>,
        Nonconforming<9, NoParams>, Nonconforming<10, NoParams>, Nonconforming<11, NoParams>,
        Nonconforming<12, NoParams>, Nonconforming<13, NoParams>, Nonconforming<14, NoParams>,
    ],
    sources: [Column<0>, Column<1>, Column<2>],
    extractors: [View<0>, View<1>, View<2>, View<3>, View<4>],
}
