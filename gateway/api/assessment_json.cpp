// See assessment_json.hpp.
#include "gateway/api/assessment_json.hpp"

namespace tg::api {

void write_step(JsonText& out, const tax::Step& step) {
    const auto& row = tax::row_of(step.formula);
    out.open_object()
        .member("formula", row.name)
        .member("term_zh", row.term_zh)
        .member("term_en", row.term_en)
        .member("text_zh", tax::render(step, Language::zh))
        .member("text_en", tax::render(step, Language::en))
        .member("result", step.result.text())
        .close_object();
}

}  // namespace tg::api
