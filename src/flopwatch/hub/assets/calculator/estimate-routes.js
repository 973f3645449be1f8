// The interpreter of the routes: calculator-data.js carries Python's own routes (flopwatch.estimation.routes), factor by factor.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {digits, short, general} = F.numbers;
  const {problem, exactly, logNormal, fromFactor, fromInterval, product, intervalOf, factorOf, times} = F.quantities;
  const {amount, shareWithin} = F.inputs || {};
  const T = globalThis.flopwatchTables;
  const Z90 = 1.6448536269514722;

  const within = (fact, factor) => fact.spread || fromFactor(fact.value, factor);
  const prior = (name) => logNormal(T.priors[name].median, T.priors[name].sigma_dex);
  const input = (symbol, name, value, unit, source) => ({symbol, name, value, unit, source, weight: 1});

  // The typed facts, under their names in routes; the same as flopwatch.estimation.run_given.facts_given.
  function factsOf(run) {
    const f = run.facts, repeated = f.tokens && f.epochs;
    return {active: f.active_parameters, parameters: f.parameters, tokens_seen: repeated ? null : f.tokens, tokens: repeated ? f.tokens : f.data_tokens,
      words: f.data_words, bytes: f.data_bytes, epochs: f.epochs, chip_hours: f.chip_hours, chips: f.chips, hours: f.hours, utilization: f.mfu, peak: f.peak,
      is_encoder_decoder: run.encoderDecoder};
  }
  function passesOf(facts, tokens) {
    const small = tokens < T.smallCorpus;
    if (!facts.epochs) return [prior(small ? 'small-corpus' : 'large-corpus'), ' × passes (unstated)'];
    const count = facts.epochs.value;
    return [within(facts.epochs, T.epochsWithin[small ? 0 : 1]), ` × ${general(count, 6)} epoch${count === 1 ? '' : 's'}`];
  }
  function known(factor, facts) {
    const way = factor.ways.find((one) => facts[one.fact]);
    if (!way) return null;
    let value = within(facts[way.fact], way.within), words = '';
    if (way.ratio) value = times(value, prior(way.ratio));
    if (way.repeats) {
      let passes;
      [passes, words] = passesOf(facts, value.median);
      value = times(value, passes);
    }
    return input(factor.symbol, way.name.replace('{passes}', words), value, factor.unit, facts[way.fact].source);
  }
  function multiply(route, facts, found = {}) {
    const inputs = [];
    for (const factor of route.factors) {
      if (factor.flag && !facts[factor.flag]) continue;
      const about = T.priors[factor.prior];
      const one = found[factor.symbol] || known(factor, facts) || (about && input(factor.symbol, about.name, prior(factor.prior), factor.unit, about.source));
      if (!one) return null;
      inputs.push(one);
    }
    let formula = '';
    for (const [words, symbol] of route.equation) {
      const one = inputs.find((given) => given.symbol === symbol);
      if (one) formula += words + printed(one.value.median, route.shown[symbol]);
    }
    return {method: route.method, compute: product([exactly(route.constant), ...inputs.map((one) => one.value)]), formula, inputs, doubts: []};
  }
  const printed = (value, form) => (form === 'short' ? short(value) : digits(value, form === 'plain' ? 6 : 4));

  // ---------------------------------------------------------------- the chip

  function formatOf(run) {
    const format = run.format || run.chip.usual;
    if (!run.chip.peaks[format]) {
      throw problem('number_format', `${run.chip.name} has a dense peak in ${run.chip.formats.join(', ') || 'no format'}, not in ${format || 'one that training uses'}. Give the peak instead.`);
    }
    return format;
  }
  function peakOf(run, source) {
    if (run.facts.peak) return input('p', 'peak of a chip', within(run.facts.peak, 1), 'FLOP/s', run.facts.peak.source);
    if (!run.chip) return '--chip or --peak';
    const format = formatOf(run);
    return input('p', `dense peak of ${run.chip.name} in ${format}`, exactly(run.chip.peaks[format][0]), 'FLOP/s', source || `data/chips.toml, ${run.chip.sources[format][1] || run.chip.sources[format][0]}`);
  }
  function utilizationOf(run, outside = true) {
    const fact = run.facts.mfu;
    if (fact) return input('u', 'utilisation', within(fact, shareWithin(fact.value, T.statedUtilization)), 'fraction', fact.source);
    const found = run.chip ? run.chip.peaks[formatOf(run)][1] : T.prior;
    let value = logNormal(found.median, found.sigma);
    if (outside && run.domain && run.domain !== 'language') value = fromFactor(value.median, Math.max(factorOf(value), T.outsideLanguage));
    return input('u', 'utilisation', value, 'fraction', priorWords(value, found.whose));
  }
  function priorWords(value, whose) {
    const [low, high] = intervalOf(value).map((one) => F.numbers.fixed(one, 2));
    return `prior for ${whose}: median ${F.numbers.fixed(value.median, 2)}, 90% ${low} to ${high}`;
  }

  // ---------------------------------------------------------------- the methods

  function reported(run) {
    const fact = run.facts.compute;
    if (!fact) return null;
    const value = within(fact, T.confidence[run.confidence] || T.bareStatement), word = run.confidence ? `, the source's word: "${run.confidence}"` : '';
    const stated = fact.words.includes('FLOP') ? fact.words : `${short(fact.value)} FLOP`;
    const used = input('C', 'training compute', value, 'FLOP', `90% within a factor of ${digits(factorOf(value), 3)}${word}`);
    return {method: 'reported', compute: value, formula: `reported: ${stated}${word}`, inputs: [used], doubts: []};
  }
  const counted = (run) => withBase(run, multiply(T.routes[0], factsOf(run)));
  function ran(run) {
    const facts = factsOf(run), f = run.facts;
    const route = f.chip_hours ? T.routes[1] : f.chips && f.hours ? T.routes[2] : null;
    if (!route || !(run.chip || f.peak)) return null;
    const byCore = run.chip && run.chip.per !== 'chip', words = run.chip ? `${run.chip.name} may be counted by core or by board` : '';
    const found = {p: peakOf(run, run.chip && !run.facts.peak && run.chip.sources[formatOf(run)][0]), u: utilizationOf(run)};
    if (byCore) found.c = input('c', 'chips or cores', prior('core'), 'ratio', words);
    return withBase(run, {...multiply(route, {...facts, is_counted_by_core: byCore}, found), doubts: byCore ? [words] : []});
  }
  // The compute of the base plus the own one: between the larger of the two and their sum.
  function withBase(run, own) {
    if (!run.facts.base || !own) return own;
    const base = within(run.facts.base, 1), part = own.compute;
    const ends = [0, 1].map((i) => intervalOf(base)[i] + intervalOf(part)[i]);
    const highest = logNormal(base.median + part.median, fromInterval(...ends).sigma);
    const low = Math.max(base.median, part.median), share = base.median / (base.median + part.median);
    const spread = Math.hypot(Math.log10(highest.median / low) / (2 * Z90), highest.sigma);
    const used = {...input('B', 'training compute of the base, as given', base, 'FLOP', 'its own estimate or report'), weight: share};
    const shown = `${digits(base.median, 3)} (base)`, whole = base.median >= part.median ? shown : `(${own.formula})`;
    return {method: own.method, compute: logNormal(Math.sqrt(low * highest.median), spread), formula: `√(${whole} × (${shown} + ${own.formula}))`,
      inputs: [used, ...own.inputs.map((one) => ({...one, weight: one.weight * (1 - share)}))], doubts: own.doubts};
  }
  function fromBase(run) {
    if (!run.facts.base) return null;
    const base = within(run.facts.base, 1), ratio = logNormal(T.ownShare.median, T.ownShare.sigma);
    return {method: 'base', compute: times(base, ratio), formula: `${digits(base.median, 3)} (base) × ${digits(ratio.median, 3)}`, doubts: [],
      inputs: [input('B', 'training compute of the base, as given', base, 'FLOP', 'its own estimate or report'),
        input('s', 'the whole over its base', ratio, 'ratio', 'tuning unstated: 0.5 to 2.5 times the base in all')]};
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
    const offers = chip.offers.map(([day, usd]) => [days(day), usd]).sort((a, b) => a[0] - b[0]);
    if (!offers.length) return `no price of ${chip.id} (on-demand, 1-year, 3-year) in the table`;
    const past = offers.filter(([day]) => !date || day <= days(date));
    let picked, note = '';
    if (past.length) {
      const last = past[past.length - 1][0];
      picked = past.filter(([day]) => day >= last - 183);
    } else {
      picked = offers.filter(([day]) => day <= offers[0][0] + 183);
      note = `; none before ${date}, the first known ones are used`;
    }
    const values = picked.map(([, usd]) => usd), middle = median(values);
    const spread = Math.max(middle / Math.min(...values), Math.max(...values) / middle, 1.3);
    const words = `${picked.length} offer${picked.length > 1 ? 's' : ''} of ${iso(picked[0][0])} to ${iso(picked[picked.length - 1][0])}${note}`;
    return {usd: fromFactor(middle, spread), words};
  }
  function priceOf(run) {
    if (run.facts.price) return input('r', 'rent of a chip for an hour', amount(run, 'price'), 'USD/chip-hour', 'given');
    if (!run.chip) return '--chip or --price';
    const found = priceAt(run.chip, run.date);
    if (typeof found === 'string') return `--price: ${found}`;
    return input('r', `rent of ${run.chip.name} for an hour`, found.usd, 'USD/chip-hour', `${run.chip.priceSource}: ${found.words}`);
  }
  function bought(run) {
    if (!run.facts.cost || !run.chip) return null;
    const price = priceOf(run);
    if (typeof price === 'string') return null;
    const peak = peakOf(run, `${run.chip.name} in ${formatOf(run)}, ${run.chip.sources[formatOf(run)][0]}`), mfu = utilizationOf(run);
    const budget = within(run.facts.cost, 1), final = logNormal(T.finalShare.median, T.finalShare.sigma);
    const found = product([budget, final, exactly(3600), peak.value, mfu.value], [price.value]);
    const inputs = [input('B', 'cost', budget, 'USD', 'given'),
      input('s', 'share of it for the final run', final, 'fraction', 'prior: sums often include the experiments before it'),
      input('r', 'rent of a chip for an hour', price.value, 'USD/chip-hour', run.facts.price ? run.facts.price.source : price.source),
      input('p', 'dense peak of a chip', peak.value, 'FLOP/s', peak.source), {...mfu}];
    const formula = `$${digits(budget.median, 4)} × ${digits(final.median, 4)} ÷ $${digits(price.value.median, 4)}/h × 3600 s × ${short(peak.value.median)} FLOP/s × ${digits(mfu.value.median, 4)}`;
    return {method: 'cost', compute: logNormal(found.median, Math.max(found.sigma, T.leastHalfWidthDex / Z90)), formula, inputs, doubts: []};
  }

  F.routes = {factsOf, peakOf, utilizationOf, days, priceOf, reported, counted, ran, fromBase, bought};
})();
