// The enterprises that the e-port knows: code, exchange number, certificate. Read from the same
// file as the gateway's parties file; private keys named there are not looked at.
#pragma once

#include "gateway/core/result.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace tg::sandbox {

class Parties {
 public:
    /// [[enterprise]] with code, name, dxp_id, certificate (a PEM file; relative to the parties
    /// file). Every error at once, as parts of Errc::bad_config.
    static Result<Parties> load(const std::filesystem::path& file);

    void add(std::string code, std::string dxp_id, std::string certificate_der);

    /// Is this the certificate registered for that enterprise?
    [[nodiscard]] bool certified(std::string_view code, std::string_view certificate_der) const;
    [[nodiscard]] bool knows_dxp_id(std::string_view dxp_id) const;

 private:
    std::map<std::string, std::string, std::less<>> certificate_of_;  // code -> DER
    std::set<std::string, std::less<>> dxp_ids_;
};

/// DER of the first certificate of a PEM text, or empty.
std::string der_of_pem(std::string_view pem);

/// The whole file. Errc::io_failed.
Result<std::string> read_file(const std::filesystem::path& file);

}  // namespace tg::sandbox
