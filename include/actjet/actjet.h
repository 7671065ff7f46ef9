/* actjet: neural-network activation functions and their derivatives, fused in one pass.
 *
 * The C99 interface, and the only place where a number of the interface is written. C++ users include actjet.hpp.
 *
 * Every function may be called from any thread. No function changes the floating-point environment, the locale, the
 * signal mask or the current CUDA device of its caller, and no C++ exception leaves one. */
#ifndef ACTJET_ACTJET_H
#define ACTJET_ACTJET_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) || !defined(__GNUC__)
#define ACTJET_API
#else
#define ACTJET_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { ACTJET_VERSION_MAJOR = 0, ACTJET_VERSION_MINOR = 2, ACTJET_VERSION_PATCH = 0 };

/* What a call came to. Anything but ACTJET_OK is explained by actjet_last_error(), and then nothing was written. */
typedef enum actjet_status {
    ACTJET_OK = 0,
    ACTJET_INVALID_ARGUMENT =
        1,                 /* null pointer, unknown number, bad struct size, size overflow, parameter out of range */
    ACTJET_MISALIGNED = 2, /* a pointer is not aligned to its element */
    ACTJET_OVERLAP = 3,    /* buffers overlap in a way that is neither disjoint nor exactly in place */
    ACTJET_WRONG_MEMORY_SPACE = 4, /* a host pointer given to a CUDA call, or a device pointer to a CPU call */
    ACTJET_NO_CUDA = 5,            /* this build of the library has no CUDA place */
    ACTJET_NO_DRIVER = 6,          /* no CUDA driver, or no device */
    ACTJET_DRIVER_TOO_OLD = 7,     /* the CUDA driver is older than the runtime the library was built with */
    ACTJET_NO_KERNEL_IMAGE = 8,    /* the library holds no code for this GPU */
    ACTJET_DEVICE_LOST = 9,        /* a sticky CUDA error: this process can use the device no more, the CPU still */
    ACTJET_CUDA_ERROR = 10,        /* any other CUDA error, named in the message */
    ACTJET_OUT_OF_MEMORY = 11,     /* memory for the call's own bookkeeping could not be had */
    ACTJET_ENVIRONMENT = 12,       /* an ACTJET_... environment variable asks for what this machine cannot do */
    ACTJET_INTERNAL = 13,          /* a defect of the library */
    ACTJET_WORKSPACE = 14          /* the workspace is missing, too small, misaligned, or overlaps an operand */
} actjet_status;

/* Element types. The 16-bit types are computed in float32 and rounded once, to nearest even. */
typedef enum actjet_dtype {
    ACTJET_FLOAT32 = 1,
    ACTJET_FLOAT64 = 2,
    ACTJET_FLOAT16 = 3, /* IEEE binary16 */
    ACTJET_BFLOAT16 = 4,
    ACTJET_BOOL = 5 /* one byte: 0 is false. Of masks alone */
} actjet_dtype;

/* What a call computes. What each pass reads and writes, actjet_pass_at() tells. */
typedef enum actjet_pass {
    ACTJET_FORWARD = 1,        /* x -> y = f(x) */
    ACTJET_JET = 2,            /* x -> y = f(x) and dydx = f'(x), in one pass over x */
    ACTJET_BACKWARD = 3,       /* x, dy -> dx = dy * f'(x), with f' computed anew from x */
    ACTJET_GATED_FORWARD = 4,  /* gate, x -> y = f(gate) * x */
    ACTJET_GATED_BACKWARD = 5, /* gate, x, dy -> dgate = dy * x * f'(gate), dx = dy * f(gate), and y if asked for */
    /* Of each row as a whole, for ACTJET_IDENTITY alone: */
    ACTJET_SOFTMAX = 6,              /* x -> y = exp(x) / the sum of exp(x) */
    ACTJET_SOFTMAX_BACKWARD = 7,     /* y, dy -> dx = y (dy - the sum of y dy) */
    ACTJET_LOG_SOFTMAX = 8,          /* x -> y = x - log of the sum of exp(x) */
    ACTJET_LOG_SOFTMAX_BACKWARD = 9, /* y, dy -> dx = dy - exp(y) (the sum of dy) */
    ACTJET_PASS_COUNT = 9
} actjet_pass;

typedef enum actjet_place {
    ACTJET_CPU = 1, /* runs before the call returns, on the calling thread and the library's own */
    ACTJET_CUDA = 2 /* asynchronous on the given stream; never synchronises, never allocates */
} actjet_place;

/* The activations. The numbers are stable: new ones are appended. */
typedef enum actjet_activation {
    ACTJET_CUSTOM = -1, /* one's own, made by actjet/custom.hpp */
    ACTJET_STEP = 0,
    ACTJET_RELU = 1,
    ACTJET_RELU6 = 2,
    ACTJET_LEAKY_RELU = 3,
    ACTJET_PRELU = 4,
    ACTJET_RRELU = 5,
    ACTJET_THRESHOLD = 6,
    ACTJET_HARDTANH = 7,
    ACTJET_RELU_SQUARED = 8,
    ACTJET_ELU = 9,
    ACTJET_CELU = 10,
    ACTJET_SELU = 11,
    ACTJET_SOFTPLUS = 12,
    ACTJET_LOGSIGMOID = 13,
    ACTJET_EXP = 14,
    ACTJET_SIGMOID = 15,
    ACTJET_TANH = 16,
    ACTJET_SOFTSIGN = 17,
    ACTJET_HARDSIGMOID = 18,
    ACTJET_SILU = 19,
    ACTJET_SWISH = 20,
    ACTJET_GELU = 21,
    ACTJET_GELU_TANH = 22,
    ACTJET_QUICK_GELU = 23,
    ACTJET_MISH = 24,
    ACTJET_HARDSWISH = 25,
    ACTJET_HARDSHRINK = 26,
    ACTJET_SOFTSHRINK = 27,
    ACTJET_TANHSHRINK = 28,
    ACTJET_IDENTITY = 29
} actjet_activation;

enum { ACTJET_MAX_PARAMETERS = 4, ACTJET_MAX_OPERANDS = 16 };

/* Flags of a call. */
enum {
    /* Ask the CUDA driver where each pointer lives (microseconds) and refuse the wrong place; always so with
     * ACTJET_CHECK=1 in the environment, and in debug builds on CUDA. */
    ACTJET_CHECK_POINTERS = 1,
    /* Gradients of x and gate are 0 where f'(x) is zero on a whole interval, whatever dy is, as frameworks mask;
     * without it dy f'(x) is NaN there for an infinite dy. Concerns the activations that are `flat`, and changes
     * nothing elsewhere. */
    ACTJET_MASK_GRADIENT = 2,
    /* Gradients, and sums, are added to what their arrays hold, in float32 (float64) and rounded once more when stored.
     */
    ACTJET_ACCUMULATE = 4,
    /* Gated passes: each step is rounded to the first operand's type, as frameworks do that store it in between: the
     * sum with a bias, f(gate), f(gate) x, dy times what it meets. Without it all steps are float32's, and one rounding
     * is at the store. Changes nothing for float32 and float64. */
    ACTJET_ROUND_EACH_STEP = 8,
    /* rrelu in training: the slope of each element is drawn from [lower, upper). Forward, jet and backward draw the
     * same from the same seed and offset. */
    ACTJET_RANDOM_PARAMETER = 16,
    /* softmax and log_softmax: a row that has nothing to choose, all of it being masked or -inf, is 0 (-inf), and its
     * gradients then are; without it such a row is NaN. */
    ACTJET_SAFE_ROWS = 32
};

/* An operand: element (r, c) lies at data + r * row_stride + c * column_stride, counted in elements of its dtype.
 * Strides may be negative. A stride of 0 repeats: one row for all, one column for all, one number for all. With a
 * row_period the array has that many rows, which repeat: r counts as r % row_period. data is aligned to the element. */
typedef struct actjet_view {
    void* data; /* NULL: an optional operand that is left out. What inputs point to is not written. */
    int32_t dtype;
    int32_t reserved; /* 0 */
    int64_t row_stride, column_stride;
    uint64_t row_period; /* 0: none */
} actjet_view;

/* One call, on rows times columns elements. Zero the struct, set size to sizeof(actjet_call), then fill in.
 *
 * operands: views in the order of actjet_pass_at(pass)->operands, in which what must be given comes first; those past
 * operand_count are left out. All are of
 * float64, or none is: mixtures of float32, float16 and bfloat16 are computed in float32 and rounded once. Where all
 * are of one 16-bit type, shorter formulas give the digits that the type keeps.
 *
 * Inputs may repeat as they like. Each output covers every element once. A sum is taken along what its view repeats:
 * with row_stride 0 over all rows (one sum for each column), with column_stride 0 over all columns (one for each row,
 * or for each of row_period rows), with both 0 over all; two sums of one call run along the same. In place is fine
 * where an output is exactly an input: the same data, dtype and strides. Any other overlap of an output is refused, but
 * for views that interleave without a common element, as the halves of a row do.
 *
 * A parameter that is given as an operand is read when the call runs, and cannot be checked. In float32 (float64) it is
 * as a host parameter of that value would be. NaN gives NaN. Other values outside the parameter's interval give any
 * numbers, which places may differ in, for elements that use the parameter, and do no other harm.
 *
 * An operand that has one number for each row has the column stride 0; in an output, each row has its own.
 *
 * 0 rows or columns are fine, with any pointers: nothing is written, sums neither. */
typedef struct actjet_call {
    uint32_t size;      /* of this struct as the caller knows it. Smaller: the rest counts as zero. Larger: what the
                         * library does not know must be zero. */
    int32_t pass;       /* actjet_pass */
    int32_t activation; /* actjet_activation */
    int32_t place;      /* actjet_place */
    uint32_t flags;
    uint32_t parameter_count; /* those of actjet_activation_info, in its order, or 0 for the defaults */
    const double* parameters;
    uint64_t rows, columns;
    const actjet_view* operands;
    uint32_t operand_count;
    uint32_t reserved; /* 0 */
    void* stream;      /* cudaStream_t; NULL is the legacy default stream, as in CUDA itself. Ignored on the CPU. */
    void* workspace;   /* at least actjet_workspace_size() bytes, aligned to 16, of the place; NULL if that is 0 */
    uint64_t workspace_bytes;
    double gradient_scale; /* a factor of all gradients and sums; 0 counts as 1 */
    /* Gated passes. 0 counts as no limit. */
    double gate_limit;  /* gate counts as min(gate, gate_limit) */
    double x_limit;     /* x counts as clamp(x, -x_limit, x_limit) */
    double value_limit; /* f(gate) counts as min(f(gate), value_limit) */
    double x_offset;    /* added to x, after its limit and its cap */
    /* Random numbers: Philox4x32-10, keyed by seed, of the counter (offset, element); element = row * columns + column,
     * whatever the layout and the place. Nothing is stored: a backward pass replays them. */
    uint64_t seed, offset;
    const uint64_t* offset_memory; /* one number in memory of the place, added to offset when the call runs, so that a
                                    * captured graph may advance; NULL: nothing */
    double dropout;     /* the probability, in [0, 1], that y of an element becomes 0, whatever it was; else it is
                         * multiplied by 1 / (1 - dropout), last. Gradients likewise. 0 and 1 are exact. Not for the jet. */
    const void* custom; /* with ACTJET_CUSTOM: what actjet/custom.hpp made; otherwise NULL */
    /* Gated passes: x, after its limit and before its offset, counts as x_soft_cap tanh(x / x_soft_cap). 0: no cap. */
    double x_soft_cap;
    /* softmax and log_softmax. */
    double logit_scale; /* a factor of x, positive: 1 / temperature; 0 counts as 1 */
    double soft_cap;    /* c: x, scaled, counts as c tanh(x / c); 0: none */
    uint64_t
        causal_rows; /* Q: row r is query q = r % Q, which sees the columns up to q + columns - Q; 0: all are seen */
} actjet_call;

ACTJET_API actjet_status actjet_run(const actjet_call* call);
/* How many bytes of workspace a call needs. Looks at all but the pointers and the workspace itself. */
ACTJET_API actjet_status actjet_workspace_size(const actjet_call* call, uint64_t* bytes);

/* Why the last call of this thread that did not return ACTJET_OK was refused: one line, which names the argument, its
 * value and the valid range. Empty if there was none. Valid until this thread's next failing call. */
ACTJET_API const char* actjet_last_error(void);
ACTJET_API const char* actjet_status_name(actjet_status status);

/* The catalogue. Entries are in the order of actjet_activation; index and id are the same number.
 * Strings and structs are static and never freed. */
typedef struct actjet_parameter_info {
    const char* name;
    const char* meaning;
    double standard;                /* the default */
    double lower, upper;            /* the valid interval; what else is asked, meaning says */
    int32_t lower_open, upper_open; /* 1: the bound itself is not valid */
} actjet_parameter_info;

/* What may be given as the operand `parameter`, of activations with one parameter: nothing; one value for all elements
 * (strides of 0); or a view of any extent. */
typedef enum actjet_learned {
    ACTJET_NOT_LEARNED = 0,
    ACTJET_LEARNED_ONE = 1,
    ACTJET_LEARNED_PER_ELEMENT = 2
} actjet_learned;

typedef struct actjet_activation_info {
    int32_t id;
    const char* name;
    const char* family;
    const char* formula;    /* f(x), LaTeX */
    const char* derivative; /* f'(x), LaTeX */
    const char* paper;
    double lower, upper;                     /* the range of f with default parameters */
    int32_t monotone;                        /* f never decreases, at default parameters */
    int32_t odd;                             /* f(-x) = -f(x), bit for bit, at default parameters */
    int32_t saturates_left, saturates_right; /* f'(x) -> 0 as x -> -inf, +inf, at default parameters */
    int32_t flat;                            /* f'(x) is zero on a whole interval, at default parameters */
    double value_ulp, derivative_ulp;        /* float32 error bounds, at all parameters, in units in the last place */
    int32_t learned;                         /* actjet_learned */
    int32_t parameter_count;
    actjet_parameter_info parameters[ACTJET_MAX_PARAMETERS];
} actjet_activation_info;

ACTJET_API int32_t actjet_activation_count(void);
/* NULL if there is no such activation. */
ACTJET_API const actjet_activation_info* actjet_activation_at(int32_t index);
/* The index of an activation by its name, or -1. */
ACTJET_API int32_t actjet_activation_find(const char* name);

/* The passes, and what each reads and writes. */
typedef enum actjet_role {
    ACTJET_INPUT = 1,
    ACTJET_OUTPUT = 2,
    ACTJET_SUM = 3 /* an output that holds sums of the call's elements */
} actjet_role;

typedef struct actjet_operand_info {
    const char* name;
    const char* meaning;
    int32_t role;     /* actjet_role */
    int32_t optional; /* 1: may be left out */
} actjet_operand_info;

typedef struct actjet_pass_info {
    int32_t id;
    const char* name;
    const char* meaning;
    int32_t operand_count;
    actjet_operand_info operands[ACTJET_MAX_OPERANDS];
} actjet_pass_info;

/* NULL if there is no such pass. */
ACTJET_API const actjet_pass_info* actjet_pass_at(int32_t pass);
/* The number of a pass by its name, or -1. */
ACTJET_API int32_t actjet_pass_find(const char* name);
/* 1 if the pass is offered for the activation. */
ACTJET_API int32_t actjet_pass_offered(int32_t pass, int32_t activation);

/* What this library and this machine can do. Returns ACTJET_OK if the place can be used now; otherwise the status that
 * a call there would return, with the reason in actjet_last_error(). */
ACTJET_API actjet_status actjet_place_available(int32_t place);
/* "0.2.0" */
ACTJET_API const char* actjet_version(void);
/* The instruction set that CPU calls use: "baseline", "avx2" or "avx512"; NULL if ACTJET_CPU_ISA cannot be honoured. */
ACTJET_API const char* actjet_cpu_isa(void);
/* The best instruction set that this machine has, whatever ACTJET_CPU_ISA says. */
ACTJET_API const char* actjet_cpu_best_isa(void);
/* How many threads a large CPU call would use if this thread made it now: as many as the CPUs that the thread may run
 * on, and no more than actjet_set_threads() or ACTJET_NUM_THREADS asks for or, if neither does, than the CPU quota of
 * the process's control groups, rounded up. 0 if ACTJET_NUM_THREADS cannot be honoured. */
ACTJET_API int32_t actjet_cpu_threads(void);
/* The most threads of a CPU call, for all threads of the process, from the next call on: n in [1, 1024], whatever
 * ACTJET_NUM_THREADS says; 0 takes that back. Changes no result. Returns ACTJET_INVALID_ARGUMENT for any other n. */
ACTJET_API actjet_status actjet_set_threads(int32_t n);
/* The GPU architectures that the library holds code for, as in "75 80 90 100 120"; "" without CUDA. */
ACTJET_API const char* actjet_cuda_architectures(void);

#ifdef __cplusplus
}
#endif

#endif
