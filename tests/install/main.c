/* A consumer in pure C. */
#include <actjet/actjet.h>
#include <stdio.h>

int main(void) {
    float x[3] = {-1.0f, 0.0f, 2.0f};
    float y[3] = {9.0f, 9.0f, 9.0f};
    const actjet_view operands[2] = {
        {.data = x, .dtype = ACTJET_FLOAT32, .column_stride = 1},
        {.data = y, .dtype = ACTJET_FLOAT32, .column_stride = 1},
    };
    actjet_call call = {0};
    call.size = sizeof call;
    call.pass = ACTJET_FORWARD;
    call.activation = ACTJET_RELU;
    call.place = ACTJET_CPU;
    call.rows = 1;
    call.columns = 3;
    call.operands = operands;
    call.operand_count = 2;
    if (actjet_run(&call) != ACTJET_OK) {
        fprintf(stderr, "%s\n", actjet_last_error());
        return 1;
    }
    return y[0] == 0.0f && y[1] == 0.0f && y[2] == 2.0f ? 0 : 1;
}
