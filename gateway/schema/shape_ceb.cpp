// The shapes of the CEB messages, made of the tables once per edition [rule, chapter on the
// structure of messages: business nodes, transfer, subscriptions, then extension and signature,
// whose order differs between import and export].
#include "gateway/schema/shape.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tg::schema {
namespace {

using schemas::Direction;
using schemas::Presence;
using schemas::Row;
using schemas::Table;

constexpr std::size_t guid_size = 36;
constexpr std::size_t version_max = 10;
constexpr std::size_t subscriptions_max = 5;

ValueKind kind_of(schemas::Type type) {
    switch (type) {
        case schemas::Type::text:
            break;
        case schemas::Type::amount:
            return ValueKind::amount;
        case schemas::Type::count:
            return ValueKind::count;
        case schemas::Type::date8:
            return ValueKind::date8;
        case schemas::Type::time14:
            return ValueKind::time14;
        case schemas::Type::time17:
            return ValueKind::time17;
    }
    return ValueKind::text;
}

/// The types of numbers take blanks away by themselves, whatever the row says.
Blanks blanks_of(const Row& row) {
    const bool number = row.type == schemas::Type::amount || row.type == schemas::Type::count;
    return number || row.collapse ? Blanks::collapsed : Blanks::kept;
}

Element ceb_element(std::string_view name, std::string_view name_zh) {
    Element made;
    made.name_space = schemas::ceb_namespace;
    made.name = name;
    made.name_zh = name_zh;
    return made;
}

Element field(const Row& row) {
    Element made = ceb_element(row.element, row.name_zh);
    made.min = row.presence == Presence::required ? 1 : 0;
    made.content = Content::value;
    made.value.kind = kind_of(row.type);
    made.value.min_len = row.min_len;
    made.value.max_len = row.max_len == 0 ? no_limit : row.max_len;
    made.value.blanks = blanks_of(row);
    made.value.one_of = row.one_of;
    return made;
}

void append_fields(std::vector<Element>& to, std::span<const Row> rows) {
    for (const Row& row : rows) {
        if (row.presence != Presence::absent)
            to.push_back(field(row));
    }
}

std::size_t bound(std::uint16_t most) {
    return most == schemas::unbounded ? no_limit : most;
}

Element business(const Table& table) {
    Element made = ceb_element(table.business_node, table.business_zh);
    made.max = bound(table.documents_max);
    if (table.head_node.empty()) {
        append_fields(made.children, table.head);
    } else {
        made.children.push_back(ceb_element(table.head_node, table.head_zh));
        append_fields(made.children.back().children, table.head);
    }
    if (!table.line_node.empty()) {
        Element line = ceb_element(table.line_node, table.line_zh);
        line.min = table.lines_min;
        line.max = bound(table.lines_max);
        append_fields(line.children, table.lines);
        made.children.push_back(std::move(line));
    }
    return made;
}

Element transfer(const Table& table) {
    Element made = ceb_element("BaseTransfer", "基础报文传输实体");
    append_fields(made.children, table.transfer);
    return made;
}

Element subscription(const Table& table) {
    Element made = ceb_element("BaseSubscribe", "基础回执订阅实体");
    made.min = 0;
    made.max = subscriptions_max;
    append_fields(made.children, table.subscribe);
    return made;
}

Element extension(const Table& table) {
    Element made = ceb_element("ExtendMessage", "扩展自定义数据实体");
    made.min = 0;
    append_fields(made.children, table.extend);
    Element any = ceb_element("Message", "自定义报文实体");
    any.content = Content::anything;
    made.children.push_back(std::move(any));
    return made;
}

Element message(const Table& table) {
    Element made = ceb_element(table.name, table.name_zh);
    const ValueRule guid{ValueKind::text, guid_size, guid_size};
    const ValueRule version{ValueKind::text, 1, version_max};
    made.attributes = {{"guid", Demand::required, guid}, {"version", Demand::required, version}};
    made.children.push_back(business(table));
    if (!table.transfer.empty()) {
        made.children.push_back(transfer(table));
        made.children.push_back(subscription(table));
        made.children.push_back(extension(table));
    }
    if (table.signature != Presence::absent) {
        Element signature = business_signature();
        signature.min = table.signature == Presence::required ? 1 : 0;
        // Import: the extension, then the signature last. Export: the other way round.
        const bool before_extension = table.direction == Direction::outward;
        made.children.insert(made.children.end() - (before_extension ? 1 : 0), signature);
    }
    return made;
}

std::vector<Element> all_messages(Edition edition) {
    std::vector<Element> made;
    for (const Table& table : schemas::catalogue(edition)) made.push_back(message(table));
    return made;
}

}  // namespace

bool may_be_empty(const ValueRule& rule) {
    const bool number = rule.kind == ValueKind::amount || rule.kind == ValueKind::count;
    return rule.min_len == 0 && !number && rule.kind != ValueKind::date_time;
}

std::span<const Element> messages(Edition edition) {
    static const std::array<std::vector<Element>, 3> all{
        all_messages(Edition::common),
        all_messages(Edition::e2022_05),
        all_messages(Edition::e2018)};
    return all[static_cast<std::size_t>(edition)];
}

std::vector<const Element*> messages(Edition edition, Direction direction) {
    std::vector<const Element*> found;
    const auto tables = schemas::catalogue(edition);
    const auto shapes = messages(edition);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (tables[i].direction == direction || tables[i].kind == schemas::Kind::format)
            found.push_back(&shapes[i]);
    }
    return found;
}

const Element* find_root(std::string_view name_space, std::string_view name, Edition edition) {
    std::span<const Element> among;
    if (name_space == schemas::ceb_namespace)
        among = messages(edition);
    else if (name_space == schemas::dxp_namespace)
        among = envelopes();
    const auto found = std::ranges::find(among, name, &Element::name);
    return found == among.end() ? nullptr : &*found;
}

}  // namespace tg::schema
