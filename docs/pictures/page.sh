#!/usr/bin/env bash
# Makes page-390.webp, page-820.webp and page-1440.webp: the page of a lake that is served, with recordings that ffmpeg makes, in Chromium.
# docs/pictures/page.sh: needs ffmpeg and chromium. Look at them before they are committed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
DREAMLAKE_PICTURES=$here dotnet test --project tests/DreamLake.Page.Tests -- --filter-class '*PictureTests'
ls -l "$here"/page-*.webp
