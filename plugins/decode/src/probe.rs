use std::ffi::OsString;
use std::path::Path;

use serde::Deserialize;

use crate::program::Program;
use crate::sound::{restrictions, url};
use crate::{Failure, Reason, Watch};

/// Most bytes that a description of a file may have.
const LONGEST: usize = 1 << 20;

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// Its length in seconds, above 0, where it states one.
    pub duration: Option<f64>,
    /// Its first picture stream; pictures that come with music, such as a cover, are none.
    pub picture: Option<PictureStream>,
    /// Its first sound stream.
    pub sound: Option<SoundStream>,
}

/// What is known of a picture stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PictureStream {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Frames a second on average, where it is known.
    pub rate: Option<f64>,
    /// Its length in seconds, above 0, where it states one.
    pub duration: Option<f64>,
}

/// What is known of a sound stream.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoundStream {
    /// Samples a second of each channel.
    pub rate: u32,
    /// Channels.
    pub channels: u32,
    /// Its length in seconds, above 0, where it states one.
    pub duration: Option<f64>,
}

/// Says what a file holds, by ffprobe.
///
/// # Errors
/// Where the file holds no media, or ffprobe cannot be run.
pub fn probe(path: &Path, watch: Watch<'_>) -> Result<Probe, Failure> {
    let mut arguments: Vec<OsString> = ["-v", "error"].map(OsString::from).into();
    arguments.extend(restrictions().map(OsString::from));
    arguments.extend(["-of", "json", "-show_entries", ENTRIES, "-i"].map(OsString::from));
    arguments.push(url(path));
    let mut program = Program::start("ffprobe", &arguments, path, watch)?;
    let mut text = Vec::new();
    let mut block = vec![0; 8 << 10];
    loop {
        match program.read(&mut block)? {
            0 => break,
            count => text.extend_from_slice(&block[..count]),
        }
        if text.len() > LONGEST {
            return Err(Failure::File(Reason::new("it holds too many streams")));
        }
    }
    program.finish()?;
    let description: Description = serde_json::from_slice(&text)
        .map_err(|_| Failure::File(Reason::new("it cannot be read: its description is not")))?;
    Ok(description.read())
}

const ENTRIES: &str = "format=duration:stream=codec_type,width,height,avg_frame_rate,sample_rate,channels,duration\
:stream_disposition=attached_pic";

/// What ffprobe prints.
#[derive(Deserialize)]
struct Description {
    #[serde(default)]
    streams: Vec<Stream>,
    #[serde(default)]
    format: Format,
}

#[derive(Deserialize, Default)]
struct Format {
    duration: Option<String>,
}

#[derive(Deserialize)]
struct Stream {
    codec_type: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    avg_frame_rate: Option<String>,
    sample_rate: Option<String>,
    channels: Option<u32>,
    duration: Option<String>,
    #[serde(default)]
    disposition: Disposition,
}

#[derive(Deserialize, Default)]
struct Disposition {
    #[serde(default)]
    attached_pic: u8,
}

impl Description {
    fn read(&self) -> Probe {
        let first = |kind| {
            self.streams.iter().find(|stream| {
                stream.codec_type.as_deref() == Some(kind) && stream.disposition.attached_pic == 0
            })
        };
        let longest = self
            .streams
            .iter()
            .filter_map(|stream| seconds(stream.duration.as_ref()))
            .max_by(f64::total_cmp);
        Probe {
            duration: seconds(self.format.duration.as_ref()).or(longest),
            picture: first("video").and_then(Stream::picture),
            sound: first("audio").and_then(Stream::sound),
        }
    }
}

impl Stream {
    /// None where it has no size: it could not be shown.
    fn picture(&self) -> Option<PictureStream> {
        let (width, height) = (self.width?, self.height?);
        let rate = self.avg_frame_rate.as_ref().and_then(|rate| {
            let (count, seconds) = rate.split_once('/')?;
            let rate = count.parse::<f64>().ok()? / seconds.parse::<f64>().ok()?;
            (rate.is_finite() && rate > 0.0).then_some(rate)
        });
        (width > 0 && height > 0).then_some(PictureStream {
            width,
            height,
            rate,
            duration: seconds(self.duration.as_ref()),
        })
    }

    /// None where it has no rate: it could not be heard.
    fn sound(&self) -> Option<SoundStream> {
        let rate = self.sample_rate.as_ref()?.parse().ok()?;
        let channels = self.channels?;
        (rate > 0 && channels > 0).then_some(SoundStream {
            rate,
            channels,
            duration: seconds(self.duration.as_ref()),
        })
    }
}

fn seconds(text: Option<&String>) -> Option<f64> {
    text?
        .parse::<f64>()
        .ok()
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
}
