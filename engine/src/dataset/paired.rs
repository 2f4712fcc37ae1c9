use indexmap::IndexMap;

use super::pairing::{Pair, Rows, Settings, pairs};
use super::{ColumnKind, Dataset, Part, Unfit, Values};
use crate::diagnostic::Code;
use crate::spec::{Name, PairingKind, PairsSpec, Role};

/// The column that names a pair.
const ID: &str = "id";
/// The column that says whether its sides match.
const MATCH: &str = "match";
/// The column that says how well they do.
const SCORE: &str = "score";
/// What stands between the ids of a mismatch, as in the files of released datasets of this kind.
const BETWEEN: &str = "_PAIR_";

/// Pairs of the rows of each part.
///
/// # Errors
/// Where the parts have no such columns, or not as many partners as are asked for.
pub fn paired(source: &Dataset, spec: &PairsSpec) -> Result<Dataset, Unfit> {
    let is_scored = spec.kind == PairingKind::Scored;
    let label = if is_scored {
        (SCORE, None)
    } else {
        let classes = ["mismatched", "matched"].map(str::to_owned);
        (MATCH, Some(classes.to_vec()))
    };
    let mut columns = IndexMap::new();
    let text = |role| ColumnKind {
        role,
        classes: None,
    };
    columns.insert(Name::from(ID), text(Role::Id));
    let target = ColumnKind {
        role: Role::Target,
        classes: label.1,
    };
    columns.insert(Name::from(label.0), target);
    for (side, taken) in &spec.sides {
        for (name, from) in taken {
            let key = format!("/pairs/sides/{side}/{name}");
            let Some(kind) = source.columns.get(from) else {
                let known = source.columns.keys().map(Name::as_str);
                return Err(Unfit::no_column(&key, "column", from.as_str(), known));
            };
            if columns.insert(name.clone(), kind.clone()).is_some() {
                return Err(Unfit {
                    key,
                    code: Code::UnfitColumn,
                    message: format!("two columns of the pairs are called `{name}`"),
                    help: "give the columns of each side names of their own; `id` and `match` (or `score`) are taken"
                        .to_owned(),
                });
            }
        }
    }
    let mut parts = IndexMap::new();
    for (at, (name, part)) in source.parts.iter().enumerate() {
        let is_gallery = spec.one_to_one.iter().flatten().any(|one| one == name);
        let drawn = draw(source, part, spec, is_gallery, at as u64)?;
        parts.insert(name.clone(), built(source, part, spec, label.0, &drawn));
    }
    if let Some(name) = spec
        .one_to_one
        .iter()
        .flatten()
        .find(|name| !parts.contains_key(*name))
    {
        let known = parts.keys().map(Name::as_str);
        return Err(Unfit::no_column(
            "/pairs/one_to_one",
            "part",
            name.as_str(),
            known,
        ));
    }
    Ok(Dataset { columns, parts })
}

fn draw(
    source: &Dataset,
    part: &Part,
    spec: &PairsSpec,
    is_gallery: bool,
    at: u64,
) -> Result<Vec<Pair>, Unfit> {
    let mut classes: &[i64] = &[];
    let mut names: &[String] = &[];
    let mut numbers: Vec<&[f64]> = Vec::new();
    if spec.kind != PairingKind::Scored && spec.by.as_slice().len() != 1 {
        return Err(Unfit {
            key: "/pairs/by".to_owned(),
            code: Code::CannotPair,
            message: "a mismatch differs in one target".to_owned(),
            help: "name one target with classes; several numbers are for `scored`".to_owned(),
        });
    }
    for by in &spec.by {
        match part.columns.get(by) {
            Some(Values::Classes(ids)) if spec.kind != PairingKind::Scored => {
                classes = ids;
                let kind = source.columns.get(by);
                names = kind.and_then(|kind| kind.classes.as_deref()).unwrap_or(&[]);
            }
            Some(Values::Numbers(values)) if spec.kind == PairingKind::Scored => {
                numbers.push(values);
            }
            _ => {
                let scored = spec.kind == PairingKind::Scored;
                let what = if scored {
                    "target of numbers"
                } else {
                    "target with classes"
                };
                let fits = |values: &Values| match values {
                    Values::Classes(_) => !scored,
                    Values::Numbers(_) => scored,
                    _ => false,
                };
                let known = part.columns.iter().filter(|(_, values)| fits(values));
                let known = known.map(|(name, _)| name.as_str());
                return Err(Unfit::no_column("/pairs/by", what, by.as_str(), known));
            }
        }
    }
    let groups = spec.group.as_ref().map(|name| {
        if let Some(Values::Text(texts)) = part.columns.get(name) {
            return Ok(texts.as_slice());
        }
        let texts = part.columns.iter();
        let texts = texts.filter(|(_, values)| matches!(values, Values::Text(_)));
        let known = texts.map(|(name, _)| name.as_str());
        Err(Unfit::no_column(
            "/pairs/group",
            "column of text",
            name.as_str(),
            known,
        ))
    });
    let groups = groups.transpose()?;
    let mut forbid = Vec::new();
    for (index, close) in spec.forbid.iter().enumerate() {
        let place = |class: &String| {
            names.iter().position(|name| name == class).ok_or_else(|| {
                let key = format!("/pairs/forbid/{index}");
                Unfit::no_column(&key, "class", class, names.iter().map(String::as_str))
            })
        };
        forbid.push([place(&close[0])?, place(&close[1])?]);
    }
    let rows = Rows {
        count: part.rows,
        classes,
        names,
        numbers: &numbers,
        groups,
    };
    let settings = Settings {
        kind: if is_gallery {
            PairingKind::OneToOne
        } else {
            spec.kind
        },
        forbid,
        balance: spec.balance,
        negatives: spec.negatives as usize,
        scale: spec.scale,
        // Every part draws for itself.
        seed: spec.seed.wrapping_add(at << 32),
    };
    pairs(rows, &settings).map_err(|error| Unfit {
        key: "/pairs".to_owned(),
        code: Code::CannotPair,
        message: error.to_string(),
        help: error.remedy().to_owned(),
    })
}

fn built(source: &Dataset, part: &Part, spec: &PairsSpec, label: &str, drawn: &[Pair]) -> Part {
    let mut columns = IndexMap::new();
    let place = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
    let firsts: Vec<u32> = drawn.iter().map(|pair| place(pair.first)).collect();
    let seconds: Vec<u32> = drawn.iter().map(|pair| place(pair.second)).collect();
    let ids = source
        .columns
        .iter()
        .find(|(_, kind)| kind.role == Role::Id)
        .and_then(|(name, _)| part.columns.get(name));
    let id = |row: usize| match ids {
        Some(Values::Text(texts)) => texts[row].clone(),
        _ => row.to_string(),
    };
    let named = drawn.iter().map(|pair| {
        if pair.first == pair.second {
            id(pair.first)
        } else {
            format!("{}{BETWEEN}{}", id(pair.first), id(pair.second))
        }
    });
    columns.insert(Name::from(ID), Values::Text(named.collect()));
    let values = if label == SCORE {
        Values::Numbers(drawn.iter().map(|pair| pair.score).collect())
    } else {
        let matches = drawn.iter().map(|pair| i64::from(pair.score > 0.5));
        Values::Classes(matches.collect())
    };
    columns.insert(Name::from(label), values);
    for ((_, taken), places) in spec.sides.iter().zip([firsts, seconds]) {
        for (name, from) in taken {
            if let Some(values) = part.columns.get(from) {
                columns.insert(name.clone(), values.at(&places));
            }
        }
    }
    Part {
        rows: drawn.len(),
        columns,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> PairsSpec {
        serde_json::from_str(text).unwrap()
    }

    fn rows() -> Dataset {
        let kind = |role, classes: Option<&[&str]>| ColumnKind {
            role,
            classes: classes.map(|names| names.iter().map(|&name| name.to_owned()).collect()),
        };
        let columns = [
            ("piece", kind(Role::Id, None)),
            ("colour", kind(Role::Target, Some(&["red", "green"]))),
            ("look", kind(Role::View, None)),
        ];
        let part = Part {
            rows: 4,
            columns: [
                (
                    "piece",
                    Values::Text(["a", "b", "c", "d"].map(str::to_owned).to_vec()),
                ),
                ("colour", Values::Classes(vec![0, 0, 1, 1])),
                (
                    "look",
                    Values::Matrix {
                        width: 1,
                        data: vec![0.0, 1.0, 2.0, 3.0],
                    },
                ),
            ]
            .map(|(name, values)| (Name::from(name), values))
            .into_iter()
            .collect(),
        };
        Dataset {
            columns: columns
                .map(|(name, kind)| (Name::from(name), kind))
                .into_iter()
                .collect(),
            parts: [("train", part.clone()), ("gallery", part)]
                .map(|(name, part)| (Name::from(name), part))
                .into_iter()
                .collect(),
        }
    }

    const SWAPS: &str = r#"{"type": "swap", "by": "colour", "balance": 1.0, "one_to_one": "gallery",
        "sides": {"left": {"left": "look", "left_colour": "colour"}, "right": {"right": "look", "right_colour": "colour"}}}"#;

    #[test]
    fn a_mismatch_takes_its_sides_from_two_rows_and_is_named_after_both() {
        let dataset = paired(&rows(), &spec(SWAPS)).unwrap();
        let train = &dataset.parts["train"];
        assert_eq!(train.rows, 4);
        assert_eq!(train.columns["match"], Values::Classes(vec![0; 4]));
        let (Values::Matrix { data: left, .. }, Values::Matrix { data: right, .. }) =
            (&train.columns["left"], &train.columns["right"])
        else {
            panic!("views stay views");
        };
        let Values::Text(ids) = &train.columns["id"] else {
            panic!("ids are texts");
        };
        let names = ["a", "b", "c", "d"];
        for row in 0..4 {
            let piece = |look: f32| {
                names[(0..4)
                    .position(|at| (at as f32 - look).abs() < 0.5)
                    .unwrap()]
            };
            let expected = format!("{}_PAIR_{}", piece(left[row]), piece(right[row]));
            assert_eq!(ids[row], expected);
            assert!(
                (left[row] < 2.0) != (right[row] < 2.0),
                "of different colours"
            );
        }
        let gallery = &dataset.parts["gallery"];
        assert_eq!(gallery.columns["match"], Values::Classes(vec![1; 4]));
        assert_eq!(
            gallery.columns["left_colour"],
            gallery.columns["right_colour"]
        );
    }

    #[test]
    fn names_that_are_not_there_are_told_with_the_nearest() {
        let wrong = SWAPS.replace("\"by\": \"colour\"", "\"by\": \"color\"");
        let unfit = paired(&rows(), &spec(&wrong)).unwrap_err();
        assert_eq!(
            (unfit.key.as_str(), unfit.code),
            ("/pairs/by", Code::UnknownName)
        );
        assert_eq!(unfit.help, "did you mean `colour`? there are: colour");

        let wrong = SWAPS.replace("\"gallery\"", "\"galery\"");
        let unfit = paired(&rows(), &spec(&wrong)).unwrap_err();
        assert_eq!(unfit.key, "/pairs/one_to_one");
    }
}
