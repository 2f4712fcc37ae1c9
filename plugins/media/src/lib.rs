//! Music videos: cut into segments, with features of their music and of their pictures that need no weights.
//!
//! | component | kind | does |
//! | --- | --- | --- |
//! | `segments` | source of files | cuts media files into segments |
//! | `sound` | extractor of files | statistics of timbre, harmony, loudness, rhythm and spectral shape |
//! | `picture` | extractor of files | statistics of colour, light, motion and cuts |
//! | `synthetic` | source | renders a small corpus of synthetic music videos |
//! | `stimulus` | extractor | makes films with the pictures of one file and the sound of another |
//!
//! `docs/media.md` lists every feature with its formula. Media are read by Debian's ffmpeg (`emospec-decode`).

mod features;
mod parallel;
mod picture;
mod reasons;
mod segments;
mod sound;
mod spans;
mod statistics;
mod stimulus;
mod synthetic;

pub use features::Features;
pub use picture::{Picture, PictureParams, picture_features};
pub use segments::{Cut, Cuts, Need, Segments, SegmentsParams};
pub use sound::{MusicSound, SoundParams, sound_features};
pub use stimulus::{Stimulus, StimulusParams, make_stimuli};
pub use synthetic::{Emotion, Synthetic, SyntheticParams, render_corpus};

emospec_sdk::export_plugin! {
    name: "media",
    summary: "Segments of music videos, and features of their music and pictures that need no weights.",
    sources: [Synthetic],
    file_sources: [Segments],
    file_extractors: [MusicSound, Picture],
    file_makers: [Stimulus],
    environment: emospec_decode::environment,
}
