// See prove_dialect.hpp.
#include "gateway/dialect/prove_dialect.hpp"

#include "gateway/dialect/speak.hpp"
#include "gateway/receipt/answer_fields.hpp"

#include <algorithm>
#include <set>

namespace tg::dialect {
namespace {

using Names = std::vector<std::string_view>;

class Proof {
 public:
    Proof(Dialect& dialect, FilePlace at, TomlFaults& faults)
        : dialect_(dialect), at_(at), faults_(faults) {}

    void run() {
        const auto& sending = names_of_sending();
        prove_exchange("send", dialect_.send, sending);
        if (dialect_.ask)
            prove_exchange("ask", *dialect_.ask, sending);
        prove_taken_is_possible();
        if (dialect_.poll)
            prove_poll(*dialect_.poll);
        if (dialect_.push)
            prove_names("push", dialect_.push->receipt, {"item.*"});
        if (dialect_.record)
            prove_record(*dialect_.record);
        if (!dialect_.poll && !dialect_.push)
            fault(
                "receipts",
                {"no way for receipts: receipts or push", "没有回执方式：receipts 或 push"}
            );
        for (const auto& [name, part] : dialect_.parts)
            if (!used_parts_.contains(name))
                fault(
                    "parts", {"part " + name + " is used nowhere", "parts 的 " + name + " 没有使用"}
                );
        dialect_.ids.assign(ids_.begin(), ids_.end());
        dialect_.secrets.assign(secrets_.begin(), secrets_.end());
    }

 private:
    void fault(const std::string& section, const Sentence& what) {
        const auto where = dialect_.name + "." + section + ": ";
        faults_.add(at_, {where + what.en, where + what.zh});
    }

    void prove_exchange(const std::string& section, const Exchange& exchange, const Names& names) {
        const auto& request = exchange.request;
        prove_names(section, request.path, names);
        prove_names(section, request.body, names);
        for (const auto& header : request.headers) prove_names(section, header.text, names);
        for (const auto& field : request.fields) prove_names(section, field.text, names);
        for (const auto& row : exchange.answer.means)
            for (const auto& condition : row.when)
                for (const auto& pattern : condition.patterns) prove_names(section, pattern, names);
        prove_samples(section, exchange.answer);
    }

    /// A dialect that can never say "taken" or "there" would hold everything for ever.
    void prove_taken_is_possible() {
        const auto& rows = dialect_.send.answer.means;
        if (std::ranges::find(rows, Meaning::taken, &Means::meaning) == rows.end())
            fault("send", {"no answer means taken", "没有表示已收到的应答"});
        const bool there = std::ranges::find(rows, Meaning::there, &Means::meaning) != rows.end();
        if (dialect_.repeatable && !there)
            fault(
                "send",
                {"repeatable needs an answer that means there", "repeatable 须有表示已存在的应答"}
            );
    }

    void prove_poll(const Poll& poll) {
        Names names{"sender", "now"};
        if (poll.since)
            names.push_back("since");
        if (poll.page_size > 0)
            names.push_back("page");
        if (!poll.types.empty())
            names.push_back("type");
        prove_exchange("receipts", poll.exchange, names);
        auto item = names;
        item.push_back("item.*");
        prove_names("receipts", poll.id, item);
        prove_names("receipts", poll.receipt, item);
        if (!poll.confirm)
            return;
        prove_names("receipts.confirm", poll.confirm_each, {"receiptId"});
        prove_exchange("receipts.confirm", *poll.confirm, {"sender", "now", "each", "receiptId"});
    }

    void prove_record(const RecordForm& record) {
        Names names{"type", "item.*"};
        prove_names("record", record.message, names);
        Names elements{"returnTime"};
        for (const auto& field : receipt::answer_fields()) elements.push_back(field.element);
        for (const auto& [element, text] : record.fields) {
            prove_names("record", text, names);
            if (std::ranges::find(elements, element) == elements.end()) {
                Sentence what{"no element " + element, "没有元素 " + element};
                fault(
                    "record.fields", with_nearest(std::move(what), nearest_name(element, elements))
                );
            }
        }
        if (!record.fields.contains("returnStatus"))
            fault("record.fields", {"no returnStatus", "没有 returnStatus"});
    }

    void prove_names(const std::string& section, const Template& text, const Names& known) {
        for (const auto& name : text.names()) prove_name(section, name, known);
        for (const auto& use : text.secret_uses())
            dialect_.filter_of[use.secret] = std::string(use.filter);
    }

    void prove_name(const std::string& section, const std::string& name, const Names& known) {
        dialect_.names_dxp = dialect_.names_dxp || name == "dxp";
        const auto dot = name.find('.');
        const auto kind = name.substr(0, dot);
        const auto rest = dot == std::string::npos ? std::string{} : name.substr(dot + 1);
        const auto has = [&known](std::string_view one) {
            return std::ranges::find(known, one) != known.end();
        };
        if (kind == "id" && !rest.empty()) {
            ids_.insert(rest);
        } else if (kind == "secret" && !rest.empty()) {
            secrets_.insert(rest);
        } else if (kind == "part" && !rest.empty()) {
            prove_part(section, rest, known);
        } else if (kind == "item" && !rest.empty() && has("item.*")) {
            return;
        } else if (kind == "xml" && !rest.empty() && has("message")) {
            return;
        } else if (!has(name)) {
            Sentence what{"no value " + name + " here", "此处没有取值 " + name};
            fault(section, with_nearest(std::move(what), nearest_name(name, known)));
        }
    }

    void prove_part(const std::string& section, const std::string& name, const Names& known) {
        const auto found = dialect_.parts.find(name);
        if (found == dialect_.parts.end()) {
            fault(section, {"no part " + name, "没有 parts." + name});
            return;
        }
        if (std::ranges::find(open_, name) != open_.end()) {
            fault(section, {"parts run in a circle: " + name, "parts 循环引用：" + name});
            return;
        }
        used_parts_.insert(name);
        open_.push_back(name);
        prove_names(section, found->second.text, known);
        open_.pop_back();
    }

    /// Conditions that name values of a request cannot be judged without one.
    static bool stands_alone(const Reading& reading) {
        return std::ranges::all_of(reading.means, [](const Means& row) {
            return std::ranges::all_of(row.when, [](const Condition& condition) {
                return std::ranges::all_of(condition.patterns, [](const Template& pattern) {
                    return pattern.names().empty();
                });
            });
        });
    }

    void prove_samples(const std::string& section, const Reading& reading) {
        if (!stands_alone(reading))
            return;
        const std::map<std::string, std::string, std::less<>> ids;
        const std::map<std::string, Secret, std::less<>> secrets;
        const Voice voice{&dialect_, &ids, &secrets};
        for (const auto& row : reading.means) {
            if (row.sample.empty() || row.sample.find("${") != std::string::npos)
                continue;
            for (const int status : row.statuses) {
                const auto answer = read_answer(reading, row.sample);
                const auto verdict = judge(voice, reading, {}, status, answer);
                if (verdict.meaning == row.meaning)
                    continue;
                const std::string want(meaning_name(row.meaning));
                const std::string got(meaning_name(verdict.meaning));
                fault(
                    section,
                    {"the sample of a row that is " + want + " means " + got,
                     "标为 " + want + " 的示例被判为 " + got}
                );
            }
        }
    }

    Dialect& dialect_;
    FilePlace at_;
    TomlFaults& faults_;
    std::set<std::string> ids_, secrets_, used_parts_;
    std::vector<std::string> open_;
};

}  // namespace

void prove(Dialect& dialect, FilePlace at, TomlFaults& faults) {
    Proof(dialect, at, faults).run();
}

}  // namespace tg::dialect
