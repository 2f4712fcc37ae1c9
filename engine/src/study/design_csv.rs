use csv::WriterBuilder;

use super::Design;
use crate::spec::StudySpec;

/// The design as CSV, a line for each question: participant, order (from 1), id, part and row (from 0), the columns of role
/// `id`, the label, and the values the draw is balanced by. It holds what participants must not know.
///
/// # Errors
/// When the writer fails; writing to memory gives it no cause to.
pub fn design_csv(
    design: &Design,
    study: &StudySpec,
    classes: &[String; 2],
) -> Result<String, String> {
    let mut writer = WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    let fixed = ["participant", "order", "id", "part", "row"].map(str::to_owned);
    let ids = design
        .id_columns
        .iter()
        .map(|column| format!("row.{column}"));
    let label = [format!("label.{}", study.target)];
    let strata = study
        .balance
        .iter()
        .map(|column| format!("balance.{column}"));
    let header: Vec<String> = fixed
        .into_iter()
        .chain(ids)
        .chain(label)
        .chain(strata)
        .collect();
    writer
        .write_record(&header)
        .map_err(|error| error.to_string())?;
    for participant in &design.participants {
        for (order, &item) in participant.items.iter().enumerate() {
            let item = &design.items[item];
            let (order, row) = ((order + 1).to_string(), item.row.to_string());
            let fixed = [
                participant.name.as_str(),
                &order,
                &item.id,
                item.part.as_str(),
                &row,
            ];
            let names = item.names.iter().map(String::as_str);
            let label = [classes[item.label].as_str()];
            let strata = item.strata.iter().map(String::as_str);
            let fields = fixed.into_iter().chain(names).chain(label).chain(strata);
            writer
                .write_record(fields)
                .map_err(|error| error.to_string())?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
