#pragma once

#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/frame/frame_rules.h"
#include "core/frame/server_frame.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// The most that a header, or a payload, may take.
inline constexpr std::uint32_t kFramePartBytesMax = 8'388'608;

/// The header of a frame as a map (contract: data-model §20): `version`, `codec`, `msg-id`, `correlate`,
/// `kind`, `envelope`.
Expr header_from_frame(const ServerFrame& frame, const FrameRules& rules = {});
/// The frame without its payload. Errors: type_mismatch(`frame header map`, kind); eval for a missing field
/// or an unknown word; those of the field readers; eval `frame version <n> is not 1`, but by the reference
/// rules any version will do.
Result<ServerFrame> frame_from_header(const Expr& header, const FrameRules& rules = {});

/// `u32be header length, u32be payload length, header in codec/binary, payload`.
/// Errors: host/limit_exceeded for a part above kFramePartBytesMax; those of the codec.
Result<Bytes> encode_frame(const ServerFrame& frame, const FrameRules& rules = {});

/// How many bytes the frame takes that begins with these; none when that cannot be said yet (fewer than
/// eight). Error: host/limit_exceeded for a part above kFramePartBytesMax, before anything of it need be
/// kept.
Result<std::optional<std::size_t>> frame_bytes(ByteView beginning);

/// Exactly one frame. Errors: those of frame_bytes; host/malformed for bytes missing or left over; those of
/// the codec and of frame_from_header. Never crashes; memory stays within that of the bytes and the decode
/// limits.
Result<ServerFrame> decode_frame(ByteView bytes, const FrameRules& rules = {});

}  // namespace fleetsim::core
