// The view as a table, and the sources behind it: the tabs beside the chart.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {amount, byId, el, interval} = F.dom;
  const {ordered} = F.model;
  const {cut} = F.words;
  const ROWS = 100;
  F.parts = F.parts || [];

  F.parts.push((page) => {
    const table = byId('view-table');
    if (!table) return null;
    const amountCell = (id) => (p) => {
      const cell = el('td', {className: 'num'}, el('span', {}, ...amount(id, p.row[id])));
      if (id === 'data' && p.row.unit) cell.append(' ', el('span', {className: 'soft', textContent: p.row.unit}));
      return cell;
    };
    const plain = (get, className = '') => (p) => el('td', {className, dir: 'auto', textContent: get(p)});
    const name = (p) => el('th', {scope: 'row'}, page.symbolOf(p.style), el('a', {href: page.root + p.row.page, dir: 'auto', textContent: cut(p.row.name, 120)}),
      p.record ? el('span', {className: 'tag', textContent: 'record'}) : '', p.doubted ? el('span', {className: 'tag doubt', textContent: 'doubted'}) : '');
    // Each column: the key it sorts by, its words, its cell, its class.
    function columns() {
      const {state} = page;
      const list = [['name', 'Model', name, ''], ['organisation', 'Organisation', plain((p) => cut(p.row.organisation, 70), 'opt'), 'opt'],
        ['country', 'Country', plain((p) => cut(p.row.countryLabel, 50), 'opt2'), 'opt2'], ['published', 'Published', plain((p) => p.row.day, 'nowrap'), ''],
        ['y', page.titleOf(state.y), amountCell(state.y), 'num']];
      if (state.y === 'compute' || state.x === 'compute') list.push(['', '90% interval of compute', (p) => (p.row.p5 === null ? el('td', {className: 'num opt2'}) : el('td', {className: 'num opt2'}, ...interval(p.row))), 'num opt2']);
      if (state.x !== 'date') list.push(['x', page.titleOf(state.x), amountCell(state.x), 'num']);
      list.push(['access', 'Access', plain((p) => p.row.accessLabel, 'opt'), 'opt']);
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
        const th = el('th', {scope: 'col', className}), mine = id === key || state[id] === key; // compute, where the axis shows it, is the axis
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
      byId('range').textContent = all.length ? `${start + 1} to ${start + part.length} of ${all.length.toLocaleString('en')}` : 'No model passes these filters.';
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
      const places = [state.y, ...(state.x === 'date' ? [] : [state.x])].map((id) => page.quantities.findIndex((q) => q[0] === id));
      const counts = new Map();
      for (const p of points) for (const source of new Set(places.flatMap((at) => p.row.sources[at]))) counts.set(source, (counts.get(source) || 0) + 1);
      const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      list.replaceChildren(...ranked.map(([at, n]) => {
        const id = data.source_ids[at], [title, url, licence, date] = data.sources[id] || [id, '', '', ''];
        return el('li', {}, url ? el('a', {href: url, rel: 'noopener nofollow', textContent: title}) : el('span', {textContent: title}),
          el('span', {className: 'soft', textContent: ` ${[date, licence].filter(Boolean).join(', ')}${date || licence ? '; ' : ''}${n.toLocaleString('en')} of the ${total} models` }));
      }));
      byId('source-count').textContent = page.cells ? 'Sources of the single points; the cells are counted from the whole table.' : `${ranked.length} ${ranked.length === 1 ? 'source' : 'sources'} behind the ${total} models of this view. Each model’s page quotes their words.`;
    }
    function showLeftOut() {
      const {state, left, cells} = page, out = [];
      const many = (n, words) => !cells && n > 0 && out.push(`${n.toLocaleString('en')} ${words}`);
      if (cells) out.push(`Of ${data.large.total.toLocaleString('en')} dated models those without a figure on both axes, and doubted figures of compute: cells do not count them.`);
      many(left.y, `without a figure for ${page.titleOf(state.y).toLowerCase()}`);
      many(left.x, `without a figure for ${state.x === 'date' ? 'date' : page.titleOf(state.x).toLowerCase()}`);
      many(left.undated, 'without a date of publication');
      many(left.early, `from before ${state.from}`);
      many(left.late, `from after ${state.to}`);
      many(left.doubted, 'drawn hollow because the figure is doubted; no trend and no record counts them');
      byId('left-out').replaceChildren(...(out.length ? out : ['Nothing that passes the filters.']).map((textContent) => el('li', {textContent})));
    }
    function showFits() {
      byId('fits').replaceChildren(...page.trends.map(({fit, name, era}) => {
        const who = [name, era].filter(Boolean).join(', ') || 'All';
        if (fit.reason) return el('li', {textContent: `${who}: ${fit.reason}`});
        const by = fit.units === fit.n ? 'rows stand for themselves' : `errors shared within ${fit.clusters} organisations`;
        return el('li', {textContent: `${who}: log10(y) = ${fit.level.toFixed(4)} + ${fit.slope.toFixed(4)} × (x − ${fit.middle.toFixed(3)}), 90% of the slope ${fit.low.toFixed(4)} to ${fit.high.toFixed(4)}; n = ${fit.n.toLocaleString('en')}; ${by}; t = ${fit.t.toFixed(3)}`});
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
