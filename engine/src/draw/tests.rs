//! Whole figures.

use std::process::Command;
use std::time::{Duration, Instant};

use super::*;
use crate::figure::examples::{classes, input, runs};
use crate::figure::{
    Axis, CriticalDifference, Epoch, Matrix, Plot, Point, Range, Ranked, Series,
    Shape as SeriesShape, calibration, distribution, roc, training,
};

/// Titles that could break out of where they stand.
const HOSTILE: [&str; 5] = [
    "</text><script>alert(1)</script>",
    "\\input{/etc/passwd} $x_1$ 100% #1 & {",
    "a\u{202e}b\u{0}c\u{1b}[31m\nd",
    "שלום 🎉 日本語 مرحبا",
    "=cmd|' /C calc'!A0",
];

fn figure(name: &str, panels: Vec<Panel>) -> Figure {
    Figure {
        name: name.to_owned(),
        title: "A figure".to_owned(),
        caption: Some("A caption.".to_owned()),
        notes: vec!["A note.".to_owned()],
        width: Width::Column,
        panels,
    }
}

fn matrix(names: Vec<String>) -> Matrix {
    let counts = (0..names.len() * names.len()).map(|at| (at % 4) as f64);
    Matrix {
        row_title: "True class".to_owned(),
        column_title: "Predicted class".to_owned(),
        rows: names.clone(),
        columns: names,
        counts: counts.collect(),
    }
}

fn ranks(titles: &[&str]) -> CriticalDifference {
    let models = titles.iter().zip(1..).map(|(title, rank)| Ranked {
        title: (*title).to_owned(),
        mean_rank: f64::from(rank),
    });
    CriticalDifference {
        models: models.collect(),
        critical_difference: Some(1.5),
        p_value: Some(0.01),
        blocks: 5,
        metric: "Accuracy".to_owned(),
    }
}

/// One figure of each look, with these titles.
fn every_look(titles: &[&str]) -> Vec<Figure> {
    let truth = [0, 1, 1, 0];
    let data = [0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.7, 0.3];
    let one = input(&truth, &data);
    let models: Vec<_> = titles
        .iter()
        .map(|title| runs(title, vec![one, one]))
        .collect();
    let names: Vec<String> = titles.iter().map(|&title| title.to_owned()).collect();
    let matrices = titles.iter().map(|&title| {
        let panel = Panel::new(title, Body::Matrix(matrix(names.clone())));
        panel.with_detail(Some(title.to_owned()))
    });
    let epochs = |loss: f64| {
        let epoch = |epoch: u64| Epoch {
            epoch,
            train: Some(loss / epoch as f64),
            validation: Some(loss * 2.0 / epoch as f64),
        };
        (1..30).map(epoch).collect::<Vec<_>>()
    };
    let losses = titles
        .iter()
        .filter_map(|title| training(title, &[epochs(1.0), epochs(2.0)]));
    let dots = Series {
        title: titles[0].to_owned(),
        detail: Some("left".to_owned()),
        colour: 0,
        marker: 1,
        shape: SeriesShape::Dots,
        points: vec![Point::new(0.0, 0.0), Point::new(1.0, 2.0)],
    };
    let axis = |title: &str| Axis {
        has_numbers: false,
        ..Axis::new(title, Range::Data)
    };
    let map = Plot {
        x: axis("PC 1"),
        y: axis("PC 2"),
        series: vec![dots],
        guides: Vec::new(),
        same_scale: true,
    };
    let mut half = calibration(&models).shown;
    half.push(Panel::new(
        titles[0],
        Body::Nothing("no predictions".to_owned()),
    ));
    vec![
        figure("matrices", matrices.collect()),
        figure("curves", vec![roc(&models, 1).shown]),
        figure("losses", losses.collect()),
        figure("bars", half),
        figure("steps", distribution(&models, 1, &classes(2)).shown),
        figure("map", vec![Panel::new(titles[0], Body::Plot(map))]),
        figure("ranks", vec![Panel::new("", Body::Ranks(ranks(titles)))]),
        figure(
            "nothing",
            vec![Panel::new(titles[0], Body::Nothing(titles[1].to_owned()))],
        ),
        figure("void", Vec::new()),
    ]
}

fn assert_snapshot(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_small_matrix_is_drawn_as_it_was() {
    let panel = Panel::new("net", Body::Matrix(matrix(classes(2))));
    assert_snapshot("matrix.svg", &svg(&figure("small", vec![panel])));
}

#[test]
fn a_small_plot_is_drawn_as_it_was() {
    let truth = [0, 1];
    let one = input(&truth, &[0.9, 0.1, 0.2, 0.8]);
    let panel = roc(&[runs("net", vec![one])], 1).shown;
    assert_snapshot("roc.svg", &svg(&figure("small", vec![panel])));
}

#[test]
fn ranks_are_drawn_as_they_were() {
    let panel = Panel::new("", Body::Ranks(ranks(&["a", "b", "c"])));
    assert_snapshot("ranks.svg", &svg(&figure("small", vec![panel.clone()])));
    assert_snapshot(
        "ranks.tex",
        &pgfplots(&figure("small", vec![panel.clone()])),
    );
    assert_snapshot("ranks.csv", &csv(&figure("small", vec![panel])).unwrap());
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    for (one, two) in every_look(&["a", "b"]).iter().zip(every_look(&["a", "b"])) {
        assert_eq!(
            render_all(one).unwrap(),
            render_all(&two).unwrap(),
            "{}",
            one.name
        );
    }
}

#[test]
fn hostile_titles_stay_in_their_place() {
    let long = "x".repeat(300);
    let mut titles = HOSTILE.to_vec();
    titles.push(&long);
    for figure in every_look(&titles) {
        let text = svg(&figure);
        assert!(
            !text.contains("<script") && !text.contains('\u{202e}'),
            "{}",
            figure.name
        );
        assert!(
            text.chars()
                .all(|letter| letter == '\n' || !letter.is_control()),
            "{}",
            figure.name
        );
        let shown = text.lines().filter(|line| line.starts_with("<text"));
        for line in shown {
            assert!(!line.contains(&"x".repeat(80)), "{line}");
        }
        assert!(
            !csv(&figure)
                .unwrap()
                .lines()
                .any(|line| line.starts_with('='))
        );
        assert!(!pgfplots(&figure).contains("\\input{"), "{}", figure.name);
    }
}

#[test]
fn screen_readers_are_told_what_a_figure_shows() {
    let text = svg(&every_look(&["net", "b"])[1]);
    assert!(
        text.contains(
            r#"role="img" aria-labelledby="figure-curves-title figure-curves-description""#
        )
    );
    assert!(text.contains("<title id=\"figure-curves-title\">A figure: A caption.</title>"));
    assert!(text.contains("True positive rate by False positive rate: net (AUC"));
}

#[test]
fn what_is_empty_says_why() {
    let looks = every_look(&["a", "b"]);
    let of = |name: &str| {
        let figure = looks.iter().find(|figure| figure.name == name);
        svg(figure.unwrap())
    };
    assert!(of("nothing").contains(">a: b</text>"));
    assert!(of("void").contains(">nothing to show</text>"));
    assert!(of("bars").contains(">no predictions</text>"));
}

#[test]
fn files_are_what_their_ending_says() {
    for figure in every_look(&["a", "b"]) {
        let pdf = pdf(&figure).unwrap();
        assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF"));
        let png = tiny_skia::Pixmap::decode_png(&png(&figure).unwrap()).unwrap();
        assert_eq!(png.width(), 992);
        assert!(
            png.pixels().iter().any(|pixel| pixel.red() < 128),
            "{}",
            figure.name
        );
    }
}

#[test]
fn pgfplots_source_compiles() {
    if Command::new("pdflatex").arg("--version").output().is_err() {
        return;
    }
    let mut figures = every_look(&["a", "b"]);
    figures.extend(every_look(&HOSTILE));
    let folder = tempfile::tempdir().unwrap();
    let document = pgfplots_document(&figures);
    std::fs::write(folder.path().join("figures.tex"), document).unwrap();
    let output = Command::new("pdflatex")
        .args(["-interaction=nonstopmode", "-halt-on-error", "figures.tex"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{log}");
    assert!(folder.path().join("figures.pdf").is_file());
}

#[test]
fn many_models_are_drawn_in_a_moment() {
    let titles: Vec<String> = (0..25).map(|at| format!("model {at}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let looks = every_look(&titles);
    let started = Instant::now();
    for figure in &looks {
        assert!(!svg(figure).is_empty());
    }
    // Nine figures; far above what one takes, for a busy machine.
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "{:?}",
        started.elapsed()
    );
}
