// The page /docs.
#include "gateway/api/docs_page.hpp"

#include "gateway/api/docs_texts.hpp"
#include "gateway/api/embedded.hpp"
#include "gateway/api/html_text.hpp"
#include "gateway/api/problem.hpp"
#include "gateway/api/routes.hpp"
#include "gateway/core/crash_point.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/csv.hpp"
#include "schemas/mapping.hpp"

#include <vector>

namespace tg::api {
namespace {

std::string anchor_of(const Route& route) {
    std::string anchor(route.method);
    for (const char c : route.path) anchor += c == '/' || c == '{' || c == '}' ? '-' : c;
    return anchor;
}

void write_contents(HtmlText& page) {
    page.raw("<nav><ul>\n");
    for (const auto& route : routes()) {
        page.raw("<li><a href=\"#").raw(html_escaped(anchor_of(route))).raw("\"><code>");
        page.raw(route.method).raw(" ").raw(html_escaped(route.path)).raw("</code></a></li>\n");
    }
    page.raw("<li><a href=\"#order\">订单 / order</a></li>\n");
    page.raw("<li><a href=\"#headers\">请求头 / headers</a></li>\n");
    page.raw("<li><a href=\"#problems\">问题 / problems</a></li>\n");
    page.raw("<li><a href=\"/docs/messages\">报文手册 / messages</a></li>\n");
    page.raw("<li><a href=\"/docs/crash-points\">断点 / crash points</a></li>\n");
    page.raw("<li><a href=\"#errors\">错误目录 / errors</a></li>\n</ul></nav>\n");
}

/// Names in braces, in order.
std::vector<std::string_view> braces_of(std::string_view path) {
    std::vector<std::string_view> names;
    for (auto at = path.find('{'); at != std::string_view::npos; at = path.find('{', at + 1))
        names.push_back(path.substr(at + 1, path.find('}', at) - at - 1));
    return names;
}

void write_parameter(HtmlText& page, std::string_view place, std::string_view name) {
    const auto* text = find_parameter_text(place, name);
    if (text == nullptr)
        return;
    page.row({}, {name, place, text->zh, text->en});
}

void write_route(HtmlText& page, const Route& route) {
    const auto title = std::string(route.method) + ' ' + std::string(route.path);
    page.heading(3, anchor_of(route), title).both(route.summary_zh, route.summary_en);
    const auto* text = find_route_text(route.method, route.path);
    if (text == nullptr)
        return;
    page.both(text->zh, text->en);
    const auto roles = route.access.needs_key() ? admitted_roles(route.access) : "-";
    page.both("角色：" + roles, "Roles: " + roles);
    page.both("状态：" + std::string(text->statuses), "Statuses: " + std::string(text->statuses));
    const auto in_path = braces_of(route.path);
    if (!in_path.empty() || !route.query.empty()) {
        page.table_begin({"参数 parameter", "位置 in", "说明", "Meaning"});
        for (const auto name : in_path) write_parameter(page, "path", name);
        for (const auto name : route.query) write_parameter(page, "query", name);
        page.table_end();
    }
    page.code_block(text->curl).code_block(text->answer);
}

/// "CEB311 ≤60 必填" for every element that a member feeds first.
std::string uses_of(int slot) {
    std::string uses;
    for (const auto& table : schemas::catalogue()) {
        if (table.receipt)
            continue;
        const auto& mapping = schemas::mapping_of(table);
        const auto add = [&](std::span<const schemas::MapRow> rows,
                             std::span<const schemas::Row> fields) {
            for (const auto& row : rows) {
                if (row.sources.empty() || row.sources.front() != slot)
                    continue;
                const auto& field = fields[row.row];
                if (!uses.empty())
                    uses += "; ";
                uses += "CEB" + std::to_string(table.number) + ' ' + std::string(field.element);
                if (field.max_len > 0)
                    uses += " ≤" + std::to_string(field.max_len);
                if (field.presence == schemas::Presence::required && row.otherwise.empty())
                    uses += " *";
                if (!field.one_of.empty())
                    uses += " [" + std::string(field.one_of) + "]";
            }
        };
        add(mapping.head, table.head);
        add(mapping.lines, table.lines);
    }
    return uses;
}

void write_order(HtmlText& page) {
    page.heading(2, "order", "订单 / The order");
    page.both(
        "顶层成员：park（园区）、direction（import 或 "
        "export）、procedure（9610、1210）、zone（可省略）、point（监管点）、stock_"
        "at（保税货物存放地），以及 "
        "order、payment、waybill、inventory "
        "四部分。海关字段用海关自己的元素名。清单等部分未给出的内容取自订单。数值用字符串或数字，不"
        "带指数。* 为必填。",
        "Top members: park, direction (import or export), procedure (9610, 1210), zone (optional), "
        "point (where goods are examined), stock_at (where bonded stock lies) and the sections "
        "order, payment, waybill, inventory. Customs' fields bear customs' own "
        "names. What a later section leaves out is taken from the order. Amounts are strings or "
        "numbers without exponent. * means required."
    );
    page.table_begin({"成员 member", "说明", "Meaning", "报文字段 elements"});
    const auto members = schemas::read_csv(order_members_csv());
    for (const auto& row : members.rows) {
        const bool is_line = row.cells[1] == "line";
        const auto group = is_line ? schemas::Group::line : schemas::Group::head;
        auto kind = schemas::Kind::order;
        for (std::size_t i = 0; i < schemas::kind_count; ++i) {
            if (schemas::section_name(static_cast<schemas::Kind>(i)) == row.cells[0])
                kind = static_cast<schemas::Kind>(i);
        }
        const auto path = row.cells[0] + (is_line ? ".lines[]." : ".") + row.cells[2];
        const auto slot = schemas::find_slot(kind, group, row.cells[2]);
        page.row({}, {path, row.cells[3], row.cells[4], uses_of(slot)});
    }
    page.table_end();
    page.heading(3, "order-example", "例 / Example").code_block(order_example_json());
    page.both("迟到的单证：", "Late documents:").code_block(documents_example_json());
}

void write_headers(HtmlText& page) {
    page.heading(2, "headers", "请求头 / Headers");
    page.both("密钥：Authorization: Bearer <密钥>。", "Key: Authorization: Bearer <token>.");
    page.table_begin({"请求头 header", "位置 in", "说明", "Meaning"});
    for (const auto& text : parameter_texts()) {
        if (text.place == "header")
            write_parameter(page, text.place, text.name);
    }
    page.table_end();
}

void write_problems(HtmlText& page) {
    page.heading(2, "problems", "问题 / Problems");
    page.both(
        "所有失败为 application/problem+json（RFC 9457）。errors[] 一次列出全部错误，message_zh 与 "
        "message_en 总是并列。429 与 503 带 Retry-After，由实际发送速度算出；设有限额的密钥另有 "
        "RateLimit-Limit、RateLimit-Remaining、RateLimit-Reset。",
        "Failures are application/problem+json (RFC 9457). errors[] lists every fault at once, "
        "always in both languages. 429 and 503 come with Retry-After, computed from what is really "
        "being sent; keys with a limit also get RateLimit-Limit, RateLimit-Remaining, "
        "RateLimit-Reset."
    );
    Error error = fail(Errc::order_refused, {}, {"2"});
    error.parts.push_back(fail(Errc::missing, "/order/orderNo", {"orderNo"}));
    error.parts.push_back(fail(Errc::unknown_code, "/order/lines/0/country", {"country", "country"})
    );
    ProblemContext context;
    context.instance = "/v1/filings";
    context.request_id = "01JQ8Z3N4K5M8";
    JsonText example;
    write_problem(example, error, context);
    page.code_block(example.take());
}

}  // namespace

void write_error_rows(HtmlText& page) {
    page.table_begin({"代码 code", "HTTP", "标题", "Title", "说明 text", "处理建议 remedy"});
    for (const auto& entry : error_catalogue()) {
        const auto text = std::string(entry.text_zh) + " / " + std::string(entry.text_en);
        const auto remedy = std::string(entry.remedy_zh) + " / " + std::string(entry.remedy_en);
        const auto status = std::to_string(entry.http_status);
        page.row(entry.name, {entry.name, status, entry.title_zh, entry.title_en, text, remedy});
    }
    page.table_end();
}

std::string docs_page() {
    HtmlText page("通关网关接口 / Tongguan gateway API");
    page.both(
        "机器可读描述：/openapi.yaml（OpenAPI 3.1）。", "For machines: /openapi.yaml (OpenAPI 3.1)."
    );
    write_contents(page);
    page.heading(2, "routes", "接口 / Routes");
    for (const auto& route : routes()) write_route(page, route);
    write_order(page);
    write_headers(page);
    write_problems(page);
    page.heading(2, "errors", "错误目录 / Errors");
    write_error_rows(page);
    return page.take();
}

std::string crash_points_page() {
    HtmlText page("断点 / Crash points");
    page.both(
        "从受理到最终状态，进程可能在下列任何一处终止（断电、崩溃、kill "
        "-9）。测试在负载下逐处终止进程"
        "、重启，并核对单一窗口收到的单证：每个业务号恰好一次。",
        "From accepting an order to its final state the process can die at any of these points "
        "(power "
        "failure, crash, kill -9). Tests end it at each of them under load, restart it and compare "
        "with what the single window has: each business key exactly once."
    );
    page.table_begin(
        {"断点 point", "阶段 stage", "此时", "What has happened", "重启后", "The next start"}
    );
    for (const auto& point : crash_points())
        page.row(
            point.name,
            {point.name, point.stage, point.where_zh, point.where_en, point.then_zh, point.then_en}
        );
    page.table_end();
    return page.take();
}

}  // namespace tg::api
