// What the interpreter supplies itself: Python's built-ins that the estimator uses, the methods of Python's own types, and
// what rests on a library there (hub/pages/calculator.py lists them).
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {Instance, Keywords, Problem, truth, each, order} = F;

  // ---------------------------------------------------------------- built-ins

  class Day extends Instance { // a date; its number is that of its days
    constructor(text) {
      super();
      this.text = text;
      this.year = Number(text.slice(0, 4));
    }
    valueOf() {
      return Date.parse(`${this.text}T00:00:00Z`) / 86400000;
    }
    toString() {
      return this.text;
    }
  }
  function shown(value, spec, quoted) {
    if (quoted && value.includes("'") && !value.includes('"')) return `"${value}"`;
    if (quoted) return `'${value.replace(/['\\]/g, '\\$&')}'`;
    if (spec) return F.formatted(value, spec);
    if (value === null) return 'None';
    return value instanceof Instance && !(value instanceof Day) ? value.__str__() : String(value);
  }
  const holding = (act, holds) => Object.assign(act, {holds});
  function sorted(items, more) {
    const pairs = each(items).map((one) => [more?.key ? more.key(one) : one, one]);
    return pairs.sort((a, b) => order(a[0], b[0])).map(([, one]) => one);
  }
  // The first of the largest: `sign` is 1 for the largest, -1 for the smallest.
  const extreme = (sign) => (...given) => {
    const more = given.at(-1) instanceof Keywords ? given.pop() : {}, items = given.length > 1 ? given : each(given[0]);
    const key = more.key ?? ((one) => one);
    if (!items.length && 'default' in more) return more.default;
    return items.reduce((best, one) => (sign * order(key(one), key(best)) > 0 ? one : best));
  };
  const sum = (items) => each(items).reduce((a, b) => a + b, 0);
  const changed = (one, more) => Object.assign(Object.create(Object.getPrototypeOf(one)), one, more);
  const make = (pairs, more) => new Map([...(pairs ?? []), ...Object.entries(more ?? {})]);

  // ---------------------------------------------------------------- the normal distribution

  // By its series near 0 and its continued fraction beyond.
  function erfc(x) {
    if (x < 0) return 2 - erfc(-x);
    if (x >= 2.5) {
      let fraction = 0;
      for (let n = 80; n > 0; n--) fraction = n / 2 / (x + fraction);
      return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
    }
    let term = x, total = x;
    for (let n = 1; n < 120; n++) {
      term *= (-x * x) / n;
      total += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * total;
  }
  // The quantile at p, 0.5 < p < 1, by bisection.
  function standardQuantile(p) {
    let [low, high] = [0, 9];
    for (let n = 0; n < 60; n++) {
      const middle = (low + high) / 2;
      if (erfc(middle / Math.SQRT2) / 2 > 1 - p) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
  // The least-squares solution of a symmetric system whose right sides are 1, by conjugate gradients.
  function solved(matrix) {
    const dot = (a, b) => a.reduce((total, one, i) => total + one * b[i], 0), size = matrix.length;
    let x = Array(size).fill(0), rest = Array(size).fill(1), step = rest;
    for (let n = 0; n < 4 * size && dot(rest, rest) > 1e-28; n++) {
      const moved = matrix.map((row) => dot(row, step)), before = dot(rest, rest), far = before / dot(step, moved);
      x = x.map((one, i) => one + far * step[i]);
      rest = rest.map((one, i) => one - far * moved[i]);
      step = rest.map((one, i) => one + (dot(rest, rest) / before) * step[i]);
    }
    return x;
  }
  function leastVariance(covariance) {
    let kept = covariance.map((_, i) => i), block, weights;
    for (;;) {
      block = kept.map((i) => kept.map((j) => covariance[i][j]));
      weights = solved(block);
      const least = Math.min(...weights);
      if (kept.length === 1 || least >= 0) break;
      kept = kept.filter((_, i) => i !== weights.indexOf(least));
    }
    const shares = weights.map((one) => one / sum(weights));
    const variance = sum(shares.map((a, i) => sum(shares.map((b, j) => a * block[i][j] * b))));
    return [new Map(kept.map((i, n) => [i, shares[n]])), variance];
  }
  function median(values) {
    const all = sorted(values), half = all.length >> 1;
    return all.length % 2 ? all[half] : (all[half - 1] + all[half]) / 2;
  }

  // ---------------------------------------------------------------- quantities in words

  const FIGURES = '[0-9]{1,3}(?:,[0-9]{3}){1,8}(?:\\.[0-9]{1,30})?|[0-9]{1,40}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30}';
  const POWER = '(?:[eE]([+-]?[0-9]{1,4})| ?[×x*] ?10\\^?([0-9]{1,3}))?';
  const NUMBER = new RegExp(`^([+-]?)\\$? ?(${FIGURES})${POWER} ?(.{0,40})$`);
  const FLOP = /^(kilo|mega|giga|tera|peta|exa|zetta|yotta|[kmgtpezy])?flop(s?)(\/s)?$/;
  const SIZES = 'kmgtpezy';
  const CHIPS = /^(?:chip|gpu|tpu|accelerator|core)s?(?:[- ](.{1,20}))?$/;
  // A unit in words, as [unit, factor]; null if it is not known.
  function unitOf(words, usual) {
    const lexicon = F.outside('english'), lower = words.toLowerCase();
    if (!words) return [usual, 1];
    if (words === '%') return ['fraction', 0.01];
    const flop = FLOP.exec(lower), chips = CHIPS.exec(lower);
    if (flop) {
      const [, size, plural, speed] = flop;
      return [speed || (plural && usual === 'FLOP/s') ? 'FLOP/s' : 'FLOP', size ? 1000 ** (SIZES.indexOf(size[0]) + 1) : 1];
    }
    if (chips && !chips[1]) return ['chips', 1];
    const time = chips && lexicon.chip_times.find(([all]) => all.includes(chips[1]));
    if (time) return time.slice(1);
    const known = lexicon.unit_words.find(([all]) => all.includes(lower))
      ?? lexicon.unit_symbols.find(([symbol]) => symbol === words);
    return known ? [known[1], 10 ** known[2]] : null;
  }
  function quantityIn(words, usual) {
    const found = NUMBER.exec(words.trim());
    if (!found) return null;
    const lexicon = F.outside('english'), [, sign, digits, exponent, power, rest] = found;
    const [letters] = /^[A-Za-z]{1,11}(?![A-Za-z])/.exec(rest) ?? [''];
    const scale = [...lexicon.scales, ...lexicon.suffixes].find(([word]) => word === letters && !/^[hdW]$/.test(letters));
    const unit = unitOf(scale ? rest.slice(letters.length).trim() : rest.trim(), usual);
    if (!unit) return null;
    const size = Number(exponent ?? power ?? 0) + (scale?.[1] ?? 0);
    const value = Number(`${sign}${digits.replaceAll(',', '')}e${size}`) * unit[1];
    return {value, unit: unit[0], relation: '=', start: 0, end: words.length, bare: !rest, tail: rest};
  }
  function readQuantities(words, {default_unit: usual}) {
    const ends = words.split(' to '), top = quantityIn(ends.at(-1), usual);
    if (ends.length === 1) return top ? [Object.assign(new Instance(), top)] : [];
    // A bare lower end takes the unit and the scale of the upper one.
    const alone = top && quantityIn(ends[0], top.unit), alike = alone?.bare ? quantityIn(ends[0] + top.tail, top.unit) : alone;
    if (ends.length > 2 || !alike) return [];
    const low = alike.value > top.value ? alone : alike;
    return [Object.assign(new Instance(), {...low, high: top.value, relation: 'range', end: words.length})];
  }
  function readNumber(words) {
    const found = quantityIn(words, '');
    if (!found?.bare) throw F.natives.ValueError(`${words} is not a number`);
    return found.value;
  }
  // A stated number with at most six significant digits: domain/figures.py.
  function withoutNoise(text) {
    const [amount, blank, unit] = F.methods.partition(text.trim(), ' '), value = Number(amount);
    const significant = amount.split(/e/i)[0].replace(/[^0-9]/g, '').replace(/^0+|0+$/g, '');
    const isNumber = /^[+-]?[0-9.]{1,40}(?:e[+-]?[0-9]{1,4})?$/i.test(amount) && Number.isFinite(value);
    if (!isNumber || significant.length <= 6 || (Number.isInteger(value) && Math.abs(value) < 1e15)) return text;
    const kept = Number(F.formatted(value, '.6g')), size = Math.abs(kept);
    return (size >= 1e-4 && size < 1e15 ? String(kept) : F.outside('digits')(kept, 6)) + blank + unit;
  }
  function findChip(chips, name) {
    const found = chips.rows.find((one) => one.id === name || one.name === name);
    if (!found) throw new Problem(['NotFound'], `There is no accelerator ${name} in the table.`, {slot: 'chip'});
    return found;
  }

  // ---------------------------------------------------------------- by their names in Python

  const same = (value) => value, unique = (items) => new Set(each(items ?? []));
  const fromKeys = (items, value = null) => new Map(each(items).map((one) => [one, value]));
  const firstDay = (text) => Object.assign(new Instance(), {earliest: new Day(`${text}-01-01`.slice(0, 10))});
  F.natives = {
    abs: Math.abs,
    all: (items) => each(items).every(truth),
    any: (items) => each(items).some(truth),
    bool: holding(truth, (value) => typeof value === 'boolean'),
    dict: Object.assign(make, {fromkeys: fromKeys}),
    enumerate: (items) => each(items).map((one, i) => [i, one]),
    filter: (act, items) => each(items).filter((one) => truth(act ? act(one) : one)),
    float: holding(Number, (value) => typeof value === 'number'),
    frozenset: unique,
    getattr: (owner, name, fallback) => owner[name] ?? fallback ?? null,
    int: holding(Math.trunc, Number.isInteger),
    isinstance: (value, kinds) => [kinds].flat().some((one) => one.holds(value)),
    iter: each,
    len: (items) => items.length ?? items.size,
    list: (items) => each(items ?? []),
    map: (act, items) => each(items).map((one) => act(one)),
    max: extreme(1),
    min: extreme(-1),
    next: (items, fallback) => (each(items).length ? each(items)[0] : fallback),
    range: (first, end) => (end === undefined ? [...Array(first).keys()] : [...Array(end).keys()].slice(first)),
    round: (value, places = 0) => Number(F.formatted(value, `.${places}f`)),
    set: unique,
    sorted,
    str: holding((value) => shown(value, ''), (value) => typeof value === 'string'),
    sum,
    tuple: holding((items) => each(items ?? []), Array.isArray),
    zip(...lists) {
      const all = lists.filter((one) => !(one instanceof Keywords)).map(each);
      return all[0].map((_, i) => all.map((one) => one[i]));
    },
    'math.erfc': erfc, 'math.exp': Math.exp, 'math.fsum': sum, 'math.hypot': Math.hypot, 'math.inf': Infinity,
    'math.isfinite': Number.isFinite, 'math.log': Math.log, 'math.log10': Math.log10, 'math.sqrt': Math.sqrt,
    ValueError: F.errorOf([null, 'ValueError']),
    partial: (act, ...given) => (...more) => act(...given, ...more),
    replace: changed, 'structs.replace': changed,
    timedelta: ({days}) => days, PartialDate: Object.assign(firstDay, {from_iso: firstDay}),
    median, exact: Number, log_normal: same, near_lognormal: same, least_variance: leastVariance,
    standard_quantile: (p) => F.outside('quantiles').get(p) ?? standardQuantile(p),
    find_chip: findChip, fold_name: (name) => name.toLowerCase(), read_number: readNumber,
    read_quantities: readQuantities, without_noise: withoutNoise,
  };
  F.methods = {
    add: (set, one) => void set.add(one), append: (list, one) => void list.push(one), casefold: (text) => text.toLowerCase(),
    format: (text, more) => text.replace(/\{([a-z]+)\}/g, (_, name) => more[name]),
    get: (map, key, fallback = null) => (map.has(key) ? map.get(key) : fallback),
    items: (map) => [...map], join: (text, items) => each(items).join(text),
    partition(text, mark) {
      const [before, ...after] = text.split(mark);
      return after.length ? [before, mark, after.join(mark)] : [before, '', ''];
    },
    removeprefix: (text, start) => (text.startsWith(start) ? text.slice(start.length) : text),
    replace: (text, old, other) => text.replaceAll(old, other),
    setdefault: (map, key, value) => (map.has(key) ? map : map.set(key, value)).get(key),
    split: (one, words) => (one instanceof RegExp ? words.split(one) : one.split(words)),
    startswith: (text, start) => text.startsWith(start), strip: (text) => text.trim(), upper: (text) => text.toUpperCase(),
    values: (map) => [...map.values()],
  };
  Object.assign(F, {Day, shown});
})();
