// The table compiler: `tg_schema_compiler SCHEMAS_FOLDER OUTPUT_FOLDER`. Reads and checks every
// table, says every fault as `file:line: reason` and ends with 1, or writes the C++ that the
// library tg_schemas is made of.
#include "schemas/compiler/model.hpp"

#include <iostream>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: tg_schema_compiler SCHEMAS_FOLDER OUTPUT_FOLDER\n";
        return 2;
    }
    tg::compiler::Model model;
    model.root = argv[1];
    tg::compiler::read_code_lists(model);
    tg::compiler::read_messages(model);
    tg::compiler::read_mappings(model);
    tg::compiler::read_procedures(model);
    for (const auto& fault : model.faults.lines()) {
        std::cerr << fault << '\n';
    }
    if (!model.faults.lines().empty()) {
        std::cerr << model.faults.lines().size() << " faults; nothing was written\n";
        return 1;
    }
    if (!tg::compiler::write_all(model, argv[2])) {
        std::cerr << argv[2] << ": cannot be written\n";
        return 1;
    }
    return 0;
}
