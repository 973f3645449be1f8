// Compare: up to four models side by side, each as known today or as stated by a day, chosen by the address. The table for readers without scripts is rebuilt.
(function () {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const data = globalThis.flopwatchCompare;
  const table = byId('compare'), form = byId('compare-form');
  if (!data || !table || !form) return;
  const {gettext} = globalThis.flopwatchWords;
  // Each text is written once, and the place of a line only where a model's is another: hub/pages/compare.py, `packed`.
  for (const [id, one] of Object.entries(data.models)) {
    one.path ??= `models/${id}.html`;
    one.cells = Object.fromEntries(one.cells.flatMap((text, at) => {
      const [key, , place] = data.lines[at];
      return text < 0 ? [] : [[key, [data.texts[text], one.places?.[at] ?? place]]];
    }));
  }
  const SLOTS = ['a', 'b', 'c', 'd'];
  const SVG = 'http://www.w3.org/2000/svg';
  const ids = Object.keys(data.models);
  const fold = (text) => text.trim().toLocaleLowerCase();
  const byName = new Map();
  for (const id of ids) {
    byName.set(fold(id), id);
    if (!byName.has(fold(data.models[id].name))) byName.set(fold(data.models[id].name), id);
  }
  const shownFirst = Array.from(table.tHead.querySelectorAll('a'), (a) => ids.find((id) => data.models[id].path === a.getAttribute('href')));

  function make(tag, words, attributes) {
    const node = document.createElement(tag);
    if (words) node.textContent = words;
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    return node;
  }
  function drawn(tag, attributes, words) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (words) node.textContent = words;
    return node;
  }

  let chosen = [];
  function read() {
    const query = new URLSearchParams(location.search);
    const known = new Map();
    for (const one of SLOTS.map((slot) => query.get(slot)).filter(Boolean)) {
      const [, name, day] = /^(.*?)(?:@(\d{4}-\d{2}-\d{2}))?$/s.exec(one), id = byName.get(fold(name));
      if (id) known.set(`${id}@${day || ''}`, {id, day: day || ''});
    }
    return SLOTS.some((slot) => query.has(slot)) ? Array.from(known.values()) : shownFirst.filter(Boolean).map((id) => ({id, day: ''}));
  }
  function write() {
    const query = new URLSearchParams();
    chosen.forEach(({id, day}, index) => query.set(SLOTS[index], day ? `${id}@${day}` : id));
    const text = query.toString().replaceAll('%2F', '/').replaceAll('%40', '@');
    try {
      history.replaceState(null, '', location.pathname + (text ? `?${text}` : ''));
    } catch (error) {
      // Some browsers forbid this for files opened from disk.
    }
  }

  // What a cell says: today's value, or what sources had stated by the column's day.
  function cellOf({id, day}, key) {
    const one = data.models[id];
    if (!day) return one.cells[key];
    const said = ((one.then || {})[key] || []).filter(([date]) => date <= day).pop();
    return said && [data.texts[said[1]] || gettext('withdrawn'), 'history-title'];
  }
  function missing({id, day}, key) {
    if (!day) return gettext('unknown');
    return key in data.dated ? gettext('not stated by then') : gettext('known for today only');
  }
  function dayField(column) {
    const label = make('label', gettext('as stated by'), {class: 'small soft'});
    const field = make('input', '', {type: 'date', value: column.day, 'aria-label': gettext('Day for %(name)s', {name: data.models[column.id].name})});
    field.addEventListener('change', () => {
      column.day = field.value;
      write();
      show();
    });
    label.append(' ', field);
    return label;
  }

  function show() {
    const head = make('tr');
    head.append(make('td'));
    for (const column of chosen) {
      const one = data.models[column.id];
      const cell = make('th', '', {scope: 'col'});
      cell.append(make('a', one.name, {href: one.path, dir: 'auto'}));
      const remove = make('button', '×', {type: 'button', class: 'remove', 'aria-label': gettext('Remove: %(name)s', {name: one.name})});
      remove.addEventListener('click', () => {
        chosen = chosen.filter((other) => other !== column);
        write();
        show();
        byId('compare-name').focus();
      });
      cell.append(' ', remove, dayField(column));
      head.append(cell);
    }
    table.tHead.replaceChildren(head);
    const rows = [];
    for (const [key, heading] of data.lines) {
      if (!chosen.some((column) => cellOf(column, key))) continue;
      const row = make('tr');
      row.append(make('th', heading, {scope: 'row'}));
      for (const column of chosen) {
        const one = data.models[column.id], found = cellOf(column, key);
        const cell = make('td', '', {dir: 'auto'});
        cell.append(found ? make('a', found[0], {href: `${one.path}#${found[1]}`}) : make('span', missing(column, key), {class: 'unknown'}));
        row.append(cell);
      }
      rows.push(row);
    }
    table.tBodies[0].replaceChildren(...rows);
    figure();
  }

  // The intervals on one log scale, with the thresholds: the same drawing as on a model's page.
  function figure() {
    const box = byId('compare-figure');
    const some = chosen.filter(({id, day}) => !day && data.models[id].v).map(({id}) => id);
    box.hidden = some.length < 1;
    if (box.hidden) return;
    const spans = some.map((id) => data.models[id].v);
    let low = Math.floor(Math.log10(Math.min(...spans.map((v) => v[0]))));
    let high = Math.ceil(Math.log10(Math.max(...spans.map((v) => v[2]))));
    for (const t of data.thresholds) {
      const place = Math.log10(t.flop);
      if (place > high && place <= high + 1) high = Math.ceil(place);
      if (place < low && place >= low - 1) low = Math.floor(place);
    }
    const x = (flop) => `${(3 + 94 * (Math.log10(flop) - low) / Math.max(high - low, 1)).toFixed(2)}%`;
    const height = 36 + 44 * some.length;
    const words = some.map((id) => `${data.models[id].name}: ${data.models[id].cells.interval[0]}`).join('; ');
    const svg = drawn('svg', {class: 'forest', width: '100%', height, role: 'img', 'aria-label': words});
    for (const t of data.thresholds) {
      const place = Math.log10(t.flop);
      if (place < low || place > high) continue;
      svg.append(drawn('line', {class: 'law', x1: x(t.flop), x2: x(t.flop), y1: 20, y2: height}));
      svg.append(drawn('text', {class: 'law-name', x: x(t.flop), y: 13, 'text-anchor': 'middle'}, t.label));
    }
    some.forEach((id, index) => {
      const one = data.models[id], y = 30 + 44 * index;
      const name = one.name.length > 40 ? one.name.slice(0, 39) + '…' : one.name;
      svg.append(drawn('text', {class: 'bar-name published inside', x: 0, y: y + 13}, name));
      svg.append(drawn('line', {class: 'bar published', x1: x(one.v[0]), x2: x(one.v[2]), y1: y + 27, y2: y + 27}));
      svg.append(drawn('circle', {class: 'bar-mid published', cx: x(one.v[1]), cy: y + 27, r: 6}));
    });
    box.replaceChildren(svg);
  }

  const names = byId('compare-names');
  for (const id of ids) names.append(make('option', '', {value: data.models[id].name}));
  const status = byId('compare-status');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId('compare-name');
    const words = fold(field.value);
    if (!words) return;
    const starts = ids.filter((id) => fold(data.models[id].name).startsWith(words));
    const id = byName.get(words) || (starts.length === 1 ? starts[0] : undefined);
    if (!id) return void (status.textContent = gettext('No model of that name. Choose one of the list.'));
    if (chosen.some((column) => column.id === id && !column.day)) return void (status.textContent = gettext('It is there already.'));
    if (chosen.length === SLOTS.length) return void (status.textContent = gettext('Four models at most: remove one first.'));
    status.textContent = '';
    chosen.push({id, day: ''});
    field.value = '';
    write();
    show();
  });
  form.hidden = false;
  chosen = read().slice(0, SLOTS.length);
  show();
  addEventListener('popstate', () => {
    chosen = read().slice(0, SLOTS.length);
    show();
  });
})();
