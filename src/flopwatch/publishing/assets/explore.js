// The explorer's page: controls, tabs, address, hover, card, downloads. The arithmetic is in explore-model.js, the drawing
// in explore-chart.js. Whatever is shown goes in by textContent: names come from outside.
(function () {
  'use strict';
  const M = globalThis.flopwatchModel, C = globalThis.flopwatchExploreChart, data = globalThis.flopwatchData;
  const byId = (id) => document.getElementById(id);
  const box = byId('plot');
  if (!M || !C || !data || !box) return;
  const root = document.documentElement.dataset.root || '';
  const embedded = document.body.classList.contains('embed');
  const form = byId('explore-form');
  const ROWS = 100, NEAR = 16, FRONTIER = 60;
  const dims = M.dimensions(data);
  const rows = M.unpack(data);
  for (const row of rows) row.countryLabel = row.country.map((v) => dims.country.values[v].label).join(', ');
  const quantities = data.quantities;
  const cubes = data.cube ? globalThis.flopwatchCube.of(data, dims) : null;
  const narrow = () => matchMedia('(max-width: 760px)').matches;

  function el(name, props = {}, ...children) {
    const node = Object.assign(document.createElement(name), props);
    node.append(...children.filter((c) => c !== null && c !== ''));
    return node;
  }
  const bdi = (text) => el('bdi', {textContent: text});
  const SVG = 'http://www.w3.org/2000/svg';
  function symbol(style) {
    const [id, , , path] = data.palette[style];
    const svg = document.createElementNS(SVG, 'svg'), mark = document.createElementNS(SVG, 'path');
    for (const [k, v] of [['class', `symbol g-${id}`], ['width', 14], ['height', 14], ['viewBox', '-7 -7 14 14'], ['aria-hidden', 'true'], ['focusable', 'false']]) svg.setAttribute(k, v);
    mark.setAttribute('d', path);
    svg.append(mark);
    return svg;
  }
  // An amount in words: 3.8 × 10²⁵ for FLOP, 405 billion for what people count.
  const WORDS = [[1e12, ' trillion'], [1e9, ' billion'], [1e6, ' million']];
  const POWERS = [[1e9, ' GW'], [1e6, ' MW'], [1e3, ' kW']];
  function amount(id, value) {
    if (id === 'compute') {
      const [m, e] = value.toExponential(1).split('e+');
      return [`${m} × 10`, el('sup', {textContent: e})];
    }
    const [unit, word] = (id === 'power' ? POWERS : WORDS).find(([u]) => value >= u) || [1, id === 'power' ? ' W' : ''];
    const shown = Number((value / unit).toPrecision(3)).toLocaleString('en');
    return [`${id === 'cost' ? '$' : ''}${shown}${word}`];
  }
  const labelOf = (id) => quantities.find((q) => q[0] === id)[1];
  const titleOf = (id) => quantities.find((q) => q[0] === id)[2];

  // ------------------------------------------------------------------ state and address
  let state = null, unknown = [];
  function adopt(text) {
    ({state, unknown} = M.readState(text, dims, quantities));
    if (embedded) state.tab = 'chart';
    if (!cubes) return;
    // Counts do not hold everything: what they cannot answer is named, not answered wrongly.
    const plain = M.initial();
    for (const name of [...cubes.refused, 'q']) {
      if (String(state[name]) === String(plain[name])) continue;
      unknown.push(`${name}=${state[name]}`);
      state[name] = plain[name];
    }
    if (!['domain', 'access'].includes(state.by)) {
      unknown.push(`by=${state.by}`);
      state.by = plain.by;
    }
  }
  adopt(location.search);
  function say(unknownParts) {
    const note = byId('unknown');
    note.hidden = unknownParts.length === 0;
    note.textContent = unknownParts.length === 0 ? '' : `The address asks for ${unknownParts.slice(0, 5).map((u) => `“${M.cut(u, 60)}”`).join(', ')}` +
      `${unknownParts.length > 5 ? ` and ${unknownParts.length - 5} more` : ''}, which ${cubes ? 'counts cannot tell or ' : ''}this page does not know. The rest of it is shown.`;
  }
  function writeAddress(push) {
    const query = M.writeState(state);
    try {
      history[push ? 'pushState' : 'replaceState'](null, '', location.pathname + (query ? `?${query}` : ''));
    } catch (error) {
      // Some browsers forbid this for files opened from disk; the view works, its address does not follow.
    }
    const share = `${root}embed.html${query ? `?${query}` : ''}`;
    const address = new URL(share, location.href).href.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    if (byId('embed-code')) byId('embed-code').value = `<iframe src="${address}" width="100%" height="640" loading="lazy" title="${M.title(state, quantities)}" style="border:0"></iframe>`;
    if (byId('full')) byId('full').href = `${root}explore.html${query ? `?${query}` : ''}`;
    // A preset stays itself on another tab, in another order, with a model picked.
    const plain = M.writeState({...state, tab: 'chart', sort: 'published:desc', page: 1, model: ''});
    for (const link of document.querySelectorAll('.presets a')) {
      const same = new URLSearchParams(link.search).toString() === new URLSearchParams(plain).toString();
      link.toggleAttribute('aria-current', same);
      if (same) link.setAttribute('aria-current', 'true');
    }
  }

  // ------------------------------------------------------------------ the view: selected, fitted, drawn
  let points = [], cells = null, merged = null, trends = [], left = {}, drawn = null, stage = null;
  const frames = {};
  function frame() {
    // With nothing but record-setters shown, the axes follow them.
    if (state.records === 'only') return C.frameOf(points.map((p) => p.row), state, data.thresholds);
    const key = [state.y, state.x, state.from, state.to, state.min, state.variants, state.thresholds, state.bars].join('|');
    if (frames.key !== key) Object.assign(frames, {key, frame: cubes ? cubes.frame(state) : C.frameOf(rows, state, data.thresholds)});
    return frames.frame;
  }
  function compute() {
    const found = M.select(rows, state, dims);
    points = found.points;
    left = {...found.left, doubted: found.doubted};
    cells = merged = null;
    if (cubes) ({cells, merged} = cubes.select(state, (name) => M.chosen(dims, name, state[name])));
    trends = M.trends(cells && state.records !== 'only' ? cells : points, state, dims);
    count = cells ? (state.records === 'only' ? points.length : cells.reduce((sum, c) => sum + c.weight, 0)) : points.length;
  }
  let count = 0;
  const input = () => ({points: cells ? points.filter((p) => p.record || p.row.id === state.model) : points, cells: state.records === 'only' ? null : merged, trends, state, frame: frame(), data, tint: C.colours(data.palette)});
  function draw() {
    if (!stage || byId('panel-chart').hidden) return;
    // The page's width, or the aside's list would be measured in.
    const width = Math.max(260, box.clientWidth), height = embedded ? Math.max(260, box.clientHeight) : box.clientHeight;
    const given = input();
    drawn = C.layout({...given, width, height});
    stage.draw(drawn.scene, given.tint.card);
    hide();
    mark();
  }

  function apply({push = false, controls = true} = {}) {
    if (cubes && !cubes.ready(state)) {
      cubes.load(state).then(() => cubes.ready(state) && apply({push, controls}));
      return;
    }
    compute();
    if (controls) showControls();
    showWords();
    for (const tab of ['chart', 'table', 'sources']) {
      const on = state.tab === tab;
      if (byId(`panel-${tab}`)) byId(`panel-${tab}`).hidden = !on;
      const button = byId(`tab-${tab}`);
      if (button) {
        button.setAttribute('aria-selected', String(on));
        button.tabIndex = on ? 0 : -1;
      }
    }
    draw();
    if (!embedded) {
      if (state.tab === 'table') showTable();
      if (state.tab === 'sources') showSources();
      showFrontier();
      showCard();
    }
    writeAddress(push);
  }

  // ------------------------------------------------------------------ words
  function sentenceNode(trend, plain) {
    const {who, main, rest} = M.sentence(trend, state, quantities);
    const line = el('p', {className: plain ? 'trend-line lone' : 'trend-line'});
    if (trend.style !== null) line.append(symbol(trend.style));
    if (who) line.append(el('span', {className: 'trend-who', textContent: `${who}: `}));
    line.append(el('strong', {textContent: main}), ' ', el('span', {className: 'soft', textContent: rest}));
    return line;
  }
  function showWords() {
    const heading = M.title(state, quantities);
    byId('view-title').textContent = heading;
    document.title = `${heading} · flopwatch`;
    // One trend is the page's sentence; several are a list below the chart, or they would push it off the screen.
    const [above, below] = [byId('trends'), byId('trends-below')];
    const several = trends.length > 1 || trends.length === 0, box = several ? below : above;
    (several ? above : below).replaceChildren();
    box.replaceChildren(...trends.map((t) => sentenceNode(t, trends.length === 1)));
    if (state.fit === 'none') {
      // Without a trend the first line says what is shown.
      const words = [`${count.toLocaleString('en')} ${count === 1 ? 'model' : 'models'}`];
      const rest = el('span', {className: 'soft'}, state.to === null ? `since ${state.from}` : `${state.from} to ${state.to}`);
      const least = state.min === null ? [] : [state.y === 'compute' ? ' with a median of at least ' : ' of at least ', ...amount(state.y, state.min), state.y === 'compute' ? ' FLOP' : ''];
      above.replaceChildren(el('p', {className: 'trend-line lone'}, el('strong', {}, words[0], ...least), ' ', rest));
    }
    if (state.fit === 'group' && trends.length === 0) box.append(el('p', {className: 'soft', textContent: `No ${dims[state.by].title.toLowerCase()} has the ${M.FEWEST_IN_GROUP} models that a trend of its own needs.`}));
    byId('count').textContent = `${count.toLocaleString('en')} ${count === 1 ? 'model' : 'models'} shown`;
    byId('axis').textContent = labelOf(state.y);
    const notes = [];
    const many = (n, what) => n > 0 && notes.push(what.replace('#', n === 1 ? '1 model' : `${n.toLocaleString('en')} models`));
    if (!cells && left.early > 0 && state.from === M.FIRST_YEAR) many(left.early, `# from before ${state.from} not drawn`);
    many(left.doubted, 'hollow: # whose figure is doubted, left out of trends and records');
    if (cells) notes.push('each cell counts models; single points are the frontier’s');
    byId('notes').textContent = ['log scale', ...notes].join('; ');
  }

  // ------------------------------------------------------------------ controls
  function showControls() {
    showChips();
    if (!form) return;
    const f = form.elements;
    for (const name of ['y', 'x', 'by', 'fit', 'records']) f[name].value = state[name];
    for (const option of f.x.options) option.disabled = option.value === state.y;
    for (const name of M.DIMS) {
      const field = f[name], items = state[name];
      for (const extra of field.querySelectorAll('[data-several]')) extra.remove();
      if (items.length > 1) field.append(Object.assign(el('option', {value: items.join(','), textContent: `${items.length} chosen`}), {selected: true}));
      field.lastElementChild.toggleAttribute('data-several', items.length > 1);
      field.value = items.join(',');
    }
    f.q.value = document.activeElement === f.q ? f.q.value : state.q;
    for (const name of ['from', 'to', 'min']) if (document.activeElement !== f[name]) f[name].value = state[name] === null ? '' : name === 'min' ? state.min.toExponential().replace('e+', 'e') : state[name];
    f.eras.value = Array.from(f.eras.options).some((o) => o.value === state.eras.join(',')) ? state.eras.join(',') : '';
    if (state.eras.length && !f.eras.value) {
      f.eras.append(el('option', {value: state.eras.join(','), textContent: state.eras.join(', ')}));
      f.eras.value = state.eras.join(',');
    }
    for (const name of Object.keys(M.SWITCHES)) f[name].checked = name === 'moe' ? !state.moe : state[name];
    const active = M.DIMS.filter((d) => d !== state.by && state[d].length).length + (state.q ? 1 : 0) + (state.min !== null ? 1 : 0) + (state.to !== null ? 1 : 0) +
      (state.from !== M.FIRST_YEAR ? 1 : 0) + (state.moe ? 0 : 1) + (state.variants ? 1 : 0);
    byId('filter-count').textContent = active ? ` (${active})` : '';
    if (cubes) for (const name of cubes.refused) {
      f[name].disabled = true;
      f[name].title = 'Counts do not hold this; import a smaller set to filter by it.';
    }
  }
  let chipsFor = '';
  function showChips() {
    const dim = dims[state.by], bar = byId('legend');
    const entries = dim.list.filter((v) => present(v)).map((v) => ({id: dim.values[v].id, label: dim.values[v].label, style: dim.style(v)}));
    if (dim.other) entries.push({id: 'other', label: 'Other', style: data.palette.length - 1});
    // A value that is chosen without a chip of its own (the address asked for it) gets one.
    for (const id of state[state.by]) {
      const v = dim.place.get(id);
      if (v !== undefined && !entries.some((e) => e.id === id)) entries.push({id, label: dim.values[v].label, style: dim.style(v)});
    }
    const key = `${state.by} ${entries.map((e) => e.id).join(' ')}`;
    if (key !== chipsFor) {
      chipsFor = key;
      bar.setAttribute('aria-label', `${dim.title}: legend and filter`);
      bar.replaceChildren(...entries.map((e) => {
        const chip = el('button', {type: 'button', className: 'chip'}, symbol(e.style), bdi(M.cut(e.label, 32)));
        chip.dataset.id = e.id;
        chip.addEventListener('click', () => toggle(e.id, entries.map((x) => x.id)));
        return chip;
      }));
    }
    const on = new Set(state[state.by]);
    for (const chip of bar.children) chip.setAttribute('aria-pressed', String(on.size === 0 || on.has(chip.dataset.id)));
  }
  const everyValue = new Map();
  function present(v) {
    if (!everyValue.has(state.by)) everyValue.set(state.by, cubes ? null : new Set(rows.flatMap((r) => r[state.by])));
    const found = everyValue.get(state.by);
    return !found || found.has(v);
  }
  function toggle(id, all) {
    const now = state[state.by];
    // The first click singles a value out: that is what people mean when all are on.
    let next = now.length === 0 ? [id] : now.includes(id) ? now.filter((x) => x !== id) : [...now, id];
    if (next.length === all.length) next = [];
    change({[state.by]: all.filter((x) => next.includes(x))});
  }
  function change(wanted, options) {
    Object.assign(state, wanted);
    if (!('page' in wanted)) state.page = 1;
    if (state.x === state.y) state.x = 'date';
    say([]);
    apply(options);
  }

  if (form) {
    for (const name of M.DIMS) {
      const dim = dims[name], field = form.elements[name];
      for (const v of dim.open ? dim.values.keys() : dim.list) {
        if (dim.open && v >= 400) break; // a list longer than that is what "Find" is for
        field.append(el('option', {value: dim.values[v].id, textContent: M.cut(dim.values[v].label, 48)}));
      }
    }
    const read = (target) => {
      const f = form.elements, name = target.name;
      if (['y', 'x', 'by', 'fit', 'records'].includes(name)) change({[name]: f[name].value});
      else if (M.DIMS.includes(name)) change({[name]: f[name].value ? f[name].value.split(',') : []});
      else if (name === 'eras') change({eras: f.eras.value ? f.eras.value.split(',') : []});
      else if (name === 'q') change({q: f.q.value.slice(0, 200)});
      else if (name === 'from') change({from: /^(19|20|21)\d\d$/.test(f.from.value) ? Number(f.from.value) : M.FIRST_YEAR}, {controls: false});
      else if (name === 'to') change({to: /^(19|20|21)\d\d$/.test(f.to.value) ? Number(f.to.value) : null}, {controls: false});
      else if (name === 'min') change({min: /^\d{1,4}(\.\d{1,6})?(e\+?\d{1,3})?$/i.test(f.min.value.trim()) && Number(f.min.value) > 0 ? Number(f.min.value) : null}, {controls: false});
      else if (name === 'moe') change({moe: !f.moe.checked});
      else if (Object.hasOwn(M.SWITCHES, name)) change({[name]: f[name].checked});
    };
    let timer = 0;
    form.addEventListener('input', (event) => {
      clearTimeout(timer);
      const typed = event.target.matches('input:not([type=checkbox])');
      if (typed) timer = setTimeout(() => read(event.target), 90);
      else read(event.target);
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    byId('reset').addEventListener('click', () => {
      const {tab} = state;
      state = {...M.initial(), tab};
      say([]);
      apply({push: true});
    });
  }
  for (const link of document.querySelectorAll('.presets a')) {
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      adopt(link.search);
      say(unknown);
      apply({push: true});
    });
  }
  addEventListener('popstate', () => {
    adopt(location.search);
    say(unknown);
    apply();
  });

  // ------------------------------------------------------------------ tabs
  const tabs = Array.from(document.querySelectorAll('[role=tab]'));
  for (const tab of tabs) {
    tab.addEventListener('click', () => change({tab: tab.dataset.tab}, {push: true}));
    tab.addEventListener('keydown', (event) => {
      const at = tabs.indexOf(tab), turn = getComputedStyle(tab).direction === 'rtl' ? -1 : 1;
      const to = {ArrowRight: at + turn, ArrowLeft: at - turn, Home: 0, End: tabs.length - 1}[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      change({tab: next.dataset.tab});
      next.focus();
    });
  }

  // ------------------------------------------------------------------ hover, card, frontier
  const ring = el('div', {className: 'ring', hidden: true});
  const tip = el('div', {className: 'tip', hidden: true});
  document.body.append(tip);
  function nearest(event) {
    if (!drawn) return null;
    const area = box.getBoundingClientRect(), x = event.clientX - area.left, y = event.clientY - area.top;
    let best = null, least = NEAR * NEAR;
    for (const spot of drawn.spots) {
      const d = (spot.x - x) ** 2 + (spot.y - y) ** 2;
      if (d <= least) {
        least = d;
        best = spot;
      }
    }
    return best;
  }
  function ringAt(spot) {
    ring.hidden = !spot;
    if (!spot) return;
    ring.style.left = `${spot.x}px`;
    ring.style.top = `${spot.y}px`;
  }
  const spotOf = (id) => drawn && drawn.spots.find((s) => s.p.row.id === id);
  const mark = () => ringAt(state.model ? spotOf(state.model) : null);
  function hide() {
    tip.hidden = true;
    box.style.cursor = '';
    mark();
  }
  function figures(p) {
    const shown = [state.y, ...(state.x === 'date' ? [] : [state.x])];
    return shown.map((id) => {
      const line = el('span', {className: 'tip-figure'}, ...amount(id, p.row[id]), id === 'compute' ? ' FLOP' : id === 'data' && p.row.unit ? ` ${p.row.unit}` : shown.length > 1 || id !== 'cost' ? ` ${id === 'power' || id === 'cost' ? '' : titleOf(id).toLowerCase()}`.trimEnd() : '');
      return line;
    });
  }
  function interval(row) {
    return el('span', {}, '90%: ', ...amount('compute', row.p5), ' to ', ...amount('compute', row.p95));
  }
  function show(spot, event) {
    const {row} = spot.p;
    ringAt(spot);
    box.style.cursor = 'pointer';
    tip.hidden = false;
    tip.replaceChildren(
      el('b', {dir: 'auto', textContent: M.cut(row.name, 90)}), el('span', {dir: 'auto', textContent: [M.cut(row.organisation, 60), row.day].filter(Boolean).join(' · ')}), ...figures(spot.p),
    );
    if ((state.y === 'compute' || state.x === 'compute') && row.p5 !== null) tip.append(interval(row));
    if (spot.p.doubted) tip.append(el('span', {className: 'tip-doubt', textContent: 'This figure is doubted.'}));
    const {width: w, height: h} = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(innerWidth - w - 8, event.clientX + 16))}px`;
    tip.style.top = `${event.clientY + 18 + h > innerHeight ? event.clientY - h - 14 : event.clientY + 18}px`;
  }
  box.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'touch') return;
    const spot = nearest(event);
    if (spot) show(spot, event);
    else hide();
  });
  box.addEventListener('pointerleave', hide);
  addEventListener('scroll', () => (tip.hidden = true), {passive: true});
  box.addEventListener('click', (event) => {
    const spot = nearest(event);
    if (!spot) return;
    if (embedded || event.metaKey || event.ctrlKey) open(root + spot.p.row.page, '_blank', 'noopener');
    else choose(spot.p.row.id);
  });
  function choose(id) {
    state.model = state.model === id ? '' : id;
    tip.hidden = true;
    showCard();
    mark();
    writeAddress(false);
  }
  function showCard() {
    const card = byId('card'), row = state.model && rows.find((r) => r.id === state.model);
    card.hidden = !row;
    byId('card-live').textContent = row ? `${M.cut(row.name, 80)} is chosen.` : '';
    if (!row) return card.replaceChildren();
    const point = points.find((p) => p.row === row);
    const close = el('button', {type: 'button', className: 'close', textContent: '×', ariaLabel: 'Close'});
    close.addEventListener('click', () => {
      choose(row.id);
      box.focus?.();
    });
    const head = el('h2', {dir: 'auto'}, symbol(point ? point.style : dims.domain.style(row.domain[0])), el('a', {href: root + row.page, textContent: M.cut(row.name, 90)}));
    card.replaceChildren(close, head, el('p', {className: 'soft', dir: 'auto', textContent: [M.cut(row.organisation, 80), row.countryLabel, row.day].filter(Boolean).join(' · ')}));
    const main = row[state.y] === null ? null : state.y;
    if (main) card.append(el('p', {className: 'card-figure'}, ...amount(main, row[main]), main === 'compute' ? el('span', {className: 'unit', textContent: ' FLOP'}) : el('span', {className: 'unit', textContent: ` ${main === 'data' ? row.unit : main === 'power' || main === 'cost' ? '' : titleOf(main).toLowerCase()}`})));
    if (main === 'compute') card.append(el('p', {className: 'soft'}, interval(row)));
    if (row.doubted) card.append(el('p', {className: 'tip-doubt', textContent: 'This figure is doubted.'}));
    const facts = el('dl', {className: 'facts'});
    for (const [id, , name] of quantities) {
      if (id === main || row[id] === null) continue;
      facts.append(el('dt', {textContent: name}), el('dd', {}, ...amount(id, row[id]), id === 'compute' ? ' FLOP' : id === 'data' ? ` ${row.unit}` : ''));
    }
    if (row.accessLabel) facts.append(el('dt', {textContent: 'Access'}), el('dd', {textContent: row.accessLabel}));
    card.append(facts, el('p', {}, el('a', {href: root + row.page, textContent: 'How this number was made →'})));
    if (!point) card.append(el('p', {className: 'soft small', textContent: 'Outside this view.'}));
  }
  function showFrontier() {
    const list = byId('frontier');
    const setters = points.filter((p) => p.record).sort((a, b) => b.row.at - a.row.at || b.y - a.y);
    byId('frontier-note').textContent = setters.length ? `${setters.length}, the latest first` : 'None in this view.';
    list.replaceChildren(...setters.slice(0, FRONTIER).map((p) => {
      const link = el('a', {href: root + p.row.page}, symbol(p.style), el('span', {dir: 'auto', textContent: M.cut(p.row.name, 40)}));
      link.addEventListener('focus', () => ringAt(spotOf(p.row.id)));
      link.addEventListener('blur', mark);
      const item = el('li', {}, link, el('span', {className: 'soft', textContent: p.row.day.slice(0, 7)}), el('span', {className: 'num'}, ...amount(state.y, p.row[state.y])));
      item.addEventListener('pointerenter', () => ringAt(spotOf(p.row.id)));
      item.addEventListener('pointerleave', mark);
      return item;
    }));
  }

  // ------------------------------------------------------------------ table
  function columns() {
    const amountCell = (id) => (p) => {
      const cell = el('td', {className: 'num'}, el('span', {}, ...amount(id, p.row[id])));
      if (id === 'data' && p.row.unit) cell.append(' ', el('span', {className: 'soft', textContent: p.row.unit}));
      return cell;
    };
    const plain = (get, className = '') => (p) => el('td', {className, dir: 'auto', textContent: get(p)});
    const name = (p) => el('th', {scope: 'row'}, symbol(p.style), el('a', {href: root + p.row.page, dir: 'auto', textContent: M.cut(p.row.name, 120)}),
      p.record ? el('span', {className: 'tag', textContent: 'record'}) : '', p.doubted ? el('span', {className: 'tag doubt', textContent: 'doubted'}) : '');
    const list = [['name', 'Model', name, ''], ['organisation', 'Organisation', plain((p) => M.cut(p.row.organisation, 70), 'opt'), 'opt'],
      ['country', 'Country', plain((p) => M.cut(p.row.countryLabel, 50), 'opt2'), 'opt2'], ['published', 'Published', plain((p) => p.row.day, 'nowrap'), ''],
      ['y', titleOf(state.y), amountCell(state.y), 'num']];
    if (state.y === 'compute' || state.x === 'compute') list.push(['', '90% interval of compute', (p) => (p.row.p5 === null ? el('td') : el('td', {className: 'num opt2'}, ...amount('compute', p.row.p5), ' to ', ...amount('compute', p.row.p95))), 'num opt2']);
    if (state.x !== 'date') list.push(['x', titleOf(state.x), amountCell(state.x), 'num']);
    list.push(['access', 'Access', plain((p) => p.row.accessLabel, 'opt'), 'opt']);
    return list;
  }
  function showTable() {
    const list = columns(), [key, way] = state.sort.split(':');
    const all = M.ordered(points, state), pages = Math.max(1, Math.ceil(all.length / ROWS));
    state.page = Math.min(state.page, pages);
    const start = (state.page - 1) * ROWS, part = all.slice(start, start + ROWS);
    const focused = document.activeElement?.closest?.('#view-table th')?.dataset.key;
    const head = el('tr');
    for (const [id, label, , className] of list) {
      const th = el('th', {scope: 'col', className});
      if (id) {
        th.dataset.key = id;
        th.setAttribute('aria-sort', id === key ? (way === 'desc' ? 'descending' : 'ascending') : 'none');
        const button = el('button', {type: 'button', className: 'sort', textContent: label});
        button.addEventListener('click', () => change({sort: `${id}:${id === key ? (way === 'desc' ? 'asc' : 'desc') : ['published', 'y', 'x'].includes(id) ? 'desc' : 'asc'}`}));
        th.append(button);
      } else th.textContent = label;
      head.append(th);
    }
    byId('view-table').replaceChildren(el('thead', {}, head), el('tbody', {}, ...part.map((p) => el('tr', {}, ...list.map(([, , make]) => make(p))))));
    if (focused) byId('view-table').querySelector(`th[data-key="${focused}"] button`)?.focus();
    byId('range').textContent = all.length ? `${start + 1} to ${start + part.length} of ${all.length.toLocaleString('en')}` : 'No model passes these filters.';
    byId('previous').disabled = state.page === 1;
    byId('next').disabled = state.page === pages;
    byId('pager').hidden = pages === 1 && all.length > 0;
  }
  if (byId('previous')) {
    byId('previous').addEventListener('click', () => change({page: state.page - 1}));
    byId('next').addEventListener('click', () => change({page: state.page + 1}));
  }

  // ------------------------------------------------------------------ sources and method
  function showSources() {
    const places = [state.y, ...(state.x === 'date' ? [] : [state.x])].map((id) => quantities.findIndex((q) => q[0] === id));
    const counts = new Map();
    for (const p of points) for (const source of new Set(places.flatMap((at) => p.row.sources[at]))) counts.set(source, (counts.get(source) || 0) + 1);
    const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    byId('view-sources').replaceChildren(...ranked.map(([at, n]) => {
      const id = data.source_ids[at], [title, url, licence, date] = data.sources[id] || [id, '', '', ''];
      return el('li', {}, url ? el('a', {href: url, rel: 'noopener nofollow', textContent: title}) : el('span', {textContent: title}),
        el('span', {className: 'soft', textContent: ` ${[date, licence].filter(Boolean).join(', ')}${date || licence ? '; ' : ''}${n.toLocaleString('en')} of the ${points.length.toLocaleString('en')} models` }));
    }));
    byId('source-count').textContent = cells ? 'Sources of the single points; the cells are counted from the whole table.' : `${ranked.length} ${ranked.length === 1 ? 'source' : 'sources'} behind the ${points.length.toLocaleString('en')} models of this view. Each model’s page quotes their words.`;
    const out = [];
    const many = (n, words) => !cells && n > 0 && out.push(el('li', {textContent: `${n.toLocaleString('en')} ${words}`}));
    if (cells) out.push(el('li', {textContent: `Of ${data.cube.total.toLocaleString('en')} dated base models those without a figure on both axes, and doubted figures of compute: cells do not count them.`}));
    many(left.y, `without a figure for ${titleOf(state.y).toLowerCase()}`);
    many(left.x, `without a figure for ${state.x === 'date' ? 'date' : titleOf(state.x).toLowerCase()}`);
    many(left.undated, 'without a date of publication');
    many(left.early, `from before ${state.from}`);
    many(left.late, `from after ${state.to}`);
    many(left.doubted, 'drawn hollow because the figure is doubted; no trend and no record counts them');
    byId('left-out').replaceChildren(...(out.length ? out : [el('li', {textContent: 'Nothing that passes the filters.'})]));
    byId('fits').replaceChildren(...trends.map((t) => {
      const {fit} = t;
      const who = [t.name, t.era].filter(Boolean).join(', ') || 'All';
      if (fit.reason) return el('li', {textContent: `${who}: ${fit.reason}`});
      const by = fit.units === fit.n ? 'rows stand for themselves' : `errors shared within ${fit.clusters} organisations`;
      return el('li', {textContent: `${who}: log10(y) = ${fit.level.toFixed(4)} + ${fit.slope.toFixed(4)} × (x − ${fit.middle.toFixed(3)}), 90% of the slope ${fit.low.toFixed(4)} to ${fit.high.toFixed(4)}; n = ${fit.n.toLocaleString('en')}; ${by}; t = ${fit.t.toFixed(3)}`});
    }));
  }

  // ------------------------------------------------------------------ what people take away
  function save(name, href) {
    const link = el('a', {href, download: name});
    link.click();
  }
  function saveText(name, text, type) {
    const url = URL.createObjectURL(new Blob([text], {type}));
    save(name, url);
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
  const fileName = (kind) => `flopwatch-${data.as_of}-${state.y}-by-${state.x}.${kind}`;
  function words() {
    const dim = dims[state.by], seen = new Set((cells || points).map((p) => p.style));
    const legend = dim.list.filter((v) => seen.has(dim.style(v))).map((v) => ({label: M.cut(dim.values[v].label, 32), style: dim.style(v), shape: data.palette[dim.style(v)][2]}));
    if (dim.other && seen.has(data.palette.length - 1)) legend.push({label: 'Other', style: data.palette.length - 1, shape: data.palette.at(-1)[2]});
    const sentences = trends.map((t) => {
      const {who, main, rest} = M.sentence(t, state, quantities);
      return `${who ? `${who}: ` : ''}${main} ${rest}`;
    });
    return {title: M.title(state, quantities) + labelOf(state.y).slice(titleOf(state.y).length), legend, sentences, credit: `flopwatch, as of ${data.as_of}; ${count.toLocaleString('en')} models. CC BY 4.0`};
  }
  function picture(kind) {
    const given = input();
    return C.picture(kind, C.poster(given, words()), given.tint.card);
  }
  const on = (id, act) => byId(id) && byId(id).addEventListener('click', act);
  on('save-csv', () => {
    if (cells) return saveText(fileName('csv'), cubes.csv(cells, state, dims), 'text/csv');
    const order = state.tab === 'table' ? M.ordered(points, state) : points;
    saveText(fileName('csv'), M.csv(order, state, dims, quantities, (r) => new URL(root + r.page, location.href).href), 'text/csv');
  });
  on('save-png', () => picture('png').then((url) => save(fileName('png'), url)));
  on('save-svg', () => picture('svg').then((text) => saveText(fileName('svg'), text, 'image/svg+xml')));
  on('copy-link', (event) => copy(event.currentTarget, location.href, 'Copy link'));
  on('copy-embed', (event) => copy(event.currentTarget, byId('embed-code').value, 'Copy code'));
  function copy(button, text, label) {
    const tell = (words) => {
      button.textContent = words;
      setTimeout(() => (button.textContent = label), 2000);
    };
    if (!navigator.clipboard) return tell('Copy it by hand');
    navigator.clipboard.writeText(text).then(() => tell('Copied'), () => tell('Copy it by hand'));
  }

  // ------------------------------------------------------------------ start
  say(unknown);
  const still = box.firstElementChild;
  apply();
  (cubes ? cubes.load(state) : Promise.resolve()).then(() => C.mount(box)).then((mounted) => {
    stage = mounted;
    box.classList.add('live');
    mounted.stage.setAttribute('role', 'img');
    mounted.stage.setAttribute('aria-label', `${M.title(state, quantities)}. The list of record-setters beside it and the tab Table hold its points in words.`);
    apply();
    still?.remove();
    box.append(ring);
    mark();
    document.addEventListener('themechange', draw);
    let width = box.clientWidth, height = box.clientHeight;
    new ResizeObserver(() => {
      if (box.clientWidth === width && box.clientHeight === height) return;
      [width, height] = [box.clientWidth, box.clientHeight];
      draw();
    }).observe(box);
    performance.mark('explorer-ready');
    document.documentElement.dataset.explorer = 'ready';
  });
})();
