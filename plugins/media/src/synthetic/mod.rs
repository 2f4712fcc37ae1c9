//! Synthetic music videos: rendered, not recorded.

mod character;
mod draw;
mod emotion;
mod film;
mod params;
mod scene;
mod score;
mod tone;

pub use emotion::Emotion;
pub use params::SyntheticParams;

use std::path::Path;

use emospec_decode::Watch;
use emospec_sdk::{ComponentCard, Emitted, Error, Outputs, Role, Run, Source, SourceColumn};

use crate::parallel::each;
use film::Film;

/// The source `synthetic`.
///
/// Part `files`: the text `file`, the path of each music video below the scratch folder, and the text `emotion`. Each has
/// 160 x 120 pixels, 12 frames a second and one channel of 22,050 samples a second, and lies in a folder of its emotion, such
/// as `exciting/exciting-03.mp4`, or is named without it, such as `video-03.mp4`.
///
/// Music and pictures follow the profile of one emotion, and both move from it by an arousal and a valence that they share, so
/// that what matches can be told beyond the emotion, too.
#[derive(Debug, Clone, Copy)]
pub struct Synthetic;

impl Source for Synthetic {
    type Params = SyntheticParams;
    const CARD: ComponentCard = ComponentCard {
        name: "synthetic",
        summary: "Renders a small corpus of synthetic music videos, drawn from profiles of emotions.",
        source: "The emotions of EmoMV (Information Fusion 91, 2023); directions of tempo, mode, register and loudness from \
                 Juslin and Laukka, Psychological Bulletin 129 (2003); the numbers are made up.",
    };

    fn read(params: &SyntheticParams, run: &Run<'_>) -> Result<Emitted, Error> {
        let (names, emotions) = render_corpus(params, run.scratch(), run)?
            .into_iter()
            .map(|(name, emotion)| (name, emotion.name().to_owned()))
            .unzip();
        let mut outputs = Outputs::default();
        outputs.text("file", names);
        outputs.text("emotion", emotions);
        let column = |name: &str| SourceColumn {
            name: name.to_owned(),
            role: Role::Text,
            classes: None,
        };
        Ok(Emitted {
            columns: vec![column("file"), column("emotion")],
            parts: vec![("files".to_owned(), outputs)],
        })
    }
}

/// Renders the corpus into a folder; gives the path of each file below it, and its emotion.
///
/// # Errors
/// Where the parameters cannot be met, or ffmpeg cannot write the files.
pub fn render_corpus(
    params: &SyntheticParams,
    folder: &Path,
    run: &Run<'_>,
) -> Result<Vec<(String, Emotion)>, Error> {
    params.check()?;
    let films = films(params);
    each(&films, run, |film, stop| {
        let watch = Watch::flagged(stop);
        film.render(params.seed, params.seconds, params.spread, folder, watch)
    })?;
    Ok(films
        .into_iter()
        .map(|film| (film.name, film.emotion))
        .collect())
}

/// The files, emotion by emotion in turn.
fn films(params: &SyntheticParams) -> Vec<Film> {
    let classes = &params.classes;
    let each = params.files.div_ceil(classes.len());
    let digits = |count: usize| (count.saturating_sub(1)).to_string().len().max(2);
    (0..params.files)
        .map(|place| {
            let emotion = classes[place % classes.len()];
            let (number, name) = (place / classes.len(), emotion.name());
            Film {
                name: if params.folders {
                    format!("{name}/{name}-{number:0width$}.mp4", width = digits(each))
                } else {
                    format!("video-{place:0width$}.mp4", width = digits(params.files))
                },
                emotion,
                place: place as u64,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_shared_out_among_the_emotions() {
        let params = SyntheticParams {
            files: 7,
            classes: vec![Emotion::Sad, Emotion::Fear, Emotion::Relax],
            ..SyntheticParams::default()
        };
        let names: Vec<_> = films(&params).into_iter().map(|film| film.name).collect();
        assert_eq!(names[0], "sad/sad-00.mp4");
        assert_eq!(names[4], "fear/fear-01.mp4");
        assert_eq!(names[6], "sad/sad-02.mp4");
    }

    #[test]
    fn without_folders_names_tell_nothing() {
        let params = SyntheticParams {
            folders: false,
            files: 101,
            ..SyntheticParams::default()
        };
        let names: Vec<_> = films(&params).into_iter().map(|film| film.name).collect();
        assert_eq!(
            (names[0].as_str(), names[100].as_str()),
            ("video-000.mp4", "video-100.mp4")
        );
    }

    #[test]
    fn an_emotion_named_twice_is_refused() {
        let params = SyntheticParams {
            classes: vec![Emotion::Sad, Emotion::Sad],
            ..SyntheticParams::default()
        };
        assert!(params.check().is_err());
    }
}
