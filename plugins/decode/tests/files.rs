//! Files that ffmpeg wrote, decoded; skipped where it is not there.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test ends where something is not as it should be, and says when it is skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use emospec_decode::{
    Failure, Filter, Fit, PictureFormat, Pictures, Reason, Sound, SoundSpan, Span, Watch,
    available, probe,
};
use tempfile::TempDir;

/// A folder for files; none, and a line that says so, without ffmpeg.
fn folder() -> Option<TempDir> {
    if !available() {
        println!("skipped: ffmpeg is not installed");
        return None;
    }
    Some(TempDir::new().expect("a folder for files"))
}

/// Writes a file by ffmpeg's own test sources.
fn write(folder: &Path, name: &str, arguments: &[&str]) -> PathBuf {
    let path = folder.join(name);
    let done = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(arguments)
        .args([
            "-fflags",
            "+bitexact",
            "-map_metadata",
            "-1",
            "-threads",
            "1",
        ])
        .arg(&path)
        .status()
        .expect("ffmpeg runs");
    assert!(done.success());
    path
}

/// Four seconds: a grey that brightens, and a tone on the left alone.
fn film(folder: &Path) -> PathBuf {
    let picture =
        "color=black:size=64x48:rate=10:duration=4,geq=lum='16+20*floor(T)':cb=128:cr=128";
    let sound = "aevalsrc='0.5*sin(2*PI*1000*t)|0':sample_rate=16000:duration=4";
    write(
        folder,
        "film.mkv",
        &[
            "-f",
            "lavfi",
            "-i",
            picture,
            "-f",
            "lavfi",
            "-i",
            sound,
            "-c:v",
            "ffv1",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "pcm_s16le",
        ],
    )
}

fn span(start: f64, end: f64) -> Span {
    Span { start, end }
}

fn sound(path: &Path, spans: &[Span]) -> Result<Vec<SoundSpan>, Failure> {
    Sound::open(path, 16000, spans, Watch::alone())?.collect()
}

fn reason(failure: Failure) -> String {
    failure
        .blames_file()
        .expect("the file is to blame")
        .to_string()
}

#[test]
fn a_probe_tells_length_and_streams() {
    let Some(folder) = folder() else { return };
    let probe = probe(&film(folder.path()), Watch::alone()).expect("it is a film");
    assert!((probe.duration.expect("a length") - 4.0).abs() < 0.01);
    let picture = probe.picture.expect("pictures");
    assert_eq!(
        (picture.width, picture.height, picture.rate),
        (64, 48, Some(10.0))
    );
    let sound = probe.sound.expect("sound");
    assert_eq!((sound.rate, sound.channels), (16000, 2));
}

#[test]
fn a_cover_is_no_video() {
    let Some(folder) = folder() else { return };
    let cover = write(
        folder.path(),
        "cover.png",
        &[
            "-f",
            "lavfi",
            "-i",
            "color=red:size=32x32",
            "-frames:v",
            "1",
        ],
    );
    let song = write(
        folder.path(),
        "song.mp3",
        &[
            "-f",
            "lavfi",
            "-i",
            "sine=duration=1",
            "-i",
            &cover.to_string_lossy(),
            "-map",
            "0",
            "-map",
            "1",
            "-disposition:v",
            "attached_pic",
        ],
    );
    let probe = probe(&song, Watch::alone()).expect("it is a song");
    assert!(probe.picture.is_none() && probe.sound.is_some());
}

#[test]
fn what_is_no_media_has_a_reason_without_its_path() {
    let Some(folder) = folder() else { return };
    let path = folder.path().join("noise.mp4");
    for content in [&b""[..], b"no film at all", b"\0\0\0\x20ftypisom"] {
        fs::write(&path, content).expect("it is written");
        let reason = || reason(probe(&path, Watch::alone()).expect_err("it is no film"));
        assert!(reason().starts_with("it cannot be read: "));
        assert!(!reason().contains("noise") && !reason().contains("0x"));
        assert_eq!(reason(), reason());
    }
}

#[test]
fn a_playlist_reads_no_other_file() {
    let Some(folder) = folder() else { return };
    film(folder.path());
    let list = folder.path().join("list.ffconcat");
    fs::write(&list, "ffconcat version 1.0\nfile film.mkv\n").expect("it is written");
    assert!(probe(&list, Watch::alone()).is_err());
    let list = folder.path().join("list.m3u8");
    fs::write(&list, "#EXTM3U\n#EXTINF:4,\nfilm.mkv\n#EXT-X-ENDLIST\n").expect("it is written");
    assert!(probe(&list, Watch::alone()).is_err());
}

#[test]
fn sound_is_the_mean_of_the_channels() {
    let Some(folder) = folder() else { return };
    let spans = sound(&film(folder.path()), &[span(1.0, 1.5)]).expect("it is decoded");
    assert_eq!(spans[0].samples.len(), 8000);
    for (n, sample) in spans[0].samples.iter().enumerate() {
        let tone = 0.25 * (2.0 * std::f64::consts::PI * n as f64 / 16.0).sin();
        assert!((f64::from(*sample) - tone).abs() < 1e-4);
    }
}

#[test]
fn a_span_is_the_same_whichever_others_are_asked_for() {
    let Some(folder) = folder() else { return };
    let film = film(folder.path());
    let wanted = [
        span(2.0, 3.0),
        span(0.5, 2.5),
        span(3.0, 3.25),
        span(0.0, 1.0),
    ];
    let together = sound(&film, &wanted).expect("it is decoded");
    let order: Vec<_> = together.iter().map(|sound| sound.span).collect();
    assert_eq!(order, [3, 1, 0, 2]);
    for piece in &together {
        let alone = sound(&film, &[wanted[piece.span]]).expect("it is decoded");
        assert!(piece.is_whole());
        assert_eq!(alone[0].samples, piece.samples);
    }
}

#[test]
fn a_span_that_the_file_cuts_short_tells_how_much_there_was() {
    let Some(folder) = folder() else { return };
    let film = film(folder.path());
    let cut = sound(&film, &[span(3.5, 5.0), span(7.0, 8.0)]).expect("it is decoded");
    assert_eq!((cut[0].samples.len(), cut[0].wanted), (8000, 24000));
    assert_eq!((cut[1].samples.len(), cut[1].wanted), (0, 16000));
}

#[test]
fn sound_that_starts_late_keeps_its_time() {
    let Some(folder) = folder() else { return };
    let late = write(
        folder.path(),
        "late.mkv",
        &[
            "-f",
            "lavfi",
            "-i",
            "color=black:size=16x16:duration=3",
            "-itsoffset",
            "1",
            "-f",
            "lavfi",
            "-i",
            "sine=1000:sample_rate=16000:duration=2",
            "-c:v",
            "ffv1",
            "-c:a",
            "pcm_s16le",
        ],
    );
    let halves = sound(&late, &[span(0.0, 1.0), span(1.0, 2.0)]).expect("it is decoded");
    let loudest = |samples: &[f32]| samples.iter().copied().fold(0.0, f32::max);
    assert!(loudest(&halves[0].samples[..15900]) < 1e-3);
    assert!(loudest(&halves[1].samples) > 0.1);
}

#[test]
fn pictures_are_those_of_their_time() {
    let Some(folder) = folder() else { return };
    let film = film(folder.path());
    for (fit, filter) in [(Fit::Stretch, Filter::Area), (Fit::Crop, Filter::Bilinear)] {
        let format = PictureFormat {
            rate: 5.0,
            width: 16,
            height: 16,
            fit,
            filter,
        };
        let spans = [span(0.0, 1.0), span(1.0, 3.0), span(3.0, 9.0)];
        let pieces: Vec<_> = Pictures::open(&film, format, &spans, Watch::alone())
            .expect("it starts")
            .collect::<Result<_, _>>()
            .expect("it is decoded");
        let brightness: Vec<Vec<u8>> = pieces
            .iter()
            .map(|piece| piece.frames().map(|frame| frame[300]).collect())
            .collect();
        // Luma 16 + 20 s of video range is 255 / 219 of that in RGB.
        assert_eq!(brightness[0], [0; 5]);
        assert_eq!(brightness[1], [23, 23, 23, 23, 23, 47, 47, 47, 47, 47]);
        assert_eq!(brightness[2], [70; 5]);
        assert_eq!(pieces[2].wanted, 30);
        assert!(pieces[1].is_whole() && !pieces[2].is_whole());
    }
}

#[test]
fn a_file_without_sound_has_a_reason() {
    let Some(folder) = folder() else { return };
    let mute = write(
        folder.path(),
        "mute.mkv",
        &[
            "-f",
            "lavfi",
            "-i",
            "color=black:size=16x16:duration=1",
            "-c:v",
            "ffv1",
        ],
    );
    let failure = sound(&mute, &[span(0.0, 1.0)]).expect_err("it has no sound");
    assert!(reason(failure).starts_with("it cannot be read: Stream map"));
}

#[test]
fn what_stands_still_is_given_up() {
    let Some(folder) = folder() else { return };
    let pipe = folder.path().join("pipe.mkv");
    // Nobody ever writes to it.
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo runs")
            .success()
    );
    let watch = Watch::alone().with_patience(Duration::from_millis(300));
    let since = Instant::now();
    let Err(Failure::File(reason)) = probe(&pipe, watch) else {
        panic!("it was not given up");
    };
    assert_eq!(
        reason,
        Reason::new("this time: its decoding stood still for 0.3 seconds")
    );
    assert!(since.elapsed() < Duration::from_secs(5));
}
