#include "core/session/placed_stream.h"

#include "core/base/byte_writer.h"
#include "core/base/checksum.h"
#include "core/value/expr_codec.h"

namespace fleetsim::core {
namespace {

StreamItem item_of(Expr value) {
  return {DataPacket{data_site_result_kind(), std::move(value)}, {}};
}

}  // namespace

StreamValue placed_stream(const StoredReply& reply) {
  const EvalReply decoded = reply.decode();
  const Expr& value = decoded.value;
  std::vector<StreamItem> items;
  if (value.kind() == Expr::Kind::list || value.kind() == Expr::Kind::vector) {
    items.reserve(value.children().size());
    for (const Expr& item : value.children()) items.push_back(item_of(item));
  } else {
    items.push_back(item_of(value));
  }
  StreamMetadata metadata{.id = Symbol::qualified("stream/reply", to_hex(reply.digest())),
                          .media = StreamMedia::data,
                          .direction = StreamDirection::source,
                          .clock = symbol(ClockDomain::server_frame),
                          .buffer = *BufferPolicy::bounded(1)};
  return StreamValue::pull(std::move(metadata), std::move(items));
}

Result<Expr> placed_item(const StreamItem& item) {
  const auto* data = std::get_if<DataPacket>(&item.packet);
  if (data == nullptr || data->kind != data_site_result_kind())
    return Error::eval("a packet that is no result of a site");
  return data->payload;
}

std::uint64_t checksum_with(std::uint64_t before, const Expr& item) {
  const Result<Bytes> bytes = encode_expr(item);
  ByteWriter out;
  out.u64_le(before);
  if (bytes) out.raw(*bytes);
  return checksum64(out.view());
}

}  // namespace fleetsim::core
