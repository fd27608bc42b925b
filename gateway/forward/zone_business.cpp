// See zone_business.hpp.
#include "gateway/forward/zone_business.hpp"

#include "schemas/catalogue.hpp"
#include "schemas/mapping.hpp"

#include <algorithm>

namespace tg::forward {
namespace {

std::string row_of(const schemas::ProcedureSection& section) {
    const bool in = section.direction == schemas::Direction::import;
    return (in ? "import " : "export ") + std::string(section.procedure);
}

}  // namespace

std::vector<Business> read_business(
    TomlFields& fields, const std::vector<std::string>& here, TomlFaults& faults
) {
    std::vector<Business> out;
    for (const auto* table : fields.tables("business")) {
        TomlFields row(*table, faults);
        Business one;
        one.id = row.required_text("id");
        one.name_zh = row.required_text("name_zh");
        one.name_en = row.required_text("name_en");
        one.procedures = row.texts("procedures");
        if (one.procedures.empty())
            row.fault("procedures", {"missing key procedures", "缺少键 procedures"});
        const std::vector<std::string_view> names(here.begin(), here.end());
        for (const auto& procedure : one.procedures)
            if (std::ranges::find(here, procedure) == here.end())
                row.fault(
                    "procedures",
                    with_nearest(
                        {"the place does no " + procedure, "该场所不办理 " + procedure},
                        nearest_name(procedure, names)
                    )
                );
        if (std::ranges::find(out, one.id, &Business::id) != out.end())
            row.fault("id", {"business " + one.id + " given twice", "业务 " + one.id + " 重复"});
        row.refuse_the_rest();
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<std::string> messages_of(std::string_view procedure_row) {
    std::vector<std::string> out;
    for (const auto& section : schemas::procedure_sections())
        if (row_of(section) == procedure_row)
            out.push_back("CEB" + std::to_string(schemas::table_at(section.table).number));
    return out;
}

}  // namespace tg::forward
