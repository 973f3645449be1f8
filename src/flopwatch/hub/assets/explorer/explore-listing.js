// The start page's table: the latest rows are in the page for readers without scripts; here all are sorted and filtered.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {amount, byId, el, interval, models} = F.dom;
  const {gettext, ngettext} = globalThis.flopwatchWords;
  const {FIRST_YEAR} = F.state;
  const {ordered, passing} = F.model;
  const PAGE = 200; // rows shown before "show all"
  const DESCENDING_FIRST = ['published', 'parameters', 'compute', 'class'];
  const SHORT = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'K'], [1, '']];
  const short = (value) => {
    const [scale, letter] = SHORT.find(([one]) => value >= one) || [1, ''];
    return value / scale >= 10000 ? amount('compute', value) : [Number((value / scale).toPrecision(letter ? 3 : 15)) + letter];
  };
  F.parts = F.parts || [];

  F.parts.push((page) => {
    const table = byId('models');
    if (!table) return null;
    const {dims} = page, body = table.tBodies[0], every = page.rows.map((row) => ({row}));
    const drawn = new Map(Array.from(body.rows, (tr) => [tr.querySelector('th a').getAttribute('href'), tr]));
    const bases = every.filter((one) => !one.row.variant).length;
    const more = byId('show-all'), heads = Array.from(table.tHead.rows[0].cells).filter((th) => th.dataset.key);
    let limit = PAGE;
    // The arrows go from row to row: the Tab key would need two presses for each.
    body.addEventListener('keydown', (event) => {
      const links = Array.from(body.rows, (tr) => tr.querySelector('th a')), at = links.indexOf(event.target.closest('tr')?.querySelector('th a'));
      const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1}[event.key];
      if (to === undefined || at < 0) return;
      event.preventDefault();
      links[Math.max(0, Math.min(to, links.length - 1))].focus();
    });
    for (const th of heads) {
      const button = el('button', {type: 'button', className: 'sort'}, ...th.childNodes);
      button.addEventListener('click', () => {
        const {key} = th.dataset, [now, way] = page.state.sort.split(':');
        page.change({sort: `${key}:${now === key ? (way === 'desc' ? 'asc' : 'desc') : DESCENDING_FIRST.includes(key) ? 'desc' : 'asc'}`});
      });
      th.append(button);
    }
    more.addEventListener('click', () => {
      limit = Infinity;
      show();
    });

    function drawLine(row) {
      const cell = (className, ...parts) => el('td', {className, dir: 'auto'}, ...parts), page_ = page.root + row.page;
      const known = row.compute !== null && !row.doubted, [year, day] = [(row.day || '').slice(0, 7), (row.day || '').slice(7)];
      const link = el('a', {href: `${page_}#compute`}, ...(known ? amount('compute', row.compute) : []));
      const unknown = () => el('span', row.doubted ? {className: 'tag doubt', textContent: gettext('in doubt')} : {className: 'unknown', textContent: gettext('unknown')});
      const grade = dims.class.values[row.class[0]];
      return el('tr', {}, el('th', {scope: 'row'}, page.symbolOf(dims.domain.style(row.domain[0])), el('a', {href: page_, dir: 'auto', textContent: row.name})),
        cell('opt', row.organisation), cell('nowrap', year, day ? el('span', {className: 'day', textContent: day}) : ''),
        cell('num opt', ...(row.parameters === null ? [] : short(row.parameters))), cell('num', known ? link : unknown()),
        cell('num opt2 range-cell', ...(known ? interval(row) : [])), heads.some((th) => th.dataset.key === 'class') ? cell('opt2', el('span', {className: `badge ${grade.id}`, textContent: grade.words})) : '',
        cell('opt', row.accessLabel ? gettext(row.accessLabel) : ''));
    }
    function lineOf(row) {
      const key = page.root + row.page;
      if (!drawn.has(key)) drawn.set(key, drawLine(row));
      return drawn.get(key);
    }
    // Years and least value limit the table only if the reader set them; models without a figure are listed too.
    function listed() {
      const {state} = page, passes = passing(state, page.dims);
      return every.filter(({row}) => passes(row) && (state.from === FIRST_YEAR || (row.at !== null && row.at >= state.from)) &&
        (state.to === null || (row.at !== null && row.at < state.to + 1)) && (state.min === null || (row[state.y] !== null && row[state.y] >= state.min)));
    }
    function show() {
      const {state} = page, [key, way] = state.sort.split(':');
      const shown = ordered(listed(), state);
      body.replaceChildren(...shown.slice(0, limit).map(({row}) => lineOf(row)));
      // If only variants are filtered, the count says that they are folded, not that models are missing.
      const folded = shown.length === bases && shown.every((one) => !one.row.variant);
      byId('listed').textContent = shown.length === every.length ? models(every.length) : folded ? gettext('%(bases)s base models; %(variants)s variants folded', {bases, variants: every.length - bases})
        : ngettext('%(shown)s of %(count)s model', '%(shown)s of %(count)s models', every.length, {shown: shown.length, count: every.length.toLocaleString('en')});
      more.hidden = shown.length <= limit;
      more.textContent = gettext('Show all %(count)s', {count: shown.length});
      for (const th of heads) th.setAttribute('aria-sort', th.dataset.key === key ? (way === 'desc' ? 'descending' : 'ascending') : 'none');
    }
    return {show};
  });
})();
