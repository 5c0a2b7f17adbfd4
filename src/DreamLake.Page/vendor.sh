#!/usr/bin/env bash
# Fetches the page's players from npm, pinned, into wwwroot/vendor. The files are committed: only whoever changes a version needs node.
# A new media-chrome brings other styles: BrowserTests say which lines Files/media-chrome-styles.txt is to have then.
# With --check it writes nothing and says what differs.
set -euo pipefail
cd "$(dirname "$0")"
target=wwwroot/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '{"private":true}' > "$work/package.json"
npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts --no-save --omit=peer hls.js@1.7.4 media-chrome@4.19.4
made="$work/made"
mkdir -p "$made"
copy() { cp "$work/node_modules/$1" "$made/$2"; }
copy hls.js/dist/hls.min.js hls.min.js
copy hls.js/LICENSE hls.js-LICENSE.txt
copy media-chrome/dist/iife/index.js media-chrome.js
copy media-chrome/LICENSE media-chrome-LICENSE.txt
if [ "${1:-}" = --check ]; then
  diff -r "$made" "$target" && echo "wwwroot/vendor is what npm has."
else
  mkdir -p "$target"
  cp "$made"/* "$target/"
fi
