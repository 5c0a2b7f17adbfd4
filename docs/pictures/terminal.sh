#!/usr/bin/env bash
# Makes terminal.png: a real run of the command in a terminal, its link cut in the middle of it, and the same command again.
# docs/pictures/terminal.sh DREAMLAKE: the path of a built command with its lake beside it. Needs tmux, python3 and chromium.
set -euo pipefail
command=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
socket=$work/tmux
trap 'tmux -S "$socket" kill-server 2>/dev/null; rm -rf "$work"' EXIT

mkdir -p "$work/home/recordings" "$work/bin"
ln -s "$command" "$work/bin/dreamlake"
# The sample, with a box behind it that players pass over: a recording of 40 MB.
for camera in front wrist overhead; do
  { cat "$here/../../samples/run01.mp4"; printf '\x02\x00\x00\x00free'; head -c 33554424 /dev/urandom; } \
    >"$work/home/recordings/$camera.mp4"
done
# What was written within the last seconds is taken for a recording that goes on.
find "$work/home/recordings" -type f -exec touch -d '1 hour ago' {} +

tmux -S "$socket" -f /dev/null new-session -d -x 126 -y 24 \
  "cd '$work/home' && exec env -i HOME='$work/home' PATH='$work/bin:/usr/bin:/bin' TERM=tmux-256color LANG=C.UTF-8 PS1='$ ' \
   bash --norc --noprofile"
tmux -S "$socket" set-option -g status off
say() { tmux -S "$socket" send-keys "$@"; }
screen() { tmux -S "$socket" capture-pane -ep; }
# Waits until the screen shows a text.
shows() { for _ in $(seq 600); do if screen | grep -q "$1"; then return; fi; sleep 0.2; done; screen; exit 1; }

upload='dreamlake upload recordings --episode alice@robotics:run-042 --local --limit-rate 10M'
say "$upload" Enter
shows 'sending part.* [2-4][0-9] *%'
say C-c
shows '^\$ *$'
say "$upload" Enter
shows 'sending part.* [6-8][0-9] *%'
screen >"$work/screen"
python3 "$here/screen-to-svg.py" <"$work/screen" >"$work/terminal.svg"
read -r width height < <(sed -n '1s/.*width="\([0-9]*\)" height="\([0-9]*\)".*/\1 \2/p' "$work/terminal.svg")
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1.5 --window-size="$width,$height" \
  --screenshot="$here/terminal.png" "file://$work/terminal.svg" 2>/dev/null
ls -l "$here/terminal.png"
