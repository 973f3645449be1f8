// One figure out of several routes, and what would narrow it: estimation/combine.py.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {general, digits, fixed} = F.numbers;
  const {logNormal, fromFactor, factorOf, intervalOf} = F.quantities;
  const T = globalThis.flopwatchTables;

  const sameInput = (a, b) => Boolean(a.source) && a.name === b.name && a.source === b.source;
  function shared(a, b) {
    let sum = 0;
    for (const x of a.inputs) for (const y of b.inputs) if (sameInput(x, y)) sum += x.weight * y.weight * x.value.sigma * y.value.sigma;
    return Math.min(sum, a.compute.sigma ** 2, b.compute.sigma ** 2);
  }
  // The least-squares solution of a small symmetric system: by its eigenvectors, those near 0 left out.
  function leastSquares(matrix, right) {
    const n = matrix.length, a = matrix.map((row) => row.slice());
    const v = a.map((_, i) => a.map((__, j) => Number(i === j)));
    for (let sweep = 0; sweep < 60; sweep++) {
      let off = 0;
      for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) {
        off += a[p][q] ** 2;
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1), s = t * c;
        for (let k = 0; k < n; k++) [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
        for (let k = 0; k < n; k++) [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
        for (let k = 0; k < n; k++) [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
      }
      if (off < 1e-40) break;
    }
    const largest = Math.max(...a.map((row, i) => Math.abs(row[i])));
    const out = right.map(() => 0);
    for (let k = 0; k < n; k++) {
      if (Math.abs(a[k][k]) <= Number.EPSILON * n * largest) continue;
      const part = right.reduce((sum, r, i) => sum + r * v[i][k], 0) / a[k][k];
      for (let i = 0; i < n; i++) out[i] += part * v[i][k];
    }
    return out;
  }
  function weighted(methods) {
    let kept = methods.map((_, i) => i);
    const common = T.commonErrorDex ** 2;
    const covariance = methods.map((a, i) => methods.map((b, j) => common + (i === j ? a.compute.sigma ** 2 : shared(a, b))));
    let block, solved;
    for (;;) {
      block = kept.map((i) => kept.map((j) => covariance[i][j]));
      solved = leastSquares(block, kept.map(() => 1));
      if (kept.length === 1 || Math.min(...solved) >= 0) break;
      kept.splice(solved.indexOf(Math.min(...solved)), 1);
    }
    const total = solved.reduce((a, b) => a + b, 0), part = solved.map((w) => w / total);
    const mean = part.reduce((sum, w, k) => sum + w * Math.log10(methods[kept[k]].compute.median), 0);
    let variance = 0;
    part.forEach((w, i) => part.forEach((u, j) => (variance += w * block[i][j] * u)));
    const weights = {};
    part.forEach((w, k) => (weights[methods[kept[k]].method] = w));
    return [logNormal(10 ** mean, Math.sqrt(Math.max(variance, common))), weights];
  }
  function spanning(methods) {
    const first = methods.reduce((a, b) => (b.compute.median < a.compute.median ? b : a));
    const top = Math.max(...methods.map((one) => intervalOf(one.compute)[1]));
    return [fromFactor(first.compute.median, Math.max(top / first.compute.median, factorOf(first.compute))), {[first.method]: 1}];
  }
  // A stated figure with the interval that agreeing routes leave it: the median stays the source's own.
  function narrowed(methods) {
    const [stated, ...others] = methods;
    const routes = others.filter((one) => T.confirming.includes(one.method));
    const apart = (one) => Math.max(stated.compute.median / one.compute.median, one.compute.median / stated.compute.median);
    if (!routes.length || others.some((one) => apart(one) > T.agreement)) return null;
    const [mean, weights] = weighted([stated, ...routes]);
    const spread = Math.hypot(mean.sigma, Math.log10(stated.compute.median / mean.median));
    return spread >= stated.compute.sigma ? null : [logNormal(stated.compute.median, spread), weights];
  }
  function combine(methods) {
    const medians = methods.map((one) => one.compute.median);
    const agreement = Math.max(...medians) / Math.min(...medians);
    let value, weights, rule, doubted = '', undecided = '';
    if (methods[0].method === 'reported') {
      [value, weights, rule] = [methods[0].compute, {reported: 1}, 'reported by a source; no other method is possible'];
      if (methods.length > 1) {
        const far = Math.max(...methods.slice(1).map((one) => Math.max(medians[0] / one.compute.median, one.compute.median / medians[0])));
        rule = `reported by a source; the other methods ${far <= T.agreement ? 'agree with' : 'differ from'} it within a factor of ${fixed(far, 1)}`;
      }
      const confirmed = narrowed(methods);
      if (confirmed) {
        [value, weights] = confirmed;
        rule += ' and narrow its interval';
      }
    } else if (methods.length === 1) {
      [value, weights, rule] = [methods[0].compute, {[methods[0].method]: 1}, `from ${methods[0].method} alone`];
    } else if (Math.max(...medians) <= T.agreement * Math.min(...medians)) {
      [value, weights] = weighted(methods);
      rule = `weighted mean of ${methods.map((one) => one.method).join(' and ')} in log space`;
    } else {
      [value, weights] = spanning(methods);
      rule = `the methods differ by a factor of ${general(agreement, 2)}: the lowest is shown, with an interval over all of them`;
      doubted = `The methods differ by a factor of ${general(agreement, 2)}.`;
      undecided = `which holds: ${methods.map((one) => `${one.method} (${digits(one.compute.median)} FLOP)`).join(' or ')}`;
    }
    return {value, rule, agreement, doubted, sensitivity: narrowing(methods, moves(methods, weights, value), value, undecided)};
  }
  function moves(methods, weights, value) {
    const gathered = [];
    for (const one of methods) for (const given of one.inputs) {
      const moved = (weights[one.method] || 0) * given.weight * given.value.sigma;
      const known = gathered.find((other) => sameInput(given, other.input));
      if (known) known.moved += moved;
      else gathered.push({input: given, moved, node: `${one.method}.${given.symbol}`});
    }
    const total = value.sigma ** 2;
    return gathered.map((one) => ({name: one.input.name, node: one.node, share: total ? Math.min(1, one.moved ** 2 / total) : 0}))
      .filter((one) => one.share >= T.worthNaming).sort((a, b) => b.share - a.share || (a.node < b.node ? -1 : 1));
  }
  function narrowing(methods, inputs, value, undecided) {
    if (undecided) return undecided;
    const variance = value.sigma ** 2;
    if (!variance) return 'nothing: every input is given as exact';
    const have = new Set(methods.map((one) => one.method));
    const routes = T.routes.filter(([name]) => !have.has(name));
    const near = routes.filter(([, , , missing]) => missing === 1);
    const saved = ([, , sigma]) => variance - 1 / (1 / variance + 1 / sigma ** 2);
    const most = (some) => some.reduce((a, b) => (!a || saved(b) > saved(a) ? b : a), null);
    const route = most(near) || most(routes);
    if (have.has('reported')) {
      return route ? route[1] : `the developer's own count of operations (the source's word leaves a factor of ${digits(factorOf(value))})`;
    }
    const best = inputs.length ? inputs[0] : null; // the weightiest comes first
    if (best && (!route || route[3] > 1 || best.share * variance >= saved(route))) {
      for (const one of methods) {
        const found = one.inputs.find((given) => given.name === best.name);
        if (found) return `${best.name} (now within a factor of ${digits(factorOf(found.value))})`;
      }
    }
    return route ? route[1] : `the developer's own count of operations (what all methods share leaves a factor of ${digits(factorOf(value))})`;
  }

  F.combine = {combine};
})();
