// Trends through a frontier: the largest models at release, or the record-setters. The frontier is recomputed in every resample of
// organisations, as in analysis/frontier.py, so that the interval includes the chance of who is on it.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {FEWEST_CLUSTERS, fitLine, recordSetters} = F.stats;
  const RESAMPLES = 300, LEAST_SHARE = 0.5; // of the resamples that must give a line
  const COPIES = 4, NEAR = 20; // as in analysis/frontier.py: copies of a row drawn, and rows considered as a multiple of those on it
  const SEED = 20210619, BAND_POINTS = 25;

  // Marsaglia's xorshift: the same draws in every browser, so that a view has one interval.
  function draws(seed) {
    let state = seed >>> 0;
    return (n) => {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state % n;
    };
  }

  // Puts a value into an ascending list of the `top` largest.
  function put(largest, value, top) {
    if (largest.length === top) {
      if (value <= largest[0]) return;
      largest.shift();
    }
    let at = largest.length;
    while (at > 0 && largest[at - 1] > value) at--;
    largest.splice(at, 0, value);
  }
  // The weight of each row on the frontier. `x` ascends; `copies` is how often a row was drawn, or null for once; `top` 0 is record-setters.
  function onFrontier(x, y, copies, top) {
    const n = x.length, out = new Float64Array(n), largest = [];
    let best = -Infinity;
    for (let start = 0; start < n;) {
      let end = start;
      while (end < n && x[end] === x[start]) end++;
      if (top) {
        for (let i = start; i < end; i++) for (let k = copies ? copies[i] : 1; k > 0; k--) put(largest, y[i], top);
        for (let i = start; i < end; i++) if (largest.length < top || y[i] >= largest[0]) out[i] = copies ? copies[i] : 1;
      } else {
        let at = -1;
        for (let i = start; i < end; i++) if ((!copies || copies[i]) && (at < 0 || y[i] > y[at])) at = i;
        if (at >= 0 && y[at] > best) {
          best = y[at];
          out[at] = 1;
        }
      }
      start = end;
    }
    return out;
  }
  function slopeOf(x, y, weight, since) {
    let w = 0, mx = 0, my = 0, rows = 0;
    for (let i = 0; i < x.length; i++) {
      if (!weight[i] || x[i] < since) continue;
      rows += weight[i];
      w += weight[i];
      mx += weight[i] * x[i];
      my += weight[i] * y[i];
    }
    mx /= w;
    my /= w;
    let xx = 0, xy = 0;
    for (let i = 0; i < x.length; i++) {
      if (!weight[i] || x[i] < since) continue;
      xx += weight[i] * (x[i] - mx) ** 2;
      xy += weight[i] * (x[i] - mx) * (y[i] - my);
    }
    return rows > 2 && xx > 1e-12 ? [xy / xx, my - (xy / xx) * mx] : null;
  }
  function quantile(sorted, p) {
    const at = p * (sorted.length - 1), low = Math.floor(at);
    return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
  }
  const ninety = (values) => {
    const sorted = Float64Array.from(values).sort();
    return [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  };

  function resampled(x, y, unit, units, top, since) {
    const next = draws(SEED + top), lines = [], times = new Uint8Array(units);
    for (let round = 0; round < RESAMPLES; round++) {
      times.fill(0);
      for (let k = 0; k < units; k++) times[next(units)]++;
      const found = slopeOf(x, y, onFrontier(x, y, unit.map((u) => Math.min(times[u], COPIES)), top), since);
      if (found) lines.push(found);
    }
    return lines;
  }

  // The line through the frontier of the points, from a decimal year on; all points decide who is on it. Several rows may be one point with
  // a `weight`.
  function fitFrontier(points, top, since = -Infinity, until = Infinity) {
    const rows = points.filter((p) => p.row.at < until).flatMap((p) => new Array(Math.min(p.weight || 1, Math.max(top, 1))).fill(p)).sort((a, b) => a.x - b.x || b.y - a.y);
    const x = Float64Array.from(rows, (p) => p.x), y = Float64Array.from(rows, (p) => p.y);
    const at = Array.from(onFrontier(x, y, null, top).keys()), on = onFrontier(x, y, null, top), chosen = at.filter((i) => on[i] && x[i] >= since);
    const clusters = rows.map((p) => p.row.cluster ?? null), pick = (list) => chosen.map((i) => list[i]);
    const plain = fitLine(Float64Array.from(pick(x)), Float64Array.from(pick(y)), clusters.includes(null) ? null : pick(clusters), null);
    const kind = {top, since: Number.isFinite(since) ? since : null};
    if (plain.reason) return {...plain, ...kind, kind: 'frontier'};
    // Rows far below the frontier are on none of its resamples.
    const wide = onFrontier(x, y, null, NEAR * Math.max(top, NEAR)), near = at.filter((i) => wide[i]);
    const names = [...new Set(clusters)], grouped = !clusters.includes(null) && names.length >= FEWEST_CLUSTERS, place = new Map(names.map((name, i) => [name, i]));
    const unit = near.map((i) => (grouped ? place.get(clusters[i]) : i));
    const lines = resampled(Float64Array.from(near, (i) => x[i]), Float64Array.from(near, (i) => y[i]), unit, grouped ? names.length : rows.length, top, since);
    if (lines.length < LEAST_SHARE * RESAMPLES) return {reason: 'few', n: plain.n, ...kind, kind: 'frontier'};
    const [low, high] = ninety(lines.map((one) => one[0]));
    const band = Array.from({length: BAND_POINTS}, (_, i) => {
      const spot = plain.start + ((plain.end - plain.start) * i) / (BAND_POINTS - 1), [under, over] = ninety(lines.map(([slope, level]) => level + slope * spot));
      return [spot, under, plain.level + plain.slope * (spot - plain.middle), over];
    });
    return {...plain, ...kind, kind: 'frontier', low: Math.min(low, plain.slope), high: Math.max(high, plain.slope), band, resamples: RESAMPLES};
  }

  // The growth that the census quotes, with its own interval: start page, command and Python have the same digits.
  function quotedFrontier({top, since, n, clusters, r2, slope: [low, slope, high], band}) {
    const [middle, , level] = band[0];
    return {kind: 'frontier', top, since, n, clusters, units: clusters, slope, low, high, r2, middle, level, start: middle, end: band[band.length - 1][0], band, quoted: true};
  }

  F.frontier = {fitFrontier, onFrontier, quotedFrontier, recordSetters};
})();
