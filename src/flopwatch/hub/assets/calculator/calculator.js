// The calculator's page: reads the form and the address, shows the estimate, keeps the address in step.
(function () {
  'use strict';
  const byId = (id) => document.getElementById(id);
  const form = byId('calc'), out = byId('calc-out');
  if (!form || !globalThis.flopwatchEstimate) return;
  const {estimate, sized, scientific} = globalThis.flopwatchEstimate;
  const {copyText, gettext, phrase, isolated, recorded} = globalThis.flopwatchWords;
  const empty = byId('calc-empty');
  const SVG = 'http://www.w3.org/2000/svg';
  const METHODS = {
    reported: gettext('As stated'), operations: gettext('Parameters × data'), hardware: gettext('Chips × time'), cost: gettext('From cost'),
  };
  // The lines of a bill and the inverse answers, by their names in the receipt.
  const QUANTITIES = {
    'chip-hours': gettext('Chip-hours'), 'chip-days': gettext('Chip-days'), days: gettext('Days'), chips: gettext('Chips'),
    tokens: gettext('Tokens'), parameters: gettext('Parameters'), 'cloud rent': gettext('Cloud rent'),
    'amortised hardware': gettext('Amortised hardware'), 'cluster, up front': gettext('Cluster, bought up front'),
    energy: gettext('Energy'), 'energy cost': gettext('Cost of the energy'), emissions: gettext('Emissions from that energy'),
    'amortised hardware and energy': gettext('Amortised hardware and energy'),
  };
  let last = null;

  function make(tag, text, attributes) {
    const node = document.createElement(tag);
    if (text !== undefined && text !== '') node.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    return node;
  }
  function drawn(tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    return node;
  }
  // 3.8 × 10²⁵, as pages write it
  function power(value, node) {
    const [mantissa, exponent] = scientific(value).split('e');
    node.append(isolated(`${mantissa} × 10`, make('sup', String(Number(exponent)))));
    return node;
  }
  const raised = (text) => text.replace(/[-0-9]/g, (c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]);

  function given() {
    const found = {};
    for (const field of form.elements) {
      if (!field.name) continue;
      if (field.type === 'checkbox') {
        if (field.checked) found[field.name] = '1';
      } else if (field.value.trim()) found[field.name] = field.value.trim();
    }
    return found;
  }
  function writeAddress(found) {
    const query = new URLSearchParams(found).toString();
    try {
      history.replaceState(null, '', location.pathname + (query ? `?${query}` : ''));
    } catch (error) {
      // Some browsers forbid this for files opened from disk.
    }
  }
  function readAddress() {
    const query = new URLSearchParams(location.search);
    for (const field of form.elements) {
      if (!field.name || !query.has(field.name)) continue;
      const value = query.get(field.name).slice(0, 200);
      if (field.type === 'checkbox') field.checked = value === '1';
      else if (field.tagName === 'SELECT') {
        const option = Array.from(field.options).find((one) => one.value === value || one.text === value);
        if (option) field.value = option.value;
      } else field.value = value;
      const box = field.closest('details');
      if (box) box.open = true;
    }
  }
  // Each method's own interval and the published one against the thresholds, as on a model's page.
  function figure(found) {
    const bars = [[gettext('Estimate'), found.compute_flop, true], ...found.methods.map((one) => [METHODS[one.method], one, false])];
    let low = Math.floor(Math.log10(Math.min(...bars.map((b) => b[1].p5))));
    let high = Math.ceil(Math.log10(Math.max(...bars.map((b) => b[1].p95))));
    const laws = found.thresholds.map((one) => Math.log10(one.threshold_flop));
    for (const law of laws) {
      if (law > high && law <= high + 1) high = Math.ceil(law);
      if (law < low && law >= low - 1) low = Math.floor(law);
    }
    if (high === low) high += 1;
    const x = (flop) => `${(3 + (94 * (Math.log10(flop) - low)) / (high - low)).toFixed(2)}%`;
    const height = 30 + 44 * bars.length + 26;
    const range = (one) => gettext('%(low)s to %(high)s', {low: scientific(one.p5), high: scientific(one.p95)});
    const said = bars.map(([name, one]) => `${name}: ${range(one)} FLOP`).join('; ');
    const svg = drawn('svg', {class: 'forest', width: '100%', height, role: 'img', 'aria-label': said});
    for (let e = low; e <= high; e++) {
      svg.append(drawn('line', {class: 'grid', x1: x(10 ** e), x2: x(10 ** e), y1: 26, y2: height - 24}));
      svg.append(drawn('text', {class: 'tick', x: x(10 ** e), y: height - 7, 'text-anchor': 'middle'}, `10${raised(String(e))}`));
    }
    for (const law of laws) {
      if (law < low || law > high) continue;
      svg.append(drawn('line', {class: 'law', x1: x(10 ** law), x2: x(10 ** law), y1: 20, y2: height - 24}));
      svg.append(drawn('text', {class: 'law-name', x: x(10 ** law), y: 13, 'text-anchor': 'middle'}, `10${raised(String(Math.round(law)))}`));
    }
    bars.forEach(([name, one, main], index) => {
      const y = 30 + 44 * index, kind = main ? ' published' : '';
      svg.append(drawn('text', {class: `bar-name${kind}`, x: 0, y: y + 13}, name));
      svg.append(drawn('line', {class: `bar${kind}`, x1: x(one.p5), x2: x(one.p95), y1: y + 27, y2: y + 27}));
      svg.append(drawn('circle', {class: `bar-mid${kind}`, cx: x(one.p50), cy: y + 27, r: main ? 6 : 4.5}));
    });
    const box = make('div', '', {class: 'plot forest-box'});
    box.append(svg);
    return box;
  }
  function percent(p) {
    if (p > 0.999) return '> 99.9%';
    if (p < 0.001) return '< 0.1%';
    for (const edge of [0.05, 0.5, 0.95]) {
      if (p >= edge - 0.005 && p < edge - 1e-9) return `${Math.min(100 * p, 100 * edge - 0.1).toFixed(1)}%`;
    }
    return `${p < 0.0995 || p > 0.99 ? (100 * p).toFixed(1) : (100 * p).toFixed(0)}%`;
  }
  function table(heads, rows) {
    const made = make('table', '', {class: 'plain'});
    const head = make('tr');
    heads.forEach(([text, kind]) => head.append(make('th', text, kind ? {scope: 'col', class: kind} : {scope: 'col'})));
    const top = make('thead'), body = make('tbody');
    top.append(head);
    for (const cells of rows) {
      const row = make('tr');
      cells.forEach((cell, index) => {
        const node = index ? make('td', '', heads[index][1] ? {class: heads[index][1]} : {}) : make('th', '', {scope: 'row'});
        node.append(cell);
        row.append(node);
      });
      body.append(row);
    }
    made.append(top, body);
    const box = make('div', '', {class: 'wide', tabindex: '0', role: 'region', 'aria-label': heads[0][0]});
    box.append(made);
    return box;
  }
  const SCALES = {
    trillion: (number) => gettext('%(number)s trillion', {number}), billion: (number) => gettext('%(number)s billion', {number}),
    million: (number) => gettext('%(number)s million', {number}), thousand: (number) => gettext('%(number)s thousand', {number}),
  };
  // The receipt's amounts, their scale in the page's language: $58 million, 35 million chip-hours.
  function exactly(value, unit) {
    const [number, scale] = sized(value);
    const said = scale ? SCALES[scale](number) : number;
    return unit === 'USD' ? `$${said}` : `${said} ${unit}`;
  }
  const figureOf = (one) => isolated(exactly(one.p50, one.unit));
  const rangeOf = (one) => (one.p5 === one.p95 ? '' : isolated(`${exactly(one.p5, one.unit)} – ${exactly(one.p95, one.unit)}`));
  // Name, figure and interval, one row per line; the reason if there is no figure.
  const billed = (lines) => table([[gettext('What')], [gettext('Figure'), 'num'], [gettext('90% interval'), 'num']], lines.map((one) => [
    QUANTITIES[one.quantity],
    one.unknown ? make('span', gettext('unknown'), {class: 'unknown'}) : figureOf(one),
    one.unknown ? recorded(make('span', one.unknown)) : rangeOf(one),
  ]));

  function show(found, asked) {
    const parts = [];
    const main = power(found.compute_flop.p50, make('p', '', {class: 'figure'}));
    main.append(' ', make('span', found.inverse ? gettext('FLOP takes') : 'FLOP', {class: 'unit'}));
    parts.push(main);
    if (found.inverse) {
      parts.push(billed(found.inverse));
    } else {
      const range = make('p', `${gettext('90% interval')} `, {class: 'range'});
      power(found.compute_flop.p5, range);
      range.append(' – ');
      power(found.compute_flop.p95, range);
      parts.push(range);
      const warning = [found.doubted, found.caution].filter(Boolean).join(' ');
      if (warning) parts.push(recorded(make('p', warning, {class: 'warning'})));
      parts.push(figure(found));
      parts.push(table([[gettext('Threshold')], [gettext('P(above)'), 'num']], found.thresholds.map((one) => {
        const name = document.createDocumentFragment();
        const [mantissa, exponent] = scientific(one.threshold_flop).split('e');
        name.append(`${mantissa === '1.0' ? '' : mantissa + ' × '}10`, make('sup', String(Number(exponent))), ' ', recorded(make('span', one.label, {class: 'soft'})));
        return [name, isolated(percent(one.probability))];
      })));
    }
    if (found.cost) {
      parts.push(billed(found.cost));
    }
    out.replaceChildren(...parts);
    // On a narrow screen the figure remains visible while one types.
    const mini = byId('calc-mini');
    mini.replaceChildren();
    const middle = power(found.compute_flop.p50, document.createDocumentFragment());
    const range = isolated(`${scientific(found.compute_flop.p5)} – ${scientific(found.compute_flop.p95)}`);
    mini.append(phrase(found.inverse ? gettext('%(figure)s FLOP takes … ↓') : gettext('%(figure)s FLOP (90%%: %(range)s) ↓'), {figure: middle, range}));
    mini.hidden = false;
    byId('calc-receipt').textContent = found.working_text;
    const command = ['flopwatch estimate'];
    for (const [name, value] of Object.entries(asked)) {
      const option = '--' + name.replaceAll('_', '-');
      const plain = /^[A-Za-z0-9.+-]+$/.test(value) ? value : "'" + value.replaceAll("'", '') + "'";
      command.push(form.elements[name].type === 'checkbox' ? option : `${option} ${plain}`);
    }
    byId('calc-command').querySelector('code').textContent = command.join(' ');
    for (const id of ['calc-receipt', 'calc-actions', 'calc-command']) byId(id).hidden = false;
  }
  function clear(message) {
    byId('calc-mini').hidden = true;
    for (const id of ['calc-receipt', 'calc-actions', 'calc-command']) byId(id).hidden = true;
    out.replaceChildren(...(message ? [recorded(make('p', message, {class: 'soft'}))] : []), empty);
    last = null;
  }
  function mark(slot, message) {
    for (const field of form.elements) {
      const box = field.name && byId(`error-${field.name}`);
      if (!box) continue;
      const bad = field.name === slot;
      box.hidden = !bad;
      box.replaceChildren(...(bad ? [recorded(make('span', message))] : []));
      if (bad) {
        field.setAttribute('aria-invalid', 'true');
        const details = field.closest('details');
        if (details) details.open = true;
      } else field.removeAttribute('aria-invalid');
    }
  }
  function run() {
    const asked = given();
    writeAddress(asked);
    mark('', '');
    const numbers = Object.keys(asked).filter((name) => form.elements[name].type === 'text');
    if (!numbers.length) return clear('');
    try {
      last = estimate(asked);
      show(last, asked);
    } catch (error) {
      if (error.slot === undefined) throw error;
      mark(error.slot, error.message);
      clear(error.slot ? '' : error.message);
    }
  }

  let timer = 0;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(run, 150);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  form.addEventListener('reset', () => setTimeout(run, 0));
  byId('calc-link').addEventListener('click', (event) => copyText(event.currentTarget, location.href));
  byId('calc-copy').addEventListener('click', (event) => copyText(event.currentTarget, byId('calc-receipt').textContent));
  byId('calc-save').addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(last, null, 1) + '\n'], {type: 'application/json'}));
    const link = make('a', '', {href: url, download: 'flopwatch-estimate.json'});
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  readAddress();
  run();
})();
