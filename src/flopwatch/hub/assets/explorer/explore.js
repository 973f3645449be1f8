// The explorer, on its own page, on the start page and in frames: one state, the view computed from it, and the parts that show it.
// Parts missing from a page are skipped. Arithmetic: explore-stats.js, explore-model.js. Drawing: explore-layout.js, explore-draw.js.
(function () {
  'use strict';
  const F = globalThis.flopwatch, data = globalThis.flopwatchData;
  const {byId, el, amount, counted, models, symbol} = F.dom;
  const {FIRST_YEAR, initial, readState, settled, writeState} = F.state;
  const {FEWEST_IN_GROUP, dimensions, select, trends, unpack} = F.model;
  const {cut, sentence, title} = F.words;
  const {gettext, ngettext, phrase} = globalThis.flopwatchWords;
  const box = byId('plot');
  if (!data || !box) return;

  const dims = dimensions(data), rows = unpack(data);
  for (const row of rows) row.countryLabel = row.country.map((v) => dims.country.values[v].words).join(', ');
  const quantities = data.quantities;
  const about = (id) => quantities.find((q) => q[0] === id);
  // The context of the parts: they read it and call change().
  const page = {
    data, dims, rows, quantities, box, state: null, points: [], cells: null, merged: null, trends: [], left: {}, count: 0, missing: 0, drawn: null,
    root: document.documentElement.dataset.root || '', embedded: document.body.classList.contains('embed'),
    large: data.large ? F.cells.of(data, dims) : null, // where the table is too large for points
    labelOf: (id) => gettext(about(id)[1]), titleOf: (id) => gettext(about(id)[2]), symbolOf: (style) => symbol(data.palette[style]),
    adopt, apply, change, drawing, goTo, writeAddress,
  };
  const {large, embedded} = page;

  // ------------------------------------------------------------------ state and address
  function adopt(text) {
    const {state, unknown} = readState(text, dims, quantities);
    page.state = state;
    if (!byId(`panel-${state.tab}`)) state.tab = 'chart';
    say(unknown);
  }
  function say(unknown) {
    const note = byId('unknown');
    if (!note) return;
    note.hidden = unknown.length === 0;
    const first = unknown.slice(0, 5).map((u) => '“' + cut(u, 60) + '”').join(', '), more = unknown.length - 5;
    const asked = more > 0 ? gettext('%(these)s and %(count)s more', {these: first, count: more}) : first;
    const then = page.state?.['as-of'], older = then && then !== data.as_of ? gettext('The link is of the census of %(then)s; this chart is of %(now)s.', {then, now: data.as_of}) : '';
    note.hidden = unknown.length === 0 && !older;
    note.textContent = unknown.length === 0 ? older
      : gettext('The address asks for %(asked)s, which this page does not know. The rest of it is shown.', {asked});
  }
  function writeAddress(push = false) {
    const query = writeState(page.state), tail = query ? `?${query}` : '';
    try {
      history[push ? 'pushState' : 'replaceState'](null, '', location.pathname + tail + (push ? '' : location.hash));
    } catch (error) {
      // Some browsers forbid this for files opened from disk; the view works without a changing address.
    }
    for (const part of parts) part.address?.(tail);
  }
  function lost(error) {
    const note = byId('unknown');
    note.hidden = false;
    note.textContent = `A part of the table could not be loaded: ${error.message}. Is the folder complete?`;
  }
  // Another view, given by a link.
  function goTo(query) {
    adopt(query);
    apply({push: true});
  }
  function change(wanted, options) {
    Object.assign(page.state, {'as-of': ''}, wanted);
    if (!('page' in wanted)) page.state.page = 1;
    if (page.state.x === page.state.y) page.state.x = 'date';
    settled(page.state);
    say([]);
    apply(options);
  }

  // ------------------------------------------------------------------ the view: selected, fitted, drawn
  let stage = null;
  const frames = {};
  function frame() {
    const {state} = page;
    // If only record-setters are shown, the axes fit them.
    if (state.records === 'only') return F.layout.frameOf(page.points.map((p) => p.row), state, data.thresholds);
    const key = [state.y, state.x, state.from, state.to, state.min, state.variants, state.thresholds, state.bars].join('|');
    if (frames.key !== key) Object.assign(frames, {key, frame: large ? large.frame(state) : F.layout.frameOf(rows, state, data.thresholds)});
    return frames.frame;
  }
  function compute() {
    const {state} = page;
    const found = select(rows, state, dims);
    page.points = found.points;
    page.left = {...found.left, doubted: found.doubted};
    page.cells = page.merged = null;
    if (large) {
      const {cells, merged, leads, missing} = large.select(state);
      // The points are only some of the models: a record among them may not be a record of all.
      for (const p of page.points) p.record = p.record && leads(p);
      if (state.records === 'only') page.points = page.points.filter((p) => p.record);
      Object.assign(page, {cells, merged, missing: missing(page.points)});
    }
    const counted = page.cells && state.records !== 'only';
    page.trends = trends(counted ? page.cells : found.every, state, dims, data.frontier);
    page.count = counted ? page.cells.reduce((sum, c) => sum + c.weight, 0) : page.points.length;
  }
  // The data of the chart and its pictures.
  function drawing() {
    const {state, cells, points} = page;
    return {
      points: cells ? points.filter((p) => p.record || p.row.id === state.model) : points, cells: state.records === 'only' ? null : page.merged,
      trends: page.trends, state, frame: frame(), data, tint: F.draw.colours(data.palette),
    };
  }
  function draw() {
    if (!stage || byId('panel-chart')?.hidden) return;
    // The page's width: otherwise the list in the aside would count too.
    const width = Math.max(260, box.clientWidth), height = embedded ? Math.max(260, box.clientHeight) : box.clientHeight;
    const given = drawing();
    page.drawn = F.layout.layout({...given, width, height});
    stage.draw(page.drawn.scene, given.tint.card);
    for (const part of parts) part.drawn?.();
  }
  function apply({push = false, controls = true} = {}) {
    const {state} = page;
    if (large && !large.ready(state)) {
      put('count', 'Loading …');
      large.load(state).then(() => large.ready(page.state) && apply({push, controls}), lost);
      return;
    }
    compute();
    showWords();
    for (const part of parts) part.turn?.();
    draw();
    for (const part of parts) part.show?.(controls);
    writeAddress(push);
  }

  // ------------------------------------------------------------------ words
  const put = (id, text) => byId(id) && (byId(id).textContent = text);
  function trendLine(trend, lone) {
    const {who, main, rest} = sentence(trend, page.state, quantities);
    const line = el('p', {className: lone ? 'trend-line lone' : 'trend-line'});
    if (trend.style !== null) line.append(page.symbolOf(trend.style));
    if (who) line.append(el('span', {className: 'trend-who', textContent: `${who}: `}));
    // A figure is not separated from its letter.
    const pieces = rest.split(/(n = [\d,]+|R² = \S+)/).map((text, i) => (i % 2 ? el('span', {className: 'nowrap', textContent: text}) : text));
    line.append(el('strong', {textContent: main}), ' ', el('span', {className: 'soft'}, ...pieces));
    return line;
  }
  // Without a trend the first line describes the view.
  function plainLine() {
    const {state, count} = page;
    const rest = el('span', {className: 'soft'}, state.to === null ? gettext('since %(year)s', {year: state.from}) : gettext('%(low)s to %(high)s', {low: state.from, high: state.to}));
    const main = state.min === null ? models(count) : phrase(
      state.y === 'compute' ? gettext('%(models)s with a median of at least %(amount)s FLOP') : gettext('%(models)s of at least %(amount)s'),
      {models: models(count), amount: amount(state.y, state.min, true)[0]},
    );
    return el('p', {className: 'trend-line lone'}, el('strong', {}, main), ' ', rest);
  }
  // If no model is selected, offer a way out.
  function emptyLine() {
    const reset = el('button', {type: 'button', className: 'quiet', textContent: gettext('Show all models')});
    reset.addEventListener('click', () => change({...initial(), tab: page.state.tab}, {push: true}));
    return el('p', {className: 'trend-line lone'}, el('strong', {textContent: gettext('No model passes these filters.')}), ' ', reset);
  }
  function showWords() {
    const {state, count, left} = page, found = page.trends;
    if (byId('view-title')) {
      const heading = title(state, quantities);
      put('view-title', heading);
      document.title = `${heading} · flopwatch`;
    }
    // One trend is the page's sentence; several are a list below the chart, because they would push it off the screen.
    const several = found.length !== 1, lines = found.map((t) => trendLine(t, !several));
    if (state.fit === 'group' && !found.length) lines.push(el('p', {className: 'soft', textContent: gettext('No colour has the %(count)s models that a trend of its own needs.', {count: FEWEST_IN_GROUP})}));
    if (!count) byId('trends').replaceChildren(emptyLine());
    else byId('trends').replaceChildren(...(state.fit === 'none' ? [plainLine()] : several ? [] : lines));
    byId('trends-below').replaceChildren(...(several && count ? lines : []));
    put('count', ngettext('%(count)s model shown', '%(count)s models shown', count, counted(count)));
    put('axis', page.labelOf(state.y));
    const notes = [gettext('log scale')];
    if (!page.cells && left.early > 0 && state.from === FIRST_YEAR) notes.push(ngettext('%(count)s model from before %(year)s not drawn', '%(count)s models from before %(year)s not drawn', left.early, {...counted(left.early), year: state.from}));
    if (!page.cells && left.doubted > 0) notes.push(ngettext('hollow: %(count)s model whose figure is doubted, left out of trends and records', 'hollow: %(count)s models whose figure is doubted, left out of trends and records', left.doubted, counted(left.doubted)));
    if (page.cells) notes.push(gettext('each cell counts models; single points are record-setters'), ...(state.min === null ? [] : [gettext('the least value counts to the nearest eighth of a decade')]));
    put('notes', notes.join('; '));
  }

  // ------------------------------------------------------------------ start
  const parts = F.parts.map((make) => make(page)).filter(Boolean);
  addEventListener('popstate', () => {
    adopt(location.search);
    apply();
  });
  adopt(location.search);
  const still = box.firstElementChild; // the drawing for readers without scripts
  apply();
  (large ? large.load(page.state).catch(lost) : Promise.resolve()).then(() => F.draw.mount(box)).then((mounted) => {
    stage = mounted;
    box.classList.add('live');
    mounted.stage.setAttribute('role', 'img');
    const named = {title: title(page.state, quantities)};
    mounted.stage.setAttribute('aria-label', byId('frontier') ? gettext('%(title)s. The list of record-setters and the tab Table give its points in words.', named)
      : gettext('%(title)s. The table gives its points in words.', named));
    apply();
    still?.remove();
    for (const part of parts) part.mounted?.();
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
