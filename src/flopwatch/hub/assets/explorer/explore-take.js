// Exports of a view: its address, a frame, a picture, its rows.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {byId, counted, save, saveText} = F.dom;
  const {ordered} = F.model;
  const {writeState} = F.state;
  const {cut, sentence, title} = F.words;
  const {copyText, gettext, ngettext} = globalThis.flopwatchWords;
  F.parts = F.parts || [];

  const QUOTED = /[",\r\n]/;
  function csvCell(value) {
    const text = value === null || value === undefined ? '' : String(value);
    // A spreadsheet reads a cell that begins with one of these as a formula.
    const safe = typeof value === 'string' && /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? "'" + text : text;
    return QUOTED.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  }
  function csv(points, state, dims, quantities, address) {
    const shown = [state.y, ...(state.x === 'date' ? [] : [state.x])];
    const head = ['Model', 'flopwatch id', 'Organization', 'Country (of organization)', 'Domain', 'Model accessibility', 'Organization categorization', 'Publication date'];
    for (const id of shown) {
      head.push(quantities.find((q) => q[0] === id)[4]);
      if (id === 'compute') head.push('Training compute p5', 'Training compute p95');
    }
    head.push('Doubted', 'Record-setter', 'Model URL');
    const names = (name, row) => row[name].map((v) => dims[name].values[v].label).join(',');
    const lines = points.map((p) => {
      const r = p.row;
      const line = [r.name, r.id, names('org', r), names('country', r), names('domain', r), r.accessLabel, names('category', r), r.day];
      for (const id of shown) {
        line.push(r[id]);
        if (id === 'compute') line.push(r.p5, r.p95);
      }
      line.push(p.doubted ? 'yes' : '', p.record ? 'yes' : '', address(r));
      return line;
    });
    return [head, ...lines].map((line) => line.map(csvCell).join(',')).join('\r\n') + '\r\n';
  }

  F.parts.push((page) => {
    const {data, dims, quantities, root} = page;
    const fileName = (kind) => `flopwatch-${data.as_of}-${page.state.y}-by-${page.state.x}.${kind}`;
    // The site's own address, if it was built with one: not that of a server on the reader's machine.
    const site = document.querySelector('link[rel=canonical]')?.href || '';
    function words() {
      const {state} = page, dim = dims[state.by], seen = new Set((page.cells || page.points).map((p) => p.style));
      const entry = (label, style) => ({label, style, shape: data.palette[style][2]});
      const legend = dim.list.filter((v) => seen.has(dim.style(v))).map((v) => entry(cut(dim.values[v].words, 32), dim.style(v)));
      if (dim.other && seen.has(data.palette.length - 1)) legend.push(entry(gettext('Other'), data.palette.length - 1));
      if (page.points.some((p) => p.doubted)) legend.push({...entry(gettext('Hollow: the figure is doubted'), 0), shape: 'circle', hollow: true});
      const sentences = page.trends.map((t) => {
        const {who, main, rest} = sentence(t, state, quantities);
        return (who ? who + ': ' : '') + `${main} ${rest}`;
      });
      return {
        title: title(state, quantities) + page.labelOf(state.y).slice(page.titleOf(state.y).length), legend, sentences,
        credit: ngettext('flopwatch, as of %(date)s; %(count)s model. CC BY 4.0', 'flopwatch, as of %(date)s; %(count)s models. CC BY 4.0', page.count, {...counted(page.count), date: data.as_of}) + (site ? `. ${site}` : ''),
      };
    }
    function picture(kind) {
      const given = page.drawing();
      return F.draw.picture(kind, F.layout.poster(given, words()), given.tint.card);
    }
    function rows() {
      const {state} = page;
      if (page.cells) return page.large.csv(page.cells, state, csvCell);
      return csv(state.tab === 'table' ? ordered(page.points, state) : page.points, state, dims, quantities, (r) => new URL(root + r.page, location.href).href);
    }
    function frameCode() {
      const query = writeState(page.state), address = new URL(`${root}embed.html${query ? `?${query}` : ''}`, location.href).href;
      return `<iframe src="${address.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" width="100%" height="640" loading="lazy" title="${title(page.state, quantities)}" style="border:0"></iframe>`;
    }
    const on = (id, act) => byId(id)?.addEventListener('click', act);
    on('save-csv', () => saveText(fileName('csv'), rows(), 'text/csv'));
    on('save-png', () => picture('png').then((url) => save(fileName('png'), url)));
    on('save-svg', () => picture('svg').then((text) => saveText(fileName('svg'), text, 'image/svg+xml')));
    // The link names the census that it shows: a later one says that it is another.
    on('copy-link', (event) => {
      const query = writeState({...page.state, 'as-of': data.as_of});
      copyText(event.currentTarget, `${location.href.split(/[?#]/)[0]}?${query}`);
    });
    on('copy-embed', (event) => copyText(event.currentTarget, frameCode()));
    return {
      // Every link to this view on other pages: the frame's code, the explorer from a frame and from the start page.
      address(tail) {
        if (byId('embed-code')) byId('embed-code').value = frameCode();
        for (const link of document.querySelectorAll('#full, #to-explorer')) link.href = `${root}explore.html${tail}`;
      },
    };
  });
})();
