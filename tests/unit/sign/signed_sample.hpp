// A signed message and ways to change its text.
#pragma once

#include "gateway/sign/signer.hpp"
#include "tests/support/sample_documents.hpp"
#include "tests/support/sample_keys.hpp"

#include <string>
#include <string_view>

namespace tg::test {

/// The worked example's order with a few harder values.
inline std::string sample_body() {
    schemas::Document order = worked_order();
    set_all(
        order,
        schemas::Group::head,
        {{"ebpName", "A&B <1> caf\u00e9"}, {"consigneeAddress", "𠮷野路1号\r\n二层"}, {"note", ""}}
    );
    std::vector<compose::PackedDocument> documents;
    documents.push_back({DocumentId(1), FilingId(1), std::move(order)});
    documents.push_back({DocumentId(2), FilingId(2), worked_order()});
    return compose::body_text(
        {documents.front().document.table(), worked_guid, documents, worked_transfer}
    );
}

inline const std::string& signed_sample(sign::Algorithm algorithm) {
    static const std::string body = sample_body();
    static const std::string sm2 =
        sign::signed_text(body, sample_key(sign::Algorithm::sm2_sm3)).value();
    static const std::string rsa =
        sign::signed_text(body, sample_key(sign::Algorithm::rsa_sha1)).value();
    return algorithm == sign::Algorithm::sm2_sm3 ? sm2 : rsa;
}

inline std::string replace_first(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    return at == text.npos ? text : text.replace(at, from.size(), to);
}

inline std::string before_each(std::string text, std::string_view what, std::string_view inserted) {
    for (std::size_t at = text.find(what); at != text.npos;
         at = text.find(what, at + inserted.size() + what.size())) {
        text.insert(at, inserted);
    }
    return text;
}

/// The text between two marks, marks left out.
inline std::string between(const std::string& text, std::string_view begin, std::string_view end) {
    const std::size_t from = text.find(begin) + begin.size();
    return text.substr(from, text.find(end, from) - from);
}

inline std::string signature_element(const std::string& text) {
    return "<ds:Signature>" + between(text, "<ds:Signature>", "</ds:Signature>") +
           "</ds:Signature>";
}

}  // namespace tg::test
