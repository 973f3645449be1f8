// The start page's table: its rows are in the page for readers without scripts; here filtered rows are hidden, and all are sorted.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {byId, el, models} = F.dom;
  const {gettext, ngettext} = globalThis.flopwatchWords;
  const {FIRST_YEAR} = F.state;
  const {ordered, passing} = F.model;
  const PAGE = 200; // rows shown before "show all"
  const DESCENDING_FIRST = ['published', 'parameters', 'compute', 'class'];
  F.parts = F.parts || [];

  F.parts.push((page) => {
    const table = byId('models');
    if (!table) return null;
    const body = table.tBodies[0], rowOf = new Map(page.rows.map((row) => [page.root + row.page, row]));
    const every = Array.from(body.rows, (tr) => ({tr, row: rowOf.get(tr.querySelector('th a').getAttribute('href'))})).filter((one) => one.row);
    const bases = every.filter((one) => !one.row.variant).length;
    const more = byId('show-all'), heads = Array.from(table.tHead.rows[0].cells).filter((th) => th.dataset.key);
    let limit = PAGE, lying = 'published:desc'; // how the rows lie in the document
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

    // Years and least value limit the table only if the reader set them; models without a figure are listed too.
    function listed() {
      const {state} = page, passes = passing(state, page.dims);
      return every.filter(({row}) => passes(row) && (state.from === FIRST_YEAR || (row.at !== null && row.at >= state.from)) &&
        (state.to === null || (row.at !== null && row.at < state.to + 1)) && (state.min === null || (row[state.y] !== null && row[state.y] >= state.min)));
    }
    function show() {
      const {state} = page, [key, way] = state.sort.split(':');
      if (state.sort !== lying) {
        body.append(...ordered(every, state).map((one) => one.tr));
        lying = state.sort;
      }
      const shown = listed(), passes = new Set(shown.map((one) => one.tr));
      let seen = 0;
      for (const tr of body.rows) tr.hidden = !passes.has(tr) || ++seen > limit;
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
