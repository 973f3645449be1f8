// The explorer's chart on the page: Vega gets finished rows, draws them on the canvas and writes the SVG and PNG. It computes no
// statistics.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {FONT, LAYERS, forget} = F.layout;

  function colours(palette) {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(name).trim();
    return {ink: get('--ink'), soft: get('--soft'), grid: get('--grid'), law: get('--law'), card: get('--card'), accent: get('--accent'),
      groups: palette.map(([id]) => get(`--g-${id}`))};
  }

  // ------------------------------------------------------------------ Vega
  function spec(background) {
    const f = (name) => ({field: name});
    const stroke = {stroke: f('c'), strokeWidth: f('w'), strokeOpacity: f('o'), strokeDash: f('d')};
    const facet = (data, mark) => ({type: 'group', interactive: false, from: {facet: {name: `${data}-of`, data, groupby: 'k'}}, marks: [{...mark, interactive: false, from: {data: `${data}-of`}}]});
    const plain = (type, data, update) => ({type, interactive: false, from: {data}, encode: {update}});
    const rule = {x: f('x'), y: f('y'), x2: f('x2'), y2: f('y2'), ...stroke};
    return {
      description: globalThis.flopwatchWords.gettext('Chart'), autosize: 'none', padding: 0, width: 10, height: 10, background,
      data: LAYERS.map((name) => ({name})),
      marks: [
        plain('rule', 'rules', rule),
        plain('rect', 'cells', {x: f('x'), y: f('y'), width: f('w'), height: f('h'), fill: f('c'), fillOpacity: f('o')}),
        facet('areas', {type: 'area', encode: {update: {x: f('x'), y: f('y'), y2: f('y2'), fill: f('c'), fillOpacity: {value: 0.16}}}}),
        plain('rule', 'bars', rule),
        facet('links', {type: 'line', encode: {update: {x: f('x'), y: f('y'), ...stroke, interpolate: f('i')}}}),
        plain('symbol', 'points', {x: f('x'), y: f('y'), shape: f('s'), size: f('z'), fill: f('f'), stroke: f('c'), strokeWidth: f('w'), opacity: f('o')}),
        facet('lines', {type: 'line', encode: {update: {x: f('x'), y: f('y'), ...stroke}}}),
        plain('text', 'texts', {x: f('x'), y: f('y'), text: f('t'), align: f('a'), baseline: f('b'), font: {value: FONT}, fontSize: f('z'), fontWeight: f('w'), fill: f('c'), stroke: f('h'), strokeWidth: {value: 3}, strokeJoin: {value: 'round'}, opacity: f('o'), angle: f('r')}),
      ],
    };
  }
  function viewOf(background, options) {
    const {View, parse, expressionInterpreter} = globalThis.flopwatchVega;
    // ast: expressions are interpreted as trees without eval, as the content policy demands.
    const view = new View(parse(spec(background), null, {ast: true}), {expr: expressionInterpreter, hover: false, ...options});
    view.logLevel(0);
    return view;
  }
  function fill(view, scene) {
    const {changeset} = globalThis.flopwatchVega;
    view.width(scene.width).height(scene.height);
    for (const name of LAYERS) view.change(name, changeset().remove(() => true).insert(scene[name]));
    view.run();
  }

  async function picture(kind, scene, background) {
    const view = viewOf(background, {renderer: 'none'});
    fill(view, scene);
    try {
      return kind === 'svg' ? await view.toSVG() : (await view.toCanvas(2)).toDataURL('image/png');
    } finally {
      view.finalize();
    }
  }

  // ------------------------------------------------------------------ on the page
  async function mount(box) {
    await Promise.allSettled([document.fonts.load(`12px ${FONT}`), document.fonts.load(`500 12px ${FONT}`)]);
    forget();
    const stage = document.createElement('div');
    let view = null, background = '';
    return {
      stage,
      draw(scene, paper) {
        if (!view || paper !== background) {
          if (view) view.finalize();
          stage.replaceChildren();
          background = paper;
          view = viewOf(paper, {renderer: 'canvas', container: stage});
          box.replaceChildren(stage);
        }
        fill(view, scene);
      },
    };
  }

  F.draw = {colours, mount, picture};
})();
