use std::io::{IsTerminal, Write};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// The two streams of the command. A closed pipe ends the output, not the command.
#[expect(
    clippy::struct_excessive_bools,
    reason = "four switches that do not depend on one another"
)]
#[derive(Debug, Clone)]
pub(super) struct Screen {
    quiet: bool,
    json: bool,
    colour_out: bool,
    colour_err: bool,
}

/// The width of a page where there is no terminal to ask.
const WIDTH: usize = 100;

impl Screen {
    pub fn new(quiet: bool, json: bool) -> Self {
        let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            quiet,
            json,
            colour_out: colour && std::io::stdout().is_terminal(),
            colour_err: colour && std::io::stderr().is_terminal(),
        }
    }

    /// Whether stdout takes colour.
    pub fn colour(&self) -> bool {
        self.colour_out
    }

    /// Whether a program reads stdout.
    pub fn json(&self) -> bool {
        self.json
    }

    /// Whether progress may be drawn.
    pub fn draws(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Columns to fill.
    #[expect(clippy::unused_self, reason = "a property of the screen")]
    pub fn width(&self) -> usize {
        comfy_table::Table::new()
            .width()
            .map_or(WIDTH, usize::from)
            .max(40)
    }

    /// Writes to stdout.
    #[expect(clippy::unused_self, reason = "the screen owns stdout")]
    pub fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
        let _ = out.flush();
    }

    /// Writes a JSON document to stdout.
    pub fn print_json(&self, document: &serde_json::Value) {
        self.print(&serde_json::to_string_pretty(document).unwrap_or_default());
    }

    /// Writes a line to stderr, unless asked to be quiet.
    pub fn tell(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr().lock(), "{line}");
        }
    }

    /// Writes diagnostics: to stderr, or as JSON to stdout. Warnings are left out where it is to be quiet.
    pub fn diagnose(&self, found: &Diagnostics) {
        if found.is_empty() || (self.quiet && !found.has_errors()) {
            return;
        }
        if self.json && found.has_errors() {
            self.print_json(&serde_json::json!({ "diagnostics": found.to_json() }));
            return;
        }
        let text = found.render(self.colour_err, self.width());
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes one diagnostic that has no place in a spec.
    pub fn diagnose_one(&self, diagnostic: Diagnostic) {
        let mut found = Diagnostics::default();
        found.push(diagnostic);
        self.diagnose(&found);
    }
}
