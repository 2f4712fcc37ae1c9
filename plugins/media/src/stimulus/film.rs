use std::ffi::OsString;
use std::path::{Path, PathBuf};

use emospec_decode::{Failure, Span, Watch, encode, from_file, to_file};

/// A film with the pictures of one file and the sound of another.
#[derive(Debug)]
pub struct Film {
    /// Its name in the folder of all.
    pub name: String,
    /// Where its pictures are from,
    pub picture: PathBuf,
    /// and which.
    pub picture_span: Span,
    /// Where its sound is from,
    pub sound: PathBuf,
    /// and which.
    pub sound_span: Span,
}

impl Film {
    /// Seconds that it lasts: as long as the shorter of both spans.
    fn seconds(&self) -> f64 {
        let length = |span: Span| span.end - span.start;
        length(self.picture_span).min(length(self.sound_span))
    }

    /// Writes it into `folder`, as any browser plays it: H.264 and AAC in MP4, the index first.
    pub fn write(&self, height: usize, folder: &Path, watch: Watch<'_>) -> Result<(), Failure> {
        let path = folder.join(&self.name);
        encode(&self.arguments(height, &path), &path, watch, |_| Ok(()))
    }

    fn arguments(&self, height: usize, path: &Path) -> Vec<OsString> {
        let seconds = format!("{:.6}", self.seconds());
        let scale = format!(
            "scale=-2:{}:flags=bicubic+accurate_rnd+bitexact",
            height / 2 * 2
        );
        let mut arguments = Vec::new();
        for (file, span) in [
            (&self.picture, self.picture_span),
            (&self.sound, self.sound_span),
        ] {
            arguments.extend(["-ss".into(), format!("{:.6}", span.start).into()]);
            arguments.extend(["-t".into(), seconds.clone().into()]);
            arguments.extend(from_file(file));
        }
        arguments.extend(
            [
                "-map", "0:V:0", "-map", "1:a:0", "-t", &seconds, "-vf", &scale,
            ]
            .into_iter()
            .chain([
                "-c:v",
                "libx264",
                "-profile:v",
                "baseline",
                "-preset",
                "veryfast",
            ])
            .chain([
                "-crf", "24", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k",
            ])
            .chain(["-ar", "44100", "-map_chapters", "-1"])
            .chain(["-movflags", "+faststart", "-f", "mp4"])
            .map(OsString::from),
        );
        arguments.extend(to_file(path));
        arguments
    }
}
