// What an operator tells of a tax bill: that it was paid, for which customs has no message, or that
// this was told by mistake. The guarantee that the filing claims follows in the same transaction.
#include "gateway/api/endpoints.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/api/short_body.hpp"
#include "gateway/api/statement_json.hpp"

#include <array>

namespace tg::api {
namespace {

constexpr TextMember day_paid{"paidOn", 10};

Result<store::BillWord> word_of(const Call& call, const Texts& texts) {
    store::BillWord word;
    TG_TRY(word.filing, filing_of(call));
    TG_TRY(word.reason, needed(texts, given_reason.name));
    word.number = call.path[1];
    word.actor = call.caller->key_name;
    return word;
}

Result<store::BillWord> paid_word(const Call& call) {
    constexpr std::array members{day_paid, given_reason};
    TG_TRY(const auto texts, read_texts(call, members));
    TG_TRY(const auto day, needed(texts, day_paid.name));
    TG_TRY(auto word, word_of(call, texts));
    word.paid_on = schemas::parse_day(day);
    if (!word.paid_on)
        return fail(Errc::not_a_date, "/paidOn", {"paidOn (yyyy-mm-dd)"});
    return word;
}

Result<store::BillWord> unpaid_word(const Call& call) {
    constexpr std::array members{given_reason};
    TG_TRY(const auto texts, read_texts(call, members));
    return word_of(call, texts);
}

Task<Reply> tell(Call& call, store::BillWord word) {
    const auto scope = scope_of(*call.caller);
    const auto number = word.number;
    TG_CO_TRY(const auto told, co_await call.services->store.tell_bill(scope, std::move(word)));
    JsonText out;
    out.open_object().member("number", number).key("paid");
    write_paid(out, told.paid);
    out.key("changed").truth(told.changed).close_object();
    co_return json_response(out.take());
}

}  // namespace

Task<Reply> tell_paid(Call& call) {
    TG_CO_TRY(auto word, paid_word(call));
    co_return co_await tell(call, std::move(word));
}

Task<Reply> tell_unpaid(Call& call) {
    TG_CO_TRY(auto word, unpaid_word(call));
    co_return co_await tell(call, std::move(word));
}

}  // namespace tg::api
