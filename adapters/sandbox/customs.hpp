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

/// District + year + letter + 9 digits: 18 characters.
std::string customs_number(
    const schemas::Document& document, char letter, std::int64_t serial, Instant accepted
);
/// With I or E, as customs numbers an inventory.
std::string inventory_number(
    const schemas::Document& inventory, std::int64_t serial, Instant accepted
);

struct CustomsRules {
    std::chrono::milliseconds step{150};    ///< between two answers about one document
    std::chrono::milliseconds late{5'000};  ///< by which -LATE postpones
    std::uint64_t seed = 1;
    bool closes_exports = false;  ///< an export ends with 899
    bool export_chain = false;    ///< an export is released by manifest and arrival
    bool tax_bills = true;        ///< a released import gets its tax bill
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
    using Refusal = std::optional<std::pair<int, std::string>>;
    using Held = std::optional<HeldDocument>;

    Answered refuse(const Examined& message, Instant now, Answered answer);
    void refuse_documents(const Examined& message, Instant now);
    bool asks_for_format_error(const Examined& message) const;
    void format_answer(const Examined& message, Instant now, const std::string& text);

    // customs_filing.cpp
    void file(const Examined& message, const Submitted& submitted, Instant now);
    void negative(const Subject& subject, int code, std::string text, Instant now);
    /// The code and text of a refusal that needs no look at other documents.
    Refusal refusal(const Examined& message, const Submitted& submitted, Ending ending) const;
    /// Of one that comes from what is held under the same key, or the same order or waybill.
    Refusal conflict(const Kind& kind, const Submitted& submitted, const Held& held);
    Refusal rival(const Kind& kind, const Submitted& submitted);
    bool inventory_declared(const Kind& kind, const Submitted& submitted);
    void record(const HeldDocument& row, const Held& held);
    void accept(const Subject& subject, HeldDocument row, const Held& held, Instant now);
    /// Says the steps, and what they make of the row.
    void settle(const Subject& subject, HeldDocument& row, std::vector<Step> steps, Instant base);
    std::vector<Step> course(const Subject& subject);
    static Subject subject_of(const HeldDocument& row, const schemas::Document& document);

    // customs_inventory.cpp
    void accept_inventory(const Subject& subject, HeldDocument row, const Held& held, Instant now);
    /// The inventories that waited for this document.
    void wake_inventories(const Kind& kind, const Submitted& submitted, Instant now);
    struct Found {
        Held order, payment, waybill;
        std::string missing;  ///< text naming what is not there; empty when all are
    };
    Found partners_of(const Kind& kind, std::string_view order_key, std::string_view waybill_key);
    /// Steps of the decision about an inventory whose partners are there.
    std::vector<Step> decide(const Kind& kind, const schemas::Document& inventory, Found& found);
    void remind(const HeldDocument& row, Instant now);
    /// Releases an export that waited, when its manifest and its arrival are there.
    void clear_if_ready(std::string_view parcel, Instant base);

    // customs_follow.cpp: cancellations, returns, tallies
    Held named_inventory(const Kind& kind, std::string_view invt_no);
    Ending ending_of_filed(const Kind& kind, const schemas::Document& document);
    Refusal claim_refusal(const Kind& kind, const Submitted& submitted, Instant now);
    Refusal return_refusal(
        const Kind& kind, const HeldDocument& target, const Submitted& submitted
    );
    void follow(const Subject& subject, HeldDocument row, const Held& held, Instant now);
    void cancel(HeldDocument target, Instant base);
    void count_tally(const HeldDocument& tally);
    std::vector<schemas::Document> returns_of(const HeldDocument& inventory);
    /// The tax bill of a released import, and what becomes of it.
    void bill(const HeldDocument& inventory, const schemas::Document& document, Instant base);
    void replace_bill(const HeldDocument& inventory, Instant base);
    void void_bill(
        const HeldDocument& inventory,
        const schemas::Document& document,
        std::size_t number,
        Instant base
    );

    // customs_lists.cpp: warehouse entries, manifests, arrivals, departures, summaries
    struct Parts {
        bool complete = false;
        std::vector<HeldDocument> others;          ///< the parts that came before
        std::vector<schemas::Document> documents;  ///< of the others, in the same order
    };
    Refusal list_refusal(const Kind& kind, const Submitted& submitted);
    Parts parts_of(const Subject& subject, const std::string& key);
    void take_part(const Subject& subject, HeldDocument row, const Held& held, Instant now);
    using Pages = std::vector<const schemas::Document*>;
    /// Why customs rejects the whole list, or empty.
    std::string objection(const Kind& kind, const Pages& pages);
    std::string summary_objection(const Pages& pages);
    void take_effect(const Subject& subject, const Pages& pages, Instant base);
    void depart(const Kind& kind, const Pages& pages, Instant base);
    void note_parcels(const Kind& kind, const Pages& pages, Instant base);
    std::vector<HeldDocument> to_summarise(const Pages& pages);
    void summarise_all(const Subject& subject, const Pages& pages, Instant base);
    Held inventory_on_line(const Kind& kind, const schemas::Document& list, std::size_t line);

    // customs_answers.cpp
    /// The time of the last answer.
    Instant say(const Subject& subject, const std::vector<Step>& steps, Instant base);
    void say_once(const Subject& subject, const Step& step, Instant returned, Instant due);
    /// What customs writes of its own accord: no answer, but delivered like one.
    void write(const Subject& subject, const schemas::Document& document, Instant due);
    void put(Planned planned, std::string_view text);
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
