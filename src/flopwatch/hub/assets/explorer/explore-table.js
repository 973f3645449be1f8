// The view as a table, and the sources behind it: the other tabs of the chart.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {amount, byId, counted, el, interval} = F.dom;
  const {ordered} = F.model;
  const {cut, reason} = F.words;
  const {gettext, isolated, ngettext} = globalThis.flopwatchWords;
  const ROWS = 100;
  F.parts = F.parts || [];

  F.parts.push((page) => {
    const table = byId('view-table');
    if (!table) return null;
    const amountCell = (id) => (p) => el('td', {className: 'num'}, el('span', {}, ...amount(id, p.row[id])));
    const plain = (get, className = '') => (p) => el('td', {className, dir: 'auto', textContent: get(p)});
    const name = (p) => el('th', {scope: 'row'}, page.symbolOf(p.style), el('a', {href: page.root + p.row.page, dir: 'auto', textContent: cut(p.row.name, 120)}),
      p.record ? el('span', {className: 'tag', textContent: gettext('record')}) : '', p.doubted ? el('span', {className: 'tag doubt', textContent: gettext('doubted')}) : '');
    // Each column: its sort key, its heading, its cell, its class.
    function columns() {
      const {state} = page;
      const list = [['name', gettext('Model'), name, ''], ['organisation', gettext('Organisation'), plain((p) => cut(p.row.organisation, 70), 'opt'), 'opt'],
        ['country', gettext('Country'), plain((p) => cut(p.row.countryLabel, 50), 'opt2'), 'opt2'], ['published', gettext('Published'), plain((p) => p.row.day, 'nowrap'), ''],
        ['y', page.titleOf(state.y), amountCell(state.y), 'num']];
      if (state.y === 'compute' || state.x === 'compute') list.push(['', gettext('90% interval of compute'), (p) => (p.row.p5 === null ? el('td', {className: 'num opt2'}) : el('td', {className: 'num opt2'}, ...interval(p.row))), 'num opt2']);
      if (state.x !== 'date') list.push(['x', page.titleOf(state.x), amountCell(state.x), 'num']);
      list.push(['access', gettext('Access'), plain((p) => gettext(p.row.accessLabel), 'opt'), 'opt']);
      return list;
    }
    function show() {
      const {state} = page, list = columns(), [key, way] = state.sort.split(':');
      const all = ordered(page.points, state), pages = Math.max(1, Math.ceil(all.length / ROWS));
      state.page = Math.min(state.page, pages);
      const start = (state.page - 1) * ROWS, part = all.slice(start, start + ROWS);
      const focused = document.activeElement?.closest?.('#view-table th')?.dataset.key;
      const head = el('tr');
      for (const [id, label, , className] of list) {
        const th = el('th', {scope: 'col', className}), mine = id === key || state[id] === key; // if the axis shows compute, its key is the axis
        if (id) {
          th.dataset.key = id;
          th.setAttribute('aria-sort', mine ? (way === 'desc' ? 'descending' : 'ascending') : 'none');
          const button = el('button', {type: 'button', className: 'sort', textContent: label});
          button.addEventListener('click', () => page.change({sort: `${id}:${mine ? (way === 'desc' ? 'asc' : 'desc') : ['published', 'y', 'x'].includes(id) ? 'desc' : 'asc'}`}));
          th.append(button);
        } else th.textContent = label;
        head.append(th);
      }
      table.replaceChildren(el('thead', {}, head), el('tbody', {}, ...part.map((p) => el('tr', {}, ...list.map(([, , make]) => make(p))))));
      if (focused) table.querySelector(`th[data-key="${focused}"] button`)?.focus();
      byId('range').textContent = all.length ? gettext('%(low)s to %(high)s of %(all)s', {low: start + 1, high: start + part.length, all: all.length.toLocaleString('en')}) : gettext('No model passes these filters.');
      byId('previous').disabled = state.page === 1;
      byId('next').disabled = state.page === pages;
      byId('pager').hidden = pages === 1 && all.length > 0;
    }
    byId('previous').addEventListener('click', () => page.change({page: page.state.page - 1}));
    byId('next').addEventListener('click', () => page.change({page: page.state.page + 1}));
    return {show: () => page.state.tab === 'table' && show()};
  });

  // ------------------------------------------------------------------ sources and method
  F.parts.push((page) => {
    const list = byId('view-sources');
    if (!list) return null;
    const {data} = page;
    function showSources() {
      const {state, points} = page, total = points.length.toLocaleString('en');
      const places = [state.y, ...(state.x === 'date' ? [] : [state.x])].flatMap((id) => page.quantities.find((q) => q[0] === id)[5]);
      const counts = new Map();
      for (const p of points) for (const source of new Set(places.flatMap((at) => p.row.sources[at]))) counts.set(source, (counts.get(source) || 0) + 1);
      const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      list.replaceChildren(...ranked.map(([at, n]) => {
        const id = data.source_ids[at], [title, url, licence, date] = data.sources[id] || [id, '', '', ''];
        const when = [date, licence].filter(Boolean).join(', '), share = gettext('%(some)s of the %(all)s models', {some: n.toLocaleString('en'), all: total});
        return el('li', {}, url ? el('a', {href: url, rel: 'noopener nofollow', dir: 'auto', textContent: title}) : el('bdi', {textContent: title}), ' ',
          el('span', {className: 'soft'}, when ? el('bdi', {textContent: when}) : '', when ? '; ' : '', share));
      }));
      byId('source-count').textContent = page.cells ? gettext('Sources of the single points; the cells are counted from the whole table.')
        : ngettext('%(count)s source behind the %(all)s models of this view. Each model’s page quotes its words.',
          '%(count)s sources behind the %(all)s models of this view. Each model’s page quotes their words.', ranked.length, {all: total});
    }
    function showLeftOut() {
      const {state, left, cells} = page, out = [];
      const many = (n, words) => !cells && n > 0 && out.push(words({count: n.toLocaleString('en')}));
      const of = (id) => (id === 'date' ? gettext('date') : page.titleOf(id).toLowerCase());
      if (cells) out.push(gettext('Of %(count)s dated models those without a figure on both axes, and doubted figures of compute: cells do not count them.', counted(data.large.total)));
      many(left.y, (n) => gettext('%(count)s without a figure for %(what)s', {...n, what: of(state.y)}));
      many(left.x, (n) => gettext('%(count)s without a figure for %(what)s', {...n, what: of(state.x)}));
      many(left.undated, (n) => gettext('%(count)s without a date of publication', n));
      many(left.early, (n) => gettext('%(count)s from before %(year)s', {...n, year: state.from}));
      many(left.late, (n) => gettext('%(count)s from after %(year)s', {...n, year: state.to}));
      many(left.doubted, (n) => gettext('%(count)s drawn hollow because the figure is doubted; no trend and no record counts them', n));
      byId('left-out').replaceChildren(...(out.length ? out : [gettext('Nothing that passes the filters.')]).map((textContent) => el('li', {textContent})));
    }
    function showFits() {
      byId('fits').replaceChildren(...page.trends.map(({fit, name, era}) => {
        const who = [name, era].filter(Boolean).join(', ') || gettext('All');
        if (fit.reason) return el('li', {textContent: `${who}: ${reason(fit)}`});
        const by = fit.kind === 'frontier' ? gettext('interval of resampled organisations, the frontier recomputed in each resample') : fit.units === fit.n ? gettext('errors independent between rows') : gettext('errors shared within %(count)s organisations', {count: fit.clusters});
        const line = isolated(`log10(y) = ${fit.level.toFixed(4)} + ${fit.slope.toFixed(4)} × (x − ${fit.middle.toFixed(3)})`);
        const slope = gettext('90%% of the slope %(low)s to %(high)s', {low: fit.low.toFixed(4), high: fit.high.toFixed(4)});
        return el('li', {}, `${who}: `, line, `, ${slope}; n = ${fit.n.toLocaleString('en')}; ${by}${fit.kind === 'frontier' ? '' : `; t = ${fit.t.toFixed(3)}`}`);
      }));
    }
    return {
      show() {
        if (page.state.tab !== 'sources') return;
        showSources();
        showLeftOut();
        showFits();
      },
    };
  });
})();
