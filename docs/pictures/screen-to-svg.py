#!/usr/bin/env python3
"""Draws what `tmux capture-pane -ep` prints, read from standard input, as an SVG: text, colours, bold and dim."""
import re
import sys
from html import escape

PALETTE = ["#1b1f24", "#e5534b", "#57ab5a", "#c69026", "#539bf5", "#b083f0", "#39c5cf", "#adbac7",
           "#768390", "#ff938a", "#8ddb8c", "#daaa3f", "#6cb6ff", "#dcbdfb", "#76e3ea", "#ffffff"]
PLAIN, GROUND = "#d1d7e0", "#15191e"
ADVANCE, LINE, MARGIN, SIZE = 8.43, 19, 16, 14
# Several plain spaces are drawn as one.
NO_BREAK = "\u00a0"


def parts(line):
    """A line's pieces with the style of each: (text, colour, bold, dim)."""
    colour, bold, dim = PLAIN, False, False
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not piece.startswith("\x1b"):
            if piece:
                yield piece, colour, bold, dim
            continue
        for code in (int(number or 0) for number in piece[2:-1].split(";")):
            if code == 0:
                colour, bold, dim = PLAIN, False, False
            elif code in (1, 2):
                bold, dim = bold or code == 1, dim or code == 2
            elif code == 22:
                bold = dim = False
            elif code == 39:
                colour = PLAIN
            elif 30 <= code <= 37:
                colour = PALETTE[code - 30]
            elif 90 <= code <= 97:
                colour = PALETTE[code - 82]


lines = sys.stdin.read().rstrip("\n").split("\n")
while lines and not re.sub(r"\x1b\[[0-9;]*m", "", lines[-1]).strip():
    lines.pop()
columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
width, height = int(columns * ADVANCE + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">')
print(f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND}"/>')
print(f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{SIZE}">')
for row, line in enumerate(lines):
    column = 0
    for text, colour, bold, dim in parts(line):
        weight = ' font-weight="bold"' if bold else ""
        drawn = escape(text).replace(" ", NO_BREAK)
        opacity = ' opacity="0.65"' if dim else ""
        print(f'<text x="{MARGIN + column * ADVANCE:.2f}" y="{MARGIN + row * LINE + SIZE}" fill="{colour}"{weight}{opacity}'
              f' textLength="{len(text) * ADVANCE:.2f}">{drawn}</text>')
        column += len(text)
print("</g></svg>")
