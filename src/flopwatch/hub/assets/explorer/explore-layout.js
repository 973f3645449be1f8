// Layout of the explorer's chart: all positions in pixels, as finished rows of rules, areas, rects, symbols, lines and texts.
// explore-draw.js passes them to Vega.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {bandAt} = F.stats;
  const {inPowers} = F.dom;
  const {cut, eraName} = F.words;
  const {gettext} = globalThis.flopwatchWords;
  const {eraStart, split} = F.model;
  const FONT = 'Inter, "Noto Sans", system-ui, sans-serif';
  const LAYERS = ['areas', 'rules', 'cells', 'bars', 'links', 'points', 'lines', 'texts'];
  const MANY = 1500; // points beyond which symbols are drawn smaller
  const SUPERSCRIPT_SIZE = 0.74, SUPERSCRIPT_RISE = 5;

  // ------------------------------------------------------------------ words on axes
  const ruler = document.createElement('canvas').getContext('2d');
  const widths = new Map();
  function wide(text, size, weight = 400) {
    const key = `${size} ${weight} ${text}`;
    let found = widths.get(key);
    if (found === undefined) {
      if (widths.size > 5000) widths.clear();
      ruler.font = `${weight} ${size}px ${FONT}`;
      widths.set(key, (found = ruler.measureText(text).width));
    }
    return found;
  }
  const SCALES = ['', 'K', 'M', 'B', 'T', 'Q'];
  // A power of ten as an axis label: [text, superscript].
  function decade(id, e) {
    if (inPowers(id) || e >= 18 || e < 0) return ['10', String(e)];
    const step = Math.floor(e / 3), number = String(10 ** (e % 3));
    if (id === 'power') return [`${number} ${['W', 'kW', 'MW', 'GW', 'TW', 'PW'][step]}`, ''];
    return [`${id === 'cost' ? '$' : ''}${number}${SCALES[step]}`, ''];
  }

  // ------------------------------------------------------------------ layout
  // The frame: the extent of the axes. It depends on axes, years and the least value, not on the chips, so that points do not move when
  // colours are filtered.
  function frameOf(rows, state, thresholds) {
    const dated = state.x === 'date', bars = state.bars && state.y === 'compute';
    let least = Infinity, most = -Infinity;
    let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (const r of rows) {
      const value = r[state.y], other = dated ? r.at : r[state.x];
      if (value === null || other === null || r.at === null || r.at < state.from || (state.to !== null && r.at >= state.to + 1)) continue;
      if ((state.min !== null && value < state.min) || (r.variant && !state.variants)) continue;
      const x = dated ? other : Math.log10(other), y = Math.log10(value);
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      if (bars && r.p5 !== null && r.p5 < least) least = r.p5;
      if (bars && r.p95 !== null && r.p95 > most) most = r.p95;
    }
    // Drawn intervals should end inside the frame, but not at the expense of the points.
    if (bars && least <= most) [y0, y1] = [Math.max(Math.min(y0, Math.log10(least)), y0 - 2), Math.min(Math.max(y1, Math.log10(most)), y1 + 1)];
    if (!(x0 <= x1)) [x0, x1, y0, y1] = dated ? [state.from, (state.to ?? state.from + 10) + 1, 0, 1] : [0, 1, 0, 1];
    let low = Math.floor(y0 + 1e-9), high = Math.ceil(y1 - 1e-9);
    if (state.y === 'compute' && state.thresholds) {
      const top = high + 1;
      for (const [flop] of thresholds) if (Math.log10(flop) <= top) high = Math.max(high, Math.ceil(Math.log10(flop) - 1e-9));
    }
    if (high <= low) high = low + 1;
    if (dated) {
      const start = Math.floor(x0), gone = x1 + Math.max(0.12, (x1 - start) * 0.012);
      return {dated, x0: start, x1: gone, low, high};
    }
    // On the right the axis ends at the last points: one giant would leave decades empty.
    const left = Math.floor(x0 + 1e-9), right = Math.max(left + 1, x1 + 0.03 * (x1 - left));
    return {dated, x0: left, x1: right, low, high};
  }

  function layout(input) {
    const {points, cells, trends, state, frame, data, width, height, tint, inset = {top: 0, bottom: 0, side: 0}} = input;
    const scene = {width, height};
    for (const name of LAYERS) scene[name] = [];
    const narrow = width < 560;
    const size = narrow ? 11 : 12;
    const text = (x, y, t, more) => scene.texts.push({x, y, t, a: 'left', b: 'alphabetic', z: size, w: 400, c: tint.soft, o: 1, r: 0, ...more});
    // Words on the drawing: lines are interrupted around them.
    const onTop = (x, y, t, more) => {
      text(x, y, t, {...more, c: tint.card, h: tint.card});
      text(x, y, t, more);
    };
    const rule = (layer, x, y, x2, y2, c, more) => scene[layer].push({x, y, x2, y2, c, w: 1, o: 1, d: null, ...more});
    const power = (x, y, [base, exponent], align, more = {}, write = text) => {
      const up = exponent ? wide(exponent, size * SUPERSCRIPT_SIZE) : 0, w = wide(base, size) + up;
      const left = align === 'right' ? x - w : align === 'center' ? x - w / 2 : x;
      write(left, y, base, more);
      if (exponent) write(left + w - up + 0.5, y - SUPERSCRIPT_RISE, exponent, {...more, z: size * SUPERSCRIPT_SIZE});
      return left + w;
    };

    // axes
    const {low, high, x0, x1, dated} = frame;
    const step = Math.max(1, Math.ceil((high - low) / (narrow ? 7 : 9)));
    const ticks = [];
    for (let e = low; e <= high; e++) if ((e - low) % step === 0 || high - low <= 8) ticks.push(e);
    const labels = ticks.map((e) => decade(state.y, e));
    const left = inset.side + Math.ceil(Math.max(...labels.map(([t, s]) => wide(t, size) + (s ? wide(s, size * SUPERSCRIPT_SIZE) : 0)))) + 10;
    const right = width - inset.side - (narrow ? 8 : 14), top = inset.top + (state.eras.length ? 30 : 16), bottom = height - inset.bottom - (dated ? 26 : 46);
    const X = (x) => left + ((x - x0) / (x1 - x0)) * (right - left);
    const Y = (y) => bottom - ((y - low) / (high - low)) * (bottom - top);
    ticks.forEach((e, i) => {
      rule('rules', left, Y(e), right, Y(e), tint.grid);
      power(left - 8, Y(e) + 4, labels[i], 'right');
    });
    if (dated) {
      const years = x1 - x0, stride = [1, 2, 5, 10, 20].find((s) => years / s <= (right - left) / (narrow ? 44 : 62)) ?? 20;
      for (let year = Math.ceil(x0 / stride) * stride; year <= x1; year += stride) {
        text(X(year), bottom + 19, String(year), {a: year === x0 ? 'left' : X(year) > right - 16 ? 'right' : 'center'});
        rule('rules', X(year), bottom, X(year), bottom + 4, tint.law);
      }
    } else {
      const stride = Math.max(1, Math.ceil((x1 - x0) / ((right - left) / 64)));
      for (let e = x0; e <= x1 + 1e-9; e += stride) {
        rule('rules', X(e), top, X(e), bottom + 4, tint.grid);
        power(X(e), bottom + 19, decade(state.x, e), X(e) > right - 20 ? 'right' : e === x0 ? 'left' : 'center');
      }
      text(right, bottom + 40, cut(gettext(data.quantities.find((q) => q[0] === state.x)[1]), narrow ? 40 : 90), {a: 'right', w: 600, c: tint.ink});
    }

    // areas that text must not cover
    const taken = [];
    // A line's path, in boxes as wide as a few letters.
    const soft = []; // areas that a name may cross if there is no better place
    const block = (x, y, x2, y2, list = taken) => {
      const parts = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x), Math.abs(y2 - y)) / 10));
      for (let i = 0; i < parts; i++) {
        const [a, b, c, d] = [x + ((x2 - x) * i) / parts, y + ((y2 - y) * i) / parts, x + ((x2 - x) * (i + 1)) / parts, y + ((y2 - y) * (i + 1)) / parts];
        list.push([Math.min(a, c) - 1, Math.min(b, d) - 1, Math.max(a, c) + 1, Math.max(b, d) + 1]);
      }
    };
    const clear = (box, list) => !list.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3]);
    const free = (box) => clear(box, taken), open = (box) => clear(box, soft);
    const spots = points.map((p) => ({p, x: X(p.x), y: Y(p.y)}));
    for (const s of spots) taken.push([s.x - 4, s.y - 4, s.x + 4, s.y + 4]);

    // eras
    const edges = state.eras.map(eraStart);
    if (dated && edges.length) {
      const starts = [x0, ...edges.map((e) => Math.min(Math.max(e, x0), x1)), x1];
      for (const e of edges) if (e > x0 && e < x1) rule('rules', X(e), top - 16, X(e), bottom, tint.law, {d: [2, 3]});
      for (let i = 0; i + 1 < starts.length; i++) {
        const name = eraName(state.eras, i), room = X(starts[i + 1]) - X(starts[i]);
        const short = i === 0 ? gettext('Before %(date)s', {date: state.eras[0].slice(0, 4)}) : gettext('From %(date)s', {date: state.eras[i - 1].slice(0, 4)});
        const fits = [name, short].find((t) => wide(t, size) < room - 12);
        if (fits) text((X(starts[i]) + X(starts[i + 1])) / 2, top - 12, fits, {a: 'center'});
      }
    }

    // thresholds: their labels are placed where space is free, at the left or at the right, or left out
    if (state.thresholds) {
      for (const [flop, name] of data.thresholds) {
        const e = Math.log10(flop), [m, x] = flop.toExponential().split('e+');
        const words = name && !narrow ? name : '', base = m === '1' ? '10' : `${m} × 10`;
        if (state.y === 'compute' && e >= low && e <= high) {
          const y = Y(e);
          rule('rules', left, y, right, y, tint.law, {d: [5, 4]});
          soft.push([left, y - 1, right, y + 1]);
          const w = wide(base, size) + wide(x, size * SUPERSCRIPT_SIZE) + wide(words, size) + 8;
          for (const at of [left + 6, right - w - 4]) {
            const box = [at - 2, y - 20, at + w, y - 1];
            if (!free(box)) continue;
            onTop(power(at, y - 5, [base, x], 'left', {}, onTop) + 5, y - 5, words);
            taken.push(box);
            break;
          }
        }
        if (state.x === 'compute' && e >= x0 && e <= x1) rule('rules', X(e), top, X(e), bottom, tint.law, {d: [5, 4]});
      }
    }

    // cells that count models
    if (cells) {
      let most = 1;
      for (const c of cells) if (c.weight > most) most = c.weight;
      const scale = Math.log(most + 1);
      for (const c of cells) {
        const a = X(c.x0), b = X(c.x1), u = Y(c.y1), v = Y(c.y0);
        scene.cells.push({x: a, y: u, w: Math.max(1, b - a - 0.4), h: Math.max(1, v - u - 0.4), c: tint.groups[c.style], o: 0.16 + (0.84 * Math.log(c.weight + 1)) / scale});
      }
    }

    // intervals
    const inY = (v) => Math.min(Math.max(v, top), bottom), inX = (v) => Math.min(Math.max(v, left), right);
    if (state.bars) {
      for (const s of spots) {
        const {row, style} = s.p;
        if (row.p5 === null) continue;
        const look = {w: 1.5, o: 0.4};
        if (state.y === 'compute' && spots.length < 120) block(s.x, inY(Y(Math.log10(row.p5))), s.x, inY(Y(Math.log10(row.p95))), soft);
        if (state.y === 'compute') rule('bars', s.x, inY(Y(Math.log10(row.p5))), s.x, inY(Y(Math.log10(row.p95))), tint.groups[style], look);
        if (state.x === 'compute') rule('bars', inX(X(Math.log10(row.p5))), s.y, inX(X(Math.log10(row.p95))), s.y, tint.groups[style], look);
      }
    }

    // points: others first, records over them
    const faint = state.records === 'connect';
    const area = (points.length > MANY ? 26 : narrow ? 38 : 58) * (input.grow ?? 1);
    const shape = data.palette.map((p) => p[2]);
    const draw = (s) => {
      const c = tint.groups[s.p.style];
      scene.points.push({
        x: s.x, y: s.y, s: shape[s.p.style], z: area, f: s.p.doubted ? 'transparent' : c, c: s.p.doubted ? c : tint.card,
        w: s.p.doubted ? 1.6 : points.length > MANY ? 0.4 : 0.8, o: faint && !s.p.record ? 0.22 : 0.9,
      });
    };
    for (const s of spots) if (!s.p.record) draw(s);
    for (const s of spots) if (s.p.record) draw(s);
    if (state.records === 'connect' || state.records === 'only') {
      const parts = state.fit === 'group' ? split(spots.filter((s) => s.p.record).map((s) => ({...s, style: s.p.style}))) : new Map([[null, spots.filter((s) => s.p.record)]]);
      for (const [style, part] of parts) {
        let last = null;
        for (const s of part.slice().sort((a, b) => a.p.row.at - b.p.row.at)) {
          if (last && dated) {
            block(last.x, last.y, s.x, last.y);
            block(s.x, last.y, s.x, s.y);
          } else if (last) block(last.x, last.y, s.x, s.y);
          last = s;
          scene.links.push({k: `r${style}`, x: s.x, y: s.y, c: style === null ? tint.law : tint.groups[style], w: 1.2, o: 0.75, d: null, i: dated ? 'step-after' : 'linear'});
        }
      }
    }

    // trends with their bands
    trends.forEach((trend, at) => {
      const {fit, style} = trend;
      if (fit.reason) return;
      const c = style === null ? tint.ink : tint.groups[style];
      const from = Math.max(fit.start, x0), to = Math.min(fit.end, x1);
      for (let i = 0; i <= 24; i++) {
        const x = from + ((to - from) * i) / 24, [l, , h] = bandAt(fit, x);
        scene.areas.push({k: at, x: X(x), y: inY(Y(l)), y2: inY(Y(h)), c});
      }
      // Clipped at the frame's edges, not bent along them.
      const ends = [from, to].map((x) => [x, bandAt(fit, x)[1]]);
      for (const e of [low, high]) {
        const x = fit.middle + (e - fit.level) / fit.slope;
        for (const end of ends) if ((e === low ? end[1] < low : end[1] > high) && x > from && x < to) [end[0], end[1]] = [x, e];
      }
      block(X(ends[0][0]), inY(Y(ends[0][1])), X(ends[1][0]), inY(Y(ends[1][1])));
      for (const [x, y] of ends) scene.lines.push({k: at, x: X(x), y: inY(Y(y)), c, w: style === null ? 2 : 2.4, o: 1, d: null});
    });

    if (state.records !== 'ignore') names(spots, {text: onTop, wide, free, open, taken, tint, left, right, top, bottom, narrow, most: input.labels, only: state.records !== 'label', state});
    return {scene, spots, box: {left, right, top, bottom}, X, Y};
  }

  // Names: record-setters, the latest first, then the largest; next to the point, where the name touches nothing.
  function names(spots, o) {
    const setters = spots.filter((s) => s.p.record).sort((a, b) => b.p.row.at - a.p.row.at);
    const largest = o.only ? [] : spots.filter((s) => !s.p.row.variant).sort((a, b) => b.p.y - a.p.y).slice(0, spots.length > 40 ? 14 : 40);
    const wanted = new Set([...spots.filter((s) => s.p.row.id === o.state.model), ...setters, ...largest]);
    const size = o.narrow ? 10.5 : 11.5;
    let made = 0;
    for (const s of wanted) {
      if (made >= (o.most ?? (o.narrow ? 6 : 24))) break;
      const label = cut(s.p.row.name, o.narrow ? 20 : 28);
      const w = o.wide(label, size, 500), pad = 3;
      const tries = [['right', s.x - 8, s.y, s.x - 8 - w], ['left', s.x + 8, s.y, s.x + 8], ['center', s.x, s.y - 12, s.x - w / 2], ['center', s.x, s.y + 13, s.x - w / 2]];
      const boxOf = ([, , y, from]) => [from - pad, y - 8, from + w + pad, y + 8];
      const inside = (b) => b[0] >= o.left && b[2] <= o.right && b[1] >= o.top - 10 && b[3] <= o.bottom && o.free(b);
      const fits = tries.filter((t) => inside(boxOf(t))), found = fits.find((t) => o.open(boxOf(t))) || fits[0];
      if (!found) continue;
      const [align, x, y] = found;
      o.taken.push(boxOf(found));
      o.text(x, y, label, {a: align, b: 'middle', z: size, w: 500, c: o.tint.ink});
      made++;
    }
  }

  // ------------------------------------------------------------------ export: title, legend, chart, credit
  function poster(input, words) {
    const width = 1200, lines = words.sentences.slice(0, 9), side = 28;
    const legend = [];
    let x = side, y = 66;
    for (const item of words.legend) {
      const w = wide(item.label, 13) + 40;
      if (x + w > width - side) {
        x = side;
        y += 22;
      }
      legend.push({...item, x, y});
      x += w;
    }
    const top = y + 18, bottom = 26 + 19 * lines.length + 14;
    const height = top + 520 + bottom;
    const {scene} = layout({...input, width, height, inset: {top, bottom, side}, labels: 26});
    const {tint} = input;
    const text = (px, py, t, more) => scene.texts.push({x: px, y: py, t, a: 'left', b: 'alphabetic', z: 13, w: 400, c: tint.soft, o: 1, r: 0, ...more});
    text(side, 36, words.title, {z: 22, w: 650, c: tint.ink});
    for (const item of legend) {
      scene.points.push({x: item.x + 6, y: item.y - 4, s: item.shape, z: 70, f: item.hollow ? 'transparent' : tint.groups[item.style], c: item.hollow ? tint.ink : tint.card, w: item.hollow ? 1.6 : 0.5, o: 1});
      text(item.x + 18, item.y, item.label, {c: tint.ink});
    }
    lines.forEach((line, i) => text(side, height - bottom + 26 + 19 * i, line, {c: tint.ink}));
    text(side, height - 12, words.credit, {z: 12});
    return scene;
  }

  F.layout = {FONT, LAYERS, forget: () => widths.clear(), frameOf, layout, poster, wide};
})();
