// The calculator's arithmetic, the same as in `flopwatch estimate`: the same inputs, routes, combination and receipt. Tables, priors and
// constants come from Python (calculator-data.js); tests compare both on the same cases.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {general, rounded, scientific, percent} = F.numbers;
  const {problem, intervalOf, probAbove} = F.quantities;
  const {readRun, amount: amountOf} = F.inputs;
  const {factsOf, reported, counted, ran, fromBase, bought} = F.routes;
  const {combine} = F.combine;
  const {invert, known, bill} = F.bill;
  const T = globalThis.flopwatchTables;

  // ---------------------------------------------------------------- the receipt

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
    if (found.caution) lines.push(`  caution: ${found.caution}`);
    lines.push(`  would narrow it most: ${found.sensitivity}`);
    return lines.join('\n');
  }
  const six = (value) => Number(value.toPrecision(6));
  function row(value) {
    const [low, high] = intervalOf(value);
    return {p5: six(low), p50: six(value.median), p95: six(high)};
  }
  // ---------------------------------------------------------------- amounts in words

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

  function whatLacks(run) {
    const given = new Set([...Object.keys(run.facts), ...(run.chip ? ['chip'] : [])]);
    const lacking = (...names) => {
      const missing = names.filter((one) => !given.has(one)).map((one) => `--${one.replaceAll('_', '-')}`);
      return missing.length > 1 ? `${missing.slice(0, -1).join(', ')} and ${missing[missing.length - 1]}` : missing.join('');
    };
    const time = given.has('chip_hours') ? ['chip_hours'] : ['chips', given.has('hours') ? 'hours' : 'days'];
    const asked = [['Counting operations', lacking(given.has('active_parameters') ? 'active_parameters' : 'parameters', 'tokens')],
      ['The hardware route', lacking(...time, ...(given.has('peak') ? [] : ['chip'])) + (time.length > 1 ? ', or --chip-hours' : '')],
      ['The cost route', lacking('cost', 'chip')], ['Comparing', "--like, such as --like '0.4x GPT-4'"]];
    return asked.filter(([, options]) => options).map(([route, options]) => `${route} needs ${options}.`).join(' ');
  }

  // What to check before the figure is trusted: estimation/questions.py, whose table says what is asked and when.
  function questions(run) {
    const Q = T.questions, f = run.facts, asked = [];
    const ask = (code, slot, filled) => asked.push({code, slot, words: Q.words[code].replace(/\{([a-z]+)\}/g, (_, name) => filled[name])});
    for (const [slot, code, low, high] of Q.bounds) if (f[slot] && (f[slot].value < low || f[slot].value > high)) ask(code, slot, {words: f[slot].words});
    if (!run.chip) return asked;
    const format = run.chip.peaks[run.format] ? run.format : run.chip.usual, chip = run.chip.name;
    if (!format) return asked;
    const dense = run.chip.peaks[format][0], ratio = f.peak ? f.peak.value / dense : 0;
    if (!f.peak && Q.single.includes(format) && !run.format) ask('single-precision', 'chip', {chip, format});
    if (ratio >= Q.twice[0] && ratio <= Q.twice[1]) ask('sparse-peak', 'peak', {peak: f.peak.words, format, chip, dense: general(dense, 6)});
    return asked;
  }

  // The output of `flopwatch estimate --json`, from typed inputs.
  function estimate(given) {
    const run = readRun(given);
    let out, compute;
    if (run.facts.inverse) {
      const answers = invert(run);
      compute = amountOf(run, 'inverse');
      const text = [`${shown(compute.median)} FLOP takes`, ...answers.map((one) => `  ${amount(one.value, one.unit)}   ${one.formula}`)];
      out = {compute_flop: row(compute), inverse: answers.map((one) => ({quantity: one.quantity, ...row(one.value), unit: one.unit, formula: one.formula})),
        working_text: text.join('\n')};
    } else {
      const methods = [reported(run), counted(run), ran(run)].filter(Boolean);
      for (const last of [fromBase, bought]) if (!methods.length && last(run)) methods.push(last(run));
      if (!methods.length) throw problem('', `Too little is given. ${whatLacks(run)}`);
      const found = combine(methods, run, factsOf(run));
      compute = found.value;
      out = {
        compute_flop: row(found.value),
        methods: methods.map((one) => ({method: one.method, ...row(one.compute), formula: one.formula})),
        agreement: six(found.agreement), rule: found.rule, doubted: found.doubted, caution: found.caution,
        thresholds: T.thresholds.map((one) => ({threshold_flop: Number(one.flop), label: one.label, probability: Number(probAbove(found.value, Number(one.flop)).toFixed(6))})),
        working: methods.flatMap((one) => one.inputs.map((u) => ({method: one.method, symbol: u.symbol, name: u.name, value: six(u.value.median), unit: u.unit, formula: one.formula, source: u.source}))),
        working_text: receipt('This run', methods, found), sensitivity: found.sensitivity,
      };
    }
    out.questions = questions(run);
    out.working_text += out.questions.map((one) => `\n  to check: ${one.words}`).join('');
    if (given.with_cost) {
      const lines = bill(run, compute, given.country || '', given.operator || '');
      out.cost = lines.map(lineRow);
      out.working_text += '\n' + lines.map(lineText).join('\n');
    }
    return out;
  }
  globalThis.flopwatchEstimate = {estimate, sized, known, scientific, probability: probAbove};
})();
