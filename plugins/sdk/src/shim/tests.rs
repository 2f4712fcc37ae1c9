//! The C functions, called as the engine calls them, where a sanitizer sees what they do with raw memory.

use std::sync::Mutex;

use serde::Deserialize;

use super::*;
use crate::export::ModelEntry;
use crate::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, default)]
struct Params {
    /// What it does instead of fitting.
    mood: String,
}

/// Repeats the mean of each column of the view `left`.
#[derive(Serialize, Deserialize)]
struct Mean(Vec<f32>);

impl Model for Mean {
    type Params = Params;
    const CARD: ModelCard = ModelCard {
        name: "mean",
        summary: "Repeats means.",
        source: "A test.",
        tasks: &[TaskType::Retrieval],
        stochastic: false,
        similarity: Similarity::Cosine,
    };

    fn fit(fit: &Fit<'_, Params>) -> Result<Self, Error> {
        fit.run.progress(&Progress {
            epoch: 1,
            ..Progress::default()
        })?;
        assert!(fit.params.mood != "panic", "bound to panic");
        assert_eq!(fit.train.text("id")?, ["a", "", "süß"]);
        assert_eq!(fit.train.classes("match")?, [0, 1, 1]);
        assert_eq!(fit.train.numbers("score")?.len(), 3);
        let view = fit.train.view("left")?;
        Ok(Self(view.mean_axis(ndarray::Axis(0)).unwrap().to_vec()))
    }

    fn predict(&self, rows: &Rows<'_>, _run: &Run<'_>) -> Result<Outputs, Error> {
        let mut outputs = Outputs::default();
        outputs.matrix("left", self.0.len(), self.0.repeat(rows.count()))?;
        outputs.text("names", vec!["x".to_owned(), "yz".to_owned()]);
        Ok(outputs)
    }
}

static REGISTERED: Registration = Registration {
    name: "test",
    version: "0.0.0",
    summary: "A test.",
    models: &[ModelEntry::of::<Mean>()],
    sources: &[],
    extractors: &[],
    environment: &[],
};

/// What the engine hears.
#[derive(Default)]
struct Heard {
    said: Mutex<Vec<String>>,
    bytes: Mutex<Vec<u8>>,
    values: Mutex<Vec<f32>>,
    is_cancelled: bool,
}

impl Heard {
    fn host(&self) -> Host {
        Host {
            struct_size: size_of::<Host>(),
            context: ptr::from_ref(self).cast_mut().cast(),
            threads: 1,
            scratch: Text::of("/nowhere"),
            progress: on_text,
            cancelled: on_cancelled,
            log: on_log,
            fail: on_text,
            document: on_document,
            column: on_column,
            bytes: on_bytes,
            find: on_find,
            count: on_count,
        }
    }

    fn said(&self) -> String {
        self.said.lock().unwrap().join("\n")
    }
}

fn of<'a>(context: *mut c_void) -> &'a Heard {
    // SAFETY: every host of these tests has a `Heard` that outlives the call as its context.
    unsafe { &*context.cast::<Heard>() }
}

extern "C" fn on_text(context: *mut c_void, message: Text) {
    let message = text(message).unwrap().to_owned();
    of(context).said.lock().unwrap().push(message);
}

extern "C" fn on_log(context: *mut c_void, _level: u32, message: Text) {
    on_text(context, message);
}

extern "C" fn on_document(context: *mut c_void, _name: Text, json: Text) {
    on_text(context, json);
}

extern "C" fn on_cancelled(context: *mut c_void) -> i32 {
    i32::from(of(context).is_cancelled)
}

extern "C" fn on_column(context: *mut c_void, _part: Text, column: *const Column) {
    // SAFETY: the shim hands a column that is valid until this function returns.
    let column = unsafe { &*column };
    let values = tensor_of(column.values).unwrap();
    let shape = slice_of(
        values.shape.cast_const(),
        usize::try_from(values.ndim).unwrap(),
    )
    .unwrap();
    if values.dtype == DType::F32.dlpack() {
        let count = usize::try_from(shape.iter().product::<i64>()).unwrap();
        let data = slice_of(values.data.cast_const().cast::<f32>(), count).unwrap();
        of(context).values.lock().unwrap().extend_from_slice(data);
    } else {
        let count = usize::try_from(shape[0]).unwrap();
        let bytes = slice_of(values.data.cast_const().cast::<u8>(), count).unwrap();
        let texts = texts_of(bytes, column.offsets, 2).unwrap().join(" ");
        of(context).said.lock().unwrap().push(texts);
    }
}

extern "C" fn on_bytes(context: *mut c_void, data: *const u8, len: usize) {
    let bytes = slice_of(data, len).unwrap();
    of(context).bytes.lock().unwrap().extend_from_slice(bytes);
}

extern "C" fn on_find(_context: *mut c_void, _json: Text, _pointer: Text) -> Text {
    Text::of("")
}

extern "C" fn on_count(_context: *mut c_void, _json: Text, _pointer: Text) -> usize {
    0
}

/// A tensor over `data`, with its shape beside it.
fn lent<T>(data: &[T], dtype: DType, shape: &[usize]) -> (Box<DLTensor>, Vec<i64>) {
    let tensor = tensor(data, dtype, shape).unwrap();
    let raw = tensor.raw();
    (Box::new(raw), tensor.shape)
}

/// Calls `function` with three rows: a view and, for a fit, its targets and ids.
fn with_rows<R>(is_fit: bool, function: impl FnOnce(*const RawRows) -> R) -> R {
    let ids = "asüß".as_bytes();
    let tensors = [
        (
            "left",
            ROLE_VIEW,
            lent(&[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], DType::F32, &[3, 2]),
        ),
        ("match", ROLE_TARGET, lent(&[0i64, 1, 1], DType::I64, &[3])),
        (
            "score",
            ROLE_TARGET,
            lent(&[0.5f64, 1.5, 2.5], DType::F64, &[3]),
        ),
        ("id", ROLE_ID, lent(ids, DType::U8, &[ids.len()])),
    ];
    let offsets = lent(&[0i64, 1, 1, 6], DType::I64, &[4]);
    let columns: Vec<Column> = tensors
        .iter()
        .take(if is_fit { 4 } else { 1 })
        .map(|(name, role, (values, _))| Column {
            name: Text::of(name),
            role: *role,
            values: ptr::from_ref(values.as_ref()),
            offsets: if *role == ROLE_ID {
                ptr::from_ref(offsets.0.as_ref())
            } else {
                ptr::null()
            },
        })
        .collect();
    let rows = RawRows {
        count: 3,
        column_count: columns.len(),
        columns: columns.as_ptr(),
    };
    function(&raw const rows)
}

fn fit_on(heard: &Heard, mood: &str, rows: *const RawRows) -> (i32, *mut c_void) {
    plugin_table(&REGISTERED);
    let request = format!(
        r#"{{"params": {{"mood": "{mood}"}}, "seed": 0, "task": {{"type": "retrieval", "views": ["left"], "target": "match"}}}}"#
    );
    let (host, mut fitted) = (heard.host(), ptr::null_mut());
    let (name, request) = (Text::of("mean"), Text::of(&request));
    let code = fit(
        &raw const host,
        name,
        request,
        rows,
        ptr::null(),
        &raw mut fitted,
    );
    (code, fitted)
}

#[test]
fn whole_life_of_a_model_goes_through_the_shim() {
    let heard = Heard::default();
    let host = heard.host();
    let (code, fitted) = with_rows(true, |rows| fit_on(&heard, "", rows));
    assert_eq!(code, OK, "{}", heard.said());
    assert_eq!(manifest(&raw const host), OK);
    assert!(heard.said().contains("\"params_schema\""));
    let predicted = |fitted| with_rows(false, |rows| predict(&raw const host, fitted, rows));
    assert_eq!(predicted(fitted), OK);
    assert_eq!(
        *heard.values.lock().unwrap(),
        [3.0, 4.0, 3.0, 4.0, 3.0, 4.0]
    );
    assert!(heard.said().ends_with("x yz"));

    assert_eq!(save(&raw const host, fitted), OK);
    let bytes = heard.bytes.lock().unwrap().clone();
    let mut loaded = ptr::null_mut();
    let (name, request) = (Text::of("mean"), Text::of("{}"));
    let mut load = |length| {
        load(
            &raw const host,
            name,
            request,
            bytes.as_ptr(),
            length,
            &raw mut loaded,
        )
    };
    assert_eq!(load(bytes.len() - 1), FAILED);
    assert_eq!(load(bytes.len()), OK);
    assert_eq!(predicted(loaded), OK);
    release(fitted);
    release(loaded);
    release(ptr::null_mut());
}

#[test]
fn what_is_wrong_is_told_and_not_read() {
    let heard = Heard::default();
    let host = heard.host();
    let refused = |mood: &str, rows: *const RawRows, says: &str| {
        assert_eq!(fit_on(&heard, mood, rows).0, FAILED);
        assert!(heard.said().contains(says), "{}", heard.said());
    };
    with_rows(true, |rows| {
        refused("panic", rows, "the plugin panicked: bound to panic");
    });
    refused("", ptr::null(), "no rows were handed over");
    assert_eq!(manifest(ptr::null()), FAILED);
    assert_eq!(save(&raw const host, ptr::null_mut()), FAILED);

    let shape = [3i64, 2];
    let values = [0u8; 40];
    let broken = |data: *const u8, strides: *mut i64, ndim| DLTensor {
        data: data.cast_mut().cast(),
        device: DLDevice::CPU,
        ndim,
        dtype: DType::F32.dlpack(),
        shape: shape.as_ptr().cast_mut(),
        strides,
        byte_offset: 0,
    };
    let mut stride = 1i64;
    for (tensor, says) in [
        (
            broken(ptr::null(), ptr::null_mut(), 2),
            "null or not aligned",
        ),
        (
            broken(values.as_ptr().wrapping_add(1), ptr::null_mut(), 2),
            "null or not aligned",
        ),
        (broken(values.as_ptr(), &raw mut stride, 2), "row-major"),
        (broken(values.as_ptr(), ptr::null_mut(), -1), "out of range"),
        (
            broken(values.as_ptr(), ptr::null_mut(), 1),
            "its shape is not rows",
        ),
    ] {
        let column = Column {
            name: Text::of("left"),
            role: ROLE_VIEW,
            values: &raw const tensor,
            offsets: ptr::null(),
        };
        let rows = RawRows {
            count: 3,
            column_count: 1,
            columns: &raw const column,
        };
        refused("", &raw const rows, says);
    }
}

#[test]
fn cancelled_call_says_so() {
    let heard = Heard {
        is_cancelled: true,
        ..Heard::default()
    };
    let code = with_rows(true, |rows| fit_on(&heard, "", rows).0);
    assert_eq!(code, CANCELLED);
}
