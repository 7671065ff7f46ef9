// cuDNN through its graph interface: one pointwise operation, the plan that its heuristics put first. Loaded at run
// time, so that nothing here needs cuDNN to be built or to start; the numbers are those of its binary interface,
// version 9.
#include "peers.hpp"

#include <dlfcn.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace actjet::bench {
namespace {

using descriptor = void*;

enum kind : int {
    pointwise = 0,
    engine_config = 3,
    engine_heuristics = 4,
    execution_plan = 5,
    operation_pointwise = 13,
    operation_graph = 15,
    variant_pack = 16,
    tensor = 17
};

enum type : int {
    type_handle = 0,
    type_data_type = 1,
    type_int64 = 3,
    type_pointer = 6,
    type_heuristic = 8,
    type_pointwise = 14,
    type_descriptor = 15
};

enum attribute : int {
    pointwise_mode = 0,
    pointwise_precision = 1,
    heuristics_mode = 200,
    heuristics_graph = 201,
    heuristics_results = 202,
    plan_handle = 400,
    plan_config = 401,
    plan_workspace = 402,
    operation_what = 750,
    operation_x = 751,
    operation_y = 753,
    operation_dx = 756,
    operation_dy = 757,
    graph_handle = 800,
    graph_operations = 801,
    tensor_alignment = 900,
    tensor_type = 901,
    tensor_dimensions = 902,
    tensor_strides = 903,
    tensor_id = 906,
    pack_ids = 1000,
    pack_pointers = 1001,
    pack_workspace = 1003
};

constexpr int data_float = 0, data_bfloat16 = 9;
// The heuristics that are tried: the accurate ones, then those that take whatever works.
constexpr int heuristic_modes[] = {3, 2};

// Forward; backward is 100 more.
const std::map<std::string, int> modes{{"relu", 100},     {"tanh", 101}, {"elu", 103},      {"gelu", 104},
                                       {"softplus", 105}, {"silu", 106}, {"gelu_tanh", 107}};

// The functions of the library that are used.
struct library {
    library() {
        const char* const named = std::getenv("ACTJET_CUDNN");
        void* const file = dlopen(named ? named : "libcudnn.so.9", RTLD_NOW);
        if (!file) {
            throw std::runtime_error(dlerror());
        }
        load(file, "cudnnGetVersion", version);
        load(file, "cudnnGetErrorString", error_string);
        load(file, "cudnnCreate", create_handle);
        load(file, "cudnnSetStream", set_stream);
        load(file, "cudnnBackendCreateDescriptor", create);
        load(file, "cudnnBackendDestroyDescriptor", destroy);
        load(file, "cudnnBackendSetAttribute", set);
        load(file, "cudnnBackendGetAttribute", get);
        load(file, "cudnnBackendFinalize", finalize);
        load(file, "cudnnBackendExecute", execute);
        require(create_handle(&handle), "cudnnCreate");
    }

    void require(int status, const char* what) const {
        if (status != 0) {
            throw std::runtime_error(std::string(what) + ": " + error_string(status));
        }
    }

    std::size_t (*version)();
    const char* (*error_string)(int);
    int (*create_handle)(void**);
    int (*set_stream)(void*, void*);
    int (*create)(int, descriptor*);
    int (*destroy)(descriptor);
    int (*set)(descriptor, int, int, std::int64_t, const void*);
    int (*get)(descriptor, int, int, std::int64_t, std::int64_t*, void*);
    int (*finalize)(descriptor);
    int (*execute)(void*, descriptor, descriptor);
    void* handle = nullptr;

  private:
    template <class Function>
    static void load(void* file, const char* name, Function& function) {
        function = reinterpret_cast<Function>(dlsym(file, name));
        if (!function) {
            throw std::runtime_error(dlerror());
        }
    }
};

const library& cudnn() {
    static const library loaded;
    return loaded;
}

// A descriptor of cuDNN's.
class object {
  public:
    explicit object(kind k) { cudnn().require(cudnn().create(k, &value_), "cudnnBackendCreateDescriptor"); }
    object(object&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
    object& operator=(object&&) = delete;
    ~object() {
        if (value_) {
            cudnn().destroy(value_);
        }
    }

    descriptor get() const { return value_; }
    template <class Value>
    void set(attribute a, type t, const std::vector<Value>& values) {
        cudnn().require(cudnn().set(value_, a, t, static_cast<std::int64_t>(values.size()), values.data()),
                        "cudnnBackendSetAttribute");
    }
    void finalize() { cudnn().require(cudnn().finalize(value_), "cudnnBackendFinalize"); }

  private:
    descriptor value_ = nullptr;
};

// Which tensor a pointer belongs to.
enum id : std::int64_t { id_x = 1, id_dy = 2, id_out = 3 };

object make_tensor(id which, const pass& p) {
    const auto n = static_cast<std::int64_t>(p.elements());
    // Rows of 1024, so that no extent is large.
    const std::int64_t width = n % 1024 == 0 ? 1024 : 1;
    object t(tensor);
    t.set<int>(tensor_type, type_data_type, {p.dtype == ACTJET_BFLOAT16 ? data_bfloat16 : data_float});
    t.set<std::int64_t>(tensor_dimensions, type_int64, {1, n / width, width});
    t.set<std::int64_t>(tensor_strides, type_int64, {n, width, 1});
    t.set<std::int64_t>(tensor_id, type_int64, {which});
    t.set<std::int64_t>(tensor_alignment, type_int64, {16});
    t.finalize();
    return t;
}

object make_graph(int mode, const pass& p) {
    const object x = make_tensor(id_x, p), out = make_tensor(id_out, p);
    object what(pointwise);
    what.set<int>(pointwise_mode, type_pointwise, {p.id == ACTJET_BACKWARD ? mode + 100 : mode});
    what.set<int>(pointwise_precision, type_data_type, {data_float});
    what.finalize();
    object operation(operation_pointwise);
    operation.set<descriptor>(operation_what, type_descriptor, {what.get()});
    operation.set<descriptor>(operation_x, type_descriptor, {x.get()});
    if (p.id == ACTJET_BACKWARD) {
        const object dy = make_tensor(id_dy, p);
        operation.set<descriptor>(operation_dy, type_descriptor, {dy.get()});
        operation.set<descriptor>(operation_dx, type_descriptor, {out.get()});
        operation.finalize();
    } else {
        operation.set<descriptor>(operation_y, type_descriptor, {out.get()});
        operation.finalize();
    }
    object graph(operation_graph);
    graph.set<void*>(graph_handle, type_handle, {cudnn().handle});
    graph.set<descriptor>(graph_operations, type_descriptor, {operation.get()});
    graph.finalize();
    return graph;
}

// The first plan that one of the heuristics finds and that needs no memory of its own.
object make_plan(const object& graph) {
    std::string why = "no heuristic has an engine";
    for (const int mode : heuristic_modes) {
        try {
            object heuristics(engine_heuristics);
            heuristics.set<descriptor>(heuristics_graph, type_descriptor, {graph.get()});
            heuristics.set<int>(heuristics_mode, type_heuristic, {mode});
            heuristics.finalize();
            object config(engine_config);
            descriptor result = config.get();
            std::int64_t found = 0;
            cudnn().require(cudnn().get(heuristics.get(), heuristics_results, type_descriptor, 1, &found, &result),
                            "cudnnBackendGetAttribute");
            object plan(execution_plan);
            plan.set<void*>(plan_handle, type_handle, {cudnn().handle});
            plan.set<descriptor>(plan_config, type_descriptor, {config.get()});
            plan.finalize();
            std::int64_t workspace = 0, count = 0;
            cudnn().require(cudnn().get(plan.get(), plan_workspace, type_int64, 1, &count, &workspace),
                            "cudnnBackendGetAttribute");
            if (workspace == 0) {
                return plan;
            }
            why = "its plan needs memory of its own";
        } catch (const std::runtime_error& e) {
            why = e.what();
        }
    }
    throw std::runtime_error(why);
}

object make_pack(const pass& p, const arrays& a) {
    object pack(variant_pack);
    if (p.id == ACTJET_BACKWARD) {
        pack.set<std::int64_t>(pack_ids, type_int64, {id_x, id_dy, id_out});
        pack.set<void*>(pack_pointers, type_pointer, {a.in[0], a.in[1], a.out[0]});
    } else {
        pack.set<std::int64_t>(pack_ids, type_int64, {id_x, id_out});
        pack.set<void*>(pack_pointers, type_pointer, {a.in[0], a.out[0]});
    }
    pack.set<void*>(pack_workspace, type_pointer, {nullptr});
    pack.finalize();
    return pack;
}

}  // namespace

work cudnn_call(const std::string& activation, const pass& p, void* stream) {
    const auto mode = modes.find(activation);
    if (mode == modes.end() || (p.id != ACTJET_FORWARD && p.id != ACTJET_BACKWARD) ||
        (p.dtype != ACTJET_FLOAT32 && p.dtype != ACTJET_BFLOAT16)) {
        throw std::runtime_error("cuDNN has no pointwise operation for this activation, pass or type");
    }
    cudnn().require(cudnn().set_stream(cudnn().handle, stream), "cudnnSetStream");
    const auto plan = std::make_shared<object>(make_plan(make_graph(mode->second, p)));
    return [p, plan](const arrays& a) {
        const object pack = make_pack(p, a);
        cudnn().require(cudnn().execute(cudnn().handle, plan->get(), pack.get()), "cudnnBackendExecute");
    };
}

std::string cudnn_version() {
    const std::size_t version = cudnn().version();
    return "cuDNN " + std::to_string(version / 10000) + '.' + std::to_string(version / 100 % 100) + '.' +
           std::to_string(version % 100);
}

}  // namespace actjet::bench
