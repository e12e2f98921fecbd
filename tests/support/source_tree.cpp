#include "tests/support/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace fleetsim::tests {

SourceFile SourceFile::from_text(std::string path, std::string_view text) {
  SourceFile file{.path = std::move(path), .lines = {}};
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) file.lines.push_back(line);
  return file;
}

std::vector<Include> SourceFile::includes() const {
  std::vector<Include> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string_view line = lines[i];
    const auto skip = [&line](std::string_view word) {
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
      if (!line.starts_with(word)) return false;
      line.remove_prefix(word.size());
      return true;
    };
    if (!skip("#") || !skip("include") || (!skip("<") && !skip("\""))) continue;
    found.push_back({static_cast<int>(i) + 1, std::string(line.substr(0, line.find_first_of(">\"")))});
  }
  return found;
}

std::vector<std::string> SourceFile::code(bool blank_strings) const {
  enum class State { code, block_comment, raw_string } state = State::code;
  std::string raw_end;
  std::vector<std::string> out;
  for (const std::string& line : lines) {
    std::string kept;
    for (std::size_t i = 0; i < line.size();) {
      const std::string_view rest = std::string_view(line).substr(i);
      if (state == State::block_comment) {
        const bool ends = rest.starts_with("*/");
        if (ends) state = State::code;
        i += ends ? 2 : 1;
      } else if (state == State::raw_string) {
        const bool ends = rest.starts_with(raw_end);
        if (ends) state = State::code;
        if (!blank_strings || ends) kept += rest.substr(0, ends ? raw_end.size() : 1);
        i += ends ? raw_end.size() : 1;
      } else if (rest.starts_with("//")) {
        break;
      } else if (rest.starts_with("/*")) {
        state = State::block_comment;
        kept += ' ';
        i += 2;
      } else if (rest.starts_with("R\"") && rest.find('(') != std::string_view::npos) {
        raw_end = ")" + std::string(rest.substr(2, rest.find('(') - 2)) + "\"";
        kept += rest.substr(0, rest.find('(') + 1);
        i += rest.find('(') + 1;
        state = State::raw_string;
      } else if (rest[0] == '"' ||
                 (rest[0] == '\'' && (i == 0 || !std::isalnum(static_cast<unsigned char>(line[i - 1]))))) {
        // A quote after a letter or digit separates digits: 1'000.
        std::size_t end = 1;
        while (end < rest.size() && rest[end] != rest[0]) end += rest[end] == '\\' ? 2u : 1u;
        end = std::min(end + 1, rest.size());
        if (blank_strings) {
          kept += rest[0];
          kept += rest[0];
        } else {
          kept += rest.substr(0, end);
        }
        i += end;
      } else {
        kept += rest[0];
        ++i;
      }
    }
    out.push_back(kept);
  }
  return out;
}

std::string source_dir() {
  return FLEETSIM_SOURCE_DIR;
}

std::string program_path() {
  return FLEETSIM_PROGRAM;
}

std::vector<SourceFile> source_files_under(const std::string& directory) {
  namespace fs = std::filesystem;
  std::vector<SourceFile> files;
  const fs::path root = source_dir();
  if (!fs::exists(root / directory)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / directory)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".h" && extension != ".cpp") continue;
    const std::string path = fs::relative(entry.path(), root).string();
    files.push_back(SourceFile::from_text(path, read_source_text(path)));
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

std::string read_source_text(const std::string& path) {
  std::ifstream in(std::filesystem::path(source_dir()) / path, std::ios::binary);
  if (!in) throw std::runtime_error(path + " cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace fleetsim::tests
