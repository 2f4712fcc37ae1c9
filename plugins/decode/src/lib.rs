//! Sound and pictures of media files, through Debian's ffmpeg, and the log-mel front ends that networks for music expect.
//!
//! | item | does |
//! | --- | --- |
//! | [`probe`] | says what a file holds: length, pictures, sound |
//! | [`Sound`] | one channel at a given rate, span by span, in one pass over the file |
//! | [`Pictures`] | RGB frames at a given rate and size, span by span, in one pass over the file |
//! | [`encode`] | writes a file, from files and from what is piped in |
//! | [`Stft`], [`MelBank`] | magnitudes over time, and bands of them on the Slaney or the HTK scale |
//! | [`LogMel`] | the front ends of VGGish and musicnn: log-mel patches |
//!
//! ffmpeg and ffprobe run as processes of their own, which end with what started them. Memory depends on the longest span,
//! never on the length of the file. A file is always decoded from its beginning, so that a span's samples do not depend on
//! which other spans are asked for.

mod complaint;
mod encode;
mod environment;
mod failure;
mod fit;
mod log_mel;
mod log_mel_format;
mod logarithm;
mod mel;
mod patches;
mod picture_format;
mod pictures;
mod pieces;
mod probe;
mod program;
mod sound;
mod span;
mod stft;
mod watch;

pub use encode::{encode, from_file, to_file};
pub use environment::environment;
pub use failure::{Failure, Reason};
pub use fit::{Filter, Fit};
pub use log_mel::LogMel;
pub use log_mel_format::LogMelFormat;
pub use logarithm::Logarithm;
pub use mel::{MelBank, MelScale};
pub use patches::patches;
pub use picture_format::PictureFormat;
pub use pictures::{PictureSpan, Pictures};
pub use probe::{PictureStream, Probe, SoundStream, probe};
pub use program::available;
pub use sound::{Sound, SoundSpan};
pub use span::Span;
pub use stft::{Padding, Stft};
pub use watch::Watch;
