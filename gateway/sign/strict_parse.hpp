// libxml2 as the verifiers use it: parsed without network, DTD and entities, every complaint a
// fault; and the canonical form of what was parsed. Used by signed_xml.cpp and
// transport_verify.cpp only.
#pragma once

#include "gateway/sign/signed_xml.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

struct _xmlDoc;
struct _xmlNode;

namespace tg::sign {

struct FreeDocument {
    void operator()(_xmlDoc* document) const;
};
using Document = std::unique_ptr<_xmlDoc, FreeDocument>;

/// A single text over 10 MB is refused, or taken: an envelope holds a whole message in one.
enum class Texts : std::uint8_t { usual, large };

/// No deeper than 256 levels, whatever the texts.
Judgement parse_strictly(std::string_view bytes, Texts texts, Document& document);

using Sink = std::function<void(std::string_view)>;

/// C14N 1.0 without comments of what is at and below `only`, or of everything when it is null.
bool canonical(_xmlDoc* document, _xmlNode* only, const Sink& sink);

}  // namespace tg::sign
