'use strict';
// Plays HLS by hls.js, or by the browser where that cannot, and keeps cameras, tracks and the waveform in step with one clock.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);
  const cameras = all('[data-hls]');
  if (cameras.length === 0) return;
  const leader = cameras[0];
  const told = one('[data-told]');
  const tell = text => { if (told && told.textContent !== text) told.textContent = text; };
  const clock = seconds => {
    const whole = Math.max(0, Math.floor(seconds || 0));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  };

  function open(media) {
    const address = media.dataset.hls;
    if (!window.Hls || !Hls.isSupported()) {
      media.src = address;
      return;
    }

    const hls = new Hls({ maxBufferLength: cameras.length > 1 ? 12 : 30 });
    hls.on(Hls.Events.ERROR, (_, fault) => {
      if (!fault.fatal) return;
      if (fault.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else tell('The stream cannot be read. Its address is good for 12 hours: load the page again.');
    });
    hls.loadSource(address);
    hls.attachMedia(media);
  }

  // One frame on or back, of the leader's rate.
  const frame = () => 1 / (Number(leader.dataset.fps) || 30);
  function step(frames) {
    leader.pause();
    seek(leader.currentTime + frames * frame());
  }

  function seek(time) {
    const end = Number.isFinite(leader.duration) ? leader.duration : time;
    const to = Math.min(Math.max(time, 0), end);
    for (const camera of cameras) camera.currentTime = Math.min(to, camera.duration || to);
  }

  const rates = [0.25, 0.5, 1, 1.5, 2, 4];
  let rate = 1;
  function setRate(wanted) {
    rate = wanted;
    for (const camera of cameras) camera.playbackRate = rate;
    for (const button of all('[data-rate]')) button.value = String(rate);
  }

  // What is stopped again before it plays is no fault; a browser that wants to be asked says so.
  const start = media => media.play().catch(fault => {
    if (fault.name === 'NotAllowedError') tell('The browser does not play without being asked: press Play.');
  });

  // Followers are led by their rate while they are a little off, and put right by a jump where they are far off.
  const near = 0.03;
  const far = 0.4;
  let held = false;
  function follow() {
    const followers = cameras.slice(1).filter(camera => leader.currentTime < (camera.duration || 0));
    const isWaiting = followers.some(camera => camera.readyState < 3 || camera.seeking);
    if (!leader.paused && isWaiting && leader.readyState >= 3 && !leader.seeking) {
      held = true;
      leader.pause();
    } else if (held && !isWaiting) {
      held = false;
      start(leader);
    }

    let worst = 0;
    for (const camera of followers) {
      const drift = camera.currentTime - leader.currentTime;
      worst = Math.max(worst, Math.abs(drift));
      if (leader.paused && !camera.paused) camera.pause();
      if (Math.abs(drift) > far || (leader.paused && !held && Math.abs(drift) > near && !camera.seeking)) {
        if (!camera.seeking) camera.currentTime = leader.currentTime;
        camera.playbackRate = rate;
      } else {
        camera.playbackRate = Math.abs(drift) < near ? rate : rate * (1 - Math.min(Math.max(drift * 0.6, -0.15), 0.15));
      }

      if (!leader.paused && camera.paused) start(camera);
    }

    const shown = one('[data-drift]');
    if (shown) {
      shown.dataset.drift = String(Math.round(worst * 1000));
      shown.textContent = `${Math.round(worst * 1000)} ms`;
    }
  }

  function controls() {
    // What is on or off is a switch; media-chrome calls it a button and tells its state all the same.
    one('media-captions-button')?.setAttribute('role', 'switch');
    const play = one('[data-play]');
    if (play) {
      play.addEventListener('click', () => {
        if (leader.paused && !held) start(leader);
        else { held = false; leader.pause(); }
      });
      const show = () => { play.textContent = leader.paused && !held ? 'Play' : 'Pause'; };
      leader.addEventListener('play', show);
      leader.addEventListener('pause', show);
    }

    for (const button of all('[data-step]')) button.addEventListener('click', () => step(Number(button.dataset.step)));
    for (const select of all('[data-rate]')) select.addEventListener('change', () => setRate(Number(select.value)));
    const slider = one('[data-slider]');
    if (slider) {
      slider.addEventListener('input', () => seek(Number(slider.value)));
      leader.addEventListener('loadedmetadata', () => { slider.max = String(leader.duration); });
      leader.addEventListener('timeupdate', () => {
        slider.value = String(leader.currentTime);
        slider.setAttribute('aria-valuetext', `${clock(leader.currentTime)} of ${clock(leader.duration)}`);
      });
    }

    document.addEventListener('keydown', press => {
      if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return;
      if (press.target.closest('input, select, textarea, button, a, media-controller')
        && ![',', '.', '[', ']'].includes(press.key)) return;
      if (press.target.closest('input:not([type=range]), select, textarea')) return;
      const does = {
        ',': () => step(-1), '.': () => step(1), ' ': () => (leader.paused ? start(leader) : leader.pause()),
        ArrowLeft: () => seek(leader.currentTime - 5), ArrowRight: () => seek(leader.currentTime + 5),
        '[': () => setRate(rates[Math.max(rates.indexOf(rate) - 1, 0)]),
        ']': () => setRate(rates[Math.min(rates.indexOf(rate) + 1, rates.length - 1)]),
      }[press.key];
      if (!does) return;
      press.preventDefault();
      does();
    });
  }

  // The last entry that has begun and not ended; entries lie in the order of their beginnings.
  function entryAt(entries, time) {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (entries[middle].start <= time + 0.001) low = middle + 1;
      else high = middle;
    }

    const index = low - 1;
    return index >= 0 && (entries[index].end == null || time < entries[index].end) ? index : -1;
  }

  const mostListed = 500;
  function showTrack(lane, entries) {
    const now = one('.now', lane);
    const list = one('ol', lane);
    const strip = one('svg', lane);
    const marks = entries.map(() => document.createElementNS('http://www.w3.org/2000/svg', 'rect'));
    const place = () => {
      const length = leader.duration;
      if (!Number.isFinite(length) || length <= 0) return;
      entries.forEach((entry, index) => {
        const end = entry.end ?? entries[index + 1]?.start ?? length;
        const mark = marks[index];
        mark.setAttribute('x', `${(100 * entry.start) / length}%`);
        mark.setAttribute('width', `${Math.max((100 * (Math.min(end, length) - entry.start)) / length - 0.1, 0.15)}%`);
        mark.setAttribute('height', '100%');
      });
    };
    strip.append(...marks);
    place();
    leader.addEventListener('durationchange', place);
    strip.addEventListener('click', click => {
      const box = strip.getBoundingClientRect();
      seek(((click.clientX - box.left) / box.width) * (leader.duration || 0));
    });
    entries.slice(0, mostListed).forEach(entry => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = `${clock(entry.start)} ${entry.text}`;
      button.addEventListener('click', () => seek(entry.start));
      item.append(button);
      list.append(item);
    });
    let shown = -2;
    return time => {
      const index = entryAt(entries, time);
      if (index === shown) return;
      marks[shown]?.classList.remove('is-now');
      list.children[shown]?.firstChild.removeAttribute('aria-current');
      shown = index;
      now.textContent = index < 0 ? '–' : entries[index].text;
      marks[index]?.classList.add('is-now');
      const item = list.children[index];
      if (!item) return;
      item.firstChild.setAttribute('aria-current', 'true');
      // The list is what its entries' places are told from.
      list.scrollTop = item.offsetTop - (list.clientHeight - item.offsetHeight) / 2;
    };
  }

  const followed = [];
  async function openTrack(lane) {
    try {
      const answer = await fetch(lane.dataset.entries, { headers: { Accept: 'application/json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { entries, hasMore } = await answer.json();
      followed.push(showTrack(lane, entries));
      one('.count', lane).textContent = `${entries.length}${hasMore ? ' and more' : ''} entries`;
    } catch {
      one('.count', lane).textContent = 'cannot be read';
    }
  }

  function tick() {
    const time = leader.currentTime;
    for (const show of followed) show(time);
    const shown = one('[data-clock]');
    if (shown) shown.textContent = `${clock(time)} / ${clock(leader.duration)}`;
    const length = leader.duration || 1;
    for (const cursor of all('.cursor')) cursor.style.left = `${(100 * time) / length}%`;
    requestAnimationFrame(tick);
  }

  cameras.forEach(open);
  controls();
  if (cameras.length > 1) setInterval(follow, 100);
  all('[data-entries]').forEach(openTrack);
  requestAnimationFrame(tick);
  window.lakePlayer = { cameras, leader, seek, step, setRate };
})();
