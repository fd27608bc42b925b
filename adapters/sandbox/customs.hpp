// E-port and customs: what becomes of a message and its documents, given everything received
// before. Runs inside a transaction of the ledger, one thread at a time; times come in as
// parameters.
#pragma once

#include "adapters/sandbox/archive.hpp"
#include "adapters/sandbox/examine.hpp"
#include "adapters/sandbox/ledger.hpp"
#include "adapters/sandbox/life.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace tg::sandbox {

struct CustomsRules {
    std::chrono::milliseconds step{150};    ///< between two answers about one document
    std::chrono::milliseconds late{5'000};  ///< by which -LATE postpones
    std::uint64_t seed = 1;
    bool closes_exports = false;  ///< an export ends with 899
};

class Customs {
 public:
    Customs(Ledger& ledger, Archive& archive, const CustomsRules& rules);

    /// Keeps the message, judges its documents, plans the answers. What the exchange answers at
    /// once.
    Answered take(const Examined& message, Instant now);

    /// Says which partner is missing for inventories that wait since two steps; packs answers that
    /// are due into receipts. True when more is due than one call does.
    bool turn(Instant now);

 private:
    /// One document with everything needed to answer about it.
    struct Subject {
        const Kind& kind;
        const schemas::Document& document;
        std::string_view address;
        std::string_view root_guid;  ///< of the message, when this is an answer to it
        Ending ending;
        std::int64_t serial = 0;
        Instant accepted{};
    };
    using Bucket = std::tuple<std::string, std::uint16_t, Voice, Instant>;

    Answered refuse(const Examined& message, Instant now, Answered answer);
    void refuse_documents(const Examined& message, Instant now);
    bool asks_for_format_error(const Examined& message) const;
    void format_answer(const Examined& message, Instant now, const std::string& text);
    void file(const Examined& message, const Submitted& submitted, Instant now);
    void negative(const Subject& subject, int code, std::string text, Instant now);
    /// The code and text of a refusal that needs no look at other documents.
    std::optional<std::pair<int, std::string>> refusal(
        const Examined& message, const Submitted& submitted, Ending ending
    ) const;
    std::optional<std::pair<int, std::string>> conflict(
        const Kind& kind, const Submitted& submitted, const std::optional<HeldDocument>& held
    );
    bool inventory_declared(const Kind& kind, const Submitted& submitted);
    void record(const HeldDocument& row, const std::optional<HeldDocument>& held);
    void accept(
        const Subject& subject,
        HeldDocument row,
        const std::optional<HeldDocument>& held,
        Instant now
    );
    /// The inventories that waited for this document.
    void wake_inventories(const Kind& kind, const Submitted& submitted, Instant now);
    struct Found {
        std::optional<HeldDocument> order, payment, waybill;
        std::string missing;  ///< text naming what is not there; empty when all are
    };
    Found partners_of(const Kind& kind, std::string_view order_key, std::string_view waybill_key);
    /// Steps of the decision; empty when a partner is missing. `rejected` says that the key is free
    /// again.
    std::vector<Step> decide(
        const Kind& kind, const schemas::Document& inventory, Found& found, bool& rejected
    );
    void remind(const HeldDocument& row, Instant now);

    void say(const Subject& subject, const std::vector<Step>& steps, Instant base);
    void say_once(const Subject& subject, const Step& step, Instant returned, Instant due);
    void flush();
    std::string own_guid();

    Ledger& ledger_;
    Archive& archive_;
    CustomsRules rules_;
    std::mt19937_64 random_;  // jitter and variants: from the seed
    std::mt19937_64 guids_;   // never the same twice, also after a restart
    std::array<std::chrono::milliseconds, 32> jitter_{};
    std::map<Bucket, Planned> open_;  // answers of the message at hand
};

}  // namespace tg::sandbox
