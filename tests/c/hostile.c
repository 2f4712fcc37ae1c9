// Models that misbehave, one for each way, and one that does not: what a plugin in C can do to a run.
//
//     cc -O1 -shared -fPIC -I plugins/api -o libhostile_c.so hostile.c

#define _GNU_SOURCE // for fork, setsid and sleep

#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emospec.h"

enum How {
    GOOD,
    // While fitting.
    ABORT, NULL_POINTER, EXIT, LOOP, ALLOCATE, STDOUT, CLOSE, FORK, DAEMON, ORPHAN, SHARED, SILENCER, READER, STACK, FLOOD,
    SILENT, LIAR,
    // While predicting.
    SHAPE, DTYPE, NOT_A_NUMBER, SUMS, WIDTHS, GARBAGE, NEGATIVE,
    MODELS
};

static const struct {
    const char *name, *summary, *task;
} CARDS[MODELS] = {
    [GOOD] = {"good", "Does nothing wrong: every class is equally probable.", "classification"},
    [ABORT] = {"abort", "Calls abort.", "classification"},
    [NULL_POINTER] = {"null", "Writes to the null pointer.", "classification"},
    [EXIT] = {"exit", "Ends its process with status 3, after a last line.", "classification"},
    [LOOP] = {"loop", "Never returns, whether it is asked to stop or not.", "classification"},
    [ALLOCATE] = {"allocate", "Takes memory without end.", "classification"},
    [STDOUT] = {"stdout", "Prints to standard output.", "classification"},
    [CLOSE] = {"close", "Closes every file of its process, and says that all is well.", "classification"},
    [FORK] = {"fork", "Forks, and returns in both processes.", "classification"},
    [DAEMON] = {"daemon", "Leaves a process of a session of its own behind.", "classification"},
    [ORPHAN] = {"orphan", "Leaves a process of a session of its own behind, and aborts.", "classification"},
    [SHARED] = {"shared", "Holds shared memory without end.", "classification"},
    [SILENCER] = {"silencer", "Sends standard output nowhere, and does nothing else wrong.", "classification"},
    [READER] = {"reader", "Reads standard input to its end, and does nothing else wrong.", "classification"},
    [STACK] = {"stack", "Calls itself without end.", "classification"},
    [FLOOD] = {"flood", "Tells its progress and logs a million times, and does nothing wrong.", "classification"},
    [SILENT] = {"silent", "Returns code 7 without a reason.", "classification"},
    [LIAR] = {"liar", "Says that it is fitted, and hands nothing over.", "classification"},
    [SHAPE] = {"shape", "Returns one row too few.", "classification"},
    [DTYPE] = {"dtype", "Returns f64 where f32 is due.", "classification"},
    [NOT_A_NUMBER] = {"nan", "Returns a probability that is not a number.", "classification"},
    [SUMS] = {"sums", "Returns probabilities that sum to one half.", "classification"},
    [WIDTHS] = {"widths", "Returns embeddings of another width for each view.", "retrieval"},
    [GARBAGE] = {"garbage", "Returns a tensor without data.", "classification"},
    [NEGATIVE] = {"negative", "Returns a tensor with a negative size.", "classification"},
};

// A fitted model.
typedef struct {
    enum How how;
    size_t classes;
    char target[65]; // the longest name has 64 bytes
} Model;

static EmospecText text(const char *string) { return (EmospecText){(const uint8_t *)string, strlen(string)}; }

static int32_t fail(const EmospecHost *host, const char *message) {
    host->fail(host->context, text(message));
    return EMOSPEC_FAILED;
}

static int32_t manifest(const EmospecHost *host) {
    char json[8192];
    size_t length = (size_t)snprintf(json, sizeof json,
                                     "{\"name\": \"hostile_c\", \"version\": \"0.1.0\","
                                     " \"summary\": \"Models that misbehave, for the tests.\", \"models\": [");
    for (int how = 0; how < MODELS; how++)
        length += (size_t)snprintf(json + length, sizeof json - length,
                                   "%s{\"name\": \"%s\", \"summary\": \"%s\", \"source\": \"Made up.\","
                                   " \"tasks\": [\"%s\"], \"stochastic\": false, \"similarity\": \"cosine\","
                                   " \"params_schema\": {\"type\": \"object\", \"additionalProperties\": false}}",
                                   how ? ", " : "", CARDS[how].name, CARDS[how].summary, CARDS[how].task);
    snprintf(json + length, sizeof json - length, "]}");
    host->document(host->context, text("manifest"), text(json));
    return EMOSPEC_OK;
}

// ---- While fitting --------------------------------------------------------------------------------------------------

static void take_memory(void) {
    for (;;) {
        volatile char *block = malloc(1 << 20);
        for (size_t at = 0; at < 1 << 20; at += 512) block[at] = 1; // nobody looks whether there was any left
    }
}

// The array and the addition after the call keep the compiler from making a loop of it, and the condition from warning.
__attribute__((noinline)) static int call_deeper(const volatile int *above) {
    volatile int here[256];
    here[0] = *above + 1;
    return here[0] < 0 ? 0 : call_deeper(here) + here[0];
}

static void leave_a_daemon(void) {
    pid_t child = fork();
    if (child == 0) {
        setsid();
        if (fork() == 0) sleep(60); // with every file of the worker open
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

static void share_without_end(void) {
    for (;;) {
        const size_t size = 16 << 20;
        void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) return;
        memset(memory, 1, size);
        usleep(10000);
    }
}

static void flood(const EmospecHost *host) {
    char json[64];
    for (int epoch = 1; epoch <= 1000000; epoch++) {
        snprintf(json, sizeof json, "{\"epoch\": %d, \"epochs\": 1000000}", epoch);
        host->progress(host->context, text(json));
        host->log(host->context, 0, text("one of a million lines"));
    }
}

// What happens in `fit`, where anything does.
static void misbehave(const EmospecHost *host, enum How how) {
    volatile int *volatile nowhere = NULL;
    volatile int zero = 0;
    switch (how) {
    case ABORT:
        fputs("last line before the abort\n", stderr);
        abort();
    case NULL_POINTER:
        *nowhere = 1;
        break;
    case EXIT:
        fputs("last line before the exit\n", stderr);
        exit(3);
    case LOOP:
        while (!zero) continue;
        break;
    case ALLOCATE:
        take_memory();
        break;
    case STDOUT:
        printf("{\"id\": 1, \"done\": {}}\n"); // what a worker says when all went well; C keeps it in a buffer
        break;
    case CLOSE:
        for (int file = 0; file < 1024; file++) close(file);
        break;
    case FORK:
        if (fork() < 0) abort();
        break;
    case DAEMON:
        leave_a_daemon();
        break;
    case ORPHAN:
        leave_a_daemon();
        abort();
    case SHARED:
        share_without_end();
        break;
    case SILENCER:
        dup(1); // as is done to come back, and then forgotten
        dup2(open("/dev/null", O_WRONLY), 1);
        printf("nobody hears this\n");
        break;
    case READER:
        while (getchar() != EOF) continue;
        break;
    case STACK:
        zero = call_deeper(&zero);
        break;
    case FLOOD:
        flood(host);
        break;
    default:
        break;
    }
}

// A model for the task of a request.
static int32_t make(const EmospecHost *host, EmospecText name, EmospecText request, void **fitted) {
    Model *model = calloc(1, sizeof *model);
    if (!model) return fail(host, "there is not enough memory");
    while (model->how < MODELS &&
           (strlen(CARDS[model->how].name) != name.len || memcmp(CARDS[model->how].name, name.data, name.len) != 0))
        model->how++;
    EmospecText target = host->find(host->context, request, text("/task/target"));
    if (model->how == MODELS || target.len >= sizeof model->target) {
        free(model);
        return fail(host, "there is no such model, or the name of the target is too long");
    }
    memcpy(model->target, target.data, target.len);
    char pointer[96];
    snprintf(pointer, sizeof pointer, "/task/classes/%s", model->target);
    model->classes = host->count(host->context, request, text(pointer));
    *fitted = model;
    return EMOSPEC_OK;
}

static void release(void *fitted) { free(fitted); }

static int32_t fit(const EmospecHost *host, EmospecText name, EmospecText request, const EmospecRows *train,
                   const EmospecRows *validation, void **fitted) {
    (void)train;
    (void)validation;
    void *model = NULL;
    int32_t code = make(host, name, request, &model);
    if (code != EMOSPEC_OK) return code;
    enum How how = ((Model *)model)->how;
    misbehave(host, how);
    if (how == SILENT || how == LIAR) {
        release(model);
        return how == SILENT ? 7 : EMOSPEC_OK;
    }
    *fitted = model;
    return EMOSPEC_OK;
}

// ---- While predicting -----------------------------------------------------------------------------------------------

// Gives a matrix of `rows` x `width`, each element `value`, in `bits` bits.
static int32_t give(const EmospecHost *host, EmospecText name, uint64_t rows, uint64_t width, double value, int bits) {
    uint8_t *data = calloc(rows * width + 1, (size_t)bits / 8);
    if (!data) return fail(host, "there is not enough memory");
    for (uint64_t at = 0; at < rows * width; at++) {
        if (bits == 64) ((double *)(void *)data)[at] = value;
        else ((float *)(void *)data)[at] = (float)value;
    }
    int64_t shape[] = {(int64_t)rows, (int64_t)width};
    EmospecTensor values = {.data = data, .device = {1, 0}, .ndim = 2, .dtype = {2, (uint8_t)bits, 1}, .shape = shape};
    EmospecColumn output = {.name = name, .role = EMOSPEC_ROLE_OUTPUT, .values = &values};
    host->column(host->context, text(""), &output);
    free(data);
    return EMOSPEC_OK;
}

// Gives a tensor that is none: without data, or with a negative size.
static int32_t give_nonsense(const EmospecHost *host, const Model *model, int64_t rows) {
    int64_t shape[] = {rows, (int64_t)model->classes};
    EmospecTensor values = {.device = {1, 0}, .ndim = 2, .dtype = {2, 32, 1}, .shape = shape};
    EmospecColumn output = {.name = text(model->target), .role = EMOSPEC_ROLE_OUTPUT, .values = &values};
    host->column(host->context, text(""), &output);
    return EMOSPEC_OK;
}

static int32_t predict(const EmospecHost *host, void *fitted, const EmospecRows *rows) {
    const Model *model = fitted;
    EmospecText target = text(model->target);
    double each = model->classes ? 1.0 / (double)model->classes : 0;
    int32_t code = EMOSPEC_OK;
    switch (model->how) {
    case SHAPE: return give(host, target, rows->count - 1, model->classes, each, 32);
    case DTYPE: return give(host, target, rows->count, model->classes, each, 64);
    case NOT_A_NUMBER: return give(host, target, rows->count, model->classes, NAN, 32);
    case SUMS: return give(host, target, rows->count, model->classes, each / 2, 32);
    case WIDTHS:
        for (size_t view = 0; view < rows->column_count && code == EMOSPEC_OK; view++)
            code = give(host, rows->columns[view].name, rows->count, view + 1, 1, 32);
        return code;
    case GARBAGE: return give_nonsense(host, model, (int64_t)rows->count);
    case NEGATIVE: return give_nonsense(host, model, -1);
    default: return give(host, target, rows->count, model->classes, each, 32);
    }
}

// ---- Saving ---------------------------------------------------------------------------------------------------------

// The request says all there is to know of a model.
static const char SAVED[] = "hostile";

static int32_t save(const EmospecHost *host, void *fitted) {
    (void)fitted;
    host->bytes(host->context, (const uint8_t *)SAVED, sizeof SAVED);
    return EMOSPEC_OK;
}

static int32_t load(const EmospecHost *host, EmospecText name, EmospecText request, const uint8_t *data, size_t len,
                    void **fitted) {
    if (len != sizeof SAVED || memcmp(data, SAVED, len) != 0) return fail(host, "the bytes are not a saved model");
    return make(host, name, request, fitted);
}

// ---- The contract ---------------------------------------------------------------------------------------------------

uint32_t emospec_abi_version(void) { return EMOSPEC_ABI_VERSION; }

const EmospecPlugin *emospec_plugin(void) {
    static const EmospecPlugin plugin = {.struct_size = sizeof plugin,
                                         .manifest = manifest,
                                         .fit = fit,
                                         .predict = predict,
                                         .save = save,
                                         .load = load,
                                         .release = release};
    return &plugin;
}
