# Read by .ci/run and .ci/full: what a fresh Debian machine lacks, and a table of what ran.
export CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
passed=0 failed=0 skipped=0
table=()

# Package by package, so that one that is there costs nothing and the list says what each is for.
install_engines() {
  local as="" missing=() package
  [ "$(id -u)" -eq 0 ] || as="sudo"
  # media; pages; PostgreSQL; Ceph's S3; clients of S3; other programs and shells that the tests start; what links
  # native code; what versions come from
  for package in ffmpeg chromium postgresql ceph-mon ceph-osd radosgw awscli rclone s3cmd python3 python3-boto3 util-linux procps curl \
    zsh fish gcc libc6-dev zlib1g-dev git; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  DEBIAN_FRONTEND=noninteractive $as apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive $as apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# Starts this script again under a clock. A run that takes longer has failed, and says so.
limit_to() {
  local minutes=$1 status=0
  [ -z "${DREAMLAKE_CI_IS_TIMED:-}" ] || return 0
  DREAMLAKE_CI_IS_TIMED=1 timeout --kill-after=60 "${minutes}m" bash ".ci/$(basename "$0")" || status=$?
  if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
    echo "Ended after $minutes minutes: it has to be quicker than that."
    echo "0 passed, 1 failed"
  fi
  exit "$status"
}

row() { table+=("$(printf '%-44s %6s s  %s' "$1" "$2" "$3")"); }

# A command that passes or fails as a whole: step NAME COMMAND…
step() {
  local name=$1 begun=$SECONDS
  shift
  echo "== $name"
  if "$@"; then
    passed=$((passed + 1))
    row "$name" $((SECONDS - begun)) passed
  else
    failed=$((failed + 1))
    row "$name" $((SECONDS - begun)) FAILED
  fi
}

# A run of dotnet test, counted test by test, with a row for each project: tests NAME COMMAND…
tests() {
  local name=$1 begun=$SECONDS log status=0 good bad left
  shift
  echo "== $name"
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" || status=$?
  count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
  good=$(count succeeded) bad=$(count failed) left=$(count skipped)
  # A build or a runner that broke off has counted nothing.
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then bad=1; fi
  while read -r seconds project outcome; do row "  $project" "$seconds" "$outcome"; done < <(projects "$log")
  row "$name" $((SECONDS - begun)) "${good:-0} passed, ${bad:-0} failed, ${left:-0} skipped"
  passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0})) skipped=$((skipped + ${left:-0}))
  rm -f "$log"
}

# From lines such as "/a/X.Tests.dll (net10.0|x64) passed (1m 02s 740ms)": seconds, project, outcome.
projects() {
  sed -nE 's/^(.*\/)?([A-Za-z.]+)\.dll \(net[^)]*\) (passed|failed)[^(]*(\(s\) )?\(([^()]*)\)$/\2 \3 \5/p' "$1" | awk '{
    seconds = 0
    for (i = 3; i <= NF; i++) {
      n = $i; sub(/[a-z]+$/, "", n)
      if ($i ~ /ms$/) seconds += n / 1000; else if ($i ~ /h$/) seconds += n * 3600; else if ($i ~ /m$/) seconds += n * 60; else seconds += n
    }
    printf "%.0f %s %s\n", seconds, $1, $2
  }' | sort -rn
}

# The table, what is wrong, and the closing line; exits with it.
report() {
  echo "== Seconds by suite"
  printf '%s\n' "${table[@]}"
  echo "In all: $SECONDS s"
  if [ "$skipped" -ne 0 ]; then
    echo "$skipped tests were skipped: here every engine is installed, so that is a failure."
    failed=$((failed + skipped))
  fi
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}
