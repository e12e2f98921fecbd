// Any bytes are an expression of codec/lisp or are refused; what is one is still that one after printing.

#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/codec/lisp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fleetsim::core;
  for (const DecodeRules rules : {DecodeRules::distinct, DecodeRules::reference}) {
    const Result<Expr> read = read_lisp(as_text({data, size}), ReadOptions{.rules = rules});
    if (!read) {
      FLEET_CHECK(!read.error().text().empty());
      continue;
    }
    const std::string printed = *print_lisp(*read);
    // Printing may be longer than what was read: no limits but that on depth.
    const DecodeLimits wide{.input_bytes_max = UINT64_MAX,
                            .tokens_max = UINT32_MAX,
                            .nodes_max = UINT32_MAX,
                            .string_bytes_max = UINT32_MAX,
                            .blob_bytes_max = UINT32_MAX,
                            .collection_items_max = UINT32_MAX};
    const Result<Expr> again = read_lisp(printed, ReadOptions{.limits = wide, .rules = rules});
    FLEET_CHECK(again.has_value(), again ? "" : again.error().text());
    FLEET_CHECK(*again == *read);
    FLEET_CHECK(*print_lisp(*again) == printed, "printing is not stable");
  }
  return 0;
}
