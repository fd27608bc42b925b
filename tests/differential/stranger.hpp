// A stranger's validator: libxml2 with the XSD files that the program writes, loaded once.
#pragma once

#include "gateway/schema/write_xsd.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace tg::test {

struct Opinion {
    bool holds = false;
    std::size_t element = 0;  ///< of the first complaint: the n-th start tag; 0 when there is none
    std::string name;         ///< its name
    std::string words;        ///< libxml2's own sentence
};

class Stranger {
 public:
    /// Reads `file` from a folder with all the schema files. Aborts the test when it does not load.
    explicit Stranger(const std::string& file);
    ~Stranger();
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;

    [[nodiscard]] Opinion judge(std::string_view bytes) const;

    /// One for each schema file, made when first asked for.
    static const Stranger& of(schemas::Direction direction, schemas::Edition edition);
    static const Stranger& of_envelopes();

 private:
    struct Loaded;
    std::unique_ptr<Loaded> loaded_;
};

}  // namespace tg::test
