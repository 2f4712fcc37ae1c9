//! What a figure shows, in words, for those who do not see it.

use crate::figure::{Body, Figure, Panel, Shape};

/// The title.
pub(super) fn title(figure: &Figure) -> String {
    match &figure.caption {
        Some(caption) => format!("{}: {caption}", figure.title),
        None => figure.title.clone(),
    }
}

/// What each panel shows, then the notes.
pub(super) fn describe(figure: &Figure) -> String {
    let panels = figure.panels.iter().map(panel);
    let lines: Vec<String> = panels.chain(figure.notes.iter().cloned()).collect();
    lines.join(" ")
}

fn panel(panel: &Panel) -> String {
    let of = if panel.title.is_empty() {
        String::new()
    } else {
        match &panel.detail {
            Some(detail) => format!("{}, {detail}: ", panel.title),
            None => format!("{}: ", panel.title),
        }
    };
    match &panel.body {
        Body::Matrix(matrix) => {
            let diagonal = (0..matrix.rows.len()).filter_map(|row| {
                let share = matrix.share(row, row)?;
                Some(format!("{} {:.0} %", matrix.rows[row], share * 100.0))
            });
            let diagonal: Vec<String> = diagonal.collect();
            format!("{of}on the diagonal {}.", diagonal.join(", "))
        }
        Body::Plot(plot) => {
            let series = plot.series.iter().map(|series| match &series.detail {
                Some(detail) if series.shape == Shape::Dots => {
                    format!("{} of {detail}", series.title)
                }
                Some(detail) => format!("{} ({detail})", series.title),
                None => series.title.clone(),
            });
            let series: Vec<String> = series.collect();
            format!(
                "{of}{} by {}: {}.",
                plot.y.title,
                plot.x.title,
                series.join(", ")
            )
        }
        Body::Ranks(ranks) => {
            let models = ranks
                .ordered()
                .into_iter()
                .map(|model| format!("{} {:.2}", model.title, model.mean_rank));
            let models: Vec<String> = models.collect();
            format!("{of}mean ranks by {}: {}.", ranks.metric, models.join(", "))
        }
        Body::Nothing(reason) => format!("{of}{reason}."),
    }
}
