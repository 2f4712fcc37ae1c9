use std::fmt;

/// How LaTeX writes numbers and makes cells stand out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LatexStyle {
    /// How numbers are written.
    pub numbers: Numbers,
    /// Whether the best and the second best stand on a shade of blue besides their marks.
    pub colour: bool,
}

/// How LaTeX writes numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbers {
    /// As text, aligned by digits of one width; nothing but `booktabs` is needed.
    #[default]
    Text,
    /// By `siunitx`, version 3, which aligns them at the decimal point and follows the document's locale.
    Siunitx,
}

/// The packages that a table needs.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says of one package whether it is needed"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Packages {
    pub graphicx: bool,
    pub rotating: bool,
    pub longtable: bool,
    pub siunitx: bool,
    pub colour: bool,
}

impl Packages {
    /// What either needs.
    pub fn and(self, other: Self) -> Self {
        Self {
            graphicx: self.graphicx || other.graphicx,
            rotating: self.rotating || other.rotating,
            longtable: self.longtable || other.longtable,
            siunitx: self.siunitx || other.siunitx,
            colour: self.colour || other.colour,
        }
    }

    fn lines(self) -> Vec<&'static str> {
        let packages = [
            (true, "\\usepackage{booktabs}"),
            (self.graphicx, "\\usepackage{graphicx}"),
            (self.rotating, "\\usepackage{rotating}"),
            (self.longtable, "\\usepackage{longtable}"),
            (self.siunitx, "\\usepackage{siunitx}"),
            (self.colour, "\\usepackage[table]{xcolor}"),
        ];
        let needed = packages.into_iter().filter(|(is_needed, _)| *is_needed);
        needed.map(|(_, line)| line).collect()
    }
}

impl fmt::Display for Packages {
    /// One line each, ready for a preamble.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `xcolor` must come before packages that load it without its option.
        let mut lines = self.lines();
        lines.sort_by_key(|line| !line.contains("xcolor"));
        formatter.write_str(&lines.join("\n"))
    }
}
