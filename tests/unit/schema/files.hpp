// Small files for the tests of the schema stage: a sound order message in pieces, and the place of
// what is wrong with it.
#pragma once

#include "gateway/schema/check.hpp"

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace tg::test {

/// A sound waybill receipt: the shortest message there is.
inline std::string receipt_file() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<CEB512Message xmlns=\"http://www.chinaport.gov.cn/ceb\" "
           "guid=\"7C9E6679-7425-40DE-944B-E07FC1F90AE7\" version=\"1.0\">\n"
           "<LogisticsReturn>\n"
           "<guid>0F8FAD5B-D9CB-469F-A165-70867728950E</guid>\n"
           "<logisticsCode>4600000003</logisticsCode>\n"
           "<logisticsNo>LN0001</logisticsNo>\n"
           "<returnStatus>2</returnStatus>\n"
           "<returnTime>20250301120000123</returnTime>\n"
           "<returnInfo>新增申报成功</returnInfo>\n"
           "</LogisticsReturn>\n"
           "</CEB512Message>\n";
}

/// The first `what` replaced; an unknown one is a mistake of the test.
inline std::string with(std::string text, std::string_view what, std::string_view by) {
    const auto at = text.find(what);
    return at == std::string::npos ? std::string("no such text: ") + std::string(what)
                                   : text.replace(at, what.size(), by);
}

struct Told {
    std::string rule;
    std::size_t line = 0;
    std::string path;
    bool operator==(const Told&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Told& told) {
        return out << told.rule << ", line " << told.line << ", " << told.path;
    }
};

inline std::vector<Told> told(const schema::CheckReport& report) {
    std::vector<Told> all;
    for (const auto& finding : report.findings) {
        const std::string inside = finding.layer == schema::Layer::enclosed ? "Data:" : "";
        all.push_back(
            {std::string(schema::entry_of(finding.rule).name), finding.line, inside + finding.path}
        );
    }
    return all;
}

inline std::vector<Told> told(std::string_view file) {
    return told(schema::check(file, schema::Edition::common));
}

}  // namespace tg::test
