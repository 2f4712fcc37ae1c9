use std::path::Path;
use std::process::Command;

use super::{
    LatexStyle, Numbers, TerminalStyle, csv, html, json, latex, markdown, render_all,
    standalone_document, terminal, typst,
};
use crate::score::{Missing, Score};
use crate::spec::{
    CellContent, CellSpec, Correction, Dimension, Layout, Mark, MarkSpec, Name, Notation,
    PairedTest, TableSpec, TestSpec,
};
use crate::tabulate::examples::{labels, only, retrieval, score, spec};
use crate::tabulate::{Labels, Table, tabulate};

/// Five models by two queries and six metrics.
fn wide() -> Table {
    let (spec, scores) = retrieval();
    tabulate(&"retrieval".into(), &spec, &scores, &[], &labels()).unwrap()
}

/// Four models by two queries and two metrics.
fn small() -> Table {
    let (spec, scores) = retrieval();
    let models = only(&["chance", "cca", "siamese-large", "two-tower"]);
    let filter = [
        (Dimension::Model, models),
        (Dimension::Metric, only(&["hits-5", "hits-10"])),
    ];
    tabulate(
        &"small".into(),
        &TableSpec {
            filter: filter.into(),
            ..spec
        },
        &scores,
        &[],
        &labels(),
    )
    .unwrap()
}

/// Two datasets of three models by one metric.
fn nested() -> Table {
    let mut scores: Vec<Score> = Vec::new();
    for (dataset, offset) in [("shapes", 0.0), ("colours", 0.015)] {
        for (model, value) in [("chance", 0.5), ("forest", 0.893), ("perceptron", 0.912)] {
            for seed in 0..3_u8 {
                let mut score = score(
                    model,
                    "accuracy",
                    seed.into(),
                    Ok(value + offset * f64::from(seed)),
                );
                score.key.dataset = dataset.into();
                scores.push(score);
            }
        }
    }
    let by_dataset = TableSpec {
        rows: vec![Dimension::Dataset, Dimension::Model],
        ..spec()
    };
    tabulate(&"nested".into(), &by_dataset, &scores, &[], &labels()).unwrap()
}

const HOSTILE: [&str; 7] = [
    r#"50% of $x_1$ & {y}^2~\input{x} #3 <b> "q" [z]* a--b"#,
    "pipe | back`tick` *star* _under_ @user",
    "two\r\nlines\tand \u{1b}[31mcolour",
    "=cmd()|' /C calc'!A0",
    "\u{202e}\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{4e2d}\u{6587} é ± →",
    "-1+2",
    "\u{1f389} \u{1f469}\u{200d}\u{1f4bb} e\u{301}</td><script>alert(1)</script>",
];

/// A table whose every text comes from somebody who means harm.
fn hostile() -> Table {
    let mut titles: Vec<String> = HOSTILE.iter().map(|title| (*title).to_owned()).collect();
    titles.push("long ".repeat(60));
    titles.push("x".repeat(300));
    let mut labels = Labels {
        metrics: labels().metrics,
        ..Labels::default()
    };
    let mut scores = Vec::new();
    for (index, title) in titles.iter().enumerate() {
        let (model, metric) = (
            format!("m{index}"),
            ["accuracy", "f1", "map", "loss"][index % 4],
        );
        labels
            .titles
            .entry(Dimension::Model)
            .or_default()
            .insert(Name::new(model.clone()), title.clone());
        labels
            .titles
            .entry(Dimension::Metric)
            .or_default()
            .insert(metric.into(), title.clone());
        labels
            .titles
            .entry(Dimension::Dataset)
            .or_default()
            .insert("shapes".into(), title.clone());
        scores.push(score(
            &model,
            metric,
            0,
            Err(Missing::Failed(title.clone())),
        ));
        scores.push(score(&model, "rank", 0, Ok(-1.5)));
    }
    let spec = TableSpec {
        caption: Some(HOSTILE.join(" ")),
        label: Some("tab:{a}%b c".to_owned()),
        columns: vec![Dimension::Dataset, Dimension::Metric],
        notes: titles,
        ..spec()
    };
    tabulate(&"hostile".into(), &spec, &scores, &[], &labels).unwrap()
}

fn assert_snapshot(name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn terminal_breaks_a_wide_table_between_groups() {
    let text = terminal(&wide(), &TerminalStyle::default());
    assert_snapshot("wide.txt", &text);
    assert!(text.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn terminal_does_not_repeat_outer_headings() {
    assert_snapshot(
        "nested.txt",
        &terminal(&nested(), &TerminalStyle::default()),
    );
}

#[test]
fn terminal_marks_by_attributes_only_when_colour_is_on() {
    let coloured = terminal(
        &nested(),
        &TerminalStyle {
            width: 100,
            colour: true,
        },
    );
    assert_snapshot("nested_colour.txt", &coloured.replace('\u{1b}', "ESC"));
    assert!(!terminal(&nested(), &TerminalStyle::default()).contains('\u{1b}'));
}

#[test]
fn each_format_keeps_its_look() {
    for (extension, text) in render_all(&small()).unwrap() {
        assert_snapshot(&format!("small.{extension}"), &text);
    }
}

#[test]
fn html_keeps_its_look() {
    assert_snapshot("small.html", &html(&small()));
    assert_snapshot("nested.html", &html(&nested()));
}

#[test]
fn html_keeps_every_text_to_its_cell() {
    let table = hostile();
    let text = html(&table);
    let cells = table.rows.len() * table.columns.len();
    assert_eq!(text.matches("<td").count(), cells);
    assert_eq!(text.matches("</td>").count(), cells);
    assert!(text.contains("&lt;b&gt;") && !text.contains("<b>"));
    assert!(!text.contains('\u{202e}') && !text.contains('\u{1b}'));
}

#[test]
fn html_says_what_cells_measure() {
    let text = html(&small());
    assert!(text.contains("data-value=\"0.44\""), "{text}");
    assert!(text.contains("data-rank=\"best\""), "{text}");
    assert_eq!(html(&small()), html(&small()));
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    for (once, again) in [(wide(), wide()), (hostile(), hostile())] {
        assert_eq!(render_all(&once).unwrap(), render_all(&again).unwrap());
    }
}

#[test]
fn files_end_with_one_newline() {
    for table in [wide(), nested(), hostile()] {
        for (extension, text) in render_all(&table).unwrap() {
            assert!(
                text.ends_with('\n') && !text.ends_with("\n\n"),
                "{extension}"
            );
        }
    }
}

#[test]
fn terminal_lets_no_text_drive_it() {
    let text = terminal(&hostile(), &TerminalStyle::default());
    assert!(
        text.chars()
            .all(|character| character == '\n' || !character.is_control())
    );
    assert!(!text.contains('\u{202e}'));
    assert!(
        text.lines()
            .all(|line| unicode_width::UnicodeWidthStr::width(line) <= 100),
        "{text}"
    );
}

#[test]
fn terminal_survives_any_width() {
    for width in [0, 1, 7, 40, 1000] {
        for table in [wide(), nested(), hostile()] {
            let text = terminal(
                &table,
                &TerminalStyle {
                    width,
                    colour: false,
                },
            );
            let mut cells = table.rows.iter().flat_map(|row| &row.cells);
            assert!(
                cells.all(|cell| text.contains(&cell.printed.to_string())),
                "a cell is broken at {width}:\n{text}"
            );
        }
    }
}

#[test]
fn markdown_keeps_every_row_to_its_columns() {
    let table = hostile();
    let text = markdown(&table);
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), table.rows.len() + 2);
    let borders = |row: &str| row.replace(r"\|", "").matches('|').count();
    assert!(
        rows.iter()
            .all(|row| borders(row) == table.columns.len() + 2)
    );
    assert!(text.contains("&lt;b&gt;") && !text.contains("<b>"));
}

#[test]
fn csv_has_a_rectangle_of_text_no_spreadsheet_computes() {
    let table = hostile();
    let text = csv(&table).unwrap();
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), table.rows.len() + 1);
    for record in &records {
        assert_eq!(record.len(), 1 + 4 * table.columns.len());
        for field in record {
            assert!(
                !field.starts_with(['=', '+', '-', '@']) || field.parse::<f64>().is_ok(),
                "{field}"
            );
        }
    }
    assert!(text.contains("'=cmd()"));
}

#[test]
fn json_has_full_precision_and_whole_messages() {
    let document: serde_json::Value = serde_json::from_str(&json(&hostile()).unwrap()).unwrap();
    let cells = document["rows"][8]["cells"].as_array().unwrap();
    assert!(
        cells
            .iter()
            .any(|cell| cell["reasons"][0] == "x".repeat(300))
    );
    assert_eq!(document["rows"][2]["headings"][0]["title"], HOSTILE[2]);
    let document: serde_json::Value = serde_json::from_str(&json(&nested()).unwrap()).unwrap();
    let mean = document["rows"][3]["cells"][0]["mean"].as_f64().unwrap();
    assert!((mean - 0.515).abs() < 1e-12);
}

/// Every layout, with marks of every kind, signs, intervals, powers of ten and citations.
fn rich() -> Vec<Table> {
    let (retrieval, scores) = retrieval();
    let filter = [(Dimension::Metric, only(&["map", "hits-1"]))];
    let base = TableSpec {
        filter: filter.into(),
        arrows: true,
        mark: MarkSpec {
            second: Mark::Shade,
            noise: Some(Mark::Italic),
            ..MarkSpec::default()
        },
        ..retrieval
    };
    let show = |show, notation| CellSpec {
        show,
        notation,
        baseline: Some("chance".into()),
        ..CellSpec::default()
    };
    let mut labels = labels();
    labels
        .citations
        .insert("cca".into(), "doe_2023&".to_owned());
    labels.references.insert(
        "doe_2023&".to_owned(),
        "Doe & Roe. 100% {right}.".to_owned(),
    );
    let test = |against: &str| {
        Some(TestSpec {
            against: against.into(),
            by: PairedTest::Auto,
            correction: Correction::Holm,
            level: 0.05,
        })
    };
    let specs = [
        TableSpec {
            cell: show(CellContent::Ci95, Notation::Fixed),
            test: test("best"),
            layout: Layout::Long,
            ..base.clone()
        },
        TableSpec {
            cell: show(CellContent::Delta, Notation::Fixed),
            test: test("chance"),
            layout: Layout::Sideways,
            ..base.clone()
        },
        TableSpec {
            cell: show(CellContent::MeanStd, Notation::Scientific),
            transpose: true,
            ..base.clone()
        },
        TableSpec {
            cell: show(CellContent::MedianIqr, Notation::Fixed),
            rows: vec![Dimension::Query, Dimension::Model],
            columns: vec![Dimension::Metric],
            ..base
        },
    ];
    let tables = specs.iter().enumerate().map(|(index, spec)| {
        let name = Name::new(format!("rich-{index}"));
        tabulate(&name, spec, &scores, &[], &labels).unwrap()
    });
    tables.collect()
}

#[test]
fn what_the_table_language_says_comes_out_in_every_format() {
    for table in rich() {
        assert_snapshot(
            &format!("{}.txt", table.name),
            &terminal(&table, &TerminalStyle::default()),
        );
        assert_snapshot(&format!("{}.md", table.name), &markdown(&table));
        assert_snapshot(&format!("{}.csv", table.name), &csv(&table).unwrap());
        assert_snapshot(
            &format!("{}.tex", table.name),
            &latex(&table, LatexStyle::default()),
        );
        let siunitx = LatexStyle {
            numbers: Numbers::Siunitx,
            colour: true,
        };
        assert_snapshot(
            &format!("{}-siunitx.tex", table.name),
            &latex(&table, siunitx),
        );
        assert_snapshot(&format!("{}.typ", table.name), &typst(&table));
    }
}

/// The Typst compiler reads what is written, where there is one.
#[test]
fn typst_compiles() {
    if Command::new("typst").arg("--version").output().is_err() {
        println!("skipped: there is no typst");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut tables = rich();
    tables.extend([small(), nested(), wide(), hostile()]);
    let text: Vec<String> = tables.iter().map(typst).collect();
    std::fs::write(folder.path().join("tables.typ"), text.join("\n")).unwrap();
    let output = Command::new("typst")
        .args(["compile", "tables.typ"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn latex_compiles() {
    if Command::new("pdflatex").arg("--version").output().is_err() {
        println!("skipped: there is no pdflatex");
        return;
    }
    let mut tables = rich();
    tables.extend([small(), nested(), wide(), hostile()]);
    let has_siunitx = Command::new("kpsewhich")
        .arg("siunitx.sty")
        .output()
        .is_ok_and(|found| found.status.success());
    for numbers in [Numbers::Text, Numbers::Siunitx] {
        if numbers == Numbers::Siunitx && !has_siunitx {
            println!("skipped: there is no siunitx (Debian: texlive-science)");
            continue;
        }
        let style = LatexStyle {
            numbers,
            colour: true,
        };
        let folder = tempfile::tempdir().unwrap();
        let document = standalone_document(&tables, style);
        std::fs::write(folder.path().join("tables.tex"), &document).unwrap();
        // References and the columns of long tables are settled by a second run.
        for _ in 0..2 {
            compile(folder.path());
        }
        assert!(folder.path().join("tables.pdf").exists());
        if let Some(kept) = std::env::var_os("EMOSPEC_KEEP_PDF") {
            let kept = Path::new(&kept).join(format!("{numbers:?}.pdf"));
            std::fs::copy(folder.path().join("tables.pdf"), kept).unwrap();
        }
    }
}

fn compile(folder: &Path) {
    let output = Command::new("pdflatex")
        .args(["-interaction=nonstopmode", "-halt-on-error", "tables.tex"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn latex_without_caption_has_no_label() {
    let text = latex(&nested(), LatexStyle::default());
    assert!(!text.contains("\\caption") && !text.contains("\\label"));
}

#[test]
fn latex_pads_what_is_shorter_than_its_column() {
    let scores = [
        score("a", "loss", 0, Ok(-2.0)),
        score("a", "loss", 1, Ok(40.0)),
        score("b", "loss", 0, Ok(1.0)),
        score("b", "loss", 1, Ok(1.5)),
        score("c", "loss", 0, Ok(-3.0)),
    ];
    let table = tabulate(&"padded".into(), &spec(), &scores, &[], &labels()).unwrap();
    let text = latex(&table, LatexStyle::default());
    assert!(text.contains(r"19.00\,$\pm$\,29.70"), "{text}");
    assert!(
        text.contains(r"\underline{1.25}\,$\pm$\,\phantom{0}0.35"),
        "{text}"
    );
    assert!(
        text.contains(r"\textbf{$-$3.00}\phantom{\,$\pm$\,29.70}"),
        "{text}"
    );
}
