#!/bin/sh
# Makes the samples anew, in the folder that it is called from. README.md says what each is for.
# Needs ffmpeg with libx264 and libflite (Debian's has both). Fixed seeds and one thread: the same ffmpeg makes the same bytes.
set -eu

quiet="-hide_banner -v error -nostdin -y"
plain="-map_metadata -1 -fflags +bitexact -flags:v +bitexact+cgop -flags:a +bitexact"

# Two parts of a multipart upload (10 MiB and the rest): noise keeps the picture from being squeezed below that.
# One closed group of pictures every 2 s, as an HLS split that copies streams wants it.
ffmpeg $quiet -filter_threads 1 \
    -f lavfi -i "testsrc2=size=640x360:rate=30:duration=12" \
    -f lavfi -i "sine=frequency=440:beep_factor=2:sample_rate=48000:duration=12" \
    -vf "noise=alls=18:allf=t:all_seed=42,format=yuv420p" \
    -c:v libx264 -preset medium -profile:v high -b:v 7400k -maxrate 7400k -bufsize 7400k \
    -g 60 -keyint_min 60 -sc_threshold 0 -x264-params open-gop=0 -threads 1 \
    -c:a aac -b:a 128k -ac 2 \
    $plain -movflags +faststart run01.mp4

ffmpeg $quiet -f lavfi -i "flite=voice=slt:text='Run one. The gripper opens above the tray, takes the red cube, carries it to the left bin, and lets go. One retry after a slip.'" \
    -ar 16000 -ac 1 -c:a flac $plain narration.flac

# One line for each quarter of a second: where the gripper is and what it does. No rand(): every awk has its own.
awk 'BEGIN {
    split("approach grasp lift carry place retreat", actions, " ")
    split("red_cube tray left_bin", objects, " ")
    for (i = 0; i < 48; i++) {
        printf "{\"t\": %.2f, \"frame\": %d, \"action\": \"%s\", \"object\": \"%s\", ", i / 4, i * 7.5, actions[int(i / 8) + 1], objects[int(i / 16) + 1]
        printf "\"bbox\": [%d, %d, %d, %d], \"gripper\": %.2f, ", 200 + 4 * i + i * 7 % 5, 180 + i * 11 % 6, 64, 64, (i < 8 || i >= 40) ? 1 : 0.15
        printf "\"confidence\": %.3f, \"success\": %s}\n", 0.9 + i * 37 % 100 / 1000, (i >= 12 && i < 14) ? "false" : "true"
    }
}' > labels.jsonl

cat > captions.srt <<'EOF'
1
00:00:00,000 --> 00:00:02,500
The gripper opens above the tray.

2
00:00:02,500 --> 00:00:04,000
It takes the red cube.

3
00:00:04,000 --> 00:00:05,500
A slip: the cube is taken again.

4
00:00:05,500 --> 00:00:09,000
It carries the cube
to the left bin.

5
00:00:09,000 --> 00:00:12,000
It lets go and draws back.
EOF

cat > captions.vtt <<'EOF'
WEBVTT

NOTE The same captions as captions.srt.

1
00:00.000 --> 00:02.500
The gripper opens above the tray.

2
00:02.500 --> 00:04.000
It takes the red cube.

3
00:04.000 --> 00:05.500
A slip: the cube is taken again.

4
00:05.500 --> 00:09.000 line:90%
It carries the cube
to the left bin.

5
00:09.000 --> 00:12.000
It lets go and draws back.
EOF
