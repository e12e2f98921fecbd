#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

namespace fleetsim::core {

// Sanitizers have to see when memory is given back.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kPooled = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
inline constexpr bool kPooled = false;
#else
inline constexpr bool kPooled = true;
#endif
#else
inline constexpr bool kPooled = true;
#endif

/// Blocks of one size that one thread has given back and will want again: what a loop allocates in each round costs it
/// nothing after the first ones. Bounded, because one thread may give back what another one allocates.
template <std::size_t size>
class BlockPool {
 public:
  static constexpr std::uint32_t kBlocksMax = 1 << 16;

  static void* take() {
    Block* block = free_.first;
    if (block == nullptr) return ::operator new(kBlockSize);
    free_.first = block->next;
    --free_.count;
    return block;
  }
  static void give(void* memory) noexcept {
    if (free_.closed || free_.count == kBlocksMax) return ::operator delete(memory);
    if (free_.first == nullptr) (void)&closer_;  // from now on there is something to give back when the thread ends
    free_.first = new (memory) Block{free_.first};
    ++free_.count;
  }
  /// Of this thread.
  static std::uint32_t free_blocks() { return free_.count; }

 private:
  struct Block {
    Block* next;
  };
  static constexpr std::size_t kBlockSize = size < sizeof(Block) ? sizeof(Block) : size;
  // Needs no destructor, so that blocks can be given back however late in the life of a thread.
  struct Free {
    Block* first = nullptr;
    std::uint32_t count = 0;
    bool closed = false;
  };
  struct Closer {
    ~Closer() {
      free_.closed = true;
      while (Block* block = free_.first) {
        free_.first = block->next;
        ::operator delete(block);
      }
    }
  };
  static inline constinit thread_local Free free_;
  static inline thread_local Closer closer_;
};

/// For std::allocate_shared of small things that come and go all the time. Stateless; any thread may give back.
template <class T>
struct PoolAllocator {
  static_assert(alignof(T) <= alignof(std::max_align_t));
  using value_type = T;

  PoolAllocator() = default;
  template <class U>
  PoolAllocator(const PoolAllocator<U>& /*other*/) {}  // NOLINT: allocators convert

  T* allocate(std::size_t n) {
    if constexpr (kPooled)
      if (n == 1) return static_cast<T*>(BlockPool<sizeof(T)>::take());
    return static_cast<T*>(::operator new(n * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t n) noexcept {
    if constexpr (kPooled)
      if (n == 1) return BlockPool<sizeof(T)>::give(memory);
    ::operator delete(memory);
  }

  friend bool operator==(const PoolAllocator&, const PoolAllocator&) { return true; }
};

}  // namespace fleetsim::core
