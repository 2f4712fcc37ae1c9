use std::fmt::Write as _;

use super::parts::{Section, grouped, list, plain_table, text};

/// Rows that a dataset goes without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRows {
    /// The dataset.
    pub dataset: String,
    /// How many there are.
    pub count: usize,
    /// The first of them: file, row and reason.
    pub first: Vec<[String; 3]>,
}

/// What is worth knowing of the data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audits {
    /// What audits found: level, audit, and a sentence.
    pub findings: Vec<[String; 3]>,
    /// What is not asked, and what is not there for it.
    pub left_out: Vec<String>,
    /// Files and rows that datasets go without.
    pub rejected: Vec<RejectedRows>,
}

pub(super) fn section(audits: &Audits) -> Section {
    let mut body = String::new();
    if audits.findings.is_empty() {
        body.push_str("<p>Audits found nothing.</p>\n");
    } else {
        let rows = audits.findings.iter().map(<[String; 3]>::as_slice);
        let headings = ["level", "audit", "finding"];
        body.push_str(&plain_table("What audits found", &headings, rows));
    }
    if !audits.left_out.is_empty() {
        let _ = write!(
            body,
            "<article>\n<h3>Left out</h3>\n{}</article>\n",
            list(audits.left_out.iter().map(String::as_str))
        );
    }
    for rejected in &audits.rejected {
        let _ = write!(
            body,
            "<article>\n<h3>Rejected from {}</h3>\n<p>Files or rows: {}.</p>\n",
            text(&rejected.dataset),
            grouped(rejected.count)
        );
        let rows = rejected.first.iter().map(<[String; 3]>::as_slice);
        let caption = match rejected.count - rejected.first.len() {
            0 => "All of them".to_owned(),
            _ => format!("The first {}", rejected.first.len()),
        };
        body.push_str(&plain_table(&caption, &["file", "row", "reason"], rows));
        body.push_str("</article>\n");
    }
    Section {
        id: "audits",
        title: "Audits and what is left out",
        body,
        entries: Vec::new(),
    }
}
