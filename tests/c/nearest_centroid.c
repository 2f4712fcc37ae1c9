// A baseline in C: the nearest class mean. It is one file on the contract alone, and the example to start a plugin in C
// from. Build it, and name its folder with --plugin-path (or put it into the folder `plugins` of a workspace):
//
//     cc -O2 -shared -fPIC -I plugins/api -o libnearest_centroid.so nearest_centroid.c -lm
//     emospec run study.yaml --plugin-path .          # models: centroid: {type: nearest_centroid/centroid}
//
// The views of a row, one after the other, are a point x. Every class k has a mean m_k, and all classes share one
// variance s2, the mean over coordinates of the variance within classes. Gaussians with these means and this variance,
// and no class more likely than another beforehand, give the probabilities: softmax over k of -|x - m_k|^2 / (2 s2).
// A class without a training row has probability 0.
//
// Texts that cross the contract have a length and no end mark. Whatever the engine hands over is valid until the call
// returns, so what a fitted model keeps is copied; whatever it is given, it copies.

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emospec.h"

static const char MANIFEST[] =
    "{\"name\": \"nearest_centroid\", \"version\": \"0.1.0\","
    " \"summary\": \"The nearest class mean, and an example of a plugin in C.\","
    " \"models\": [{\"name\": \"centroid\","
    "  \"summary\": \"Gaussian classes around their training means, all with one spherical variance.\","
    "  \"source\": \"Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed., section 4.3, with"
    " a spherical covariance and equal priors; shrinkage: section 18.2, with one deviation for all coordinates.\","
    "  \"tasks\": [\"classification\"], \"stochastic\": false, \"similarity\": \"euclidean\","
    "  \"params_schema\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {\"shrinkage\":"
    "   {\"type\": \"number\", \"default\": 0, \"minimum\": 0, \"description\": \"How far each coordinate of a class"
    " mean is drawn to the mean of all rows, in standard errors of their difference; a nearer one becomes it.\"}}}}]}";

// ---- Texts, tensors and failures ------------------------------------------------------------------------------------

static EmospecText text(const char *string) { return (EmospecText){(const uint8_t *)string, strlen(string)}; }

static int equal(EmospecText left, EmospecText right) {
    return left.len == right.len && (left.len == 0 || memcmp(left.data, right.data, left.len) == 0);
}

// Explains a failure, and returns the code for it.
__attribute__((format(printf, 2, 3))) static int32_t fail(const EmospecHost *host, const char *format, ...) {
    char message[512];
    va_list values;
    va_start(values, format);
    vsnprintf(message, sizeof message, format, values);
    va_end(values);
    host->fail(host->context, text(message));
    return EMOSPEC_FAILED;
}

// A text as the two arguments that `%.*s` takes.
#define PRINTED(text) (int)(text).len, (const char *)(text).data

static int32_t no_memory(const EmospecHost *host) { return fail(host, "there is not enough memory"); }

// Zeroed memory, also for nothing; null where there is not enough.
static void *array(size_t count, size_t size) { return calloc(count ? count : 1, size ? size : 1); }

// The column of that name: null where it is absent, or has another element type (`code`, `bits`) or dimension.
static const EmospecTensor *column(const EmospecRows *rows, EmospecText name, int code, int bits, int dimensions) {
    for (size_t at = 0; at < rows->column_count; at++) {
        const EmospecTensor *values = rows->columns[at].values;
        if (equal(rows->columns[at].name, name) && values->dtype.code == code && values->dtype.bits == bits &&
            values->ndim == dimensions)
            return values;
    }
    return NULL;
}

// The views of a task in some rows.
typedef struct {
    size_t count;
    const EmospecTensor **tensors;
    uint64_t width; // of all together
} Views;

// Finds the views that a request names. `tensors` is to be freed, also after a failure.
static int32_t open_views(const EmospecHost *host, EmospecText request, const EmospecRows *rows, Views *views) {
    *views = (Views){.count = host->count(host->context, request, text("/task/views"))};
    views->tensors = array(views->count, sizeof *views->tensors);
    if (!views->tensors) return no_memory(host);
    for (size_t view = 0; view < views->count; view++) {
        char pointer[64];
        snprintf(pointer, sizeof pointer, "/task/views/%zu", view);
        EmospecText name = host->find(host->context, request, text(pointer));
        views->tensors[view] = column(rows, name, 2, 32, 2);
        if (!views->tensors[view]) return fail(host, "there is no view `%.*s`, a matrix of f32", PRINTED(name));
        views->width += (uint64_t)views->tensors[view]->shape[1];
    }
    return EMOSPEC_OK;
}

// Writes a row of all views, one after the other, to `point`.
static void gather(const Views *views, uint64_t row, double *point) {
    for (size_t view = 0; view < views->count; view++) {
        uint64_t width = (uint64_t)views->tensors[view]->shape[1];
        const float *values = (const float *)views->tensors[view]->data + row * width;
        for (uint64_t at = 0; at < width; at++) *point++ = values[at];
    }
}

// ---- The model ------------------------------------------------------------------------------------------------------

// What is learnt lies in one block of `size` numbers, which is also what is saved.
typedef struct {
    EmospecText request; // a copy: it names the views and the target
    uint64_t classes, width;
    size_t size;
    double *variance; // 1 number: within classes, of one coordinate; never 0
    double *counts;   // of each class: its training rows
    double *means;    // classes x width
} Model;

static void release(void *fitted) {
    Model *model = fitted;
    if (!model) return;
    free((void *)model->request.data);
    free(model->variance);
    free(model);
}

// A model of the task in a request, with nothing learnt. It is stored even on failure, to be released.
static int32_t model_for(const EmospecHost *host, EmospecText name, EmospecText request, uint64_t width,
                         Model **stored) {
    if (!equal(name, text("centroid"))) return fail(host, "the plugin has no model `%.*s`", PRINTED(name));
    EmospecText target = host->find(host->context, request, text("/task/target"));
    char pointer[256];
    snprintf(pointer, sizeof pointer, "/task/classes/%.*s", PRINTED(target));
    size_t classes = host->count(host->context, request, text(pointer));
    if (!classes) return fail(host, "the target has no classes: name them under its column in the spec");

    Model *model = *stored = array(1, sizeof *model);
    if (!model || width > SIZE_MAX / sizeof(double) / classes - 2) return no_memory(host);
    model->classes = classes;
    model->width = width;
    model->size = 1 + classes + classes * width;
    uint8_t *copy = array(request.len, 1);
    model->request = (EmospecText){copy, request.len};
    model->variance = array(model->size, sizeof(double));
    if (!copy || !model->variance) return no_memory(host);
    memcpy(copy, request.data, request.len);
    model->counts = model->variance + 1;
    model->means = model->counts + classes;
    return EMOSPEC_OK;
}

static double squared_distance(const double *left, const double *right, uint64_t width) {
    double sum = 0;
    for (uint64_t at = 0; at < width; at++) sum += (left[at] - right[at]) * (left[at] - right[at]);
    return sum;
}

static int cancelled(const EmospecHost *host, uint64_t row) {
    return row % 1024 == 0 && host->cancelled(host->context);
}

// ---- Learning -------------------------------------------------------------------------------------------------------

// Means, then the variance about them, which loses fewer digits than both in one go.
static int32_t learn(const EmospecHost *host, Model *model, const Views *views, const int64_t *classes, uint64_t rows,
                     double *point) {
    uint64_t width = model->width;
    double seen = 0, sum = 0;
    for (uint64_t row = 0; row < rows; row++) {
        if (cancelled(host, row)) return EMOSPEC_CANCELLED;
        if (classes[row] < 0 || (uint64_t)classes[row] >= model->classes)
            return fail(host, "training row %llu is of no class", (unsigned long long)row);
        gather(views, row, point);
        model->counts[classes[row]]++;
        for (uint64_t at = 0; at < width; at++) model->means[(uint64_t)classes[row] * width + at] += point[at];
    }
    for (uint64_t class = 0; class < model->classes; class++) {
        if (model->counts[class] == 0) continue;
        seen++;
        for (uint64_t at = 0; at < width; at++) model->means[class * width + at] /= model->counts[class];
    }
    for (uint64_t row = 0; row < rows; row++) {
        if (cancelled(host, row)) return EMOSPEC_CANCELLED;
        gather(views, row, point);
        sum += squared_distance(point, model->means + (uint64_t)classes[row] * width, width);
    }
    if (!isfinite(sum)) return fail(host, "a training row has a value that is not finite: remove it");
    double variance = sum / (((double)rows - seen) * (double)width);
    // Rows that do not differ within their classes give no scale (0, or 0 / 0): distances are taken as they are.
    *model->variance = variance > 0 ? variance : 1;
    return EMOSPEC_OK;
}

// Draws the class means to the mean of all rows by soft thresholds; that mean is left in `overall`.
static void shrink(Model *model, double rows, double shrinkage, double *overall) {
    memset(overall, 0, model->width * sizeof *overall);
    for (uint64_t class = 0; class < model->classes; class++)
        for (uint64_t at = 0; at < model->width; at++)
            overall[at] += model->means[class * model->width + at] * (model->counts[class] / rows);
    for (uint64_t class = 0; class < model->classes; class++) {
        if (model->counts[class] == 0) continue;
        double error = sqrt(*model->variance * (1 / model->counts[class] - 1 / rows));
        for (uint64_t at = 0; at < model->width; at++) {
            double *mean = model->means + class * model->width + at;
            double kept = fmax(fabs(*mean - overall[at]) - shrinkage * error, 0);
            *mean = overall[at] + copysign(kept, *mean - overall[at]);
        }
    }
}

static int32_t fit(const EmospecHost *host, EmospecText name, EmospecText request, const EmospecRows *train,
                   const EmospecRows *validation, void **fitted) {
    (void)validation; // nothing is chosen by it
    EmospecText given = host->find(host->context, request, text("/params/shrinkage"));
    EmospecText target = host->find(host->context, request, text("/task/target"));
    const EmospecTensor *classes = column(train, target, 0, 64, 1);
    if (!classes || !train->count) return fail(host, "there are no rows with a class in `%.*s`", PRINTED(target));
    char shrinkage[64];
    snprintf(shrinkage, sizeof shrinkage, "%.*s", PRINTED(given));

    Model *model = NULL;
    double *point = NULL;
    Views views;
    int32_t code = open_views(host, request, train, &views);
    if (code == EMOSPEC_OK) code = model_for(host, name, request, views.width, &model);
    if (code == EMOSPEC_OK && !(point = array(views.width, sizeof *point))) code = no_memory(host);
    if (code == EMOSPEC_OK) code = learn(host, model, &views, classes->data, train->count, point);
    if (code == EMOSPEC_OK) {
        shrink(model, (double)train->count, strtod(shrinkage, NULL), point);
        host->progress(host->context, text("{\"epoch\": 1, \"epochs\": 1}"));
        *fitted = model;
    } else {
        release(model);
    }
    free(views.tensors);
    free(point);
    return code;
}

// ---- Predicting -----------------------------------------------------------------------------------------------------

// The probabilities of the classes at a point; `weights` has room for one of each class.
static void probabilities(const Model *model, const double *point, double *weights, float *to) {
    double nearest = INFINITY, sum = 0;
    for (uint64_t class = 0; class < model->classes; class++) {
        weights[class] = squared_distance(point, model->means + class * model->width, model->width);
        if (model->counts[class] > 0) nearest = fmin(nearest, weights[class]);
    }
    for (uint64_t class = 0; class < model->classes; class++) {
        // The nearest has exponent 0, so the sum is at least 1.
        weights[class] = model->counts[class] > 0 ? exp((nearest - weights[class]) / (2 * *model->variance)) : 0;
        sum += weights[class];
    }
    for (uint64_t class = 0; class < model->classes; class++) to[class] = (float)(weights[class] / sum);
}

static int32_t predict(const EmospecHost *host, void *fitted, const EmospecRows *rows) {
    const Model *model = fitted;
    Views views;
    int32_t code = open_views(host, model->request, rows, &views);
    double *point = array(model->width, sizeof *point);
    double *weights = array(model->classes, sizeof *weights);
    float *outputs = array(rows->count, model->classes * sizeof *outputs);
    if (!point || !weights || !outputs) code = no_memory(host);
    if (code == EMOSPEC_OK && views.width != model->width)
        code = fail(host, "the views have %llu numbers a row, and %llu were learnt from",
                    (unsigned long long)views.width, (unsigned long long)model->width);
    for (uint64_t row = 0; code == EMOSPEC_OK && row < rows->count; row++) {
        if (cancelled(host, row)) code = EMOSPEC_CANCELLED;
        gather(&views, row, point);
        probabilities(model, point, weights, outputs + row * model->classes);
    }
    if (code == EMOSPEC_OK) {
        int64_t shape[] = {(int64_t)rows->count, (int64_t)model->classes};
        EmospecTensor values = {.data = outputs, .device = {1, 0}, .ndim = 2, .dtype = {2, 32, 1}, .shape = shape};
        EmospecText target = host->find(host->context, model->request, text("/task/target"));
        EmospecColumn output = {.name = target, .role = EMOSPEC_ROLE_OUTPUT, .values = &values};
        host->column(host->context, text(""), &output);
    }
    free(views.tensors);
    free(point);
    free(weights);
    free(outputs);
    return code;
}

// ---- Saving ---------------------------------------------------------------------------------------------------------

// What saved bytes begin with; what is learnt follows. A machine of another byte order finds another version there.
typedef struct {
    uint64_t version, classes, width;
} Header;

static const uint64_t SAVED_VERSION = 1;

static int32_t save(const EmospecHost *host, void *fitted) {
    const Model *model = fitted;
    Header header = {SAVED_VERSION, model->classes, model->width};
    size_t learnt = model->size * sizeof(double);
    uint8_t *bytes = array(sizeof header + learnt, 1);
    if (!bytes) return no_memory(host);
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + sizeof header, model->variance, learnt);
    host->bytes(host->context, bytes, sizeof header + learnt);
    free(bytes);
    return EMOSPEC_OK;
}

static int32_t load(const EmospecHost *host, EmospecText name, EmospecText request, const uint8_t *data, size_t len,
                    void **fitted) {
    Header header;
    if (len < sizeof header) return fail(host, "%zu bytes are no saved model", len);
    memcpy(&header, data, sizeof header);
    size_t learnt = len - sizeof header;
    // No more is allocated than the bytes can fill.
    if (header.version != SAVED_VERSION || header.width > learnt / sizeof(double))
        return fail(host, "the bytes are not a model that version %llu saves", (unsigned long long)SAVED_VERSION);
    Model *model = NULL;
    int32_t code = model_for(host, name, request, header.width, &model);
    if (code == EMOSPEC_OK && (header.classes != model->classes || learnt != model->size * sizeof(double)))
        code = fail(host, "the saved model is cut short, or of another task");
    if (code == EMOSPEC_OK) {
        memcpy(model->variance, data + sizeof header, learnt);
        *fitted = model;
    } else {
        release(model);
    }
    return code;
}

// ---- The contract ---------------------------------------------------------------------------------------------------

static int32_t manifest(const EmospecHost *host) {
    host->document(host->context, text("manifest"), text(MANIFEST));
    return EMOSPEC_OK;
}

uint32_t emospec_abi_version(void) { return EMOSPEC_ABI_VERSION; }

const EmospecPlugin *emospec_plugin(void) {
    // It has no sources and no extractors: `read` and `extract` stay null.
    static const EmospecPlugin plugin = {.struct_size = sizeof plugin,
                                         .manifest = manifest,
                                         .fit = fit,
                                         .predict = predict,
                                         .save = save,
                                         .load = load,
                                         .release = release};
    return &plugin;
}
