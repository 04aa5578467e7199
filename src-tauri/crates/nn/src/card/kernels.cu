// The kernels of a decoder on an NVIDIA card: norms, rotation, masked softmax, SwiGLU, their gradients, NF4 codes made
// numbers, and products of a few rows. Sums are in f32 whatever the type T of the numbers. Matrices of many rows are
// multiplied by cuBLAS, elsewhere. Made into PTX by build.rs; launched by launch.rs.

#include <cuda_bf16.h>
#include <stdint.h>

typedef __nv_bfloat16 bf16;

__device__ __forceinline__ float wide(float x) { return x; }
__device__ __forceinline__ float wide(bf16 x) { return __bfloat162float(x); }

template <typename T> __device__ __forceinline__ T narrow(float x);
template <> __device__ __forceinline__ float narrow<float>(float x) { return x; }
template <> __device__ __forceinline__ bf16 narrow<bf16>(float x) { return __float2bfloat16(x); }

// Sixteen bytes of numbers.
template <typename T> struct Piece {
  static const int COUNT = 16 / sizeof(T);
  union {
    uint4 bits;
    T numbers[COUNT];
  };
};

__device__ __forceinline__ float warp_sum(float value) {
  for (int distance = 16; distance; distance >>= 1) value += __shfl_xor_sync(0xffffffffu, value, distance);
  return value;
}

__device__ __forceinline__ float warp_max(float value) {
  for (int distance = 16; distance; distance >>= 1) value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, distance));
  return value;
}

// The sum over all threads of a block of whole warps, in every thread.
__device__ float block_sum(float value) {
  __shared__ float parts[32];
  const int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
  value = warp_sum(value);
  __syncthreads();
  if (lane == 0) parts[warp] = value;
  __syncthreads();
  return warp_sum(lane < (blockDim.x >> 5) ? parts[lane] : 0.0f);
}

__device__ float block_max(float value) {
  __shared__ float parts[32];
  const int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
  value = warp_max(value);
  __syncthreads();
  if (lane == 0) parts[warp] = value;
  __syncthreads();
  return warp_max(lane < (blockDim.x >> 5) ? parts[lane] : -INFINITY);
}

// One block a row. y = x / sqrt(mean x^2 + epsilon) * w.
template <typename T>
__device__ void rms_norm(const T* x, const T* w, T* y, int width, float epsilon) {
  x += (size_t)blockIdx.x * width;
  y += (size_t)blockIdx.x * width;
  float squares = 0.0f;
  for (int i = threadIdx.x; i < width; i += blockDim.x) squares += wide(x[i]) * wide(x[i]);
  const float inverse = rsqrtf(block_sum(squares) / width + epsilon);
  for (int i = threadIdx.x; i < width; i += blockDim.x)
    y[i] = narrow<T>(wide(narrow<T>(wide(x[i]) * inverse)) * wide(w[i]));
}

// One block a row. dx = base + the gradient of the norm's input; base may be absent.
template <typename T>
__device__ void pull_rms_norm(const T* x, const T* w, const T* dy, const T* base, T* dx, int width, float epsilon) {
  const size_t first = (size_t)blockIdx.x * width;
  x += first;
  dy += first;
  dx += first;
  float squares = 0.0f, dots = 0.0f;
  for (int i = threadIdx.x; i < width; i += blockDim.x) {
    squares += wide(x[i]) * wide(x[i]);
    dots += wide(dy[i]) * wide(w[i]) * wide(x[i]);
  }
  const float inverse = rsqrtf(block_sum(squares) / width + epsilon);
  const float share = block_sum(dots) * inverse * inverse * inverse / width;
  for (int i = threadIdx.x; i < width; i += blockDim.x) {
    const float change = wide(dy[i]) * wide(w[i]) * inverse - wide(x[i]) * share;
    dx[i] = narrow<T>(base ? wide(base[first + i]) + change : change);
  }
}

// (batch * tokens, heads * 2 half) to (batch, heads, tokens, 2 half), each head turned by its angle; one thread a pair.
// cos and sin: (batch * tokens, half); without them nothing is turned.
template <typename T>
__device__ void to_heads(const T* x, const float* cosines, const float* sines, T* y, int pairs, int tokens, int heads, int half) {
  const int id = blockIdx.x * blockDim.x + threadIdx.x;
  if (id >= pairs) return;
  const int i = id % half, token = id / half % tokens, head = id / half / tokens % heads, row = id / half / tokens / heads;
  const size_t place = (size_t)row * tokens + token;
  const size_t from = (place * heads + head) * 2 * half + i;
  const size_t to = (((size_t)row * heads + head) * tokens + token) * 2 * half + i;
  const float low = wide(x[from]), high = wide(x[from + half]);
  const float c = cosines ? cosines[place * half + i] : 1.0f, s = cosines ? sines[place * half + i] : 0.0f;
  y[to] = narrow<T>(low * c - high * s);
  y[to + half] = narrow<T>(high * c + low * s);
}

// The way back: (batch, heads, tokens, 2 half) to (batch * tokens, heads * 2 half), turned by the opposite angle. What it
// does to a result of to_heads' gradient is that gradient for to_heads' input.
template <typename T>
__device__ void from_heads(const T* x, const float* cosines, const float* sines, T* y, int pairs, int tokens, int heads, int half) {
  const int id = blockIdx.x * blockDim.x + threadIdx.x;
  if (id >= pairs) return;
  const int i = id % half, head = id / half % heads, token = id / half / heads % tokens, row = id / half / heads / tokens;
  const size_t place = (size_t)row * tokens + token;
  const size_t from = (((size_t)row * heads + head) * tokens + token) * 2 * half + i;
  const size_t to = (place * heads + head) * 2 * half + i;
  const float low = wide(x[from]), high = wide(x[from + half]);
  const float c = cosines ? cosines[place * half + i] : 1.0f, s = cosines ? sines[place * half + i] : 0.0f;
  y[to] = narrow<T>(low * c + high * s);
  y[to + half] = narrow<T>(high * c - low * s);
}

// One block a row of scores (batch, heads, tokens, keys): softmax(scale * score + mask), in place. mask: (batch, tokens,
// keys). A thread keeps what it read: keys <= HELD * threads; with 32 the compiler is bound to what 1024 threads leave it.
template <typename T, int HELD>
__device__ void masked_softmax(T* scores, const T* mask, int heads, int tokens, int keys, float scale) {
  const int row = blockIdx.x;
  scores += (size_t)row * keys;
  mask += ((size_t)(row / (heads * tokens)) * tokens + row % tokens) * keys;
  float held[HELD];
  float largest = -INFINITY;
#pragma unroll
  for (int n = 0; n < HELD; n++) {
    const int key = threadIdx.x + n * blockDim.x;
    held[n] = key < keys ? wide(scores[key]) * scale + wide(mask[key]) : -INFINITY;
    largest = fmaxf(largest, held[n]);
  }
  largest = block_max(largest);
  float sum = 0.0f;
#pragma unroll
  for (int n = 0; n < HELD; n++) {
    held[n] = __expf(held[n] - largest);
    sum += held[n];
  }
  const float inverse = 1.0f / block_sum(sum);
#pragma unroll
  for (int n = 0; n < HELD; n++) {
    const int key = threadIdx.x + n * blockDim.x;
    if (key < keys) scores[key] = narrow<T>(held[n] * inverse);
  }
}

// One block a row: the gradient of the scores, scale * p (dp - sum p dp), in the place of dp.
template <typename T, int HELD>
__device__ void pull_softmax(const T* chances, T* gradient, int keys, float scale) {
  chances += (size_t)blockIdx.x * keys;
  gradient += (size_t)blockIdx.x * keys;
  float p[HELD], dp[HELD];
  float dot = 0.0f;
#pragma unroll
  for (int n = 0; n < HELD; n++) {
    const int key = threadIdx.x + n * blockDim.x;
    p[n] = key < keys ? wide(chances[key]) : 0.0f;
    dp[n] = key < keys ? wide(gradient[key]) : 0.0f;
    dot += p[n] * dp[n];
  }
  dot = block_sum(dot);
#pragma unroll
  for (int n = 0; n < HELD; n++) {
    const int key = threadIdx.x + n * blockDim.x;
    if (key < keys) gradient[key] = narrow<T>(scale * p[n] * (dp[n] - dot));
  }
}

// silu(gate) * up.
template <typename T>
__device__ void swiglu(const T* gate, const T* up, T* y, int count) {
  const int id = blockIdx.x * blockDim.x + threadIdx.x;
  if (id >= count) return;
  const float g = wide(gate[id]);
  y[id] = narrow<T>(g / (1.0f + __expf(-g)) * wide(up[id]));
}

template <typename T>
__device__ void pull_swiglu(const T* gate, const T* up, const T* dy, T* d_gate, T* d_up, int count) {
  const int id = blockIdx.x * blockDim.x + threadIdx.x;
  if (id >= count) return;
  const float g = wide(gate[id]), dh = wide(dy[id]), chance = 1.0f / (1.0f + __expf(-g));
  d_gate[id] = narrow<T>(dh * wide(up[id]) * chance * (1.0f + g * (1.0f - chance)));
  d_up[id] = narrow<T>(dh * g * chance);
}

// sums += factor * x.
template <typename T>
__device__ void add_to_sums(const T* x, float* sums, int count, float factor) {
  const int id = blockIdx.x * blockDim.x + threadIdx.x;
  if (id < count) sums[id] += factor * wide(x[id]);
}

// Eight numbers a thread. values: the 16 of NF4; map: the 256 of the dynamic map; scale = map[code] * nested + offset.
template <typename T>
__device__ void dequantize_nf4(const uint8_t* codes, const uint8_t* scale_codes, const float* nested, const float* map,
                               const float* values, T* y, int octets, float offset) {
  __shared__ float nf4[16];
  if (threadIdx.x < 16) nf4[threadIdx.x] = values[threadIdx.x];
  __syncthreads();
  const int id = blockIdx.x * blockDim.x + threadIdx.x;
  if (id >= octets) return;
  const int block = id / 8;
  // Rounded after the product, as the host does it.
  const float scale = __fadd_rn(__fmul_rn(map[scale_codes[block]], nested[block / 256]), offset);
  const uint32_t packed = reinterpret_cast<const uint32_t*>(codes)[id];
  Piece<T> pieces[8 / Piece<T>::COUNT];
#pragma unroll
  for (int n = 0; n < 8; n++) {
    const uint32_t byte = packed >> (n / 2 * 8) & 255u;
    const uint32_t code = n % 2 ? byte & 15u : byte >> 4;
    pieces[n / Piece<T>::COUNT].numbers[n % Piece<T>::COUNT] = narrow<T>(nf4[code] * scale);
  }
  uint4* out = reinterpret_cast<uint4*>(y + (size_t)id * 8);
#pragma unroll
  for (int n = 0; n < 8 / Piece<T>::COUNT; n++) out[n] = pieces[n].bits;
}

// The products of at most ROWS rows of x with one row of W, in every lane of the warp.
template <typename T, int ROWS>
__device__ __forceinline__ void row_products(const T* x, const T* w, float* sums, int rows, int in) {
  const int lane = threadIdx.x & 31, pieces = in / Piece<T>::COUNT;
  const uint4* weights = reinterpret_cast<const uint4*>(w);
#pragma unroll
  for (int row = 0; row < ROWS; row++) sums[row] = 0.0f;
#pragma unroll 4
  for (int piece = lane; piece < pieces; piece += 32) {
    Piece<T> weight;
    weight.bits = __ldg(weights + piece);
#pragma unroll
    for (int row = 0; row < ROWS; row++) {
      if (row < rows) {
        Piece<T> numbers;
        numbers.bits = __ldg(reinterpret_cast<const uint4*>(x + (size_t)row * in) + piece);
#pragma unroll
        for (int n = 0; n < Piece<T>::COUNT; n++) sums[row] += wide(weight.numbers[n]) * wide(numbers.numbers[n]);
      }
    }
  }
#pragma unroll
  for (int row = 0; row < ROWS; row++) sums[row] = warp_sum(sums[row]);
}

// y = base + x W^T for up to three matrices of one x; one warp an output. Absent matrices have no outputs, base may be
// absent and is of the first. in is a multiple of what sixteen bytes hold.
template <typename T, int ROWS>
__device__ void few_rows(const T* x, const T* base, const T* w0, const T* w1, const T* w2, T* y0, T* y1, T* y2, int rows,
                         int out0, int out1, int out2, int in) {
  int output = blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5), out = out0;
  const T* w = w0;
  T* y = y0;
  if (output >= out0) output -= out0, out = out1, w = w1, y = y1;
  if (y == y1 && output >= out1) output -= out1, out = out2, w = w2, y = y2;
  if (output >= out) return;
  float sums[ROWS];
  row_products<T, ROWS>(x, w + (size_t)output * in, sums, rows, in);
  if ((threadIdx.x & 31) == 0) {
#pragma unroll
    for (int row = 0; row < ROWS; row++) {
      const size_t place = (size_t)row * out + output;
      if (row < rows) y[place] = narrow<T>(base ? wide(base[place]) + sums[row] : sums[row]);
    }
  }
}

// y = silu(x G^T) * (x U^T); one warp an output.
template <typename T, int ROWS>
__device__ void gated_few_rows(const T* x, const T* gate, const T* up, T* y, int rows, int out, int in) {
  const int output = blockIdx.x * (blockDim.x >> 5) + (threadIdx.x >> 5);
  if (output >= out) return;
  float gates[ROWS], ups[ROWS];
  row_products<T, ROWS>(x, gate + (size_t)output * in, gates, rows, in);
  row_products<T, ROWS>(x, up + (size_t)output * in, ups, rows, in);
  if ((threadIdx.x & 31) == 0) {
#pragma unroll
    for (int row = 0; row < ROWS; row++)
      if (row < rows) y[(size_t)row * out + output] = narrow<T>(gates[row] / (1.0f + __expf(-gates[row])) * ups[row]);
  }
}

#define KERNELS(T, NAME)                                                                                                   \
  extern "C" __global__ void rms_norm_##NAME(const T* x, const T* w, T* y, int width, float epsilon) {                     \
    rms_norm(x, w, y, width, epsilon);                                                                                     \
  }                                                                                                                        \
  extern "C" __global__ void pull_rms_norm_##NAME(const T* x, const T* w, const T* dy, const T* base, T* dx, int width,    \
                                                  float epsilon) {                                                         \
    pull_rms_norm(x, w, dy, base, dx, width, epsilon);                                                                     \
  }                                                                                                                        \
  extern "C" __global__ void to_heads_##NAME(const T* x, const float* c, const float* s, T* y, int pairs, int tokens,      \
                                             int heads, int half) {                                                        \
    to_heads(x, c, s, y, pairs, tokens, heads, half);                                                                      \
  }                                                                                                                        \
  extern "C" __global__ void from_heads_##NAME(const T* x, const float* c, const float* s, T* y, int pairs, int tokens,    \
                                               int heads, int half) {                                                      \
    from_heads(x, c, s, y, pairs, tokens, heads, half);                                                                    \
  }                                                                                                                        \
  extern "C" __global__ void masked_softmax_8_##NAME(const T* mask, T* scores, int heads, int tokens, int keys,            \
                                                     float scale) {                                                        \
    masked_softmax<T, 8>(scores, mask, heads, tokens, keys, scale);                                                        \
  }                                                                                                                        \
  extern "C" __global__ void __launch_bounds__(1024) masked_softmax_32_##NAME(const T* mask, T* scores, int heads, int tokens, int keys,           \
                                                      float scale) {                                                       \
    masked_softmax<T, 32>(scores, mask, heads, tokens, keys, scale);                                                       \
  }                                                                                                                        \
  extern "C" __global__ void pull_softmax_8_##NAME(const T* chances, T* gradient, int keys, float scale) {                 \
    pull_softmax<T, 8>(chances, gradient, keys, scale);                                                                    \
  }                                                                                                                        \
  extern "C" __global__ void __launch_bounds__(1024) pull_softmax_32_##NAME(const T* chances, T* gradient, int keys, float scale) {                \
    pull_softmax<T, 32>(chances, gradient, keys, scale);                                                                   \
  }                                                                                                                        \
  extern "C" __global__ void swiglu_##NAME(const T* gate, const T* up, T* y, int count) { swiglu(gate, up, y, count); }    \
  extern "C" __global__ void pull_swiglu_##NAME(const T* gate, const T* up, const T* dy, T* d_gate, T* d_up, int count) {  \
    pull_swiglu(gate, up, dy, d_gate, d_up, count);                                                                        \
  }                                                                                                                        \
  extern "C" __global__ void add_to_sums_##NAME(const T* x, float* sums, int count, float factor) {                        \
    add_to_sums(x, sums, count, factor);                                                                                   \
  }                                                                                                                        \
  extern "C" __global__ void dequantize_nf4_##NAME(const uint8_t* codes, const uint8_t* scale_codes, const float* nested,  \
                                                   const float* map, const float* values, T* y, int octets,                \
                                                   float offset) {                                                         \
    dequantize_nf4(codes, scale_codes, nested, map, values, y, octets, offset);                                            \
  }                                                                                                                        \
  extern "C" __global__ void few_rows_1_##NAME(const T* x, const T* base, const T* w0, const T* w1, const T* w2, T* y0,    \
                                               T* y1, T* y2, int rows, int out0, int out1, int out2, int in) {             \
    few_rows<T, 1>(x, base, w0, w1, w2, y0, y1, y2, rows, out0, out1, out2, in);                                           \
  }                                                                                                                        \
  extern "C" __global__ void gated_few_rows_1_##NAME(const T* x, const T* gate, const T* up, T* y, int rows, int out,      \
                                                     int in) {                                                             \
    gated_few_rows<T, 1>(x, gate, up, y, rows, out, in);                                                                   \
  }                                                                                                                        \
  extern "C" __global__ void few_rows_4_##NAME(const T* x, const T* base, const T* w0, const T* w1, const T* w2, T* y0,    \
                                               T* y1, T* y2, int rows, int out0, int out1, int out2, int in) {             \
    few_rows<T, 4>(x, base, w0, w1, w2, y0, y1, y2, rows, out0, out1, out2, in);                                           \
  }                                                                                                                        \
  extern "C" __global__ void gated_few_rows_4_##NAME(const T* x, const T* gate, const T* up, T* y, int rows, int out,      \
                                                     int in) {                                                             \
    gated_few_rows<T, 4>(x, gate, up, y, rows, out, in);                                                                   \
  }                                                                                                                        \
  extern "C" __global__ void few_rows_8_##NAME(const T* x, const T* base, const T* w0, const T* w1, const T* w2, T* y0,    \
                                               T* y1, T* y2, int rows, int out0, int out1, int out2, int in) {             \
    few_rows<T, 8>(x, base, w0, w1, w2, y0, y1, y2, rows, out0, out1, out2, in);                                           \
  }                                                                                                                        \
  extern "C" __global__ void gated_few_rows_8_##NAME(const T* x, const T* gate, const T* up, T* y, int rows, int out,      \
                                                     int in) {                                                             \
    gated_few_rows<T, 8>(x, gate, up, y, rows, out, in);                                                                   \
  }

KERNELS(float, f32)
KERNELS(bf16, bf16)
