use std::collections::BTreeMap;

use emospec_decode::{Probe, Span};
use emospec_sdk::Error;

use super::{Need, SegmentsParams};

/// Seconds that may lack at a file's end: streams are some frames longer or shorter than the file says.
pub const SLACK: f64 = 0.05;
/// Longest file, in seconds. One that states more is damaged.
const LONGEST_FILE: f64 = 100_000.0;

/// How files are cut, with what the parameters name read.
#[derive(Debug)]
pub struct Cutting {
    seconds: f64,
    hop: f64,
    shortest: f64,
    needs: Vec<Need>,
    cuts: Option<BTreeMap<String, Vec<Span>>>,
}

/// The segments of one file, and why others are none.
#[derive(Debug, Default, PartialEq)]
pub struct CutFile {
    /// The segments, by their beginnings.
    pub spans: Vec<Span>,
    /// Why the file, or a stretch of it, gives none.
    pub reasons: Vec<String>,
}

impl Cutting {
    /// Of parameters.
    ///
    /// # Errors
    /// Where they are wrong, or the file with the cuts is.
    pub fn new(params: &SegmentsParams) -> Result<Self, Error> {
        params.check()?;
        Ok(Self {
            seconds: params.seconds,
            hop: params.hop.unwrap_or(params.seconds),
            shortest: params
                .shortest
                .unwrap_or(params.seconds)
                .min(params.seconds),
            needs: params.needs.clone(),
            cuts: params.cuts.as_ref().map(super::Cuts::by_file).transpose()?,
        })
    }

    /// The segments of the file of that name.
    pub fn cut(&self, name: &str, probe: &Probe) -> CutFile {
        match self.length(probe) {
            Err(reason) => CutFile::refused(reason),
            Ok(length) => match &self.cuts {
                None => self.regular(length),
                Some(cuts) => named(cuts.get(name), length),
            },
        }
    }

    /// For how long there is all that is needed, or why there is none.
    fn length(&self, probe: &Probe) -> Result<f64, String> {
        let mut lengths = vec![probe.duration];
        for need in &self.needs {
            lengths.push(match need {
                Need::Picture => probe.picture.ok_or("it has no pictures")?.duration,
                Need::Sound => probe.sound.ok_or("it has no sound")?.duration,
            });
        }
        let length = lengths
            .into_iter()
            .flatten()
            .min_by(f64::total_cmp)
            .ok_or("it does not state its length")?;
        if length > LONGEST_FILE {
            return Err(format!("it states a length of {length:.0} seconds"));
        }
        Ok(length)
    }

    /// Segments of one length.
    fn regular(&self, length: f64) -> CutFile {
        let mut spans = Vec::new();
        for start in (0..).map(|place| f64::from(place) * self.hop) {
            let span = Span {
                start,
                end: start + self.seconds,
            };
            if span.end <= length + SLACK {
                spans.push(span);
                continue;
            }
            // What is left; further segments would be parts of it.
            if length - start >= self.shortest {
                spans.push(Span { start, end: length });
            }
            break;
        }
        if spans.is_empty() {
            return CutFile::refused(format!(
                "it lasts {length:.3} seconds, and a segment {} at least",
                self.shortest
            ));
        }
        CutFile {
            spans,
            reasons: Vec::new(),
        }
    }
}

/// Segments named one by one.
fn named(cuts: Option<&Vec<Span>>, length: f64) -> CutFile {
    let Some(cuts) = cuts else {
        return CutFile::refused("no cut names it".to_owned());
    };
    let mut cut = CutFile::default();
    for span in cuts {
        if span.end <= length + SLACK {
            cut.spans.push(*span);
        } else {
            cut.reasons.push(format!(
                "the cut from {:.3} to {:.3} ends after the file, which lasts {length:.3} seconds",
                span.start, span.end
            ));
        }
    }
    cut.spans
        .sort_by(|one, other| one.start.total_cmp(&other.start));
    cut
}

impl CutFile {
    /// None, for a reason.
    pub fn refused(reason: String) -> Self {
        Self {
            spans: Vec::new(),
            reasons: vec![reason],
        }
    }
}

#[cfg(test)]
mod tests {
    use emospec_decode::{PictureStream, SoundStream};

    use super::*;
    use crate::segments::{Cut, Cuts};

    fn film(duration: Option<f64>) -> Probe {
        Probe {
            duration,
            picture: Some(PictureStream {
                width: 64,
                height: 48,
                rate: Some(25.0),
                duration: None,
            }),
            sound: Some(SoundStream {
                rate: 44100,
                channels: 2,
                duration: None,
            }),
        }
    }

    fn cut(params: &SegmentsParams, probe: &Probe) -> Result<Vec<(f64, f64)>, Vec<String>> {
        let cut = Cutting::new(params).unwrap().cut("a.mp4", probe);
        if cut.spans.is_empty() {
            return Err(cut.reasons);
        }
        Ok(cut
            .spans
            .iter()
            .map(|span| (span.start, span.end))
            .collect())
    }

    fn hop(seconds: f64, hop: f64, shortest: Option<f64>) -> SegmentsParams {
        SegmentsParams {
            seconds,
            hop: Some(hop),
            shortest,
            ..SegmentsParams::default()
        }
    }

    #[test]
    fn what_is_left_at_the_end_is_a_segment_where_it_is_long_enough() {
        let film = film(Some(12.0));
        let whole = [(0.0, 5.0), (5.0, 10.0)];
        assert_eq!(cut(&hop(5.0, 5.0, None), &film).unwrap(), whole);
        assert_eq!(cut(&hop(5.0, 5.0, Some(2.5)), &film).unwrap(), whole);
        assert_eq!(
            cut(&hop(5.0, 5.0, Some(2.0)), &film).unwrap()[2],
            (10.0, 12.0)
        );
        let overlapping = cut(&hop(5.0, 3.0, Some(1.0)), &film).unwrap();
        assert_eq!(
            overlapping,
            [(0.0, 5.0), (3.0, 8.0), (6.0, 11.0), (9.0, 12.0)]
        );
    }

    #[test]
    fn some_frames_may_lack_at_the_end() {
        assert_eq!(
            cut(&hop(5.0, 5.0, None), &film(Some(9.98))).unwrap().len(),
            2
        );
        assert_eq!(
            cut(&hop(5.0, 5.0, None), &film(Some(9.9))).unwrap().len(),
            1
        );
    }

    #[test]
    fn the_shortest_of_the_needed_streams_counts() {
        let mut film = film(Some(20.0));
        film.sound.as_mut().unwrap().duration = Some(7.0);
        assert_eq!(cut(&hop(5.0, 5.0, None), &film).unwrap(), [(0.0, 5.0)]);
        let silent = SegmentsParams {
            needs: vec![Need::Picture],
            ..SegmentsParams::default()
        };
        assert_eq!(cut(&silent, &film).unwrap().len(), 4);
    }

    #[test]
    fn a_file_without_what_is_needed_has_a_reason() {
        let params = SegmentsParams::default();
        let why = |probe: Probe| cut(&params, &probe).unwrap_err().join("; ");
        assert_eq!(why(film(None)), "it does not state its length");
        assert_eq!(
            why(film(Some(3.0))),
            "it lasts 3.000 seconds, and a segment 5 at least"
        );
        assert_eq!(
            why(film(Some(1e12))),
            "it states a length of 1000000000000 seconds"
        );
        let mut blind = film(Some(9.0));
        blind.picture = None;
        assert_eq!(why(blind), "it has no pictures");
        let mut mute = film(Some(9.0));
        mute.sound = None;
        assert_eq!(why(mute), "it has no sound");
    }

    #[test]
    fn cuts_that_a_file_does_not_reach_are_told_one_by_one() {
        let at = |file: &str, start, end| Cut {
            file: file.to_owned(),
            start,
            end,
        };
        let params = SegmentsParams {
            cuts: Some(Cuts::Here(vec![
                at("a.mp4", 6.0, 8.0),
                at("a.mp4", 0.5, 3.0),
                at("a.mp4", 8.0, 11.0),
                at("b.mp4", 0.0, 1.0),
            ])),
            ..SegmentsParams::default()
        };
        let cutting = Cutting::new(&params).unwrap();
        let cut = cutting.cut("a.mp4", &film(Some(10.0)));
        assert_eq!(cut.spans.len(), 2);
        assert!(cut.spans[0].start < cut.spans[1].start);
        assert_eq!(
            cut.reasons,
            ["the cut from 8.000 to 11.000 ends after the file, which lasts 10.000 seconds"]
        );
        assert_eq!(
            cutting.cut("c.mp4", &film(Some(10.0))).reasons,
            ["no cut names it"]
        );
    }

    #[test]
    fn a_cut_that_is_no_span_is_refused() {
        for (start, end) in [(3.0, 3.0), (-1.0, 3.0), (0.0, f64::NAN), (0.0, 1000.0)] {
            let cut = Cut {
                file: "a.mp4".to_owned(),
                start,
                end,
            };
            assert!(Cuts::Here(vec![cut]).by_file().is_err());
        }
    }
}
