# Read by .ci/package: the version of what is packed, from the tag of the commit.

# vX.Y.Z on this commit is X.Y.Z. After a tag, the next patch's N-th commit: X.Y.(Z+1)-dev.N; after a prerelease's tag, rc.1.dev.N.
# Before the first tag, Directory.Build.props says what comes. Without git, that alone.
version_of_sources() {
  local planned tag last commits
  planned=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)
  git rev-parse --git-dir >/dev/null 2>&1 || { echo "$planned"; return; }
  if tag=$(git describe --tags --exact-match --match 'v[0-9]*' 2>/dev/null); then
    semantic "${tag#v}"
    return
  fi
  last=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null) || last=
  commits=$(git rev-list --count ${last:+"$last.."}HEAD)
  case $last in
    "") semantic "$planned-dev.$commits" ;;
    *-*) semantic "${last#v}.dev.$commits" ;;
    *) semantic "$(awk -F. '{ print $1 "." $2 "." $3 + 1 }' <<<"${last#v}")-dev.$commits" ;;
  esac
}

# Answers what is a semantic version; of anything else says what is wrong with it.
semantic() {
  local number='(0|[1-9][0-9]*)' label='(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)'
  if [[ $1 =~ ^$number\.$number\.$number(-$label(\.$label)*)?$ ]]; then
    echo "$1"
  else
    echo "The tag 'v$1' is no semantic version (https://semver.org): v1.2.3 or v1.2.3-rc.1 is." >&2
    return 1
  fi
}

# Seconds since 1970 of the commit: every time stamp in a package is this one, so that the same commit gives the same bytes.
time_of_sources() {
  echo "${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 315532800)}"
}
