use super::Analysis;
use crate::tabulate::{Table, TableBuilder};

/// Every answer and participant that the rules left out, with the rule.
pub(super) fn table(analysis: &Analysis<'_>) -> Table {
    let rows = ["participant", "question", "rule"];
    let caption = "What screening left out";
    let mut builder = analysis.builder("screening", caption, &rows, &["reason"]);
    for out in analysis.excluded {
        let participant = analysis.design.participants[out.participant].name.as_str();
        let item = out.item.map(|item| analysis.design.items[item].id.as_str());
        let headings = [participant, item.unwrap_or("all"), out.rule];
        builder.row(&headings, vec![TableBuilder::text(&out.reason)]);
    }
    if analysis.excluded.is_empty() {
        builder.note("Nothing was left out.");
    }
    builder.note(analysis.answers_note());
    builder.finish()
}
