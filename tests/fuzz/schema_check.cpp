// Fuzzes the schema check: any bytes end in a report, and one that holds has nothing to tell.
#include "gateway/schema/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    for (const auto edition : tg::schema::all_editions) {
        const auto report = tg::schema::check({data, size}, edition);
        const auto text = tg::schema::report_text(report, "file");
        const auto json = tg::schema::report_json(report, "file");
        if (text.empty() || json.empty() || (report.holds() && report.left_out != 0))
            __builtin_trap();
    }
    return 0;
}
