use std::fmt::Write as _;

use super::parts::{Section, block, counted, list, text};

/// Groups of failures that are written; the list of trials has every one.
const MOST_GROUPS: usize = 50;
/// Trials that are named at once.
const MOST_NAMED: usize = 40;

/// Trials that failed in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failures {
    /// Why.
    pub cause: String,
    /// The last lines that the plugin wrote.
    pub last_words: Vec<String>,
    /// The trials.
    pub trials: Vec<String>,
}

/// Trials without results.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Troubles {
    /// Those that failed, by cause.
    pub failed: Vec<Failures>,
    /// Those that were not run.
    pub not_run: Vec<String>,
}

pub(super) fn section(troubles: &Troubles) -> Option<Section> {
    let Troubles { failed, not_run } = troubles;
    let mut body = String::new();
    for failures in failed.iter().take(MOST_GROUPS) {
        let _ = write!(
            body,
            "<article class=\"failures\">\n<h3 class=\"bad\">{}</h3>\n<p>Failed: {}.</p>\n",
            text(&failures.cause),
            counted(failures.trials.len(), "trial")
        );
        if !failures.last_words.is_empty() {
            let _ = write!(
                body,
                "<p>The last lines of the plugin:</p>\n<pre class=\"words\" tabindex=\"0\">{}</pre>\n",
                block(&failures.last_words.join("\n"))
            );
        }
        body.push_str(&named(&failures.trials, "failed"));
        body.push_str("</article>\n");
    }
    if failed.len() > MOST_GROUPS {
        let _ = writeln!(
            body,
            "<p>{} more ways to fail; the list of trials has them.</p>",
            failed.len() - MOST_GROUPS
        );
    }
    if !not_run.is_empty() {
        let _ = write!(
            body,
            "<article id=\"not-run\">\n<h3>Not run</h3>\n<p>{} without results and without a failure: \
             <code>emospec run</code> gets them.</p>\n{}</article>\n",
            counted(not_run.len(), "trial"),
            named(not_run, "not run")
        );
    }
    (!body.is_empty()).then_some(Section {
        id: "failures",
        title: "Failures and trials not run",
        body,
        entries: Vec::new(),
    })
}

fn named(trials: &[String], state: &str) -> String {
    let rest = trials.len().saturating_sub(MOST_NAMED);
    let more = if rest == 0 {
        String::new()
    } else {
        format!(
            "<p>And {} more: filter the <a href=\"#trials\">trials</a> by “{state}”.</p>\n",
            counted(rest, "trial")
        )
    };
    format!(
        "<details{open}>\n<summary>Which trials</summary>\n{names}{more}</details>\n",
        open = if trials.len() <= 5 { " open" } else { "" },
        names = list(trials.iter().take(MOST_NAMED).map(String::as_str)),
    )
}
