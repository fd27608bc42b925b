// Fuzzes the taking apart and converting of foreign orders: JSON files, JSON orders, CSV files in
// both encodings.
#include "gateway/core/text.hpp"
#include "gateway/shapes/csv_orders.hpp"
#include "gateway/shapes/json_values.hpp"
#include "gateway/shapes/shape_book.hpp"
#include "gateway/shapes/taken_order.hpp"

#include <sstream>

namespace {

using namespace tg::shapes;

const Shape& shape(std::string_view name) {
    return *ShapeBook::built_in().find(name).value();
}

/// Whatever comes in, what goes on is UTF-8.
void take(const Shape& by, const ForeignOrder& foreign) {
    Unmapped unmapped;
    foreign.note_unmapped(by, unmapped);
    const Shaped made = convert(by, foreign);
    const bool refused = !foreign.faults().empty();
    if (!refused && !tg::character_count(made.order))
        __builtin_trap();
    (void)origin(by, foreign, "/order/lines/0/qty");
}

void take_list(const std::string& text, const Shape& by) {
    std::istringstream in(text);
    JsonValues values(in, Lines::unknown, by.orders);
    JsonPiece piece;
    while (values.next(piece)) {
        const auto order = TakenOrder::read(piece.text, by, {}, piece.pointer);
        if (order)
            (void)order.value().as_sent(order.value().own_faults());
    }
}

void take_csv(const std::string& text, Encoding encoding) {
    static const Shape by = read_shape(
                                "title_zh = \"a\"\ntitle_en = \"b\"\n[source]\nform = \"csv\"\n"
                                "key = \"No\"\n[order]\norderNo = \"No\"\n"
                                "[order.lines]\nitemName = \"Item\"\n",
                                "fuzz.toml"
    )
                                .value();
    std::istringstream in(text);
    CsvOrders orders(in, encoding, by);
    CsvOrder order;
    while (orders.next(order)) take(by, order);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
    const std::string text(data, size);
    take_csv(text, Encoding::utf8);
    take_csv(text, Encoding::gb18030);
    take_list(text, shape("world_shop"));
    std::istringstream in(text);
    JsonValues values(in, Lines::unknown);
    JsonPiece piece;
    while (values.next(piece)) {
        for (const char* name : {"haitao_mall", "world_shop"}) {
            const auto order = JsonOrder::read(piece.text, shape(name));
            if (order)
                take(shape(name), order.value());
        }
    }
    return 0;
}
