use crate::figure::{Body, Figure, Panel};
use crate::text::csv::{CsvError, finish, inert, write, writer};
use crate::text::line;

/// The numbers of a figure as CSV, one line a point, a cell or a model, at full precision.
///
/// # Errors
/// When the writer fails; writing to memory gives it no cause to.
pub fn csv(figure: &Figure) -> Result<String, CsvError> {
    let mut writer = writer();
    let header: &[&str] = match figure.panels.iter().find_map(super::shown) {
        Some(Body::Matrix(_)) => &["panel", "panel_detail", "row", "column", "share", "count"],
        Some(Body::Ranks(_)) => &["model", "mean_rank", "blocks", "critical_difference"],
        _ => &[
            "panel",
            "panel_detail",
            "series",
            "detail",
            "x",
            "y",
            "low",
            "high",
        ],
    };
    write(&mut writer, header.iter().map(|&field| field.to_owned()))?;
    for panel in &figure.panels {
        for record in records(panel) {
            write(&mut writer, record)?;
        }
    }
    finish(writer)
}

fn records(panel: &Panel) -> Vec<Vec<String>> {
    let text = |text: &str| inert(&line(text));
    let number = |number: f64| number.to_string();
    match &panel.body {
        Body::Matrix(matrix) => {
            let mut records = Vec::new();
            for (row, name) in matrix.rows.iter().enumerate() {
                for (column, of) in matrix.columns.iter().enumerate() {
                    records.push(vec![
                        text(&panel.title),
                        text(panel.detail.as_deref().unwrap_or_default()),
                        text(name),
                        text(of),
                        matrix.share(row, column).map_or_else(String::new, number),
                        number(matrix.count(row, column)),
                    ]);
                }
            }
            records
        }
        Body::Plot(plot) => {
            let of_series = plot.series.iter().flat_map(|series| {
                series.points.iter().map(|point| {
                    vec![
                        text(&panel.title),
                        text(panel.detail.as_deref().unwrap_or_default()),
                        text(&series.title),
                        text(series.detail.as_deref().unwrap_or_default()),
                        number(point.x),
                        number(point.y),
                        number(point.low),
                        number(point.high),
                    ]
                })
            });
            of_series.collect()
        }
        Body::Ranks(ranks) => {
            let of_models = ranks.models.iter().map(|model| {
                vec![
                    text(&model.title),
                    number(model.mean_rank),
                    ranks.blocks.to_string(),
                    ranks.critical_difference.map_or_else(String::new, number),
                ]
            });
            of_models.collect()
        }
        Body::Nothing(_) => Vec::new(),
    }
}
