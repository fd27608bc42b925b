# tg_library(NAME [SOURCES ...] [HEADERS ...] [LINKS ...] [PRIVATE_LINKS ...])
# The one way a folder becomes a library: warnings as errors, system headers for third parties, and every
# header compiled alone (header set verification), so that a header that leans on its neighbours fails the build.

add_library(tg_flags INTERFACE)
target_compile_features(tg_flags INTERFACE cxx_std_20)
target_compile_options(
  tg_flags
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Werror
            # GCC 12 reports these in optimised builds of its own library headers; they are noise there.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
            $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
            $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
            $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
            # The frames of Asio's coroutines, allocated by the frame's own operator new, which GCC 12 inlines.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
            # Code lists are long literals on purpose; clang, the fuzzer's compiler, warns above the standard's minimum.
            $<$<CXX_COMPILER_ID:Clang>:-Wno-overlength-strings>
            # clang 14 takes `co_await work()` of Asio's [[nodiscard]] awaitable for a result that is thrown away.
            $<$<CXX_COMPILER_ID:Clang>:-Wno-unused-result>
            # Initialising the first members of an options struct by name and leaving the defaults is the point of it.
            -Wno-missing-field-initializers)
target_compile_definitions(
  tg_flags
  INTERFACE BOOST_ASIO_SEPARATE_COMPILATION
            BOOST_BEAST_SEPARATE_COMPILATION
            BOOST_ASIO_NO_DEPRECATED
            RAPIDJSON_HAS_STDSTRING=1)
target_include_directories(tg_flags INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_link_libraries(tg_flags INTERFACE Threads::Threads)

function(tg_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${ARG_HEADERS})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(${name} PUBLIC tg_flags ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
endfunction()
