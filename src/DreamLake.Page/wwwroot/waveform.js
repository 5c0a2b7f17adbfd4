'use strict';
// Draws the sound of a stream from its segments: each is taken out of its transport stream and decoded by the browser.
(() => {
  const canvas = document.querySelector('[data-waveform]');
  if (!canvas) return;
  const audio = document.querySelector('[data-hls]');
  const bins = 400;
  const mostSegments = 120;
  const peaks = new Float32Array(bins);
  const packet = 188;

  // The sound's bytes of a transport stream: what follows the headers of its packets, of the first stream that is sound.
  function soundOf(buffer) {
    const bytes = new Uint8Array(buffer);
    const parts = [];
    let sound = -1;
    for (let at = 0; at + packet <= bytes.length; at += packet) {
      if (bytes[at] !== 0x47) continue;
      const begins = (bytes[at + 1] & 0x40) !== 0;
      const id = ((bytes[at + 1] & 0x1f) << 8) | bytes[at + 2];
      const has = (bytes[at + 3] >> 4) & 3;
      if ((has & 1) === 0) continue;
      let from = at + 4 + ((has & 2) !== 0 ? 1 + bytes[at + 4] : 0);
      const isPes = begins && bytes[from] === 0 && bytes[from + 1] === 0 && bytes[from + 2] === 1;
      if (sound < 0 && isPes && (bytes[from + 3] & 0xe0) === 0xc0) sound = id;
      if (id !== sound) continue;
      if (isPes) from += 9 + bytes[from + 8];
      if (from < at + packet) parts.push(bytes.subarray(from, at + packet));
    }

    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let end = 0;
    for (const part of parts) {
      whole.set(part, end);
      end += part.length;
    }

    return whole.buffer;
  }

  async function segmentsOf(address) {
    const lines = (await (await fetch(address)).text()).split('\n');
    const variant = lines.findIndex(line => line.startsWith('#EXT-X-STREAM-INF'));
    if (variant >= 0) return segmentsOf(new URL(lines[variant + 1], address));
    const segments = [];
    let start = 0;
    let length = 0;
    for (const line of lines) {
      if (line.startsWith('#EXTINF:')) length = parseFloat(line.slice(8));
      else if (line && !line.startsWith('#')) {
        segments.push({ start, length, address: new URL(line, address) });
        start += length;
      }
    }

    return { segments, length: start };
  }

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
    if (canvas.width !== width) [canvas.width, canvas.height] = [width, height];
    const pen = canvas.getContext('2d');
    pen.clearRect(0, 0, width, height);
    pen.fillStyle = getComputedStyle(canvas).color;
    for (let bin = 0; bin < bins; bin++) {
      const tall = Math.max(peaks[bin] * height, ratio);
      pen.fillRect((bin * width) / bins, (height - tall) / 2, Math.max(width / bins - ratio / 2, 1), tall);
    }
  }

  async function read() {
    const { segments, length } = await segmentsOf(audio.dataset.hls);
    const stride = Math.max(1, Math.ceil(segments.length / mostSegments));
    const decoder = new OfflineAudioContext(1, 1, 22050);
    for (let index = 0; index < segments.length; index += stride) {
      const segment = segments[index];
      const sound = await decoder.decodeAudioData(soundOf(await (await fetch(segment.address)).arrayBuffer()));
      const samples = sound.getChannelData(0);
      const [first, last] = [(segment.start / length) * bins, ((segment.start + segment.length * stride) / length) * bins];
      for (let bin = Math.floor(first); bin < Math.min(Math.ceil(last), bins); bin++) {
        const part = samples.length / Math.max(last - first, 1);
        const from = Math.max(0, Math.floor((bin - first) * part));
        for (let i = from; i < Math.min(from + part, samples.length); i++) peaks[bin] = Math.max(peaks[bin], Math.abs(samples[i]));
      }

      draw();
    }

    canvas.dataset.drawn = String(peaks.filter(peak => peak > 0).length);
  }

  draw();
  new ResizeObserver(draw).observe(canvas);
  canvas.addEventListener('click', click => {
    const box = canvas.getBoundingClientRect();
    audio.currentTime = ((click.clientX - box.left) / box.width) * (audio.duration || 0);
  });
  read().catch(() => { canvas.setAttribute('aria-label', 'The waveform cannot be drawn in this browser'); });
})();
