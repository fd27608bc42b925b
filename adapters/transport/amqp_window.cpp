// See amqp_window.hpp.
#include "adapters/transport/amqp_window.hpp"

#include <algorithm>

namespace tg::adapters::amqp {

using forward::Taken;

Error Window::busy(std::string code) const {
    auto detail = code;
    return fail(Errc::busy_there, channel_, {channel_, std::move(code)}, std::move(detail));
}

bool Window::has_room(std::size_t most) const {
    return open_.size() < (proven_ ? most : std::size_t{1});
}

void Window::published(TicketPtr ticket) {
    open_.emplace(++last_tag_, std::move(ticket));
}

template <class Judge>
void Window::settle(std::uint64_t tag, bool multiple, Judge judge) {
    // Tag 0 with multiple means everything so far.
    const auto end = multiple && tag == 0 ? open_.end() : open_.upper_bound(tag);
    auto at = multiple ? open_.begin() : open_.find(tag);
    while (at != open_.end() && at != end) {
        auto ticket = std::move(at->second);
        at = open_.erase(at);
        ticket->finish(judge(*ticket));
    }
}

void Window::confirmed(std::uint64_t tag, bool multiple) {
    proven_ = true;
    const auto judge = [this](const Ticket& ticket) -> Result<Taken> {
        if (ticket.returned)
            return busy("unroutable");
        return Taken{"confirmed", {}};
    };
    settle(tag, multiple, judge);
}

void Window::refused(std::uint64_t tag, bool multiple) {
    proven_ = true;
    const auto judge = [this](const Ticket&) -> Result<Taken> { return busy("nack"); };
    settle(tag, multiple, judge);
}

void Window::returned(std::string_view id) {
    const auto is_it = [id](const auto& one) {
        return one.second->message.id == id && !one.second->returned;
    };
    const auto found = std::ranges::find_if(open_, is_it);
    if (found != open_.end())
        found->second->returned = true;
}

void Window::expire(Moment now) {
    for (auto at = open_.begin(); at != open_.end();) {
        if (at->second->deadline > now) {
            ++at;
            continue;
        }
        auto ticket = std::move(at->second);
        at = open_.erase(at);
        ticket->finish(fail(Errc::no_answer, channel_, {}, "no confirmation in time"));
    }
}

void Window::lost(const std::string& why) {
    for (auto& [tag, ticket] : std::exchange(open_, {}))
        ticket->finish(fail(Errc::no_answer, channel_, {}, why));
    last_tag_ = 0;
    proven_ = false;
}

void Window::refused_by_close(std::uint16_t code, const std::string& why) {
    if (open_.size() == 1) {
        const auto only = std::exchange(open_, {});
        only.begin()->second->finish(busy(std::to_string(code)));
    }
    lost(why);
}

std::optional<Window::Moment> Window::next_deadline() const {
    std::optional<Moment> next;
    for (const auto& [tag, ticket] : open_)
        next = next ? std::min(*next, ticket->deadline) : ticket->deadline;
    return next;
}

}  // namespace tg::adapters::amqp
