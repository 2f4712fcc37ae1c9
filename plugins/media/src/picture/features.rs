use super::PictureParams;
use super::frame::{Frame, HUES};
use crate::Features;
use crate::statistics::mean;

/// Features of frames, gathered one by one so that none is kept longer than to the next.
#[derive(Debug, Default)]
pub struct PictureAnalysis {
    means: [Vec<f64>; 3],
    deviations: [Vec<f64>; 3],
    hues: [Vec<f64>; HUES],
    brightness: Vec<f64>,
    contrast: Vec<f64>,
    saturation: Vec<f64>,
    colourfulness: Vec<f64>,
    motion: Vec<f64>,
    change: Vec<f64>,
    last: Option<Frame>,
}

impl PictureAnalysis {
    /// Looks at the next frame.
    pub fn add(&mut self, frame: Frame) {
        let add_all = |series: &mut [Vec<f64>], values: &[f64]| {
            for (series, value) in series.iter_mut().zip(values) {
                series.push(*value);
            }
        };
        add_all(&mut self.means, &frame.means);
        add_all(&mut self.deviations, &frame.deviations);
        add_all(&mut self.hues, &frame.hues);
        self.brightness.push(frame.brightness);
        self.contrast.push(frame.contrast);
        self.saturation.push(frame.saturation);
        self.colourfulness.push(frame.colourfulness);
        if let Some(last) = &self.last {
            self.motion.push(frame.motion(last));
            self.change.push(frame.change(last));
        }
        self.last = Some(frame);
    }

    /// The features of all frames.
    pub fn features(&self, params: &PictureParams) -> Features {
        let mut features = Features::default();
        for (channel, series) in ["red", "green", "blue"].iter().zip(&self.means) {
            features.push_over_time(channel, series);
        }
        for (channel, series) in ["red", "green", "blue"].iter().zip(&self.deviations) {
            features.push_over_time(&format!("{channel}_spread"), series);
        }
        for (bin, series) in self.hues.iter().enumerate() {
            features.push(format!("hue_{}", bin * 360 / HUES), mean(series));
        }
        features.push_over_time("brightness", &self.brightness);
        features.push_over_time("contrast", &self.contrast);
        features.push_over_time("saturation", &self.saturation);
        features.push_over_time("colourfulness", &self.colourfulness);
        features.push_over_time("motion", &self.motion);
        features.push(
            "motion_most",
            self.motion.iter().copied().fold(0.0, f64::max),
        );
        let cuts = self.change.iter().filter(|change| **change > params.cut);
        let seconds = self.brightness.len() as f64 / params.rate;
        features.push("cut_rate", cuts.count() as f64 / seconds);
        features
    }
}
