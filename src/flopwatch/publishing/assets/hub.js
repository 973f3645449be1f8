// The hub's one script: filters, sort and address of the start page, and small comforts elsewhere. Every page reads
// without it. It is a plain script, no module, so that the folder also works when opened from disk.
(function () {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const PAGE = 200; // rows shown before "show all"

  // Every page: citations carry the address at which they are read; a link to a claim opens what hides it.
  if (location.protocol.startsWith('http')) {
    for (const node of document.querySelectorAll('.permalink')) {
      if (!node.textContent.startsWith('http')) node.textContent = location.origin + location.pathname;
    }
  }
  function reveal() {
    const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
    const box = target && target.closest('details');
    if (box) {
      box.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener('hashchange', reveal);
  reveal();
  addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((d) => (d.open = true)));

  const table = byId('models');
  const form = byId('filter-form');
  if (!table || !form) return;

  // The table is the data: what the script filters is what a reader without scripts sees.
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (tr, index) => {
    const d = tr.dataset;
    const link = tr.querySelector('th a');
    const [p5, p50, p95] = (d.v || '').split(' ').map(Number);
    return {
      tr, index, p5, p50: p50 || null, p95,
      name: link.textContent, href: link.getAttribute('href'), developer: tr.cells[1].textContent,
      group: d.g, countries: (d.c || '').split(' '), accessId: d.a || '', access: tr.cells[tr.cells.length - 1].textContent,
      day: d.d || '', parameters: d.n ? Number(d.n) : null, cls: d.k || 'unknown',
      probability: d.p ? Number(d.p) : null, variant: d.b === '1', doubted: d.q === '1', search: d.s,
    };
  });
  const chips = Array.from(document.querySelectorAll('.chip'));
  const allGroups = chips.map((chip) => chip.dataset.group);
  const laws = Array.from(document.querySelectorAll('#laws li'), (li) => ({flop: Number(li.dataset.flop), label: li.textContent}));
  const FLOOR = {confirmed: 0.95, likely: 0.5, 'cannot-rule-out': 0.05, below: 0, unknown: null};
  const SORTS = {
    name: (r) => r.name.toLocaleLowerCase(),
    developer: (r) => r.developer.toLocaleLowerCase() || null,
    published: (r) => r.day || null,
    parameters: (r) => r.parameters,
    compute: (r) => r.p50,
    probability: (r) => (r.probability === null ? FLOOR[r.cls] : r.probability),
    access: (r) => r.access.toLocaleLowerCase() || null,
  };

  // State lives in the address, so that a view can be sent to somebody.
  const state = {groups: new Set(allGroups), sort: 'published', descending: true, limit: PAGE};
  function readAddress() {
    const query = new URLSearchParams(location.search);
    if (query.has('domain')) {
      const wanted = query.get('domain').split(',');
      state.groups = new Set(allGroups.filter((g) => wanted.includes(g)));
    }
    for (const name of ['q', 'country', 'access', 'class', 'from']) {
      const field = form.elements[name];
      if (field && query.has(name)) field.value = query.get(name);
    }
    form.elements.bars.checked = query.get('bars') === '1';
    form.elements.variants.checked = query.get('variants') === '1';
    const [key, direction] = (query.get('sort') || 'published:desc').split(':');
    if (Object.hasOwn(SORTS, key)) {
      state.sort = key;
      state.descending = direction === 'desc';
    }
    if (Array.from(query.keys()).some((k) => !['domain', 'sort'].includes(k)) && !narrow()) byId('filters').open = true;
  }
  function writeAddress() {
    const query = new URLSearchParams();
    if (state.groups.size !== allGroups.length) query.set('domain', allGroups.filter((g) => state.groups.has(g)).join(','));
    for (const name of ['q', 'country', 'access', 'class', 'from']) {
      const field = form.elements[name];
      if (field && field.value) query.set(name, field.value);
    }
    if (form.elements.bars.checked) query.set('bars', '1');
    if (form.elements.variants.checked) query.set('variants', '1');
    if (state.sort !== 'published' || !state.descending) query.set('sort', `${state.sort}:${state.descending ? 'desc' : 'asc'}`);
    const further = byId('to-explorer');
    if (further) {
      // The explorer knows these words too; access and class it has by other names.
      const same = new URLSearchParams(Array.from(query).filter(([key]) => ['domain', 'q', 'country', 'from', 'bars', 'variants'].includes(key)));
      further.href = `explore.html${same.size ? `?${same.toString().replaceAll('%2C', ',')}` : ''}`;
    }
    const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
    try {
      history.replaceState(null, '', location.pathname + (text ? `?${text}` : '') + location.hash);
    } catch (error) {
      // Some browsers forbid this for files opened from disk; the view works, its address does not follow.
    }
  }
  const narrow = () => matchMedia('(max-width: 760px)').matches;

  function matches(row) {
    const f = form.elements;
    const words = f.q.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return (
      state.groups.has(row.group) &&
      words.every((word) => row.search.includes(word)) &&
      (!f.country.value || row.countries.includes(f.country.value)) &&
      (!f.access.value || row.accessId === f.access.value) &&
      (!f.class || !f.class.value || row.cls === f.class.value) &&
      (!f.from.value || row.day >= f.from.value) &&
      (f.variants.checked || !row.variant)
    );
  }
  function compare(a, b) {
    const key = SORTS[state.sort];
    const x = key(a), y = key(b);
    if (x === null || y === null) return (x === null) - (y === null) || a.index - b.index; // unknown is last either way
    const order = x < y ? -1 : x > y ? 1 : 0;
    return (state.descending ? -order : order) || a.index - b.index;
  }

  let shown = rows;
  let chart = null;
  let sorted = 'published:true'; // how the rows lie in the document
  function apply(redraw = true) {
    shown = rows.filter(matches).sort(compare);
    const visible = new Set(shown.slice(0, state.limit));
    const order = `${state.sort}:${state.descending}`;
    if (order !== sorted) {
      const all = document.createDocumentFragment();
      for (const row of rows.slice().sort(compare)) all.append(row.tr);
      body.append(all);
      sorted = order;
    }
    for (const row of rows) row.tr.hidden = !visible.has(row);
    // With nothing filtered but variants, the count says that they are folded, not that models are missing.
    const bases = rows.filter((r) => !r.variant).length;
    const folded = rows.length - bases;
    byId('count').textContent =
      shown.length === rows.length ? `${rows.length} models`
      : shown.length === bases && shown.every((r) => !r.variant) ? `${bases} base models; ${folded} variants folded`
      : `${shown.length} of ${rows.length} models`;
    const more = byId('show-all');
    more.hidden = shown.length <= state.limit;
    more.textContent = `Show all ${shown.length}`;
    for (const chip of chips) chip.setAttribute('aria-pressed', String(state.groups.has(chip.dataset.group)));
    for (const th of table.tHead.rows[0].cells) {
      if (!th.dataset.key) continue;
      th.setAttribute('aria-sort', th.dataset.key === state.sort ? (state.descending ? 'descending' : 'ascending') : 'none');
    }
    writeAddress();
    if (chart && redraw) chart.update(shown, {bars: form.elements.bars.checked, from: Number(form.elements.from.value) || 0});
  }

  // Controls
  const DESCENDING_FIRST = new Set(['published', 'parameters', 'compute', 'probability']);
  for (const th of table.tHead.rows[0].cells) {
    const key = th.dataset.key;
    if (!key) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...th.childNodes);
    button.addEventListener('click', () => {
      state.descending = state.sort === key ? !state.descending : DESCENDING_FIRST.has(key);
      state.sort = key;
      apply(false); // the chart knows no order
    });
    th.append(button);
  }
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      const group = chip.dataset.group;
      // The first click singles a domain out: that is what people mean when all are on.
      if (state.groups.size === allGroups.length) state.groups = new Set([group]);
      else if (state.groups.has(group)) state.groups.delete(group);
      else state.groups.add(group);
      if (state.groups.size === 0) state.groups = new Set(allGroups);
      apply();
    });
  }
  let timer = 0;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => apply(), 80);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => {
    state.groups = new Set(allGroups);
    setTimeout(() => apply(), 0); // the fields are emptied after this event
  });
  byId('show-all').addEventListener('click', () => {
    state.limit = Infinity;
    apply();
  });
  byId('filters').hidden = false;

  // What people take away
  function save(name, href) {
    const link = document.createElement('a');
    link.href = href;
    link.download = name;
    link.click();
  }
  function csv() {
    // A spreadsheet takes a cell that begins so for a formula.
    const cell = (value) => {
      const text = value === null || value === undefined || Number.isNaN(value) ? '' : String(value);
      const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const head = ['Model', 'Organization', 'Publication date', 'Parameters', 'Training compute p5', 'Training compute p50',
      'Training compute p95', 'Compute class', 'P(>1e25)', 'Model accessibility', 'Model URL'];
    const lines = shown.map((r) => [r.name, r.developer, r.day, r.parameters, r.p50 && r.p5, r.p50, r.p50 && r.p95, r.cls,
      r.probability, r.access, new URL(r.href, location.href).href]);
    return [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n') + '\r\n';
  }
  const asOf = document.querySelector('.sentence time').dateTime;
  for (const button of document.querySelectorAll('.js')) button.hidden = false;
  const on = (id, act) => byId(id) && byId(id).addEventListener('click', act);
  on('save-csv', () => {
    const url = URL.createObjectURL(new Blob([csv()], {type: 'text/csv'}));
    save(`flopwatch-${asOf}-view.csv`, url);
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  on('save-png', () => chart && chart.png(asOf).then((url) => save(`flopwatch-${asOf}.png`, url)));
  on('copy-link', (event) => {
    const button = event.currentTarget;
    const say = (text) => {
      button.textContent = text;
      setTimeout(() => (button.textContent = 'Copy link'), 2000);
    };
    if (!navigator.clipboard) return say('Copy it from the address bar');
    navigator.clipboard.writeText(location.href).then(() => say('Copied'), () => say('Copy it from the address bar'));
  });

  readAddress();
  apply();
  const plot = byId('plot');
  if (plot && globalThis.flopwatchChart) {
    globalThis.flopwatchChart.mount(plot, {rows, laws, first: Number(plot.dataset.first), groups: chips.map((chip) => ({
      id: chip.dataset.group, label: chip.textContent.trim(), path: chip.querySelector('path').getAttribute('d'),
    }))}).then((mounted) => {
      chart = mounted;
      apply();
    });
  }
})();
