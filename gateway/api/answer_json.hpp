// A rejection by customs, brought back to the sender's own words: what its code means and what
// helps, and the members of the order's JSON that it is about.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/store/store.hpp"
#include "schemas/code_book.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tg::api {

/// The bodies that made a filing, for asking which member gave a value.
class FiledBodies {
 public:
    explicit FiledBodies(const std::vector<std::string>& bodies
    );  ///< oldest first; broken: left out
    ~FiledBodies();
    FiledBodies(const FiledBodies&) = delete;
    FiledBodies& operator=(const FiledBodies&) = delete;
    /// Whether a body has something at this pointer.
    [[nodiscard]] bool has(const std::string& pointer) const;

 private:
    struct Parsed;
    std::unique_ptr<Parsed> parsed_;
};

/// Whether the bodies are worth reading for this view: an answer rejects something.
bool has_rejection(const store::FilingView& view);

/// The members `advice` and `fields` of a receipt entry; nothing for an answer that rejects
/// nothing.
void write_rejection(
    JsonText& out,
    const store::FilingView& view,
    const store::AnswerView& answer,
    const schemas::CodeBook& codes,
    const FiledBodies& bodies
);

}  // namespace tg::api
