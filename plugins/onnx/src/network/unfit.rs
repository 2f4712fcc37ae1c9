use tract_onnx::prelude::TractError;

use super::shape::Declared;

/// Why a file cannot be run on the items of a front end.
#[derive(Debug)]
pub enum Unfit {
    /// It is not what ONNX files are.
    NotOnnx(String),
    /// tract does not take it.
    Refused(String),
    /// It has more inputs than one, or none: their names.
    Inputs(Vec<String>),
    /// It has no such output; the names of those there are.
    Output(Vec<String>),
    /// Its input is not what the front end makes.
    Input {
        /// The dimensions of the input.
        declared: Option<Vec<Option<usize>>>,
        /// Those of an item.
        item: Vec<usize>,
    },
    /// The output's first dimension is not the batch: its shape.
    Outputs(Vec<usize>),
}

impl Unfit {
    #[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
    pub(super) fn refused(error: TractError) -> Self {
        Self::Refused(format!("{error:#}"))
    }

    /// The sentence, where an item is `made_of` what a spec declares.
    pub(super) fn told(&self, made_of: &str) -> String {
        match self {
            Self::NotOnnx(why) => format!("it is not an ONNX file: {why}"),
            Self::Refused(why) => format!("tract cannot run it: {why}"),
            Self::Inputs(names) if names.is_empty() => "it has no input".to_owned(),
            Self::Inputs(names) => format!("it has several inputs: {}", names.join(", ")),
            Self::Output(names) => format!(
                "it has no such output; `output` may be 0 to {}, or a name: {}",
                names.len().saturating_sub(1),
                names.join(", ")
            ),
            Self::Input { declared, item } => {
                let declared = declared.as_deref().unwrap_or_default();
                let item: Vec<_> = [None]
                    .into_iter()
                    .chain(item.iter().map(|&size| Some(size)))
                    .collect();
                format!(
                    "its input is {}, and the front end makes {} ({made_of})",
                    Declared(declared),
                    Declared(&item)
                )
            }
            Self::Outputs(shape) => format!(
                "the output's shape is {shape:?}: its first dimension has to be the batch, one row for each patch or stack"
            ),
        }
    }
}
