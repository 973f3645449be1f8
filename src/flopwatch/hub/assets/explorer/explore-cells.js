// Tables too large to draw point by point: each model is a few small integers in columns, which are fetched when a view first needs them.
// A view filters the models and counts them in cells: months, or eighths of a decade. products/binned_columns.py writes the columns.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {DIMS} = F.state;
  const {chosen, wordsOf} = F.model;
  const WIDTHS = {1: Uint8Array, 2: Uint16Array, 4: Uint32Array};
  const VARIANT = 1, SPARSE = 2, DOUBTED = 4;

  function of(data, dims) {
    const STYLES = data.palette.length;
    const large = data.large, open = new Map(), waiting = new Map();
    const axisOf = (id) => (id === 'date' ? (cell) => large.origin + cell / large.months : (cell) => (large.low[id] + cell - 1) / large.eighths);
    const withCompute = (state) => [state.y, state.x].some((id) => id.startsWith('compute'));

    // ------------------------------------------------------------------ columns, decoded after their arrival
    function needed(state) {
      const filters = DIMS.filter((name) => state[name].length);
      return new Set(['date', 'flags', state.y, state.x, state.by, ...filters, ...(state.q.trim() ? ['names', 'org'] : [])]);
    }
    function column(name) {
      if (!open.has(name)) {
        const raw = globalThis.flopwatchColumns?.[name];
        if (!raw) return null;
        delete globalThis.flopwatchColumns[name];
        open.set(name, name === 'names' ? linesOf(raw.text) : {codes: numbers(raw), sets: raw.sets});
      }
      return open.get(name);
    }
    function numbers({bytes, width}) {
      const text = atob(bytes), plain = new Uint8Array(text.length);
      for (let i = 0; i < plain.length; i++) plain[i] = text.charCodeAt(i);
      return new WIDTHS[width](plain.buffer);
    }
    function linesOf(text) {
      const lower = text.toLowerCase(), starts = new Uint32Array(large.total + 1);
      for (let i = 1, at = 0; i <= large.total; i++) {
        at = lower.indexOf('\n', at) + 1 || lower.length + 1;
        starts[i] = at;
      }
      return {lower, starts};
    }
    function load(state) {
      return Promise.all(Array.from(needed(state)).filter((name) => !column(name)).map((name) => {
        if (!waiting.has(name)) {
          waiting.set(name, new Promise((resolve, reject) => {
            const script = document.createElement('script');
            script.src = `assets/explore-column-${name}.js`;
            script.onload = resolve;
            script.onerror = () => reject(new Error(script.src));
            document.head.append(script);
          }).finally(() => waiting.delete(name)));
        }
        return waiting.get(name);
      }));
    }
    const ready = (state) => Array.from(needed(state)).every((name) => column(name) !== null);

    // ------------------------------------------------------------------ filters
    // Every filter is a table of booleans, indexed by each model's number in one column.
    function filtersOf(state) {
      const flags = Uint8Array.from({length: 8}, (_, f) =>
        !((f & VARIANT && !state.variants) || (f & SPARSE && !state.moe) || (f & DOUBTED && withCompute(state))));
      const least = state.min === null ? 1 : Math.round(Math.log10(state.min) * large.eighths) - large.low[state.y] + 1;
      const from = (state.from - large.origin) * large.months, to = state.to === null ? Infinity : (state.to + 1 - large.origin) * large.months;
      const out = [['flags', flags], ['date', tableOf('date', (month) => month >= from && month < to)], [state.y, tableOf(state.y, (cell) => cell >= Math.max(1, least))]];
      if (state.x !== 'date') out.push([state.x, tableOf(state.x, (cell) => cell > 0)]);
      for (const name of DIMS) {
        const set = chosen(dims, name, state[name]);
        if (set) out.push([name, Uint8Array.from(column(name).sets, (values) => values.some((v) => set.has(v)))]);
      }
      return out;
    }
    const tops = new Map();
    function topOf(name) {
      if (!tops.has(name)) tops.set(name, column(name).codes.reduce((a, b) => Math.max(a, b), 0));
      return tops.get(name);
    }
    const tableOf = (name, test) => Uint8Array.from({length: topOf(name) + 1}, (_, cell) => test(cell));

    // The models whose name or organisation contains every word of the search.
    let searched = {q: null, mask: null};
    function found(q) {
      if (searched.q === q) return searched.mask;
      const {lower, starts} = column('names'), org = column('org'), {codes} = org;
      let mask = null;
      for (const word of wordsOf(q)) {
        const named = Uint8Array.from(dims.org.values, (v) => v.label.toLowerCase().includes(word));
        const table = Uint8Array.from(org.sets, (values) => values.some((v) => named[v]));
        const hit = Uint8Array.from(codes, (code) => table[code]);
        for (let at = lower.indexOf(word), row = 0; at >= 0; at = lower.indexOf(word, starts[row + 1])) {
          row = rowAt(starts, at);
          hit[row] = 1;
        }
        if (mask) for (let i = 0; i < mask.length; i++) mask[i] &= hit[i];
        else mask = hit;
      }
      searched = {q, mask};
      return mask;
    }
    function rowAt(starts, at) {
      let low = 0, high = large.total - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle] <= at) low = middle;
        else high = middle - 1;
      }
      return low;
    }
    function passing(state) {
      const words = wordsOf(state.q).length > 0;
      const mask = words ? found(state.q).slice() : new Uint8Array(large.total).fill(1);
      for (const [name, table] of filtersOf(state)) {
        const {codes} = column(name);
        for (let i = 0; i < mask.length; i++) mask[i] &= table[codes[i]];
      }
      return mask;
    }

    // ------------------------------------------------------------------ cells
    // Per colour (used by trends) and merged (drawn: the most common colour of each place).
    function select(state) {
      const mask = passing(state), x = column(state.x).codes, y = column(state.y).codes, {codes, sets} = column(state.by);
      const dim = dims[state.by], on = chosen(dims, state.by, state[state.by]);
      const styles = Uint8Array.from(sets, (values) => dim.style((on ? values.find((v) => on.has(v)) : values[0]) ?? dim.values.length));
      const high = topOf(state.y) + 1, sums = new Uint32Array((topOf(state.x) + 1) * high * STYLES);
      for (let i = 0; i < mask.length; i++) if (mask[i]) sums[(x[i] * high + y[i]) * STYLES + styles[codes[i]]]++;
      const px = axisOf(state.x), py = axisOf(state.y), dated = state.x === 'date', cells = [], merged = [];
      for (let place = 0; place < sums.length; place += STYLES) {
        let most = 0, best = 0, total = 0, row = null, edges = null;
        for (let style = 0; style < STYLES; style++) {
          const weight = sums[place + style];
          if (!weight) continue;
          if (!total) {
            const cell = place / STYLES, v = cell % high, u = (cell - v) / high;
            edges = {x0: px(u), x1: px(u + 1), y0: py(v), y1: py(v + 1)};
            row = {at: dated ? (edges.x0 + edges.x1) / 2 : 0};
          }
          total += weight;
          if (weight > most) [most, best] = [weight, style];
          cells.push({x: (edges.x0 + edges.x1) / 2, y: (edges.y0 + edges.y1) / 2, ...edges, style, weight, row, doubted: false});
        }
        if (total) merged.push({...edges, style: best, weight: total});
      }
      return {cells, merged, ...leading(state, mask, y, styles, codes)};
    }
    // The frontier to the resolution of a cell. `leads`: whether a model with a point may be a record-setter, because no selected model of
    // an earlier month is in a higher cell. `missing`: the number of months with a record in a cell where no record-setter has a point.
    function leading(state, mask, y, styles, codes) {
      const months = column('date').codes, flags = column('flags').codes, wide = topOf('date') + 1, byColour = state.fit === 'group';
      const best = new Uint16Array(wide * STYLES);
      for (let i = 0; i < mask.length; i++) {
        if (!mask[i] || flags[i] & VARIANT) continue;
        const place = (byColour ? styles[codes[i]] * wide : 0) + months[i];
        if (y[i] > best[place]) best[place] = y[i];
      }
      const records = new Map();
      for (let i = 0; i < best.length; i++) {
        const before = i % wide ? best[i - 1] : 0;
        if (best[i] > before) records.set(i, best[i]);
        else best[i] = before;
      }
      const placeOf = (point) => (byColour ? point.style * wide : 0) + point.row.month - large.origin * large.months;
      const cellOf = (point) => Math.floor(point.y * large.eighths + 1e-9) - large.low[state.y] + 1;
      return {
        leads: (point) => placeOf(point) % wide === 0 || best[placeOf(point) - 1] <= cellOf(point),
        missing(points) {
          const met = new Set(points.filter((p) => p.record && records.get(placeOf(p)) === cellOf(p)).map(placeOf));
          return records.size - met.size;
        },
      };
    }
    // The extent of the axes: it depends on axes, years and the least value, not on the chips.
    function frame(state) {
      const dated = state.x === 'date', x = column(state.x).codes, y = column(state.y).codes;
      const mask = passing({...state, q: '', moe: true, ...Object.fromEntries(DIMS.map((name) => [name, []]))});
      let x0 = Infinity, x1 = -1, y0 = Infinity, y1 = -1;
      for (let i = 0; i < mask.length; i++) {
        if (!mask[i]) continue;
        if (x[i] < x0) x0 = x[i];
        if (x[i] > x1) x1 = x[i];
        if (y[i] < y0) y0 = y[i];
        if (y[i] > y1) y1 = y[i];
      }
      if (x1 < 0) return {dated, x0: dated ? state.from : 0, x1: dated ? (state.to ?? state.from + 10) + 1 : 1, low: 0, high: 1};
      const px = axisOf(state.x), py = axisOf(state.y);
      const low = Math.floor(py(y0) + 1e-9), high = Math.max(low + 1, Math.ceil(py(y1 + 1) - 1e-9));
      if (dated) return {dated, x0: Math.max(Math.floor(px(x0) + 1e-9), state.from), x1: px(x1 + 1) + 0.1, low, high};
      return {dated, x0: Math.floor(px(x0) + 1e-9), x1: Math.ceil(px(x1 + 1) - 1e-9), low, high};
    }

    function csv(cells, state, csvCell) {
      const dim = dims[state.by], dated = state.x === 'date';
      const labelOf = (style) => dim.values[dim.list.find((v) => dim.style(v) === style)]?.label ?? 'Other'; // files are English
      const across = (x) => (dated ? x.toFixed(4) : (10 ** x).toPrecision(6)), up = (y) => (10 ** y).toPrecision(6);
      const lines = cells.map((c) => [across(c.x0), across(c.x1), up(c.y0), up(c.y1), labelOf(c.style), c.weight].map(csvCell).join(','));
      const head = dated ? 'Decimal year' : state.x;
      return [`${head} from,${head} to,${state.y} from,${state.y} to,${dim.header},Models`, ...lines].join('\r\n') + '\r\n';
    }
    return {load, ready, select, frame, csv};
  }
  F.cells = {of};
})();
