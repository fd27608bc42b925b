// `tongguan schema ...`.
#include "gateway/app/schema_command.hpp"

#include "gateway/app/commands.hpp"
#include "gateway/core/result.hpp"
#include "gateway/schema/check.hpp"
#include "gateway/schema/manual.hpp"
#include "gateway/schema/read_xml.hpp"
#include "gateway/schema/write_xsd.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <optional>
#include <system_error>

namespace tg::app {
namespace {

Result<void> write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out)
        return fail(
            Errc::io_failed, path.string(), {path.string(), "cannot be written / 无法写入"}
        );
    return success();
}

/// At most one byte more than the check takes: enough to refuse a file without reading all of it.
std::optional<std::string> beginning_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::error_code unknown;
    if (!in || std::filesystem::is_directory(path, unknown))
        return {};
    std::string text;
    std::vector<char> block(std::size_t{1} << 20U);
    while (in && text.size() <= schema::xml_bytes_max) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        text.append(block.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad())
        return {};
    return text;
}

Result<void> write_schemas(const SchemaXsdOptions& options) {
    std::optional<schemas::Direction> direction;
    if (!options.direction.empty())
        direction = options.direction == "import" ? schemas::Direction::import
                                                  : schemas::Direction::outward;
    std::error_code failure;
    std::filesystem::create_directories(options.out, failure);
    if (failure) {
        const auto where = options.out.string();
        return fail(Errc::io_failed, where, {where, failure.message()});
    }
    for (const auto& file :
         schema::schema_files(direction, schemas::edition_from(options.edition))) {
        TG_TRY(write_file(options.out / file.name, file.text));
        std::cout << (options.out / file.name).string() << "\n";
    }
    return success();
}

}  // namespace

int schema_xsd(const SchemaXsdOptions& options) {
    return exit_status(write_schemas(options));
}

int schema_check(const SchemaCheckOptions& options) {
    const auto edition = schemas::edition_from(options.edition).value_or(schema::Edition::common);
    int code = 0;
    for (const auto& file : options.files) {
        const auto bytes = beginning_of(file);
        if (!bytes) {
            const auto name = file.string();
            complain(fail(Errc::io_failed, name, {name, "cannot be read / 无法读取"}));
            code = 2;
            continue;
        }
        const auto report = schema::check(*bytes, edition);
        if (options.json)
            std::cout << schema::report_json(report, file.string()) << "\n";
        else
            std::cout << schema::report_text(report, file.string());
        if (!report.holds())
            code = std::max(code, 1);
    }
    return code;
}

int schema_manual(const std::filesystem::path& out) {
    return exit_status(write_file(out, schema::manual()));
}

}  // namespace tg::app
