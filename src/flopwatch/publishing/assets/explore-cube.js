// The count cube in the browser: which cells a view has. One file for each pair of axes, fetched when it is first asked for.
(function () {
  'use strict';
  const STYLES = 9;
  function of(data, dims) {
    const told = data.cube, waiting = new Map(), open = new Map();
    const access = data.access.length;
    const name = (state) => `${state.y}-${state.x}`;
    const edge = {date: (i) => told.origin + i / told.months};
    const placeOf = (id) => edge[id] || ((i) => i / told.eighths);

    function decoded(key) {
      const raw = globalThis.flopwatchCubes && globalThis.flopwatchCubes[key];
      if (!raw) return null;
      if (!open.has(key)) {
        const n = raw.keys.length, x = new Int32Array(n), y = new Int32Array(n), domain = new Uint8Array(n), way = new Uint8Array(n);
        let at = 0, wide = 0;
        for (let i = 0; i < n; i++) {
          at += raw.keys[i];
          const kind = at % raw.kinds, cell = (at - kind) / raw.kinds;
          way[i] = kind % access;
          domain[i] = (kind - way[i]) / access;
          y[i] = cell % raw.high;
          x[i] = (cell - y[i]) / raw.high;
          if (x[i] >= wide) wide = x[i] + 1;
        }
        open.set(key, {...raw, x, y, domain, way, wide, n, counts: Uint32Array.from(raw.counts)});
        delete globalThis.flopwatchCubes[key];
        globalThis.flopwatchCubes[key] = true;
      }
      return open.get(key);
    }
    function load(state) {
      const key = name(state);
      if (!Object.hasOwn(told.pairs, key) || open.has(key)) return Promise.resolve();
      if (!waiting.has(key)) {
        waiting.set(key, new Promise((resolve) => {
          const script = document.createElement('script');
          script.src = `assets/explore-cube-${key}.js`;
          script.onload = script.onerror = () => resolve();
          document.head.append(script);
        }));
      }
      return waiting.get(key);
    }
    const ready = (state) => !Object.hasOwn(told.pairs, name(state)) || decoded(name(state)) !== null;

    // The cells that pass, per colour (what trends use) and merged (what is drawn: the commonest colour of each place).
    function select(state, chosen) {
      const cube = decoded(name(state));
      if (!cube) return {cells: [], merged: []};
      const domains = chosen('domain'), ways = chosen('access'), byAccess = state.by === 'access';
      const dated = state.x === 'date', px = placeOf(state.x), py = placeOf(state.y);
      const least = state.min === null ? -Infinity : Math.log10(state.min);
      const sums = new Uint32Array(cube.wide * cube.high * STYLES);
      const touched = [];
      for (let i = 0; i < cube.n; i++) {
        if ((domains && !domains.has(cube.domain[i])) || (ways && !ways.has(cube.way[i]))) continue;
        const at = cube.x0 + cube.x[i];
        if (dated && (px(at + 1) <= state.from || (state.to !== null && px(at) >= state.to + 1))) continue;
        if (py(cube.y0 + cube.y[i] + 0.5) < least) continue;
        const style = byAccess ? dims.access.style(cube.way[i]) : cube.domain[i];
        const place = (cube.x[i] * cube.high + cube.y[i]) * STYLES;
        if (sums[place + STYLES - 1] === 0) touched.push(place);
        sums[place + STYLES - 1] = 1; // the last is a mark that the place has been met
        sums[place + style] += cube.counts[i];
      }
      const cells = [], merged = [];
      for (const place of touched) {
        const cell = place / STYLES, y = cell % cube.high, x = (cell - y) / cube.high;
        const x0 = px(cube.x0 + x), x1 = px(cube.x0 + x + 1), y0 = py(cube.y0 + y), y1 = py(cube.y0 + y + 1);
        const row = {at: dated ? (x0 + x1) / 2 : 0};
        let most = 0, best = 0, total = 0;
        for (let style = 0; style < STYLES - 1; style++) {
          const weight = sums[place + style];
          if (!weight) continue;
          total += weight;
          if (weight > most) [most, best] = [weight, style];
          cells.push({x: (x0 + x1) / 2, y: (y0 + y1) / 2, x0, x1, y0, y1, style, weight, row, doubted: false});
        }
        merged.push({x0, x1, y0, y1, style: best, weight: total});
      }
      return {cells, merged};
    }
    function frame(state) {
      const dated = state.x === 'date';
      const {merged} = select({...state, by: 'domain'}, () => null);
      if (!merged.length) return {dated, x0: dated ? state.from : 0, x1: dated ? (state.to ?? state.from + 10) + 1 : 1, low: 0, high: 1};
      let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
      for (const c of merged) {
        if (c.x0 < x0) x0 = c.x0;
        if (c.x1 > x1) x1 = c.x1;
        if (c.y0 < y0) y0 = c.y0;
        if (c.y1 > y1) y1 = c.y1;
      }
      const low = Math.floor(y0 + 1e-9), high = Math.max(low + 1, Math.ceil(y1 - 1e-9));
      if (dated) return {dated, x0: Math.max(Math.floor(x0 + 1e-9), state.from), x1: x1 + 0.1, low, high};
      return {dated, x0: Math.floor(x0 + 1e-9), x1: Math.ceil(x1 - 1e-9), low, high};
    }
    function csv(cells, state, csvCell) {
      const dim = dims[state.by];
      const lines = cells.map((c) => [
        state.x === 'date' ? c.x0.toFixed(4) : (10 ** c.x0).toPrecision(6), state.x === 'date' ? c.x1.toFixed(4) : (10 ** c.x1).toPrecision(6),
        (10 ** c.y0).toPrecision(6), (10 ** c.y1).toPrecision(6), globalThis.flopwatch.model.styleName(dim, c.style), c.weight,
      ].map(csvCell).join(','));
      const across = state.x === 'date' ? 'Decimal year' : state.x;
      return [`${across} from,${across} to,${state.y} from,${state.y} to,${dim.title},Models`, ...lines].join('\r\n') + '\r\n';
    }
    return {load, ready, select, frame, csv, refused: ['country', 'org', 'category', 'class', 'moe', 'variants', 'bars']};
  }
  globalThis.flopwatchCube = {of};
})();
