#pragma once

#include <gtest/gtest.h>

#include <utility>

#include "sim/archive/archive.h"
#include "sim/archive/containers.h"
#include "sim/archive/core_codecs.h"

namespace fleetsim::tests {

/// A value as the bytes of an archive.
template <class T>
core::Bytes saved(const T& value) {
  sim::Saver saver;
  saver(value);
  return std::move(saver).take();
}

/// A value from all of those bytes; a rest fails the test that asks.
template <class T>
T loaded(core::ByteView bytes) {
  sim::Loader loader(bytes);
  T value = loader.template read<T>();
  EXPECT_TRUE(loader.finished());
  return value;
}

}  // namespace fleetsim::tests
