use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::overview::overview;
use super::parts::{Section, text};
use super::{
    Audits, Gallery, PageFigure, PageProvenance, PageTable, PageTrial, Troubles, audits, explorer,
    figures, provenance, spec_text, tables, trials, troubles,
};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// All that the page of an experiment shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The title of the experiment.
    pub title: String,
    /// The titles of the datasets.
    pub datasets: Vec<String>,
    /// The names of the tasks.
    pub tasks: Vec<String>,
    /// How many models are compared.
    pub models: usize,
    /// How many seeds every trial is repeated with.
    pub seeds: usize,
    /// The tables, in the order of the spec.
    pub tables: Vec<PageTable>,
    /// The figures, in the order of the spec.
    pub figures: Vec<PageFigure>,
    /// Rankings to look into.
    pub galleries: Vec<Gallery>,
    /// What failed and what was not run.
    pub troubles: Troubles,
    /// What audits found and what is left out.
    pub audits: Audits,
    /// Every trial, in the order of the plan.
    pub trials: Vec<PageTrial>,
    /// What the results come from.
    pub provenance: PageProvenance,
    /// The spec as resolved, as YAML.
    pub spec: String,
}

impl Page {
    /// The page as one HTML file. The same page gives the same bytes.
    pub fn html(&self) -> String {
        let sections: Vec<Section> = [
            tables::section(&self.tables),
            figures::section(&self.figures),
            explorer::section(&self.galleries),
            troubles::section(&self.troubles),
            Some(audits::section(&self.audits)),
            trials::section(&self.trials),
            Some(provenance::section(&self.provenance)),
            spec_text::section(&self.spec),
        ]
        .into_iter()
        .flatten()
        .collect();
        let links: String = sections.iter().map(Section::link).collect();
        let data = [
            tables::data(&self.tables),
            figures::data(&self.figures),
            trials::data(&self.trials),
            explorer::data(&self.galleries),
        ];
        let contents = Contents {
            title: text(&self.title),
            summary: overview(self),
            navigation: format!("<ul>\n{links}</ul>\n"),
            sections: sections.iter().map(Section::html).collect(),
            data: data.concat(),
        };
        contents.fill()
    }
}

/// What goes into the page, as HTML.
struct Contents {
    title: String,
    summary: String,
    navigation: String,
    sections: String,
    data: String,
}

impl Contents {
    fn fill(&self) -> String {
        // The script as it stands in the page: after the line break that ends the tag.
        let digest = STANDARD.encode(Sha256::digest(format!("\n{SCRIPT}")));
        let digest = format!("sha256-{digest}");
        let mut page = String::with_capacity(self.sections.len() + self.data.len() + (64 << 10));
        let mut rest = PAGE;
        // One pass from left to right: what is put in is never looked at for marks.
        while let Some((before, after)) = rest.split_once('{') {
            page.push_str(before);
            let (mark, after) = after.split_once('}').unwrap_or((after, ""));
            page.push_str(match mark {
                "title" => &self.title,
                "script-digest" => &digest,
                "version" => env!("CARGO_PKG_VERSION"),
                "style" => STYLE,
                "summary" => &self.summary,
                "navigation" => &self.navigation,
                "sections" => &self.sections,
                "data" => &self.data,
                "script" => SCRIPT,
                _ => "",
            });
            rest = after;
        }
        page.push_str(rest);
        page
    }
}
