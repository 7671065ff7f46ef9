/* The C interface from C99: catalogue, a call in each mode, and an error. */
#include <actjet/actjet.h>
#include <stdio.h>
#include <string.h>

#define EXPECT(condition)                                           \
    do {                                                            \
        if (!(condition)) {                                         \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition); \
            return 1;                                               \
        }                                                           \
    } while (0)

int main(void) {
    const float x[4] = {-2.0f, -0.0f, 0.5f, 3.0f}, dy[4] = {1.0f, 2.0f, 3.0f, 4.0f};
    float y[4], dydx[4], dx[4];
    actjet_call call;
    memset(&call, 0, sizeof call);
    call.struct_size = sizeof call;
    call.activation = actjet_activation_find("leaky_relu");
    call.dtype = ACTJET_FLOAT32;
    call.place = ACTJET_CPU;
    call.n = 4;
    call.x = x;
    call.parameter_count = 1;
    call.parameters[0] = 0.25;
    EXPECT(call.activation == ACTJET_LEAKY_RELU);

    call.mode = ACTJET_FORWARD;
    call.y = y;
    EXPECT(actjet_run(&call) == ACTJET_OK);
    EXPECT(y[0] == -0.5f && y[2] == 0.5f && y[3] == 3.0f);

    memset(y, 0, sizeof y);
    call.mode = ACTJET_JET;
    call.dydx = dydx;
    EXPECT(actjet_run(&call) == ACTJET_OK);
    EXPECT(y[0] == -0.5f && dydx[0] == 0.25f && dydx[1] == 0.25f && dydx[3] == 1.0f);

    call.mode = ACTJET_BACKWARD;
    call.dy = dy;
    call.dx = dx;
    EXPECT(actjet_run(&call) == ACTJET_OK);
    EXPECT(dx[0] == 0.25f && dx[1] == 0.5f && dx[2] == 3.0f && dx[3] == 4.0f);

    call.dy = NULL;
    EXPECT(actjet_run(&call) == ACTJET_INVALID_ARGUMENT);
    EXPECT(strstr(actjet_last_error(), "dy") != NULL);
    EXPECT(actjet_run(NULL) == ACTJET_INVALID_ARGUMENT);
    return 0;
}
