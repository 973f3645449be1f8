// The explorer's arithmetic: the state in the address, filters, record-setters, fits, wording, CSV. No page and no chart
// in here. flopwatch.analysis works out the same; tests/publishing/explorer_vectors.json holds both to it.
(function () {
  'use strict';
  const MONTHS_TO_DOUBLE = 12 * Math.log10(2);
  const FEWEST_CLUSTERS = 5; // with fewer, every row stands for itself
  const FEWEST_IN_GROUP = 5; // a trend per group needs so many rows, or the lines say nothing
  const MOST_ITEMS = 60; // values of one list in an address

  // ------------------------------------------------------------------ dates
  // An unknown day is the 15th, an unknown month July: the rule of PartialDate.plotted.
  function plotted(day) {
    const [y, m, d] = day.split('-').map(Number);
    return m ? [y, m, d || 15] : [y, 7, 1];
  }
  const leap = (y) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  const BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
  // The year plus the share of it that lies before the day begins.
  function decimalYear(y, m, d) {
    const passed = BEFORE[m - 1] + (m > 2 && leap(y) ? 1 : 0) + d - 1;
    return y + passed / (leap(y) ? 366 : 365);
  }
  const placed = (day) => decimalYear(...plotted(day));

  // ------------------------------------------------------------------ statistics
  // Wichura's AS 241 is not needed: the one quantile used is the 95% one.
  const Z95 = 1.6448536269514722;
  function student95(freedom) {
    if (freedom === 1) return Math.tan(0.45 * Math.PI);
    if (freedom === 2) return 0.9 / Math.sqrt(2 * 0.95 * 0.05);
    const z = Z95;
    const terms = [
      (z ** 3 + z) / 4,
      (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
      (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
      (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160,
    ];
    return terms.reduce((sum, term, i) => sum + term / freedom ** (i + 1), z);
  }

  // Least squares with clustered errors: analysis/closed_form.py, fit_line. `weight` counts a row so often (cells of the
  // count cube); rows of one `cluster` (a number) share their errors.
  function fitLine(x, y, cluster, weight) {
    const n = x.length;
    let total = 0, mx = 0, my = 0, least = Infinity, most = -Infinity;
    for (let i = 0; i < n; i++) {
      const w = weight ? weight[i] : 1;
      total += w;
      mx += w * x[i];
      my += w * y[i];
      if (x[i] < least) least = x[i];
      if (x[i] > most) most = x[i];
    }
    if (total < 3) return {reason: `${total} ${total === 1 ? 'model' : 'models'}: too few for a trend`};
    if (least === most) return {reason: 'all on one date'};
    mx /= total;
    my /= total;
    let sxx = 0, sxy = 0, syy = 0;
    for (let i = 0; i < n; i++) {
      const w = weight ? weight[i] : 1, dx = x[i] - mx, dy = y[i] - my;
      sxx += w * dx * dx;
      sxy += w * dx * dy;
      syy += w * dy * dy;
    }
    if (!(sxx > 1e-12 * total)) return {reason: 'too close together'};
    const slope = sxy / sxx;
    const names = cluster ? new Set(cluster) : null;
    const grouped = names && names.size >= FEWEST_CLUSTERS;
    const units = grouped ? names.size : total;
    let ll = 0, ls = 0, ss = 0, left = 0;
    const sums = grouped ? new Map() : null;
    for (let i = 0; i < n; i++) {
      const w = weight ? weight[i] : 1, dx = x[i] - mx, e = y[i] - my - slope * dx;
      left += w * e * e;
      if (grouped) {
        let sum = sums.get(cluster[i]);
        if (!sum) sums.set(cluster[i], (sum = [0, 0]));
        sum[0] += e;
        sum[1] += e * dx;
      } else {
        ll += w * e * e;
        ls += w * e * e * dx;
        ss += w * e * e * dx * dx;
      }
    }
    if (grouped) for (const [a, b] of sums.values()) {
      ll += a * a;
      ls += a * b;
      ss += b * b;
    }
    const factor = (units / (units - 1)) * ((total - 1) / (total - 2));
    const t = student95(units === total ? total - 2 : units - 1);
    const vs = (factor * ss) / (sxx * sxx);
    const half = t * Math.sqrt(vs);
    return {
      n: total, clusters: names ? names.size : total, units, slope, low: slope - half, high: slope + half, middle: mx, level: my,
      vl: (factor * ll) / (total * total), vc: (factor * ls) / (total * sxx), vs, t, r2: syy > 0 ? 1 - left / syy : 0,
      start: least, end: most,
    };
  }
  // The line at x with its 90% band: where the line lies, not where single models do.
  function bandAt(fit, x) {
    const d = x - fit.middle;
    const half = fit.t * Math.sqrt(Math.max(fit.vl + 2 * d * fit.vc + d * d * fit.vs, 0));
    const value = fit.level + fit.slope * d;
    return [value - half, value, value + half];
  }
  const factorOf = (slope) => 10 ** Math.min(Math.max(slope, -300), 300);
  const doublingMonths = (slope) => (slope > 0 ? MONTHS_TO_DOUBLE / slope : null);

  // Which values were larger than every earlier one; of one day's only the largest, of equal ones the first.
  function recordSetters(x, y) {
    const order = Array.from(x.keys()).sort((a, b) => x[a] - x[b] || y[b] - y[a] || a - b);
    const out = new Array(x.length).fill(false);
    let best = -Infinity;
    for (const i of order) {
      if (y[i] > best) {
        out[i] = true;
        best = y[i];
      }
    }
    return out;
  }

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
    const unit = dense(rows.data_unit, ''), year = dense(rows.cost_year, '');
    const out = new Array(n);
    for (let i = 0; i < n; i++) {
      const organisations = rows.organisation[i].map((at) => data.organisations[at]);
      const flags = rows.flags[i];
      const day = rows.published[i];
      const row = {
        index: i, id: rows.id[i], page: (rows.page.length && rows.page[i]) || `models/${rows.id[i]}.html`, name: rows.name[i],
        day, at: day ? placed(day) : null, domain: [rows.domain[i]], country: rows.country[i], org: rows.organisation[i],
        access: [rows.access[i]], category: rows.category[i], accessLabel: rows.access_label[i] < 0 ? '' : data.access_labels[rows.access_label[i]],
        organisation: organisations.join(', '), variant: (flags & 1) > 0, sparse: (flags & 2) > 0, doubted: (flags & 4) > 0,
        p5: rows.p5[i], p95: rows.p95[i], unit: unit[i], year: year[i], sources: rows.sources[i],
        // Errors are shared by the first organisation named, as `trends` has it; who names none stands alone.
        cluster: rows.organisation[i].length ? rows.organisation[i][0] : -1 - i,
        search: `${rows.name[i]} ${organisations.join(' ')} ${rows.search[i]}`.toLowerCase(),
      };
      for (const [id] of data.quantities) row[id] = wide[id][i];
      out[i] = row;
    }
    return out;
  }

  // The legends: for each dimension its values, at most eight with a shape and colour of their own, the rest "other".
  function dimensions(data) {
    const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'unnamed';
    const open = (words, codes = {}) => {
      const seen = new Set(['other']);
      return words.map((label) => {
        let id = Object.hasOwn(codes, label) ? codes[label] : slug(label);
        while (seen.has(id)) id += '-2';
        seen.add(id);
        return {id, label};
      });
    };
    const plain = (pairs) => pairs.map(([id, label]) => ({id, label}));
    const last = data.palette.length - 1;
    const made = {
      domain: {title: 'Domain', values: plain(data.palette), style: (v) => v, list: data.palette.map((_, i) => i)},
      country: {title: 'Country', values: open(data.countries, data.country_codes), open: true},
      org: {title: 'Organisation', values: open(data.organisations), open: true},
      access: {title: 'Access', values: plain(data.access), style: (v) => [0, 2, 1, last][v], list: data.access.map((_, i) => i)},
      category: {title: 'Kind of organisation', values: plain(data.categories), style: (v) => [0, 2, 5, 4, 6, last][v], list: data.categories.map((_, i) => i)},
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

  // ------------------------------------------------------------------ the state, as the address holds it
  const DIMS = ['domain', 'country', 'org', 'access', 'category'];
  const CHOICES = {
    by: DIMS, fit: ['all', 'group', 'none'], records: ['label', 'ignore', 'only', 'connect'], tab: ['chart', 'table', 'sources'],
  };
  const SWITCHES = {bars: false, moe: true, thresholds: true, variants: false};
  const SORTS = ['name', 'organisation', 'country', 'published', 'y', 'x', 'access'];
  const FIRST_YEAR = 2010; // before lie few models, and they would flatten the rest

  function initial() {
    return {
      y: 'compute', x: 'date', by: 'domain', domain: [], country: [], org: [], access: [], category: [], from: FIRST_YEAR, to: null,
      min: null, q: '', fit: 'all', eras: [], records: 'label', bars: false, moe: true, thresholds: true, variants: false,
      tab: 'chart', sort: 'published:desc', page: 1, model: '',
    };
  }

  // What the address says, and what of it this page does not know.
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
      } else if (key === 'from' || key === 'to') /^(19|20|21)\d\d$/.test(value) ? (state[key] = Number(value)) : refuse();
      else if (key === 'min') /^\d{1,4}(\.\d{1,6})?(e\+?\d{1,3})?$/i.test(value) && Number(value) > 0 && Number.isFinite(Number(value)) ? (state.min = Number(value)) : refuse();
      else if (key === 'q') state.q = value.slice(0, 200);
      else if (key === 'eras') {
        const items = value.split(',').slice(0, 8);
        items.every((i) => /^(19|20|21)\d\d(-(0[1-9]|1[0-2]))?$/.test(i)) ? (state.eras = items.sort()) : refuse();
      } else if (key === 'sort') {
        const [by, way] = value.split(':');
        SORTS.includes(by) && ['asc', 'desc'].includes(way) ? (state.sort = value) : refuse();
      } else if (key === 'page') /^[1-9]\d{0,5}$/.test(value) ? (state.page = Number(value)) : refuse();
      else if (key === 'model') state.model = value.slice(0, 300);
      else refuse();
      seen.add(key);
    }
    if (state.x === state.y) {
      unknown.push(`x=${state.x}`); // a quantity against itself says nothing
      state.x = 'date';
    }
    return {state, unknown};
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

  // Every model that passes, with its place on both axes, its colour and whether it set a record.
  function select(rows, state, dims) {
    const sets = DIMS.map((name) => [name, chosen(dims, name, state[name])]).filter(([, set]) => set);
    const words = state.q.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const by = dims[state.by], on = chosen(dims, state.by, state[state.by]);
    const dated = state.x === 'date';
    const points = [];
    const left = {early: 0, late: 0, undated: 0, y: 0, x: 0};
    for (const row of rows) {
      if ((row.variant && !state.variants) || (row.sparse && !state.moe)) continue;
      if (!sets.every(([name, set]) => row[name].some((v) => set.has(v)))) continue;
      if (words.length && !words.every((word) => row.search.includes(word))) continue;
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
          doubted: row.doubted && (state.y === 'compute' || state.x === 'compute'), record: false,
        });
      }
    }
    markRecords(points, state);
    const shown = state.records === 'only' ? points.filter((p) => p.record) : points;
    return {points: shown, left, doubted: shown.filter((p) => p.doubted).length};
  }

  // Doubted figures and variants set no record. Per colour where a trend is asked for per colour.
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

  // The trends of a view: for all or per colour, within each era. Doubted figures are left out.
  function trends(points, state, dims) {
    if (state.fit === 'none') return [];
    const sound = points.filter((p) => !p.doubted);
    const edges = [-Infinity, ...state.eras.map(eraStart), Infinity];
    const out = [];
    for (const [style, part] of state.fit === 'group' ? split(sound) : [[null, sound]]) {
      for (let e = 0; e + 1 < edges.length; e++) {
        const inside = part.filter((p) => p.row.at >= edges[e] && p.row.at < edges[e + 1]);
        if (style !== null && inside.length < FEWEST_IN_GROUP) continue;
        const fit = fitLine(
          Float64Array.from(inside, (p) => p.x), Float64Array.from(inside, (p) => p.y),
          inside.some((p) => p.weight) ? null : inside.map((p) => p.row.cluster), inside.some((p) => p.weight) ? inside.map((p) => p.weight) : null,
        );
        out.push({style, name: style === null ? '' : styleName(dims[state.by], style), era: state.eras.length ? eraName(state.eras, e) : '', fit});
      }
    }
    return out;
  }
  function styleName(dim, style) {
    const at = dim.list.find((v) => dim.style(v) === style);
    return at === undefined ? 'Other' : dim.values[at].label;
  }
  const eraStart = (era) => {
    const [y, m] = era.split('-').map(Number);
    return decimalYear(y, m || 1, 1);
  };
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  const eraWords = (era) => {
    const [y, m] = era.split('-').map(Number);
    return m ? `${MONTHS[m - 1]} ${y}` : String(y);
  };
  function eraName(eras, place) {
    if (place === 0) return `Before ${eraWords(eras[0])}`;
    if (place === eras.length) return `From ${eraWords(eras[place - 1])}`;
    return `${eraWords(eras[place - 1])} to ${eraWords(eras[place])}`;
  }

  // ------------------------------------------------------------------ words
  // As Python's format(x, '.2g') and its kin have it for these sizes: so many significant digits, never an exponent.
  function digits(value, significant = 2) {
    if (!Number.isFinite(value)) return '∞';
    if (value >= 1e6) return value.toExponential(significant - 1).replace('e+', 'e');
    const rounded = Number(value.toPrecision(significant)); // 9.96 is 10, not 10.0
    const places = Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(rounded) || 1)));
    return rounded.toFixed(Math.min(places, 8));
  }
  const months = (m) => (m === null ? 'never' : m >= 36 ? `${digits(m / 12)} years` : `${digits(m)} months`);
  // "6.5 to 7.7" where the figure before it has said the unit.
  function monthsBetween(low, high, said) {
    const [a, b] = [months(low), months(high)], unit = said.split(' ')[1];
    return [a, b].every((t) => t.endsWith(` ${unit}`)) ? `${a.split(' ')[0]} to ${b.split(' ')[0]}` : `${a} to ${b}`;
  }

  // The trend as a sentence in parts: what, how fast, the rest.
  function sentence(trend, state, quantities) {
    const about = quantities.find((q) => q[0] === state.y), other = quantities.find((q) => q[0] === state.x);
    const {fit} = trend;
    const who = [trend.name, trend.era].filter(Boolean).join(', ');
    if (fit.reason) return {who, main: `no trend: ${fit.reason}.`, rest: ''};
    const units = fit.units === fit.n ? '' : ` of ${fit.clusters} organisations`;
    const count = `n = ${fit.n.toLocaleString('en')}${units}, R² = ${fit.r2.toFixed(2)}`;
    if (other) {
      return {
        who, main: `${who ? '' : `${about[3]} `}${fit.slope >= 0 ? 'goes' : 'falls'} with the power ${fit.slope.toFixed(2)} of ${other[2].toLowerCase()}`,
        rest: `(90%: ${fit.low.toFixed(2)} to ${fit.high.toFixed(2)}), ${count}.`,
      };
    }
    const [low, factor, high] = [fit.low, fit.slope, fit.high].map(factorOf);
    const verb = fit.slope >= 0 ? 'grows' : 'shrinks';
    const subject = who ? '' : `${about[3]} `; // with several trends the title names what grows
    const doubling = doublingMonths(fit.slope);
    const range = [doublingMonths(fit.high), doublingMonths(fit.low)];
    const pace = doubling === null ? ''
      : `, doubling every ${months(doubling)} (${monthsBetween(...range, months(doubling))})`;
    return {who, main: `${subject}${verb} ${digits(factor)}× per year`, rest: `(90%: ${digits(low)} to ${digits(high)})${pace}; ${count}.`};
  }

  const title = (state, quantities) => {
    const of = (id) => quantities.find((q) => q[0] === id)[2];
    return state.x === 'date' ? `${of(state.y)} of AI models` : `${of(state.y)} against ${of(state.x).toLowerCase()}`;
  };

  // ------------------------------------------------------------------ the table's order, and what is taken away
  function ordered(points, state) {
    const [key, way] = state.sort.split(':');
    const of = {
      name: (p) => p.row.name.toLowerCase(), organisation: (p) => p.row.organisation.toLowerCase() || null,
      country: (p) => p.row.countryLabel || null, published: (p) => p.row.at, y: (p) => p.y, x: (p) => p.x, access: (p) => p.row.accessLabel || null,
    }[key];
    const turn = way === 'desc' ? -1 : 1;
    return points.slice().sort((a, b) => {
      const p = of(a), q = of(b);
      if (p === null || q === null) return (p === null) - (q === null) || a.row.index - b.row.index; // unknown is last either way
      return (p < q ? -turn : p > q ? turn : 0) || a.row.index - b.row.index;
    });
  }

  function csvCell(value) {
    const text = value === null || value === undefined ? '' : String(value);
    // A spreadsheet takes a cell that begins so for a formula.
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }
  function csv(points, state, dims, quantities, address) {
    const shown = [state.y, ...(state.x === 'date' ? [] : [state.x])];
    const head = ['Model', 'flopwatch id', 'Organization', 'Country (of organization)', 'Domain', 'Model accessibility', 'Organization categorization', 'Publication date'];
    for (const id of shown) {
      head.push(quantities.find((q) => q[0] === id)[4]);
      if (id === 'compute') head.push('Training compute p5', 'Training compute p95');
      if (id === 'data') head.push('Training dataset unit');
      if (id === 'cost') head.push('Training cost USD year');
    }
    head.push('Doubted', 'Record-setter', 'Model URL');
    const names = (name, row) => row[name].map((v) => dims[name].values[v].label).join(',');
    const lines = points.map((p) => {
      const r = p.row;
      const line = [r.name, r.id, names('org', r), names('country', r), names('domain', r), r.accessLabel, names('category', r), r.day];
      for (const id of shown) {
        line.push(r[id]);
        if (id === 'compute') line.push(r.p5, r.p95);
        if (id === 'data') line.push(r.unit);
        if (id === 'cost') line.push(r.year);
      }
      line.push(p.doubted ? 'yes' : '', p.record ? 'yes' : '', address(r));
      return line;
    });
    return [head, ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n') + '\r\n';
  }

  // Direction marks and control characters have no business on a canvas or in a file's name.
  const clean = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, ' ').replace(/\s+/g, ' ').trim();
  function cut(text, most) {
    const letters = Array.from(clean(text));
    return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
  }

  globalThis.flopwatchModel = {
    DIMS, CHOICES, SWITCHES, FEWEST_IN_GROUP, FIRST_YEAR, bandAt, chosen, clean, csv, csvCell, cut, decimalYear, digits, dimensions, doublingMonths, eraName,
    eraStart, factorOf, fitLine, initial, markRecords, months, ordered, placed, readState, recordSetters, select, sentence, split, student95, styleName,
    title, trends, unpack, writeState,
  };
})();
