// Points: the words at the pointer, the ring around the point, the card next to the chart, the list of record-setters.
(function () {
  'use strict';
  const F = globalThis.flopwatch;
  const {amount, bdi, byId, el, ninety} = F.dom;
  const {cut} = F.words;
  const {gettext, ngettext} = globalThis.flopwatchWords;
  const NEAR = 16; // px
  const FRONTIER = 60;
  F.parts = F.parts || [];

  F.parts.push((page) => {
    const {box, root, rows, dims, embedded} = page;
    const card = byId('card'), list = byId('frontier');
    const ring = el('div', {className: 'ring', hidden: true}), tip = el('div', {className: 'tip', hidden: true});
    document.body.append(tip);

    // ------------------------------------------------------------------ at the pointer
    function nearest(event) {
      if (!page.drawn) return null;
      const area = box.getBoundingClientRect(), x = event.clientX - area.left, y = event.clientY - area.top;
      let best = null, least = NEAR * NEAR;
      for (const spot of page.drawn.spots) {
        const d = (spot.x - x) ** 2 + (spot.y - y) ** 2;
        if (d <= least) {
          least = d;
          best = spot;
        }
      }
      return best;
    }
    function ringAt(spot) {
      ring.hidden = !spot;
      if (!spot) return;
      ring.style.left = `${spot.x}px`;
      ring.style.top = `${spot.y}px`;
    }
    const spotOf = (id) => page.drawn && page.drawn.spots.find((s) => s.p.row.id === id);
    const mark = () => ringAt(page.state.model ? spotOf(page.state.model) : null);
    function hide() {
      tip.hidden = true;
      box.style.cursor = '';
      mark();
    }
    const who = (...parts) => parts.filter(Boolean).flatMap((part, at) => [at ? ' · ' : '', bdi(part)]);
    // The text after a figure: its unit, if the figure does not include it.
    function unitOf(id, row, said) {
      if (id === 'compute') return ' FLOP';
      if (id === 'compute-per-parameter') return ` ${gettext('FLOP per parameter')}`;
      if (id === 'data') return ` ${gettext('tokens')}`;
      return id === 'power' || id === 'cost' || said ? '' : ` ${page.titleOf(id).toLowerCase()}`;
    }
    const axes = () => [page.state.y, ...(page.state.x === 'date' ? [] : [page.state.x])];
    const doubt = () => el('span', {className: 'tip-doubt', textContent: gettext('This figure is doubted.')});
    function show(spot, event, pinned) {
      const {row} = spot.p;
      ringAt(spot);
      box.style.cursor = 'pointer';
      tip.hidden = false;
      tip.classList.toggle('pinned', pinned);
      tip.replaceChildren(
        el('b', {dir: 'auto', textContent: cut(row.name, 90)}), el('span', {}, ...who(cut(row.organisation, 60), row.day)),
        ...axes().map((id) => el('span', {className: 'tip-figure'}, ...amount(id, row[id]), unitOf(id, row))),
      );
      if (axes().includes('compute') && row.p5 !== null) tip.append(el('span', {}, ...ninety(row)));
      if (spot.p.doubted) tip.append(doubt());
      if (pinned) tip.append(el('a', {href: root + row.page, textContent: gettext('Open its page')}));
      const {width: w, height: h} = tip.getBoundingClientRect();
      tip.style.left = `${Math.max(8, Math.min(innerWidth - w - 8, event.clientX + 16))}px`;
      tip.style.top = `${event.clientY + 18 + h > innerHeight ? Math.max(8, event.clientY - h - 14) : event.clientY + 18}px`;
    }
    box.addEventListener('pointermove', (event) => {
      if (event.pointerType === 'touch') return;
      const spot = nearest(event);
      if (spot) show(spot, event, false);
      else hide();
    });
    box.addEventListener('pointerleave', (event) => event.pointerType !== 'touch' && hide());
    addEventListener('scroll', () => (tip.hidden = true), {passive: true});
    box.addEventListener('click', (event) => {
      const spot = nearest(event);
      if (!spot) return hide();
      const href = root + spot.p.row.page;
      if (event.metaKey || event.ctrlKey) open(href, '_blank', 'noopener');
      else if (card) choose(spot.p.row.id);
      else if (event.pointerType === 'touch') show(spot, event, true); // a finger cannot hover: first the words, then the link
      else if (embedded) open(href, '_blank', 'noopener');
      else location.href = href;
    });

    // ------------------------------------------------------------------ by keyboard: the arrows walk from point to point
    const live = el('p', {className: 'visually-hidden', role: 'status'});
    document.body.append(live);
    box.tabIndex = 0;
    box.setAttribute('role', 'application');
    box.setAttribute('aria-label', gettext('Chart. The arrow keys go from model to model, Enter chooses one, Escape leaves.'));
    let walked = '';
    // The next point: left and right by the horizontal axis, up and down by the vertical.
    function nextSpot(key) {
      const sideways = key === 'ArrowLeft' || key === 'ArrowRight', spots = page.drawn.spots.slice().sort(sideways || key === 'Home' || key === 'End' ? (a, b) => a.x - b.x || b.y - a.y : (a, b) => b.y - a.y || a.x - b.x);
      const at = spots.findIndex((s) => s.p.row.id === walked), last = spots.length - 1;
      const to = {ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at < 0 ? last : at - 1, ArrowDown: at < 0 ? last : at - 1, Home: 0, End: last}[key];
      return to === undefined ? null : spots[Math.max(0, Math.min(to, last))] || null;
    }
    box.addEventListener('keydown', (event) => {
      const here = walked && spotOf(walked);
      if (event.key === 'Escape') {
        walked = '';
        return hide();
      }
      if (event.key === 'Enter' && here) {
        if (card) return choose(walked);
        location.href = root + here.p.row.page;
        return;
      }
      const spot = page.drawn && nextSpot(event.key);
      if (!spot) return;
      event.preventDefault();
      walked = spot.p.row.id;
      const area = box.getBoundingClientRect();
      show(spot, {clientX: area.left + spot.x, clientY: area.top + spot.y}, false);
      live.textContent = Array.from(tip.children, (one) => one.textContent).join(', ');
    });
    box.addEventListener('blur', hide);

    // ------------------------------------------------------------------ the card
    function choose(id) {
      page.state.model = page.state.model === id ? '' : id;
      tip.hidden = true;
      showCard();
      mark();
      page.writeAddress();
    }
    function showCard() {
      const {state} = page, row = state.model && rows.find((r) => r.id === state.model);
      card.hidden = !row;
      byId('card-live').textContent = row ? gettext('%(name)s is chosen.', {name: cut(row.name, 80)}) : '';
      if (!row) return card.replaceChildren();
      const point = page.points.find((p) => p.row === row);
      const close = el('button', {type: 'button', className: 'close', textContent: '×', ariaLabel: gettext('Close')});
      close.addEventListener('click', () => choose(row.id));
      const head = el('h2', {dir: 'auto'}, page.symbolOf(point ? point.style : dims.domain.style(row.domain[0])), el('a', {href: root + row.page, textContent: cut(row.name, 90)}));
      card.replaceChildren(close, head, el('p', {className: 'soft'}, ...who(cut(row.organisation, 80), row.countryLabel, row.day)));
      const main = row[state.y] === null ? null : state.y;
      if (main) card.append(el('p', {className: 'card-figure'}, ...amount(main, row[main]), el('span', {className: 'unit', textContent: unitOf(main, row)})));
      if (main === 'compute') card.append(el('p', {className: 'soft'}, ...ninety(row)));
      if (row.doubted) card.append(el('p', {}, doubt()));
      const facts = el('dl', {className: 'facts'});
      for (const [id, , name] of page.quantities) {
        if (id !== main && row[id] !== null) facts.append(el('dt', {textContent: gettext(name)}), el('dd', {}, ...amount(id, row[id]), unitOf(id, row, true)));
      }
      if (row.accessLabel) facts.append(el('dt', {textContent: gettext('Access')}), el('dd', {textContent: gettext(row.accessLabel)}));
      card.append(facts, el('p', {}, el('a', {href: root + row.page, textContent: gettext('How this number was made')})));
      if (!point) card.append(el('p', {className: 'soft small', textContent: gettext('Outside this view.')}));
    }

    // ------------------------------------------------------------------ record-setters
    function recordWords(n) {
      const {missing} = page;
      if (n + missing === 0) return gettext('None in this view.');
      const listed = n > 1 && page.state.fit === 'group' ? gettext('%(count)s, each colour with its own, the latest first', {count: n}) : n > 1 ? gettext('%(count)s, the latest first', {count: n}) : String(n);
      const more = ngettext('%(count)s more is in cells, without a name here; trends through record-setters leave it out.',
        '%(count)s more are in cells, without a name here; trends through record-setters leave them out.', missing, {count: missing.toLocaleString('en')});
      return missing ? `${listed}. ${more}` : listed;
    }
    function showFrontier() {
      const setters = page.points.filter((p) => p.record).sort((a, b) => b.row.at - a.row.at || b.y - a.y);
      byId('frontier-note').textContent = recordWords(setters.length);
      list.replaceChildren(...setters.slice(0, FRONTIER).map((p) => {
        const link = el('a', {href: root + p.row.page}, page.symbolOf(p.style), el('span', {dir: 'auto', textContent: cut(p.row.name, 40)}));
        link.addEventListener('focus', () => ringAt(spotOf(p.row.id)));
        link.addEventListener('blur', mark);
        link.tabIndex = -1;
        const item = el('li', {}, link, el('span', {className: 'soft', textContent: p.row.day.slice(0, 7)}), el('span', {className: 'num'}, ...amount(page.state.y, p.row[page.state.y])));
        item.addEventListener('pointerenter', () => ringAt(spotOf(p.row.id)));
        item.addEventListener('pointerleave', mark);
        return item;
      }));
    }
    // One stop of the Tab key for the whole list: the arrows move in it, the ring shows the point.
    function roam(event) {
      const links = Array.from(list.querySelectorAll('a')), at = links.indexOf(document.activeElement);
      const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1}[event.key];
      if (to === undefined || !links.length) return;
      event.preventDefault();
      links[Math.max(0, Math.min(to, links.length - 1))].focus();
    }
    list?.addEventListener('keydown', roam);
    return {
      drawn: hide,
      mounted() {
        box.append(ring);
        mark();
      },
      show() {
        if (card) showCard();
        if (list) showFrontier();
      },
    };
  });
})();
