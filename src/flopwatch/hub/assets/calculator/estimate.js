// The calculator's arithmetic: `flopwatch estimate` itself, evaluated in the page.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  // Settings of a run that are no quantities: each as Python takes it.
  const text = (words) => words, day = (words) => {
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(words)) throw new F.Problem(['BadInput'], 'A date is written 2024-07-23.', {slot: 'date'});
    return new F.Day(words);
  };
  const SETTINGS = {chip: text, number_format: text, confidence: text, compute_method: text, domain: text, encoder_decoder: Boolean, date: day};

  // An answer as plain data, as --json prints it.
  function plain(value) {
    if (Array.isArray(value)) return value.map(plain);
    return value instanceof F.Instance ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)])) : value;
  }
  // The output of `flopwatch estimate --json` for what a person typed, by the names of its options.
  function estimate(given) {
    const typed = Object.entries(given).map(([name, value]) => [name, String(value).trim()]).filter(([, value]) => value);
    const slots = F.outside('SLOTS'), tables = F.outside('tables'), settings = new F.Keywords(), more = new F.Keywords();
    for (const [name, value] of typed) if (SETTINGS[name]) settings[name] = SETTINGS[name](value);
    if (settings.chip) F.natives.find_chip(tables.chips, settings.chip);
    const run = F.outside('read_run')(new Map(typed.filter(([name]) => slots.has(name))), settings);
    const {with_cost, country, operator} = Object.fromEntries(typed);
    Object.assign(more, {with_cost: Boolean(with_cost), country: country ?? '', large_operator: operator ? operator === 'large' : null});
    return plain(F.outside('answer_run')(run, tables, more));
  }
  globalThis.flopwatchEstimate = {estimate, sized: (value) => F.outside('_scaled')(value), scientific: (value) => F.outside('scientific')(value)};
})();
