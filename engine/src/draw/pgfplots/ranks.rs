//! Mean ranks as `TikZ`.

use std::fmt::Write as _;

use super::{NAME, words};
use crate::figure::CriticalDifference;

/// Writes the diagram; a unit across is a rank, a unit down a line of text.
pub(super) fn push(text: &mut String, ranks: &CriticalDifference) {
    let models = ranks.ordered();
    let count = models.len();
    let last = count.max(2);
    let step = 0.28 / (last - 1) as f64;
    let _ = writeln!(
        text,
        "  \\begin{{tikzpicture}}[x={step:.4}\\linewidth, y=-2.2ex, inner sep=1pt, every node/.style={{font=\\scriptsize}}]\n    \
         \\draw (1,0) -- ({last},0);"
    );
    for rank in 1..=last {
        let _ = writeln!(
            text,
            "    \\draw ({rank},0) -- ++(0,-0.3) node[anchor=south] {{{rank}}};"
        );
    }
    if let Some(critical) = ranks.critical_difference {
        let end = 1.0 + critical;
        let _ = writeln!(
            text,
            "    \\draw[|-|] (1,-2.2) -- ({end:.4},-2.2);\n    \
             \\node[anchor=south west] at (1,-2.6) {{critical difference {critical:.2}}};"
        );
    }
    let groups = ranks.groups();
    for (place, (low, high)) in groups.iter().enumerate() {
        let down = 0.5 + place as f64 * 0.4;
        let ends = (models[*low].mean_rank, models[*high].mean_rank);
        let _ = writeln!(
            text,
            "    \\draw[line width=1.6pt] ({:.4},{down:.2}) -- ({:.4},{down:.2});",
            ends.0, ends.1
        );
    }
    let first = 1.2 + groups.len() as f64 * 0.4;
    let half = count.div_ceil(2);
    for (at, model) in models.iter().enumerate() {
        let is_left = at < half;
        let line = if is_left { at } else { count - 1 - at };
        let down = first + line as f64;
        let rank = model.mean_rank;
        let name = words(&model.title, NAME);
        let (end, anchor, shown) = if is_left {
            ("1", "east", format!("{name} {rank:.2}"))
        } else {
            (&*last.to_string(), "west", format!("{rank:.2} {name}"))
        };
        let _ = writeln!(
            text,
            "    \\draw ({rank:.4},0) |- ({end},{down:.2}) node[anchor={anchor}] {{{shown}}};"
        );
    }
    text.push_str("  \\end{tikzpicture}\n");
}
