// The explorer's state, as stored in the address: the same parameters for explorer, start page and embedded frame.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const MOST_ITEMS = 60; // values of one list in an address

  const DIMS = ['domain', 'country', 'org', 'access', 'category', 'class'];
  const CHOICES = {
    by: DIMS, fit: ['frontier', 'all', 'group', 'none'], records: ['label', 'ignore', 'only', 'connect'], tab: ['chart', 'table', 'sources'],
  };
  const SWITCHES = {bars: false, moe: true, thresholds: true, variants: false};
  const SORTS = ['name', 'organisation', 'country', 'published', 'y', 'x', 'access', 'class']; // or a quantity
  const FRONTIER_TOP = 10, FRONTIER_YEAR = 2018; // the growth that is quoted: analysis/frontier.py
  const FIRST_YEAR = 2010; // the few models before would flatten the rest

  // A year and an amount as a reader types them; null for anything else.
  const year = (text) => (/^(19|20|21)\d\d$/.test(text) ? Number(text) : null);
  function least(text) {
    const value = /^\d{1,4}(\.\d{1,6})?(e\+?\d{1,3})?$/i.test(text) ? Number(text) : 0;
    return value > 0 && Number.isFinite(value) ? value : null;
  }

  function initial() {
    return {
      y: 'compute', x: 'date', by: 'domain', domain: [], country: [], org: [], access: [], category: [], class: [], from: FIRST_YEAR, to: null,
      min: null, q: '', fit: 'frontier', eras: [], records: 'label', bars: false, moe: true, thresholds: true, variants: false,
      tab: 'chart', sort: 'published:desc', page: 1, model: '', 'as-of': '',
    };
  }

  // The state from the address, and the parameters that this page does not know.
  function readState(text, dims, quantities) {
    const state = initial(), unknown = [];
    const ids = quantities.map((q) => q[0]);
    const seen = new Set();
    for (const [key, raw] of new URLSearchParams(text)) {
      const value = raw.slice(0, 2000);
      const refuse = () => unknown.push(`${key}=${value}`);
      if (seen.has(key)) refuse();
      else if (key === 'y') ids.includes(value) ? (state.y = value) : refuse();
      else if (key === 'x') value === 'date' || ids.includes(value) ? (state.x = value) : refuse();
      else if (Object.hasOwn(CHOICES, key)) CHOICES[key].includes(value) ? (state[key] = value) : refuse();
      else if (Object.hasOwn(SWITCHES, key)) value === '1' || value === '0' ? (state[key] = value === '1') : refuse();
      else if (DIMS.includes(key)) {
        for (const item of value.split(',').slice(0, MOST_ITEMS)) {
          if (dims[key].place.has(item) || (item === 'other' && dims[key].other)) {
            if (!state[key].includes(item)) state[key].push(item);
          } else if (item) unknown.push(`${key}=${item}`);
        }
      } else if (key === 'from' || key === 'to') year(value) ? (state[key] = year(value)) : refuse();
      else if (key === 'min') least(value) ? (state.min = least(value)) : refuse();
      else if (key === 'q') state.q = value.slice(0, 200);
      else if (key === 'eras') {
        const items = value.split(',').slice(0, 8);
        items.every((i) => /^(19|20|21)\d\d(-(0[1-9]|1[0-2]))?$/.test(i)) ? (state.eras = items.sort()) : refuse();
      } else if (key === 'sort') {
        const [by, way] = value.split(':');
        [...SORTS, ...ids].includes(by) && ['asc', 'desc'].includes(way) ? (state.sort = value) : refuse();
      } else if (key === 'page') /^[1-9]\d{0,5}$/.test(value) ? (state.page = Number(value)) : refuse();
      else if (key === 'as-of') /^\d{4}-\d\d-\d\d$/.test(value) ? (state['as-of'] = value) : refuse();
      else if (key === 'model') state.model = value.slice(0, 300);
      else refuse();
      seen.add(key);
    }
    if (state.x === state.y) {
      unknown.push(`x=${state.x}`); // a quantity against itself is meaningless
      state.x = 'date';
    }
    return {state: settled(state), unknown};
  }

  // Who was among the largest at release is a question of dates: against another quantity the line is that of all models.
  function settled(state) {
    if (state.x !== 'date' && state.fit === 'frontier') state.fit = 'all';
    return state;
  }
  // Whether the filters leave every model of the census in the view.
  function whole(state) {
    const plain = initial();
    return state.from <= FRONTIER_YEAR && state.y === 'compute' && ['x', 'to', 'min', 'q', 'moe', 'variants', 'eras', ...DIMS].every((key) => String(state[key]) === String(plain[key]));
  }

  function writeState(state) {
    const plain = initial(), query = new URLSearchParams();
    for (const key of Object.keys(plain)) {
      const value = state[key];
      if (String(value) === String(plain[key]) || value === null || value === '') continue;
      if (Array.isArray(value)) value.length && query.set(key, value.join(','));
      else if (typeof value === 'boolean') query.set(key, value ? '1' : '0');
      else if (key === 'min') query.set(key, value.toExponential().replace('e+', 'e'));
      else query.set(key, String(value));
    }
    return query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/');
  }

  F.state = {CHOICES, DIMS, FIRST_YEAR, FRONTIER_TOP, FRONTIER_YEAR, SWITCHES, initial, least, readState, settled, whole, writeState, year};
})();
