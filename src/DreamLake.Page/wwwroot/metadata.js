'use strict';
// Fills what is known of a source and its stream in, once somebody opens it.
for (const details of document.querySelectorAll('[data-metadata]')) {
  const list = details.querySelector('dl');
  const add = (tag, text) => list.append(Object.assign(document.createElement(tag), { textContent: text }));
  const told = value => (Array.isArray(value) ? value.map(told).join(', ')
    : value !== null && typeof value === 'object' ? Object.entries(value).map(([name, inner]) => `${name}: ${told(inner)}`).join('; ')
      : String(value));
  details.addEventListener('toggle', async () => {
    if (list.children.length > 0) return;
    try {
      const answer = await fetch(details.dataset.metadata);
      if (!answer.ok) throw new Error(String(answer.status));
      for (const [name, value] of Object.entries(await answer.json())) {
        if (value === null) continue;
        add('dt', name);
        add('dd', told(value));
      }
    } catch {
      add('dt', 'It cannot be read');
      add('dd', 'Load the page again.');
    }
  });
}
