// Keys a request with the core alone: same request, same key, on every machine.
#include <cstdio>

#include "core/eval/content_key.h"
#include "core/eval/eval_request.h"

int main() {
  fleetsim::core::EvalRequest request;
  request.expr = fleetsim::core::Expr::string("work");
  const auto key = fleetsim::core::ContentKey::from_request(request);
  if (!key) return 1;
  for (const auto byte : key->digest()) std::printf("%02x", static_cast<unsigned>(byte));
  std::printf("\n");
}
