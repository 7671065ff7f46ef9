/* The activation that the command line names, from C: its formula, its values and its derivatives. */
#include <actjet/actjet.h>

#include <stdio.h>

int main(int count, char** arguments) {
    const char* name = count > 1 ? arguments[1] : "mish";
    const int32_t id = actjet_activation_find(name);
    if (id < 0) {
        fprintf(stderr, "there is no activation named %s\n", name);
        return 2;
    }
    const actjet_activation_info* info = actjet_activation_at(id);
    printf("%s: f(x) = %s\n", info->name, info->formula);

    double x[] = {-1, 0, 1};
    double y[3];
    double dydx[3];
    /* One row of three numbers each. What may be left out of this pass, as a bias, comes after these. */
    const actjet_view operands[] = {
        {.data = x, .dtype = ACTJET_FLOAT64, .column_stride = 1},
        {.data = y, .dtype = ACTJET_FLOAT64, .column_stride = 1},
        {.data = dydx, .dtype = ACTJET_FLOAT64, .column_stride = 1},
    };
    actjet_call call = {0};
    call.size = sizeof call;
    call.pass = ACTJET_JET;
    call.activation = id;
    call.place = ACTJET_CPU;
    call.rows = 1;
    call.columns = 3;
    call.operands = operands;
    call.operand_count = 3;
    if (actjet_run(&call) != ACTJET_OK) {
        fprintf(stderr, "%s\n", actjet_last_error());
        return 1;
    }
    for (int i = 0; i < 3; ++i) {
        printf("f(%g) = %.6f, f'(%g) = %.6f\n", x[i], y[i], x[i], dydx[i]);
    }
    return 0;
}
