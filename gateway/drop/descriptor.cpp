// See descriptor.hpp.
#include "gateway/drop/descriptor.hpp"

#include "gateway/core/text.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace tg::drop {

Descriptor::~Descriptor() {
    close();
}

bool Descriptor::close() {
    const int value = std::exchange(value_, -1);
    return value < 0 || ::close(value) == 0;
}

Error io_error(const std::string& what) {
    std::string why = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): glibc's is safe
    return fail(Errc::io_failed, what, {what, why}, why);
}

Result<Descriptor> open_folder(const std::filesystem::path& path) {
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder.open())
        return io_error(path.string());
    return folder;
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::int64_t read_some(int descriptor, char* into, std::size_t bytes) {
    for (;;) {
        const auto got = ::read(descriptor, into, bytes);
        if (got >= 0 || errno != EINTR)
            return got;
    }
}

struct Digest::Context {
    EVP_MD_CTX* md = EVP_MD_CTX_new();
    Context() { EVP_DigestInit_ex(md, EVP_sha256(), nullptr); }
    ~Context() { EVP_MD_CTX_free(md); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

Digest::Digest() : context_(std::make_unique<Context>()) {}
Digest::~Digest() = default;

void Digest::add(std::string_view bytes) {
    EVP_DigestUpdate(context_->md, bytes.data(), bytes.size());
}

std::string Digest::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_->md, bytes.data(), &size);
    return tg::hex({reinterpret_cast<const char*>(bytes.data()), size});
}

}  // namespace tg::drop
