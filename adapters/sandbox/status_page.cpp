// One table of texts, two languages.
#include "adapters/sandbox/status_page.hpp"

#include "adapters/sandbox/json.hpp"
#include "adapters/sandbox/kinds.hpp"
#include "adapters/sandbox/outcomes.hpp"

namespace tg::sandbox {

namespace {

struct Line {
    const char* count;  ///< a counter, or nothing
    const char* zh;
    const char* en;
};

constexpr Line count_lines[] = {
    {"received", "收到的报文", "messages taken"},
    {"documents", "其中的单证", "documents in them"},
    {"repeated", "重复的报文（不再处理）", "messages repeated (not processed again)"},
    {"refused", "拒收的报文", "messages refused"},
    {"format", "格式校验失败的报文（CEB900）", "messages answered by CEB900"},
    {"negative", "负数回执", "negative answers"},
    {"answers", "已生成的回执条数", "answers made"},
    {"receipts", "已生成的回执报文", "receipt messages made"},
};

class Page {
 public:
    explicit Page(Language language) : zh_(language == Language::zh) {}

    Page& open(const char* zh, const char* en) {
        out_ += "<h2>" + say(zh, en) + "</h2><table>";
        return *this;
    }
    Page& row(const std::string& name, const std::string& value) {
        out_ += "<tr><td>" + name + "</td><td>" + value + "</td></tr>";
        return *this;
    }
    Page& row(const char* zh, const char* en, std::int64_t value) {
        return row(say(zh, en), std::to_string(value));
    }
    void close() { out_ += "</table>"; }
    [[nodiscard]] std::string say(const char* zh, const char* en) const { return zh_ ? zh : en; }
    [[nodiscard]] bool zh() const { return zh_; }

    [[nodiscard]] std::string whole() const {
        const std::string title = say("模拟单一窗口", "Simulated single window");
        return std::string("<!doctype html><html lang=\"") + (zh_ ? "zh-CN" : "en") +
               "\"><head><meta charset=\"utf-8\"><title>" + title +
               "</title><style>body{font:16px/1.5 sans-serif;margin:2em "
               "auto;max-width:52em;padding:0 1em;color:#222}"
               "td,th{padding:.2em 1.2em .2em 0;text-align:left;border-bottom:1px solid #ddd}"
               "table{border-collapse:collapse}</style></head><body><p><a "
               "href=\"/?lang=zh\">中文</a> · "
               "<a href=\"/?lang=en\">English</a></p><h1>" +
               title + "</h1>" + out_ + "</body></html>";
    }

 private:
    bool zh_;
    std::string out_;
};

std::int64_t count_of(const Snapshot& snapshot, const std::string& name) {
    const auto found = snapshot.counts.find(name);
    return found == snapshot.counts.end() ? 0 : found->second;
}

}  // namespace

std::string statistics_json(const Snapshot& snapshot) {
    std::string out = "{\"messages\":{";
    bool first = true;
    for (const Line& line : count_lines) {
        out += first ? "" : ",";
        append_json(out, line.count);
        out += ":" + std::to_string(count_of(snapshot, line.count));
        first = false;
    }
    out += "},\"receiptsWaiting\":" + std::to_string(snapshot.receipts_waiting);
    out += ",\"answersPlanned\":" + std::to_string(snapshot.answers_planned);
    out += ",\"inventoriesWaiting\":" + std::to_string(snapshot.inventories_waiting);
    KeyCounts total;
    std::string each;
    for (const auto& [number, keys] : snapshot.keys) {
        each += each.empty() ? "" : ",";
        each +=
            "\"" + std::to_string(number) + "\":{\"documents\":" + std::to_string(keys.documents) +
            ",\"distinctKeys\":" + std::to_string(keys.keys) +
            ",\"keysFiledMoreThanOnce\":" + std::to_string(keys.keys_filed_more_than_once) + "}";
        total.documents += keys.documents;
        total.keys += keys.keys;
        total.keys_filed_more_than_once += keys.keys_filed_more_than_once;
    }
    out += ",\"totalDocuments\":" + std::to_string(total.documents);
    out += ",\"distinctKeys\":" + std::to_string(total.keys);
    out += ",\"keysFiledMoreThanOnce\":" + std::to_string(total.keys_filed_more_than_once);
    return out + ",\"byMessage\":{" + each + "}}";
}

std::string status_page(const Snapshot& snapshot, Language language) {
    Page page(language);
    page.open("往来", "Traffic");
    for (const Line& line : count_lines) page.row(line.zh, line.en, count_of(snapshot, line.count));
    page.row(
        "等待领取的回执报文", "receipt messages waiting to be fetched", snapshot.receipts_waiting
    );
    page.row("已排定、未到时间的回执", "answers planned, not due yet", snapshot.answers_planned);
    page.row(
        "等待其他单证的清单",
        "inventories waiting for other documents",
        snapshot.inventories_waiting
    );
    page.close();
    page.open("单证", "Documents");
    for (const auto& [number, keys] : snapshot.keys) {
        const std::string repeated = page.say("，多次申报的编号 ", ", keys filed more than once ");
        page.row(
            "CEB" + std::to_string(number),
            std::to_string(keys.documents) + repeated +
                std::to_string(keys.keys_filed_more_than_once)
        );
    }
    page.close();
    page.open("按订单编号的结尾选择结果", "Endings that an order number can ask for");
    for (const Outcome& outcome : outcomes()) {
        page.row(std::string(outcome.suffix), std::string(page.zh() ? outcome.zh : outcome.en));
    }
    page.close();
    return page.whole();
}

}  // namespace tg::sandbox
