// See intake_folders.hpp.
#include "gateway/app/intake_folders.hpp"

#include "gateway/core/faults.hpp"
#include "gateway/core/toml_fields.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <set>

namespace tg::app {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::string_view table_name = "intake_folder";
constexpr std::size_t name_size_max = 40, enterprise_code_max = 18;
constexpr std::int64_t bytes_default = std::int64_t{256} << 20, bytes_most = std::int64_t{4} << 30;
constexpr std::int64_t rest_most_ms = 3'600'000, tenant_most = 1'000'000'000;
constexpr milliseconds rest_default{3'000};

bool is_plain_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    };
    return !name.empty() && name.size() <= name_size_max && std::ranges::all_of(name, fits);
}

class FolderReader {
 public:
    FolderReader(fs::path base, TomlFaults& faults) : base_(std::move(base)), faults_(faults) {}

    drop::FolderOptions read(const TomlValue& table) {
        TomlFields fields(table, faults_);
        drop::FolderOptions folder;
        read_caller(fields, folder);
        folder.in = path(fields, "in");
        folder.out = path(fields, "out");
        folder.done = path(fields, "done");
        judge_devices(fields, folder);
        folder.shapes = fields.texts("shapes");
        const auto encoding = fields.one_of("encoding", "utf8", {"utf8", "gb18030"});
        if (encoding == "gb18030")
            folder.encoding = shapes::Encoding::gb18030;
        folder.file_bytes_max = static_cast<std::uint64_t>(
            fields.number("file_bytes_max", bytes_default, 1'024, bytes_most)
        );
        folder.rest = fields.time("rest_ms", rest_default, rest_most_ms);
        fields.refuse_the_rest();
        return folder;
    }

 private:
    void read_caller(TomlFields& fields, drop::FolderOptions& folder) {
        folder.name = fields.required_text("name");
        if (!folder.name.empty() && !is_plain_name(folder.name))
            fields.fault(
                "name",
                {"name takes up to 40 letters, digits, '-' and '_'",
                 "name 最多 40 个字母、数字、- 或 _"}
            );
        if (!folder.name.empty() && !names_.insert(folder.name).second)
            fields.fault("name", {"name given twice: " + folder.name, "名称重复：" + folder.name});
        auto& caller = folder.caller;
        caller.tenant = TenantId(fields.number("tenant", 0, 1, tenant_most));
        if (!fields.has("tenant"))
            fields.fault("tenant", {"missing key tenant", "缺少键 tenant"});
        // A blank is in no name of an API key: the two never share idempotency keys.
        caller.key_name = "folder " + folder.name;
        const auto role = fields.one_of("role", "seller", {"seller", "logistics", "admin"});
        caller.role = intake::role_from(role).value_or(intake::Role::seller);
        caller.enterprises = fields.texts("enterprises");
        std::ranges::sort(caller.enterprises);
        const auto unfit = [](const std::string& code) {
            return code.empty() || code.size() > enterprise_code_max;
        };
        if (std::ranges::any_of(caller.enterprises, unfit))
            fields.fault(
                "enterprises", {"an enterprise code has up to 18 characters", "企业代码最多 18 位"}
            );
        if (caller.enterprises.empty() && caller.role != intake::Role::admin)
            fields.fault(
                "enterprises", {"this role needs one enterprise at least", "该角色至少需要一个企业"}
            );
    }

    fs::path path(TomlFields& fields, std::string_view key) {
        const auto text = fields.required_text(key);
        if (text.empty())
            return {};
        auto folder = (base_ / text).lexically_normal();
        if (!folder.has_filename())
            folder = folder.parent_path();
        if (!folders_.insert(folder).second)
            fields.fault(
                key,
                {"this folder is used twice: " + folder.string(),
                 "文件夹重复使用：" + folder.string()}
            );
        return folder;
    }

    /// Files are moved from `in` to `done` by renaming.
    void judge_devices(const TomlFields& fields, const drop::FolderOptions& folder) const {
        struct stat in {};
        struct stat done {};
        if (::stat(folder.in.c_str(), &in) != 0 || ::stat(folder.done.c_str(), &done) != 0)
            return;  // told when the folder is looked into: it may be mounted later
        if (in.st_dev != done.st_dev)
            fields.fault(
                "done", {"in and done must be on one file system", "in 与 done 须在同一文件系统"}
            );
    }

    fs::path base_;
    TomlFaults& faults_;
    std::set<std::string> names_;
    std::set<fs::path> folders_;
};

std::string list_of(const std::vector<std::string>& texts) {
    std::string out = "[";
    for (const auto& text : texts) out += (out.size() > 1 ? ", \"" : "\"") + text + "\"";
    return out + "]";
}

}  // namespace

std::vector<drop::FolderOptions> read_intake_folders(
    const fs::path& file, std::vector<Error>& faults
) {
    std::vector<drop::FolderOptions> folders;
    const auto tree = read_toml(file);
    if (tree.flaw)
        return folders;
    TomlFaults found;
    found.file(file.string());
    TomlFields root(tree.root, found);
    FolderReader reader(fs::absolute(file).parent_path(), found);
    for (const auto* table : root.tables(table_name)) folders.push_back(reader.read(*table));
    if (!found.none())
        add_faults(faults, std::move(found).all(file));
    return folders;
}

Result<void> check_intake_shapes(
    const std::vector<drop::FolderOptions>& folders, const shapes::ShapeBook& shapes
) {
    std::vector<Error> faults;
    for (const auto& folder : folders) {
        std::set<shapes::Medium> media;
        for (const auto& name : folder.shapes) {
            const auto shape = shapes.find(name);
            const auto where = "intake_folder " + folder.name;
            if (!shape) {
                faults.push_back(shape.error());
                faults.back().where = where;
            } else if (!media.insert(shape.value()->medium).second) {
                faults.push_back(fail(
                    Errc::bad_config,
                    where,
                    {where + ": two mappings of one kind of file / 同类文件有两个映射: " + name}
                ));
            }
        }
    }
    if (faults.empty())
        return success();
    Error all = fail(Errc::bad_config, std::string(table_name), {std::string(table_name)});
    all.parts = std::move(faults);
    return all;
}

std::string print_intake_folders(const std::vector<drop::FolderOptions>& folders) {
    std::string out;
    for (const auto& one : folders) {
        const bool gb = one.encoding == shapes::Encoding::gb18030;
        out += "\n[[intake_folder]]\nname = \"" + one.name +
               "\"\ntenant = " + std::to_string(one.caller.tenant.value()) + "\nrole = \"" +
               std::string(intake::role_name(one.caller.role)) +
               "\"\nenterprises = " + list_of(one.caller.enterprises) + "\nin = \"" +
               one.in.string() + "\"\nout = \"" + one.out.string() + "\"\ndone = \"" +
               one.done.string() + "\"\nshapes = " + list_of(one.shapes) + "\nencoding = \"" +
               (gb ? "gb18030" : "utf8") +
               "\"\nfile_bytes_max = " + std::to_string(one.file_bytes_max) +
               "\nrest_ms = " + std::to_string(one.rest.count()) + "\n";
    }
    return out;
}

std::string_view commented_intake_folder() {
    return "\n# Folders that orders are taken from, one table each: whoever may write into `in` "
           "files "
           "in the name of this table,\n"
           "# as with an API key of that tenant, role and those enterprises. "
           "<name>.json, .ndjson, .jsonl or .csv is answered\n"
           "# by <name>.answer.ndjson in `out` and moved to `done` (on the file system of `in`). "
           "shapes: mappings (GET /v1/shapes),\n"
           "# at most one of CSV and one of JSON; without one of JSON, JSON is our own form. "
           "encoding: of CSV, utf8 or gb18030.\n"
           "# A file is read when it has not changed for rest_ms. See deploy/sftp/README.md.\n"
           "# 申报文件夹，每个一张表：能写入 in 的人即以该表的租户、角色和企业申报，等同于一个 API "
           "密钥。\n"
           "# 文件 <name>.json、.ndjson、.jsonl、.csv 的应答为 out 中的 "
           "<name>.answer.ndjson，文件随后移到 done（须与 in 同一文件系统）。\n"
           "# shapes 为平台映射，CSV 与 JSON "
           "各至多一个；没有 JSON 映射时为本网关格式。encoding 为 CSV 的编码。\n"
           "# 文件在 rest_ms 毫秒内不再变化才读取。见 deploy/sftp/README.md。\n"
           "#[[intake_folder]]\n#name = \"shop-one\"\n#tenant = 1\n#role = \"seller\"\n"
           "#enterprises = [\"2102960D02\"]\n#in = \"/srv/tongguan/shop-one/in\"\n"
           "#out = \"/srv/tongguan/shop-one/out\"\n#done = \"/srv/tongguan/shop-one/done\"\n"
           "#shapes = [\"order_sheet\"]\n#encoding = \"utf8\"\n#file_bytes_max = 268435456\n"
           "#rest_ms = 3000\n";
}

}  // namespace tg::app
