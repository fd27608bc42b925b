// See mutation.hpp.
#include "tests/differential/mutation.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tg::test {
namespace {

constexpr std::array<std::string_view, mutation_count> names{
    "none",
    "deleted",
    "doubled",
    "swapped",
    "moved",
    "emptied",
    "length",
    "facet",
    "blanks",
    "unknown",
    "misspelt",
    "foreign namespace",
    "attribute",
    "stray text",
    "element in value",
    "too many",
    "root"};

constexpr std::array<std::string_view, 78> doubtful{
    "0",
    "00",
    "-0",
    "-1",
    "+1",
    "1.",
    ".5",
    "0.00000",
    "0.000000",
    "1.123456",
    "1.1234500",
    "99999999999999",
    "99999999999999.99999",
    "100000000000000",
    "99999999999999.999990",
    "0000000000000001.5",
    "1e5",
    "1E5",
    "1,000",
    "1 000",
    "NaN",
    "INF",
    "0x10",
    "１２",
    "٣",
    "½",
    "12345",
    "123456789",
    "1234567890",
    "20250228",
    "20250229",
    "20240229",
    "19000229",
    "20000229",
    "21000229",
    "20250431",
    "20251301",
    "20250001",
    "20250100",
    "00000101",
    "00010101",
    "99991231",
    "2025-02-28",
    "20250228000000",
    "20250228235959",
    "20250228240000",
    "20250228236000",
    "20250228235960",
    "20250229120000",
    "20240229120000",
    "2025022812000",
    "202502281200001",
    "20250228120000999",
    "20250228120000",
    "20250229120000000",
    "2025-03-01T12:00:00",
    "2025-02-29T12:00:00",
    "2025-03-01T12:00:00Z",
    "2025-03-01T12:00:00+14:00",
    "2025-03-01T12:00:00+14:01",
    "2025-03-01T12:00:00-08:60",
    "2025-03-01T24:00:00",
    "2025-03-01T12:00:00.",
    "2025-03-01T12:00:00.123456789+08:00",
    "2025-03-01 12:00:00",
    "0000-01-01T00:00:00",
    "12025-03-01T12:00:00",
    "QQ==",
    "QQ=",
    "QR==",
    "QUI=",
    "QUJ=",
    "QUJD",
    "QUJD=",
    "Q U J D",
    "\u3000",
    "DXP",
    "I"};

/// Every element below the root, with its parent.
struct Spot {
    Tree* parent;
    std::size_t index;
    [[nodiscard]] Tree& tree() const { return parent->children[index]; }
};

void collect(Tree& tree, std::vector<Spot>& spots) {
    for (std::size_t i = 0; i < tree.children.size(); ++i) {
        spots.push_back({&tree, i});
        collect(tree.children[i], spots);
    }
}

std::vector<Spot> spots_of(Tree& root) {
    std::vector<Spot> spots;
    collect(root, spots);
    return spots;
}

std::vector<Spot> values_of(Tree& root) {
    auto spots = spots_of(root);
    std::erase_if(spots, [](const Spot& spot) {
        return !spot.tree().children.empty() || !spot.tree().inside.empty();
    });
    return spots;
}

using Children = std::vector<Tree>;

auto at(Children& children, std::size_t index) {
    return children.begin() + static_cast<std::ptrdiff_t>(index);
}

void move_child(Tree& parent, std::size_t from, std::size_t to) {
    Tree taken = std::move(parent.children[from]);
    parent.children.erase(at(parent.children, from));
    parent.children.insert(at(parent.children, to), std::move(taken));
}

void change_length(Tree& value, Population& population) {
    const auto* row = value.row;
    const std::size_t least = row == nullptr ? 1 : row->min_len;
    const std::size_t most = row == nullptr || row->max_len == 0 ? 300 : row->max_len;
    const std::array<std::size_t, 6> sizes{
        most, most + 1, most + population.between(1, 20), least, least == 0 ? 0 : least - 1, 1};
    const std::size_t size = population.one(sizes);
    const bool number = row != nullptr && row->type != schemas::Type::text;
    value.text = number ? std::string(size, '1') : population.text(size);
}

void change_attribute(Tree& root, Population& population) {
    const auto spots = spots_of(root);
    std::vector<Tree*> bearers{&root};
    for (const Spot& spot : spots) {
        if (!spot.tree().attributes.empty())
            bearers.push_back(&spot.tree());
    }
    const bool any = population.once_in(4) && !spots.empty();
    Tree& bearer = any ? population.one(spots).tree() : *population.one(bearers);
    auto& attributes = bearer.attributes;
    const std::size_t way = population.up_to(3);
    if (way == 0 || attributes.empty()) {
        const std::string name = population.once_in(2) ? "id" : "other:guid";
        std::erase_if(attributes, [&name](const auto& there) { return there.first == name; });
        attributes.emplace_back(name, "1");
        return;
    }
    const std::size_t which = population.up_to(attributes.size() - 1);
    if (way == 1)
        attributes.erase(attributes.begin() + static_cast<std::ptrdiff_t>(which));
    else if (way == 2)
        attributes[which].second = population.text(population.between(0, 40));
    else
        attributes[which].second = " " + attributes[which].second + " ";
}

void misspell(Tree& tree, Population& population) {
    auto& name = tree.name;
    const std::size_t which = population.up_to(name.size() - 1);
    if (population.once_in(2) && name.size() > 2)
        name.erase(std::max<std::size_t>(which, 1), 1);
    else if (name[which] >= 'a' && name[which] <= 'z' && which > 0)
        name[which] = static_cast<char>(name[which] - 'a' + 'A');
    else
        name += "s";
}

void repeat(const Spot& spot, Population& population) {
    constexpr std::array<std::size_t, 5> times{1, 2, 5, 6, 100};
    const Tree one = spot.tree();
    // The many only of what is small.
    const std::size_t last = one.children.size() > 20 && !population.once_in(10) ? 3 : 4;
    spot.parent->children.insert(
        at(spot.parent->children, spot.index), times[population.up_to(last)], one
    );
}

void change_root(Tree& root, Population& population) {
    const std::size_t way = population.up_to(3);
    if (way == 0)
        root.name = "CEB999Message";
    else if (way == 1)
        root.name_space = population.once_in(2) ? "" : "urn:other";
    else if (way == 2 && !root.children.empty())
        root = Tree(root.children.front());
    else
        root.name += "s";
}

/// Mutations of one element and its neighbours.
void mutate_place(const Spot& spot, Mutation mutation, Population& population) {
    Tree& parent = *spot.parent;
    const std::size_t last = parent.children.size() - 1;
    switch (mutation) {
        case Mutation::deleted:
            parent.children.erase(at(parent.children, spot.index));
            break;
        case Mutation::doubled:
            parent.children.insert(
                at(parent.children, population.once_in(2) ? spot.index : population.up_to(last)),
                Tree(spot.tree())
            );
            break;
        case Mutation::swapped:
            std::swap(parent.children[spot.index], parent.children[population.up_to(last)]);
            break;
        case Mutation::moved:
            move_child(parent, spot.index, population.up_to(last));
            break;
        case Mutation::unknown:
            parent.children.insert(
                at(parent.children, population.up_to(last + 1)),
                Tree{parent.name_space, population.once_in(2) ? "bogus" : "guid", {}, "1"}
            );
            break;
        case Mutation::misspelt:
            misspell(spot.tree(), population);
            break;
        case Mutation::foreign_namespace: {
            constexpr std::array<std::string_view, 4> spaces{
                "", "urn:other", schemas::dxp_namespace, schemas::dsig_namespace};
            spot.tree().name_space = population.one(spaces);
            break;
        }
        case Mutation::stray_text:
            parent.inside = population.once_in(3) ? " \n" : "text";
            break;
        case Mutation::too_many:
            repeat(spot, population);
            break;
        default:
            break;
    }
}

void mutate_value(Tree& value, Mutation mutation, Population& population) {
    switch (mutation) {
        case Mutation::emptied:
            value.text.clear();
            break;
        case Mutation::length:
            change_length(value, population);
            break;
        case Mutation::facet:
            value.text = population.one(doubtful);
            break;
        case Mutation::blanks:
            value.text = (population.once_in(2) ? " " : "\n\t ") + value.text +
                         (population.once_in(2) ? " " : "");
            break;
        case Mutation::element_in_value:
            value.children.push_back({value.name_space, population.once_in(2) ? "b" : value.name});
            break;
        default:
            break;
    }
}

}  // namespace

std::string_view mutation_name(Mutation mutation) {
    return names[static_cast<std::size_t>(mutation)];
}

void mutate(Tree& root, Mutation mutation, Population& population) {
    switch (mutation) {
        case Mutation::none:
            return;
        case Mutation::root:
            change_root(root, population);
            return;
        case Mutation::attribute:
            change_attribute(root, population);
            return;
        case Mutation::emptied:
        case Mutation::length:
        case Mutation::facet:
        case Mutation::blanks:
        case Mutation::element_in_value: {
            const auto values = values_of(root);
            if (!values.empty())
                mutate_value(population.one(values).tree(), mutation, population);
            return;
        }
        default: {
            const auto spots = spots_of(root);
            if (!spots.empty())
                mutate_place(population.one(spots), mutation, population);
            return;
        }
    }
}

}  // namespace tg::test
