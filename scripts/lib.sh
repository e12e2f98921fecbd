# Shared by scripts/run, scripts/test and .ci/run: sourced, not run. Bash; the caller sets -euo pipefail.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# What one checkout compiled serves every other one: paths below the checkout count from its root.
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1

# Not one of the program's own exit codes: nothing was run.
exit_not_set_up=69

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "fleetsim: $*"
  exit "$exit_not_set_up"
}

# packages build | ci | aarch64 | aarch64-sources | peers: the names of a section of packages.txt.
packages() {
  awk -v wanted="$1" '
    BEGIN { section = "build" }
    match($0, /^# (ci|aarch64|aarch64-sources|peers):/) { section = substr($0, 3, RLENGTH - 3) }
    { sub(/#.*/, ""); gsub(/[ \t]/, "") }
    $0 != "" && section == wanted { print }' "$root/scripts/packages.txt"
}

# need SECTION...: installs what is missing of these sections; silent and quick when nothing is.
need() {
  command -v dpkg-query > /dev/null ||
    fail "this set-up is for Debian; elsewhere install what scripts/packages.txt names and use CMake (README.md)"
  local section missing=() wanted=()
  for section in "$@"; do mapfile -t -O "${#wanted[@]}" wanted < <(packages "$section"); done
  # Unknown packages are reported on standard error and by the exit code; what counts is what is listed as installed.
  mapfile -t missing < <(
    comm -13 \
      <({ dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${wanted[@]}" 2> /dev/null || true; } |
        awk '$2 == "installed" { print $1 }' | sort -u) \
      <(printf '%s\n' "${wanted[@]}" | sort -u))
  [ "${#missing[@]}" -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null ||
      fail "these packages are missing: ${missing[*]} - run this as root, or install sudo, or install them yourself"
    as_root=(sudo)
  fi
  say "installing: ${missing[*]}"
  mkdir -p "$root/build"
  local log="$root/build/packages.log"
  {
    "${as_root[@]}" apt-get update &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"
  } > "$log" 2>&1 || {
    tail -n 30 "$log" >&2
    fail "the packages could not be installed; the whole log is in $log"
  }
}

# build DIRECTORY "CMAKE ARGUMENT..." TARGET...: configures build/DIRECTORY when needed and builds; silent unless it fails.
build() {
  local directory="$root/build/$1"
  mkdir -p "$directory"
  # One build at a time in a directory: two scripts may be started at once.
  (
    flock 9
    build_locked "$@"
  ) 9> "$directory.lock"
}

build_locked() {
  local name="build/$1" directory="$root/build/$1" arguments="$2"
  shift 2
  local log="$directory.log" stamp="$directory/.configured"
  # Configured anew only when the arguments changed; Ninja does it by itself when a CMake file or the set of sources did.
  if [ ! -f "$directory/build.ninja" ] || [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$arguments" ]; then
    say "building in $name ..."
    rm -f "$stamp"
    # shellcheck disable=SC2086  # the arguments are words on purpose
    cmake -S "$root" -B "$directory" -G Ninja $arguments > "$log" 2>&1 || {
      cat "$log" >&2
      say "fleetsim: configuring $name failed"
      return 1
    }
    printf '%s\n' "$arguments" > "$stamp"
  fi
  ninja -C "$directory" "$@" > "$log" 2>&1 || {
    grep -v '^\[[0-9]*/[0-9]*\]' "$log" | tail -n 200 >&2
    say "fleetsim: the build in $name failed"
    return 1
  }
}

release_arguments="--preset release"
