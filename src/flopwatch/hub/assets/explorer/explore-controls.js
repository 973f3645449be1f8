// The explorer's controls: the legend whose chips filter, the form, ready-made views, tabs.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {bdi, byId, el} = F.dom;
  const {DIMS, FIRST_YEAR, SWITCHES, initial, least, writeState, year} = F.state;
  const {cut} = F.words;
  const {gettext, ngettext} = globalThis.flopwatchWords;
  const MOST_OPTIONS = 400; // for a longer list there is "Find"
  F.parts = F.parts || [];

  // ------------------------------------------------------------------ the legend
  F.parts.push((page) => {
    const {data, dims, rows, large} = page, bar = byId('legend');
    let shown = '';
    const met = new Map();
    // Values without models get no chip.
    function present(by, v) {
      if (large) return true;
      if (!met.has(by)) met.set(by, new Set(rows.flatMap((r) => r[by])));
      return met.get(by).has(v);
    }
    function toggle(id, all) {
      const now = page.state[page.state.by];
      // The first click selects only this value: people expect that when all are on.
      let next = now.length === 0 ? [id] : now.includes(id) ? now.filter((x) => x !== id) : [...now, id];
      if (next.length === all.length) next = [];
      page.change({[page.state.by]: all.filter((x) => next.includes(x))});
    }
    function show() {
      const {state} = page, dim = dims[state.by];
      const entryOf = (v) => ({id: dim.values[v].id, label: dim.values[v].words, style: dim.style(v)});
      const entries = dim.list.filter((v) => present(state.by, v)).map(entryOf);
      if (dim.other) entries.push({id: 'other', label: gettext('Other'), style: data.palette.length - 1});
      // A value that the address asks for gets a chip even if it has none of its own.
      for (const id of state[state.by]) {
        const v = dim.place.get(id);
        if (v !== undefined && !entries.some((e) => e.id === id)) entries.push(entryOf(v));
      }
      const key = `${state.by} ${entries.map((e) => e.id).join(' ')}`;
      if (key !== shown) {
        shown = key;
        bar.setAttribute('aria-label', gettext('%(what)s: legend and filter', {what: dim.title}));
        bar.replaceChildren(...entries.map((e) => {
          const chip = el('button', {type: 'button', className: 'chip'}, page.symbolOf(e.style), bdi(cut(e.label, 32)));
          chip.dataset.id = e.id;
          chip.addEventListener('click', () => toggle(e.id, entries.map((x) => x.id)));
          return chip;
        }));
      }
      const on = new Set(state[state.by]);
      for (const chip of bar.children) chip.setAttribute('aria-pressed', String(on.size === 0 || on.has(chip.dataset.id)));
    }
    return {show: (controls) => controls && show()};
  });

  // ------------------------------------------------------------------ the form
  // One line per field: its value from the state, and its change of the state. A page may have any subset of them.
  F.parts.push((page) => {
    const {dims} = page, form = byId('explore-form');
    if (!form) return null;
    const typing = (field) => document.activeElement === field;
    const word = (name) => ({show: (f, state) => (f.value = state[name]), read: (f) => ({[name]: f.value})});
    const typed = (name, text, read) => ({typed: true, show: (f, state) => typing(f) || (f.value = text(state[name])), read});
    const list = (name) => ({
      show(f, state) {
        const items = state[name];
        for (const extra of f.querySelectorAll('[data-several]')) extra.remove();
        if (items.length && !Array.from(f.options).some((o) => o.value === items.join(','))) {
          const label = items.length > 1 ? ngettext('%(count)s chosen', '%(count)s chosen', items.length) : items[0] === 'other' ? gettext('Other') : cut(dims[name].values[dims[name].place.get(items[0])].words, 48);
          f.append(el('option', {value: items.join(','), textContent: label}));
          f.lastElementChild.dataset.several = '';
        }
        f.value = items.join(',');
      },
      read: (f) => ({[name]: f.value ? f.value.split(',') : []}),
    });
    const fields = {
      y: word('y'), by: word('by'), records: word('records'),
      fit: {
        show(f, state) {
          for (const option of f.options) if (option.value === 'frontier') option.disabled = state.x !== 'date';
          f.value = state.fit;
        },
        read: (f) => ({fit: f.value}),
      },
      x: {
        show(f, state) {
          for (const option of f.options) option.disabled = option.value === state.y;
          f.value = state.x;
        },
        read: (f) => ({x: f.value}),
      },
      ...Object.fromEntries(DIMS.map((name) => [name, list(name)])),
      eras: {
        show(f, state) {
          const value = state.eras.join(',');
          if (!Array.from(f.options).some((o) => o.value === value)) f.append(el('option', {value, textContent: state.eras.join(', ')}));
          f.value = value;
        },
        read: (f) => ({eras: f.value ? f.value.split(',') : []}),
      },
      q: typed('q', (q) => q, (f) => ({q: f.value.slice(0, 200)})),
      from: typed('from', String, (f) => ({from: year(f.value) ?? FIRST_YEAR})),
      to: typed('to', (to) => to ?? '', (f) => ({to: year(f.value)})),
      min: typed('min', (min) => (min === null ? '' : min.toExponential().replace('e+', 'e')), (f) => ({min: least(f.value.trim())})),
      ...Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, {
        // "Without mixtures of experts" is ticked when they are off.
        show: (f, state) => (f.checked = state[name] !== (name === 'moe')), read: (f) => ({[name]: f.checked !== (name === 'moe')}),
      }])),
    };
    const there = Object.entries(fields).filter(([name]) => form.elements[name]).map(([name, field]) => [form.elements[name], field]);

    for (const name of DIMS) {
      const dim = dims[name], field = form.elements[name];
      if (!field) continue;
      const places = dim.open ? Array.from(dim.values.keys()).slice(0, MOST_OPTIONS) : dim.list;
      field.append(...places.map((v) => el('option', {value: dim.values[v].id, textContent: cut(dim.values[v].words, 48)})));
    }
    // Typing takes effect after a pause; a change of another field does not lose what was typed.
    let timer = 0, waiting = null;
    function settle() {
      clearTimeout(timer);
      const act = waiting;
      waiting = null;
      act?.();
    }
    form.addEventListener('input', ({target}) => {
      const field = fields[target.name];
      if (!field) return;
      if (waiting && waiting.target !== target) settle();
      clearTimeout(timer);
      waiting = Object.assign(() => page.change(field.read(target), {controls: !field.typed}), {target});
      if (field.typed) timer = setTimeout(settle, 90);
      else settle();
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    byId('reset').addEventListener('click', () => page.change({...initial(), tab: page.state.tab}, {push: true}));

    // The number of active filters that a folded form would hide.
    function active(state) {
      const plain = initial();
      const names = [...DIMS.filter((d) => d !== state.by), 'q', 'min', 'from', 'to', 'moe', 'variants'];
      return names.filter((name) => String(state[name]) !== String(plain[name])).length;
    }
    return {
      show(controls) {
        if (controls) for (const [element, field] of there) field.show(element, page.state);
        const n = active(page.state);
        byId('filter-count').textContent = n ? ` (${n})` : '';
      },
    };
  });

  // ------------------------------------------------------------------ ready-made views
  F.parts.push((page) => {
    // On the start page they are plain links to the explorer.
    const links = Array.from(document.querySelectorAll('.presets a')).filter((link) => link.pathname === location.pathname);
    for (const link of links) {
      link.addEventListener('click', (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
        event.preventDefault();
        page.goTo(link.search);
      });
    }
    return {
      address() {
        // A preset remains selected on another tab, in another order, or with a model picked.
        const plain = new URLSearchParams(writeState({...page.state, tab: 'chart', sort: 'published:desc', page: 1, model: '', 'as-of': ''})).toString();
        for (const link of links) {
          if (new URLSearchParams(link.search).toString() === plain) link.setAttribute('aria-current', 'true');
          else link.removeAttribute('aria-current');
        }
      },
    };
  });

  // ------------------------------------------------------------------ tabs
  F.parts.push((page) => {
    const tabs = Array.from(document.querySelectorAll('[role=tab]'));
    for (const tab of tabs) {
      tab.addEventListener('click', () => page.change({tab: tab.dataset.tab}, {push: true}));
      tab.addEventListener('keydown', (event) => {
        const at = tabs.indexOf(tab), turn = getComputedStyle(tab).direction === 'rtl' ? -1 : 1;
        const to = {ArrowRight: at + turn, ArrowLeft: at - turn, Home: 0, End: tabs.length - 1}[event.key];
        if (to === undefined) return;
        event.preventDefault();
        const next = tabs[(to + tabs.length) % tabs.length];
        page.change({tab: next.dataset.tab});
        next.focus();
      });
    }
    return {
      turn() {
        for (const tab of tabs) {
          const on = page.state.tab === tab.dataset.tab;
          byId(`panel-${tab.dataset.tab}`).hidden = !on;
          tab.setAttribute('aria-selected', String(on));
          tab.tabIndex = on ? 0 : -1;
        }
      },
    };
  });
})();
