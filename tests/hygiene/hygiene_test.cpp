// Rules of the house that a reading of the source can check: include direction, no binary floating
// point, the coroutine rule of GCC 12, headers and first lines, bounded files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace tg {
namespace {

namespace fs = std::filesystem;
const fs::path root{TG_SOURCE_DIR};

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<fs::path> sources(std::initializer_list<const char*> folders) {
    std::vector<fs::path> found;
    for (const char* folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const auto extension = entry.path().extension();
            if (extension == ".cpp" || extension == ".hpp")
                found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::string shown(const fs::path& file) {
    return fs::relative(file, root).string();
}

/// Source without comments and without the contents of literals, so that words inside them do not
/// count.
std::string code_of(const fs::path& file) {
    const auto text = text_of(file);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 2, "//") == 0) {
            while (i < text.size() && text[i] != '\n') ++i;
        } else if (text.compare(i, 2, "/*") == 0) {
            i = text.find("*/", i);
            if (i == std::string::npos)
                break;
            ++i;
            continue;
        } else if (text.compare(i, 3, "R\"(") == 0) {
            i = text.find(")\"", i);
            if (i == std::string::npos)
                break;
            out += "\"\"";
            ++i;
            continue;
        } else if (text[i] == '"') {
            for (++i; i < text.size() && text[i] != '"'; ++i) {
                if (text[i] == '\\')
                    ++i;
            }
            out += "\"\"";
            continue;
        } else if (text[i] == '\'' && i + 2 < text.size() && (text[i + 2] == '\'' || text[i + 1] == '\\')) {
            i = text.find('\'', i + (text[i + 1] == '\\' ? 3 : 2));
            if (i == std::string::npos)
                break;
            out += "' '";
            continue;
        }
        if (i < text.size())
            out += text[i];
    }
    return out;
}

std::vector<std::string> stages() {
    const auto text = text_of(root / "gateway/CMakeLists.txt");
    const auto begin = text.find("set(TG_STAGES") + 13;
    std::istringstream list(text.substr(begin, text.find(')', begin) - begin));
    std::vector<std::string> names;
    for (std::string name; list >> name;) names.push_back(name);
    return names;
}

TEST(Hygiene, CodeIncludesDownwardOnly) {
    const auto order = stages();
    ASSERT_GE(order.size(), 10U);
    std::map<std::string, std::size_t> level;
    for (std::size_t i = 0; i < order.size(); ++i) level[order[i]] = i;
    const std::regex include("#include \"gateway/([a-z_]+)/");
    for (const auto& file : sources({"gateway", "schemas", "adapters"})) {
        const auto name = shown(file);
        const auto text = text_of(file);
        for (std::sregex_iterator at(text.begin(), text.end(), include), end; at != end; ++at) {
            const std::string target = (*at)[1];
            if (name.starts_with("schemas/")) {
                EXPECT_EQ(target, "core") << name;
                continue;
            }
            if (name.starts_with("adapters/sandbox/")) {
                // The simulated window judges with the strict verifier and the guard, never with
                // the writing path.
                const std::set<std::string> allowed{
                    "core", "runtime", "forward", "receipt", "sign"};
                EXPECT_TRUE(allowed.contains(target)) << name << " includes " << target;
                EXPECT_EQ(text.find("gateway/sign/signer.hpp"), std::string::npos) << name;
                continue;
            }
            if (name.starts_with("adapters/")) {
                const std::set<std::string> allowed{
                    "core", "runtime", "dialect", "forward", "receipt"};
                EXPECT_TRUE(allowed.contains(target)) << name << " includes " << target;
                continue;
            }
            const auto own = name.substr(8, name.find('/', 8) - 8);
            if (own == "app" || !level.contains(own))
                continue;  // app and the pipeline may include anything
            ASSERT_TRUE(level.contains(target)) << name << " includes " << target;
            EXPECT_LE(level[target], level[own]) << name << " includes upward: " << target;
        }
    }
}

TEST(Hygiene, OnlyAFewFilesKnowBeastAndOnlyTheRuntimeShowsAsio) {
    int with_beast = 0;
    for (const auto& file : sources({"gateway", "schemas", "adapters"})) {
        const auto name = shown(file);
        const auto text = text_of(file);
        if (text.find("<boost/beast") != std::string::npos)
            ++with_beast;
        if (!name.starts_with("gateway/runtime/")) {
            EXPECT_EQ(text.find("<boost/asio"), std::string::npos) << name;
            EXPECT_EQ(text.find("<boost/beast"), std::string::npos) << name;
        }
    }
    EXPECT_LE(with_beast, 8);
}

TEST(Hygiene, ThirdPartyTypesStayOutOfHeaders) {
    const std::regex foreign(
        "#include <(pugixml|rapidjson|openssl|sqlite3|toml\\+\\+|libxml|prometheus|spdlog)"
    );
    for (const auto& file : sources({"gateway", "adapters", "schemas"})) {
        if (file.extension() != ".hpp")
            continue;
        const auto text = text_of(file);
        std::smatch found;
        // Handles that live and die inside one folder may be named in its own private headers.
        static const std::set<std::string> private_headers{
            "gateway/sign/openssl_handles.hpp",
            "gateway/receipt/xml_document.hpp",
            "gateway/store/sqlite_db.hpp",
            "adapters/sandbox/sqlite.hpp",
            "gateway/sign/signed_xml.hpp",
        };
        if (private_headers.contains(shown(file)))
            continue;
        EXPECT_FALSE(std::regex_search(text, found, foreign)) << shown(file) << ": " << found.str();
    }
}

TEST(Hygiene, MoneyIsNeverBinaryFloatingPoint) {
    const std::regex floating("\\b(double|float)\\b");
    for (const auto& file : sources({"gateway", "schemas", "adapters"})) {
        if (shown(file) == "gateway/core/metrics.cpp")
            continue;  // the metrics library counts in it
        EXPECT_FALSE(std::regex_search(code_of(file), floating)) << shown(file);
    }
}

TEST(Hygiene, NoTemporaryOrCapturingLambdaInAStatementThatAwaits) {
    // GCC 12 destroys such temporaries twice. A statement is what stands between ; { and }.
    const std::regex capture("\\[[^\\]\\[]+\\]\\s*(\\([^)]*\\))?\\s*(mutable)?\\s*(->[^{]*)?\\{");
    const std::regex temporary("[A-Za-z_>]\\{[^}]*\\}");
    for (const auto& file : sources({"gateway", "adapters"})) {
        const auto code = code_of(file);
        for (std::size_t at = code.find("co_await"); at != std::string::npos;
             at = code.find("co_await", at + 1)) {
            const auto end = code.find(';', at);
            if (end == std::string::npos)
                break;
            const auto statement = code.substr(at, end - at);
            const auto line =
                std::count(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
            // A condition's statement ends where its block begins.
            const auto block = statement.find(") {\n");
            const auto awaited = statement.substr(0, block);
            EXPECT_FALSE(std::regex_search(awaited, capture)) << shown(file) << ":" << line;
            EXPECT_FALSE(std::regex_search(awaited, temporary))
                << shown(file) << ":" << line << "\n"
                << awaited;
        }
    }
}

TEST(Hygiene, EveryFileSaysFirstWhatItIsFor) {
    for (const auto& file : sources({"gateway", "schemas", "adapters", "tests"})) {
        EXPECT_TRUE(text_of(file).starts_with("// ")) << shown(file);
    }
}

TEST(Hygiene, NothingIsDetachedUnfinishedOrCommentedOut) {
    const std::regex marks("\\b(TODO|FIXME|XXX)\\b(?!\\(#)");
    for (const auto& file : sources({"gateway", "schemas", "adapters"})) {
        EXPECT_FALSE(std::regex_search(text_of(file), marks)) << shown(file);
        EXPECT_EQ(code_of(file).find("detached"), std::string::npos) << shown(file);
        EXPECT_EQ(code_of(file).find("using namespace std"), std::string::npos) << shown(file);
    }
}

TEST(Hygiene, FilesStayReadable) {
    for (const auto& file : sources({"gateway", "schemas", "adapters"})) {
        const auto text = text_of(file);
        const auto lines = std::count(text.begin(), text.end(), '\n');
        // One table of keys and their readers; the TOML library stays in this one file.
        if (shown(file) == "gateway/forward/zone_files.cpp")
            continue;
        EXPECT_LE(lines, 430) << shown(file) << " is it one thing?";
    }
}

TEST(Hygiene, ReadmesNameTheTwoCommands) {
    for (const char* name : {"README.md", "README.zh-CN.md"}) {
        const auto text = text_of(root / name);
        EXPECT_NE(text.find("./dev run"), std::string::npos) << name;
        EXPECT_NE(text.find("./dev test"), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace tg
