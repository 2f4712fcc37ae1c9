//! A network that tract runs: loaded from its bytes, fitted to the items of a front end, ready for batches.

mod choice;
mod file;
mod shape;
mod unfit;

use std::sync::{Arc, Mutex, PoisonError};

use emospec_sdk::Error;
use prost::Message;
use tract_onnx::pb::ModelProto;
use tract_onnx::prelude::*;
use tract_onnx::tract_hir::infer::{Factoid, InferenceFact};
use tract_onnx::tract_hir::internal::DimLike;

pub use choice::{NetworkChoice, OutputChoice};
pub use file::{folders, sha256};
pub use unfit::Unfit;

use crate::published::PUBLISHED;
use shape::{Dimension, fitted};

/// A network, ready to run batches of items.
#[derive(Debug)]
pub struct Network {
    plan: Arc<TypedRunnableModel>,
    /// Batch and item as the graph wants them.
    input: Vec<usize>,
    /// Numbers that an item becomes.
    width: usize,
}

/// What a loaded network was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Purpose {
    choice: NetworkChoice,
    item: Vec<usize>,
}

/// The network that was used last: the rows of a dataset come file by file, and all want the same.
static LAST: Mutex<Option<(Purpose, Arc<Network>)>> = Mutex::new(None);

impl Network {
    /// The chosen network for items of shape `item`, of which a spec says that they are `made_of`.
    ///
    /// # Errors
    /// Where the file is not the one that the parameters name, tract cannot run it, or the items do not fit its input.
    pub fn load(choice: &NetworkChoice, item: &[usize], made_of: &str) -> Result<Arc<Self>, Error> {
        let purpose = Purpose {
            choice: choice.clone(),
            item: item.to_vec(),
        };
        let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, network)) = &*last
            && *of == purpose
        {
            return Ok(Arc::clone(network));
        }
        let mut bytes = file::read(choice)?;
        for published in PUBLISHED {
            if let Some(graph) = published.onnx(&choice.sha256.to_lowercase(), &bytes)? {
                bytes = graph;
                break;
            }
        }
        let network = Self::of_bytes(&bytes, &choice.output, choice.batch, item)
            .map_err(|why| Error::new(format_args!("`{}`: {}", choice.file, why.told(made_of))))?;
        let network = Arc::new(network);
        *last = Some((purpose, Arc::clone(&network)));
        Ok(network)
    }

    /// The network of an ONNX file for items of shape `item`.
    ///
    /// # Errors
    /// Where it is no ONNX that tract can run, or the items do not fit its input.
    pub fn of_bytes(
        bytes: &[u8],
        output: &OutputChoice,
        batch: usize,
        item: &[usize],
    ) -> Result<Self, Unfit> {
        let proto = ModelProto::decode(bytes).map_err(|error| Unfit::NotOnnx(error.to_string()))?;
        // Without a folder, tensors in files of their own are refused: the digest would not be about them.
        let parsed = onnx().parse(&proto, None).map_err(Unfit::refused)?;
        if !parsed.unresolved_inputs.is_empty() {
            let lacking = parsed.unresolved_inputs.join(", ");
            return Err(Unfit::NotOnnx(format!("nothing computes {lacking}")));
        }
        let outlets = parsed.outlets_by_name;
        let model = parsed.model;
        let inputs = model.input_outlets().map_err(Unfit::refused)?;
        if inputs.len() != 1 {
            let names = inputs.iter().map(|input| &*model.node(input.node).name);
            return Err(Unfit::Inputs(names.map(str::to_owned).collect()));
        }
        let outputs = model.output_outlets().map_err(Unfit::refused)?;
        let chosen = match output {
            OutputChoice::Number(number) => outputs.get(*number).copied(),
            OutputChoice::Name(name) => outlets.get(name).copied(),
        };
        let Some(chosen) = chosen else {
            let names = proto.graph.iter().flat_map(|graph| &graph.output);
            return Err(Unfit::Output(
                names.map(|value| value.name.clone()).collect(),
            ));
        };
        let declared = declared(model.input_fact(0).map_err(Unfit::refused)?);
        let unlike = || Unfit::Input {
            declared: declared.clone(),
            item: item.to_vec(),
        };
        let shape = match &declared {
            Some(declared) => fitted(declared, item).ok_or_else(unlike)?,
            None => item.to_vec(),
        };
        let fixed = declared.as_ref().and_then(|declared| *declared.first()?);
        let batch = fixed.unwrap_or(batch).max(1);
        let input: Vec<usize> = std::iter::once(batch).chain(shape).collect();
        let fact = f32::fact(&input);
        let plan = model
            .with_output_outlets(&[chosen])
            .and_then(|model| model.with_input_fact(0, fact.into()))
            .and_then(InferenceModelExt::into_optimized)
            .and_then(IntoRunnable::into_runnable)
            .map_err(Unfit::refused)?;
        let network = Self {
            plan,
            input,
            width: 0,
        };
        // What comes out is known for certain once something went in.
        let nothing = vec![0.0; network.input.iter().product::<usize>()];
        let out = network.computed(&nothing).map_err(Unfit::refused)?;
        let shape = out.shape();
        let width = shape.iter().skip(1).product();
        if shape.first() != Some(&batch) || width == 0 {
            return Err(Unfit::Outputs(shape.to_vec()));
        }
        Ok(Self { width, ..network })
    }

    /// Items of a batch.
    pub fn batch(&self) -> usize {
        self.input[0]
    }

    /// Numbers that an item becomes.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What a full batch of items becomes, batch x width.
    ///
    /// # Errors
    /// Where tract fails.
    pub fn run(&self, items: &[f32]) -> Result<Vec<f32>, Error> {
        let out = self.computed(items).and_then(|out| {
            let out = out.cast_to::<f32>()?;
            Ok(out.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())
        });
        out.map_err(|error| Error::new(format_args!("the network failed: {error:#}")))
    }

    fn computed(&self, items: &[f32]) -> TractResult<TValue> {
        let items = Tensor::from_shape(&self.input, items)?;
        let mut outputs = self.plan.run(tvec!(items.into()))?;
        Ok(outputs.remove(0))
    }
}

/// The dimensions that the graph declares, where it says how many there are.
fn declared(fact: &InferenceFact) -> Option<Vec<Dimension>> {
    fact.shape.rank().concretize()?;
    let dimensions = fact.shape.dims().map(|dimension| {
        let size = dimension.concretize()?;
        size.to_usize().ok()
    });
    Some(dimensions.collect())
}
