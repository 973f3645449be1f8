// Submit: the form's answers become a claims file as data/README.md describes. Nothing leaves the page unless the reader sends it.
(function () {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const form = byId('submit-form'), data = globalThis.flopwatchSubmit;
  if (!form || !data) return;
  const {copyText, gettext} = globalThis.flopwatchWords;
  const fields = new Map(data.fields.map((one) => [one.name, one]));
  const f = form.elements, status = byId('s-problems'), out = byId('s-out');
  const NUMBER = /^[+-]?[0-9]{1,40}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?$/;

  // A TOML basic string: quotes, backslashes, control characters and direction marks are escaped.
  function quoted(text) {
    let made = '';
    for (const c of text.normalize('NFC')) {
      const code = c.codePointAt(0);
      if (c === '"' || c === '\\') made += '\\' + c;
      else if (code < 32 || code === 127 || (code >= 0x200e && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) {
        made += '\\u' + code.toString(16).toUpperCase().padStart(4, '0');
      } else made += c;
    }
    return `"${made}"`;
  }
  const slug = (text) => text.toLowerCase().normalize('NFKD').replace(/[^a-z0-9.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '').replace(/\.{2,}/g, '.').slice(0, 60) || 'unnamed';
  const today = () => new Date().toISOString().slice(0, 10);

  function refreshField() {
    const one = fields.get(f.field.value);
    byId('s-meaning').textContent = one.meaning;
    f.unit.replaceChildren(...one.units.map((unit) => new Option(unit, unit)));
    f.unit.disabled = !one.units.length;
    byId('s-terms').replaceChildren(...one.terms.map((term) => new Option(term, term)));
  }
  function written() {
    const one = fields.get(f.field.value);
    const url = f.url.value.trim();
    let host = '';
    try {
      const parsed = new URL(url);
      host = parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed.hostname : '';
    } catch (error) {
      host = '';
    }
    const missing = [];
    for (const [name, id] of [['name', 's-name'], ['value', 's-value'], ['quote', 's-quote'], ['where', 's-where']]) {
      if (!f[name].value.trim()) missing.push(document.querySelector(`label[for=${id}]`).textContent);
    }
    if (one.kind === 'quantity' && f.value.value.trim() && !NUMBER.test(f.value.value.trim())) missing.push(gettext('a plain number, such as 3.8e25'));
    if (!host) missing.push(gettext('an address that begins with http:// or https://'));
    const id = Object.hasOwn(data.models, f.name.value.trim()) ? f.name.value.trim()
      : Object.keys(data.models).find((key) => data.models[key] === f.name.value.trim()) || `${slug(f.developer.value)}/${slug(f.name.value)}`;
    const source = slug(`${host.replace(/^www\./, '')} ${f.title.value}`.trim());
    const lines = [`name = ${quoted(data.models[id] || f.name.value.trim())}`, ''];
    if (f.developer.value.trim() && !data.models[id]) {
      lines.push('[[developer]]', `value = ${quoted(f.developer.value.trim())}`, ...place(source, f.developer.value.trim()), '');
    }
    lines.push(`[[${one.name}]]`, `value = ${quoted(f.value.value.trim())}`);
    if (one.units.length) lines.push(`unit = ${quoted(f.unit.value)}`);
    lines.push(...place(source, f.quote.value.trim()));
    lines.push('', '# For data/sources.toml:', '# [[source]]', `# id = ${quoted(source)}`, `# title = ${quoted(f.title.value.trim() || host)}`, `# url = ${quoted(url)}`);
    return {text: lines.join('\n') + '\n', missing, path: `data/claims/${id}.toml`, id};
  }
  const place = (source, quote) => [`source = ${quoted(source)}`, `where = ${quoted(f.where.value.trim())}`, `quote = ${quoted(quote)}`, `recorded = ${today()}`];

  let made = null;
  function refresh() {
    made = written();
    out.textContent = made.text;
    status.textContent = made.missing.length ? gettext('Still missing: %(fields)s.', {fields: made.missing.join(', ')}) : gettext('Ready to send. Put it at %(path)s', {path: made.path});
    byId('s-actions').hidden = Boolean(made.missing.length);
    byId('s-mail').href = `mailto:?subject=${encodeURIComponent(`flopwatch: ${made.id}`)}&body=${encodeURIComponent(made.text)}`;
  }
  form.addEventListener('input', (event) => {
    if (event.target === f.field) refreshField();
    refresh();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  byId('s-save').addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([made.text], {type: 'application/toml'}));
    const link = document.createElement('a');
    link.href = url;
    link.download = made.path.split('/').pop();
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  byId('s-copy').addEventListener('click', (event) => copyText(event.currentTarget, made.text));
  byId('s-models').replaceChildren(...Object.values(data.models).map((name) => new Option(name, name)));
  const wanted = new URLSearchParams(location.search).get('model');
  if (wanted && Object.hasOwn(data.models, wanted)) f.name.value = data.models[wanted];
  refreshField();
  refresh();
})();
