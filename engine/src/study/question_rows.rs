use super::{Item, StudyError};
use crate::dataset::{Dataset, Values};
use crate::spec::{Name, Role, StudySpec};

/// Every row that a study may ask about, in the order of its parts.
///
/// # Errors
/// Where a column is not there.
pub(super) fn question_rows(
    name: &Name,
    study: &StudySpec,
    dataset: &Dataset,
) -> Result<Vec<Item>, StudyError> {
    let mut items = Vec::new();
    for part in &study.parts {
        let column = |column: &Name| {
            let values = dataset
                .parts
                .get(part)
                .and_then(|of| of.columns.get(column));
            let kind = dataset.columns.get(column);
            let texts = values.zip(kind);
            texts
                .map(|(values, kind)| texts_of(values, kind.classes.as_deref()))
                .ok_or_else(|| StudyError::Column(column.to_string()))
        };
        let labels = dataset
            .parts
            .get(part)
            .and_then(|of| of.columns.get(&study.target));
        let Some(Values::Classes(labels)) = labels else {
            return Err(StudyError::Column(study.target.to_string()));
        };
        let all = |names: &[&Name]| -> Result<Vec<Vec<String>>, StudyError> {
            names.iter().map(|name| column(name)).collect()
        };
        let strata = all(&study.balance.iter().collect::<Vec<_>>())?;
        let names = all(&id_columns(study, dataset))?;
        let paths = all(&study.stimulus.paths.values().collect::<Vec<_>>())?;
        let others = all(&study.stimulus.columns.values().collect::<Vec<_>>())?;
        for (row, &label) in labels.iter().enumerate() {
            let of_row = |columns: &[Vec<String>]| -> Vec<String> {
                columns.iter().map(|column| column[row].clone()).collect()
            };
            let item = Item {
                id: String::new(),
                part: part.clone(),
                row: u32::try_from(row).unwrap_or(u32::MAX),
                label: usize::from(label != 0),
                strata: of_row(&strata),
                names: of_row(&names),
            };
            let played = paths
                .iter()
                .chain(&others)
                .map(|column| column[row].as_str());
            items.push(item.with_id(name, &played.collect::<Vec<_>>()));
        }
    }
    Ok(items)
}

/// The columns of role `id` that every part of a study has.
pub(super) fn id_columns<'a>(study: &StudySpec, dataset: &'a Dataset) -> Vec<&'a Name> {
    let has = |part: &Name, column: &Name| {
        let part = dataset.parts.get(part);
        part.is_some_and(|part| part.columns.contains_key(column))
    };
    let ids = dataset
        .columns
        .iter()
        .filter(|(_, kind)| kind.role == Role::Id);
    ids.map(|(column, _)| column)
        .filter(|column| study.parts.iter().all(|part| has(part, column)))
        .collect()
}

/// The values of a column as text: classes by name.
pub(super) fn texts_of(values: &Values, classes: Option<&[String]>) -> Vec<String> {
    match values {
        Values::Text(texts) => texts.clone(),
        Values::Numbers(numbers) => numbers.iter().map(f64::to_string).collect(),
        Values::Classes(ids) => {
            let class = |id: &i64| {
                let place = usize::try_from(*id).ok();
                let name = classes
                    .zip(place)
                    .and_then(|(names, place)| names.get(place));
                name.cloned().unwrap_or_else(|| id.to_string())
            };
            ids.iter().map(class).collect()
        }
        Values::Matrix { width, data } => {
            let rows = data.chunks(*width.max(&1));
            rows.map(|row| format!("{row:?}")).collect()
        }
    }
}
