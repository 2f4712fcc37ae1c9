// The plugin contract of emospec, version 1. Generated from plugins/api/src by cbindgen: do not edit.
//
// A plugin is a shared library that exports the two functions at the end of this file. Everything else is explained in
// plugins/api/src/lib.rs: the documents, the outputs of a model, and what a plugin may not do. The tensors have the layout
// of DLPack 1.0 (https://dmlc.github.io/dlpack/); a DLTensor of dlpack.h can be cast to EmospecTensor.


#ifndef EMOSPEC_H
#define EMOSPEC_H

#include <stddef.h>
#include <stdint.h>

// The version of this contract.
#define EMOSPEC_ABI_VERSION 1

// A call that succeeded.
#define EMOSPEC_OK 0

// A call whose failure [`Host::fail`] explained.
#define EMOSPEC_FAILED 1

// A call that stopped because [`Host::cancelled`] said so.
#define EMOSPEC_CANCELLED 2

// What a column is for, as a number: see the constants of this type.
typedef uint32_t EmospecRole;

// UTF-8 text: not terminated, may be empty, never null when `len > 0`.
typedef struct {
  // First byte.
  const uint8_t *data;
  // Number of bytes.
  size_t len;
} EmospecText;

// Where a tensor lies; always `{1, 0}`, host memory.
typedef struct {
  // 1: host memory.
  int32_t device_type;
  // 0.
  int32_t device_id;
} EmospecDevice;
// Host memory.
#define EmospecDevice_CPU (EmospecDevice){ .device_type = 1, .device_id = 0 }

// The type of a tensor's elements.
typedef struct {
  // 0 signed integer, 1 unsigned integer, 2 float.
  uint8_t code;
  // Bits of one element.
  uint8_t bits;
  // 1.
  uint16_t lanes;
} EmospecDataType;

// A tensor that borrows its memory.
typedef struct {
  // First byte, aligned to the element; may be null when there are no elements.
  void *data;
  // Where it lies.
  EmospecDevice device;
  // Number of dimensions: 1 or 2.
  int32_t ndim;
  // Type of the elements.
  EmospecDataType dtype;
  // The size of each dimension.
  int64_t *shape;
  // Null: row-major without gaps. Other strides are refused.
  int64_t *strides;
  // Bytes between `data` and the first element; 0.
  uint64_t byte_offset;
} EmospecTensor;

// One named per-row quantity.
typedef struct {
  // Its name.
  EmospecText name;
  // What it is for.
  EmospecRole role;
  // The values: a tensor whose first dimension is the rows; for text, the bytes (`u8`) of all values in a row.
  const EmospecTensor *values;
  // Text only, else null: rows + 1 offsets (`i64`) into `values`.
  const EmospecTensor *offsets;
} EmospecColumn;

// What the engine offers during a call. Any thread of the plugin may call it until the call returns.
typedef struct {
  // Size of this struct in bytes: a later minor version only appends.
  size_t struct_size;
  // Handed back to every function below.
  void *context;
  // Threads the call may use.
  uint32_t threads;
  // A folder the call may write to; it is removed afterwards. Nothing else may be written.
  EmospecText scratch;
  // Reports progress (a JSON object).
  void (*progress)(void *context, EmospecText json);
  // Not 0 once the call should stop as soon as it can and return [`CANCELLED`].
  int32_t (*cancelled)(void *context);
  // Leaves a line for people; `level` 0 note, 1 warning.
  void (*log)(void *context, uint32_t level, EmospecText message);
  // Explains a failure; the message says what is wrong and what to change.
  void (*fail)(void *context, EmospecText message);
  // Gives a named JSON document.
  void (*document)(void *context, EmospecText name, EmospecText json);
  // Gives a column; `part` names the part for a source and is empty otherwise.
  void (*column)(void *context, EmospecText part, const EmospecColumn *column);
  // Gives the bytes of a saved model.
  void (*bytes)(void *context, const uint8_t *data, size_t len);
  // What stands in a JSON document at a JSON pointer (RFC 6901, such as `/task/target`): of a string its text, of
  // anything else its JSON; empty where there is nothing. Valid until the call returns. For languages without a JSON
  // library.
  EmospecText (*find)(void *context, EmospecText json, EmospecText pointer);
  // How many items or entries the list or object at a JSON pointer has; 0 for anything else.
  size_t (*count)(void *context, EmospecText json, EmospecText pointer);
} EmospecHost;

// Columns of equal length.
typedef struct {
  // Number of rows.
  uint64_t count;
  // Number of columns.
  size_t column_count;
  // The columns.
  const EmospecColumn *columns;
} EmospecRows;

// The functions of a plugin. A plugin without sources, extractors or models leaves their functions null.
typedef struct {
  // Size of this struct in bytes: a later minor version only appends.
  size_t struct_size;
  // Gives the document `manifest`.
  int32_t (*manifest)(const EmospecHost *host);
  // Gives the document `columns`, then every column of every part.
  int32_t (*read)(const EmospecHost *host, EmospecText source, EmospecText request);
  // Gives one view for the rows it is handed.
  int32_t (*extract)(const EmospecHost *host, EmospecText extractor, EmospecText request, const EmospecRows *rows);
  // Fits a model on `train` (views and targets) and stores it in `fitted`. `validation` is null where the split has none.
  int32_t (*fit)(const EmospecHost *host,
                 EmospecText model,
                 EmospecText request,
                 const EmospecRows *train,
                 const EmospecRows *validation,
                 void **fitted);
  // Gives one output column for each output, for the rows handed (views only).
  int32_t (*predict)(const EmospecHost *host, void *fitted, const EmospecRows *rows);
  // Gives the bytes of a fitted model.
  int32_t (*save)(const EmospecHost *host, void *fitted);
  // Makes a fitted model of the bytes that `save` gave.
  int32_t (*load)(const EmospecHost *host,
                  EmospecText model,
                  EmospecText request,
                  const uint8_t *data,
                  size_t len,
                  void **fitted);
  // Frees a fitted model.
  void (*release)(void *fitted);
} EmospecPlugin;

// A feature matrix, rows x width `f32`.
#define EMOSPEC_ROLE_VIEW 0

// What is learnt: class ids `i64`, or numbers `f64`.
#define EMOSPEC_ROLE_TARGET 1

// Text that names a row.
#define EMOSPEC_ROLE_ID 2

// Text whose values may not cross a split.
#define EMOSPEC_ROLE_GROUP 3

// Other text.
#define EMOSPEC_ROLE_TEXT 4

// What a model returns.
#define EMOSPEC_ROLE_OUTPUT 5

#endif  /* EMOSPEC_H */

#if defined(_WIN32)
#define EMOSPEC_EXPORT __declspec(dllexport)
#else
#define EMOSPEC_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

// Returns EMOSPEC_ABI_VERSION. The engine calls nothing else before this agrees.
EMOSPEC_EXPORT uint32_t emospec_abi_version(void);

// Returns the plugin's functions, which live as long as the process.
EMOSPEC_EXPORT const EmospecPlugin *emospec_plugin(void);

#ifdef __cplusplus
}  // extern "C"
#endif
