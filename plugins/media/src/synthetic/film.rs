use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use emospec_decode::{Watch, encode, to_file};
use emospec_sdk::Error;

use super::Emotion;
use super::character::{Look, characters};
use super::draw::Draw;
use super::scene::{HEIGHT, RATE, Scene, WIDTH};
use super::score;
use super::tone::frames;

/// One file to render.
#[derive(Debug)]
pub struct Film {
    /// Its path below the folder of all.
    pub name: String,
    /// Its emotion.
    pub emotion: Emotion,
    /// Its place among all: its draws depend on this and on the seed alone.
    pub place: u64,
}

impl Film {
    /// Renders it below `folder`.
    pub fn render(
        &self,
        seed: u64,
        seconds: f64,
        spread: f64,
        folder: &Path,
        watch: Watch<'_>,
    ) -> Result<(), Error> {
        let path = folder.join(&self.name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let (music, look) = characters(self.emotion, spread, &mut Draw::new(seed, 3 * self.place));
        let sound = score::render(&music, seconds, &mut Draw::new(seed, 3 * self.place + 1));
        let sound_path = path.with_extension("pcm");
        fs::write(&sound_path, pcm(&sound))?;
        let mut draw = Draw::new(seed, 3 * self.place + 2);
        let done = encode(&arguments(&sound_path, &path), &path, watch, |pipe| {
            pictures(&look, seconds, &mut draw, pipe)
        });
        fs::remove_file(&sound_path)?;
        Ok(done?)
    }
}

/// Writes all frames.
fn pictures(look: &Look, seconds: f64, draw: &mut Draw, pipe: &mut dyn Write) -> io::Result<()> {
    let mut frame = vec![0; WIDTH * HEIGHT * 3];
    let mut scene = Scene::draw(look, draw);
    let mut cut = 0.0;
    for place in 0..frames(seconds * f64::from(RATE)) {
        let time = place as f64 / f64::from(RATE);
        if time - cut >= scene.length {
            scene = Scene::draw(look, draw);
            cut = time;
        }
        scene.render(time - cut, &mut frame);
        pipe.write_all(&frame)?;
    }
    Ok(())
}

/// Samples as little-endian numbers of 16 bits.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast of a float saturates"
)]
fn pcm(samples: &[f32]) -> Vec<u8> {
    samples
        .iter()
        .flat_map(|sample| ((sample * 32767.0).round() as i16).to_le_bytes())
        .collect()
}

fn arguments(sound: &Path, film: &Path) -> Vec<OsString> {
    let size = format!("{WIDTH}x{HEIGHT}");
    let (rate, sound_rate) = (RATE.to_string(), score::RATE.to_string());
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let mut arguments = words(&["-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", &size]);
    arguments.extend(words(&["-framerate", &rate, "-i", "pipe:0"]));
    arguments.extend(words(&[
        "-f",
        "s16le",
        "-ar",
        &sound_rate,
        "-ac",
        "1",
        "-i",
    ]));
    let mut url = OsString::from("file:");
    url.push(sound);
    arguments.push(url);
    arguments.extend(words(&["-map", "0:v", "-map", "1:a", "-c:v", "libx264"]));
    arguments.extend(words(&["-preset", "ultrafast", "-crf", "23", "-g", "24"]));
    arguments.extend(words(&[
        "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "64k",
    ]));
    arguments.extend(words(&["-movflags", "+faststart", "-f", "mp4"]));
    arguments.extend(to_file(film));
    arguments
}
