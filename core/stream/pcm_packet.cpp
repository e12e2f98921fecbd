#include "core/stream/pcm_packet.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

std::string sample_text(std::int16_t sample) {
  return std::to_string(sample);
}

std::string sample_text(F32 sample) {
  return sample.to_text();
}

Result<std::int16_t> read_i16(std::string_view text) {
  const std::optional<std::int64_t> value = parse_i64(text);
  if (!value || *value < std::numeric_limits<std::int16_t>::min() ||
      *value > std::numeric_limits<std::int16_t>::max())
    return Error::eval(fmt::format("i16 sample expects -32768 to 32767, found {:?}", text.substr(0, 40)));
  return static_cast<std::int16_t>(*value);
}

template <class Sample, class Read>
Result<PcmPacket::Samples> read_samples(const Expr& list, Read read) {
  std::vector<Sample> samples;
  samples.reserve(list.children().size());
  for (const Expr& item : list.children()) {
    if (item.kind() != Expr::Kind::string) return Error::type_mismatch("pcm sample string", item.kind_name());
    Result<Sample> sample = read(item.text());
    if (!sample) return sample.error();
    samples.push_back(*sample);
  }
  return PcmPacket::Samples(std::move(samples));
}

}  // namespace

Result<PcmPacket> PcmPacket::make(std::uint64_t channels, std::uint64_t frames, Samples samples) {
  if (channels == 0) return Error::eval("pcm packet needs at least one channel");
  const std::size_t given = std::visit([](const auto& all) { return all.size(); }, samples);
  const bool overflow = frames > std::numeric_limits<std::uint64_t>::max() / channels;
  if (overflow || channels * frames != given)
    return Error::eval(
        fmt::format("pcm sample count {} does not match {} channels of {} frames", given, channels, frames));
  if (const auto* all = std::get_if<std::vector<F32>>(&samples))
    if (!std::all_of(all->begin(), all->end(), [](F32 sample) { return sample.is_finite(); }))
      return Error::eval("f32 sample must be finite");
  return PcmPacket(channels, frames, std::move(samples));
}

Expr PcmPacket::to_expr() const {
  std::vector<Expr> texts;
  std::visit(
      [&](const auto& all) {
        texts.reserve(all.size());
        for (const auto& sample : all) texts.push_back(Expr::string(sample_text(sample)));
      },
      samples_);
  const char* format = samples_.index() == 0 ? "i16" : "f32";
  return field_map({{"packet", Expr::symbol(Symbol::qualified("stream/packet", "pcm"))},
                    {"channels", decimal(channels_)},
                    {"frames", decimal(frames_)},
                    {"sample-format", Expr::symbol(Symbol::qualified("pcm", format))},
                    {"samples", Expr::list(std::move(texts))}});
}

Result<PcmPacket> PcmPacket::from_expr(const Expr& map) {
  Result<std::uint64_t> channels = u64_field(map, "channels");
  if (!channels) return channels.error();
  Result<std::uint64_t> frames = u64_field(map, "frames");
  if (!frames) return frames.error();
  Result<Symbol> format = symbol_field(map, "sample-format");
  if (!format) return format.error();
  Result<Expr> list = list_field(map, "samples");
  if (!list) return list.error();
  const std::string format_text = format->text();
  if (format_text != "pcm/i16" && format_text != "pcm/f32")
    return Error::eval("unknown pcm sample format " + format_text);
  Result<Samples> samples = format_text == "pcm/i16" ? read_samples<std::int16_t>(*list, read_i16)
                                                     : read_samples<F32>(*list, F32::from_text);
  if (!samples) return samples.error();
  return make(*channels, *frames, *std::move(samples));
}

}  // namespace fleetsim::core
