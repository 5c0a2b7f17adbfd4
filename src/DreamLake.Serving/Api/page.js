'use strict';

// Reads /openapi.json of this service and makes a form of each operation. Text is set as text, never as markup.
function make(tag, text, attributes) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  Object.assign(element, attributes);
  return element;
}

// A value of the schema's form, to begin with.
function exampleOf(schema, all, depth) {
  if (!schema || depth > 5) return null;
  if (schema.$ref) return exampleOf(all[schema.$ref.split('/').pop()], all, depth + 1);
  const choice = schema.oneOf || schema.anyOf || schema.allOf;
  if (choice) return exampleOf(choice.find(one => one.type !== 'null'), all, depth + 1);
  const type = [].concat(schema.type || []).find(word => word !== 'null');
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, of]) => [name, exampleOf(of, all, depth + 1)]));
  }
  if (type === 'array') return [exampleOf(schema.items, all, depth + 1)];
  if (type === 'string') return '';
  if (type === 'integer' || type === 'number') return 0;
  return type === 'boolean' ? false : null;
}

function fieldFor(parameter) {
  const label = make('label', parameter.name + (parameter.required ? '* ' : ' '));
  const input = make('input', '', { name: parameter.name, required: parameter.required === true && parameter.in === 'path' });
  label.append(input);
  return { label, input, where: parameter.in, name: parameter.name };
}

function addressOf(path, fields) {
  const query = new URLSearchParams();
  let address = path;
  for (const field of fields) {
    // By a function: what is typed may hold a dollar sign.
    if (field.where === 'path') address = address.replace(`{${field.name}}`, () => encodeURIComponent(field.input.value));
    if (field.where === 'query' && field.input.value) query.set(field.name, field.input.value);
  }
  return query.size ? `${address}?${query}` : address;
}

async function send(method, path, fields, body, answer) {
  const sent = {};
  const token = document.getElementById('token').value.trim();
  if (token) sent.Authorization = `Bearer ${token}`;
  if (body) sent['Content-Type'] = 'application/json';
  answer.textContent = '…';
  try {
    const response = await fetch(addressOf(path, fields), {
      method: method.toUpperCase(), headers: sent, body: body ? body.value : undefined, credentials: 'omit', redirect: 'manual',
    });
    const text = await response.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* no JSON: shown as it came */ }
    if (response.type === 'opaqueredirect') {
      answer.textContent = 'The answer sends on to another address, which this page does not follow.';
      return;
    }
    const headers = [...response.headers].map(pair => pair.join(': ')).join('\n');
    answer.textContent = `${response.status} ${response.statusText}\n${headers}\n\n${shown}`;
  } catch (fault) {
    answer.textContent = `No answer: ${fault.message}`;
  }
}

function operationOf(path, method, operation, all) {
  const details = make('details');
  const summary = make('summary');
  summary.append(make('span', method.toUpperCase(), { className: 'method' }), make('span', path));
  details.append(summary);
  details.addEventListener('toggle', () => {
    if (!details.open || details.childElementCount > 1) return;
    const form = make('form');
    const fields = (operation.parameters || []).filter(one => one.in !== 'header').map(fieldFor);
    fields.forEach(field => form.append(field.label));
    const content = operation.requestBody && operation.requestBody.content['application/json'];
    const body = content && make('textarea', '', { value: JSON.stringify(exampleOf(content.schema, all, 0), null, 2), spellcheck: false });
    if (body) form.append(body);
    const answer = make('pre', '', { tabIndex: 0, role: 'status', ariaLabel: `Answer to ${method.toUpperCase()} ${path}` });
    form.append(make('button', 'Send'), answer);
    form.addEventListener('submit', event => {
      event.preventDefault();
      send(method, path, fields, body, answer);
    });
    if (operation.security && operation.security.length === 0) form.prepend(make('p', 'It takes no token: it is open, or its address is signed by the lake.', { className: 'note' }));
    if (operation.summary) form.prepend(make('p', operation.summary.replaceAll('`', '')));
    details.append(form);
  });
  return details;
}

async function show() {
  document.getElementById('who').addEventListener('submit', event => event.preventDefault());
  const api = await (await fetch('/openapi.json')).json();
  document.getElementById('title').textContent = document.title = api.info.title;
  document.getElementById('about').textContent = api.info.description || '';
  const all = (api.components && api.components.schemas) || {};
  const list = document.getElementById('operations');
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) list.append(operationOf(path, method, operation, all));
  }
  document.getElementById('find').addEventListener('input', event => {
    const word = event.target.value.toLowerCase();
    for (const details of list.children) details.hidden = !details.firstChild.textContent.toLowerCase().includes(word);
  });
}

show().catch(() => { document.getElementById('about').textContent = 'openapi.json cannot be read. Load the page again.'; });
