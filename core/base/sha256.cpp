#include "core/base/sha256.h"

#include <openssl/evp.h>

#include <memory>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Fetched once: an implicit fetch per call more than doubles the cost of a short hash.
const EVP_MD* algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  FLEET_CHECK(fetched != nullptr, "libcrypto offers no SHA256");
  return fetched;
}

}  // namespace

Digest sha256(ByteView bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  Digest digest;
  const bool done = EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
  FLEET_CHECK(done, "libcrypto failed to hash");
  return digest;
}

}  // namespace fleetsim::core
