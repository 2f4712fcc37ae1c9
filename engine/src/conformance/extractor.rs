use super::component::{About, Component};
use super::desk::Desk;
use super::kept::Unmet;
use super::params::{probe_params, request};
use super::probe::{WIDTHS, draw};
use super::table::Table;
use crate::dataset::Values;
use crate::plugin::{ComponentCard, PluginError, RowsFile, Worker, read_columns};
use crate::spec::Params;

/// Rows that a view is computed for.
const ROWS: usize = 24;

/// An extractor under check, with the view it computed.
pub(super) struct ExtractorBench {
    pub desk: Desk,
    pub card: ComponentCard,
    params: Params,
    view: Option<Result<Values, Unmet>>,
}

impl ExtractorBench {
    pub fn new(desk: Desk, card: ComponentCard) -> Self {
        let params = probe_params(&card.params_schema);
        Self {
            desk,
            card,
            params,
            view: None,
        }
    }

    /// The rows that it is asked about.
    pub fn table() -> Table {
        draw(ROWS, WIDTHS, 3)
    }

    /// The view of all rows, checked.
    pub fn view(&mut self) -> Result<Values, Unmet> {
        if let Some(view) = &self.view {
            return view.clone();
        }
        let view = self.checked_view();
        self.view.insert(view).clone()
    }

    fn checked_view(&mut self) -> Result<Values, Unmet> {
        if self.card.reads.is_some() {
            return Err(Unmet::unjudged(
                "it reads files of a kind that the kit has none of: check it in tests of its own",
            ));
        }
        let view = self.view_of(&Self::table()).map_err(|error| {
            let change = "return one view for rows with views, targets and texts; where an extractor needs parameters, \
                          give some under `examples` in params_schema";
            Unmet::of(&error, change)
        })?;
        let change = "return one matrix, rows x width, of finite numbers";
        match &view {
            Values::Matrix { width: 0, .. } => {
                Err(Unmet::broken("the view has no columns", change))
            }
            Values::Matrix { .. } if view.rows() != ROWS => Err(Unmet::broken(
                format!("the view has {} rows for {ROWS}", view.rows()),
                change,
            )),
            Values::Matrix { data, width } => match data.iter().position(|x| !x.is_finite()) {
                Some(at) => Err(Unmet::broken(
                    format!("the view holds {} in row {}", data[at], at / width),
                    change,
                )),
                None => Ok(view),
            },
            _ => Err(Unmet::broken("the view is no matrix of f32", change)),
        }
    }

    /// The view of rows.
    pub fn view_of(&mut self, table: &Table) -> Result<Values, PluginError> {
        let rows = self.rows(table)?;
        let (name, params, largest) = (&self.card.name, &self.params, self.desk.largest());
        self.desk
            .call(|worker, folder| extract(worker, (name, params), rows, folder, largest))
    }

    /// The view of all rows in another worker.
    pub fn view_again(&mut self) -> Result<Values, PluginError> {
        let rows = self.rows(&Self::table())?;
        let mut worker = self.desk.fresh()?;
        let (name, params, largest) = (&self.card.name, &self.params, self.desk.largest());
        self.desk.call_to(&mut worker, |worker, folder| {
            extract(worker, (name, params), rows, folder, largest)
        })
    }

    /// The rows with all their columns.
    fn rows(&mut self, table: &Table) -> Result<RowsFile, PluginError> {
        let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
        self.desk.hand(table, &names)
    }
}

/// The one column that an extractor returns.
fn extract(
    worker: &mut Worker,
    (name, params): (&str, &Params),
    rows: RowsFile,
    folder: &std::path::Path,
    largest: u64,
) -> Result<Values, PluginError> {
    let outputs = tempfile::TempDir::new_in(folder)
        .map_err(|error| PluginError::system("make a folder for outputs", &error))?;
    let files = worker.extract(name, request(params), rows, outputs.path())?;
    let mut columns = read_columns(&files, outputs.path(), largest)
        .map_err(|message| PluginError::Failed { message })?;
    match columns.pop() {
        Some((_, view)) if columns.is_empty() => Ok(view),
        _ => Err(PluginError::Failed {
            message: format!("it returned {} columns, and one is a view", files.len()),
        }),
    }
}

impl Component for ExtractorBench {
    fn about(&self) -> About<'_> {
        About {
            summary: &self.card.summary,
            source: &self.card.source,
            params_schema: &self.card.params_schema,
        }
    }

    fn desk(&mut self) -> &mut Desk {
        &mut self.desk
    }

    fn use_once(&mut self) {
        // What it comes to is the business of the rule about outputs. One that reads files refuses these rows, which is a
        // call all the same.
        if self.card.reads.is_some() {
            let _ = self.view_of(&Self::table());
        } else {
            let _ = self.view();
        }
    }
}
