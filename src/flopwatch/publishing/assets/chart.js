// The chart in Vega. Filtering happens outside (hub.js); Vega is handed finished rows and draws. Hover is a search for
// the nearest point and a ring laid over the canvas: nothing is drawn again for it.
(function () {
  'use strict';
  const FONT = 'Inter, "Noto Sans", system-ui, sans-serif';
  const PADDING = {left: 40, right: 20, top: 26, bottom: 28};
  const HEIGHT = 500, NEAR = 14; // px

  // An unknown day is drawn on the 15th, an unknown month on 1 July: the rule of PartialDate.plotted.
  function time(day) {
    const [y, m, d] = day.split('-').map(Number);
    return Date.UTC(y, (m || 7) - 1, d || (m ? 15 : 1));
  }

  function colours(ids) {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(name).trim();
    const groups = {};
    for (const id of ids) groups[id] = get(`--g-${id}`);
    return {ink: get('--ink'), soft: get('--soft'), grid: get('--grid'), law: get('--law'), card: get('--card'), groups};
  }

  function spec(c, groups) {
    const ids = groups.map((g) => g.id);
    const text = (more) => ({font: {value: FONT}, fontSize: {value: 12}, fill: {value: c.soft}, ...more});
    const px = {scale: 'x', field: 't'}, py = {scale: 'y', field: 'p50'};
    return {
      autosize: 'none',
      padding: PADDING,
      height: HEIGHT - PADDING.top - PADDING.bottom,
      background: c.card,
      signals: [
        {name: 'xDomain', value: [0, 1]},
        {name: 'yDomain', value: [1, 10]},
      ],
      data: ['points', 'bars', 'named', 'decades', 'years', 'laws'].map((name) => ({name})),
      scales: [
        {name: 'x', type: 'utc', domain: {signal: 'xDomain'}, range: 'width'},
        {name: 'y', type: 'log', domain: {signal: 'yDomain'}, range: 'height'},
        {name: 'colour', type: 'ordinal', domain: ids, range: ids.map((id) => c.groups[id])},
        {name: 'shape', type: 'ordinal', domain: ids, range: groups.map((g) => g.path)},
      ],
      marks: [
        {type: 'rule', from: {data: 'decades'}, encode: {update: {x: {value: 0}, x2: {signal: 'width'}, y: {scale: 'y', field: 'v'}, stroke: {value: c.grid}}}},
        {type: 'text', from: {data: 'decades'}, encode: {update: text({x: {value: -20}, y: {scale: 'y', field: 'v', offset: 4}, align: {value: 'right'}, text: {value: '10'}})}},
        {type: 'text', from: {data: 'decades'}, encode: {update: text({x: {value: -19}, y: {scale: 'y', field: 'v', offset: -1}, fontSize: {value: 9}, text: {field: 'e'}})}},
        {type: 'text', from: {data: 'years'}, encode: {update: text({x: {scale: 'x', field: 't'}, y: {signal: 'height', offset: 20}, align: {value: 'center'}, text: {field: 'year'}})}},
        {type: 'rule', from: {data: 'laws'}, encode: {update: {x: {value: 0}, x2: {signal: 'width'}, y: {scale: 'y', field: 'flop'}, stroke: {value: c.law}, strokeDash: {value: [5, 4]}}}},
        {type: 'text', from: {data: 'laws'}, encode: {update: text({x: {value: 6}, y: {scale: 'y', field: 'flop', offset: -5}, text: {field: 'mantissa'}})}},
        {type: 'text', from: {data: 'laws'}, encode: {update: text({x: {value: 6}, dx: {field: 'up'}, y: {scale: 'y', field: 'flop', offset: -10}, fontSize: {value: 9}, text: {field: 'exponent'}})}},
        {type: 'text', from: {data: 'laws'}, encode: {update: text({x: {value: 6}, dx: {field: 'after'}, y: {scale: 'y', field: 'flop', offset: -5}, text: {field: 'label'}})}},
        {type: 'rule', clip: true, from: {data: 'bars'}, encode: {update: {x: px, y: {scale: 'y', field: 'p5'}, y2: {scale: 'y', field: 'p95'}, stroke: {scale: 'colour', field: 'group'}, strokeOpacity: {value: 0.38}, strokeWidth: {value: 1.5}}}},
        {
          type: 'path', from: {data: 'points'},
          encode: {update: {
            x: px, y: py, path: {scale: 'shape', field: 'group'}, scaleX: {value: 0.86}, scaleY: {value: 0.86},
            fill: [{test: 'datum.doubted', value: 'transparent'}, {scale: 'colour', field: 'group'}], fillOpacity: {value: 0.88},
            stroke: [{test: 'datum.doubted', scale: 'colour', field: 'group'}, {value: c.card}],
            strokeWidth: [{test: 'datum.doubted', value: 1.6}, {value: 0.8}],
          }},
        },
        {type: 'text', from: {data: 'named'}, encode: {update: text({x: px, y: py, dx: {field: 'dx'}, align: {field: 'align'}, baseline: {value: 'middle'}, text: {field: 'label'}, fontSize: {value: 11.5}, fontWeight: {value: 500}, fill: {value: c.ink}})}},
      ],
    };
  }

  // Which names to write, and where: those that had the most compute when published, the latest first, then the
  // largest; each to the left or right of its point where it touches nothing. The rule of chart.py.
  function names(points, x, y, laws, width, most) {
    const setters = [];
    let best = 0;
    for (const p of points.slice().sort((a, b) => a.t - b.t)) {
      if (p.p50 > best && !p.doubted && !p.variant) {
        best = p.p50;
        setters.unshift(p);
      }
    }
    const largest = points.filter((p) => !p.variant).sort((a, b) => b.p50 - a.p50).slice(0, 12);
    const taken = points.map((p) => [x(p.t) - 4, y(p.p50) - 4, x(p.t) + 4, y(p.p50) + 4]);
    for (const law of laws) taken.push([0, y(law.flop) - 18, law.after + 10 + 6.3 * law.label.length, y(law.flop) + 2]);
    const out = [];
    for (const p of new Set([...setters, ...largest])) {
      if (out.length === most) break;
      const label = p.name.length <= 28 ? p.name : `${p.name.slice(0, 27)}…`;
      const wide = 6.3 * label.length, px = x(p.t), py = y(p.p50);
      for (const [align, left] of [['right', px - 9 - wide], ['left', px + 9]]) {
        const box = [left, py - 7.5, left + wide, py + 7.5];
        if (box[0] < 0 || box[2] > width) continue;
        if (taken.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3])) continue;
        taken.push(box);
        out.push({t: p.t, p50: p.p50, label, align, dx: align === 'right' ? -9 : 9});
        break;
      }
    }
    return out;
  }

  function power(value) {
    const [m, e] = value.toExponential(1).split('e+');
    const parts = document.createDocumentFragment();
    const sup = document.createElement('sup');
    sup.textContent = e;
    parts.append(`${m} × 10`, sup);
    return parts;
  }

  async function mount(box, {rows, laws, first, groups}) {
    const {View, parse, changeset, expressionInterpreter} = globalThis.flopwatchVega;
    await Promise.allSettled([document.fonts.load(`12px ${FONT}`), document.fonts.load(`500 12px ${FONT}`)]);
    const every = rows.filter((r) => r.p50 && r.day).map((r) => ({...r, t: time(r.day)}));
    const byRow = new Map(every.map((p) => [p.index, p]));
    // Canvas text has no superscript: the exponent is a second, smaller text.
    const inside = laws.map((l) => {
      const [m, exponent] = l.flop.toExponential().split('e+');
      const mantissa = m === '1' ? '10' : `${m} × 10`;
      const up = 6.7 * mantissa.length + 0.4;
      return {flop: l.flop, label: l.label, mantissa, exponent, up, after: up + 17};
    });
    const still = box.firstElementChild; // the drawing for readers without scripts
    const stage = document.createElement('div');
    const ring = document.createElement('div');
    const tip = document.createElement('div');
    ring.className = 'ring';
    tip.className = 'tip';
    ring.hidden = tip.hidden = true;
    let view = null, points = [], spots = [], options = {bars: false, from: 0};

    const width = () => Math.max(240, box.clientWidth - PADDING.left - PADDING.right);
    function build() {
      if (view) view.finalize();
      stage.replaceChildren();
      const runtime = parse(spec(colours(groups.map((g) => g.id)), groups), null, {ast: true}); // ast: no eval, as the page's policy demands
      view = new View(runtime, {expr: expressionInterpreter, renderer: 'canvas', hover: false, container: stage});
      view.logLevel(0).width(width());
    }

    function draw() {
      const from = options.from || first;
      const placed = points.filter((p) => p.t >= Date.UTC(from, 0, 1));
      // The edges follow the years shown, not the chips: points stay where they are while domains come and go.
      const frame = every.filter((p) => p.t >= Date.UTC(from, 0, 1));
      const base = frame.length ? frame : every;
      const latest = Math.max(...base.map((p) => p.t));
      const last = new Date(latest).getUTCFullYear();
      let low = Math.floor(Math.log10(Math.min(...base.map((p) => p.p50))));
      let high = Math.ceil(Math.log10(Math.max(...base.map((p) => p.p50))));
      const top = high + 1;
      for (const l of laws) if (Math.log10(l.flop) <= top) high = Math.max(high, Math.ceil(Math.log10(l.flop)));
      if (high <= low) low = high - 1;
      const step = high - low <= 8 ? 1 : high - low <= 16 ? 2 : 4;
      const decades = [];
      for (let e = low; e <= high; e++) if (e % step === 0) decades.push({e, v: 10 ** e});
      const start = Math.min(from, last);
      const stride = Math.max(1, Math.ceil((last - start) / Math.max(2, Math.floor(width() / 90))));
      const years = [];
      for (let year = start; year <= last; year += stride) years.push({year, t: Date.UTC(year, 0, 1)});
      const seen = inside.filter((l) => l.flop >= 10 ** low && l.flop <= 10 ** high);
      const set = (name, data) => view.change(name, changeset().remove(() => true).insert(data));
      view.width(width()).signal('xDomain', [Date.UTC(start, 0, 1), latest + 45 * 86400e3]).signal('yDomain', [10 ** low, 10 ** high]);
      set('points', placed);
      set('bars', options.bars ? placed : []);
      set('decades', decades);
      set('years', years);
      view.run();
      const x = view.scale('x'), y = view.scale('y');
      // A threshold's words stand above its line; where a point lies in their way, as on a narrow page, the axis must do.
      set('laws', seen.map((l) => {
        const right = l.after + 12 + 6.3 * l.label.length, level = y(l.flop);
        const free = right < view.width() && !placed.some((p) => x(p.t) < right && y(p.p50) > level - 20 && y(p.p50) < level + 3);
        return free ? l : {...l, label: '', mantissa: '', exponent: ''};
      }));
      set('named', names(placed, x, y, seen, view.width(), width() < 560 ? 5 : 22));
      view.run();
      spots = placed.map((p) => ({p, x: x(p.t) + PADDING.left, y: y(p.p50) + PADDING.top}));
      hide();
    }

    function nearest(event) {
      const area = stage.getBoundingClientRect();
      const x = event.clientX - area.left, y = event.clientY - area.top;
      let best = null, least = NEAR * NEAR;
      for (const spot of spots) {
        const d = (spot.x - x) ** 2 + (spot.y - y) ** 2;
        if (d <= least) {
          least = d;
          best = spot;
        }
      }
      return best;
    }
    function hide() {
      ring.hidden = tip.hidden = true;
      stage.style.cursor = '';
    }
    function show(spot, event, pinned) {
      const {p} = spot;
      ring.hidden = tip.hidden = false;
      ring.style.left = `${spot.x + stage.offsetLeft}px`;
      ring.style.top = `${spot.y + stage.offsetTop}px`;
      stage.style.cursor = 'pointer';
      const name = document.createElement('b');
      name.textContent = p.name;
      const who = document.createElement('span');
      who.textContent = [p.developer, p.day].filter(Boolean).join(' · ');
      const figure = document.createElement('span');
      figure.className = 'tip-figure';
      figure.append(power(p.p50), ' FLOP');
      const range = document.createElement('span');
      range.append('90%: ', power(p.p5), ' to ', power(p.p95));
      tip.replaceChildren(name, who, figure, range);
      if (p.doubted) tip.append(Object.assign(document.createElement('span'), {className: 'tip-doubt', textContent: 'This figure is doubted.'}));
      if (pinned) tip.append(Object.assign(document.createElement('a'), {href: p.href, textContent: 'Open its page'}));
      tip.classList.toggle('pinned', pinned);
      const {width: w, height: h} = tip.getBoundingClientRect();
      tip.style.left = `${Math.max(8, Math.min(innerWidth - w - 8, event.clientX + 16))}px`;
      tip.style.top = `${event.clientY + 18 + h > innerHeight ? event.clientY - h - 14 : event.clientY + 18}px`;
    }
    stage.addEventListener('pointermove', (event) => {
      if (event.pointerType === 'touch') return;
      const spot = nearest(event);
      if (spot) show(spot, event, false);
      else hide();
    });
    stage.addEventListener('pointerleave', (event) => event.pointerType !== 'touch' && hide());
    stage.addEventListener('click', (event) => {
      const spot = nearest(event);
      if (!spot) hide();
      else if (event.pointerType === 'touch') show(spot, event, true); // a finger cannot hover: first the words, then the link
      else if (event.metaKey || event.ctrlKey) open(spot.p.href, '_blank', 'noopener');
      else location.href = spot.p.href;
    });
    addEventListener('scroll', hide, {passive: true});

    box.append(stage, ring);
    document.body.append(tip);
    build();
    still.remove();
    box.classList.add('live');
    stage.setAttribute('role', 'img');
    stage.setAttribute('aria-label', still.getAttribute('aria-label'));
    document.addEventListener('themechange', () => {
      build();
      draw();
    });
    new ResizeObserver(() => view.width() !== width() && draw()).observe(box);

    async function png(asOf) {
      const chart = await view.toCanvas(2);
      const c = colours(groups.map((g) => g.id));
      const canvas = document.createElement('canvas');
      canvas.width = chart.width;
      canvas.height = chart.height + 160;
      const pen = canvas.getContext('2d');
      pen.fillStyle = c.card;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.scale(2, 2);
      pen.fillStyle = c.ink;
      pen.font = `600 17px ${FONT}`;
      pen.fillText('Training compute of AI models, FLOP', 12, 28);
      pen.font = `12px ${FONT}`;
      let left = 20;
      for (const g of groups) {
        pen.save();
        pen.translate(left, 48);
        pen.fillStyle = c.groups[g.id];
        pen.fill(new Path2D(g.path));
        pen.restore();
        pen.fillStyle = c.ink;
        pen.fillText(g.label, left + 11, 52);
        left += 34 + pen.measureText(g.label).width;
      }
      pen.drawImage(chart, 0, 60, chart.width / 2, chart.height / 2);
      pen.fillStyle = c.soft;
      pen.fillText(`flopwatch, as of ${asOf}. CC BY 4.0`, 12, canvas.height / 2 - 8);
      return canvas.toDataURL('image/png');
    }

    return {
      update(shown, wanted) {
        options = wanted;
        points = shown.map((r) => byRow.get(r.index)).filter(Boolean);
        draw();
      },
      png,
    };
  }

  globalThis.flopwatchChart = {mount};
})();
