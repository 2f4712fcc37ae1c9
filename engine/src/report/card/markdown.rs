use std::fmt::Write as _;

use super::sections::{facts, sections};
use super::{Grid, Section};
use crate::card::Card;
use crate::report::markdown::escape;
use crate::report::text::line;

/// Characters of a whole SHA-256.
const DIGEST: usize = 64;

/// The card in GitHub's Markdown, to stand in a repository.
pub fn card_markdown(card: &Card) -> String {
    let mut text = format!("# {}\n", escape(&line(card.heading())));
    for fact in facts(card) {
        let _ = write!(text, "\n{}\n", prose(&fact));
    }
    for section in sections(card, DIGEST) {
        push_section(&mut text, &section);
    }
    text
}

fn push_section(text: &mut String, section: &Section) {
    let _ = write!(text, "\n## {}\n", escape(&section.heading));
    for sentence in &section.sentences {
        let _ = write!(text, "\n{}\n", prose(sentence));
    }
    for grid in &section.grids {
        if let Some(caption) = &grid.caption {
            let _ = write!(text, "\n{}:\n", prose(caption));
        }
        text.push('\n');
        push_grid(text, grid);
    }
}

fn push_grid(text: &mut String, grid: &Grid) {
    let mut push = |cells: Vec<String>| {
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    };
    let escaped = |cells: &[String]| cells.iter().map(|cell| escape(&line(cell))).collect();
    push(escaped(&grid.header));
    let aligned = (0..grid.header.len()).map(|at| if at < grid.words { ":---" } else { "---:" });
    push(aligned.map(str::to_owned).collect());
    for row in &grid.rows {
        push(escaped(row));
    }
}

/// A sentence of ours: what it quotes in backticks is code, the rest is text.
fn prose(sentence: &str) -> String {
    let pieces = line(sentence);
    let pieces = pieces.split('`').enumerate().map(|(at, piece)| {
        if at % 2 == 1 {
            format!("`{piece}`")
        } else {
            escape(piece)
        }
    });
    pieces.collect()
}
