use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Name, OneOrMany};

/// How rows of one thing each become pairs of things that match or do not.
///
/// Every row of a part of `from` is a thing with two or more sides (views of it). A matched pair is a row with itself; a
/// mismatched one has its first side from one row and its others from another. Ids are those of the rows; of a mismatch,
/// `X_PAIR_Y`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairsSpec {
    /// How partners are found.
    #[serde(rename = "type")]
    pub kind: PairingKind,
    /// The sides of a pair: for each, its columns, and the column of the rows that each is taken from.
    #[schemars(extend("minProperties" = 2, "maxProperties" = 2))]
    pub sides: IndexMap<Name, IndexMap<Name, Name>>,
    /// What a mismatch differs in: a target with classes; for `scored`, targets of numbers.
    pub by: OneOrMany<Name>,
    /// Pairs of classes too close for a mismatch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbid: Vec<[String; 2]>,
    /// The share of the pairs that are mismatched (of `swap`).
    #[serde(default = "half")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub balance: f64,
    /// Mismatched pairs for each matched one (of `random_negative` and `scored`).
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1000))]
    pub negatives: u32,
    /// The distance at which a score has fallen to exp(-1/2) (of `scored`).
    #[serde(default = "unit")]
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub scale: f64,
    /// A column of text whose rows are never mismatched with each other: pieces of one recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Name>,
    /// Parts in which every row is paired with itself alone, whatever `type` says: a gallery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_to_one: Option<OneOrMany<Name>>,
    /// The seed of the drawing.
    #[serde(default)]
    pub seed: u64,
}

/// How the partners of mismatched pairs are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PairingKind {
    /// Two rows of different classes exchange a side and give two mismatched pairs; a row serves one matched pair or one
    /// swap. Each class is then as frequent on both sides, and no side alone tells a match.
    Swap,
    /// Every row with itself, and no mismatch.
    OneToOne,
    /// Every row with itself, and with a side of other rows of another class, drawn at random.
    RandomNegative,
    /// Every row with itself, and with a side of other rows, drawn at random; a target `score`, exp(-d²/2s²) of the distance
    /// d of the two rows, takes the place of a match.
    Scored,
}

fn half() -> f64 {
    0.5
}

fn one() -> u32 {
    1
}

fn unit() -> f64 {
    1.0
}
