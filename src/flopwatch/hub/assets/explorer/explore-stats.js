// The explorer's statistics: dates as years, the fitted line, record-setters. No page and no chart here: flopwatch.analysis computes the
// same, and tests/products/explorer_vectors.json compares both.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const MONTHS_TO_DOUBLE = 12 * Math.log10(2);
  const FEWEST_CLUSTERS = 5; // with fewer, every row is its own cluster

  // ------------------------------------------------------------------ dates
  // An unknown day is the 15th, an unknown month July: the rule of PartialDate.plotted.
  function plotted(day) {
    const [y, m, d] = day.split('-').map(Number);
    return m ? [y, m, d || 15] : [y, 7, 1];
  }
  const leap = (y) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
  const BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
  // The year plus the share of it before the day begins.
  function decimalYear(y, m, d) {
    const passed = BEFORE[m - 1] + (m > 2 && leap(y) ? 1 : 0) + d - 1;
    return y + passed / (leap(y) ? 366 : 365);
  }
  const placed = (day) => decimalYear(...plotted(day));
  // Months since the year 0.
  function monthOf(day) {
    const [y, m] = plotted(day);
    return y * 12 + m - 1;
  }

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

  // Least squares with clustered errors: analysis/closed_form.py, fit_line. `weight` is the multiplicity of a row (cells of a large
  // table); rows of one `cluster` (a number) share their errors.
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
    if (total < 3) return {reason: 'few', n: total};
    if (least === most) return {reason: 'one date'};
    mx /= total;
    my /= total;
    let sxx = 0, sxy = 0, syy = 0;
    for (let i = 0; i < n; i++) {
      const w = weight ? weight[i] : 1, dx = x[i] - mx, dy = y[i] - my;
      sxx += w * dx * dx;
      sxy += w * dx * dy;
      syy += w * dy * dy;
    }
    if (!(sxx > 1e-12 * total)) return {reason: 'close'};
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
  // The line at x with its 90% band: the band of the line, not of single models.
  function bandAt(fit, x) {
    if (fit.band) return between(fit.band, x);
    const d = x - fit.middle;
    const half = fit.t * Math.sqrt(Math.max(fit.vl + 2 * d * fit.vc + d * d * fit.vs, 0));
    const value = fit.level + fit.slope * d;
    return [value - half, value, value + half];
  }
  // A band given at some dates, straight between them.
  function between(band, x) {
    let at = 1;
    while (at < band.length - 1 && band[at][0] < x) at++;
    const [before, after] = [band[at - 1], band[at]], share = (x - before[0]) / (after[0] - before[0] || 1);
    return [1, 2, 3].map((i) => before[i] + share * (after[i] - before[i]));
  }
  const factorOf = (slope) => 10 ** Math.min(Math.max(slope, -300), 300);
  const doublingMonths = (slope) => (slope > 0 ? MONTHS_TO_DOUBLE / slope : null);

  // The values larger than every earlier one; of one day's only the largest, of equal ones the first.
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

  F.stats = {FEWEST_CLUSTERS, bandAt, decimalYear, doublingMonths, factorOf, fitLine, monthOf, placed, recordSetters, student95};
})();
