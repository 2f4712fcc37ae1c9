// A baseline: the class frequencies of the training rows. emospec.h explains every function.

#include <stdlib.h>
#include <string.h>

#include "emospec.h"

#define TEXT(literal) ((EmospecText){(const uint8_t *)(literal), sizeof(literal) - 1})

static const char MANIFEST[] =
    "{\"name\": \"NAME\", \"version\": \"0.1.0\", \"summary\": \"A baseline of my own.\","
    " \"models\": [{\"name\": \"NAME\","
    "  \"summary\": \"Predicts the class frequencies of the training rows.\","
    "  \"source\": \"Folklore.\", \"tasks\": [\"classification\"], \"stochastic\": false,"
    "  \"params_schema\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {"
    "   \"smoothing\": {\"type\": \"number\", \"minimum\": 0, \"default\": 0.0,"
    "    \"description\": \"Rows added to each class before counting.\"}}}}]}";

// What is left after fitting, in one block that is saved as it is.
typedef struct {
  size_t size;  // of the block
  size_t classes;
  char target[65];
  float probabilities[];
} Fitted;

static int32_t fail(const EmospecHost *host, const char *message) {
  host->fail(host->context, (EmospecText){(const uint8_t *)message, strlen(message)});
  return EMOSPEC_FAILED;
}

static int32_t manifest(const EmospecHost *host) {
  host->document(host->context, TEXT("manifest"), TEXT(MANIFEST));
  return EMOSPEC_OK;
}

static const EmospecColumn *find_column(const EmospecRows *rows, EmospecText name) {
  for (size_t i = 0; i < rows->column_count; i++) {
    const EmospecColumn *column = &rows->columns[i];
    if (column->name.len == name.len && memcmp(column->name.data, name.data, name.len) == 0) return column;
  }
  return NULL;
}

static int32_t fit(const EmospecHost *host, EmospecText model, EmospecText request, const EmospecRows *train,
                   const EmospecRows *validation, void **fitted) {
  (void)model, (void)validation;
  const EmospecText target = host->find(host->context, request, TEXT("/task/target"));
  char pointer[96] = "/task/classes/";
  if (target.len > 64) return fail(host, "the target's name is too long");
  memcpy(pointer + strlen(pointer), target.data, target.len);
  const EmospecText at = {(const uint8_t *)pointer, strlen(pointer)};
  const size_t classes = host->count(host->context, request, at);
  const EmospecColumn *column = find_column(train, target);
  if (classes == 0 || column == NULL) return fail(host, "this model needs a target with `classes`");

  const size_t size = sizeof(Fitted) + classes * sizeof(float);
  Fitted *left = calloc(1, size);
  double *counts = calloc(classes, sizeof(double));
  if (left == NULL || counts == NULL) {
    free(left), free(counts);
    return fail(host, "out of memory");
  }
  left->size = size;
  left->classes = classes;
  memcpy(left->target, target.data, target.len);
  char smoothing[32] = "0";
  const EmospecText given = host->find(host->context, request, TEXT("/params/smoothing"));
  if (given.len < sizeof(smoothing)) memcpy(smoothing, given.data, given.len), smoothing[given.len] = '\0';
  const int64_t *ids = column->values->data;
  double total = 0;
  for (size_t class_id = 0; class_id < classes; class_id++) total += counts[class_id] = strtod(smoothing, NULL);
  for (uint64_t row = 0; row < train->count; row++) counts[ids[row]] += 1, total += 1;
  for (size_t class_id = 0; class_id < classes; class_id++)
    left->probabilities[class_id] = (float)(counts[class_id] / total);
  free(counts);
  *fitted = left;
  return EMOSPEC_OK;
}

static int32_t predict(const EmospecHost *host, void *fitted, const EmospecRows *rows) {
  const Fitted *left = fitted;
  float *data = malloc((rows->count * left->classes + 1) * sizeof(float));
  if (data == NULL) return fail(host, "out of memory");
  for (uint64_t row = 0; row < rows->count; row++)
    memcpy(data + row * left->classes, left->probabilities, left->classes * sizeof(float));
  int64_t shape[] = {(int64_t)rows->count, (int64_t)left->classes};
  const EmospecTensor values = {.data = data, .device = {1, 0}, .ndim = 2, .dtype = {2, 32, 1}, .shape = shape};
  const EmospecText name = {(const uint8_t *)left->target, strlen(left->target)};
  const EmospecColumn output = {.name = name, .role = EMOSPEC_ROLE_OUTPUT, .values = &values};
  host->column(host->context, TEXT(""), &output);
  free(data);
  return EMOSPEC_OK;
}

static int32_t save(const EmospecHost *host, void *fitted) {
  host->bytes(host->context, fitted, ((const Fitted *)fitted)->size);
  return EMOSPEC_OK;
}

static int32_t load(const EmospecHost *host, EmospecText model, EmospecText request, const uint8_t *data, size_t len,
                    void **fitted) {
  (void)model, (void)request;
  Fitted *left = malloc(len > sizeof(Fitted) ? len : sizeof(Fitted));
  if (left == NULL) return fail(host, "out of memory");
  memset(left, 0, sizeof(Fitted));
  memcpy(left, data, len);
  if (len < sizeof(Fitted) || left->size != len || left->classes != (len - sizeof(Fitted)) / sizeof(float) ||
      left->target[sizeof(left->target) - 1] != '\0') {
    free(left);
    return fail(host, "these bytes are no saved model of this plugin");
  }
  *fitted = left;
  return EMOSPEC_OK;
}

static void release(void *fitted) { free(fitted); }

static const EmospecPlugin PLUGIN = {
    .struct_size = sizeof(EmospecPlugin),
    .manifest = manifest,
    .fit = fit,
    .predict = predict,
    .save = save,
    .load = load,
    .release = release,
};

uint32_t emospec_abi_version(void) { return EMOSPEC_ABI_VERSION; }

const EmospecPlugin *emospec_plugin(void) { return &PLUGIN; }
