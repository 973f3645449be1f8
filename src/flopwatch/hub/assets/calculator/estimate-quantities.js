// Uncertain quantities of the calculator, as flopwatch.domain has them: log-normals, shares of a whole, and their products.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const T = globalThis.flopwatchTables;
  const Z90 = 1.6448536269514722;
  const LN10 = Math.LN10;

  function problem(slot, message) {
    const error = new Error(message);
    error.slot = slot;
    return error;
  }

  // ---------------------------------------------------------------- the normal distribution

  // erfc by its series near 0 and its continued fraction beyond.
  function erfc(x) {
    if (x < 2.5) {
      let term = x, sum = x;
      for (let n = 1; n < 120; n++) {
        term *= (-x * x) / n;
        const more = term / (2 * n + 1);
        sum += more;
        if (Math.abs(more) < 1e-18 * Math.abs(sum)) break;
      }
      return 1 - (2 / Math.sqrt(Math.PI)) * sum;
    }
    let fraction = 0;
    for (let n = 80; n > 0; n--) fraction = (n / 2) / (x + fraction);
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }
  // exp(x²) erfc(x) on 0 ≤ x ≤ 6.1 as a Chebyshev series in (x - 2)/(x + 2), so that many tails are quick.
  const FARTHEST = 8.5;
  const tailTop = FARTHEST / Math.SQRT2;
  const tailEnd = (tailTop - 2) / (tailTop + 2);
  const tailSeries = (function () {
    const n = 25, values = [], angles = [];
    for (let k = 0; k < n; k++) {
      angles.push((Math.PI * (k + 0.5)) / n);
      const t = -1 + ((Math.cos(angles[k]) + 1) / 2) * (tailEnd + 1);
      const x = (2 * (1 + t)) / (1 - t);
      values.push(Math.exp(x * x) * erfc(x));
    }
    return Array.from({length: n}, (_, j) => ((j ? 2 : 1) / n) * values.reduce((sum, v, k) => sum + v * Math.cos(j * angles[k]), 0));
  })();
  function normalTail(z) {
    const x = Math.min(Math.abs(z), FARTHEST) / Math.SQRT2;
    const t = (((x - 2) / (x + 2) + 1) / (tailEnd + 1)) * 2 - 1;
    let b1 = 0, b2 = 0;
    for (let j = tailSeries.length - 1; j > 0; j--) [b1, b2] = [2 * t * b1 - b2 + tailSeries[j], b1];
    const one = 0.5 * Math.exp(-x * x) * (t * b1 - b2 + tailSeries[0]);
    return z > 0 ? one : 1 - one;
  }
  // The quantile by Newton's steps on the tail, from a rough start.
  function inverseNormal(p) {
    if (p === 0.5) return 0;
    const tail = Math.min(p, 1 - p);
    const t = Math.sqrt(-2 * Math.log(tail));
    let z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
    for (let step = 0; step < 8; step++) {
      const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
      const change = (normalTail(z) - tail) / density;
      z += change;
      if (Math.abs(change) < 1e-15) break;
    }
    return p < 0.5 ? -z : z;
  }

  // ---------------------------------------------------------------- uncertain quantities

  const exactly = (median) => ({median, sigma: 0});
  const logNormal = (median, sigma) => ({median, sigma});
  const fromFactor = (median, factor) => ({median, sigma: Math.log10(factor) / Z90});
  function fromInterval(low, high) {
    const a = Math.log10(low), b = Math.log10(high);
    return {median: 10 ** ((a + b) / 2), sigma: (b - a) / (2 * Z90)};
  }
  const factorOf = (value) => 10 ** (Z90 * value.sigma);
  const intervalOf = (value) => [value.median * 10 ** (-Z90 * value.sigma), value.median * 10 ** (Z90 * value.sigma)];
  const times = (a, b) => ({median: a.median * b.median, sigma: Math.hypot(a.sigma, b.sigma)});
  const scaled = (a, number) => ({median: a.median * number, sigma: a.sigma});
  function probAbove(value, threshold) {
    const gap = Math.log10(value.median) - Math.log10(threshold);
    if (value.sigma === 0) return gap === 0 ? 0.5 : Number(gap > 0);
    return normalTail(-gap / value.sigma);
  }
  // A share of a whole: its log-odds are normal.
  const share = (median, sigmaLogit) => ({median, sigmaLogit});
  function shareFromInterval(low, high) {
    const a = Math.log(low / (1 - low)), b = Math.log(high / (1 - high));
    return share(1 / (1 + Math.exp(-(a + b) / 2)), (b - a) / (2 * Z90));
  }
  const isShare = (value) => value.sigmaLogit !== undefined;
  const logit = (s) => Math.log(s.median) - Math.log1p(-s.median);
  function shareAt(s, z) {
    const score = logit(s) + s.sigmaLogit * z;
    const softplus = score > 0 ? Math.log1p(Math.exp(-score)) : -score + Math.log1p(Math.exp(score));
    return -softplus / LN10;
  }
  function shareTail(s, y) {
    if (y >= 0) return 0;
    const inside = Math.min(y, -1e-15) * LN10;
    const score = inside - Math.log(-Math.expm1(inside));
    return normalTail((score - logit(s)) / Math.max(s.sigmaLogit, 1e-12));
  }
  const shareSpread = (s) => (shareAt(s, 1) - shareAt(s, -1)) / 2;
  const [NODES, WEIGHTS] = T ? T.hermite : [[], []];
  // P(sigma·Z ± log10 X > y)
  function oneOdd(s, sign, y, sigma) {
    if (sign < 0) return 1 - oneOdd(s, 1, -y, sigma);
    if (!(sigma > 0)) return shareTail(s, y);
    const narrow = shareSpread(s) <= sigma;
    let sum = 0;
    for (let i = 0; i < NODES.length; i++) {
      sum += WEIGHTS[i] * (narrow ? normalTail((y - shareAt(s, NODES[i])) / sigma) : shareTail(s, y - sigma * NODES[i]));
    }
    return sum;
  }
  // The first Sobol dimension: bits reversed along the Gray code, moved by half a step.
  let sobolScores = null;
  function sobol() {
    if (sobolScores) return sobolScores;
    const n = T.sobolPoints;
    sobolScores = Array.from({length: n}, (_, i) => {
      let gray = i ^ (i >> 1), value = 0, part = 0.5;
      for (; gray; gray >>= 1, part /= 2) if (gray & 1) value += part;
      return inverseNormal(value + 0.5 / n);
    });
    return sobolScores;
  }
  // The product of independent factors over that of others, as the log-normal of the same median and width.
  function product(factors, dividedBy = []) {
    let center = 0, variance = 0;
    const odd = [];
    for (const [some, sign] of [[factors, 1], [dividedBy, -1]]) {
      for (const one of some) {
        if (!isShare(one)) {
          center += sign * Math.log10(one.median);
          variance += one.sigma ** 2;
        } else if (one.sigmaLogit === 0) center += sign * Math.log10(one.median);
        else odd.push([one, sign]);
      }
    }
    const sigma = Math.sqrt(variance);
    if (!odd.length) return logNormal(10 ** center, sigma);
    if (odd.length > 2) throw problem('', 'at most two shares with an interval can be multiplied here');
    const widest = odd.length === 2 && shareSpread(odd[1][0]) > shareSpread(odd[0][0]) ? 1 : 0;
    const [wide, wideSign] = odd[widest];
    const rest = odd.filter((_, index) => index !== widest);
    const tail = (t) => {
      const y = t - center;
      if (!rest.length) return oneOdd(wide, wideSign, y, sigma);
      const [other, sign] = rest[0];
      let sum = 0;
      for (const z of sobol()) sum += oneOdd(wide, wideSign, y - sign * shareAt(other, z), sigma);
      return sum / T.sobolPoints;
    };
    let low = center - 8 * sigma, high = center + 8 * sigma;
    for (const [one, sign] of odd) {
      const ends = [shareAt(one, -8), shareAt(one, 8)];
      low += sign > 0 ? ends[0] : -ends[1];
      high += sign > 0 ? ends[1] : -ends[0];
    }
    const [q05, q50, q95] = [0.05, 0.5, 0.95].map((p) => 10 ** solve(tail, 1 - p, low - 1e-6, high + 1e-6));
    return logNormal(q50, Math.max(Math.log10(q95 / q05), 0) / (2 * Z90));
  }
  // Where a falling tail equals a probability: the Illinois rule between brackets.
  function solve(tail, probability, low, high) {
    let a = low, b = high, fa = tail(a) - probability, fb = tail(b) - probability, side = 0;
    for (let step = 0; step < 200 && b - a > 1e-13; step++) {
      let c = (a * fb - b * fa) / (fb - fa);
      if (!(c > a && c < b)) c = (a + b) / 2;
      const fc = tail(c) - probability;
      if (Math.abs(fc) < 1e-13) return c;
      if (fc < 0) {
        b = c; fb = fc;
        if (side === -1) fa /= 2;
        side = -1;
      } else {
        a = c; fa = fc;
        if (side === 1) fb /= 2;
        side = 1;
      }
      if (step % 12 === 11) {
        const middle = (a + b) / 2, fm = tail(middle) - probability;
        if (fm < 0) [b, fb] = [middle, fm];
        else [a, fa] = [middle, fm];
      }
    }
    return (a + b) / 2;
  }
  const near = (value) => (isShare(value) ? product([value]) : value);

  F.quantities = {problem, fromFactor, fromInterval, share, shareFromInterval, exactly, logNormal, product, near, factorOf, intervalOf, times, scaled, probAbove};
})();
