//! The questionnaire: one HTML file that needs nothing else, neither a server nor a network.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Design, Participant, Stimulus, StudyError};
use crate::spec::{Name, StudySpec};
use crate::text::html::{escaped, script_json};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The page that asks one participant: every file that is played is in it, as a data URI, and nothing of the labels.
///
/// # Errors
/// Where a file cannot be read.
pub fn questionnaire(
    name: &Name,
    study: &StudySpec,
    design: &Design,
    participant: &Participant,
    stimuli: &[Stimulus],
) -> Result<Vec<u8>, StudyError> {
    let ids = participant.items.iter().map(|&item| &design.items[item].id);
    let document = json!({
        "study": name,
        "title": study.title.as_ref().unwrap_or(&study.question),
        "question": study.question,
        "participant": participant.name,
        "items": ids.collect::<Vec<_>>(),
    });
    let mut page = Vec::new();
    let mut rest = PAGE;
    for (mark, content) in [
        (
            "{title}",
            escaped(study.title.as_ref().unwrap_or(&study.question)),
        ),
        ("{style}", STYLE.to_owned()),
        ("{document}", script_json(&document)),
    ] {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        page.extend_from_slice(before.as_bytes());
        page.extend_from_slice(content.as_bytes());
        rest = after;
    }
    let (before, after) = rest.split_once("{stimuli}").unwrap_or((rest, ""));
    page.extend_from_slice(before.as_bytes());
    for &item in &participant.items {
        let stimulus = &stimuli[item];
        let bytes = fs::read(&stimulus.path).map_err(|error| StudyError::System {
            what: "read what is played",
            error,
        })?;
        let (id, mime) = (&design.items[item].id, stimulus.mime);
        let open = format!("<script type=\"text/plain\" id=\"played-{id}\">data:{mime};base64,");
        page.extend_from_slice(open.as_bytes());
        page.extend_from_slice(STANDARD.encode(bytes).as_bytes());
        page.extend_from_slice(b"</script>\n");
    }
    page.extend_from_slice(after.replace("{script}", SCRIPT).as_bytes());
    Ok(page)
}
