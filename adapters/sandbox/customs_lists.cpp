// Documents that list parcels or inventories: warehouse entries, manifests, arrivals, departures,
// summary applications. A list may be split over several messages; it takes effect with the last of
// its parts, whichever that is.
#include "adapters/sandbox/customs.hpp"
#include "adapters/sandbox/returns.hpp"
#include "adapters/sandbox/summary.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace tg::sandbox {

namespace {

using About = schemas::Kind;

constexpr std::int64_t parts_max = 1'000;
constexpr std::int64_t summarised_max = 10'000;

/// What a list demands of the inventory of every parcel.
struct Demand {
    About about;
    std::array<int, 4> stages;
    const char* zh;
};
constexpr std::array<Demand, 2> demands{{
    {About::manifest, {399, 800}, "总分单中有未审结的清单"},
    {About::departure, {800, 899, stage_summarised}, "离境单中有未放行的清单"},
}};

std::int64_t number_in(const schemas::Document& document, std::string_view element) {
    const std::string_view text = head_value(document, element);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string objection_text(const char* zh, const std::string& values) {
    return "[Code:1300;Desc:" + std::string(zh) + "],[" + values + "]";
}

std::string parcel_of(const Kind& kind, const schemas::Document& list, std::size_t line) {
    return waybill_key(
        kind.direction, head_value(list, "logisticsCode"), line_value(list, line, "logisticsNo")
    );
}

std::string bill_key(const schemas::Document& list) {
    const std::string_view bill = head_value(list, "billNo");
    if (bill.empty())
        return {};
    return "bill|" + std::string(head_value(list, "logisticsCode")) + "|" + std::string(bill);
}

}  // namespace

Customs::Refusal Customs::list_refusal(const Kind& kind, const Submitted& submitted) {
    const schemas::Document& list = submitted.document;
    if (kind.about == About::delivery) {
        for (std::size_t line = 0; line < list.line_count(); ++line) {
            const auto waybill = ledger_.find(parcel_of(kind, list, line));
            if (waybill && waybill->standing == Standing::held)
                continue;
            const std::string number(line_value(list, line, "logisticsNo"));
            return std::pair(
                kind.codes.check, "运单不存在[DeliveryList.logisticsNo:" + number + "]"
            );
        }
        return std::nullopt;
    }
    const std::int64_t count = number_in(list, "msgCount");
    const std::int64_t part = number_in(list, "msgSeqNo");
    if (part < 1 || part > count || count > parts_max)
        return std::pair(kind.codes.check, std::string("报文序号与报文总数不符"));
    return std::nullopt;
}

Customs::Parts Customs::parts_of(const Subject& subject, const std::string& key) {
    Parts parts;
    parts.complete = true;
    const std::int64_t count =
        subject.kind.about == About::delivery ? 1 : number_in(subject.document, "msgCount");
    for (std::int64_t part = 1; part <= count; ++part) {
        const std::string other = key_of_part(subject.kind, subject.document, part);
        if (other == key || count == 1)
            continue;
        auto row = ledger_.find(other);
        auto document = row && row->standing == Standing::held
                            ? schemas::Document::parse(row->document)
                            : Result<schemas::Document>(fail(Errc::not_found));
        if (!document) {
            parts.complete = false;
            continue;
        }
        parts.others.push_back(std::move(*row));
        parts.documents.push_back(std::move(document).value());
    }
    return parts;
}

void Customs::take_part(const Subject& filed, HeldDocument row, const Held& held, Instant now) {
    Parts parts = parts_of(filed, row.key);
    Subject subject = filed;
    // The parts of one document have its numbers in common.
    if (!parts.others.empty()) {
        row.serial = parts.others.front().serial;
        row.accepted = parts.others.front().accepted;
        subject.serial = row.serial;
        subject.accepted = row.accepted;
    }
    std::vector<Step> steps = course(subject);
    if (!parts.complete) {
        settle(subject, row, up_to(std::move(steps), 2), now);
        return record(row, held);
    }
    Pages pages{&subject.document};
    for (const schemas::Document& document : parts.documents) pages.push_back(&document);
    if (!is_refusal(last_status(steps))) {
        if (const std::string why = objection(subject.kind, pages); !why.empty()) {
            steps = up_to(std::move(steps), 3);
            Step rejection = further(100, why).front();
            rejection.after = static_cast<int>(steps.size()) + 1;
            steps.push_back(std::move(rejection));
        }
    }
    const std::vector<Step> rest = behind(steps, 2);
    settle(subject, row, std::move(steps), now);
    record(row, held);
    for (std::size_t at = 0; at < parts.others.size(); ++at) {
        HeldDocument& other = parts.others[at];
        Subject part = subject_of(other, parts.documents[at]);
        part.ending = subject.ending;
        settle(part, other, rest, std::max(now + rules_.step, other.said));
        ledger_.set_state(other);
    }
    if (!is_refusal(row.stage))
        take_effect(subject, pages, row.said);
}

Customs::Held Customs::inventory_on_line(
    const Kind& kind, const schemas::Document& list, std::size_t line
) {
    const std::string_view invt_no = line_value(list, line, "invtNo");
    if (!invt_no.empty())
        return named_inventory(kind, invt_no);
    for (HeldDocument& row : ledger_.about_waybill(parcel_of(kind, list, line))) {
        if (row.standing != Standing::free)
            return std::move(row);
    }
    return std::nullopt;
}

std::string Customs::objection(const Kind& kind, const Pages& pages) {
    if (kind.about == About::summary)
        return summary_objection(pages);
    const auto demand = std::find_if(demands.begin(), demands.end(), [&kind](const Demand& row) {
        return row.about == kind.about;
    });
    if (demand == demands.end())
        return {};
    for (const schemas::Document* list : pages) {
        for (std::size_t line = 0; line < list->line_count(); ++line) {
            const auto inventory = inventory_on_line(kind, *list, line);
            const auto& stages = demand->stages;
            if (inventory &&
                std::find(stages.begin(), stages.end(), inventory->stage) != stages.end())
                continue;
            const std::string number(line_value(*list, line, "logisticsNo"));
            return objection_text(demand->zh, "logisticsNo:" + number);
        }
    }
    return {};
}

void Customs::take_effect(const Subject& subject, const Pages& pages, Instant base) {
    switch (subject.kind.about) {
        case About::manifest:
        case About::arrival:
            return note_parcels(subject.kind, pages, base);
        case About::departure:
            return depart(subject.kind, pages, base);
        case About::summary:
            return summarise_all(subject, pages, base);
        default:
            return;
    }
}

void Customs::note_parcels(const Kind& kind, const Pages& pages, Instant base) {
    std::set<std::string> touched;
    for (const schemas::Document* list : pages) {
        const std::string bill = bill_key(*list);
        for (std::size_t line = 0; line < list->line_count(); ++line) {
            std::string parcel = parcel_of(kind, *list, line);
            // Whoever names an inventory's number may write another carrier in the head.
            if (const auto inventory = inventory_on_line(kind, *list, line))
                parcel = inventory->waybill_key;
            ledger_.mark(parcel, kind.number, bill);
            touched.insert(std::move(parcel));
        }
        if (list->line_count() > 0 || kind.about != About::arrival || bill.empty())
            continue;
        ledger_.mark(bill, kind.number, "");
        const Kind* manifest = kind_about(kind.direction, About::manifest);
        for (std::string& parcel : ledger_.parcels_of(bill, manifest->number))
            touched.insert(std::move(parcel));
    }
    for (const std::string& parcel : touched) clear_if_ready(parcel, base);
}

void Customs::depart(const Kind& kind, const Pages& pages, Instant base) {
    for (const schemas::Document* list : pages) {
        for (std::size_t line = 0; line < list->line_count(); ++line) {
            auto inventory = inventory_on_line(kind, *list, line);
            if (!inventory || inventory->stage != 800)
                continue;
            const auto document = schemas::Document::parse(inventory->document);
            if (!document)
                continue;
            const Subject subject = subject_of(*inventory, document.value());
            settle(subject, *inventory, further(899), std::max(base, inventory->said));
            ledger_.set_state(*inventory);
        }
    }
}

/// The inventories that an application names; without any, the consignor's of the period.
std::vector<HeldDocument> Customs::to_summarise(const Pages& pages) {
    const Kind* inventory = kind_about(schemas::Direction::outward, About::inventory);
    const Kind* summary = kind_about(schemas::Direction::outward, About::summary);
    std::vector<HeldDocument> found;
    std::set<std::string> seen;
    for (const schemas::Document* page : pages) {
        for (std::size_t line = 0; line < page->line_count(); ++line) {
            auto row = named_inventory(*summary, line_value(*page, line, "invtNo"));
            if (row && seen.insert(row->invt_no).second)
                found.push_back(std::move(*row));
        }
    }
    if (!seen.empty() || pages.front()->line_count() > 0)
        return found;
    const std::string_view start = head_value(*pages.front(), "startTime");
    const std::string_view end = head_value(*pages.front(), "endTime");
    for (HeldDocument& row : ledger_.closed(inventory->number, summarised_max)) {
        const auto document = schemas::Document::parse(row.document);
        const std::string closed = china_time14(row.said);
        const bool within = (start.empty() || closed >= start) && (end.empty() || closed <= end);
        if (!document || !within)
            continue;
        const bool summary_flag = head_value(document.value(), "statisticsFlag") == "B";
        const std::string_view consignor = head_value(document.value(), "ebcCode");
        if (summary_flag && consignor == head_value(*pages.front(), "ebcCode"))
            found.push_back(std::move(row));
    }
    return found;
}

std::string Customs::summary_objection(const Pages& pages) {
    const Kind* summary = kind_about(schemas::Direction::outward, About::summary);
    for (const schemas::Document* page : pages) {
        for (std::size_t line = 0; line < page->line_count(); ++line) {
            const std::string invt_no(line_value(*page, line, "invtNo"));
            const auto row = named_inventory(*summary, invt_no);
            if (!row || row->stage != 899)
                return objection_text("清单未结关或已汇总", "invtNo:" + invt_no);
            const auto document = schemas::Document::parse(row->document);
            if (!document || head_value(document.value(), "statisticsFlag") != "B")
                return objection_text("清单不属于汇总申报", "invtNo:" + invt_no);
            if (head_value(document.value(), "ebcCode") != head_value(*page, "ebcCode"))
                return objection_text("清单的收发货人不一致", "invtNo:" + invt_no);
        }
    }
    if (to_summarise(pages).empty())
        return objection_text("没有可汇总的清单", "invtNo:");
    return {};
}

void Customs::summarise_all(const Subject& subject, const Pages& pages, Instant base) {
    const std::vector<HeldDocument> rows = to_summarise(pages);
    std::vector<schemas::Document> documents;
    documents.reserve(rows.size());
    std::vector<Summarised> inventories;
    for (const HeldDocument& row : rows) {
        auto document = schemas::Document::parse(row.document);
        if (!document)
            continue;
        documents.push_back(std::move(document).value());
        inventories.push_back({&documents.back(), row.invt_no});
        HeldDocument closed = row;
        closed.stage = stage_summarised;
        ledger_.set_state(closed);
    }
    const Instant first = base + rules_.step;
    const Instant second = first + 2 * rules_.step;
    std::map<std::size_t, std::int64_t> serials;
    SummaryNames names;
    names.sum_no =
        customs_number(subject.document, subject.kind.letter, subject.serial, subject.accepted);
    names.first_time = china_time17(first);
    names.second_time = china_time17(second);
    names.guid = [this] { return own_guid(); };
    names.number = [&](char letter, std::size_t declaration) {
        const auto [serial, fresh] = serials.try_emplace(declaration, 0);
        if (fresh)
            serial->second = ledger_.next_serial();
        return customs_number(subject.document, letter, serial->second, subject.accepted);
    };
    const SummaryResults results = summarise(*pages.front(), inventories, names);
    for (const schemas::Document& document : results.first) write(subject, document, first);
    for (const schemas::Document& document : results.second) write(subject, document, second);
}

}  // namespace tg::sandbox
