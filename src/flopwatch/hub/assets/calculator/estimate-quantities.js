// Uncertain quantities: log-normals and their products.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const Z90 = 1.6448536269514722;

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
  function normalTail(z) {
    const one = 0.5 * erfc(Math.min(Math.abs(z), 8.5) / Math.SQRT2);
    return z > 0 ? one : 1 - one;
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
  // The product of independent factors divided by the product of others.
  function product(factors, dividedBy = []) {
    let median = 1, variance = 0;
    for (const one of factors) (median *= one.median), (variance += one.sigma ** 2);
    for (const one of dividedBy) (median /= one.median), (variance += one.sigma ** 2);
    return logNormal(median, Math.sqrt(variance));
  }

  F.quantities = {problem, fromFactor, fromInterval, exactly, logNormal, product, factorOf, intervalOf, times, scaled, probAbove};
})();
