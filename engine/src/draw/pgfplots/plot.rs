//! Plots as `axis` environments.

use std::fmt::Write as _;

use super::super::canvas::{At, GREY};
use super::super::colours::{category, dash};
use super::super::plots::scales;
use super::super::scale::Scale;
use super::super::series::outline;
use super::super::simplify::simplified;
use super::{NAME, TITLE, colour, push_empty, share, title, words};
use crate::figure::{Body, Figure, Guide, Panel, Plot, Point, Series, Shape};

/// About as many points as an axis is long: lines are thinned as if they were drawn on it.
const LENGTH: f64 = 200.0;

/// Writes the panels and their legend.
pub(super) fn push(text: &mut String, figure: &Figure) {
    let (in_row, share) = share(figure);
    let legend = format!("legend:{}", crate::text::latex::label(&figure.name));
    let with_most = figure
        .panels
        .iter()
        .enumerate()
        .filter_map(|(place, panel)| match &panel.body {
            Body::Plot(plot) => Some((plot.series.len(), std::cmp::Reverse(place))),
            _ => None,
        })
        .max();
    for (place, panel) in figure.panels.iter().enumerate() {
        match &panel.body {
            Body::Plot(plot) => {
                let is_explained = with_most.is_some_and(|most| most.1.0 == place);
                let legend = is_explained.then_some(legend.as_str());
                push_axis(text, panel, plot, share, (legend, figure.panels.len() == 1));
            }
            Body::Nothing(why) => push_empty(text, panel, share, why),
            _ => {}
        }
        if place % in_row + 1 == in_row {
            text.push_str("  \\par\\smallskip\n");
        }
    }
    let _ = writeln!(
        text,
        "  \\par\\smallskip\\pgfplotslegendfromname{{{legend}}}"
    );
}

fn push_axis(
    text: &mut String,
    panel: &Panel,
    plot: &Plot,
    share: f64,
    (legend, is_alone): (Option<&str>, bool),
) {
    let (x, y) = scales(plot);
    let numbers = |has_numbers: bool, letter: char| {
        if has_numbers {
            String::new()
        } else {
            format!("{letter}ticklabels={{}},")
        }
    };
    let title = title(panel, share, "\\\\");
    let height = if plot.same_scale { 1.0 } else { 0.8 } * share;
    let _ = writeln!(
        text,
        "  \\begin{{tikzpicture}}\n  \\begin{{axis}}[width={share:.2}\\linewidth, height={height:.2}\\linewidth,\n    \
         title={{{title}}}, title style={{align=center}}, xlabel={{{}}}, ylabel={{{}}},\n    \
         xmin={}, xmax={}, ymin={}, ymax={}, {}{} axis lines=left, axis line style={{-}},\n    \
         grid=major, grid style={{black!10}}, clip=false,",
        words(&plot.x.title, TITLE),
        words(&plot.y.title, TITLE),
        real(x.low),
        real(x.high),
        real(y.low),
        real(y.high),
        numbers(plot.x.has_numbers, 'x'),
        numbers(plot.y.has_numbers, 'y'),
    );
    if let Some(legend) = legend {
        let widest = plot.series.iter().map(|series| {
            let detail = series
                .detail
                .as_deref()
                .filter(|_| is_alone)
                .unwrap_or_default();
            series.title.chars().count() + detail.chars().count()
        });
        let columns = if widest.max().unwrap_or(0) > NAME {
            1
        } else {
            2
        };
        let _ = writeln!(
            text,
            "    legend to name={{{legend}}}, legend columns={columns}, legend cell align=left, legend style={{draw=none}},"
        );
    }
    text.push_str("  ]\n");
    for guide in &plot.guides {
        let ends = match guide {
            Guide::Diagonal => [(x.low, y.low), (x.high, y.high)],
            Guide::Level(level) => [(x.low, *level), (x.high, *level)],
        };
        push_plot(text, "black!40, forget plot", &ends, "");
    }
    for series in &plot.series {
        push_series(text, series, (x, y));
        if legend.is_some() {
            let title = words(&series.title, NAME);
            let detail = series
                .detail
                .as_ref()
                .filter(|_| is_alone || series.shape == Shape::Dots);
            let detail = detail.map_or_else(String::new, |it| format!(", {}", words(it, TITLE)));
            let _ = writeln!(text, "    \\addlegendentry{{{title}{detail}}}");
        }
    }
    text.push_str("  \\end{axis}\n  \\end{tikzpicture}%\n");
}

fn push_series(text: &mut String, series: &Series, scales: (Scale, Scale)) {
    let ink = colour(category(series.colour));
    let dash = dashes(dash(series.colour));
    let points: Vec<At> = series
        .points
        .iter()
        .map(|point| (point.x, point.y))
        .collect();
    let line = format!("draw={ink}, line width=0.8pt{dash}");
    match series.shape {
        Shape::Bars => {
            let fill = format!("draw opacity=0, fill={}, area legend", colour(GREY));
            push_plot(text, &fill, &outline(&series.points, 0.0), " \\closedcycle");
        }
        Shape::Steps => {
            let fill = format!("{line}, fill={ink}, fill opacity=0.15");
            push_plot(text, &fill, &outline(&series.points, 0.0), "");
        }
        Shape::Line => {
            push_band(text, series, &ink, scales);
            push_plot(text, &line, &thinned(&points, scales), "");
        }
        Shape::Marked => {
            push_band(text, series, &ink, scales);
            let marked =
                format!("{line}, mark=*, mark size=1.2pt, mark options={{solid, fill={ink}}}");
            push_plot(text, &marked, &points, "");
        }
        Shape::Dots => {
            let mark = ["*", "triangle*", "square*", "diamond*", "pentagon*"][series.marker % 5];
            let dots = format!(
                "only marks, mark={mark}, mark size=1.1pt, mark options={{draw opacity=0, fill={ink}, fill opacity=0.65}}"
            );
            push_plot(text, &dots, &points, "");
        }
    }
}

fn push_band(text: &mut String, series: &Series, ink: &str, scales: (Scale, Scale)) {
    #[expect(clippy::float_cmp, reason = "a band that is none is exactly none")]
    if series.points.iter().all(|point| point.low == point.high) {
        return;
    }
    let edge = |height: fn(&Point) -> f64| {
        let points: Vec<At> = series.points.iter().map(|it| (it.x, height(it))).collect();
        thinned(&points, scales)
    };
    let mut around = edge(|point| point.high);
    around.extend(edge(|point| point.low).into_iter().rev());
    let fill = format!("draw=none, fill={ink}, fill opacity=0.16, forget plot");
    push_plot(text, &fill, &around, " -- cycle");
}

fn push_plot(text: &mut String, options: &str, points: &[At], end: &str) {
    let _ = write!(text, "    \\addplot[{options}] coordinates {{");
    for (place, (x, y)) in points.iter().enumerate() {
        // Lines that editors can show.
        let space = if place % 8 == 7 { "\n      " } else { " " };
        let _ = write!(text, "{space}({},{})", real(*x), real(*y));
    }
    let _ = writeln!(text, " }}{end};");
}

fn thinned(points: &[At], (x, y): (Scale, Scale)) -> Vec<At> {
    let on_page = |&(across, up): &At| (x.place(across) * LENGTH, y.place(up) * LENGTH);
    let drawn: Vec<At> = points.iter().map(on_page).collect();
    let kept = simplified(&drawn, 0.1);
    let back = |(across, up): At| {
        (
            x.low + across / LENGTH * (x.high - x.low),
            y.low + up / LENGTH * (y.high - y.low),
        )
    };
    kept.into_iter().map(back).collect()
}

fn dashes(lengths: &[f64]) -> String {
    if lengths.is_empty() {
        return String::new();
    }
    let parts = lengths.iter().enumerate().map(|(place, length)| {
        let word = if place % 2 == 0 { "on" } else { "off" };
        format!("{word} {length}pt")
    });
    format!(", dash pattern={}", parts.collect::<Vec<_>>().join(" "))
}

/// A number with as many digits as can be seen.
fn real(value: f64) -> String {
    let text = format!("{value:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}
