/* A consumer in pure C. */
#include <actjet/actjet.h>
#include <stdio.h>

int main(void) {
    const float x[3] = {-1.0f, 0.0f, 2.0f};
    float y[3] = {9.0f, 9.0f, 9.0f};
    actjet_call call = {0};
    call.struct_size = sizeof call;
    call.activation = ACTJET_RELU;
    call.mode = ACTJET_FORWARD;
    call.dtype = ACTJET_FLOAT32;
    call.place = ACTJET_CPU;
    call.n = 3;
    call.x = x;
    call.y = y;
    if (actjet_run(&call) != ACTJET_OK) {
        fprintf(stderr, "%s\n", actjet_last_error());
        return 1;
    }
    return y[0] == 0.0f && y[1] == 0.0f && y[2] == 2.0f ? 0 : 1;
}
