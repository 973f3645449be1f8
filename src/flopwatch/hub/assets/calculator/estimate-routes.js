// The calculator's routes to a figure: as stated, operations counted, hardware, cost. As flopwatch.estimation has them.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {digits, short} = F.numbers;
  const {problem, exactly, logNormal, fromFactor, share, product, near} = F.quantities;
  const T = globalThis.flopwatchTables;
  const Z90 = 1.6448536269514722;

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

  F.routes = {peakOf, utilizationOf, days, priceOf, reported, counted, ran, bought};
})();
