// The calculator's arithmetic: `flopwatch estimate` itself, evaluated in the page.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const text = (words) => words;
  function day(words) {
    if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(words)) return new F.Day(words);
    throw new F.Problem(['BadInput'], 'A date is written 2024-07-23.', {slot: 'date'});
  }
  // The settings of a run, which are not quantities: each as Python takes it.
  const SETTINGS = {
    chip: text, number_format: text, confidence: text, compute_method: text, domain: text, encoder_decoder: Boolean, date: day,
  };

  // An answer as plain data, as --json prints it.
  function plain(value) {
    if (Array.isArray(value)) return value.map(plain);
    if (!(value instanceof F.Instance)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
  }
  // The output of `flopwatch estimate --json` for what a person typed, by the names of its options.
  function estimate(given) {
    const words = Object.entries(given).map(([name, value]) => [name, String(value).trim()]);
    const typed = words.filter(([, value]) => value), settings = new F.Keywords(), more = new F.Keywords();
    for (const [name, value] of typed) if (SETTINGS[name]) settings[name] = SETTINGS[name](value);
    const slots = F.outside('SLOTS'), quantities = new Map(typed.filter(([name]) => slots.has(name)));
    const {with_cost: priced, country = '', operator} = Object.fromEntries(typed);
    Object.assign(more, {with_cost: Boolean(priced), country, large_operator: operator ? operator === 'large' : null});
    return plain(F.outside('answer_run')(F.outside('read_run')(quantities, settings), F.outside('tables'), more));
  }

  const known = (name) => (value) => F.outside(name)(value);
  globalThis.flopwatchEstimate = {estimate, sized: known('_scaled'), scientific: known('scientific')};
})();
