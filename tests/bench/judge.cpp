// What a full judgement of an import order with five lines costs: read, draft, fields, rules, tax.
// Prints CPU microseconds per order with the built-in rules and with 1,000 more. A part of ./dev
// bench; asserts nothing.
#include "tests/support/judging.hpp"

#include <cstdio>
#include <ctime>
#include <string>

namespace {

constexpr int orders = 2'000;
constexpr int own_rules = 1'000;

/// The sample with lines up to five.
std::string five_lines() {
    std::string order = tg::test::import_9610();
    const auto line = [](int n, bool inventory) {
        const std::string number = std::to_string(n);
        std::string out =
            R"({"gnum": )" + number + R"(, "itemNo": "SKU-)" + number +
            R"(", "itemName": "示例商品)" + number +
            R"(", "gmodel": "示例牌|500克/罐", "unit": "122", "qty": "2", "price": "10",
                              "totalPrice": "20", "currency": "142", "country": "304")";
        if (inventory)
            out +=
                R"(, "gcode": "1901101000", "gname": "婴儿配方奶粉", "qty1": "1", "unit1": "035")";
        return out + "}";
    };
    for (const bool inventory : {false, true}) {
        std::string lines = "[";
        for (int n = 1; n <= 5; ++n) lines += (n == 1 ? "" : ",") + line(n, inventory);
        order = tg::test::with(order, inventory ? "/inventory/lines" : "/order/lines", lines + "]");
    }
    order = tg::test::with(order, "/order/goodsValue", "\"100\"");
    order = tg::test::with(order, "/order/acturalPaid", "\"127.87\"");
    return tg::test::with(order, "/payment/amountPaid", "\"127.87\"");
}

/// Rules of every kind, on heads and on lines, none of which is broken.
tg::rules::RuleBook book_with(int more) {
    std::string text;
    for (int i = 0; i < more; ++i) {
        const std::string id = "own-" + std::to_string(i);
        const char* at = i % 3 == 0   ? "order.goodsValue"
                         : i % 3 == 1 ? "inventory.lines.price"
                                      : "payment.amountPaid";
        const char* check =
            i % 3 == 0 ? "sum(order.lines.totalPrice) = order.goodsValue"
            : i % 3 == 1
                ? "inventory.lines.price * inventory.lines.qty = inventory.lines.totalPrice"
                : "payment.amountPaid = order.acturalPaid and starts(payment.payCode, '2')";
        text += "[[rule]]\nid = \"" + id +
                "\"\ncode = \"missing\"\ndirection = \"import\"\nat = \"" + at + "\"\ncheck = \"" +
                check + "\"\nsource = \"bench\"\n";
    }
    auto packs = tg::rules::RuleBook::built_in().packs();
    auto own = tg::rules::read_pack(text, "bench.toml");
    if (!own) {
        std::fprintf(stderr, "%s\n", tg::render(own.error(), tg::Language::en).c_str());
        std::exit(1);
    }
    packs.push_back(std::make_shared<const tg::rules::RulePack>(std::move(own.value())));
    return tg::rules::RuleBook(std::move(packs));
}

long cpu_us() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1'000'000L + now.tv_nsec / 1'000;
}

long judged(const tg::rules::RuleBook& book, const std::string& order) {
    tg::test::Judging judging;
    const long from = cpu_us();
    for (int i = 0; i < orders; ++i) {
        auto draft = judging.draft(order);
        if (!draft)
            std::exit(1);
        const tg::validate::Rulebook rules{
            judging.codes, judging.places, judging.signatories, book};
        const auto verdict = tg::validate::check(
            std::move(draft.value()), rules, judging.filing, judging.clock.now()
        );
        if (!verdict) {
            for (const auto& part : verdict.error().parts)
                std::fprintf(
                    stderr,
                    "%s %s\n",
                    part.where.c_str(),
                    tg::render(part, tg::Language::en).c_str()
                );
            std::exit(1);
        }
    }
    return (cpu_us() - from) / orders;
}

}  // namespace

int main() {
    const std::string order = five_lines();
    judged(book_with(0), order);  // what is built on first use is built
    std::printf("judge us_built_in=%ld\n", judged(book_with(0), order));
    std::printf("judge us_with_%d_more=%ld\n", own_rules, judged(book_with(own_rules), order));
}
