use super::Analysis;
use super::tally::Tally;
use crate::statistics::majority;
use crate::tabulate::{Table, TableBuilder};

/// The votes for every row.
pub(super) fn table(analysis: &Analysis<'_>, tally: &Tally) -> Table {
    let rows = ["id", "part", "row", "label"];
    let classes = &analysis.validated.classes;
    let (one, other) = (
        format!("{} votes", classes[0]),
        format!("{} votes", classes[1]),
    );
    let columns = [one.as_str(), &other, "majority"];
    let mut builder = analysis.builder("votes", "Votes for every row", &rows, &columns);
    for (place, item) in analysis.design.items.iter().enumerate() {
        let votes = &tally.votes[place];
        let most = match majority(votes) {
            Ok(Some(class)) => classes[class].as_str(),
            Ok(None) => "tie",
            Err(_) => "no answers",
        };
        let cells = vec![
            builder.count(votes[0] as usize),
            builder.count(votes[1] as usize),
            TableBuilder::text(most),
        ];
        let row = item.row.to_string();
        let headings = [
            item.id.as_str(),
            item.part.as_str(),
            &row,
            &classes[item.label],
        ];
        builder.row(&headings, cells);
    }
    builder.note("Rows are counted from 0 within their part.");
    builder.note(analysis.answers_note());
    builder.finish()
}
