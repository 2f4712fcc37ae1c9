use std::ffi::OsString;
use std::path::Path;

use crate::pieces::Pieces;
use crate::program::Program;
use crate::{Failure, Span, Watch};

/// The sound of a file, span by span in the order of their beginnings: the mean of its channels, at a given rate.
///
/// The file's own times are kept: where its sound starts late or has a gap, there is silence.
pub struct Sound<'a>(Pieces<'a>);

/// The sound of one span.
#[derive(Debug, Clone, PartialEq)]
pub struct SoundSpan {
    /// The place of the span among those asked for.
    pub span: usize,
    /// Its samples, from -1 to 1; fewer than `wanted` where the sound ended before the span.
    pub samples: Vec<f32>,
    /// Samples that the span covers.
    pub wanted: usize,
}

impl SoundSpan {
    /// Whether the sound went on to the span's end.
    pub fn is_whole(&self) -> bool {
        self.samples.len() == self.wanted
    }
}

impl<'a> Sound<'a> {
    /// Begins to decode the first sound stream of a file at `rate` samples a second.
    ///
    /// # Errors
    /// Where ffmpeg cannot be started.
    pub fn open(path: &Path, rate: u32, spans: &[Span], watch: Watch<'a>) -> Result<Self, Failure> {
        let mut arguments = input(path);
        let filter = format!(
            // Without the volume of a matrix held to 1, the mean of two channels would be their sum by the root of 2 for
            // some formats. `async` and `first_pts` keep the file's times.
            "aresample={rate}:rematrix_maxval=1:async=1:first_pts=0,aformat=sample_fmts=flt:channel_layouts=mono"
        );
        arguments.extend(
            ["-map", "0:a:0", "-vn", "-sn", "-dn", "-af", &filter]
                .into_iter()
                .chain(["-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"])
                .map(OsString::from),
        );
        let program = Program::start("ffmpeg", &arguments, path, watch)?;
        Ok(Self(Pieces::new(program, 4, f64::from(rate), spans)))
    }
}

impl Iterator for Sound<'_> {
    type Item = Result<SoundSpan, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next()?.map(|piece| {
            SoundSpan {
                span: piece.span,
                samples: piece
                    .bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|bytes| f32::from_le_bytes(*bytes))
                    // A damaged file may decode to what is no number.
                    .map(|sample| if sample.is_finite() { sample } else { 0.0 })
                    .collect(),
                wanted: piece.wanted,
            }
        }))
    }
}

/// The arguments that every decoding begins with. One thread: what comes of a damaged file depends on how many there are.
pub fn input(path: &Path) -> Vec<OsString> {
    let plain = [
        "-v",
        "error",
        "-nostdin",
        "-threads",
        "1",
        "-filter_threads",
        "1",
    ];
    let mut arguments: Vec<OsString> = plain.map(OsString::from).into();
    arguments.extend(restrictions().map(OsString::from));
    arguments.push("-i".into());
    arguments.push(url(path));
    arguments
}

/// What keeps a file from naming others and from demanding memory without end.
pub fn restrictions() -> [&'static str; 8] {
    [
        "-protocol_whitelist",
        "file,pipe",
        "-format_whitelist",
        CONTAINERS,
        "-max_pixels",
        "67108864",
        "-max_alloc",
        "1073741824",
    ]
}

/// Containers that hold their media themselves, unlike playlists, by ffmpeg's names.
const CONTAINERS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegvideo,flv,asf,ogg,wav,w64,aiff,au,caf,\
mp3,aac,ac3,eac3,flac,gif,ivf,nut,mxf,rm,dv,h264,hevc,m4v,yuv4mpegpipe,amr,ape,wv,tta,mpc,mpc8,apng,webp_pipe";

/// A name that ffmpeg takes for nothing but a path.
pub fn url(path: &Path) -> OsString {
    let mut url = OsString::from("file:");
    url.push(path);
    url
}
