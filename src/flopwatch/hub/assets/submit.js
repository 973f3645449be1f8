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
    const known = Object.hasOwn(data.models, id), disputed = known && f.reason.value.trim() ? (data.stated[id] || {})[one.name] : undefined;
    // A value that a source states is overruled by a correction; anything else is one more claim. Neither replaces a file.
    const about = ['', '# For data/sources.toml:', '# [[source]]', `# id = ${quoted(source)}`, `# title = ${quoted(f.title.value.trim() || host)}`, `# url = ${quoted(url)}`];
    if (disputed) {
      const [from, value] = disputed;
      const lines = ['# For the end of data/corrections.toml.', '[[correction]]', `model = ${quoted(id)}`, `field = ${quoted(one.name)}`, 'action = "override"', `value = ${quoted(f.value.value.trim())}`];
      if (one.units.length) lines.push(`unit = ${quoted(f.unit.value)}`);
      lines.push(`expect = { source = ${quoted(from)}, value = ${quoted(value)} }`, `reason = ${quoted(`${f.reason.value.trim()} (${f.where.value.trim()}: “${f.quote.value.trim()}”, ${url})`)}`, 'status = "not yet reported"');
      return {text: lines.join('\n') + '\n', missing, path: 'data/corrections.toml', file: `correction-${slug(id)}.toml`, id};
    }
    const lines = known ? [`# For the end of data/claims/${id}.toml, which exists: it stays as it is.`, ''] : [`name = ${quoted(f.name.value.trim())}`, ''];
    if (f.developer.value.trim() && !known) {
      lines.push('[[developer]]', `value = ${quoted(f.developer.value.trim())}`, ...place(source, f.developer.value.trim()), '');
    }
    lines.push(`[[${one.name}]]`, `value = ${quoted(f.value.value.trim())}`);
    if (one.units.length) lines.push(`unit = ${quoted(f.unit.value)}`);
    lines.push(...place(source, f.quote.value.trim()), ...about);
    return {text: lines.join('\n') + '\n', missing, path: `data/claims/${id}.toml`, file: known ? `addition-${slug(id)}.toml` : `${slug(f.name.value)}.toml`, id};
  }
  const place = (source, quote) => [`source = ${quoted(source)}`, `where = ${quoted(f.where.value.trim())}`, `quote = ${quoted(quote)}`, `recorded = ${today()}`];

  let made = null;
  function refresh() {
    made = written();
    const said = (data.stated[made.id] || {})[f.field.value];
    byId('s-stated').textContent = said ? gettext('Stated now by %(source)s: %(value)s %(unit)s', {source: said[0], value: said[1], unit: said[2]}) : '';
    out.textContent = made.text;
    status.textContent = made.missing.length ? gettext('Still missing: %(fields)s.', {fields: made.missing.join(', ')}) : gettext('Ready to send. Its place is %(path)s', {path: made.path});
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
    link.download = made.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  byId('s-copy').addEventListener('click', (event) => copyText(event.currentTarget, made.text));
  byId('s-models').replaceChildren(...Object.values(data.models).map((name) => new Option(name, name)));
  const wanted = new URLSearchParams(location.search).get('model');
  if (wanted && Object.hasOwn(data.models, wanted)) {
    f.name.value = data.models[wanted];
    f.developer.value = data.makers[wanted];
    const about = new URLSearchParams(location.search).get('field');
    if (fields.has(about)) f.field.value = about;
  }
  refreshField();
  refresh();
})();
