//! Made-up music-video pairs in the form of the EmoMV datasets (Thao, Roig and Herremans, "EmoMV: Affective music-video
//! correspondence learning datasets for classification and retrieval", Information Fusion 91, 2023).
//!
//! The rows, counts, identifiers and the way mismatched pairs are built are those of the released annotation files; the
//! features are drawn. Nothing is downloaded, and every machine draws the same bytes.

mod emotion;
mod generator;
mod layout;
mod like;
mod name;
mod normal;
mod pairs;
mod params;
mod part;
mod row;
mod segment;
mod sizes;
mod stream;

pub use like::Like;
pub use pairs::Pairs;
pub use params::PairsParams;

emospec_sdk::export_plugin! {
    name: "synthetic",
    summary: "Made-up music-video pairs in the form of the EmoMV datasets.",
    sources: [Pairs],
}
