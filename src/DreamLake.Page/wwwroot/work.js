'use strict';
// Asks each second or two what is under way, and puts in place what changed: a part in which somebody is with the keyboard stays.
(() => {
  const work = document.querySelector('[data-work]');
  let pause = 1000;
  async function look() {
    if (!document.hidden) {
      try {
        const answer = await fetch(work.dataset.work);
        if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const part of work.querySelectorAll('[data-part]')) {
          const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
          if (next && next.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) part.replaceWith(next);
        }

        pause = 1000;
      } catch {
        pause = Math.min(pause * 2, 30000);
      }
    }

    setTimeout(look, pause);
  }

  setTimeout(look, pause);
})();
