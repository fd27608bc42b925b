// A dialect read from a text or a shipped file, and a voice for it.
#pragma once

#include "gateway/dialect/read_dialect.hpp"
#include "gateway/dialect/speak.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>

namespace tg::dialect {

inline std::filesystem::path shipped(const std::string& name) {
    return std::filesystem::path(TG_SOURCE_DIR) / "config/zones/dialects" / (name + ".toml");
}

/// What a channel would hold.
struct Speech {
    Dialect dialect;
    std::map<std::string, std::string, std::less<>> ids;
    std::map<std::string, Secret, std::less<>> secrets;
    std::string faults;

    [[nodiscard]] Voice voice() const { return {&dialect, &ids, &secrets}; }
};

/// The faults of a text, or "".
inline Speech read_text(std::string_view toml) {
    Speech speech;
    TomlFaults faults;
    faults.file("d.toml");
    const auto tree = parse_toml(toml);
    EXPECT_FALSE(tree.flaw) << *tree.flaw;
    speech.dialect = read_dialect("d", tree.root, faults);
    if (!faults.none()) {
        const auto all = std::move(faults).all("d");
        for (const auto& part : all.parts) speech.faults += part.args.at(0) + "\n";
    }
    return speech;
}

inline Speech read_shipped(const std::string& name) {
    Speech speech;
    TomlFaults faults;
    faults.file(name);
    const auto tree = read_toml(shipped(name));
    EXPECT_FALSE(tree.flaw) << name << *tree.flaw;
    speech.dialect = read_dialect(name, tree.root, faults);
    if (!faults.none()) {
        const auto all = std::move(faults).all(name);
        for (const auto& part : all.parts) speech.faults += part.args.at(0) + "\n";
    }
    EXPECT_EQ(speech.faults, "");
    for (const auto& id : speech.dialect.ids) speech.ids[id] = "ID-" + id;
    return speech;
}

/// Values of a message handed over at 2025-03-01 12:00:00 in Beijing.
inline Given given_message(const std::string& message) {
    return {
        {"copMsgId", "DXPENT0000000001202503011200000001"},
        {"messageType", "CEB311Message"},
        {"messageNumber", "311"},
        {"direction", "import"},
        {"sender", "DXPENT0000000001"},
        {"receiver", "DXPEDCCEB0000002"},
        {"message", message},
        {"dxp", "<DxpMsg>" + message + "</DxpMsg>"},
        {"created", "1740801600000"},
        {"now", "1740801600000"},
        {"serial", "0123456789abcdef0123456789abcdef"},
    };
}

}  // namespace tg::dialect
