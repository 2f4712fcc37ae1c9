//! Writing an ONNX graph node by node.

use prost::Message;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto, attribute_proto::AttributeType,
    tensor_proto::DataType, tensor_shape_proto, type_proto,
};

/// The operator set the nodes are written in.
const OPERATOR_SET: i64 = 13;
/// The version of the file format that came with it.
const FILE_FORMAT: i64 = 8;

/// The name of the first dimension of inputs and outputs, of any size.
const BATCH: &str = "N";

/// An ONNX graph in the making. Values are named; a node comes after those it reads.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    proto: GraphProto,
}

impl Graph {
    /// A graph of that name without nodes.
    pub fn new(name: &str) -> Self {
        let proto = GraphProto {
            name: name.to_owned(),
            ..GraphProto::default()
        };
        Self { proto }
    }

    /// Declares an input, batch x `shape`.
    pub fn input(&mut self, name: &str, shape: &[i64]) {
        self.proto.input.push(batch_of(name, shape));
    }

    /// Makes a value an output, batch x `shape`.
    pub fn output(&mut self, name: &str, shape: &[i64]) {
        self.proto.output.push(batch_of(name, shape));
    }

    /// Adds a node; returns the value it computes, which has its name.
    pub fn node(
        &mut self,
        operator: &str,
        name: &str,
        inputs: &[&str],
        attributes: Vec<AttributeProto>,
    ) -> String {
        self.proto.node.push(NodeProto {
            name: name.to_owned(),
            op_type: operator.to_owned(),
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![name.to_owned()],
            attribute: attributes,
            ..NodeProto::default()
        });
        name.to_owned()
    }

    /// Adds a constant of numbers, `shape` row by row.
    pub fn numbers(&mut self, name: &str, shape: &[i64], values: &[f32]) -> String {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        self.constant(name, shape, DataType::Float, bytes.collect())
    }

    /// Adds a list of integers.
    pub fn integers(&mut self, name: &str, values: &[i64]) -> String {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        let count = i64::try_from(values.len()).unwrap_or(i64::MAX);
        self.constant(name, &[count], DataType::Int64, bytes.collect())
    }

    fn constant(&mut self, name: &str, shape: &[i64], kind: DataType, bytes: Vec<u8>) -> String {
        self.proto.initializer.push(TensorProto {
            name: name.to_owned(),
            dims: shape.to_vec(),
            data_type: kind as i32,
            raw_data: bytes,
            ..TensorProto::default()
        });
        name.to_owned()
    }

    /// The bytes of the ONNX file.
    pub fn into_file(self) -> Vec<u8> {
        let model = ModelProto {
            ir_version: FILE_FORMAT,
            opset_import: vec![OperatorSetIdProto {
                domain: String::new(),
                version: OPERATOR_SET,
            }],
            producer_name: env!("CARGO_PKG_NAME").to_owned(),
            graph: Some(self.proto),
            ..ModelProto::default()
        };
        model.encode_to_vec()
    }
}

/// An attribute of integers, such as `pads`.
pub(crate) fn integers(name: &str, values: &[i64]) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        ints: values.to_vec(),
        r#type: AttributeType::Ints as i32,
        ..AttributeProto::default()
    }
}

/// An attribute of one integer, such as `axis`.
pub(crate) fn integer(name: &str, value: i64) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        i: value,
        r#type: AttributeType::Int as i32,
        ..AttributeProto::default()
    }
}

/// An attribute of one number, such as `epsilon`.
pub(crate) fn number(name: &str, value: f32) -> AttributeProto {
    AttributeProto {
        name: name.to_owned(),
        f: value,
        r#type: AttributeType::Float as i32,
        ..AttributeProto::default()
    }
}

fn batch_of(name: &str, shape: &[i64]) -> ValueInfoProto {
    use tensor_shape_proto::{Dimension, dimension::Value};
    let sizes = shape.iter().map(|&size| Value::DimValue(size));
    let dimensions = std::iter::once(Value::DimParam(BATCH.to_owned())).chain(sizes);
    let dim = dimensions.map(|value| Dimension {
        value: Some(value),
        ..Dimension::default()
    });
    ValueInfoProto {
        name: name.to_owned(),
        r#type: Some(TypeProto {
            value: Some(type_proto::Value::TensorType(type_proto::Tensor {
                elem_type: DataType::Float as i32,
                shape: Some(TensorShapeProto { dim: dim.collect() }),
            })),
            ..TypeProto::default()
        }),
        ..ValueInfoProto::default()
    }
}
