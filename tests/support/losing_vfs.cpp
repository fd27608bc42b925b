// See losing_vfs.hpp. Wraps SQLite's own file system; the pages that wait belong to the path, since
// several connections of a process share a file.
#include "tests/support/losing_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace tg::test {
namespace {

constexpr sqlite3_int64 block_size = 4'096;

/// What was written to a file and not synced.
struct Unsynced {
    std::mutex mutex;
    std::map<sqlite3_int64, std::vector<char>> blocks;  ///< by number
    sqlite3_int64 size = -1;                            ///< of the file as its users see it
};

struct LosingFile {
    sqlite3_file base;
    sqlite3_file* real;  ///< behind this object
    Unsynced* unsynced;  ///< nothing for files that need no sync
};

sqlite3_vfs* system_vfs = nullptr;
sqlite3_vfs losing_vfs;
std::mutex book_mutex;
std::map<std::string, std::unique_ptr<Unsynced>>& book() {
    static std::map<std::string, std::unique_ptr<Unsynced>> all;
    return all;
}
std::mt19937_64& chance() {
    static std::mt19937_64 one;
    return one;
}

LosingFile& of(sqlite3_file* file) {
    return *reinterpret_cast<LosingFile*>(file);
}
const sqlite3_io_methods& real_methods(sqlite3_file* file) {
    return *of(file).real->pMethods;
}

sqlite3_int64 size_of(LosingFile& file) {
    if (file.unsynced->size < 0)
        file.real->pMethods->xFileSize(file.real, &file.unsynced->size);
    return file.unsynced->size;
}

/// The block as its users see it.
std::vector<char> block_of(LosingFile& file, sqlite3_int64 number) {
    const auto found = file.unsynced->blocks.find(number);
    if (found != file.unsynced->blocks.end())
        return found->second;
    std::vector<char> bytes(block_size, 0);
    // A short read fills up with zeros.
    file.real->pMethods->xRead(
        file.real, bytes.data(), static_cast<int>(block_size), number * block_size
    );
    return bytes;
}

/// Writes a block that waits into the file, without what lies behind the end.
int put(LosingFile& file, sqlite3_int64 number, const std::vector<char>& bytes) {
    const auto size = std::min(block_size, file.unsynced->size - number * block_size);
    if (size <= 0)
        return SQLITE_OK;
    return file.real->pMethods->xWrite(
        file.real, bytes.data(), static_cast<int>(size), number * block_size
    );
}

int close_file(sqlite3_file* file) {
    const int code = real_methods(file).xClose(of(file).real);
    file->pMethods = nullptr;
    return code;
}

int read_file(sqlite3_file* file, void* out, int amount, sqlite3_int64 offset) {
    auto& one = of(file);
    if (one.unsynced == nullptr)
        return one.real->pMethods->xRead(one.real, out, amount, offset);
    const std::lock_guard lock(one.unsynced->mutex);
    auto* to = static_cast<char*>(out);
    const auto end = std::min(offset + amount, size_of(one));
    for (auto at = offset; at < end;) {
        const auto number = at / block_size;
        const auto from = at % block_size;
        const auto size = std::min(block_size - from, end - at);
        const auto bytes = block_of(one, number);
        std::memcpy(to + (at - offset), bytes.data() + from, static_cast<std::size_t>(size));
        at += size;
    }
    const auto got = std::max<sqlite3_int64>(end - offset, 0);
    if (got == amount)
        return SQLITE_OK;
    std::memset(to + got, 0, static_cast<std::size_t>(amount - got));
    return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
    auto& one = of(file);
    if (one.unsynced == nullptr)
        return one.real->pMethods->xWrite(one.real, bytes, amount, offset);
    const std::lock_guard lock(one.unsynced->mutex);
    const auto* from = static_cast<const char*>(bytes);
    one.unsynced->size = std::max(size_of(one), offset + amount);
    for (auto at = offset; at < offset + amount;) {
        const auto number = at / block_size;
        const auto within = at % block_size;
        const auto size = std::min(block_size - within, offset + amount - at);
        auto block = block_of(one, number);
        std::memcpy(block.data() + within, from + (at - offset), static_cast<std::size_t>(size));
        // One in four reaches the file before anybody asks for it.
        if (chance()() % 4 == 0) {
            const int code = put(one, number, block);
            if (code != SQLITE_OK)
                return code;
        }
        one.unsynced->blocks[number] = std::move(block);
        at += size;
    }
    return SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    auto& one = of(file);
    if (one.unsynced == nullptr)
        return one.real->pMethods->xTruncate(one.real, size);
    const std::lock_guard lock(one.unsynced->mutex);
    size_of(one);
    one.unsynced->size = size;
    auto& blocks = one.unsynced->blocks;
    blocks.erase(blocks.lower_bound((size + block_size - 1) / block_size), blocks.end());
    return one.real->pMethods->xTruncate(one.real, size);
}

int sync_file(sqlite3_file* file, int flags) {
    auto& one = of(file);
    if (one.unsynced == nullptr)
        return one.real->pMethods->xSync(one.real, flags);
    const std::lock_guard lock(one.unsynced->mutex);
    for (const auto& [number, bytes] : one.unsynced->blocks) {
        const int code = put(one, number, bytes);
        if (code != SQLITE_OK)
            return code;
    }
    one.unsynced->blocks.clear();
    // The page cache outlives the process: what is in the file now is kept.
    return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    auto& one = of(file);
    if (one.unsynced == nullptr)
        return one.real->pMethods->xFileSize(one.real, size);
    const std::lock_guard lock(one.unsynced->mutex);
    *size = size_of(one);
    return SQLITE_OK;
}

int lock_file(sqlite3_file* file, int level) {
    return real_methods(file).xLock(of(file).real, level);
}
int unlock_file(sqlite3_file* file, int level) {
    return real_methods(file).xUnlock(of(file).real, level);
}
int check_lock(sqlite3_file* file, int* out) {
    return real_methods(file).xCheckReservedLock(of(file).real, out);
}
int control_file(sqlite3_file* file, int what, void* value) {
    return real_methods(file).xFileControl(of(file).real, what, value);
}
int sector_size(sqlite3_file* file) {
    return real_methods(file).xSectorSize(of(file).real);
}
int characteristics(sqlite3_file* file) {
    // Promises about torn and reordered writes do not hold here.
    return real_methods(file).xDeviceCharacteristics(of(file).real) &
           (SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN);
}
int map_memory(sqlite3_file* file, int page, int size, int extend, volatile void** out) {
    return real_methods(file).xShmMap(of(file).real, page, size, extend, out);
}
int lock_memory(sqlite3_file* file, int offset, int n, int flags) {
    return real_methods(file).xShmLock(of(file).real, offset, n, flags);
}
void memory_barrier(sqlite3_file* file) {
    real_methods(file).xShmBarrier(of(file).real);
}
int unmap_memory(sqlite3_file* file, int remove) {
    return real_methods(file).xShmUnmap(of(file).real, remove);
}

/// Version 2: shared memory, but no mapping of the file itself, which would pass us by.
const sqlite3_io_methods methods = {
    2,
    close_file,
    read_file,
    write_file,
    truncate_file,
    sync_file,
    file_size,
    lock_file,
    unlock_file,
    check_lock,
    control_file,
    sector_size,
    characteristics,
    map_memory,
    lock_memory,
    memory_barrier,
    unmap_memory,
    nullptr,
    nullptr,
};

int open_file(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
    auto& one = of(file);
    one.base.pMethods = nullptr;
    one.real = reinterpret_cast<sqlite3_file*>(&one + 1);
    one.unsynced = nullptr;
    const int code = system_vfs->xOpen(system_vfs, name, one.real, flags, out);
    if (one.real->pMethods == nullptr)
        return code;
    one.base.pMethods = &methods;
    constexpr int kept = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
    if (code == SQLITE_OK && name != nullptr && (flags & kept) != 0) {
        const std::lock_guard lock(book_mutex);
        auto& unsynced = book()[name];
        if (unsynced == nullptr)
            unsynced = std::make_unique<Unsynced>();
        one.unsynced = unsynced.get();
    }
    return code;
}

int remove_file(sqlite3_vfs*, const char* name, int sync) {
    {
        const std::lock_guard lock(book_mutex);
        if (const auto found = book().find(name); found != book().end()) {
            const std::lock_guard inner(found->second->mutex);
            found->second->blocks.clear();
            found->second->size = -1;
        }
    }
    return system_vfs->xDelete(system_vfs, name, sync);
}

}  // namespace

void use_losing_vfs(std::uint64_t seed) {
    chance().seed(seed);
    sqlite3_initialize();
    system_vfs = sqlite3_vfs_find(nullptr);
    losing_vfs = *system_vfs;
    losing_vfs.zName = "losing";
    losing_vfs.szOsFile = static_cast<int>(sizeof(LosingFile)) + system_vfs->szOsFile;
    losing_vfs.xOpen = open_file;
    losing_vfs.xDelete = remove_file;
    sqlite3_vfs_register(&losing_vfs, 1);
}

}  // namespace tg::test
