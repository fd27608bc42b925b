// See queue_script.hpp.
#include "adapters/partner/queue_script.hpp"

#include <algorithm>
#include <utility>

namespace tg::partner {
namespace {

constexpr std::string_view noise = "\x01<garbage>]]>{ nothing that a broker would say \xff\xfe";

bool cut(Passed& out) {
    out.then = Passed::Then::cut_line;
    return false;
}

}  // namespace

std::vector<std::string> QueueScript::settled() {
    const std::lock_guard lock(mutex_);
    return std::exchange(settled_, {});
}

bool QueueScript::opened(LineId line) {
    lines_[line] = {};
    return true;
}

void QueueScript::closed(LineId line) {
    lines_.erase(line);
}

bool QueueScript::pass_publication(Line& line, std::string frame, Passed& out) {
    const auto mischief = plans_.take(Question::send);
    if (mischief == Mischief::drop_before)
        return cut(out);
    ++line.published;
    if (mischief == Mischief::busy)
        frame = led_astray(std::move(frame));
    else if (mischief != Mischief::none)
        line.to_confirm[line.published] = mischief;
    out.onward += frame;
    return true;
}

void QueueScript::settle(Line& line, Tag tag) {
    const std::lock_guard lock(mutex_);
    auto at = tag.multiple ? line.given.begin() : line.given.find(tag.number);
    const auto end = line.given.upper_bound(tag.number);
    while (at != line.given.end() && at != end) {
        settled_.push_back(std::move(at->second));
        at = line.given.erase(at);
    }
}

bool QueueScript::pass_acknowledgement(Line& line, const std::string& frame, Passed& out) {
    const auto mischief = plans_.take(Question::confirm);
    if (mischief == Mischief::drop_before)
        return cut(out);
    out.onward += frame;
    settle(line, tag_of(frame).value_or(Tag{}));
    return mischief != Mischief::drop_after || cut(out);
}

bool QueueScript::pass_confirmation(Line& line, const std::string& frame, Passed& out) {
    const auto tag = tag_of(frame).value_or(Tag{});
    auto at = tag.multiple ? line.to_confirm.begin() : line.to_confirm.find(tag.number);
    const bool concerned =
        at != line.to_confirm.end() && (tag.number == 0 || at->first <= tag.number);
    const auto mischief = concerned ? at->second : Mischief::none;
    if (concerned)
        line.to_confirm.erase(at);
    switch (mischief) {
        case Mischief::drop_after:
            return cut(out);
        case Mischief::garbage:
            out.onward += noise;
            return cut(out);
        case Mischief::half:
            out.onward += frame.substr(0, frame.size() / 2);
            return cut(out);
        case Mischief::slow:
            out.held = slow_;
            break;
        default:
            break;
    }
    out.onward += frame;
    return true;
}

bool QueueScript::pass_delivery(Line& line, const std::string& frame, Passed& out) {
    line.tag = tag_of(frame).value_or(Tag{}).number;
    line.given[line.tag].clear();
    switch (plans_.take(Question::receipts)) {
        case Mischief::drop_before:
        case Mischief::fail:
            return cut(out);
        case Mischief::garbage:
            out.onward += noise;
            return cut(out);
        case Mischief::half:
            out.onward += frame.substr(0, frame.size() / 2);
            return cut(out);
        case Mischief::drop_after:
            out.onward += frame;
            return cut(out);
        default:
            break;
    }
    out.onward += frame;
    return true;
}

void QueueScript::note_content(Line& line, std::string_view frame) {
    if (line.tag == 0)
        return;
    if (kind_of(frame) == FrameKind::content_header) {
        line.missing = content_size_of(frame);
    } else {
        const auto piece = content_of_body(frame);
        line.given[line.tag] += piece;
        line.missing -= std::min<std::uint64_t>(line.missing, piece.size());
    }
    if (line.missing == 0)
        line.tag = 0;
}

Passed QueueScript::to_server(LineId id, std::string_view bytes) {
    auto& line = lines_[id];
    Passed out;
    for (auto& frame : line.from_client.feed(bytes)) {
        const auto kind = kind_of(frame);
        bool open = true;
        if (kind == FrameKind::publish)
            open = pass_publication(line, std::move(frame), out);
        else if (kind == FrameKind::acknowledge)
            open = pass_acknowledgement(line, frame, out);
        else
            out.onward += frame;
        if (!open)
            break;
    }
    return out;
}

Passed QueueScript::to_client(LineId id, std::string_view bytes) {
    auto& line = lines_[id];
    Passed out;
    for (const auto& frame : line.from_server.feed(bytes)) {
        const auto kind = kind_of(frame);
        bool open = true;
        if (kind == FrameKind::acknowledge || kind == FrameKind::refuse)
            open = pass_confirmation(line, frame, out);
        else if (kind == FrameKind::deliver)
            open = pass_delivery(line, frame, out);
        else
            out.onward += frame;
        if (!open)
            break;
        if (kind == FrameKind::content_header || kind == FrameKind::content_body)
            note_content(line, frame);
    }
    return out;
}

}  // namespace tg::partner
