// A CEB message as text: one line, no white space between elements, every namespace on the root,
// already in canonical form (C14N 1.0), so that what is written is what is digested [signing rule:
// produce once, never parse and write again]. Made by compose::write only.
#pragma once

#include "gateway/compose/pack.hpp"
#include "gateway/core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tg::compose {

/// Who transmits: BaseTransfer of the message and the address of the envelope.
struct Transfer {
    std::string cop_code;
    std::string cop_name;
    std::string dxp_id;
};

class Message {
 public:
    MessageId id() const { return id_; }
    const std::string& guid() const { return guid_; }
    const Lane& lane() const { return lane_; }
    const Transfer& transfer() const { return transfer_; }
    const schemas::Table& table() const { return *table_; }
    const std::vector<DocumentId>& documents() const { return documents_; }
    /// From "<ceb:CEB311Message" to "</ceb:CEB311Message>", without declaration and without
    /// Signature; canonical.
    const std::string& body() const { return body_; }

 private:
    friend class MessageWriter;
    Message() = default;

    MessageId id_;
    std::string guid_;
    Lane lane_;
    Transfer transfer_;
    const schemas::Table* table_ = nullptr;
    std::vector<DocumentId> documents_;
    std::string body_;
};

inline constexpr std::string_view xml_declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Writes the message of a pack. Linear in time and memory. Any thread. Errc::unfit_pack (alarm)
/// for an empty pack, one of several tables, or one over the table's limits: only a bug can make
/// such a pack.
Result<Message> write(Pack pack, const Transfer& transfer, IdSource& ids);

/// Text of an element as C14N writes it: & < > and carriage return escaped.
void append_escaped(std::string& out, std::string_view text);

}  // namespace tg::compose
