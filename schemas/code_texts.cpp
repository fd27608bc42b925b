// The texts of the built-in code lists: nothing but data.
#include "schemas/code_texts.hpp"

namespace tg::schemas {
namespace {
#include "schemas/codes.inc"
}  // namespace

std::span<const BuiltInCodes> built_in_codes() {
    return built_in_files;
}

}  // namespace tg::schemas
