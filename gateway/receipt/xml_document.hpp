// Guarded XML as a tree that is asked by namespace and local name, never by prefix. Keeps pugixml
// out of everybody else's sight; receipts, envelopes and the simulated single window read through
// it.
#pragma once

#include "gateway/core/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace tg::receipt {

/// A place in a document; empty when there is nothing. Valid as long as its document.
class XmlElement {
 public:
    XmlElement() = default;
    explicit XmlElement(void* node) : node_(node) {}
    explicit operator bool() const { return node_ != nullptr; }

    [[nodiscard]] std::string_view local_name() const;
    [[nodiscard]] std::string_view name_space() const;
    [[nodiscard]] bool is(std::string_view name_space, std::string_view local_name) const;

    [[nodiscard]] XmlElement first_child() const;  ///< first element
    [[nodiscard]] XmlElement next() const;         ///< next element beside this one
    [[nodiscard]] XmlElement child(std::string_view name_space, std::string_view local_name) const;
    /// All text and CDATA directly inside, joined; comments do not cut it.
    [[nodiscard]] std::string text() const;
    /// Where its start tag begins in the bytes that were parsed.
    [[nodiscard]] std::size_t offset() const;
    /// Value of an attribute without namespace, or empty.
    [[nodiscard]] std::string_view attribute(std::string_view name) const;

 private:
    void* node_ = nullptr;
};

class XmlDocument {
 public:
    /// guard(), then the tree. Errc::unreadable_receipt with the reason. Any thread.
    static Result<XmlDocument> parse(std::string_view bytes);

    XmlDocument(XmlDocument&&) noexcept;
    XmlDocument& operator=(XmlDocument&&) noexcept;
    ~XmlDocument();

    [[nodiscard]] XmlElement root() const;

 private:
    struct Tree;
    explicit XmlDocument(std::unique_ptr<Tree> tree);
    std::unique_ptr<Tree> tree_;
};

}  // namespace tg::receipt
