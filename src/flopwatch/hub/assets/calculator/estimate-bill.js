// The cost of a run: the inverse questions, and rent, hardware, energy and emissions.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {general, digits, short, fixed} = F.numbers;
  const {problem, exactly, logNormal, fromInterval, intervalOf, times, scaled, product} = F.quantities;
  const {amount} = F.inputs;
  const {peakOf, utilizationOf, days, priceOf} = F.routes;
  const T = globalThis.flopwatchTables;
  const LN10 = Math.LN10;

  // ---------------------------------------------------------------- inverse questions

  function invert(run) {
    const target = amount(run, 'inverse'), size = short(target.median), answers = [];
    const peak = peakOf(run);
    const add = (quantity, value, unit, formula) => answers.push({quantity, value, unit, formula});
    if (typeof peak !== 'string') {
      const mfu = utilizationOf(run, false), perHour = [peak.value, mfu.value, exactly(3600)];
      const rate = `(${short(peak.value.median)} FLOP/s × ${digits(mfu.value.median)}`;
      const hours = product([target], perHour), chips = amount(run, 'chips'), time = amount(run, 'hours');
      add('chip-hours', hours, 'chip-hours', `${size} ÷ ${rate} × 3600 s)`);
      add('chip-days', scaled(hours, 1 / 24), 'chip-days', `${size} ÷ ${rate} × 86 400 s)`);
      if (chips) add('days', product([target], [...perHour, chips, exactly(24)]), 'days', `${size} ÷ ${rate} × 86 400 s × ${digits(chips.median, 6)} chips)`);
      else if (time) add('chips', product([target], [...perHour, time]), 'chips', `${size} ÷ ${rate} × 86 400 s × ${digits(time.median / 24, 4)} days)`);
    }
    const working = amount(run, 'active_parameters') || amount(run, 'parameters'), tokens = amount(run, 'tokens');
    if (working) add('tokens', product([target], [exactly(6), working]), 'tokens', `${size} ÷ (6 × ${short(working.median)})`);
    else if (tokens) add('parameters', product([target], [exactly(6), tokens]), 'parameters', `${size} ÷ (6 × ${short(tokens.median)})`);
    if (!answers.length) throw problem('inverse', `${size}: give a chip (how many chip-days?), parameters (how many tokens?) or tokens too.`);
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
    const line = {quantity: 'chip-hours', unit: 'chip-hours'}, stated = amount(run, 'chip_hours'), chips = amount(run, 'chips'), time = amount(run, 'hours');
    if (stated) return {...line, value: stated, formula: 'given'};
    if (chips && time) return {...line, value: times(chips, time), formula: 'chips × hours, as given'};
    const peak = peakOf(run);
    if (typeof peak === 'string') return {...line, unknown: `needs ${peak}`};
    const mfu = utilizationOf(run, false);
    const formula = `${short(compute.median)} ÷ (${short(peak.value.median)} FLOP/s × ${digits(mfu.value.median)} × 3600 s)`;
    return {...line, value: product([compute], [peak.value, mfu.value, exactly(3600)]), formula, source: `${peak.source}; ${mfu.source}`};
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
    const chips = amount(run, 'chips');
    if (!chips) lines[1].unknown = 'needs --chips';
    else {
      lines[1] = {...lines[1], value: scaled(times(chips, price), whole), source,
        formula: `${digits(chips.median, 6)} × $${digits(price.median, 3)} × ${general(server, 6)} (servers) ÷ 0.81 (network)`};
    }
    return lines;
  }
  function power(run, hours, country, operator) {
    const lines = [{quantity: 'energy', unit: 'kWh'}, {quantity: 'energy cost', unit: 'USD'}, {quantity: 'emissions', unit: 'kgCO2e'}];
    const rated = amount(run, 'tdp') ? amount(run, 'tdp') : run.chip && run.chip.tdp ? exactly(run.chip.tdp) : null;
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

  F.bill = {invert, known, bill};
})();
