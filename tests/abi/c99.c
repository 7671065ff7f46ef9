/* The C interface from C99: catalogue, a call of each pass on one array, an error, and a caller that was compiled with
 * an older header. */
#include <actjet/actjet.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define EXPECT(condition)                                           \
    do {                                                            \
        if (!(condition)) {                                         \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
            return 1;                                               \
        }                                                           \
    } while (0)

static float x[4] = {-2.0f, -0.0f, 0.5f, 3.0f}, dy[4] = {1.0f, 2.0f, 3.0f, 4.0f};
static const double slope = 0.25;

/* 4 elements, one after the other. */
static actjet_view view_of(float* data) {
    actjet_view view;
    memset(&view, 0, sizeof view);
    view.data = data;
    view.dtype = ACTJET_FLOAT32;
    view.column_stride = 1;
    return view;
}

static int computes(void) {
    float y[4], dydx[4], dx[4];
    actjet_view operands[ACTJET_MAX_OPERANDS];
    actjet_call call;
    memset(operands, 0, sizeof operands);
    memset(&call, 0, sizeof call);
    call.size = sizeof call;
    call.activation = actjet_activation_find("leaky_relu");
    call.place = ACTJET_CPU;
    call.rows = 1;
    call.columns = 4;
    call.parameter_count = 1;
    call.parameters = &slope;
    call.operands = operands;
    EXPECT(call.activation == ACTJET_LEAKY_RELU);

    call.pass = ACTJET_FORWARD;
    call.operand_count = 2;
    operands[0] = view_of(x);
    operands[1] = view_of(y);
    EXPECT(actjet_run(&call) == ACTJET_OK);
    EXPECT(y[0] == -0.5f && y[2] == 0.5f && y[3] == 3.0f);

    memset(y, 0, sizeof y);
    call.pass = actjet_pass_find("jet");
    call.operand_count = 3;
    operands[2] = view_of(dydx);
    EXPECT(call.pass == ACTJET_JET);
    EXPECT(actjet_run(&call) == ACTJET_OK);
    EXPECT(y[0] == -0.5f && dydx[0] == 0.25f && dydx[1] == 0.25f && dydx[3] == 1.0f);

    memset(operands, 0, sizeof operands);
    call.pass = ACTJET_BACKWARD;
    call.operand_count = (uint32_t)actjet_pass_at(ACTJET_BACKWARD)->operand_count;
    operands[0] = view_of(x);
    operands[1] = view_of(dy);
    operands[2] = view_of(dx);
    EXPECT(actjet_run(&call) == ACTJET_OK);
    EXPECT(dx[0] == 0.25f && dx[1] == 0.5f && dx[2] == 3.0f && dx[3] == 4.0f);

    operands[1].data = NULL;
    EXPECT(actjet_run(&call) == ACTJET_INVALID_ARGUMENT);
    EXPECT(strstr(actjet_last_error(), "dy") != NULL);
    EXPECT(actjet_run(NULL) == ACTJET_INVALID_ARGUMENT);
    return 0;
}

/* The start of actjet_call, as of a header whose struct ended here. A copy: what callers were compiled with stays. */
struct older_call {
    uint32_t size;
    int32_t pass, activation, place;
    uint32_t flags, parameter_count;
    const double* parameters;
    uint64_t rows, columns;
    const actjet_view* operands;
    uint32_t operand_count, reserved;
    void* stream;
};

static int older_callers_are_understood(void) {
    float dx[4];
    actjet_view operands[3];
    /* What lies behind it is no number of a call: as limits or a scale it would be refused, or seen in the results. */
    struct {
        struct older_call call;
        unsigned char not_of_the_call[sizeof(actjet_call)];
    } older;
    memset(operands, 0, sizeof operands);
    memset(&older, 0xff, sizeof older);
    memset(&older.call, 0, sizeof older.call);
    EXPECT(sizeof older.call == offsetof(actjet_call, workspace));
    operands[0] = view_of(x);
    operands[1] = view_of(dy);
    operands[2] = view_of(dx);
    older.call.size = sizeof older.call;
    older.call.pass = ACTJET_BACKWARD;
    older.call.activation = ACTJET_LEAKY_RELU;
    older.call.place = ACTJET_CPU;
    older.call.parameter_count = 1;
    older.call.parameters = &slope;
    older.call.rows = 1;
    older.call.columns = 4;
    older.call.operands = operands;
    older.call.operand_count = 3;
    EXPECT(actjet_run((const actjet_call*)&older) == ACTJET_OK);
    EXPECT(dx[0] == 0.25f && dx[1] == 0.5f && dx[2] == 3.0f && dx[3] == 4.0f);
    return 0;
}

int main(void) {
    return computes() || older_callers_are_understood();
}
