//! Films for listeners who judge whether music and pictures match.

mod film;
mod params;

pub use params::StimulusParams;

use std::path::Path;

use emospec_decode::{Failure, Span, Watch};
use emospec_sdk::{ComponentCard, Error, Extractor, Outputs, Rows, Run};

use crate::parallel::each;
use film::Film;

/// The extractor `stimulus`: one film for each row, with the pictures of one file and the sound of another, as long as the
/// shorter of the two.
///
/// Rows have the texts `picture_path` and `sound_path`, where the files lie, and the numbers `picture_start`, `picture_end`,
/// `sound_start` and `sound_end`, in seconds. The text `file` names each film in the scratch folder.
#[derive(Debug, Clone, Copy)]
pub struct Stimulus;

impl Extractor for Stimulus {
    type Params = StimulusParams;
    const CARD: ComponentCard = ComponentCard {
        name: "stimulus",
        summary: "Makes a film of each row, with the pictures of one file and the sound of another.",
        source: "H.264 (baseline) and AAC in MP4, which browsers play.",
    };

    fn extract(params: &StimulusParams, rows: &Rows<'_>, run: &Run<'_>) -> Result<Outputs, Error> {
        let mut outputs = Outputs::default();
        outputs.text("file", make_stimuli(params, rows, run.scratch(), run)?);
        Ok(outputs)
    }
}

/// Makes the films of rows in a folder, and gives their names.
///
/// # Errors
/// Where a column is missing, or a film cannot be made: which, and why.
pub fn make_stimuli(
    params: &StimulusParams,
    rows: &Rows<'_>,
    folder: &Path,
    run: &Run<'_>,
) -> Result<Vec<String>, Error> {
    params.check()?;
    let films = films(rows)?;
    each(&films, run, |film, stop| {
        let written = film.write(params.height, folder, Watch::flagged(stop));
        written.map_err(|failure| match failure {
            Failure::File(reason) => Error::new(format_args!(
                "the pictures of `{}` and the sound of `{}` make no film: {reason}",
                film.picture.display(),
                film.sound.display()
            )),
            other => other.into(),
        })
    })?;
    Ok(films.into_iter().map(|film| film.name).collect())
}

fn films(rows: &Rows<'_>) -> Result<Vec<Film>, Error> {
    let (pictures, sounds) = (rows.text("picture_path")?, rows.text("sound_path")?);
    let span = |start: &str, end: &str| {
        let (starts, ends) = (rows.numbers(start)?, rows.numbers(end)?);
        let spans = starts.iter().zip(ends);
        let spans = spans.map(|(&start, &end)| Span { start, end });
        Ok::<Vec<Span>, Error>(spans.collect())
    };
    let picture_spans = span("picture_start", "picture_end")?;
    let sound_spans = span("sound_start", "sound_end")?;
    let digits = rows.count().saturating_sub(1).to_string().len().max(2);
    Ok((0..rows.count())
        .map(|row| Film {
            name: format!("stimulus-{row:0digits$}.mp4"),
            picture: pictures[row].into(),
            picture_span: picture_spans[row],
            sound: sounds[row].into(),
            sound_span: sound_spans[row],
        })
        .collect())
}
