// Reading XML strictly: an element holds exactly what the caller names, or there is a fault. The
// verifier's words for libxml2's nodes; used by signed_xml.cpp only.
#pragma once

#include "gateway/sign/signed_xml.hpp"

#include <span>
#include <string>
#include <string_view>

struct _xmlNode;

namespace tg::sign {

using Node = _xmlNode;

/// By namespace and local name, never by prefix.
bool is_element(const Node* node, std::string_view ns, std::string_view name);
/// Blank text or a comment: may stand between elements.
bool is_filling(const Node* node);
/// For the texts of findings: an element's local name, or the kind of node.
std::string name_of(const Node* node);
/// The next node in document order, below and beside; nothing after the last one of `root`.
const Node* after(const Node* node, const Node* root);

/// Comments are left out of the canonical form, so `1<!-- -->00` is signed as 100 and read as 1 by
/// a careless reader: between elements they are harmless, inside a value they are refused.
Judgement judge_children(const Node* element);

/// The children are exactly these elements of the dsig namespace, in this order, with nothing but
/// filling between them.
Judgement take_children(
    const Node* parent, std::span<const char* const> names, std::span<const Node*> found
);
/// The one attribute that the element must have; no other may stand there.
Judgement take_attribute(const Node* element, std::string_view name, std::string& value);
Judgement take_no_attribute(const Node* element);
/// Text and CDATA only, no attribute.
Judgement take_text(const Node* element, std::string& text);
/// An element that says all in its Algorithm: no parameter (HMACOutputLength, InclusiveNamespaces,
/// XPath) inside.
Judgement take_algorithm(const Node* element, std::string& identifier);

}  // namespace tg::sign
