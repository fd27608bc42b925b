// A body for Beast's parser that takes memory as bytes come, not as the length promises. Included
// by http_connection.cpp only: it pulls Beast in.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/message.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace tg::http {

struct GrowingBody {
    using value_type = std::string;
    static constexpr std::size_t first_bytes_max = 64 * 1024;

    class reader {
     public:
        template <bool request, class Fields>
        reader(boost::beast::http::header<request, Fields>&, value_type& body) : body_(body) {}

        void init(
            const boost::optional<std::uint64_t>& length, boost::system::error_code& failure
        ) {
            if (length)
                body_.reserve(std::min<std::size_t>(*length, first_bytes_max));
            failure = {};
        }
        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::system::error_code& failure) {
            failure = {};
            std::size_t count = 0;
            for (auto at = boost::asio::buffer_sequence_begin(buffers);
                 at != boost::asio::buffer_sequence_end(buffers);
                 ++at) {
                const boost::asio::const_buffer part(*at);
                body_.append(static_cast<const char*>(part.data()), part.size());
                count += part.size();
            }
            return count;
        }
        void finish(boost::system::error_code& failure) { failure = {}; }

     private:
        value_type& body_;
    };
};

}  // namespace tg::http
