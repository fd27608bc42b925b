// Merge keys: head - consignor, transport mode, country, exit customs and, where summaryFlag says
// so, the producing enterprise; line - country, commodity code, currency and, where itemNameFlag
// says so, the goods name.
#include "adapters/sandbox/summary.hpp"

#include "adapters/sandbox/kinds.hpp"
#include "adapters/sandbox/returns.hpp"
#include "gateway/core/decimal.hpp"
#include "schemas/catalogue.hpp"

#include <map>

namespace tg::sandbox {

namespace {

using schemas::Document;
using schemas::Group;

constexpr std::uint16_t result_number = 792;
constexpr std::size_t lines_per_result = 100;  // of the 2018 edition
// The values of decState are not published.
constexpr std::string_view state_merged = "1";
constexpr std::string_view state_declared = "2";

struct Item {
    std::string invt_no, logistics_no, gseqno, gnum, gcode;
};

void put(Document& out, std::string_view element, std::string_view value) {
    const auto field = schemas::find_field(out.table(), Group::head, element);
    if (field && !value.empty())
        out.set(*field, value);
}
void put(Document& out, std::size_t line, std::string_view element, std::string_view value) {
    const auto field = schemas::find_field(out.table(), Group::line, element);
    if (field)
        out.set(line, *field, value);
}

std::string head_key(const Document& application, const Document& inventory) {
    std::string key;
    for (const std::string_view element : {"ebcCode", "trafMode", "country", "portCode"})
        key += std::string(head_value(inventory, element)) + "|";
    if (head_value(application, "summaryFlag") == "2")
        key += head_value(inventory, "ownerCode");
    return key;
}

std::string line_key(const Document& application, const Document& inventory, std::size_t line) {
    std::string key;
    for (const std::string_view element : {"country", "gcode", "currency"})
        key += std::string(line_value(inventory, line, element)) + "|";
    if (head_value(application, "itemNameFlag") == "1")
        key += line_value(inventory, line, "gname");
    return key;
}

std::string weight(std::span<const Summarised* const> group, std::string_view element) {
    Decimal sum;
    for (const Summarised* each : group) {
        const auto value = Decimal::parse(head_value(*each->inventory, element));
        sum = sum.plus(value.value_or(Decimal())).value_or(sum);
    }
    return sum.text();
}

std::vector<Item> items_of(const Document& application, std::span<const Summarised* const> group) {
    std::map<std::string, std::size_t> numbers;
    std::vector<Item> items;
    for (const Summarised* each : group) {
        const Document& inventory = *each->inventory;
        for (std::size_t line = 0; line < inventory.line_count(); ++line) {
            const auto merged =
                numbers.try_emplace(line_key(application, inventory, line), numbers.size() + 1);
            items.push_back(
                {each->invt_no,
                 std::string(head_value(inventory, "logisticsNo")),
                 std::to_string(merged.first->second),
                 std::string(line_value(inventory, line, "gnum")),
                 std::string(line_value(inventory, line, "gcode"))}
            );
        }
    }
    return items;
}

Document head_of(
    const Document& application,
    std::span<const Summarised* const> group,
    const SummaryNames& names,
    std::size_t declaration
) {
    Document out(*schemas::find_table(result_number));
    put(out, "guid", names.guid());
    for (const std::string_view element :
         {"customsCode",
          "agentCode",
          "agentName",
          "ebcCode",
          "ebcName",
          "declAgentCode",
          "declAgentName"})
        put(out, element, head_value(application, element));
    put(out, "sumNo", names.sum_no);
    put(out, "declSeqNo", names.number('D', declaration));
    put(out, "grossWeight", weight(group, "grossWeight"));
    put(out, "netWeight", weight(group, "netWeight"));
    return out;
}

}  // namespace

SummaryResults summarise(
    const Document& application, std::span<const Summarised> inventories, const SummaryNames& names
) {
    std::map<std::string, std::vector<const Summarised*>> groups;
    for (const Summarised& each : inventories)
        groups[head_key(application, *each.inventory)].push_back(&each);
    SummaryResults results;
    std::size_t declaration = 0;
    for (const auto& [key, group] : groups) {
        const std::vector<Item> items = items_of(application, group);
        const std::size_t parts = (items.size() + lines_per_result - 1) / lines_per_result;
        for (std::size_t part = 0; part < parts; ++part) {
            Document& out =
                results.first.emplace_back(head_of(application, group, names, declaration));
            put(out, "opDate", names.first_time);
            put(out, "decState", state_merged);
            put(out, "msgCount", std::to_string(parts));
            put(out, "msgSeqNo", std::to_string(part + 1));
            const std::size_t end = std::min(items.size(), (part + 1) * lines_per_result);
            for (std::size_t at = part * lines_per_result; at < end; ++at) {
                const std::size_t line = out.add_line();
                put(out, line, "invtNo", items[at].invt_no);
                put(out, line, "logisticsNo", items[at].logistics_no);
                put(out, line, "gseqno", items[at].gseqno);
                put(out, line, "gnum", items[at].gnum);
                put(out, line, "gcode", items[at].gcode);
            }
        }
        Document& out =
            results.second.emplace_back(head_of(application, group, names, declaration));
        put(out, "opDate", names.second_time);
        put(out, "decState", state_declared);
        put(out, "decTmpNo", names.number('Z', declaration));
        put(out, "decPreNo", names.number('P', declaration));
        put(out, "entryId", names.number('B', declaration));
        put(out, "msgCount", "1");
        put(out, "msgSeqNo", "1");
        ++declaration;
    }
    return results;
}

}  // namespace tg::sandbox
