use std::collections::BTreeMap;

use emospec_sdk::{ComponentCard, Emitted, Error, Outputs, Role, Run, Source, SourceColumn};

use crate::generator::Generator;
use crate::part::Part;
use crate::segment::Segment;
use crate::{PairsParams, emotion, layout};

/// The source `pairs`.
///
/// Parts: `train`, `val`, for data like EmoMV-A `test`, and `gallery`. Columns: the views `video` and `music`; the
/// targets `match` (not in the gallery), `video_emotion` and `music_emotion`; the id `id`; the text `folder`; the groups
/// `video_source` and `music_source`, the recordings that the two were cut from. No recording is in two parts, except
/// that the gallery of data like EmoMV-B and EmoMV-C is made of the segments of `val`.
#[derive(Debug, Clone, Copy)]
pub struct Pairs;

impl Source for Pairs {
    type Params = PairsParams;
    const CARD: ComponentCard = ComponentCard {
        name: "pairs",
        summary: "Draws music-video pairs with the rows, counts and construction rule of EmoMV-A, -B or -C.",
        source: "Thao, Roig and Herremans, EmoMV, Information Fusion 91 (2023), section 3; the features are drawn.",
    };

    fn read(params: &PairsParams, run: &Run<'_>) -> Result<Emitted, Error> {
        params.check()?;
        let generator = Generator::new(
            params.seed,
            params.signal,
            params.video_width,
            params.music_width,
        );
        let mut emitted = Emitted {
            columns: columns(),
            parts: Vec::new(),
        };
        for part in layout::parts(params.like, params.seed, params.scale) {
            let outputs = outputs(&part, &generator, params, run)?;
            emitted.parts.push((part.name.to_owned(), outputs));
        }
        Ok(emitted)
    }
}

fn columns() -> Vec<SourceColumn> {
    let column = |name: &str, role: Role, classes: &[&str]| SourceColumn {
        name: name.to_owned(),
        role,
        classes: (!classes.is_empty())
            .then(|| classes.iter().map(|&class| class.to_owned()).collect()),
    };
    vec![
        column("video", Role::View, &[]),
        column("music", Role::View, &[]),
        column("match", Role::Target, &["mismatched", "matched"]),
        column("video_emotion", Role::Target, &emotion::NAMES),
        column("music_emotion", Role::Target, &emotion::NAMES),
        column("id", Role::Id, &[]),
        column("folder", Role::Text, &[]),
        column("video_source", Role::Group, &[]),
        column("music_source", Role::Group, &[]),
    ]
}

fn outputs(
    part: &Part,
    generator: &Generator,
    params: &PairsParams,
    run: &Run<'_>,
) -> Result<Outputs, Error> {
    let mut views: BTreeMap<usize, [Vec<f32>; 2]> = BTreeMap::new();
    for segment in &part.segments {
        run.check_cancelled()?;
        views.insert(segment.index, generator.views(segment));
    }
    let mut video = Vec::with_capacity(part.rows.len() * params.video_width);
    let mut music = Vec::with_capacity(part.rows.len() * params.music_width);
    for &row in &part.rows {
        video.extend_from_slice(&views[&part.seen(row).index][0]);
        music.extend_from_slice(&views[&part.heard(row).index][1]);
    }
    let mut outputs = Outputs::default();
    outputs.matrix("video", params.video_width, video)?;
    outputs.matrix("music", params.music_width, music)?;
    if part.has_match {
        let matches = part.rows.iter().map(|row| i64::from(row.is_match()));
        outputs.classes("match", matches.collect());
    }
    let seen = || part.rows.iter().map(|&row| part.seen(row));
    let heard = || part.rows.iter().map(|&row| part.heard(row));
    outputs.classes("video_emotion", emotions(seen())?);
    outputs.classes("music_emotion", emotions(heard())?);
    outputs.text("id", part.ids.clone());
    outputs.text("folder", part.folders.clone());
    outputs.text("video_source", sources(seen()));
    outputs.text("music_source", sources(heard()));
    Ok(outputs)
}

fn emotions<'a>(segments: impl Iterator<Item = &'a Segment>) -> Result<Vec<i64>, Error> {
    segments
        .map(|segment| Ok(i64::try_from(segment.emotion)?))
        .collect()
}

fn sources<'a>(segments: impl Iterator<Item = &'a Segment>) -> Vec<String> {
    segments.map(|segment| segment.source.clone()).collect()
}

#[cfg(test)]
mod tests {
    use emospec_sdk::Output;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::Like;

    fn small() -> PairsParams {
        PairsParams {
            video_width: 40,
            music_width: 10,
            ..PairsParams::default()
        }
    }

    fn read(params: &PairsParams) -> Emitted {
        Pairs::read(params, &Run::detached()).expect("the parameters can be met")
    }

    /// The digest of every value of every column, in order, in hexadecimal.
    fn digest(emitted: &Emitted) -> String {
        let mut hash = Sha256::new();
        for (part, outputs) in &emitted.parts {
            hash.update(part);
            for (name, output) in outputs.iter() {
                hash.update(name);
                let bytes: Vec<u8> = match output {
                    Output::Matrix { data, .. } => {
                        data.iter().flat_map(|x| x.to_le_bytes()).collect()
                    }
                    Output::Classes(values) => {
                        values.iter().flat_map(|x| x.to_le_bytes()).collect()
                    }
                    Output::Numbers(values) => {
                        values.iter().flat_map(|x| x.to_le_bytes()).collect()
                    }
                    Output::Text(values) => values.concat().into_bytes(),
                };
                hash.update(bytes);
            }
        }
        let bytes = hash.finalize();
        bytes
            .iter()
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }

    fn column<'a>(emitted: &'a Emitted, part: &str, name: &str) -> &'a Output {
        let (_, outputs) = emitted
            .parts
            .iter()
            .find(|(found, _)| found == part)
            .expect("the part");
        outputs
            .iter()
            .find(|(found, _)| *found == name)
            .expect("the column")
            .1
    }

    fn matrix<'a>(emitted: &'a Emitted, part: &str, name: &str) -> Vec<&'a [f32]> {
        match column(emitted, part, name) {
            Output::Matrix { width, data } => data.chunks(*width).collect(),
            other => panic!("{other:?} is not a matrix"),
        }
    }

    fn classes<'a>(emitted: &'a Emitted, part: &str, name: &str) -> &'a [i64] {
        match column(emitted, part, name) {
            Output::Classes(values) => values,
            other => panic!("{other:?} are not classes"),
        }
    }

    #[test]
    fn bytes_are_the_same_on_every_machine() {
        assert_eq!(
            digest(&read(&PairsParams::default())),
            "de79362f85361556aeec602d5fcbcce91b2c608751720e517629480c49537da3"
        );
        let like_a = PairsParams {
            like: Like::EmomvA,
            seed: 7,
            ..small()
        };
        assert_eq!(
            digest(&read(&like_a)),
            "b9e625709b820ff0848b06df722a9d29687d4846cd5b538a9cbfaf9f5208a825"
        );
    }

    #[test]
    fn every_part_has_every_column_but_the_gallery_has_no_match() {
        for like in [Like::EmomvA, Like::EmomvB, Like::EmomvC] {
            let emitted = read(&PairsParams {
                like,
                scale: 0.2,
                ..small()
            });
            for (part, outputs) in &emitted.parts {
                let expected: Vec<_> = emitted
                    .columns
                    .iter()
                    .map(|column| column.name.as_str())
                    .filter(|&name| name != "match" || part != "gallery")
                    .collect();
                assert_eq!(
                    outputs.iter().map(|(name, _)| name).collect::<Vec<_>>(),
                    expected
                );
            }
        }
    }

    #[test]
    fn a_swap_carries_the_same_rows_of_the_views() {
        let emitted = read(&small());
        let Output::Text(ids) = column(&emitted, "train", "id") else {
            panic!("ids are text")
        };
        let (video, music) = (
            matrix(&emitted, "train", "video"),
            matrix(&emitted, "train", "music"),
        );
        let gallery = matrix(&emitted, "gallery", "music");
        assert!(video[0] != video[1] && music[0] != music[1]);
        for (row, id) in ids.iter().enumerate().skip(180) {
            let (seen, heard) = id.split_once("_PAIR_").expect("a mismatched row");
            let other = ids
                .iter()
                .position(|id| *id == format!("{heard}_PAIR_{seen}"))
                .expect("the other half");
            assert!(video[row] != video[other] && music[row] != music[other]);
        }
        assert_eq!(gallery[..48], matrix(&emitted, "val", "music")[..48]);
    }

    /// Share of validation rows whose emotion is that of the nearest mean of the training rows.
    fn nearest_mean_accuracy(params: &PairsParams, view: &str) -> f64 {
        let emitted = read(params);
        let target = format!("{view}_emotion");
        let rows = matrix(&emitted, "train", view);
        let means: Vec<Vec<f32>> = (0..5)
            .map(|class| {
                let labels = classes(&emitted, "train", &target);
                let members: Vec<_> = rows
                    .iter()
                    .zip(labels)
                    .filter(|(_, label)| **label == class)
                    .collect();
                (0..rows[0].len())
                    .map(|k| {
                        members.iter().map(|(row, _)| row[k]).sum::<f32>() / members.len() as f32
                    })
                    .collect()
            })
            .collect();
        let rows = matrix(&emitted, "val", view);
        let labels = classes(&emitted, "val", &target);
        let distance = |row: &[f32], mean: &[f32]| {
            row.iter()
                .zip(mean)
                .map(|(x, m)| (x - m).powi(2))
                .sum::<f32>()
        };
        let right = rows.iter().zip(labels).filter(|(row, label)| {
            let nearest = (0..5)
                .min_by(|&a, &b| distance(row, &means[a]).total_cmp(&distance(row, &means[b])));
            nearest.and_then(|class| i64::try_from(class).ok()) == Some(**label)
        });
        right.count() as f64 / labels.len() as f64
    }

    #[test]
    fn views_show_the_emotion_as_strongly_as_the_signal_says() {
        for view in ["video", "music"] {
            let at = |signal| {
                let like = Like::EmomvA;
                nearest_mean_accuracy(
                    &PairsParams {
                        like,
                        signal,
                        scale: 0.5,
                        ..small()
                    },
                    view,
                )
            };
            let (none, some, strong) = (at(0.0), at(1.0), at(20.0));
            assert!(none < 0.3, "{view}: {none}");
            assert!(some > none + 0.1 && some < 0.9, "{view}: {some}");
            assert!(strong > some, "{view}: {strong}");
        }
    }

    #[test]
    fn values_are_finite_and_not_negative() {
        let emitted = read(&PairsParams {
            signal: 100.0,
            ..small()
        });
        for view in ["video", "music"] {
            let rows = matrix(&emitted, "train", view);
            assert!(
                rows.iter()
                    .flat_map(|row| row.iter())
                    .all(|x| x.is_finite() && *x >= 0.0)
            );
        }
    }

    #[test]
    fn another_seed_makes_another_dataset() {
        let other = PairsParams { seed: 1, ..small() };
        assert_ne!(digest(&read(&small())), digest(&read(&other)));
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        for params in [
            PairsParams {
                signal: -1.0,
                ..small()
            },
            PairsParams {
                signal: f64::NAN,
                ..small()
            },
            PairsParams {
                scale: 0.0,
                ..small()
            },
            PairsParams {
                music_width: 0,
                ..small()
            },
        ] {
            assert!(
                Pairs::read(&params, &Run::detached()).is_err(),
                "{params:?}"
            );
        }
    }
}
