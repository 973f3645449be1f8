// The explorer's table: its rows and legends, filters, record-setters, trends, order.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {decimalYear, fitLine, monthOf, placed, recordSetters} = F.stats;
  const {DIMS, FRONTIER_TOP, FRONTIER_YEAR, whole} = F.state;
  const {fitFrontier, quotedFrontier} = F.frontier;
  const {eraName} = F.words;
  const {gettext} = globalThis.flopwatchWords;
  const FEWEST_IN_GROUP = 5; // rows that a trend per group needs at least

  // ------------------------------------------------------------------ the table
  function unpack(data) {
    const {rows, n} = data;
    const dense = (column, empty = null) => {
      const out = new Array(n).fill(empty);
      column.at.forEach((at, i) => (out[at] = column.is[i]));
      return out;
    };
    const wide = {};
    for (const [id] of data.quantities) wide[id] = id === 'compute' ? rows.compute : dense(rows[id]);
    const out = new Array(n);
    for (let i = 0; i < n; i++) {
      const organisations = rows.organisation[i].map((at) => data.organisations[at]);
      const flags = rows.flags[i];
      const day = rows.published[i];
      const row = {
        index: i, id: rows.id[i], page: (rows.page.length && rows.page[i]) || `models/${rows.id[i]}.html`, name: rows.name[i],
        day, at: day ? placed(day) : null, month: day ? monthOf(day) : null, domain: [rows.domain[i]], country: rows.country[i], org: rows.organisation[i],
        access: [rows.access[i]], category: rows.category[i], class: [rows.class[i]], chance: rows.chance[i],
        accessLabel: rows.access_label[i] < 0 ? '' : data.access_labels[rows.access_label[i]],
        organisation: organisations.join(', '), variant: (flags & 1) > 0, sparse: (flags & 2) > 0, doubted: (flags & 4) > 0,
        p5: rows.p5[i], p95: rows.p95[i], sources: rows.sources[i],
        // Rows of one first-named organisation are one cluster, as in `trends`; a row without an organisation is its own.
        cluster: rows.organisation[i].length ? rows.organisation[i][0] : -1 - i,
        search: `${rows.name[i]} ${organisations.join(' ')} ${rows.search[i]}`.toLowerCase(),
      };
      for (const [id] of data.quantities) row[id] = wide[id][i];
      out[i] = row;
    }
    return out;
  }

  // The legends: for each dimension its values, at most eight with their own shape and colour, the rest "other". A label is used in files
  // and addresses, its words on the page.
  function dimensions(data) {
    const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'unnamed';
    const open = (words, codes = {}) => {
      const seen = new Set(['other']);
      return words.map((label) => {
        let id = Object.hasOwn(codes, label) ? codes[label] : slug(label);
        while (seen.has(id)) id += '-2';
        seen.add(id);
        return {id, label, words: Object.hasOwn(codes, label) ? gettext(label) : label};
      });
    };
    const plain = (pairs) => pairs.map(([id, label]) => ({id, label, words: gettext(label)}));
    const last = data.palette.length - 1;
    const made = {
      domain: {title: gettext('Domain'), header: 'Domain', values: plain(data.palette), style: (v) => v, list: data.palette.map((_, i) => i)},
      country: {title: gettext('Country'), header: 'Country', values: open(data.countries, data.country_codes), open: true},
      org: {title: gettext('Organisation'), header: 'Organisation', values: open(data.organisations), open: true},
      access: {title: gettext('Access'), header: 'Access', values: plain(data.access), style: (v) => [0, 2, 1, last][v], list: data.access.map((_, i) => i)},
      class: {title: data.headline ? gettext('Above %(threshold)s', {threshold: data.headline}) : gettext('Class'), header: data.headline ? `Above ${data.headline}` : 'Class', values: plain(data.classes), style: (v) => [0, 1, 3, 5, last][v], list: data.classes.map((_, i) => i)},
      category: {title: gettext('Kind of organisation'), header: 'Kind of organisation', values: plain(data.categories), style: (v) => [0, 2, 5, 4, 6, last][v], list: data.categories.map((_, i) => i)},
    };
    for (const dim of Object.values(made)) {
      if (!dim.open) continue;
      const most = Math.min(dim.values.length, data.shown_values);
      dim.style = (v) => (v < most ? v : last);
      dim.list = dim.values.slice(0, most).map((_, i) => i);
      dim.other = dim.values.length > most;
    }
    for (const dim of Object.values(made)) dim.place = new Map(dim.values.map((v, i) => [v.id, i]));
    return made;
  }

  // ------------------------------------------------------------------ filters
  // A predicate per dimension with something chosen: sets of places in its list.
  function chosen(dims, name, items) {
    if (!items.length) return null;
    const dim = dims[name], set = new Set();
    for (const item of items) {
      if (item === 'other') dim.values.forEach((_, v) => !dim.list.includes(v) && set.add(v));
      else set.add(dim.place.get(item));
    }
    return set;
  }

  // Whether a row passes the filters by kind and by word. Years and amounts are filtered by the axes.
  function passing(state, dims) {
    const sets = DIMS.map((name) => [name, chosen(dims, name, state[name])]).filter(([, set]) => set);
    const words = wordsOf(state.q);
    return (row) => (!row.variant || state.variants) && (!row.sparse || state.moe) &&
      sets.every(([name, set]) => row[name].some((v) => set.has(v))) && words.every((word) => row.search.includes(word));
  }
  const wordsOf = (q) => q.trim().toLowerCase().split(/\s+/).filter(Boolean);

  // Every selected model, with its place on both axes, its colour and whether it set a record.
  function select(rows, state, dims) {
    const passes = passing(state, dims);
    const by = dims[state.by], on = chosen(dims, state.by, state[state.by]);
    const dated = state.x === 'date';
    const points = [];
    const left = {early: 0, late: 0, undated: 0, y: 0, x: 0};
    for (const row of rows) {
      if (!passes(row)) continue;
      const value = row[state.y], other = dated ? row.at : row[state.x];
      if (value === null) left.y++;
      else if (row.at === null) left.undated++;
      else if (other === null) left.x++;
      else if (row.at < state.from) left.early++;
      else if (state.to !== null && row.at >= state.to + 1) left.late++;
      else if (state.min === null || value >= state.min) {
        const mine = row[state.by];
        const group = (on ? mine.find((v) => on.has(v)) : mine[0]) ?? -1;
        points.push({
          row, x: dated ? other : Math.log10(other), y: Math.log10(value), group, style: group < 0 ? by.style(by.values.length) : by.style(group),
          doubted: row.doubted, record: false,
        });
      }
    }
    markRecords(points, state);
    const shown = state.records === 'only' ? points.filter((p) => p.record) : points;
    return {points: shown, every: points, left, doubted: shown.filter((p) => p.doubted).length};
  }

  // Doubted figures and variants set no record. Records are per colour if the trend is per colour.
  function markRecords(points, state) {
    const fit = points.filter((p) => !p.doubted && !p.row.variant);
    for (const part of state.fit === 'group' ? split(fit).values() : [fit]) {
      const x = Float64Array.from(part, (p) => p.row.at), y = Float64Array.from(part, (p) => p.y);
      recordSetters(x, y).forEach((set, i) => (part[i].record = set));
    }
  }
  function split(points) {
    const parts = new Map();
    for (const p of points) {
      if (!parts.has(p.style)) parts.set(p.style, []);
      parts.get(p.style).push(p);
    }
    return new Map([...parts].sort((a, b) => a[0] - b[0]));
  }

  // The trends of a view: of the frontier, of all models, or per colour, within each era. Doubted figures are left out. If only
  // record-setters are shown, `points` are all models: the resamples decide anew who sets a record.
  // `quoted` is the growth that the census quotes for the whole of itself, or null: without it there is no frontier to fit.
  function trends(points, state, dims, quoted = null) {
    if (state.fit === 'none') return [];
    const sound = points.filter((p) => !p.doubted);
    const edges = [-Infinity, ...state.eras.map(eraStart), Infinity];
    const out = [], frontier = state.fit === 'frontier' && quoted !== null && state.records !== 'only';
    if (frontier && whole(state)) return [{style: null, name: '', era: '', fit: quotedFrontier(quoted)}];
    for (const [style, part] of state.fit === 'group' ? split(sound) : [[null, sound]]) {
      for (let e = 0; e + 1 < edges.length; e++) {
        const inside = part.filter((p) => p.row.at >= edges[e] && p.row.at < edges[e + 1]);
        if (style !== null && inside.length < FEWEST_IN_GROUP) continue;
        const since = state.eras.length ? edges[e] : FRONTIER_YEAR;
        const fit = frontier ? fitFrontier(part, FRONTIER_TOP, Math.max(since, state.from), edges[e + 1])
          : state.records === 'only' ? fitFrontier(part.filter((p) => !p.row.variant), 0, edges[e], edges[e + 1]) : lineOf(inside);
        out.push({style, name: style === null ? '' : styleName(dims[state.by], style), era: state.eras.length ? eraName(state.eras, e) : '', fit});
      }
    }
    return out;
  }
  function lineOf(points) {
    const counted = points.some((p) => p.weight);
    return fitLine(Float64Array.from(points, (p) => p.x), Float64Array.from(points, (p) => p.y), counted ? null : points.map((p) => p.row.cluster), counted ? points.map((p) => p.weight) : null);
  }
  function styleName(dim, style) {
    const at = dim.list.find((v) => dim.style(v) === style);
    return at === undefined ? gettext('Other') : dim.values[at].words;
  }
  const eraStart = (era) => {
    const [y, m] = era.split('-').map(Number);
    return decimalYear(y, m || 1, 1);
  };

  // ------------------------------------------------------------------ the table's order
  const LEAST_CHANCE = [0.95, 0.5, 0.05, 0, null]; // of the classes, if no probability is known
  function ordered(points, state) {
    const [key, way] = state.sort.split(':');
    const of = {
      name: (p) => p.row.name.toLowerCase(), organisation: (p) => p.row.organisation.toLowerCase() || null,
      country: (p) => p.row.countryLabel || null, published: (p) => p.row.at, y: (p) => p.row[state.y], x: (p) => (state.x === 'date' ? p.row.at : p.row[state.x]), access: (p) => p.row.accessLabel || null,
      class: (p) => p.row.chance ?? LEAST_CHANCE[p.row.class[0]],
    }[key] || ((p) => p.row[key]);
    const turn = way === 'desc' ? -1 : 1;
    return points.slice().sort((a, b) => {
      const p = of(a), q = of(b);
      if (p === null || q === null) return (p === null) - (q === null) || a.row.index - b.row.index; // unknown is last either way
      return (p < q ? -turn : p > q ? turn : 0) || a.row.index - b.row.index;
    });
  }

  F.model = {FEWEST_IN_GROUP, chosen, dimensions, eraStart, ordered, passing, select, split, styleName, trends, unpack, wordsOf};
})();
