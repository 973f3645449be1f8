// The reader's input to the calculator, read in the same way as the command's by flopwatch.estimation.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {general} = F.numbers;
  const {problem, exactly, fromFactor, fromInterval} = F.quantities;
  const T = globalThis.flopwatchTables;

  const FORMS = 'Write a value (405B), a 90% interval (8.2e24..4.4e25, 8.2e24 to 4.4e25) or a value with a factor (0.4 ×/÷ 1.3).';
  const SUFFIXES = {k: 3, K: 3, M: 6, m: 6, mn: 6, Mn: 6, mln: 6, MM: 6, B: 9, b: 9, bn: 9, Bn: 9, BN: 9, bln: 9, G: 9, T: 12, t: 12, tn: 12, Tn: 12,
    trn: 12, thousand: 3, million: 6, billion: 9, trillion: 12, quadrillion: 15};
  const UNITS = {
    parameters: {parameters: 1, parameter: 1, params: 1, param: 1}, tokens: {tokens: 1, token: 1}, words: {words: 1, word: 1}, bytes: {bytes: 1, byte: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, pb: 1e15}, epochs: {epochs: 1, epoch: 1},
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
    // A bare number is in the slot's own unit; days are stored in hours.
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
    if (T.slots[slot].share && factor > 1 && value * factor >= 1) throw problem(slot, `${words}: its upper end, ${general(value * factor, 3)}, is not below 1.`);
    return fromFactor(value, factor);
  }
  // A quantity as typed: its value, its own spread (null for a bare number), the words.
  function readInput(words, slot) {
    const text = words.trim();
    if (text.length > 200) throw problem(slot, `input has ${text.length} characters; at most 200 are allowed. ${FORMS}`);
    const about = T.slots[slot];
    const parts = text.split(/ {0,3}(?:[×x*] ?\/ ?[÷x/]?|[×x*]÷) {0,3}/);
    if (parts.length === 2) {
      const middle = readQuantity(parts[0], slot).value, factor = Number(parts[1]);
      if (!/^[0-9.]{1,20}$/.test(parts[1].trim()) || !(factor >= 1 && factor <= 1e6)) {
        throw problem(slot, `the factor after ×/÷ is ${parts[1].slice(0, 20)}; it must be a number from 1 up, such as 0.4 ×/÷ 1.3 for 0.31 to 0.52.`);
      }
      check(middle, slot, text);
      return limited(middle, withFactor(middle, factor, slot, text), slot, text);
    }
    const ends = text.split(/ {0,3}(?:\.{2,3}|…| to |–|—) {0,3}/);
    if (ends.length === 2 && ends[0] && ends[1]) {
      const top = readQuantity(ends[1], slot);
      const low = readQuantity(ends[0], slot);
      // A bare lower end takes the unit and scale of the upper one.
      const alike = low.bare && !top.bare ? readQuantity(ends[0] + ends[1].trim().replace(NUMBER, '$5'), slot).value : low.value;
      const bottom = alike > top.value ? low.value : alike;
      check(bottom, slot, text);
      check(top.value, slot, text);
      if (bottom > top.value) throw problem(slot, `${text}: the 5th percentile ${general(bottom, 6)} is above the 95th ${general(top.value, 6)}. Swap them?`);
      if (about.share && top.value >= 1) throw problem(slot, `${text}: its upper end is not below 1.`);
      const spread = fromInterval(bottom, top.value);
      return limited(spread.median, spread, slot, text);
    }
    const value = readQuantity(text, slot).value;
    check(value, slot, text);
    return limited(value, text.startsWith('=') ? exactly(value) : null, slot, text);
  }
  function limited(value, spread, slot, words) {
    const [low, high] = T.slots[slot].limits;
    if (!(value >= low && value <= high)) {
      throw problem(slot, `${words}: ${general(value, 6)} is outside ${general(low, 6)} to ${general(high, 6)}. Was a unit or an exponent mistyped?`);
    }
    return {value, spread, words, source: `given as ${words}`};
  }

  // ---------------------------------------------------------------- a run, and its routes

  const chipById = new Map(((T && T.chips) || []).map((chip) => [chip.id, chip]));
  function readRun(given) {
    const run = {facts: {}, chip: null, format: given.number_format || '', date: given.date || '', confidence: given.confidence || '', computeMethods: (given.compute_method || '').split(',').filter(Boolean),
      domain: given.domain || '', encoderDecoder: Boolean(given.encoder_decoder)};
    for (const slot of Object.keys(T.slots)) {
      const words = (given[slot] || '').trim();
      if (!words) continue;
      const key = slot === 'days' ? 'hours' : slot, fact = readInput(words, slot);
      if (run.facts[key]) throw problem('days', 'Hours and days both state the time. Give one of them.');
      run.facts[key] = fact;
    }
    if (given.chip) {
      run.chip = chipById.get(given.chip);
      if (!run.chip) throw problem('chip', `There is no accelerator ${given.chip.slice(0, 60)} in the table.`);
    }
    if (run.date && !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(run.date)) throw problem('date', 'A date is written 2024-07-23.');
    if (run.confidence && !Object.hasOwn(T.confidence, run.confidence)) throw problem('confidence', `No source says ${run.confidence.slice(0, 40)}.`);
    const f = run.facts;
    if (f.parameters && f.active_parameters && f.active_parameters.value > f.parameters.value) {
      throw problem('active_parameters', `${general(f.active_parameters.value, 6)} active parameters are more than ${general(f.parameters.value, 6)} in all. Swap them?`);
    }
    if (f.chip_hours && f.chips && f.hours) throw problem('chip_hours', 'Chip-hours, chips and a time state the chip time twice. Give chip-hours, or chips and the time.');
    if (f.tokens && (f.data_tokens || f.data_words || f.data_bytes)) throw problem('data_tokens', 'Tokens are those that passed through training; give those or the data, not both.');
    return run;
  }
  // A given quantity with the error of a bare number, or null.
  function amount(run, name) {
    const fact = run.facts[name];
    if (!fact) return null;
    if (fact.spread) return fact.spread;
    const factor = T.within[name] || 1;
    return fromFactor(fact.value, T.slots[name].share ? shareWithin(fact.value, factor) : factor);
  }
  const shareWithin = (value, factor) => Math.min(factor, (1 + value) / 2 / value);

  F.inputs = {readRun, amount, shareWithin};
})();
