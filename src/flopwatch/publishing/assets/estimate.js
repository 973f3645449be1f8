// The calculator's arithmetic, as `flopwatch estimate` does it: the same inputs in words, the same routes, the same combination, the
// same receipt. Tables, priors and constants come from Python (calculator-data.js); tests hold both to the same cases.
(function () {
  'use strict';
  const T = globalThis.flopwatchTables;
  const Z90 = 1.6448536269514722;
  const LN10 = Math.LN10;

  // ---------------------------------------------------------------- numbers as Python writes them

  // %g with so many digits; exact ties round to even, as in Python.
  function general(value, digits) {
    if (value === 0) return '0';
    const [mantissa, exponent] = rounded(Math.abs(value), digits);
    const sign = value < 0 ? '-' : '';
    const stripped = mantissa.replace(/0+$/, '') || '0';
    if (exponent < -4 || exponent >= digits) {
      const rest = stripped.slice(1);
      const size = String(Math.abs(exponent)).padStart(2, '0');
      return `${sign}${stripped[0]}${rest ? '.' + rest : ''}e${exponent < 0 ? '-' : '+'}${size}`;
    }
    if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${stripped}`;
    const whole = stripped.slice(0, exponent + 1).padEnd(exponent + 1, '0');
    const part = stripped.slice(exponent + 1);
    return sign + whole + (part ? '.' + part : '');
  }
  // The digits of a number rounded to so many, half to even on the exact decimal expansion, and its exponent of ten.
  function rounded(value, digits) {
    const [all, tail] = value.toExponential(60).split('e');
    let exponent = Number(tail);
    const every = all.replace('.', '');
    let kept = every.slice(0, digits);
    const rest = every.slice(digits);
    const half = '5' + '0'.repeat(rest.length - 1);
    if (rest > half || (rest === half && Number(kept[digits - 1]) % 2 === 1)) {
      const up = (BigInt(kept) + 1n).toString();
      if (up.length > digits) exponent += 1;
      kept = up.slice(0, digits);
    }
    return [kept, exponent];
  }
  // 9.3e25, 0.23, 182
  function digits(value, count = 2) {
    const [mantissa, exponent] = general(value, count).split('e');
    return exponent === undefined ? mantissa : `${mantissa}e${Number(exponent)}`;
  }
  // 405e9, 15.6e12
  function short(value) {
    for (const exponent of [15, 12, 9, 6, 3]) {
      if (value >= 10 ** exponent && value < 10 ** (exponent + 3)) return `${general(value / 10 ** exponent, 4)}e${exponent}`;
    }
    return digits(value, 3);
  }
  // 3.8e25 with one decimal always
  function scientific(value) {
    const [kept, exponent] = rounded(value, 2);
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${kept[0]}.${kept[1]}e${exponent < 0 ? '-' : ''}${size}`;
  }
  function fixed(value, places) {
    if (value === 0) return (0).toFixed(places);
    const size = Math.floor(Math.log10(Math.abs(value)));
    const wanted = size + 1 + places;
    if (wanted < 1) return (0).toFixed(places);
    const [kept, exponent] = rounded(Math.abs(value), wanted);
    const text = kept.padEnd(Math.max(exponent + 1, 1) + places, '0');
    const whole = exponent >= 0 ? text.slice(0, exponent + 1) : '0';
    const part = exponent >= 0 ? text.slice(exponent + 1, exponent + 1 + places) : ('0'.repeat(-exponent - 1) + text).slice(0, places);
    return (value < 0 ? '-' : '') + whole + (places ? '.' + part.padEnd(places, '0') : '');
  }
  function percent(p) {
    if (p > 0.999) return '> 99.9%';
    if (p < 0.001) return '< 0.1%';
    return `= ${general(p * 100, 3)}%`;
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

  // ---------------------------------------------------------------- inputs in words

  function problem(slot, message) {
    const error = new Error(message);
    error.slot = slot;
    return error;
  }
  const FORMS = 'Write a value (405B), a 90% interval (8.2e24..4.4e25, 8.2e24 to 4.4e25) or a value with a factor (0.4 ×/÷ 1.3).';
  const SUFFIXES = {k: 3, K: 3, M: 6, m: 6, mn: 6, Mn: 6, mln: 6, MM: 6, B: 9, b: 9, bn: 9, Bn: 9, BN: 9, bln: 9, G: 9, T: 12, t: 12, tn: 12, Tn: 12,
    trn: 12, thousand: 3, million: 6, billion: 9, trillion: 12, quadrillion: 15};
  const UNITS = {
    parameters: {parameters: 1, parameter: 1, params: 1, param: 1}, tokens: {tokens: 1, token: 1}, epochs: {epochs: 1, epoch: 1},
    chips: {chips: 1, chip: 1, gpus: 1, gpu: 1, tpus: 1}, 'chip-hours': {'chip-hours': 1, 'gpu-hours': 1, 'gpu hours': 1, 'chip hours': 1},
    hours: {minutes: 1 / 60, minute: 1 / 60, hours: 1, hour: 1, hrs: 1, h: 1, days: 24, day: 24, d: 24, weeks: 168, week: 168}, fraction: {},
    'FLOP/s': {'flop/s': 1, flops: 1, 'gflop/s': 1e9, gflops: 1e9, 'tflop/s': 1e12, tflops: 1e12, 'pflop/s': 1e15, pflops: 1e15},
    FLOP: {flop: 1, flops: 1}, USD: {usd: 1, dollars: 1, dollar: 1}, 'USD/chip-hour': {usd: 1}, W: {w: 1, kw: 1e3, mw: 1e6, watts: 1},
  };
  const NUMBER = /^([+-]?)\$? ?([0-9]{1,3}(?:,[0-9]{3}){1,8}(?:\.[0-9]{1,30})?|[0-9]{1,40}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE]([+-]?[0-9]{1,4})| ?[×x*] ?10\^?([0-9]{1,3}))? ?(.{0,40})$/;
  function readQuantity(text, slot) {
    const about = T.slots[slot];
    const found = NUMBER.exec(text.trim().replace(/^=/, '').trim());
    const wrong = () => problem(slot, `${text.trim().slice(0, 60)}: this is not one number of ${about.unit}. ${FORMS}`);
    if (!found) throw wrong();
    let rest = found[5].trim(), shift = Number(found[3] || found[4] || 0);
    const glued = /^([A-Za-z]{1,11})(?![A-Za-z])/.exec(rest);
    if (glued && Object.hasOwn(SUFFIXES, glued[1]) && !(Object.hasOwn(UNITS[dimension(slot)], glued[1].toLowerCase()) && glued[1].length === 1)) {
      shift += SUFFIXES[glued[1]];
      rest = rest.slice(glued[1].length).trim();
    }
    const units = UNITS[dimension(slot)];
    let factor = 1, stated = false;
    if (rest === '%' && about.share) shift -= 2, (stated = true);
    else if (rest && Object.hasOwn(units, rest.toLowerCase())) (factor = units[rest.toLowerCase()]), (stated = true);
    else if (rest) throw wrong();
    // A bare number is in the slot's own unit; days are kept in hours.
    if (!stated && about.unit === 'days') factor = 24;
    const value = Number(`${found[1]}${found[2].replaceAll(',', '')}e${shift}`) * factor;
    if (!Number.isFinite(value)) throw wrong();
    return {value, scale: shift, stated: stated ? rest : '', bare: !found[5].trim()};
  }
  const dimension = (slot) => (T.slots[slot].unit === 'days' ? 'hours' : T.slots[slot].unit);
  function check(value, slot, words) {
    const about = T.slots[slot];
    if (about.share) {
      if (value > 1 && value <= 100) throw problem(slot, `${words}: ${general(value, 6)} is above 1. Is it a percentage? Write ${general(value / 100, 6)} or ${general(value, 6)}%.`);
      if (!(value > 0 && value < 1)) throw problem(slot, `${words}: ${general(value, 6)} is not a share between 0 and 1.`);
    } else if (!(value > 0)) throw problem(slot, `${words} ${value < 0 ? 'is negative' : 'is 0'}; it must be above 0. Leave it out if it is unknown.`);
  }
  function withFactor(value, factor, slot, words) {
    if (!T.slots[slot].share) return fromFactor(value, factor);
    if (factor === 1) return share(value, 0);
    if (value * factor >= 1) throw problem(slot, `${words}: its upper end, ${general(value * factor, 3)}, is not below 1.`);
    return share(value, shareFromInterval(value / factor, value * factor).sigmaLogit);
  }
  function readInput(words, slot) {
    const text = words.trim();
    if (text.length > 200) throw problem(slot, `${text.length} characters are no number. ${FORMS}`);
    const about = T.slots[slot];
    const parts = text.split(/ {0,3}(?:[×x*] ?\/ ?[÷x/]?|[×x*]÷) {0,3}/);
    if (parts.length === 2) {
      const middle = readQuantity(parts[0], slot).value, factor = Number(parts[1]);
      if (!/^[0-9.]{1,20}$/.test(parts[1].trim()) || !(factor >= 1 && factor <= 1e6)) {
        throw problem(slot, `the factor after ×/÷ is ${parts[1].slice(0, 20)}; it must be a number from 1 up, such as 0.4 ×/÷ 1.3 for 0.31 to 0.52.`);
      }
      check(middle, slot, text);
      return limited(withFactor(middle, factor, slot, text), slot, text);
    }
    const ends = text.split(/ {0,3}(?:\.{2,3}|…| to |–|—) {0,3}/);
    if (ends.length === 2 && ends[0] && ends[1]) {
      const top = readQuantity(ends[1], slot);
      const low = readQuantity(ends[0], slot);
      // The unit and scale of the upper end hold for a bare lower one.
      const alike = low.bare && !top.bare ? readQuantity(ends[0] + ends[1].trim().replace(NUMBER, '$5'), slot).value : low.value;
      const bottom = alike > top.value ? low.value : alike;
      check(bottom, slot, text);
      check(top.value, slot, text);
      if (bottom > top.value) throw problem(slot, `${text}: the 5th percentile ${general(bottom, 6)} is above the 95th ${general(top.value, 6)}. Swap them?`);
      return limited(about.share ? shareFromInterval(bottom, top.value) : fromInterval(bottom, top.value), slot, text);
    }
    const value = readQuantity(text, slot).value;
    check(value, slot, text);
    let factor = text.startsWith('=') ? 1 : about.rounding;
    if (about.share) factor = Math.min(factor, (1 + value) / 2 / value);
    return limited(withFactor(value, factor, slot, text), slot, text);
  }
  function limited(value, slot, words) {
    const [low, high] = T.slots[slot].limits;
    if (!(value.median >= low && value.median <= high)) {
      throw problem(slot, `${words}: ${general(value.median, 6)} is outside ${general(low, 6)} to ${general(high, 6)}. Was a unit or an exponent mistyped?`);
    }
    return value;
  }

  // ---------------------------------------------------------------- a run, and its routes

  const chipById = new Map(((T && T.chips) || []).map((chip) => [chip.id, chip]));
  function readRun(given) {
    const run = {values: {}, words: {}, chip: null, format: given.number_format || '', date: given.date || ''};
    for (const slot of Object.keys(T.slots)) {
      const words = (given[slot] || '').trim();
      if (!words) continue;
      const key = slot === 'days' ? 'hours' : slot;
      const value = readInput(words, slot);
      if (run.values[key]) throw problem('days', 'Hours and days both state the time. Give one of them.');
      run.values[key] = value;
      run.words[key] = words;
    }
    if (given.chip) {
      run.chip = chipById.get(given.chip);
      if (!run.chip) throw problem('chip', `There is no accelerator ${given.chip.slice(0, 60)} in the table.`);
    }
    if (run.date && !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(run.date)) throw problem('date', 'A date is written 2024-07-23.');
    const v = run.values;
    if (v.parameters && v.active_parameters && v.active_parameters.median > v.parameters.median) {
      throw problem('active_parameters', `${general(v.active_parameters.median, 6)} active parameters are more than ${general(v.parameters.median, 6)} in all. Swap them?`);
    }
    if (v.chip_hours && v.chips && v.hours) throw problem('chip_hours', 'Chip-hours, chips and a time state the chip time twice. Give chip-hours, or chips and the time.');
    return run;
  }
  function used(run, key, symbol, name, unit) {
    return {symbol, name, value: near(run.values[key]), unit, source: run.words[key] ? `given as ${run.words[key]}` : 'given', weight: 1};
  }
  function formatOf(run) {
    const format = run.format || run.chip.usual;
    if (!run.chip.peaks[format]) {
      throw problem('number_format', `${run.chip.name} has a dense peak in ${run.chip.formats.join(', ') || 'no format'}, not in ${format || 'one that training uses'}. Give the peak instead.`);
    }
    return format;
  }
  function peakOf(run) {
    if (run.values.peak) return used(run, 'peak', 'p', 'peak of a chip', 'FLOP/s');
    if (!run.chip) return '--chip or --peak';
    const format = formatOf(run);
    return {symbol: 'p', name: `dense peak of ${run.chip.name} in ${format}`, value: exactly(run.chip.peaks[format][0]), unit: 'FLOP/s',
      source: `data/chips.toml, ${run.chip.where}`, weight: 1};
  }
  function utilizationOf(run) {
    if (run.values.mfu) return [run.values.mfu, used(run, 'mfu', 'u', 'utilisation', 'fraction')];
    const found = run.chip ? run.chip.peaks[formatOf(run)][1] : T.prior;
    const prior = logNormal(found.median, found.sigma);
    return [prior, {symbol: 'u', name: 'utilisation', value: prior, unit: 'fraction', source: found.source, weight: 1}];
  }
  const method = (name, compute, formula, inputs) => ({method: name, compute, formula, inputs});

  function reported(run) {
    if (!run.values.compute) return '';
    const one = used(run, 'compute', 'C', 'training compute', 'FLOP');
    return method('reported', one.value, `given: ${short(one.value.median)} FLOP`, [one]);
  }
  function counted(run) {
    const working = run.values.active_parameters ? 'active_parameters' : 'parameters';
    const lacking = [['--parameters', working], ['--tokens', 'tokens']].filter(([, key]) => !run.values[key]).map(([option]) => option);
    if (lacking.length) return `Counting operations needs ${lacking.join(' and ')}`;
    const inputs = [used(run, working, 'N', working.replace('_', ' '), 'parameters'),
      used(run, 'tokens', 'D', run.values.epochs ? 'tokens' : 'tokens seen', 'tokens')];
    let formula = `6 × ${short(inputs[0].value.median)} × ${short(inputs[1].value.median)}`;
    const factors = [exactly(6), run.values[working], run.values.tokens];
    if (run.values.epochs) {
      inputs.push(used(run, 'epochs', 'e', 'epochs', 'epochs'));
      factors.push(run.values.epochs);
      formula += ` × ${digits(inputs[2].value.median, 3)}`;
    }
    return method('operations', product(factors), formula, inputs);
  }
  function ran(run) {
    let inputs, shown;
    if (run.values.chip_hours) {
      inputs = [used(run, 'chip_hours', 'T', 'chip-hours', 'chip-hours')];
      shown = `${short(inputs[0].value.median)} chip-hours`;
    } else if (run.values.chips && run.values.hours) {
      inputs = [used(run, 'chips', 'n', 'chips', 'chips'), used(run, 'hours', 't', 'time', 'hours')];
      shown = `${digits(inputs[0].value.median, 6)} × ${digits(inputs[1].value.median, 4)} h`;
    } else {
      const lacking = [['--chips', 'chips'], ['--days', 'hours']].filter(([, key]) => !run.values[key]).map(([option]) => option);
      if (lacking.length === 1) return `The hardware route needs ${lacking[0]} too, or --chip-hours`;
      return 'The hardware route needs --chips and --days, or --chip-hours, with --chip';
    }
    const peak = peakOf(run);
    if (typeof peak === 'string') return `The hardware route needs ${peak}`;
    const [factor, mfu] = utilizationOf(run);
    const factors = [...inputs.map((one) => one.value), exactly(3600), peak.value, factor];
    const formula = `${shown} × 3600 s × ${short(peak.value.median)} FLOP/s × ${digits(mfu.value.median)}`;
    return method('hardware', product(factors), formula, [...inputs, mfu, peak]);
  }

  // ---------------------------------------------------------------- money

  const DAY = 86400000;
  const days = (iso) => Date.parse(iso + 'T00:00:00Z') / DAY;
  const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  function median(values) {
    const sorted = values.slice().sort((a, b) => a - b), half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
  function priceAt(chip, date) {
    const known = chip.offers.map(([day, usd]) => [days(day), usd]).sort((a, b) => a[0] - b[0]);
    if (!known.length) return `no price of ${chip.id} (on-demand, 1-year, 3-year) in the table`;
    const past = known.filter(([day]) => !date || day <= days(date));
    let picked, note = '';
    if (past.length) {
      const last = past[past.length - 1][0];
      picked = past.filter(([day]) => day >= last - 183);
    } else {
      picked = known.filter(([day]) => day <= known[0][0] + 183);
      note = `; none before ${date}, the first known ones are used`;
    }
    const values = picked.map(([, usd]) => usd), middle = median(values);
    const spread = Math.max(middle / Math.min(...values), Math.max(...values) / middle, 1.3);
    const words = `${picked.length} offer${picked.length > 1 ? 's' : ''} of ${iso(picked[0][0])} to ${iso(picked[picked.length - 1][0])}${note}`;
    return {usd: fromFactor(middle, spread), words};
  }
  function priceOf(run) {
    if (run.values.price) return used(run, 'price', 'r', 'rent of a chip for an hour', 'USD/chip-hour');
    if (!run.chip) return '--chip or --price';
    const found = priceAt(run.chip, run.date);
    if (typeof found === 'string') return `--price: ${found}`;
    return {symbol: 'r', name: `rent of ${run.chip.name} for an hour`, value: found.usd, unit: 'USD/chip-hour',
      source: `${run.chip.priceSource}: ${found.words}`, weight: 1};
  }
  function bought(run) {
    if (!run.values.cost) return 'The cost route needs --cost, --chip and a --date';
    const price = priceOf(run), peak = peakOf(run);
    for (const one of [price, peak]) if (typeof one === 'string') return `The cost route needs ${one}`;
    const budget = near(run.values.cost);
    const [factor, mfu] = utilizationOf(run);
    const final = share(T.finalShare.median, T.finalShare.sigmaLogit);
    const found = product([budget, final, exactly(3600), peak.value, factor], [price.value]);
    const value = logNormal(found.median, Math.max(found.sigma, T.leastHalfWidthDex / Z90));
    const part = near(final), mean = near(factor);
    const inputs = [
      {symbol: 'B', name: 'cost', value: budget, unit: 'USD', source: 'given', weight: 1},
      {symbol: 's', name: 'share of it for the final run', value: part, unit: 'fraction', source: 'prior: sums often include the experiments before it', weight: 1},
      {symbol: 'r', name: 'rent of a chip for an hour', value: price.value, unit: 'USD/chip-hour', source: price.source, weight: 1},
      {symbol: 'p', name: 'dense peak of a chip', value: peak.value, unit: 'FLOP/s', source: peak.source, weight: 1},
      {symbol: 'u', name: 'utilisation', value: mean, unit: 'fraction', source: mfu.source, weight: 1},
    ];
    const formula = `$${digits(budget.median, 3)} × ${digits(part.median)} ÷ $${digits(price.value.median, 3)}/h` +
      ` × 3600 s × ${short(peak.value.median)} FLOP/s × ${digits(mean.median)}`;
    return method('cost', value, formula, inputs);
  }

  // ---------------------------------------------------------------- one figure out of several

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

  // ---------------------------------------------------------------- receipt

  function receipt(name, methods, found) {
    const [low, high] = intervalOf(found.value);
    const lines = [`${name}   ${scientific(found.value.median)} FLOP   (90%: ${scientific(low)} to ${scientific(high)})`];
    for (const one of methods) {
      const inputs = one.inputs.map((given) => `${given.name} (${given.source})`).join('   ');
      lines.push(one.method === 'reported' ? `  ${one.formula}   ${inputs}` : `  ${one.formula} = ${scientific(one.compute.median)}   ${inputs}`);
    }
    lines.push(`  ${found.rule}`);
    if (T.thresholds.length) {
      const place = Math.log10(found.value.median);
      const nearest = T.thresholds.reduce((a, b) => (Math.abs(Math.log10(Number(b.flop)) - place) < Math.abs(Math.log10(Number(a.flop)) - place) ? b : a));
      lines.push(`  P(> ${nearest.flop}) ${percent(probAbove(found.value, Number(nearest.flop)))}`);
    }
    if (found.doubted) lines.push(`  in doubt: ${found.doubted}`);
    lines.push(`  would narrow it most: ${found.sensitivity}`);
    return lines.join('\n');
  }
  const six = (value) => Number(value.toPrecision(6));
  function row(value) {
    const [low, high] = intervalOf(value);
    return {p5: six(low), p50: six(value.median), p95: six(high)};
  }

  // ---------------------------------------------------------------- inverse questions

  function invert(run) {
    const target = run.values.inverse, amount = short(near(target).median), answers = [];
    const peak = peakOf(run);
    const add = (quantity, value, unit, formula) => answers.push({quantity, value, unit, formula});
    if (typeof peak !== 'string') {
      const [factor, mfu] = utilizationOf(run);
      const perHour = [peak.value, factor, exactly(3600)];
      const rate = `(${short(peak.value.median)} FLOP/s × ${digits(mfu.value.median)}`;
      const hours = product([target], perHour);
      add('chip-hours', hours, 'chip-hours', `${amount} ÷ ${rate} × 3600 s)`);
      add('chip-days', scaled(hours, 1 / 24), 'chip-days', `${amount} ÷ ${rate} × 86 400 s)`);
      if (run.values.chips) {
        const many = digits(near(run.values.chips).median, 6);
        add('days', product([target], [...perHour, run.values.chips, exactly(24)]), 'days', `${amount} ÷ ${rate} × 86 400 s × ${many} chips)`);
      } else if (run.values.hours) {
        const shown = digits(near(run.values.hours).median / 24, 4);
        add('chips', product([target], [...perHour, run.values.hours]), 'chips', `${amount} ÷ ${rate} × 86 400 s × ${shown} days)`);
      }
    }
    const working = run.values.active_parameters ? 'active_parameters' : 'parameters';
    if (run.values[working]) {
      add('tokens', product([target], [exactly(6), run.values[working]]), 'tokens', `${amount} ÷ (6 × ${short(near(run.values[working]).median)})`);
    } else if (run.values.tokens) {
      add('parameters', product([target], [exactly(6), run.values.tokens]), 'parameters', `${amount} ÷ (6 × ${short(near(run.values.tokens).median)})`);
    }
    if (!answers.length) throw problem('inverse', `${amount}: give a chip (how many chip-days?), parameters (how many tokens?) or tokens too.`);
    return answers;
  }

  // ---------------------------------------------------------------- the bill

  const known = (line) => line.value && line.value.median !== undefined;
  function bill(run, compute, country, operator) {
    const hours = chipHours(run, compute);
    const lines = [hours];
    const price = priceOf(run);
    if (typeof price === 'string') lines.push({quantity: 'cloud rent', unknown: `needs ${price}`, unit: 'USD'});
    else if (!known(hours)) lines.push({quantity: 'cloud rent', unknown: hours.unknown, unit: 'USD'});
    else lines.push({quantity: 'cloud rent', value: times(hours.value, price.value), unit: 'USD',
      formula: `${short(hours.value.median)} chip-hours × $${digits(price.value.median, 3)}`, source: price.source});
    lines.push(...ownHardware(run, hours), ...power(run, hours, country, operator));
    const byName = Object.fromEntries(lines.map((one) => [one.quantity, one]));
    const a = byName['amortised hardware'], b = byName['energy cost'];
    const both = {quantity: 'amortised hardware and energy', unit: 'USD'};
    const lacking = [a, b].find((one) => !known(one));
    if (lacking) both.unknown = lacking.unknown;
    else {
      const ends = [0, 1].map((i) => intervalOf(a.value)[i] + intervalOf(b.value)[i]);
      both.value = logNormal(a.value.median + b.value.median, fromInterval(...ends).sigma);
    }
    return [...lines, both];
  }
  function chipHours(run, compute) {
    const v = run.values, line = {quantity: 'chip-hours', unit: 'chip-hours'};
    if (v.chip_hours) return {...line, value: near(v.chip_hours), formula: 'given'};
    if (v.chips && v.hours) return {...line, value: times(near(v.chips), near(v.hours)), formula: 'chips × hours, as given'};
    const peak = peakOf(run);
    if (typeof peak === 'string') return {...line, unknown: `needs ${peak}`};
    const [factor, mfu] = utilizationOf(run);
    const formula = `${short(compute.median)} ÷ (${short(peak.value.median)} FLOP/s × ${digits(mfu.value.median)} × 3600 s)`;
    return {...line, value: product([compute], [peak.value, factor, exactly(3600)]), formula, source: `${peak.source}; ${mfu.source}`};
  }
  function ownHardware(run, hours) {
    const lines = [{quantity: 'amortised hardware', unit: 'USD'}, {quantity: 'cluster, up front', unit: 'USD'}];
    const offers = run.chip ? run.chip.bought : [];
    const found = offers.filter(([from]) => !run.date || from <= run.date).pop();
    if (!run.chip || !found) {
      const reason = run.chip ? `no price of ${run.chip.id} (purchase) in the table` : 'needs --chip';
      return lines.map((line) => ({...line, unknown: reason}));
    }
    const [, usd, sigma, earliest, source] = found;
    const price = logNormal(usd, sigma), server = run.chip.server[0];
    const years = Math.max((days(run.date || earliest) - days(earliest)) / 365.25, 0);
    const whole = server / (1 - T.interconnectShare);
    if (!known(hours)) lines[0].unknown = hours.unknown;
    else {
      const left = 10 ** (-T.depreciationDexPerYear * years), rate = (T.depreciationDexPerYear * LN10) / T.hoursPerYear;
      const hourly = scaled(price, whole * left * rate);
      lines[0] = {...lines[0], value: times(hours.value, hourly), source,
        formula: `${short(hours.value.median)} chip-hours × $${digits(hourly.median, 3)} of value lost in an hour, ${fixed(years, 1)} years after purchase`};
    }
    if (!run.values.chips) lines[1].unknown = 'needs --chips';
    else {
      const chips = near(run.values.chips);
      lines[1] = {...lines[1], value: scaled(times(chips, price), whole), source,
        formula: `${digits(chips.median, 6)} × $${digits(price.median, 3)} × ${general(server, 6)} (servers) ÷ 0.81 (network)`};
    }
    return lines;
  }
  function power(run, hours, country, operator) {
    const lines = [{quantity: 'energy', unit: 'kWh'}, {quantity: 'energy cost', unit: 'USD'}, {quantity: 'emissions', unit: 'kgCO2e'}];
    const rated = run.values.tdp ? near(run.values.tdp) : run.chip && run.chip.tdp ? exactly(run.chip.tdp) : null;
    const lacking = !known(hours) ? hours.unknown : rated ? '' : run.chip ? `the rated power of ${run.chip.name} is not in data/chips.toml; give --tdp` : 'needs --tdp';
    if (lacking) return lines.map((line) => ({...line, unknown: lacking}));
    const [, server, serverSigma, draw, drawSigma] = run.chip ? run.chip.server : T.plainServer;
    const overhead = logNormal(...T.overhead[operator || '']);
    const energy = [hours.value, rated, logNormal(server, serverSigma), logNormal(draw, drawSigma), overhead, exactly(1e-3)].reduce(times);
    lines[0] = {...lines[0], value: energy, source: 'Cottier et al. (2024)',
      formula: `${short(hours.value.median)} chip-hours × ${general(rated.median, 6)} W × ${general(server, 6)} (server) × ${general(draw, 6)} (draw) × ${fixed(overhead.median, 2)} (PUE)`};
    const kwh = logNormal(...T.usdPerKwh);
    lines[1] = {...lines[1], value: times(energy, kwh), formula: `${short(energy.median)} kWh × $${fixed(kwh.median, 3)}`, source: 'US industrial price'};
    const rows = country ? T.grid[country] || [] : [];
    const year = run.date ? Number(run.date.slice(0, 4)) : null;
    if (!country) lines[2].unknown = 'needs --country';
    else if (!rows.length) lines[2].unknown = `no carbon intensity of '${country}' in data/grid.toml`;
    else {
      const at = year === null ? rows[rows.length - 1] : rows.reduce((a, b) => (Math.abs(b[0] - year) <= Math.abs(a[0] - year) ? b : a));
      if (year !== null && Math.abs(at[0] - year) > 4) lines[2].unknown = `the nearest year of carbon intensity of ${country} is ${at[0]}, too far from ${year}`;
      else lines[2] = {...lines[2], value: times(energy, logNormal(at[1], at[2])), source: at[3],
        formula: `${short(energy.median)} kWh × ${general(at[1], 6)} kgCO2e/kWh (${country}, ${at[0]})`};
    }
    return lines;
  }
  const SCALES = [[1e12, 'trillion'], [1e9, 'billion'], [1e6, 'million'], [1e3, 'thousand'], [0, '']];
  function sized(value) {
    const [size, word] = SCALES.find(([one]) => value >= 0.9995 * one);
    return value >= 1e15 ? [shown(value), ''] : [shown(size ? value / size : value), word];
  }
  function shown(value) {
    if (value >= 0.01 && value < 10000) {
      const text = value < 100 ? general(value, 2) : general(Number(general(value, 3)), 6);
      return general(Number(text), 6);
    }
    const [kept, exponent] = rounded(value, 2);
    const size = exponent < 0 ? `-${-exponent}` : String(exponent).padStart(2, '0');
    return `${kept[0]}.${kept[1]}e${size}`;
  }
  function amount(value, unit) {
    const [sign, name] = unit === 'USD' ? ['$', ''] : ['', ` ${unit}`];
    const [middle, low, high] = [value.median, ...intervalOf(value)].map(sized);
    const said = `${sign}${middle.join(' ').trim()}${name}`;
    if (value.sigma === 0) return said;
    const first = low[1] === high[1] ? low[0] : low.join(' ').trim();
    return `${said}   (90%: ${sign}${first} to ${sign}${high.join(' ').trim()})`;
  }
  const lineText = (one) => `  ${one.quantity}: ` + (known(one) ? amount(one.value, one.unit) + (one.formula ? `   ${one.formula}` : '') : `unknown (${one.unknown})`);
  function lineRow(one) {
    const base = {quantity: one.quantity, unit: one.unit, formula: (known(one) && one.formula) || '', source: (known(one) && one.source) || ''};
    return known(one) ? {...base, ...row(one.value), unknown: null} : {...base, p5: null, p50: null, p95: null, unknown: one.unknown};
  }

  // What `flopwatch estimate --json` prints, from inputs in words.
  function estimate(given) {
    const run = readRun(given);
    let out, compute;
    if (run.values.inverse) {
      const answers = invert(run);
      compute = run.values.inverse;
      const text = [`${shown(compute.median)} FLOP takes`, ...answers.map((one) => `  ${amount(one.value, one.unit)}   ${one.formula}`)];
      out = {compute_flop: row(compute), inverse: answers.map((one) => ({quantity: one.quantity, ...row(one.value), unit: one.unit, formula: one.formula})),
        working_text: text.join('\n')};
    } else {
      const tried = [reported(run), counted(run), ran(run), bought(run)];
      const methods = tried.filter((one) => typeof one !== 'string');
      if (!methods.length) throw problem('', `Too little is given. ${tried.filter(Boolean).map((one) => `${one}.`).join(' ')} Comparing needs --like, such as --like '0.4x GPT-4'.`);
      const found = combine(methods);
      compute = found.value;
      out = {
        compute_flop: row(found.value),
        methods: methods.map((one) => ({method: one.method, ...row(one.compute), formula: one.formula})),
        agreement: six(found.agreement), rule: found.rule, doubted: found.doubted,
        thresholds: T.thresholds.map((one) => ({threshold_flop: Number(one.flop), label: one.label, probability: Number(probAbove(found.value, Number(one.flop)).toFixed(6))})),
        working: methods.flatMap((one) => one.inputs.map((u) => ({method: one.method, symbol: u.symbol, name: u.name, value: six(u.value.median), unit: u.unit, formula: one.formula, source: u.source}))),
        working_text: receipt('This run', methods, found), sensitivity: found.sensitivity,
      };
    }
    if (given.with_cost) {
      const lines = bill(run, compute, given.country || '', given.operator || '');
      out.cost = lines.map(lineRow);
      out.working_text += '\n' + lines.map(lineText).join('\n');
    }
    return out;
  }
  globalThis.flopwatchEstimate = {estimate, sized, known, scientific, probability: probAbove};
})();
