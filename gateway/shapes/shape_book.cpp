// The shapes of the program and of a folder.
#include "gateway/shapes/shape_book.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

namespace tg::shapes {
namespace {

void take(
    Result<Shape> read, std::map<std::string, Shape, std::less<>>& into, std::vector<Error>& faults
) {
    if (read) {
        std::string name = read.value().name;
        into.insert_or_assign(std::move(name), std::move(read).value());
        return;
    }
    auto& parts = read.error().parts;
    std::ranges::move(parts, std::back_inserter(faults));
}

Error refused(std::vector<Error> faults) {
    Error all = fail(Errc::bad_shape, faults.front().where, faults.front().args);
    all.parts = std::move(faults);
    return all;
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        if (entry.path().extension() == ".toml")
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace

const ShapeBook& ShapeBook::built_in() {
    static const ShapeBook book = [] {
        ShapeBook made;
        std::vector<Error> faults;
        for (const ShapeText& text : built_in_shapes()) {
            const std::string file = "schemas/shapes/" + std::string(text.name) + ".toml";
            take(read_shape(text.text, file), made.shapes_, faults);
        }
        return made;  // a test reads each and shows its faults
    }();
    return book;
}

Result<ShapeBook> ShapeBook::with(const std::vector<ShapeFile>& files) const {
    ShapeBook book = *this;
    std::vector<Error> faults;
    for (const ShapeFile& file : files)
        take(read_shape(file.text, file.said), book.shapes_, faults);
    if (faults.empty())
        return book;
    return refused(std::move(faults));
}

Result<ShapeBook> ShapeBook::load(const std::filesystem::path& folder) {
    std::vector<ShapeFile> files;
    std::vector<Error> faults;
    for (const auto& path :
         folder.empty() ? std::vector<std::filesystem::path>{} : files_in(folder)) {
        std::ifstream in(path, std::ios::binary);
        std::string text(shape_bytes_max + 1, '\0');
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(in.gcount()));
        const std::string name = path.string();
        if (in.bad() || text.size() > shape_bytes_max) {
            const std::string reason = name + ": cannot be read, or too large";
            faults.push_back(fail(Errc::bad_shape, name, {reason}));
            continue;
        }
        files.push_back({name, std::move(text)});
    }
    auto book = built_in().with(files);
    if (faults.empty())
        return book;
    if (!book)
        std::ranges::move(book.error().parts, std::back_inserter(faults));
    return refused(std::move(faults));
}

Result<const Shape*> ShapeBook::find(std::string_view name) const {
    const auto found = shapes_.find(name);
    if (found != shapes_.end())
        return &found->second;
    std::string names;
    for (const auto& [each, shape] : shapes_) {
        if (!names.empty())
            names += ", ";
        names += each;
    }
    constexpr std::size_t shown_max = 64;
    return fail(Errc::unknown_shape, {}, {std::string(name.substr(0, shown_max)), names});
}

}  // namespace tg::shapes
