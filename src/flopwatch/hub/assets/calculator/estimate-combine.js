// Combination of several routes into one figure, and the fact that would narrow it: estimation/combination.py.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {general, digits, fixed, short} = F.numbers;
  const {logNormal, fromFactor, factorOf, intervalOf} = F.quantities;
  const T = globalThis.flopwatchTables;

  const sameInput = (a, b) => Boolean(a.source) && a.name === b.name && a.source === b.source;
  function shared(a, b) {
    let sum = 0;
    for (const x of a.inputs) for (const y of b.inputs) if (sameInput(x, y)) sum += x.weight * y.weight * x.value.sigma * y.value.sigma;
    return Math.min(sum, a.compute.sigma ** 2, b.compute.sigma ** 2);
  }
  // The least-squares solution of a small symmetric system, by its eigenvectors without those near 0.
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
  // A stated figure with the interval of the working it came from, then with what independent routes leave of it; the median stays the
  // source's own: estimation/reported_interval.py, combination.py.
  const timesApart = (a, b) => Math.max(a.compute.median / b.compute.median, b.compute.median / a.compute.median);
  function fromOwnWorking(stated, others, named, wrong) {
    const routes = others.filter((one) => T.confirming.includes(one.method));
    let [sigma, working] = [stated.compute.sigma, ''];
    if (routes.some((one) => timesApart(stated, one) > T.agreement)) return [stated, working];
    for (const one of routes) {
      const far = timesApart(stated, one), spread = Math.hypot(one.compute.sigma, wrong, Math.log10(far));
      const own = far <= T.sameArithmetic || (named.includes(one.method) && far <= T.agreement);
      if (own && spread < sigma) [sigma, working] = [spread, one.method];
    }
    return [working ? {...stated, compute: logNormal(stated.compute.median, sigma)} : stated, working];
  }
  function narrowed(stated, others, wrong) {
    const routes = others.filter((one) => T.confirming.includes(one.method))
      .map((one) => ({...one, compute: logNormal(one.compute.median, Math.hypot(one.compute.sigma, wrong))}));
    if (!routes.length || others.some((one) => timesApart(stated, one) > T.agreement)) return null;
    const [mean, weights] = weighted([stated, ...routes]);
    const spread = Math.hypot(mean.sigma, Math.log10(stated.compute.median / mean.median));
    return spread >= stated.compute.sigma ? null : [logNormal(stated.compute.median, spread), weights];
  }
  // The doubts about the typed numbers, the largest factor first: estimation/plausibility.py.
  function doubtsAbout(run, facts) {
    const found = [], working = facts.active || facts.parameters, compute = run.facts.compute;
    const text = facts.tokens_seen || facts.tokens || facts.words || facts.bytes, amount = facts.tokens_seen || facts.tokens;
    const field = facts.tokens_seen ? 'tokens_seen' : 'dataset_size';
    const doubt = (rule, fields, message, factor) => found.push({rule, fields, message, factor});
    for (const [quantity, name, fact, unit] of [['training_compute', 'training_compute', compute, 'FLOP'], ['parameters', 'parameters', facts.parameters, 'parameters'],
      ['tokens_seen', field, amount, 'tokens']]) {
      const limit = T.frontier[quantity];
      if (!fact || !limit || fact.value <= T.beyondFrontier * limit.value) continue;
      const factor = fact.value / limit.value;
      doubt('beyond-frontier', [name], `${fact.words} is ${short(fact.value)} ${unit}: ${digits(factor, 3)} times the largest known to this day (${limit.model}, ${short(limit.value)}).`, factor);
    }
    const said = () => `${compute.words} is ${digits(compute.value)} FLOP`;
    let against = false;
    if (compute && working && text) {
      const per = text === facts.words ? 4 / 3 : text === facts.bytes ? 1 / 4.8 : 1, once = 6 * working.value * text.value * per * (facts.epochs ? facts.epochs.value : 1), ratio = compute.value / once;
      if (ratio < T.fewestPasses || ratio > T.mostPasses) {
        against = true;
        const what = text === facts.words ? 'words × 4/3' : text === facts.bytes ? 'bytes ÷ 4.8' : facts.tokens_seen ? 'tokens seen' : 'tokens';
        const how = `6 × ${short(working.value)} × ${short(text.value * per)} = ${digits(once)} FLOP for one pass over the ${what} stated`;
        const many = ratio > 1 ? `implies ${digits(ratio, 3)} passes` : `covers only ${digits(ratio)} of one pass`;
        doubt('compute-against-6nd', ['training_compute', 'parameters', field], `${said()}, but ${how}: it ${many}.`, ratio > 1 ? ratio : 1 / ratio);
      }
    }
    if (compute && working && !against) {
      const implied = compute.value / (6 * working.value), limit = T.frontier.tokens_seen, per = implied / working.value;
      const words = `${said()}; over 6 × ${short(working.value)} parameters that is ${digits(implied)} tokens or frames`;
      const fields = ['training_compute', 'parameters'], [low] = T.tokensPerParameter;
      if (limit && implied > T.beyondFrontier * limit.value) {
        const factor = implied / limit.value;
        doubt('implied-data', fields, `${words}, ${digits(factor, 3)} times the most known by then (${limit.model}, ${short(limit.value)}).`, factor);
      } else if (per < low && !text) doubt('implied-data', fields, `${words}, ${digits(per)} for each parameter; ${general(low, 6)} is the least seen.`, low / per);
    }
    if (working && amount) {
      const per = amount.value / working.value, [low, high] = T.tokensPerParameter;
      if (per < low || per > high) {
        doubt('tokens-per-parameter', ['parameters', field], `${short(amount.value)} tokens for ${short(working.value)} parameters are ${digits(per)} for each; ${general(low, 6)} to ${general(high, 6)} is what is known.`,
          per < low ? low / per : per / high);
      }
    }
    return found.sort((a, b) => b.factor - a.factor || (a.rule < b.rule ? -1 : 1));
  }
  // The methods that rest on a field in doubt.
  function blamedBy(doubts, methods) {
    const rests = (name, fields) => (T.restsOn[name] || []).some((field) => fields.includes(field));
    const touched = (one) => methods.map((m) => m.method).filter((name) => rests(name, one.fields));
    const single = new Set(doubts.filter((one) => one.fields.length === 1).flatMap(touched)), out = new Set(single);
    for (const one of doubts) {
      const some = touched(one);
      if (!some.some((name) => single.has(name))) some.forEach((name) => out.add(name));
    }
    // Of two contradictory numbers, the larger is never used alone.
    const blamed = new Set(out);
    for (const doubt of doubts) {
      const some = methods.filter((m) => rests(m.method, doubt.fields)), small = some.filter((m) => blamed.has(m.method));
      for (const m of some) if (small.some((other) => m.compute.median > T.agreement * other.compute.median)) out.add(m.method);
    }
    return out;
  }
  function combine(methods, run, facts) {
    const doubts = doubtsAbout(run, facts), blamed = blamedBy(doubts, methods);
    const clean = methods.filter((one) => !blamed.has(one.method));
    const all = methods.map((one) => one.compute.median), agreement = Math.max(...all) / Math.min(...all);
    const medians = clean.map((one) => one.compute.median), used = clean.length ? clean : methods;
    const messages = doubts.map((one) => one.message).join(' '), doubted = clean.length ? '' : messages;
    let value, weights, rule, caution = clean.length ? messages : '', undecided = '';
    if (!clean.length) {
      [value, weights] = spanning(methods);
      rule = 'every figure is in doubt: the lowest is shown, with an interval over all of them';
      const fields = [...new Set(doubts.flatMap((one) => one.fields))], named = fields.join(' and ').replaceAll('_', ' ');
      undecided = fields.length > 1 ? `which of ${named} is misstated` : `the true ${named}`;
    } else if (clean[0].method === 'reported') {
      [value, weights, rule] = [clean[0].compute, {reported: 1}, 'reported by a source; no other method is possible'];
      if (clean.length > 1) {
        const far = Math.max(...clean.slice(1).map((one) => Math.max(medians[0] / one.compute.median, one.compute.median / medians[0])));
        rule = `reported by a source; the other methods ${far <= T.agreement ? 'agree with it within' : 'differ from it by up to'} ${fixed(far, 1)}×`;
      }
      const wrong = T.wrongInputsDex[run.confidence] ?? T.wrongInputsDex[''], [own, working] = fromOwnWorking(clean[0], clean.slice(1), run.computeMethods, wrong);
      const others = clean.slice(1).filter((one) => one.method !== working), confirmed = narrowed(own, others, wrong);
      if (working) rule += `; its interval is that of its inputs, by ${working}`;
      value = own.compute;
      if (confirmed) {
        [value, weights] = confirmed;
        rule += `, narrowed by ${others.map((one) => one.method).filter((name) => T.confirming.includes(name)).join(' and ')}`;
      }
    } else if (clean.length === 1) {
      [value, weights, rule] = [clean[0].compute, {[clean[0].method]: 1}, `from ${clean[0].method} alone`];
    } else if (Math.max(...medians) <= T.agreement * Math.min(...medians)) {
      [value, weights] = weighted(clean);
      rule = `weighted mean of ${clean.map((one) => one.method).join(' and ')} in log space`;
    } else {
      [value, weights] = spanning(clean);
      rule = `the methods differ by a factor of ${general(agreement, 2)}: the lowest is shown, with an interval over all of them`;
      caution = `${caution} The methods differ by a factor of ${general(agreement, 2)}.`.trim();
      undecided = `which holds: ${clean.map((one) => `${one.method} (${digits(one.compute.median)} FLOP)`).join(' or ')}`;
    }
    if (blamed.size && clean.length) rule += `; ${[...blamed].sort().join(' and ')} set aside as implausible`;
    return {value, rule, agreement, doubted, caution, sensitivity: narrowing(used, moves(used, weights, value), value, run, facts, undecided)};
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
  // A further route to the compute, and its missing facts: estimation/most_informative_fact.py.
  function routesNotTaken(have, run, facts) {
    const out = [], working = facts.active || facts.parameters, text = facts.tokens_seen || facts.tokens;
    if (!have.has('operations')) {
      const missing = [[working, 'its parameters'], [text, 'the tokens it saw']].filter(([fact]) => !fact).map(([, words]) => words);
      const given = working ? `${short(working.value)} parameters` : text ? `${short(text.value)} tokens` : '';
      out.push({method: 'operations', missing, given, sigma: T.routeSigma.operations});
    }
    if (!have.has('hardware')) {
      const f = run.facts, missing = [];
      let given = run.chip ? run.chip.name : '';
      if (f.chip_hours) given = `${short(f.chip_hours.value)} chip-hours`;
      else if (f.chips && !f.hours) missing.push(`how long its ${general(f.chips.value, 6)} chips ran`);
      else if (!f.chips && f.hours) missing.push(`how many chips ran for ${general(f.hours.value, 6)} hours`);
      else if (!f.chips) missing.push('its chip-hours');
      if (!run.chip) missing.push('the chip');
      out.push({method: 'hardware', missing, given, sigma: T.routeSigma.hardware});
    }
    return out.filter((one) => one.missing.length)
      .map((one) => ({...one, words: `${one.missing.join(' and ')}, for a further figure by ${one.method}${one.given ? ` (known: ${one.given})` : ''}`}));
  }
  function narrowing(methods, inputs, value, run, facts, undecided) {
    if (undecided) return undecided;
    const variance = value.sigma ** 2;
    if (!variance) return 'nothing: every input is given as exact';
    const have = new Set(methods.map((one) => one.method));
    const routes = routesNotTaken(have, run, facts), near = routes.filter((one) => one.missing.length === 1);
    const saved = (one) => variance - 1 / (1 / variance + 1 / one.sigma ** 2);
    const most = (some) => some.reduce((a, b) => (!a || saved(b) > saved(a) ? b : a), null);
    const route = most(near) || most(routes);
    if (have.has('reported')) {
      return route ? route.words : `the developer's own count of operations (the source's word leaves a factor of ${digits(factorOf(value))})`;
    }
    const best = inputs.length ? inputs[0] : null; // the largest comes first
    if (best && (!route || route.missing.length > 1 || best.share * variance >= saved(route))) {
      for (const one of methods) {
        const found = one.inputs.find((given) => given.name === best.name);
        if (found) return `${best.name} (now within a factor of ${digits(factorOf(found.value))})`;
      }
    }
    return route ? route.words : `the developer's own count of operations (the error shared by all methods leaves a factor of ${digits(factorOf(value))})`;
  }

  F.combine = {combine};
})();
