// See books_json.hpp.
#include "gateway/api/books_json.hpp"

#include <algorithm>
#include <charconv>

namespace tg::api {
namespace {

constexpr std::size_t shown_max = 100;  ///< codes, cells and switches; the rest is counted

void write_edition(JsonText& out, const schemas::CodeEdition& edition) {
    out.open_object().key("from");
    if (edition.from)
        out.text(schemas::day_text(*edition.from));
    else
        out.null();
    out.member("version", edition.version).member("source", edition.source).key("complete");
    out.truth(edition.complete).key("built_in").truth(edition.built_in);
    out.member("rows", static_cast<std::int64_t>(edition.table->size()))
        .member("sha256", edition.table->digest())
        .close_object();
}

void write_lists(JsonText& out, const schemas::CodeBook& codes) {
    out.key("codes").open_array();
    for (const auto& name : codes.names()) {
        out.open_object().member("list", name).key("editions").open_array();
        for (const auto& edition : codes.at(name).editions()) write_edition(out, edition);
        out.close_array().close_object();
    }
    out.close_array();
}

void write_packs(JsonText& out, const rules::RuleBook& rules) {
    out.key("rules").open_object();
    out.member("count", static_cast<std::int64_t>(rules.size())).key("packs").open_array();
    const std::size_t built_in = rules::built_in_packs().size();
    for (std::size_t i = 0; i < rules.packs().size(); ++i) {
        const auto& pack = *rules.packs()[i];
        out.open_object()
            .member("name", pack.name)
            .member("version", pack.version)
            .member("rules", static_cast<std::int64_t>(pack.rules.size()))
            .key("built_in")
            .truth(i < built_in)
            .close_object();
    }
    out.close_array().close_object();
}

void write_files(JsonText& out, const std::vector<books::FileMark>& files) {
    out.key("files").open_array();
    for (const auto& file : files) {
        out.open_object()
            .member("kind", books::kind_name(file.kind))
            .member("name", file.name)
            .member("sha256", file.sha256)
            .member("bytes", static_cast<std::int64_t>(file.bytes))
            .close_object();
    }
    out.close_array();
}

void write_switch(JsonText& out, const books::Switch& one) {
    out.member("switch", static_cast<std::int64_t>(one.number))
        .member("act", books::act_name(one.act))
        .member("at", one.at)
        .member("by", one.by)
        .member("reason", one.reason);
}

void write_history(JsonText& out, const std::vector<books::Switch>& history) {
    out.key("history").open_array();
    const std::size_t shown = std::min(history.size(), shown_max);
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& one = history[history.size() - 1 - i];
        out.open_object();
        write_switch(out, one);
        out.member("version", one.version).key("goes_back_to");
        if (one.before == 0)
            out.null();
        else
            out.number(static_cast<std::int64_t>(one.before));
        write_files(out, one.files);
        out.close_object();
    }
    out.close_array();
}

void write_texts(JsonText& out, std::string_view name, const std::vector<std::string>& all) {
    out.key(name).open_array();
    for (std::size_t i = 0; i < std::min(all.size(), shown_max); ++i) out.text(all[i]);
    out.close_array().member(std::string(name) + "_count", static_cast<std::int64_t>(all.size()));
}

void write_list_change(JsonText& out, const schemas::ListChange& change) {
    out.open_object().member("list", change.list).key("from");
    if (change.from)
        out.text(schemas::day_text(*change.from));
    else
        out.null();
    out.member("version_before", change.version_before)
        .member("version_after", change.version_after)
        .key("complete_before")
        .truth(change.complete_before)
        .key("complete_after")
        .truth(change.complete_after);
    write_texts(out, "columns_added", change.columns_added);
    write_texts(out, "columns_removed", change.columns_removed);
    write_texts(out, "added", change.added);
    write_texts(out, "removed", change.removed);
    out.key("changed").open_array();
    for (std::size_t i = 0; i < std::min(change.changed.size(), shown_max); ++i) {
        const auto& cell = change.changed[i];
        out.open_object()
            .member("code", cell.code)
            .member("column", cell.column)
            .member("before", cell.before)
            .member("after", cell.after)
            .close_object();
    }
    out.close_array()
        .member("changed_count", static_cast<std::int64_t>(change.changed.size()))
        .close_object();
}

std::string_view kind_of(books::RuleChange::Kind kind) {
    using Kind = books::RuleChange::Kind;
    return kind == Kind::added ? "added" : kind == Kind::removed ? "removed" : "changed";
}

/// `what` is "rule" or "shape".
void write_rule_change(JsonText& out, std::string_view what, const books::RuleChange& change) {
    out.open_object()
        .member(what, change.rule)
        .member("kind", kind_of(change.kind))
        .member_if("pack", change.pack)
        .key("keys")
        .open_array();
    for (const auto& key : change.keys) {
        out.open_object()
            .member("key", key.key)
            .member("before", key.before)
            .member("after", key.after)
            .close_object();
    }
    out.close_array().close_object();
}

/// "codes/tariff.csv:3" or "rules/own.toml:3:5" taken apart.
struct Place {
    std::string_view file;
    std::int64_t line = 0;
};

Place place_of(std::string_view where) {
    Place place{where, 0};
    const auto dot = where.rfind('.');
    const auto colon = where.find(':', dot == std::string_view::npos ? 0 : dot);
    if (colon == std::string_view::npos)
        return place;
    place.file = where.substr(0, colon);
    const auto rest = where.substr(colon + 1);
    std::from_chars(rest.data(), rest.data() + rest.size(), place.line);
    return place;
}

void write_file_fault(JsonText& out, const Error& fault) {
    const auto place = place_of(fault.where);
    std::string_view reason = fault.args.empty() ? std::string_view{} : fault.args.front();
    if (reason.starts_with(fault.where + ": "))
        reason.remove_prefix(fault.where.size() + 2);
    out.open_object().member("file", place.file).key("line");
    if (place.line == 0)
        out.null();
    else
        out.number(place.line);
    out.member("code", entry_of(fault.code).name).member("reason", reason).close_object();
}

}  // namespace

std::string books_json(const books::Snapshot& snapshot, const std::vector<books::Switch>& history) {
    JsonText out;
    out.open_object().member("version", snapshot.version);
    write_switch(out, snapshot.came);
    write_files(out, snapshot.files);
    write_packs(out, snapshot.rules);
    write_lists(out, snapshot.codes);
    out.key("shapes").open_array();
    for (const auto& [name, shape] : snapshot.shapes.shapes()) out.text(name);
    out.close_array();
    write_history(out, history);
    out.close_object();
    return out.take();
}

void write_changes(JsonText& out, const books::Differences& changes) {
    out.open_object().key("codes").open_array();
    for (const auto& change : changes.codes) write_list_change(out, change);
    out.close_array().key("rules").open_array();
    for (const auto& change : changes.rules) write_rule_change(out, "rule", change);
    out.close_array().key("shapes").open_array();
    for (const auto& change : changes.shapes) write_rule_change(out, "shape", change);
    out.close_array().close_object();
}

void write_file_faults(JsonText& out, const Error& refusal) {
    out.open_array();
    if (refusal.parts.empty())
        write_file_fault(out, refusal);
    for (const auto& fault : refusal.parts) write_file_fault(out, fault);
    out.close_array();
}

}  // namespace tg::api
